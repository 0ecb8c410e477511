"""Routes with all that the graph says of them: hops, the bars that cover them, their transformations and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from whoshares.answers.caption import Caption
from whoshares.model.validity import Confirmed, State, oldest, only_implied, takes_place
from whoshares.store.evidence import Citation, cited, status_rank, tier_name

if TYPE_CHECKING:
    import networkx as nx


class TracedTransformation(NamedTuple):
    """What data went through before a hop."""

    id: str
    holder: str
    consumes: tuple[str, ...]
    produces: tuple[str, ...]
    state: State
    """How sure it is that it takes place on the day."""
    last_confirmed: Confirmed | None
    exact: bool
    """Whether the data was just where the transformation takes place."""
    as_every: str | None
    """The generic body for which its holder is taken, since a source says it of every such body."""
    evidence_status: tuple[str, ...]
    sources: tuple[Citation, ...]

    @property
    def takes_place(self) -> bool:
        """Whether a source says that it takes place."""
        return takes_place(self.evidence_status)

    def to_dict(self) -> dict[str, object]:
        """The transformation as JSON-ready data."""
        return {
            "id": self.id,
            "holder": self.holder,
            "consumes": list(self.consumes),
            "produces": list(self.produces),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "join": "assumed" if not self.exact else "kind" if self.as_every else "exact",
            "asEvery": self.as_every,
            "evidenceStatus": list(self.evidence_status),
            "takesPlace": self.takes_place,
            "sources": [source.to_dict() for source in self.sources],
        }


class TracedBar(NamedTuple):
    """A bar that covers a hop on its day. Things are IRIs."""

    id: str
    set_by: tuple[str, ...]
    state: State
    """How sure it is that the bar is in force on the day: from presumed on it is."""
    last_confirmed: Confirmed | None
    """When it was last known to be in force; `None` where it was not by the day, or no day is given."""
    reading: str | None
    """The reading of its instrument under which alone it holds."""
    limited_to: tuple[str, ...]
    """The purposes and subjects that it is limited to; what the flow leaves unsaid of them is taken to fit."""
    exceptions: tuple[str, ...]
    """The exceptions given in words, which nothing here checks."""
    lifted_by: tuple[str, ...]
    """The permissions that lift it; where there are any, the hop is not barred by it."""
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The bar as JSON-ready data."""
        return {
            "id": self.id,
            "setBy": list(self.set_by),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "underReading": self.reading,
            "limitedTo": list(self.limited_to),
            "exceptions": list(self.exceptions),
            "liftedBy": list(self.lifted_by),
            "sources": [source.to_dict() for source in self.sources],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.id, *self.set_by, *self.limited_to, *self.lifted_by, *([self.reading] if self.reading else [])}


class TracedBlock(NamedTuple):
    """A block that stops, or may stop, what a route would do."""

    id: str
    state: State
    last_confirmed: Confirmed | None

    def to_dict(self) -> dict[str, object]:
        """The block as JSON-ready data."""
        return {"id": self.id, "certainty": self.state.word, "lastConfirmed": text_of(self.last_confirmed)}


class TracedHop(NamedTuple):
    """One flow of a route with all that is said of it. Things are IRIs; dates are as the sources give them."""

    flow: str
    sender: str
    recipient: str
    category: str
    state: State
    """How sure it is, as its worst part."""
    flow_state: State
    """How sure its flow is by itself, from its dates."""
    last_confirmed: Confirmed | None
    """When the one of its parts was last known to be in force that was confirmed longest ago."""
    exact: bool
    as_every: str | None
    """The generic body for which a named one is taken here, since a source says the flow of every such body."""
    as_every_at: str | None
    """The end at which it is taken: `sender` or `recipient`."""
    program: tuple[str, ...]
    program_not_in_force: tuple[str, ...]
    """Those of the programs that had not begun, or had ended, on the day: the flow is not bound to the program."""
    authority: tuple[str, ...]
    """The instruments named as its basis that are not known to be out of force on the day."""
    authority_not_in_force: tuple[str, ...]
    via: tuple[str, ...]
    mode: tuple[str, ...]
    controlled_by: tuple[str, ...]
    evidence_status: tuple[str, ...]
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    attested_on: tuple[str, ...]
    disputed: bool
    transformations: tuple[TracedTransformation, ...]
    notes: tuple[str, ...]
    """What the editors of the graph remark on how the sources are read."""
    blocks: tuple[TracedBlock, ...]
    """The blocks that may stand before it."""
    day: str | None
    """The day of the hop; `None` on a journey whose days are open, where it may be ever so early."""
    bars: tuple[TracedBar, ...]
    """The bars that cover it on that day, those that an exception lifts among them."""
    evidence: int
    """The rank of its tier: of the worst-supported of sender, recipient and category, the best source's."""
    sources: tuple[Citation, ...]

    @property
    def barred_by(self) -> tuple[TracedBar, ...]:
        """The bars that bar it: no exception lifts them."""
        return tuple(bar for bar in self.bars if not bar.lifted_by)

    @property
    def possible_blocks(self) -> tuple[str, ...]:
        """The IRIs of the blocks that may stand before it."""
        return tuple(block.id for block in self.blocks)

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {self.flow, self.sender, self.recipient, self.category, *self.program, *self.authority}
        found.update((*self.authority_not_in_force, *self.via, *self.mode, *self.controlled_by, *self.evidence_status))
        found.update((*(t.id for t in self.transformations), *self.possible_blocks))
        found.update(generic for generic in (self.as_every, *(t.as_every for t in self.transformations)) if generic)
        found.update(status for t in self.transformations for status in t.evidence_status)
        return found.union(*(bar.named() for bar in self.bars))

    @property
    def join(self) -> str:
        """How it joins what comes before: `exact`, `kind` where it is said of every body of a kind, or `assumed`."""
        return "assumed" if not self.exact else "kind" if self.as_every else "exact"

    @property
    def takes_place(self) -> bool:
        """Whether a source says that the flow takes place: else it is only authorised, planned, proposed and so on."""
        return takes_place(self.evidence_status)

    @property
    def implied(self) -> tuple[Citation, ...]:
        """The sources of what is only implied of it, the flow or a transformation; none where nothing is."""
        parts: tuple[TracedHop | TracedTransformation, ...] = (self, *self.transformations)
        return tuple(source for one in parts if only_implied(one.evidence_status) for source in one.sources)

    @property
    def last_attested(self) -> str | None:
        """The last day on which a source says that it is in force, as the source gives it."""
        return max(self.attested_on, default=None)

    def to_dict(self) -> dict[str, object]:
        """The hop as JSON-ready data.

        Where sources differ on a date, the earliest is given, `disputed` is true, and `rivalDates` has all.
        """
        return {
            "flow": self.flow,
            "sender": self.sender,
            "recipient": self.recipient,
            "category": self.category,
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "join": self.join,
            "asEvery": self.as_every,
            "asEveryAt": self.as_every_at,
            "underProgram": list(self.program),
            "underProgramNotInForce": list(self.program_not_in_force),
            "authority": list(self.authority),
            "authorityNotInForce": list(self.authority_not_in_force),
            "via": list(self.via),
            "mode": list(self.mode),
            "controlledBy": list(self.controlled_by),
            "evidenceStatus": list(self.evidence_status),
            "takesPlace": self.takes_place,
            "validFrom": self.valid_from[0] if self.valid_from else None,
            "validUntil": self.valid_until[0] if self.valid_until else None,
            "attestedOn": list(self.attested_on),
            "disputed": self.disputed,
            "rivalDates": {
                name: list(dates)
                for name, dates in (("validFrom", self.valid_from), ("validUntil", self.valid_until))
                if len(dates) > 1
            },
            "transformations": [transformation.id for transformation in self.transformations],
            "transformationDetails": [transformation.to_dict() for transformation in self.transformations],
            "notes": list(self.notes),
            "possibleBlocks": list(self.possible_blocks),
            "blockDetails": [block.to_dict() for block in self.blocks],
            "day": self.day,
            "bars": [bar.to_dict() for bar in self.barred_by],
            "liftedBars": [bar.to_dict() for bar in self.bars if bar.lifted_by],
            "sources": [source.to_dict() for source in self.sources],
        }


class GoneRound(NamedTuple):
    """A bar that a route goes round."""

    bar: TracedBar
    """As it stands on the day on which the stretch begins."""
    first: int
    """The place, from 1, of the hop with which the stretch begins that goes round it: its sender is bound."""
    last: int
    """The place of the hop with which the stretch ends."""

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {
            "bar": self.bar.id,
            "setBy": list(self.bar.set_by),
            "certainty": self.bar.state.word,
            "lastConfirmed": text_of(self.bar.last_confirmed),
            "underReading": self.bar.reading,
            "limitedTo": list(self.bar.limited_to),
            "firstHop": self.first,
            "lastHop": self.last,
        }


class TracedRoute(NamedTuple):
    """A route with its evidence."""

    state: State
    """How sure it is, as its worst hop, and possible where a join is assumed."""
    hops: tuple[TracedHop, ...]
    goes_round: tuple[GoneRound, ...] = ()
    """The bars that it goes round, by IRI."""

    @property
    def last_confirmed(self) -> Confirmed | None:
        """When that one of its hops was last confirmed that was confirmed longest ago; `None` where one was not."""
        return oldest(hop.last_confirmed for hop in self.hops)

    @property
    def disputed(self) -> bool:
        """Whether it rests on a hop on whose dates sources differ."""
        return any(hop.disputed for hop in self.hops)

    @property
    def weakest(self) -> int:
        """The place, from 0, of its weakest hop: by tier, then evidence status, then age of the last attestation."""
        return max(range(len(self.hops)), key=lambda place: _weakness(self.hops[place], place))

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {iri for hop in self.hops for iri in hop.named()}
        return found.union(*(gone.bar.named() for gone in self.goes_round))

    def to_dict(self) -> dict[str, object]:
        """The route as JSON-ready data."""
        weakest = self.hops[self.weakest]
        return {
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "disputed": self.disputed,
            "weakest": {
                "hop": self.weakest + 1,
                "flow": weakest.flow,
                "tier": tier_name(weakest.evidence),
                "evidenceStatus": list(weakest.evidence_status),
                "lastAttested": weakest.last_attested,
            },
            "goesRound": [gone.to_dict() for gone in self.goes_round],
            "hops": [hop.to_dict() for hop in self.hops],
        }


def hop_rows(caption: Caption, routes: Iterable[TracedRoute], way: Mapping[int, int]) -> list[dict[str, str]]:
    """One row a hop, for a table; `way` gives for each route, by its place from 1, the number of its way."""

    def named(iris: Iterable[str]) -> str:
        return ", ".join(caption.labels[iri] for iri in iris)

    return [
        {
            "way": str(way[rank]),
            "route": str(rank),
            "route certainty": route.state.word,
            "route last confirmed": text_of(route.last_confirmed) or "",
            "hop": str(place),
            "sender": caption.labels[hop.sender],
            "recipient": caption.labels[hop.recipient],
            "category": caption.labels[hop.category],
            "certainty": hop.state.word,
            "last confirmed": text_of(hop.last_confirmed) or "",
            "join": "exact" if hop.exact else "assumed",
            "under program": named(hop.program),
            "authority": named(hop.authority),
            "valid from": " / ".join(hop.valid_from),
            "valid until": " / ".join(hop.valid_until),
            "attested on": "; ".join(hop.attested_on),
            "disputed": "yes" if hop.disputed else "",
            "day": hop.day or "",
            "barred by": named(bar.id for bar in hop.barred_by),
            "weakest hop": "yes" if place == route.weakest + 1 else "",
            "transformations": named(transformation.id for transformation in hop.transformations),
            "sources": cited(hop.sources),
            "flow": hop.flow,
        }
        for rank, route in enumerate(routes, 1)
        for place, hop in enumerate(route.hops, 1)
    ]


def graph_of(caption: Caption, routes: Iterable[TracedRoute]) -> nx.MultiDiGraph[str]:
    """Routes as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for rank, route in enumerate(routes, 1):
        for place, hop in enumerate(route.hops, 1):
            for holder in (hop.sender, hop.recipient):
                graph.add_node(holder, label=caption.labels[holder])
            if graph.has_edge(hop.sender, hop.recipient, hop.flow):
                continue  # a flow of several routes keeps its first place
            graph.add_edge(
                hop.sender,
                hop.recipient,
                key=hop.flow,
                category=caption.labels[hop.category],
                certainty=hop.state.word,
                last_confirmed=text_of(hop.last_confirmed) or "",
                route=rank,
                hop=place,
                sources="; ".join(source.id for source in hop.sources),
            )
    return graph


def _weakness(hop: TracedHop, place: int) -> tuple[object, ...]:
    """What a hop is compared by; the weaker is greater, and of equals the first."""
    status = min((status_rank(status) for status in hop.evidence_status), default=status_rank(None))
    return hop.evidence, status, hop.last_attested is None, _reversed(hop.last_attested or ""), -place


def _reversed(text: str) -> tuple[int, ...]:
    """A key by which texts compare the other way round."""
    return tuple(-ord(sign) for sign in text)


def text_of(confirmed: Confirmed | None) -> str | None:
    """A confirmation as answers say it."""
    return None if confirmed is None else confirmed.text
