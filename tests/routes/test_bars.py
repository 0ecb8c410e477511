"""Bars on hops, exceptions, readings and unbarred routes against brute force, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes.brute_force import OPEN, WORDS, BruteForce, Question, Route, Slot, days_that_matter, state
from tests.routes.graphs import Case, case_over_time, case_under_norms, drawn_by, smallest, to_trig
from tests.routes.test_against_brute_force import graph_of
from tests.routes.test_journeys import ask, check, routes_differ

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.network.limits import Limits
from whoshares.network.norms import Norm, Norms
from whoshares.routes import why_none
from whoshares.routes.search import Search

Covered = dict[str, tuple[str, dict[str, tuple[frozenset[str], str, bool, tuple[str, ...]]]]]
"""For each bar listed: how sure it is on the day, and for each flow that it covers the categories that it is about, how
sure the flow is, whether it is barred, and what lifts the bar."""


@examples(1000)
@given(drawn_by(case_under_norms))
def test_bars_of_hops_and_unbarred_routes(drawn: Case) -> None:
    check(drawn)


# --- the list of bars ------------------------------------------------------------------------------------------------


def by_bars(kg: KnowledgeGraph, question: Question) -> Covered:
    assert question.day is not None
    return {
        bar.id: (
            bar.state.word,
            {flow.id: (frozenset(flow.categories), flow.state.word, flow.barred, flow.lifted_by) for flow in bar.flows},
        )
        for bar in kg.bars(as_of=question.day, readings=question.readings).found
    }


def by_brute_force(asked: BruteForce, question: Question) -> Covered:
    """As by the definition of a bar, flow by flow and category by category."""
    world, day = asked.world, question.day
    listed: Covered = {}
    for bar in world.bars:
        if not asked.is_taken(bar, question.readings):
            continue
        covered = {}
        ever = any(asked.holds(bar, one, question.readings) for one in (OPEN, *days_that_matter(world)))
        for flow in world.flows if ever else ():
            about = frozenset(category for category in flow.carries if asked.fits(bar, flow, category))
            over = [
                permissions
                for category in about
                for one, permissions in asked.bars_over(flow, category, day, question.readings)
                if one == bar.iri
            ]
            if about and any(state(bar.dating, one) for one in days_that_matter(world)):
                lifting = tuple(sorted({permission for permissions in over for permission in permissions}))
                covered[flow.iri] = (about, WORDS[state(flow.dating, day)], not all(over), lifting)
        listed[bar.iri] = (WORDS[state(bar.dating, day)], covered)
    return listed


def bars_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    return by_bars(kg, question) != by_brute_force(asked, question)


@examples(1000)
@given(drawn_by(case_under_norms))
def test_the_flows_that_each_bar_covers(drawn: Case) -> None:
    world, questions = drawn
    kg, asked = graph_of(world), BruteForce(world)
    wrong = next((question for question in questions if bars_differ(kg, asked, question)), None)
    if wrong is not None:
        world, question = smallest(world, wrong, lambda w, q: bars_differ(graph_of(w), BruteForce(w), q))
        ours, theirs = by_bars(graph_of(world), question), by_brute_force(BruteForce(world), question)
        pytest.fail(f"{to_trig(world)}\n{question}\n\nwhoshares: {ours}\nby brute force: {theirs}")


# --- why there is no unbarred route ----------------------------------------------------------------------------------

LEFT_ASIDE: Mapping[str, Callable[[Question], Question]] = {
    "barred": lambda q: replace(q, unbarred=False),
    "blocked": lambda q: replace(q, blocks=False),
    "unconfirmed": lambda q: replace(q, confirmed_since=None),
    "other-days": lambda q: replace(q, day=None, between=None, confirmed_since=None),  # and blocks and bars of that day
    "other-category": lambda q: replace(q, category=None),
    "excluded": lambda q: replace(q, exact=False, max_hops=None, via=(), avoid=()),
}
"""What a reason says to leave aside, in the order in which reasons of the same number are preferred."""


def leave_aside(question: Question, codes: tuple[str, ...]) -> Question:
    for code in codes:
        question = LEFT_ASIDE[code](question)
    return question


def reasons(asked: BruteForce, question: Question) -> tuple[str, ...]:
    """The fewest things that, left aside together, let a route through: on some one day, if that can be."""
    codes_asked = [code for code, leave in LEFT_ASIDE.items() if leave(question) != question]
    never_on_one_day: tuple[str, ...] = ()
    for size in range(1, len(codes_asked) + 1):
        for codes in combinations(codes_asked, size):
            relaxed = leave_aside(question, codes)
            if asked.routes(relaxed):
                if "other-days" not in codes or any(_on_each_day(asked, relaxed).values()):
                    return codes
                never_on_one_day = never_on_one_day or codes
    return never_on_one_day or ("nothing-known",)


def _on_each_day(asked: BruteForce, question: Question) -> dict[date, bool]:
    """Whether there is a route, for each day around one on which something changes."""
    turns = days_that_matter(asked.world)
    days = [turns[0] - timedelta(days=5000), *turns, turns[-1] + timedelta(days=5000)]
    return {day: bool(asked.routes(replace(question, day=day))) for day in days}


def reasons_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    """Whether an answer without routes gives another reason than brute force, or other days."""
    trace = ask(kg, question)
    if trace.routes:
        return False
    codes = (trace.reason or "", *trace.absence.also)
    if codes != reasons(asked, question):
        return True
    if "other-days" not in codes:
        return bool(trace.absence.days)
    known = _on_each_day(asked, leave_aside(question, codes))
    return any(within_some(day, trace.absence.days) != has_route for day, has_route in known.items())


def within_some(day: date, intervals: tuple[tuple[str | None, str | None], ...]) -> bool:
    text = day.isoformat()
    return any((first is None or first <= text) and (end is None or text < end) for first, end in intervals)


@examples(200)
@given(drawn_by(case_under_norms), drawn_by(case_over_time))
def test_why_there_is_no_unbarred_route_or_journey(on_a_day: Case, over_time: Case) -> None:
    world, questions = on_a_day
    for drawn in ((world, tuple(replace(question, unbarred=True) for question in questions)), over_time):
        check(drawn, reasons_differ)


# --- the examples are worth asking about -----------------------------------------------------------------------------


def test_what_matters_occurs_often_enough() -> None:
    number = 120
    share: Counter[str] = Counter()
    for seed in range(number):
        world, questions = case_under_norms(Random(seed))
        asked = BruteForce(world)
        found = [asked.routes(replace(question, unbarred=False)) for question in questions]
        unbarred = [asked.routes(replace(question, unbarred=True)) for question in questions]
        otherwise_read = [asked.routes(replace(question, unbarred=True, readings=())) for question in questions]
        routes = [route for answer in found for route in answer]
        hops = [hop for route in routes for hop in route.hops]
        barring = [bar for bar in world.bars if any(bar.iri in hop.barred_by for hop in hops)]
        lifting = {permission for hop in hops for _, permissions in hop.lifted for permission in permissions}
        share.update(
            {
                "a barred hop": bool(barring),
                "a hop that is not barred": any(not hop.barred_by for hop in hops),
                "a lifted bar": bool(lifting),
                "a bar lifted beside one that is not": any(hop.lifted and hop.barred_by for hop in hops),
                "lifted for a subject or purpose": any(
                    permission.iri in lifting and (permission.subjects or permission.purposes)
                    for permission in world.permissions
                ),
                "fewer routes by law": any(
                    len(left) < len(answer) for answer, left in zip(found, unbarred, strict=True)
                ),
                "other routes by another reading": unbarred != otherwise_read,
                "the same flows read otherwise by law": any(
                    _flows(route) in map(_flows, answer) and route not in answer
                    for answer, left in zip(found, unbarred, strict=True)
                    for route in left
                ),
                "barred by kind": any(bar.sender.kinds or bar.recipient.kinds for bar in barring),
                "barred by place": any(bar.sender.places or bar.recipient.places for bar in barring),
                "barred by an open slot": any(Slot() in (bar.sender, bar.recipient) for bar in barring),
                "barred for a subject or purpose": any(bar.subjects or bar.purposes for bar in barring),
                "barred by category": any(bar.categories for bar in barring),
            }
        )
    least = {
        "a barred hop": 35,
        "a hop that is not barred": 65,
        "a lifted bar": 12,
        "a bar lifted beside one that is not": 1,
        "lifted for a subject or purpose": 5,
        "fewer routes by law": 30,
        "other routes by another reading": 5,
        "the same flows read otherwise by law": 3,
        "barred by kind": 12,
        "barred by place": 12,
        "barred by an open slot": 15,
        "barred for a subject or purpose": 15,
        "barred by category": 20,
    }
    percent = {what: round(100 * share[what] / number) for what in least}
    assert not {what: percent[what] for what in least if percent[what] < least[what]}, percent


def _flows(route: Route) -> tuple[str, ...]:
    return tuple(hop.flow for hop in route.hops)


# --- the comparison can fail -----------------------------------------------------------------------------------------

_barring = Norms.barring
_norm = Norms._norm
_named = Norms._named
_below = Norms.below
_permits = Norms._permits


def _permits_the_silent(self: Norms, norm: Norm, flow: int, category: int) -> bool:
    return self._covers(norm, flow) and self._meets(norm, category)


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "barred hops left in": (Search, "_barred", lambda self, flow, category, day: False),
    "bars whatever their dates": (
        Norms,
        "barring",
        lambda self, flow, category, day, readings=(), **rest: _barring(self, flow, category, None, readings, **rest),
    ),
    "bars whatever the category": (Norms, "_meets", lambda self, norm, category: True),
    "bars whatever is taken for the reading": (Norms, "taken", lambda self, norm, readings: True),
    "bars only where their reading is taken": (
        Norms,
        "taken",
        lambda self, norm, readings: norm.reading is None or norm.reading in readings,
    ),
    "bars on those named alone, not on their parts": (
        Norms,
        "_closures",
        lambda self, named, *, every: None if named is None else frozenset(named),
    ),
    "an open slot that fits nobody": (Norms, "_named", lambda self, *given: _named(self, *given) or ()),
    "of a kind or in a place": (
        Norms,
        "_named",
        lambda self, named, kinds, places: (
            None
            if not named and not kinds and not places
            else tuple({*(_named(self, named, kinds, []) or ()), *(_named(self, [], [], places) or ())})
        ),
    ),
    "those of a kind in place of those named": (
        Norms,
        "_named",
        lambda self, named, kinds, places: _named(self, [] if kinds or places else named, kinds, places),
    ),
    "no narrower kinds nor inner places": (Norms, "below", lambda self, predicate, tops: set(tops)),
    "a kind's broader ones instead": (
        Norms,
        "below",
        lambda self, predicate, tops: {*tops, *(high for low, high, _ in self._store.pairs(predicate) if low in tops)},
    ),
    "no limit of subject or purpose": (
        Norms,
        "_norm",
        lambda self, iri, word: _norm(self, iri, word)._replace(limits=(frozenset[str](), frozenset[str]())),
    ),
    "subjects and purposes that are the same alone": (
        Limits,
        "_comparable",
        lambda self, slot, one, other: one == other,
    ),
    "an exception for flows that do not say": (Norms, "_permits", _permits_the_silent),
    "no exception": (Norms, "_permits", lambda self, norm, flow, category: False),
    "exceptions for all": (Norms, "_permits", lambda self, norm, flow, category: True),
    "exceptions whatever the category": (
        Norms,
        "_permits",
        lambda self, norm, flow, category: _permits(self, norm._replace(categories=()), flow, category),
    ),
}


def _bars_of_no_day(self: Search, flow: int, category: int, day: int | None) -> bool:
    if not self.question.unbarred:
        return False
    assert self._norms is not None
    return bool(self._norms.barring(flow, category, day, self.question.readings))


PLANTED_IN_REASONS: Mapping[str, tuple[object, str, object]] = {
    "bars where dates are left aside": (Search, "_barred", _bars_of_no_day),
    "turns of bars overlooked": (why_none._Inquiry, "_turns_of_bars", lambda self, flows: set[date]()),
    "any day will do": (why_none._Inquiry, "_days", lambda self, question: (((None, None),), ())),
    "only dates at fault": (why_none._Inquiry, "_reaches", lambda self, question: question.day is None),
}


SHOWN_FROM: Mapping[str, int] = {
    "turns of bars overlooked": 87,
    "bars where dates are left aside": 87,
    "exceptions whatever the category": 87,
}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", [*PLANTED, *PLANTED_IN_REASONS])
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = {**PLANTED, **PLANTED_IN_REASONS}[planted]
    differs = reasons_differ if planted in PLANTED_IN_REASONS else routes_differ
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + 1000):
        world, questions = case_under_norms(Random(seed))
        kg, asked = graph_of(world), BruteForce(world)
        if any(differs(kg, asked, question) for question in questions):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
