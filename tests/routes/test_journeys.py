"""Journeys, whose hops may follow one another in time, against brute force, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from tests.routes import test_against_brute_force as on_one_day
from tests.routes.brute_force import BruteForce, Question, Route
from tests.routes.graphs import Case, case_over_time, drawn_by, smallest, to_trig
from tests.routes.test_against_brute_force import MANY, examples, graph_of

from whoshares import network, routes
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.norms import Norms
from whoshares.traces import Trace, TracedRoute
from whoshares.validity import State


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
        lawful=question.lawful,
        readings=question.readings,
        max_hops=question.max_hops,
        limit=limit,
        via=question.via,
        avoid=question.avoid,
    )


def shown(trace: Trace, question: Question) -> list[Route]:
    """The routes of an answer as brute force gives them, with their days and bars."""
    plain = on_one_day.shown(trace)
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
        ours, theirs = shown(ask(graph_of(world), question), question), BruteForce(world).routes(question)
        pytest.fail(f"{to_trig(world)}\n{question}\n\nwhoshares: {_lines(ours)}\nby brute force: {_lines(theirs)}")


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
        on_the_day = replace(question, between=None)
        within = replace(question, between=(question.day, question.day))
        for route, journey in zip(
            shown(ask(kg, on_the_day), on_the_day), shown(ask(kg, within), within), strict=True
        ):
            assert {hop.day for hop in journey.hops} == {question.day}
            assert replace(journey, hops=tuple(replace(hop, day=None) for hop in journey.hops)) == route


# --- the examples are worth asking about -----------------------------------------------------------------------------


def test_what_matters_occurs_often_enough() -> None:
    number = 300
    share: Counter[str] = Counter()
    for seed in range(number):
        world, questions = case_over_time(Random(seed))
        asked = BruteForce(world)
        found = [asked.routes(question) for question in questions]
        journeys = [route for answer in found for route in answer]
        days = [[hop.day for hop in route.hops] for route in journeys]
        some_days = sorted({day for question in questions for day in question.between or () if day})
        share.update(
            {
                "a route": bool(journeys),
                "a certain route": any(route.certain for route in journeys),
                "no route": any(not answer for answer in found),
                "three flows": any(len(route.hops) > 2 for route in journeys),
                "several days": any(len(set(each)) > 1 for each in days),
                "an open day": any(None in each for each in days),
                "an open day, then a day": any(each[0] is None and each[-1] for each in days),
                "a certain route of several days": any(
                    route.certain and len({hop.day for hop in route.hops}) > 1 for route in journeys
                ),
                "a route on none of the days alone": any(
                    _not_on_one_day(asked, question, route, some_days)
                    for question, answer in zip(questions, found, strict=True)
                    for route in answer
                ),
                "a hop that waits": any(_waits(world_flow, hop.day) for route in journeys for hop in route.hops
                                        for world_flow in world.flows if world_flow.iri == hop.flow),
                "a bar left out": found != [asked.routes(replace(question, lawful=False)) for question in questions],
            }
        )
    assert not share, dict(share)


def _not_on_one_day(asked: BruteForce, question: Question, route: Route, days: list[date]) -> bool:
    return False


def _waits(flow: object, day: date | None) -> bool:
    return False
