"""Files from outside: what they hold as it stands, and one sentence for each that cannot be read."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from whoshares.facts.importers import csv_file, reading, workbook
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.outside import Line, OutsideFile
from whoshares.facts.importers.reading import read_outside
from whoshares.model.errors import FileError


def lines(path: Path) -> list[tuple[str, ...]]:
    (sheet,) = read_outside(path).sheets
    return [line.cells for line in sheet.lines]


def written(folder: Path, content: bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path, *, within: str) -> None:
    """Reading ends in one sentence that names the file, says this, and changes nothing."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(FileError) as caught:
        read_outside(path)
    (line,) = caught.value.lines
    assert line.startswith(f"{path}: ")
    assert within in line
    assert line.endswith(".")
    assert "\n" not in line
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_csv_is_read_as_it_stands(tmp_path: Path) -> None:
    content = 'name,list\r\n"Hill PD","a, b"\r\n\r\n Peña ,"two\nlines"\r\nlast,'.encode()
    path = written(tmp_path, content)
    assert read_outside(path) == OutsideFile(
        "x.csv",
        hashlib.sha256(content).hexdigest(),
        read_outside(written(tmp_path, b"\xef\xbb\xbf" + content, "marked.csv")).sheets,
    )
    (sheet,) = read_outside(path).sheets
    assert list(sheet.lines) == [
        Line(1, ("name", "list")),
        Line(2, ("Hill PD", "a, b")),
        Line(4, (" Peña ", "two\nlines")),
        Line(6, ("last", "")),
    ]


def test_blanks_before_quotes_are_no_part_of_the_value(tmp_path: Path) -> None:
    assert lines(written(tmp_path, b'"office", "state", "county"\n"Boston", "Maine", "York, and more"\n')) == [
        ("office", "state", "county"),
        ("Boston", "Maine", "York, and more"),
    ]


@pytest.mark.parametrize(
    ("content", "within"),
    [
        (b"", "is empty"),
        (b"a,b\n1,Pe\xf1a\n", "line 2 is not UTF-8 (byte 0xf1). Read as Windows-1252 it would say “a,b\\n1,Peña\\n”"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-be"), "NUL"),
        (b"a,b\n1,2\n3,\x004\n", "line 3 holds a NUL character"),
        (b'a,b\n1,"2\n3,4\n', "the row that begins on line 2 opens a quote that is never closed"),
        (b'a,b\n1,"2" and more\n', "the row that begins on line 2 has text behind a closing quote"),
        (b"a,b,c\n1,2,3\n4,5", "the row that begins on line 3 has 2 cells, and the first row has 3"),
        (b"a,b\n1,2,3\n", "has 3 cells, and the first row has 2"),
        (b"," * 1_000_000 + b"\n", "the row that begins on line 1 has 1,000,001 cells, and 1,000 is the most"),
        (b"," * 5_000_000, "the row that begins on line 1 has more than 4,000,000 characters"),
        (b'a,b\n1,"' + b"x" * 1_500_000 + b'"\n', "has a cell of more than 1,000,000 characters"),
        (b'a\n"' + b'x""\n' * 1_500_000, "has a cell of more than 1,000,000 characters"),
        (b"a;b\n1;2\n", "set apart by semicolons"),
        (b"a\tb\n1\t2\n", "set apart by tabs"),
        (b"\n<!DOCTYPE html><html>Not found</html>", "a web page"),
        (b"<?xml version='1.0'?><Error/>", "an XML file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"PAR1....PAR1", "a Parquet file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS"),
    ],
)  # fmt: skip
def test_a_csv_that_is_none_is_refused(tmp_path: Path, content: bytes, within: str) -> None:
    refused(written(tmp_path, content), within=within)


def test_a_row_over_many_lines_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "LONGEST_ROW", 1_000)
    refused(written(tmp_path, b"a,b\n" + b'"x\n",' * 400), within="begins on line 2 has more than 1,000 characters")


def test_the_cells_of_a_file_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_CELLS", 100)
    assert len(lines(written(tmp_path, b"a,b\n" * 50))) == 50
    refused(written(tmp_path, b"a,b\n" * 51), within="more than 100 cells")


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10)
    assert lines(written(tmp_path, b"a,b\n1,2345")) == [("a", "b"), ("1", "2345")]
    refused(written(tmp_path, b"a,b\n1,23456"), within="has 11 bytes, and 10 is the most")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "gone.csv", within="No such file")
    refused(tmp_path, within="Is a directory")
    os.mkfifo(tmp_path / "pipe.csv")
    refused(tmp_path / "pipe.csv", within="a pipe or a device")
    refused(written(tmp_path, b"a,b\n", "x.txt"), within="ends in “.txt”")
    refused(written(tmp_path, b"a,b\n", "x"), within="has no ending")


Rows = list[list[object]]


def book(folder: Path, sheets: Mapping[str, Rows], change: Callable[[Workbook], None] = lambda _: None) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(made)
    path = folder / "x.xlsx"
    made.save(path)
    return path


def changed(path: Path, parts: Mapping[str, Callable[[bytes], bytes]], more: Mapping[str, bytes] | None = None) -> Path:
    """The same workbook with some parts changed and some more."""
    with zipfile.ZipFile(path) as old:
        content = {part.filename: old.read(part) for part in old.infolist()}
    for name, change in parts.items():
        content[name] = change(content[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, bytes_ in {**content, **(more or {})}.items():
            new.writestr(name, bytes_)
    return path


SHEET = "xl/worksheets/sheet1.xml"
ROWS: Rows = [["STATE", "SIGNED", "MOA"], ["IOWA", date(2025, 7, 2), "link"]]


def test_a_workbook_is_read_as_it_shows(tmp_path: Path) -> None:
    rows: Rows = [
        ["STATE", "SIGNED", "MOA", "N"],
        ["IOWA ", date(2025, 7, 2), "link", 7],
        [],
        ["OHIO", "5025-07-07", "link pending", 2.5],
        ["#N/A", datetime(2025, 7, 2, 9, 30), None, True],
        ["UTAH", None, "link", 12.0],
    ]

    def dress(made: Workbook) -> None:
        made["List"]["C2"].hyperlink = "https://example.org/a.pdf"
        made["List"]["C6"].hyperlink = "https://example.org/b.pdf?x=1&y=2#page=3"
        made["List"]["Z40"].number_format = "0.00"
        made.create_sheet("Notes").sheet_state = "hidden"

    path = book(tmp_path, {"List": rows}, dress)
    read = read_outside(path)
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    sheet, empty = read.sheets
    assert (sheet.name, empty.name, list(empty.lines)) == ("List", "Notes", [])
    assert [(finding.severity, finding.sheet, finding.message) for finding in read.findings] == [
        (Severity.NOTED, "Notes", "The sheet is hidden.")
    ]
    assert [Line(line.number, line.cells[:4], line.links) for line in sheet.lines] == [
        Line(1, ("STATE", "SIGNED", "MOA", "N")),
        Line(2, ("IOWA ", "2025-07-02", "link", "7"), {2: "https://example.org/a.pdf"}),
        Line(4, ("OHIO", "5025-07-07", "link pending", "2.5")),
        Line(5, ("#N/A", "2025-07-02T09:30:00", "", "TRUE")),
        Line(6, ("UTAH", "", "link", "12"), {2: "https://example.org/b.pdf?x=1&y=2#page=3"}),
    ]


def test_a_formula_is_no_value(tmp_path: Path) -> None:
    read = read_outside(book(tmp_path, {"List": [*ROWS, ["=A2", date(2025, 1, 1), '=HYPERLINK("https://x.org","y")']]}))
    assert read.sheets[0].lines[2].cells == ("", "2025-01-01", "")
    assert [(found.severity, found.sheet, found.row, found.column, found.found) for found in read.findings] == [
        (Severity.UNKNOWN, "List", 3, "A", "=A2"),
        (Severity.UNKNOWN, "List", 3, "C", '=HYPERLINK("https://x.org","y")'),
    ]


@pytest.mark.parametrize("said", [b"A1:XFD1048576", b"A1:B2", b"A1"])
def test_what_a_sheet_says_of_its_extent_does_not_count(tmp_path: Path, said: bytes) -> None:
    path = book(tmp_path, {"List": ROWS * 3})
    changed(path, {SHEET: lambda xml: re.sub(b'ref="A1:C6"', b'ref="' + said + b'"', xml)})
    with zipfile.ZipFile(path) as archive:
        assert said in archive.read(SHEET)
    assert len(lines(path)) == 6


def test_a_link_over_a_range_is_behind_each_cell(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS * 3}, lambda made: setattr(made["List"]["C2"], "hyperlink", "https://x.org/a"))
    changed(path, {SHEET: lambda xml: xml.replace(b'ref="C2"', b'ref="C2:C3"')})
    (sheet,) = read_outside(path).sheets
    assert [line.links for line in sheet.lines] == [{}, *[{2: "https://x.org/a"}] * 2, {}, {}, {}]


def test_a_renamed_file_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS})
    refused(Path(shutil.copy(path, tmp_path / "book.csv")), within="named .csv and holds a ZIP archive or a workbook")
    refused(written(tmp_path, b"a,b\n1,2\n", "text.xlsx"), within="named .xlsx and holds text")


@pytest.mark.parametrize(
    ("part", "within"),
    [
        ("lists.csv", "a ZIP archive without a workbook"),
        ("word/document.xml", "a Word document. Open it, save it as .xlsx"),
        ("mimetype", "an OpenDocument sheet (.ods)"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ],
)
def test_an_archive_of_another_sort_is_refused(tmp_path: Path, part: str, within: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr(part, "a,b\n")
    refused(tmp_path / "x.xlsx", within=within)


def test_cells_that_are_merged_are_said(tmp_path: Path) -> None:
    read = read_outside(book(tmp_path, {"List": ROWS}, lambda made: made["List"].merge_cells("A2:A3")))
    (found,) = read.findings
    assert (found.severity, found.sheet, found.found) == (Severity.NOTED, "List", "A2:A3")
    assert found.message == (
        "Cells are merged: the first holds what may be meant for all, and the others are read as empty."
    )


def test_older_and_encrypted_files_are_refused(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    refused(written(tmp_path, ole, "x.xlsx"), within="an older Office format")
    refused(
        written(tmp_path, ole + "EncryptedPackage".encode("utf-16-le"), "y.xlsx"), within="encrypted with a password"
    )


def test_a_part_that_is_encrypted_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS})
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    refused(written(tmp_path, bytes(content), "x.xlsx"), within="is encrypted")


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    content = book(tmp_path, {"List": ROWS * 50}).read_bytes()
    refused(written(tmp_path, content[: int(len(content) * kept)], "x.xlsx"), within="cut short or damaged")


def test_damage_within_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS * 200})
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(SHEET).header_offset + 120
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    refused(written(tmp_path, bytes(content), "x.xlsx"), within="damaged")


def test_a_workbook_larger_than_is_read_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS})
    blank = b" " * (workbook.LARGEST_UNPACKED // 2)
    changed(path, {}, {"xl/worksheets/a.xml": blank, "xl/worksheets/b.xml": blank})
    assert path.stat().st_size < 200_000
    refused(path, within="67,108,864 bytes are the most that is read")
    changed(book(tmp_path, {"List": ROWS}), {}, {"xl/media/a.png": bytes(workbook.LARGEST_PART + 1)})
    refused(path, within="a part of this workbook (xl/media/a.png) has 1,048,577 bytes once unpacked")
    changed(book(tmp_path, {"List": ROWS}), {}, {f"xl/media/{n}": b"" for n in range(workbook.MOST_PARTS)})
    refused(path, within="1,000 parts")


def test_a_part_longer_than_it_says_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, {"List": ROWS})
    changed(path, {SHEET: lambda xml: xml.replace(b"</worksheet>", b" " * 20_000_000 + b"</worksheet>")})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        told = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    while (at := content.find(told)) >= 0:
        content[at : at + 4] = (50_000).to_bytes(4, "little")
    largest = 0

    class Watched(zipfile.ZipExtFile):
        def _read1(self, n: int) -> bytes:
            nonlocal largest
            found: bytes = super()._read1(n)  # type: ignore[misc]
            largest = max(largest, len(found), n)
            return found

    monkeypatch.setattr(zipfile, "ZipExtFile", Watched)
    refused(written(tmp_path, bytes(content), "x.xlsx"), within="damaged")
    assert 0 < largest <= 2 * 1024 * 1024


BOMBS = {
    "entities": (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        "declares a document type",
    ),
    "cells": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        + b"<c/>" * 60_000 + b"</row></sheetData></worksheet>",
        "more than 50,000 elements",
    ),
    "a row far below": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="99999999999">'
        b'<c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>',
        "more than 200,000 rows",
    ),
    "a column far right": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        "cannot be read as a workbook",
    ),
    "rows that go back": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="5"/>'
        b"<row r='4'/></sheetData></worksheet>",
        "row 4 stands behind row 5",
    ),
    "a text that is nowhere": (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="s"><v>999999</v></c></row></sheetData></worksheet>',
        "cannot be read as a workbook",
    ),
    "no XML": (b"<worksheet>", "is no XML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_sheet_that_is_made_to_break_the_reader_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ELEMENTS", 50_000)
    content, within = BOMBS[name]
    refused(changed(book(tmp_path, {"List": ROWS}), {SHEET: lambda _: content}), within=within)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS, "More": ROWS})
    with zipfile.ZipFile(path) as old:
        kept = {part.filename: old.read(part) for part in old.infolist() if part.filename != "xl/worksheets/sheet2.xml"}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in kept.items():
            new.writestr(name, content)
    refused(path, within="names a sheet that it does not hold")


def test_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<worksheet/>")
    refused(path, within="two parts of one name")


def test_links_are_bounded(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS}, lambda made: setattr(made["List"]["C2"], "hyperlink", "https://x.org/a"))
    changed(path, {SHEET: lambda xml: xml.replace(b'ref="C2"', b'ref="A1:XFD1048576"')})
    refused(path, within="more than 200,000 cells with an address")


def test_a_workbook_may_be_packed_without_compression(tmp_path: Path) -> None:
    path = book(tmp_path, {"List": ROWS})
    packed = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    assert lines(written(tmp_path, packed.getvalue(), "y.xlsx")) == lines(path)
