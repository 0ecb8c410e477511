"""Cases made by hand of what random graphs seldom hold: which chain is shown, bars on an open day, bars of no day."""

from __future__ import annotations

from tests.by_hand import ID

from whoshares import KnowledgeGraph
from whoshares.store.engine import Store

PREFIXES = """
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/whoshares/id/> .
"""


def graph(facts: str) -> KnowledgeGraph:
    store = Store()
    store.load(PREFIXES + facts, "turtle")
    return KnowledgeGraph(store)


def test_of_chains_as_short_the_one_with_the_lesser_iris() -> None:
    """One transformation yields two categories; the one that is found first goes on by the greater IRI."""
    made = graph(
        """
        <flow/f> ws:sender <organization/a> ; ws:recipient <organization/b> ; ws:carries <category/goal> .
        <transformation/m> ws:holder <organization/a> ; ws:consumes <category/start> ;
          ws:produces <category/one> , <category/two> .
        <transformation/z> ws:holder <organization/a> ; ws:consumes <category/one> ; ws:produces <category/goal> .
        <transformation/d> ws:holder <organization/a> ; ws:consumes <category/two> ; ws:produces <category/goal> .
        """
    )
    (route,) = made.trace("organization/a", "organization/b", carrying="category/start", as_of="2020-01-01").routes
    chain = [transformation.id for transformation in route.hops[0].transformations]
    assert chain == [f"{ID}transformation/m", f"{ID}transformation/d"]


OPEN_DAY = """
<flow/f> a ws:DataFlow ; ws:sender <organization/a> ; ws:recipient <organization/b> ; ws:carries <category/c> .
<bar/since> a ws:Bar ; ws:barsSender <organization/a> ; ws:validFrom "2019-01-01"^^xsd:date .
<bar/undated> a ws:Bar ; ws:barsSender <organization/a> .
<bar/never> a ws:Bar ; ws:barsSender <organization/a> ; ws:validFrom "2019-01-01"^^xsd:date ;
  ws:validUntil "2018-01-01"^^xsd:date .
<bar/lifted> a ws:Bar ; ws:barsSender <organization/a> ; ws:validFrom "2010-01-01"^^xsd:date .
<permission/later> a ws:Permission ; ws:liftsBar <bar/lifted> ; ws:validFrom "2015-01-01"^^xsd:date .
<bar/ended> a ws:Bar ; ws:barsSender <organization/a> ; ws:validUntil "2015-01-01"^^xsd:date .
<permission/after> a ws:Permission ; ws:liftsBar <bar/ended> ; ws:validFrom "2015-01-01"^^xsd:date .
"""


def test_on_an_open_day_a_bar_is_shown_that_covers_the_hop_on_some_day() -> None:
    (route,) = graph(OPEN_DAY).trace("organization/a", "organization/b", ever=True).routes
    hop = route.hops[0]
    assert hop.day is None
    assert [bar.id for bar in hop.barred_by] == [f"{ID}bar/{name}" for name in ("ended", "since", "undated")]
    assert [(bar.id, bar.lifted_by) for bar in hop.bars if bar.lifted_by] == [
        (f"{ID}bar/lifted", (f"{ID}permission/later",))
    ]


def test_a_bar_that_ends_before_it_begins_covers_nothing() -> None:
    made = graph(OPEN_DAY)
    covered = {bar.id: len(bar.flows) for bar in made.bars(as_of="2018-06-01").found}
    assert covered == {f"{ID}bar/{name}": name != "never" for name in ("ended", "lifted", "never", "since", "undated")}
    assert f"{ID}bar/never" not in {bar.id for bar in made.bars("flow/f", as_of="2018-06-01").found}
