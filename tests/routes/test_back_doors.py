"""Back doors, the routes round bars, against brute force, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from tests.routes import test_against_brute_force as on_one_day
from tests.routes.brute_force import BruteForce, Norm, Question, Route
from tests.routes.graphs import Case, case_under_norms, drawn_by, smallest, to_trig
from tests.routes.test_against_brute_force import MANY, examples, graph_of
from tests.routes.test_journeys import marked

from whoshares import backdoors, network, routes
from whoshares.backdoors import BackDoors
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.norms import Norms
from whoshares.patterns import PATTERNS

Rows = list[tuple[str, list[tuple[Route, int]]]]
"""For each bar in force, by IRI: the routes round it in order, each with the place at which its reach ends."""


def ask(kg: KnowledgeGraph, question: Question, bar: str | None = None, limit: int = MANY) -> BackDoors:
    return kg.backdoors(
        bar,
        carrying=question.category,
        as_of=question.day,
        exact=question.exact,
        max_hops=question.max_hops,
        readings=question.readings,
        limit=limit,
    )


def by_back_doors(kg: KnowledgeGraph, question: Question, bar: str | None = None, limit: int = MANY) -> Rows:
    answer = ask(kg, question, bar, limit)
    assert not answer.stopped
    assert all(door.pattern in PATTERNS for door in answer.found)
    plain = on_one_day.shown(replace(answer.trace, routes=tuple(door.route for door in answer.found)))
    rows: Rows = [(bar.id, []) for bar in answer.open_bars]
    for door, route in zip(answer.found, plain, strict=True):
        found = next(found for bar, found in rows if bar == door.bar.id)
        found.append((marked(route, door.route, question), door.reach_ends))
    return rows


def by_brute_force(asked: BruteForce, question: Question) -> Rows:
    return [
        (bar.iri, [(route, _reach_ends(asked, bar, route)) for route in asked.back_doors(bar, question)])
        for bar in sorted(asked.world.bars, key=lambda bar: bar.iri)
        if asked.holds(bar, question.day, question.readings)
    ]


def _reach_ends(asked: BruteForce, bar: Norm, route: Route) -> int:
    """The first hop to a holder that is none of the bar's senders; the last where all are."""
    meant = asked.meant(bar.sender)
    recipients = {flow.iri: flow.recipient for flow in asked.world.flows}
    for place, hop in enumerate(route.hops, 1):
        if meant is not None and not any(recipients[hop.flow] in asked.closure(sender) for sender in meant):
            return place
    return len(route.hops)


def rows_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    return by_back_doors(kg, question) != by_brute_force(asked, question)


@examples(1000)
@given(drawn_by(case_under_norms))
def test_back_doors_and_their_order(drawn: Case) -> None:
    world, questions = drawn
    kg, asked = graph_of(world), BruteForce(world)
    wrong = next((question for question in questions if rows_differ(kg, asked, question)), None)
    if wrong is not None:
        world, question = smallest(world, wrong, lambda w, q: rows_differ(graph_of(w), BruteForce(w), q))
        ours, theirs = by_back_doors(graph_of(world), question), by_brute_force(BruteForce(world), question)
        pytest.fail(
            f"{to_trig(world)}\n{question}\n\nwhoshares: {_lines(ours)}\nby brute force: {_lines(theirs)}"
        )


def _lines(rows: Rows) -> str:
    lines = []
    for bar, found in rows:
        lines += [f"\n  {bar}", *(f"\n    {place}: {route}" for route, place in found)]
    return "".join(lines) or "none"
