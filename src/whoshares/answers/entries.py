"""What happened to a thing and when, as its documents say: it began, ended, was first described, was in force.

Timelines and the comparison of two days tell the same entries in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.validity import Validity
from whoshares.store.evidence import Citation

ENTRY_KINDS: Final = {
    "published": "published",
    "route-known-until": "no route known any more",
    "ended": "ended",
    "began": "began",
    "route-known-from": "a route known from then on",
    "first-described": "first described",
    "attested": "said to be in force",
    "spoken-of-until": "spoken of until then, not as taking place",
    "spoken-of-from": "spoken of from then on, not as taking place",
    "spoken-of": "spoken of, not as taking place",
    "figure": "figure",
    "found": "study published",
}
"""What can have happened, in the order in which one day's entries are given, and how it is said."""


_TAKE_EFFECT: Final = frozenset({"bar", "permission", "mandate", "instrument"})
_ISSUED: Final = frozenset(
    {"court-order", "executive-order", "guidance", "letter", "pia", "privacy-threshold-analysis", "sorn", "subpoena"}
)


def said(
    kind: str, words: str, thing_class: str | None, instrument_kinds: Iterable[str], statuses: Iterable[str]
) -> str:
    """What happened to a thing, in the word that goes with it: a flow begins, a law takes effect, an order is issued.

    Of what no source says takes place, its evidence statuses.
    """
    if kind in ("began", "began-and-ended") and thing_class in _TAKE_EFFECT:
        begun = "issued" if any(v.local_name(one) in _ISSUED for one in instrument_kinds) else "took effect"
        return words.replace("began", begun)
    if not kind.startswith("spoken-of"):
        return words
    spoken = [v.local_name(status) for status in statuses]
    if kind == "spoken-of-from":
        return " and ".join(one for one in spoken if one != "enjoined") or "meant, and enjoined"
    if kind == "spoken-of-until":
        return "enjoined" if "enjoined" in spoken else f"no longer {' and '.join(spoken)}"
    return words


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. Things are IRIs; dates are as precise as the source."""

    kind: str
    """A key of `ENTRY_KINDS`."""
    date: str | None
    """The day, month or year; `None` where the source gives none, or only words."""
    until: str | None
    """For a figure of a period: its end."""
    when: str | None
    """The time in the source's words, where it has some."""
    thing: str | None
    """What began, ended, was attested or counted; `None` for a route."""
    thing_class: str | None
    instrument_kind: tuple[str, ...]
    """What kind of instrument it is, where it is one."""
    evidence_status: tuple[str, ...]
    value: str | None
    """For a figure: its number in words."""
    by: tuple[str, ...]
    """The instruments that are said to have begun or ended it."""
    disputed: bool
    """Whether sources give other dates for the same."""
    sources: tuple[Citation, ...]
    by_sources: tuple[Citation, ...]

    @property
    def happened(self) -> str:
        """The kind in words."""
        return said(self.kind, ENTRY_KINDS[self.kind], self.thing_class, self.instrument_kind, self.evidence_status)

    def to_dict(self) -> dict[str, object]:
        """The entry as JSON-ready data."""
        return {
            "date": self.date,
            "until": self.until,
            "when": self.when,
            "happened": self.kind,
            "id": self.thing,
            "class": self.thing_class,
            "instrumentKind": list(self.instrument_kind),
            "evidenceStatus": list(self.evidence_status),
            "value": self.value,
            "by": list(self.by),
            "disputed": self.disputed,
            "sources": [source.to_dict() for source in self.sources],
            "bySources": [source.to_dict() for source in self.by_sources],
        }


class Chronicle:
    """What happened to the things of a graph."""

    def __init__(self, parts: GraphParts) -> None:
        self._parts = parts
        self._evidence = parts.evidence

    def of(self, thing: str) -> Iterator[Entry]:
        """All that is dated of a thing, and what is said of its beginning and end. Raises IncompleteGraph."""
        if self.is_figure(thing):
            yield from self._figure(thing)
            return
        real = self._evidence.validity(thing).takes_place
        for kind, predicate, by in (
            ("began" if real else "spoken-of-from", v.VALID_FROM, v.BEGUN_BY),
            ("ended" if real else "spoken-of-until", v.VALID_UNTIL, v.ENDED_BY),
            ("attested" if real else "spoken-of", v.ATTESTED_ON, None),
            ("published", v.ISSUED, None),
            ("found", v.YEAR, None),
        ):
            dates = self._stated(thing, predicate)
            instruments = self._stated(thing, by) if by else {}
            causes = tuple(instruments)
            cited = self._cited(thing, (graph for graphs in instruments.values() for graph in graphs))
            disputed = by is not None and len({_counted(predicate, text, thing) for text in dates}) > 1
            first = self.first_described(thing) if kind == "attested" else None
            for text, graphs in dates.items():
                happened = "first-described" if text == first else kind
                yield self._entry(happened, text, thing, causes, disputed, self._cited(thing, graphs), cited)
            if causes and not dates:
                yield self._entry(kind, None, thing, causes, False, (), cited)

    def first_described(self, thing: str) -> str | None:
        """Of a thing of which no start is stated: the attestation that is past first, as its source writes it."""
        if self._evidence.values(thing, v.VALID_FROM):
            return None
        where = v.shorten(thing)
        attested = self._evidence.values(thing, v.ATTESTED_ON)
        return min(attested, key=lambda text: span(text, where)[::-1], default=None)

    def is_figure(self, thing: str) -> bool:
        """Whether a thing is a figure."""
        return v.OBSERVATION in self._parts.names.classes(thing)

    def _entry(
        self,
        kind: str,
        text: str | None,
        thing: str,
        by: tuple[str, ...],
        disputed: bool,
        sources: tuple[Citation, ...],
        by_sources: tuple[Citation, ...],
    ) -> Entry:
        thing_class, values = self._parts.names.class_label(thing), self._evidence.values
        kinds = values(thing, v.KIND) if v.INSTRUMENT in self._parts.names.classes(thing) else ()
        statuses = tuple(values(thing, v.EVIDENCE_STATUS))
        return Entry(
            kind, text, None, None, thing, thing_class, tuple(kinds), statuses, None, by, disputed, sources, by_sources
        )

    def _figure(self, thing: str) -> Iterator[Entry]:
        as_of, froms, untils, words = (
            self._stated(thing, slot) for slot in (v.AS_OF, v.PERIOD_FROM, v.PERIOD_UNTIL, v.PERIOD)
        )
        when = " / ".join(words) or None
        number = self._parts.describe(thing).removeprefix(f"{self._parts.names.label(thing)}: ")
        valued = tuple(g for graphs in self._stated(thing, v.VALUE).values() for g in graphs)
        dated: list[tuple[str | None, str | None]] = [(text, None) for text in as_of]
        if not dated and (froms or untils):
            until = max(untils, default=None)
            dated = [(text, until) for text in froms] or [(until, None)]
        for date, until in dated or ([(None, None)] if when else []):
            sources = self._cited(thing, valued)
            thing_class = self._parts.names.class_label(thing)
            several = len(dated) > 1
            yield Entry("figure", date, until, when, thing, thing_class, (), (), number, (), several, sources, ())

    def _stated(self, thing: str, predicate: str) -> dict[str, tuple[str, ...]]:
        """The values of a property, each with the graphs that state it."""
        return {claim.value: claim.graphs for claim in self._evidence.claims(thing) if claim.predicate == predicate}

    def _cited(self, thing: str, graphs: Iterable[str]) -> tuple[Citation, ...]:
        return tuple(self._evidence.citation(graph, thing) for graph in sorted(set(graphs)) if graph)


def _counted(predicate: str, text: str, thing: str) -> object:
    """The day that a start or an end counts as."""
    where = v.shorten(thing)
    return Validity.of((), (text,), (), where).ends if predicate == v.VALID_UNTIL else span(text, where)[0]


def order(entry: Entry) -> tuple[object, ...]:
    """The order of time: by day, the less exact date first; then by what happened, to what sort of thing, its IRI."""
    rank = list(ENTRY_KINDS).index(entry.kind)
    rest = (rank, entry.thing_class or "", entry.thing or "", entry.until or "")
    if entry.date is None:
        return (1, "", "", *rest)
    first, last = span(entry.date, v.shorten(entry.thing or "a route"))
    return (0, first.isoformat(), -(last - first).days, *rest)
