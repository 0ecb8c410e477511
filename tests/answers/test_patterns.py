"""Each pattern of a back door on a small made-up graph, and on the shipped graph where a document shows it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers import patterns
from whoshares.store.engine import Store

BASE = """
@prefix : <https://w3id.org/whoshares/id/> .
@prefix id: <https://w3id.org/whoshares/id/> .
@prefix ws: <https://w3id.org/whoshares/ontology/> .
<organization/s> a ws:Organization ; ws:level <level/local> ; ws:inPlace <place/a> .
<organization/r> a ws:Organization ; ws:level <level/federal> ; ws:partOf <organization/department> .
<organization/department> a ws:Organization ; ws:level <level/federal> .
<organization/x> a ws:Organization .
<system/x> a ws:System .
<place/a> a ws:Place ; ws:within <place/us> .
<place/b> a ws:Place ; ws:within <place/us> .
<program/p> a ws:Program .
<bar/b> a ws:Bar ; ws:setBy <instrument/law> ; ws:barsSender <organization/s> ; ws:barsRecipient <organization/r> ;
    ws:barsCategory <category/c> .
"""

X_TO_R = "<flow/2> a ws:DataFlow ; ws:sender <{x}> ; ws:recipient <organization/r> ; ws:carries <category/c> {more} ."
S_TO_X = "<flow/1> a ws:DataFlow ; ws:sender <organization/s> ; ws:recipient <{x}> ; ws:carries <category/c> {more} ."


def through(x: str, kind: str = "", first: str = "", second: str = "") -> str:
    """A route from s to r through a holder of some kind."""
    return f"<{x}> {kind} .\n" * bool(kind) + S_TO_X.format(x=x, more=first) + X_TO_R.format(x=x, more=second)


CASES: Mapping[str, str] = {
    "M1": through("organization/x", "ws:level <level/federal>"),
    "M2": through("system/x", "ws:kind <kind/message-switch>"),
    "M3": through("organization/x", "ws:level <level/private>"),
    "M4": through("organization/x", "ws:level <level/local>", second="; ws:onBehalfOf <organization/r>"),
    "M5": through("system/x", "ws:kind <kind/plate-reader-network>"),
    "M6": through("organization/x", first="; ws:mode <mode/explicit-share>"),
    "M7": through("organization/x", "ws:partOf <organization/department>"),
    "M8": through("organization/x", "ws:level <level/local> ; ws:inPlace <place/b>"),
    "M9": through("system/x", "ws:kind <kind/regional-system>"),
    "M10": through("system/x", "ws:kind <kind/watch-list>"),
    "M11": through(
        "organization/x", "ws:level <level/federal>",
        second="; ws:collectedFor <purpose/tax-administration> ; ws:purpose <purpose/immigration-enforcement>",
    ),
    "M12": through("system/x", "ws:replaces <system/old>"),
    "M13": through("organization/x", second="; ws:conditionFor <program/p>"),
}  # fmt: skip
"""For each pattern, what is stated beside the bar: a route from its sender to its recipient that shows it."""


def found(said: str) -> list[tuple[str, ...]]:
    store = Store()
    store.load(BASE + said, "turtle")
    return [door.patterns for door in KnowledgeGraph(store).backdoors().found]


def test_every_pattern_has_a_case() -> None:
    assert CASES.keys() == patterns.PATTERNS.keys()
    assert {name for name, _ in patterns.ORDER} == patterns.PATTERNS.keys()


@pytest.mark.parametrize("pattern", CASES)
def test_a_route_is_named_by_its_pattern(pattern: str) -> None:
    assert [shown[0] for shown in found(CASES[pattern])] == [pattern]


@pytest.mark.parametrize("pattern", [p for p in CASES if p not in ("M4", "M6")])
def test_without_what_tells_it_the_pattern_is_not_named(pattern: str) -> None:
    """A body between of which nothing is said: another body passes the data on, and no more is claimed."""
    assert found(through("organization/x")) == [("M4",)]
    assert pattern not in found(through("organization/x"))[0]


def test_a_flow_that_the_bar_does_not_cover_is_a_back_door_of_one_hop() -> None:
    said = (
        "<flow/1> a ws:DataFlow ; ws:sender <organization/s> ; ws:recipient <organization/r> ; ws:carries <category/c> "
    )
    limited = "<bar/b> ws:purpose <purpose/immigration-enforcement> . "
    assert found(said + ".") == []
    assert found(limited + said + "; ws:purpose <purpose/licensing> .") == [("M6",)]


def test_patterns_that_documents_show(kg: KnowledgeGraph) -> None:
    """The shipped graph shows these on some day, the richest first; the others have their made-up case."""
    missing = {"M1", "M2", "M3", "M4", "M5", "M6", "M8", "M9", "M10", "M11", "M12", "M13"}
    for day in ("2025-09-01", "2022-04-22", "2019-01-15", "2012-04-10", "2020-06-01", "2025-12-01"):
        if missing:
            missing -= {name for door in kg.backdoors(as_of=day).found for name in door.patterns}
    assert missing == set()
