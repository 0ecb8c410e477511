"""Dates of one sort for one thing, and whether they can be one and the same day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

from whoshares.model.dates import span
from whoshares.model.validity import Validity


def rival_dates(texts: Iterable[str], where: str, *, ends: bool) -> list[list[str]]:
    """The texts of dates by the day that they count as, in order of days, the most exact first; none where all agree.

    `ends` says that they are ends, which count from the day after; `where` names the thing. Raises IncompleteGraph
    where a text is no date.
    """
    days = _distinct_days(texts, where, ends=ends)
    if all(_holds(a, b) or _holds(b, a) for a, b in combinations(days.values(), 2)):
        return []
    return _grouped(days)


def _distinct_days(texts: Iterable[str], where: str, *, ends: bool) -> dict[str, tuple[date, date, date]]:
    """Each text of a date with the day that it counts as, and the first and last day that it stands for."""
    found = {}
    for text in texts:
        first, last = span(text, where)
        counted = Validity.of((), (text,), (), where).ends[0] if ends else first
        found[text] = (counted, first, last)
    return found


def _holds(one: tuple[date, date, date], other: tuple[date, date, date]) -> bool:
    """Whether two dates are counted as one day, or the second lies within the first."""
    return one[0] == other[0] or (one[1] <= other[1] and other[2] <= one[2])


def _grouped(days: Mapping[str, tuple[date, date, date]]) -> list[list[str]]:
    groups: dict[date, list[str]] = defaultdict(list)
    for text, (counted, _, _) in days.items():
        groups[counted].append(text)
    return [sorted(groups[day], key=lambda text: (-len(text), text)) for day in sorted(groups)]
