"""Which routes are one way, against the definition by brute force, on small random graphs, and by hand."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes.brute_force import BruteForce, Norm, Question, Route, Slot, World, _reaches
from tests.routes.graphs import ID, Case, case, case_under_norms, drawn_by, to_trig
from tests.routes.test_against_brute_force import MANY, ask, graph_of
from tests.routes.test_back_doors import ask as ask_back_doors

from whoshares import KnowledgeGraph
from whoshares.answers import ways
from whoshares.answers.ways import Way

COMPONENT = f"{ID}kind/agency-component"
NARROWER = f"{ID}kind/n"

Told = tuple[list[int], list[tuple[str, list[str], str, str, list[str]]]]
"""A way: its routes, and for each step a body with its parts, the category, and a body with its parts."""


def told(way: Way) -> Told:
    return list(way.routes), [
        (step.sender.body, list(step.sender.parts), step.category, step.recipient.body, list(step.recipient.parts))
        for step in way.steps
    ]


# --- by brute force --------------------------------------------------------------------------------------------------


def upward(world: World, holder: str) -> list[str]:
    """The holder, and above it step by step what it is shown as, by the definition."""
    steps = [holder]
    while True:
        here = steps[-1]
        kinds = {kind for one, kind in world.kinds if one == here}
        component = any(_reaches(kind, COMPONENT, world.wider) for kind in kinds)
        if here in world.systems:
            over = {body for system, body in world.operated_by if system == here}
        else:
            over = {whole for part, whole in world.part_of if part == here} if component else set()
        if len(over) != 1:
            return steps
        if over <= set(steps):
            return [holder]
        steps += over


Pass = tuple[str, str, str]


Passed = list[tuple[str, str, str]]
"""The hops of a route: sender, recipient and category."""


def passed(world: World, route: Route) -> Passed:
    """The hops of a route; of a flow that is said of every body, with the named one."""
    flows = BruteForce(world).used(route)
    return [(flow.sender, flow.recipient, hop.category) for flow, hop in zip(flows, route.hops, strict=True)]


def steps_of(world: World, route: Passed, first: Callable[[str], str], last: Callable[[str], str]) -> (
    tuple[list[Pass], list[tuple[set[str], set[str]]]]
):  # fmt: skip
    """The list that the definition compares routes by, and the holders at both ends of each of its steps."""

    def body(holder: str) -> str:
        return upward(world, holder)[-1]

    passes: list[Pass] = []
    holders: list[tuple[set[str], set[str]]] = []
    for place, (sender, recipient, category) in enumerate(route):
        inner = 0 < place < len(route) - 1
        # the recipient of the first flow has a body of its own: it is FROM alone that is shown otherwise
        if inner and body(route[place - 1][1]) == body(sender) == body(recipient):
            holders[-1][1].update((sender, recipient))
            continue
        begin = first(sender) if place == 0 else body(sender)
        end = last(recipient) if place == len(route) - 1 else body(recipient)
        passes.append((begin, category, end))
        holders.append(({sender}, {recipient}))
    return passes, holders


def grouped(
    world: World,
    routes: list[Passed],
    first: Callable[[str], str],
    last: Callable[[str], str],
    at: int = 1,
) -> list[Told]:
    """The ways of routes, each a list of flows with categories; the first route has the rank `at`."""
    read = [steps_of(world, route, first, last) for route in routes]
    found: list[Told] = []
    for number, (passes, _) in enumerate(read):
        same = [other for other, (others, _) in enumerate(read) if others == passes]
        if same[0] != number:
            continue
        steps = []
        for place, (begin, category, end) in enumerate(passes):
            out = set().union(*(read[other][1][place][0] for other in same))
            into = set().union(*(read[other][1][place][1] for other in same))
            if place and passes[place - 1][2] == begin:
                out |= set().union(*(read[other][1][place - 1][1] for other in same))
            if place + 1 < len(passes) and passes[place + 1][0] == end:
                into |= set().union(*(read[other][1][place + 1][0] for other in same))
            steps.append((begin, sorted(out - {begin}), category, end, sorted(into - {end})))
        found.append(([at + other for other in same], steps))
    return found


def with_components(draw: Callable[[Random], Case]) -> Callable[[Random], Case]:
    """Graphs in which most organizations are components of some agency, by that kind or a narrower one."""

    def drawn(random: Random) -> Case:
        world, questions = draw(random)
        kinds = {
            (holder, random.choice((COMPONENT, NARROWER)))
            for holder in (*world.organizations, *world.systems)
            if random.random() < 0.7
        }
        wider = {*world.wider, (NARROWER, COMPONENT)}
        world = replace(world, kinds=tuple(sorted({*world.kinds, *kinds})), wider=tuple(sorted(wider)))
        return world, questions

    return drawn


DRAW = with_components(case)
DRAW_NORMS = with_components(case_under_norms)


def of_trace(kg: KnowledgeGraph, question: Question) -> list[Told]:
    return [told(way) for way in ask(kg, question).ways]


def of_trace_by_brute_force(world: World, question: Question) -> list[Told]:
    routes = [passed(world, route) for route in BruteForce(world).routes(question)]
    return grouped(world, routes, lambda _: question.origin, lambda _: question.recipient)


def of_back_doors(kg: KnowledgeGraph, question: Question) -> list[tuple[str, Told]]:
    return [(bar, told(way)) for bar, found in ask_back_doors(kg, question).ways.items() for way in found]


def of_back_doors_by_brute_force(world: World, question: Question) -> list[tuple[str, Told]]:
    asked = BruteForce(world)

    def shown(bar: Norm, slot: Slot) -> Callable[[str], str]:
        """The last holder on the way up that a slot means, or has in the closure of one that it means."""

        def end(holder: str) -> str:
            return [one for one in upward(world, holder) if asked._is_among(one, slot, bar)][-1]

        return end

    found: list[tuple[str, Told]] = []
    at = 1
    bars: list[Norm] = sorted(world.bars, key=lambda bar: bar.iri)
    for bar in bars:
        if asked.holds(bar, question.day, question.readings):
            doors = [passed(world, route) for route in asked.back_doors(bar, question)]
            first, last = (shown(bar, slot) for slot in (bar.sender, bar.recipient))
            found += [(bar.iri, one) for one in grouped(world, doors, first, last, at)]
            at += len(doors)
    return found


@examples(1000)
@given(drawn_by(DRAW))
def test_the_ways_of_a_trace(drawn: Case) -> None:
    world, questions = drawn
    kg = graph_of(world)
    for question in questions:
        assert of_trace(kg, question) == of_trace_by_brute_force(world, question), (to_trig(world), question)


@examples(1000)
@given(drawn_by(DRAW_NORMS))
def test_the_ways_of_back_doors(drawn: Case) -> None:
    world, (question, *_) = drawn
    ours, theirs = of_back_doors(graph_of(world), question), of_back_doors_by_brute_force(world, question)
    assert ours == theirs, (to_trig(world), question)


@examples(100)
@given(drawn_by(DRAW))
def test_a_limit_gives_the_ways_of_the_first_routes_and_says_at_least(drawn: Case) -> None:
    world, (question, *_) = drawn
    kg = graph_of(world)
    every = ask(kg, question, MANY)
    for limit in (1, 3):
        some = ask(kg, question, limit)
        counts = {"ways": len(some.ways), "routes": len(some.routes), "atLeast": len(every.routes) > limit}
        assert some.to_dict()["counts"] == counts
        kept = [[rank for rank in way.routes if rank <= limit] for way in every.ways]
        assert [list(way.routes) for way in some.ways] == [ranks for ranks in kept if ranks]


def test_what_matters_occurs_often_enough() -> None:
    share: Counter[str] = Counter()
    for seed in range(200):
        world, questions = DRAW(Random(seed))
        found = [way for question in questions for way in of_trace_by_brute_force(world, question)]
        share["a way of several routes"] += any(len(routes) > 1 for routes, _ in found)
        share["parts"] += any(parts for _, steps in found for _, sent, _, _, got in steps for parts in (sent, got))
        share["two bodies at one place"] += any(
            before[3] != after[0] for _, steps in found for before, after in itertools.pairwise(steps)
        )
        for question in questions:
            for route in BruteForce(world).routes(question):
                inner = passed(world, route)[1:-1]
                bodies = [{upward(world, end)[-1] for end in ends} for *ends, _ in inner]
                share["a flow within one body"] += any(len(both) == 1 for both in bodies)
    assert share["a way of several routes"] > 20, share
    assert share["parts"] > 60, share
    assert share["two bodies at one place"] > 3, share
    assert share["a flow within one body"] > 3, share


PLANTED: dict[str, tuple[str, object]] = {
    "systems are not folded": ("_above", lambda self, holder: None),
    "components are not folded": (
        "_above",
        lambda self, holder: next(iter(self._network.bodies.operators[holder]), None),
    ),
    "parts of any kind are folded": (
        "_above",
        lambda self, holder: next(
            iter((*self._network.bodies.operators[holder], *self._network.bodies.wholes[holder])), None
        ),
    ),
}


@pytest.mark.parametrize("error", PLANTED)
def test_planted_errors_are_noticed(error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways.Bodies, *PLANTED[error])
    assert any(_wrong(seed) for seed in range(300))


def test_a_planted_error_in_the_steps_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ways._read

    def without_data(*given: object) -> object:
        return [(a, "", b, senders, recipients) for a, _, b, senders, recipients in right(*given)]  # type: ignore[arg-type]

    monkeypatch.setattr(ways, "_read", without_data)
    assert any(_wrong(seed) for seed in range(300))


def _wrong(seed: int) -> bool:
    world, questions = DRAW(Random(seed))
    kg = graph_of(world)
    return any(of_trace(kg, question) != of_trace_by_brute_force(world, question) for question in questions)


# --- by hand ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def readme(kg: KnowledgeGraph) -> list[Told]:
    answer = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    assert not answer.truncated
    assert answer.number_of_routes == len(answer.routes)
    return [told(way) for way in answer.ways]


def short(iri: str) -> str:
    return iri.removeprefix(ID)


def test_bureaus_systems_and_parallel_flows_are_one_way(readme: list[Told]) -> None:
    (first, direct), (others, by_ident), *_ = readme
    assert first == [1]
    assert [(short(a), short(b)) for a, _, _, b, _ in direct] == [
        ("organization/local-jail", "organization/us-fbi"),
        ("organization/us-fbi", "organization/us-ice"),
    ]
    assert len(others) > 1
    assert [short(body) for body, *_ in by_ident] == [
        "organization/local-jail", "organization/us-fbi", "organization/us-dhs",
    ]  # fmt: skip
    *_, (_, _, data, last, parts) = by_ident
    assert short(last) == "organization/us-ice"
    assert short(data) == "category/immigration-history"
    assert "system/us-eddie" in map(short, parts)
    assert len(readme) < 15
    assert sum(len(routes) for routes, _ in readme) > 40


@pytest.mark.parametrize(
    ("holder", "body"),
    [
        ("system/us-iafis", "organization/us-fbi"),  # by its operator, which is part of it
        ("organization/us-ice-field-office", "organization/us-ice"),  # of ERO, and that of ICE
        ("system/us-ident", "organization/us-dhs"),
        ("organization/us-ice", "organization/us-ice"),  # an agency of its own within Homeland Security
        ("organization/nypd", "organization/nypd"),
        ("organization/appriss", "organization/appriss"),  # part of two companies
        ("system/arjis", "organization/sandag"),
        ("organization/us-ny-dmv", "organization/us-ny-dmv"),
    ],
)
def test_the_body_that_a_holder_is_shown_as(holder: str, body: str, kg: KnowledgeGraph) -> None:
    assert short(kg.tracer.bodies.of(ID + holder)) == body


def test_systems_that_operate_each_other_are_bodies_of_their_own() -> None:
    flow = "<flow/f> a ws:DataFlow ; ws:sender <system/a> ; ws:recipient <system/b> ; ws:carries <category/c> ."
    circle = "<system/a> ws:operatedBy <system/b> . <system/b> ws:operatedBy <system/a> ."
    both = "<system/a> a ws:System . <system/b> a ws:System ."
    from whoshares.store.engine import Store

    store = Store()
    store.load(
        f"@prefix ws: <https://w3id.org/whoshares/ontology/> . @base <{ID}> . <source/s> {{ {flow} {both} {circle} }}",
        "trig",
    )
    bodies = KnowledgeGraph(store).tracer.bodies
    assert [short(bodies.of(f"{ID}system/{name}")) for name in "ab"] == ["system/a", "system/b"]


def test_a_route_that_answers_two_pairs_of_a_place_counts_once(kg: KnowledgeGraph) -> None:
    answer = kg.trace("San Diego County", "ICE", as_of="2026-11-29")
    twice = [way for way in answer.ways if way.count < len(way.routes)]
    assert [short(way.steps[0].sender.body) for way in twice] == ["organization/sandag"]
    assert [short(part) for part in twice[0].steps[0].sender.parts] == ["system/arjis"]
    assert answer.number_of_routes == len(
        {tuple((hop.flow, hop.sender, hop.recipient) for hop in route.hops) for route in answer.routes}
    )
