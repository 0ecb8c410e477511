"""Nets as JSON, for programs that draw graphs and for catalogues of lineage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from whoshares.exports.nets import Net
from whoshares.model import vocabulary as v
from whoshares.model.dates import FUTURE, in_future
from whoshares.model.version import __version__

_LINEAGE: Final = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/JobEvent"
_DOCUMENTED: Final = "https://openlineage.io/spec/facets/1-0-1/DocumentationJobFacet.json#/$defs/DocumentationJobFacet"
_PRODUCER: Final = f"https://w3id.org/whoshares/{__version__}"


def cytoscape(net: Net) -> Iterator[str]:
    """A net as Cytoscape's JSON (`elements`), which Cytoscape and Cytoscape.js read."""
    head = {"format_version": "1.0", "generated_by": "whoshares", "data": dict(net.about)}
    yield _json(head)[:-1] + ', "elements": {"nodes": [\n'
    yield from _list({"data": {"id": node.id, **node.texts}} for node in net.nodes())
    yield '], "edges": [\n'
    edges = enumerate(net.edges())
    yield from _list(
        {"data": {"id": f"e{number}", "source": edge.sender, "target": edge.recipient, **edge.texts}}
        for number, edge in edges
    )
    yield "]}}\n"


def node_link(net: Net) -> Iterator[str]:
    """A net as node-link JSON, which networkx and D3 read."""
    yield f'{{"directed": true, "multigraph": true, "graph": {_json(net.about)}, "nodes": [\n'
    yield from _list({"id": node.id, **node.texts} for node in net.nodes())
    yield '], "edges": [\n'
    edges = enumerate(net.edges())
    yield from _list(
        {"source": edge.sender, "target": edge.recipient, "key": edge.texts.get("flow", f"e{number}"), **edge.texts}
        for number, edge in edges
    )
    yield "]}\n"


def lineage(net: Net) -> Iterator[str]:
    """A net as OpenLineage events, one in a line: each flow is a job that reads what its sender holds.

    A flow is no run of a program, so each event is of a job alone. Its time is the day of the answer, or that of the
    graph's newest document.
    """
    time = f"{net.day}T00:00:00Z"
    note = {"note": FUTURE} if net.day and in_future(net.day) else {}
    for edge in net.edges():
        texts = edge.texts
        name = (
            v.shorten(texts["flow"]) if "flow" in texts else f"{v.shorten(edge.sender)} to {v.shorten(edge.recipient)}"
        )
        event = {
            "eventTime": time,
            "producer": _PRODUCER,
            "schemaURL": _LINEAGE,
            "job": {
                "namespace": v.ID,
                "name": name,
                "facets": {
                    "documentation": {
                        "_producer": _PRODUCER,
                        "_schemaURL": _DOCUMENTED,
                        "description": "; ".join(f"{name}: {text}" for name, text in {**texts, **note}.items()),
                    }
                },
            },
            "inputs": [{"namespace": v.ID, "name": v.shorten(edge.sender)}],
            "outputs": [{"namespace": v.ID, "name": v.shorten(edge.recipient)}],
        }
        yield _json(event) + "\n"


def _list(rows: Iterator[Mapping[str, object]]) -> Iterator[str]:
    before = ""
    for row in rows:
        yield before + _json(row)
        before = ",\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
