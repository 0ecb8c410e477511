"""What is known beside a question without a route, against brute-force traces with one end changed, or both swapped."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from tests.examples import seeds
from tests.routes.brute_force import WORDS, BruteForce, Hop, Question, World
from tests.routes.graphs import case, smallest, to_trig
from tests.routes.test_against_brute_force import ask, graph_of

Known = tuple[list[tuple[str, str]], list[tuple[str, str]], str | None]
"""The wholes of the recipient and of the origin, each with how sure a route is, and how sure the other way round is."""


def drawn(seed: int) -> tuple[World, tuple[Question, ...]]:
    """A graph, and questions between its holders."""
    return case(Random(seed))


def by_brute_force(asked: BruteForce, question: Question) -> Known | None:
    """`None` where there is a route, and nothing beside it is asked for."""
    if asked.routes(question):
        return None
    holders = sorted({*asked.world.organizations, *asked.world.systems})

    def surest(one: Question, *, first: str | None = None, last: str | None = None) -> str | None:
        for each in (one, replace(one, day=None, between=None, confirmed_since=None, blocks=False)):
            for route in asked.routes(each):
                ends = _end(asked.world, route.hops[0], "sender"), _end(asked.world, route.hops[-1], "recipient")
                if first in (None, ends[0]) and last in (None, ends[1]):
                    return WORDS[route.state] if each is one else "impossible"
        return None

    def wholes(end: str, other: str) -> list[str]:
        around = [holder for holder in holders if end in asked.closure(holder) and holder != end]
        return [holder for holder in around if other not in asked.closure(holder)]

    origin, recipient = question.origin, question.recipient
    to = [(one, surest(replace(question, recipient=one), last=one)) for one in wholes(recipient, origin)]
    from_ = [(one, surest(replace(question, origin=one), first=one)) for one in wholes(origin, recipient)]
    return (
        [(one, state) for one, state in to if state],
        [(one, state) for one, state in from_ if state],
        surest(replace(question, origin=recipient, recipient=origin)),
    )


def _end(world: World, hop: Hop, end: str) -> str:
    """The holder at an end of a hop, also where a named body is taken for a generic one."""
    flow = next(flow for flow in world.flows if flow.iri == hop.flow)
    stated = str(getattr(flow, end))
    return hop.taken[1] if hop.taken and hop.taken[0] == stated else stated


def by_trace(world: World, question: Question) -> Known | None:
    found = ask(graph_of(world), question, 1)
    if found.routes:
        return None
    to, from_ = (
        [(iri, state.word) for iri, state in side] for side in (found.nearby.to_whole, found.nearby.from_whole)
    )
    return to, from_, found.nearby.other_way_round.word if found.nearby.other_way_round is not None else None


def differs(world: World, question: Question) -> bool:
    if question.origin == question.recipient:
        return False
    return by_trace(world, question) != by_brute_force(BruteForce(world), question)


def test_what_is_known_beside_a_question_is_what_other_questions_answer() -> None:
    for seed in seeds(300):
        world, questions = drawn(seed)
        for question in questions:
            if differs(world, question):
                world, question = smallest(world, question, differs)
                ours, theirs = by_trace(world, question), by_brute_force(BruteForce(world), question)
                pytest.fail(f"seed {seed}\n{to_trig(world)}\n{question}\n{ours}\n{theirs}")


def test_each_of_it_occurs() -> None:
    share: Counter[str] = Counter()
    for seed in range(500):
        world, questions = drawn(seed)
        for question in questions:
            found = by_brute_force(BruteForce(world), question)
            if found:
                share.update(f"to {state}" for _, state in found[0])
                share.update(f"from {state}" for _, state in found[1])
                share[f"round {found[2]}"] += 1
    states = ("certain", "presumed", "possible", "impossible")
    assert min(share[f"round {state}"] for state in states) >= 1, share
    for part in ("to", "from"):
        assert sum(share[f"{part} {state}"] for state in states[:3]) >= 1, share
        assert share[f"{part} impossible"] >= 1, share


def test_the_comparison_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whoshares.routes.nearby._wholes", lambda network, holder, other: [])
    assert any(differs(world, one) for seed in range(1000) for world, some in [drawn(seed)] for one in some)
