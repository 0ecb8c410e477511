"""Files that cannot be imported: each ends in a sentence and exit code 2, and the folder is as it was."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from tests.by_hand import Command
from tests.facts.importers.tables import Cell, xlsx

from whoshares.facts.importers.counties import LAYOUT
from whoshares.facts.importers.ice_287g_rows import OF_JULY_2025

HEADER = ",".join(LAYOUT.columns)
BEE = "TX,48,Texas,025,Bee County"


def workbook(folder: Path) -> bytes:
    row: list[Cell] = ["TEXAS", "Bee County Sheriff's Office", "County", "#N/A", "Task Force Model", "2025-05-08"]
    return xlsx(folder / "made.xlsx", [OF_JULY_2025.columns, [*row, None, None]]).read_bytes()


def of_formulas(folder: Path) -> bytes:
    header: list[Cell] = ["=1+1", *OF_JULY_2025.columns[1:]]
    return xlsx(folder / "made.xlsx", [header, ["TEXAS"]]).read_bytes()


def bomb(folder: Path) -> bytes:
    """The same workbook, of which a part says that it is small, and is not."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(folder))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/worksheets/sheet9.xml", bytes(70_000_000))
    return made.getvalue()


def text(content: bytes) -> Callable[[Path], bytes]:
    return lambda folder: content


FAULTY: dict[str, tuple[str, str, Callable[[Path], bytes], str]] = {
    "Latin-1": ("counties", "c.csv", text(f"{HEADER}\nTX,48,Texas,025,Pe\xf1a".encode("latin-1")), "is not UTF-8"),
    "NUL": ("counties", "c.csv", text(f"{HEADER}\nTX,48,Texas,025,B\0e\n".encode()), "holds a NUL character"),
    "a million columns": ("counties", "c.csv", text(b"," * 1_000_000), "1,000,001 cells, and 1,000 is the most"),
    "a renamed workbook": ("counties", "c.csv", workbook, "is named .csv and holds a ZIP archive or a workbook"),
    "a renamed table": ("ice-287g", "a07182025pm.xlsx", text(HEADER.encode()), "is named .xlsx and holds text"),
    "a PDF": ("ice-287g", "a07182025pm.xlsx", text(b"%PDF-1.7\n"), "this is a PDF"),
    "cut short": ("ice-287g", "a07182025pm.xlsx", lambda folder: workbook(folder)[:2_000], "a07182025pm.xlsx: "),
    "encrypted": (
        "ice-287g",
        "a07182025pm.xlsx",
        text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "EncryptedPackage".encode("utf-16-le")),
        "is encrypted with a password",
    ),
    "a bomb": ("ice-287g", "a07182025pm.xlsx", bomb, "a07182025pm.xlsx: "),
    "formulas": ("ice-287g", "a07182025pm.xlsx", of_formulas, "The header row is none that this importer knows"),
    "another table": ("ice-287g", "a07182025pm.csv", text(f"{HEADER}\n{BEE}\n".encode()), "The header row is none"),
    "no rows": ("counties", "c.csv", text(f"{HEADER}\n".encode()), "has a header row and nothing below it"),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something in it."""
    from whoshares.facts.importers.importer import Received
    from whoshares.facts.importers.importing import import_files
    from whoshares.facts.importers.kinds import importer_of

    folder = tmp_path_factory.mktemp("faulty")
    (folder / "counties.csv").write_text(f"{HEADER}\n{BEE}\n")
    import_files(importer_of("counties"), [folder / "counties.csv"], folder / "out", Received())
    return folder / "out"


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_file_leaves_the_folder_as_it_was(fault: str, kept: Path, tmp_path: Path, command: Command) -> None:
    kind, name, made, message = FAULTY[fault]
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    (tmp_path / name).write_bytes(made(tmp_path))
    told = command("import", kind, str(tmp_path / name), "--out", str(kept))
    assert told.returncode == 2
    assert message in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before
