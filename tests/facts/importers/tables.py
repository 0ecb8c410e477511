"""Small files in the layouts of real ones, made for the tests, and what importers make of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import openpyxl

from whoshares.facts.importers.findings import Findings
from whoshares.facts.importers.importer import Imported, Importer
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.reading import read_outside
from whoshares.facts.importers.tables import Table, table_of

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
"""Real files, where they are; they are no part of the project."""

Cell: TypeAlias = "str | date | int | float | tuple[str, str] | None"
"""A pair is a cell and the address behind it."""


def xlsx(path: Path, rows: Iterable[Sequence[Cell]], *, beside: Iterable[Sequence[Cell]] | None = None) -> Path:
    """A workbook with a sheet of rows; `beside` is a second sheet."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for sheet, of in ((first, rows), (None, beside)):
        if of is None:
            continue
        target = sheet or book.create_sheet()
        for number, row in enumerate(of, start=1):
            for place, cell in enumerate(row, start=1):
                at = target.cell(number, place)
                if isinstance(cell, tuple):
                    at.value, at.hyperlink = cell
                else:
                    at.value = datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell
    book.save(path)
    return path


def comma_separated(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A CSV of rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def table(importer: Importer, path: Path, known: Known | None = None) -> Table:
    """The table of a file that an importer knows the layout of."""
    made = table_of(read_outside(path), importer.layouts, known or Known())
    assert isinstance(made, Table), list(made)
    return made


def imported(importer: Importer, path: Path, known: Known | None = None) -> tuple[Imported, Findings]:
    """What a file states, and what was found wrong."""
    made = table(importer, path, known)
    return importer.read(made), made.findings
