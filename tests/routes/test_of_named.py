"""Which named bodies of a generic one have a route of their own, against one brute-force trace of each pair."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from tests.examples import seeds
from tests.routes.brute_force import WORDS, BruteForce, Question, World
from tests.routes.graphs import case, smallest, to_trig
from tests.routes.test_against_brute_force import ask, graph_of

from whoshares.answers import of_named
from whoshares.knowledge_graph.graph import KnowledgeGraph

Known = list[tuple[str, str, str, tuple[str, ...]]]
"""From whom to whom, how sure the best route is, and its flows."""


def drawn(seed: int) -> tuple[World, list[Question]]:
    """A graph with generic bodies, and questions from or to one of them, or both."""
    random = Random(seed)
    world, questions = case(random)
    if not world.generics:
        return world, []
    generic = [random.choice(world.generics) for _ in questions]
    ends = [random.choice(("origin", "recipient", "both")) for _ in questions]
    return world, [
        replace(
            question,
            origin=body if end != "recipient" else question.origin,
            recipient={"origin": question.recipient, "recipient": body, "both": random.choice(world.generics)}[end],
        )
        for question, body, end in zip(questions, generic, ends, strict=True)
    ]


def by_brute_force(asked: BruteForce, question: Question) -> Known | None:
    """`None` where no end stands for a named body."""
    world = asked.world
    first, last = (asked.bodies(end) if end in world.generics else [] for end in (question.origin, question.recipient))
    pairs = [(one, question.recipient) for one in first] + [(question.origin, other) for other in last]
    pairs += [(one, other) for one in first for other in last]
    pairs = [(one, other) for one, other in pairs if asked.closure(one).isdisjoint(asked.closure(other))]
    if not pairs:
        return None
    found = []
    for one, other in pairs:
        routes = asked.routes(
            replace(question, origin=one, recipient=other, first_stated=bool(first), last_stated=bool(last))
        )
        found += [(one, other, routes[0])] if routes else []
    found.sort(key=lambda pair: (-pair[2].state, len(pair[2].hops), pair[0], pair[1]))
    return [(one, other, WORDS[route.state], tuple(hop.flow for hop in route.hops)) for one, other, route in found]


def by_trace(kg: KnowledgeGraph, question: Question) -> Known | None:
    known = ask(kg, question, 1).of_named
    if known is None:
        return None
    return [
        (*pair, route.state.word, tuple(hop.flow for hop in route.hops))
        for pair, route in zip(known.pairs, known.routes, strict=True)
    ]


def differs(world: World, question: Question) -> bool:
    if question.origin == question.recipient:
        return False
    return by_trace(graph_of(world), question) != by_brute_force(BruteForce(world), question)


def test_each_named_body_with_a_route_of_its_own_is_given() -> None:
    for seed in seeds():
        world, questions = drawn(seed)
        for question in questions:
            if differs(world, question):
                world, question = smallest(world, question, differs)
                ours, theirs = by_trace(graph_of(world), question), by_brute_force(BruteForce(world), question)
                pytest.fail(f"seed {seed}\n{to_trig(world)}\n{question}\n{ours}\n{theirs}")


def test_such_bodies_occur() -> None:
    share: Counter[str] = Counter()
    for seed in range(300):
        world, questions = drawn(seed)
        for question in questions:
            found = by_brute_force(BruteForce(world), question)
            share["asked"] += found is not None
            share["found"] += bool(found)
            share["alone"] += bool(found) and not BruteForce(world).routes(question)
    assert share["asked"] >= 60
    assert share["found"] >= 25
    assert share["alone"] >= 8


def test_the_comparison_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    every = of_named.with_named
    monkeypatch.setattr(
        "whoshares.answers.tracer.with_named",
        lambda network, question: [replace(one, first_stated=False) for one in every(network, question)],
    )
    assert any(differs(world, one) for seed in range(1000) for world, some in [drawn(seed)] for one in some)
