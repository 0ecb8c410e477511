"""Ways: routes that pass the same bodies with the same data, whatever their parts, systems and parallel flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from whoshares.answers.traced import TracedRoute, text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.network.network import Network
from whoshares.network.norms import Norms

COMPONENT: Final = v.ID + "kind/agency-component"
"""The kind of bodies that are shown as the one that they are part of."""


class Bodies:
    """Which body each holder of a network is shown as."""

    def __init__(self, network: Network, norms: Norms) -> None:
        self._network = network
        self._norms = norms
        self._known: dict[int, tuple[int, ...]] = {}

    def of(self, holder: str) -> str:
        """The body of a holder, by IRI."""
        return self._network.holders[self._upward(self._network.holder_number[holder])[-1]]

    def upward(self, holder: str) -> list[str]:
        """The holder, then step by step what it is shown as, up to its body."""
        holders = self._network.holders
        return [holders[number] for number in self._upward(self._network.holder_number[holder])]

    @cached_property
    def _components(self) -> frozenset[int]:
        return self._norms.of_kinds([COMPONENT])

    def _upward(self, holder: int) -> tuple[int, ...]:
        if holder not in self._known:
            found = [holder]
            while (above := self._above(found[-1])) is not None:
                if above in found:  # operated by each other: neither is the other's body
                    found = [holder]
                    break
                found.append(above)
            self._known[holder] = tuple(found)
        return self._known[holder]

    def _above(self, holder: int) -> int | None:
        """The one that operates a system, or that an agency's component is part of; `None` for any other holder."""
        bodies = self._network.bodies
        over: set[int] = set()
        if holder in bodies.systems:
            over = set(bodies.operators[holder])
        elif holder in self._components:
            over = set(bodies.wholes[holder])
        return over.pop() if len(over) == 1 else None


class Place(NamedTuple):
    """A body on a way, with the parts of it that the way's routes name there. Things are IRIs."""

    body: str
    parts: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The place as JSON-ready data."""
        return {"body": self.body, "parts": list(self.parts)}


class Step(NamedTuple):
    """Data that goes from body to body."""

    sender: Place
    category: str
    recipient: Place

    def to_dict(self) -> dict[str, object]:
        """The step as JSON-ready data."""
        return {"sender": self.sender.to_dict(), "category": self.category, "recipient": self.recipient.to_dict()}


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its steps, and the routes that it stands for. All else is said of it as of the best of these."""

    steps: tuple[Step, ...]
    routes: tuple[int, ...]
    """The places of its routes among those of the answer, from 1; the first is the best."""
    count: int
    """How many routes these are: the same flows in the answers to several pairs are one."""
    state: State
    last_confirmed: Confirmed | None

    @property
    def best(self) -> int:
        """The place of its best route among those of the answer, from 1."""
        return self.routes[0]

    def named(self) -> set[str]:
        """The IRIs that it names."""
        places = [place for step in self.steps for place in (step.sender, step.recipient)]
        return {step.category for step in self.steps}.union(*((place.body, *place.parts) for place in places))

    def to_dict(self) -> dict[str, object]:
        """The way as JSON-ready data."""
        return {
            "steps": [step.to_dict() for step in self.steps],
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "routes": list(self.routes),
        }


Hops = Sequence[tuple[str, str, str]]
"""The hops of a route, as far as its way depends on them: sender, category, recipient."""
Shown = Callable[[str], str]
"""Gives the body that a holder is shown as."""
_Steps = tuple[tuple[str, str, str], ...]


def ways(
    routes: Sequence[TracedRoute], shown: Shown, sender: Shown, recipient: Shown, *, first: int = 1
) -> tuple[Way, ...]:
    """The ways of routes that stand in their order and are counted from `first` on.

    `sender` gives what the first holder of a route is shown as, `recipient` what the last is.
    """
    ranks: dict[_Steps, list[int]] = defaultdict(list)
    for rank, route in enumerate(routes, first):
        ranks[way_of(_hops(route), shown, sender, recipient)].append(rank)
    found = []
    for steps, of_way in ranks.items():
        its = [routes[rank - first] for rank in of_way]
        count = len({tuple((hop.flow, hop.sender, hop.recipient) for hop in route.hops) for route in its})
        best = its[0]
        told = _told(steps, [_read(_hops(route), shown, sender, recipient) for route in its])
        found.append(Way(told, tuple(of_way), count, best.state, best.last_confirmed))
    return tuple(found)


def numbers(found: Iterable[Way]) -> dict[int, int]:
    """For each route, by its place, the number of its way, from 1."""
    return {rank: number for number, way in enumerate(found, 1) for rank in way.routes}


def to_end(end: str) -> Shown:
    """Shows every holder as the one that was asked about."""
    return lambda _: end


_Read = list[tuple[str, str, str, set[str], set[str]]]
"""For each step: the body of the sender, the category, the body of the recipient, the holders at both."""


def way_of(hops: Hops, shown: Shown, sender: Shown, recipient: Shown) -> _Steps:
    """What tells the way of a route from others: from body to body, with the data."""
    return tuple((a, c, b) for a, c, b, _, _ in _read(hops, shown, sender, recipient))


def _hops(route: TracedRoute) -> Hops:
    return [(hop.sender, hop.category, hop.recipient) for hop in route.hops]


def _read(hops: Hops, shown: Shown, sender: Shown, recipient: Shown) -> _Read:
    last = len(hops) - 1
    found: _Read = []
    for place, (gives, category, gets) in enumerate(hops):
        a = sender(gives) if place == 0 else shown(gives)
        b = recipient(gets) if place == last else shown(gets)
        if 0 < place < last and found[-1][2] == a == b:  # within one body: its holders are parts of what came before
            found[-1][4].update((gives, gets))
        else:
            found.append((a, category, b, {gives}, {gets}))
    return found


def _told(steps: _Steps, read: list[_Read]) -> tuple[Step, ...]:
    """The steps of a way, with the holders at each place in any of its routes."""
    holders = [(set[str](), set[str]()) for _ in steps]
    for route in read:
        for (at_sender, at_recipient), (_, _, _, senders, recipients) in zip(holders, route, strict=True):
            at_sender |= senders
            at_recipient |= recipients
    for place in range(1, len(steps)):
        if steps[place - 1][2] == steps[place][0]:  # one place, where data comes and goes
            both = holders[place - 1][1] | holders[place][0]
            holders[place - 1], holders[place] = (holders[place - 1][0], both), (both, holders[place][1])
    return tuple(
        Step(_place(a, senders), c, _place(b, recipients))
        for (a, c, b), (senders, recipients) in zip(steps, holders, strict=True)
    )


def _place(body: str, holders: Iterable[str]) -> Place:
    return Place(body, tuple(sorted(set(holders) - {body})))
