"""The order of rows: engines sort text, and values of unlike kinds, each in its own way."""

from __future__ import annotations

import re

from whoshares.knowledge_graph.remote.quads import keep
from whoshares.knowledge_graph.remote.results import Row
from whoshares.model.vocabulary import XSD
from whoshares.store.engine import Iri, Literal, Rows, Store

_ROW = "urn:row"


def in_order(rows: Rows, query: str) -> Rows:
    """The rows in the order that the store here gives them by the query's last ORDER BY.

    They stay as they are where the query has none, or one by something else than its columns.
    """
    _, clause, keys = query.rpartition("ORDER BY")
    named = re.findall(r"\?(\w+)", keys)
    if not clause or not set(named) <= set(rows.columns) or re.search(r"[{}]", keys):
        return rows
    store = Store()
    quads: list[Row] = []
    for number, row in enumerate(rows.rows):
        me: Row = {"s": Iri(f"{_ROW}:{number}"), "g": Iri(_ROW)}
        quads.append({**me, "p": Iri(_ROW), "o": Literal(str(number), XSD + "integer")})
        quads += [{**me, "p": Iri(f"{_ROW}:{place}"), "o": cell} for place, cell in enumerate(row) if cell is not None]
    keep(quads, "the rows", store)
    cells = " ".join(
        f"OPTIONAL {{ ?row <{_ROW}:{rows.columns.index(name)}> ?{name} }}" for name in dict.fromkeys(named)
    )
    sorted_rows = store.select(f"SELECT ?number WHERE {{ ?row <{_ROW}> ?number {cells} }} ORDER BY {keys}")
    return Rows(rows.columns, tuple(rows.rows[int(str(number))] for (number,) in sorted_rows.rows))
