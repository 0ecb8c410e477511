"""What is presumed, when it was last confirmed, and what is left out that was not confirmed since a day."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.by_hand import ID, Command

from whoshares import KnowledgeGraph
from whoshares.model.errors import InputError
from whoshares.model.validity import State

FACTS = """
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix o: <https://w3id.org/whoshares/id/organization/> .
@prefix s: <https://w3id.org/whoshares/id/system/> .
@prefix c: <https://w3id.org/whoshares/id/category/> .
@prefix f: <https://w3id.org/whoshares/id/flow/> .
@prefix i: <https://w3id.org/whoshares/id/> .
<https://w3id.org/whoshares/id/source/one> {
  i:source\\/one a ws:Source .
  o:police a ws:Organization ; skos:prefLabel "Police" .
  o:lab a ws:Organization ; skos:prefLabel "Laboratory" .
  o:agency a ws:Organization ; skos:prefLabel "Agency" .
  o:state a ws:Organization ; skos:prefLabel "State" .
  o:office a ws:Organization ; skos:prefLabel "Office" .
  s:switch a ws:System ; skos:prefLabel "Switch" .
  c:prints a ws:DataCategory ; skos:prefLabel "Prints" .
  f:a a ws:DataFlow ; ws:sender o:police ; ws:recipient o:lab ; ws:carries c:prints ;
    ws:attestedOn "2016-05"^^xsd:gYearMonth .
  f:b a ws:DataFlow ; ws:sender o:lab ; ws:recipient o:agency ; ws:carries c:prints ;
    ws:validFrom "2019-03-01"^^xsd:date .
  f:c a ws:DataFlow ; ws:sender o:state ; ws:recipient s:switch ; ws:carries c:prints ;
    ws:validFrom "2000-01-01"^^xsd:date ; ws:validUntil "2030-01-01"^^xsd:date .
  f:d a ws:DataFlow ; ws:sender s:switch ; ws:recipient o:agency ; ws:carries c:prints ;
    ws:validFrom "2000-01-01"^^xsd:date ; ws:validUntil "2030-01-01"^^xsd:date .
  i:block\\/k a ws:Block ; skos:prefLabel "State blocks Agency" ; ws:atSystem s:switch ; ws:blocksOrigin o:state ;
    ws:blocksRecipient o:agency ; ws:attestedOn "2020-11-12"^^xsd:date .
  i:bar\\/p a ws:Bar ; skos:prefLabel "No prints" ; ws:barsSender o:police ; ws:barsRecipient o:agency ;
    ws:validFrom "2015-01-01"^^xsd:date .
  i:bar\\/q a ws:Bar ; skos:prefLabel "No day is known" ; ws:barsSender o:police ; ws:barsRecipient o:office .
}
"""
DAY = "2026-06-30"


def test_a_route_is_presumed_and_as_old_as_its_oldest_hop(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("Police", "Agency", as_of=DAY).routes
    assert route.state is State.PRESUMED
    assert [hop.last_confirmed.text for hop in route.hops if hop.last_confirmed] == ["2016-05", "2019-03-01"]
    assert route.to_dict()["lastConfirmed"] == "2016-05"
    assert not facts.trace("Police", "Agency", as_of="2019-02-28").routes, "the second flow begins later"


def test_a_block_stands_until_something_ends_it(facts: KnowledgeGraph) -> None:
    (before,) = facts.trace("State", "Agency", as_of="2020-11-11").routes
    assert before.state is State.POSSIBLE
    assert [block.to_dict() for block in before.hops[1].blocks] == [
        {"id": ID + "block/k", "certainty": "possible", "lastConfirmed": None}
    ]
    for day, certainty in (("2020-11-12", "certain"), ("2020-11-13", "presumed"), (DAY, "presumed")):
        answer = facts.trace("State", "Agency", as_of=day)
        assert answer.reason == "blocked"
        assert answer.to_dict()["blockDetails"] == [
            {"id": ID + "block/k", "certainty": certainty, "lastConfirmed": "2020-11-12"}
        ]


def test_bars_in_force(facts: KnowledgeGraph) -> None:
    found = {bar.id.removeprefix(ID): bar.to_dict() for bar in facts.bars(as_of=DAY).found}
    assert (found["bar/p"]["certainty"], found["bar/p"]["lastConfirmed"]) == ("presumed", "2015-01-01")
    assert (found["bar/q"]["certainty"], found["bar/q"]["lastConfirmed"]) == ("possible", None)


def test_as_text(command: Command, graph: str) -> None:
    answer = " ".join(command("trace", "Police", "Agency", "--as-of", DAY, "--graph", graph).stdout.split())
    assert "Presumably: on 30 June 2026" in answer
    assert "if what was last confirmed 2016-05, 10 years before, has not ended" in answer
    assert "presumed: last confirmed 2019-03-01, 7 years before; since 2019-03-01" in answer
    blocked = " ".join(command("trace", "State", "Agency", "--as-of", DAY, "--graph", graph).stdout.split())
    assert "State blocks Agency (last confirmed 2020-11-12, 5 years before)" in blocked
    bars = " ".join(command("bars", "--as-of", DAY, "--graph", graph).stdout.split())
    assert "No prints · in force (last confirmed 2015-01-01, 11 years before)" in bars
    assert "No day is known · may be in force (not confirmed by then)" in bars
    reach = " ".join(command("exposure", "Agency", "--as-of", DAY, "--graph", graph).stdout.split())
    assert "Police · forbidden prints 2 presumed 2016-05, 10 years before" in reach
    doors = " ".join(command("backdoors", "--as-of", DAY, "--graph", graph).stdout.split())
    assert "last confirmed 2016-05, 10 years before" in doors


def test_as_csv(command: Command, graph: str) -> None:
    rows = list(csv.DictReader(io.StringIO(
        command("trace", "Police", "Agency", "--as-of", DAY, "--graph", graph, "--format", "csv").stdout
    )))  # fmt: skip
    assert [row["last confirmed"] for row in rows] == ["2016-05", "2019-03-01"]
    assert {row["route last confirmed"] for row in rows} == {"2016-05"}


def test_confirmed_since(facts: KnowledgeGraph) -> None:
    way: dict[str, str] = {"as_of": DAY}
    assert facts.trace("Police", "Agency", **way, confirmed_since="2016-05-31").routes  # type: ignore[arg-type]
    answer = facts.trace("Police", "Agency", as_of=DAY, confirmed_since="2016-06-01")
    assert (answer.reason, answer.absence.also) == ("unconfirmed", ())
    assert answer.to_dict()["unconfirmed"] == {"routes": 1, "lastConfirmed": "2016-05"}
    assert answer.explanation is not None
    assert "However old, 1 route is known, last confirmed 2016-05, 10 years before." in answer.explanation
    for reached in (
        facts.exposure("Agency", as_of=DAY, confirmed_since="2016-06-01"),
        facts.exposure("Police", outward=True, as_of=DAY, confirmed_since="2016-06-01"),
    ):
        assert "police" not in str([row.flows for row in reached.rows_found])
    assert facts.cut("Police", "Agency", as_of=DAY, confirmed_since="2016-06-01").absence.reason == "unconfirmed"
    points = facts.chokepoints("Police", "Agency", as_of=DAY, confirmed_since="2016-06-01")
    assert points.absence.reason == "unconfirmed"


def test_nothing_was_confirmed_since(facts: KnowledgeGraph) -> None:
    reached = facts.exposure("Agency", as_of="2031-01-01", confirmed_since="2031-01-01")
    assert reached.rows_found == ()
    assert reached.to_dict()["unconfirmed"] == {"holders": 2, "lastConfirmed": "2019-03-01"}
    doors = facts.backdoors(as_of=DAY, confirmed_since="2026-01-01")
    assert doors.found == ()
    assert doors.to_dict()["unconfirmed"] == {"backdoors": 1, "lastConfirmed": "2016-05"}


@pytest.mark.parametrize(
    "asked",
    [
        ("trace", "Police", "Agency", "--as-of", DAY),
        ("trace", "Police", "Agency", "--between", "2012-01-01", DAY),
        ("exposure", "Agency", "--as-of", DAY),
        ("backdoors", "--as-of", DAY),
        ("cut", "Police", "Agency", "--as-of", DAY),
        ("chokepoints", "Police", "Agency", "--as-of", DAY),
    ],
)
def test_since_a_day_after_the_one_asked_for(command: Command, graph: str, asked: tuple[str, ...]) -> None:
    run = command(*asked, "--confirmed-since", "2026-07-01", "--graph", graph)
    assert (run.returncode, run.stdout) == (2, "")
    sentence = "Confirmed since 2026-07-01 is after 2026-06-30, the day asked for. Give that day or an earlier one."
    assert sentence in run.stderr


def test_since_no_day(facts: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="is no day"):
        facts.trace("Police", "Agency", confirmed_since="2016-05")


def test_a_journey_waits_until_a_hop_is_confirmed(facts: KnowledgeGraph) -> None:
    (way,) = facts.trace("Police", "Laboratory", between=("2016-01-01", DAY), confirmed_since="2016-02-01").routes
    assert [hop.day for hop in way.hops] == ["2016-05-31"]
    assert json.loads(json.dumps(way.to_dict()))["lastConfirmed"] == "2016-05"
