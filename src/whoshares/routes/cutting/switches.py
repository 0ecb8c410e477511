"""What is left of a question's routes when blocks are set, and the blocks that may be set.

A block stops pairs of flows at one system. What is taken away here are such pairs, by system, sender and recipient; a
block to set is a system with an origin and a recipient, whose closures count. Both go by numbers that keep the order
of their three IRIs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.model.validity import Validity
from whoshares.network.network import Block, Network
from whoshares.routes.cutting.remainder import RouteGraph
from whoshares.routes.search import Route

if TYPE_CHECKING:
    from whoshares.routes.cutting.walk_graph import Packing

_STANDS: Final = Validity((date.min,), (), ())


class Setting(NamedTuple):
    """A system, and between whom it holds data back there. Holders are numbers of the network."""

    system: int
    origin: int
    recipient: int


@dataclass(frozen=True)
class _Numbers:
    """One number for three holders of a network."""

    base: int

    def of(self, setting: Setting) -> int:
        return (setting.system * self.base + setting.origin) * self.base + setting.recipient

    def setting(self, number: int) -> Setting:
        rest, recipient = divmod(number, self.base)
        return Setting(*divmod(rest, self.base), recipient)


class SwitchGraph:
    """The routes of a question, of which pairs of flows at systems that hold some data back can be taken away."""

    plain = False

    def __init__(self, graph: RouteGraph) -> None:
        self._graph = graph
        self._network = graph.network
        self._numbers = _Numbers(len(graph.network.holders))

    def parts(self, route: Route) -> Collection[int]:
        """The pairs of its flows at such systems, each as one number."""
        network, flows = self._network, self._network.flows
        return [
            self._numbers.of(Setting(place, flows.sender[before], flows.recipient[after]))
            for before, after in pairwise(route.flows)
            if (place := flows.recipient[before]) == flows.sender[after] and place in network.blocks_at
        ]

    def routes(self, without: Collection[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that pass none of some pairs, and whether the search saw everything up to there."""
        return self._graph.blocked(self._blocks(without), limit)

    def some_route(self, without: Collection[int] = ()) -> tuple[Route | None, bool]:
        """The first route that passes none of some pairs, and whether there is none where none is given."""
        found, seen = self.routes(without)
        return (found[0], True) if found else (None, seen)

    def another(self, without: Collection[int]) -> Route | None:
        """None: that takes a whole search."""
        return None

    def route_along(self, flows: Iterable[int]) -> Route | None:
        """The first route that uses some flows alone; `None` where they make none."""
        return self._graph.route_along(flows)

    def walk(self, without: Collection[int] = ()) -> Collection[int] | None:
        """The pairs that a route without some others passes; `None` where none is left, nothing where that is open."""
        route, seen = self.some_route(without)
        if route is None:
            return None if seen else ()
        return self.parts(route)

    def packing(self, removable: Collection[int]) -> Packing | None:
        """None: walks know no pairs."""
        return None

    def _blocks(self, without: Collection[int]) -> list[Block]:
        """Blocks that stop some pairs; a negative number stands for all pairs at a system."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        everyone = (
            frozenset(range(len(self._network.holders))) if any(number < 0 for number in without) else frozenset()
        )
        blocks = []
        for number in sorted(without):
            if number < 0:
                blocks.append(Block("", -1 - number, everyone, everyone, (), _STANDS))
            else:
                system, sender, recipient = self._numbers.setting(number)
                found[system, sender].add(recipient)
        blocks += [
            Block("", system, frozenset({sender}), frozenset(recipients), (), _STANDS)
            for (system, sender), recipients in found.items()
        ]
        return blocks


class Settings:
    """The blocks that may be set, at systems at which the graph has one: between whom flows lead there, or the ends."""

    by_part = False
    every = None

    def __init__(self, network: Network, day: date, origins: Collection[int], recipients: Collection[int]) -> None:
        self._network = network
        self._day = day.toordinal()
        self._ends = frozenset(origins), frozenset(recipients)
        self._numbers = _Numbers(len(network.holders))
        self.removable = frozenset(-1 - system for system in network.blocks_at)
        self._ended = cache(self._pairs)
        self._senders = cache(self._all_senders)
        self._receivers = cache(self._all_recipients)

    def of(self, parts: Iterable[int]) -> frozenset[int]:
        """The blocks that would stop one of some pairs."""
        network = self._network
        found: set[int] = set()
        for part in parts:
            system, sender, recipient = self._numbers.setting(part)
            origins = network.containing(sender) & (self._senders(system) | self._ends[0])
            recipients = network.containing(recipient) & (self._receivers(system) | self._ends[1])
            found |= {self._numbers.of(Setting(system, o, r)) for o in origins for r in recipients}
        return frozenset(found)

    def ended(self, units: Iterable[int]) -> frozenset[int]:
        """The pairs that some blocks would stop."""
        return frozenset[int]().union(*(self._ended(unit) for unit in units))

    def setting(self, unit: int) -> Setting:
        """Where a block would be set, and between whom."""
        return self._numbers.setting(unit)

    def receiving(self, setting: Setting) -> tuple[int, ...]:
        """The members of its recipient that receive from the system on the day, in order."""
        return tuple(sorted(self._network.closure(setting.recipient) & self._receivers(setting.system)))

    def _pairs(self, unit: int) -> frozenset[int]:
        system, origin, recipient = self._numbers.setting(unit)
        closure = self._network.closure
        return frozenset(
            self._numbers.of(Setting(system, sender, receiver))
            for sender in closure(origin) & self._senders(system)
            for receiver in closure(recipient) & self._receivers(system)
        )

    def _all_senders(self, system: int) -> frozenset[int]:
        flows = self._network.flows
        return frozenset(flows.sender[flow] for flow in self._network.flows_to.get(system, ()) if self._on(flow))

    def _all_recipients(self, system: int) -> frozenset[int]:
        flows = self._network.flows
        return frozenset(flows.recipient[flow] for flow in self._network.flows_from.get(system, ()) if self._on(flow))

    def _on(self, flow: int) -> bool:
        flows = self._network.flows
        return bool(flows.possible_from[flow] <= self._day < flows.possible_until[flow])
