"""Journeys, whose hops may follow one another in time, against brute force, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes import test_against_brute_force as on_one_day
from tests.routes.brute_force import PRESUMED, BruteForce, Question, Route, days_that_matter, state
from tests.routes.graphs import Case, case_over_time, drawn_by, smallest, to_trig
from tests.routes.test_against_brute_force import MANY, graph_of

from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.network.norms import Norms
from whoshares.routes import search as routes
from whoshares.routes import variants


def ask(kg: KnowledgeGraph, question: Question, limit: int = MANY) -> Trace:
    first, last = question.between or (None, None)
    return kg.trace(
        question.origin,
        question.recipient,
        carrying=question.category,
        as_of=question.day if question.between is None else None,
        between=(first, last) if first and last else None,
        ever=question.between == (None, None),
        exact=question.exact,
        unbarred=question.unbarred,
        readings=question.readings,
        max_hops=question.max_hops,
        limit=limit,
        via=question.via,
        avoid=question.avoid,
        confirmed_since=question.confirmed_since,
    )


def shown(trace: Trace, question: Question) -> list[Route]:
    """The routes of an answer as brute force gives them, with their days and bars."""
    plain = on_one_day.shown(trace.routes)
    return [marked(route, traced, question) for route, traced in zip(plain, trace.routes, strict=True)]


def marked(route: Route, traced: TracedRoute, question: Question) -> Route:
    """A route with the days and the bars that an answer shows at its hops."""
    if question.between is None:
        assert question.day is not None
        assert {hop.day for hop in traced.hops} == {question.day.isoformat()}
    return replace(
        route,
        hops=tuple(
            replace(
                hop,
                day=date.fromisoformat(seen.day) if question.between is not None and seen.day else None,
                barred_by=tuple(bar.id for bar in seen.bars if not bar.lifted_by),
                lifted=tuple((bar.id, bar.lifted_by) for bar in seen.bars if bar.lifted_by),
            )
            for hop, seen in zip(route.hops, traced.hops, strict=True)
        ),
        goes_round=tuple((gone.bar.id, gone.first, gone.last) for gone in traced.goes_round),
    )


def routes_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    return shown(ask(kg, question), question) != asked.routes(question)


def check(drawn: Case, differs: Callable[[KnowledgeGraph, BruteForce, Question], bool] = routes_differ) -> None:
    """Fail with the smallest graph that still shows a difference."""
    world, questions = drawn
    kg, asked = graph_of(world), BruteForce(world)
    wrong = next((question for question in questions if differs(kg, asked, question)), None)
    if wrong is not None:
        world, question = smallest(world, wrong, lambda w, q: differs(graph_of(w), BruteForce(w), q))
        trace = ask(graph_of(world), question)
        ours, theirs = shown(trace, question), BruteForce(world).routes(question)
        pytest.fail(
            f"{to_trig(world)}\n{question}\n\nwhoshares: {_lines(ours)}\n"
            f"  {trace.absence}\nby brute force: {_lines(theirs)}"
        )


def _lines(found: list[Route]) -> str:
    return "".join(f"\n  {route}" for route in found) or "none"


@examples(1000)
@given(drawn_by(case_over_time))
def test_journeys_and_their_order(drawn: Case) -> None:
    check(drawn)


@examples(100)
@given(drawn_by(case_over_time))
def test_a_journey_within_one_day_is_a_route_on_that_day(drawn: Case) -> None:
    world, questions = drawn
    kg = graph_of(world)
    for question in questions:
        since = question.confirmed_since
        since = None if since is not None and question.day is not None and since > question.day else since
        on_the_day = replace(question, between=None, confirmed_since=since)
        within = replace(question, between=(question.day, question.day), confirmed_since=since)
        for route, journey in zip(shown(ask(kg, on_the_day), on_the_day), shown(ask(kg, within), within), strict=True):
            assert {hop.day for hop in journey.hops} == {question.day}
            assert replace(journey, hops=tuple(replace(hop, day=None) for hop in journey.hops)) == route


# --- the examples are worth asking about -----------------------------------------------------------------------------


@pytest.mark.slow
def test_what_matters_occurs_often_enough() -> None:
    number = 300
    share: Counter[str] = Counter()
    for seed in range(number):
        world, questions = case_over_time(Random(seed))
        asked = BruteForce(world)
        found = [asked.routes(question) for question in questions]
        journeys = [route for answer in found for route in answer]
        days = [[hop.day for hop in route.hops] for route in journeys]
        share.update(
            {
                "a route": bool(journeys),
                "a certain route": any(route.certain for route in journeys),
                "a presumed route": any(route.state == PRESUMED for route in journeys),
                "no route": any(not answer for answer in found),
                "three flows": any(len(route.hops) > 2 for route in journeys),
                "several days": any(len(set(each)) > 1 for each in days),
                "an open day": any(None in each for each in days),
                "an open day, then a day": any(each[0] is None and each[-1] for each in days),
                "a certain route of several days": any(
                    route.certain and len({hop.day for hop in route.hops}) > 1 for route in journeys
                ),
                "flows never in force on one day": any(_never_on_one_day(asked, route) for route in journeys),
                "a hop that waits": any(
                    _waits(asked, question, route)
                    for question, answer in zip(questions, found, strict=True)
                    for route in answer
                ),
                "a bar left out": any(
                    question.unbarred and answer != asked.routes(replace(question, unbarred=False))
                    for question, answer in zip(questions, found, strict=True)
                ),
            }
        )
    least = {
        "a route": 80,
        "a certain route": 50,
        "a presumed route": 20,
        "no route": 25,
        "three flows": 10,
        "several days": 20,
        "an open day": 8,
        "an open day, then a day": 2,
        "a certain route of several days": 10,
        "flows never in force on one day": 5,
        "a hop that waits": 2,
        "a bar left out": 8,
    }
    percent = {what: round(100 * share[what] / number) for what in least}
    assert not {what: percent[what] for what in least if percent[what] < least[what]}, percent


def _never_on_one_day(asked: BruteForce, route: Route) -> bool:
    datings = [flow.dating for flow in asked.world.flows if flow.iri in {hop.flow for hop in route.hops}]
    return not any(all(state(dating, day) for dating in datings) for day in days_that_matter(asked.world))


def _waits(asked: BruteForce, question: Question, route: Route) -> bool:
    """Whether a hop is made later than its flow, the window and the hop before would have it."""
    datings = {flow.iri: flow.dating for flow in asked.world.flows}
    since = question.between[0] if question.between else None
    for hop in route.hops:
        if hop.day and (since is None or hop.day > since) and state(datings[hop.flow], hop.day - timedelta(days=1)):
            return True
        since = hop.day or since
    return False


# --- the comparison can fail -----------------------------------------------------------------------------------------

_steps = routes.Search._steps
_blocks = routes.Search._blocks_between
_flow_state = routes.Search.flow_state
_barring = Norms.barring

Step = tuple[int | None, variants.Passage]


def _any_order_of_days(
    self: routes.Search, place: int, category: int, before: int | None, flow: int, since: int | None
) -> Iterator[Step]:
    return _steps(self, place, category, before, flow, None)


def _without_waiting(
    self: routes.Search, place: int, category: int, before: int | None, flow: int, since: int | None
) -> Iterator[Step]:
    ways = list(_steps(self, place, category, before, flow, since))
    return iter([way for way in ways if way[0] == ways[0][0]])


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "days in any order": (routes.Search, "_steps", _any_order_of_days),
    "only the first day on which a hop can be made": (routes.Search, "_steps", _without_waiting),
    "no waiting for a transformation, a block or a bar": (
        routes.Search,
        "_turns",
        lambda self, place, before, flow: iter(()),
    ),
    "no waiting for a bar to end": (Norms, "turns", lambda self, flow: set[int]()),
    "blocks of the first day": (
        routes.Search,
        "_blocks_between",
        lambda self, before, after, category, day: _blocks(self, before, after, category, day and self._window[0]),
    ),
    "certain on some day taken for certain": (
        routes.Search,
        "flow_state",
        lambda self, number, day=None: _flow_state(self, number),
    ),
    "bars of any day": (
        Norms,
        "barring",
        lambda self, flow, category, day, readings=(), **rest: _barring(self, flow, category, None, readings, **rest),
    ),
    "an open day before all bars": (
        Norms,
        "barring",
        lambda self, flow, category, day, readings=(), **rest: _barring(
            self, flow, category, day or 0, readings, **rest
        ),
    ),
    "only the most specific variant kept": (routes, "not_worse", lambda variants: (min(variants),)),
}


SHOWN_FROM: Mapping[str, int] = {
    "blocks of the first day": 99,
    "an open day before all bars": 76,
    "no waiting for a bar to end": 36,
}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + 1000):
        world, questions = case_over_time(Random(seed))
        kg, asked = graph_of(world), BruteForce(world)
        if any(routes_differ(kg, asked, question) for question in questions):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
