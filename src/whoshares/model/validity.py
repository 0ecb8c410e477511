"""In force on a day: certain, possible or impossible, from ends that are known, unknown or disputed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Final, NamedTuple

from whoshares.model.errors import IncompleteGraph


class State(IntEnum):
    """How sure it is that a thing is in force on a day."""

    IMPOSSIBLE = 0
    POSSIBLE = 1
    CERTAIN = 2


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)


def span(text: str, where: str) -> tuple[date, date]:
    """The first and the last day that a full or partial date stands for.

    >>> span("2011-08", "here")
    (datetime.date(2011, 8, 1), datetime.date(2011, 8, 31))

    Raises IncompleteGraph where the text is no date; `where` names its place.
    """
    parts = _DATE.fullmatch(text)
    try:
        if parts is None:
            raise ValueError
        year, month, day = int(parts[1]), parts[2], parts[3]
        first = date(year, int(month or 1), int(day or 1))
        if day:
            return first, first
        if month:
            return first, first.replace(day=monthrange(year, first.month)[1])
        return first, date(year, 12, 31)
    except ValueError:
        raise IncompleteGraph(
            f"{where} has the date “{text}”, which is none. Write YYYY-MM-DD, YYYY-MM or YYYY in the file."
        ) from None


def end_of(days: tuple[date, date]) -> date:
    """The first day after what an end stands for: a full day is exclusive, a month or year counts through its last."""
    first, last = days
    return first if first == last else day_after(last)


def day_after(day: date) -> date:
    """The next day; the calendar's last day stays."""
    return day if day == date.max else day + timedelta(days=1)


NEVER: Final = (0, 0)
"""The span that holds no day."""
ALWAYS: Final = (0, date.max.toordinal() + 1)
"""The span that holds every day."""


class Points(NamedTuple):
    """What is known of the time of a thing, as far as its spans depend on it: ordinals, `None` where unknown."""

    first_start: int | None = None
    last_start: int | None = None
    first_end: int | None = None
    last_end: int | None = None
    attested_by: int | None = None
    """The first day by which some attestation is past: the least of their last days."""
    attested_from: int | None = None
    """The last day up to which some attestation is ahead: the greatest of their first days."""


def possible_span(points: Points) -> tuple[int, int]:
    """The days on which a thing is not impossible, as ordinals, first inclusive, end exclusive.

    It is impossible when each pair of a start and an end says so; the widest pair says so last.
    """
    begin = ALWAYS[0] if points.first_start is None else points.first_start
    end = ALWAYS[1] if points.last_end is None else points.last_end
    return (begin, end) if begin < end else NEVER


def certain_span(points: Points) -> tuple[int, int]:
    """The days on which a thing is certain, as ordinals, first inclusive, end exclusive.

    It is certain when each pair of a start and an end says so: the narrowest pair says so last, and none may say so
    where an attestation lies outside of some pair.
    """
    _, start, end, _, past, ahead = points
    before = start is not None and past is not None and past < start
    if before or (end is not None and ahead is not None and ahead >= end):
        return NEVER
    begin = past if start is None else start
    until = (None if ahead is None else ahead + 1) if end is None else end
    if begin is None or until is None or begin >= until:
        return NEVER
    return begin, until


def spans(points: Points) -> tuple[tuple[int, int], tuple[int, int]]:
    """The days on which a thing is not impossible, and those on which it is certain."""
    return possible_span(points), certain_span(points)


@dataclass(frozen=True)
class Validity:
    """When a thing is in force, as far as its sources say.

    `starts` are the first days that sources give; `ends` the first days after it; `attested` the days, each as first
    and last day where only a month or year is known, on which a source says that it is in force. All sorted.
    """

    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()
    attested: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, froms: Iterable[str], untils: Iterable[str], attestations: Iterable[str], where: str) -> Validity:
        """The validity that the lexical forms of dates give.

        A partial start counts from its first day, a partial end through its last; a full end is exclusive.
        """
        return cls(
            tuple(sorted({span(text, where)[0] for text in froms})),
            tuple(sorted({end_of(span(text, where)) for text in untils})),
            tuple(sorted({span(text, where) for text in attestations})),
        )

    @cached_property
    def disputed(self) -> bool:
        """Whether sources give more than one start or more than one end."""
        return len(self.starts) > 1 or len(self.ends) > 1

    @cached_property
    def points(self) -> Points:
        """The ordinals that the spans depend on."""
        starts, ends = [day.toordinal() for day in self.starts], [day.toordinal() for day in self.ends]
        lasts, firsts = (
            [last.toordinal() for _, last in self.attested],
            [first.toordinal() for first, _ in self.attested],
        )
        return Points(
            min(starts, default=None),
            max(starts, default=None),
            min(ends, default=None),
            max(ends, default=None),
            min(lasts, default=None),
            max(firsts, default=None),
        )

    @cached_property
    def possible(self) -> tuple[int, int]:
        """The days on which it is not impossible, as ordinals, end exclusive."""
        return spans(self.points)[0]

    @cached_property
    def certain(self) -> tuple[int, int]:
        """The days on which it is certain, as ordinals, end exclusive."""
        return spans(self.points)[1]

    def on(self, day: date) -> State:
        """The state on a day.

        With several starts or ends: certain when every pair says certain, impossible when every pair says impossible.

        >>> Validity((date(2011, 1, 1),), (date(2012, 1, 1),)).on(date(2012, 1, 1)).name
        'IMPOSSIBLE'
        """
        return state(day.toordinal(), self.possible, self.certain)


def state(day: int, possible: tuple[int, int], certain: tuple[int, int]) -> State:
    """The state on a day that two spans give."""
    if certain[0] <= day < certain[1]:
        return State.CERTAIN
    return State.POSSIBLE if possible[0] <= day < possible[1] else State.IMPOSSIBLE
