"""What changed between two days against the definition, on small random graphs: things, groups and reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest
from tests.examples import seeds
from tests.routes.brute_force import (
    IMPOSSIBLE,
    POSSIBLE,
    PRESUMED,
    WORDS,
    BruteForce,
    Dating,
    Question,
    Slot,
    World,
    first_day,
    first_day_after,
    last_day,
    state,
)
from tests.routes.graphs import case, case_under_norms, to_trig
from tests.routes.instruments import Instruments, datings, draw_instruments, graph_under

from whoshares.answers import at_ends, diff, reach, two_days
from whoshares.routes import exposure

Told = dict[str, tuple[str, str, str]]
"""For each thing to which something happened: what, and how sure it was before and after."""
Drawn = tuple[World, Instruments, Question, tuple[date, date]]


def draw(seed: int) -> Drawn:
    random = Random(seed)
    world, (question, other) = (case_under_norms if seed % 2 else case)(random, 2)
    assert question.day is not None
    assert other.day is not None
    days = min(question.day, other.day), max(question.day, other.day)
    return world, draw_instruments(random, world), question, days


# --- by the definition -----------------------------------------------------------------------------------------------


def turns(thing: str, dating: Dating, instruments: Instruments) -> tuple[date | None, date | None]:
    """The days on which a thing began and ended, by its own dates or by those of its instruments."""
    own_start = min(map(first_day, dating.starts), default=None)
    own_end = max(map(first_day_after, dating.ends), default=None)
    if own_start and own_end and own_end <= own_start:
        return None, None
    begun = [first_day(t) for i in instruments.named(thing, "begunBy") for t in instruments.dating(i).starts]
    ended = [
        min(map(first_day, starts))
        for i in instruments.named(thing, "endedBy")
        if (starts := instruments.dating(i).starts)
    ]
    if own_start is None and begun and all(last_day(text) >= min(begun) for text in dating.attested):
        own_start = min(begun)
    if own_end is None and ended and all(first_day(text) <= max(ended) for text in dating.attested):
        own_end = max(ended)
    return own_start, own_end


def what_happened(thing: str, dating: Dating, instruments: Instruments, days: tuple[date, date]) -> str | None:
    first, last = days
    began, ended = turns(thing, dating, instruments)

    def within(day: date | None) -> bool:
        return day is not None and first <= day <= last

    if within(began) or within(ended):
        return "began-and-ended" if within(began) and within(ended) else "began" if within(began) else "ended"
    starts, ends = list(map(first_day, dating.starts)), list(map(first_day_after, dating.ends))
    if not (starts and ends and max(ends) <= min(starts)):
        start = min(dating.starts, key=lambda text: (first_day(text), last_day(text)), default=None)
        end = max(dating.ends, key=lambda text: (last_day(text), first_day(text)), default=None)
        if start and first_day(start) < first <= last_day(start):
            return "perhaps"
        if end and first_day(end) < last <= last_day(end) and len(end) < 10:
            return "perhaps"
    described = min(map(last_day, dating.attested), default=None)
    if began is None and not dating.starts and within(described):
        return "first-described"
    return None


def in_force(instrument: str, instruments: Instruments, day: date) -> bool:
    return state(instruments.dating(instrument), day) != IMPOSSIBLE


def by_definition(world: World, instruments: Instruments, days: tuple[date, date]) -> Told:
    told: Told = {}
    for thing, dating in (datings(world) | dict(instruments.datings)).items():
        before, after = (state(dating, day) for day in days)
        happened = what_happened(thing, dating, instruments, days)
        rests = instruments.named(thing, "authority")
        turned = any(in_force(i, instruments, days[0]) != in_force(i, instruments, days[1]) for i in rests)
        if happened is None and turned and IMPOSSIBLE not in (before, after) and dating.takes_place:
            happened = "authority"
        if happened is not None:
            happened = happened if dating.takes_place else "spoken-of"
            told[thing] = (happened, WORDS[before], WORDS[after])
    return told


Reach = dict[tuple[str, str], tuple[str, str, bool, tuple[str, ...]]]
"""For each pair of holders how sure the surest route is before and after, and whether there is one only between.

Last the blocks that stop routes on the day without one.
"""


def reach_by_brute_force(
    asked: BruteForce, question: Question, days: tuple[date, date], origin: str | None, recipient: str | None
) -> Reach:
    every = {*asked.world.organizations, *asked.world.systems}
    found = {}
    for one, other in product({origin} if origin else every, {recipient} if recipient else every):
        pair = Question(one, other, None, question.category, question.exact)
        stated = replace(pair, first_stated=origin is None, last_stated=recipient is None)
        is_row = origin is not None and recipient is not None
        some_day = is_row or any(asked.routes(replace(stated, day=day)) for day in days)
        meanwhile = some_day or bool(asked.routes(replace(stated, between=days)))
        if one == other or not meanwhile:
            continue  # the exposure has a row for the generic body in its place
        best = [next(iter(asked.routes(replace(pair, day=day))), None) for day in days]
        sure = [route.state if route else IMPOSSIBLE for route in best]
        is_change = sure[0] != sure[1] and min(sure) <= POSSIBLE
        if is_row or is_change or (not some_day and max(sure) == IMPOSSIBLE):
            said = ["none-known" if one == IMPOSSIBLE else WORDS[one] for one in sure]
            between = max(sure) == IMPOSSIBLE and (not is_row or bool(asked.routes(replace(pair, between=days))))
            without = [day for day, one in zip(days, sure, strict=True) if one == IMPOSSIBLE]
            stopping = asked.stopping(replace(pair, day=without[-1])) if without else set()
            standing = {b.iri for b in asked.world.blocks if without and state(b.dating, without[-1]) >= PRESUMED}
            found[pair.origin, pair.recipient] = (said[0], said[1], between, tuple(sorted(stopping & standing)))
    return found


def at_ends_by_brute_force(asked: BruteForce, origin: str | None, recipient: str | None) -> set[str]:
    """The bars and blocks on data from the one end, to the other, or between the two where both are given."""
    found: set[str] = set()
    if origin == recipient:
        return found
    for bar in asked.world.bars:
        sides = []
        for end, slot in ((origin, bar.sender), (recipient, bar.recipient)):
            if end is not None and slot == Slot():
                sides.append(origin is not None and recipient is not None)
            elif end is not None:
                sides.append(any(asked._is_among(one, slot, bar) for one in asked.closure(end)))
        found |= {bar.iri} if all(sides) else set()
    for block in asked.world.blocks:
        blocked = ((origin, block.origin), (recipient, block.recipient))
        if all(end is None or asked.closure(end) & asked.closure(one) for end, one in blocked):
            found.add(block.iri)
    return found


# --- compared --------------------------------------------------------------------------------------------------------


def differs(drawn: Drawn, turn: int) -> str | None:
    """Where the answer is another than the definition gives; by turns, reach is asked to, from and between holders."""
    world, instruments, question, days = drawn
    kg, asked = graph_under(world, instruments), BruteForce(world)
    ends = ((None, question.recipient), (question.origin, None), (question.origin, question.recipient))
    origin, recipient = ends[turn % 3]
    answer = kg.diff(*days, origin=origin, to=recipient, carrying=question.category, exact=question.exact)
    told = {(r.origin, r.recipient): (r.before, r.after, r.meanwhile, r.stopped_by) for r in answer.reach}
    if reach_by_brute_force(asked, question, days, origin, recipient) != told:
        return "reach"
    set_there = at_ends_by_brute_force(asked, origin, recipient)
    if any((change.thing in set_there) != change.at_ends for change in answer.changes):
        return "at the ends"
    every = graph_under(world, instruments).diff(*days)
    if by_definition(world, instruments, days) != {c.thing: (c.kind, c.before, c.after) for c in every.changes}:
        return "changes"
    if about(drawn) != {c.thing for c in answer.changes}:
        return "data"
    return None


def about(drawn: Drawn) -> set[str]:
    """The things told when data of a kind is asked for."""
    world, instruments, question, days = drawn
    asked = BruteForce(world)
    states = {flow.iri: flow.carries for flow in world.flows}
    states |= {t.iri: (*t.consumes, *t.produces) for t in world.transformations}
    states |= {block.iri: (block.category,) if block.category else () for block in world.blocks}
    states |= {norm.iri: norm.categories for norm in (*world.bars, *world.permissions)}

    def touches(thing: str) -> bool:
        if thing not in states:
            naming = instruments.naming(thing, "authority", "setBy", "begunBy", "endedBy")
            return any(one in states and touches(one) for one in naming) or any(one not in states for one in naming)
        categories = states[thing]
        return not categories or any(asked.meet(question.category, one) is not None for one in categories)

    return {thing for thing in by_definition(world, instruments, days) if question.category is None or touches(thing)}


@pytest.mark.parametrize("part", range(4))
def test_what_is_told_is_what_the_definition_gives(part: int) -> None:
    for seed in seeds()[part::4]:
        drawn = draw(seed)
        wrong = differs(drawn, seed // 2)
        if wrong is not None:
            world, instruments, question, days = drawn
            pytest.fail(f"{wrong}, seed {seed}\n{to_trig(world)}\n{instruments}\n{question}\n{days}")


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "first described taken for begun": (two_days._Comparing, "_began", lambda self, iri, validity: two_days._Turn(
        validity.points.attested_by or validity.points.first_start, ())),
    "ends overlooked": (two_days._Comparing, "_ended", lambda self, iri, validity: two_days._Turn(None, ())),
    "growing doubt told": (diff, "_is_doubt", lambda before, after: False),
    "every walk a route": (exposure, "routes_among", lambda grid, walks: walks.far >= 0),
    "another authority overlooked": (two_days._Comparing, "_authority", lambda self, iri: ((), ())),
    "what was there meanwhile overlooked": (reach, "_met_between", lambda *asked, **way: set()),
    "a walk taken for a journey": (reach, "_has_route", lambda network, question: True),
    "blocks of the first day overlooked": (reach, "_blocks", lambda network, question, days, change: ()),
    "what was set at the ends overlooked": (two_days, "at_ends", lambda parts, origin, recipient: frozenset()),
    "an open slot taken for a named one": (at_ends, "_fits", lambda slot, ends: slot is not None),
    "data left aside": (two_days._Comparing, "_is_about", lambda self, iri: True),
}  # fmt: skip


SHOWN_FROM: Mapping[str, int] = {"what was there meanwhile overlooked": 213}
"""From which seed on graphs are drawn, where those before do not show an error."""


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = PLANTED[planted]
    monkeypatch.setattr(owner, name, wrong)
    first_drawn = SHOWN_FROM.get(planted, 0)
    assert any(differs(draw(seed), seed // 2) for seed in range(first_drawn, first_drawn + 1000))
