"""CSV from outside: UTF-8, commas, as many cells in each row as in the first. What breaks this is said and refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from whoshares.facts.importers.findings import Finding
from whoshares.facts.importers.outside import Line, Sheet
from whoshares.model.errors import FileError
from whoshares.model.plain import plain

LONGEST_ROW: Final = 4_000_000
"""How many characters a row may have: a list of 100,000 names in one cell."""
LONGEST_CELL: Final = 1_000_000
"""How many characters a cell may have."""
MOST_COLUMNS: Final = 1_000
"""How many cells a row may have."""
MOST_CELLS: Final = 4_000_000
"""How many cells a file may have."""

_MARK: Final = b"\xef\xbb\xbf"
_SPACED: Final = b'", "'
"""In a header row: quotes begin only after a blank, which the format takes for a part of the value."""


def read_csv(content: bytes, path: Path) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The rows of a CSV, as one sheet, and what was found on the way.

    Raises FileError, with the line, where the text is not UTF-8, the quotes or the number of cells do not fit, or a
    row, a cell or the file is larger than is read.
    """
    body = content.removeprefix(_MARK)
    _check_text(body, path)
    return (Sheet("", tuple(_rows(body, path))),), ()


def _check_text(body: bytes, path: Path) -> None:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if body.startswith(mark):
            raise FileError(
                f"{path}: the text is UTF-16, and UTF-8 is expected. Save it as “CSV UTF-8” and import that."
            )
    if (at := body.find(b"\0")) >= 0:
        raise FileError(
            f"{path}: line {_line_of(body, at)} holds a NUL character, which no text has. The file is damaged or of "
            "another sort: get it again."
        )
    try:
        body.decode()
    except UnicodeDecodeError as error:
        line = _line_of(body, error.start)
        around = body[max(0, error.start - 15) : error.start + 15].decode("cp1252", "replace")
        raise FileError(
            f"{path}: line {line} is not UTF-8 (byte {body[error.start]:#04x}). Read as Windows-1252 it would say "
            f"“{plain(around)}”. What it should be is not guessed: save the file as “CSV UTF-8” and import that."
        ) from None


def _line_of(body: bytes, at: int) -> int:
    return body.count(b"\n", 0, at) + 1


class _Bounded:
    """The lines of a file, none longer than a row may be, with a count of how much the row so far has."""

    def __init__(self, body: bytes, path: Path) -> None:
        self._file = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
        self._path = path
        self.of_row = 0
        """How many characters the lines of this row have so far; whoever takes a row sets it back."""
        self.begun = 1
        """The line on which this row begins."""

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_ROW + 1):
            self.of_row += len(line)
            if self.of_row > LONGEST_ROW:
                raise FileError(
                    f"{self._path}: the row that begins on line {self.begun} has more than {LONGEST_ROW:,} characters. "
                    "A quote may not be closed, or the file is no table: check that line."
                )
            yield line


def _rows(body: bytes, path: Path) -> Iterator[Line]:
    """The rows that hold anything. Raises FileError as `read_csv` does."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _Bounded(body, path)
    spaced = _SPACED in body[: body.find(b"\n")]
    reader = csv.reader(iter(lines), strict=True, skipinitialspace=spaced)
    width = total = 0
    while True:
        begun = lines.begun = reader.line_num + 1
        lines.of_row = 0
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise FileError(f"{path}: {_what_is_wrong(str(error), begun)}") from None
        if len(cells) > MOST_COLUMNS:
            raise FileError(
                f"{path}: the row that begins on line {begun} has {len(cells):,} cells, and {MOST_COLUMNS:,} is the "
                "most that is read. Check that the file is the table that is meant."
            )
        if not any(cells):
            continue
        if not width:
            width = len(cells)
            _check_header(cells, path)
        if len(cells) != width:
            raise FileError(
                f"{path}: the row that begins on line {begun} has {len(cells):,} cells, and the first row has "
                f"{width:,}. Which cell belongs to which column is not known: the file may be cut short, or a quote be "
                "missing. Mend the row, or get the file again."
            )
        total += width
        if total > MOST_CELLS:
            raise FileError(f"{path}: this file has more than {MOST_CELLS:,} cells. Cut it into several.")
        yield Line(begun, tuple(cells))


def _check_header(cells: list[str], path: Path) -> None:
    if len(cells) == 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in cells[0]:
                raise FileError(
                    f"{path}: the cells seem to be set apart by {word}, and commas are expected. Save the file as a "
                    "CSV with commas."
                )


def _what_is_wrong(error: str, begun: int) -> str:
    """A fault of the csv module in words."""
    where = f"the row that begins on line {begun}"
    if "unexpected end of data" in error:
        return f"{where} opens a quote that is never closed. The file may be cut short: get it again, or mend the row."
    if "field larger" in error:
        return (
            f"{where} has a cell of more than {LONGEST_CELL:,} characters. A quote may not be closed: check that line."
        )
    if "expected after" in error:
        return f"{where} has text behind a closing quote. A quote within a cell is written twice: mend the row."
    return f"{where} cannot be read ({error}). Mend the row."
