"""What one document states, entry by entry, each with its place in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.store.engine import Iri
from whoshares.store.evidence import Citation

_UNSAID: Final = frozenset({v.TYPE, v.PREF_LABEL, v.LOCATOR})
_ORDER: Final = (
    "flow", "bar", "permission", "mandate", "block", "transformation", "instrument", "program", "system",
    "organization", "reading", "observation", "finding", "concern", "position", "recommendation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """One property with one value, as a document states it."""

    predicate: str
    value: str
    is_iri: bool


@dataclass(frozen=True, slots=True)
class ContentEntry:
    """One thing of which a document says something. Things are IRIs."""

    thing: str
    label: str
    thing_class: str
    """In words."""
    places: tuple[str, ...]
    """Where in the document."""
    text: tuple[str, ...]
    """What it says, in the editors' words."""
    stated: tuple[Stated, ...]
    also: int
    """How many other documents say something of the same thing."""

    def to_dict(self) -> dict[str, object]:
        """The entry as JSON-ready data."""
        return {
            "id": self.thing,
            "label": self.label,
            "class": self.thing_class,
            "at": list(self.places),
            "text": list(self.text),
            "states": [{"property": s.predicate, "value": s.value} for s in self.stated],
            "otherDocuments": self.also,
        }


@dataclass(frozen=True)
class Contents(Captioned):
    """A document with all that it states."""

    source: str
    citation: Citation
    header: tuple[Stated, ...]
    entries: tuple[ContentEntry, ...]
    """By class, then by label."""

    def to_dict(self) -> dict[str, object]:
        """The document as JSON-ready data."""
        return {
            "question": dict(self.question),
            "source": self.citation.to_dict(),
            "entries": [entry.to_dict() for entry in self.entries],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a statement, for a table."""
        return [
            {
                "thing": entry.label,
                "class": entry.thing_class,
                "property": self.labels[stated.predicate],
                "value": self.labels[stated.value] if stated.is_iri else stated.value,
                "at": "; ".join(entry.places),
                "id": entry.thing,
            }
            for entry in self.entries
            for stated in entry.stated
        ]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return "thing", "class", "property", "value", "at", "id"


def contents(parts: GraphParts, source: str) -> Contents:
    """What a document states, entry by entry."""
    names, evidence = parts.names, parts.evidence
    of: dict[str, list[Stated]] = defaultdict(list)
    classes: dict[str, str] = {}
    for statement in parts.store.statements(graph=source):
        if not isinstance(statement.subject, Iri):
            continue
        subject, value = str(statement.subject), statement.object
        if str(statement.predicate) == v.TYPE:
            classes[subject] = names.label(str(value))
        of[subject].append(Stated(str(statement.predicate), str(value), isinstance(value, Iri)))
    header = tuple(sorted(of.pop(source, []), key=lambda one: (one.predicate, one.value)))
    entries = [
        _entry(parts, thing, classes.get(thing, names.class_label(thing)), stated, source)
        for thing, stated in of.items()
    ]
    entries.sort(key=lambda entry: (_rank(entry.thing), entry.thing_class, entry.label, entry.thing))
    named = {source, *(entry.thing for entry in entries)}
    said = [*header, *(one for entry in entries for one in entry.stated)]
    named |= {one.predicate for one in said} | {one.value for one in said if one.is_iri}
    caption = caption_of(names, {"source": source}, searched(parts.network), named)
    return Contents(caption, source, evidence.citation(source, source), header, tuple(entries))


def _rank(thing: str) -> int:
    word = v.shorten(thing).partition("/")[0]
    return _ORDER.index(word) if word in _ORDER else len(_ORDER)


def _entry(parts: GraphParts, thing: str, class_label: str, stated: list[Stated], source: str) -> ContentEntry:
    others = {citation.id for citation in parts.evidence.citations(thing)} - {source}
    return ContentEntry(
        thing,
        parts.describe(thing),
        class_label,
        tuple(sorted(one.value for one in stated if one.predicate == v.LOCATOR)),
        tuple(sorted(one.value for one in stated if one.predicate == v.DESCRIPTION)),
        tuple(
            sorted(
                (one for one in stated if one.predicate not in _UNSAID and one.predicate != v.DESCRIPTION),
                key=lambda one: (parts.names.label(one.predicate), one.value),
            )
        ),
        len(others),
    )
