"""The analyses, the catalogue, the front page and the OpenAPI description."""

from __future__ import annotations

import csv
import io

import pytest
from tests.server.conftest import Server

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.verbs import Verb
from whoshares.server.http.arguments import ANALYSES, arguments, example_of, parameters
from whoshares.server.problems import Problem
from whoshares.sparql.catalogue import Catalogue

QUERIES = Catalogue().queries()


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=lambda a: a.method)
@pytest.mark.drawn
def test_an_analysis_answers_as_the_library_does(server: Server, kg: KnowledgeGraph, analysis: Verb) -> None:
    answer = server.get(f"/api/{analysis.method}", **example_of(analysis))
    assert answer.status_code == 200, answer.text
    here = getattr(kg, analysis.method)(**analysis.example)
    expected = [one.to_dict() for one in here] if isinstance(here, list) else here.to_dict()
    assert answer.json() == expected


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=lambda a: a.method)
@pytest.mark.drawn
def test_an_analysis_is_given_as_csv(server: Server, analysis: Verb) -> None:
    answer = server.get(f"/api/{analysis.method}", accept="text/csv", **example_of(analysis))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_place_is_asked_for_as_a_holder_is(server: Server, kg: KnowledgeGraph) -> None:
    given = {"from": "San Diego County", "to": "ICE"}
    answer = server.get("/api/trace", asOf="2026-01-01", **given)
    assert answer.json() == kg.trace("San Diego County", "ICE", as_of="2026-01-01").to_dict()
    table = server.get("/api/trace", accept="text/csv", asOf="2026-01-01", **given)
    assert table.text.startswith("asked from,asked to,way,route,")


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=lambda a: a.method)
def test_every_parameter_is_explained(analysis: Verb) -> None:
    for parameter in parameters(analysis.method):
        assert parameter.meaning
        assert parameter.schema


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/api/trac", 404, "“trac” is no analysis here. Did you mean “trace”? There are trace, claim, unknowns, cut"),
        ("/api/trace", 400, "“from” is missing: the holder that the data leaves"),
        (
            "/api/trace?from=FBI&to=ICE&recipint=x",
            400,
            "“recipint” is no parameter of “trace” here.",
        ),
        ("/api/trace?from=FBI&from=ICE&to=ICE", 400, "“from” is given twice"),
        ("/api/trace?from=FBI&to=Atlantis", 404, "The graph has no holder of data named “Atlantis”."),
        ("/api/trace?from=Fresno+County&to=ICE", 404, "“Fresno County” is not in the graph as a holder."),
        ("/api/trace?from=Puerto+Rico&to=ICE", 400, "The graph has no holder in “Puerto Rico” (place/us-pr)."),
        ("/api/exposure?holder=ICE&place=Nowhere", 404, "The graph has no place named “Nowhere”."),
        ("/api/trace?from=FBI&to=ICE&asOf=yesterday", 400, "“yesterday” is no day."),
        ("/api/trace?from=FBI&to=ICE&as_of=2011-10-01", 400, "Did you mean “asOf”?"),
        ("/api/trace?from=FBI&to=ICE&max_hops=3", 400, "Did you mean “maxHops”?"),
        ("/api/query/holders/partners?holder=ICE&as_of=2011-10-01", 400, "Did you mean “asOf”?"),
        ("/api/trace?from=FBI&to=ICE&limit=0", 400, "a whole number from 1 to 1000 is wanted"),
        ("/api/trace?from=FBI&to=ICE&limit=99999999999999999999", 400, "a whole number from 1 to 1000"),
        ("/api/trace?from=FBI&to=ICE&exact=maybe", 400, "There are true, false."),
        ("/api/trace?from=FBI&to=ICE&between=2008", 400, "two days are wanted"),
        ("/api/cut?from=FBI&to=ICE&by=magic", 400, "There are flow, instrument, controller, block."),
        ("/api/cut?from=FBI&to=ICE&seconds=9999", 400, "“seconds” is no parameter of “cut” here."),
        ("/api/whatif?scenario=/etc/passwd", 400, "“scenario” is no parameter of “whatif” here."),
        ("/api/show?thing=", 400, "“thing” is empty."),
        (
            "/api/show?thing=ICE&format=xml",
            400,
            "“xml” is no format of this answer here. There are json, csv, xlsx, csv-bom, jsonld, bibtex, csl.",
        ),
        ("/api/diff?day1=2012-01-01&day2=2011-01-01", 400, "Give the earlier day first."),
        ("/api/query/nothing/there", 404, "is no query of the catalogue here."),
        ("/nowhere", 404, "“/nowhere” is no address here. There are /, /sparql"),
    ],
)
def test_what_is_wrong_is_said(server: Server, path: str, status: int, sentence: str) -> None:
    answer = server.request("GET", path)
    assert answer.status_code == status
    assert sentence in answer.text


def test_an_address_that_is_none_leads_to_what_is_near(server: Server) -> None:
    """Who guesses that a thing's id is its address is led to its page, and nobody is shown all addresses there are."""
    page = server.get("/organization/us-ice", accept="text/html").text
    assert '<a href="/page/organization/us-ice">/page/organization/us-ice</a>' in page
    assert '<a href="/search?text=us+ice">Search for “us ice”</a>' in page
    assert "There are /" not in page
    assert server.request("GET", "/page/organization/us-ice").status_code == 200
    odd = server.get("/%3Cb%3E/..%2F%22", accept="text/html").text
    assert "<b>" not in odd
    assert '<a href="/laws">Laws</a>' in odd


def test_what_is_no_analysis_has_no_parameters() -> None:
    with pytest.raises(KeyError):
        parameters("export")
    with pytest.raises(Problem):
        arguments("show", [("export", "x")], 1)


def test_cut_gives_the_best_it_has_before_its_time_is_up() -> None:
    assert arguments("cut", [("from", "FBI"), ("to", "ICE")], 10)["seconds"] == 8


def test_the_catalogue_lists_its_queries(server: Server) -> None:
    assert server.get("/api/query").json() == [query.to_dict() for query in QUERIES]


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
@pytest.mark.drawn
def test_a_query_of_the_catalogue_answers(server: Server, query: object) -> None:
    from whoshares.sparql.catalogue import CatalogueQuery

    assert isinstance(query, CatalogueQuery)
    given = {p.name: p.example for p in query.parameters if p.required}
    answer = server.get(f"/api/query/{query.name}", **given)
    assert answer.status_code == 200, answer.text
    assert answer.json()["columns"] == list(query.columns)
    for parameter in given:
        short = server.get(f"/api/query/{query.name}", **{k: v for k, v in given.items() if k != parameter})
        assert short.status_code == 400
        assert f"“{parameter}” is missing" in short.text
    assert server.get(f"/api/query/{query.name}", nonsense="1").status_code == 400


def test_the_page_for_programs_lists_everything(server: Server, kg: KnowledgeGraph) -> None:
    page = server.get("/api", accept="text/html").text
    described = server.get("/openapi.json").json()
    for path in described["paths"]:
        assert path in page
    for graph in kg.store.graphs():
        assert graph.rpartition("/id/")[2] in page or "ws:" in page


def test_the_examples_for_programs_work(server: Server) -> None:
    from whoshares.server.http.resources import resources

    shown = [resource.example for resource in resources(QUERIES) if resource.example]
    assert len(shown) > 10
    for example in shown:
        answer = server.request("GET", example)
        assert answer.status_code in (200, 303), f"{example}: {answer.text}"


def test_openapi_describes_what_there_is(server: Server) -> None:
    described = server.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": server.url}]
    for analysis in ANALYSES:
        listed = described["paths"][f"/api/{analysis}"]["get"]["parameters"]
        names = listed[0]["schema"].get("properties") or [p["name"] for p in listed]
        assert list(names) == [*(p.name for p in parameters(analysis)), "format"]
    every = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert len(every) == len(set(every))
