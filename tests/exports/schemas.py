"""What the schemas of the formats ask of a file, written as tables: elements with their attributes and children.

They hold of the published schemas (GraphML 1.0, GEXF 1.2draft, OpenLineage 2-0-2, CSL data) what this project writes,
and refuse all else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree

import networkx as nx
from jsonschema import Draft202012Validator, FormatChecker


class Element(NamedTuple):
    """What is within an element: attributes that it needs, others that it may have, and its children in order."""

    needed: Mapping[str, str] = {}
    """Patterns of the values, by name."""
    more: Mapping[str, str] = {}
    children: str = ""
    """A pattern of the names of the children, each with a space after it."""


TOKEN: Final = r"[\w.:-]+"
"""An NMTOKEN of XML, as far as it is written here."""
ANY: Final = r"(?s).*"
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

GRAPHML: Final = {
    "graphml": Element(children="(key )*graph "),
    "key": Element({"id": TOKEN, "for": "graph|node|edge", "attr.name": TOKEN, "attr.type": "string"}),
    "graph": Element({"edgedefault": "directed"}, children="(data )*(node )*(edge )*"),
    "node": Element({"id": TOKEN}, children="(data )*"),
    "edge": Element({"id": TOKEN, "source": TOKEN, "target": TOKEN}, children="(data )*"),
    "data": Element({"key": TOKEN}),
}
GEXF: Final = {
    "gexf": Element({"version": r"1\.2"}, children="meta graph "),
    "meta": Element(children="creator keywords description "),
    "creator": Element(),
    "keywords": Element(),
    "description": Element(),
    "graph": Element(
        {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"},
        children="(attributes )*nodes edges ",
    ),
    "attributes": Element({"class": "node|edge", "mode": "static|dynamic"}, children="(attribute )*"),
    "attribute": Element({"id": ANY, "title": ANY, "type": "string"}),
    "nodes": Element(children="(node )*"),
    "node": Element({"id": ANY, "label": ANY}, children="(attvalues )?"),
    "edges": Element(children="(edge )*"),
    "edge": Element(
        {"id": ANY, "source": ANY, "target": ANY}, {"label": ANY, "start": DAY, "end": DAY}, "(attvalues )?"
    ),
    "attvalues": Element(children="(attvalue )+"),
    "attvalue": Element({"for": ANY, "value": ANY}),
}
_OF: Final = {
    "graphml": (GRAPHML, "http://graphml.graphdrawing.org/xmlns"),
    "gexf": (GEXF, "http://www.gexf.net/1.2draft"),
}


def faults(form: str, made: str | bytes) -> list[str]:
    """What is wrong with a file of a format; nothing where it fits the schema."""
    if form in _OF:
        root = ElementTree.fromstring(made)
        return [*_structure(*_OF[form], root), *_references(form, root)]
    if form == "openlineage":
        events = [json.loads(line) for line in made.splitlines()]
        return [fault for event in events for fault in _of_schema(EVENT, event)]
    return list(_of_schema(ITEMS, json.loads(made)))


def by_iri(graph: Any) -> Any:
    """A graph that networkx read of GraphML, with its nodes named by their IRIs."""
    return nx.relabel_nodes(graph, nx.get_node_attributes(graph, "iri"))


def _structure(known: Mapping[str, Element], namespace: str, root: ElementTree.Element) -> Iterable[str]:
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{namespace}}}")
        if name not in known:
            yield f"{element.tag} is no element of the format"
            continue
        wanted = known[name]
        allowed = {**wanted.needed, **wanted.more}
        yield from (f"{name} has no {one}" for one in wanted.needed.keys() - element.keys())
        yield from (f"{name} has {one}" for one in element.keys() - allowed.keys())
        for key in element.keys() & allowed.keys():
            if not re.fullmatch(allowed[key], element.attrib[key]):
                yield f"{name} has {key}={element.attrib[key]!r}"
        children = "".join(child.tag.removeprefix(f"{{{namespace}}}") + " " for child in element)
        if not re.fullmatch(wanted.children, children):
            yield f"{name} holds {children[:80]!r}"
        if len(element) and (element.text or "").strip():
            yield f"{name} holds text"


def _references(form: str, root: ElementTree.Element) -> Iterable[str]:
    """Ids that stand twice, and what names an id that is none."""
    namespace = f"{{{_OF[form][1]}}}"
    ids: dict[str, set[str]] = {}
    for sort in ("node", "edge", "key"):
        listed = [one.attrib["id"] for one in root.iter(namespace + sort) if "id" in one.attrib]
        ids[sort] = set(listed)
        if len(ids[sort]) != len(listed):
            yield f"two {sort}s have one id"
    for edge in root.iter(namespace + "edge"):
        yield from (f"no node is {edge.get(end)}" for end in ("source", "target") if edge.get(end) not in ids["node"])
        if edge.get("start", "") > edge.get("end", "9999"):
            yield f"{edge.get('start')} is after {edge.get('end')}"
    for sort in ("node", "edge"):
        if form == "gexf":
            declared = {
                attribute.get("id")
                for listed in root.iter(f"{namespace}attributes")
                if listed.get("class") == sort
                for attribute in listed
            }
            said = {
                value.get("for") for one in root.iter(namespace + sort) for value in one.iter(f"{namespace}attvalue")
            }
        else:
            declared = {key.get("id") for key in root.iter(f"{namespace}key") if key.get("for") == sort}
            said = {data.get("key") for one in root.iter(namespace + sort) for data in one}
        yield from (f"{sort} has {one}, which is not declared" for one in said - declared)


def _of_schema(schema: Mapping[str, Any], data: object) -> Iterable[str]:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return (f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data))


def _object(needed: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = {**needed, **(more or {})}
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


_TEXT: Final = {"type": "string", "minLength": 1}
_ADDRESS: Final = {"type": "string", "pattern": "^https?://[^ ]+$"}
_DATASETS: Final = {"type": "array", "items": _object({"namespace": _ADDRESS, "name": _TEXT}), "minItems": 1}
EVENT: Final = _object(
    {
        "eventTime": {"type": "string", "pattern": f"^{DAY}T00:00:00Z$"},
        "producer": _ADDRESS,
        "schemaURL": {"type": "string", "pattern": "^https://openlineage.io/spec/2-0-2/OpenLineage.json#/"},
        "job": _object(
            {
                "namespace": _ADDRESS,
                "name": _TEXT,
                "facets": _object(
                    {"documentation": _object({"_producer": _ADDRESS, "_schemaURL": _ADDRESS, "description": _TEXT})}
                ),
            }
        ),
        "inputs": _DATASETS,
        "outputs": _DATASETS,
    }
)
_PARTS: Final = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 3}
ITEMS: Final = {
    "type": "array",
    "uniqueItems": True,
    "items": _object(
        {"id": _TEXT, "type": {"const": "document"}, "title": _TEXT},
        {
            "publisher": _TEXT,
            "author": {"type": "array", "items": _object({"literal": _TEXT}), "minItems": 1},
            "issued": _object(
                {
                    "date-parts": {
                        "type": "array",
                        "items": _PARTS,
                        "maxItems": 1,
                    }
                }
            ),
            "URL": _ADDRESS,
            "note": _TEXT,
        },
    ),
}
