"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013), case by case; classes are named after its sections."""

from __future__ import annotations

import httpx
import pytest
from tests.server.conftest import CROSS, Server

from whoshares import KnowledgeGraph
from whoshares.model.vocabulary import ONTOLOGY_GRAPH
from whoshares.server.http.media import ANSWERS
from whoshares.store.engine import Rows

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?flow WHERE { ?flow a ws:DataFlow } ORDER BY ?flow LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s a ws:Source } WHERE { ?s a ws:Source }"
JSON = "application/sparql-results+json"
SOURCE = "https://w3id.org/whoshares/id/source/aic-2011-secure-communities"
OTHER = "https://w3id.org/whoshares/id/source/factually-local-role"
IN_SOURCE = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{SOURCE}> {{ ?s ?p ?o }} }}"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


def rows(response: httpx.Response) -> list[list[str]]:
    """The values of a JSON answer."""
    assert response.status_code == 200, response.text
    data = response.json()
    return [[row[name]["value"] for name in data["head"]["vars"]] for row in data["results"]["bindings"]]


def number(response: httpx.Response) -> int:
    return int(rows(response)[0][0])


class Test2_1_1_QueryViaGet:  # noqa: N801
    def test_it_answers(self, server: Server, kg: KnowledgeGraph) -> None:
        expected = kg.sparql(SELECT)
        assert isinstance(expected, Rows)
        assert rows(server.get("/sparql", query=SELECT)) == [[str(cell) for cell in row] for row in expected.rows]

    def test_head_gives_the_same_without_a_body(self, server: Server) -> None:
        got, head = server.get("/sparql", query=ASK), server.request("HEAD", "/sparql", params={"query": ASK})
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]

    def test_two_queries_are_refused(self, server: Server) -> None:
        answer = server.get("/sparql", query=[ASK, ASK])
        assert answer.status_code == 400
        assert "2 queries are given" in answer.text

    def test_graph_parameters_without_a_query_are_refused(self, server: Server) -> None:
        answer = server.request("GET", "/sparql", params={"default-graph-uri": SOURCE})
        assert answer.status_code == 400
        assert "No query is given" in answer.text

    def test_percent_encoding_that_is_not_utf_8_is_refused(self, server: Server) -> None:
        answer = httpx.get(server.url + "/sparql?query=ASK%7B%3Fs%20%3Fp%20%22%ff%22%7D")
        assert answer.status_code == 400
        assert "UTF-8" in answer.text

    def test_text_outside_ascii_arrives(self, server: Server) -> None:
        answer = server.get("/sparql", query='SELECT ("→ “ñ” 𝄞" AS ?x) WHERE { }')
        assert rows(answer) == [["→ “ñ” 𝄞"]]


class Test2_1_2_QueryViaPostUrlEncoded:  # noqa: N801
    def test_it_answers(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", data={"query": SELECT})
        assert rows(answer) == rows(server.get("/sparql", query=SELECT))

    def test_a_media_type_with_a_charset_is_taken(self, server: Server) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        answer = server.request("POST", "/sparql", content=b"query=ASK%7B%7D", headers=headers)
        assert answer.status_code == 200

    def test_graphs_are_named_in_the_body(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", data={"query": COUNT, "default-graph-uri": SOURCE})
        assert number(answer) == number(server.get("/sparql", query=IN_SOURCE))

    def test_without_a_query_it_is_refused(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", content=b"", headers=FORM)
        assert answer.status_code == 400


class Test2_1_3_QueryViaPostDirectly:  # noqa: N801
    def test_it_answers(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", content=SELECT.encode(), headers=DIRECT)
        assert rows(answer) == rows(server.get("/sparql", query=SELECT))

    def test_graphs_are_named_in_the_address(self, server: Server) -> None:
        answer = server.request(
            "POST", "/sparql", params={"default-graph-uri": SOURCE}, content=COUNT.encode(), headers=DIRECT
        )
        assert number(answer) == number(server.get("/sparql", query=IN_SOURCE))

    def test_a_query_in_the_address_as_well_is_refused(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", params={"query": ASK}, content=ASK.encode(), headers=DIRECT)
        assert answer.status_code == 400

    def test_a_body_that_is_not_utf_8_is_refused(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", content=b"ASK { ?s ?p '\xff' }", headers=DIRECT)
        assert answer.status_code == 400

    @pytest.mark.parametrize("media_type", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
    def test_another_media_type_is_refused_with_the_ones_there_are(self, server: Server, media_type: str) -> None:
        headers = {"Content-Type": media_type} if media_type else {}
        answer = server.request("POST", "/sparql", content=ASK.encode(), headers=headers)
        assert answer.status_code == 415
        assert "application/sparql-query" in answer.text
        assert "application/x-www-form-urlencoded" in answer.text

    def test_another_character_set_is_refused(self, server: Server) -> None:
        headers = {"Content-Type": "application/sparql-query; charset=utf-16"}
        assert server.request("POST", "/sparql", content=ASK.encode("utf-16"), headers=headers).status_code == 415

    def test_a_compressed_body_is_refused(self, server: Server) -> None:
        headers = {**DIRECT, "Content-Encoding": "gzip"}
        assert server.request("POST", "/sparql", content=b"\x1f\x8b", headers=headers).status_code == 415


class Test2_1_4_SpecifyingAnRdfDataset:  # noqa: N801
    def test_without_one_the_default_graph_is_the_union(self, server: Server, kg: KnowledgeGraph) -> None:
        every = kg.sparql(COUNT)
        assert isinstance(every, Rows)
        assert number(server.get("/sparql", query=COUNT)) == int(str(every.rows[0][0]))
        assert len(rows(server.get("/sparql", query=GRAPHS))) == len(kg.store.graphs())

    def test_default_graphs_are_merged(self, server: Server) -> None:
        both = number(server.get("/sparql", query=COUNT, default_graph_uri=[SOURCE, OTHER]))
        each = f"GRAPH ?g {{ ?s ?p ?o }} FILTER (?g IN (<{SOURCE}>, <{OTHER}>))"
        union = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {each} }} }}"
        assert both == number(server.get("/sparql", query=union))

    def test_default_graphs_alone_leave_no_named_graph(self, server: Server) -> None:
        assert rows(server.get("/sparql", query=GRAPHS, default_graph_uri=SOURCE)) == []

    def test_named_graphs_alone_leave_the_default_graph_empty(self, server: Server) -> None:
        assert number(server.get("/sparql", query=COUNT, named_graph_uri=SOURCE)) == 0
        assert rows(server.get("/sparql", query=GRAPHS, named_graph_uri=SOURCE)) == [[SOURCE]]

    def test_the_dataset_of_the_request_goes_before_that_of_the_query(self, server: Server) -> None:
        query = f"SELECT (COUNT(*) AS ?n) FROM <{OTHER}> WHERE {{ ?s ?p ?o }}"
        there = number(server.get("/sparql", query=query))
        here = number(server.get("/sparql", query=query, default_graph_uri=SOURCE))
        assert here == number(server.get("/sparql", query=IN_SOURCE)) != there
        query = f"SELECT DISTINCT ?g FROM NAMED <{OTHER}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        assert rows(server.get("/sparql", query=query)) == [[OTHER]]
        assert rows(server.get("/sparql", query=query, named_graph_uri=SOURCE)) == [[SOURCE]]

    def test_an_unknown_graph_gets_the_list_of_graphs(self, server: Server) -> None:
        answer = server.get("/sparql", query=ASK, default_graph_uri="https://example.org/nothing", accept=JSON)
        assert answer.status_code == 400
        assert ONTOLOGY_GRAPH in answer.json()["available"]
        assert SOURCE in answer.json()["detail"]


class Test2_1_5_AcceptedResponseFormats:  # noqa: N801
    @pytest.mark.parametrize("media_type", [t for f in ANSWERS["rows"] for t in f.types])
    def test_rows(self, server: Server, media_type: str) -> None:
        answer = server.get("/sparql", query=SELECT, accept=media_type)
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == media_type
        assert "flow/" in answer.text
        assert answer.headers["vary"] == "Accept, Accept-Encoding"

    @pytest.mark.parametrize("media_type", [t for f in ANSWERS["truth"] for t in f.types])
    def test_truth(self, server: Server, media_type: str) -> None:
        answer = server.get("/sparql", query=ASK, accept=media_type)
        assert answer.headers["content-type"].split(";")[0] == media_type
        assert "true" in answer.text or "Yes" in answer.text

    @pytest.mark.parametrize("media_type", [t for f in ANSWERS["triples"] for t in f.types])
    @pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{SOURCE}>"], ids=["construct", "describe"])
    def test_triples(self, server: Server, media_type: str, query: str) -> None:
        answer = server.get("/sparql", query=query, accept=media_type)
        assert answer.headers["content-type"].split(";")[0] == media_type
        assert SOURCE in answer.text or "source/aic-2011" in answer.text

    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("*/*", JSON),
            ("application/*", JSON),
            ("text/*", "text/csv"),
            ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
            ("*/*;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
            ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
            ("text/turtle, application/sparql-results+json;q=0.1", JSON),
            ("nonsense", JSON),
        ],
    )
    def test_the_header_is_weighed(self, server: Server, accept: str, media_type: str) -> None:
        answer = server.get("/sparql", query=SELECT, accept=accept)
        assert answer.headers["content-type"].split(";")[0] == media_type

    def test_nothing_acceptable_gets_the_list_of_types(self, server: Server) -> None:
        answer = server.get("/sparql", query=SELECT, accept="image/png")
        assert answer.status_code == 406
        for format_ in ANSWERS["rows"]:
            assert format_.media_type in answer.text

    def test_format_goes_before_the_header(self, server: Server) -> None:
        answer = server.get("/sparql", query=SELECT, format="csv", accept=JSON)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert server.get("/sparql", query=CONSTRUCT, format="json").headers["content-type"] == "application/ld+json"

    def test_an_unknown_format_gets_the_list_of_formats(self, server: Server) -> None:
        answer = server.get("/sparql", query=SELECT, format="excel")
        assert answer.status_code == 400
        assert "turtle" in answer.text
        answer = server.get("/sparql", query=CONSTRUCT, format="csv")
        assert answer.status_code == 400
        assert "turtle" in answer.text


class Test2_1_6_SuccessResponses:  # noqa: N801
    def test_a_select_query_gives_the_standard_json(self, server: Server) -> None:
        data = server.get("/sparql", query='SELECT ?a ?b { VALUES (?a ?b) { (UNDEF "x"@en) } }').json()
        assert data == {
            "head": {"vars": ["a", "b"]},
            "results": {"bindings": [{"b": {"type": "literal", "value": "x", "xml:lang": "en"}}]},
        }

    def test_an_ask_query_gives_the_standard_json(self, server: Server) -> None:
        assert server.get("/sparql", query="ASK { }").json()["boolean"] is True

    def test_an_answer_that_the_client_has_is_not_sent_again(self, server: Server) -> None:
        first = server.get("/sparql", query=SELECT)
        again = server.request(
            "GET", "/sparql", params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]}
        )
        assert again.status_code == 304
        assert again.content == b""

    def test_what_changes_is_not_kept(self, server: Server) -> None:
        query = "SELECT (STRUUID() AS ?x) WHERE { }"
        first, second = server.get("/sparql", query=query), server.get("/sparql", query=query)
        assert rows(first) != rows(second)
        assert first.headers["cache-control"] == "no-store"


class Test2_1_7_FailureResponses:  # noqa: N801
    def test_a_syntax_error_tells_line_and_column(self, server: Server) -> None:
        answer = server.get("/sparql", query="SELECT ?s WHERE {\n  ?s ws:at ")
        assert answer.status_code == 400
        assert "line 2, column 12" in answer.text
        assert "error at" not in answer.text
        data = server.get("/sparql", query="SELECT ?s WHERE {\n  ?s ws:at ", accept="application/json").json()
        assert (data["status"], data["line"], data["column"]) == (400, 2, 12)

    def test_it_is_html_json_or_text(self, server: Server) -> None:
        for accept, media_type in (
            ("text/html", "text/html; charset=utf-8"),
            (JSON, "application/problem+json"),
            ("text/turtle", "text/plain; charset=utf-8"),
        ):
            answer = server.get("/sparql", query="<script>", accept=accept)
            assert answer.status_code == 400
            assert answer.headers["content-type"] == media_type
            assert accept != "text/html" or "<script>" not in answer.text

    @pytest.mark.parametrize(
        "query", ["SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "ASK { \\u0053ERVICE ?x { } }"]
    )
    def test_service_is_refused(self, server: Server, query: str) -> None:
        answer = server.get("/sparql", query=query)
        assert answer.status_code == 400
        assert "SERVICE" in answer.text

    def test_a_byte_order_mark_is_no_part_of_a_query(self, server: Server) -> None:
        answer = server.request("POST", "/sparql", content="\ufeffASK {}".encode(), headers=DIRECT)
        assert answer.json()["boolean"] is True

    def test_an_unknown_graph_in_from_is_refused(self, server: Server) -> None:
        query = "ASK FROM <http://127.0.0.1:1/> { ?s ?p ?o }"
        answer = server.get("/sparql", query=query)
        assert answer.status_code == 400
        assert "no such graph is here" in answer.text
        overruled = server.request("GET", "/sparql", params={"query": query, "default-graph-uri": SOURCE})
        assert overruled.json()["boolean"] is True

    def test_relative_iris_are_those_of_things(self, server: Server) -> None:
        assert server.get("/sparql", query="ASK { <organization/us-ice> a ws:Organization }").json()["boolean"] is True

    def test_an_unknown_parameter_gets_the_list_of_parameters(self, server: Server) -> None:
        answer = server.get("/sparql", query=ASK, timeot="5")
        assert answer.status_code == 400
        assert "“timeot” is no parameter of a query here" in answer.text
        assert "default-graph-uri" in answer.text

    @pytest.mark.slow
    def test_a_refused_query_is_a_500_with_a_sentence(self, slow: Server) -> None:
        answer = slow.get("/sparql", query=CROSS)
        assert answer.status_code == 500
        assert "stopped after 1 seconds" in answer.text
        assert "Bind ?a or ?p or ?b" in answer.text


class Test2_2_UpdateOperation:  # noqa: N801
    @pytest.mark.parametrize(
        "update",
        [
            "INSERT DATA { <a:b> <a:b> <a:b> }",
            "DELETE WHERE { ?s ?p ?o }",
            "LOAD <http://127.0.0.1:1/x>",
            "CLEAR ALL",
            "DROP ALL",
        ],
    )
    def test_an_update_is_refused_in_every_way(self, server: Server, kg: KnowledgeGraph, update: str) -> None:
        by_form = server.request("POST", "/sparql", data={"update": update})
        direct = server.request(
            "POST", "/sparql", content=update.encode(), headers={"Content-Type": "application/sparql-update"}
        )
        for answer in (by_form, direct):
            assert answer.status_code == 403
            assert "Nothing can be changed here" in answer.text
        as_query = server.get("/sparql", query=update)
        assert as_query.status_code == 400
        assert "read-only" in as_query.text
        assert number(server.get("/sparql", query=COUNT + " # again")) > 1000

    def test_other_methods_are_refused(self, server: Server) -> None:
        for method in ("PUT", "DELETE", "PATCH"):
            answer = server.request(method, "/sparql")
            assert answer.status_code == 405
            assert "GET" in answer.headers["allow"]

    def test_options_tells_the_methods(self, server: Server) -> None:
        assert server.request("OPTIONS", "/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"
        assert server.request("OPTIONS", "/dump").headers["allow"] == "GET, HEAD, OPTIONS"
