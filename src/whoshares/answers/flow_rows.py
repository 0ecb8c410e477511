"""Flows as rows of a table: who sends what to whom, since when, last confirmed when, and which laws lie on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.store.evidence import Citation, cited

CELLS: Final = (
    "from", "to", "carries", "program", "in force", "since", "until", "last confirmed", "only", "barred by",
    "documents", "flow",
)  # fmt: skip
"""The columns of a table of flows."""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow as it stands on a day. Things are IRIs."""

    flow: str
    sender: str
    recipient: str
    categories: tuple[str, ...]
    programs: tuple[str, ...]
    state: State
    since: tuple[str, ...]
    until: tuple[str, ...]
    last_confirmed: Confirmed | None
    statuses: tuple[str, ...]
    """The evidence statuses, where these do not say that it takes place; else none."""
    barred_by: tuple[str, ...]
    """The bars that bar it on the day with all that it carries."""
    sources: tuple[Citation, ...]

    def named(self) -> set[str]:
        """The IRIs that it names."""
        slots = (self.categories, self.programs, self.statuses, self.barred_by)
        return {self.flow, self.sender, self.recipient}.union(*slots)

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {
            "flow": self.flow,
            "sender": self.sender,
            "recipient": self.recipient,
            "carries": list(self.categories),
            "programs": list(self.programs),
            "inForce": self.state.word,
            "validFrom": list(self.since),
            "validUntil": list(self.until),
            "lastConfirmed": text_of(self.last_confirmed),
            "only": list(self.statuses),
            "barredBy": list(self.barred_by),
            "sources": [source.to_dict() for source in self.sources],
        }

    def cells(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The flow as a row of text."""

        def of(iris: Iterable[str]) -> str:
            return "; ".join(labels[iri] for iri in iris)

        return {
            "from": labels[self.sender],
            "to": labels[self.recipient],
            "carries": of(self.categories),
            "program": of(self.programs),
            "in force": self.state.word,
            "since": " / ".join(self.since),
            "until": " / ".join(self.until),
            "last confirmed": text_of(self.last_confirmed) or "",
            "only": of(self.statuses),
            "barred by": of(self.barred_by),
            "documents": cited(self.sources),
            "flow": self.flow,
        }


def flow_rows(parts: GraphParts, flows: Iterable[int], day: date) -> tuple[FlowRow, ...]:
    """Flows as rows: the surest first, then what was confirmed last, then by the labels of the two ends."""
    return in_order(parts, (flow_row(parts, flow, day) for flow in flows))


def in_order(parts: GraphParts, rows: Iterable[FlowRow]) -> tuple[FlowRow, ...]:
    """Rows in that order."""
    label = parts.names.label

    def place(row: FlowRow) -> tuple[object, ...]:
        confirmed = row.last_confirmed
        return (
            row.state, -confirmed.last.toordinal() if confirmed else 0, label(row.sender), label(row.recipient),
            row.flow,
        )  # fmt: skip

    return tuple(sorted(rows, key=place))


def flow_row(parts: GraphParts, number: int, day: date) -> FlowRow:
    """One flow, as it is stated or as a named body's, as a row."""
    network, within = parts.network, parts.telling(number)
    flow = network.flows[number]

    def values(predicate: str) -> tuple[str, ...]:
        return tuple(parts.evidence.values(flow.iri, predicate, within))

    return FlowRow(
        flow.iri,
        network.holders[flow.sender],
        network.holders[flow.recipient],
        tuple(network.categories.iris[category] for category in flow.carries),
        values(v.UNDER_PROGRAM),
        flow.validity.on(day),
        values(v.VALID_FROM),
        values(v.VALID_UNTIL),
        flow.validity.last_confirmed(day),
        () if flow.validity.takes_place else values(v.EVIDENCE_STATUS),
        barred_by(parts, number, day),
        tuple(parts.evidence.citations(flow.iri, within)),
    )


def barred_by(parts: GraphParts, flow: int, day: date) -> tuple[str, ...]:
    """The bars that bar a flow, as it is stated or as a named body's, on a day with all that it carries."""
    carries = parts.network.flows[flow].carries
    bars = [{b.bar for b in parts.norms.barring(flow, c, day.toordinal())} for c in carries]
    return tuple(parts.norms.bars[bar].iri for bar in sorted(set.intersection(*bars))) if bars else ()
