"""Laws as a matrix: what is forbidden, demanded or permitted in each state, of which data, towards whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.norm_entries import NormEntry, norm_entries, of_single_bodies, reaching
from whoshares.answers.parts import GraphParts
from whoshares.answers.places import Places, places_of
from whoshares.answers.traced import text_of
from whoshares.model import vocabulary as v
from whoshares.model.reached import reached
from whoshares.model.validity import State
from whoshares.store.evidence import cited

ANY_DATA: Final = "any data"
"""The column of the norms that name no data, and so are about any."""
OTHER_DATA: Final = "other data"
"""The column of the norms about data that none of the other columns has."""
_MOST_COLUMNS: Final = 6


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A state with the norms that hold in it, in each column."""

    place: str
    cells: tuple[tuple[NormEntry, ...], ...]
    """As many as there are columns: the strictest first, those of the state before those of bodies in it."""
    documents: int
    """How many documents of the graph speak of the state."""

    @property
    def is_empty(self) -> bool:
        """Whether no norm was found."""
        return not any(self.cells)

    @property
    def nothing(self) -> str:
        """What a cell without norms says."""
        if not self.documents:
            return "not looked at: no document here speaks of it"
        return f"none found in {self.documents:,} document{'s' if self.documents != 1 else ''}"


@dataclass(frozen=True)
class LawMatrix(Captioned):
    """The norms of each state and of the country, by what data they are about."""

    columns: tuple[str, ...]
    """Categories, each with those within it; then `OTHER_DATA` and `ANY_DATA`."""
    states: tuple[MatrixRow, ...]
    """The country first, then the states by label."""
    own: frozenset[str]
    """The norms that bind only single bodies below the state, such as a city's police."""

    def to_dict(self) -> dict[str, object]:
        """The matrix as JSON-ready data."""
        return {
            "question": dict(self.question),
            "columns": list(self.columns),
            "states": [
                {
                    "place": row.place,
                    "documents": row.documents,
                    "cells": [[norm.to_dict() for norm in cell] for cell in row.cells],
                }
                for row in self.states
            ],
            "ofSingleBodies": sorted(self.own),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a state, column and norm; one that says so where none was found."""
        rows = []
        for row in self.states:
            for column, cell in zip(self.columns, row.cells, strict=True):
                for norm in cell or (None,):
                    rows.append(
                        {
                            "state": self.labels[row.place],
                            "data": self.labels.get(column, column),
                            "says": norm.says if norm else row.nothing.partition(":")[0],
                            "from": self.named(norm.senders) if norm else "",
                            "to": self.named(norm.recipients) if norm else "",
                            "for": self.named(norm.purposes) if norm else "",
                            "valid from": " / ".join(norm.valid_from) if norm else "",
                            "valid until": " / ".join(norm.valid_until) if norm else "",
                            "in force": norm.state.word if norm else "",
                            "last confirmed": (text_of(norm.last_confirmed) or "") if norm else "",
                            "set by": self.named(norm.set_by) if norm else "",
                            "binds": ("single bodies" if norm.id in self.own else "the state") if norm else "",
                            "documents": cited(norm.sources) if norm else str(row.documents),
                            "norm": norm.id if norm else "",
                            "place id": row.place,
                        }
                    )
        return rows

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return (
            "state", "data", "says", "from", "to", "for", "valid from", "valid until", "in force", "last confirmed",
            "set by", "binds", "documents", "norm", "place id",
        )  # fmt: skip


def law_matrix(
    parts: GraphParts, day: date, *, recipient: str | None = None, carrying: str | None = None, says: str = ""
) -> LawMatrix:
    """The norms in force on a day, or that may be, by state and data.

    `recipient` keeps those towards a holder, or towards generic bodies of its level or kind, `carrying` those about
    data of a category, `says` those that forbid, demand or permit.
    """
    places, network = places_of(parts), parts.network
    norms = {norm.iri: norm for listed in parts.norms.by_class.values() for norm in listed}
    entries = [
        entry
        for entry in norm_entries(parts, day)
        if entry.state is not State.IMPOSSIBLE
        and (not says or entry.says == says)
        and (recipient is None or reaching(parts, norms[entry.id], recipient))
    ]
    meet, number = network.categories.meet, network.categories.number
    if carrying is not None:
        wanted = number[carrying]
        entries = [
            entry
            for entry in entries
            if not entry.categories or any(meet(wanted, number[c]) is not None for c in entry.categories)
        ]
    own = frozenset(entry.id for entry in entries if of_single_bodies(parts, entry))
    named_columns = [carrying] if carrying else _columns(parts, entries)
    columns = (*named_columns, *([] if carrying else [OTHER_DATA]), ANY_DATA)
    of = {entry.id: _columns_of(parts, entry, named_columns) for entry in entries}
    speaking = places.speaking
    rows = []
    for place in (*places.top, *places.states):
        here = [entry for entry in entries if _holds_in(places, entry, place)]
        cells = tuple(_sorted((e for e in here if column in of[e.id]), own) for column in columns)
        rows.append(MatrixRow(place, cells, len(speaking.get(place, ()))))
    question: dict[str, object] = {
        "asOf": day.isoformat(), "to": recipient, "carrying": carrying, "says": says or None,
    }  # fmt: skip
    named = {iri for entry in entries for iri in entry.named()} | {row.place for row in rows}
    named |= {iri for iri in (*named_columns, recipient) if iri}
    counts = {"norms": len(norms), **searched(network)}
    return LawMatrix(caption_of(parts.names, question, counts, named), columns, tuple(rows), own)


def _holds_in(places: Places, entry: NormEntry, place: str) -> bool:
    """Whether a norm is one of a state, or of a place in it; one of the country is the country's alone."""
    if place in places.top:
        return place in entry.places
    return any(place in places.around.get(one, ()) for one in entry.places)


def _columns(parts: GraphParts, entries: Iterable[NormEntry]) -> list[str]:
    """The widest categories that norms of most places are about."""
    counted: Counter[str] = Counter()
    for _, iri in {(place, iri) for entry in entries for iri in _widest(parts, entry) for place in entry.places}:
        counted[iri] += 1
    first = sorted(counted, key=lambda iri: (-counted[iri], parts.names.label(iri)))[:_MOST_COLUMNS]
    return sorted(first, key=parts.names.label)


def _widest(parts: GraphParts, entry: NormEntry) -> set[str]:
    """The categories without broader ones that hold those that a norm names."""
    evidence = parts.evidence
    every = reached(entry.categories, lambda iri: evidence.values(iri, v.BROADER))
    return {iri for iri in every if not evidence.values(iri, v.BROADER)}


def _columns_of(parts: GraphParts, entry: NormEntry, columns: Sequence[str]) -> set[str]:
    """The columns that a norm belongs to."""
    if not entry.categories:
        return {ANY_DATA}
    meet, number = parts.network.categories.meet, parts.network.categories.number
    found = {c for c in columns if any(meet(number[c], number[iri]) is not None for iri in entry.categories)}
    return found or {OTHER_DATA}


def _sorted(entries: Iterable[NormEntry], own: frozenset[str]) -> tuple[NormEntry, ...]:
    order: Mapping[str, int] = {"forbidden": 0, "demanded": 1, "permitted": 2}
    return tuple(sorted(entries, key=lambda e: (e.id in own, order[e.says], e.state, e.id)))
