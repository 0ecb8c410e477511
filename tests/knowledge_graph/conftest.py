"""Servers that hold the shipped graph, and one to fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from tests.knowledge_graph.remote.servers import Server, oxigraph, virtuoso

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.remote import push


@pytest.fixture(scope="session")
def serving(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """The server of a name with the shipped graph, which is pushed into it when it is first asked for.

    pytest ends what a parameter of a session made as soon as the next test has another place in a list of parameters.
    """
    with ExitStack() as running:

        @cache
        def server(name: str) -> Server:
            folder = tmp_path_factory.mktemp("virtuoso")
            begun = running.enter_context(virtuoso(folder) if name == "Virtuoso" else oxigraph("--union-default-graph"))
            push(kg.store, begun.graph_store)
            return begun

        yield server


@pytest.fixture(params=["Oxigraph", "Virtuoso"])
def shipped(request: pytest.FixtureRequest, serving: Callable[[str], Server]) -> Server:
    """A server with the shipped graph."""
    return serving(request.param)


@pytest.fixture(scope="module")
def filled() -> Iterator[Server]:
    """An Oxigraph server for graphs of a module's own."""
    with oxigraph("--union-default-graph") as server:
        yield server
