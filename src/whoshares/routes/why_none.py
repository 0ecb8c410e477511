"""Why a question has no route: what, left aside, would let one through, and what is known nearby."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations, islice, pairwise

from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.absence import MOST_ROUTES, Absence, Intervals, Standing, Unconfirmed
from whoshares.routes.confirmations import confirmed
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.steps import Shared
from whoshares.routes.stretches import day_within, joined, stretches


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
        for route in islice(Search(network, question, self._norms).routes(), MOST_ROUTES):
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
        found = list(islice(Search(self._network, question, self._norms).routes(), MOST_ROUTES))
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
