"""The answers to traces against brute force, on small random graphs.

`tests/examples.py` says how many, and which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from tests.examples import examples, seeds
from tests.routes.brute_force import (
    NOT_TAKING_PLACE,
    PRESUMED,
    WORDS,
    BruteForce,
    Dating,
    Flow,
    Hop,
    Question,
    Route,
    World,
    by_days,
    days_that_matter,
    oldest,
    state,
)
from tests.routes.graphs import ID, Case, case, cases, of_many_chains, smallest, to_trig

from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.opening import open
from whoshares.model import dates, validity, vocabulary
from whoshares.model.vocabulary import local_name
from whoshares.network import categories, every, flow_reader, network
from whoshares.network.flows import FlowTable
from whoshares.routes import confirmations, queued, why_none
from whoshares.routes import search as routes
from whoshares.routes.question import Question as Asked
from whoshares.store.engine import Store

MANY = 100_000


def graph_of(world: World) -> KnowledgeGraph:
    store = Store()
    store.load(to_trig(world), "trig")
    return KnowledgeGraph(store)


def ask(kg: KnowledgeGraph, question: Question, limit: int = MANY) -> Trace:
    return kg.trace(
        question.origin,
        question.recipient,
        carrying=question.category,
        as_of=question.day,
        exact=question.exact,
        max_hops=question.max_hops,
        limit=limit,
        via=question.via,
        avoid=question.avoid,
        confirmed_since=question.confirmed_since,
    )


def shown(routes: Iterable[TracedRoute]) -> list[Route]:
    """The routes of an answer as brute force gives them."""
    return [
        Route(
            WORDS.index(route.state.word),
            tuple(
                Hop(
                    hop.flow,
                    hop.category,
                    WORDS.index(hop.state.word),
                    hop.exact,
                    tuple(transformation.id for transformation in hop.transformations),
                    hop.disputed,
                    tuple(sorted(hop.possible_blocks)),
                    hop.last_confirmed.text if hop.last_confirmed else None,
                    taken=(hop.as_every, getattr(hop, hop.as_every_at)) if hop.as_every and hop.as_every_at else None,
                )
                for hop in route.hops
            ),
        )
        for route in routes
    ]


# --- the same routes -------------------------------------------------------------------------------------------------


def routes_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    return shown(ask(kg, question).routes) != asked.routes(question)


def check(drawn: Case, differs: Callable[[KnowledgeGraph, BruteForce, Question], bool]) -> None:
    """Fail with the smallest graph that still shows a difference."""
    world, questions = drawn
    kg, asked = graph_of(world), BruteForce(world)
    wrong = next((question for question in questions if differs(kg, asked, question)), None)
    if wrong is not None:
        world, question = smallest(world, wrong, lambda w, q: differs(graph_of(w), BruteForce(w), q))
        trace = ask(graph_of(world), question)
        pytest.fail(
            f"{to_trig(world)}\n{question}\n\nwhoshares: {_lines(shown(trace.routes))}\n"
            f"  {trace.absence}\nby brute force: {_lines(BruteForce(world).routes(question))}"
        )


def _lines(found: list[Route]) -> str:
    return "".join(f"\n  {route}" for route in found) or "none"


@examples(1000)
@given(cases())
def test_routes_and_their_order(drawn: Case) -> None:
    check(drawn, routes_differ)


@examples(250)
@given(cases(options=True))
def test_routes_that_must_pass_or_avoid_things(drawn: Case) -> None:
    check(drawn, routes_differ)


@examples(150)
@given(cases())
def test_a_limit_gives_the_first_routes(drawn: Case) -> None:
    world, questions = drawn
    kg = graph_of(world)
    for question in questions:
        whole = shown(ask(kg, question).routes)
        for limit in range(1, len(whole) + 2):
            trace = ask(kg, question, limit)
            assert shown(trace.routes) == whole[:limit], (to_trig(world), question)
            assert trace.truncated == (limit < len(whole)), (to_trig(world), question)


def test_a_file_gives_the_same_answers(tmp_path: Path) -> None:
    for seed in range(10):
        world, questions = case(Random(seed))
        path = tmp_path / f"{seed}.trig"
        path.write_text(to_trig(world), encoding="utf-8")
        kg = open(path)
        for question in questions:
            assert shown(ask(kg, question).routes) == BruteForce(world).routes(question)


# --- why there are none ----------------------------------------------------------------------------------------------

LEFT_ASIDE: Mapping[str, Callable[[Question], Question]] = {
    "blocked": lambda q: replace(q, blocks=False),
    "unconfirmed": lambda q: replace(q, confirmed_since=None),
    "other-days": lambda q: replace(q, day=None, confirmed_since=None),  # and the blocks that stand on the day
    "other-category": lambda q: replace(q, category=None),
    "excluded": lambda q: replace(q, exact=False, max_hops=None, via=(), avoid=()),
}
"""What a reason says to leave aside, in the order in which reasons of the same number are preferred."""


def leave_aside(question: Question, codes: tuple[str, ...]) -> Question:
    for code in codes:
        question = LEFT_ASIDE[code](question)
    return question


def reasons(asked: BruteForce, question: Question) -> tuple[str, ...]:
    """The fewest things that, left aside together, let a route through: on some one day, if that can be."""
    never_on_one_day: tuple[str, ...] = ()
    for size in range(1, len(LEFT_ASIDE) + 1):
        for codes in combinations(LEFT_ASIDE, size):
            relaxed = leave_aside(question, codes)
            if asked.routes(relaxed):
                if relaxed.day or any(asked.routes(replace(relaxed, day=day)) for day in _days(asked.world)):
                    return codes
                never_on_one_day = never_on_one_day or codes
    return never_on_one_day or ("nothing-known",)


def _days(world: World) -> list[date]:
    days = days_that_matter(world)
    return [days[0] - timedelta(days=5000), *days, days[-1] + timedelta(days=5000)]


def reasons_differ(kg: KnowledgeGraph, asked: BruteForce, question: Question) -> bool:
    """Whether an answer without routes gives another reason than brute force, or details that are not so."""
    trace = ask(kg, question)
    if trace.routes or asked.routes(question):
        return False
    codes = (trace.reason or "", *trace.absence.also)
    return codes != reasons(asked, question) or not all(_details(asked, question, trace, codes))


def _details(asked: BruteForce, question: Question, trace: Trace, codes: tuple[str, ...]) -> Iterator[bool]:
    world = asked.world
    relaxed = leave_aside(question, codes) if codes != ("nothing-known",) else question
    if "other-days" in codes:
        for day in _days(world):
            yield _within(day, trace.absence.days) == bool(asked.routes(replace(relaxed, day=day)))
    else:
        yield not trace.absence.days
    if "blocked" in codes:  # those named stand on that day, each stops something, and without them there is a route
        named = [block for block in world.blocks if block.iri in {standing.iri for standing in trace.absence.blocks}]
        rest = tuple(block for block in world.blocks if block not in named)
        yield all(state(block.dating, question.day) >= PRESUMED for block in named)
        others_aside = leave_aside(question, tuple(code for code in codes if code != "blocked"))
        yield bool(BruteForce(replace(world, blocks=rest)).routes(others_aside))
        for block in named:
            yield BruteForce(replace(world, blocks=(block,))).routes(others_aside) != asked.routes(relaxed)
    else:
        yield not trace.absence.blocks
    if "other-category" in codes:
        yield bool(trace.absence.categories)
        for category in trace.absence.categories:
            yield bool(asked.routes(replace(relaxed, category=category)))
    else:
        yield not trace.absence.categories
    unconfirmed = trace.absence.unconfirmed
    yield (unconfirmed is not None) == ("unconfirmed" in codes)
    if unconfirmed is not None:
        found = asked.routes(relaxed)
        known = [text for route in found if (text := oldest(hop.confirmed for hop in route.hops))]
        latest = max(known, key=by_days, default=None)
        said = unconfirmed.last_confirmed
        yield (unconfirmed.number, said.text if said else None) == (len(found), latest)
    yield bool(trace.absence.excluded) == ("excluded" in codes)


def _within(day: date, intervals: tuple[tuple[str | None, str | None], ...]) -> bool:
    text = day.isoformat()
    return any((first is None or first <= text) and (end is None or text < end) for first, end in intervals)


@examples(350)
@given(cases(5, options=True))
def test_why_there_is_no_route(drawn: Case) -> None:
    world, questions = drawn
    plain = tuple(replace(question, via=(), avoid=()) for question in questions[:3])
    check((world, plain + questions[3:]), reasons_differ)


def test_of_confirmations_by_one_day_the_one_given_to_the_day_is_the_later() -> None:
    """A start given as a month counts from its first day, on which the other route was attested."""
    source, here, there, data = ID + "source/one", ID + "organization/a", ID + "organization/b", ID + "category/c"
    flows = tuple(
        Flow(ID + f"flow/{name}", here, there, (data,), dating, (), (source,), (source,), ((source,),))
        for name, dating in {"month": Dating(("2012-07",)), "day": Dating(attested=("2012-07-01",))}.items()
    )
    world = World((here, there), (), (), (), (data,), (), flows, tiers=((source, None),))
    question = Question(here, there, date(2012, 9, 1), confirmed_since=date(2012, 8, 1))
    check((world, (question,)), reasons_differ)
    unconfirmed = ask(graph_of(world), question).absence.unconfirmed
    assert unconfirmed is not None
    assert unconfirmed.to_dict() == {"routes": 2, "lastConfirmed": "2012-07-01"}


# --- the examples are worth asking about -----------------------------------------------------------------------------


def test_what_matters_occurs_often_enough() -> None:
    """A comparison of graphs without routes would prove little."""
    number = 120
    share: Counter[str] = Counter()
    for seed in range(number):
        world, questions = case(Random(seed))
        asked = BruteForce(world)
        found = [asked.routes(question) for question in questions]
        foreseen = {flow.iri for flow in world.flows if not flow.dating.takes_place}
        hops = [hop for answer in found for route in answer for hop in route.hops]
        unblocked = [asked.routes(replace(question, blocks=False)) for question in questions]
        share.update(
            {
                "a route": any(found),
                "a certain route": any(route.certain for answer in found for route in answer),
                "a presumed route": any(route.state == PRESUMED for answer in found for route in answer),
                "a possible route": any(route.state < PRESUMED for answer in found for route in answer),
                "one that was confirmed too long ago": any(
                    answer != asked.routes(replace(question, confirmed_since=None))
                    for question, answer in zip(questions, found, strict=True)
                ),
                "several routes": any(len(answer) > 3 for answer in found),
                "three flows": any(len(route.hops) > 2 for answer in found for route in answer),
                "no route": any(not answer for answer in found),
                "an assumed join": any(not hop.exact for hop in hops),
                "a transformation": any(hop.transformations for hop in hops),
                "a dispute": any(hop.disputed for hop in hops),
                "a flow that nobody says takes place": any(hop.flow in foreseen for hop in hops),
                "a block that bites": found != unblocked,
                "a block that may stand": any(hop.possible_blocks for hop in hops),
            }
        )
    least = {
        "a route": 80,
        "a certain route": 65,
        "a presumed route": 30,
        "a possible route": 40,
        "one that was confirmed too long ago": 8,
        "several routes": 15,
        "three flows": 12,
        "no route": 30,
        "an assumed join": 15,
        "a transformation": 10,
        "a dispute": 20,
        "a block that bites": 8,
        "a block that may stand": 2,
        "a flow that nobody says takes place": 8,
    }
    percent = {what: round(100 * share[what] / number) for what in least}
    assert not {what: percent[what] for what in least if percent[what] < least[what]}, percent


def test_every_reason_occurs() -> None:
    given_reasons: Counter[str] = Counter()
    codes = (*LEFT_ASIDE, "nothing-known")
    for seed in range(400):
        if all(given_reasons[code] >= 5 for code in codes):
            return
        world, questions = case(Random(seed), options=seed % 2 == 0)
        kg = graph_of(world)
        for question in questions:
            trace = ask(kg, question)
            given_reasons.update([trace.reason or "", *trace.absence.also])
    assert all(given_reasons[code] >= 5 for code in codes), given_reasons


# --- the comparison can fail -----------------------------------------------------------------------------------------

_products = routes.Search._products
_partial = queued.Partial
_flows_of_every = every.Every.flows
_joins = network.Holders.joins
_spans = validity.spans
_meet = categories.CategoryTree.meet
_blocks = routes.Search._blocks_between
_closure = network.Holders.closure
_span = dates.span


def _end_counts(points: validity.Points) -> validity.Spans:
    first, last = points.first_end, points.last_end
    return _spans(points._replace(first_end=first and first + 1, last_end=last and last + 1))


def _first_of_the_disputed(points: validity.Points) -> validity.Spans:
    return _spans(points._replace(last_start=points.first_start, last_end=points.first_end))


def _without_attestations(points: validity.Points) -> validity.Spans:
    return _spans(points._replace(attested_by=None, attested_from=None))


def _closure_without_systems(self: network.Holders, holder: int) -> frozenset[int]:
    return frozenset(h for h in _closure(self, holder) if h == holder or h not in self.systems)


def _block_of_any_category(
    self: routes.Search, before: int, after: int, category: int, day: int | None
) -> tuple[bool, tuple[int, ...]]:
    return _blocks(self, before, after, categories.ANY, day)


def _products_as_found(self: routes.Search, category: int, usable: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    meet = self.network.categories.meet
    found: dict[int, tuple[int, ...]] = {category: ()}
    ahead = [category]
    while ahead:
        current = ahead.pop(0)
        for number in usable:
            transformation = self.network.transformations[number]
            if any(meet(current, consumed) is not None for consumed in transformation.consumes):
                fresh = [produced for produced in transformation.produces if produced not in found]
                found |= dict.fromkeys(fresh, (*found[current], number))
                ahead += fresh
    return found


def _senders_alone(
    self: every.Every, table: FlowTable, categories: Mapping[str, int], tiers: Mapping[str, int]
) -> FlowTable:
    whole = _flows_of_every(self, table, categories, tiers)
    return whole.only([flow for flow in range(len(whole)) if whole.as_every[flow] >= -1])


def _holders_after_without_generic_bodies(
    self: routes.Search, held: frozenset[int] | None, flow: int
) -> frozenset[int] | None:
    table = self.network.flows
    held = frozenset({table.sender[flow]}) if held is None else held
    return None if table.recipient[flow] in held else held | {table.recipient[flow]}


def _partial_dates_as_first_days(text: str, where: str) -> tuple[date, date]:
    first, _ = _span(text, where)
    return first, first


def _assumed_joins_all_the_same(self: routes.Search, flow: int) -> Iterator[tuple[int, bool]]:
    for holder, exact in self.network.joins(self.network.flows.recipient[flow]).items():
        for number in self.network.flows_from.get(holder, ()):
            yield number, exact


def _presumed_blocks_let_pass(
    self: routes.Search, before: int, after: int, category: int, day: int | None
) -> tuple[bool, tuple[int, ...]]:
    stopped, possible = _blocks(self, before, after, category, day)
    if not stopped or day is None:
        return stopped, possible
    here = [self.network.blocks[number] for number in self.network.blocks_at[self.network.flows.recipient[before]]]
    certain = any(block.validity.certain[0] <= day < block.validity.certain[1] for block in here)
    return certain, ()


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "an assumed join taken for exact": (
        network.Holders,
        "joins",
        lambda self, holder: dict.fromkeys(_joins(self, holder), True),
    ),
    "no assumed join": (
        network.Holders,
        "joins",
        lambda self, holder: {h: exact for h, exact in _joins(self, holder).items() if exact},
    ),
    "no join to the whole": (network.Holders, "_containers", lambda self, holder: set()),
    "parts without their systems": (network.Holders, "closure", _closure_without_systems),
    "the last day counted": (validity, "spans", _end_counts),
    "a month taken for its first day": (flow_reader, "span", _partial_dates_as_first_days),
    "the first of disputed dates": (validity, "spans", _first_of_the_disputed),
    "attestations forgotten": (validity, "spans", _without_attestations),
    "no dispute": (validity.Validity, "disputed", False),
    "a category met by itself only": (
        categories.CategoryTree,
        "meet",
        lambda self, a, b: b if a in (b, categories.ANY) else None,
    ),
    "the broader category kept": (
        categories.CategoryTree,
        "meet",
        lambda self, a, b: b if a == categories.ANY else None if _meet(self, a, b) is None else b,
    ),
    "categories all as specific": (categories.CategoryTree, "depth", lambda self, category: 0),
    "no transformation": (
        routes.Search,
        "_products",
        lambda self, category, usable: {category: ()},
    ),
    "blocks that never stand": (
        routes.Search,
        "_blocks_between",
        lambda self, before, after, category, day: (False, ()),
    ),
    "blocks whatever the category": (routes.Search, "_blocks_between", _block_of_any_category),
    "flows that nobody says take place taken for others": (Store, "having_only", lambda self, *asked: set()),
    "what nobody says takes place taken for the rest": (validity, "takes_place", lambda statuses: True),
    "what one source plans taken for planned": (
        validity,
        "takes_place",
        lambda statuses: not set(NOT_TAKING_PLACE).intersection(map(local_name, statuses)),
    ),
    "what is said of some taken for said of every": (vocabulary, "EVERY", ID + "extent/some"),
    "selective bodies told by kind and place": (vocabulary, "SELECTIVE", ID + "nothing"),
    "what sources say of some flows pooled with what they say of every": (
        every.Every,
        "_as_said_of_every",
        lambda self, table, categories, tiers: table,
    ),
    "what sources say of some changes pooled with what they say of every": (
        every.Every,
        "_changing_every",
        lambda self, one, categories: one,
    ),
    "what must be said taken from all sources": (
        every._Said,
        "needed",
        lambda self, slot: sorted(self._by_any[slot]),
    ),
    "what is said of every body ranked best": (
        every._Said,
        "rank",
        lambda self, slot, tiers: 0,
    ),
    "a generic body without its kind's narrower ones": (every, "reached", lambda start, step: set(start)),
    "bodies of any kind, in any place": (
        every,
        "_having",
        lambda store, predicate, upward: lambda values: {subject for subject, _, _ in store.pairs(predicate)},
    ),
    "what is said of every transformation forgotten": (
        every.Every,
        "transformations",
        lambda self, stated, categories: list(stated),
    ),
    "recipients never taken for every one": (every.Every, "flows", _senders_alone),
    "the generic body met again": (routes.Search, "_holders_after", _holders_after_without_generic_bodies),
    "kind joins like any other": (
        routes,
        "Partial",
        lambda state, hops, assumed, named, *rest: _partial(state, hops, assumed, 0, *rest),
    ),
    "nothing presumed": (validity, "spans", lambda points: _spans(points)._replace(presumed=_spans(points).certain)),
    "presumed taken for certain": (validity, "certain_span", validity.presumed_span),
    "blocks that are presumed only do not stand": (routes.Search, "_blocks_between", _presumed_blocks_let_pass),
    "confirmed by the first of its parts": (
        confirmations,
        "oldest",
        lambda parts: max(filter(None, parts), key=lambda one: one.order, default=None),
    ),
    "confirmed at any time": (Asked, "since", None),
    "transformations confirmed at any time": (
        routes.Search,
        "_change_begins",
        lambda self, number: self.network.transformations[number].validity.possible[0],
    ),
    "only the surest variant kept": (
        routes,
        "not_worse",
        lambda variants: (min(variants, key=lambda variant: (variant.state, variant)),),
    ),
    "evidence forgotten": (flow_reader.FlowReader, "_evidence", lambda self: [0] * len(self.iris)),
    "exact forgotten": (routes.Search, "_next_flows", _assumed_joins_all_the_same),
    "via forgotten": (routes.Search, "_passes", lambda self, flows: True),
}


PLANTED_IN_REASONS: Mapping[str, tuple[object, str, object]] = {
    "any day will do": (why_none._Inquiry, "_days", lambda self, question: (((None, None),), ())),
    "no block named": (why_none._Inquiry, "_standing", lambda self, question: ()),
    "every category will do": (
        why_none._Inquiry,
        "_leaving",
        lambda self, question: tuple(self._network.categories.iris),
    ),
    "the first found taken for the latest": (
        why_none,
        "confirmed",
        lambda network, route: network.flows.validity(route.hops[0].flow).last_confirmed(date(2012, 9, 1)),
    ),
    "only dates at fault": (why_none._Inquiry, "_reaches", lambda self, question: question.day is None),
}


@pytest.mark.parametrize(
    ("planted", "noticed"), [(_products, False), (_products_as_found, True)], ids=["as it is", "as found"]
)
def test_of_chains_as_short_the_lesser_one_is_shown(
    planted: object, noticed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes.Search, "_products", planted)
    differs = False
    for seed in seeds(300) if not noticed else range(300):
        world, question = of_many_chains(Random(seed))
        differs = routes_differ(graph_of(world), BruteForce(world), question)
        if differs:
            break
    assert differs == noticed, (to_trig(world), question)


SHOWN_FROM: Mapping[str, int] = {
    "what sources say of some changes pooled with what they say of every": 1831,
    "what is said of every body ranked best": 396,
    "what one source plans taken for planned": 193,
    "transformations confirmed at any time": 703,
    "only the surest variant kept": 890,
    "what is said of every transformation forgotten": 1831,
    "what nobody says takes place taken for the rest": 173,
    "a generic body without its kind's narrower ones": 141,
    "blocks whatever the category": 239,
}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", [*PLANTED, *PLANTED_IN_REASONS])
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = {**PLANTED, **PLANTED_IN_REASONS}[planted]
    differs = reasons_differ if planted in PLANTED_IN_REASONS else routes_differ
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + 1000):
        world, questions = case(Random(seed), options=planted == "via forgotten")
        kg, asked = graph_of(world), BruteForce(world)
        if any(differs(kg, asked, question) for question in questions):
            return
    pytest.fail(f"A thousand graphs did not show: {planted}.")
