"""What an assistant may call: a tool for each verb, made from its declaration, and two for the catalogue and SPARQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from whoshares.knowledge_graph.verbs import VERBS
from whoshares.server.http.arguments import RequestParameter, parameters
from whoshares.server.problems import Problem, unknown
from whoshares.sparql.catalogue import CatalogueQuery

LONGEST: Final = 8_000
"""How many bytes an answer has at most, where nothing else is asked for."""
LIMITS: Final = (2_000, 200_000)
"""The fewest and the most bytes that may be asked for."""
CATALOGUE: Final = "query"
SPARQL: Final = "sparql"
_EXTRA: Final[Mapping[str, Mapping[str, object]]] = {
    "skip": {
        "type": "integer",
        "minimum": 0,
        "description": "Rows to pass over, to read on.",
    },
    "longest": {
        "type": "integer",
        "minimum": LIMITS[0],
        "maximum": LIMITS[1],
        "description": f"Most bytes of the answer; else {LONGEST}.",
    },
}
"""What every tool takes besides."""

SCHEMA: Final = """\
A read-only SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes ws: id: skos: dcterms: dc: xsd: rdf: \
are known; relative IRIs are those of things: <organization/us-ice>. No SERVICE, no updates. The default graph is the \
union of all sources; GRAPH ?source { … } says which states what.
ws:DataFlow: ws:sender, ws:recipient (ws:Organization or ws:System), ws:carries (ws:DataCategory), ws:underProgram, \
ws:authority, ws:controlledBy, ws:evidenceStatus, ws:validFrom, ws:validUntil, ws:attestedOn
ws:Bar: ws:setBy (ws:Instrument), ws:barsSender, ws:barsRecipient, ws:barsCategory; ws:Permission: ws:liftsBar; \
ws:Mandate
ws:Block: ws:atSystem, ws:blocksOrigin, ws:blocksRecipient, ws:blocksCategory
ws:Transformation: ws:holder, ws:consumes, ws:produces
ws:Observation: ws:measure, ws:value, ws:basis, ws:asOf
ws:Finding, ws:Concern, ws:Position, ws:Recommendation: dcterms:description, ws:about, ws:attributedTo
ws:Organization: ws:partOf, ws:kind, ws:inPlace; ws:System: ws:operatedBy; ws:Program: ws:runBy
ws:Source: dcterms:title, dcterms:issued, dc:publisher, ws:tier, ws:url
Labels: skos:prefLabel, skos:altLabel. Example: SELECT ?from ?label WHERE { ?flow ws:recipient \
<organization/us-ice> ; ws:sender ?from . ?from skos:prefLabel ?label } LIMIT 20"""
"""What the tool for SPARQL says of itself: the schema in small."""


class Tool(NamedTuple):
    """A tool: its name, what it answers, and the JSON Schema of what it takes."""

    name: str
    description: str
    schema: dict[str, Any]


def tools(queries: Sequence[CatalogueQuery]) -> list[Tool]:
    """All tools: the verbs, the catalogue with these queries, SPARQL."""
    return [*map(_of_verb, VERBS), _of_catalogue(queries), _of_sparql()]


def arguments(tool: str, given: Mapping[str, object]) -> tuple[dict[str, object], int, int]:
    """What a call tells its tool, and of how many bytes and from which row on the answer is to be.

    Raises Problem where these two are none.
    """
    rest = {name: value for name, value in given.items() if name not in _EXTRA and value is not None}
    longest = _whole(given, "longest", LONGEST, LIMITS)
    return rest, longest, _whole(given, "skip", 0, (0, 10_000_000))


def as_pairs(tool: str, given: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a call tells a verb, as the parameters of a request. Raises Problem where a value is an object."""
    several = {parameter.name for parameter in parameters(tool) if parameter.several}
    pairs = []
    for name, value in given.items():
        if isinstance(value, list) and name not in several and name in {p.name for p in parameters(tool)}:
            raise Problem(400, f"“{name}” of “{tool}” is a list, and one value is wanted. Give it alone.")
        pairs += [(name, as_text(name, one)) for one in (value if isinstance(value, list) else [value])]
    return pairs


def as_text(name: str, value: object) -> str:
    """A value of a call as text. Raises Problem where it is an object or a list."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise Problem(
        400, f"“{name}” is {_CALLED.get(type(value), 'no text')}, and text, a number or a truth value is wanted."
    )


def no_such_tool(name: str, known: Sequence[str]) -> Problem:
    """The problem that there is no such tool."""
    return unknown(404, "tool", name, known)


_CALLED: Final = {dict: "an object", list: "a list within a list", type(None): "null"}


def _whole(given: Mapping[str, object], name: str, default: int, bounds: tuple[int, int]) -> int:
    value = given.get(name)
    if value is None:
        return default
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Problem(400, f"“{name}” is “{str(value)[:40]}”, and a whole number from {least} to {most} is wanted.")
    return value


@cache
def _of_verb(method: str) -> Tool:
    offered = parameters(method)
    return Tool(method, VERBS[method].question, _object(offered, [p.name for p in offered if p.required]))


def _of_catalogue(queries: Sequence[CatalogueQuery]) -> Tool:
    schema = _schema(
        {
            "name": {
                "type": "string",
                "enum": [query.name for query in queries],
                "description": "The question. Without it, the questions are listed with what each takes.",
            },
            "given": {
                "type": "object",
                "description": "What the question is told, by the names that the list gives: things by label, alias or "
                "id, days, years, numbers; several values as a list.",
            },
            "about": {
                "type": "string",
                "description": "Without a name: list only questions in which this text stands, such as “flows/”.",
            },
        },
        [],
    )
    return Tool(
        CATALOGUE, "Ask a prepared question of the catalogue: tables of flows, figures, norms, views, gaps.", schema
    )


def _of_sparql() -> Tool:
    return Tool(
        SPARQL, SCHEMA, _schema({"query": {"type": "string", "minLength": 1, "description": "The query."}}, ["query"])
    )


def _object(offered: Sequence[RequestParameter], required: list[str]) -> dict[str, Any]:
    return _schema({p.name: {**_plainer(p.schema), "description": p.meaning} for p in offered}, required)


def _plainer(schema: Mapping[str, object]) -> dict[str, object]:
    """A schema without what is said in words or checked anyway: an assistant reads all of them before it asks."""
    kept = {key: value for key, value in schema.items() if key not in ("minLength", "minItems", "pattern", "maximum")}
    items = kept.get("items")
    return {**kept, "items": _plainer(items)} if isinstance(items, dict) else kept


def _schema(properties: Mapping[str, Mapping[str, object]], required: list[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {**properties, **_EXTRA},
        "additionalProperties": False,
    }
    return {**schema, "required": required} if required else schema
