"""What is around things: the flows near them on a day, each with what a map shows and filters by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.meant import Meant, named, stands_for
from whoshares.answers.near import NearFlow, NearHolder
from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import text_of
from whoshares.answers.unlisted import unlisted
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown
from whoshares.model.reached import reached
from whoshares.model.validity import State
from whoshares.network.every import generic_of
from whoshares.store.evidence import tier_name, tier_rank
from whoshares.store.names import CATEGORIES

if TYPE_CHECKING:
    import networkx as nx

MOST_FLOWS: Final = 10_000
"""How many flows one answer has at most."""
_FLOWS_OF: Final = (
    ("category", CATEGORIES),
    ("instrument", frozenset({v.INSTRUMENT})),
    ("flow", frozenset({v.DATA_FLOW})),
)
"""What may stand for flows, besides a program, in the order in which a name is tried."""


@dataclass(frozen=True, slots=True)
class Middle:
    """A thing around which flows are asked for: the holders, or else the flows, that it stands for. Things are IRIs."""

    iri: str
    sort: str
    """`holder`, `place`, `kind`, `program`, `category`, `instrument` or `flow`."""
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class AroundAsked:
    """What is asked, with its names resolved to IRIs."""

    middles: tuple[Middle, ...]
    as_of: date
    hops: int = 1
    carrying: str | None = None
    certainty: State = State.POSSIBLE
    program: str | None = None
    evidence: str | None = None
    """The evidence status, by the last segment of its IRI."""
    tier: str | None = None
    place: Meant | None = None
    confirmed_since: date | None = None
    without: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The question as JSON-ready data."""
        return {
            "around": [middle.iri for middle in self.middles],
            "hops": self.hops,
            "carrying": self.carrying,
            "asOf": self.as_of.isoformat(),
            "certainty": self.certainty.word,
            "program": self.program,
            "evidence": self.evidence,
            "tier": self.tier,
            "place": self.place.iri if self.place else None,
            "confirmedSince": self.confirmed_since.isoformat() if self.confirmed_since else None,
            "without": list(self.without),
        }


@dataclass(frozen=True)
class Around(Captioned):
    """The flows near what was asked about, and the holders at their ends."""

    day: date
    middles: tuple[Middle, ...]
    flows: tuple[NearFlow, ...]
    """By distance, the surest first."""
    holders: tuple[NearHolder, ...]
    """In the order of their IRIs."""
    truncated: bool

    @property
    def bodies(self) -> int:
        """How many bodies the holders are."""
        return len({holder.body for holder in self.holders})

    @property
    def documents(self) -> int:
        """How many documents state something of the flows."""
        return len({source for flow in self.flows for source in flow.sources})

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "flows": [flow.to_dict() for flow in self.flows],
            "holders": [holder.to_dict() for holder in self.holders],
            "counts": {
                "flows": len({flow.flow for flow in self.flows}),
                "holders": len(self.holders),
                "bodies": self.bodies,
                "documents": self.documents,
                "atLeast": self.truncated,
            },
            "truncated": self.truncated,
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The flows as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for holder in self.holders:
            said = {"label": self.labels[holder.holder], "body": holder.body, "distance": holder.distance}
            graph.add_node(holder.holder, **said)
        for flow in self.flows:
            said = {"carries": self.named(flow.carries), "certainty": flow.state.word, "distance": flow.distance}
            graph.add_edge(flow.sender, flow.recipient, key=flow.flow, **said)
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a flow, for a table."""
        return [
            {
                "from": self.labels[flow.sender],
                "carries": self.named(flow.carries),
                "to": self.labels[flow.recipient],
                "certainty": flow.state.word,
                "last confirmed": text_of(flow.last_confirmed) or "",
                "valid from": "; ".join(flow.since),
                "valid until": "; ".join(flow.until),
                "tier": flow.tier or "none",
                "evidence status": self.named(flow.evidence),
                "under program": self.named(flow.program),
                "barred by": self.named(flow.barred_by),
                "touched by": self.named(flow.touched_by),
                "as every": self.labels[flow.as_every] if flow.as_every else "",
                "distance": str(flow.distance),
                "sources": str(len(flow.sources)),
                "sender id": flow.sender,
                "recipient id": flow.recipient,
                "flow": flow.flow,
            }
            for flow in self.flows
        ]


def middle(parts: GraphParts, text: str) -> Middle:
    """The thing that a text names, with the holders that it stands for, unless it stands for flows.

    Raises NameUnknown, NameAmbiguous, and InputError where a place or kind has no holder.
    """
    try:
        iri, sort = named(parts.names, text)
    except NameUnknown as unknown:
        for sort, classes in _FLOWS_OF:
            with suppress(NameUnknown):
                return Middle(parts.names.resolve(text, classes, sort), sort)
        raise unlisted(parts, text, unknown) from None
    if sort in ("holder", "program"):
        return Middle(iri, sort, (iri,) if sort == "holder" else ())
    return Middle(iri, sort, stands_for(parts, iri, sort).holders)


def around(parts: GraphParts, asked: AroundAsked) -> Around:
    """The flows around the things of a question, as far as its hops go, and the holders at their ends."""
    near = _Near(parts, asked)
    numbers, distances, truncated = near.found()
    flows = tuple(near.told(number, distance) for number, distance in numbers)
    holders = tuple(_holder(parts, n, distances[n], near.within.get(n)) for n in sorted(_ends(parts, numbers)))
    things = {thing for flow in flows for thing in flow.things}
    things |= {one.within for one in holders if one.within}
    things |= {thing for one in holders for thing in (one.body, *one.part_of, *one.kinds, *one.places)}
    things |= {one.iri for one in asked.middles} | set(asked.without)
    things |= {iri for iri in (asked.carrying, asked.program, asked.place and asked.place.iri) if iri}
    caption = caption_of(parts.names, asked.to_dict(), searched(parts.network), things)
    return Around(caption, asked.as_of, asked.middles, flows, holders, truncated)


class _Near:
    """The search for what is near, with what it reads of each flow."""

    def __init__(self, parts: GraphParts, asked: AroundAsked) -> None:
        self._parts = parts
        self._asked = asked
        self._day = asked.as_of.toordinal()
        network = parts.network
        self._category = None if asked.carrying is None else network.categories.number[asked.carrying]
        self._in_place = None if asked.place is None else {network.holder_number[one] for one in asked.place.holders}
        self._without = {network.holder_number[one] for one in asked.without if one in network.holder_number}
        begun = [network.holder_number[one] for middle in asked.middles for one in middle.holders
                 if one in network.holder_number]  # fmt: skip
        self.within = {member: holder for holder in begun for member in network.closure(holder)}
        self.within |= {holder: holder for holder in begun}
        """The holders at distance 0, each with the one at which the map begins and in whose closure it is."""
        self._touching = tuple(
            (block.iri, block.system, _closures(parts, block.origins), _closures(parts, block.recipients),
             block.categories)
            for block in network.blocks
            if block.validity.on(asked.as_of) in (State.CERTAIN, State.PRESUMED)
        )  # fmt: skip

    def found(self) -> tuple[list[tuple[int, int]], dict[int, int], bool]:
        """The flows with their distances, in order; the distance of each holder; and whether the answer is cut."""
        network, asked = self._parts.network, self._asked
        flows = network.flows
        distances = dict.fromkeys(self.within, 0)
        ahead = set(distances)
        found: dict[int, int] = {}
        for distance in range(1, asked.hops + 1):
            candidates = {
                f for holder in ahead for at in (network.flows_from, network.flows_to) for f in at.get(holder, ())
            }
            if distance == 1:
                candidates.update(self._begun())
            passed = [(flow, state) for flow in candidates - found.keys() if (state := self._passing(flow)) is not None]
            passed.sort(key=lambda one: (one[1], flows.iris[one[0]], flows.sender[one[0]], flows.recipient[one[0]]))
            left = MOST_FLOWS - len(found)
            ahead = set()
            for flow, _ in islice(passed, left):
                found[flow] = distance
                for end in (flows.sender[flow], flows.recipient[flow]):
                    if end not in distances:
                        distances[end] = distance
                        ahead.add(end)
            if len(passed) > left:
                return list(found.items()), distances, True
        return list(found.items()), distances, False

    def _begun(self) -> Iterable[int]:
        """The flows at distance 1 by what was named: those that it stands for, or all where nothing was."""
        network, flows = self._parts.network, self._parts.network.flows
        if not self._asked.middles:
            return range(len(flows))
        found: set[int] = set()
        for one in self._asked.middles:
            if one.sort == "category":
                below = network.categories.number[one.iri]
                found |= {f for f in range(len(flows)) if any(self._under(c, below) for c in flows.carries[f])}
            elif one.sort == "flow":
                found |= network.all_of([network.flow_number[one.iri]])
            elif one.sort == "program":
                found |= self._naming(one.iri, v.UNDER_PROGRAM)
            elif one.sort == "instrument":
                found |= self._naming(one.iri, v.AUTHORITY)
                bars = {n for n, bar in enumerate(self._parts.norms.bars) if one.iri in bar.instruments}
                found |= {f for f in range(len(flows)) if bars and self._barring(f, bars)}
        return found

    def _under(self, category: int, above: int) -> bool:
        return category == above or above in self._parts.network.categories.above(category)

    def _naming(self, iri: str, predicate: str) -> frozenset[int]:
        return self._parts.tracer.naming(iri, (predicate,))

    def _barring(self, flow: int, bars: set[int]) -> bool:
        norms = self._parts.norms
        if bars.isdisjoint(norms.covering(flow)):
            return False
        carries = self._parts.network.flows.carries[flow]
        return any(barring.bar in bars for c in carries for barring in norms.barring(flow, c, self._day))

    def _passing(self, flow: int) -> State | None:
        """How sure a flow is on the day, if it passes all filters; the cheapest is tried first."""
        network, asked = self._parts.network, self._asked
        flows = network.flows
        ends = (flows.sender[flow], flows.recipient[flow])
        if not self._without.isdisjoint(ends) or (self._in_place is not None and self._in_place.isdisjoint(ends)):
            return None
        if asked.tier is not None and flows.evidence[flow] > tier_rank(asked.tier):
            return None
        meet = network.categories.meet
        if self._category is not None and all(meet(c, self._category) is None for c in flows.carries[flow]):
            return None
        validity = flows.validity(flow)
        state = validity.on(asked.as_of)
        if state > asked.certainty:
            return None
        if asked.confirmed_since is not None:
            confirmed = validity.last_confirmed(asked.as_of)
            if confirmed is None or confirmed.last < asked.confirmed_since:
                return None
        if asked.program is not None and asked.program not in self._said(flow, v.UNDER_PROGRAM):
            return None
        if asked.evidence is not None and asked.evidence not in map(v.local_name, self._said(flow, v.EVIDENCE_STATUS)):
            return None
        return state

    def _said(self, flow: int, predicate: str) -> tuple[str, ...]:
        return tuple(
            self._parts.evidence.values(self._parts.network.flows.iris[flow], predicate, self._parts.telling(flow))
        )

    def told(self, number: int, distance: int) -> NearFlow:
        """All that is said of a flow."""
        parts, network = self._parts, self._parts.network
        flow = network.flows[number]
        bars = [{b.bar for b in parts.norms.barring(number, c, self._day)} for c in flow.carries]
        return NearFlow(
            flow.iri,
            network.holders[flow.sender],
            network.holders[flow.recipient],
            None if flow.as_every == -1 else network.holders[generic_of(flow.as_every)],
            distance,
            tuple(network.categories.iris[category] for category in flow.carries),
            flow.validity.on(self._asked.as_of),
            flow.validity.last_confirmed(self._asked.as_of),
            self._said(number, v.VALID_FROM),
            self._said(number, v.VALID_UNTIL),
            tier_name(flow.evidence),
            self._said(number, v.EVIDENCE_STATUS),
            self._said(number, v.UNDER_PROGRAM),
            tuple(sorted(parts.norms.bars[bar].iri for bar in set.intersection(*bars))),
            tuple(sorted(self._touched(flow.sender, flow.recipient, flow.carries))),
            tuple(source.id for source in parts.evidence.citations(flow.iri, parts.telling(number))),
        )

    def _touched(self, sender: int, recipient: int, carries: tuple[int, ...]) -> Iterator[str]:
        meet = self._parts.network.categories.meet
        for iri, system, origins, recipients, categories in self._touching:
            arrives = recipient == system and sender in origins
            leaves = sender == system and recipient in recipients
            fits = not categories or any(meet(c, named) is not None for c in carries for named in categories)
            if fits and (arrives or leaves):
                yield iri


def _closures(parts: GraphParts, holders: Iterable[int]) -> frozenset[int]:
    return frozenset[int]().union(*(parts.network.closure(holder) for holder in holders))


def _ends(parts: GraphParts, numbers: Iterable[tuple[int, int]]) -> set[int]:
    flows = parts.network.flows
    return {end for flow, _ in numbers for end in (flows.sender[flow], flows.recipient[flow])}


def _holder(parts: GraphParts, number: int, distance: int, within: int | None) -> NearHolder:
    values, network = parts.evidence.values, parts.network
    iri = network.holders[number]
    return NearHolder(
        iri,
        parts.tracer.bodies.of(iri),
        parts.names.acronym(iri),
        tuple(sorted({*values(iri, v.PART_OF), *values(iri, v.OPERATED_BY)})),
        tuple(values(iri, v.KIND)),
        tuple(sorted(reached(values(iri, v.IN_PLACE), lambda place: values(place, v.WITHIN)))),
        number in network.bodies.systems,
        any(value in ("true", "1") for value in values(iri, v.GENERIC)),
        distance,
        None if within is None else network.holders[within],
    )
