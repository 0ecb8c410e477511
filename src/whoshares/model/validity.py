"""In force on a day: certain, presumed, possible or impossible, from ends that are known, unknown or disputed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Final, NamedTuple

from whoshares.model import vocabulary as v
from whoshares.model.dates import end_of, span


class State(IntEnum):
    """How sure it is that a thing is in force on a day: the surer is less, and of parts the greatest is the whole's."""

    CERTAIN = 0
    PRESUMED = 1
    """It was in force on some day until then, and nothing says that it has ended."""
    POSSIBLE = 2
    IMPOSSIBLE = 3

    @property
    def word(self) -> str:
        """The state as answers say it."""
        return self.name.lower()


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
    takes_place: bool = True
    """Whether a source says that it takes place: else no day is known on which it is in force."""


def possible_span(points: Points) -> tuple[int, int]:
    """The days on which a thing is not impossible, as ordinals, first inclusive, end exclusive.

    It is impossible when each pair of a start and an end says so; the widest pair says so last.
    """
    begin = ALWAYS[0] if points.first_start is None else points.first_start
    end = ALWAYS[1] if points.last_end is None else points.last_end
    return (begin, end) if begin < end else NEVER


def presumed_span(points: Points) -> tuple[int, int]:
    """The days on which a thing is presumed or certain, as ordinals, first inclusive, end exclusive.

    Each pair of a start and an end must say so: from the latest start, or else from when some attestation is past,
    until the earliest end; and none may have an attestation outside of it.
    """
    _, start, end, _, past, ahead, said = points
    if not said:
        return NEVER
    before = start is not None and past is not None and past < start
    if before or (end is not None and ahead is not None and ahead >= end):
        return NEVER
    begin = past if start is None else start
    until = ALWAYS[1] if end is None else end
    return NEVER if begin is None or begin >= until else (begin, until)


def certain_span(points: Points) -> tuple[int, int]:
    """The days on which a thing is certain, as ordinals, first inclusive, end exclusive.

    Those on which it is presumed, but where no end is known only as long as some attestation is ahead.
    """
    begin, until = presumed_span(points)
    if points.first_end is None and until:
        until = begin if points.attested_from is None else points.attested_from + 1
    return (begin, until) if begin < until else NEVER


class Spans(NamedTuple):
    """The days on which a thing is in some state or a surer one, as ordinals, end exclusive; each lies in the next."""

    certain: tuple[int, int]
    presumed: tuple[int, int]
    possible: tuple[int, int]


def spans(points: Points) -> Spans:
    """The days on which a thing is certain, is presumed at least, and is not impossible."""
    return Spans(certain_span(points), presumed_span(points), possible_span(points))


class Confirmed(NamedTuple):
    """When a thing was last confirmed: a day, or a month or year as its first and last day."""

    first: date
    last: date
    within: date | None = None
    """Of a start that is given as a month or year, which counts from its first day: the last day of that."""

    @property
    def text(self) -> str:
        """The day, month or year, as sources write it.

        >>> Confirmed(date(2016, 5, 1), date(2016, 5, 31)).text
        '2016-05'
        >>> Confirmed(date(2025, 1, 1), date(2025, 1, 1), date(2025, 12, 31)).text
        '2025'
        """
        last = self.within or self.last
        if self.first == last:
            return last.isoformat()
        return last.isoformat()[: 7 if self.first.month == last.month else 4]

    def years_before(self, day: date) -> tuple[int, int]:
        """How many whole years lie between its last day and a day, and how many between its first day and that.

        >>> Confirmed(date(2016, 5, 1), date(2016, 5, 31)).years_before(date(2026, 5, 30))
        (9, 10)
        """
        least, most = (
            day.year - then.year - ((day.month, day.day) < (then.month, then.day))
            for then in (min(self.within or self.last, day), self.first)
        )
        return least, most

    @property
    def order(self) -> tuple[date, date, bool]:
        """The later confirmation is greater; of equals, that which a source gives to the day."""
        return self.last, self.first, self.within is None


def aged(confirmed: Confirmed, day: date) -> str:
    """A confirmation in words, with its age where that is above one year.

    >>> aged(Confirmed(date(2016, 5, 1), date(2016, 5, 31)), date(2026, 6, 30))
    '2016-05, 10 years before'
    >>> aged(Confirmed(date(2018, 1, 1), date(2018, 12, 31)), date(2024, 11, 29))
    '2018, 5 to 6 years before'
    """
    least, most = confirmed.years_before(day)
    years = f"{most}" if least == most else f"{least} to {most}"
    return f"{confirmed.text}, {years} years before" if most > 1 else confirmed.text


def takes_place(statuses: Iterable[str]) -> bool:
    """Whether evidence statuses say that a thing takes place: some does, or there are none.

    >>> takes_place([v.ID + "evidence-status/planned"])
    False
    """
    stated = set(statuses)
    return not stated or not stated <= v.NOT_TAKING_PLACE


def only_implied(statuses: Iterable[str]) -> bool:
    """Whether sources imply a thing, and none says it, by its evidence statuses.

    >>> only_implied([v.IMPLIED]), only_implied([])
    (True, False)
    """
    return set(statuses) == {v.IMPLIED}


def last_confirmed(
    day: int, attested: Iterable[tuple[int, int]], start: int | None, within: int | None, certain: tuple[int, int]
) -> Confirmed | None:
    """When what takes place was last known to be in force, on or before a day; days are ordinals.

    `attested` are days, each as its first and last; `start` is the latest start, `within` the last day of the month or
    year that it stands for, where it is given as one; `certain` are the days on which it is certain, end exclusive.
    """
    found = [(last, first, True) for first, last in attested if last <= day]
    if start is not None and start <= day:
        found.append((start, start, within is None))
    begin, until = certain
    if begin <= day and begin < until:
        found.append((min(day, until - 1),) * 2 + (True,))
    if not found:
        return None
    last, first, exact = max(found)
    ordinal = date.fromordinal
    return Confirmed(ordinal(first), ordinal(last), None if exact or within is None else ordinal(within))


def oldest(confirmed: Iterable[Confirmed | None]) -> Confirmed | None:
    """Of the confirmations of the parts of something that of the whole; `None` where one part has none, or all lack."""
    known = []
    for one in confirmed:
        if one is None:
            return None
        known.append(one)
    return min(known, key=lambda one: one.order, default=None)


def starts_of(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, ...], tuple[tuple[date, date], ...]]:
    """The days that starts count from, and those of them that stand for more than a day, as first and last day.

    >>> starts_of([span("2008-03", "here"), span("2008-03-01", "here")])
    ((datetime.date(2008, 3, 1),), ())
    """
    narrowest: dict[date, date] = {}
    for first, last in spans:
        narrowest[first] = min(last, narrowest.get(first, last))
    within = sorted((first, last) for first, last in narrowest.items() if last > first)
    return tuple(sorted(narrowest)), tuple(within)


@dataclass(frozen=True)
class Validity:
    """When a thing is in force, as far as its sources say.

    `starts` are the first days that sources give; `ends` the first days after it; `attested` the days, each as first
    and last day where only a month or year is known, on which a source says that it is in force. All sorted. Where
    no source says that it takes place, they are days on which one speaks of it.
    """

    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()
    attested: tuple[tuple[date, date], ...] = ()
    takes_place: bool = True
    within: tuple[tuple[date, date], ...] = ()
    """Those of the starts that sources give as no more than a month or year: each as its first and last day."""

    @classmethod
    def of(
        cls,
        froms: Iterable[str],
        untils: Iterable[str],
        attestations: Iterable[str],
        where: str,
        statuses: Iterable[str] = (),
    ) -> Validity:
        """The validity that the lexical forms of dates, and the IRIs of evidence statuses, give.

        A partial start counts from its first day, a partial end through its last; a full end is exclusive.
        """
        starts, within = starts_of(span(text, where) for text in froms)
        return cls(
            starts,
            tuple(sorted({end_of(span(text, where)) for text in untils})),
            tuple(sorted({span(text, where) for text in attestations})),
            takes_place(statuses),
            within,
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
            self.takes_place,
        )

    @cached_property
    def spans(self) -> Spans:
        """The days on which it is in each state or a surer one."""
        return spans(self.points)

    @property
    def possible(self) -> tuple[int, int]:
        """The days on which it is not impossible, as ordinals, end exclusive."""
        return self.spans.possible

    @property
    def presumed(self) -> tuple[int, int]:
        """The days on which it is presumed or certain, as ordinals, end exclusive."""
        return self.spans.presumed

    @property
    def certain(self) -> tuple[int, int]:
        """The days on which it is certain, as ordinals, end exclusive."""
        return self.spans.certain

    def on(self, day: date) -> State:
        """The state on a day.

        With several starts or ends: certain, or impossible, when every pair says so; presumed when every pair says
        that or certain.

        >>> Validity((date(2011, 1, 1),), (date(2012, 1, 1),)).on(date(2012, 1, 1)).name
        'IMPOSSIBLE'
        """
        return state(day.toordinal(), self.spans)

    def last_confirmed(self, day: date) -> Confirmed | None:
        """When it was last known to be in force, on or before a day; `None` where no such day is known.

        >>> Validity(attested=(span("2016-05", "here"),)).last_confirmed(date(2026, 6, 1)).text
        '2016-05'
        """
        if not self.takes_place:
            return None
        start = self.starts[-1].toordinal() if self.starts else None
        within = next((last.toordinal() for first, last in self.within if first == self.starts[-1]), None)
        attested = [(first.toordinal(), last.toordinal()) for first, last in self.attested]
        return last_confirmed(day.toordinal(), attested, start, within, self.certain)

    def confirmed_from(self, since: int) -> int:
        """The first day, from one on, on which it is known to be in force, as an ordinal; after all days if none."""
        if not self.takes_place:
            return ALWAYS[1]
        found = [last.toordinal() for _, last in self.attested]
        if self.starts:
            found.append(self.starts[-1].toordinal())
        begin, until = self.certain
        if since < until:
            found.append(max(begin, since))
        return min((day for day in found if day >= since), default=ALWAYS[1])


def state(day: int, within: Spans) -> State:
    """The state on a day that spans give."""
    for surely, (begin, end) in zip(State, within, strict=False):
        if begin <= day < end:
            return surely
    return State.IMPOSSIBLE
