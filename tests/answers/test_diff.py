"""What changed between two days: against the states of flows, and against traces."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.answers.entries import Opened, entry, flow
from tests.by_hand import widest, words

from whoshares import KnowledgeGraph
from whoshares.answers.diff import Difference
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError, NameUnknown
from whoshares.text.console import to_text

Folder = Callable[..., Path]
Command = Callable[..., subprocess.CompletedProcess[str]]

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAYS = ("2011-07-01", "2011-10-01")


def instrument(name: str, **properties: str) -> str:
    return entry(f"instrument/{name}", "Instrument", label=name.title(), kind="policy", **properties)


def changes(answer: Difference) -> dict[str, str]:
    return {v.local_name(change.thing): change.kind for change in answer.changes}


# --- flows ----------------------------------------------------------------------------------------------------------


def test_each_kind_of_change_and_its_twin(opened: Opened) -> None:
    kg = opened(
        instrument("old", validUntil="2011-08", endedBy="instrument/new") + instrument("new", validFrom="2011-08")
        + flow("began", "a", "b", validFrom="2011-08", begunBy="instrument/new")
        + flow("there", "a", "b", validFrom="2011-06")
        + flow("ended", "a", "b", validUntil="2011-08", endedBy="instrument/new")
        + flow("lasting", "a", "b", validUntil="2011-10")
        + flow("within", "a", "b", validFrom="2011-07-20", validUntil="2011-08-20")
        + flow("described", "a", "b", attestedOn="[2011-09-27, 2011-11-29]")
        + flow("begun-and-described", "a", "b", validFrom="2011-06", attestedOn="2011-09-27")
        + flow("less-sure", "a", "b", attestedOn="[2011-06-27, 2011-08-29]")
        + flow("as-sure", "a", "b", attestedOn="[2011-06-27, 2011-11-29]")
        + flow("some-day-of-the-year", "a", "b", validFrom="2011")
        + flow("until-some-day-of-the-year", "a", "b", validFrom="2010", validUntil="2011")
        + flow("begun-with", "a", "b", begunBy="instrument/new")
        + flow("described-before", "a", "b", begunBy="instrument/new", attestedOn="2011-06-01")
        + flow("ended-with", "a", "b", validFrom="2010", endedBy="instrument/new")
        + flow("described-after", "a", "b", validFrom="2010", endedBy="instrument/new", attestedOn="2011-09-01")
        + flow("rests", "a", "b", authority="[instrument/old, instrument/new]")
        + flow("rests-as-before", "a", "b", authority="instrument/new", validFrom="2012")
        + flow("never", "a", "b", validFrom="2012")
    )  # fmt: skip
    answer = kg.diff(*DAYS)
    assert changes(answer) == {
        "new": "began", "began": "began", "begun-with": "began", "within": "began-and-ended", "old": "ended",
        "ended": "ended", "ended-with": "ended", "some-day-of-the-year": "perhaps",
        "until-some-day-of-the-year": "perhaps", "rests": "authority", "described": "first-described",
    }  # fmt: skip
    assert answer.to_dict()["counts"] == {
        "began": 3, "began-and-ended": 1, "ended": 3, "perhaps": 2, "authority": 1, "spoken-of": 0,
        "first-described": 1,
    }  # fmt: skip
    assert answer.changes[-1].kind == "first-described"
    found = {v.local_name(change.thing): change for change in answer.changes}
    assert (found["began"].before, found["began"].after) == ("impossible", "presumed")
    assert (found["within"].before, found["within"].after) == ("impossible", "impossible")
    assert (found["within"].began, found["within"].ended) == (("2011-07-20",), ("2011-08-20",))
    assert (found["begun-with"].began, found["begun-with"].before) == (("2011-08",), "possible")
    assert (found["described"].first_described, found["described"].began) == ("2011-09-27", ())
    assert found["began"].begun_by == found["ended"].ended_by == (v.ID + "instrument/new",)
    rests = found["rests"]
    assert (rests.authority_gained, rests.authority_lost) == ((v.ID + "instrument/new",), (v.ID + "instrument/old",))
    assert rests.authority_by == (v.ID + "instrument/new",)
    assert [source.locator for source in rests.authority_sources] == ["p. 2", "p. 2"]
    assert all(change.sources for change in answer.changes)


def test_the_larger_group_comes_first_and_days_follow_one_another_in_it(opened: Opened) -> None:
    kg = opened(
        flow("one", "a", "b", validFrom="2011-08-03", carries="category/plate-read")
        + flow("two", "c", "b", validFrom="2011-08-02", carries="category/plate-read")
        + flow("three", "d", "a", validFrom="2011-08-09")
        + flow("four", "d", "b", validFrom="2011-08-08")
        + flow("five", "d", "c", validFrom="2011-08-07", carries="category/plate-read")
    )
    told = [(v.shorten(c.touches or ""), v.local_name(c.thing)) for c in kg.diff(*DAYS).changes]
    assert told == [
        ("organization/d", "five"), ("organization/d", "four"), ("organization/d", "three"),
        ("category/plate-read", "two"), ("category/plate-read", "one"),
    ]  # fmt: skip


def test_norms_and_programs_are_entries_and_touch_what_names_them(opened: Opened) -> None:
    kg = opened(
        instrument("law", validFrom="2011-08-05")
        + instrument("letter", validFrom="2011-08-06")
        + entry("bar/b", "Bar", barsSender="organization/a", barsCategory="category/plate-read",
                setBy="instrument/law", validFrom="2011-08-05")
        + entry("program/p", "Program", label="P", validUntil="2011-07-30")
        + flow("f", "a", "b", underProgram="program/p")
    )  # fmt: skip
    assert changes(kg.diff(*DAYS)) == {"law": "began", "letter": "began", "b": "began", "p": "ended"}
    assert changes(kg.diff(*DAYS, carrying="plate reads")) == {"law": "began", "b": "began"}
    assert changes(kg.diff(*DAYS, carrying="fingerprints")) == {"p": "ended"}


def test_transformations_and_blocks(opened: Opened) -> None:
    kg = opened(
        flow("f", "a", "b")
        + entry("transformation/t", "Transformation", holder="organization/b", consumes="category/fingerprints",
                produces="category/match-notice", validFrom="2011-08")
        + entry("block/k", "Block", atSystem="system/us-ident", blocksOrigin="organization/a",
                blocksRecipient="organization/c", validUntil="2011-08")
    )  # fmt: skip
    assert changes(kg.diff(*DAYS)) == {"t": "began", "k": "ended"}


def test_only_data_of_a_kind(opened: Opened) -> None:
    kg = opened(
        flow("prints", "a", "b", validFrom="2011-08")
        + flow("plates", "a", "b", validFrom="2011-08", carries="category/plate-read")
    )
    assert changes(kg.diff(*DAYS, carrying="fingerprints")) == {"prints": "began"}
    assert changes(kg.diff(*DAYS, carrying="any")) == {"prints": "began", "plates": "began"}


def test_nothing_changes_within_a_day(kg: KnowledgeGraph) -> None:
    answer = kg.diff("2011-10-03", date(2011, 10, 3), to="ICE")
    assert (answer.changes, answer.reach) == ((), ())
    assert to_text(answer).startswith("On 3 October 2011, as far as documents show: nothing is known to have begun or ")


def test_both_days_are_looked_at(opened: Opened) -> None:
    kg = opened(
        flow("before", "a", "b", validFrom="2011-06-30")
        + flow("first", "a", "b", validFrom="2011-07-01")
        + flow("last", "a", "b", validFrom="2011-10-01")
        + flow("after", "a", "b", validFrom="2011-10-02")
        + flow("month", "a", "b", validFrom="2011-07")
        + flow("year", "a", "b", validFrom="2011")
    )
    assert changes(kg.diff(*DAYS)) == {"first": "began", "last": "began", "month": "began", "year": "perhaps"}
    assert changes(kg.diff("2011-10-01", "2011-10-01")) == {"last": "began", "year": "perhaps"}


def test_words_and_counts_of_what_happened(opened: Opened) -> None:
    """A flow begins, a law takes effect, an order is issued; a plan does neither, nor does what only may have."""
    kinds = {"law": "statute", "order": "court-order"}
    kg = opened(
        "".join(entry(f"instrument/{name}", "Instrument", label=name, kind=f"kind/{kind}", validFrom="2011-08-05")
                for name, kind in kinds.items())
        + entry("bar/b", "Bar", label="The bar", barsSender="organization/a", setBy="instrument/law",
                validFrom="2011-08-05")
        + flow("begun", "a", "b", validFrom="2011-08-05")
        + flow("plan", "a", "b", validFrom="2011-08-05", evidenceStatus="planned")
        + flow("stopped", "c", "b", validFrom="2011-08-05", evidenceStatus="enjoined")
        + "".join(flow(f"perhaps-{name}", name, "d", validFrom="2011") for name in "abc")
    )  # fmt: skip
    answer = kg.diff(*DAYS)
    text = words(to_text(answer))
    assert text.startswith(
        "From 1 July 2011 to 1 October 2011, as far as documents show: 1 data flow began; 1 bar took effect; 2 laws, "
        "rulings and agreements were issued or took effect. Of 3 data flows it is not known whether they began or "
        "ended in this time or beside it. 2 data flows were authorised, demanded, planned, proposed or enjoined; no "
        "document says that they take place. Searched: "
    )
    for said in (
        "2011-08-05 took effect The bar (bar)", "2011-08-05 took effect law (statute)",
        "2011-08-05 issued order (court order)", "2011-08-05 planned", "2011-08-05 meant,",
    ):  # fmt: skip
        assert said in text
    assert [v.local_name(change.thing) for change in answer.changes if change.kind == "perhaps"] == [
        "perhaps-a", "perhaps-b", "perhaps-c",
    ]  # fmt: skip
    order = words(to_text(kg.timeline("instrument/order")))
    assert "2011-08-05 issued · instrument: order" in order
    assert "2011-08-05 planned · data flow: " in words(to_text(kg.timeline("flow/plan")))


# --- reach ----------------------------------------------------------------------------------------------------------


def test_whose_reach_appeared_or_ended(opened: Opened) -> None:
    kg = opened(
        flow("ab", "a", "b", validFrom="2011-01", validUntil="2012")
        + flow("bc", "b", "c", validFrom="2011-08", validUntil="2012")
        + flow("dc", "d", "c", validUntil="2011-08")
        + flow("ca", "c", "a")
    )
    answer = kg.diff(*DAYS, to="Body c")
    assert [(v.local_name(r.origin), r.kind, r.before, r.after) for r in answer.reach] == [
        ("a", "appeared", "none-known", "certain"),
        ("b", "appeared", "none-known", "certain"),
        ("d", "ended", "possible", "none-known"),
    ]
    assert [v.local_name(flow) for flow in answer.reach[0].route] == ["ab", "bc"]
    assert [v.local_name(flow) for flow in answer.reach[2].route] == ["dc"]


def test_exact_leaves_assumed_joins_out(opened: Opened) -> None:
    part = entry("organization/b1", "Organization", label="Part", partOf="organization/b")
    kg = opened(part + flow("ab", "a", "b1") + flow("bc", "b", "c", validFrom="2011-08"))
    assert "a" in {v.local_name(r.origin) for r in kg.diff(*DAYS, to="Body c").reach}
    assert "a" not in {v.local_name(r.origin) for r in kg.diff(*DAYS, to="Body c", exact=True).reach}


def test_a_recipient_of_which_nothing_is_said(opened: Opened) -> None:
    assert opened(flow("ab", "a", "b", validFrom="2011-08")).diff(*DAYS, to="Body d").reach == ()


def test_a_search_that_stops_is_not_settled(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    past_a_block = (
        flow("as", "a", "b").replace("organization/b\n", "system/us-ident\n", 1)
        + flow("sc", "b", "c", validFrom="2011-08").replace("sender: organization/b", "sender: system/us-ident")
        + entry("block/k", "Block", atSystem="system/us-ident", blocksOrigin="organization/a",
                blocksRecipient="organization/c")
    )  # fmt: skip
    kg = opened(past_a_block)
    (settled, *_) = kg.diff(*DAYS, to="Body c").reach
    assert (v.local_name(settled.origin), settled.kind, settled.after) == ("a", "appeared", "possible")
    monkeypatch.setattr("whoshares.routes.exposure.MOST_EACH", 0)
    monkeypatch.setattr("whoshares.routes.search.WORK_LIMIT", 0)
    open_ = next(change for change in kg.diff(*DAYS, to="Body c").reach if change.kind == "not-settled")
    assert (v.local_name(open_.origin), open_.before, open_.after) == ("a", "none-known", "not-settled")


def test_holders_within_the_recipient_and_growing_doubt(opened: Opened) -> None:
    part = entry("organization/c1", "Organization", label="Part", partOf="organization/c")
    kg = opened(
        part
        + flow("inside", "c1", "c", validFrom="2011-08")
        + flow("fading", "a", "c", attestedOn="[2011-06, 2011-08]")
    )
    answer = kg.diff(*DAYS, to="Body c")
    assert [(v.local_name(r.origin), r.kind, r.leaves_from) for r in answer.reach] == [
        ("c1", "appeared", v.ID + "organization/c1")
    ]
    assert kg.trace("Body a", "Body c", as_of=DAYS[0]).routes[0].state.word == "certain"
    assert kg.trace("Body a", "Body c", as_of=DAYS[1]).routes[0].state.word == "presumed"


def test_reach_to_a_kind_is_that_to_each_of_its_bodies(kg: KnowledgeGraph) -> None:
    days = ("2011-10-01", "2026-01-28")
    answer = kg.diff(*days, to="message-switch", carrying="driver-record")
    (holders,) = ({change.recipient for change in answer.reach},)
    assert len(holders) > 1
    for holder in holders:
        own = kg.diff(*days, to=holder, carrying="driver-record").reach
        assert tuple(change for change in answer.reach if change.recipient == holder) == own
    assert answer.question["to"] == v.ID + "kind/message-switch"


@pytest.mark.parametrize("days", [("2007-01-01", "2011-10-01"), ("2011-10-01", "2026-01-28")])
def test_reach_is_that_of_traces(kg: KnowledgeGraph, days: tuple[str, str]) -> None:
    answer = kg.diff(*days, to="ICE", carrying="fingerprints")
    assert len(answer.reach) > 5
    for change in answer.reach:
        traces = [kg.trace(change.origin, "ICE", carrying="fingerprints", as_of=day, limit=1) for day in days]
        said = [trace.routes[0].state.word if trace.routes else "none-known" for trace in traces]
        assert [change.before, change.after] == said
        if change.kind == "meanwhile":
            assert (change.route, said) == ((), ["none-known", "none-known"])
            continue
        (first,) = (traces[1] if traces[1].routes else traces[0]).routes
        assert change.route == tuple(hop.flow for hop in first.hops)


def test_whom_data_reaches(opened: Opened) -> None:
    """From one holder, and between two: what was there on days between alone, too, and what is as it was."""
    kg = opened(
        flow("ab", "a", "b", validFrom="2011-01", validUntil="2012")
        + flow("bc", "b", "c", validFrom="2011-08-01", attestedOn="2011-08-20")
        + flow("ad", "a", "d", validFrom="2011-07-20", validUntil="2011-08-20")
    )
    told, meanwhile = kg.diff(*DAYS, origin="Body a").reach
    assert (v.local_name(meanwhile.recipient), meanwhile.kind, meanwhile.days) == (
        "d", "meanwhile", (("2011-07-20", "2011-08-20"),),
    )  # fmt: skip
    assert (v.local_name(told.recipient), told.kind, told.before, told.after) == (
        "c", "appeared", "none-known", "presumed",
    )  # fmt: skip
    assert told.last_confirmed is not None
    assert told.last_confirmed.text == "2011-08-20"
    said = words(to_text(kg.diff(*DAYS, origin="Body a")))
    assert said.startswith(
        "From Body a documents show a route to 1 holder on 1 October 2011 and not on 1 July 2011: Body c; to 1 holder "
        "between the two days alone: Body d (from 2011-07-20 until before 2011-08-20). From 1 July"
    )
    assert "Routes known between the two days only Body d: from 2011-07-20 until before 2011-08-20" in said
    for other, first in {
        "Body b": "a route on 1 July 2011 (certain) and on 1 October 2011 (certain).",
        "Body c": "no route on 1 July 2011, and one on 1 October 2011 (presumed, last confirmed 2011-08-20).",
        "Body d": "a route from 2011-07-20 until before 2011-08-20, and none on 1 July 2011 or 1 October 2011.",
    }.items():
        answer = kg.diff(*DAYS, origin="Body a", to=other)
        assert words(to_text(answer)).startswith(f"From Body a to {other} documents show {first} From 1 July"), other
        assert [change.meanwhile for change in answer.reach] == [other == "Body d"]
    assert words(to_text(kg.diff(*DAYS, origin="Body d", to="Body a"))).startswith(
        "From Body d to Body a documents show no route on 1 July 2011, and none on 1 October 2011; that none is known "
        "does not show that nothing is shared."
    )


def test_every_pair_of_a_place_is_told(kg: KnowledgeGraph) -> None:
    days = ("2025-01-20", "2026-06-30")
    answer = kg.diff(*days, origin="Washington", to="ICE", carrying="driver-record")
    assert len(answer.reach) == len({change.origin for change in answer.reach}) > 5
    assert {change.recipient for change in answer.reach} == {v.ID + "organization/us-ice"}
    same = [change for change in answer.reach if change.kind == "unchanged"]
    known = sum(change.after != "none-known" for change in same)
    headline = words(to_text(answer)).partition(" From 20 January 2025 to")[0]
    assert f"from {known} holders both on 20 January 2025 and on 30 June 2026; " in headline
    assert f"from {len(same) - known} holders on neither day." in headline
    rows = [row for row in answer.rows() if row["class"] == "reach"]
    assert {row["to"] for row in rows} == {"Immigration and Customs Enforcement"}
    for change in answer.reach[:4]:
        assert kg.diff(*days, origin=change.origin, to="ICE", carrying="driver-record").reach == (change,)


def test_taxpayers_addresses_went_between_the_days(kg: KnowledgeGraph) -> None:
    said = words(to_text(kg.diff("2025-01-20", "2026-06-30", origin="IRS", to="ICE")))
    assert said.startswith(
        "From Internal Revenue Service (IRS) to Immigration and Customs Enforcement (ICE) documents show a route "
        "from 2025-08-07 until before 2025-11-21, and none on 20 January 2025 or 30 June 2026, although a bar in force "
        "forbids such data, in whole or in part: The IRS keeps returns and return information confidential."
    )
    for origin, to in (("IRS", None), (None, "ICE")):
        answer = kg.diff("2025-01-20", "2026-06-30", origin=origin, to=to)
        alone = words(to_text(answer)).partition(" From 20 January 2025 to")[0]
        assert "between the two days alone: " in alone
        assert "(from 2025-08-07 until before 2025-11-21)" in alone
        assert " in force at the time forbid" in alone


def test_a_law_in_force_is_told_beside_a_route(kg: KnowledgeGraph) -> None:
    """Only what is in force while the route is: an order that ended it, or came later, does not forbid it before."""
    (change,) = kg.diff("2025-01-20", "2026-06-30", origin="IRS", to="ICE").reach
    assert change.forbidden_by == (v.ID + "bar/irc-6103--return-information",)
    answer = kg.diff("2025-01-20", "2026-06-30", origin="San Diego County", to="ICE")
    forbidden = sum(bool(change.forbidden_by) for change in answer.reach if change.after != "none-known")
    known = sum(change.after != "none-known" for change in answer.reach)
    assert 0 < forbidden < known
    said = words(to_text(answer)).partition(" From 20 January 2025 to")[0]
    assert f"bars in force at the time forbid {forbidden} of these {known}, in whole or in part." in said


def test_a_block_that_stops_what_was_there_is_named(kg: KnowledgeGraph) -> None:
    said = words(to_text(kg.diff("2025-11-11", "2025-11-13", origin="New York DMV", to="ICE")))
    assert said.startswith(
        "From New York State Department of Motor Vehicles to Immigration and Customs Enforcement (ICE) documents show "
        "a route on 11 November 2025 (possible), although a bar in force forbids such data, in whole or in part: Green "
        "Light Law: no DMV records to ICE or CBP; and none that is not stopped by New York blocks ICE on Nlets on 13 "
        "November 2025; that none is known"
    )


def test_blocks_and_bars_at_the_ends_are_told_first(opened: Opened) -> None:
    """With one end too: which block fell or stood, and what was set and lifted between the two days."""

    def block(name: str, recipient: str, **dates: str) -> str:
        return entry(f"block/{name}", "Block", label=f"Block {name}", atSystem="system/us-ident",
                     blocksOrigin="organization/a", blocksRecipient=f"organization/{recipient}", **dates)  # fmt: skip

    kg = opened(
        flow("as", "a", "b", validFrom="2010").replace("organization/b\n", "system/us-ident\n", 1)
        + flow("sc", "b", "c", validFrom="2010").replace("sender: organization/b", "sender: system/us-ident")
        + block("fell", "c", validFrom="2010", validUntil="2011-08-01")
        + block("other", "d", validFrom="2011-08")
        + entry("bar/short", "Bar", label="Bar", barsRecipient="organization/c", validFrom="2011-08-01",
                validUntil="2011-09-01")
    )  # fmt: skip
    answer = kg.diff(*DAYS, to="Body c")
    assert {v.local_name(one.thing) for one in answer.changes if one.at_ends} == {"fell", "short"}
    (change,) = (one for one in answer.reach if v.local_name(one.origin) == "a")
    assert (change.kind, [v.local_name(iri) for iri in change.stopped_by]) == ("appeared", ["fell"])
    said = words(to_text(answer))
    assert "A block in force stops routes of 1 of these on a day without one: Block fell. " in said
    assert (
        "Of blocks and bars on data to Body c, 1 bar took effect: Bar (2011-08-01 to 2011-09-01); 1 block ended: Block "
        "fell (2011-08-01); 1 bar ended: Bar (2011-09-01). From 1 July 2011 to"
    ) in said
    assert "no route that is not stopped by Block fell on 1 July 2011, and one on" in words(
        to_text(kg.diff(*DAYS, origin="Body a", to="Body c"))
    )
    assert "Of blocks and bars" not in words(to_text(kg.diff(*DAYS, to="Body b")))


def test_a_generic_end_tells_of_the_named_ones(kg: KnowledgeGraph) -> None:
    answer = kg.diff(*DAYS, origin="Local jail", to="ICE", carrying="fingerprints")
    (own,) = answer.caption.own_of_named
    assert (v.local_name(own.generic), own.what) == ("local-jail", "flows")
    assert 0 < len(own.own) <= own.asked
    assert answer.to_dict()["ownOfNamed"] == [own.to_dict()]
    assert "This is told of Local jail as a kind of body. Of the 3 named bodies" in words(to_text(answer))


# --- the shipped graph ----------------------------------------------------------------------------------------------


def test_the_agreements_of_2011(kg: KnowledgeGraph) -> None:
    answer = kg.diff(*DAYS, carrying="fingerprints")
    agreed = kg.sparql(
        "SELECT DISTINCT ?flow { ?flow a ws:DataFlow ; ws:authority id:instrument\\/secure-communities-moas ; "
        "ws:carries id:category\\/fingerprints }"
    )
    rests = [change for change in answer.changes if change.authority_lost and change.thing_class == "data flow"]
    assert {change.thing for change in rests} == {str(row[0]) for row in agreed.rows} != set()  # type: ignore[union-attr]
    for change in rests:
        assert [v.local_name(i) for i in change.authority_lost] == ["secure-communities-moas"]
        assert [v.local_name(i) for i in change.authority_gained] == ["ice-2011-08-rescission"]
        assert [v.local_name(i) for i in change.authority_by] == ["ice-2011-08-rescission"]


def test_the_launch_of_the_program(kg: KnowledgeGraph) -> None:
    answer = kg.diff("2008-02-29", "2008-03-01")
    began = {c.thing for c in answer.changes if c.kind == "began" and c.thing_class == "data flow"}
    stated = kg.sparql('SELECT ?flow WHERE { ?flow a ws:DataFlow ; ws:validFrom ?d FILTER(STR(?d) = "2008-03") }')
    assert began == {str(row[0]) for row in stated.rows}  # type: ignore[union-attr]


def keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return {str(key) for key in data}.union(*(keys(x) for key, x in data.items() if key != "labels"))
    return set[str]().union(*(keys(item) for item in data)) if isinstance(data, list) else set()


FROM_BEFORE = ("2007-01-01", "2011-10-01")


def test_json(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *FROM_BEFORE, "--to", "ICE", "--carrying", "fingerprints", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    data = json.loads(answer.stdout)
    assert data == kg.diff(*FROM_BEFORE, to="ICE", carrying="fingerprints").to_dict()
    assert list(data) == ["question", "changes", "counts", "reach", "ownOfNamed", "searched", "labels"]
    assert data["question"] == {
        "future": False,
        "day1": FROM_BEFORE[0], "day2": FROM_BEFORE[1], "from": None, "to": v.ID + "organization/us-ice",
        "carrying": v.ID + "category/fingerprints", "exact": False,
    }  # fmt: skip
    assert list(data["changes"][0]) == [
        "happened", "id", "class", "instrumentKind", "evidenceStatus", "touches", "before", "after", "began", "ended",
        "firstDescribed", "begunBy", "endedBy", "setBy", "authorityGained", "authorityLost", "authorityBy",
        "attestedOn", "sources", "authoritySources", "atEnds",
    ]  # fmt: skip
    assert list(data["reach"][0]) == [
        "happened", "from", "to", "before", "after", "route", "leavesFrom", "arrivesAt", "lastConfirmed", "meanwhile",
        "days", "forbiddenBy", "stoppedBy",
    ]  # fmt: skip
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []
    assert {change["id"] for change in data["changes"]} <= data["labels"].keys()


def test_csv(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *FROM_BEFORE, "--to", "ICE", "--carrying", "fingerprints", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    difference = kg.diff(*FROM_BEFORE, to="ICE", carrying="fingerprints")
    assert len(rows) == len(difference.changes) + len(difference.reach)
    assert {row["class"] for row in rows} >= {"data flow", "instrument", "reach"}
    reach = [row for row in rows if row["class"] == "reach"]
    assert {(row["to"], row["to id"]) for row in reach} == {
        ("Immigration and Customs Enforcement", v.ID + "organization/us-ice")
    }


def test_text(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *DAYS, "--to", "ICE", "--carrying", "fingerprints")
    assert (answer.returncode, answer.stderr) == (0, "")
    said = words(answer.stdout)
    assert said.startswith(
        "To Immigration and Customs Enforcement (ICE) documents show a route from 2 holders on both days, on one of "
        "them only a possible one"
    )
    assert " From 1 July 2011 to 1 October 2011, for fingerprints, as far as documents show: " in said
    changed = (
        "now rests on ICE rescission of the Secure Communities MOAs, August 2011 · no longer on Secure Communities "
        "Memoranda of Agreement · changed by ICE rescission of the Secure Communities MOAs, August 2011"
    )
    assert changed in said
    assert widest(answer.stdout) <= 110
    assert "<pre" in kg.diff(*DAYS)._repr_html_()


def test_taxpayers_addresses(kg: KnowledgeGraph, command: Command) -> None:
    """What began and ended within the days, which it does not touch, is told with both its dates."""
    days = ("2025-01-20", "2026-06-30")
    found = {change.thing: change for change in kg.diff(*days).changes}
    addresses = found[v.ID + "flow/us-irs--us-ice--last-known-address"]
    assert (addresses.kind, addresses.began, addresses.ended) == ("began-and-ended", ("2025-08-07",), ("2025-11-21",))
    assert (addresses.before, addresses.after) == ("impossible", "impossible")
    assert found[v.ID + "instrument/us-irs-ice-injunction-2025"].touches == addresses.touches
    assert found[v.ID + "block/nlets--us-ny--us-ice"].kind == "first-described"
    assert v.ID + "flow/us-ca-arjis--us-cbp--police-report" not in found, "less certain than it was, and that is all"
    text = words(command("diff", *days).stdout)
    assert "began, Taxpayers' last known addresses, from the IRS to ICE (data flow)" in text


# --- bad use --------------------------------------------------------------------------------------------------------


def test_bad_use(command: Command, kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="“2011” is no day"):
        kg.diff("2011", "2012-01-01")
    with pytest.raises(InputError, match="2011-07-01 is before 2011-10-01"):
        kg.diff("2011-10-01", "2011-07-01")
    with pytest.raises(NameUnknown, match="and a holder of data is wanted here"):
        kg.diff(*DAYS, to="California SB 54")
    answer = command("diff", "yesterday", "2011-07-01")
    assert answer.returncode == 2
    assert answer.stderr == "“yesterday” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.\n"
    assert command("diff", "2011-07-01").returncode == 2
