"""What would settle it: facts hidden from the shipped graph are asked for, and how the answer leaves."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

import pytest
from tests.by_hand import DAY, ID, SMALL, Command, as_json, widest, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.place_unknowns import PlaceUnknowns
from whoshares.answers.unknowns import Unknowns
from whoshares.text.console import to_text

PASSENGERS: Final = "flow/us-tsa--us-ice--passenger-list"
PRINTS: Final = "flow/local-jail--us-fbi--arrest-fingerprints"
BLOCK: Final = "block/nlets--us-ny--us-ice"
HIDDEN: Final = (
    (PASSENGERS, "validFrom"), (PASSENGERS, "attestedOn"), (PRINTS, "extent"), (BLOCK, "validFrom"),
    (BLOCK, "attestedOn"),
)  # fmt: skip
"""Dates of a flow and of a block, and that a flow is said of every body, by the properties that state them."""


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return whoshares.open()


@pytest.fixture(scope="module")
def hidden(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The shipped graph without these facts."""
    starts = [f"<{ID}{thing}> <https://w3id.org/whoshares/ontology/{key}> " for thing, key in HIDDEN]
    lines = kg.export("nquads").splitlines(keepends=True)
    path = tmp_path_factory.mktemp("hidden") / "graph.nq"
    path.write_text("".join(line for line in lines if not line.startswith(tuple(starts))), "utf-8")
    return whoshares.open(path)


def asked_for(answer: Unknowns) -> set[tuple[str, str | None]]:
    """The facts of the sets of one."""
    return {(one.fact, one.id) for facts in (answer.facts, *answer.others) if len(facts) == 1 for one in facts}


def test_a_hidden_date_is_asked_for(kg: KnowledgeGraph, hidden: KnowledgeGraph) -> None:
    known, answer = (
        graph.unknowns("TSA", "ICE", carrying="passenger-list", as_of="2026-01-21") for graph in (kg, hidden)
    )
    assert known.outcome == "settled"
    assert (answer.outcome, answer.optimal) == ("would-open", True)
    assert asked_for(answer) == {("in-force", ID + PASSENGERS)}
    (fact,) = answer.facts
    assert "which no document dates" in fact.explanation
    assert ID + "organization/us-tsa" in fact.asked_of


def test_a_hidden_extent_is_asked_for(kg: KnowledgeGraph, hidden: KnowledgeGraph) -> None:
    known, answer = (
        graph.unknowns("organization/us-id-canyon-jail", "FBI", carrying="fingerprints", as_of="2026-01-01")
        for graph in (kg, hidden)
    )
    assert known.outcome == "would-close"
    assert answer.outcome == "would-open"
    assert ("extent", ID + PRINTS) in asked_for(answer)
    assert "documents say of some such bodies (local jail) and not of each" in answer.facts[0].explanation


def test_a_hidden_block_is_asked_for(hidden: KnowledgeGraph) -> None:
    answer = hidden.unknowns("New York DMV", "ICE", carrying="licence-record", as_of="2026-01-15")
    assert answer.outcome == "would-open"
    assert ("fallen", ID + BLOCK) in asked_for(answer)


def test_what_is_presumed_may_have_ended(kg: KnowledgeGraph) -> None:
    answer = kg.unknowns("Local jail", "ICE", carrying="fingerprints", as_of="2026-01-01")
    assert (answer.outcome, answer.optimal) == ("would-close", True)
    assert {one.fact for one in answer.facts} == {"ended"}
    assert all("last confirmed" in one.explanation for one in answer.facts)
    assert all("Local jail" not in (one.request or "")[:20] for one in answer.facts), "no generic body is asked"


def test_who_would_know_and_what_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "small.trig"
    path.write_text(SMALL, "utf-8")
    answer = whoshares.open(path).unknowns("Sheriff", "Agency", carrying="Tips", as_of=DAY)
    (fact,) = answer.facts
    assert fact.explanation == (
        "Whether the passing of tips from Sheriff to Agency was in force on 1 January 2015, which no document dates."
    )
    assert fact.asked_of == (ID + "organization/sheriff", ID + "organization/agency")
    assert fact.request is not None
    assert fact.request.startswith("To Sheriff: Under the public records law that applies to you, I request records ")
    assert "whether Sheriff gave tips to Agency on 1 January 2015, from when on and until when" in fact.request
    assert "no data on individual people" in fact.request


# --- how it leaves ----------------------------------------------------------------------------------------------------

COPLINK = ("Massachusetts COPLINK", "ICE", "--carrying", "police-report", "--as-of", "2025-01-01")


def test_text(command: Command) -> None:
    answer = command("unknowns", *COPLINK)
    assert (answer.returncode, answer.stderr) == (0, "")
    said = words(answer.stdout)
    assert said.startswith(
        "No way of police reports from Massachusetts COPLINK to Immigration and Customs Enforcement is"
    )
    assert "One unknown fact would make one known, if the answer is yes." in said
    assert "Would know: Homeland Security Investigations." in said
    assert "Nor does a document say who controls it and who operates Massachusetts COPLINK." in said
    assert "Draft of a request. To Homeland Security Investigations:" in said
    assert widest(answer.stdout) <= 110


def test_json_and_csv_say_the_same(command: Command) -> None:
    data = as_json(command, "unknowns", *COPLINK)
    assert (data["outcome"], data["optimal"]) == ("would-open", True)
    assert data["facts"][0]["unknown"] == ["controlledBy", "operatedBy"]
    rows = list(csv.DictReader(io.StringIO(command("unknowns", *COPLINK, "--format", "csv").stdout)))
    assert (rows[0]["outcome"], rows[0]["text"]) == ("would-open", data["explanation"])
    assert [row["text"] for row in rows[1:]] == [fact["explanation"] for fact in data["facts"]]
    assert all(row["request"] and row["sources"] for row in rows[1:])


def test_of_a_place_each_holder_is_asked_about(kg: KnowledgeGraph, command: Command) -> None:
    """Where several are presumed, all their facts together; where none is, the fewest of any."""
    day = "2026-06-30"
    answer = kg.unknowns("Illinois", "ICE", as_of=day)
    assert isinstance(answer, PlaceUnknowns)
    alone = {pair.question["from"]: kg.unknowns(str(pair.question["from"]), "ICE", as_of=day) for pair in answer.pairs}
    assert {pair.question["from"]: pair.outcome for pair in answer.pairs} == {
        end: one.outcome for end, one in alone.items()
    }
    assert answer.outcome == "would-close"
    closing = [one for one in alone.values() if one.outcome == "would-close"]
    assert {fact.id for fact in answer.facts} == {fact.id for one in closing for fact in one.facts}
    assert not answer.optimal
    said = words(to_text(answer))
    assert said.startswith(
        "A way of data of any kind to Immigration and Customs Enforcement is presumed on 30 June 2026 for Blue Island "
    )
    assert f", {len(closing)} of the {len(alone)} holders that the graph has in Illinois. " in said
    rows = list(csv.DictReader(io.StringIO(command(
        "unknowns", "Illinois", "ICE", "--as-of", day, "--format", "csv").stdout)))  # fmt: skip
    assert rows[0]["text"] == answer.explanation
    assert {row["asked from"] for row in rows[1:]} == {answer.labels[str(end)] for end in alone}


def test_the_many_facts_of_a_place_are_printed_in_short(kg: KnowledgeGraph) -> None:
    """A page at the most: the facts on which the most holders rest, one draft; all of them with `full`."""
    answer = kg.unknowns("Washington", "ICE", as_of="2026-06-30")
    assert isinstance(answer, PlaceUnknowns)
    resting = [sum(fact.id in {one.id for one in pair.facts} for pair in answer.pairs if pair.outcome == answer.outcome)
               for fact in answer.facts]  # fmt: skip
    assert len(resting) > 5
    assert resting == sorted(resting, reverse=True)
    short = to_text(answer)
    assert short.count("\n") <= 60
    assert short.count("Draft of a request.") == 1
    assert f"“--full” prints {len(resting) - 5} more facts, and of each fact its documents and the draft of a" in words(
        short
    )
    said = words(short)
    assert said.index(words(answer.facts[0].explanation)) < said.index(words(answer.facts[4].explanation))
    full = to_text(kg.unknowns("Washington", "ICE", as_of="2026-06-30", full=True))
    assert full.count("Draft of a request.") == sum(fact.request is not None for fact in answer.facts)
    assert all(words(fact.explanation) in words(full) for fact in answer.facts)


def test_of_a_place_without_a_known_way_the_fewest_facts_of_any(tmp_path: Path) -> None:
    of = (("a", "far", "mid"), ("b", "mid", "agency"), ("c", "near", "agency"))
    places = "".join(
        f"<flow/{name}> a ws:DataFlow ; ws:sender <organization/{sender}> ; ws:recipient <organization/{recipient}> ; "
        "ws:carries <category/x> . "
        for name, sender, recipient in of
    )
    places += '<place/north> a ws:Place ; skos:prefLabel "North" . '
    places += '<organization/agency> a ws:Organization ; skos:prefLabel "Agency" . '
    for name in ("far", "near"):
        places += f'<organization/{name}> a ws:Organization ; skos:prefLabel "{name.title()}" ; '
        places += "ws:inPlace <place/north> . "
    path = tmp_path / "graph.trig"
    path.write_text(f"{SMALL.partition('<source/s> {')[0]}<source/s> {{ {places} }}", "utf-8")
    answer = whoshares.open(path).unknowns("North", "Agency", as_of=DAY)
    assert (answer.outcome, [fact.id for fact in answer.facts], answer.optimal) == (
        "would-open", [ID + "flow/c"], True,
    )  # fmt: skip
    assert answer.explanation.startswith(
        "For none of the 2 holders that the graph has in North a way of data of any kind to Agency is known on "
    )


def test_what_forbids_and_stops_it_is_told(kg: KnowledgeGraph) -> None:
    """That a fact would make a way known is no reason to be silent on the law that forbids it."""
    answer = kg.unknowns("New York DMV", "ICE", as_of="2026-11-29")
    said = words(to_text(answer))
    assert (
        "are stopped: New York blocks ICE on Nlets (last confirmed 2025-11-12). A law in force forbids passing" in said
    )
    assert "(Green Light Law, since 2019-12; with exceptions)." in said
    assert answer.to_dict()["between"] == kg.trace("New York DMV", "ICE", as_of="2026-11-29").to_dict()["between"]


def test_of_a_place_of_which_nothing_is_known_no_holder_alone_is_named(kg: KnowledgeGraph) -> None:
    answer = kg.unknowns("Florida", "ICE", as_of="2026-06-30")
    assert isinstance(answer, PlaceUnknowns)
    assert answer.explanation == (
        "No way of data of any kind to Immigration and Customs Enforcement is known or possible on 30 June 2026 for "
        f"any of the {len(answer.pairs)} holders that the graph has in Florida, and no single unknown is known that "
        "could make one."
    )
