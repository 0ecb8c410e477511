"""The answer to “does it reach?”: routes with their evidence, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoshares.absence import REASONS, Absence
from whoshares.answer import Answer
from whoshares.evidence import Citation, status_rank, tier_name, tier_rank

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class TracedTransformation:
    """What data went through before a hop."""

    id: str
    holder: str
    consumes: tuple[str, ...]
    produces: tuple[str, ...]
    certain: bool
    exact: bool
    """Whether the data was just where the transformation takes place."""
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The transformation as JSON-ready data."""
        return {
            "id": self.id,
            "holder": self.holder,
            "consumes": list(self.consumes),
            "produces": list(self.produces),
            "certainty": _certainty(self.certain),
            "join": "exact" if self.exact else "assumed",
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class TracedBar:
    """A bar that covers a hop on its day. Things are IRIs."""

    id: str
    set_by: tuple[str, ...]
    certain: bool
    """Whether the bar is certain on the day."""
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
            "certainty": _certainty(self.certain),
            "reading": self.reading,
            "limitedTo": list(self.limited_to),
            "exceptions": list(self.exceptions),
            "liftedBy": list(self.lifted_by),
            "sources": [source.to_dict() for source in self.sources],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.id, *self.set_by, *self.limited_to, *self.lifted_by, *([self.reading] if self.reading else [])}


@dataclass(frozen=True, slots=True)
class TracedHop:
    """One flow of a route with all that is said of it. Things are IRIs; dates are as the sources give them."""

    flow: str
    sender: str
    recipient: str
    category: str
    certain: bool
    exact: bool
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
    possible_blocks: tuple[str, ...]
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

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {self.flow, self.sender, self.recipient, self.category, *self.program, *self.authority}
        found.update((*self.authority_not_in_force, *self.via, *self.mode, *self.controlled_by, *self.evidence_status))
        found.update((*(t.id for t in self.transformations), *self.possible_blocks))
        return found.union(*(bar.named() for bar in self.bars))

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
            "certainty": _certainty(self.certain),
            "join": "exact" if self.exact else "assumed",
            "program": list(self.program),
            "programNotInForce": list(self.program_not_in_force),
            "authority": list(self.authority),
            "authorityNotInForce": list(self.authority_not_in_force),
            "via": list(self.via),
            "mode": list(self.mode),
            "controlledBy": list(self.controlled_by),
            "evidenceStatus": list(self.evidence_status),
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
            "day": self.day,
            "bars": [bar.to_dict() for bar in self.barred_by],
            "liftedBars": [bar.to_dict() for bar in self.bars if bar.lifted_by],
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class TracedRoute:
    """A route with its evidence."""

    certain: bool
    hops: tuple[TracedHop, ...]

    @property
    def disputed(self) -> bool:
        """Whether it rests on a hop on whose dates sources differ."""
        return any(hop.disputed for hop in self.hops)

    @property
    def weakest(self) -> int:
        """The place, from 0, of its weakest hop: by tier, then evidence status, then age of the last attestation."""
        return max(range(len(self.hops)), key=lambda place: _weakness(self.hops[place], place))

    def to_dict(self) -> dict[str, object]:
        """The route as JSON-ready data."""
        weakest = self.hops[self.weakest]
        return {
            "certainty": _certainty(self.certain),
            "disputed": self.disputed,
            "weakest": {
                "hop": self.weakest + 1,
                "flow": weakest.flow,
                "tier": tier_name(weakest.evidence),
                "evidenceStatus": list(weakest.evidence_status),
                "lastAttested": weakest.last_attested,
            },
            "hops": [hop.to_dict() for hop in self.hops],
        }


@dataclass(frozen=True)
class Trace(Answer):
    """The answer to a trace."""

    outcome: str
    """`routes` or `none-known`."""
    question: Mapping[str, object]
    routes: tuple[TracedRoute, ...]
    truncated: bool
    """Whether there are, or may be, more routes than these."""
    stopped: bool
    """Whether the search itself stopped at its work limit."""
    searched: Mapping[str, int]
    labels: Mapping[str, str]
    """The label of every thing that the answer names."""
    acronyms: Mapping[str, str]
    """The short form of a label where there is one: ICE."""
    absence: Absence
    """Why no route is known, where none is."""

    @property
    def reason(self) -> str | None:
        """The code of why no route is known; `None` where there are routes."""
        return self.absence.reason

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "explanation": self.explanation,
            "alsoNeeded": list(self.absence.also),
            "days": [{"from": first, "until": end} for first, end in self.absence.days],
            "categories": list(self.absence.categories),
            "blocks": list(self.absence.blocks),
            "excludedBy": list(self.absence.excluded),
            "knownTo": list(self.absence.known_to),
            "knownFrom": list(self.absence.known_from),
            "question": dict(self.question),
            "truncated": self.truncated,
            "stopped": self.stopped,
            "searched": dict(self.searched),
            "routes": [route.to_dict() for route in self.routes],
            "labels": dict(sorted(self.labels.items())),
        }

    @property
    def weakest_tier(self) -> str | None:
        """The weakest tier that the best route rests on, hop by hop on its best source; `None` without sources."""
        if not self.routes:
            return None
        best = [min((s.tier for s in hop.sources), key=tier_rank, default=None) for hop in self.routes[0].hops]
        return max(best, key=tier_rank)

    @property
    def explanation(self) -> str | None:
        """Why no route is known, in a sentence."""
        if self.reason is None:
            return None
        sentence = {
            "nothing-known": "No chain of documented flows connects them, on any day, for any data.",
            "other-days": f"Routes are known, but not on that day. Known: {_days_in_words(self.absence.days)}."
            if self.absence.days
            else "Each hop of a route is known, but never all of them on one day.",
            "blocked": "The only known routes are stopped by a technical block that stood on that day: "
            f"{self._named(self.absence.blocks)}.",
            "other-category": f"Routes are known, but only for other data: {self._named(self.absence.categories)}.",
            "excluded": f"Routes are known, but the options leave them out: {', '.join(self.absence.excluded)}.",
            "barred": "The only known routes have a hop that a bar covers on that day, and such were left out.",
        }[self.reason]
        if self.absence.also:
            sentence += f" And even then: {'; '.join(REASONS[code] for code in self.absence.also)}."
        if self.stopped:
            sentence += " The search stopped at its work limit before it had seen everything: narrow the question."
        return sentence

    def _named(self, iris: Iterable[str]) -> str:
        return ", ".join(self.labels.get(iri, iri) for iri in iris)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The routes as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for rank, route in enumerate(self.routes, 1):
            for place, hop in enumerate(route.hops, 1):
                for holder in (hop.sender, hop.recipient):
                    graph.add_node(holder, label=self.labels[holder])
                if graph.has_edge(hop.sender, hop.recipient, hop.flow):
                    continue  # a flow of several routes keeps its first place
                graph.add_edge(
                    hop.sender,
                    hop.recipient,
                    key=hop.flow,
                    category=self.labels[hop.category],
                    certainty=_certainty(hop.certain),
                    route=rank,
                    hop=place,
                    sources="; ".join(source.id for source in hop.sources),
                )
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a hop, for a table."""
        return [
            {
                "route": str(rank),
                "route certainty": _certainty(route.certain),
                "hop": str(place),
                "sender": self.labels[hop.sender],
                "recipient": self.labels[hop.recipient],
                "category": self.labels[hop.category],
                "certainty": _certainty(hop.certain),
                "join": "exact" if hop.exact else "assumed",
                "program": self._named(hop.program),
                "authority": self._named(hop.authority),
                "valid from": " / ".join(hop.valid_from),
                "valid until": " / ".join(hop.valid_until),
                "attested on": "; ".join(hop.attested_on),
                "disputed": "yes" if hop.disputed else "",
                "day": hop.day or "",
                "barred by": self._named(bar.id for bar in hop.barred_by),
                "weakest hop": "yes" if place == route.weakest + 1 else "",
                "transformations": self._named(transformation.id for transformation in hop.transformations),
                "sources": "; ".join(
                    f"{s.title} [{s.tier or 'no tier'}] {s.locator or ''}".strip() for s in hop.sources
                ),
                "flow": hop.flow,
            }
            for rank, route in enumerate(self.routes, 1)
            for place, hop in enumerate(route.hops, 1)
        ]


def _weakness(hop: TracedHop, place: int) -> tuple[object, ...]:
    """What a hop is compared by; the weaker is greater, and of equals the first."""
    status = min((status_rank(status) for status in hop.evidence_status), default=status_rank(None))
    return hop.evidence, status, hop.last_attested is None, _reversed(hop.last_attested or ""), -place


def _reversed(text: str) -> tuple[int, ...]:
    """A key by which texts compare the other way round."""
    return tuple(-ord(sign) for sign in text)


def _certainty(certain: bool) -> str:
    return "certain" if certain else "possible"


def _days_in_words(days: tuple[tuple[str | None, str | None], ...]) -> str:
    said = []
    for first, end in days:
        if first and end:
            said.append(f"from {first} until before {end}")
        elif first:
            said.append(f"from {first} on")
        elif end:
            said.append(f"before {end}")
        else:
            said.append("on any day, as far as is known")
    return "; ".join(said)
