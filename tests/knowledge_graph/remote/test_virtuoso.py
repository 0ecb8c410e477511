"""What is particular to Virtuoso: few rows an answer, digest authentication, its own way with literals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.knowledge_graph.remote.servers import Server, virtuoso
from tests.queries.cases import GRAPH

from whoshares.cli.push import push as push_command
from whoshares.facts.yaml_ld import load_folder
from whoshares.knowledge_graph.remote import RemoteGraph, endpoint, push
from whoshares.knowledge_graph.remote.results import rows_of_xml
from whoshares.model.errors import EndpointError
from whoshares.model.vocabulary import XSD
from whoshares.store.engine import Literal, Store, Term

IN_GRAPH = "<https://x.org/s> <https://x.org/p> {} <https://x.org/g> ."


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Virtuoso that gives at most 200 rows an answer."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=200) as server:
        yield server


def test_cut_answers_are_put_together(tight: Server) -> None:
    store = load_folder(GRAPH)[0]
    push(store, tight.graph_store)
    remote = RemoteGraph(tight.query)
    assert set(remote.store.graphs()) == set(store.graphs())

    def statements(of: Store) -> set[object]:
        return {s for s in of.statements() if "ontology/" not in str(s.graph)}

    assert len(statements(store)) > 200
    assert statements(remote.store) == statements(store)


def test_to_push_again_changes_nothing(tight: Server) -> None:
    store = load_folder(GRAPH)[0]
    first, second = (push(store, tight.graph_store) for _ in range(2))
    assert first == second
    assert first.statements == len(store)
    counted = RemoteGraph(tight.query).endpoint.rows(
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://')) }"
    )
    assert counted == [{"n": Literal(str(len(store)), XSD + "integer")}]


@pytest.mark.parametrize("user", ["dba:wrong@", "nobody:dba@", ""])
def test_digest_authentication_that_fails(tight: Server, user: str) -> None:
    with pytest.raises(EndpointError, match=r"asks who you are \(401\)") as told:
        push(load_folder(GRAPH)[0], tight.graph_store.replace("dba:dba@", user))
    assert "wrong" not in str(told.value)


def test_the_command_pushes(tight: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WHOSHARES_AUTH", "dba:dba")
    url = tight.graph_store.replace("dba:dba@", "")
    push_command.main([url, "--graph", str(GRAPH)], standalone_mode=False)
    store = load_folder(GRAPH)[0]
    graphs = len(store.graphs())
    assert capsys.readouterr().out == f"{url}: {len(store):,} statements in {graphs} named graphs are loaded.\n"


def test_days_months_and_years_that_begin_together_stay_apart_between_sources(tight: Server) -> None:
    """Within one graph Virtuoso keeps one value of those that begin on the same day."""
    store = Store()
    dated = (("2008", "gYear"), ("2008-01", "gYearMonth"), ("2008-01-01", "date"))
    lines = (
        f'<https://x.org/s> <https://x.org/p> "{text}"^^<{XSD}{kind}> <https://x.org/dated/{kind}> .'
        for text, kind in dated
    )
    store.load("\n".join(lines), "nquads")
    push(store, tight.graph_store)
    here = "GRAPH ?g { <https://x.org/s> ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://x.org/dated/'))"
    rows = RemoteGraph(tight.query).endpoint.every("?o", [here])
    assert {row["o"] for row in rows} == {Literal(text, XSD + kind) for text, kind in dated}


@pytest.mark.parametrize(("beyond_xml", "in_xml"), [((), 2), (("a\rb\r\n",), 0), (("\x01",), 0)])
def test_literals_come_back_as_they_went(
    beyond_xml: tuple[str, ...], in_xml: int, tight: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("plain", "", " <&>'\n ", "“quoted” \\ back\nline\ttab", "Ünï 漢字 😀", "long " * 4_000, *beyond_xml)
    typed = [
        *((text, XSD + "string") for text in texts),
        ("2008-03", XSD + "gYearMonth"),
        ("2008", XSD + "gYear"),
        ("2008-03-02", XSD + "date"),
        ("true", XSD + "boolean"),
        ("false", XSD + "boolean"),
        ("2.8", XSD + "decimal"),
        ("https://x.org/?a=1&b=2", XSD + "anyURI"),
    ]
    store, quads = Store(), []
    for text, datatype in typed:
        escaped = "".join(f"\\U{ord(sign):08x}" for sign in text)
        quads.append(IN_GRAPH.format(f'"{escaped}"^^<{datatype}>'))
    quads.append(IN_GRAPH.format('"mot"@fr'))
    store.load("\n".join(quads), "nquads")
    push(store, tight.graph_store)
    read: list[bytes] = []

    def noted(body: bytes) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
        rows = rows_of_xml(body)
        read.append(body)
        return rows

    monkeypatch.setattr(endpoint, "rows_of_xml", noted)
    asked = RemoteGraph(tight.query).endpoint
    for _ in range(3):  # the first answer is in JSON, and tells that this is Virtuoso
        rows = asked.every("?o", ["GRAPH <https://x.org/g> { ?s ?p ?o }"])
        assert {row["o"] for row in rows} == {s.object for s in store.statements()}
    assert len(read) == in_xml
