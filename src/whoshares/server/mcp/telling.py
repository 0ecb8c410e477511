"""What an answer says, sentence by sentence and row by row, each with the ids of what it rests on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from whoshares.answers.caption import Captioned
from whoshares.answers.parts import GraphParts
from whoshares.answers.profile import Match, Profile
from whoshares.answers.trace import Trace
from whoshares.answers.traced import hop_rows
from whoshares.answers.ways import numbers
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.plain import plain
from whoshares.sparql.catalogue import CatalogueAnswer
from whoshares.store.evidence import Citation
from whoshares.text.between import laws
from whoshares.text.console import to_text
from whoshares.text.headline import day_of
from whoshares.text.ways import Ways
from whoshares.text.words import Words, counted, listed

_UNWRAPPED: Final = 10_000
_NAMED: Final = 12
"""Of a sentence that rests on many documents, so many are named."""
_LONGEST_LABEL: Final = 160
_IN_DOCUMENTS: Final = frozenset({"sources", "source"})
"""Columns with the titles of documents, which stand beside the rows."""
_EDITORS: Final = "the editors, in a registry of identities or the ontology"
"""Who states what no document does."""
_WORKED_OUT: Final = "no document alone: worked out from all that were searched"
_OPEN, _SHUT = "⟦", "⟧"
"""What stands around names in sentences where the graph comes from outside."""
_THINGS: Final = frozenset({v.ORGANIZATION, v.SYSTEM, v.PROGRAM, v.DATA_CATEGORY, v.PLACE})
"""What rows are about. Anything else that a row names by id states something, and has documents of its own."""


class Said(NamedTuple):
    """A sentence, and the ids of what it rests on; `more` documents besides those are not named."""

    text: str
    evidence: tuple[str, ...]
    more: int = 0


class Row(NamedTuple):
    """A row: its cells, and the ids of what it rests on."""

    cells: Mapping[str, object]
    evidence: tuple[str, ...]


class Telling(NamedTuple):
    """What an answer says: sentences, rows, how much was searched, what was cut, and of no rows, what that means."""

    said: list[Said]
    rows: list[Row]
    limits: dict[str, object]
    empty: dict[str, str] | None = None


def tell(kg: GraphParts, answer: Answer, *, outside: bool) -> Telling:
    """What an answer says. With `outside`, names in sentences stand in marks: who made the graph is not known."""
    shown = _marked(answer) if outside else answer
    teller = _Teller(kg)
    rows = teller.rows(shown)
    return Telling(teller.said(shown, rows, outside), rows, _limits(answer), _empty(shown, rows))


def tell_matches(text: str, matches: Sequence[Match]) -> Telling:
    """What a search found."""
    rows = [
        Row({"label": plain(m.label), "class": m.kind, "id": v.shorten(m.iri), "fit": m.fit}
            | ({"words": plain(m.words)} if m.words else {}), ())
        for m in matches
    ]  # fmt: skip
    number = len(rows)
    empty = (
        None if rows else {"kind": "no-name-fits", "meaning": "Try other words; what is not named here is not known."}
    )
    return Telling([Said(f"Found for “{plain(text)}”: {counted(number, 'thing')}.", ())], rows, {}, empty)


class _Teller:
    def __init__(self, kg: GraphParts) -> None:
        self._kg = kg
        self._found: dict[str, tuple[str, ...]] = {}

    def documents(self, things: Iterable[str]) -> tuple[str, ...]:
        """Things with the documents that speak of them."""
        named: dict[str, None] = {}
        for thing in things:
            if thing not in self._found:
                self._found[thing] = tuple(c.id for c in self._kg.evidence.citations(thing))
            named |= dict.fromkeys((thing, *self._found[thing]))
        return tuple(named)

    # --- rows

    def rows(self, answer: Answer) -> list[Row]:
        if isinstance(answer, Trace):
            return self._of_trace(answer)
        if isinstance(answer, Profile):
            return self._of_profile(answer)
        return [self._row(cells) for cells in answer.rows()]

    def _of_trace(self, trace: Trace) -> list[Row]:
        """The ways in a line each, then the hops of all routes."""
        own = trace.of_named
        found = self._ways(trace, trace.ways, trace.routes, "way")
        if own is not None:
            found += self._ways(trace, own.ways, own.routes, "way of named bodies")
        hops = hop_rows(trace.caption, trace.routes, numbers(trace.ways))
        return found + [self._row(cells) for cells in hops]

    def _ways(self, trace: Trace, ways: Sequence[Any], routes: Sequence[Any], called: str) -> list[Row]:
        lines = Ways(Words(trace.caption), ways, routes, day_of(trace.question))
        return [
            Row(
                {called: number, "certainty": way.state.word, "passes": _flat(lines.line(way).plain)},
                self.documents(hop.flow for hop in routes[way.best - 1].hops),
            )
            for number, way in enumerate(ways, 1)
        ]

    def _of_profile(self, known: Profile) -> list[Row]:
        said = [
            Row({"property": one.property, "value": plain(one.value)}
                | ({"id": v.shorten(one.value_iri)} if one.value_iri else {})
                | ({} if one.sources else {"stated by": _EDITORS}), _ids(one.sources))
            for one in known.said
        ]  # fmt: skip
        to_it = [
            Row({"said of it by": plain(one.label), "as": one.property}, (one.iri, *_ids(one.sources)))
            for one in known.mentions
        ]
        return said + to_it

    def _row(self, cells: Mapping[str, str]) -> Row:
        """A row without what is empty; things that state something become evidence, with their documents."""
        kept: dict[str, object] = {}
        stating: list[str] = []
        about: list[str] = []
        for name, text in cells.items():
            values = text.replace("; ", " ").split() if text.startswith(("http://", "https://")) else []
            if values and all(self._is_id(value) for value in values):
                things = [value for value in values if self._states(value)]
                stating += things
                others = [value for value in values if value not in things]
                about += others
                if others:
                    kept[name] = " ".join(map(v.shorten, others))
            elif text and name not in _IN_DOCUMENTS:
                kept[name] = plain(text)
        if not stating and not about:
            kept["stated by"] = _WORKED_OUT
        return Row(kept, self.documents(stating or about))

    def _is_id(self, value: str) -> bool:
        return value.startswith(v.ID) or bool(self._kg.names.classes(value))

    def _states(self, thing: str) -> bool:
        return self._kg.names.classes(thing).isdisjoint(_THINGS)

    # --- sentences

    def said(self, answer: Answer, rows: Sequence[Row], outside: bool) -> list[Said]:
        """What the answer says first, each line with what it rests on."""
        lines = _lead(answer, len(rows))
        if outside and not isinstance(answer, Captioned):
            lines = [_mark(line, len(line)) for line in lines]
        if not isinstance(answer, Trace):
            return [_said(lines, dict.fromkeys(one for row in rows for one in row.evidence))]
        laws_said = bool(laws(Words(answer.caption), answer.between))
        barring = self.documents([*(bar.bar.id for bar in answer.between.bars), *(b.id for b in answer.between.blocks)])
        routes = answer.routes or (answer.of_named.routes if answer.of_named else ())
        carrying = self.documents(hop.flow for hop in routes[0].hops) if routes else barring
        forbidding = [_said(lines[:1], barring)] if laws_said else []
        return [*forbidding, _said(lines[laws_said:], carrying)]


def _lead(answer: Answer, rows: int) -> list[str]:
    """What the answer says first, line by line, without how much was searched, which its limits say."""
    if isinstance(answer, CatalogueAnswer):
        told = [
            f"{name}: {listed([answer.labels.get(str(t), str(t)) for t in ts])}"
            for name, ts in answer.bound.items()
            if ts
        ]
        return [plain(f"{answer.query.question} {f'({chr(59).join(told)}) ' if told else ''}{counted(rows, 'row')}.")]
    if isinstance(answer, Profile):
        also = f", also called {', '.join(answer.aliases)}" if answer.aliases else ""
        return [plain(f"{answer.label}: {answer.kind}, {v.shorten(answer.iri)}{also}.")]
    text = to_text(answer, width=_UNWRAPPED).split("\n\n")[0]
    return [_flat(line) for line in text.split("\n") if line.strip() and not line.startswith("Abbreviations: ")]


def _said(lines: Sequence[str], rests: Iterable[str]) -> Said:
    rests = tuple(rests)
    return Said(" ".join(lines), rests[:_NAMED], len(rests[_NAMED:]))


def _ids(sources: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.id for source in sources))


def _limits(answer: Answer) -> dict[str, object]:
    """How much was searched, and whether the answer was cut or the search stopped before its end."""
    found: dict[str, object] = {}
    searched = getattr(answer, "searched", None)
    if searched:
        found["searched"] = {"sources": searched} if isinstance(searched, int) else dict(searched)
    for name in ("truncated", "stopped"):
        if getattr(answer, name, False):
            found[name] = True
    return found


def _empty(answer: Answer, rows: Sequence[Row]) -> dict[str, str] | None:
    """Which kind of empty an answer is, where it is; not to be known is not to be not shared."""
    if rows:
        return None
    kind = getattr(answer, "reason", None) or "no-rows"
    if isinstance(answer, CatalogueAnswer):
        meaning = answer.query.empty
    else:
        meaning = getattr(answer, "explanation", None) or "No document that was searched says such a thing."
    return {"kind": str(kind), "meaning": _flat(f"{meaning} Not known is not the same as not shared.")}


def _marked(answer: Answer) -> Answer:
    """The same answer with its names in marks, so that what a name says is not taken for what the answer says."""
    if not isinstance(answer, Captioned):
        return answer
    caption = answer.caption
    marked = {iri: _mark(label) for iri, label in caption.labels.items()}
    short = {iri: _mark(label) for iri, label in caption.acronyms.items()}
    return dataclasses.replace(answer, caption=dataclasses.replace(caption, labels=marked, acronyms=short, spelled={}))


def _mark(label: str, longest: int = _LONGEST_LABEL) -> str:
    bare = plain(label).replace(_OPEN, "[").replace(_SHUT, "]")
    return f"{_OPEN}{bare if len(bare) <= longest else bare[:longest] + ' …'}{_SHUT}"


def _flat(text: str) -> str:
    return " ".join(plain(text).split())
