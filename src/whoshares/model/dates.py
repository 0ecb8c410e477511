"""Dates as sources write them and as people do: a day, a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from whoshares.model.errors import IncompleteGraph

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


FUTURE: Final = "a day in the future, by what is known today"
"""What is said of a day that is not come yet."""


def in_words(day: str) -> str:
    """A date as people write it.

    >>> in_words("2011-10-01")
    '1 October 2011'
    """
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {parsed:%B %Y}"


def in_future(day: str) -> bool:
    """Whether a day, YYYY-MM-DD, is not come yet: of it, what is known today is told."""
    return day > date.today().isoformat()
