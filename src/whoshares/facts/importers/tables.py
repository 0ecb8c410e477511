"""The one table of a file: which layout it has, and its rows with cells that are clean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from whoshares.facts.importers.findings import Findings, Severity
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.outside import Line, OutsideFile, Sheet
from whoshares.model.measured import Advance, tell_nobody


@dataclass(frozen=True, slots=True)
class Layout:
    """A header row that an importer knows, exactly."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, its cells by the names of their columns."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, str]
    """Without invisible characters, and without white space around or doubled within."""
    links: Mapping[str, str]
    """By column, the address behind the cell."""

    def __getitem__(self, column: str) -> str:
        """What a cell shows; "" where it is empty, or the layout has no such column."""
        return self.cells.get(column, "")

    @property
    def at(self) -> str:
        """The locator of what the row states."""
        return f"Sheet {self.sheet}, row {self.number}" if self.sheet else f"Row {self.number}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, under a layout that is known."""

    file: OutsideFile
    layout: Layout
    rows: Sequence[Row]
    findings: Findings
    """What was found so far; an importer adds to it."""
    known: Known
    """What other sources name, such as the counties of a state."""
    advance: Advance = tell_nobody
    """Told of rows that are done."""

    def each(self) -> Iterator[Row]:
        """The rows in turn, each of which is done when the next is asked for: for what takes longest in an importer."""
        for row in self.rows:
            yield row
            self.advance(1)

    def found(
        self, row: Row, severity: Severity, message: str, column: str = "", expected: str = "", found: str | None = None
    ) -> None:
        """Add a finding at a row; `found` is what the cell shows, unless it is given."""
        self.findings.add(
            severity,
            message,
            sheet=row.sheet,
            row=row.number,
            column=column,
            found=row[column] if found is None else found,
            expected=expected,
        )


def table_of(file: OutsideFile, layouts: Sequence[Layout], known: Known) -> Table | Findings:
    """The table of a file; the findings alone where one of them stops the import.

    One sheet has a layout that is known, and all others are empty.
    """
    findings = Findings(file.name, file.findings)
    by_columns = {layout.columns: layout for layout in layouts}
    tables: list[tuple[Sheet, Layout, int]] = []
    for sheet in file.sheets:
        if not sheet.lines:
            findings.add(Severity.NOTED, "The sheet is empty and is passed over.", sheet=sheet.name)
            continue
        header, width = _header(sheet.lines[0])
        layout = by_columns.get(header)
        if layout is None:
            findings.add(
                Severity.STOPS,
                f"The header row is none that this importer knows{_what_differs(sheet, header, layouts)}.",
                sheet=sheet.name,
                row=sheet.lines[0].number,
                found=" | ".join(header),
                expected="; ".join(f"{one.name}: {' | '.join(one.columns)}" for one in layouts),
            )
            continue
        tables.append((sheet, layout, width))
    if len(tables) > 1:
        names = ", ".join(sheet.name for sheet, _, _ in tables)
        findings.add(Severity.STOPS, "Several sheets hold a table, and which one counts is not known.", found=names)
    elif not tables and not findings.stop:
        findings.add(Severity.STOPS, "The file holds no table.")
    if findings.stop:
        return findings
    (sheet, layout, width), *_ = tables
    rows = [row for line in sheet.lines[1:] if (row := _row(file.name, sheet.name, line, layout, width, findings))]
    if not rows:
        findings.add(Severity.STOPS, "The table has a header row and nothing below it.", sheet=sheet.name)
    return findings if findings.stop else Table(file, layout, rows, findings, known)


INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees: zero-width ones, fillers, marks of direction, the soft hyphen, control characters."""
_LOST: Final = "\ufffd"
"""What programs write for a character that they could not read."""


def clean(text: str) -> str:
    """A cell without invisible characters, and without white space around it or doubled within."""
    return " ".join(INVISIBLE.sub("", text).split())


def _what_differs(sheet: Sheet, header: tuple[str, ...], layouts: Sequence[Layout]) -> str:
    """Where a header row that is known stands instead, or how this one differs from the one that is most like it."""
    known = {layout.columns for layout in layouts}
    below = next((line.number for line in sheet.lines[1:_LOOKED_AT] if _header(line)[0] in known), None)
    if below:
        return f"; one that it knows stands in row {below}: delete what stands above it"
    near = max(
        layouts, key=lambda layout: len(set(header) & set(layout.columns)) - len(set(header) ^ set(layout.columns))
    )
    more = [name for name in header if name not in near.columns]
    less = [name for name in near.columns if name not in header]
    if len(less) == len(near.columns):
        return ""
    parts = (
        f"has no {_listed(more)}" if more else "",
        f"has {_listed(less)} besides" if less else "",
        "" if more or less else "has the columns once and in another order",
    )
    return f"; the one most like it, “{near.name}”, {', and '.join(filter(None, parts))}"


def _listed(names: Sequence[str]) -> str:
    shown = [f"“{name[:_LONG]}”" if name else "(empty)" for name in names[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


_SHOWN: Final = 5
_LONG: Final = 60
"""How many names are told, and how much of each."""


_LOOKED_AT: Final = 20
"""Among how many rows a header is looked for that does not stand first."""


def _header(line: Line) -> tuple[tuple[str, ...], int]:
    """The names of the columns, trailing empty ones left out, and how many there are."""
    cells = [clean(cell) for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells), len(cells)


def _row(file: str, sheet: str, line: Line, layout: Layout, width: int, findings: Findings) -> Row | None:
    """A row with clean cells; `None` where nothing stands in it, or something beside the columns."""
    for place, beyond in enumerate(line.cells[width:], start=width):
        if clean(beyond):
            findings.add(
                Severity.LEFT_OUT,
                "A cell stands beside the columns that the header names.",
                sheet=sheet,
                row=line.number,
                column=_letters(place),
                found=beyond,
            )
            return None
    cells: dict[str, str] = {}
    for column, cell in zip(layout.columns, _filled(line.cells, width), strict=True):
        cells[column] = cleaned = clean(cell)
        if cleaned != cell:
            findings.add(
                Severity.REPAIRED,
                _what_was_cleaned(cell),
                sheet=sheet,
                row=line.number,
                column=column,
                found=cell,
            )
        if why := _not_taken(cleaned):
            findings.add(Severity.UNKNOWN, why, sheet=sheet, row=line.number, column=column, found=cell)
            cells[column] = ""
    links = {layout.columns[place]: link for place, link in sorted(line.links.items()) if place < width}
    if not any(cells.values()):
        return None
    if tuple(cells.values()) == layout.columns:
        findings.add(Severity.LEFT_OUT, "The header row stands here again.", sheet=sheet, row=line.number)
        return None
    return Row(file, sheet, line.number, cells, links)


def _filled(cells: Sequence[str], width: int) -> Iterator[str]:
    yield from cells[:width]
    yield from [""] * (width - len(cells))


def _not_taken(cell: str) -> str:
    """Why a cell is taken as empty; "" where it is not."""
    if cell.startswith("="):
        return "The cell holds a formula, and is taken as empty."
    if _LOST in cell:
        return "A character of this cell was lost before the file was made, and the cell is taken as empty."
    return ""


def _what_was_cleaned(cell: str) -> str:
    if INVISIBLE.search(cell):
        return "Invisible characters are left out."
    return "White space around the value, or doubled within it, is left out."


def _letters(place: int) -> str:
    """The name that a spreadsheet has for a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
