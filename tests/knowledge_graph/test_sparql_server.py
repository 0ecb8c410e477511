"""The exported graph on a real SPARQL server, asked by an independent client, answers as the graph here does."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

import whoshares
from whoshares.model.vocabulary import ONTOLOGY_GRAPH
from whoshares.sparql.catalogue import Catalogue, bind, filled
from whoshares.store.engine import Rows

CATALOGUE = Catalogue()


@pytest.fixture(scope="module")
def kg() -> whoshares.KnowledgeGraph:
    return whoshares.open()


@pytest.fixture(scope="module")
def endpoint(kg: whoshares.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server on loopback that holds the shipped graph and the vocabulary."""
    folder = tmp_path_factory.mktemp("server")
    data = folder / "graph.nq"
    data.write_text(kg.store.serialize("nquads"), "utf-8")
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert command, "the server of the PyPI package “oxigraph” is missing"
    store = str(folder / "store")
    subprocess.run([command, "load", "--location", store, "--file", str(data)], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [
        "serve-read-only",
        "--location",
        store,
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]
    server = subprocess.Popen([command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/query"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            pytest.fail("the server did not come up within ten seconds")
        yield url
    finally:
        server.terminate()
        server.wait(10)


def same_order(cell: str | None) -> str | None:
    """A cell, with several values in one in a fixed order: GROUP_CONCAT leaves theirs to the engine."""
    return None if cell is None else " | ".join(sorted(cell.split(" | ")))


@pytest.mark.parametrize("name", CATALOGUE.names)
def test_the_shipped_queries_give_the_same_rows(kg: whoshares.KnowledgeGraph, endpoint: str, name: str) -> None:
    query = CATALOGUE.find(name)
    examples = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
    text = filled(query, bind(query, kg.names, examples))
    here = kg.sparql(text)
    assert isinstance(here, Rows)
    assert here.rows, "a shipped query without an answer shows nothing"
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
    assert found == kg.store.graphs()
    assert ONTOLOGY_GRAPH in found
