"""Rival claims: figures, dates, values and existence on which sources differ, and statements set against each other.

Both sides are given, each with its documents. Nothing here says which is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.answers.rival_dates import rival_dates
from whoshares.answers.rival_figures import Figure, rival_figures
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.dates import span
from whoshares.model.reached import reached
from whoshares.model.validity import Validity
from whoshares.store.descriptions import figure_in_words
from whoshares.store.engine import Blank, Iri, Literal
from whoshares.store.evidence import Citation, cited
from whoshares.store.names import fold

CONFLICT_KINDS: Final = {
    "figure": "Figures of one measure, time and area that cannot all hold",
    "date": "Different dates for one thing",
    "value": "Different values from different sources, where one is expected",
    "existence": "Whether something was in force",
    "view": "Statements set against each other",
}
"""Each kind of conflict, in the order in which they are given, and its heading."""

_DATES: Final = (v.VALID_FROM, v.VALID_UNTIL, v.ISSUED, v.AS_OF, v.PERIOD_FROM, v.PERIOD_UNTIL, v.YEAR)
_ENDS: Final = frozenset({v.VALID_UNTIL, v.PERIOD_UNTIL})
_SINGLE: Final = (
    v.PREF_LABEL, v.TITLE, v.PUBLISHER, v.PART_OF, v.OPERATED_BY, v.IN_PLACE, v.WITHIN, v.KIND, v.LEVEL,
    v.SENDER, v.RECIPIENT, v.HOLDER, v.AT_SYSTEM, v.MEASURE, v.UNIT, v.FIPS, v.CITATION, v.TIER,
)  # fmt: skip
"""The properties of which sources are expected to give one value."""
_DISPUTED: Final = v.ID + "evidence-status/disputed"


@dataclass(frozen=True, slots=True)
class Side:
    """What is said on one side, and who says so. Things are IRIs."""

    thing: str
    """The thing of which it is said: a figure, a flow, a position."""
    predicate: str | None
    """The property of which `value` is the value; `None` where the thing as a whole is the side."""
    value: str | None
    said: str
    """The side in words."""
    bound: tuple[str, ...]
    basis: tuple[str, ...]
    attributed_to: tuple[str, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The side as JSON-ready data."""
        return {
            "id": self.thing,
            "property": self.predicate,
            "value": self.value,
            "said": self.said,
            "bound": list(self.bound),
            "basis": list(self.basis),
            "attributedTo": list(self.attributed_to),
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing on which sources, or one source within itself, differ."""

    kind: str
    """A key of `CONFLICT_KINDS`."""
    about: tuple[str, ...]
    """What it is about: the measure, the thing, or what both statements speak of."""
    predicate: str | None
    """The property on which the sides differ, where it is one."""
    when: str | None
    """For figures: the time, as the sources give it."""
    area: tuple[str, ...]
    """For figures: the places that they cover."""
    sides: tuple[Side, ...]
    linked_by: tuple[Citation, ...] = ()
    """For statements: the sources that set them against each other."""

    @property
    def heading(self) -> str:
        """The kind in words."""
        return CONFLICT_KINDS[self.kind]

    @property
    def within_one_source(self) -> bool:
        """Whether one and the same source stands behind all sides."""
        stated = [{source.id for source in side.sources} for side in self.sides]
        return bool(set.intersection(*stated))

    def to_dict(self) -> dict[str, object]:
        """The conflict as JSON-ready data."""
        return {
            "differsIn": self.kind,
            "about": list(self.about),
            "property": self.predicate,
            "when": self.when,
            "area": list(self.area),
            "withinOneSource": self.within_one_source,
            "sides": [side.to_dict() for side in self.sides],
            "linkedBy": [source.to_dict() for source in self.linked_by],
        }


@dataclass(frozen=True)
class Conflicts(Answer):
    """All rival claims, or those that touch one thing."""

    thing: str | None
    found: tuple[Conflict, ...]
    labels: Mapping[str, str]
    """The label of every thing that the answer names."""
    searched: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "thing": self.thing,
            "conflicts": [conflict.to_dict() for conflict in self.found],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a side, for a table."""
        return [
            {
                "conflict": str(number),
                "differs in": conflict.kind,
                "about": self.named(conflict.about),
                "property": self.named((conflict.predicate,) if conflict.predicate else ()),
                "when": conflict.when or "",
                "area": self.named(conflict.area),
                "within one source": "yes" if conflict.within_one_source else "",
                "said": side.said,
                "basis": self.named(side.basis),
                "attributed to": self.named(side.attributed_to),
                "sources": cited(side.sources, issued=True),
                "id": side.thing,
            }
            for number, conflict in enumerate(self.found, 1)
            for side in conflict.sides
        ]

    def named(self, iris: Iterable[str]) -> str:
        """The labels of things, as one text."""
        return "; ".join(self.labels.get(iri, v.shorten(iri)) for iri in iris)


def conflicts(parts: GraphParts, thing: str | None = None) -> Conflicts:
    """The rival claims of a graph, or those that touch the thing with an IRI, in a fixed order.

    Raises IncompleteGraph where a date is none.
    """
    reading = _Claims(parts)
    found = [*reading.figures(), *reading.dates(), *reading.values(), *reading.existence(), *reading.views()]
    if thing is not None:
        found = [conflict for conflict in found if thing in reading.touched(conflict)]
    kinds = list(CONFLICT_KINDS)
    found.sort(key=lambda c: (kinds.index(c.kind), c.about, c.predicate or "", [_side_order(s) for s in c.sides]))
    named = {thing} if thing is not None else set()
    for conflict in found:
        named.update(conflict.about, conflict.area, (conflict.predicate,) if conflict.predicate else ())
        for side in conflict.sides:
            named.update((side.thing, *side.bound, *side.basis, *side.attributed_to))
            named.update(iri for iri in (side.predicate, side.value) if iri and parts.names.classes(iri))
    sources = sum(1 for _ in {s.subject for s in parts.store.statements(predicate=v.TYPE, value=v.SOURCE)})
    return Conflicts(thing, tuple(found), {iri: parts.describe(iri) for iri in named}, {"sources": sources})


class _Claims:
    def __init__(self, parts: GraphParts) -> None:
        self._parts = parts
        self._evidence = parts.evidence

    # --- figures ----------------------------------------------------------------------------------------------------

    def figures(self) -> Iterator[Conflict]:
        """The figures of one measure, time, area and unit, in groups within which some cannot both hold."""
        for rivals in rival_figures(self._evidence, self._stated(v.VALUE)):
            sides = tuple(self._figure_side(figure) for figure in rivals.figures)
            yield Conflict("figure", (rivals.measure,), v.VALUE, rivals.when, rivals.area, sides)

    def _figure_side(self, figure: Figure) -> Side:
        said = figure_in_words([figure.value], figure.bound, [figure.unit] if figure.unit else [])
        return self._side(figure.iri, v.VALUE, figure.value, said, figure.graphs, figure.bound, figure.basis)

    # --- dates ------------------------------------------------------------------------------------------------------

    def dates(self) -> Iterator[Conflict]:
        """The things with several dates of one sort of which some cannot both hold."""
        for predicate in _DATES:
            for iri, values in self._stated(predicate).items():
                rivals = rival_dates(values, v.shorten(iri), ends=predicate in _ENDS)
                if rivals:
                    sides = [
                        self._side(iri, predicate, text, text, tuple(graph for t in texts for graph in values[t]))
                        for texts in rivals
                        for text in [texts[0]]
                    ]
                    yield Conflict("date", (iri,), predicate, None, (), tuple(sides))

    # --- values -----------------------------------------------------------------------------------------------------

    def values(self) -> Iterator[Conflict]:
        """The things of which different sources give quite different values, where one is expected."""
        for predicate in _SINGLE:
            for iri, values in self._stated(predicate).items():
                by_graph: dict[str, set[str]] = defaultdict(set)
                for value, graphs in values.items():
                    for graph in graphs:
                        by_graph[graph].add(value)
                if any(self._differ(one, other) for one, other in combinations(by_graph.values(), 2)):
                    stated = sorted({value for found in by_graph.values() for value in found})
                    sides = [
                        self._side(iri, predicate, value, self._in_words(value), tuple(values[value]))
                        for value in stated
                    ]
                    yield Conflict("value", (iri,), predicate, None, (), tuple(sides))

    def _differ(self, one: set[str], other: set[str]) -> bool:
        """Whether no value of one source is, spells, or lies within, a value of the other."""
        return not any(fold(a) == fold(b) or a in self._around(b) or b in self._around(a) for a in one for b in other)

    @cached_property
    def _wider(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for predicate in (v.PART_OF, v.WITHIN, v.BROADER):
            for s in self._parts.store.statements(predicate=predicate):
                found[str(s.subject)].add(str(s.object))
        return found

    def _around(self, iri: str) -> set[str]:
        """All that a thing is part of, lies within or is a sort of, step by step."""
        return reached(self._wider.get(iri, ()), lambda thing: self._wider.get(thing, ()))

    # --- existence --------------------------------------------------------------------------------------------------

    def existence(self) -> Iterator[Conflict]:
        """What one says was in force where another says that it was not; and what is said to be disputed."""
        froms, untils = self._stated(v.VALID_FROM), self._stated(v.VALID_UNTIL)
        attested = self._stated(v.ATTESTED_ON)
        for predicate, bounds in ((v.VALID_FROM, froms), (v.VALID_UNTIL, untils)):
            for iri in bounds.keys() & attested.keys():
                yield from self._outside(iri, predicate, bounds[iri], v.ATTESTED_ON, attested[iri])
        for iri in untils.keys() & froms.keys():
            yield from self._outside(iri, v.VALID_UNTIL, untils[iri], v.VALID_FROM, froms[iri])
        for iri, statuses in self._stated(v.EVIDENCE_STATUS).items():
            if _DISPUTED in statuses:
                yield self._said_to_be_disputed(iri, statuses)

    def _outside(
        self,
        iri: str,
        predicate: str,
        bounds: Mapping[str, set[str]],
        rival_predicate: str,
        rivals: Mapping[str, set[str]],
    ) -> Iterator[Conflict]:
        """The days, all before the thing is said to begin or all after it is said to have ended, with those ends."""
        where = v.shorten(iri)
        against, outside = set(), set()
        for bound in bounds:
            for rival in rivals:
                first, last = span(rival, where)
                if predicate == v.VALID_FROM:
                    apart = last < span(bound, where)[0]
                else:
                    apart = first >= Validity.of((), (bound,), (), where).ends[0]
                if apart:
                    against.add(bound)
                    outside.add(rival)
        if against:
            sides = [self._side(iri, predicate, text, text, tuple(bounds[text])) for text in sorted(against)]
            sides += [self._side(iri, rival_predicate, text, text, tuple(rivals[text])) for text in sorted(outside)]
            yield Conflict("existence", (iri,), rival_predicate, None, (), tuple(sides))

    def _said_to_be_disputed(self, iri: str, statuses: Mapping[str, set[str]]) -> Conflict:
        """A thing that a source calls disputed, and what the other sources say of it."""
        sides = [
            self._side(iri, v.EVIDENCE_STATUS, status, self._in_words(status), tuple(statuses[status]))
            for status in sorted(statuses, key=lambda s: (s != _DISPUTED, s))
        ]
        spoken = {graph for graphs in statuses.values() for graph in graphs}
        silent: dict[str, set[str]] = defaultdict(set)
        for claim in self._evidence.claims(iri):
            if claim.predicate == v.TYPE:
                silent[claim.value].update(set(claim.graphs) - spoken - {v.ONTOLOGY_GRAPH})
        for graph in sorted({graph for graphs in silent.values() for graph in graphs}):
            sides.append(self._side(iri, None, None, "stated, with no word on its evidence", (graph,)))
        return Conflict("existence", (iri,), v.EVIDENCE_STATUS, None, (), tuple(sides))

    # --- views ------------------------------------------------------------------------------------------------------

    def views(self) -> Iterator[Conflict]:
        """The statements that a source sets against each other; the link counts both ways."""
        pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one, others in self._stated(v.OPPOSES).items():
            for other, graphs in others.items():
                if one != other:
                    pairs[min(one, other), max(one, other)].update(graphs)
        for pair, graphs in pairs.items():
            spoken_of = [
                {value for predicate in (v.ABOUT, v.INTERPRETS) for value in self._evidence.values(iri, predicate)}
                for iri in pair
            ]
            about = spoken_of[0] & spoken_of[1] or spoken_of[0] | spoken_of[1]
            yield Conflict(
                "view",
                tuple(sorted(about)),
                None,
                None,
                (),
                tuple(self._view_side(iri) for iri in pair),
                self._cited(graphs, pair[0]),
            )

    def _view_side(self, iri: str) -> Side:
        stating = {graph for claim in self._evidence.claims(iri) for graph in claim.graphs}
        words = " / ".join(self._evidence.values(iri, v.DESCRIPTION)) or self._parts.describe(iri)
        return self._side(iri, None, None, words, tuple(stating))

    # --- what is stated, and by whom --------------------------------------------------------------------------------

    def touched(self, conflict: Conflict) -> set[str]:
        """The things that a conflict touches: its own, what those point at, and the sources."""
        things = {*conflict.about, *conflict.area, *(side.thing for side in conflict.sides)}
        pointed = {
            claim.value
            for thing in (side.thing for side in conflict.sides)
            for claim in self._evidence.claims(thing)
            if claim.is_iri and claim.predicate != v.TYPE
        }
        return things | pointed | {source.id for side in conflict.sides for source in side.sources}

    def _stated(self, predicate: str) -> dict[str, dict[str, set[str]]]:
        """The subjects with a property, each with its values and the graphs that state them; not the vocabulary's."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for s in self._parts.store.statements(predicate=predicate):
            if isinstance(s.subject, Iri) and not isinstance(s.object, Blank) and s.graph != v.ONTOLOGY_GRAPH:
                value = s.object.text if isinstance(s.object, Literal) else str(s.object)
                found[str(s.subject)][value].add(str(s.graph or ""))
        return {iri: {value: found[iri][value] for value in sorted(found[iri])} for iri in sorted(found)}

    def _side(
        self,
        iri: str,
        predicate: str | None,
        value: str | None,
        said: str,
        graphs: Iterable[str],
        bound: tuple[str, ...] = (),
        basis: tuple[str, ...] = (),
    ) -> Side:
        attributed = tuple(self._evidence.values(iri, v.ATTRIBUTED_TO))
        return Side(iri, predicate, value, said, bound, basis, attributed, self._cited(graphs, iri))

    def _cited(self, graphs: Iterable[str], iri: str) -> tuple[Citation, ...]:
        return tuple(self._evidence.citation(graph, iri) for graph in sorted(set(graphs)) if graph)

    def _in_words(self, value: str) -> str:
        return self._parts.names.label(value)


def _side_order(side: Side) -> tuple[str, str, str]:
    return side.thing, side.predicate or "", side.value or ""
