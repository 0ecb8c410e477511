"""Figures, and which of them cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple

from whoshares.model import vocabulary as v

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
