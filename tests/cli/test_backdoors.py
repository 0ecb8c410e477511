"""`whoshares backdoors`: the routes round bars, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.by_hand import DAY, ID, Command, as_json, keys, widest, words

from whoshares import KnowledgeGraph
from whoshares.answers.backdoors import BackDoors
from whoshares.answers.patterns import PATTERNS
from whoshares.model.validity import State

DOCS = Path(__file__).resolve().parents[2] / "docs"


def doors(data: dict[str, Any]) -> list[tuple[str, str, int, list[str]]]:
    return [
        (
            door["bar"].removeprefix(ID),
            door["pattern"],
            door["reachEnds"],
            [hop["flow"].removeprefix(ID + "flow/") for hop in door["route"]["hops"]],
        )
        for door in data["backdoors"]
    ]


URGENT = ("bar/agency", "M6", 1, ["urgent"])
OVER_THE_VENDOR = ("bar/agency", "M3", 1, ["share", "sale"])


# --- by hand --------------------------------------------------------------------------------------------------------


def test_back_doors_as_json(command: Command, small: str) -> None:
    data = as_json(command, "backdoors", "--as-of", DAY, "--graph", small)
    assert list(data) == [
        "counts", "ways", "backdoors", "bars", "truncated", "stopped", "unconfirmed", "ownOfNamed", "question",
        "searched", "labels",
    ]  # fmt: skip
    assert data["counts"] == {"bars": 1, "ways": 2, "possibleWays": 0, "routes": 2, "atLeast": False}
    assert doors(data) == [URGENT, OVER_THE_VENDOR]
    assert data["bars"] == [ID + "bar/agency", ID + "bar/vendor"]
    assert (data["truncated"], data["stopped"]) == ([], False)
    assert data["question"] == {
        "future": False, "thing": None,
        "carrying": None, "asOf": DAY, "exact": False, "maxHops": None, "limit": 100, "readings": [],
        "confirmedSince": None,
    }  # fmt: skip
    assert data["searched"] == {"flows": 5, "sources": 1}
    door = data["backdoors"][1]
    assert list(door) == ["bar", "pattern", "patternName", "patterns", "reachEnds", "exceptedBy", "barDetails", "route"]
    assert (door["patternName"], door["patterns"]) == (PATTERNS["M3"], ["M3"])
    assert door["barDetails"]["exceptions"] == ["A judge's warrant"]
    assert door["route"]["certainty"] == "certain"
    lifted = data["backdoors"][0]["route"]["hops"][0]
    assert [bar["id"] for bar in lifted["liftedBars"]] == [ID + "bar/agency"]
    assert lifted["bars"] == []


@pytest.mark.parametrize(
    ("arguments", "found", "looked_at"),
    [
        (("--as-of", "2013-12-31"), [], []),
        (("--as-of", "2014-12-31"), [OVER_THE_VENDOR], ["bar/agency", "bar/vendor"]),
        (("--as-of", DAY, "--bar", "bar/vendor"), [], ["bar/vendor"]),
        (("--as-of", DAY, "--bar", "The law"), [URGENT, OVER_THE_VENDOR], ["bar/agency", "bar/vendor"]),
        (("--as-of", DAY, "--max-hops", "1"), [URGENT], ["bar/agency", "bar/vendor"]),
        (("--as-of", DAY, "--carrying", "Plates"), [URGENT, OVER_THE_VENDOR], ["bar/agency", "bar/vendor"]),
        (("--as-of", DAY, "--carrying", "Tips"), [], ["bar/agency", "bar/vendor"]),
        (("--as-of", DAY, "--reading", "The lenient reading"), [URGENT, OVER_THE_VENDOR], ["bar/agency"]),
    ],
)
def test_which_back_doors(
    command: Command,
    small: str,
    arguments: tuple[str, ...],
    found: list[tuple[str, str, int, list[str]]],
    looked_at: list[str],
) -> None:
    data = as_json(command, "backdoors", *arguments, "--graph", small)
    assert doors(data) == found
    assert data["bars"] == [ID + bar for bar in looked_at]


def test_a_limit_says_that_there_is_more(command: Command, small: str) -> None:
    data = as_json(command, "backdoors", "--as-of", DAY, "--limit", "1", "--graph", small)
    assert doors(data) == [URGENT]
    assert data["truncated"] == [ID + "bar/agency"]
    asked = ("backdoors", "--as-of", DAY, "--limit", "1", "--graph", small)
    text = command(*asked).stdout
    assert text.startswith(
        "On 1 January 2015, at least 1 way is known to lead round 1 of 2 bars of The law: at least 1 route in all."
    )
    assert "… there may be more" in text
    assert "there are more: --format json" in command(*asked, "--full").stdout


def test_back_doors_as_text(command: Command, small: str) -> None:
    answer = command("backdoors", "--as-of", DAY, "--graph", small)
    assert (answer.returncode, answer.stderr) == (0, "")
    short = words(answer.stdout)
    head = (
        "On 1 January 2015, 2 ways are known to lead round 1 of 2 bars of The law: 2 routes in all. No plates to the "
        "agency · "
    )
    assert short.startswith(head)
    assert f"certain Sheriff —plates → Agency {PATTERNS['M6'][0].lower()}{PATTERNS['M6'][1:]}" in short
    text = words(command("backdoors", "--as-of", DAY, "--graph", small, "--full").stdout)
    assert text.startswith(head)
    assert "M6 certain Sheriff —plates → Agency ⟂ " + PATTERNS["M6"] in text
    assert "M3 certain Sheriff —plates → Vendor ⟂ → Unit " + PATTERNS["M3"] in text
    assert "the bar's reach ends at hop 1" in text
    assert "That is no finding that anyone broke a rule" in text
    before = words(command("backdoors", "--as-of", "2013-12-31", "--graph", small).stdout)
    assert before.startswith("No bar of this graph is in force on 31 December 2013.")
    none = words(command("backdoors", "--bar", "bar/vendor", "--as-of", DAY, "--graph", small).stdout)
    assert none.startswith("None known: on 1 January 2015, no known way leads round the one bar of The law.")


def test_back_doors_as_csv(command: Command, small: str) -> None:
    answer = command("backdoors", "--as-of", DAY, "--graph", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert [(row["route"], row["hop"], row["pattern"], row["reach ends"], row["flow"]) for row in rows] == [
        ("1", "1", "M6", "yes", ID + "flow/urgent"),
        ("2", "1", "M3", "yes", ID + "flow/share"),
        ("2", "2", "M3", "", ID + "flow/sale"),
    ]
    assert {row["bar"] for row in rows} == {"No plates to the agency"}
    assert {row["bar id"] for row in rows} == {ID + "bar/agency"}


def test_bad_use(command: Command, small: str) -> None:
    answer = command("backdoors", "--bar", "The deal", "--graph", small)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("instrument/deal sets no bar in this graph.")
    unknown = command("backdoors", "--bar", "zzzzqqqq", "--graph", small)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith("The graph has no bar or instrument named “zzzzqqqq”.")
    unbound = command("backdoors", "--bar", "Vendor", "--graph", small)
    assert (unbound.returncode, unbound.stdout) == (2, "")
    assert unbound.stderr.startswith("No bar of this graph binds Vendor (organization/vendor) as a sender.")


def test_the_bars_that_bind_a_holder(command: Command, small: str) -> None:
    data = as_json(command, "backdoors", "--bar", "Sheriff", "--as-of", "2014-06-01", "--graph", small)
    assert data["bars"] == [ID + "bar/agency", ID + "bar/vendor"]


# --- the shipped graph ----------------------------------------------------------------------------------------------

SHIPPED = ("--as-of", "2019-06-01", "--limit", "20")


@pytest.fixture(scope="module")
def answer(kg: KnowledgeGraph) -> BackDoors:
    """The back doors of the shipped graph, which take seconds to find."""
    return kg.backdoors(as_of="2019-06-01", limit=20)


def test_the_shipped_back_doors(command: Command, kg: KnowledgeGraph, answer: BackDoors) -> None:
    data = as_json(command, "backdoors", *SHIPPED)
    assert data == answer.to_dict()
    assert data["backdoors"]
    order = [door["bar"] for door in data["backdoors"]]
    assert order == sorted(order)
    assert set(order) <= set(data["bars"])
    in_force = {bar.id for bar in kg.bars(as_of="2019-06-01").found if bar.state is not State.IMPOSSIBLE}
    assert set(data["bars"]) == in_force
    for door in data["backdoors"]:
        hops = door["route"]["hops"]
        assert door["pattern"] in PATTERNS
        assert door["patterns"][0] == door["pattern"]
        assert 1 <= door["reachEnds"] <= len(hops)
        assert not [bar for hop in hops for bar in hop["bars"] if bar["id"] == door["bar"]]
        assert all(source["locator"] for hop in hops for source in hop["sources"])
    per_bar = [order.count(bar) for bar in set(order)]
    assert max(per_bar) <= 20
    assert {bar for bar in order if order.count(bar) == 20} >= set(data["truncated"])
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []


def test_the_shipped_back_doors_as_text(command: Command, answer: BackDoors) -> None:
    text = command("backdoors", *SHIPPED).stdout
    bars = len({door.bar.id for door in answer.found})
    sure_of = [bar for bar, its in answer.ways.items() for way in its if way.state is not State.POSSIBLE]
    surely, sure_of = len(sure_of), list(dict.fromkeys(sure_of))
    assert words(text).startswith(
        f"On 1 June 2019, at least {surely} ways are known or presumed to lead round {len(sure_of)} of "
        f"{len(answer.open_bars)} bars; at least {answer.number_of_ways - surely} more are possible, round "
        f"{bars - len(sure_of)} others among them: at least {len(answer.found)} routes in all."
    )
    assert widest(text) <= 110


def test_shipped_back_doors_as_csv(command: Command, kg: KnowledgeGraph) -> None:
    bar = "bar/il-trust-act--databases"
    answer = kg.backdoors(bar, as_of="2019-06-01", limit=20)
    told = command("backdoors", "--bar", bar, *SHIPPED, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(told, newline="")))
    assert rows
    assert len(rows) == sum(len(door.route.hops) for door in answer.found)
    assert sum(row["reach ends"] == "yes" for row in rows) == len(answer.found)
