"""The exported graph on a real SPARQL server, asked by an independent client, answers as the graph here does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper
from tests.knowledge_graph.remote.servers import oxigraph

import whoshares
from whoshares.knowledge_graph.remote import push
from whoshares.model.vocabulary import ONTOLOGY_GRAPH
from whoshares.sparql.catalogue import Catalogue, bind, filled
from whoshares.store.engine import Rows

CATALOGUE = Catalogue()


@pytest.fixture(scope="module")
def endpoint(kg: whoshares.KnowledgeGraph) -> Iterator[str]:
    """An Oxigraph server on loopback that holds the shipped graph and the vocabulary."""
    with oxigraph("--union-default-graph") as server:
        push(kg.store, server.graph_store)
        yield server.query


OF_LISTS = ("instruments/attested", "instruments/parties-between", "instruments/parties-receiving")
"""Questions on whole lists of a day, which come with an import: the shipped graph has none."""


def same_order(cell: str | None) -> str | None:
    """A cell, with several values in one in a fixed order: GROUP_CONCAT leaves theirs to the engine."""
    return None if cell is None else " | ".join(sorted(cell.split(" | ")))


@pytest.mark.parametrize("name", CATALOGUE.names)
@pytest.mark.drawn
def test_the_shipped_queries_give_the_same_rows(kg: whoshares.KnowledgeGraph, endpoint: str, name: str) -> None:
    query = CATALOGUE.find(name)
    examples = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
    text = filled(query, bind(query, kg.names, examples))
    here = kg.sparql(text)
    assert isinstance(here, Rows)
    assert here.rows or name in OF_LISTS, "a shipped query without an answer shows nothing"
    client = SPARQLWrapper(endpoint)
    client.setQuery(text)
    client.setReturnFormat(JSON)
    there = client.query().convert()
    assert isinstance(there, dict)
    rows = [
        tuple(same_order(binding[name]["value"] if name in binding else None) for name in there["head"]["vars"])
        for binding in there["results"]["bindings"]
    ]
    assert rows == [tuple(same_order(None if cell is None else str(cell)) for cell in row) for row in here.rows]


def test_the_named_graphs_are_the_sources(kg: whoshares.KnowledgeGraph, endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setQuery("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph")
    client.setReturnFormat(JSON)
    there = client.query().convert()
    assert isinstance(there, dict)
    found = [binding["graph"]["value"] for binding in there["results"]["bindings"]]
    assert found == sorted(map(str, kg.store.graphs()))
    assert ONTOLOGY_GRAPH in found
