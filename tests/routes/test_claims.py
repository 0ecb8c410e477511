"""Claims against their definition, sentence by sentence, on small random graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from tests.examples import seeds
from tests.routes.brute_force import (
    CERTAIN,
    NOT_TAKING_PLACE,
    POSSIBLE,
    PRESUMED,
    WORDS,
    BruteForce,
    Flow,
    Question,
    _reaches,
    first_day,
    first_day_after,
    state,
)
from tests.routes.graphs import case, case_under_norms, to_trig
from tests.routes.test_against_brute_force import graph_of, reasons

from whoshares import KnowledgeGraph
from whoshares.answers import claim
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.store.engine import Store

_SILENT = (*NOT_TAKING_PLACE, "alleged", "disputed", "implied")
EXCLUDING = (56, 66, 95, 132, 148, 150, 205, 210, 243, 248, 3134806136)
"""Graphs, by their seeds, in which what documents say excludes something, or something ended."""
Outcome = tuple[str, str | None]


def said(flow: Flow) -> bool:
    return not flow.dating.statuses or any(status not in _SILENT for status in flow.dating.statuses)


def bears(force: BruteForce, flow: Flow, wanted: str | None, day: date) -> str:
    """How a direct flow bears on a claim."""
    within = wanted is None or any(force.within(category, wanted) for category in flow.carries)
    known = state(flow.dating, day)
    if known >= PRESUMED and within and said(flow):
        return "shows"
    if known >= POSSIBLE:
        return "leaves-open"
    if said(flow) and flow.dating.ends and max(map(first_day_after, flow.dating.ends)) <= day:
        return "ended"
    return "later" if flow.dating.starts and min(map(first_day, flow.dating.starts)) > day else "unsaid"


def expected(force: BruteForce, asked: Question) -> dict[str, Outcome]:
    """The outcome of each statement on what is shared, and how sure it is."""
    assert asked.day is not None
    day, wanted = asked.day, asked.category
    origins, recipients = force.closure(asked.origin), force.closure(asked.recipient)
    direct = [
        flow
        for flow in force.flows
        if flow.sender in origins
        and flow.recipient in recipients
        and any(force.meet(wanted, category) is not None for category in flow.carries)
    ]
    found = {"shares-with": "not-known", "does-not-share-with": "not-known", "ended-sharing-with": "not-known"}
    by = {flow: bears(force, flow, wanted, day) for flow in direct}
    shows = [flow for flow in direct if by[flow] == "shows"]
    if shows:
        sure = max(min(state(f.dating, day), PRESUMED if "disputed" in f.dating.statuses else CERTAIN) for f in shows)
        word = WORDS[sure]
        return {says: ("borne-out" if says == "shares-with" else "contradicted", word) for says in found}
    if "leaves-open" in by.values():
        return dict.fromkeys(found, ("not-known", None))
    over = [flow for flow in direct if by[flow] == "ended"]
    covering = [f for f in over if wanted is not None and any(force.within(wanted, c) for c in f.carries)]
    within = [f for f in over if wanted is None or any(force.within(c, wanted) for c in f.carries)]
    stopped = stopping(force, asked, direct)
    excluded = ends(covering) if covering else stopped
    answers: dict[str, Outcome] = dict.fromkeys(found, ("not-known", None))
    if excluded is not None:
        answers |= {"shares-with": ("contradicted", excluded), "does-not-share-with": ("borne-out", excluded)}
    if within:
        answers["ended-sharing-with"] = ("borne-out", ends(within))
    elif stopped is not None and before(force, asked, direct):
        answers["ended-sharing-with"] = ("borne-out", stopped)
    return answers


def ends(over: list[Flow]) -> str:
    return "presumed" if any(len({*flow.dating.ends}) > 1 for flow in over) else "certain"


def without(force: BruteForce, direct: list[Flow]) -> BruteForce:
    other = BruteForce(force.world)
    other.__dict__["flows"] = [flow for flow in force.flows if flow not in direct]
    return other


def standing(force: BruteForce, asked: Question) -> set[str]:
    """The blocks that are presumed or certain and stop one of the routes that there are without blocks."""
    found = force.stopping(asked)
    return {
        block.iri for block in force.world.blocks if block.iri in found and state(block.dating, asked.day) >= PRESUMED
    }


def stopping(force: BruteForce, asked: Question, direct: list[Flow]) -> str | None:
    """How sure it is that blocks stop all that is known otherwise; `None` where they do not."""
    other = without(force, direct)
    if other.routes(asked) or reasons(other, asked) != ("blocked",):
        return None
    blocks = [block for block in force.world.blocks if block.iri in standing(other, asked)]
    if any(b.category and not (asked.category and force.within(asked.category, b.category)) for b in blocks):
        return None
    return WORDS[min(state(block.dating, asked.day) for block in blocks)]


def before(force: BruteForce, asked: Question, direct: list[Flow]) -> bool:
    """Whether routes were known on the day before the first of these blocks began."""
    other = without(force, direct)
    blocks = [block for block in force.world.blocks if block.iri in standing(other, asked)]
    if not all(block.dating.starts for block in blocks):
        return False
    first = min(first_day(start) for block in blocks for start in block.dating.starts)
    eve = replace(asked, day=date.fromordinal(first.toordinal() - 1))
    return any(route.state >= PRESUMED for route in other.routes(eve))


def answered(kg: KnowledgeGraph, asked: Question) -> dict[str, Outcome] | None:
    """What the graph answers; `None` where one end is within the other."""
    found: dict[str, Outcome] = {}
    for says in ("shares-with", "does-not-share-with", "ended-sharing-with"):
        try:
            told = kg.claim(asked.origin, says, asked.recipient, carrying=asked.category, as_of=asked.day)
        except InputError:
            return None
        found[says] = told.outcome, None if told.verdict.state is None else told.verdict.state.word
    return found


def compared(of: Iterable[int]) -> Counter[str]:
    """How often each outcome of a statement was right, or wrong."""
    seen: Counter[str] = Counter()
    for seed in of:
        world, questions = case(Random(seed), questions=2)
        kg, force = graph_of(world), BruteForce(world)
        for question in questions:
            asked = replace(question, exact=False, max_hops=None, confirmed_since=None)
            found = answered(kg, asked)
            if found is None:
                continue
            right = expected(force, asked)
            for says, outcome in found.items():
                if outcome != right[says]:
                    seen["wrong"] += 1
                    seen[f"{to_trig(world)}\n{asked}\n{says}: {outcome}, and by definition {right[says]}"] += 1
                seen[f"{says} {outcome[0]}"] += 1
    return seen


def test_claims_follow_their_definition() -> None:
    seen = compared((*EXCLUDING, *seeds(400)))
    assert not seen["wrong"], next(text for text in seen if "by definition" in text)
    assert {f"shares-with {one}" for one in ("borne-out", "contradicted", "not-known")} <= seen.keys()
    assert seen["ended-sharing-with borne-out"]


def of_all(says: str, each: list[Outcome]) -> Outcome:
    """How a statement on a place comes out, by that of each pair of holders."""
    alone = "borne-out" if says == "shares-with" else "contradicted"
    words = [state for outcome, state in each if outcome == alone]
    if words:
        return alone, "certain" if "certain" in words else "presumed"
    if any(outcome == "not-known" for outcome, _ in each):
        return "not-known", None
    return each[0][0], "presumed" if ("presumed" in [state for _, state in each]) else "certain"


def test_claims_of_places_follow_their_definition() -> None:
    seen: Counter[str] = Counter()
    for seed in seeds(200):
        world, (question, *_) = case_under_norms(Random(seed), 1)
        plain: dict[str, Any] = {"via": (), "avoid": (), "unbarred": False, "readings": ()}  # what claims do not take
        asked = replace(question, exact=False, max_hops=None, confirmed_since=None, **plain)
        typed = "".join(f"<{place}> a ws:Place . " for _, place in world.places)
        store = Store()
        store.load(f"{to_trig(world)}\n<{v.ID}source/one> {{ {typed} }}", "trig")
        kg, force = KnowledgeGraph(store), BruteForce(world)
        for place in sorted({place for _, place in world.places}):
            inside = {h for h, p in world.places if _reaches(p, place, world.within)}
            pairs = [
                replace(asked, origin=holder)
                for holder in sorted(inside)
                if holder not in force.closure(asked.recipient) and asked.recipient not in force.closure(holder)
            ]
            if not pairs:
                continue
            right: dict[str, list[Outcome]] = {}
            for pair in pairs:
                for says, one in expected(force, pair).items():
                    right.setdefault(says, []).append(one)
            for says, each in right.items():
                told = kg.claim(place, says, asked.recipient, carrying=asked.category, as_of=asked.day)
                found = told.outcome, None if told.verdict.state is None else told.verdict.state.word
                assert found == of_all(says, each), f"{to_trig(world)}\n{asked}\n{place} {says}"
                seen[f"{says} {told.outcome}"] += len(pairs) > 1
    assert seen["does-not-share-with contradicted"]
    assert seen["shares-with not-known"]


@pytest.mark.parametrize("planted", ["_excluded", "_ended"])
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that takes what has ended, or was stopped, for not known."""
    monkeypatch.setattr(claim, planted, lambda *told: None)
    assert compared(EXCLUDING)["wrong"]
