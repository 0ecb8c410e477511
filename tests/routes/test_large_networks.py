"""What is done for large networks only (columns and levels in arrays), against brute force on small random graphs."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples, seeds
from tests.routes.brute_force import BruteForce
from tests.routes.graphs import Case, case, cases, drawn_by
from tests.routes.test_against_brute_force import check, graph_of, routes_differ
from tests.routes.test_between import DRAWN, lying_differs
from tests.routes.test_exposure import rows_differ

from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.network import columns, network
from whoshares.network import reader as network_reader
from whoshares.network.arrays import grid_of
from whoshares.network.categories import ANY
from whoshares.routes import distance_bits as levels
from whoshares.routes import distances, exposure, rules
from whoshares.routes import search as routes
from whoshares.routes.question import Question
from whoshares.routes.shortest_walks import Inward
from whoshares.routes.steps import Shared
from whoshares.store.column_files import Column
from whoshares.store.engine import Store


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network counts as large."""
    monkeypatch.setattr(network, "MANY", 0)
    monkeypatch.setattr(network_reader, "MANY", 0)
    monkeypatch.setattr(distances, "MANY", 0)
    monkeypatch.setattr(distances, "LARGE", 0)
    monkeypatch.setattr(routes, "LARGE", 0)
    monkeypatch.setattr(exposure, "LARGE", 0)


@examples(500)
@given(cases())
def test_routes_and_their_order(drawn: Case) -> None:
    check(drawn, routes_differ)


@examples(150)
@given(cases(options=True))
def test_routes_that_must_pass_or_avoid_things(drawn: Case) -> None:
    check(drawn, routes_differ)


@pytest.mark.parametrize("kind", ["days", "round", "journeys"])
def test_what_lies_between(kind: str) -> None:
    @examples(60)
    @given(drawn_by(DRAWN[kind]))
    def compare(drawn: Case) -> None:
        world, questions = drawn
        kg, asked = graph_of(world), BruteForce(world)
        assert not any(lying_differs(kg, asked, question) for question in questions)

    compare()


@examples(60)
@given(cases(options=True))
def test_questions_that_share_what_is_worked_out(drawn: Case) -> None:
    world, questions = drawn
    kg, shared = graph_of(world), Shared()
    ends = sorted({end for question in questions for end in (question.origin, question.recipient)})
    for question in questions:
        asked = kg._asked(
            question.origin, question.recipient, question.category, question.day, question.exact,
            question.max_hops, question.confirmed_since, limit=20,
        )  # fmt: skip
        for one in (replace(asked, origin=end) for end in ends if end != question.recipient):
            alone, together = kg.tracer.trace(one), kg.tracer.trace(one, shared=shared)
            assert together.to_dict() == alone.to_dict()


@examples(300)
@given(cases(1))
def test_exposure(drawn: Case) -> None:
    world, (question,) = drawn
    assert not rows_differ(graph_of(world), BruteForce(world), question)


def test_a_search_for_all_origins_knows_the_levels_of_each() -> None:
    known = 0
    for seed in seeds(100):
        world, questions = case(Random(seed))
        network = graph_of(world).network
        number, grid = network.holder_number, grid_of(network)
        for question in questions:
            category = network.categories.number[question.category] if question.category else ANY
            most = question.max_hops or len(network.flows)
            asked = Question(
                -1, number[question.recipient], category, question.day, question.exact, max_hops=question.max_hops
            )
            inward = Inward(grid, rules.Rules.of(routes.Search(network, asked), grid), asked.recipient, category)
            for arriving in inward.arriving():
                inward.walks(arriving)
                search = routes.Search(network, replace(asked, arriving=arriving))
                given = levels.Levels(search, grid, State.POSSIBLE, fronts=inward.fronts)
                worked_out = levels.Levels(search, grid, State.POSSIBLE)
                for state in product(range(len(network.flows)), range(grid.any)):
                    left = worked_out.get(state)
                    if left is not None and left < most:
                        assert given[state] == left, (seed, question, state)
                        known += 1
    assert known


def test_the_states_hold_every_hop_of_a_route() -> None:
    for seed in seeds(300):
        world, questions = case(Random(seed))
        kg = graph_of(world)
        for question in questions:
            trace = kg.trace(
                question.origin,
                question.recipient,
                carrying=question.category,
                as_of=question.day,
                confirmed_since=question.confirmed_since,
            )
            flows, categories = kg.network.flows, kg.network.categories.number
            holders = kg.network.holders
            number = {
                (flows.iris[flow], holders[flows.sender[flow]], holders[flows.recipient[flow]]): flow
                for flow in range(len(flows))
            }
            asked = kg.tracer.question(kg._asked(
                question.origin, question.recipient, question.category, question.day, question.exact,
                question.max_hops, question.confirmed_since, limit=1,
            ))  # fmt: skip
            states = set(routes.Search(kg.network, asked).states)
            for route in trace.routes:
                for hop in route.hops:
                    if not question.exact and question.max_hops is None:
                        flow = number[hop.flow, hop.sender, hop.recipient]
                        assert (flow, categories[hop.category]) in states


def test_no_more_levels_are_worked_out_than_a_route_needs() -> None:
    store, length = Store(), 40
    for number in range(length + 1):  # a long chain, and one flow from another holder into its last but one
        sender, recipient = (number, number + 1) if number < length else (length + 1, length - 1)
        store.load(
            f"<e:f{number:02}> a <{v.DATA_FLOW}> ; <{v.SENDER}> <e:h{sender:02}> ; <{v.CARRIES}> <e:c> ; "
            f"<{v.RECIPIENT}> <e:h{recipient:02}> .",
            "turtle",
        )
    search = routes.Search(network_reader.read_network(store), Question(length + 1, length))
    found = search.routes()
    assert next(found).flows == (length, length - 1)
    assert search.levels is not None
    assert (search.levels.count, search.levels.done) == (2, False)
    assert not list(found)
    assert search.levels.count >= length


def test_where_data_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    told, drawn = 0, seeds(300)
    for seed in drawn:
        world, questions = case(Random(seed))
        kg = graph_of(world)
        for question in questions:
            asked = kg.tracer.question(kg._asked(
                question.origin, question.recipient, question.category, question.day, question.exact,
                question.max_hops, question.confirmed_since, limit=1,
            ))  # fmt: skip
            search = routes.Search(kg.network, replace(asked, blocks=False))
            found = search.comes_to()
            with monkeypatch.context() as small:
                small.setattr(distances, "MANY", 1_000_000)
                assert found == search.comes_to(), (seed, question)
            told += len(found)
    assert told > len(drawn) or len(drawn) < 30


_lists = columns.lists
_level = levels.Levels.so_far
_rules = rules.Rules.of

PLANTED: Mapping[str, tuple[object, str, object]] = {
    "spans forgotten": (columns, "spans", lambda starts, ends, attested, shift: _always(len(starts[0]) - 1)),
    "lists mixed up": (columns, "lists", lambda owners, values, size: _lists(list(reversed(owners)), values, size)),
    "levels one too far": (levels.Levels, "so_far", lambda self, state: _farther(_level(self, state))),
    "no certain level": (rules.Rules, "of", lambda search, grid, at_most=0: _rules(search, grid, State.CERTAIN)),
}


def _farther(level: int | None) -> int | None:
    return None if level is None else level + 1


def _always(size: int) -> tuple[Column, ...]:
    return tuple(array("i", [day] * size) for day in (1, 3_000_000, 1, 3_000_000, 0, 3_000_000))


SHOWN_FROM: Mapping[str, int] = {"levels one too far": 35}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + 1000):
        world, questions = case(Random(seed))
        try:
            kg = graph_of(world)
            differs = any(
                routes_differ(kg, BruteForce(world), q) or rows_differ(kg, BruteForce(world), q) for q in questions
            )
        except Exception:  # a planted error may also make a graph unreadable, which nobody overlooks
            return
        if differs:
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
