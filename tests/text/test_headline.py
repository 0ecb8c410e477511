"""The first lines of a trace: what forbids it, what stops it, how sure it is and why, each true when quoted alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.by_hand import Command, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.exports.results import RESULT_FORMATS
from whoshares.model.answer import Answer
from whoshares.text.console import to_text

HEAD = """\
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@base <https://w3id.org/whoshares/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<source/s> {
  <source/s> a ws:Source ; dcterms:title "A test document" ; ws:tier <tier/news> .
  <organization/dmv> a ws:Organization ; skos:prefLabel "DMV" .
  <system/net> a ws:System ; skos:prefLabel "Net" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/unit> a ws:Organization ; skos:prefLabel "Unit" ; ws:partOf <organization/agency> .
  <organization/bureau> a ws:Organization ; skos:prefLabel "Bureau" .
  <category/plate> a ws:DataCategory ; skos:prefLabel "Plates" .
  <category/tip> a ws:DataCategory ; skos:prefLabel "Tips" .
  <instrument/law> a ws:Instrument ; skos:prefLabel "The law" ; ws:kind <kind/statute> .
  <instrument/rule> a ws:Instrument ; skos:prefLabel "The policy" ; ws:kind <kind/policy> .
"""
DMV_TO_NET = """
  <flow/one> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <system/net> ; ws:carries <category/plate> ;
    ws:attestedOn "2012-05"^^xsd:gYearMonth .
"""
NET_TO_AGENCY = """
  <flow/two> a ws:DataFlow ; ws:sender <system/net> ; ws:recipient <organization/agency> ; ws:carries <category/plate> ;
    ws:validFrom "2013-01-01"^^xsd:date .
"""
BLOCK = """
  <block/b> a ws:Block ; skos:prefLabel "DMV blocks Agency on Net" ; ws:atSystem <system/net> ;
    ws:blocksOrigin <organization/dmv> ; ws:blocksRecipient <organization/agency> ;
    ws:attestedOn "2020-06-01"^^xsd:date .
"""
LAW = """
  <bar/law> a ws:Bar ; ws:setBy <instrument/law> ; ws:barsSender <organization/dmv> ;
    ws:barsRecipient <organization/agency> ; ws:barsCategory <category/plate> ; ws:validFrom "2015-03"^^xsd:gYearMonth .
"""
POLICY = """
  <bar/policy> a ws:Bar ; ws:setBy <instrument/rule> ; ws:barsSender <organization/dmv> ;
    ws:exception "An emergency." .
"""
Made = Callable[..., KnowledgeGraph]
LATER = "9000-06-01"
NOTE = "a day in the future, by what is known today"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(*parts: str) -> KnowledgeGraph:
        path = tmp_path / "graph.trig"
        path.write_text(HEAD + "".join(parts) + "}\n", "utf-8")
        return whoshares.open(path)

    return make


def head(kg: KnowledgeGraph, day: str, origin: str = "DMV", recipient: str = "Agency", **asked: object) -> str:
    return words(to_text(kg.trace(origin, recipient, as_of=day, **asked)))  # type: ignore[arg-type]


def test_a_rule_on_some_holders_of_a_place_is_said_of_them(made: Made) -> None:
    coast = """
  <place/coast> a ws:Place ; skos:prefLabel "Coast" .
  <organization/dmv> ws:inPlace <place/coast> .
  <organization/bureau> ws:inPlace <place/coast> .
  <organization/unit> ws:inPlace <place/coast> .
  <bar/other> a ws:Bar ; ws:setBy <instrument/rule> ; ws:barsSender <organization/bureau> ;
    ws:barsRecipient <organization/agency> ;
    ws:validFrom "2015"^^xsd:gYear .
"""
    kg = made(DMV_TO_NET, NET_TO_AGENCY, LAW, coast.partition("  <bar/other>")[0])
    assert head(kg, "2026-06-01", "Coast").startswith(
        "A law in force forbids passing plates from DMV to Agency (The law"
    )
    cut = words(to_text(kg.cut("Coast", "Agency", as_of="2026-06-01")))
    assert "A law in force forbids passing plates from DMV to Agency (The law" in cut
    two = words(to_text(made(DMV_TO_NET, NET_TO_AGENCY, LAW, coast).cut("Coast", "Agency", as_of="2026-06-01")))
    assert "2 rules in force forbid passing data, in whole or in part, from a holder in Coast to Agency" in two


def test_what_is_presumed_is_dated_in_the_first_sentence(made: Made) -> None:
    said = head(made(DMV_TO_NET, NET_TO_AGENCY), "2026-06-01")
    assert said.startswith(
        "Presumably: on 1 June 2026, plates could get from DMV to Agency, if what was last confirmed "
        "2012-05, 14 years before, has not ended. Its weakest hop rests on news reports. 1 way, 1 route, presumed."
    )


def test_a_law_stands_first_with_the_ways_round_it(made: Made) -> None:
    kg = made(DMV_TO_NET, NET_TO_AGENCY, LAW)
    said = head(kg, "2016-06-01", carrying="plate")
    assert said.startswith(
        "A law in force forbids passing plates from DMV to Agency (The law, since 2015-03). 1 known way goes round it. "
        "Presumably: on 1 June 2016, plates could get from DMV to Agency, if "
    )
    assert "1. presumed DMV —plates → Net → Agency · last confirmed 2012-05, 4 years before · goes round a bar" in said
    assert "Way 1 · presumed · 2 hops · goes round The law" in said
    full = words(to_text(kg.trace("DMV", "Agency", as_of="2016-06-01", full=True)))
    assert "Route 1 · presumed · 2 hops · last confirmed 2012-05, 4 years before · goes round The law" in full
    assert head(kg, "2014-06-01").startswith("Presumably: on 1 June 2014")
    assert head(kg, "2016-06-01", unbarred=True).startswith(
        "A law in force forbids passing plates from DMV to Agency (The law, since 2015-03). None known. No known route"
    )


def test_several_rules_are_counted_by_what_sets_them(made: Made) -> None:
    said = head(made(DMV_TO_NET, NET_TO_AGENCY, LAW, POLICY, LAW.replace("bar/law", "bar/law2")), "2016-06-01")
    assert said.startswith(
        "A law in force forbids passing plates from DMV to Agency (The law, since 2015-03). 1 more may be in force. "
    )
    both = head(made(DMV_TO_NET, NET_TO_AGENCY, LAW, POLICY.replace("<bar/policy> a ws:Bar", "<bar/policy> a ws:Bar ;"
                " ws:attestedOn \"2014\"^^xsd:gYear")), "2016-06-01")  # fmt: skip
    assert both.startswith(
        "2 rules in force forbid passing data, in whole or in part, from DMV to Agency: The policy (no "
        "limit to a kind of data stated; last confirmed 2014; with exceptions) and The law (plates; since "
        "2015-03). 1 known way goes round one of them. "
    )


def test_a_rule_that_may_be_in_force_and_one_on_a_part(made: Made) -> None:
    assert head(made(DMV_TO_NET, NET_TO_AGENCY, POLICY), "2016-06-01").startswith(
        "A policy that may be in force forbids passing data from DMV to Agency (The policy, no limit to a kind of "
        "data stated; start not stated; with exceptions). "
    )
    part = LAW.replace("ws:barsRecipient <organization/agency>", "ws:barsRecipient <organization/unit>")
    assert head(made(DMV_TO_NET, NET_TO_AGENCY, part), "2016-06-01").startswith(
        "A law in force forbids passing plates from DMV to Unit (The law, since 2015-03). Presumably: "
    )


def test_a_block_that_stops_all(made: Made) -> None:
    kg = made(DMV_TO_NET, NET_TO_AGENCY, BLOCK, LAW)
    said = head(kg, "2026-06-01")
    assert said.startswith(
        "A law in force forbids passing plates from DMV to Agency (The law, since 2015-03). None known that is not "
        "stopped: DMV blocks Agency on Net (last confirmed 2020-06-01, 6 years before), and no other route is known to "
        "take data of any kind from DMV to Agency on 1 June 2026. If the block fell, 1 way would open (1 route), "
        "through Net. From DMV, "
    )
    twice = NET_TO_AGENCY.replace("flow/two", "flow/other").replace("<organization/agency>", "<organization/unit>")
    parallel = NET_TO_AGENCY.replace("flow/two", "flow/again")
    more = made(DMV_TO_NET, NET_TO_AGENCY, parallel, twice, BLOCK).trace("DMV", "Agency", as_of="2026-06-01")
    assert "If the block fell, 1 way would open (3 routes), through Net." in words(to_text(more))
    assert more.between.without_blocks is not None
    assert more.between.without_blocks.to_dict() == {
        "ways": 1, "routes": 3, "more": False, "through": ["https://w3id.org/whoshares/id/system/net"],
    }  # fmt: skip


def test_a_block_that_may_have_stood_is_named(made: Made) -> None:
    assert head(made(DMV_TO_NET, NET_TO_AGENCY, BLOCK), "2019-06-01").startswith(
        "Possibly: on 1 June 2019, plates could get from DMV to Agency, if no block stood in the way: DMV "
        "blocks Agency on Net (known from 2020-06-01) may have. Its oldest hop was last confirmed 2012-05, 7 years "
        "before. "
    )


def test_a_block_beside_an_open_route(made: Made) -> None:
    direct = NET_TO_AGENCY.replace("flow/two", "flow/direct").replace("system/net", "organization/dmv")
    assert "Other routes are stopped: DMV blocks Agency on Net (last confirmed 2020-06-01, 6 years before). " in head(
        made(DMV_TO_NET, NET_TO_AGENCY, direct, BLOCK), "2026-06-01"
    )


@pytest.mark.parametrize(
    ("parts", "day", "condition"),
    [
        (
            (DMV_TO_NET.replace("system/net", "organization/agency"), NET_TO_AGENCY.replace("organization/agency",
             "organization/bureau").replace("system/net", "organization/unit")),
            "2026-06-01",
            "what Agency gets can leave from Unit, which no document says.",
        ),
        (
            (DMV_TO_NET.replace("system/net", "organization/bureau"),),
            "2010-06-01",
            "the flow from DMV to Bureau was in force then, which no document confirms by that day.",
        ),
        (
            ("<flow/x> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <organization/bureau> ; "
             "ws:carries <category/plate> .",),
            "2010-06-01",
            "the flow from DMV to Bureau was in force then, which no document dates.",
        ),
        (
            (DMV_TO_NET.replace("system/net", "organization/bureau").replace("ws:attestedOn",
             "ws:evidenceStatus <evidence-status/planned> ; ws:attestedOn"),),
            "2013-06-01",
            "the flow from DMV to Bureau takes place, which is only planned: no document says that it takes place.",
        ),
    ],
)  # fmt: skip
def test_what_is_possible_says_why(made: Made, parts: tuple[str, ...], day: str, condition: str) -> None:
    said = head(made(*parts), day, recipient="Bureau")
    assert said.startswith("Possibly: on 1 June ")
    assert f" plates could get from DMV to Bureau, if {condition}" in said


def test_ways_with_a_hop_that_is_forbidden_are_counted(made: Made) -> None:
    direct = NET_TO_AGENCY.replace("flow/two", "flow/direct").replace("system/net", "organization/dmv")
    kg = made(DMV_TO_NET, NET_TO_AGENCY, direct, LAW)
    said = "uses a hop that a law or agreement forbids. "
    assert f"has not ended. 1 of 2 ways {said}" in head(kg, "2026-06-01")
    assert f"has not ended. The way {said}" in head(kg, "2026-06-01", max_hops=1)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda kg: kg.trace("DMV", "Net", as_of=LATER), "Presumably: on {}, plates could get from"),
        (lambda kg: kg.trace("Net", "DMV", as_of=LATER), "takes data of any kind from Net to DMV on {}. No chain"),
        (lambda kg: kg.trace("DMV", "Net", between=("2012-01-01", LATER)), "between 1 January 2012 and {}, plates"),
        (lambda kg: kg.cut("DMV", "Net", as_of=LATER), "could get from DMV to Net on {}"),
        (lambda kg: kg.chokepoints("DMV", "Net", as_of=LATER), "from DMV to Net on {}"),
        (lambda kg: kg.exposure("Net", as_of=LATER), "On {}, of 1 body"),
        (lambda kg: kg.around("Net", as_of=LATER), "On {}, 1 flow"),
        (lambda kg: kg.bars(as_of=LATER), "as it stands on {}: "),
        (lambda kg: kg.backdoors(as_of=LATER), " on {}"),
        (lambda kg: kg.whatif(end="flow/one", as_of=LATER), "If, on {}, "),
        (lambda kg: kg.diff("2012-01-01", LATER), "From 1 January 2012 to {}, as far as documents show"),
    ],
)  # fmt: skip
def test_of_a_day_in_the_future_it_is_said_that_it_is_one(
    made: Made, ask: Callable[[KnowledgeGraph], Answer], said: str
) -> None:
    answer = ask(made(DMV_TO_NET, LAW))
    assert said.format("1 June 9000 (a day in the future, by what is known today)") in words(to_text(answer))
    question = answer.to_dict()["question"]
    assert isinstance(question, dict)
    assert question["future"] is True
    assert [row["note"] for row in answer.rows_with_note()] == [NOTE] * len(answer.rows())
    assert answer.last_columns == ("note",)


@pytest.mark.parametrize(
    "form", ["csv", "xlsx", "svg", *(name for name, one in RESULT_FORMATS.items() if one.part == "flows")]
)
def test_every_file_says_that_the_day_is_in_the_future(command: Command, tmp_path: Path, form: str) -> None:
    file = tmp_path / "answer"
    asked = ("trace", "New York DMV", "CBP", "--format", form, "--output", str(file))
    assert command(*asked, "--as-of", LATER).returncode == 0
    assert NOTE.encode() in _whole(file)
    assert command(*asked, "--as-of", "2026-11-29").returncode == 0
    assert NOTE.encode() not in _whole(file)


def _whole(file: Path) -> bytes:
    """What a file holds, or the files in it."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_nothing_known(made: Made) -> None:
    assert head(made(DMV_TO_NET), "2013-06-01").startswith(
        "None known. No known route takes data of any kind from DMV to Agency on 1 June 2013. No chain of documented"
    )


def test_what_is_known_beside_it_is_said_where_nothing_is(kg: KnowledgeGraph, made: Made) -> None:
    """Of a part, or of the ends in the other order: it is not the answer, and is told."""

    def lines(answer: Answer) -> str:
        return " ".join(to_text(answer).split())

    part = lines(made(DMV_TO_NET, NET_TO_AGENCY).trace("DMV", "Unit", as_of="2014-01-01"))
    assert (
        "To Agency itself, of which Unit is part, a route is presumed on 1 January 2014; whether it goes on to Unit, "
        "no document here says."
    ) in part
    ended = lines(made(DMV_TO_NET, NET_TO_AGENCY).trace("Unit", "DMV", as_of="2000-01-01"))
    assert "From Agency itself, of which Unit" not in ended
    assert "The other way round, from DMV to Unit" not in ended
    assert "No flow of such data from Unit to anybody else is in this graph, on any day." in ended
    swapped = made(DMV_TO_NET, NET_TO_AGENCY).trace("Agency", "DMV", as_of="2014-01-01")
    assert "The other way round, from DMV to Agency, a route is presumed on 1 January 2014." in lines(swapped)
    assert swapped.to_dict()["nearby"] == {"toWhole": [], "fromWhole": [], "otherWayRound": "presumed"}
    shipped = kg.trace("DHS", "IRS", as_of="2026-06-30")
    assert "The other way round, from IRS to DHS, routes are known, but none that stands on 30 June 2026." in lines(
        shipped
    )
    many = lines(kg.trace("Palantir", "ICE", as_of="2026-06-30"))
    assert re.search(r"data is known to come, on that day or another, from \d+ others directly\.", many)
    assert "Abbreviations" not in many, "who they are is not listed"


def test_both_ends_one_body_is_from_one_part_to_another(kg: KnowledgeGraph) -> None:
    told = " ".join(to_text(kg.trace("ICE", "ICE", as_of="2026-06-30")).split())
    assert "could get from one part of Immigration and Customs Enforcement (ICE) to another, if what" in told


def test_what_has_to_be_left_aside_together_is_said_together(kg: KnowledgeGraph) -> None:
    """That the known routes are stopped would be no answer: they take other data."""
    told = kg.trace("Illinois Secretary of State", "ICE", carrying="plate reads", as_of="2026-06-30").explanation
    assert told == (
        "Routes are known only with the blocks that stood on that day (Illinois blocks ICE on Nlets) and the data "
        "asked for (known of: Driver records) left aside together."
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-11-11", "1 possible way goes round it. Possibly, as one primary document implies: on 11 "),
        ("2025-11-12", "None known that is not stopped: New York blocks ICE on Nlets, and no other route is known "),
        ("2025-11-13", "None known that is not stopped: New York blocks ICE on Nlets (last confirmed 2025-11-12), "),
        ("2026-11-29", "None known that is not stopped: New York blocks ICE on Nlets (last confirmed 2025-11-12), "),
    ],
)
def test_new_york(kg: KnowledgeGraph, day: str, said: str) -> None:
    law = (
        "A law in force forbids passing driver records from New York State Department of Motor Vehicles to Immigration "
        "and Customs Enforcement (ICE) (Green Light Law, since 2019-12; with exceptions). "
    )
    answer = head(kg, day, "New York DMV", "ICE")
    assert answer.startswith(law + said)
    fell = re.search(r"If the block fell, \d+ ways? would open \(\d+ routes\), (all )?through Nlets\. ", answer)
    assert bool(fell) is not ("Possibly" in said)


def test_what_a_law_is_limited_to_is_that_of_the_bar_whose_data_is_said(kg: KnowledgeGraph) -> None:
    """One bar of California SB 54 names no data and a purpose, another names data and no purpose: none is unlimited."""
    said = head(kg, "2026-11-29", "San Diego Police Department", "ICE")
    assert "California SB 54 (no limit to a kind of data stated; last confirmed 2025-03-28; limited to imm" in said


def test_a_law_with_several_bars_is_one_that_is_gone_round(kg: KnowledgeGraph) -> None:
    said = head(kg, "2026-11-29", "Massachusetts RMV", "ICE")
    assert said.startswith("A law in force forbids passing license records ")
    assert " 1 possible way goes round it. " in said


def test_a_block_is_named_at_once_for_a_place_too(kg: KnowledgeGraph) -> None:
    none = head(kg, "2026-11-29", "Illinois", "ICE", carrying="driver-record").partition(" Why ")[0]
    assert "None known that is not stopped: Illinois blocks ICE on Nlets (last confirmed 2025-11-12), and no " in none
    assert "driver records from a holder in Illinois to Immigration and Customs Enforcement (ICE) on 29 Nov" in none
    some = head(kg, "2026-11-29", "Illinois", "ICE")
    assert "Other routes are stopped: " in some
    assert "and Illinois blocks ICE on Nlets (last confirmed 2025-11-12)." in some


@pytest.mark.parametrize(
    ("verb", "then"), [("cut", "If this flow ended"), ("chokepoints", "3 choke points: every known route")]
)
def test_the_law_stands_before_a_remedy_or_a_choke_point(made: Made, verb: str, then: str) -> None:
    forbids = "A law in force forbids passing plates from DMV to Agency (The law, since 2015-03)."
    kg = made(DMV_TO_NET, NET_TO_AGENCY, LAW)
    answer = getattr(kg, verb)("DMV", "Agency", carrying="plates", as_of="2020-06-02")
    assert words(to_text(answer)).startswith(f"{forbids} {then}")
    (bar,) = answer.to_dict()["between"]["bars"]
    assert bar["id"].endswith("bar/law")
    assert bar["id"] in answer.labels
    silent = getattr(kg, verb)("DMV", "Agency", carrying="plates", as_of="2015-02-02")
    assert words(to_text(silent)).startswith(then)
    assert silent.to_dict()["between"]["bars"] == []


def test_choke_points_tell_what_stops_the_known_routes(made: Made) -> None:
    kg = made(DMV_TO_NET, NET_TO_AGENCY, BLOCK)
    said = words(to_text(kg.chokepoints("DMV", "Agency", as_of="2020-06-02")))
    assert said.startswith("No route, so no choke point. No known route takes data of any kind from DMV to Agency")
    assert "Known routes are stopped: DMV blocks Agency on Net (last confirmed 2020-06-01)." in said
    assert "If the block fell, 1 way would open (1 route), through Net." in said
    direct = """
  <flow/direct> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <organization/agency> ;
    ws:carries <category/plate> ; ws:attestedOn "2020-05-01"^^xsd:date .
"""
    open_one = made(DMV_TO_NET, NET_TO_AGENCY, BLOCK, direct)
    said = words(to_text(open_one.chokepoints("DMV", "Agency", as_of="2020-06-02")))
    assert "Other routes are stopped: DMV blocks Agency on Net (last confirmed 2020-06-01)." in said


def test_choke_points_of_a_place_tell_the_law_on_one_of_its_holders(made: Made) -> None:
    coast = """
  <place/coast> a ws:Place ; skos:prefLabel "Coast" .
  <organization/dmv> ws:inPlace <place/coast> .
  <organization/bureau> ws:inPlace <place/coast> .
"""
    answer = made(DMV_TO_NET, NET_TO_AGENCY, LAW, coast).chokepoints("Coast", "Agency", as_of="2020-06-02")
    said = words(to_text(answer))
    assert said.startswith("A law in force forbids passing plates from DMV to Agency (The law, since 2015-03).")
    assert answer.to_dict()["between"] == answer.between.to_dict()
