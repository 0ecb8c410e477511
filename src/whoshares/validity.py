"""In force on a day: certain, possible or impossible, from ends that are known, unknown or disputed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property

from whoshares.errors import IncompleteGraph


class State(IntEnum):
    """How sure it is that a thing is in force on a day."""

    IMPOSSIBLE = 0
    POSSIBLE = 1
    CERTAIN = 2


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?(?:Z|[+-]\d{2}:\d{2})?")


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


def day_after(day: date) -> date:
    """The next day; the calendar's last day stays."""
    return day if day == date.max else day + timedelta(days=1)


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
        ends = set()
        for text in untils:
            first, last = span(text, where)
            ends.add(first if first == last else day_after(last))
        return cls(
            tuple(sorted({span(text, where)[0] for text in froms})),
            tuple(sorted(ends)),
            tuple(sorted({span(text, where) for text in attestations})),
        )

    @cached_property
    def disputed(self) -> bool:
        """Whether sources give more than one start or more than one end."""
        return len(self.starts) > 1 or len(self.ends) > 1

    def on(self, day: date) -> State:
        """The state on a day.

        With several starts or ends: certain when every pair says certain, impossible when every pair says impossible.

        >>> Validity((date(2011, 1, 1),), (date(2012, 1, 1),)).on(date(2012, 1, 1)).name
        'IMPOSSIBLE'
        """
        states = {self._on(day, start, end) for start in self.starts or (None,) for end in self.ends or (None,)}
        return states.pop() if len(states) == 1 else State.POSSIBLE

    def _on(self, day: date, start: date | None, end: date | None) -> State:
        if (start is not None and day < start) or (end is not None and day >= end):
            return State.IMPOSSIBLE
        for first, last in self.attested:
            if (start is not None and last < start) or (end is not None and first >= end):
                return State.POSSIBLE
        begun = (start is not None and start <= day) or any(last <= day for _, last in self.attested)
        lasting = end is not None or any(day <= first for first, _ in self.attested)
        return State.CERTAIN if begun and lasting else State.POSSIBLE
