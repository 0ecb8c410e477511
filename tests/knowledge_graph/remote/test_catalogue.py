"""The catalogue's queries on independent engines; beside this, `tests/queries` asks the store here and rdflib."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from tests.examples import drawn
from tests.knowledge_graph.remote.servers import oxigraph, virtuoso
from tests.queries.cases import GRAPH, Case, cases, to_text

from whoshares.facts.yaml_ld import load_folder
from whoshares.knowledge_graph.remote import RemoteGraph, push
from whoshares.model.errors import EndpointError
from whoshares.sparql.catalogue import Catalogue

CATALOGUE = Catalogue()
CASES = list(cases())
ASKED = [
    *(("Oxigraph", case) for case in drawn(CASES)),  # as many as are drawn: the store here is the same engine
    *(("Virtuoso", case) for case in CASES),
]


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], RemoteGraph]]:
    """The small fixed graph on the server of a name, which begins when it is first asked for."""
    with ExitStack() as running:

        @cache
        def graph(name: str) -> RemoteGraph:
            folder = tmp_path_factory.mktemp("server")
            begun = oxigraph("--union-default-graph") if name == "Oxigraph" else virtuoso(folder)
            server = running.enter_context(begun)
            push(load_folder(GRAPH)[0], server.graph_store)
            return RemoteGraph(server.query)

        yield graph


@pytest.mark.parametrize(("server", "case"), ASKED, ids=str)
@pytest.mark.drawn
def test_the_answer_is_the_expected_one(remote: Callable[[str], RemoteGraph], server: str, case: Case) -> None:
    told = to_text(remote(server).ask(CATALOGUE.find(case.query), case.given))
    assert told == case.expected.read_text("utf-8")


def test_an_endpoint_without_a_union_is_told_apart_from_an_empty_answer() -> None:
    with oxigraph() as server:
        push(load_folder(GRAPH)[0], server.graph_store)
        with pytest.raises(EndpointError, match="does not show its named graphs to queries without GRAPH"):
            RemoteGraph(server.query).ask(CATALOGUE.find("programs/list"), {})
