"""What no source says takes place is possible at best, is confirmed by no day, and is told as such."""

from __future__ import annotations

from tests.by_hand import ID, Command, words

from whoshares import KnowledgeGraph
from whoshares.model.validity import State

FACTS = """
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/whoshares/id/> .
<source/one> {
  <source/one> a ws:Source .
  <organization/police> a ws:Organization ; skos:prefLabel "Police" .
  <organization/lab> a ws:Organization ; skos:prefLabel "Laboratory" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/state> a ws:Organization ; skos:prefLabel "State" .
  <organization/office> a ws:Organization ; skos:prefLabel "Office" .
  <system/switch> a ws:System ; skos:prefLabel "Switch" .
  <category/prints> a ws:DataCategory ; skos:prefLabel "Prints" .
  <category/match> a ws:DataCategory ; skos:prefLabel "Match" .
  <program/p> a ws:Program ; skos:prefLabel "Program" ; ws:validUntil "2018-01-01"^^xsd:date .
  <flow/planned> a ws:DataFlow ; ws:sender <organization/police> ; ws:recipient <organization/lab> ;
    ws:carries <category/prints> ; ws:validFrom "2019-01-01"^^xsd:date ; ws:attestedOn "2020-01-01"^^xsd:date ;
    ws:underProgram <program/p> ; ws:evidenceStatus <evidence-status/planned> .
  <flow/seen> a ws:DataFlow ; ws:sender <organization/state> ; ws:recipient <system/switch> ;
    ws:carries <category/prints> ; ws:attestedOn "2020-01-01"^^xsd:date ;
    ws:evidenceStatus <evidence-status/authorised> .
  <flow/on> a ws:DataFlow ; ws:sender <system/switch> ; ws:recipient <organization/agency> ;
    ws:carries <category/prints> , <category/match> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <transformation/asked> a ws:Transformation ; ws:holder <system/switch> ; ws:consumes <category/prints> ;
    ws:produces <category/match> ; ws:attestedOn "2020-01-01"^^xsd:date ;
    ws:evidenceStatus <evidence-status/demanded> .
  <block/next> a ws:Block ; ws:atSystem <system/switch> ; ws:blocksOrigin <organization/state> ;
    ws:blocksRecipient <organization/agency> ; ws:validFrom "2019-01-01"^^xsd:date ;
    ws:evidenceStatus <evidence-status/planned> .
  <flow/match> a ws:DataFlow ; ws:sender <system/switch> ; ws:recipient <organization/office> ;
    ws:carries <category/match> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <bar/b> a ws:Bar ; ws:barsSender <organization/police> ; ws:validFrom "2019-06-01"^^xsd:date .
  <bar/bill> a ws:Bar ; ws:barsSender <organization/state> ; ws:validFrom "2019-06-01"^^xsd:date ;
    ws:evidenceStatus <evidence-status/proposed> .
}
<source/two> {
  <source/two> a ws:Source .
  <flow/seen> ws:evidenceStatus <evidence-status/observed> .
}
"""
DAY = "2026-06-30"


def test_a_flow_that_is_only_planned_is_possible(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("Police", "Laboratory", as_of=DAY).routes
    assert (route.state, route.last_confirmed) == (State.POSSIBLE, None)
    hop = route.hops[0].to_dict()
    assert (hop["certainty"], hop["takesPlace"], hop["lastConfirmed"]) == ("possible", False, None)
    assert not facts.trace("Police", "Laboratory", as_of="2018-12-31").routes, "its start is ahead"


def test_it_is_left_out_where_what_is_confirmed_is_asked_for(facts: KnowledgeGraph) -> None:
    answer = facts.trace("Police", "Laboratory", as_of=DAY, confirmed_since="2000-01-01")
    assert (answer.routes, answer.reason) == ((), "unconfirmed")


def test_one_source_that_saw_it_is_enough(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("State", "Switch", as_of=DAY).routes
    assert (route.state, route.hops[0].takes_place) == (State.PRESUMED, True)


def test_a_transformation_that_is_only_demanded_makes_its_hop_possible(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("State", "Office", carrying="prints", as_of=DAY).routes
    assert [hop.state for hop in route.hops] == [State.PRESUMED, State.POSSIBLE]
    (transformation,) = route.hops[1].transformations
    assert (transformation.state, transformation.takes_place) == (State.POSSIBLE, False)


def test_a_block_that_is_only_planned_lets_pass(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("State", "Agency", carrying="prints", as_of=DAY).routes
    assert (route.state, route.hops[1].possible_blocks) == (State.POSSIBLE, (ID + "block/next",))


def test_a_bill_may_be_in_force_at_best(facts: KnowledgeGraph) -> None:
    states = {bar.id: bar.state for bar in facts.bars(as_of=DAY).found}
    assert states == {ID + "bar/b": State.PRESUMED, ID + "bar/bill": State.POSSIBLE}


def test_what_is_planned_does_not_outlive_a_bar(facts: KnowledgeGraph) -> None:
    (bar,) = facts.bars("bar/b", as_of=DAY).found
    assert [flow.id for flow in bar.flows] == [ID + "flow/planned"]
    assert not bar.lags


def test_to_begin_it_makes_it_certain(facts: KnowledgeGraph) -> None:
    (way,) = facts.whatif(start="flow/planned", as_of=DAY).pairs
    assert [route.state for route in (*(kept.after for kept in way.kept), *way.opened)] == [State.CERTAIN]


def test_a_timeline_says_that_it_is_spoken_of(facts: KnowledgeGraph) -> None:
    answer = facts.timeline("flow/planned")
    kinds = {entry.date: entry.kind for entry in answer.entries}
    assert kinds["2020-01-01"] == "spoken-of"
    assert kinds["2019-01-01"] == "spoken-of-from"
    (begun,) = (entry.happened for entry in answer.entries if entry.date == "2019-01-01")
    assert begun == "planned"
    assert not answer.outliving
    assert [entry.kind for entry in facts.timeline("flow/seen").entries if entry.thing == ID + "flow/seen"] == [
        "first-described"
    ]


def test_the_hop_says_so_in_words(command: Command, graph: str) -> None:
    on = ("--as-of", DAY, "--graph", graph)
    said = words(command("trace", "Police", "Laboratory", *on, "--full").stdout)
    assert "if the flow from Police to Laboratory takes place, which is only planned: no document says that" in said
    assert "status only planned: no document says that it takes place" in said
    assert "spoken of on 2020-01-01" in said
    said = words(command("trace", "State", "Office", "--carrying", "prints", *on, "--full").stdout)
    assert "if transformation/asked takes place, which is only demanded: no document says that it takes place." in said
    assert "(only demanded: no document says that it takes place)" in said


def test_the_shipped_graph_presumes_no_plan(kg: KnowledgeGraph) -> None:
    (route,) = kg.trace("organization/us-ia", "SAVE", as_of=DAY).routes
    assert (route.state, route.hops[0].takes_place) == (State.POSSIBLE, False), "a settlement allows it"
