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
        ([sheet(("STATE", "BUREAU"), ("TEXAS", "A"))], "The header row is none that this importer knows."),
        ([sheet(("AGENCY", "STATE"), ("A", "TEXAS"))], "The header row is none that this importer knows."),
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
