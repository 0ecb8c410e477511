"""Why no route is known: what, left aside, would let one through, and what is known nearby."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, islice, pairwise
from typing import Final, NamedTuple, TypeAlias

from whoshares.model.validity import Confirmed, State, aged, end_of, span
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.confirmations import confirmed
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.steps import Shared
from whoshares.routes.stretches import day_within, joined, stretches

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

_MOST_ROUTES: Final = 1_000
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
        at_least = "at least " if self.noun == "route" and self.number == _MOST_ROUTES else ""
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


def why_none(network: Network, question: Question, norms: Norms | None = None, shared: Shared | None = None) -> Absence:
    """Why a question has no route, by asking it again with parts of it left aside.

    `shared` is what questions of the same network share, where there are several.
    """
    inquiry = _Inquiry(network, question, norms, shared)
    known_to, known_from = inquiry.near()
    return replace(inquiry.reason(), known_to=known_to, known_from=known_from, to_itself=inquiry.to_itself())


def days_known(network: Network, question: Question) -> Absence:
    """The days on which a question has a route, whatever its own."""
    days, turning = _Inquiry(network, question, None)._days(replace(question, day=None, between=None))
    return Absence("other-days", days=days, written=days, turning=turning)


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


class _Inquiry:
    def __init__(self, network: Network, question: Question, norms: Norms | None, shared: Shared | None = None) -> None:
        self._network = network
        self._shared = shared
        self._norms = norms
        self._question = question

    def reason(self) -> Absence:
        """The fewest things that, left aside together, let a route through."""
        question = self._question
        relaxations: dict[str, dict[str, object]] = {
            "barred": {"unbarred": False},
            "blocked": {"blocks": False},
            "unconfirmed": {"confirmed_since": None},
            "other-days": {"day": None, "between": None, "confirmed_since": None},
            "other-category": {"category": ANY},
            "excluded": {"exact": False, "max_hops": None, "through": (), "without": Question.without},
        }
        able = [
            code
            for code, change in relaxations.items()
            if any(getattr(question, name) != value for name, value in change.items())
            and (code != "blocked" or self._network.blocks)
        ]
        never_on_one_day: Absence | None = None
        for size in range(1, len(able) + 1):
            for codes in combinations(able, size):
                changes = {name: value for code in codes for name, value in relaxations[code].items()}
                relaxed = replace(question, **changes)  # type: ignore[arg-type]
                if not self._reaches(relaxed):
                    continue
                explained = self._explain(relaxed, codes)
                if "other-days" not in codes or explained.days:
                    return explained
                never_on_one_day = never_on_one_day or explained
        return never_on_one_day or Absence("nothing-known")

    def _reaches(self, question: Question) -> bool:
        known = None if self._shared is None else self._shared.of(question)
        search = Search(self._network, question, self._norms, known=known)
        return next(iter(search.routes()), None) is not None

    def _explain(self, relaxed: Question, codes: tuple[str, ...]) -> Absence:
        question = self._question
        asked = {
            "--exact": question.exact,
            "--max-hops": question.max_hops is not None,
            "--via": bool(question.through),
            "--avoid": any(question.without),
        }
        days, turning = self._days(relaxed) if "other-days" in codes else ((), ())
        return Absence(
            reason=codes[0],
            also=codes[1:],
            days=days,
            written=days,
            turning=turning,
            blocks=self._standing(relaxed) if "blocked" in codes else (),
            categories=self._leaving(relaxed) if "other-category" in codes else (),
            excluded=tuple(o for o, given in asked.items() if given) if "excluded" in codes else (),
            unconfirmed=self._unconfirmed(relaxed) if "unconfirmed" in codes else None,
        )

    def near(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Where such data is known to go, and from where any is known to come, by one flow on any day."""
        network, question = self._network, self._question
        origins, recipients = network.closure(question.origin), network.closure(question.recipient)
        meet = network.categories.meet
        table = network.flows
        known_to = {
            table.recipient[flow]
            for origin in origins
            for flow in network.flows_from.get(origin, ())
            if table.recipient[flow] not in origins
            and any(meet(question.category, carried) is not None for carried in table.carries[flow])
        }
        known_from = {
            table.sender[flow]
            for recipient in recipients
            for flow in network.flows_to.get(recipient, ())
            if flow < table.stated and table.sender[flow] not in recipients
        }
        return (
            tuple(network.holders[holder] for holder in sorted(known_to)),
            tuple(network.holders[holder] for holder in sorted(known_from)),
        )

    def to_itself(self) -> tuple[str, ...]:
        """The flows of such data from a holder within both ends to itself."""
        network, question = self._network, self._question
        within = network.closure(question.origin) & network.closure(question.recipient)
        meet = network.categories.meet
        table = network.flows
        found = sorted(
            flow
            for holder in within
            for flow in network.flows_from.get(holder, ())
            if flow < table.stated
            and table.recipient[flow] == holder
            and any(meet(question.category, carried) is not None for carried in table.carries[flow])
        )
        return tuple(table.iris[flow] for flow in found)

    def _days(self, question: Question) -> tuple[Intervals, tuple[str, ...]]:
        """The intervals in which a route is known, by trying each stretch between days on which something changes.

        Besides, the things that have these days as starts or ends.
        """
        network = self._network
        flows = {flow for flow, _ in Search(network, question, self._norms).states}
        days = joined(
            (first, end)
            for first, end in stretches(network, flows, self._turns_of_bars(flows) if question.unbarred else ())
            if self._reaches(replace(question, day=day_within(first, end)))
        )
        turns = {date.fromisoformat(day) for interval in days for day in interval if day}
        dated = [(network.flows.iris[flow], network.flows.validity(flow)) for flow in flows]
        dated += [(one.iri, one.validity) for one in network.transformations]
        dated += [(one.iri, one.validity) for one in network.blocks]
        turning = {iri for iri, validity in dated if not turns.isdisjoint((*validity.starts, *validity.ends))}
        return days, tuple(sorted(turning))

    def _turns_of_bars(self, flows: Iterable[int]) -> set[date]:
        """The days on which a bar that bars one of some flows or may be gone round, or an exception, begins or ends."""
        norms, senders = self._norms, self._network.flows.sender
        if norms is None:
            return set()
        numbers = {n for flow in flows for n in (*norms.covering(flow), *norms.bars_of_sender(senders[flow]))}
        bars = [norms.bars[number] for number in numbers]
        every = {norm for bar in bars for norm in (bar, *norms.exceptions(bar))}
        return {day for norm in every for day in (*norm.validity.starts, *norm.validity.ends)}

    def _standing(self, question: Question) -> tuple[Standing, ...]:
        """The blocks that are certain or presumed on the day and stop one of the routes that there are otherwise."""
        network, window = self._network, question.window
        if window is None:
            return ()
        meet = network.categories.meet
        standing: dict[str, Standing] = {}
        day = date.fromordinal(max(window[1], 1))
        for route in islice(Search(network, question, self._norms).routes(), _MOST_ROUTES):
            for before, after in pairwise(route.hops):
                first, second = network.flows[before.flow], network.flows[after.flow]
                standing |= {
                    block.iri: Standing(block.iri, block.validity.on(day), block.validity.last_confirmed(day), day)
                    for number in network.blocks_at.get(first.recipient, ())
                    if (block := network.blocks[number]).system == second.sender
                    and first.sender in block.origins
                    and second.recipient in block.recipients
                    and (not block.categories or any(meet(after.category, c) is not None for c in block.categories))
                    and block.validity.presumed[0] <= window[1]
                    and block.validity.presumed[1] > window[0]
                }
        return tuple(standing[iri] for iri in sorted(standing))

    def _unconfirmed(self, question: Question) -> Unconfirmed | None:
        """What routes there are, however long ago they were confirmed."""
        window = question.window
        if window is None:
            return None
        found = list(islice(Search(self._network, question, self._norms).routes(), _MOST_ROUTES))
        known = [one for route in found if (one := confirmed(self._network, route)) is not None]
        latest = max(known, key=lambda one: one.order, default=None)
        return Unconfirmed(len(found), latest, date.fromordinal(window[1]))

    def _leaving(self, question: Question) -> tuple[str, ...]:
        """The categories with which routes leave the origin."""
        first = {
            category
            for category in {hop for _, hop in Search(self._network, question, self._norms).states}
            if self._reaches(replace(question, category=category))
        }
        iris = self._network.categories.iris
        return tuple(iris[category] for category in sorted(first))
