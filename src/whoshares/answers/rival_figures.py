"""Figures, and which of them cannot both hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple

from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.validity import Validity
from whoshares.store.evidence import Evidence
from whoshares.store.names import fold

CLOSE: Final = Decimal("0.1")
"""How far from “approximately n” a number may lie and still agree with it, as a share of n."""

_PLANNED: Final = v.ID + "basis/planned"
_ESTIMATED: Final = v.ID + "basis/estimated"


class Figure(NamedTuple):
    """A figure as some sources give it."""

    iri: str
    number: Decimal
    value: str
    unit: str
    bound: tuple[str, ...]
    basis: tuple[str, ...]
    about: frozenset[str]
    graphs: tuple[str, ...]


class Rivals(NamedTuple):
    """Figures of one measure, time and area that hang together by conflict."""

    measure: str
    when: str | None
    """The time, as the sources give it."""
    area: tuple[str, ...]
    figures: list[Figure]


def rival_figures(evidence: Evidence, stated: Mapping[str, Mapping[str, set[str]]]) -> Iterator[Rivals]:
    """The figures of one measure, time, area and unit, in groups within which some cannot both hold.

    `stated` has the values of each figure, with the graphs that state them. Raises IncompleteGraph where a date is
    none.
    """
    figures_stated = _StatedFigures(evidence)
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Figure]] = defaultdict(list)
    for iri, values in stated.items():
        measures = tuple(evidence.values(iri, v.MEASURE))
        area = tuple(evidence.values(iri, v.AREA))
        for figure in figures_stated.as_stated(iri, values):
            for measure in measures:
                for when in figures_stated.times(iri, figure.graphs):
                    groups[measure, when, area].append(figure)
    for (measure, _, area), figures in groups.items():
        for component in in_conflict(figures):
            said = {figures_stated.time_in_words(figure.iri) for figure in component}
            yield Rivals(measure, " / ".join(sorted(said - {""})) or None, area, component)


class _StatedFigures:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def as_stated(self, iri: str, values: Mapping[str, set[str]]) -> Iterator[Figure]:
        """A figure once for each value, bound and basis that sources give it; a source that is silent takes all."""
        found: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], set[str]] = defaultdict(set)
        for value, graphs in values.items():
            for graph in graphs:
                units = self._within(iri, v.UNIT, graph) or self._units_of_measure(iri)
                key = (value, " / ".join(units), self._within(iri, v.BOUND, graph), self._within(iri, v.BASIS, graph))
                found[key].add(graph)
        about = frozenset(self._evidence.values(iri, v.ABOUT))
        for (value, unit, bound, basis), graphs in sorted(found.items()):
            if re.fullmatch(
                r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", value
            ):  # `validate` tells of others
                number = Decimal(value)
                yield Figure(iri, number, value, unit, bound, basis, about, tuple(sorted(graphs)))

    def _units_of_measure(self, iri: str) -> tuple[str, ...]:
        measures = self._evidence.values(iri, v.MEASURE)
        return tuple(unit for measure in measures for unit in self._evidence.values(measure, v.UNIT))

    def times(self, iri: str, graphs: tuple[str, ...]) -> list[tuple[str, ...]]:
        """What a figure's time is compared by; an undated figure only fits another of the same source."""
        where = v.shorten(iri)
        if days := self._evidence.values(iri, v.AS_OF):
            return [("as of", *(day.isoformat() for day in span(text, where))) for text in days]
        froms, untils = self._evidence.values(iri, v.PERIOD_FROM), self._evidence.values(iri, v.PERIOD_UNTIL)
        if froms or untils:
            period = Validity.of(froms, untils, (), where)
            starts = [day.isoformat() for day in period.starts] or [""]
            ends = [day.isoformat() for day in period.ends] or [""]
            return [("period", start, end) for start in starts for end in ends]
        if words := self._evidence.values(iri, v.PERIOD):
            return [("in words", fold(text)) for text in words]
        return [("undated", graph) for graph in graphs]

    def time_in_words(self, iri: str) -> str:
        for predicate in (v.PERIOD, v.AS_OF):
            if words := self._evidence.values(iri, predicate):
                return " / ".join(words)
        ends = (self._evidence.values(iri, v.PERIOD_FROM), self._evidence.values(iri, v.PERIOD_UNTIL))
        return " to ".join(" / ".join(dates) or "…" for dates in ends) if any(ends) else ""

    def _within(self, iri: str, predicate: str, graph: str) -> tuple[str, ...]:
        """The values that one source gives; where it gives none, those of all."""
        claims = [claim for claim in self._evidence.claims(iri) if claim.predicate == predicate]
        own = tuple(claim.value for claim in claims if graph in claim.graphs)
        return own or tuple(claim.value for claim in claims)


def cannot_both_hold(one: Figure, other: Figure) -> bool:
    """Whether no number fits both figures, whatever of their bounds is meant.

    A plan does not contradict a count; figures about things that have nothing in common, or in different units, are
    of different objects.
    """
    if one.unit != other.unit or (_PLANNED in one.basis) != (_PLANNED in other.basis):
        return False
    if one.about and other.about and one.about.isdisjoint(other.about):
        return False
    return not any(_overlap(a, b) for a in _ranges(one) for b in _ranges(other))


class _Range(NamedTuple):
    """The numbers that a figure allows; `None` is open, `above` leaves the lower end itself out."""

    low: Decimal | None
    high: Decimal | None
    above: bool = False


def _ranges(figure: Figure) -> list[_Range]:
    number = figure.number
    estimated = ["approximately"] if _ESTIMATED in figure.basis else ["exact"]
    found = []
    for bound in [v.local_name(b) for b in figure.bound] or estimated:
        if bound == "approximately":
            around = abs(number) * CLOSE
            found.append(_Range(number - around, number + around))
        elif bound == "at-least":
            found.append(_Range(number, None))
        elif bound == "more-than":
            found.append(_Range(number, None, above=True))
        elif bound == "at-most":
            found.append(_Range(None, number))
        else:
            found.append(_Range(number, number))
    return found


def _overlap(one: _Range, other: _Range) -> bool:
    for lower, upper in ((one, other), (other, one)):
        if lower.low is None or upper.high is None:
            continue
        if lower.low > upper.high or (lower.above and lower.low == upper.high):
            return False
    return True


def in_conflict(figures: list[Figure]) -> Iterator[list[Figure]]:
    """The figures in groups that hang together by conflict, least number first; those without one are left out."""
    ordered = sorted(figures, key=lambda f: (f.number, f.iri, f.bound, f.basis))
    group = list(range(len(ordered)))
    for a, b in combinations(range(len(ordered)), 2):
        if cannot_both_hold(ordered[a], ordered[b]):
            kept, gone = sorted((group[a], group[b]))
            group = [kept if number == gone else number for number in group]
    for leader in sorted(set(group)):
        members = [figure for place, figure in enumerate(ordered) if group[place] == leader]
        if len(members) > 1:
            yield members
