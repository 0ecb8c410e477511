"""What is done for large networks only (columns and levels in arrays), against brute force on small random graphs."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes.brute_force import BruteForce
from tests.routes.graphs import Case, case, cases
from tests.routes.test_against_brute_force import check, graph_of, routes_differ
from tests.routes.test_exposure import rows_differ

from whoshares.model.validity import State
from whoshares.network import columns, network
from whoshares.network import reader as network_reader
from whoshares.routes import distance_bits as levels
from whoshares.routes import distances, rules
from whoshares.routes import search as routes
from whoshares.store.column_files import Column


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network counts as large."""
    monkeypatch.setattr(network, "MANY", 0)
    monkeypatch.setattr(network_reader, "MANY", 0)
    monkeypatch.setattr(distances, "MANY", 0)
    monkeypatch.setattr(routes, "MANY", 0)


@examples(500)
@given(cases())
def test_routes_and_their_order(drawn: Case) -> None:
    check(drawn, routes_differ)


@examples(150)
@given(cases(options=True))
def test_routes_that_must_pass_or_avoid_things(drawn: Case) -> None:
    check(drawn, routes_differ)


def test_the_states_hold_every_hop_of_a_route() -> None:
    for seed in range(200):
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


_lists = columns.lists
_level = levels.Levels.__getitem__
_rules = rules.Rules.of

PLANTED: Mapping[str, tuple[object, str, object]] = {
    "spans forgotten": (columns, "spans", lambda starts, ends, attested, shift: _always(len(starts[0]) - 1)),
    "lists mixed up": (columns, "lists", lambda owners, values, size: _lists(list(reversed(owners)), values, size)),
    "levels one too far": (levels.Levels, "__getitem__", lambda self, state: _level(self, state) + 1),
    "no certain level": (rules.Rules, "of", lambda search, grid, at_most=0: _rules(search, grid, State.CERTAIN)),
}


def _always(size: int) -> tuple[Column, ...]:
    return tuple(array("i", [day] * size) for day in (1, 3_000_000, 1, 3_000_000, 0, 3_000_000))


SHOWN_FROM: Mapping[str, int] = {"levels one too far": 35}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
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
