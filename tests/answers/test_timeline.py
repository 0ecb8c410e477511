"""Timelines: what happened when, in order, as precisely as the sources say."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.answers.entries import Opened, entry, flow
from tests.by_hand import widest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.entries import ENTRY_KINDS
from whoshares.answers.timeline import Timeline
from whoshares.model import vocabulary as v
from whoshares.model.errors import IncompleteGraph, InputError, NameUnknown
from whoshares.text.console import to_text

Folder = Callable[..., Path]
Command = Callable[..., subprocess.CompletedProcess[str]]

DOCS = Path(__file__).resolve().parents[2] / "docs"


PROGRAM = entry("program/p", "Program", label="P", validFrom="2008-03", validUntil="2014-11", endedBy="instrument/memo")
MEMO = entry("instrument/memo", "Instrument", label="Memo", kind="policy", validFrom="2014-11-20")


def told(timeline: Timeline) -> list[tuple[str | None, str, str]]:
    return [(e.date, e.kind, v.local_name(e.thing) if e.thing else "") for e in timeline.entries]


# --- one thing ------------------------------------------------------------------------------------------------------


def test_a_program_and_what_stands_under_it(opened: Opened) -> None:
    kg = opened(
        PROGRAM + MEMO + flow("f", "a", "b", underProgram="program/p", validFrom="2009", attestedOn="2010-05-01")
    )
    timeline = kg.timeline("P")
    assert told(timeline) == [
        ("2008-03", "began", "p"),
        ("2009", "began", "f"),
        ("2010-05-01", "attested", "f"),
        ("2014-11", "ended", "p"),
        ("2014-11-20", "began", "memo"),
    ]
    ended = timeline.entries[3]
    assert ended.by == (v.ID + "instrument/memo",)
    assert [source.id for source in (*ended.sources, *ended.by_sources)] == [v.ID + "source/test"] * 2
    assert ended.sources[0].locator == "p. 2"


def test_a_holder_with_the_programs_and_instruments_of_its_flows(opened: Opened) -> None:
    kg = opened(PROGRAM + MEMO + flow("f", "a", "b", underProgram="program/p", begunBy="instrument/memo"))
    assert told(kg.timeline("Body a")) == [
        ("2008-03", "began", "p"),
        ("2014-11", "ended", "p"),
        ("2014-11-20", "began", "memo"),
        (None, "began", "f"),
    ]
    assert kg.timeline("Body a").entries[-1].by == (v.ID + "instrument/memo",)


def test_another_program_of_the_same_flow_is_another_story(opened: Opened) -> None:
    other = entry("program/q", "Program", label="Q", validFrom="2001")
    kg = opened(PROGRAM + MEMO + other + flow("f", "a", "b", underProgram="[program/p, program/q]"))
    assert ("2001", "began", "q") not in told(kg.timeline("P"))
    assert ("2001", "began", "q") in told(kg.timeline("Body a"))


def test_figures_studies_blocks_and_bars(opened: Opened) -> None:
    figure = {"measure": "measure/287g-agreements", "unit": "agreements", "about": "organization/a"}
    kg = opened(
        entry("observation/x", "Observation", label="X", value="9", asOf="2012", **figure)
        + entry("observation/y", "Observation", label="Y", value="1200", period='"early 2013"', periodFrom="2013-01",
                periodUntil="2013-03", bound="more-than", **figure)
        + entry("observation/z", "Observation", label="Z", value="7", period='"fiscal year 2011"', **figure)
        + entry("finding/s", "Finding", label="S", text="So.", year='"2014"', about="organization/a")
        + entry("bar/b", "Bar", label="B", barsSender="organization/a", validFrom="2015-02-03")
        + entry("block/k", "Block", label="K", atSystem="system/us-ident", blocksOrigin="organization/a",
                blocksRecipient="organization/b", validFrom="2016")
    )  # fmt: skip
    timeline = kg.timeline("Body a")
    assert told(timeline) == [
        ("2012", "figure", "x"),
        ("2013-01", "figure", "y"),
        ("2014", "found", "s"),
        ("2015-02-03", "began", "b"),
        ("2016", "began", "k"),
        (None, "figure", "z"),
    ]
    second = timeline.entries[1]
    assert (second.until, second.when, second.value) == ("2013-03", "early 2013", "more than 1,200 agreements")
    assert timeline.entries[-1].when == "fiscal year 2011"


def test_dates_that_differ_are_marked(folder: Folder) -> None:
    def stating(name: str, **dates: str) -> str:
        head = f'id: source/{name}\ntype: Source\ntitle: "{name}"\ntier: research\nat: "Title"\nstates:\n'
        return head + flow("f", "us-fbi", "us-ice", **dates)

    one = stating("one", validFrom="2008-03", validUntil="2014", attestedOn="2010")
    other = stating("other", validFrom="2008-03-01", validUntil="2015-06-01", attestedOn="2011")
    timeline = whoshares.open(folder(**{"one.yaml": one, "other.yaml": other})).timeline("flow/f")
    assert {(e.kind, e.disputed) for e in timeline.entries} == {("began", False), ("ended", True), ("attested", False)}
    assert [v.local_name(e.sources[0].id) for e in timeline.entries if e.kind == "ended"] == ["one", "other"]
    assert "sources differ on the date" in to_text(timeline)


def test_an_undated_thing(opened: Opened) -> None:
    timeline = opened(flow("f", "a", "b")).timeline("Body a")
    assert timeline.entries == ()
    assert "Nothing here has a date." in to_text(timeline)


@pytest.mark.parametrize(
    ("dates", "how", "shown"),
    [
        ({"attestedOn": "2015-01-01"}, "attested-after", ("2015-01-01",)),
        ({"validUntil": "2016"}, "ended-later", ("2016",)),
        ({"validFrom": "2009"}, "no-end-stated", ()),
        ({"validUntil": "2014-12-01"}, None, ()),
        ({"validUntil": "2012"}, None, ()),
    ],
)
def test_a_flow_that_outlives_its_program(
    opened: Opened, dates: dict[str, str], how: str | None, shown: tuple[str, ...]
) -> None:
    kg = opened(PROGRAM + MEMO + flow("f", "a", "b", underProgram="program/p", **dates))
    timeline = kg.timeline("P")
    assert [(o.how, o.dates, o.program_ended) for o in timeline.outliving] == (
        [(how, shown, ("2014-11",))] if how else []
    )
    assert ("A program and a flow are separate things" in to_text(timeline)) is bool(how)


def test_a_program_without_an_end_is_outlived_by_nothing(opened: Opened) -> None:
    kg = opened(
        entry("program/p", "Program", label="P", validFrom="2008") + flow("f", "a", "b", underProgram="program/p")
    )
    assert kg.timeline("P").outliving == ()


# --- from one holder to another -------------------------------------------------------------------------------------


def test_the_flows_of_routes_and_the_days_of_routes(opened: Opened) -> None:
    kg = opened(
        flow("ab", "a", "b", validFrom="2008", validUntil="2012")
        + flow("bc", "b", "c", validFrom="2010-06", validUntil="2014")
        + flow("bd", "b", "d", validFrom="2001")
        + flow("db", "d", "b", validFrom="2002")
    )
    timeline = kg.timeline("Body a", "Body c")
    assert timeline.days == (("2010-06-01", "2013-01-01"),)
    assert told(timeline) == [
        ("2008", "began", "ab"),
        ("2010-06", "began", "bc"),
        ("2010-06", "route-known-from", ""),
        ("2012", "route-known-until", ""),
        ("2012", "ended", "ab"),
        ("2014", "ended", "bc"),
    ]


def test_flows_that_never_hold_on_one_day_make_no_route(opened: Opened) -> None:
    kg = opened(flow("ab", "a", "b", validUntil="2009") + flow("bc", "b", "c", validFrom="2012"))
    timeline = kg.timeline("Body a", "Body c")
    assert (timeline.days, timeline.entries) == ((), ())
    assert re.search(
        r"No route for [^.]* from [^.]* to [^.]* is known on any day\.", " ".join(to_text(timeline).split())
    )


def test_the_data_asked_for(opened: Opened) -> None:
    kg = opened(
        flow("one", "a", "b", validFrom="2008") + flow("two", "a", "b", validFrom="2009", carries="category/plate-read")
    )
    assert [name for _, _, name in told(kg.timeline("Body a", "Body b", carrying="fingerprints"))] == ["one", ""]


def test_what_stands_on_the_way(opened: Opened) -> None:
    system = entry("system/s", "System", label="S", operatedBy="organization/b")
    kg = opened(
        system + PROGRAM + MEMO
        + flow("as", "a", "b", underProgram="program/p").replace("organization/b\n", "system/s\n", 1)
        + flow("sc", "b", "c").replace("sender: organization/b", "sender: system/s")
        + entry("block/k", "Block", label="K", atSystem="system/s", blocksOrigin="organization/a",
                blocksRecipient="organization/c", validFrom="2012-01-01", validUntil="2013-01-01",
                attestedOn="2012-05-01")
        + entry("block/other", "Block", label="O", atSystem="system/s", blocksOrigin="organization/d",
                blocksRecipient="organization/c", validFrom="2012-02-02")
        + entry("bar/whole", "Bar", label="W", barsSender="organization/a", barsRecipient="organization/c",
                validFrom="2015")
        + entry("bar/hop", "Bar", label="H", barsRecipient="system/s", validFrom="2016")
        + entry("bar/elsewhere", "Bar", label="E", barsSender="organization/d", validFrom="2017")
        + entry("bar/data", "Bar", label="D", barsSender="organization/a", barsCategory="category/plate-read",
                validFrom="2018")
    )  # fmt: skip
    timeline = kg.timeline("Body a", "Body c", carrying="fingerprints")
    names = {name for _, _, name in told(timeline)}
    assert {"k", "whole", "hop", "p", "memo"} <= names
    assert not names & {"other", "elsewhere", "data"}
    assert timeline.days == ((None, "2012-01-01"), ("2013-01-01", None))


def test_norms_by_kind_and_place(opened: Opened) -> None:
    nypd, ice = "organization/nypd", "organization/us-ice"
    kg = opened(
        entry("flow/f", "DataFlow", sender=nypd, recipient=ice, carries="category/fingerprints", validFrom="2010")
        + entry("bar/here", "Bar", label="Here", senderPlace="place/us-ny", barsRecipient=ice, validFrom="2011")
        + entry("bar/there", "Bar", label="There", senderPlace="place/us-dc", barsRecipient=ice, validFrom="2012")
        + entry("bar/kind", "Bar", label="Kind", senderKind="police-department", barsRecipient=ice, validFrom="2013")
        + entry("bar/other", "Bar", label="Other", senderKind="jail", barsRecipient=ice, validFrom="2014")
        + entry("bar/besides", "Bar", label="Besides", barsSender="organization/us-fbi", senderKind="police-department",
                barsRecipient=ice, validFrom="2015")
    )  # fmt: skip
    names = {name for _, _, name in told(kg.timeline("NYPD", "ICE"))}
    assert {"here", "kind", "besides"} <= names
    assert not names & {"there", "other"}


def test_holders_of_which_nothing_is_said(opened: Opened) -> None:
    timeline = opened(flow("f", "a", "b")).timeline("Body c", "Body d")
    assert (timeline.entries, timeline.days) == ((), ())


# --- the shipped graph ----------------------------------------------------------------------------------------------


def test_the_agreements_ended(kg: KnowledgeGraph) -> None:
    timeline = kg.timeline("Secure Communities")
    found = [e for e in timeline.entries if e.thing == v.ID + "instrument/secure-communities-moas"]
    assert {(e.kind, e.by) for e in found} == {("ended", (v.ID + "instrument/ice-2011-08-rescission",))}
    assert {str(e.date)[:7] for e in found} == {"2011-08"}
    assert told(timeline)[-1][0] is None
    dates = [e.date for e in timeline.entries if e.date]
    assert dates == sorted(dates, key=lambda d: d.ljust(10, "-"))


def test_the_days_are_those_of_a_trace(kg: KnowledgeGraph) -> None:
    timeline = kg.timeline("IRS", "ICE")
    absent = kg.trace("IRS", "ICE", as_of="2001-01-01").absence
    assert timeline.days == absent.days != ()
    ever = kg.trace("IRS", "ICE", ever=True, limit=1000)
    assert not ever.truncated
    on_routes = {hop.flow for route in ever.routes for hop in route.hops}
    flows = {e.thing for e in timeline.entries if e.thing_class == "data flow"}
    assert set() != flows <= on_routes


def keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return {str(key) for key in data}.union(*(keys(x) for key, x in data.items() if key != "labels"))
    return set[str]().union(*(keys(item) for item in data)) if isinstance(data, list) else set()


def test_json(command: Command, kg: KnowledgeGraph, opened: Opened) -> None:
    answer = command("timeline", "Local jail", "ICE", "--carrying", "fingerprints", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    data = json.loads(answer.stdout)
    assert data == json.loads(json.dumps(kg.timeline("Local jail", "ICE", carrying="fingerprints").to_dict()))
    assert list(data) == [
        "question",
        "entries",
        "days",
        "bars",
        "blocks",
        "outliving",
        "truncated",
        "searched",
        "labels",
    ]
    assert list(data["question"]) == ["from", "to", "carrying"]
    assert list(data["entries"][0]) == [
        "date", "until", "when", "happened", "id", "class", "instrumentKind", "evidenceStatus", "value", "by",
        "disputed", "sources", "bySources",
    ]  # fmt: skip
    outlived = opened(PROGRAM + MEMO + flow("f", "a", "b", underProgram="program/p")).timeline("P").to_dict()
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) | keys(outlived) if f"`{key}`" not in page) == []
    assert [kind for kind in ENTRY_KINDS if f"`{kind}`" not in page] == []
    assert {e["id"] for e in data["entries"] if e["id"]} <= data["labels"].keys()


def test_csv(command: Command, kg: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(command("timeline", "IDENT", "--format", "csv").stdout, newline="")))
    assert rows == kg.timeline("IDENT").rows()


def test_text(command: Command, kg: KnowledgeGraph, opened: Opened) -> None:
    answer = command("timeline", "Secure Communities")
    assert (answer.returncode, answer.stderr) == (0, "")
    ended = r"ended · instrument: Secure Communities Memoranda of Agreement( \[\d+\])+ · by ICE rescission"
    assert re.search(ended, " ".join(answer.stdout.split()))
    assert widest(answer.stdout) <= 110
    assert "<pre" in kg.timeline("IDENT")._repr_html_()
    jail = " ".join(command("timeline", "Local jail", "ICE").stdout.split())
    ends = "from Local jail to Immigration and Customs Enforcement (ICE)"
    assert f"A route for data of any kind {ends} is possible on any day" in jail
    began = opened(flow("f", "a", "b", validFrom="2008-03")).timeline("Body a", "Body b")
    route = "A route for data of any kind from Body a to Body b is known from 2008-03"
    assert f"{route} on.\nSearched: 1 flow from 1 source." in to_text(began)
    both = opened(flow("f", "a", "b", validFrom="2008-03", validUntil="2010")).timeline("Body a", "Body b")
    assert f"{route} through 2010, and none since." in to_text(both)


def test_the_first_sentence_of_one_thing_says_how_much_is_dated_and_what_turned_last(
    opened: Opened, kg: KnowledgeGraph
) -> None:
    small = opened(flow("f", "a", "b", validFrom="2008-03", validUntil="2010", attestedOn="2009-05"))
    assert " ".join(to_text(small.timeline("Body a")).split()).startswith(
        "Body a 3 dated statements on 1 thing that has to do with Body a, from 2008 to 2010, stand below. What has no "
        "date is not here. The last to begin or end is Body a → Body b: fingerprints, which ended in 2010. No document "
        "dates Body a itself. Searched: 1 flow from 1 source. 2008-03"
    )
    spoken = to_text(opened(flow("f", "a", "b", attestedOn="2009-05")).timeline("Body a"))
    assert "1 dated statement on 1 thing that has to do with Body a, of 2009, stands below." in spoken
    assert "stand" not in to_text(opened(flow("f", "a", "b")).timeline("Body a"))
    law = to_text(kg.timeline("Green Light Law"))
    assert law.startswith("Green Light Law\nGreen Light Law took effect in December 2019, as far as documents show.\n")


# --- places and kinds -----------------------------------------------------------------------------------------------


def test_of_a_place_it_is_the_union_of_those_of_its_holders(kg: KnowledgeGraph) -> None:
    place = kg.timeline("San Diego County", "ICE", carrying="plate reads")
    assert place.ends is not None
    alone = [kg.timeline(holder, "ICE", carrying="plate reads") for holder in place.ends[0].holders]
    assert len(alone) == 6
    assert {(pair.origin, pair.days) for pair in place.pairs} == {(str(t.question["from"]), t.days) for t in alone}
    for named in ("bars", "blocks"):
        assert set(getattr(place, named)) == {iri for t in alone for iri in getattr(t, named)}
    entries = {entry for t in alone for entry in t.entries if entry.thing}
    assert {entry for entry in place.entries if entry.thing} == entries
    assert len(place.entries) == len(set(place.entries))
    for day in ("2015-06-01", "2021-06-01", "2026-01-01"):
        assert _within(day, place.days) == any(_within(day, t.days) for t in alone)


def _within(day: str, days: Iterable[tuple[str | None, str | None]]) -> bool:
    return any((first or "") <= day < (end or "9999") for first, end in days)


def test_the_days_of_some_pair_in_words(opened: Opened) -> None:
    coast = entry("place/coast", "Place", label="Coast")
    held = "".join(entry(f"organization/{x}", "Organization", inPlace="place/coast") for x in "ab")
    own = entry("organization/z", "Organization", label="Body z", inPlace="place/coast")
    desert = entry("place/desert", "Place", label="Desert") + entry(
        "organization/c", "Organization", inPlace="place/desert"
    )
    kg = opened(
        coast + held + own + desert + flow("f", "a", "c", validFrom="2008", validUntil="2010")
        + flow("g", "b", "c", validFrom="2009-05-01") + flow("h", "c", "z", validFrom="2009-05-01")
    )  # fmt: skip
    timeline = kg.timeline("Coast", "Body c")
    said = " ".join(to_text(timeline).split())
    assert "A route for data of any kind from a holder in Coast to Body c is known from 2008 on." in said
    assert "Body a: from 2008 through 2010. Body b: from 2009-05-01 on. On no day: Body z." in said
    data = timeline.to_dict()
    assert data["days"] == [{"from": "2008-01-01", "until": None}]
    assert [len(pair["days"]) for pair in data["pairs"]] == [1, 1, 0]  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="one is within the other, so that nothing lies between the two"):
        kg.timeline("Desert", "Body c")


# --- bad use --------------------------------------------------------------------------------------------------------


def test_bad_use(command: Command, kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="Name the recipient too"):
        kg.timeline("ICE", carrying="fingerprints")
    with pytest.raises(NameUnknown, match="and a holder of data is wanted here"):
        kg.timeline("Green Light Law", "ICE")
    with pytest.raises(NameUnknown, match="The graph has no data category named “smoke signals”"):
        kg.timeline("FBI", "ICE", carrying="smoke signals")
    answer = command("timeline", "nothing of the sort")
    assert answer.returncode == 2
    assert answer.stderr.startswith("The graph has no thing named “nothing of the sort”.")
    assert command("timeline").returncode == 2


def test_a_date_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "bad.trig"
    file.write_text(f'<{v.ID}source/a> {{ <{v.ID}flow/a> a <{v.DATA_FLOW}> ; <{v.VALID_FROM}> "soon" }}', "utf-8")
    with pytest.raises(IncompleteGraph, match="flow/a has the date “soon”, which is none"):
        whoshares.open(file).timeline("flow/a")
