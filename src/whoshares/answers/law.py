"""A law, agreement or other instrument, or one norm of it: its terms and flows, the ways round it, what outlived it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.backdoors import BackDoors, back_doors
from whoshares.answers.bars import Bars, BarsAsked, bars
from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.flow_rows import CELLS, FlowRow, flow_rows
from whoshares.answers.norm_entries import NormEntry, norm_entries
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.model import vocabulary as v
from whoshares.store.evidence import Citation

_DOORS: Final = 20
"""Routes round each bar that are looked for."""


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """One reading of an instrument. Things are IRIs."""

    id: str
    text: tuple[str, ...]
    by: tuple[str, ...]
    """Who reads it so."""
    opposes: tuple[str, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The reading as JSON-ready data."""
        return {
            "id": self.id,
            "text": list(self.text),
            "attributedTo": list(self.by),
            "opposes": list(self.opposes),
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True)
class Law(Captioned):
    """An instrument with its norms, or one norm, as it stands on a day."""

    law: str
    instruments: tuple[str, ...]
    """The instrument itself; of a norm what sets it."""
    norms: tuple[NormEntry, ...]
    readings: tuple[ReadingEntry, ...]
    bars: Bars
    """Its bars, with the flows within their terms and how long these outlived them."""
    doors: BackDoors
    """The routes round those of its bars that name whom they keep data from."""
    resting: tuple[FlowRow, ...]
    """The flows that name it as their authority."""
    within_terms: tuple[FlowRow, ...]
    """The flows that a bar of it covers, on the day."""

    def to_dict(self) -> dict[str, object]:
        """The law as JSON-ready data."""
        return {
            "question": dict(self.question),
            "instruments": list(self.instruments),
            "norms": [norm.to_dict() for norm in self.norms],
            "readings": [reading.to_dict() for reading in self.readings],
            "bars": self.bars.to_dict()["bars"],
            "backdoors": self.doors.to_dict()["backdoors"],
            "resting": [row.to_dict() for row in self.resting],
            "withinTerms": [row.to_dict() for row in self.within_terms],
            "searched": dict(self.searched),
            "labels": dict(sorted({**self.bars.labels, **self.doors.labels, **self.labels}.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow within its terms or resting on it, for a table."""
        return [{"as": "within its terms", **row.cells(self.labels)} for row in self.within_terms] + [
            {"as": "resting on it", **row.cells(self.labels)} for row in self.resting
        ]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return "as", *CELLS


def law(parts: GraphParts, thing: str, day: date) -> Law:
    """What is known of an instrument, or of one norm, on a day."""
    network, evidence = parts.network, parts.evidence
    norms = tuple(entry for entry in norm_entries(parts, day) if thing == entry.id or thing in entry.set_by)
    instruments = tuple(evidence.values(thing, v.SET_BY)) if _is_norm(norms, thing) else (thing,)
    forbidding = frozenset(entry.id for entry in norms if entry.norm_class == "Bar")
    asked = TraceQuestion("", "", None, day, limit=_DOORS)
    listed = bars(parts, BarsAsked(day, only=forbidding))
    closed = frozenset(bar.iri for bar in parts.norms.bars if bar.iri in forbidding and bar.recipients is not None)
    doors = back_doors(parts, asked, closed)
    rests = [] if _is_norm(norms, thing) else _resting(parts, thing)
    covered = sorted({network.flow_number[flow.id] for bar in listed.found for flow in bar.flows})
    resting, covered_rows = flow_rows(parts, rests, day), flow_rows(parts, covered, day)
    readings = tuple(_readings(parts, instruments))
    named = {thing, *instruments} | {iri for norm in norms for iri in norm.named()}
    named |= {iri for row in (*resting, *covered_rows) for iri in row.named()}
    named |= {iri for one in readings for iri in (one.id, *one.by, *one.opposes)}
    question: dict[str, object] = {"law": thing, "asOf": day.isoformat()}
    caption = caption_of(parts.names, question, searched(network), named)
    return Law(caption, thing, instruments, norms, readings, listed, doors, resting, covered_rows)


def _is_norm(norms: tuple[NormEntry, ...], thing: str) -> bool:
    return any(entry.id == thing for entry in norms)


def _resting(parts: GraphParts, instrument: str) -> list[int]:
    """The numbers of the flows that name an instrument as authority."""
    flows = {flow for flow, authority, _ in parts.store.pairs(v.AUTHORITY) if authority == instrument}
    number = parts.network.flow_number
    return sorted(number[flow] for flow in flows if flow in number)


def _readings(parts: GraphParts, instruments: tuple[str, ...]) -> list[ReadingEntry]:
    evidence = parts.evidence
    found = {reading for reading, of, _ in parts.store.pairs(v.INTERPRETS) if of in instruments}
    return [
        ReadingEntry(
            iri,
            tuple(evidence.values(iri, v.DESCRIPTION)),
            tuple(evidence.values(iri, v.ATTRIBUTED_TO)),
            tuple(evidence.values(iri, v.OPPOSES)),
            tuple(evidence.citations(iri)),
        )
        for iri in sorted(found)
    ]
