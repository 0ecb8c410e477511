"""The shipped graph in a remote store is asked by few requests, and for a part of its statements."""

from __future__ import annotations

import pytest
from tests.knowledge_graph.contract.questions import ABOUT_THE_SHIPPED_GRAPH
from tests.knowledge_graph.remote.servers import Server

from whoshares.knowledge_graph.remote import RemoteGraph
from whoshares.knowledge_graph.remote.region import Frontier
from whoshares.model.errors import EndpointError


@pytest.mark.parametrize(
    "name", ["routes", "routes by id", "no route", "ever, unbarred", "exposure", "exposure outward"]
)
def test_it_takes_at_most_two_requests_a_hop_and_four_more(
    shipped: Server, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    frontiers: list[Frontier] = []
    begin = Frontier.__init__

    def noted(self: Frontier, *arguments: object) -> None:
        frontiers.append(self)
        begin(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Frontier, "__init__", noted)
    remote = RemoteGraph(shipped.query)
    ABOUT_THE_SHIPPED_GRAPH[name](remote)
    hops = sum(frontier.hops for frontier in frontiers)
    assert hops > 1
    assert remote.endpoint.requests <= 2 * hops + 4, "four: what is said of kinds of body"


def test_a_trace_never_downloads_the_graph(shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    remote.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    remote.backdoors(as_of="2024-01-01")
    assert "store" not in vars(remote)


def test_what_reads_everything_downloads_it_once(shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    remote.show("Secure Communities")
    asked = remote.endpoint.requests
    remote.bars(as_of="2024-01-01")
    remote.search("fingerprints")
    remote.timeline("Secure Communities")
    assert remote.endpoint.requests == asked


def test_too_much_is_not_downloaded(shipped: Server) -> None:
    with pytest.raises(Exception, match="this verb reads all of them; at most 1,000 are downloaded"):
        RemoteGraph(shipped.query, most=1_000).show("ICE")


def test_queries_are_answered_by_the_endpoint(shipped: Server) -> None:
    remote = RemoteGraph(shipped.query)
    remote.sparql("SELECT DISTINCT ?s ?from WHERE { ?s a ws:Program ; ws:validFrom ?from } ORDER BY ?s ?from")
    remote.sparql("ASK { ?f a ws:Nothing }")
    remote.sparql("CONSTRUCT { ?p skos:prefLabel ?l } WHERE { ?p a ws:Program ; skos:prefLabel ?l }")
    assert remote.endpoint.requests == 3
    assert "store" not in vars(remote)


def test_a_graph_store_is_no_endpoint(shipped: Server) -> None:
    with pytest.raises(EndpointError):
        RemoteGraph(shipped.query + "-nowhere").trace("FBI", "ICE")
