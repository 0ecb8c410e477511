"""Timelines between two holders against the definition, on small random graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from tests.examples import seeds
from tests.routes.brute_force import (
    BruteForce,
    Dating,
    Flow,
    Norm,
    Question,
    Slot,
    Transformation,
    World,
    days_that_matter,
    first_day,
    last_day,
)
from tests.routes.graphs import ID, case, case_under_norms, to_trig
from tests.routes.instruments import Instruments, datings, draw_instruments, graph_under

from whoshares.answers import timeline
from whoshares.answers.timeline import Timeline
from whoshares.network.norms import Norms

Told = set[tuple[str, str, str | None]]
"""What happened, to what, when."""
Drawn = tuple[World, Instruments, Question]


def draw(seed: int) -> Drawn:
    random = Random(seed)
    world, (question,) = (case_under_norms if seed % 2 else case)(random, 1)
    return world, draw_instruments(random, world), replace(question, exact=False, max_hops=None, confirmed_since=None)


# --- by the definition -----------------------------------------------------------------------------------------------


def days_around(world: World) -> list[date]:
    turns = days_that_matter(world)
    return [turns[0] - timedelta(days=5000), *turns, turns[-1] + timedelta(days=5000)]


def things_told(asked: BruteForce, instruments: Instruments, question: Question) -> tuple[set[str], set[date]]:
    """The things whose dates are told, and the days around a turn on which a route is known."""
    world = asked.world
    on_routes: set[str] = set()
    flows: dict[tuple[str, str | None], Flow] = {}
    known = set()
    for day in days_around(world):
        routes = asked.routes(replace(question, day=day, unbarred=False, readings=()))
        known |= {day} if routes else set()
        for route in routes:
            on_routes |= {iri for hop in route.hops for iri in (hop.flow, *hop.transformations)}
            flows |= {(flow.iri, flow.taken): flow for flow in asked.used(route)}
    things = on_routes | blocks_on_the_way(asked, question)
    for norm in (*world.bars, *world.permissions):
        if lies_between(asked, norm, question) or any(
            asked.fits(norm, f, c) for f in flows.values() for c in f.carries
        ):
            things.add(norm.iri)
    resting = things
    while resting:
        resting = {
            i for thing in resting for i in instruments.named(thing, "authority", "setBy", "begunBy", "endedBy")
        } - things
        things |= resting
    return things, known


def lies_between(asked: BruteForce, norm: Norm, question: Question) -> bool:
    """Whether a norm's slots fit something of each end, and its data is comparable with that asked for."""
    ends = (norm.sender, question.origin), (norm.recipient, question.recipient)
    return all(any(asked._is_among(h, slot, norm) for h in asked.closure(end)) for slot, end in ends) and (
        not norm.categories or any(asked.meet(question.category, one) is not None for one in norm.categories)
    )


def blocks_on_the_way(asked: BruteForce, question: Question) -> set[str]:
    """The blocks between two flows that lie on a walk from one end to the other, dates and blocks left aside."""
    world = asked.world
    undated = replace(world, flows=tuple(replace(flow, dating=Dating()) for flow in world.flows), blocks=())
    flows = on_some_walk(BruteForce(undated), question)
    return {
        block.iri
        for block in world.blocks
        for before in flows
        for after in flows
        if before.recipient == block.system == after.sender
        and before.sender in asked.closure(block.origin)
        and after.recipient in asked.closure(block.recipient)
        and (block.category is None or any(asked._comparable(c, block.category) for c in after.carries))
    }


def on_some_walk(asked: BruteForce, question: Question) -> list[Flow]:
    """The flows on some walk from end to end whose category goes on: a walk may come back to a holder."""
    timeless = replace(question, day=None, unbarred=False, readings=())
    origin, target = asked.closure(question.origin), asked.closure(question.recipient)
    states: set[tuple[Flow, str]] = {
        (flow, hop.category)
        for flow in asked.flows
        if flow.sender in origin
        for hop in asked._ways(None, flow, question.category, None, timeless)
    }
    back: dict[tuple[Flow, str], set[tuple[Flow, str]]] = {}
    ahead, seen = list(states), set(states)
    while ahead:
        state = ahead.pop()
        before, category = state
        if before.recipient in target or before.recipient in origin:
            continue
        for flow in asked.flows:
            if asked.join(before.recipient, flow.sender) is None:
                continue
            for hop in asked._ways(before, flow, category, None, timeless):
                following = flow, hop.category
                back.setdefault(following, set()).add(state)
                if following not in seen:
                    seen.add(following)
                    ahead.append(following)
    leading = {state for state in seen if state[0].recipient in target}
    more = list(leading)
    while more:
        for state in back.get(more.pop(), ()):
            if state not in leading:
                leading.add(state)
                more.append(state)
    return list({flow for flow, _ in leading})


def entries_by_definition(world: World, instruments: Instruments, things: set[str]) -> Told:
    told: Told = set()
    every = datings(world) | dict(instruments.datings)
    for thing in things:
        dating = every[thing]
        begun, over = instruments.named(thing, "begunBy"), instruments.named(thing, "endedBy")
        start, end = ("began", "ended") if dating.takes_place else ("spoken-of-from", "spoken-of-until")
        told |= {(start, thing, text) for text in dating.starts or ((None,) if begun else ())}
        told |= {(end, thing, text) for text in dating.ends or ((None,) if over else ())}
        first = min(dating.attested, key=lambda text: (last_day(text), first_day(text)), default=None)
        for text in dating.attested:
            kind = "first-described" if text == first and not dating.starts else "attested"
            told.add((kind if dating.takes_place else "spoken-of", thing, text))
    return told


# --- compared --------------------------------------------------------------------------------------------------------


def within(day: date, answer: Timeline) -> bool:
    text = day.isoformat()
    return any((first is None or first <= text) and (end is None or text < end) for first, end in answer.days)


def differs(drawn: Drawn) -> str | None:
    """In what the answer is another than the definition gives."""
    world, instruments, question = drawn
    asked = BruteForce(world)
    answer = graph_under(world, instruments).timeline(question.origin, question.recipient, carrying=question.category)
    assert not answer.truncated
    things, known = things_told(asked, instruments, question)
    if {day for day in days_around(world) if within(day, answer)} != known:
        return "days"
    ours = {(e.kind, e.thing, e.date) for e in answer.entries if e.thing}
    if ours != entries_by_definition(world, instruments, things):
        return "entries"
    if set(answer.blocks) != blocks_on_the_way(asked, question):
        return "blocks"
    forbidding = {
        bar
        for day in days_around(world)
        for bar, *_ in asked.forbidding(replace(question, day=day, readings=(), unbarred=False))
    }
    return "bars" if set(answer.bars) != forbidding else None


@pytest.mark.parametrize("part", range(4))
def test_what_is_told_is_what_the_definition_gives(part: int) -> None:
    for seed in seeds()[part::4]:
        drawn = draw(seed)
        wrong = differs(drawn)
        if wrong is not None:
            world, instruments, question = drawn
            pytest.fail(f"{wrong}, seed {seed}\n{to_trig(world)}\n{instruments}\n{question}")


def test_a_norm_is_told_that_by_its_sources_ends_before_it_begins() -> None:
    source, data = ID + "source/one", ID + "category/c"
    here, between, there = (ID + f"organization/{name}" for name in "abc")
    flows = tuple(
        Flow(ID + f"flow/{ends[0][-1]}", *ends, (data,), Dating(("2011-03",)), (), (source,), (source,), ((source,),))
        for ends in ((here, between), (between, there))
    )
    bar = Norm(ID + "bar/b", recipient=Slot((between,)), dating=Dating(("2012-06",), ("2012-01-01",)))
    world = World((here, between, there), (), (), (), (data,), (), flows, tiers=((source, None),), bars=(bar,))
    answer = graph_under(world, Instruments((), ())).timeline(here, there)
    assert ("ended", bar.iri, "2012-01-01") in {(e.kind, e.thing, e.date) for e in answer.entries}


def test_a_transformation_is_told_that_a_route_shows_once_it_is_as_sure() -> None:
    source, here, there = ID + "source/one", ID + "organization/a", ID + "organization/b"
    broad, narrow = ID + "category/c", ID + "category/n"
    flow = Flow(ID + "flow/f", here, there, (broad,), Dating(("2011-03",)), (), (source,), (source,), ((source,),))
    changed = Transformation(ID + "transformation/t", here, (narrow,), (narrow,), Dating(attested=("2012-09-01",)))
    world = World(
        (here, there), (), (), (), (broad, narrow), ((narrow, broad),), (flow,), (changed,), tiers=((source, None),)
    )
    answer = graph_under(world, Instruments((), ())).timeline(here, there)
    assert [entry.thing for entry in answer.entries if entry.thing] == [flow.iri, changed.iri]


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "days that follow one another not joined": (timeline, "joined", lambda found: ()),
    "blocks overlooked": (timeline._RoutesOverTime, "_blocks", lambda self, flows: set()),
    "limits of norms left aside": (Norms, "_fits", lambda self, *given: True),
    "bars of the way overlooked": (timeline, "forbidding", lambda *given: ()),
    "instruments left out": (timeline._Telling, "_rested_on", lambda self, things, asked: set()),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    assert any(differs(draw(seed)) for seed in range(1000))
