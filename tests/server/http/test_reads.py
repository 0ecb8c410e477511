"""Graph Store Protocol reads, the dump, the descriptions, and things at their addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import httpx
import pytest
import rdflib
from rdflib import Dataset, Graph, URIRef
from tests.server.conftest import Server, Start

from whoshares import KnowledgeGraph
from whoshares.model.vocabulary import ID, ONTOLOGY_GRAPH
from whoshares.server.http.media import DATASET, DESCRIPTION, GRAPH, Format
from whoshares.store.engine import Blank, Statement, Store

SOURCE = ID + "source/aic-2011-secure-communities"
ICE = "organization/us-ice"
PARSERS = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nquads": "nquads",
}
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


Texts = set[tuple[str, str, str]]


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib rewrites literals as it reads them, unless told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def read(answer: httpx.Response, format_: Format) -> Graph:
    """A response's graph, as rdflib reads it; the graphs of a dataset merged."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == format_.media_type
    graph = Graph()
    dataset = Dataset() if format_ in DATASET[:2] else graph
    dataset.parse(data=answer.text, format=PARSERS[format_.name])
    for quad in dataset if dataset is not graph else ():
        graph.add((quad[0], quad[1], quad[2]))
    return graph


def texts(statements: Iterable[Statement]) -> Texts:
    """Statements as bare text, without their graphs."""
    return {(str(s.subject), str(s.predicate), str(s.object)) for s in statements}


def named(statement: Statement) -> bool:
    """Whether a statement has no blank node, whose label is another in each document."""
    return not isinstance(statement.subject, Blank) and not isinstance(statement.object, Blank)


def triples(graph: Graph) -> Texts:
    return {(str(s), str(p), str(o)) for s, p, o in graph}


class TestGraphStore:
    """SPARQL 1.1 Graph Store HTTP Protocol: sections 4.2 (indirect identification) and 5.2 (GET)."""

    @pytest.mark.parametrize("format_", GRAPH, ids=lambda f: f.name)
    def test_a_graph_is_given_in_every_syntax(self, server: Server, kg: KnowledgeGraph, format_: Format) -> None:
        there = read(server.get("/graph-store", graph=SOURCE, accept=format_.media_type), format_)
        assert triples(there) == texts(s for s in kg.store.statements() if s.graph == SOURCE)

    def test_the_default_graph_is_the_union(self, server: Server, kg: KnowledgeGraph) -> None:
        answer = server.request("GET", "/graph-store?default", headers={"Accept": "application/n-triples"})
        every = {(s.subject, s.predicate, s.object) for s in kg.store.statements()}
        assert len(answer.text.splitlines()) == len(every)

    def test_an_unknown_graph_is_a_404_with_the_list(self, server: Server) -> None:
        answer = server.get("/graph-store", graph="https://example.org/none")
        assert answer.status_code == 404
        assert SOURCE in answer.text

    @pytest.mark.parametrize("query", ["", "?default&graph=x", "?graph=x&graph=y", "?default&nonsense=1"])
    def test_one_graph_is_asked_for_at_a_time(self, server: Server, query: str) -> None:
        assert server.request("GET", f"/graph-store{query}").status_code == 400

    def test_head_has_the_headers_of_get(self, server: Server) -> None:
        head = server.request("HEAD", "/graph-store?default")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"]

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
    def test_writes_are_refused(self, server: Server, method: str) -> None:
        answer = server.request(method, "/graph-store?default", content=b"<a:b> <a:b> <a:b> .")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("format_", DATASET[:2], ids=lambda f: f.name)
def test_the_dump_is_everything(server: Server, kg: KnowledgeGraph, format_: Format) -> None:
    """Read by the store here, for speed: that rdflib reads the same of what is exported is shown beside the exports."""
    answer = server.get("/dump", accept=format_.media_type)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == format_.media_type
    again = Store()
    again.load(answer.text, format_.name)
    assert len(again) == len(kg.store)
    assert {*filter(named, again.statements())} == {*filter(named, kg.store.statements())}


@pytest.mark.parametrize("format_", GRAPH, ids=lambda f: f.name)
def test_the_service_describes_itself(server: Server, kg: KnowledgeGraph, format_: Format) -> None:
    graph = read(server.get("/sparql", accept=format_.media_type), format_)
    endpoint = URIRef(f"{server.url}/sparql")
    assert (endpoint, URIRef(SD + "endpoint"), endpoint) in graph
    assert (endpoint, URIRef(SD + "feature"), URIRef(SD + "UnionDefaultGraph")) in graph
    assert {str(name) for name in graph.objects(None, URIRef(SD + "name"))} == set(kg.store.graphs())


def test_void_counts_what_there_is(server: Server, kg: KnowledgeGraph) -> None:
    graph = read(server.get("/void"), GRAPH[0])
    dataset = URIRef(f"{server.url}/void#dataset")
    every = {(s.subject, s.predicate, s.object) for s in kg.store.statements()}
    assert str(graph.value(dataset, URIRef(VOID + "triples"))) == str(len(every))
    assert str(graph.value(dataset, URIRef(VOID + "dataDump"))) == f"{server.url}/dump"
    in_source = graph.value(predicate=URIRef("http://purl.org/dc/terms/source"), object=URIRef(SOURCE))
    stated = sum(s.graph == SOURCE for s in kg.store.statements())
    assert str(graph.value(in_source, URIRef(VOID + "triples"))) == str(stated)
    assert "creativecommons.org/licenses/by/4.0" in server.get("/void").text
    well_known = server.get("/.well-known/void")
    assert (well_known.status_code, well_known.headers["location"]) == (302, "/void")


class TestThings:
    @pytest.mark.parametrize(
        ("accept", "place"),
        [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "page"),
            ("*/*", "page"),
            ("text/turtle", "data"),
            ("application/ld+json", "data"),
            ("application/trig, text/html;q=0.5", "data"),
        ],
    )
    def test_its_address_leads_on(self, server: Server, accept: str, place: str) -> None:
        answer = server.get(f"/id/{ICE}", accept=accept)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{place}/{ICE}")
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        there = server.get(answer.headers["location"], accept=accept)
        assert there.status_code == 200

    def test_no_acceptable_form_gets_the_list(self, server: Server) -> None:
        answer = server.get(f"/id/{ICE}", accept="image/png")
        assert answer.status_code == 406
        assert "text/turtle" in answer.text

    @pytest.mark.parametrize("format_", DESCRIPTION, ids=lambda f: f.name)
    def test_its_data_is_what_is_stated_of_it(self, server: Server, kg: KnowledgeGraph, format_: Format) -> None:
        graph = read(server.get(f"/data/{ICE}", accept=format_.media_type), format_)
        stated = texts([*kg.store.statements(subject=ID + ICE), *kg.store.statements(value=ID + ICE)])
        assert len(stated) > 10
        assert triples(graph) == stated

    def test_its_data_says_who_states_what(self, server: Server) -> None:
        quads = server.get(f"/data/{ICE}", format="nquads").text.splitlines()
        assert any(f"<{SOURCE}> ." in quad for quad in quads)

    def test_its_page_shows_statements_sources_and_links(self, server: Server) -> None:
        page = server.get(f"/page/{ICE}").text
        assert "<title>Immigration and Customs Enforcement · whoshares</title>" in page
        assert '<a href="/id/source/aic-2011-secure-communities">Secure Communities: A Fact Sheet</a>' in page
        assert "How does Secure Communities work?, paragraph" in page
        assert f'href="/data/{ICE}?format=turtle"' in page
        assert "<script>" not in page

    @pytest.mark.parametrize("place", ["id", "page", "data"])
    @pytest.mark.parametrize(
        "name", ["organization/us-icee", "", "a b", "%3Cscript%3E", "..%2f..%2fetc%2fpasswd", "%00"]
    )
    def test_what_is_not_there_is_a_404(self, server: Server, place: str, name: str) -> None:
        headers = {"Accept": "text/html, */*;q=0.1"}
        answer = server.request("GET", f"/{place}/{name}", headers=headers, follow_redirects=True)
        assert answer.status_code == 404
        assert "<script>" not in answer.text

    def test_a_near_name_is_offered(self, server: Server) -> None:
        assert "Immigration and Customs Enforcement" in server.get("/id/organization/us-icee").text


def test_an_answer_shows_labels_with_their_ids(server: Server) -> None:
    query = f"SELECT ?who ?how {{ BIND(<{ID}{ICE}> AS ?who) BIND(ws:sender AS ?how) }}"
    page = server.get("/sparql", query=query, accept="text/html").text
    assert f'<a href="/id/{ICE}">Immigration and Customs Enforcement</a>' in page
    assert f"<code>{ICE}</code>" in page
    assert ">sender</a>" in page
    assert "1 row<" in page


def test_a_query_with_a_fault_can_be_put_right(server: Server) -> None:
    page = server.get("/sparql", query="SELECT </textarea><script>", accept="text/html")
    assert page.status_code == 400
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;</textarea>" in page.text


def test_a_source_leads_to_what_it_states(server: Server) -> None:
    page = server.get("/page/source/aic-2011-secure-communities").text
    found = re.search(r'href="(/graph-store[?]graph=[^"]+)"', page)
    assert found
    assert "Secure Communities" in server.request("GET", found[1]).text


def test_the_page_for_programs_names_documents_by_their_titles(server: Server) -> None:
    page = server.get("/api", accept="text/html").text
    assert '<a href="/id/source/aic-2011-secure-communities">Secure Communities: A Fact Sheet</a>' in page


def test_a_hostile_graph_is_shown_as_text(start: Start, tmp_path_factory: pytest.TempPathFactory) -> None:
    attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    file = tmp_path_factory.mktemp("hostile") / "graph.ttl"
    file.write_text(
        f"""@prefix ws: <https://w3id.org/whoshares/ontology/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{ID}organization/x> a ws:Organization ; skos:prefLabel {json.dumps(attack)} ;
        skos:altLabel {json.dumps(attack)} ; ws:url "javascript:alert(1)" ;
        <http://www.w3.org/2000/01/rdf-schema#seeAlso> <javascript:alert(1)> ; ws:partOf <{ID}organization/y> .""",
        "utf-8",
    )
    server = start("--graph", str(file), "--quiet")
    pages = [
        server.get("/page/organization/x"),
        server.get(
            "/sparql",
            query="SELECT * { ?s ?p ?o FILTER(isLiteral(?o) || ?o = <javascript:alert(1)>) }",
            accept="text/html",
        ),
        server.get("/sparql", query="CONSTRUCT WHERE { ?s skos:altLabel ?o }", accept="text/html"),
        server.get("/", accept="text/html"),
        server.get("/", query=attack, accept="text/html"),
        server.get("/sparql", query=attack, accept="text/html"),
    ]
    for page in pages:
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<img" not in page.text
        assert "<script>" not in page.text
        assert 'href="javascript:' not in page.text
    assert "&lt;script&gt;" in pages[0].text
    assert "creativecommons" not in server.get("/void").text
    assert ONTOLOGY_GRAPH in server.get("/sparql", accept="text/turtle").text
