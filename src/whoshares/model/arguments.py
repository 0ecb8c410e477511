"""What a question gives as plain values: days, windows of time, lists of texts, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from whoshares.model.errors import InputError, Offering


def read_day(given: str | date) -> date:
    """A day, from a date or from YYYY-MM-DD. Raises InputError where it is none."""
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII) else _no_day(given)
    except ValueError:
        return _no_day(given)


_MOST: Final = 1_000_000_000
"""More than any graph can give, and no more than every machine counts."""


def _no_day(given: str) -> date:
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", given, re.ASCII) and not given.startswith("0000"):
        first, last = _first_and_last(given)
        what = "year" if len(given) == len("YYYY") else "month"
        raise Offering(
            f"“{given}” is no day but a {what}, from {first} through {last}. Write a date as YYYY-MM-DD, such as one "
            "of these.",
            asked=given,
            offers=[first, last],
        )
    if meant := _days_meant(given):
        raise Offering(
            f"“{given}” is not how a day is written here. Write a date as YYYY-MM-DD, such as {' or '.join(meant)}.",
            asked=given,
            offers=meant,
        )
    raise InputError(f"“{given}” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.")


_LONGEST_DAY: Final = 40
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})", re.ASCII)
_IN_WORDS: Final = (
    re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})", re.ASCII | re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2}) (?P<month>[a-z]{3,9})\.?,? (?P<year>\d{4})", re.ASCII | re.IGNORECASE),
    re.compile(r"(?P<month>[a-z]{3,9})\.?,? (?P<year>\d{4})", re.ASCII | re.IGNORECASE),
)


def _days_meant(given: str) -> list[str]:
    """The days that a text may mean that people write otherwise; of a month, its first and its last."""
    given = " ".join(given.split()) if len(given) <= _LONGEST_DAY else ""
    if given.casefold() in ("today", "now"):
        return [date.today().isoformat()]
    found = dict[str, None]()
    for pattern in (_YEAR_FIRST, _MONTH_FIRST, _DAY_FIRST, *_IN_WORDS):
        if not (match := pattern.fullmatch(given)):
            continue
        told = match.groupdict()
        month = int(told["month"]) if told["month"].isdigit() else _month(told["month"])
        if "day" not in told:
            found |= dict.fromkeys(
                _first_and_last(f"{told['year']}-{month:02d}") if month and told["year"] > "0000" else ()
            )
            continue
        try:
            found[date(int(told["year"]), month, int(told["day"])).isoformat()] = None
        except ValueError:
            continue
    return list(found)


def _month(name: str) -> int:
    """The number of a month by its name, or the first letters of it; 0 where it is none."""
    from calendar import month_name

    names = [month.casefold() for month in month_name]
    return next((number for number in range(1, 13) if names[number].startswith(name.casefold())), 0)


def _first_and_last(given: str) -> tuple[str, str]:
    """The first and the last day of a month or a year."""
    from calendar import monthrange

    if len(given) == len("YYYY"):
        return f"{given}-01-01", f"{given}-12-31"
    year, month = map(int, given.split("-"))
    return f"{given}-01", f"{given}-{monthrange(year, month)[1]}"


def read_day_or_today(given: str | date | None) -> date:
    """A day; today where none is given. Raises InputError where it is none."""
    return date.today() if given is None else read_day(given)


def read_confirmed_since(given: str | date | None, last: date | None) -> date | None:
    """The day since when all is to be confirmed; `last` is the last day of the question, where there is one.

    Raises InputError where it is no day, or after the last.
    """
    if given is None:
        return None
    day = read_day(given)
    if last is not None and day > last:
        raise InputError(f"Confirmed since {day} is after {last}, the day asked for. Give that day or an earlier one.")
    return day


def read_window(
    as_of: str | date | None, between: tuple[str | date, str | date] | None, ever: bool
) -> tuple[date | None, date | None] | None:
    """The first and the last day of a journey, both open for “ever”; `None` where a single day is asked for.

    Raises InputError where more than one is given, a day is none, or the last is before the first.
    """
    if sum((as_of is not None, between is not None, ever)) > 1:
        raise InputError("A day (as of), two days (between) and “ever” exclude each other. Give one of them.")
    if between is None:
        return (None, None) if ever else None
    first, last = (read_day(day) for day in between)
    if last < first:
        raise InputError(f"{last} is before {first}. Give the earlier day first.")
    return first, last


def read_texts(given: str | Sequence[str]) -> tuple[str, ...]:
    """One text, or several, as several."""
    return (given,) if isinstance(given, str) else tuple(given)


def read_choice(name: str, given: str, choices: Sequence[str]) -> str:
    """The choice that a text is; `name` says in the error what it is of. Raises InputError where it is none."""
    if given not in choices:
        raise InputError(f"{name} is “{given}”. Give one of {', '.join(choices)}.")
    return given


def at_least_one(number: int | None, name: str) -> int | None:
    """The number; `name` says in the error what it counts. Raises InputError where it is below 1 or past counting."""
    if number is not None and number < 1:
        raise InputError(f"{name} is {number}, and at least 1 is needed.")
    if number is not None and number > _MOST:
        raise InputError(f"{name} is {number}, and at most {_MOST:,} is possible.")
    return number
