"""The answer to a query of the catalogue."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.sparql.catalogue.binding import Given, bind, filled
from whoshares.sparql.catalogue.queries import CatalogueQuery
from whoshares.store.engine import Blank, Iri, Literal, Rows, Store, Term
from whoshares.store.names import Names

_WRITTEN: Final = re.compile(r"""(SEPARATOR\s*=\s*)(?:" \| "|' \| ')""", re.IGNORECASE)
"""What joins the values of a cell that holds several, in the files of the catalogue: data may hold it."""

SEPARATOR: Final = f" {secrets.token_hex(8)} "
"""What joins them when a query is asked: made anew in each process, so that no data can hold it."""

Cell = Term | tuple[str, ...] | None
"""A cell: a term, or several values, or nothing."""


@dataclass(frozen=True)
class CatalogueAnswer(Answer):
    """The answer to a query of the catalogue."""

    query: CatalogueQuery
    bound: Mapping[str, tuple[Term, ...]]
    """The terms of each parameter; none where it was left open."""
    table: tuple[Mapping[str, Cell], ...]
    """One mapping from column to cell a row, in the query's order."""
    searched: int
    """How many sources the graph holds."""
    labels: Mapping[str, str]
    """The labels of the things that parameters are bound to."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "query": self.query.name,
            "question": self.query.question,
            "params": {name: [str(term) for term in terms] for name, terms in self.bound.items()},
            "columns": list(self.query.columns),
            "rows": [{name: _plain(cell) for name, cell in row.items()} for row in self.table],
            "searched": {"sources": self.searched},
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """The rows as text, things by full IRI, several values joined with “; ”."""
        return [
            {name: "; ".join(cell) if isinstance(cell, tuple) else _bare(cell) for name, cell in row.items()}
            for row in self.table
        ]


def answer(
    query: CatalogueQuery, store: Store, names: Names, given: Mapping[str, Given | Sequence[Given] | None]
) -> CatalogueAnswer:
    """What a store answers to a query with these values. Raises as `bind` does, and QueryError."""
    bound = bind(query, names, given)
    sources = {str(statement.subject) for statement in store.statements(predicate=v.TYPE, value=v.SOURCE)}
    labels = {str(term): names.label(term) for terms in bound.values() for term in terms if isinstance(term, Iri)}
    return CatalogueAnswer(query, bound, tabulate(query, store.select(asked(query, bound))), len(sources), labels)


def asked(query: CatalogueQuery, bound: Mapping[str, Sequence[Term]]) -> str:
    """The query as `tabulate` wants it answered: filled, and with a separator that no data can hold."""
    text = _WRITTEN.sub(rf'\g<1>"{SEPARATOR}"', query.text)
    return filled(replace(query, text=text), bound)


def tabulate(query: CatalogueQuery, rows: Rows) -> tuple[Mapping[str, Cell], ...]:
    """The engine's rows by column, with each cell of several values split and sorted.

    The rows are those of what `asked` gives. SPARQL leaves the order of what GROUP_CONCAT joins to the engine, and an
    empty value is one among them.
    """
    return tuple(
        {name: _split(cell) if name in query.lists else cell for name, cell in zip(rows.columns, row, strict=True)}
        for row in rows.rows
    )


def _split(cell: Term | None) -> tuple[str, ...]:
    return tuple(sorted(set(str(cell or "").split(SEPARATOR)) - {""}))


def _bare(cell: Term | None) -> str:
    return f"_:{cell}" if isinstance(cell, Blank) else str(cell or "")


def _plain(cell: Cell) -> object:
    """A cell as JSON has it: numbers and truth values as such, things and all else as text."""
    if isinstance(cell, tuple):
        return list(cell)
    if not isinstance(cell, Literal):
        return None if cell is None else _bare(cell)
    kind = cell.datatype.removeprefix(v.XSD)
    if kind == "boolean":
        return cell.text in ("true", "1")
    if kind in ("integer", "decimal") and re.fullmatch(r"[+-]?\d+(\.\d*)?", cell.text, re.ASCII):
        number = Decimal(cell.text)
        return int(number) if number == number.to_integral_value() else float(number)
    return cell.text
