"""`whoshares bars`: what each bar forbids on a day, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.by_hand import DAY, ID, SMALL, Command, as_json, keys, widest, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.text.console import to_text

DOCS = Path(__file__).resolve().parents[2] / "docs"


def ids(data: dict[str, Any]) -> list[str]:
    return [bar["id"].removeprefix(ID) for bar in data["bars"]]


# --- by hand --------------------------------------------------------------------------------------------------------


def test_a_bar_as_json(command: Command, small: str) -> None:
    data = as_json(command, "bars", "--as-of", DAY, "--graph", small)
    assert list(data) == ["bars", "ownOfNamed", "question", "searched", "labels"]
    assert data["question"] == {
        "future": False,
        "flow": None, "thing": None, "from": None, "to": None, "carrying": None, "asOf": DAY, "readings": [],
        "place": None,
    }  # fmt: skip
    assert data["searched"] == {"bars": 2, "flows": 5, "sources": 1}
    assert ids(data) == ["bar/agency", "bar/vendor"]
    bar = data["bars"][0]
    sources = bar.pop("sources")
    assert [(source["title"], source["tier"], source["locator"]) for source in sources] == [
        ("A test document", "primary", "p. 6")
    ]
    assert bar == {
        "id": ID + "bar/agency",
        "setBy": [ID + "instrument/law"],
        "text": ["The sheriff keeps plates."],
        "slots": {
            "barsSender": [ID + "organization/sheriff"],
            "barsRecipient": [ID + "organization/agency"],
            "barsCategory": [ID + "category/plate"],
        },
        "exceptions": ["A judge's warrant"],
        "permissions": [ID + "permission/emergency"],
        "permissionDetails": [{"id": ID + "permission/emergency", "certainty": "presumed", "lastConfirmed": DAY}],
        "underReading": None,
        "validFrom": ["2014-01-01"],
        "validUntil": [],
        "replacedBy": [],
        "certainty": "certain",
        "lastConfirmed": DAY,
        "forbids": None,
        "flows": [
            {
                "id": ID + "flow/direct",
                "sender": ID + "organization/sheriff",
                "recipient": ID + "organization/agency",
                "categories": [ID + "category/plate"],
                "certainty": "certain",
                "lastConfirmed": DAY,
                "validFrom": ["2010-01-01"],
                "validUntil": ["2016-01-01"],
                "barred": True,
                "liftedBy": [],
            },
            {
                "id": ID + "flow/urgent",
                "sender": ID + "organization/sheriff",
                "recipient": ID + "organization/agency",
                "categories": [ID + "category/plate"],
                "certainty": "certain",
                "lastConfirmed": DAY,
                "validFrom": [],
                "validUntil": [],
                "barred": False,
                "liftedBy": [ID + "permission/emergency"],
            },
        ],
        "complianceLag": [
            {
                "flow": ID + "flow/direct",
                "lastAttested": "2014-06-01",
                "daysToLastAttested": 151,
                "ended": "2016-01-01",
                "daysToEnd": 730,
            },
            {
                "flow": ID + "flow/urgent",
                "lastAttested": "2014-06-01",
                "daysToLastAttested": 151,
                "ended": None,
                "daysToEnd": None,
            },
        ],
    }
    vendor = data["bars"][1]
    assert (vendor["underReading"], vendor["certainty"]) == (ID + "reading/strict", "presumed")
    assert [(lag["lastAttested"], lag["daysToLastAttested"]) for lag in vendor["complianceLag"]] == [
        ("2019-01-01", 1826)
    ]
    assert data["labels"][ID + "permission/emergency"] == "Emergencies"


def test_of_two_holders_only_the_flows_between_them(tmp_path: Path) -> None:
    """A bar on all sheriffs covers flows of each; between one of them and the agency, its own alone are listed."""
    path = tmp_path / "graph.trig"
    sheriffs = "".join(
        f"""
  <organization/{name}> a ws:Organization ; skos:prefLabel "{name}" ; ws:kind <kind/sheriff> .
  <flow/{name}> a ws:DataFlow ; ws:sender <organization/{name}> ; ws:recipient <organization/agency> ;
    ws:carries <category/plate> ; ws:validFrom "2010"^^xsd:gYear ."""
        for name in ("north", "south")
    )
    law = """
  <bar/all> a ws:Bar ; ws:senderKind <kind/sheriff> ; ws:barsRecipient <organization/agency> ; ws:validFrom
    "2012"^^xsd:gYear .
  <bar/over> a ws:Bar ; ws:senderKind <kind/sheriff> ; ws:validFrom "2012"^^xsd:gYear ;
    ws:validUntil "2013"^^xsd:gYear .
  <bar/never> a ws:Bar ; ws:senderKind <kind/sheriff> ; ws:validFrom "2012"^^xsd:gYear ;
    ws:validUntil "2011"^^xsd:gYear .
  <bar/lifted> a ws:Bar ; ws:senderKind <kind/sheriff> ; ws:validFrom "2012"^^xsd:gYear .
  <permission/north> a ws:Permission ; ws:liftsBar <bar/lifted> ; ws:permitsSender <organization/north> ;
    ws:validFrom "2012"^^xsd:gYear .
"""
    path.write_text(SMALL.rpartition("}")[0] + sheriffs + law + "}\n", "utf-8")
    kg = whoshares.open(path)
    listed = {bar.id.removeprefix(ID): bar for bar in kg.bars("north", "Agency", as_of="2014-01-01").found}
    assert {name: bar.forbids for name, bar in listed.items()} == {
        "bar/all": True, "bar/over": False, "bar/never": False, "bar/lifted": False,
    }  # fmt: skip
    flows = {name: [flow.id.removeprefix(ID) for flow in bar.flows] for name, bar in listed.items()}
    assert flows == {
        "bar/all": ["flow/north"],
        "bar/over": ["flow/north"],
        "bar/never": [],
        "bar/lifted": ["flow/north"],
    }
    said = words(to_text(kg.bars("north", "Agency", as_of="2014-01-01")))
    assert said.startswith(
        "On 1 January 2014, 1 bar in force forbids passing data, in whole or in part, from north to Agency: bar/all "
        "(last confirmed 2012, 1 to 2 years before). 1 more is lifted by an exception: bar/lifted (last confirmed "
        "2012, 1 to 2 years before; with exceptions). 2 more are not in force that day: bar/never; bar/over."
    )
    rows = kg.exposure("Agency", as_of="2014-01-01").rows_found
    forbidden = {row.holder.removeprefix(ID): [bar.removeprefix(ID) for bar in row.forbidden_by] for row in rows}
    assert forbidden["organization/north"] == ["bar/all"]
    assert forbidden["organization/south"] == ["bar/all", "bar/lifted"]
    cut = kg.cut("south", "Agency", as_of="2014-01-01")
    assert [bar.bar.id.removeprefix(ID) for bar in cut.between.bars] == ["bar/all", "bar/lifted"]
    assert "2 rules in force forbid passing data, in whole or in part, from south to Agency" in words(to_text(cut))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("The law",), ["bar/agency", "bar/vendor"]),
        (("bar/agency",), ["bar/agency"]),
        (("flow/share",), ["bar/vendor"]),
        (("flow/urgent",), ["bar/agency"]),
        (("flow/sale",), []),
        (("Sheriff", "Agency"), ["bar/agency"]),
        (("County", "Agency"), ["bar/agency"]),
        (("Sheriff", "Unit"), ["bar/agency"]),
        (("Vendor", "Unit"), []),
        (("--carrying", "Plates"), ["bar/agency", "bar/vendor"]),
        (("--carrying", "Tips"), []),
        (("--reading", "The strict reading"), ["bar/agency", "bar/vendor"]),
        (("--reading", "The lenient reading"), ["bar/agency"]),
    ],
)
def test_which_bars(command: Command, small: str, arguments: tuple[str, ...], found: list[str]) -> None:
    assert ids(as_json(command, "bars", *arguments, "--as-of", DAY, "--graph", small)) == found


def test_a_bar_on_other_days(command: Command, small: str) -> None:
    def state(day: str) -> tuple[str, list[bool]]:
        bar = as_json(command, "bars", "bar/agency", "--as-of", day, "--graph", small)["bars"][0]
        return bar["certainty"], [flow["barred"] for flow in bar["flows"]]

    assert state("2013-12-31") == ("impossible", [False, False])
    assert state("2014-12-31") == ("certain", [True, True])
    assert state("2017-01-01") == ("presumed", [True, False])


def test_a_bar_as_text(command: Command, small: str) -> None:
    answer = command("bars", "--as-of", DAY, "--graph", small)
    assert (answer.returncode, answer.stderr) == (0, "")
    text = words(answer.stdout)
    for said in (
        "2 bars, as they stand on 1 January 2015: 2 in force.",
        "No plates to the agency · in force · set by The law",
        "says The sheriff keeps plates. from Sheriff to Agency data Plates dates since 2014-01-01",
        "exception A judge's warrant (in words; not checked) exception Emergencies · in force (last "
        "confirmed 2015-01-01)",
        "bars Direct plates · in force lifted for Urgent plates · in force · lifted by Emergencies",
        "lag Direct plates: last attested 2014-06-01, 151 days after its start; ended 2016-01-01, 730 days after",
        "says who A test document · primary · p. 6",
        "No plates to companies · in force (last confirmed 2014-01-01) · set by The law",
        "reading holds only under: The strict reading",
        "Searched: 2 bars, 5 flows.",
    ):
        assert said in text
    early = words(command("bars", "bar/agency", "--as-of", "2013-06-01", "--graph", small).stdout)
    assert "No plates to the agency · not in force" in early
    assert "2 flows within its terms on other days" in early
    none = words(command("bars", "Vendor", "Unit", "--as-of", DAY, "--graph", small).stdout)
    assert none == (
        "No bar of this graph covers data of any kind from Vendor to Unit. Searched: 2 bars, 5 flows. Not known is not "
        "the same as allowed."
    )


def test_what_has_ended_is_not_shown_as_if_it_stood(tmp_path: Path) -> None:
    """A flow for which a bar is lifted may have ended; what sets a bar may be replaced; what is open has no limit."""
    path = tmp_path / "graph.trig"
    path.write_text(
        SMALL.rpartition("}")[0].replace('"2017-01-01"^^xsd:date .', '"2015-06-01"^^xsd:date ; ws:validUntil "2016-03"'
        "^^xsd:gYearMonth .")
        + """
  <bar/open> a ws:Bar ; skos:prefLabel "Nothing to anybody" ; ws:setBy <instrument/order> ;
    ws:attestedOn "2015-06-01"^^xsd:date .
  <instrument/order> a ws:Instrument ; skos:prefLabel "The restraining order" .
  <instrument/later> a ws:Instrument ; skos:prefLabel "The injunction" ; ws:replaces <instrument/order> .
  <permission/late> a ws:Permission ; skos:prefLabel "Late" ; ws:liftsBar <bar/open> ; ws:permitsSender
    <organization/vendor> ; ws:validFrom "2015"^^xsd:gYear ; ws:validUntil "2016-02-01"^^xsd:date .
}
""",
        "utf-8",
    )  # fmt: skip
    kg = whoshares.open(path)
    said = words(to_text(kg.bars(as_of="2018-06-01", full=True)))
    assert "lifted for Urgent plates · ended 2016-03 · lifted by Emergencies" in said
    assert (
        "Nothing to anybody · in force (last confirmed 2015-06-01, 3 years before) · set by The restraining order "
        in said
    )
    assert "set by The restraining order · since replaced by The injunction " in said
    assert "from no sender is named to no recipient is named data no limit to a kind of data is stated" in said
    assert "exception Late · ended 2016-02-01" in said
    assert (
        "lag Urgent plates: last attested 2014-06-01, 151 days after its start; ended 2016-03, 821 days after" in said
    )
    early = words(to_text(kg.bars("Nothing to anybody", as_of="2015-12-01")))
    assert "lifted for Sold plates · in force · lifted by Late" in early
    answer = words(to_text(kg.trace("County", "Agency", carrying="tip", as_of="2018-06-01")))
    assert answer.startswith("A rule in force forbids passing tips from County to Agency (The restraining order, last ")


def test_an_exception_under_a_reading_left_aside_is_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "graph.trig"
    path.write_text(
        SMALL.replace("ws:liftsBar <bar/agency>", "ws:liftsBar <bar/agency> ; ws:underReading <reading/strict>")
    )
    kg = whoshares.open(path)
    listed = {
        reading: [
            [permission.id for permission in bar.permissions] for bar in kg.bars("The law", readings=reading).found
        ]
        for reading in ((), "The strict reading", "The lenient reading")
    }
    emergency = [ID + "permission/emergency"]
    assert listed == {(): [emergency, []], "The strict reading": [emergency, []], "The lenient reading": [[]]}


def test_a_bar_as_csv(command: Command, small: str) -> None:
    answer = command("bars", "--as-of", DAY, "--graph", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert [(row["bar id"], row["flow id"], row["barred"], row["days to last attested"]) for row in rows] == [
        (ID + "bar/agency", ID + "flow/direct", "yes", "151"),
        (ID + "bar/agency", ID + "flow/urgent", "no", "151"),
        (ID + "bar/vendor", ID + "flow/share", "yes", "1826"),
    ]
    assert rows[0]["exceptions"] == "A judge's warrant; Emergencies"
    assert rows[0]["days to end"] == "730"
    assert rows[0]["sources"] == "A test document [primary] p. 6"
    assert [row["under reading"] for row in rows] == ["", "", "The strict reading"]


def test_an_instrument_that_sets_no_bar(command: Command, small: str) -> None:
    answer = command("bars", "The deal", "--graph", small)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "instrument/deal sets no bar in this graph. “whoshares bars” lists all bars with their instruments.\n"
    )


# --- the shipped graph ----------------------------------------------------------------------------------------------


def test_the_shipped_bars(command: Command, kg: KnowledgeGraph) -> None:
    data = as_json(command, "bars", "--as-of", "2024-01-01")
    assert data == kg.bars(as_of="2024-01-01").to_dict()
    stated = kg.sparql("SELECT DISTINCT ?bar { ?bar a ws:Bar }")
    assert sorted(bar["id"] for bar in data["bars"]) == sorted(str(row[0]) for row in stated.rows)  # type: ignore[union-attr]
    assert [bar["id"] for bar in data["bars"] if not bar["sources"]] == []
    assert [s for bar in data["bars"] for s in bar["sources"] if not s["locator"]] == []
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []


def test_a_shipped_bar_is_on_the_hops_that_it_bars(command: Command, kg: KnowledgeGraph) -> None:
    data = as_json(command, "bars", "SB 34", "--as-of", "2024-01-01")
    assert {bar["setBy"][0] for bar in data["bars"]} == {ID + "instrument/us-ca-sb-34"}
    looked_at = 0
    for bar in data["bars"]:
        for flow in bar["flows"]:
            if flow["certainty"] == "impossible":
                continue
            looked_at += 1
            ask = {"as_of": "2024-01-01", "via": flow["id"], "max_hops": 1, "limit": 100}
            routes = kg.trace(flow["sender"], flow["recipient"], **ask).routes
            on_hop = {b.id for route in routes for hop in route.hops if hop.flow == flow["id"] for b in hop.barred_by}
            assert (bar["id"] in on_hop) == flow["barred"]
    assert looked_at


def test_the_shipped_bars_as_text_and_csv(command: Command) -> None:
    answer = command("bars", "SB 34", "--as-of", "2024-01-01")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert widest(answer.stdout) <= 110
    text = words(answer.stdout)
    assert "California plate reads may not go to federal agencies · in force · set by California SB 34" in text
    rows = list(
        csv.DictReader(io.StringIO(command("bars", "--as-of", "2024-01-01", "--format", "csv").stdout, newline=""))
    )
    data = as_json(command, "bars", "--as-of", "2024-01-01")
    assert len(rows) == sum(max(1, len(bar["flows"])) for bar in data["bars"])
