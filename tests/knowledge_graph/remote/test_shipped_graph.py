"""The shipped graph on a server gives the answers that it gives here, by few requests, for a part of its statements."""

from __future__ import annotations

from functools import cache as remembered

import pytest
from tests.examples import drawn
from tests.knowledge_graph.contract.questions import ABOUT_THE_SHIPPED_GRAPH, Ask, told
from tests.knowledge_graph.remote.servers import Server

import whoshares
from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.remote import RemoteGraph
from whoshares.knowledge_graph.remote.region import Frontier
from whoshares.model.errors import EndpointError, NameUnknown

OF_EVERYTHING = (
    "around",
    "what is known of a thing",
    "what fits words",
    "bars",
    "rival claims",
    "a timeline",
    "all of it",
)
"""Questions that read all statements, and download them first."""
IN_HOPS = ("routes", "routes by id", "no route", "ever, unbarred", "exposure", "exposure outward")
"""Questions between two holders or from one, for which hop after hop is asked."""
READ_WHOLE = ("the unknown name “Fresno County Sheriff”", "the unknown name “fingerprints”")
"""Questions of a part for which all is read after all."""
OF_A_PART = tuple(name for name in ABOUT_THE_SHIPPED_GRAPH if name not in OF_EVERYTHING)


def on_servers(names: tuple[str, ...]) -> pytest.MarkDecorator:
    """As many questions as are drawn; all are asked of a small graph in a store by the contract beside this."""
    asked = [(server, name) for server in ("Oxigraph", "Virtuoso") for name in drawn(names)]
    return pytest.mark.parametrize(("shipped", "name"), asked, indirect=["shipped"])


@remembered
def _told_here(kg: KnowledgeGraph, ask: Ask) -> bytes:
    return told(ask(kg))


@remembered
def _downloaded(shipped: Server) -> RemoteGraph:
    """The shipped graph on a server, asked for all its statements once."""
    remote = whoshares.open(shipped.query)
    assert isinstance(remote, RemoteGraph)
    assert len(remote.store) > 1_000
    return remote


@on_servers(OF_A_PART)
def test_the_same_answer_of_a_part(
    kg: KnowledgeGraph, shipped: Server, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Nothing is downloaded whole; hop by hop it takes at most two requests a hop and six more."""
    frontiers: list[Frontier] = []
    begin = Frontier.__init__

    def noted(self: Frontier, *arguments: object) -> None:
        frontiers.append(self)
        begin(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Frontier, "__init__", noted)
    remote, ask = RemoteGraph(shipped.query), ABOUT_THE_SHIPPED_GRAPH[name]
    assert told(ask(remote)) == _told_here(kg, ask)
    # what documents say of every body of a kind is narrowed by routes, and who has some data is told by all flows
    assert ("store" in vars(remote)) == (name in READ_WHOLE)
    if name in IN_HOPS:
        hops = sum(frontier.hops for frontier in frontiers)
        assert hops > 1
        assert remote.endpoint.requests <= 2 * hops + 6, (
            "six: blocks between the two, and what is said of kinds of body, of 400 things a request"
        )


@on_servers(OF_EVERYTHING)
def test_the_same_answer_of_everything_downloaded_once(kg: KnowledgeGraph, shipped: Server, name: str) -> None:
    downloaded, ask = _downloaded(shipped), ABOUT_THE_SHIPPED_GRAPH[name]
    requests = downloaded.endpoint.requests
    assert told(ask(downloaded)) == _told_here(kg, ask)
    assert downloaded.endpoint.requests == requests


def test_too_much_is_not_downloaded(shipped: Server) -> None:
    with pytest.raises(Exception, match="this verb reads all of them; at most 1,000 are downloaded"):
        RemoteGraph(shipped.query, most=1_000).show("ICE")


def test_who_has_some_data_is_not_told_by_a_part(shipped: Server) -> None:
    with pytest.raises(NameUnknown, match=r"and a holder of data is wanted here\.$") as told:
        RemoteGraph(shipped.query, most=1_000).trace("fingerprints", "ICE")
    assert (told.value.offers, told.value.carrying) == ((), "Fingerprints")


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
