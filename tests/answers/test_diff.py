"""What changed between two days: against the states of flows, and against traces."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.by_hand import widest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.diff import CHANGES, Difference
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError, NameUnknown
from whoshares.text.console import to_text

Folder = Callable[..., Path]
Command = Callable[..., subprocess.CompletedProcess[str]]

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAYS = ("2011-07-01", "2011-10-01")


def entry(thing: str, sort: str, /, **properties: str) -> str:
    lines = "".join(f"    {key}: {value}\n" for key, value in properties.items())
    return f'  - id: {thing}\n    type: {sort}\n{lines}    at: "p. 2"\n'


def flow(name: str, sender: str, recipient: str, **properties: str) -> str:
    carries = properties.pop("carries", "category/fingerprints")
    return entry(
        f"flow/{name}", "DataFlow", sender=f"organization/{sender}", recipient=f"organization/{recipient}",
        carries=carries, **properties,
    )  # fmt: skip


def instrument(name: str, **properties: str) -> str:
    return entry(f"instrument/{name}", "Instrument", label=name.title(), kind="policy", **properties)


BODIES = "".join(entry(f"organization/{x}", "Organization", label=f"Body {x}") for x in "abcd")


@pytest.fixture
def opened(folder: Folder) -> Callable[[str], KnowledgeGraph]:
    return lambda states: whoshares.open(folder(BODIES + states))


Opened = Callable[[str], KnowledgeGraph]


def changes(answer: Difference) -> dict[str, str]:
    return {v.local_name(change.thing): change.kind for change in answer.changes}


# --- flows ----------------------------------------------------------------------------------------------------------


def test_each_kind_of_change_and_its_twin(opened: Opened) -> None:
    kg = opened(
        instrument("old", validUntil="2011-08", endedBy="instrument/new") + instrument("new", validFrom="2011-08")
        + flow("appeared", "a", "b", validFrom="2011-08", begunBy="instrument/new")
        + flow("there", "a", "b", validFrom="2011-06")
        + flow("ended", "a", "b", validUntil="2011-08", endedBy="instrument/new")
        + flow("lasting", "a", "b", validUntil="2011-10")
        + flow("surer", "a", "b", attestedOn="[2011-09-27, 2011-11-29]")
        + flow("less-sure", "a", "b", attestedOn="[2011-06-27, 2011-08-29]")
        + flow("as-sure", "a", "b", attestedOn="[2011-06-27, 2011-11-29]")
        + flow("rests", "a", "b", authority="[instrument/old, instrument/new]")
        + flow("rests-as-before", "a", "b", authority="instrument/new", validFrom="2012")
        + flow("never", "a", "b", validFrom="2012")
    )  # fmt: skip
    answer = kg.diff(*DAYS)
    assert changes(answer) == {
        "appeared": "appeared", "ended": "ended", "less-sure": "certainty", "surer": "certainty", "rests": "authority",
    }  # fmt: skip
    assert [change.kind for change in answer.changes] == sorted(changes(answer).values(), key=list(CHANGES).index)
    found = {v.local_name(change.thing): change for change in answer.changes}
    assert (found["appeared"].before, found["appeared"].after) == ("impossible", "presumed")
    assert (found["surer"].before, found["surer"].after) == ("possible", "certain")
    assert (found["less-sure"].before, found["less-sure"].after) == ("certain", "presumed")
    assert found["appeared"].by == found["ended"].by == (v.ID + "instrument/new",)
    rests = found["rests"]
    assert (rests.authority_gained, rests.authority_lost) == ((v.ID + "instrument/new",), (v.ID + "instrument/old",))
    assert rests.authority_by == (v.ID + "instrument/new",)
    assert [source.locator for source in rests.authority_sources] == ["p. 2", "p. 2"]
    assert all(change.sources for change in answer.changes)


def test_transformations_and_blocks(opened: Opened) -> None:
    kg = opened(
        flow("f", "a", "b")
        + entry("transformation/t", "Transformation", holder="organization/b", consumes="category/fingerprints",
                produces="category/match-notice", validFrom="2011-08")
        + entry("block/k", "Block", atSystem="system/us-ident", blocksOrigin="organization/a",
                blocksRecipient="organization/c", validUntil="2011-08")
    )  # fmt: skip
    assert changes(kg.diff(*DAYS)) == {"t": "appeared", "k": "ended"}


def test_only_data_of_a_kind(opened: Opened) -> None:
    kg = opened(
        flow("prints", "a", "b", validFrom="2011-08")
        + flow("plates", "a", "b", validFrom="2011-08", carries="category/plate-read")
    )
    assert changes(kg.diff(*DAYS, carrying="fingerprints")) == {"prints": "appeared"}
    assert changes(kg.diff(*DAYS, carrying="any")) == {"prints": "appeared", "plates": "appeared"}


def test_nothing_changes_within_a_day(kg: KnowledgeGraph) -> None:
    answer = kg.diff("2011-10-01", date(2011, 10, 1), to="ICE")
    assert (answer.changes, answer.reach) == ((), ())
    assert to_text(answer).startswith("From 2011-10-01 to 2011-10-01: no change is known.")


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
    kg = opened(flow("ab", "a", "b") + flow("bc", "b", "c", validFrom="2011-08"))
    monkeypatch.setattr("whoshares.routes.search.WORK_LIMIT", 0)
    (stopped, *_) = kg.diff(*DAYS, to="Body c").reach
    assert (v.local_name(stopped.origin), stopped.kind) in {("a", "not-settled"), ("b", "appeared")}


@pytest.mark.parametrize("carrying", [None, "fingerprints"])
@pytest.mark.parametrize("days", [("2007-01-01", "2011-10-01"), ("2011-10-01", "2026-01-28")])
def test_reach_is_that_of_traces(kg: KnowledgeGraph, days: tuple[str, str], carrying: str | None) -> None:
    answer = kg.diff(*days, to="ICE", carrying=carrying)
    network = kg.network
    inside = network.closure(network.holder_number[v.ID + "organization/us-ice"])
    expected = {}
    for origin in {flow.sender for flow in network.flows} - inside:
        said = []
        for day in days:
            trace = kg.trace(network.holders[origin], "ICE", carrying=carrying, as_of=day, limit=1)
            said.append(trace.routes[0].state.word if trace.routes else "none-known")
        if said[0] != said[1]:
            expected[network.holders[origin]] = (said[0], said[1])
    assert {r.origin: (r.before, r.after) for r in answer.reach} == expected


# --- the shipped graph ----------------------------------------------------------------------------------------------


def test_the_agreements_of_2011(kg: KnowledgeGraph) -> None:
    answer = kg.diff(*DAYS, carrying="fingerprints")
    agreed = kg.sparql(
        "SELECT DISTINCT ?flow { ?flow a ws:DataFlow ; ws:authority id:instrument\\/secure-communities-moas ; "
        "ws:carries id:category\\/fingerprints }"
    )
    rests = [change for change in answer.changes if change.kind == "authority" and change.authority_lost]
    assert {change.thing for change in rests} == {str(row[0]) for row in agreed.rows} != set()  # type: ignore[union-attr]
    for change in rests:
        assert [v.local_name(i) for i in change.authority_lost] == ["secure-communities-moas"]
        assert [v.local_name(i) for i in change.authority_gained] == ["ice-2011-08-rescission"]
        assert [v.local_name(i) for i in change.authority_by] == ["ice-2011-08-rescission"]


def test_the_launch_of_the_program(kg: KnowledgeGraph) -> None:
    answer = kg.diff("2008-02-29", "2008-03-01")
    appeared = {change.thing for change in answer.changes if change.kind == "appeared"}
    stated = kg.sparql('SELECT ?flow WHERE { ?flow a ws:DataFlow ; ws:validFrom ?d FILTER(STR(?d) = "2008-03") }')
    assert appeared == {str(row[0]) for row in stated.rows}  # type: ignore[union-attr]


def keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return {str(key) for key in data}.union(*(keys(x) for key, x in data.items() if key != "labels"))
    return set[str]().union(*(keys(item) for item in data)) if isinstance(data, list) else set()


def test_json(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *DAYS, "--to", "ICE", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    data = json.loads(answer.stdout)
    assert data == kg.diff(*DAYS, to="ICE").to_dict()
    assert list(data) == ["question", "changes", "reach", "searched", "labels"]
    assert data["question"] == {
        "day1": DAYS[0], "day2": DAYS[1], "to": v.ID + "organization/us-ice", "carrying": None, "exact": False,
    }  # fmt: skip
    assert list(data["changes"][0]) == [
        "change", "id", "class", "before", "after", "by", "authorityGained", "authorityLost", "authorityBy",
        "validFrom", "validUntil", "attestedOn", "sources", "authoritySources",
    ]  # fmt: skip
    assert list(data["reach"][0]) == ["change", "from", "before", "after", "route"]
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []
    assert {change["id"] for change in data["changes"]} <= data["labels"].keys()


def test_csv(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *DAYS, "--to", "ICE", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    difference = kg.diff(*DAYS, to="ICE")
    assert len(rows) == len(difference.changes) + len(difference.reach)
    assert {row["class"] for row in rows} == {"data flow", "transformation", "reach"}


def test_text(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("diff", *DAYS, "--to", "ICE", "--carrying", "fingerprints")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("From 2011-07-01 to 2011-10-01 for Fingerprints: ")
    lines = answer.stdout.splitlines()
    changed = re.compile(r"    changed by: ICE rescission of the Secure Communities MOAs, August 2011( \[\d+\])+")
    assert [line for line in lines if changed.fullmatch(line)]
    assert widest(answer.stdout) <= 110
    assert "no instrument named" in command("diff", "2008-02-29", "2008-03-01").stdout
    assert "<pre" in kg.diff(*DAYS)._repr_html_()


# --- bad use --------------------------------------------------------------------------------------------------------


def test_bad_use(command: Command, kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="“2011” is no day"):
        kg.diff("2011", "2012-01-01")
    with pytest.raises(InputError, match="2011-07-01 is before 2011-10-01"):
        kg.diff("2011-10-01", "2011-07-01")
    with pytest.raises(NameUnknown, match="and a holder of data is wanted here"):
        kg.diff(*DAYS, to="Secure Communities")
    answer = command("diff", "yesterday", "2011-07-01")
    assert answer.returncode == 2
    assert answer.stderr == "“yesterday” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.\n"
    assert command("diff", "2011-07-01").returncode == 2
