"""Looking things up: all that is known of one thing, and the things that a text may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.arguments import at_least_one
from whoshares.model.errors import InputError
from whoshares.store.engine import Iri, Literal
from whoshares.store.evidence import Citation, Claim, cited
from whoshares.store.names import AFTER, ALIKE, LONGEST_ASKED, fold, likeness

_UNSAID = frozenset({v.TYPE, v.PREF_LABEL, v.RDFS_LABEL, v.ALT_LABEL, v.LOCATOR})


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One thing said: a property, its value, and who says so. `value_iri` is set where the value is a thing."""

    predicate: str
    property: str
    value: str
    value_iri: str | None
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The statement as JSON-ready data."""
        return {
            "property": self.predicate,
            "propertyLabel": self.property,
            "value": self.value_iri or self.value,
            "valueLabel": self.value if self.value_iri else None,
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """Another thing that points at this one."""

    iri: str
    label: str
    kind: str
    predicate: str
    property: str
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The mention as JSON-ready data."""
        return {
            "id": self.iri,
            "label": self.label,
            "class": self.kind,
            "property": self.predicate,
            "propertyLabel": self.property,
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True)
class Profile(Answer):
    """All that is known of one thing."""

    iri: str
    label: str
    kind: str
    aliases: tuple[str, ...]
    said: tuple[StatedValue, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The profile as JSON-ready data."""
        return {
            "id": self.iri,
            "label": self.label,
            "class": self.kind,
            "aliases": list(self.aliases),
            "statements": [statement.to_dict() for statement in self.said],
            "mentions": [mention.to_dict() for mention in self.mentions],
            "sources": [citation.to_dict() for citation in self.citations],
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a statement or mention, for a table."""
        return [
            {"direction": "of it", "property": s.property, "value": s.value, "id": s.value_iri or "",
             "sources": _listed(s.sources)}
            for s in self.said
        ] + [
            {"direction": "to it", "property": m.property, "value": m.label, "id": m.iri, "sources": _listed(m.sources)}
            for m in self.mentions
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that a search found, and the words that fit."""

    iri: str
    label: str
    kind: str
    score: float
    words: str
    """What fits, where it is not the label."""

    @property
    def fit(self) -> str:
        """How the words fit: `name`, `in-name` (whole words of one), `letters` (of other words), `text`, `alike`."""
        return next(fit for least, fit in _FITS if self.score >= least)

    def to_dict(self) -> dict[str, object]:
        """The match as JSON-ready data."""
        return {
            "id": self.iri,
            "label": self.label,
            "class": self.kind,
            "score": self.score,
            "words": self.words,
            "fit": self.fit,
        }


_FITS: Final = ((99.0, "name"), (75.0, "in-name"), (65.0, "letters"), (60.0, "text"), (0.0, "alike"))
"""How things fit, by the least score of each."""


def _said(claim: Claim) -> str:
    return f"“{claim.value}”" if claim.predicate == v.CITED_AS else claim.value


def profile(parts: GraphParts, iri: str) -> Profile:
    """All that is stated of a thing and all that points at it, with sources."""
    names, evidence = parts.names, parts.evidence
    sources = {str(s.subject) for s in parts.store.statements(predicate=v.TYPE, value=v.SOURCE)}

    def cited(graphs: tuple[str, ...], subject: str) -> tuple[Citation, ...]:
        return tuple(evidence.citation(graph, subject) for graph in graphs if graph in sources)

    said = tuple(
        StatedValue(
            claim.predicate,
            names.label(claim.predicate),
            parts.describe(claim.value) if claim.is_iri else _said(claim),
            claim.value if claim.is_iri else None,
            cited(claim.graphs, iri),
        )
        for claim in evidence.claims(iri)
        if claim.predicate not in _UNSAID
    )
    pointing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for s in parts.store.statements(value=iri):
        if s.predicate != v.TYPE and isinstance(s.subject, Iri):
            pointing[str(s.subject), str(s.predicate)].add(str(s.graph or ""))
    mentions = tuple(
        Mention(
            subject,
            parts.describe(subject),
            names.class_label(subject),
            predicate,
            names.label(predicate),
            cited(tuple(sorted(graphs)), subject),
        )
        for (subject, predicate), graphs in sorted(pointing.items())
    )
    return Profile(
        iri,
        parts.describe(iri),
        names.class_label(iri),
        tuple(evidence.values(iri, v.ALT_LABEL)),
        said,
        mentions,
        tuple(evidence.citations(iri)),
    )


def search(parts: GraphParts, text: str, *, limit: int = 20, only: Collection[str] | None = None) -> list[Match]:
    """The things, or `only` some, whose names, or else descriptions, fit a text; exact names first, then likeness.

    Raises InputError where the limit is no possible number, or the text is empty.
    """
    at_least_one(limit, "limit")
    wanted = fold(text)
    if not wanted:
        raise InputError("The words to search for are empty. Give a name, a part of one, or words of a description.")
    best: dict[str, tuple[float, str]] = {}

    def offer(iri: str, score: float, words: str) -> None:
        if (only is None or iri in only) and score > best.get(iri, (0.0, ""))[0]:
            best[iri] = (score, words)

    words_of_name, words_of_text = wanted.split(), wanted.replace(",", "").split()
    names = sorted(parts.names.spellings())
    for iri, text_of, own in names:
        name = fold(text_of)
        words = "" if own else f"also called {text_of}"
        if name == wanted:
            offer(iri, 100.0 if own else 99.0, words)
        elif all(word in name for word in words_of_name):
            if not all(re.search(rf"(?<!\w){re.escape(word)}", name) for word in words_of_name):
                offer(iri, 65.0 + own, words)  # “ice” is in “police”
            elif name.startswith(wanted):
                offer(iri, 90.0 + own, words)
            else:
                offer(iri, (80.0 if wanted in name else 75.0) + own, words)
    for predicate in (v.DESCRIPTION, v.NOTE, v.DEFINITION, v.WS + "localContext", v.WS + "study", v.VALUE):
        for s in parts.store.statements(predicate=predicate):
            if isinstance(s.object, Literal) and isinstance(s.subject, Iri):
                folded = fold(s.object.text)
                if wanted == folded or all(word in folded for word in words_of_text):
                    words = "" if predicate == v.VALUE else _around(s.object.text, wanted)
                    offer(str(s.subject), 60.0, words)
    if not best and len(wanted) <= LONGEST_ASKED:
        from rapidfuzz import process

        offered: Mapping[str, list[str]] = _grouped(names)
        for name, score, _ in process.extract(
            wanted, sorted(offered), scorer=likeness, limit=limit, score_cutoff=ALIKE
        ):
            for iri in offered[name]:
                offer(iri, score / 2, "")

    def place(iri: str) -> tuple[float, bool, int, str]:
        """Of equals, things go before documents and kinds, then short labels before long ones, then by id."""
        return -best[iri][0], parts.names.is_a(iri, AFTER), len(parts.names.label(iri)), iri

    ranked = sorted(best, key=place)[:limit]
    return [
        Match(
            iri,
            parts.describe(iri),
            parts.names.class_label(iri),
            round(best[iri][0], 1),
            best[iri][1],
        )
        for iri in ranked
    ]


def _grouped(names: list[tuple[str, str, bool]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, name, _ in names:
        found[fold(name)].append(iri)
    return found


def _around(text: str, wanted: str) -> str:
    at = max(fold(text).find(wanted.split()[0]), 0)
    start = max(at - 40, 0)
    piece = text[start : start + 120]
    return ("…" if start else "") + piece + ("…" if start + 120 < len(text) else "")


def _listed(sources: tuple[Citation, ...]) -> str:
    return cited(sources)
