"""The register of a body: the flows that come to it, or leave it, as they stand on a day, with the laws on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from whoshares.answers.flow_rows import CELLS, FlowRow, flow_rows
from whoshares.answers.parts import GraphParts
from whoshares.model.answer import Answer


@dataclass(frozen=True)
class Register(Answer):
    """The flows of a body, its parts and systems with others, the surest first; those within it are left out."""

    holder: str
    day: date
    incoming: tuple[FlowRow, ...]
    outgoing: tuple[FlowRow, ...]
    labels: Mapping[str, str]

    @property
    def question(self) -> dict[str, object]:
        """Whose register it is, and of which day."""
        return {"holder": self.holder, "asOf": self.day.isoformat()}

    def to_dict(self) -> dict[str, object]:
        """The register as JSON-ready data."""
        return {
            "question": self.question,
            "incoming": [row.to_dict() for row in self.incoming],
            "outgoing": [row.to_dict() for row in self.outgoing],
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow, for a table."""
        listed = [("comes to it", row) for row in self.incoming] + [("leaves it", row) for row in self.outgoing]
        return [{"direction": direction, **row.cells(self.labels)} for direction, row in listed]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return "direction", *CELLS


def register(parts: GraphParts, holder: str, day: date) -> Register | None:
    """The register of a holder with its parts and systems; `None` where a thing is no holder of the network."""
    network = parts.network
    number = network.holder_number.get(holder)
    if number is None:
        return None
    within, flows = network.closure(number), network.flows
    incoming = [f for own in within for f in network.flows_to.get(own, ()) if flows.sender[f] not in within]
    outgoing = [f for own in within for f in network.flows_from.get(own, ()) if flows.recipient[f] not in within]
    rows = flow_rows(parts, incoming, day), flow_rows(parts, outgoing, day)
    named = {holder}.union(*(row.named() for listed in rows for row in listed))
    return Register(holder, day, *rows, {iri: parts.names.label(iri) for iri in named})
