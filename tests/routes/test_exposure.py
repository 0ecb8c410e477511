"""Exposure against one brute-force trace for each holder, on small random graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes.brute_force import WORDS, BruteForce, Question, last_confirmed, oldest
from tests.routes.graphs import Case, case, cases, smallest, to_trig
from tests.routes.test_against_brute_force import graph_of

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import validity
from whoshares.routes import exposure
from whoshares.routes.search import Search
from whoshares.store.evidence import tier_name

Rows = Mapping[tuple[str, str], tuple[int, str, str | None]]
"""For each holder and category that arrives, of the surest routes: the fewest flows, how sure, the weakest tier."""


def by_brute_force(asked: BruteForce, question: Question, *, outward: bool) -> Rows:
    world = asked.world
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    end = question.origin if outward else question.recipient
    for far in {*world.organizations, *world.systems} - {end}:
        one = replace(question, first_stated=not outward, last_stated=outward)
        one = replace(one, recipient=far) if outward else replace(one, origin=far)
        for flows in asked._sequences(one):
            for variant in asked._variants(flows, one):
                key = (far, variant.hops[-1].category)
                worst = max(asked._evidence(flow) for flow in flows)
                found[key] = min(found.get(key, (0, 99, 99)), (-variant.state, len(flows), worst))
    return {key: (hops, WORDS[-state], tier_name(evidence)) for key, (state, hops, evidence) in found.items()}


def by_exposure(kg: KnowledgeGraph, question: Question, *, outward: bool) -> Rows:
    answer = kg.exposure(
        question.origin if outward else question.recipient,
        outward=outward,
        carrying=question.category,
        as_of=question.day,
        exact=question.exact,
        max_hops=question.max_hops,
        confirmed_since=question.confirmed_since,
    )
    assert not answer.stopped
    rows: dict[tuple[str, str], tuple[int, str, str | None]] = {}
    for row in answer.rows_found:
        assert (row.holder, row.category) not in rows
        rows[row.holder, row.category] = (row.hops, row.state.word, tier_name(row.evidence))
    return rows


def confirmed_wrongly(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    """Whether a row was not last confirmed as the oldest of its flows."""
    one = Question(question.origin, question.recipient, question.day, first_stated=True)
    rows = kg.exposure(question.recipient, carrying=question.category, as_of=question.day).rows_found
    return any(
        (row.last_confirmed.text if row.last_confirmed else None)
        not in {
            oldest(last_confirmed(flow.dating, question.day) for flow in flows)
            for flows in asked._sequences(replace(one, origin=row.holder))
            if tuple(flow.iri for flow in flows) == row.flows
        }
        for row in rows
    )


def rows_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    return any(
        by_exposure(kg, question, outward=outward) != by_brute_force(asked, question, outward=outward)
        for outward in (False, True)
    ) or confirmed_wrongly(kg, asked, question)


@examples(1000)
@given(cases(1))
def test_exposure_is_one_trace_for_each_holder(drawn: Case) -> None:
    world, (question,) = drawn
    if rows_differ(graph_of(world), BruteForce(world), question):
        world, question = smallest(world, question, lambda w, q: rows_differ(graph_of(w), BruteForce(w), q))
        for outward in (False, True):
            ours = by_exposure(graph_of(world), question, outward=outward)
            theirs = by_brute_force(BruteForce(world), question, outward=outward)
            print(f"outward {outward}\n  whoshares: {ours}\n  brute force: {theirs}")
        pytest.fail(f"{to_trig(world)}\n{question}")


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "walks taken for routes": (
        exposure,
        "routes_among",
        lambda grid, walks: np.ones(len(walks.far), np.bool_),
    ),
    "blocks overlooked": (Search, "blocked", lambda self, before, after: False),
    "no transformation": (Search, "changes", lambda self, at_most: {}),
    "presumed flows taken for certain": (validity, "certain_span", validity.presumed_span),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    for seed in range(1000):
        world, questions = case(Random(seed))
        if any(rows_differ(graph_of(world), BruteForce(world), question) for question in questions):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
