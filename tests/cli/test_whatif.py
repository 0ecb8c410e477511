"""`whoshares whatif`: what would close, stay open or open, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.by_hand import DAY, ID, Command, as_json, keys, widest, words

from whoshares import KnowledgeGraph

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENDS = ("--from", "Sheriff", "--to", "Agency", "--carrying", "Plates", "--as-of", DAY)


def flows(routes: list[dict[str, Any]]) -> list[str]:
    return [" ".join(hop["flow"].removeprefix(ID + "flow/") for hop in route["hops"]) for route in routes]


def ways(data: dict[str, Any]) -> list[tuple[str, str, str, list[str], list[str], list[str]]]:
    return [
        (
            way["from"].removeprefix(ID + "organization/"),
            way["to"].removeprefix(ID + "organization/"),
            way["outcome"],
            flows(way["closed"]),
            flows(way["open"]),
            flows(way["opened"]),
        )
        for way in data["ways"]
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
            "stays-open", ["urgent"], [], ["share sale"],
        ),
        (("--end", "permission/emergency", "--unbarred"), "closes", ["urgent"], [], []),
    ],
)  # fmt: skip
def test_one_way(
    command: Command,
    small: str,
    changes: tuple[str, ...],
    outcome: str,
    closed: list[str],
    left: list[str],
    opened: list[str],
) -> None:
    data = as_json(command, "whatif", *changes, *ENDS, "--graph", small)
    assert ways(data) == [("sheriff", "agency", outcome, closed, left, opened)]
    assert data["counts"] == {key: int(key == outcome) for key in ("closes", "stays-open", "opens", "none")}


def test_the_layout_of_json(command: Command, small: str) -> None:
    data = as_json(command, "whatif", "--end", "The deal", *ENDS, "--graph", small)
    assert list(data) == ["title", "changes", "ways", "counts", "question", "labels"]
    assert data["title"] is None
    assert data["changes"] == [
        {"action": "ends", "id": ID + "instrument/deal", "label": "The deal", "flows": [ID + "flow/direct"]}
    ]
    assert data["question"] == {
        "from": ID + "organization/sheriff",
        "to": ID + "organization/agency",
        "carrying": ID + "category/plate",
        "asOf": DAY,
        "readings": [],
        "unbarred": False,
    }
    assert list(data["ways"][0]) == ["from", "to", "carrying", "outcome", "closed", "open", "opened", "truncated"]
    assert data["ways"][0]["truncated"] is False
    assert {hop["flow"] for way in data["ways"] for route in way["open"] for hop in route["hops"]} <= set(
        data["labels"]
    )


def test_which_ways_are_looked_at(command: Command, small: str) -> None:
    without_ends = as_json(command, "whatif", "--end", "flow/sale", "--as-of", DAY, "--graph", small)
    assert ways(without_ends) == [("vendor", "unit", "closes", ["sale"], [], [])]
    to_the_agency = as_json(command, "whatif", "--end", "flow/sale", "--to", "Agency", "--as-of", DAY, "--graph", small)
    assert ways(to_the_agency) == [("vendor", "agency", "closes", ["sale"], [], [])]
    from_the_vendor = as_json(
        command, "whatif", "--end", "flow/sale", "--from", "Vendor", "--as-of", DAY, "--graph", small
    )
    assert ("vendor", "unit", "closes", ["sale"], [], []) in ways(from_the_vendor)
    unmoved = as_json(command, "whatif", "--end", "flow/tips", "--to", "Unit", "--as-of", DAY, "--graph", small)
    assert ways(unmoved) == []


def test_what_ended_can_be_put_in_force(command: Command, small: str) -> None:
    ask = ("--from", "Sheriff", "--to", "Agency", "--carrying", "Plates", "--as-of", "2018-01-01", "--graph", small)
    (way,) = as_json(command, "whatif", "--start", "flow/direct", *ask)["ways"]
    assert (flows(way["opened"]), way["opened"][0]["certainty"]) == (["direct"], "certain")


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
    assert ways(data) == [("vendor", "agency", "closes", ["sale"], [], [])]
    beside = as_json(command, "whatif", str(file), "--as-of", "2012-06-01", "--graph", small)
    assert beside["question"]["asOf"] == "2012-06-01", "an option goes before the file"
    assert [way["outcome"] for way in beside["ways"]] == ["none"]
    text = words(command("whatif", str(file), "--graph", small).stdout)
    assert text.startswith(
        "The vendor is barred If, on 1 January 2015: new bar: barsSender Vendor; barsRecipient Agency"
    )
    assert "Closes: Vendor to Agency, plates closed: certain Vendor —plates → Unit" in text


def test_as_text(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The deal", *ENDS, "--graph", small)
    assert (answer.returncode, answer.stderr) == (0, "")
    text = words(answer.stdout)
    assert text.startswith("If, on 1 January 2015: The deal ends (1 flow) Stays open: Sheriff to Agency, plates")
    assert "closed: certain Sheriff —plates → Agency open: certain Sheriff —plates → Agency" in text
    assert "open: certain Sheriff —plates → Vendor → Unit" in text
    assert text.endswith("a way that closes here may exist unknown, and nothing was changed.")
    none = words(command("whatif", "--end", "flow/tips", "--to", "Unit", "--as-of", DAY, "--graph", small).stdout)
    assert "Then no known way changes." in none


def test_as_csv(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The deal", *ENDS, "--graph", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert list(rows[0]) == ["from", "to", "outcome", "route", "certainty", "last confirmed", "holders", "flows"]
    assert [tuple(row.values()) for row in rows] == [
        ("Sheriff", "Agency", "stays-open", "closed", "certain", DAY, "Sheriff → Agency", ID + "flow/direct"),
        ("Sheriff", "Agency", "stays-open", "open", "certain", DAY, "Sheriff → Agency", ID + "flow/urgent"),
        (
            "Sheriff", "Agency", "stays-open", "open", "certain", DAY, "Sheriff → Vendor → Unit",
            f"{ID}flow/share {ID}flow/sale",
        ),
    ]  # fmt: skip


def test_an_instrument_whose_end_changes_nothing(command: Command, small: str) -> None:
    answer = command("whatif", "--end", "The idle letter", "--graph", small)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "instrument/idle is an instrument on which no flow rests and which sets no norm: its end changes no route. "
        "“whoshares show instrument/idle” tells what is known of it.\n"
    )


# --- the shipped graph ----------------------------------------------------------------------------------------------

RESCISSION = "instrument/ice-2011-08-rescission"
SHIPPED = ("--end", RESCISSION, "--from", "Local jail", "--to", "ICE", "--as-of", "2011-10-01", "--limit", "1000")


def test_the_end_of_a_shipped_instrument(command: Command, kg: KnowledgeGraph) -> None:
    statements = len(kg.store)
    data = as_json(command, "whatif", *SHIPPED)
    (change,), (way,) = data["changes"], data["ways"]
    resting = kg.sparql("SELECT DISTINCT ?f { ?f a ws:DataFlow ; ws:authority id:instrument\\/ice-2011-08-rescission }")
    assert set(change["flows"]) == {str(row[0]) for row in resting.rows} != set()  # type: ignore[union-attr]
    before = kg.trace("Local jail", "ICE", as_of="2011-10-01", limit=1000)
    assert not before.truncated
    known = [[hop.flow for hop in route.hops] for route in before.routes]
    ends = set(change["flows"])
    routes = {key: [[hop["flow"] for hop in r["hops"]] for r in way[key]] for key in ("closed", "open", "opened")}
    assert routes["closed"] == [route for route in known if ends & set(route)] != []
    assert sorted(routes["open"]) == sorted(route for route in known if not ends & set(route))
    assert routes["opened"] == []
    assert way["outcome"] == ("stays-open" if routes["open"] else "closes")
    assert not way["truncated"]
    assert len(kg.store) == statements, "nothing in the graph changes"
    assert (
        data
        == kg.whatif(end=RESCISSION, origin="Local jail", recipient="ICE", as_of="2011-10-01", limit=1000).to_dict()
    )
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []


def test_the_shipped_graph_as_text_and_csv(run: Command, command: Command) -> None:
    answer = run("whatif", *SHIPPED)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "ICE rescission of the Secure Communities MOAs, August 2011 ends" in words(answer.stdout)
    assert widest(answer.stdout) <= 110
    (way,) = as_json(command, "whatif", *SHIPPED)["ways"]
    rows = list(csv.DictReader(io.StringIO(command("whatif", *SHIPPED, "--format", "csv").stdout, newline="")))
    assert [row["route"] for row in rows] == [
        key for key in ("closed", "open", "opened") for _ in way[key]
    ]  # fmt: skip
