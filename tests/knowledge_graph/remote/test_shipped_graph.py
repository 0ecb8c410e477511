"""The shipped graph in a remote store: the same answers as here, by few requests and a part of the statements."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

import pytest
from tests.knowledge_graph.remote.servers import Server

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.asked import A, Asked
from whoshares.knowledge_graph.remote import RemoteGraph
from whoshares.knowledge_graph.remote.region import Frontier
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model.errors import EndpointError
from whoshares.store.engine import Rows, Store, Truth
from whoshares.store.writing import Triples

Ask = Callable[[KnowledgeGraph], object]


def _json(answer: object) -> str:
    told = answer.to_dict()  # type: ignore[attr-defined]
    return json.dumps(told, ensure_ascii=False)


QUESTIONS: dict[str, Ask] = {
    "routes": lambda kg: kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01"),
    "routes by id": lambda kg: kg.trace("organization/us-fbi", "us-ice", as_of="2020-06-01", limit=50),
    "no route": lambda kg: kg.trace("ICE", "Local jail", carrying="fingerprints", as_of="2011-10-01"),
    "other day": lambda kg: kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="1990-01-01"),
    "exact, few hops": lambda kg: kg.trace("FBI", "ICE", as_of="2011-10-01", exact=True, max_hops=2),
    "ever, unbarred": lambda kg: kg.trace("FBI", "DHS", ever=True, unbarred=True),
    "between, avoiding": lambda kg: kg.trace(
        "FBI", "DHS", between=("2010-01-01", "2020-01-01"), avoid="Secure Communities"
    ),
    "cut": lambda kg: kg.cut("Local jail", "ICE", as_of="2011-10-01", by="instrument"),
    "cut where a block would do": lambda kg: kg.cut("New York DMV", "ICE", as_of="2025-11-11"),
    "cut by blocks": lambda kg: kg.cut("Connecticut", "ICE", carrying="driver-record", as_of="2026-01-01", by="block"),
    "cut that a block makes idle": lambda kg: kg.cut("New York DMV", "ICE", as_of="2026-01-01"),
    "cut for a place": lambda kg: kg.cut("San Diego County", "ICE", as_of="2026-01-01", by="controller"),
    "choke points of a place": lambda kg: kg.chokepoints("San Diego County", "ICE", as_of="2026-01-01"),
    "choke points": lambda kg: kg.chokepoints("Local jail", "ICE", as_of="2011-10-01"),
    "exposure": lambda kg: kg.exposure("ICE", as_of="2020-01-01"),
    "exposure outward": lambda kg: kg.exposure("FBI", outward=True, as_of="2020-01-01"),
    "from a place": lambda kg: kg.trace("San Diego County", "ICE", as_of="2026-01-01"),
    "to a kind": lambda kg: kg.trace("FBI", "kind/jail", as_of="2012-01-01", limit=1),
    "from a program": lambda kg: kg.trace("Medicaid", "ICE", as_of="2026-01-01", limit=3),
    "exposure of a place": lambda kg: kg.exposure("New York", as_of="2026-01-01", place="California"),
    "back doors of a place": lambda kg: kg.backdoors("New York", as_of="2026-01-01", limit=3),
    "back doors": lambda kg: kg.backdoors(as_of="2024-01-01"),
    "back doors to come": lambda kg: kg.backdoors(as_of="2026-01-01", exact=True, limit=5),
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_answer_is_that_of_the_graph_here(kg: KnowledgeGraph, shipped: Server, ask: Ask) -> None:
    assert _json(ask(RemoteGraph(shipped.query))) == _json(ask(kg))


class Noting(KnowledgeGraph):
    """A graph that hands back what it is asked."""

    def answer(self, asked: Asked[A]) -> A:
        return cast("A", asked)


def test_every_verb_that_fetches_a_part_is_asked() -> None:
    asked = [cast("Asked[object]", ask(Noting(Store()))) for ask in QUESTIONS.values()]
    assert {one.verb.method for one in asked} == {verb.method for verb in VERBS.values() if verb.fetches != "all"}


@pytest.mark.parametrize(
    "name", ["routes", "routes by id", "no route", "ever, unbarred", "exposure", "exposure outward"]
)
def test_it_takes_at_most_two_requests_a_hop(shipped: Server, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    frontiers: list[Frontier] = []
    begin = Frontier.__init__

    def noted(self: Frontier, *arguments: object) -> None:
        frontiers.append(self)
        begin(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Frontier, "__init__", noted)
    remote = RemoteGraph(shipped.query)
    QUESTIONS[name](remote)
    hops = sum(frontier.hops for frontier in frontiers)
    assert hops > 1
    assert remote.endpoint.requests <= 2 * hops


def test_a_trace_never_downloads_the_graph(shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    remote.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    remote.backdoors(as_of="2024-01-01")
    assert "store" not in vars(remote)


def test_what_reads_everything_downloads_it_once(kg: KnowledgeGraph, shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    assert _json(remote.show("Secure Communities")) == _json(kg.show("Secure Communities"))
    asked = remote.endpoint.requests
    assert _json(remote.bars(as_of="2024-01-01")) == _json(kg.bars(as_of="2024-01-01"))
    assert [m.iri for m in remote.search("fingerprints")] == [m.iri for m in kg.search("fingerprints")]
    assert _json(remote.timeline("Secure Communities")) == _json(kg.timeline("Secure Communities"))
    assert remote.endpoint.requests == asked


def test_too_much_is_not_downloaded(shipped: Server) -> None:
    with pytest.raises(Exception, match="this verb reads all of them; at most 1,000 are downloaded"):
        RemoteGraph(shipped.query, most=1_000).show("ICE")


def test_an_unknown_name_gets_the_same_suggestions(kg: KnowledgeGraph, shipped: Server) -> None:
    for asked in ("Secure Comunities", "Immigration and Custom Enforcement", "fingerprints", ""):
        said = []
        for graph in (kg, RemoteGraph(shipped.query)):
            with pytest.raises(Exception, match=r".") as told:
                graph.trace(asked, "ICE")
            said.append((type(told.value), str(told.value)))
        assert said[0] == said[1]


def test_queries_are_answered_by_the_endpoint(kg: KnowledgeGraph, shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    query = "SELECT DISTINCT ?s ?from WHERE { ?s a ws:Program ; ws:validFrom ?from } ORDER BY ?s ?from"
    here, there = kg.sparql(query), remote.sparql(query)
    assert isinstance(here, Rows)
    assert here.rows
    assert here == there
    assert remote.sparql("ASK { ?f a ws:DataFlow }") == Truth(True)
    assert remote.sparql("ASK { ?f a ws:Nothing }") == Truth(False)
    triples = remote.sparql("CONSTRUCT { ?p skos:prefLabel ?l } WHERE { ?p a ws:Program ; skos:prefLabel ?l }")
    assert isinstance(triples, Triples)
    same = kg.sparql("CONSTRUCT { ?p skos:prefLabel ?l } WHERE { ?p a ws:Program ; skos:prefLabel ?l }")
    assert isinstance(same, Triples)
    assert set(triples.triples) == set(same.triples)
    assert remote.endpoint.requests == 4


def test_a_graph_store_is_no_endpoint(shipped: Server) -> None:
    with pytest.raises(EndpointError):
        RemoteGraph(shipped.query + "-nowhere").trace("FBI", "ICE")
