"""Scenarios against the definition, on small random graphs: what falls and comes back, which ways close and open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

import pytest
from tests.examples import seeds
from tests.routes.brute_force import (
    IMPOSSIBLE,
    WORDS,
    BruteForce,
    Dating,
    Flow,
    Norm,
    Question,
    Route,
    Transformation,
    World,
    first_day,
    of_every,
    state,
)
from tests.routes.graphs import case, case_under_norms, to_trig
from tests.routes.instruments import NAMES, Instruments, datings, draw_instruments, graph_under
from tests.routes.test_exposure import by_brute_force as exposure_by_brute_force

from whoshares.answers import scenario, with_scenario
from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import TracedRoute
from whoshares.answers.tracer import Tracer
from whoshares.answers.whatif import WhatIf
from whoshares.model.errors import InputError
from whoshares.routes.exposure import Exposing, ExposureRow

Made = TypeVar("Made", Flow, Transformation)
Change = tuple[str, str]
"""`end` or `start`, and a thing."""
Drawn = tuple[World, Instruments, Question, tuple[Change, ...], int]


def draw(seed: int) -> Drawn:
    random = Random(seed)
    world, (question,) = (case_under_norms if seed % 2 else case)(random, 1)
    instruments = draw_instruments(random, world)
    changes: dict[str, str] = {}
    for _ in range(random.randint(1, 2)):
        things = NAMES if random.random() < 0.6 else sorted(datings(world))
        changes[random.choice(things)] = random.choice(("end", "end", "start"))
    question = replace(question, exact=False, max_hops=None, confirmed_since=None)
    return (
        world,
        instruments,
        question,
        tuple((how, thing) for thing, how in changes.items()),
        random.choice((1, 2, 99)),
    )


# --- by the definition -----------------------------------------------------------------------------------------------


def comes_with(instrument: str, world: World, instruments: Instruments) -> tuple[set[str], set[str]]:
    """What an instrument carries, set and began, and what it ended, through those that it began and ended, too."""
    every = {instrument}
    while more := {one for i in every for one in instruments.naming(i, "begunBy") if one in NAMES} - every:
        every |= more
    ended = {thing for i in every for thing in instruments.naming(i, "endedBy")}
    ended |= {thing for i in ended - every if i in NAMES for thing in instruments.naming(i, "setBy")}
    carried = {thing for i in every for thing in instruments.naming(i, "authority", "setBy", "begunBy")}
    things = datings(world).keys()
    return carried & things, (ended & things) - carried


def turned(drawn: Drawn) -> tuple[set[str], set[str], set[str]]:
    """What ends, begins and comes back."""
    world, instruments, _, changes, _ = drawn
    named: dict[str, set[str]] = {"end": set(), "start": set()}
    ends, begins, returns = set[str](), set[str](), set[str]()
    for how, thing in changes:
        if thing not in NAMES:
            named[how].add(thing)
            continue
        carried, ended = comes_with(thing, world, instruments)
        if how == "end":
            ends, returns = ends | carried, returns | ended
        else:
            ends, begins = ends | ended, begins | carried
    ends = named["end"] | (ends - named["start"])
    begins = named["start"] | (begins - ends)
    return ends, begins, returns - ends - begins


def as_made(drawn: Drawn) -> World:
    """The graph as the scenario makes it."""
    world, _, question, _, _ = drawn
    ends, begins, returns = turned(drawn)
    assert question.day is not None
    day = question.day.isoformat()

    def dating(iri: str, given: Dating) -> Dating:
        if iri in begins:
            return Dating((), (), (*given.attested, day))
        if iri not in returns:
            return given
        until = tuple(
            (first_day(text) - timedelta(days=1)).isoformat() if len(text) == len("2019-12-01") else text
            for text in given.ends
        )
        statuses = tuple(status for status in given.statuses if status != "enjoined")
        return Dating(given.starts, (), (*given.attested, *until), statuses)

    known = BruteForce(world)

    def of_each(thing: Made) -> Made:
        """What a scenario says of a thing that is said of every body, it says of every body, too."""
        own = known.dating_of_every(thing) if of_every(thing) else None
        if own is not None and thing.iri in begins | returns:
            own = dating(thing.iri, replace(own, ends=thing.dating.ends))
        return replace(thing, dating=dating(thing.iri, thing.dating), of_every=own)

    return replace(
        world,
        flows=tuple(of_each(x) for x in world.flows if x.iri not in ends),
        transformations=tuple(of_each(x) for x in world.transformations if x.iri not in ends),
        blocks=tuple(replace(x, dating=dating(x.iri, x.dating)) for x in world.blocks if x.iri not in ends),
        bars=tuple(replace(x, dating=dating(x.iri, x.dating)) for x in world.bars if x.iri not in ends),
        permissions=tuple(replace(x, dating=dating(x.iri, x.dating)) for x in world.permissions if x.iri not in ends),
    )


def barred(asked: BruteForce, bar: str, day: date) -> set[str]:
    """The flows that a bar bars on a day, with some category."""
    return {
        flow.iri
        for flow in asked.flows
        for category in flow.carries
        if any(one == bar and not lifting for one, lifting in asked.bars_over(flow, category, day, ()))
    }


Effects = dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]]


def effects_by_definition(drawn: Drawn) -> Effects:
    world, _, question, _, _ = drawn
    day = question.day
    assert day is not None
    after = as_made(drawn)
    sides = [BruteForce(world), BruteForce(after)]
    there = [{flow.iri for flow in side.world.flows} for side in sides]
    found: Effects = {}
    for thing in datings(world):
        before_state, after_state = (
            WORDS[state(known[thing], day) if thing in known else IMPOSSIBLE]
            for known in (datings(world), datings(after))
        )
        one, other = (barred(side, thing, day) for side in sides)
        released, caught = tuple(sorted((one - other) & there[1])), tuple(sorted((other - one) & there[0]))
        if before_state != after_state or released or caught:
            found[thing] = (before_state, after_state, released, caught)
    return found


Path = tuple[tuple[str, tuple[str, str] | None], ...]
"""The flows of a route, each with the named body that is taken for a generic one."""


def flows_of(routes: list[Route]) -> list[Path]:
    return [tuple((hop.flow, hop.taken) for hop in route.hops) for route in routes]


def path(route: TracedRoute) -> Path:
    return tuple(
        (hop.flow, (hop.as_every, getattr(hop, hop.as_every_at)) if hop.as_every and hop.as_every_at else None)
        for hop in route.hops
    )


Known = tuple[str, frozenset[str]]
"""How sure a route is, and which bars it goes round."""
Sets = tuple[set[Path], dict[Path, tuple[Known, Known]], set[Path]]


def way_by_brute_force(sides: tuple[BruteForce, BruteForce], question: Question, limit: int) -> Sets:
    """Of the first routes of each side: those that close, that are kept (how sure before and after), that open."""
    routes = [side.routes(question) for side in sides]
    first, then = (flows_of(some) for some in routes)
    states: list[dict[Path, Known]] = [
        {
            flows: (WORDS[route.state], frozenset(bar for bar, _, _ in route.goes_round))
            for flows, route in zip(flows_of(some), some, strict=True)
        }
        for some in routes
    ]
    looked_at = {*first[:limit], *then[:limit]}
    kept = {flows: (states[0][flows], states[1][flows]) for flows in looked_at if flows in first and flows in then}
    return (
        {flows for flows in first[:limit] if flows not in then},
        kept,
        {flows for flows in then[:limit] if flows not in first},
    )


# --- compared --------------------------------------------------------------------------------------------------------


def ask(drawn: Drawn, *, origin: bool = True, recipient: bool = True) -> WhatIf | None:
    """The answer, if there is something to ask: an instrument that nothing names ends or begins nothing."""
    world, instruments, question, changes, limit = drawn
    if not any(turned(drawn)) or any(
        thing in NAMES and not any(comes_with(thing, world, instruments)) for how, thing in changes if how == "end"
    ):
        return None
    return graph_under(world, instruments).whatif(
        end=[thing for how, thing in changes if how == "end"],
        start=[thing for how, thing in changes if how == "start"],
        origin=question.origin if origin else None,
        recipient=question.recipient if recipient else None,
        carrying=question.category,
        as_of=question.day,
        unbarred=question.unbarred,
        limit=limit,
    )


def known(route: TracedRoute) -> Known:
    return route.state.word, frozenset(gone.bar.id for gone in route.goes_round)


def two_ends_differ(drawn: Drawn) -> bool:
    """Whether something else turns, or other routes close, stay or open."""
    answer = ask(drawn)
    if answer is None:
        return False
    turns = {e.thing: (e.before.word, e.after.word, e.released, e.caught) for e in answer.effects}
    if turns != effects_by_definition(drawn):
        return True
    if drawn[2].origin == drawn[2].recipient:
        return bool(answer.pairs)
    (way,) = answer.pairs
    sides = BruteForce(drawn[0]), BruteForce(as_made(drawn))
    ours = (
        {path(route) for route in way.closed},
        {path(k.after): (known(k.before), known(k.after)) for k in way.kept},
        {path(route) for route in way.opened},
    )
    question = replace(drawn[2], readings=())
    before, after = ({bar for bar, *_ in side.forbidding(question)} for side in sides)
    if (before - after, after - before) != ({*way.no_longer_forbidden_by}, {*way.newly_forbidden_by}):
        return True
    some = [bool(side.routes(question)) for side in sides]
    outcome = {(True, False): "closes", (True, True): "stays-open", (False, True): "opens", (False, False): "none"}
    return ours != way_by_brute_force(sides, question, drawn[4]) or way.outcome != outcome[some[0], some[1]]


def one_end_differs(drawn: Drawn) -> bool:
    """Whether another holder is looked at than those whose row of the exposure is another."""
    sides = BruteForce(drawn[0]), BruteForce(as_made(drawn))
    question = replace(drawn[2], readings=(), unbarred=False)
    outward = len(drawn[0].flows) % 2 == 0
    answer = ask(drawn, origin=outward, recipient=not outward)
    if answer is None:
        return False
    before, after = (exposure_by_brute_force(side, question, outward=outward) for side in sides)
    expected = {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return [way.recipient if outward else way.origin for way in answer.pairs] != sorted(expected)


def no_end_differs(drawn: Drawn) -> bool:
    """Whether other ways are looked at than those between the ends of what turns."""
    answer = ask(drawn, origin=False, recipient=False)
    if answer is None:
        return False
    worlds = drawn[0], as_made(drawn)
    pairs: set[tuple[str, str, str | None]] = set()
    for thing in effects_by_definition(drawn):
        for world in worlds:
            for flow in (flow for flow in world.flows if flow.iri == thing):
                pairs |= {(flow.sender, flow.recipient, category) for category in flow.carries}
            for block in (block for block in world.blocks if block.iri == thing):
                pairs.add((block.origin, block.recipient, block.category))
            for bar in (bar for bar in world.bars if bar.iri == thing):
                pairs |= bar_ends(BruteForce(world), bar)
    asked = BruteForce(drawn[0])

    def is_wider(one: tuple[str, str, str | None], than: tuple[str, str, str | None]) -> bool:
        if one == than or one[:2] != than[:2] or than[2] is None:
            return False
        return one[2] is None or asked.within(than[2], one[2])

    kept = {pair for pair in pairs if not any(is_wider(other, pair) for other in pairs)}
    return {(way.origin, way.recipient, way.category) for way in answer.pairs} != kept or answer.left_out != 0


def bar_ends(asked: BruteForce, bar: Norm) -> set[tuple[str, str, str | None]]:
    senders, recipients = asked.meant(bar.sender) or set(), asked.meant(bar.recipient) or set()
    return {
        (sender, recipient, category)
        for sender in senders
        for recipient in recipients
        for category in bar.categories or (None,)
        if sender != recipient
    }


COMPARISONS: Mapping[str, tuple[Callable[[Drawn], bool], int]] = {
    "two ends": (two_ends_differ, 1000),
    "one end": (one_end_differs, 500),
    "no end": (no_end_differs, 500),
}
"""Each comparison, with how many examples it is of."""


@pytest.mark.parametrize("compared", COMPARISONS)
def test_a_scenario_is_what_the_definition_says(compared: str) -> None:
    differs, number = COMPARISONS[compared]
    for seed in seeds(number):
        drawn = draw(seed)
        if differs(drawn):
            world, instruments, question, changes, limit = drawn
            pytest.fail(f"seed {seed}\n{to_trig(world)}\n{instruments}\n{question}\n{changes}\nlimit {limit}")


def _no_end_comes_back(self: scenario.Making, instrument: str) -> tuple[set[str], set[str]]:
    carried, _ = _COMES_WITH(self, instrument)
    return carried, set()


_COMES_WITH = scenario.Making._comes_with
_BETWEEN_ENDS = with_scenario._between_ends


def _ends_of_flows_alone(graph: GraphParts, thing: str) -> Iterator[tuple[str, str, str | None]]:
    return _BETWEEN_ENDS(graph, thing) if thing in graph.network.flow_number else iter(())


_ROWS = Exposing.rows


def _rows_of_wholes_left_out(self: Exposing) -> list[ExposureRow]:
    return [row for row in _ROWS(self) if row.far == row.near]


PLANTED: Mapping[str, tuple[str, object, str, object]] = {
    "what ended does not come back": ("two ends", scenario.Making, "_comes_with", _no_end_comes_back),
    "what comes back was never seen": ("two ends", scenario.Making, "_last_in_force", lambda self, thing: ()),
    "barred flows overlooked": ("two ends", with_scenario._Comparing, "_barred", lambda self, bar: ((), ())),
    "the limit closes routes": ("two ends", Tracer, "along", lambda self, asked, path: None),
    "a whole is not looked at": ("one end", Exposing, "rows", _rows_of_wholes_left_out),
    "narrower data is asked again": ("no end", with_scenario._Comparing, "_is_wider", lambda self, pair, than: False),
    "a bar has no ends": ("no end", with_scenario, "_between_ends", _ends_of_flows_alone),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared, owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    assert any(_shows(COMPARISONS[compared][0], draw(seed)) for seed in range(1000))


def _shows(differs: Callable[[Drawn], bool], drawn: Drawn) -> bool:
    """Whether an answer differs; a scenario that is refused, since an error leaves nothing of it, does not count."""
    try:
        return differs(drawn)
    except InputError:
        return False
