"""Clients that others wrote work against the endpoint: SPARQLWrapper, rdflib's SPARQLStore, Comunica, Java's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, TSV, TURTLE, XML, SPARQLWrapper
from tests.server.conftest import Server

import whoshares
from whoshares.store.engine import Rows

SELECT = "SELECT ?flow WHERE { ?flow a <https://w3id.org/whoshares/ontology/DataFlow> } ORDER BY ?flow"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/whoshares/ontology/Source> }"
COMUNICA = "@comunica/query-sparql@4.5.0"
SCRIPT = """
const { QueryEngine } = require('@comunica/query-sparql');
(async () => {
  const [endpoint, query] = process.argv.slice(2);
  const sources = [{ type: 'sparql', value: endpoint }];
  const stream = await new QueryEngine().queryBindings(query, { sources });
  const rows = await stream.toArray();
  console.log(JSON.stringify(rows.map(row => Object.fromEntries([...row].map(([k, v]) => [k.value, v.value])))));
})().catch(error => { console.error(error); process.exit(1); });
"""


def expected(query: str) -> list[list[str]]:
    answer = whoshares.open().sparql(query)
    assert isinstance(answer, Rows)
    assert answer.rows
    return [[str(cell) for cell in row] for row in answer.rows]


@pytest.mark.parametrize("method", ["GET", POST, POSTDIRECTLY])
def test_sparqlwrapper_selects(server: Server, method: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    if method == POSTDIRECTLY:
        client.setMethod(POST)
        client.setRequestMethod(POSTDIRECTLY)
    else:
        client.setMethod(method)
    data = client.query().convert()
    assert isinstance(data, dict)
    assert [[row["flow"]["value"]] for row in data["results"]["bindings"]] == expected(SELECT)


@pytest.mark.parametrize("format_", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_every_format_of_rows(server: Server, format_: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=format_)
    client.setQuery(SELECT)
    answer = client.query()
    text = answer.response.read().decode()
    assert answer.info()["content-type"].split(";")[0] in (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    )
    assert text.count("/id/flow/") == len(expected(SELECT))


@pytest.mark.parametrize("format_", [TURTLE, N3, XML, JSONLD])
def test_sparqlwrapper_constructs(server: Server, format_: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=format_)
    client.setQuery(CONSTRUCT)
    assert "source/aic-2011-secure-communities" in client.query().response.read().decode()


def test_sparqlwrapper_asks(server: Server) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=JSON)
    client.setQuery("ASK { ?s ?p ?o }")
    data = client.query().convert()
    assert isinstance(data, dict)
    assert data["boolean"] is True


def test_rdflib_sees_it_as_a_graph(server: Server) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{server.url}/sparql", returnFormat="json"))
    assert [[str(row[0])] for row in graph.query(SELECT)] == expected(SELECT)  # type: ignore[index]


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Comunica in it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    folder = tmp_path_factory.mktemp("comunica")
    installed = node and npm and subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefer-offline", "--prefix", str(folder), COMUNICA],
        capture_output=True, timeout=500,
    )  # fmt: skip
    if not installed or installed.returncode:
        if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
            pytest.fail("Comunica cannot be installed with npm, and WHOSHARES_REQUIRE_ALL asks for it.")
        pytest.skip("Comunica cannot be installed with npm")
    (folder / "ask.js").write_text(SCRIPT, "utf-8")
    return folder


@pytest.mark.parametrize(
    "query",
    [
        SELECT,
        "SELECT ?label WHERE { <https://w3id.org/whoshares/id/organization/us-ice> "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?label }",
        "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a <https://w3id.org/whoshares/ontology/DataFlow> } } ORDER BY ?g",
    ],
    ids=["flows", "label", "graphs"],
)
def test_comunica_answers_over_it(server: Server, comunica: Path, query: str) -> None:
    done = subprocess.run(
        ["node", "ask.js", f"{server.url}/sparql", query], cwd=comunica, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert [list(row.values()) for row in json.loads(done.stdout)] == expected(query)


JAVA = """
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpResponse.BodyHandlers;

public class Ask {
    public static void main(String[] given) throws Exception {
        var client = HttpClient.newHttpClient();
        for (int turn = 0; turn < 3; turn++) {
            var body = HttpRequest.BodyPublishers.ofString(given[1]);
            var request = HttpRequest.newBuilder(URI.create(given[0])).header("Accept", "text/csv")
                .header("Content-Type", "application/sparql-query").POST(body).build();
            var answer = client.send(request, BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body().strip());
        }
        var large = HttpRequest.BodyPublishers.ofByteArray(new byte[8_000_000]);
        var request = HttpRequest.newBuilder(URI.create(given[0]))
            .header("Content-Type", "application/sparql-query").POST(large).build();
        System.out.println(client.send(request, BodyHandlers.ofString()).statusCode());
    }
}
"""


def test_java_posts(server: Server, tmp_path: Path) -> None:
    """As Apache Jena does: Java's own client offers HTTP/2 with every request."""
    java = shutil.which("java")
    if java is None:
        if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
            pytest.fail("Java is not installed, and WHOSHARES_REQUIRE_ALL asks for it.")
        pytest.skip("Java is not installed")
    (tmp_path / "Ask.java").write_text(JAVA, "utf-8")
    done = subprocess.run(
        [java, str(tmp_path / "Ask.java"), f"{server.url}/sparql", "SELECT (42 AS ?x) { }"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["200", "x", "42"] * 3 + ["413"]
