"""The flows between two holders as a general graph: what is still reached when some of them are taken away.

A route meets conditions that no general graph holds: no holder occurs twice, and no block stands. Every route is a walk
of this graph, though not every walk a route: where no walk is left, no route is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from whoshares.network.network import Network
from whoshares.routes.search import Route, Search

if TYPE_CHECKING:
    from whoshares.routes.cutting.walk_graph import Packing, WalkGraph


class RouteGraph:
    """The flows on some way from a question's origin to its recipient, and what is left without some of them."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._network = search.network

    @cached_property
    def flows(self) -> frozenset[int]:
        """The flows on some chain from origin to recipient that keeps the data; no route uses any other."""
        return frozenset(self._walks.flows.tolist())

    @property
    def plain(self) -> bool:
        """Whether every walk that comes back to nowhere is a route, so that what holds of walks holds of routes."""
        return self._walks.plain

    def routes(self, without: Iterable[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that use none of some flows, and whether the search saw everything up to there."""
        numbers, network = self._between
        gone = frozenset(without)
        return self._routes(network, numbers, [own for own, flow in enumerate(numbers) if flow in gone], limit)

    def some_route(self, without: Collection[int] = ()) -> tuple[Route | None, bool]:
        """A route that uses none of some flows, not always the first, and whether there is none where none is given."""
        walk = self.walk(without)
        if walk is None:
            return None, True
        route = self.route_along(walk)
        if route is not None:
            return route, True
        found, seen = self.routes(without)
        return (found[0], True) if found else (None, seen)

    def route_along(self, flows: Iterable[int]) -> Route | None:
        """The first route that uses some flows alone; `None` where they make none."""
        numbers = sorted(set(flows))
        found, _ = self._routes(self._network.with_flows(numbers), numbers, (), 1)
        return found[0] if found else None

    def walk(self, without: Collection[int] = ()) -> tuple[int, ...] | None:
        """The flows of a walk that uses none of some flows; `None` where no walk, so no route, is left."""
        return self._walks.walk(without)

    def packing(self, removable: Collection[int]) -> Packing | None:
        """As many walks as can be, of which no two share a removable flow; `None` where one has none at all."""
        return self._walks.packing(removable)

    def on_every_walk(self) -> frozenset[int]:
        """The flows on every walk; each is on every route."""
        return self._walks.on_every_walk()

    @cached_property
    def _walks(self) -> WalkGraph:
        from whoshares.network.arrays import grid_of
        from whoshares.routes.cutting.walk_graph import WalkGraph

        return WalkGraph(self._search, grid_of(self._network))

    @cached_property
    def _between(self) -> tuple[list[int], Network]:
        """The flows in order, and the network of those alone: flow n there is flow `numbers[n]` of the whole one."""
        numbers = sorted(self.flows)
        return numbers, self._network.with_flows(numbers)

    def _routes(
        self, network: Network, numbers: list[int], without: Iterable[int], limit: int
    ) -> tuple[list[Route], bool]:
        """The first routes in a part of the network, but for some of its own flows, by the whole one's numbers."""
        own = {flow: number for number, flow in enumerate(numbers)}

        def known(flows: Iterable[int]) -> frozenset[int]:
            return frozenset(own[flow] for flow in flows if flow in own)

        question = self._search.question
        question = replace(
            question,
            through=tuple((known(flows), holders) for flows, holders in question.through),
            without=(known(question.without[0]) | frozenset(without), question.without[1]),
        )
        search = Search(network, question)
        found = [
            Route(tuple(replace(hop, flow=numbers[hop.flow]) for hop in route.hops))
            for route in islice(search.routes(), limit)
        ]
        return found, search.exhausted
