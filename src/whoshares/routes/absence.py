"""What is said where no route is known: why, what is known nearby, and on which days there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from whoshares.model.dates import end_of, span
from whoshares.model.validity import Confirmed, State, aged

REASONS: Final = {
    "nothing-known": "no document here connects them",
    "blocked": "a technical block stood in the way on that day",
    "other-days": "known, but not on that day",
    "other-category": "known, but only for other data",
    "excluded": "known, but left out by the options given",
    "unconfirmed": "known, but last confirmed before the day asked for",
    "barred": "known, but a bar covers some hop or is gone round",
}
"""Why there is no route, by code."""

MOST_ROUTES: Final = 1_000
"""How many routes are counted at the most."""

Intervals: TypeAlias = tuple[tuple[str | None, str | None], ...]
"""Intervals of days, from inclusive, until exclusive, `None` open."""


class Unconfirmed(NamedTuple):
    """What there is that was not confirmed lately enough."""

    number: int
    """How many; of routes, counted up to a thousand."""
    last_confirmed: Confirmed | None
    """When that one of them was last confirmed that was confirmed most lately; `None` where none ever was."""
    day: date
    """The day asked for."""
    noun: str = "route"
    """What there are so many of."""

    def in_words(self) -> str:
        """What there is and how old it is, in a sentence."""
        count = f"1 {self.noun} is" if self.number == 1 else f"{self.number:,} {self.noun}s are"
        at_least = "at least " if self.noun == "route" and self.number == MOST_ROUTES else ""
        if self.last_confirmed is None:
            return f"However old, {at_least}{count} known, and of none is every hop confirmed by that day."
        latest = "" if self.number == 1 else "the latest of them "
        return f"However old, {at_least}{count} known, {latest}last confirmed {aged(self.last_confirmed, self.day)}."

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {
            self.noun.replace(" ", "") + "s": self.number,
            "lastConfirmed": self.last_confirmed.text if self.last_confirmed else None,
        }


class Standing(NamedTuple):
    """A block that stands in the way on a day."""

    iri: str
    state: State
    last_confirmed: Confirmed | None
    day: date

    def to_dict(self) -> dict[str, object]:
        """The block as JSON-ready data."""
        confirmed = self.last_confirmed.text if self.last_confirmed else None
        return {"id": self.iri, "certainty": self.state.word, "lastConfirmed": confirmed}

    def in_words(self, labels: Mapping[str, str]) -> str:
        """Its label and, where it is only presumed to stand, when it was last confirmed."""
        label = labels.get(self.iri, self.iri)
        if self.state is State.CERTAIN or self.last_confirmed is None:
            return label
        return f"{label} ({self.state.word}: last confirmed {aged(self.last_confirmed, self.day)})"


@dataclass(frozen=True, slots=True)
class Absence:
    """Why no route is known. Things are IRIs."""

    reason: str | None = None
    """A code of `REASONS`; `None` where there are routes."""
    also: tuple[str, ...] = ()
    """Where it takes more than one reason together: the codes of the others."""
    days: Intervals = ()
    """Where routes are known on other days only: the intervals, from inclusive, until exclusive, `None` open."""
    written: Intervals = ()
    """The same, each day that sources give as no more than a month or year as that; an end counts through it."""
    turning: tuple[str, ...] = ()
    """Whose starts and ends these days are, as far as flows, transformations and blocks have them."""
    categories: tuple[str, ...] = ()
    """Where routes are known for other data only: the categories that leave the origin on them."""
    blocks: tuple[Standing, ...] = ()
    """Where blocks stand in the way: which."""
    excluded: tuple[str, ...] = ()
    """Where the options exclude all routes: which options."""
    unconfirmed: Unconfirmed | None = None
    """Where routes are known, but were not confirmed lately enough."""
    known_to: tuple[str, ...] = ()
    """The holders to which such data is known to go from the origin directly, on any day."""
    known_from: tuple[str, ...] = ()
    """The holders from which any data is known to come to the recipient directly, on any day."""
    to_itself: tuple[str, ...] = ()
    """The flows of such data from a holder within both ends to itself, on any day: no route, for it comes back."""

    def _together(self, named: Callable[[Iterable[str]], str]) -> str:
        """What has to be left aside together, with what there is then."""
        blocks = f"the blocks that stood on that day ({named(block.iri for block in self.blocks)})"
        days = f"the day (known: {days_in_words(self.written)})" if self.days else "the day"
        aside = {
            "blocked": blocks if self.blocks else "the blocks that stood on that day",
            "other-days": days,
            "other-category": f"the data asked for (known of: {named(self.categories)})",
            "excluded": f"the options given ({', '.join(self.excluded)})",
            "unconfirmed": "how lately they were confirmed",
            "barred": "that no bar covers a hop or is gone round",
        }
        *first, last = (aside[code] for code in (self.reason or "", *self.also))
        return f"{', '.join(first)} and {last}"

    def in_words(self, labels: Mapping[str, str], *, stopped: bool) -> str | None:
        """The reason in a sentence; `None` where there are routes. `stopped` says that the search saw only a part."""

        def named(iris: Iterable[str]) -> str:
            return ", ".join(labels.get(iri, iri) for iri in iris)

        if self.reason is None:
            return None
        nothing = "No chain of documented flows connects them, on any day, for any data."
        if self.to_itself:
            nothing = "Data that stays with one holder makes no route, which leads from one to another."
        sentence = {
            "nothing-known": nothing,
            "other-days": f"Routes are known, but not on that day. Known: {days_in_words(self.written)}."
            if self.days
            else "Each hop of a route is known, but never all of them on one day.",
            "blocked": "The only known routes are stopped by a technical block that stood on that day: "
            f"{', '.join(block.in_words(labels) for block in self.blocks)}.",
            "other-category": f"Routes are known, but only for other data: {named(self.categories)}.",
            "excluded": f"Routes are known, but the options leave them out: {', '.join(self.excluded)}.",
            "unconfirmed": "No route is known of which every hop was confirmed on or after the day given. "
            f"{self.unconfirmed.in_words() if self.unconfirmed else ''}",
            "barred": "The only known routes have a hop that a bar covers on that day or go round a bar, "
            "and such were left out.",
        }[self.reason]
        if self.also:
            sentence = f"Routes are known only with {self._together(named)} left aside together."
        if self.to_itself:
            sentence += f" Documented from a holder to itself: {named(self.to_itself)}."
        if stopped:
            sentence += " The search stopped at its work limit before it had seen everything: narrow the question."
        return sentence


FOUND: Final = Absence()
"""What stands beside routes: there is nothing to explain."""


_WHOLE_DAY: Final = len("YYYY-MM-DD")


def as_written(intervals: Intervals, starts: Iterable[str], ends: Iterable[str]) -> Intervals:
    """Intervals of days, each day that dates give as no more than a month or year as that; an end counts through it.

    >>> as_written((("2008-03-01", "2014-01-01"),), ["2008-03"], ["2013"])
    (('2008-03', '2013'),)
    >>> as_written((("2014-01-01", None),), ["2014-01-01"], ["2013"])
    (('2014-01-01', None),)
    """
    known: dict[str, int] = {}
    days = [(span(text, "here"), False) for text in starts] + [(span(text, "here"), True) for text in ends]
    for (first, last), is_end in days:
        length = _WHOLE_DAY if first == last else len("YYYY-MM") if first.month == last.month else len("YYYY")
        day = (end_of((first, last)) if is_end else first).isoformat()
        known[day] = max(length, known.get(day, 0))

    def end_written(day: str) -> str:
        length = known.get(day, _WHOLE_DAY)
        if length == _WHOLE_DAY:
            return day
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()[:length]

    return tuple(
        (first and first[: known.get(first, _WHOLE_DAY)], end and end_written(end)) for first, end in intervals
    )


def days_in_words(days: Intervals) -> str:
    """Intervals of days; a month or year as an end counts through its last day.

    >>> days_in_words((("2008-03", "2010-01-01"), ("2012", "2012"), ("2014", None)))
    'from 2008-03 until before 2010-01-01; in 2012; from 2014 on'
    """
    said = []
    for first, end in days:
        if first and first == end:
            said.append(f"in {first}")
        elif end and len(end) < _WHOLE_DAY:
            said.append(f"from {first} through {end}" if first else f"through {end}")
        elif first and end:
            said.append(f"from {first} until before {end}")
        elif first:
            said.append(f"from {first} on")
        elif end:
            said.append(f"before {end}")
        else:
            said.append("on any day, as far as is known")
    return "; ".join(said)
