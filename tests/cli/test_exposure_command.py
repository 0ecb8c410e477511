"""`whoshares exposure`: whose data can reach a holder, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from tests.by_hand import DAY, ID, SMALL, Command, as_json, keys, words
from tests.examples import drawn

import whoshares
from whoshares import KnowledgeGraph
from whoshares.model.validity import State
from whoshares.text.console import to_text

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows_of(found: list[dict[str, Any]]) -> list[tuple[str, str, int, str, str]]:
    return [
        (
            row["holder"].removeprefix(ID + "organization/"),
            row["category"].removeprefix(ID + "category/"),
            row["hops"],
            row["certainty"],
            row["through"].removeprefix(ID + "organization/"),
        )
        for row in found
    ]


# --- by hand --------------------------------------------------------------------------------------------------------

INTO_THE_AGENCY = [
    ("county", "plate", 1, "certain", "sheriff"),
    ("county", "tip", 1, "possible", "sheriff"),
    ("sheriff", "plate", 1, "certain", "sheriff"),
    ("sheriff", "tip", 1, "possible", "sheriff"),
    ("vendor", "plate", 1, "certain", "vendor"),
]
OUT_OF_THE_SHERIFF = [
    ("agency", "plate", 1, "certain", "agency"),
    ("agency", "tip", 1, "possible", "agency"),
    ("unit", "plate", 2, "certain", "unit"),
    ("vendor", "plate", 1, "certain", "vendor"),
]


def test_exposure_as_json(command: Command, small: str) -> None:
    data = as_json(command, "exposure", "Agency", "--as-of", DAY, "--graph", small)
    assert list(data) == [
        "origins", "counts", "bodies", "ownOfNamed", "question", "stopped", "undecided", "unconfirmed",
        "searched", "labels",
    ]  # fmt: skip
    assert rows_of(data["origins"]) == INTO_THE_AGENCY
    assert data["question"] == {
        "future": False,
        "to": ID + "organization/agency", "carrying": None, "asOf": DAY, "exact": False, "maxHops": None,
        "confirmedSince": None,
        "place": None,
    }  # fmt: skip
    assert (data["stopped"], data["searched"]) == (False, {"flows": 5, "sources": 1})
    assert list(data["origins"][0]) == [
        "holder", "category", "hops", "certainty", "lastConfirmed", "weakestTier", "through", "flows", "namedBodies",
        "implied", "forbiddenBy",
    ]  # fmt: skip
    assert {row["weakestTier"] for row in data["origins"]} == {"primary"}
    assert data["origins"][4]["flows"] == [ID + "flow/sale"]
    named = {row[key] for row in data["origins"] for key in ("holder", "category", "through")}
    assert named <= data["labels"].keys()


def test_exposure_outward_as_json(command: Command, small: str) -> None:
    data = as_json(command, "exposure", "Sheriff", "--from", "--as-of", DAY, "--graph", small)
    assert list(data) == [
        "recipients", "counts", "bodies", "ownOfNamed", "question", "stopped", "undecided", "unconfirmed",
        "searched", "labels",
    ]  # fmt: skip
    assert rows_of(data["recipients"]) == OUT_OF_THE_SHERIFF
    assert data["recipients"][2]["flows"] == [ID + "flow/share", ID + "flow/sale"]
    assert data["question"]["from"] == ID + "organization/sheriff"
    assert "to" not in data["question"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("Unit",), [("county", 2), ("sheriff", 2), ("vendor", 1)]),
        (("Unit", "--max-hops", "1"), [("vendor", 1)]),
        (("Agency", "--carrying", "Tips"), [("county", 1), ("sheriff", 1)]),
        (("Vendor",), [("county", 1), ("sheriff", 1)]),
        (("Sheriff",), []),
    ],
)
def test_whose_data(command: Command, small: str, arguments: tuple[str, ...], found: list[tuple[str, int]]) -> None:
    data = as_json(command, "exposure", *arguments, "--as-of", DAY, "--graph", small)
    assert [(holder, hops) for holder, _, hops, _, _ in rows_of(data["origins"])] == found


def test_exposure_before_the_share_began(command: Command, small: str) -> None:
    data = as_json(command, "exposure", "Vendor", "--as-of", "2011-12-31", "--graph", small)
    assert data["origins"] == []
    late = as_json(command, "exposure", "Vendor", "--as-of", "2019-01-02", "--graph", small)
    assert {(row["certainty"], row["lastConfirmed"]) for row in late["origins"]} == {("presumed", "2019-01-01")}


def test_exposure_as_text(command: Command, small: str) -> None:
    asked = ("exposure", "Agency", "--as-of", DAY, "--graph", small)
    answer = command(*asked)
    assert (answer.returncode, answer.stderr) == (0, "")
    head = "On 1 January 2015, of 2 bodies it is known that data can reach Agency, as far as documents show."
    assert words(answer.stdout).startswith(head)
    assert "Sheriff · forbidden plates, tips 1 certain 2015-01-01 Vendor plates 1 certain 2015-01-01" in words(
        answer.stdout
    )
    text = words(command(*asked, "--full").stdout)
    assert text.startswith(head)
    assert "Sheriff plates, tips 1 certain 2015-01-01 primary Vendor plates 1 certain 2015-01-01 primary" in text
    assert "1 more body has one of these as a part or system." in text
    outward = words(command("exposure", "Sheriff", "--from", "--as-of", DAY, "--graph", small).stdout)
    assert outward.startswith("On 1 January 2015, it is known that data from Sheriff can reach 3 bodies, as far as")
    assert "Unit · forbidden plates 2 certain 2015-01-01" in outward
    none = words(command("exposure", "Sheriff", "--as-of", DAY, "--graph", small).stdout)
    assert none == (
        "None known. No known route takes data of any kind to Sheriff on 1 January 2015. Searched: 5 flows from 1 "
        "source. Not known is not the same as not shared."
    )


def test_a_headline_says_what_was_left_aside(command: Command, small: str) -> None:
    asked = ("exposure", "Agency", "--as-of", DAY, "--graph", small, "--max-hops")
    assert words(command(*asked, "1", "--exact").stdout).startswith(
        "On 1 January 2015, of 2 bodies it is known that data can reach Agency by a route of at most 1 hop and exact "
        "joins alone, as far as documents show."
    )
    none = words(command("exposure", "Sheriff", "--as-of", DAY, "--graph", small, "--max-hops", "2").stdout)
    assert none.startswith(
        "None known. No known route of at most 2 hops takes data of any kind to Sheriff on 1 January 2015."
    )
    far = ("exposure", "ICE", "--as-of", DAY, "--place", "Guam", "--max-hops", "1")
    assert "No known route of at most 1 hop takes data of any kind from a holder in Guam to Immigration" in words(
        command(*far).stdout
    )
    recent = words(command("exposure", "ICE", "--as-of", "2025-07-18", "--place", "Texas", "--carrying", "any").stdout)
    assert re.search(r"of \d+ bod(y|ies)( and \d+ kinds? of body)? in Texas it is", recent)


def test_what_is_only_possible_is_counted_apart_and_a_row_is_of_its_surest_route(tmp_path: Path) -> None:
    """The vendor's data may go straight to the agency; that it goes there through a broker is presumed."""
    file = tmp_path / "broker.trig"
    flows = "".join(
        f"""
  <flow/{name}> a ws:DataFlow ; ws:sender <organization/{sender}> ; ws:recipient <organization/{recipient}> ;
    ws:carries <category/tip> {dated} .
  <organization/{sender}> a ws:Organization ; skos:prefLabel "{sender}" ."""
        for name, sender, recipient, dated in (
            ("straight", "seller", "agency", ""),
            ("first", "seller", "broker", '; ws:attestedOn "2013-02"^^xsd:gYearMonth'),
            ("second", "broker", "agency", '; ws:validFrom "2014-02-01"^^xsd:date'),
            ("undated", "press", "agency", ""),
        )
    )
    file.write_text(SMALL.rpartition("}")[0] + flows + "}\n", "utf-8")
    kg = whoshares.open(file)
    answer = kg.exposure("Agency", carrying="tip", as_of="2020-01-01")
    row = next(row for row in answer.rows_found if row.holder == ID + "organization/seller")
    assert (row.hops, row.state, row.flows) == (2, State.PRESUMED, (ID + "flow/first", ID + "flow/second"))
    assert row.to_dict()["lastConfirmed"] == "2013-02"
    counts = answer.to_dict()["counts"]
    assert counts == {
        "bodies": 4, "genericBodies": 0, "possibleBodies": 2, "possibleGenericBodies": 0, "atLeast": False,
    }  # fmt: skip
    said = words(to_text(answer))
    assert said.startswith(
        "On 1 January 2020, of 2 bodies it is presumed that tips can reach Agency; of 2 more bodies it is possible, as"
    )
    assert "seller tips 2 presumed 2013-02, 6 years before" in said
    outward = words(to_text(kg.exposure("press", outward=True, carrying="tip", as_of="2020-01-01")))
    assert outward.startswith("On 1 January 2020, tips from press may reach 1 body, as far as documents show.")


def test_exposure_as_csv(command: Command, small: str) -> None:
    answer = command("exposure", "Agency", "--as-of", DAY, "--graph", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert list(rows[0]) == [
        "holder", "category", "hops", "certainty", "last confirmed", "weakest tier", "through", "holder id",
        "category id", "named bodies", "forbidden by", "flows",
    ]  # fmt: skip
    assert [(row["holder"], row["category"], row["hops"], row["certainty"], row["through"]) for row in rows] == [
        ("County", "Plates", "1", "certain", "Sheriff"),
        ("County", "Tips", "1", "possible", "Sheriff"),
        ("Sheriff", "Plates", "1", "certain", ""),
        ("Sheriff", "Tips", "1", "possible", ""),
        ("Vendor", "Plates", "1", "certain", ""),
    ]
    assert rows[4]["flows"] == ID + "flow/sale"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Nobody zzzz",), "The graph has no holder of data named “Nobody zzzz”."),
        (("Plates",), "“Plates” is a kind of data (category/plate), and a holder of data is wanted here."),
        (("Unit", "--carrying", "Agency"), "“Agency” is an organization (organization/agency), and a data category"),
        (("Agency", "--as-of", "2015"), "“2015” is no day but a year, from 2015-01-01 through 2015-12-31."),
    ],
)
def test_bad_use(command: Command, small: str, arguments: tuple[str, ...], sentence: str) -> None:
    answer = command("exposure", *arguments, "--graph", small)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(sentence)


# --- the shipped graph ----------------------------------------------------------------------------------------------

SHIPPED = ("ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")


def test_the_shipped_exposure_is_that_of_traces(command: Command, kg: KnowledgeGraph) -> None:
    data = as_json(command, "exposure", *SHIPPED)
    assert data == kg.exposure("ICE", carrying="fingerprints", as_of="2011-10-01").to_dict()
    found = data["origins"]
    assert [(row["holder"], row["category"]) for row in found] == sorted((r["holder"], r["category"]) for r in found)
    reached = {row["holder"] for row in found}
    assert ID + "organization/local-jail" in reached
    senders = {kg.network.holders[sender] for sender in set(kg.network.flows.sender)}
    for holder in drawn(sorted(senders - {ID + "organization/us-ice"})):
        trace = kg.trace(holder, "ICE", carrying="fingerprints", as_of="2011-10-01", limit=100)
        assert not trace.truncated
        stated = [route for route in trace.routes if route.hops[0].as_every_at != "sender"]  # others: the generic row
        assert bool(stated) == (holder in reached), holder
        if stated:
            said = [State[row["certainty"].upper()] for row in found if row["holder"] == holder]
            assert stated[0].state is min(said)
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []


def test_the_shipped_exposure_as_text_and_csv(command: Command) -> None:
    told = as_json(command, "exposure", *SHIPPED)
    found, counts = told["origins"], told["counts"]
    answer = command("exposure", *SHIPPED)
    assert (answer.returncode, answer.stderr) == (0, "")
    own = {row["holder"] for row in found if row["through"] == row["holder"]}
    assert ID + "organization/us-dhs" in {body["body"] for body in told["bodies"]} - own  # by its systems alone
    surely = {key: counts[key] - counts["possible" + key[0].upper() + key[1:]] for key in ("bodies", "genericBodies")}
    perhaps = counts["possibleBodies"], counts["possibleGenericBodies"]
    assert words(answer.stdout).startswith(
        f"On 1 October 2011, of {surely['bodies']} bodies and {surely['genericBodies']} kinds of body it is known or "
        "presumed that fingerprints can reach Immigration and Customs Enforcement (ICE); of "
        f"{perhaps[0]} more bodies and {perhaps[1]} more kinds of body it is possible, as far as documents show."
    )
    assert max(map(len, answer.stdout.splitlines())) <= 110
    rows = list(csv.DictReader(io.StringIO(command("exposure", *SHIPPED, "--format", "csv").stdout, newline="")))
    assert [(row["holder id"], row["category id"]) for row in rows] == [(r["holder"], r["category"]) for r in found]
