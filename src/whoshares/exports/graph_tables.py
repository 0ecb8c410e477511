"""Nets as tables in an archive: nodes and edges for Gephi, nodes and relationships with a loader for Neo4j."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from whoshares.exports.nets import EDGE_TEXTS, NODE_TEXTS, Net
from whoshares.exports.tables import to_csv

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that an archive gives each file: the same, so that the same question makes the same bytes."""
_LOADER: Final = """\
// Put the two tables into Neo4j's import folder, then run this: cypher-shell -f load.cypher
CREATE CONSTRAINT holder IF NOT EXISTS FOR (h:Holder) REQUIRE h.id IS UNIQUE;
LOAD CSV WITH HEADERS FROM 'file:///holders.csv' AS row
MERGE (h:Holder {id: row.id}) SET h += row;
LOAD CSV WITH HEADERS FROM 'file:///flows.csv' AS row
MATCH (a:Holder {id: row.sender}), (b:Holder {id: row.recipient})
MERGE (a)-[f:SENDS_TO {id: row.id}]->(b) SET f += row;
"""


def gephi(net: Net) -> bytes:
    """A net as an archive of two tables for Gephi's import of spreadsheets."""
    nodes = ({"Id": node.id, "Label": node.texts["label"], **node.texts} for node in net.nodes())
    edges = (
        {
            "Source": edge.sender,
            "Target": edge.recipient,
            "Type": "Directed",
            "Id": str(number),
            "Label": edge.texts.get("carries", ""),
            **edge.texts,
        }
        for number, edge in enumerate(net.edges())
    )
    return archive(
        {
            "nodes.csv": to_csv(("Id", "Label", *NODE_TEXTS[1:]), nodes),
            "edges.csv": to_csv(("Source", "Target", "Type", "Id", "Label", *_without_label()), edges),
            "README.txt": _told(net, "In Gephi: File, Import spreadsheet, first nodes.csv, then edges.csv."),
        }
    )


def neo4j(net: Net) -> bytes:
    """A net as an archive of two tables and the statements in Cypher that load them."""
    nodes = ({"id": node.id, **node.texts} for node in net.nodes())
    edges = (
        {
            "sender": edge.sender,
            "recipient": edge.recipient,
            "id": edge.texts.get("flow", "") or f"e{number}",
            **edge.texts,
        }
        for number, edge in enumerate(net.edges())
    )
    return archive(
        {
            "holders.csv": to_csv(("id", *NODE_TEXTS), nodes),
            "flows.csv": to_csv(("id", "sender", "recipient", *EDGE_TEXTS[1:]), edges),
            "load.cypher": _LOADER,
            "README.txt": _told(net, "load.cypher says how it is loaded."),
        }
    )


def archive(files: Mapping[str, str]) -> bytes:
    """Texts as one ZIP archive, of which the same texts always make the same bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as written:
        for name, text in files.items():
            about = ZipInfo(name, _FIRST_DAY)
            about.compress_type = ZIP_DEFLATED
            written.writestr(about, text.encode())
    return stream.getvalue()


def _without_label() -> Iterable[str]:
    return (name for name in EDGE_TEXTS if name != "label")


def _told(net: Net, how: str) -> str:
    return "\n".join((*net.about.values(), how, ""))
