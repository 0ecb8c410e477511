"""Back doors, the routes round bars, against brute force, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes import test_against_brute_force as on_one_day
from tests.routes.brute_force import BruteForce, Norm, Question, Route, Slot
from tests.routes.graphs import Case, case_under_norms, drawn_by, smallest, to_trig
from tests.routes.test_against_brute_force import MANY, graph_of
from tests.routes.test_journeys import marked

from whoshares.answers import backdoors
from whoshares.answers.backdoors import BackDoors
from whoshares.answers.patterns import PATTERNS
from whoshares.answers.questions import TraceQuestion
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.network import norms
from whoshares.routes import search as routes

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
        confirmed_since=question.confirmed_since,
        limit=limit,
    )


def by_back_doors(kg: KnowledgeGraph, question: Question) -> Rows:
    return rows_of(ask(kg, question), question)


def rows_of(answer: BackDoors, question: Question) -> Rows:
    assert not answer.stopped
    assert all(door.pattern in PATTERNS for door in answer.found)
    plain = on_one_day.shown(door.route for door in answer.found)
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
    for place, flow in enumerate(asked.used(route), 1):
        if not asked._is_among(flow.recipient, bar.sender, bar):
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
        pytest.fail(f"{to_trig(world)}\n{question}\n\nwhoshares: {_lines(ours)}\nby brute force: {_lines(theirs)}")


def _lines(rows: Rows) -> str:
    lines = []
    for bar, found in rows:
        lines += [f"\n  {bar}", *(f"\n    {place}: {route}" for route, place in found)]
    return "".join(lines) or "none"


@examples(100)
@given(drawn_by(case_under_norms))
def test_one_bar_and_a_limit_give_the_first_of_the_same(drawn: Case) -> None:
    world, (question, *_) = drawn
    kg = graph_of(world)
    every = dict(by_back_doors(kg, question))
    for bar in world.bars:
        found = every.get(bar.iri)
        for limit in (1, 2, MANY):
            some = [] if found is None else [(bar.iri, found[:limit])]
            answer = ask(kg, question, bar.iri, limit)
            assert rows_of(answer, question) == some, (to_trig(world), question)
            assert answer.truncated == ((bar.iri,) if found and len(found) > limit else ()), (to_trig(world), question)


# --- the examples are worth asking about -----------------------------------------------------------------------------


def test_what_matters_occurs_often_enough() -> None:
    number = 120
    share: Counter[str] = Counter()
    for seed in range(number):
        world, questions = case_under_norms(Random(seed))
        asked = BruteForce(world)
        bars = {bar.iri: bar for bar in world.bars}
        rows = [row for question in questions for row in by_brute_force(asked, question)]
        doors = [(bars[bar], route, place) for bar, found in rows for route, place in found]
        share.update(
            {
                "a back door": bool(doors),
                "a certain one": any(route.certain for _, route, _ in doors),
                "one of three flows": any(len(route.hops) > 2 for _, route, _ in doors),
                "one round a bar with an open slot": any(Slot() in (bar.sender, bar.recipient) for bar, _, _ in doors),
                "one round a bar on a kind or place": any(
                    slot.kinds or slot.places for bar, _, _ in doors for slot in (bar.sender, bar.recipient)
                ),
                "one with data that the bar does not name": any(
                    bar.categories
                    and not any(asked.within(hop.category, c) or asked.within(c, hop.category) for c in bar.categories)
                    for bar, route, _ in doors
                    for hop in route.hops
                ),
                "one through a hop that another bar bars": any(
                    hop.barred_by for _, route, _ in doors for hop in route.hops
                ),
                "one through a hop that an exception lets pass": any(
                    bar.iri in dict(hop.lifted) for bar, route, _ in doors for hop in route.hops
                ),
                "one whose reach ends within": any(place < len(route.hops) for _, route, place in doors),
                "one with a transformation": any(hop.transformations for _, route, _ in doors for hop in route.hops),
                "none round a bar in force": any(not found for _, found in rows),
            }
        )
    least = {
        "a back door": 30,
        "a certain one": 25,
        "one of three flows": 8,
        "one round a bar with an open slot": 12,
        "one round a bar on a kind or place": 15,
        "one with data that the bar does not name": 3,
        "one through a hop that another bar bars": 8,
        "one through a hop that an exception lets pass": 20,
        "one whose reach ends within": 12,
        "one with a transformation": 5,
        "none round a bar in force": 40,
    }
    percent = {what: round(100 * share[what] / number) for what in least}
    assert not {what: percent[what] for what in least if percent[what] < least[what]}, percent


# --- the comparison can fail -----------------------------------------------------------------------------------------

_Finding = backdoors._Finding
_init = _Finding.__init__
_holds = _Finding.holds
_asked_of = _Finding._asked_of
_named = _Finding._named
_order = _Finding._order
_routes = _Finding.routes


def _first_category_alone(self: backdoors._Finding, bar: norms.Norm) -> Iterator[tuple[int, int, int]]:
    return _asked_of(self, bar._replace(categories=bar.categories[:1]))


def _nothing_asked_for(self: backdoors._Finding, kg: KnowledgeGraph, asked: TraceQuestion) -> None:
    _init(self, kg, replace(asked, carrying=None))


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "bars that are over": (_Finding, "holds", lambda self, bar: True),
    "bars whatever reading is taken": (
        _Finding,
        "holds",
        lambda self, bar: _holds(self, bar._replace(reading=None)),
    ),
    "through the bar itself": (routes.Search, "_barred", lambda self, flow, category, day: False),
    "round all bars at once": (
        routes.Search,
        "_barred",
        lambda self, flow, category, day: bool(self._norms.barring(flow, category, day, self.question.readings)),
    ),
    "exceptions forgotten": (norms.Norms, "_permits", lambda self, norm, flow, category: False),
    "any data": (_Finding, "_asked_of", lambda self, bar: _asked_of(self, bar._replace(categories=()))),
    "the first category alone": (_Finding, "_asked_of", _first_category_alone),
    "what is asked for forgotten": (_Finding, "__init__", _nothing_asked_for),
    "open slots passed over": (
        _Finding,
        "_named",
        lambda self, named, flows, stated: _named(self, named or (), flows, stated),
    ),
    "only holders that stand in a flow themselves": (
        _Finding,
        "_named",
        lambda self, named, flows, stated: [n for n in _named(self, named, flows, stated) if n in flows],
    ),
    "the same flows twice": (
        _Finding,
        "routes",
        lambda self, number: [route for route in _routes(self, number) for _ in range(2)],
    ),
    "the variant of the first category found": (_Finding, "_order", lambda self, route: _order(self, route)[:6]),
    "the reach ends at the last hop": (_Finding, "reach_ends", lambda self, bar, route: len(route.hops)),
    "the reach ends at the first hop": (_Finding, "reach_ends", lambda self, bar, route: 1),
}


SHOWN_FROM: Mapping[str, int] = {
    "the variant of the first category found": 78,
}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + 1000):
        world, questions = case_under_norms(Random(seed))
        kg, asked = graph_of(world), BruteForce(world)
        if any(rows_differ(kg, asked, question) for question in questions):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
