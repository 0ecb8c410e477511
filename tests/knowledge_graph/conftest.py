"""Servers that hold the shipped graph, and one to fill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.knowledge_graph.remote.servers import Server, oxigraph, virtuoso

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.remote import push


@pytest.fixture(scope="session", params=["Oxigraph", "Virtuoso"])
def shipped(
    request: pytest.FixtureRequest, kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server with the shipped graph, pushed into it."""
    if request.param == "Oxigraph":
        with oxigraph("--union-default-graph") as server:
            push(kg.store, server.graph_store)
            yield server
    else:
        with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
            push(kg.store, server.graph_store)
            yield server


@pytest.fixture(scope="module")
def filled() -> Iterator[Server]:
    """An Oxigraph server for graphs of a module's own."""
    with oxigraph("--union-default-graph") as server:
        yield server
