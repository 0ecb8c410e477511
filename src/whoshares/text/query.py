"""The query catalogue as people read it: its list, one query explained, and an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain, plain_lines
from whoshares.model.vocabulary import shorten
from whoshares.store.engine import Blank, Iri

if TYPE_CHECKING:
    from whoshares.sparql.catalogue import CatalogueAnswer, CatalogueQuery
    from whoshares.sparql.catalogue.answers import Cell

_GAP = 2
_NARROWEST = 24
"""A column may be folded to this many signs before the rows are shown one below the other instead."""


def render_list(queries: Sequence[CatalogueQuery]) -> Group:
    """The queries by topic, each with its question."""
    parts: list[RenderableType] = []
    for topic, group in groupby(queries, key=lambda query: query.topic):
        parts.append(Text(topic, "bold cyan"))
        table = Table.grid(padding=(0, _GAP, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for query in group:
            table.add_row(Text(query.name), _asked(query))
        parts += [Padding(table, (0, 0, 0, 2)), Text()]
    hint = "“whoshares query NAME” asks; with --explain it shows what a query takes and gives, and its SPARQL."
    return Group(*parts, Text(hint, "dim"))


def render_query(query: CatalogueQuery, sparql: str) -> Group:
    """What a query asks, takes and gives, and the SPARQL that would run."""
    parts: list[RenderableType] = [Text(query.question, "bold"), Text(query.name, "cyan"), Text(), Text(query.summary)]
    if query.parameters:
        parts.append(Text("\nParameters", "bold"))
        parts.append(
            _definitions(
                {
                    f"--{p.option}": f"{p.help} Takes a {p.wanted}{', required' if p.required else ''}: {p.example}"
                    for p in query.parameters
                }
            )
        )
    parts.append(Text("\nColumns", "bold"))
    parts.append(_definitions(query.columns))
    parts.append(Text("\nSPARQL", "bold"))
    parts.append(Padding(Text(plain_lines(sparql.rstrip())), (0, 0, 0, 2)))
    return Group(*parts)


def render_answer(answer: CatalogueAnswer) -> Group:
    """The question, what it was asked of, and the rows: as a table where there is room, else one below the other."""
    head = Text(answer.query.question, "bold")
    for name, terms in answer.bound.items():
        if terms:
            given = ", ".join(plain(answer.labels.get(str(term), str(term))) for term in terms)
            head.append(f"\n{name}: {given}", "not bold")
    if not answer.table:
        searched = f"{answer.searched:,} {'source' if answer.searched == 1 else 'sources'}"
        return Group(head, Text(f"\nNo rows. {answer.query.empty} {searched} searched."))
    number = len(answer.table)
    return Group(head, Text(), _Rows(answer), Text(f"\n{number:,} {'row' if number == 1 else 'rows'}", "dim"))


class _Rows:
    """The rows of an answer, laid out for the width there is."""

    def __init__(self, answer: CatalogueAnswer) -> None:
        columns = answer.query.columns
        self.columns = [c for c in columns if not (c.endswith("Id") and c[:-2] in columns)]
        self.rows = [[_shown(row[column]) for column in self.columns] for row in answer.table]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widest = [max(map(cell_len, (name, *column))) for name, column in self._by_column()]
        least = sum(min(width, _NARROWEST) for width in widest) + _GAP * (len(widest) - 1)
        yield self._table() if least <= options.max_width else self._records()

    def _by_column(self) -> list[tuple[str, list[str]]]:
        return [(name, [row[place] for row in self.rows]) for place, name in enumerate(self.columns)]

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, _GAP, 0, 0))
        for name, column in self._by_column():
            table.add_column(name, overflow="fold", justify="right" if all(map(_is_number, column)) else "left")
        for row in self.rows:
            table.add_row(*map(Text, row))
        return table

    def _records(self) -> Group:
        records: list[RenderableType] = []
        for row in self.rows:
            held = [(name, cell) for name, cell in zip(self.columns, row, strict=True) if cell]
            table = Table.grid(padding=(0, _GAP, 0, 0))
            table.add_column(style="dim", width=max(map(len, self.columns)))
            table.add_column(ratio=1)
            for place, (name, cell) in enumerate(held):
                table.add_row(name, Text(cell, "bold" if place == 0 else ""))
            records += [table, Text()]
        return Group(*records[:-1])


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", cell, re.ASCII) is not None


def _definitions(described: Mapping[str, str]) -> Padding:
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(ratio=1)
    for name, text in described.items():
        table.add_row(name, Text(text))
    return Padding(table, (0, 0, 0, 2))


def _asked(query: CatalogueQuery) -> Text:
    asked = Text(query.question)
    needed = " ".join(f"--{parameter.option}" for parameter in query.parameters if parameter.required)
    if needed:
        asked.append(f" {needed}", "dim")
    return asked


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return plain("; ".join(cell))
    return plain(shorten(cell) if isinstance(cell, Iri) else f"_:{cell}" if isinstance(cell, Blank) else str(cell))
