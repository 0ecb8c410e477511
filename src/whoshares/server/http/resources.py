"""What the server offers, as one table: the front page and the OpenAPI description are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from whoshares.model.version import __version__
from whoshares.server.http import media
from whoshares.server.http.arguments import (
    ANALYSES,
    CONSTRAINTS,
    Constraints,
    RequestParameter,
    example_of,
    files_of,
    parameters,
)
from whoshares.server.http.explorer.views import VIEWS
from whoshares.server.http.protocol import FORM, QUERY
from whoshares.sparql.catalogue import CatalogueQuery

_ANSWER_TYPES: Final = tuple(dict.fromkeys(f.media_type for fs in media.ANSWERS.values() for f in fs))


@dataclass(frozen=True, slots=True)
class Resource:
    """An address, or a pattern of addresses, with what a GET of it takes and gives."""

    path: str
    summary: str
    types: tuple[str, ...]
    parameters: tuple[RequestParameter, ...] = ()
    example: str = ""
    """A path that shows it."""
    formats: tuple[str, ...] = ()
    """What `format=` may say; it goes before the Accept header."""
    status: int = 200
    rules: Constraints | None = None


def _text(name: str, meaning: str, *, required: bool = False, several: bool = False) -> RequestParameter:
    return RequestParameter(name, "text", required, several, meaning)


def _types(formats: Sequence[media.Format]) -> tuple[str, ...]:
    return tuple(format_.media_type for format_ in formats)


def _names(formats: Sequence[media.Format]) -> tuple[str, ...]:
    return tuple(format_.names[0] for format_ in formats)


_THING: Final = (_text("name", "The thing's id, such as organization/us-ice.", required=True),)
_GRAPHS: Final = tuple(
    RequestParameter(name, "graph", False, True, meaning)
    for name, meaning in (
        ("default-graph-uri", "A graph of the query's default graph, instead of the union of all."),
        ("named-graph-uri", "A graph that GRAPH may name, instead of all."),
    )
)
_MOST_LISTED: Final = 1000

QUERY_EXAMPLE: Final = """\
SELECT ?flow ?from ?since
WHERE {
  ?flow ws:recipient <https://w3id.org/whoshares/id/organization/us-ice> ;
    ws:sender ?from .
  OPTIONAL { ?flow ws:validFrom ?since }
}
ORDER BY ?since ?flow
LIMIT 20"""
"""What the form asks as long as nobody has written anything."""

FIXED: Final = (
    Resource(
        "/sparql",
        "SPARQL 1.1 queries, by GET or POST; without a query, the service description.",
        _ANSWER_TYPES,
        (_text("query", "The query."), *_GRAPHS),
        "/sparql?" + urlencode({"query": "SELECT ?flow ?to WHERE { ?flow ws:recipient ?to } LIMIT 10"}),
        media.FORMAT_NAMES,
        rules={"dependentRequired": {name: ["query"] for name in ("default-graph-uri", "named-graph-uri", "format")}},
    ),
    Resource(
        "/graph-store",
        "One graph (Graph Store HTTP Protocol, reads): ?graph= with its IRI, or ?default for the union of all.",
        _types(media.GRAPH),
        (
            RequestParameter("graph", "graph", False, False, "The graph's IRI."),
            RequestParameter("default", "flag", False, False, "The union of all graphs."),
        ),
        "/graph-store?default",
        _names(media.GRAPH),
        rules={"oneOf": [{"required": ["graph"]}, {"required": ["default"]}]},
    ),
    Resource("/dump", "Everything, with its graphs.", _types(media.DATASET), formats=_names(media.DATASET)),
    Resource("/void", "What the data is and how much of it: VoID.", _types(media.GRAPH), formats=_names(media.GRAPH)),
    Resource(
        "/id/{name}",
        "A thing: leads to its page or its data, as the Accept header asks.",
        (),
        _THING,
        "/id/organization/us-ice",
        status=303,
    ),
    Resource(
        "/ontology/{name}",
        "A term of the ontology: leads to its page or its data. With the name of a version, the ontology.",
        (),
        (_text("name", "The term, such as DataFlow.", required=True),),
        "/ontology/DataFlow",
        status=303,
    ),
    Resource(
        "/ontology/shapes",
        "The SHACL shapes that facts are checked against.",
        _types(media.GRAPH),
        formats=_names(media.GRAPH),
    ),
    Resource("/page/{name}", "What is known of a thing, to read.", ("text/html",), _THING, "/page/organization/us-ice"),
    Resource(
        "/data/{name}",
        "What is stated of a thing, as RDF.",
        _types(media.DESCRIPTION),
        _THING,
        "/data/organization/us-ice",
        _names(media.DESCRIPTION),
    ),
    Resource("/api/query", "The catalogue of queries, with their parameters.", ("application/json",)),
    Resource("/openapi.json", "This list for machines: OpenAPI 3.1.", ("application/json",)),
)
_TABLES: Final = ("application/json", "text/csv")
_JSON: Final = ("application/json",)
_OF_TYPE: Final = RequestParameter("type", "text", False, False, "Only what is of this type.",
                                   ("Organization", "System", "Place"), argument="type")  # fmt: skip
_SUGGESTING: Final = (
    RequestParameter("prefix", "prefix", False, False, "What has been typed: the beginning of a name, or an id.",
                     argument="prefix"),
    RequestParameter("limit", "number", False, False, "How many are given; at most 100.", argument="limit"),
    RequestParameter("offset", "offset", False, False, "How many are passed over.", argument="offset"),
    RequestParameter("cursor", "offset", False, False, "The same, as version 0.2 has it.", argument="cursor"),
)  # fmt: skip
_ENTITY: Final = (RequestParameter("id", "text", True, False, "The entity's id, such as organization/us-ice.",
                                   argument="id"),)  # fmt: skip
_RECONCILE: Final = "/reconcile"


def _reconciliation() -> Iterator[Resource]:
    """What both versions of the protocol offer by GET."""
    asked = (
        RequestParameter("queries", "json", False, False, "A batch of queries, as JSON."),
        RequestParameter("extend", "json", False, False, "Ids and properties whose values are wanted, as JSON."),
    )
    yield Resource(_RECONCILE, "Reconciliation of names, version 0.2, for OpenRefine and others: the manifest; with "
                   "queries, the candidates.", _JSON, asked,
                   rules={"not": {"required": ["queries", "extend"]}})  # fmt: skip
    yield Resource(f"{_RECONCILE}/1.0-draft", "The same, version 1.0 (draft): the manifest.", _JSON)
    yield Resource(f"{_RECONCILE}/view", "Leads from an entity's id to the thing.", (), _ENTITY, status=303)
    for root in (_RECONCILE, f"{_RECONCILE}/1.0-draft"):
        for sort in ("entity", "type", "property"):
            taken = (*_SUGGESTING, _OF_TYPE) if sort == "entity" else _SUGGESTING
            yield Resource(f"{root}/suggest/{sort}", f"Names of {_SORTS[sort]} that a text may become.", _JSON,
                           taken, f"{root}/suggest/{sort}?prefix=sa")  # fmt: skip
        yield Resource(f"{root}/extend/propose", "The properties that entities of a type can have.", _JSON,
                       (_OF_TYPE, _SUGGESTING[1]))  # fmt: skip
        yield Resource(f"{root}/preview", "An entity as a small page, to be shown within another.", ("text/html",),
                       _ENTITY)  # fmt: skip


_SORTS: Final = {"entity": "bodies, systems and places", "type": "types", "property": "properties"}
RECONCILIATION: Final = tuple(_reconciliation())
"""The addresses of the reconciliation of names."""


def catalogue_parameters(query: CatalogueQuery) -> tuple[RequestParameter, ...]:
    """The parameters of a catalogue query, as those of a resource."""
    sorts = {"date": "day", "year": "year", "integer": "whole"}
    return tuple(
        RequestParameter(p.name, sorts.get(p.kind, "text"), p.required, True, p.help) for p in query.parameters
    )


def resources(queries: Sequence[CatalogueQuery]) -> Iterator[Resource]:
    """All resources: the fixed ones, reconciliation, the explorer's views, the analyses, the catalogue's queries."""
    yield from FIXED
    yield from RECONCILIATION
    yield from of_views()
    yield from of_analyses()
    yield from of_queries(queries)


def of_views() -> Iterator[Resource]:
    """The views of the explorer that give data as resources."""
    for view in VIEWS.values():
        if media.JSON in view.formats:
            types = tuple(dict.fromkeys(_types(view.formats)))
            rules, names = CONSTRAINTS.get(view.path), _names(view.formats)
            yield Resource(view.path, view.summary, types, view.parameters, view.example, names, rules=rules)


def of_analyses() -> Iterator[Resource]:
    """The analyses as resources."""
    for row in ANALYSES.values():
        path = f"/api/{row.method}"
        given = example_of(row)
        example = path + (f"?{urlencode(given, quote_via=quote)}" if given else "")
        rules = CONSTRAINTS.get(row.method)
        formats = (media.JSON, media.CSV, *(media.FILES[name] for name in files_of(row.method)))
        types, names = tuple(dict.fromkeys(_types(formats))), _names(formats)
        yield Resource(path, row.question, types, parameters(row.method), example, names, rules=rules)


def of_queries(queries: Sequence[CatalogueQuery]) -> Iterator[Resource]:
    """Queries of the catalogue as resources."""
    for query in queries:
        path = f"/api/query/{query.name}"
        given = {p.name: p.example for p in query.parameters if p.required}
        example = path + (f"?{urlencode(given, quote_via=quote)}" if given else "")
        yield Resource(path, query.question, _TABLES, catalogue_parameters(query), example, ("json", "csv"))


def openapi(base: str, queries: Sequence[CatalogueQuery], graphs: Sequence[str]) -> dict[str, object]:
    """The OpenAPI 3.1 description of a server at `base` that has these named graphs."""
    graph: dict[str, object] = {"type": "string", "format": "iri"}
    if len(graphs) <= _MOST_LISTED:
        graph["enum"] = list(graphs)
    paths: dict[str, dict[str, object]] = {}
    for resource in resources(queries):
        paths[resource.path] = {"get": _operation(resource)}
    paths["/sparql"]["post"] = {
        **_operation(next(r for r in FIXED if r.path == "/sparql"), by_post=True),
        "requestBody": {
            "required": True,
            "content": {
                QUERY: {"schema": {"type": "string"}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "additionalProperties": False,
                        "properties": {
                            "query": {"type": "string"},
                            **{p.name: p.schema for p in _GRAPHS},
                        },
                    }
                },
            },
        },
    }
    paths[_RECONCILE]["post"] = {
        **_operation(next(r for r in RECONCILIATION if r.path == _RECONCILE), by_post=True),
        "parameters": [],
        "requestBody": _body(FORM, {"queries": {"type": "string"}, "extend": {"type": "string"}}),
    }
    for name, fields in (("match", {"queries": _ARRAY}), ("extend", {"ids": _ARRAY, "properties": _ARRAY})):
        resource = next(one for one in POSTED if one.path.endswith(f"/{name}"))
        body = _body(_JSON[0], fields, required=tuple(fields))
        paths[resource.path] = {"post": {**_operation(resource, by_post=True), "requestBody": body}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "whoshares",
            "version": __version__,
            "description": "Who shares what data with whom, and how do we know? Read-only.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM, "Graph": graph}},
    }


_ARRAY: Final = {"type": "array"}
_POSTED: Final = {
    "match": "Which entities the names of a batch may mean; at most 100 queries.",
    "extend": "The values of some properties of some entities; at most 100 ids.",
}
POSTED: Final = tuple(Resource(f"{_RECONCILE}/1.0-draft/{name}", text, _JSON) for name, text in _POSTED.items())
"""What is only sent to."""


def _body(media_type: str, fields: dict[str, dict[str, str]], *, required: Sequence[str] = ()) -> dict[str, object]:
    """A request body that is an object with these fields."""
    schema: dict[str, object] = {"type": "object", "properties": fields}
    if required:
        schema["required"] = list(required)
    return {"required": True, "content": {media_type: {"schema": schema}}}


_PROBLEM: Final = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "said": {"type": "array", "items": {"type": "string"}},
        "offers": {"type": "array", "items": {"type": "string"}},
        "stopped": {"enum": ["time", "memory", "size"]},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "available": {"type": "array", "items": {"type": "string"}},
    },
}
_PROBLEMS: Final = {
    "400": "The request is not what it should be.",
    "404": "There is no such thing.",
    "406": "The answer has no form that the Accept header allows.",
    "408": "The request did not come in time.",
    "405": "The method is none of those that the header Allow lists.",
    "413": "The body is too long.",
    "414": "The path is too long.",
    "415": "The body has a media type that is not read.",
    "421": "The request is for another host.",
    "431": "The address or the headers are too long.",
    "500": "The work was stopped at a limit.",
    "503": "Too much is being worked on.",
}


def _operation(resource: Resource, *, by_post: bool = False) -> dict[str, object]:
    listed = [_parameter(p, resource.path) for p in resource.parameters if not (by_post and p.name == "query")]
    if resource.formats:
        listed.append(
            {
                "name": "format",
                "in": "query",
                "description": "The syntax of the answer; it goes before the Accept header.",
                "schema": {"type": "string", "enum": list(resource.formats)},
            }
        )
    if resource.rules and not by_post:
        listed = _ruled(listed, resource.rules)
    done: dict[str, object] = {"description": resource.summary}
    if resource.types:
        done["content"] = {media_type: {} for media_type in resource.types}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/plain": {}}
    responses: dict[str, object] = {str(resource.status): done}
    responses |= {code: {"description": text, "content": problem} for code, text in _PROBLEMS.items()}
    return {
        "summary": resource.summary,
        "operationId": ("post" if by_post else "get") + resource.path.translate(str.maketrans("/{}-.", "_____")),
        "parameters": listed,
        "responses": responses,
    }


def _ruled(parameters: Sequence[dict[str, object]], rules: Constraints) -> list[dict[str, object]]:
    """Parameters that ask something of each other, as one object: that its fields are parameters is `explode`."""
    whole = {
        "type": "object",
        "properties": {str(p["name"]): {**_schema(p), "description": p["description"]} for p in parameters},
        "additionalProperties": False,
        **rules,
    }
    needed = [p["name"] for p in parameters if p.get("required")]
    if needed:
        whole["required"] = needed
    return [
        {
            "name": "parameters",
            "in": "query",
            "style": "form",
            "explode": True,
            "required": bool({"required", "oneOf", "anyOf"} & whole.keys()),
            "schema": whole,
        }
    ]


def _schema(parameter: dict[str, object]) -> dict[str, object]:
    schema = parameter["schema"]
    assert isinstance(schema, dict)
    return schema


def _parameter(parameter: RequestParameter, path: str) -> dict[str, object]:
    within = f"{{{parameter.name}}}" in path
    described: dict[str, object] = {
        "name": parameter.name,
        "in": "path" if within else "query",
        "description": parameter.meaning,
        "required": parameter.required,
        "schema": parameter.schema,
    }
    if parameter.sort == "flag":
        described["allowEmptyValue"] = True
    if within:
        described["example"] = "DataFlow" if path.startswith("/ontology") else "organization/us-ice"
    return described
