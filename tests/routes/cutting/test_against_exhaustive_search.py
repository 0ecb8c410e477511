"""Cuts and choke points against exhaustive search, on small random graphs.

`tests/examples.py` says how many, and which.
"""

from __future__ import annotations

import doctest
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import combinations
from random import Random
from typing import Final

import pytest
from tests.examples import seeds
from tests.routes.brute_force import Question, World
from tests.routes.cutting.exhaustive import Powers, Smallest, ended_by, passed, routes_of, smallest_cut
from tests.routes.cutting.graphs import drawn, to_trig, using
from tests.routes.graphs import smallest as smallest_example

from whoshares.answers import chokepoints
from whoshares.answers import cut as cuts
from whoshares.answers.chokepoints import ChokePoints
from whoshares.answers.cut import Cut
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.routes import search as routes
from whoshares.routes.cutting import hitting_sets
from whoshares.routes.cutting import search as cutting
from whoshares.store import evidence
from whoshares.store.engine import Store

UNITS: Final = ("flow", "instrument", "controller")


def graph_of(world: World, powers: Powers) -> KnowledgeGraph:
    store = Store()
    store.load(to_trig(world, powers), "trig")
    return KnowledgeGraph(store)


def cut(kg: KnowledgeGraph, q: Question, by: str, body: str | None, seconds: float = 300.0) -> Cut:
    """The cut itself: the method of the graph refuses ends of which one is within the other, and draws have some."""
    asked = kg._asked(q.origin, q.recipient, q.category, q.day, q.exact, q.max_hops, q.confirmed_since, limit=1)
    return cuts.cut(kg, asked, by, body, seconds)


def shown(answer: Cut) -> Smallest:
    left = tuple(hop.flow for hop in answer.route.hops) if answer.route and answer.outcome == "impossible" else ()
    return Smallest(answer.outcome, tuple(element.id for element in answer.elements), left)


def variants(seed: int, world: World, powers: Powers) -> Iterator[tuple[str, str | None]]:
    """For one graph every unit, by turns with and without `using`."""
    random = Random(seed)
    for number, by in enumerate(UNITS):
        yield by, using(random, world, powers) if (seed + number) % 2 else None


def differs(world: World, powers: Powers, question: Question, by: str, body: str | None) -> bool:
    return shown(cut(graph_of(world, powers), question, by, body)) != smallest_cut(world, powers, question, by, body)


# --- the smallest cut -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(4))
def test_the_first_of_the_smallest_cuts(part: int) -> None:
    for seed in seeds()[part::4]:
        world, powers, question = drawn(seed)
        kg = graph_of(world, powers)
        for by, body in variants(seed, world, powers):
            answer = cut(kg, question, by, body)
            expected = smallest_cut(world, powers, question, by, body)
            if shown(answer) != expected:
                world, question = smallest_example(world, question, lambda w, q: differs(w, powers, q, by, body))  # noqa: B023
                answer = cut(graph_of(world, powers), question, by, body)
                expected = smallest_cut(world, powers, question, by, body)
                pytest.fail(f"{to_trig(world, powers)}\n{question}\n{by} {body}\n{shown(answer)}\n{expected}")
            assert answer.optimal
            assert not answer.stopped
            if answer.outcome == "cut":
                assert answer.bound == answer.size == len(expected.elements)


def test_what_ends_is_what_the_definition_says() -> None:
    """The routes searched anew in the graph that is left; what each element is said to end is what it ends."""
    for seed in seeds(100):
        world, powers, question = drawn(seed)
        kg = graph_of(world, powers)
        for by, body in variants(seed, world, powers):
            answer = cut(kg, question, by, body)
            assert shown(answer) == smallest_cut(world, powers, question, by, body, literally=True)
            units = ended_by(world, powers, question, by, body)
            for element in answer.elements:
                assert element.flows_ended == len(units[element.id])
                assert {flow.id for flow in element.flows} <= units[element.id]
                assert element.flows
                for flow in element.flows:
                    assert flow.controlled_by == tuple(sorted(powers.controllers[flow.id]))
                    assert flow.authority == tuple(sorted(powers.authority[flow.id]))


def test_what_matters_occurs_often_enough() -> None:
    number = 300
    share: Counter[str] = Counter()
    for seed in range(number):
        world, powers, question = drawn(seed)
        answers = {
            (by, body): smallest_cut(world, powers, question, by, body) for by, body in variants(seed, world, powers)
        }
        for by in UNITS:
            cut_by = [answer for (unit, _), answer in answers.items() if unit == by]
            share[f"{by}: a cut of two or more"] += any(len(answer.elements) > 1 for answer in cut_by)
            share[f"{by}: impossible"] += any(answer.outcome == "impossible" for answer in cut_by)
        share["a cut with using"] += any(body and answer.outcome == "cut" for (_, body), answer in answers.items())
        share["no route"] += any(answer.outcome == "no-route" for answer in answers.values())
        share["a tie"] += any(_ties(world, powers, question, by, body, a) for (by, body), a in answers.items())
    least = {
        "flow: a cut of two or more": 30, "instrument: a cut of two or more": 10, "controller: a cut of two or more": 5,
        "flow: impossible": 15, "instrument: impossible": 20, "controller: impossible": 20,
        "a cut with using": 20, "no route": 4, "a tie": 40,
    }  # fmt: skip
    percent = {what: round(100 * share[what] / number) for what in least}
    assert not {what: percent[what] for what in least if percent[what] < least[what]}, percent


def _ties(world: World, powers: Powers, question: Question, by: str, body: str | None, answer: Smallest) -> bool:
    units = ended_by(world, powers, question, by, body)
    kept = [frozenset(hop.flow for hop in route.hops) for route in routes_of(world, question)]
    found = 0
    for chosen in combinations(sorted(units), len(answer.elements)):
        ended = frozenset[str]().union(*(units[unit] for unit in chosen))
        found += bool(chosen) and all(not ended.isdisjoint(route) for route in kept)
    return answer.outcome == "cut" and found > 1


# --- when a limit comes first -----------------------------------------------------------------------------------------


def holds(kg: KnowledgeGraph, world: World, powers: Powers, q: Question, by: str, body: str | None, s: float) -> bool:
    """Whether what an answer claims is so, whatever limits it met; gives back whether it is optimal."""
    answer, expected = cut(kg, q, by, body, s), smallest_cut(world, powers, q, by, body)
    if answer.optimal:
        assert shown(answer) == expected
    elif answer.outcome == "cut":
        units = ended_by(world, powers, q, by, body)
        ended = frozenset[str]().union(*(units[element.id] for element in answer.elements))
        kept = [route for route in routes_of(world, q) if ended.isdisjoint(h.flow for h in route.hops)]
        assert answer.stopped or not kept
        assert expected.outcome != "cut" or (answer.bound or 0) <= len(expected.elements)
        assert "there may be a smaller set" in str(_text(answer)) or answer.bound == answer.size
    return answer.optimal


def _text(answer: Cut) -> str:
    from whoshares.text.console import to_text

    return " ".join(to_text(answer).split())


def test_without_time_a_cut_is_given_that_is_one() -> None:
    optimal = [
        holds(graph_of(world, powers), world, powers, question, by, body, 1e-9)
        for seed in range(120)
        for world, powers, question in [drawn(seed)]
        for by, body in variants(seed, world, powers)
    ]
    assert optimal.count(False) > 60


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_route_search_that_stops_claims_nothing_false(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "WORK_LIMIT", limit)
    optimal = [
        holds(graph_of(world, powers), world, powers, question, by, body, 300.0)
        for seed in range(100)
        for world, powers, question in [drawn(seed)]
        for by, body in variants(seed, world, powers)
    ]
    assert optimal.count(False) >= 5
    assert optimal.count(True) >= 5


# --- hitting sets -----------------------------------------------------------------------------------------------------


def test_the_docstrings() -> None:
    assert doctest.testmod(hitting_sets).attempted == 2
    assert doctest.testmod(hitting_sets).failed == 0


def test_hitting_sets() -> None:
    for seed in range(200):
        random = Random(seed)
        sets = [
            frozenset(random.sample(range(12), random.randint(1, 4))) for _ in range(random.randint(1, 12))
        ]  # fmt: skip
        expected = next(
            chosen
            for size in range(1, 13)
            for chosen in combinations(range(12), size)
            if all(s & set(chosen) for s in sets)
        )
        found = hitting_sets.smallest(sets, lambda: 60.0)
        assert len(found) == len(expected)
        assert hitting_sets.first(sets, found, lambda: 60.0) == expected
    with pytest.raises(hitting_sets.OutOfTime):
        hitting_sets.smallest([frozenset({1})], lambda: 0.0)


# --- choke points -----------------------------------------------------------------------------------------------------


def choke_points(kg: KnowledgeGraph, q: Question, limit: int) -> ChokePoints:
    """The answer itself, as for cuts."""
    asked = kg._asked(q.origin, q.recipient, q.category, q.day, q.exact, q.max_hops, q.confirmed_since, limit=limit)
    return chokepoints.passed_between(kg, asked)


def points_differ(seed: int) -> bool:
    world, powers, question = drawn(seed)
    limit = Random(seed).randint(1, 6)
    answer = choke_points(graph_of(world, powers), question, limit)
    every, counts, number = passed(world, powers, question, limit)
    return (
        {thing.id for thing in answer.points} != every
        or {thing.id: thing.routes for thing in answer.passed} != counts
        or answer.looked_at != min(number, limit)
        or answer.truncated != (number > limit)
        or bool(answer.undecided)
    )


@pytest.mark.parametrize("part", range(4))
def test_choke_points_and_shares(part: int) -> None:
    assert [seed for seed in seeds()[part::4] if points_differ(seed)] == []


def test_choke_points_occur() -> None:
    found: Counter[str] = Counter()
    for seed in range(200):
        world, powers, question = drawn(seed)
        every, _, number = passed(world, powers, question, 1)
        if number > 1:
            found.update({iri.split("/")[-2] for iri in every})
            found["none"] += not every
    assert all(found[kind] >= 5 for kind in ("flow", "system", "organization", "instrument", "none")), found


def test_choke_points_when_the_search_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    undecided = 0
    for limit in (1, 3, 6):
        monkeypatch.setattr(routes, "WORK_LIMIT", limit)
        for seed in range(80):
            world, powers, question = drawn(seed)
            answer = choke_points(graph_of(world, powers), question, 2)
            every, _, _ = passed(world, powers, question, 2)
            if answer.looked_at:
                points, unknown = {t.id for t in answer.points}, {t.id for t in answer.undecided}
                assert points <= every <= points | unknown
                undecided += len(unknown)
    assert undecided


# --- the comparison can fail ------------------------------------------------------------------------------------------

_closure = cuts._Units._closure
_stated = cuts._Units._stated
_init = cuts._Units.__init__
_wholes = chokepoints._wholes


def _greedy(sets: Collection[frozenset[int]], time_left: Callable[[], float]) -> tuple[int, ...]:
    chosen: list[int] = []
    while missed := [s for s in sets if s.isdisjoint(chosen)]:
        counted = Counter(n for s in missed for n in s)
        chosen.append(min(counted, key=lambda n: (counted[n], n)))
    return tuple(sorted(chosen))


def _by_walks(self: cutting.Cutting, without: Collection[int]) -> bool:
    walk = self._graph.walk(without)
    if walk is None:
        return True
    self._sets.add(frozenset[int]().union(*(self._stopping.get(flow, frozenset()) for flow in walk)))
    return False


def _first_value(self: cuts._Units, predicate: str) -> Mapping[str, frozenset[int]]:
    stated = _stated(self, predicate)
    taken: set[int] = set()
    found = {}
    for iri in sorted(stated):
        found[iri] = stated[iri] - taken
        taken |= stated[iri]
    return {iri: flows for iri, flows in found.items() if flows}


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "ties left as they come": (cutting, "first", lambda sets, known, time_left: tuple(known)),
    "a cut that is not the smallest": (cutting, "smallest", _greedy),
    "controllers without their parts": (cuts._Units, "_closure", lambda self, iri: frozenset({iri})),
    "using forgotten": (
        cuts._Units,
        "__init__",
        lambda self, parts, asked, unit, body, between: _init(self, parts, asked, unit, None, between),
    ),
    "instruments that had ended": (evidence.Evidence, "in_force", lambda self, iri, day: True),
    "one controller or instrument a flow": (cuts._Units, "_stated", _first_value),
    "a few routes taken for all": (cutting.Cutting, "_leaves_none", lambda self, without: True),
    "walks taken for routes": (cutting.Cutting, "_leaves_none", _by_walks),
}

PLANTED_IN_POINTS: Mapping[str, tuple[object, str, object]] = {
    "the first routes taken for all": (
        chokepoints._Passing,
        "decided",
        lambda self, candidates: dict.fromkeys(candidates, True),
    ),
    "walks taken for routes, in points": (
        chokepoints._Passing,
        "_on_every_route",
        lambda self, flows: self._graph.walk(flows) is None,
    ),
    "holders without what they are part of": (chokepoints, "_wholes", lambda network, holder: {holder}),
    "the whole without its systems": (
        chokepoints,
        "_wholes",
        lambda network, holder: _wholes(network, holder) if holder not in network.bodies.systems else {holder},
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED[planted])
    for seed in range(1000):
        world, powers, question = drawn(seed)
        if any(differs(world, powers, question, by, body) for by, body in variants(seed, world, powers)):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")


@pytest.mark.parametrize("planted", PLANTED_IN_POINTS)
def test_the_comparison_of_points_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED_IN_POINTS[planted])
    if not any(points_differ(seed) for seed in range(1000)):
        pytest.fail(f"A thousand graphs did not show: {planted}.")
