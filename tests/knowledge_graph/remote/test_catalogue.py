"""The catalogue's queries on independent engines; beside this, `tests/queries` asks the store here and rdflib."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.knowledge_graph.remote.servers import oxigraph, virtuoso
from tests.queries.cases import GRAPH, Case, cases, to_text

from whoshares.facts.yaml_ld import load_folder
from whoshares.knowledge_graph.remote import RemoteGraph, push
from whoshares.model.errors import EndpointError
from whoshares.sparql.catalogue import Catalogue


@pytest.fixture(scope="module", params=["Oxigraph", "Virtuoso"])
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteGraph]:
    """The small fixed graph on a server."""
    folder = tmp_path_factory.mktemp("server")
    with oxigraph("--union-default-graph") if request.param == "Oxigraph" else virtuoso(folder) as server:
        push(load_folder(GRAPH)[0], server.graph_store)
        yield RemoteGraph(server.query)


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_the_answer_is_the_expected_one(remote: RemoteGraph, case: Case) -> None:
    told, expected = to_text(remote.ask(Catalogue().find(case.query), case.given)), case.expected.read_text("utf-8")
    assert told == expected


def test_an_endpoint_without_a_union_is_told_apart_from_an_empty_answer() -> None:
    with oxigraph() as server:
        push(load_folder(GRAPH)[0], server.graph_store)
        with pytest.raises(EndpointError, match="does not show its named graphs to queries without GRAPH"):
            RemoteGraph(server.query).ask(Catalogue().find("programs/list"), {})
