"""Things, terms, versions and the catalogue at their addresses, however these are spelt."""

from __future__ import annotations

import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic
from tests.server.conftest import Server, Start

from whoshares import KnowledgeGraph
from whoshares.model.vocabulary import ID, ONTOLOGY_GRAPH, WS
from whoshares.server.http.things import TERMS, THINGS, Space, address_of
from whoshares.store.resources import ontology_folder

TURTLE = "text/turtle"


def graph(server: Server, path: str) -> Graph:
    answer = server.request("GET", path, headers={"Accept": TURTLE}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=answer.text, format="turtle")


class TestOntology:
    @pytest.mark.parametrize("path", ["/ontology", "/ontology/", "/ontology/0.1.0"])
    def test_it_is_given_whole_under_its_own_and_its_versions_address(
        self, server: Server, kg: KnowledgeGraph, path: str
    ) -> None:
        found = graph(server, path)
        assert (URIRef(WS), None, None) in found
        assert len(found) == sum(s.graph == ONTOLOGY_GRAPH for s in kg.store.statements())

    @pytest.mark.parametrize("path", ["/ontology/shapes", "/ontology/shapes/", "/ontology/shapes/BlockShape"])
    def test_the_shapes_are_given_as_they_are_shipped(self, server: Server, path: str) -> None:
        assert isomorphic(graph(server, path), Graph().parse(ontology_folder() / "shapes.ttl"))

    def test_another_shape_is_not_there(self, server: Server) -> None:
        answer = server.get("/ontology/shapes/BlokShape", accept=TURTLE)
        assert answer.status_code == 404
        assert answer.text.startswith("“BlokShape” is no shape here. Did you mean “BlockShape”? There are BlockShape, ")

    def test_another_version_is_not_there(self, server: Server) -> None:
        answer = server.get("/ontology/9.9.9", accept=TURTLE)
        assert answer.status_code == 404
        assert answer.text == "“9.9.9” is no version of the ontology here. There is 0.1.0.\n"

    def test_every_term_leads_to_its_data(self, server: Server, kg: KnowledgeGraph) -> None:
        terms = sorted({str(s.subject) for s in kg.store.statements() if s.subject.startswith(WS)} - {WS, WS + "0.1.0"})
        assert len(terms) > 100
        for term in terms[::25]:
            path = term.replace(WS, "/ontology/")
            lead = server.get(path, accept=TURTLE)
            assert (lead.status_code, lead.headers["location"]) == (303, path.replace("/ontology/", "/ontology/data/"))
            assert (URIRef(term), None, None) in graph(server, lead.headers["location"])

    @pytest.mark.parametrize("term", ["", "DataFlow", "recipient"])
    def test_a_browser_is_led_to_a_page(self, server: Server, term: str) -> None:
        lead = server.get(f"/ontology/{term}", accept="text/html")
        assert (lead.status_code, lead.headers["location"]) == (303, f"/ontology/page/{term}")
        page = server.get(lead.headers["location"])
        assert page.status_code == 200
        assert f"<code>{WS}{term}</code>" in page.text
        assert f'href="/ontology/data/{term}?format=turtle"' in page.text

    def test_pages_link_documents_where_they_were_read(self, server: Server) -> None:
        page = server.get("/page/transformation/us-ident--fingerprints--match-notice").text
        assert '<a href="https://studylib.net/' in page

    def test_pages_link_to_terms_here(self, server: Server) -> None:
        assert 'href="/ontology/Organization"' in server.get("/ontology/page/operatedBy").text

    def test_a_term_that_is_none_is_a_404(self, server: Server) -> None:
        assert server.get("/ontology/Nothing", accept=TURTLE).status_code == 404


class TestCatalogue:
    def test_it_is_data_in_dcat(self, server: Server) -> None:
        found = graph(server, "/id/catalog")
        assert (URIRef(ID + "catalog"), None, URIRef("http://www.w3.org/ns/dcat#Catalog")) in found

    def test_a_browser_is_led_to_the_front_page(self, server: Server) -> None:
        assert server.get("/id/catalog", accept="text/html").headers["location"] == "/"
        assert server.get("/page/catalog").status_code == 404


class TestQuads:
    """Many clients prefer N-Quads and look into the default graph alone."""

    @pytest.mark.parametrize("media_type", ["application/n-quads", "application/trig"])
    def test_the_default_graph_has_the_triples_and_named_graphs_say_who(self, server: Server, media_type: str) -> None:
        accept = f"{media_type}, application/n-triples;q=0.7, */*;q=0.1"
        answer = server.request("GET", "/id/organization/us-ice", headers={"Accept": accept}, follow_redirects=True)
        assert answer.headers["content-type"].split(";")[0] == media_type
        read = Dataset().parse(data=answer.text, format="nquads" if "quads" in media_type else "trig")
        assert isinstance(read, Dataset)
        expected = graph(server, "/data/organization/us-ice")
        assert set(read.default_graph) == set(expected)
        named = {triple[:3] for triple in read.quads() if triple[3] is not None}
        assert named >= set(expected)


@pytest.fixture(scope="module")
def odd(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server of a graph with ids that addresses cannot hold as they are."""
    names = ["a/b", "a%2Fb", "café", "x,y;z", "who?what", "part#one", "100%25", "t%20u"]
    lines = [f'<{ID}organization/{name}> <{WS}note> "{number}" .' for number, name in enumerate(names)]
    file = tmp_path_factory.mktemp("odd") / "graph.nt"
    file.write_text("\n".join(lines), "utf-8")
    return start("--graph", str(file), "--quiet")


@pytest.mark.parametrize(
    ("spelt", "number"),
    [
        ("a/b", 0),
        ("%61/b", 0),
        ("a%2Fb", 1),
        ("caf%C3%A9", 2),
        ("x,y;z", 3),
        ("x%2Cy%3Bz", 3),
        ("who%3Fwhat", 4),
        ("part%23one", 5),
        ("100%25", 6),
        ("t%20u", 7),
        ("a%252Fb", None),
        ("caf%C3", None),
        ("%", None),
        ("%00", None),
    ],
)
@pytest.mark.parametrize("place", ["id", "data"])
def test_an_escaped_id_opens_what_it_means(odd: Server, place: str, spelt: str, number: int | None) -> None:
    answer = odd.request(
        "GET", f"/{place}/organization/{spelt}", headers={"Accept": "application/n-triples"}, follow_redirects=True
    )
    assert answer.status_code == (404 if number is None else 200), answer.text
    if number is not None:
        assert f'"{number}"' in answer.text


@pytest.mark.parametrize("name", ["a/b", "a%2Fb", "café", "x,y;z", "who?what", "part#one", "a b", "%zz"])
@pytest.mark.parametrize("space", [THINGS, TERMS])
def test_a_link_to_a_thing_leads_to_it(name: str, space: Space) -> None:
    link = address_of(space.namespace + name, "")
    assert link is not None
    assert space.namespace + name.replace(" ", "%20") in space.candidates(link.removeprefix(space.at))


def test_several_accept_lines_are_one_list(server: Server) -> None:
    lines = [("Accept", "image/png"), ("Accept", "text/turtle;q=0.5"), ("Accept", "application/n-triples")]
    answer = server.request("GET", "/data/organization/us-ice", headers=lines)
    assert answer.headers["content-type"] == "application/n-triples"


def test_an_unknown_graph_is_said_wherever_it_is_named(server: Server) -> None:
    nowhere = "https://example.org/nothing"
    queries = [
        f"SELECT * FROM <{nowhere}> {{ ?s ?p ?o }}",
        f"ASK FROM NAMED <{nowhere}> {{ ?s ?p ?o }}",
        f"PREFIX x: <{nowhere}> CONSTRUCT {{ ?s ?p ?o }} from\n# a comment\nx: {{ ?s ?p ?o }}",
        "SELECT * \\u0046ROM <https://example.org/n\\U0000006Fthing> { ?s ?p ?o }",
        f"BASE <{nowhere}/x> SELECT * FROM <../nothing> {{ ?s ?p ?o }}",
    ]
    for query in queries:
        answer = server.get("/sparql", query=query)
        assert (answer.status_code, f"FROM <{nowhere}>" in answer.text) == (400, True), answer.text[:200]
    harmless = [
        f"SELECT * FROM <{WS}> {{ ?s ?p ?o }} LIMIT 1",
        "SELECT * FROM ws: FROM NAMED ws: { ?s ?p ?o } LIMIT 1",
        f'ASK {{ ?s ?p ?o FILTER(?o = \'FROM <{nowhere}>\' || ?o = """from <a:b>""") }} # FROM <{nowhere}>',
        f"PREFIX from: <{nowhere}> ASK {{ ?from from:x <{nowhere}> ; <a:from> <b:b> }}",
    ]
    for query in harmless:
        assert server.get("/sparql", query=query).status_code == 200, query
    assert server.get("/sparql", query=queries[0], default_graph_uri=WS).status_code == 200
