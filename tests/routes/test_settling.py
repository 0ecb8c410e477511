"""The fewest unknown facts that would change an outcome, against exhaustive search; and hidden facts are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from tests.examples import seeds
from tests.routes.brute_force import POSSIBLE, PRESUMED, BruteForce, Dating, Flow, Transformation, World, state
from tests.routes.brute_force import Question as Asked
from tests.routes.graphs import case, to_trig
from tests.routes.test_against_brute_force import graph_of

from whoshares import KnowledgeGraph
from whoshares.answers.of_some import said_of_some
from whoshares.answers.questions import TraceQuestion
from whoshares.network.network import Network
from whoshares.routes import settling
from whoshares.routes.question import Question
from whoshares.routes.settling import Fact, Settled, settle

_MOST_SETS = 120
"""Where there are more sets of a size, they are not all tried."""
Name = tuple[str, ...]
"""A fact by its kind and IRIs."""
_SURE = Dating(("1900-01-01",), ("2100-01-01",))


def named(network: Network, fact: Fact) -> Name:
    if fact.kind == "join":
        return fact.kind, network.holders[fact.number], network.holders[fact.other]
    if fact.kind == "block":
        return fact.kind, network.blocks[fact.number].iri
    if fact.kind == "transformation":
        return fact.kind, network.transformations[fact.number].iri
    iri = network.flows.iris[fact.number]
    return (fact.kind, iri) if fact.kind == "flow" else (fact.kind, iri, network.holders[fact.other])


def known(world: World, asked: Asked, yes: Iterable[Name], gone: Iterable[Name] = ()) -> bool:
    """Whether some route is certain or presumed by brute force, with answers."""
    sure, over = set(yes), set(gone)

    def possible(one: Flow | Transformation) -> bool:
        return state(one.dating, asked.day) > 0

    blocks = tuple(block for block in world.blocks if ("block", block.iri) not in sure)
    force = BruteForce(replace(world, blocks=blocks))
    flows = [flow for flow in force.flows if ("flow", flow.iri) not in over]
    flows = [replace(flow, dating=_SURE) if ("flow", flow.iri) in sure and possible(flow) else flow for flow in flows]
    stated = {flow.iri: flow for flow in world.flows}
    for kind, iri, *body in sure:
        if kind == "extent":
            flow = stated[iri]
            flows.append(replace(flow, sender=body[0], generic=flow.sender, taken=body[0], dating=_SURE))
    changes = [one for one in force.transformations if ("transformation", one.iri) not in over]
    changes = [
        replace(one, dating=_SURE) if ("transformation", one.iri) in sure and possible(one) else one for one in changes
    ]
    force.__dict__["flows"], force.__dict__["transformations"] = flows, changes
    force._known_joins.update({(one[1], one[2]): "exact" for one in sure if one[0] == "join"})
    return any(route.state >= PRESUMED for route in force.routes(asked))


def universe(world: World, asked: Asked, extents: Iterable[Name], states: tuple[int, ...]) -> list[Name]:
    """All facts that are not known, by their states on the day."""
    force = BruteForce(world)
    found: set[Name] = {("flow", one.iri) for one in force.flows if state(one.dating, asked.day) in states}
    found |= {("transformation", one.iri) for one in force.transformations if state(one.dating, asked.day) in states}
    if POSSIBLE in states:
        found |= {("block", one.iri) for one in world.blocks if state(one.dating, asked.day) in (POSSIBLE, PRESUMED)}
        places = (*world.organizations, *world.systems)
        found |= {("join", a, b) for a in places for b in places if force.join(a, b) == "assumed"}
        found |= set(extents)
    return sorted(found)


def drawn_questions() -> Iterator[tuple[World, Asked, KnowledgeGraph, Question, list[Fact]]]:
    for seed in seeds(300):
        world, asked = case(Random(seed), questions=2)
        kg = graph_of(world)
        for one in asked:
            plain = replace(one, exact=False, max_hops=None, confirmed_since=None)
            assert plain.day is not None
            told = TraceQuestion(plain.origin, plain.recipient, plain.category, plain.day)
            question = kg.tracer.question(told)
            if question.origin < 0 or question.recipient < 0:
                continue
            extents = [
                Fact("extent", kg.network.flow_number[said.flow], question.origin)
                for said in said_of_some(kg.network, question)
            ]
            yield world, plain, kg, question, extents


def differs(world: World, asked: Asked, kg: KnowledgeGraph, question: Question, extents: list[Fact]) -> str:
    """What is wrong with an answer, if anything; its outcome else, after “as ”."""
    settled = settle(kg.network, question, extents)
    sets = [[named(kg.network, fact) for fact in facts] for facts in settled.sets]
    now = known(world, asked, ())
    if settled.outcome == "settled":
        return "as settled" if now else f"settled, though none is known: {asked}"
    closing = settled.outcome == "would-close"
    if closing != now:
        return f"{settled.outcome}, though the outcome is {now}: {asked}"

    def changes(facts: Iterable[Name]) -> bool:
        return not known(world, asked, (), facts) if closing else known(world, asked, facts)

    if any(not changes(facts) for facts in sets):
        return f"{settled.outcome} by {sets}, which changes nothing: {asked}"
    if not settled.optimal:
        return "as unsettled"
    every = universe(world, asked, (named(kg.network, fact) for fact in extents), (PRESUMED if closing else POSSIBLE,))
    most = len(sets[0]) if sets else 3
    for size in range(1, most):
        if len(list(combinations(every, size))) > _MOST_SETS:
            return "as too many"
        smaller = next((facts for facts in combinations(every, size) if changes(facts)), None)
        if smaller is not None:
            return f"{settled.outcome} by {sets}, and {smaller} would do: {asked}"
    return f"as {settled.outcome} {most if sets else ''}"


def test_against_exhaustive_search() -> None:
    seen: Counter[str] = Counter()
    for world, asked, kg, question, extents in drawn_questions():
        said = differs(world, asked, kg, question, extents)
        if not said.startswith("as "):
            pytest.fail(f"{to_trig(world)}\n{said}")
        seen[said] += 1
    outcomes = {said.split()[1] for said in seen}
    assert outcomes >= {"settled", "would-open", "would-close", "nothing-known"}, seen


def test_the_comparison_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that lacks its last fact changes nothing."""
    monkeypatch.setitem(globals(), "settle", _without_the_last)
    assert any("changes nothing" in differs(*drawn) for drawn in drawn_questions())


def _without_the_last(network: Network, question: Question, extents: Iterable[Fact]) -> Settled:
    settled = settling.settle(network, question, extents)
    return settled._replace(sets=tuple(facts[:-1] for facts in settled.sets))
