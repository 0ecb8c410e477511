"""Tables as CSV, for spreadsheets: cells that a spreadsheet would take for formulas are defused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from whoshares.model.plain import plain

if TYPE_CHECKING:
    from whoshares.exports.results import Result


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV (RFC 4180), each in one line: cells are made plain, as printed text is.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column, "")) for column in columns])
    return stream.getvalue()


def csv_bom(result: Result) -> list[str]:
    """The table of an answer as CSV that begins with U+FEFF, by which Excel knows that it is UTF-8."""
    return ["\ufeff", to_csv(*result.table)]


def _cell(text: str) -> str:
    text = plain(text)
    if text.startswith(("=", "+", "-", "@")) and not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        return "'" + text
    return text
