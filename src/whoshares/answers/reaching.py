"""By which ways data of one holder after another can reach immigration authorities on a day.

Of each holder these are the rows of its exposure outward that arrive at such an authority: for each authority and data
the surest known route. Holders of which documents say nothing but what they say of every such body have the same ways,
which are worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from whoshares.answers.area import authority_of
from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import text_of
from whoshares.model.validity import Confirmed, State, oldest
from whoshares.network.network import Network
from whoshares.routes.exposure import Exposing
from whoshares.routes.question import Question


@dataclass(frozen=True, slots=True)
class Step:
    """One flow of a way. Things are IRIs."""

    flow: str
    sender: str
    recipient: str
    carries: tuple[str, ...]
    number: int
    """Of the flow, as the network has it; as a named body's, where it is said of every such body."""
    state: State
    """How sure the flow is on the day."""
    last_confirmed: Confirmed | None


@dataclass(frozen=True, slots=True)
class ReachingWay:
    """One way to an immigration authority, for all whose data goes it. Things are IRIs."""

    origins: tuple[str, ...]
    """Who sends it at first; the first step is that of one of them."""
    steps: tuple[Step, ...]
    arriving: tuple[str, ...]
    """The data that arrives."""
    state: State
    last_confirmed: Confirmed | None
    """Of the flow that was confirmed longest ago."""
    implied: bool
    """Whether documents only imply one of its flows."""
    authority: str
    """The immigration authority of which the recipient is part, or itself."""

    @property
    def recipient(self) -> str:
        """The authority."""
        return self.steps[-1].recipient

    def named(self) -> set[str]:
        """The IRIs that it names."""
        ends = {iri for step in self.steps for iri in (step.flow, step.sender, step.recipient, *step.carries)}
        return ends.union(self.origins, self.arriving, (self.authority,))

    def to_dict(self) -> dict[str, object]:
        """The way as JSON-ready data."""
        return {
            "origins": list(self.origins),
            "flows": [step.flow for step in self.steps],
            "to": self.recipient,
            "arriving": list(self.arriving),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "implied": self.implied,
        }


_Key = tuple[object, ...]


class Reaching:
    """The ways of one holder after another of a graph."""

    def __init__(self, parts: GraphParts, day: date) -> None:
        self._parts = parts
        self._day = day
        self._authority_of = authority_of(parts.network)
        self.authorities = frozenset(self._authority_of)
        """The immigration authorities, as numbers of the network."""
        self._known: dict[_Key, tuple[ReachingWay, ...]] = {}
        self._stopped: set[_Key] = set()

    def of(self, holder: str) -> tuple[ReachingWay, ...]:
        """The ways of the data of a holder with its parts and systems, the surest and shortest first."""
        key = self._key(holder)
        if key is None:
            return ()
        network = self._parts.network
        number = network.holder_number[holder]
        if key not in self._known:
            self._known[key], stopped = self._ways(network, number)
            if stopped:
                self._stopped.add(key)
        known = self._known[key]
        if key == (number,):
            return known
        own = {network.as_stated(flow): flow for flow in network.flows_from[number]}
        return tuple(_as_of(way, holder, own[network.as_stated(way.steps[0].number)]) for way in known)

    def stopped(self, holders: Iterable[str]) -> bool:
        """Whether a search for their ways stopped at its work limit, so that one may be missing."""
        return bool(self._stopped) and any(self._key(holder) in self._stopped for holder in holders)

    def _key(self, holder: str) -> _Key | None:
        """What tells holders apart that have other ways; `None` of one that has none at all."""
        network = self._parts.network
        number = network.holder_number.get(holder)
        if number is None or number in self.authorities:
            return None
        within = network.closure(number)
        if not any(one in network.flows_from for one in within):
            return None
        return self._alike(network, number) if within == {number} else (number,)

    def of_all(self, holders: Iterable[str]) -> tuple[ReachingWay, ...]:
        """The ways of some holders, each once, with whose they are."""
        found: dict[tuple[str, ...], ReachingWay] = {}
        origins: dict[tuple[str, ...], dict[str, None]] = {}
        for holder in holders:
            for way in self.of(holder):
                flows = tuple(step.flow for step in way.steps)
                found.setdefault(flows, way)
                origins.setdefault(flows, {})[way.steps[0].sender] = None
        return _ordered(replace(way, origins=tuple(sorted(origins[flows]))) for flows, way in found.items())

    def _alike(self, network: Network, number: int) -> _Key:
        """What tells apart holders that have neither parts nor systems: of those alike, all have the same ways."""
        flows = tuple(network.as_stated(flow) for flow in network.flows_from[number])
        own = any(flow < network.flows.stated for flow in network.flows_from[number])
        changes = tuple(network.transformations[one].iri for one in network.transformations_by_holder.get(number, ()))
        return (number if own else -1, flows, changes, self._blocked.get(number, ()))

    @cached_property
    def _blocked(self) -> dict[int, tuple[int, ...]]:
        """The blocks that hold back data of each holder."""
        found: dict[int, tuple[int, ...]] = {}
        for place, block in enumerate(self._parts.network.blocks):
            for origin in block.origins:
                found[origin] = (*found.get(origin, ()), place)
        return found

    def _ways(self, network: Network, number: int) -> tuple[tuple[ReachingWay, ...], bool]:
        exposing = Exposing(network, Question(number, -1, day=self._day), outward=True, only=self.authorities)
        found: dict[tuple[int, ...], ReachingWay] = {}
        for row in exposing.rows():
            recipients = [network.flows.recipient[flow] for flow in row.flows]
            if recipients[-1] not in self.authorities or not self.authorities.isdisjoint(recipients[:-1]):
                continue  # it ends beside an authority, or goes on within
            arriving = network.categories.iris[row.category]
            known = found.get(row.flows)
            if known is not None:
                more = tuple(sorted({*known.arriving, arriving}))
                found[row.flows] = replace(known, arriving=more, state=min(known.state, row.state))
                continue
            steps = tuple(self._step(network, flow) for flow in row.flows)
            confirmed = oldest(step.last_confirmed for step in steps)
            authority = self._authority_of[recipients[-1]]
            implied = any(network.flows.implied[step.number] for step in steps)
            found[row.flows] = ReachingWay(
                (steps[0].sender,), steps, (arriving,), row.state, confirmed, implied, authority
            )
        return _ordered(found.values()), exposing.stopped

    def _step(self, network: Network, flow: int) -> Step:
        one = network.flows[flow]
        ends = network.holders[one.sender], network.holders[one.recipient]
        return Step(one.iri, *ends, tuple(network.categories.iris[category] for category in one.carries), flow,
                    one.validity.on(self._day), one.validity.last_confirmed(self._day))  # fmt: skip


def _ordered(ways: Iterable[ReachingWay]) -> tuple[ReachingWay, ...]:
    """The surest first, of these those that are not implied, then the shortest, of most bodies, confirmed last."""

    def place(way: ReachingWay) -> tuple[object, ...]:
        age = -way.last_confirmed.last.toordinal() if way.last_confirmed else 0
        return way.state, way.implied, len(way.steps), -len(way.origins), age, [step.flow for step in way.steps]

    return tuple(sorted(ways, key=place))


def _as_of(way: ReachingWay, holder: str, number: int) -> ReachingWay:
    """The same way for another holder of which the same is said, and which has no parts; with its own flow first."""
    first, *others = way.steps
    if first.sender == holder:
        return way
    return replace(way, origins=(holder,), steps=(replace(first, sender=holder, number=number), *others))
