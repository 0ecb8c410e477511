"""A dossier: what is told of one thing on one day, whether it is a place, a body, a law, data of a kind or a program.

It is what the brief of a thing and its page in a static site are made of. What of it can be compared later is a
`Record`, as that of a brief of two ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from whoshares.answers.area import Switch
from whoshares.answers.brief import Record, digest
from whoshares.answers.brief_changes import BriefChange, Kind
from whoshares.answers.brief_changes import Sort as ChangeSort
from whoshares.answers.caption import Captioned
from whoshares.answers.flow_rows import CELLS, FlowRow
from whoshares.answers.law import Law
from whoshares.answers.norm_entries import NormEntry
from whoshares.answers.reaching import ReachingWay
from whoshares.answers.traced import text_of
from whoshares.answers.usage import Usage
from whoshares.model.validity import State
from whoshares.model.vocabulary import shorten
from whoshares.store.evidence import Citation

Sort = Literal["place", "body", "law", "category", "program"]
SORTS: Final[tuple[Sort, ...]] = ("place", "body", "law", "category", "program")
FORM: Final = "thing 1"
"""What a record of one thing names itself."""
_MOST_KEPT: Final = 1_000
"""How many flows, ways and rules a record holds of each."""


@dataclass(frozen=True, slots=True)
class BodyThere:
    """A body of a place, or a part of a body. Things are IRIs."""

    id: str
    generic: bool
    whole: bool
    """Whether it is within no other one of them."""
    sends: int
    """How many flows, as they are stated, leave it on the day, or may."""
    gets: int
    surest: State | None
    """How sure the surest way of its data to an immigration authority is; `None` where none is known."""
    straight: bool
    """Whether a way of a single flow is as sure as that."""


@dataclass(frozen=True)
class Dossier(Captioned):
    """What is told of one thing. What does not belong to its sort is empty."""

    thing: str
    sort: Sort
    kind: str
    """What it is, in a word or two."""
    about: tuple[str, ...]
    """What documents say that it is."""
    wholes: tuple[str, ...]
    """Of what a body is part, and who operates a system."""
    around: tuple[str, ...]
    """The places in which it is, or holds; of data of a kind the wider ones."""
    inner: tuple[str, ...]
    """The places within it, or the narrower kinds of data."""
    bodies: tuple[BodyThere, ...]
    """Of a place its bodies and systems, of a body its parts and systems."""
    ways: tuple[ReachingWay, ...]
    """The ways to immigration authorities."""
    stopped: bool
    """Whether a search for them stopped at its work limit."""
    leaving: tuple[FlowRow, ...]
    """The flows that leave it, as they are stated; of data of a kind or a program, all its flows."""
    arriving: tuple[FlowRow, ...]
    every: tuple[tuple[FlowRow, tuple[str, ...]], ...]
    """What documents say that every body of a kind sends, with those of its bodies for which that counts."""
    straight: frozenset[str]
    """The flows that go to an immigration authority at once."""
    norms: tuple[NormEntry, ...]
    """The rules that bind it, or are about it: those in force first, of these those that forbid."""
    switches: tuple[Switch, ...]
    controllers: tuple[tuple[str, tuple[str, ...]], ...]
    """Who controls a flow with which one of its ways begins, with these flows; "" where nobody is named."""
    law: Law | None
    usage: Usage | None
    issuers: tuple[str, ...]
    """Of a law: who issued it."""
    silent: tuple[str, ...]
    """Of a place: the data that flows of other places carry most, and of which nothing is said here."""
    documents: int
    """How many documents speak of it."""
    sources: Mapping[str, tuple[Citation, ...]]
    """The documents of the thing itself, of its blocks and of the flows of its ways."""
    barred: Mapping[str, tuple[str, ...]]
    """The bars that bar a flow of its ways with all that it carries."""
    towards: frozenset[str]
    """The rules, of all, that are towards immigration authorities or anyone."""
    is_authority: bool
    """Whether it is an immigration authority itself."""

    @property
    def there(self) -> tuple[BodyThere, ...]:
        """Its named bodies that are within no other: those that are counted."""
        return tuple(body for body in self.bodies if body.whole and not body.generic)

    def record(self) -> dict[str, Any]:
        """The question and the answer as data that can be compared, in JSON's own types."""
        rows = {shorten(row.flow): _row(row) for row in (*self.leaving, *self.arriving, *self._of_every, *self._of_law)}
        return {
            "question": {"thing": shorten(self.thing), "asOf": self.question["asOf"]},
            "answer": {
                "sort": self.sort,
                "whole": not self.stopped and max(len(rows), len(self.ways), len(self.norms)) <= _MOST_KEPT,
                "flows": dict(sorted(rows.items())[:_MOST_KEPT]),
                "ways": [_way(way) for way in self.ways[:_MOST_KEPT]],
                "rules": {shorten(norm.id): norm.state.word for norm in self.norms[:_MOST_KEPT]},
                "blocks": {shorten(block.id): block.state.word for block in self.switches},
                "bodies": sorted(shorten(body.id) for body in self.bodies)[:_MOST_KEPT],
            },
        }

    @property
    def _of_every(self) -> tuple[FlowRow, ...]:
        return tuple(row for row, _ in self.every)

    @property
    def _of_law(self) -> tuple[FlowRow, ...]:
        return () if self.law is None else (*self.law.within_terms, *self.law.resting)

    def to_dict(self) -> dict[str, object]:
        """The dossier as JSON-ready data: its record, with what it says in full of ways, flows and rules."""
        return {
            "question": dict(self.question),
            "sort": self.sort,
            "about": list(self.about),
            "within": list(self.around),
            "inner": list(self.inner),
            "bodies": [body.id for body in self.bodies],
            "ways": [way.to_dict() for way in self.ways],
            "leaving": [row.to_dict() for row in self.leaving],
            "arriving": [row.to_dict() for row in self.arriving],
            "saidOfEvery": [{**row.to_dict(), "bodies": list(bodies)} for row, bodies in self.every],
            "norms": [norm.to_dict() for norm in self.norms],
            "blocks": [switch.to_dict() for switch in self.switches],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow, for a table."""
        listed = [("leaves it", row) for row in self.leaving] + [("comes to it", row) for row in self.arriving]
        return [{"direction": direction, **row.cells(self.labels)} for direction, row in listed]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return "direction", *CELLS


def changes_of_thing(before: Record, now: Record) -> tuple[BriefChange, ...]:
    """What changed from one record of a thing to another, the weightiest first."""
    if digest(before) == digest(now):
        return ()
    old, new = before["answer"], now["answer"]
    found: list[BriefChange] = []
    pairs: tuple[tuple[ChangeSort, str], ...] = (("way", "ways"), ("flow", "flows"))
    for sort, key in pairs:
        was, here = (_by_things(answer[key]) for answer in (old, new))
        for things in [*was, *(one for one in here if one not in was)]:
            if things not in here:
                found.append(BriefChange(sort, "ended", things, (was[things]["certainty"],)))
            elif things not in was:
                found.append(BriefChange(sort, "appeared", things, now=(here[things]["certainty"],)))
            else:
                for slot in sorted(was[things].keys() - {"flows"}):
                    one, other = _texts(was[things][slot]), _texts(here[things][slot])
                    if one != other:
                        found.append(BriefChange(sort, "changed", things, one, other, slot))
    states: tuple[tuple[ChangeSort, str], ...] = (("bar", "rules"), ("block", "blocks"))
    for sort, key in states:
        was, here = old[key], new[key]
        for thing in sorted(was.keys() | here.keys()):
            one, other = was.get(thing), here.get(thing)
            if one != other:
                kind: Kind = "ended" if other is None else "appeared" if one is None else "changed"
                found.append(BriefChange(sort, kind, (thing,), _texts(one), _texts(other), "certainty"))
    for slot in ("bodies", "sort", "whole"):
        if old[slot] != new[slot]:
            found.append(BriefChange("outcome", "changed", (), _texts(old[slot]), _texts(new[slot]), slot))
    return tuple(found)


def _by_things(told: Any) -> dict[tuple[str, ...], Any]:
    """What is told, by the things that it is of: flows by their id, ways by their flows."""
    if isinstance(told, dict):
        return {(flow,): row for flow, row in told.items()}
    return {tuple(way["flows"]): way for way in told}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(value) if isinstance(value, list) else (str(value),) if value else ()


def _row(row: FlowRow) -> dict[str, Any]:
    return {
        "from": shorten(row.sender),
        "to": shorten(row.recipient),
        "carries": sorted(shorten(one) for one in row.categories),
        "certainty": row.state.word,
        "lastConfirmed": text_of(row.last_confirmed),
        "barredBy": sorted(shorten(bar) for bar in row.barred_by),
        "documents": sorted(shorten(source.id) for source in row.sources),
    }


def _way(way: ReachingWay) -> dict[str, Any]:
    return {
        "flows": [shorten(step.flow) for step in way.steps],
        "from": sorted(shorten(one) for one in way.origins)[:_MOST_KEPT],
        "arriving": sorted(shorten(one) for one in way.arriving),
        "certainty": way.state.word,
        "lastConfirmed": text_of(way.last_confirmed),
    }
