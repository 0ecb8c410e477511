"""The OpenAPI description is true: what fits it is answered, what does not is refused with a status that it names.

This is schemathesis's idea in small, for every test run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from tests.examples import drawn
from tests.server.conftest import Server

from whoshares import KnowledgeGraph
from whoshares.server.http.resources import openapi
from whoshares.sparql.catalogue import Catalogue

GRAPHS = ["https://example.org/a"]
DESCRIBED = json.loads(json.dumps(openapi("http://127.0.0.1", Catalogue().queries(), GRAPHS)))
PATHS: Mapping[str, Any] = {path: does for path, does in DESCRIBED["paths"].items() if "get" in does}
"""What is asked by GET; what is only sent has tests of its own."""
GOOD = {"day": "2011-10-01", "name": "organization/us-ice"}
CLAIM = {"from": "FBI", "says": "must-not-share-with", "to": "IDENT"}
NARROW = {"/api/backdoors": {"bar": "bar/il-trust-act--databases"}, "/api/claim": CLAIM}
"""What keeps an answer short, or goes with every parameter, while one parameter after another is given."""


def valid(schema: Mapping[str, Any], name: str) -> str:
    """A value that fits a schema."""
    schema = schema.get("items", schema)
    if "enum" in schema:
        return str(schema["enum"][0])
    pattern = str(schema.get("pattern", ""))
    if "/" in pattern:
        return "2008-01-01/2011-10-01"
    if schema.get("format") == "date":
        return "2011-10-01"
    by_type = {"integer": str(schema.get("minimum")), "boolean": "true"}
    if schema.get("maxLength") == 0:
        return ""
    return GOOD.get(name) or by_type.get(str(schema.get("type"))) or ("2011" if "{4}" in pattern else "7")


def invalid(schema: Mapping[str, Any]) -> list[str]:
    """Values that do not fit a schema, whatever it is."""
    schema = schema.get("items", schema)
    if schema.get("$ref") or "enum" in schema:
        return ["https://example.org/none", ""]
    if schema.get("type") in ("integer", "boolean"):
        return ["", "0x", "-1", "1.5", "１", "TRUE", "99999999999999999999"]
    if schema.get("format") == "date":
        return ["", "2011", "yesterday", "2011-02-30", "２０１１-10-01"]
    if "pattern" in schema and schema["pattern"] != r"\S":
        return ["", "x"]
    return ["", " "] if "pattern" in schema else []


@cache
def described(path: str) -> tuple[dict[str, Mapping[str, Any]], frozenset[str], Mapping[str, Any]]:
    """The schemas of an operation's parameters, which of them are required, and what they ask of each other."""
    operation = PATHS[path]["get"]
    schemas: dict[str, Mapping[str, Any]] = {}
    required: set[str] = set()
    rules: Mapping[str, Any] = {}
    for parameter in operation["parameters"]:
        if parameter["name"] == "parameters":
            rules = parameter["schema"]
            schemas |= rules["properties"]
            required |= set(rules.get("required", ()))
        else:
            schemas[parameter["name"]] = parameter["schema"]
            required |= {parameter["name"]} if parameter.get("required") else set()
    return schemas, frozenset(required), rules


def least(path: str) -> dict[str, str]:
    """As few parameters as an operation takes."""
    schemas, required, rules = described(path)
    choices: list[dict[str, list[str]]] = rules.get("oneOf", ()) or rules.get("anyOf", ()) or [{"required": []}]
    names = required | set(choices[-1 if path == "/graph-store" else 0]["required"])
    return {name: valid(schemas[name], name) for name in sorted(names)}


def get(server: Server, path: str, given: Mapping[str, str]) -> int:
    """The status of a request, which is one that the description names."""
    inside = {name: value for name, value in given.items() if f"{{{name}}}" in path}
    query = {name: value for name, value in given.items() if name not in inside}
    address = path.format(**{name: quote(value) for name, value in inside.items()})
    answer = server.request("GET", f"{address}?{urlencode(query)}" if query else address)
    responses = PATHS[path]["get"]["responses"]
    assert str(answer.status_code) in responses, f"{answer.status_code} of {address} is not described"
    types = responses[str(answer.status_code)].get("content")
    if types and answer.content:
        assert answer.headers["content-type"].split(";")[0] in types
    return answer.status_code


def bad_requests() -> Iterator[tuple[str, str, str]]:
    for path in PATHS:
        if path == "/sparql":
            continue
        for name, schema in described(path)[0].items():
            if f"{{{name}}}" not in path:
                for value in invalid(schema)[: 1 if path.startswith("/api/query/") else None]:
                    yield path, name, value


def test_every_operation_takes_what_it_describes(server: Server) -> None:
    for path, narrow in NARROW.items():
        assert get(server, path, {**least(path), **narrow}) == 200
    for path in drawn(list(PATHS), least=len(PATHS) // 3):
        assert get(server, path, least(path)) in (200, 303, 404), path


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("/api/") and "query" not in path])
@pytest.mark.drawn
def test_every_parameter_fits_its_schema(server: Server, path: str) -> None:
    schemas, _, rules = described(path)
    for name, schema in schemas.items():
        if "not" not in rules or name not in ("between", "ever"):
            more = dict.fromkeys(rules.get("dependentRequired", {}).get(name, ()), "ICE")
            given = {**least(path), **NARROW.get(path, {}), **more, name: valid(schema, name)}
            assert get(server, path, given) in (200, 404), name


def test_what_does_not_fit_is_refused(server: Server) -> None:
    bad = list(bad_requests())
    wrong = [
        (path, name, value)
        for path, name, value in drawn(bad, least=len(bad) // 3)
        if get(server, path, {**least(path), name: value}) not in (400, 404)
    ]
    assert not wrong


@pytest.mark.parametrize("path", [p for p in PATHS if p != "/sparql" and described(p)[1]])
def test_what_is_missing_is_refused(server: Server, path: str) -> None:
    for name in described(path)[1]:
        if f"{{{name}}}" not in path:
            assert get(server, path, {k: v for k, v in least(path).items() if k != name}) == 400


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/api/trace", {"from": "FBI", "to": "ICE", "asOf": "2011-10-01", "ever": "true"}),
        ("/api/trace", {"from": "FBI", "to": "ICE", "ever": "true", "between": "2008-01-01/2011-10-01"}),
        ("/api/trace", {"from": "FBI", "to": "ICE", "asOf": "2011-10-01", "between": "2008-01-01/2011-10-01"}),
        ("/api/timeline", {"thing": "ICE", "carrying": "fingerprints"}),
        ("/api/whatif", {}),
        ("/graph-store", {}),
        ("/graph-store", {"default": "", "graph": "https://w3id.org/whoshares/ontology/"}),
        ("/sparql", {"format": "json"}),
        ("/sparql", {"default-graph-uri": "https://w3id.org/whoshares/ontology/"}),
    ],
)
def test_what_excludes_each_other_is_refused(server: Server, path: str, given: dict[str, str]) -> None:
    assert get(server, path, given) == 400
    assert described(path)[2], "the description says nothing of it"


def test_nothing_else_is_taken(server: Server) -> None:
    for path in PATHS:
        if path not in ("/openapi.json",):
            assert get(server, path, {**least(path), "nonsense": "1"}) in (400, 404), path


def test_the_graphs_are_named(server: Server, kg: KnowledgeGraph) -> None:
    here = server.get("/openapi.json").json()
    assert here["components"]["schemas"]["Graph"]["enum"] == sorted(map(str, kg.store.graphs()))
    assert DESCRIBED["components"]["schemas"]["Graph"]["enum"] == GRAPHS
