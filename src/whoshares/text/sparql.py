"""Answers to SPARQL queries as tables, as JSON (SPARQL 1.1 Query Results JSON Format; 1.2 for triple terms) and CSV."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from whoshares.exports.tables import to_csv
from whoshares.model.plain import plain
from whoshares.model.vocabulary import XSD, shorten
from whoshares.store.engine import Blank, Iri, Literal, Rows, Term, TripleTerm, Truth
from whoshares.store.writing import Triples


def render_rows(rows: Rows) -> Group:
    """A table; things by their short ids."""
    if not rows.rows:
        return Group(Text("No rows: the graph states nothing that fits this query."))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in rows.columns:
        table.add_column(column, overflow="fold")
    for row in rows.rows:
        table.add_row(*("" if cell is None else Text(plain(_shown(cell))) for cell in row))
    number = len(rows.rows)
    return Group(table, Text(f"\n{number:,} {'row' if number == 1 else 'rows'}", "dim"))


def rows_to_json(rows: Rows) -> dict[str, object]:
    """The standard JSON results."""
    bindings = [
        {name: _json(cell) for name, cell in zip(rows.columns, row, strict=True) if cell is not None}
        for row in rows.rows
    ]
    return {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}


def truth_to_json(truth: Truth) -> dict[str, object]:
    """The standard JSON result of ASK."""
    return {"head": {}, "boolean": truth.value}


def triples_to_json(triples: Triples) -> list[dict[str, object]]:
    """Triples as a list of subject, predicate and object, each in the form of the standard JSON results."""
    return [{"subject": _json(s), "predicate": _json(p), "object": _json(o)} for s, p, o in triples.triples]


def rows_to_csv(rows: Rows) -> str:
    """CSV with full IRIs, blank nodes as `_:label`; formula-like text is made harmless."""
    return to_csv(
        rows.columns,
        (
            {c: "" if cell is None else _bare(cell) for c, cell in zip(rows.columns, row, strict=True)}
            for row in rows.rows
        ),
    )


def _shown(term: Term) -> str:
    return shorten(term) if isinstance(term, Iri) else _bare(term)


def _bare(term: Term) -> str:
    return f"_:{term}" if isinstance(term, Blank) else str(term)


def _json(term: Term) -> dict[str, object]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": str(term)}
    if isinstance(term, Literal):
        data: dict[str, object] = {"type": "literal", "value": term.text}
        if term.language:
            data["xml:lang"] = term.language
        elif term.datatype != XSD + "string":
            data["datatype"] = term.datatype
        return data
    if isinstance(term, TripleTerm):
        s, p, o = (_json(part) for part in (term.subject, term.predicate, term.object))
        return {"type": "triple", "value": {"subject": s, "predicate": p, "object": o}}
    return {"type": "bnode", "value": str(term)}
