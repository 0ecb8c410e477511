"""Who reaches whom on two days: the pairs of holders whose surest route is not the same on both, or between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from whoshares.answers.diff import REACH, ReachChange
from whoshares.answers.meant import Meant, refuse_many
from whoshares.answers.parts import GraphParts
from whoshares.model.validity import State, oldest
from whoshares.network.forbidding import forbidding
from whoshares.network.network import Network
from whoshares.routes.exposure import surest
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.stopping import Stopping


def reach_between(
    parts: GraphParts, question: Question, days: Sequence[date], origin: Meant | None, recipient: Meant | None
) -> tuple[ReachChange, ...]:
    """The pairs of which the surest route is another on the second day; where both ends are given, every pair.

    The day and the ends of `question` do not matter. Raises InputError where the ends stand for too many holders.
    """
    sides = [_Side(parts.network, replace(question, day=day)) for day in days]
    meanwhile = replace(question, day=None, between=(days[0], days[1]))
    if origin and recipient:
        pairs = [(one, other) for one, other in product(origin.holders, recipient.holders) if one != other]
        refuse_many(parts, len(pairs), *(end for end in (origin, recipient) if not end.is_holder))
        found = (_with_meanwhile(parts.network, meanwhile, _change(parts.network, sides, *pair)) for pair in pairs)
        return tuple(_told(parts, meanwhile, change) for change in sorted(found, key=_order))
    end = origin or recipient
    if end is None:
        return ()
    refuse_many(parts, len(end.holders), end)
    return tuple(
        _told(parts, meanwhile, change)
        for holder in end.holders
        for change in _changes(parts.network, sides, meanwhile, holder, outward=end is origin)
    )


def _changes(
    network: Network, sides: Sequence[_Side], meanwhile: Question, holder: str, *, outward: bool
) -> list[ReachChange]:
    """What changed between one holder and all others, and with which of them there was a journey meanwhile alone."""
    number = network.holder_number.get(holder)
    if number is None:  # nothing is said of data that it sends or receives
        return []
    others = set[int]().union(*(side.listed(number, outward=outward) for side in sides))
    between = _met_between(network, meanwhile, number, others, outward=outward)
    for side in sides:
        side.learn(number, others | between, outward=outward)
    every = []
    for other in others | between:
        ends = (number, other) if outward else (other, number)
        change = _change(network, sides, *(network.holders[end] for end in ends))
        if other in between and change.before == change.after == "none-known":
            change = replace(change, meanwhile=True)
        every.append(change)
    return sorted((one for one in every if one.kind != "unchanged"), key=_order)


def _met_between(network: Network, meanwhile: Question, holder: int, but: set[int], *, outward: bool) -> set[int]:
    """The holders, but for some, with which there is a journey: of those with a walk on any days of the time between.

    Only those of which an exposure would have a row.
    """
    asked = replace(meanwhile, origin=holder) if outward else replace(meanwhile, recipient=holder)
    asked = replace(asked, first_stated=not outward, last_stated=outward)
    walked, unsettled = surest(network, asked, outward=outward)
    return {
        other
        for other in (walked.keys() | unsettled) - but
        if _has_route(network, replace(asked, recipient=other) if outward else replace(asked, origin=other))
    }


def _has_route(network: Network, question: Question) -> bool:
    return next(iter(Search(network, question).routes()), None) is not None


def _told(parts: GraphParts, meanwhile: Question, change: ReachChange) -> ReachChange:
    """A change with the bars and blocks in force; one known only meanwhile with the days on which it was."""
    assert meanwhile.between is not None
    network, norms = parts.network, parts.norms
    first, last = (day for day in meanwhile.between if day)
    ends = network.holder_number.get(change.origin, -1), network.holder_number.get(change.recipient, -1)
    days: tuple[tuple[str | None, str | None], ...] = ()
    spans = [(last, last)]
    if change.meanwhile:
        known = parts.tracer.days_known(replace(meanwhile, origin=ends[0], recipient=ends[1]))
        among = [
            (written, (max(since, first), min(until, last)))
            for (since, until), written in zip(map(_span, known.days), known.written, strict=True)
            if since <= last and until >= first
        ]
        days, spans = tuple(written for written, _ in among), [span for _, span in among] or [(first, last)]
    elif change.after == "none-known" and change.before != "none-known":
        spans = [(first, first)]
    by = {
        norms.bars[one.bar].iri
        for begin, end in spans
        for one in forbidding(network, norms, ends, meanwhile.category, (begin.toordinal(), end.toordinal()))
        if one.state <= State.PRESUMED
    }
    stopped_by = _blocks(network, meanwhile, (first, last), change)
    return replace(change, days=days, forbidden_by=tuple(sorted(by)), stopped_by=stopped_by)


def _blocks(network: Network, question: Question, days: tuple[date, date], change: ReachChange) -> tuple[str, ...]:
    """The blocks in force that stop such routes on the day without one: the second, or the first alone."""
    without = [day for day, known in zip(days, (change.before, change.after), strict=True) if known == "none-known"]
    ends = [network.holder_number.get(iri, -1) for iri in (change.origin, change.recipient)]
    if not without or not network.blocks or min(ends) < 0:
        return ()
    asked = replace(question, day=without[-1], between=None, origin=ends[0], recipient=ends[1])
    stopping = Stopping(network, asked)
    blocks = [network.blocks[number] for number in stopping.blocks]
    return tuple(sorted(block.iri for block in blocks if stopping.surest(block.validity) <= State.PRESUMED))


def _span(days: tuple[str | None, str | None]) -> tuple[date, date]:
    """The first and the last day of an interval, of which the end is the day after."""
    since, until = days
    return (
        date.fromisoformat(since) if since else date.min,
        date.fromisoformat(until) - timedelta(days=1) if until else date.max,
    )


def _order(change: ReachChange) -> tuple[object, ...]:
    return list(REACH).index(change.kind), change.origin, change.recipient


def _change(network: Network, sides: Sequence[_Side], origin: str, recipient: str) -> ReachChange:
    """What two holders are to one another on the two days, with the first route of the later day that has one."""
    ends = network.holder_number.get(origin, -1), network.holder_number.get(recipient, -1)
    before, after = (side.certainty(*ends) for side in sides)
    flows: tuple[int, ...] = ()
    confirmed = None
    table, holders = network.flows, network.holders
    if before != after or "none-known" not in (before, after):
        for side in reversed(sides):
            if not flows and (flows := side.route(*ends)):
                confirmed = oldest(table.last_confirmed(flow, side.day.toordinal()) for flow in flows)
    return ReachChange(
        origin,
        recipient,
        before,
        after,
        tuple(table.iris[flow] for flow in flows),
        holders[table.sender[flows[0]]] if flows else origin,
        holders[table.recipient[flows[-1]]] if flows else recipient,
        confirmed,
    )


def _with_meanwhile(network: Network, question: Question, change: ReachChange) -> ReachChange:
    """The same, which also says whether a journey is known where no route is on either day."""
    ends = [network.holder_number.get(iri, -1) for iri in (change.origin, change.recipient)]
    if (change.before, change.after) != ("none-known", "none-known") or min(ends) < 0:
        return change
    return replace(change, meanwhile=_has_route(network, replace(question, origin=ends[0], recipient=ends[1])))


class _Side:
    """Who reaches whom on a day, and how surely. Holders are numbers, less than 0 where nothing is said of one."""

    def __init__(self, network: Network, question: Question) -> None:
        assert question.day is not None
        self.day: date = question.day
        self._network = network
        self._question = question
        self._known: dict[tuple[int, int], State | None] = {}
        self._exposures: dict[int, tuple[dict[int, State], set[int]]] = {}

    def listed(self, holder: int, *, outward: bool) -> set[int]:
        """The holders that the exposure of one lists, or may list."""
        known, unsettled = self._exposed(holder, outward)
        return known.keys() | unsettled

    def learn(self, holder: int, others: set[int], *, outward: bool) -> None:
        """Take from the exposure of a holder how sure the routes of others are, where it tells."""
        known, unsettled = self._exposed(holder, outward)
        table = self._network.flows
        at = table.recipient if outward else table.sender
        named = {at[flow] for flow in range(table.stated, len(table))}
        """The named bodies of which something is said as of every one of their kind, which no row tells."""
        for other in others - unsettled:
            state = known.get(other, State.IMPOSSIBLE)
            if state is State.CERTAIN or named.isdisjoint(self._network.closure(other)):
                self._known[(holder, other) if outward else (other, holder)] = state

    def _exposed(self, holder: int, outward: bool) -> tuple[dict[int, State], set[int]]:
        if holder not in self._exposures:
            question = replace(self._question, first_stated=not outward, last_stated=outward)
            question = replace(question, origin=holder) if outward else replace(question, recipient=holder)
            self._exposures[holder] = surest(self._network, question, outward=outward)
        return self._exposures[holder]

    def certainty(self, origin: int, recipient: int) -> str:
        """How sure the surest route is, `none-known`, or `not-settled`."""
        ends = origin, recipient
        if min(ends) < 0:
            return "none-known"
        if ends not in self._known:
            search = Search(self._network, replace(self._question, origin=origin, recipient=recipient))
            route = next(search.routes(), None)
            none = State.IMPOSSIBLE if search.exhausted else None
            self._known[ends] = none if route is None else route.state
        state = self._known[ends]
        if state is None:
            return "not-settled"
        return "none-known" if state is State.IMPOSSIBLE else state.word

    def route(self, origin: int, recipient: int) -> tuple[int, ...]:
        """The flows of the first route, in the order of routes; none where there is no route."""
        question = replace(self._question, origin=origin, recipient=recipient)
        route = next(Search(self._network, question).routes(), None)
        return () if route is None else route.flows
