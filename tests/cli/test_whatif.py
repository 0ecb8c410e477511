"""`whoshares whatif`: what would close, stay open or open, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.by_hand import DAY, ID, Command, as_json, keys, widest, words

from whoshares import KnowledgeGraph

OUTCOMES = ("closes", "stays-open", "opens", "none", "not-settled")
DOCS = Path(__file__).resolve().parents[2] / "docs"
ENDS = ("--from", "Sheriff", "--to", "Agency", "--carrying", "Plates", "--as-of", DAY)


def flows(routes: list[dict[str, Any]]) -> list[str]:
    return [" ".join(hop["flow"].removeprefix(ID + "flow/") for hop in route["hops"]) for route in routes]


def pairs(data: dict[str, Any]) -> list[tuple[str, str, str, list[str], list[str], list[str]]]:
    return [
        (
            pair["from"].removeprefix(ID + "organization/"),
            pair["to"].removeprefix(ID + "organization/"),
            pair["outcome"],
            flows(pair["closed"]),
            flows(pair["open"]),
            flows(pair["opened"]),
        )
        for pair in data["pairs"]
    ]


# --- by hand --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "outcome", "closed", "left", "opened"),
    [
        (("--end", "The deal"), "stays-open", ["direct"], ["urgent", "share sale"], []),
        (("--end", "flow/urgent"), "stays-open", ["urgent"], ["direct", "share sale"], []),
        (
            ("--end", "The deal", "--end", "flow/urgent", "--end", "flow/sale"),
            "closes", ["direct", "urgent", "share sale"], [], [],
        ),
        (("--end", "Unit of Agency"), "stays-open", ["share sale"], ["direct", "urgent"], []),
        (
            ("--start", "Vendor > Agency : Plates"),
            "stays-open", [], ["direct", "urgent", "share sale"], ["share scenario-1"],
        ),
        (("--end", "flow/urgent", "--unbarred"), "closes", ["urgent"], [], []),
        (("--end", "The law", "--unbarred"), "stays-open", [], ["urgent"], ["direct", "share sale"]),
        (
            ("--end", "flow/urgent", "--unbarred", "--reading", "The lenient reading"),
            "closes", ["urgent"], [], [],  # what is left goes round the bar
        ),
        (("--end", "permission/emergency", "--unbarred"), "closes", ["urgent"], [], []),
    ],
)  # fmt: skip
def test_one_pair(
    command: Command,
    small: str,
    changes: tuple[str, ...],
    outcome: str,
    closed: list[str],
    left: list[str],
    opened: list[str],
) -> None:
    data = as_json(command, "whatif", *changes, *ENDS, "--graph", small)
    assert pairs(data) == [("sheriff", "agency", outcome, closed, left, opened)]
    assert data["counts"] == {key: int(key == outcome) for key in OUTCOMES}


def test_the_layout_of_json(command: Command, small: str) -> None:
    data = as_json(command, "whatif", "--end", "The deal", *ENDS, "--graph", small)
    assert list(data) == [
        "title",
        "changes",
        "effects",
        "pairs",
        "counts",
        "leftOut",
        "stopped",
        "ownOfNamed",
        "question",
        "labels",
    ]
    assert data["title"] is None
    assert data["changes"] == [
        {"action": "ends", "id": ID + "instrument/deal", "label": "The deal", "flows": [ID + "flow/direct"]}
    ]
    assert data["question"] == {
        "future": False,
        "from": ID + "organization/sheriff",
        "to": ID + "organization/agency",
        "carrying": ID + "category/plate",
        "asOf": DAY,
        "readings": [],
        "unbarred": False,
    }
    assert list(data["effects"][0]) == [
        "effect",
        "id",
        "class",
        "before",
        "after",
        "lastConfirmed",
        "noLongerBarred",
        "newlyBarred",
        "from",
        "fromPlaces",
        "to",
        "toPlaces",
        "categories",
        "setBy",
    ]
    assert list(data["pairs"][0]) == [
        "from",
        "to",
        "carrying",
        "outcome",
        "waysOpened",
        "waysClosed",
        "closed",
        "open",
        "opened",
        "changed",
        "noLongerForbiddenBy",
        "newlyForbiddenBy",
        "stillForbiddenBy",
        "noLongerStoppedBy",
        "newlyStoppedBy",
        "stillStoppedBy",
        "truncated",
    ]
    assert data["pairs"][0]["truncated"] is False
    assert {hop["flow"] for pair in data["pairs"] for route in pair["open"] for hop in route["hops"]} <= set(
        data["labels"]
    )


def test_which_ways_are_looked_at(command: Command, small: str) -> None:
    without_ends = as_json(command, "whatif", "--end", "flow/sale", "--as-of", DAY, "--graph", small)
    assert pairs(without_ends) == [("vendor", "unit", "closes", ["sale"], [], [])]
    to_the_agency = as_json(command, "whatif", "--end", "flow/sale", "--to", "Agency", "--as-of", DAY, "--graph", small)
    assert pairs(to_the_agency) == [("vendor", "agency", "closes", ["sale"], [], [])]
    from_the_vendor = as_json(
        command, "whatif", "--end", "flow/sale", "--from", "Vendor", "--as-of", DAY, "--graph", small
    )
    assert ("vendor", "unit", "closes", ["sale"], [], []) in pairs(from_the_vendor)
    unmoved = as_json(command, "whatif", "--end", "flow/tips", "--to", "Unit", "--as-of", DAY, "--graph", small)
    assert pairs(unmoved) == []


def test_what_ended_can_be_put_in_force(command: Command, small: str) -> None:
    ask = ("--from", "Sheriff", "--to", "Agency", "--carrying", "Plates", "--as-of", "2018-01-01", "--graph", small)
    (pair,) = as_json(command, "whatif", "--start", "flow/direct", *ask)["pairs"]
    assert (flows(pair["opened"]), pair["opened"][0]["certainty"]) == (["direct"], "certain")


def test_a_scenario_file(command: Command, small: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(
        "\ufefftitle: The vendor is barred\nfrom: Vendor\nto: Agency\ncarrying: Plates\nas-of: 2015-01-01\n"
        "unbarred: true\nstart:\n  - bar:\n      barsSender: Vendor\n      barsRecipient: [Agency, Vendor]\n"
        "      barsCategory: Plates\n",
        "utf-8",
    )
    data = as_json(command, "whatif", str(file), "--graph", small)
    assert data["title"] == "The vendor is barred"
    assert (data["question"]["asOf"], data["question"]["unbarred"]) == (DAY, True)
    assert pairs(data) == [("vendor", "agency", "closes", ["sale"], [], [])]
    beside = as_json(command, "whatif", str(file), "--as-of", "2012-06-01", "--graph", small)
    assert beside["question"]["asOf"] == "2012-06-01", "an option goes before the file"
    assert [pair["outcome"] for pair in beside["pairs"]] == ["none"]
    text = words(command("whatif", str(file), "--graph", small).stdout)
    assert text.startswith(
        "The vendor is barred If, on 1 January 2015, a new bar on Plates of Vendor to Agency, Vendor had begun: plates "
        "of Vendor to Agency and Vendor would be forbidden; 1 way would close, where none would be left. "
    )
    assert "Closes: Vendor to Agency, plates forbidden by a new bar on Plates of Vendor to Agency, Vendor" in text
    assert "closed: certain Vendor —plates → Unit" in text


def test_as_text(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The deal", *ENDS, "--graph", small)
    assert (answer.returncode, answer.stderr) == (0, "")
    text = words(answer.stdout)
    assert text.startswith(
        "If, on 1 January 2015, “The deal” had ended: no known way would open or close, but 1 route of ways "
        "that stay would close. "
        "With that ends: Direct plates (data flow; "
        "in force) Stays open: Sheriff to Agency, plates still forbidden by No plates to the agency"
    )
    assert "closed: certain Sheriff —plates → Agency open: certain Sheriff —plates → Agency" in text
    assert "open: certain Sheriff —plates → Vendor → Unit" in text
    assert "a way that closes here may exist unknown, and nothing was changed." in text
    none = words(command("whatif", "--end", "flow/tips", "--to", "Unit", "--as-of", DAY, "--graph", small).stdout)
    assert "“Tips” had ended: no known way would open or close." in none
    cut = words(command("whatif", "--end", "flow/tips", *ENDS, "--limit", "1", "--graph", small).stdout)
    assert "had ended: among the routes looked at, which are not all, no way would open or close." in cut


def test_as_csv(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The deal", *ENDS, "--graph", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert list(rows[0]) == [
        "from", "to", "outcome", "no longer forbidden by", "newly forbidden by", "no longer stopped by",
        "newly stopped by", "route", "certainty", "certainty before", "last confirmed", "no longer barred by",
        "newly barred by", "no longer goes round", "newly goes round", "holders", "flows",
    ]  # fmt: skip
    told = [(row["route"], row["certainty"], row["certainty before"], row["holders"], row["flows"]) for row in rows]
    assert told == [
        ("closed", "certain", "", "Sheriff → Agency", ID + "flow/direct"),
        ("open", "certain", "certain", "Sheriff → Agency", ID + "flow/urgent"),
        ("open", "certain", "certain", "Sheriff → Vendor → Unit", f"{ID}flow/share {ID}flow/sale"),
    ]


def test_a_bar_that_goes_is_told_though_the_way_stays_open(command: Command, small: str) -> None:
    data = as_json(command, "whatif", "--end", "The law", *ENDS, "--graph", small)
    (pair,) = data["pairs"]
    assert (pair["outcome"], pair["noLongerForbiddenBy"], pair["stillForbiddenBy"]) == (
        "stays-open", [ID + "bar/agency"], [],
    )  # fmt: skip
    (changed,) = [one for one in pair["changed"] if one["flows"] == [ID + "flow/direct"]]
    assert (changed["noLongerBarredBy"], changed["before"], changed["after"]) == (
        [ID + "bar/agency"], "certain", "certain",
    )  # fmt: skip
    bars = {effect["id"]: effect for effect in data["effects"] if effect["class"] == "bar"}
    assert bars[ID + "bar/agency"]["noLongerBarred"] == [ID + "flow/direct"]
    without_ends = as_json(command, "whatif", "--end", "The law", "--as-of", DAY, "--graph", small)
    assert {(pair["from"], pair["to"]) for pair in without_ends["pairs"]} == {
        (ID + "organization/sheriff", ID + "organization/agency"),
        (ID + "organization/sheriff", ID + "organization/vendor"),
    }
    assert "no longer forbidden: plates of Sheriff to Agency · No plates to the agency (in force)" in words(
        command("whatif", "--end", "The law", *ENDS, "--graph", small).stdout
    )


def test_no_route_opens_for_the_limit_alone(command: Command, small: str) -> None:
    """The first route falls, and another moves up to its place: that one was known before."""
    for limit in ("1", "2", "100"):
        (pair,) = as_json(command, "whatif", "--end", "flow/direct", *ENDS, "--graph", small, "--limit", limit)["pairs"]
        assert (flows(pair["closed"]), flows(pair["opened"])) == (["direct"], [])


def test_a_thing_cannot_end_and_begin(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "flow/sale", "--start", "flow/sale", *ENDS, "--graph", small)
    assert (answer.returncode, answer.stderr) == (2, "flow/sale is to end and to begin. Take one of the two out.\n")


def test_what_the_scenario_names_goes_before_what_comes_with_an_instrument(command: Command, small: str) -> None:
    kept = as_json(command, "whatif", "--end", "The deal", "--start", "flow/direct", *ENDS, "--graph", small)
    assert flows(kept["pairs"][0]["open"])[:1] == ["direct"]


def test_an_instrument_whose_end_changes_nothing(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The idle letter", "--graph", small)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "instrument/idle is an instrument on which no flow rests, which sets no norm and is not said to have begun or "
        "ended anything: its end changes nothing here. “whoshares show instrument/idle” tells what is known of it.\n"
    )


# --- the shipped graph ----------------------------------------------------------------------------------------------

RESCISSION = "instrument/ice-2011-08-rescission"
SHIPPED = ("--end", RESCISSION, "--from", "Local jail", "--to", "ICE", "--as-of", "2011-10-01", "--limit", "1000")


def test_the_end_of_a_shipped_instrument(command: Command, kg: KnowledgeGraph) -> None:
    statements = len(kg.store)
    data = as_json(command, "whatif", *SHIPPED)
    (change,), (pair,) = data["changes"], data["pairs"]
    resting = kg.sparql("SELECT DISTINCT ?f { ?f a ws:DataFlow ; ws:authority id:instrument\\/ice-2011-08-rescission }")
    assert set(change["flows"]) == {str(row[0]) for row in resting.rows} != set()  # type: ignore[union-attr]
    before = kg.trace("Local jail", "ICE", as_of="2011-10-01", limit=1000)
    assert not before.truncated
    known = [[hop.flow for hop in route.hops] for route in before.routes]
    ends = set(change["flows"])
    routes = {key: [[hop["flow"] for hop in r["hops"]] for r in pair[key]] for key in ("closed", "open", "opened")}
    assert routes["closed"] == [route for route in known if ends & set(route)] != []
    assert sorted(routes["open"]) == sorted(route for route in known if not ends & set(route))
    assert routes["opened"] == []
    assert pair["outcome"] == ("stays-open" if routes["open"] else "closes")
    assert not pair["truncated"]
    assert len(kg.store) == statements, "nothing in the graph changes"
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []


def test_the_shipped_graph_as_text_and_csv(command: Command) -> None:
    few = (*SHIPPED[:-1], "20")
    answer = command("whatif", *few)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "“ICE rescission of the Secure Communities MOAs, August 2011” had ended: " in words(answer.stdout)
    assert "There are more routes than were looked at: raise --limit." in answer.stdout
    assert widest(answer.stdout) <= 110
    (pair,) = as_json(command, "whatif", *few)["pairs"]
    rows = list(csv.DictReader(io.StringIO(command("whatif", *few, "--format", "csv").stdout, newline="")))
    assert [row["route"] for row in rows] == [key for key in ("closed", "open", "opened") for _ in pair[key]]
    assert pair["truncated"]


NEW_YORK = ("--end", "Green Light Law", "--as-of", "2026-06-30")


def test_the_repeal_of_the_green_light_law(command: Command) -> None:
    """Its bar goes, and the flows that it is said to have ended come back, last confirmed when they ended."""
    data = as_json(command, "whatif", *NEW_YORK)
    effects = {effect["id"].removeprefix(ID): effect for effect in data["effects"]}
    bar = effects["bar/us-ny-green-light-law--dmv-records"]
    assert (bar["effect"], bar["before"], bar["after"]) == ("ends", "presumed", "impossible")
    assert {iri.removeprefix(ID) for iri in bar["to"]} == {"organization/us-ice", "organization/us-cbp"}
    back = effects["flow/us-ny-dmv--us-ice--driver-record"]
    assert (back["effect"], back["after"], back["lastConfirmed"]) == ("comes-back", "presumed", "2019-12")
    assert {pair["to"].removeprefix(ID): pair["outcome"] for pair in data["pairs"]} == {
        "organization/us-ice": "opens", "organization/us-cbp": "stays-open",
    }  # fmt: skip
    assert all(pair["noLongerForbiddenBy"] == [bar["id"]] for pair in data["pairs"])
    text = words(command("whatif", *NEW_YORK).stdout)
    assert text.startswith(
        "If, on 30 June 2026, “Green Light Law” had ended: driver records of New York State Department of Motor "
        "Vehicles to CBP and ICE would no longer be forbidden by “Green Light Law”; 2 ways would open, 1 of them "
        "where none is known now. With that "
    )
    again = text.partition("Stays open: ")[2]
    line = "open: presumed New York State Department of Motor Vehicles —driver records → Nlets —license records → CBP"
    assert again.count(line) == 1, "two routes that read the same are one line"
    assert " · 2 routes open: possible" in again


def test_places_and_kinds_as_ends(command: Command) -> None:
    data = as_json(command, "whatif", *NEW_YORK, "--from", "place/us-ny", "--to", "ICE")
    outcomes = {pair["from"].removeprefix(ID): pair["outcome"] for pair in data["pairs"]}
    assert outcomes["organization/us-ny-dmv"] == outcomes["organization/us-ny"] == "opens"
    assert outcomes["organization/nypd"] == "stays-open"
    assert data["question"]["from"] == ID + "place/us-ny"
