"""Cuts and choke points against exhaustive search, on small random graphs.

`tests/examples.py` says how many, and which.
"""

from __future__ import annotations

import doctest
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Final

import pytest
from tests.examples import seeds
from tests.routes.brute_force import IMPOSSIBLE, PRESUMED, Block, BruteForce, Dating, Question, World, state
from tests.routes.cutting.exhaustive import (
    Powers,
    Smallest,
    ended_by,
    passed,
    routes_of,
    settings,
    smallest_cut,
    smallest_setting,
)
from tests.routes.cutting.graphs import drawn, ends, switched, to_trig, using
from tests.routes.graphs import smallest as smallest_example

from whoshares.answers import chokepoints, cut_units
from whoshares.answers import cut as cuts
from whoshares.answers.chokepoints import ChokePoints
from whoshares.answers.cut import Cut, CutAsked
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.network.network import Network
from whoshares.routes import search as routes
from whoshares.routes.cutting import hitting_sets, switches
from whoshares.routes.cutting import search as cutting
from whoshares.store import evidence
from whoshares.store.engine import Store

UNITS: Final = ("flow", "instrument", "controller")


def graph_of(world: World, powers: Powers) -> KnowledgeGraph:
    store = Store()
    store.load(to_trig(world, powers), "trig")
    return KnowledgeGraph(store)


Pairs = list[tuple[str, str]]


def cut(
    kg: KnowledgeGraph, q: Question, by: str, body: str | None, seconds: float = 300.0, pairs: Pairs | None = None
) -> Cut:
    """The cut itself: the method of the graph refuses ends of which one is within the other, and draws have some."""
    asked = kg._asked(q.origin, q.recipient, q.category, q.day, q.exact, q.max_hops, q.confirmed_since, limit=1)
    return cuts.cut(kg, asked, CutAsked(by, body, seconds, None, tuple(pairs or ())))


def shown(answer: Cut) -> Smallest:
    left = tuple(hop.flow for hop in answer.route.hops) if answer.route and answer.outcome == "impossible" else ()
    elements = tuple(element.id for element in answer.elements)
    return Smallest(answer.outcome, to_set(answer) if answer.unit == "block" else elements, left)


def to_set(answer: Cut) -> tuple[str, ...]:
    return tuple(f"{block.system} {block.origin} {block.recipient}" for block in answer.to_set)


def variants(seed: int, world: World, powers: Powers) -> Iterator[tuple[str, str | None]]:
    """For one graph every unit, by turns with and without `using`."""
    random = Random(seed)
    for number, by in enumerate(UNITS):
        yield by, using(random, world, powers) if (seed + number) % 2 else None


def differs(world: World, powers: Powers, question: Question, by: str, body: str | None) -> bool:
    return shown(cut(graph_of(world, powers), question, by, body)) != smallest_cut(world, powers, question, by, body)


def differing(seed: int) -> bool:
    """Whether of one graph, opened once, a cut by any unit differs, with or without `using`."""
    world, powers, question = drawn(seed)
    kg = graph_of(world, powers)
    return any(
        shown(cut(kg, question, by, body)) != smallest_cut(world, powers, question, by, body)
        for by, body in variants(seed, world, powers)
    )


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


@pytest.mark.parametrize("part", range(4))
def test_one_cut_for_all_pairs(part: int) -> None:
    assert [seed for seed in seeds()[part::4] if differs_for_pairs(seed)] == []


def differs_for_pairs(seed: int) -> bool:
    world, powers, question = drawn(seed)
    pairs = ends(Random(seed), world, question)
    by = UNITS[seed % 3]
    kg = graph_of(world, powers)
    return bool(pairs) and shown(cut(kg, question, by, None, pairs=pairs)) != smallest_cut(
        world, powers, question, by, None, pairs=pairs
    )


def test_what_matters_occurs_often_enough() -> None:
    number = 150
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
        "a cut with using": 20, "no route": 4, "a tie": 35,
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


# --- blocks to set ----------------------------------------------------------------------------------------------------

_NO_POWERS: Final = Powers()


def settings_differ(seed: int) -> bool:
    world, question, pairs = switched(seed)
    kg = graph_of(world, _NO_POWERS)
    answer, expected = cut(kg, question, "block", None, pairs=pairs), smallest_setting(world, question, pairs)
    if shown(answer) != expected or not answer.optimal or answer.stopped:
        return True
    flows = cut(kg, question, "flow", None, pairs=pairs)
    would_do = expected.outcome == "cut" == flows.outcome and len(expected.elements) <= len(flows.elements)
    return to_set(flows) != (expected.elements if would_do else ())


@pytest.mark.parametrize("part", range(4))
def test_the_first_of_the_smallest_cuts_by_blocks(part: int) -> None:
    assert [seed for seed in seeds()[part::4] if settings_differ(seed)] == []


def test_what_blocks_stop_is_what_the_definition_says() -> None:
    """The blocks put into the graph and the routes searched anew; and what each answer tells of its blocks."""
    for seed in seeds(100):
        world, question, pairs = switched(seed)
        answer = cut(graph_of(world, _NO_POWERS), question, "block", None, pairs=pairs)
        assert shown(answer) == smallest_setting(world, question, pairs, literally=True)
        asked = BruteForce(world)
        for block in answer.to_set:
            now = [flow for flow in asked.flows if state(flow.dating, question.day) != IMPOSSIBLE]
            named = {
                f.recipient for f in now if f.sender == block.system and f.recipient in asked.closure(block.recipient)
            }
            assert set(block.receiving) == named
            at = [one for one in world.blocks if one.system == block.system]
            assert {one.block.iri for one in block.precedents} == {one.iri for one in at}
            known = [next(one for one in at if one.iri == precedent.block.iri) for precedent in block.precedents]
            ranks = [_rank(asked, one, block.recipient, question) for one in known]
            assert ranks == sorted(ranks)


def _rank(asked: BruteForce, block: Block, recipient: str, question: Question) -> tuple[bool, bool]:
    in_force = state(block.dating, question.day) >= PRESUMED
    return recipient not in asked.closure(block.recipient), not in_force


def test_blocks_to_set_occur() -> None:
    share: Counter[str] = Counter()
    for seed in range(300):
        world, question, pairs = switched(seed)
        expected = smallest_setting(world, question, pairs)
        share[expected.outcome] += 1
        if expected.outcome == "cut":
            share["two or more"] += len(expected.elements) > 1
            share["several pairs"] += len(pairs) > 1
            share["confirmed since"] += question.confirmed_since is not None
            one = [" ".join(unit) for unit in settings(world, question, pairs)]
            share["a choice"] += len(one) > len(expected.elements)
            ended = [end for first, last in pairs for end in (first, last)]
            flows = {flow.sender for flow in world.flows} | {flow.recipient for flow in world.flows}
            share["an end that is on no flow"] += any(
                end in element.split() for element in expected.elements for end in ended if end not in flows
            )
    least = {
        "cut": 60, "impossible": 60, "no-route": 30, "two or more": 12, "several pairs": 8, "a choice": 40,
        "confirmed since": 4, "an end that is on no flow": 2,
    }  # fmt: skip
    assert not {what: share[what] for what in least if share[what] < least[what]}, share


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


def holds_of_blocks(answer: Cut, world: World, question: Question, pairs: Pairs) -> None:
    """What an answer by blocks claims is so, whatever limits it met."""
    expected = smallest_setting(world, question, pairs)
    if answer.optimal:
        assert shown(answer) == expected
    elif answer.outcome == "cut":
        assert expected.outcome != "cut" or (answer.bound or 0) <= len(expected.elements)
        set_there = tuple(
            Block(f"urn:{n}", b.system, b.origin, b.recipient, dating=Dating(("1000",)))
            for n, b in enumerate(answer.to_set)
        )
        there = replace(world, blocks=(*world.blocks, *set_there))
        assert answer.stopped or smallest_setting(there, question, pairs).outcome == "no-route"


def _text(answer: Cut) -> str:
    from whoshares.text.console import to_text

    return " ".join(to_text(answer).split())


def test_without_time_a_cut_is_given_that_is_one() -> None:
    for seed in range(30):
        world, question, pairs = switched(seed)
        holds_of_blocks(cut(graph_of(world, _NO_POWERS), question, "block", None, 1e-9, pairs), world, question, pairs)
    optimal = [
        holds(kg, world, powers, question, by, body, 1e-9)
        for seed in range(60)
        for world, powers, question in [drawn(seed)]
        for kg in [graph_of(world, powers)]
        for by, body in variants(seed, world, powers)
    ]
    assert optimal.count(False) > 30


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.slow
def test_a_route_search_that_stops_claims_nothing_false(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "WORK_LIMIT", limit)
    for seed in range(30):
        world, question, pairs = switched(seed)
        holds_of_blocks(cut(graph_of(world, _NO_POWERS), question, "block", None, pairs=pairs), world, question, pairs)
    optimal = [
        holds(kg, world, powers, question, by, body, 300.0)
        for seed in range(50)
        for world, powers, question in [drawn(seed)]
        for kg in [graph_of(world, powers)]
        for by, body in variants(seed, world, powers)
    ]
    assert optimal.count(False) >= 3
    assert optimal.count(True) >= 3


# --- hitting sets -----------------------------------------------------------------------------------------------------


def test_the_docstrings() -> None:
    assert doctest.testmod(hitting_sets).attempted == 2
    assert doctest.testmod(hitting_sets).failed == 0


@pytest.mark.slow
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
            if not any(s.isdisjoint(chosen) for s in sets)
        )
        found = hitting_sets.smallest(sets, lambda: 60.0)
        assert len(found) == len(expected)
        assert hitting_sets.first(sets, found, lambda: 60.0) == expected
    with pytest.raises(hitting_sets.OutOfTime):
        hitting_sets.smallest([frozenset({1})], lambda: 0.0)


# --- choke points -----------------------------------------------------------------------------------------------------


def choke_points(kg: KnowledgeGraph, q: Question, limit: int, pairs: Pairs | None = None) -> ChokePoints:
    """The answer itself, as for cuts."""
    asked = kg._asked(q.origin, q.recipient, q.category, q.day, q.exact, q.max_hops, q.confirmed_since, limit=limit)
    return chokepoints.choke_points(kg, asked, pairs=pairs or ())


def _holders(world: World) -> set[str]:
    return {*world.organizations, *world.systems}


def points_differ(seed: int) -> bool:
    world, powers, question = drawn(seed)
    limit = Random(seed).randint(1, 6)
    pairs = ends(Random(seed), world, question) if seed % 3 == 0 else []
    answer = choke_points(graph_of(world, powers), question, limit, pairs)
    expected = passed(world, powers, question, limit, pairs or None)
    return (
        {thing.id for thing in answer.points} != expected.every
        or {thing.id: thing.routes for thing in answer.passed} != expected.counts
        or {thing.id: thing.within for thing in answer.passed if thing.within} != expected.within
        or answer.looked_at != expected.looked_at
        or answer.truncated != expected.more
        or bool(answer.undecided)
    )


@pytest.mark.parametrize("part", range(4))
def test_choke_points_and_shares(part: int) -> None:
    assert [seed for seed in seeds()[part::4] if points_differ(seed)] == []


def test_choke_points_occur() -> None:
    found: Counter[str] = Counter()
    for seed in range(200):
        world, powers, question = drawn(seed)
        points = passed(world, powers, question, 1)
        if points.more:
            found.update({iri.split("/")[-2] for iri in points.every})
            found["none"] += not points.every
            found["told with the narrower"] += bool(points.within)
    kinds = ("flow", "system", "organization", "instrument", "none", "told with the narrower")
    assert all(found[kind] >= 5 for kind in kinds), found


def test_choke_points_when_the_search_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    undecided = 0
    for seed in range(50):
        world, powers, question = drawn(seed)
        kg, every = graph_of(world, powers), passed(world, powers, question, 2).every
        for limit in (1, 3, 6):
            monkeypatch.setattr(routes, "WORK_LIMIT", limit)
            answer = choke_points(kg, question, 2)
            if answer.looked_at:
                points, unknown = {t.id for t in answer.points}, {t.id for t in answer.undecided}
                # of what is open, the narrower may prove to be one, and then what is around it is told with it
                inside = {iri: BruteForce(world).closure(iri) - {iri} for iri in points & _holders(world)}
                assert every <= points | unknown
                assert {iri for iri in points if not inside.get(iri, frozenset()) & unknown} <= every
                undecided += len(unknown)
    assert undecided


# --- the comparison can fail ------------------------------------------------------------------------------------------

_stated = cut_units.Ending._stated
_init = cut_units.Ending.__init__
_containing = Network.containing
_settings_init = switches.Settings.__init__


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
    self._sets.add(self._units.of(walk))
    return False


def _first_value(self: cut_units.Ending, predicate: str) -> Mapping[str, frozenset[int]]:
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
    "controllers without their parts": (cut_units.Ending, "_closure", lambda self, iri: frozenset({iri})),
    "using forgotten": (
        cut_units.Ending,
        "__init__",
        lambda self, parts, as_of, unit, body, between: _init(self, parts, as_of, unit, None, between),
    ),
    "what had ended": (evidence.Evidence, "in_force", lambda self, iri, day: True),
    "one controller or instrument a flow": (cut_units.Ending, "_stated", _first_value),
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
        staticmethod(lambda graph, flows: graph.walk(flows) is None),
    ),
    "holders without what they are part of": (Network, "containing", lambda self, holder: frozenset({holder})),
    "the whole without its systems": (
        Network,
        "containing",
        lambda self, holder: _containing(self, holder) if holder not in self.bodies.systems else frozenset({holder}),
    ),
    "departments beside their bureaus": (chokepoints, "_narrowest", lambda network, found: list(found)),
}

PLANTED_IN_SETTINGS: Mapping[str, tuple[object, str, object]] = {
    "blocks of single bodies": (Network, "containing", lambda self, holder: frozenset({holder})),
    "blocks of the ends left out": (
        switches.Settings,
        "__init__",
        lambda self, network, day, origins, recipients: _settings_init(self, network, day, (), ()),
    ),
    "blocks of whoever ever sent": (switches.Settings, "_on", lambda self, flow: True),
    "ties of blocks left as they come": (cutting, "first", lambda sets, known, time_left: tuple(known)),
    "only the first pair": (cuts, "Union", lambda graphs: graphs[0]),
    "blocks named wherever they would do": (cuts._Cut, "_would_do", lambda self, between, size: ()),
}

SHOWN_FROM: Mapping[str, int] = {"blocks of whoever ever sent": 146}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED[planted])
    if not any(differing(seed) for seed in range(1000)):
        pytest.fail(f"A thousand graphs did not show: {planted}.")


@pytest.mark.parametrize("planted", PLANTED_IN_SETTINGS)
@pytest.mark.drawn
def test_the_comparison_of_blocks_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED_IN_SETTINGS[planted])
    first_drawn = SHOWN_FROM.get(planted, 0)
    if not any(settings_differ(seed) for seed in range(first_drawn, first_drawn + 1000)):
        pytest.fail(f"A thousand graphs did not show: {planted}.")


def test_the_comparison_of_pairs_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "Union", lambda graphs: graphs[0])
    if not any(differs_for_pairs(seed) for seed in range(1000)):
        pytest.fail("A thousand graphs did not show: only the first pair.")


@pytest.mark.parametrize("planted", PLANTED_IN_POINTS)
@pytest.mark.drawn
def test_the_comparison_of_points_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED_IN_POINTS[planted])
    if not any(points_differ(seed) for seed in range(1000)):
        pytest.fail(f"A thousand graphs did not show: {planted}.")
