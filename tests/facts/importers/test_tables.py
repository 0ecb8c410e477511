"""The layout of a file from outside, and its cells made clean."""

from __future__ import annotations

import pytest

from whoshares.facts.importers.findings import Findings, Severity
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.outside import Line, OutsideFile, Sheet
from whoshares.facts.importers.tables import Layout, Table, table_of

LAYOUT = Layout("of two columns", ("STATE", "AGENCY"))


def read(*sheets: Sheet) -> Table | Findings:
    return table_of(OutsideFile("list.xlsx", "0" * 64, sheets), [LAYOUT], Known())


def sheet(*rows: tuple[str, ...], name: str = "Sheet1") -> Sheet:
    return Sheet(name, [Line(number, cells) for number, cells in enumerate(rows, start=1)])


def test_rows_have_the_names_of_the_columns() -> None:
    table = read(Sheet("Sheet1", [Line(1, ("STATE", "AGENCY")), Line(4, ("TEXAS", "link"), {1: "https://ice.gov/"})]))
    assert isinstance(table, Table)
    (row,) = table.rows
    assert (row["STATE"], row["AGENCY"], row["COUNTY"]) == ("TEXAS", "link", "")
    assert row.links == {"AGENCY": "https://ice.gov/"}
    assert row.at == "Sheet Sheet1, row 4"
    assert not list(table.findings)


def test_what_nobody_sees_is_taken_out_and_said() -> None:
    table = read(sheet(("STATE ", "AGENCY", "", ""), ("TEXAS", "A\u200b  B ", "", " "), ("\u200b", "")))
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [{"STATE": "TEXAS", "AGENCY": "A B"}]
    assert [(f.severity, f.row, f.column, f.found) for f in table.findings] == [
        (Severity.REPAIRED, 2, "AGENCY", "A\u200b  B "),
        (Severity.REPAIRED, 3, "STATE", "\u200b"),
    ]


@pytest.mark.parametrize("hidden", "\x00\x07\x1b\x7f\u034f\u061c\u2800\u3164\ufe0f\U000e0041")
def test_no_character_that_nobody_sees_stays(hidden: str) -> None:
    table = read(sheet(("STATE", "AGENCY"), ("TEXAS", f"A{hidden}B")))
    assert isinstance(table, Table)
    assert table.rows[0]["AGENCY"] == "AB"
    assert [finding.severity for finding in table.findings] == [Severity.REPAIRED]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('=HYPERLINK("https://example.org/","A")', "The cell holds a formula, and is taken as empty."),
        ("\u200b =A2", "The cell holds a formula, and is taken as empty."),
        (
            "Do\ufffda Ana",
            "A character of this cell was lost before the file was made, and the cell is taken as empty.",
        ),
    ],
)
def test_a_cell_that_says_nothing_sure_is_taken_as_empty(cell: str, message: str) -> None:
    table = read(sheet(("STATE", "AGENCY"), ("TEXAS", cell)))
    assert isinstance(table, Table)
    assert table.rows[0]["AGENCY"] == ""
    (found,) = (finding for finding in table.findings if finding.severity is Severity.UNKNOWN)
    assert (found.row, found.column, found.found, found.message) == (2, "AGENCY", cell, message)


def test_a_header_row_that_stands_again_is_no_row() -> None:
    table = read(sheet(("STATE", "AGENCY"), ("TEXAS", "A"), ("STATE ", "AGENCY"), ("UTAH", "B")))
    assert isinstance(table, Table)
    assert [row["STATE"] for row in table.rows] == ["TEXAS", "UTAH"]
    (found,) = (finding for finding in table.findings if finding.severity is Severity.LEFT_OUT)
    assert (found.row, found.message) == (3, "The header row stands here again.")


def test_a_row_with_more_cells_than_columns_is_left_out() -> None:
    table = read(sheet(("STATE", "AGENCY"), ("TEXAS", "A"), ("UTAH", "B", "", "x")))
    assert isinstance(table, Table)
    assert [row["STATE"] for row in table.rows] == ["TEXAS"]
    assert str(next(iter(table.findings))) == (
        "list.xlsx, sheet Sheet1, row 3, column D: left out: A cell stands beside the columns that the header names."
        " “x” stands there."
    )


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        (
            [sheet(("STATE", "BUREAU"), ("TEXAS", "A"))],
            "The header row is none that this importer knows; the one most like it, “of two columns”, "
            "has no “BUREAU”, and has “AGENCY” besides.",
        ),
        (
            [sheet(("STATE", "AGENCY", *map(str, range(9))), ("TEXAS", "A"))],
            "The header row is none that this importer knows; the one most like it, “of two columns”, "
            "has no “0”, “1”, “2”, “3”, “4” and 4 more.",
        ),
        (
            [sheet(("AGENCY", "STATE"), ("A", "TEXAS"))],
            "The header row is none that this importer knows; the one most like it, “of two columns”, "
            "has the columns once and in another order.",
        ),
        (
            [sheet(("As of July",), ("STATE", "AGENCY"), ("TEXAS", "A"))],
            "The header row is none that this importer knows; one that it knows stands in row 2: delete what stands "
            "above it.",
        ),
        ([sheet(("Notes",), ("x",))], "The header row is none that this importer knows."),
        ([sheet(("STATE", "AGENCY"), ("TEXAS", "A"), name=name) for name in "ab"], "Several sheets hold a table"),
        ([sheet(("STATE", "AGENCY"))], "The table has a header row and nothing below it."),
        ([sheet()], "The file holds no table."),
    ],
)
def test_what_is_no_table_that_is_known_stops(sheets: list[Sheet], message: str) -> None:
    findings = read(*sheets)
    assert isinstance(findings, Findings)
    assert findings.stop
    assert any(finding.message.startswith(message) for finding in findings)


def test_an_empty_sheet_beside_the_table_is_passed_over() -> None:
    table = read(sheet(("STATE", "AGENCY"), ("TEXAS", "A")), Sheet("Sheet2", []))
    assert isinstance(table, Table)
    assert [(f.severity, f.sheet) for f in table.findings] == [(Severity.NOTED, "Sheet2")]
