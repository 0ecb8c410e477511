"""`whoshares cut` and `whoshares chokepoints`: text, JSON, CSV, bad input, start-up."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.by_hand import widest

from whoshares import KnowledgeGraph
from whoshares.text.console import to_text

Command = Callable[..., CompletedProcess[str]]

ID = "https://w3id.org/whoshares/id/"
ASK = ("Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")

_TWO_WAYS = """\
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@base <https://w3id.org/whoshares/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<source/s> {
  <source/s> a ws:Source ; dcterms:title "A test document" ;
    ws:tier <tier/primary> .
  <organization/a> a ws:Organization ; skos:prefLabel "Sheriff" .
  <organization/b> a ws:Organization ; skos:prefLabel "State bureau" .
  <organization/c> a ws:Organization ; skos:prefLabel "Vendor" .
  <organization/d> a ws:Organization ; skos:prefLabel "Federal agency" .
  <organization/county> a ws:Organization ; skos:prefLabel "County" .
  <organization/a> ws:partOf <organization/county> .
  <instrument/deal> a ws:Instrument ; skos:prefLabel "The contract" .
  <instrument/over> a ws:Instrument ; skos:prefLabel "The old law" ;
    ws:validUntil "2010-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
  <category/x> a ws:DataCategory ; skos:prefLabel "Plates" .
  <flow/1> a ws:DataFlow ; ws:sender <organization/a> ;
    ws:recipient <organization/b> ; ws:carries <category/x> ;
    ws:controlledBy <organization/a> .
  <flow/2> a ws:DataFlow ; ws:sender <organization/b> ;
    ws:recipient <organization/d> ; ws:carries <category/x> ;
    ws:authority <instrument/over> .
  <flow/3> a ws:DataFlow ; ws:sender <organization/a> ;
    ws:recipient <organization/c> ; ws:carries <category/x> ;
    ws:controlledBy <organization/c> ;
    ws:authority <instrument/deal> .
  <flow/4> a ws:DataFlow ; ws:sender <organization/c> ;
    ws:recipient <organization/d> ; ws:carries <category/x> .
}
"""


@pytest.fixture
def two_ways(tmp_path: Path) -> str:
    """A graph with two routes from the sheriff to the agency, over the bureau and over the vendor."""
    path = tmp_path / "two.trig"
    path.write_text(_TWO_WAYS, "utf-8")
    return str(path)


def words(text: str) -> str:
    return " ".join(text.split())


# --- cut --------------------------------------------------------------------------------------------------------------


def test_a_cut_as_text(command: Command) -> None:
    answer = command("cut", *ASK)
    assert (answer.returncode, answer.stderr) == (0, "")
    text = words(answer.stdout)
    assert text.startswith(
        "If these 3 flows ended (Local jail → State Identification Bureau; Local jail → Federal Bureau of "
        "Investigation; Local jail → Federal immigration databases), no known route would be left by which "
        "fingerprints could get from Local jail to Immigration and Customs Enforcement (ICE) on 1 October 2011. "
        "Nothing smaller would do."
    )
    assert re.search(r"\d\. Local jail → Federal Bureau of Investigation · Fingerprints", text)
    assert "· no controller is named" in text
    assert re.search(r"Who says so 1\. \w", text)
    assert "Whether a flow should end is not for this program to say." in text
    assert widest(answer.stdout) <= 110


@pytest.mark.parametrize(
    ("options", "outcome", "elements"),
    [
        ((), "cut", [("flow/1", ["organization/a"]), ("flow/3", ["organization/c"])]),
        (("--by", "controller"), "cut", [(f"organization/{x}", [f"organization/{x}"]) for x in "ac"]),
        (("--by", "instrument"), "impossible", []),
        (("--using", "County"), "impossible", []),
        (("--max-hops", "1"), "no-route", []),
    ],
)  # fmt: skip
def test_a_cut_as_json(
    command: Command, two_ways: str, options: tuple[str, ...], outcome: str, elements: list[tuple[str, list[str]]]
) -> None:
    answer = command("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", *options, "--graph", two_ways,
                     "--format", "json")  # fmt: skip
    assert answer.returncode == 0
    data = json.loads(answer.stdout)
    assert (data["outcome"], data["optimal"], data["stopped"]) == (outcome, True, False)
    assert data["unit"] == (options[1] if options[:1] == ("--by",) else "flow")
    assert data["size"] == (None if outcome == "impossible" else len(elements))
    assert [(e["id"], e["controlledBy"]) for e in data["elements"]] == [
        (ID + iri, [ID + body for body in bodies]) for iri, bodies in elements
    ]
    for element in data["elements"]:
        for flow in element["flows"]:
            assert flow["sources"][0]["id"] == ID + "source/s"
            assert {flow["id"], flow["sender"], flow["recipient"], *flow["carries"]} <= data["labels"].keys()
    assert (data["route"] is not None) == (outcome == "impossible")
    if outcome == "impossible":
        left = [hop["flow"] for hop in data["route"]["hops"]]
        assert left == ([ID + "flow/1", ID + "flow/2"] if "--by" in options else [ID + "flow/3", ID + "flow/4"])
    assert (data["reason"] == "excluded") == (outcome == "no-route")


def test_the_text_of_every_outcome(command: Command, two_ways: str) -> None:
    ask = ("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", "--graph", two_ways)
    by_controller = words(command(*ask, "--by", "controller").stdout)
    assert by_controller.startswith(
        "If these 2 bodies ended the flows that they control (Sheriff; Vendor), no known route would be left by which "
        "data of any kind could get from Sheriff to Federal agency on 1 January 2012."
    )
    assert (
        "1. Sheriff · ends 1 flow between the two 2. Vendor · ends 1 flow between the two Who says so" in by_controller
    )
    assert "A flow with several controllers is taken to end when any one of them ends it" in by_controller
    by_instrument = words(command(*ask, "--by", "instrument").stdout)
    assert by_instrument.startswith(
        "Not possible: ending all flows that name an instrument in force (1 of them lies between the two) would still "
        "leave a known route by which data of any kind could get from Sheriff to Federal agency on 1 January 2012."
    )
    using = words(command(*ask, "--using", "County").stdout)
    assert using.startswith("Not possible: ending all flows that County controls (1 of them lies between the two)")
    assert "1. Sheriff → Vendor · Plates · controlled by Vendor A test document" in using
    both = words(command(*ask, "--using", "County", "--by", "instrument").stdout)
    assert both.startswith("Not possible: ending all flows that County controls and that name an instrument in force")
    one = words(command("cut", "Vendor", "Federal agency", *ask[3:], "--using", "County").stdout)
    assert "(none of them lies between the two)" in one
    single = words(command("cut", "Sheriff", "State bureau", *ask[3:], "--using", "County").stdout)
    assert single.startswith("If this flow ended (Sheriff → State bureau), no known route would be left by which data")
    contract = words(command("cut", "Sheriff", "Vendor", *ask[3:], "--by", "instrument").stdout)
    assert contract.startswith(
        "If this instrument ended, with the flows that rest on it (The contract), no known route would be left"
    )
    assert "1. The contract · controlled by Vendor · ends 1 flow between the two" in contract
    nothing = words(command("cut", "Federal agency", "Sheriff", *ask[3:]).stdout)
    assert nothing.startswith("Nothing to cut. No known route takes data of any kind from Federal agency to Sheriff")


@pytest.mark.parametrize(
    ("options", "bound", "said"),
    [
        (("--by", "controller"), 0, "A limit of time or work was reached: there may be a smaller set."),
        (("--max-hops", "9"), 2, "Time ran out before all of this size were compared."),
    ],
)
def test_no_time_is_said(command: Command, two_ways: str, options: tuple[str, ...], bound: int, said: str) -> None:
    ask = ("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", "--graph", two_ways, "--seconds", "1e-9")
    data = json.loads(command(*ask, *options, "--format", "json").stdout)
    assert (data["optimal"], data["size"], data["bound"]) == (False, 2, bound)
    assert said in words(command(*ask, *options).stdout)


def test_no_time_is_needed_where_every_walk_is_a_route(command: Command, two_ways: str) -> None:
    ask = ("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", "--graph", two_ways, "--seconds", "1e-9")
    data = json.loads(command(*ask, "--format", "json").stdout)
    assert (data["optimal"], data["size"], data["bound"]) == (True, 2, 2)


def test_a_cut_as_csv(command: Command, two_ways: str) -> None:
    def rows(*options: str) -> list[dict[str, str]]:
        answer = command("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", "--graph", two_ways, *options,
                         "--format", "csv")  # fmt: skip
        return list(csv.DictReader(io.StringIO(answer.stdout, newline="")))

    found = rows()
    assert [row["flow"] for row in found] == [ID + "flow/1", ID + "flow/3"]
    assert {row["outcome"] for row in found} == {"cut"}
    assert found[0]["element controlled by"] == "Sheriff"
    assert found[0]["sources"] == "A test document [primary]"
    assert [row["outcome"] for row in rows("--using", "County")] == ["impossible"] * 2
    assert rows("--max-hops", "1") == [{**dict.fromkeys(found[0], ""), "outcome": "no-route", "optimal": "yes"}]


@pytest.mark.parametrize("verb", ["cut", "chokepoints"])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Local jail", "Icee"), "The graph has no holder of data named “Icee”."),
        (("Local jail", "ICE", "--as-of", "2011-13-01"), "“2011-13-01” is no day."),
        (("Local jail", "ICE", "--carrying", "no such data"), "The graph has no data category named “no such data”."),
        (("Local jail", "ICE", "--max-hops", "0"), "Invalid value for '--max-hops'"),
        (("Local jail",), "Missing argument 'TO'"),
        (("Local jail", "ICE", "--graph", "nowhere"), "nowhere"),
    ],
)
def test_bad_input(command: Command, verb: str, arguments: tuple[str, ...], sentence: str) -> None:
    answer = command(verb, *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--by", "law", "'law' is not one of 'flow', 'instrument', 'controller', 'block'"),
        ("--using", "Nobody", "The graph has no holder of data named “Nobody”."),
        ("--using", "Secure Communities", "and a holder of data is wanted here"),
        ("--seconds", "0", "Invalid value for '--seconds'"),
    ],
)
def test_bad_options_of_cut(command: Command, option: str, value: str, sentence: str) -> None:
    answer = command("cut", *ASK, option, value)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr


def test_bad_arguments_in_python(kg: KnowledgeGraph) -> None:
    from whoshares.model.errors import InputError

    with pytest.raises(
        InputError, match=r"^“law” is no unit of a cut\. The units are flow, instrument, controller, block\.$"
    ):
        kg.cut("FBI", "ICE", by="law")
    with pytest.raises(InputError, match=r"^seconds is 0, and more than 0 is needed\.$"):
        kg.cut("FBI", "ICE", seconds=0)
    with pytest.raises(InputError, match=r"^limit is 0, and at least 1 is needed\.$"):
        kg.chokepoints("FBI", "ICE", limit=0)


# --- blocks to set ----------------------------------------------------------------------------------------------------

_SWITCH = """\
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/whoshares/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<source/s> {
  <source/s> a ws:Source ; dcterms:title "A test document" ; ws:tier <tier/primary> .
  <organization/east> a ws:Organization ; skos:prefLabel "East" ; ws:inPlace <place/coast> .
  <organization/west> a ws:Organization ; skos:prefLabel "West" ; ws:inPlace <place/coast> .
  <organization/north> a ws:Organization ; skos:prefLabel "North" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/agency-field> a ws:Organization ; skos:prefLabel "Field office" ; ws:partOf <organization/agency> .
  <organization/department> a ws:Organization ; skos:prefLabel "Department" .
  <organization/bureau> a ws:Organization ; skos:prefLabel "Bureau" ; ws:partOf <organization/department> .
  <place/coast> a ws:Place ; skos:prefLabel "Coast" .
  <place/desert> a ws:Place ; skos:prefLabel "Desert" .
  <system/switch> a ws:System ; skos:prefLabel "Switch" ; ws:operatedBy <organization/bureau> .
  <category/x> a ws:DataCategory ; skos:prefLabel "Plates" .
  <flow/1> a ws:DataFlow ; ws:sender <organization/east> ; ws:recipient <system/switch> ; ws:carries <category/x> .
  <flow/2> a ws:DataFlow ; ws:sender <organization/west> ; ws:recipient <system/switch> ; ws:carries <category/x> .
  <flow/3> a ws:DataFlow ; ws:sender <system/switch> ; ws:recipient <organization/agency> ; ws:carries <category/x> .
  <flow/4> a ws:DataFlow ; ws:sender <system/switch> ; ws:recipient <organization/agency-field> ;
    ws:carries <category/x> .
  <flow/5> a ws:DataFlow ; ws:sender <organization/north> ; ws:recipient <system/switch> ; ws:carries <category/x> .
  <block/north> a ws:Block ; skos:prefLabel "North blocks the agency" ; ws:atSystem <system/switch> ;
    ws:blocksOrigin <organization/north> ; ws:blocksRecipient <organization/agency> ;
    ws:attestedOn "2012-03-01"^^xsd:date .
}
"""
_AT_SWITCH = ("--as-of", "2014-06-01")


@pytest.fixture
def switch(tmp_path: Path) -> str:
    """A graph in which all goes through a switch at which one of three has its data held back."""
    path = tmp_path / "switch.trig"
    path.write_text(_SWITCH, "utf-8")
    return str(path)


def test_a_block_to_set_as_text(command: Command, switch: str) -> None:
    text = words(command("cut", "East", "Agency", *_AT_SWITCH, "--by", "block", "--graph", switch).stdout)
    assert text.startswith(
        "If this block were set (at Switch, data of East withheld from Agency), no known route would be left by which "
        "data of any kind could get from East to Agency on 1 June 2014."
    )
    assert "comes by East → Switch · Plates A test document" in text
    assert "goes by Switch → Agency · Plates A test document Switch → Field office · Plates" in text
    assert "to name Agency; Field office: each receives from Switch, and may have to be named there" in text
    assert (
        "precedent It was done there for North: North blocks the agency (presumed: last confirmed 2012-03-01, 2 years "
        "before) A test document"
    ) in text


def test_a_block_to_set_as_json(command: Command, switch: str) -> None:
    ask = ("cut", "East", "Agency", *_AT_SWITCH, "--by", "block", "--graph", switch)
    data = json.loads(command(*ask, "--format", "json").stdout)
    assert (data["outcome"], data["unit"], data["size"], data["elements"]) == ("cut", "block", 1, [])
    (block,) = data["blocksToSet"]
    assert (block["atSystem"], block["blocksOrigin"], block["blocksRecipient"]) == (
        ID + "system/switch", ID + "organization/east", ID + "organization/agency",
    )  # fmt: skip
    assert block["receiving"] == [ID + "organization/agency", ID + "organization/agency-field"]
    assert [flow["id"] for flow in (*block["into"], *block["outOf"])] == [ID + f"flow/{n}" for n in (1, 3, 4)]
    (precedent,) = block["precedents"]
    assert (precedent["id"], precedent["certainty"], precedent["lastConfirmed"]) == (
        ID + "block/north", "presumed", "2012-03-01",
    )  # fmt: skip
    assert precedent["blocksOrigin"] == [ID + "organization/north"]
    assert precedent["sources"][0]["id"] == ID + "source/s"
    assert {block["atSystem"], *block["receiving"], precedent["id"], *precedent["blocksOrigin"]} <= data[
        "labels"
    ].keys()
    (row,) = csv.DictReader(io.StringIO(command(*ask, "--format", "csv").stdout, newline=""))
    assert (row["element"], row["system"], row["precedent"]) == (
        "Switch: East → Agency", "Switch", "North blocks the agency",
    )  # fmt: skip


def test_a_cut_says_where_a_block_would_do(command: Command, switch: str) -> None:
    text = words(command("cut", "East", "Agency", *_AT_SWITCH, "--graph", switch).stdout)
    assert text.startswith("If this flow ended (East → Switch), no known route would be left")
    assert (
        "One block at Switch would do as well: at Switch, data of East withheld from Agency. It was done there for "
        "North: North blocks the agency (presumed: last confirmed 2012-03-01, 2 years before). “--by block” says more."
    ) in text
    before = words(command("cut", "East", "Agency", "--as-of", "2010-01-01", "--graph", switch).stdout)
    assert "for North: North blocks the agency (not confirmed by that day)." in before


def test_what_is_closed_already_needs_no_cut(command: Command, switch: str) -> None:
    """Also where other data, or other holders, would get through: a block is no cut, and what it stops is said."""
    ask = ("cut", "North", "Agency", *_AT_SWITCH, "--graph", switch)
    assert words(command(*ask).stdout).startswith(
        "Nothing to cut while this block stands. On 1 June 2014, no known route takes data of any kind from North to "
        "Agency: a block stands in the way: North blocks the agency (presumed: last confirmed 2012-03-01, 2 years "
        "before). If the block fell, 1 way would open (2 routes), through Switch."
    )
    data = json.loads(command(*ask, "--format", "json").stdout)
    assert (data["outcome"], data["reason"]) == ("no-route", "blocked")
    (block,) = data["between"]["blocks"]
    assert (block["id"], block["certainty"], block["lastConfirmed"]) == (ID + "block/north", "presumed", "2012-03-01")
    points = json.loads(command("chokepoints", *ask[1:], "--format", "json").stdout)
    assert points["reason"] == "blocked"
    assert "North blocks the agency (presumed: last confirmed 2012-03-01, 2 years before)" in points["explanation"]


def test_new_york_before_its_block_and_after(kg: KnowledgeGraph) -> None:
    before, after = (kg.cut("New York DMV", "ICE", as_of=day) for day in ("2025-11-11", "2026-06-01"))
    (block,) = before.to_set
    assert (block.system, block.recipient) == (ID + "system/nlets", ID + "organization/us-ice")
    assert {ID + "organization/us-ice-ero", ID + "organization/us-ice-hsi"} <= set(block.receiving)
    assert ID + "block/nlets--us-ma--us-ice" in {precedent.block.iri for precedent in block.precedents}
    assert (after.outcome, after.absence.reason) == ("no-route", "blocked")
    assert [one.id for one in after.between.blocks] == [ID + "block/nlets--us-ny--us-ice"]
    assert "A law in force forbids" in words(to_text(before))
    assert "A law in force forbids" in words(to_text(after))


def test_a_route_past_no_switch_cannot_be_blocked(command: Command, two_ways: str) -> None:
    ask = ("cut", "Sheriff", "Federal agency", "--as-of", "2012-01-01", "--graph", two_ways, "--by", "block")
    assert words(command(*ask).stdout).startswith(
        "Not possible: blocks at all systems at which some document shows that one can be set would still leave a "
        "known route by which data of any kind could get from Sheriff to Federal agency on 1 January 2012."
    )
    answer = command(*ask, "--using", "County")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("A block ends no flow, so that “using”, which says whose flows may end, does not")


def test_one_cut_for_a_place(command: Command, switch: str) -> None:
    ask = ("cut", "Coast", "Agency", *_AT_SWITCH, "--graph", switch)
    text = words(command(*ask).stdout)
    assert text.startswith(
        "If these 2 flows ended (East → Switch; West → Switch), no known route would be left by which data of any kind "
        "could get from any holder in Coast to Agency on 1 June 2014."
    )
    assert "2 of 2 holders have a known route that day: East; West." in text
    assert "2 blocks at Switch would do as well" in text
    data = json.loads(command(*ask, "--by", "block", "--format", "json").stdout)
    assert [block["blocksOrigin"] for block in data["blocksToSet"]] == [
        ID + "organization/east",
        ID + "organization/west",
    ]
    assert data["question"]["from"] == ID + "place/coast"
    assert data["standsFor"]["from"] == [ID + "organization/east", ID + "organization/west"]
    assert [(pair["from"], pair["outcome"]) for pair in data["pairs"]] == [
        (ID + "organization/east", "routes"), (ID + "organization/west", "routes"),
    ]  # fmt: skip


def test_choke_points_of_a_place(command: Command, switch: str) -> None:
    """A system's operator and the department around it are told with the system."""
    ask = ("chokepoints", "Coast", "Agency", *_AT_SWITCH, "--graph", switch)
    text = words(command(*ask).stdout)
    assert text.startswith(
        "1 choke point: every known route that takes data of any kind from any holder in Coast to Agency on 1 June "
        "2014 passes this."
    )
    assert "2 of 2 holders have a known route that day: East; West." in text
    assert "system Switch of Bureau, Department" in text
    data = json.loads(command(*ask, "--format", "json").stdout)
    (point,) = data["chokePoints"]
    assert point["within"] == [ID + "organization/bureau", ID + "organization/department"]
    assert {thing["id"] for thing in data["passed"]}.isdisjoint(point["within"])
    assert {thing["id"]: thing["routes"] for thing in data["passed"]}[ID + "organization/east"] == 2
    assert (data["routes"], data["standsFor"]["to"]) == (4, [ID + "organization/agency"])


@pytest.mark.parametrize("verb", ["cut", "chokepoints"])
@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        (("Desert", "Agency"), "The graph has no holder in “Desert”"),
        (("Coast", "Coast"), None),
        (("East", "Nowhere"), "The graph has no holder of data named “Nowhere”."),
    ],
)
def test_bad_places(command: Command, switch: str, verb: str, ends: tuple[str, str], sentence: str | None) -> None:
    answer = command(verb, *ends, *_AT_SWITCH, "--graph", switch)
    if sentence is None:  # East and West, either way: no route
        assert (answer.returncode, answer.stderr) == (0, "")
        assert "Nearest to one, of 2 pairs, is East → West." in words(answer.stdout)
        return
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(sentence)


def test_a_place_within_the_other_end(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "within.trig"
    path.write_text(
        _SWITCH.replace("<organization/agency-field> a", "<organization/agency-field> ws:inPlace <place/desert> ; a"),
        "utf-8",
    )
    answer = command("cut", "Desert", "Agency", *_AT_SWITCH, "--graph", str(path))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "Of each holder that “Desert” and “Agency” stand for, one is within the other, so that nothing lies between "
        "the two. Name another end.\n"
    )


# --- choke points -----------------------------------------------------------------------------------------------------


def test_choke_points_as_text(command: Command) -> None:
    answer = command("chokepoints", *ASK)
    assert (answer.returncode, answer.stderr) == (0, "")
    text = words(answer.stdout)
    assert text.startswith(
        "1 choke point: every known route that takes fingerprints from Local jail to Immigration and Customs "
        "Enforcement (ICE) on 1 October 2011 passes this. "
    )
    assert "organization Federal Bureau of Investigation (FBI)" in text
    (routes,) = re.findall(r" (\d+) routes in all\.", text)
    assert re.search(rf"\d+ of {routes} flow Arrestees' fingerprints, local jail to FBI", text)
    assert widest(answer.stdout) <= 110


def test_a_shipped_cut_leaves_no_route_and_needs_each_flow(kg: KnowledgeGraph) -> None:
    ask = {"carrying": "fingerprints", "as_of": "2011-10-01"}
    cut = kg.cut("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    ended = [element.id for element in cut.elements]
    assert not kg.trace("Local jail", "ICE", avoid=ended, **ask).routes  # type: ignore[arg-type]
    for kept in ended:
        others = [flow for flow in ended if flow != kept]
        assert kg.trace("Local jail", "ICE", avoid=others, **ask).routes  # type: ignore[arg-type]


def test_choke_points_as_json(command: Command) -> None:
    data = json.loads(command("chokepoints", *ASK, "--limit", "3", "--format", "json").stdout)
    assert (data["outcome"], data["routes"], data["truncated"], data["stopped"]) == ("choke-points", 3, True, False)
    points = [ID + "organization/us-fbi"]
    assert [thing["id"] for thing in data["chokePoints"]] == points
    assert data["passed"][:1] == data["chokePoints"]
    assert data["undecided"] == []
    for thing in data["passed"]:
        assert thing["share"] == round(thing["routes"] / 3, 4)
        assert thing["everyRoute"] == (thing["id"] in points)
        assert data["labels"][thing["id"]]


def test_choke_points_as_csv_and_without_any(command: Command, two_ways: str) -> None:
    def rows(origin: str, recipient: str) -> list[dict[str, str]]:
        text = command(
            "chokepoints", origin, recipient, "--as-of", "2012-01-01", "--graph", two_ways, "--format", "csv"
        )
        return list(csv.DictReader(io.StringIO(text.stdout, newline="")))

    found = rows("Sheriff", "Federal agency")
    assert {row["outcome"] for row in found} == {"none"}
    assert {(row["id"], row["share"]) for row in found} >= {
        (ID + "flow/1", "0.5000"),
        (ID + "instrument/deal", "0.5000"),
    }
    assert [row["outcome"] for row in rows("Federal agency", "Sheriff")] == ["no-route"]
    assert {row["id"] for row in rows("Sheriff", "Vendor") if row["on every route"] == "yes"} == {
        ID + "flow/3", ID + "instrument/deal",
    }  # fmt: skip
    for ends, begins in (
        (("Sheriff", "Federal agency"), "None: nothing is passed by every known route"),
        (("Federal agency", "Sheriff"), "No route, so no choke point."),
    ):
        text = command("chokepoints", *ends, "--as-of", "2012-01-01", "--graph", two_ways).stdout
        assert words(text).startswith(begins)


# --- both -------------------------------------------------------------------------------------------------------------


def test_answers_render_in_a_notebook(kg: KnowledgeGraph) -> None:
    for answer in (kg.cut("Local jail", "ICE", as_of="2011-10-01"), kg.chokepoints("Local jail", "ICE")):
        assert "Immigration and Customs Enforcement" in answer._repr_html_()
        assert widest(to_text(answer, 60)) <= 60


def _loaded(call: str) -> set[str]:
    code = f"import whoshares\nk = whoshares.open()\nk.{call}\nimport sys\nprint(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return {name.split(".")[0] for name in answer.stdout.split()}


def test_only_a_cut_loads_the_solver(kg: KnowledgeGraph) -> None:
    assert _loaded("trace('Local jail', 'ICE')") & {"scipy", "numpy"} == set()
    assert {"scipy", "numpy"} <= _loaded("cut('Local jail', 'ICE', as_of='2011-10-01')")
