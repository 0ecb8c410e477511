"""XLSX from outside: bounded before anything is unpacked, and read cell by cell; nothing in it is run."""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from whoshares.facts.importers.findings import Finding, Severity
from whoshares.facts.importers.outside import Line, Sheet
from whoshares.model.errors import FileError, one_line

LARGEST_UNPACKED: Final = 64 * 1024 * 1024
"""How many bytes all parts of a workbook may have together, once unpacked."""
LARGEST_PART: Final = 1024 * 1024
"""How many a part may have that holds neither cells, nor their texts, nor addresses."""
MOST_PARTS: Final = 1_000
MOST_CELLS: Final = 2_000_000
"""How many cells the sheets may have together, those that are left out among them."""
MOST_ROWS: Final = 200_000
"""How many rows the sheets may have together, empty ones between others among them."""
LONGEST_CELL: Final = 32_767
"""How many characters a cell may have, as Excel allows."""
MOST_LINKS: Final = 200_000
MOST_ELEMENTS: Final = 5_000_000
MOST_TEXTS: Final = 500_000
"""How many shared texts a workbook may have."""

_BETWEEN: Final = " "
"""What the parser puts between a namespace and a name."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main" + _BETWEEN
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships" + _BETWEEN
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships" + _BETWEEN
_READ: Final = {
    f"{_MAIN}row", f"{_MAIN}hyperlink", f"{_MAIN}mergeCell", f"{_MAIN}sheet", f"{_PACKAGE}Relationship",
}  # fmt: skip
_BOOK: Final = "xl/workbook.xml"
_OTHERS: Final = {
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "mimetype": "an OpenDocument sheet (.ods), or another document of its kind",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "Index/Document.iwa": "a document of Apple's Numbers or its siblings",
}
"""By a part that only these hold, what else a ZIP archive is."""
_LARGE: Final = ("xl/worksheets/", "xl/sharedStrings.xml")
"""Where parts may be as large as all together."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STEP: Final = 1024 * 1024
_SHOWN: Final = 5
"""How many merged ranges are told."""


def read_workbook(content: bytes, path: Path) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The sheets of a workbook, hidden ones too, and what was found on the way.

    A cell with a formula is empty, and said: what it last showed is no value that anybody wrote. Raises FileError where
    the file is damaged, encrypted, no workbook, or larger than is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive.infolist(), path)
            parts = {part.filename: _unpacked(archive, part) for part in archive.infolist()}
        _check_markup(parts, path)
        return _Book(parts, path).read()
    except FileError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise FileError(f"{path}: this workbook is cut short or damaged. Get the file again.") from None
    except Exception as error:  # from a file that is made to break it, the library raises errors of any kind
        raise FileError(
            f"{path}: this cannot be read as a workbook ({type(error).__name__}: {one_line(str(error))[:200]}). "
            "The file is damaged or of another sort: get it again, or open it and save it anew as .xlsx."
        ) from None


def _check_parts(parts: Sequence[zipfile.ZipInfo], path: Path) -> None:
    """Refuse what would not fit, before any of it is unpacked."""
    names = {part.filename for part in parts}
    if _BOOK not in names and (other := next((words for part, words in _OTHERS.items() if part in names), None)):
        raise FileError(f"{path}: this is {other}. Open it, save it as .xlsx, and import that.")
    if _BOOK not in names:
        raise FileError(
            f"{path}: this is a ZIP archive without a workbook in it. Name a workbook, or unpack the archive."
        )
    if len(names) < len(parts):
        raise FileError(f"{path}: this workbook holds two parts of one name. The file is damaged: get it again.")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise FileError(
            f"{path}: this workbook has {len(parts):,} parts of {unpacked:,} bytes once unpacked, and "
            f"{MOST_PARTS:,} parts of {LARGEST_UNPACKED:,} bytes are the most that is read. Check that it is the table "
            "that is meant, or save the sheet as CSV."
        )
    for part in parts:
        if part.flag_bits & 1 or part.compress_type not in _METHODS:
            raise FileError(
                f"{path}: a part of this workbook ({part.filename}) is encrypted, or packed in a way that workbooks "
                "are not. Open it, save it anew as .xlsx, and import that."
            )
        most = LARGEST_UNPACKED if part.filename.startswith(_LARGE) else LARGEST_PART
        if part.file_size > most:
            raise FileError(
                f"{path}: a part of this workbook ({part.filename}) has {part.file_size:,} bytes once unpacked, and "
                f"{most:,} is the most that is read. Save the sheet alone as .xlsx or CSV, and import that."
            )


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part, as long as its size says. Taken at once, one that is longer would be unpacked whole before it is cut."""
    with archive.open(part) as file:
        return b"".join(iter(lambda: file.read(_STEP), b""))


def _check_markup(parts: Mapping[str, bytes], path: Path) -> None:
    """Refuse entities, and more elements than the library could hold: it makes a tree of each row and each text."""
    elements = texts = 0

    def begin(name: str, _: object) -> None:
        nonlocal elements, texts
        elements += 1
        texts += name == "si"
        if elements > MOST_ELEMENTS or texts > MOST_TEXTS:
            raise FileError(
                f"{path}: this workbook has more than {MOST_ELEMENTS:,} elements or {MOST_TEXTS:,} texts. Check that "
                "it is the table that is meant, or save the sheet as CSV."
            )

    def refuse(*_: object) -> None:
        raise FileError(
            f"{path}: a part of this workbook declares a document type, as no spreadsheet program does. Get the file "
            "again."
        )

    for name, content in parts.items():
        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            if name.endswith((".xml", ".rels")):
                raise FileError(
                    f"{path}: a part of this workbook ({name}) is no XML ({error}). The file is damaged: get it again."
                ) from None


class _Book:
    """A workbook that is being read, and what was found in it."""

    def __init__(self, parts: Mapping[str, bytes], path: Path) -> None:
        self._parts = parts
        self._path = path
        self._found: list[Finding] = []
        self._cells = self._rows = 0

    def read(self) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
        """All sheets with cells."""
        from openpyxl import load_workbook

        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in self._parts.items():
                archive.writestr(name, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read here
            book: Any = load_workbook(packed, read_only=True, data_only=False, keep_links=False)
            parts = self._parts_of_sheets()
            if [sheet.title for sheet in book.worksheets] != list(parts):
                raise FileError(
                    f"{self._path}: this workbook names a sheet that it does not hold, or a chart. Save the sheet "
                    "alone as .xlsx or CSV, and import that."
                )
            sheets = tuple(
                self._sheet(sheet, self._links(parts[sheet.title], sheet.title)) for sheet in book.worksheets
            )
        return sheets, tuple(self._found)

    def _sheet(self, sheet: Any, links: Mapping[tuple[int, int], str]) -> Sheet:
        if sheet.sheet_state != "visible":
            self._say(Severity.NOTED, "The sheet is hidden.", sheet.title)
        sheet.reset_dimensions()  # what the file says of its extent may be more than there is, or less
        lines: list[Line] = []
        for number, row in enumerate(sheet.iter_rows(), start=1):
            self._count(len(row))
            cells = tuple(self._shown(cell, sheet.title) for cell in row)
            behind = {place: link for place in range(len(row)) if (link := links.get((number, place + 1)))}
            if any(cells) or behind:
                lines.append(Line(number, cells, behind))
        return Sheet(sheet.title, tuple(lines))

    def _count(self, cells: int) -> None:
        self._rows += 1
        self._cells += cells
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            raise FileError(
                f"{self._path}: the sheets have more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, perhaps empty "
                "ones. Delete what stands beyond the table, or save the sheet as CSV, and import that."
            )

    def _shown(self, cell: Any, sheet: str) -> str:
        """What a cell shows, as text."""
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == "f" or not isinstance(value, str | bool | int | float | date):
            self._say(
                Severity.UNKNOWN,
                "The cell holds a formula, or a value that is neither text, number nor day, and is taken as empty.",
                sheet,
                cell.row,
                cell.column_letter,
                str(value) if isinstance(value, str) else "",
            )
            return ""
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            raise FileError(
                f"{self._path}: sheet {sheet}, row {cell.row}: a cell has {len(value):,} characters, and "
                f"{LONGEST_CELL:,} is the most that a workbook has. The file is damaged: get it again."
            )
        return _text(value)

    def _say(
        self, severity: Severity, message: str, sheet: str, row: int = 0, column: str = "", found: str = ""
    ) -> None:
        self._found.append(Finding(severity, message, self._path.name, sheet, row, column, found))

    def _parts_of_sheets(self) -> dict[str, str]:
        """By the title of each sheet, in their order, the part that holds it."""
        addresses = self._addresses(_BOOK)
        return {
            sheet.get("name", ""): posixpath.normpath(posixpath.join("/xl", addresses[sheet[f"{_OFFICE}id"]])).lstrip(
                "/"
            )
            for name, sheet in _elements(self._parts[_BOOK])
            if name == f"{_MAIN}sheet"
        }

    def _addresses(self, part: str) -> dict[str, str]:
        """By id, what a part points at."""
        folder, name = posixpath.split(part)
        relations = _elements(self._parts.get(f"{folder}/_rels/{name}.rels", b"<none/>"))
        return {
            relation.get("Id", ""): relation.get("Target", "")
            for name, relation in relations
            if name == f"{_PACKAGE}Relationship"
        }

    def _links(self, part: str, sheet: str) -> dict[tuple[int, int], str]:
        """By row and column, the web address behind a cell. Raises FileError where rows do not follow one another.

        Cells that are merged are said.
        """
        addresses = self._addresses(part)
        links: dict[tuple[int, int], str] = {}
        merged: list[str] = []
        row = 0
        for name, element in _elements(self._parts[part]):
            if name == f"{_MAIN}row":
                last, row = row, int(element.get("r", row + 1))
                if row <= last:
                    raise FileError(f"{self._path}: row {row} stands behind row {last}. The file is damaged.")
            elif name == f"{_MAIN}mergeCell":
                merged.append(element.get("ref", ""))
            elif name == f"{_MAIN}hyperlink" and (number := element.get(f"{_OFFICE}id")) in addresses:
                within = element.get("location")
                address = addresses[number] + (f"#{within}" if within else "")
                for place in _places(element.get("ref", "")):
                    links[place] = address
                    if len(links) > MOST_LINKS:
                        raise FileError(
                            f"{self._path}: a sheet has more than {MOST_LINKS:,} cells with an address behind them. "
                            "Check that it is the table that is meant."
                        )
        if merged:
            self._say(
                Severity.NOTED,
                "Cells are merged: the first holds what may be meant for all, and the others are read as empty.",
                sheet,
                found=", ".join(merged[:_SHOWN]) + (f" and {len(merged) - _SHOWN:,} more" if merged[_SHOWN:] else ""),
            )
        return links


def _elements(markup: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The name and the attributes of each element that matters here, in the order in which they begin."""
    found: list[tuple[str, dict[str, str]]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name in _READ:
            found.append((name, attributes))

    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.StartElementHandler = begin
    parser.Parse(markup, True)
    return iter(found)


def _places(ref: str) -> Iterator[tuple[int, int]]:
    """The rows and columns of a range such as G2 or G2:G9."""
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    assert None not in (left, top, right, bottom)
    yield from product(range(top, bottom + 1), range(left, right + 1))


def _text(value: str | bool | int | float | date) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            at_midnight = value.time() == value.time().min
            return value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
