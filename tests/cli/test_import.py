"""`whoshares import` and `whoshares editions`, as one types them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.by_hand import Command
from tests.facts.importers.tables import Cell, xlsx

from whoshares.facts.importers.ice_287g_rows import OF_JULY_2025, PENDING_2025


def row(
    agency: str = "Bee County Sheriff's Office", signed: str = "2025-05-08", model: str = "Task Force Model"
) -> list[Cell]:
    return ["TEXAS", agency, "County", "#N/A", model, signed, "link pending", None]


def listed(folder: Path, day: str, *rows: list[Cell]) -> str:
    return str(xlsx(folder / f"participatingAgencies{day}pm.xlsx", [OF_JULY_2025.columns, *rows]))


def test_an_import_says_what_it_made_and_found(command: Command, tmp_path: Path) -> None:
    file, out, report = (
        listed(tmp_path, "07182025", row(), row("Town PD", "5025-01-01")),
        tmp_path / "out",
        tmp_path / "r.csv",
    )
    told = command("import", "ice-287g", file, "--out", str(out), "--report", str(report), "--retrieved", "2025-07-19")
    assert (told.returncode, told.stderr) == (0, "")
    first, *rest = told.stdout.splitlines()
    assert first.startswith("participatingAgencies07182025pm.xlsx: source/ice-287g-2025-07-18-pm, ")
    assert first.endswith(" statements (2 Instrument, 2 Organization).")
    assert rest == [
        "Cells left unknown: 1",
        "  participatingAgencies07182025pm.xlsx, sheet Sheet, row 3, column SIGNED: left unknown: The day of signing "
        "cannot be right. “5025-01-01” stands there. Known: a day from 1996-09-30 to 2025-07-18, the list's own.",
        f"Written into {out}.",
    ]
    with report.open(encoding="utf-8", newline="") as given:
        (found,) = csv.DictReader(given)
    assert (found["severity"], found["row"], found["column"], found["found"]) == (
        "left unknown",
        "3",
        "SIGNED",
        "5025-01-01",
    )


def test_where_no_report_can_be_nothing_is_imported(command: Command, tmp_path: Path) -> None:
    file, out = listed(tmp_path, "07182025", row()), tmp_path / "out"
    told = command("import", "ice-287g", file, "--out", str(out), "--report", str(tmp_path))
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == f"{tmp_path}: this file cannot be written (it is no plain file). Name another place.\n"
    assert not out.exists()


def test_what_stops_is_said_and_exits_with_2(command: Command, tmp_path: Path) -> None:
    bad = str(xlsx(tmp_path / "list-2025-07-18.xlsx", [("STATE", "=AGENCY"), ("TEXAS", "X")]))
    told = command("import", "ice-287g", bad, "--out", str(tmp_path / "out"), "--report", str(tmp_path / "r.csv"))
    assert told.returncode == 2
    assert told.stdout.startswith("Stops the import: 1\n")
    assert told.stdout.endswith("Nothing is imported: what stops it stands above.\n")
    assert "'=AGENCY" not in (tmp_path / "r.csv").read_text("utf-8").splitlines()[0]
    as_data = command("import", "ice-287g", bad, "--out", str(tmp_path / "out"), "--format", "json")
    assert json.loads(as_data.stdout)["written"] is False


def test_a_file_of_another_kind_is_told_which_importer_fits(command: Command, tmp_path: Path) -> None:
    from whoshares.facts.importers.counties import IMPORTER

    file = tmp_path / "list.csv"
    file.write_text(f"{','.join(IMPORTER.layouts[0].columns)}\n")
    told = command("import", "ice-287g", str(file), "--out", str(tmp_path / "out"))
    sentence = "The columns are those of “counties”, states and counties with their FIPS codes: say counties instead of"
    assert (told.returncode, told.stdout.count(f"noted: {sentence} ice-287g.")) == (2, 1)
    assert sentence in command("editions", "ice-287g", str(file), str(file)).stderr
    assert "The columns are" not in command("import", "counties", str(file), "--out", str(tmp_path / "out")).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "ice-287g", "nowhere.xlsx", "--out", "{}"), "nowhere.xlsx: this file cannot be read"),
        (("import", "agreements", "x.xlsx", "--out", "{}"), "'agreements' is not one of"),
        (
            ("import", "ice-287g", "x.xlsx", "--out", "{}", "--retrieved", "today"),
            "“today” is not how a day is written here.",
        ),
        (("editions", "ice-287g", "{}"), "Two lists of different days, or more, can be compared, and none is given."),
    ],
)
def test_wrong_use_ends_in_a_sentence(
    arguments: tuple[str, ...], message: str, command: Command, tmp_path: Path
) -> None:
    told = command(*(one.format(tmp_path) for one in arguments))
    assert told.returncode == 2
    assert message in told.stderr


@pytest.fixture
def lists(tmp_path: Path) -> str:
    folder = tmp_path / "lists"
    folder.mkdir()
    listed(folder, "07182025", row(), row("Gulfport PD"), row("Goliad County Sheriff's Office"))
    listed(
        folder, "09182025", row(signed="2025-05-07"), row("Gulfport Police Department"), row("Alice PD", "2025-09-01")
    )
    return str(folder)


def test_editions_are_told_in_words(command: Command, lists: str) -> None:
    told = command("editions", "ice-287g", lists)
    assert told.returncode == 0, told.stderr
    assert "From 2025-07-18 to 2025-09-18: 2 corrected, 1 new, 1 no longer listed." in told.stdout
    assert "Bee County Sheriff's Office, Texas: Task Force Model · signed 2025-05-08, then 2025-05-07" in told.stdout
    assert told.stdout.endswith("That it ended, no list says.\n")


def test_rows_that_are_not_understood_are_no_changes_unsaid(command: Command, lists: str) -> None:
    listed(Path(lists), "10182025", row(), row("Gulfport Police Department", "2025-05-08", model="Best Model"))
    pending = xlsx(
        Path(lists, "pending-2025-10-18.xlsx"), [PENDING_2025.columns, ["TEXAS", "A", "County", None, row()[4]]]
    )
    told = " ".join(command("editions", "ice-287g", lists).stdout.split())
    assert (
        "1 row of participatingAgencies10182025pm.xlsx, or names in rows, are not understood and left out: they may "
        "seem to be gone. “whoshares import ice-287g” says which. No agreements stand on pending-2025-10-18.xlsx."
    ) in told
    data = json.loads(command("editions", "ice-287g", lists, "--format", "json").stdout)
    assert [one["rows left out"] for one in data["editions"]] == [0, 0, 1]
    assert data["files without"] == ["pending-2025-10-18.xlsx"]
    alone = command("editions", "ice-287g", str(pending))
    assert (alone.returncode, alone.stderr) == (
        2,
        "Two lists of different days, or more, can be compared, and none is given. No agreements stand on "
        "pending-2025-10-18.xlsx.\n",
    )


@pytest.mark.parametrize(
    ("day", "model", "within"),
    [("10182025", "Best Model", "none of its rows is understood."), ("10182099", "Task Force Model", "still to come")],
)
def test_what_cannot_be_a_list_is_no_edition(command: Command, lists: str, day: str, model: str, within: str) -> None:
    listed(Path(lists), day, row(model=model))
    told = command("editions", "ice-287g", lists)
    assert (told.returncode, told.stdout) == (2, "")
    assert within in told.stderr


def test_editions_as_tables(command: Command, lists: str) -> None:
    items = list(csv.DictReader(command("editions", "ice-287g", lists, "--format", "csv").stdout.splitlines()))
    assert [(one["item"].split(":")[0], one["first listed"], one["last listed"]) for one in items] == [
        ("Alice PD, Texas", "2025-09-18", "2025-09-18"),
        ("Bee County Sheriff's Office, Texas", "2025-07-18", "2025-09-18"),
        ("Goliad County Sheriff's Office, Texas", "2025-07-18", "2025-07-18"),
        ("Gulfport Police Department, Texas", "2025-07-18", "2025-09-18"),
    ]
    between = ("--between", "2025-07-18", "2025-09-18")
    changes = csv.DictReader(command("editions", "ice-287g", lists, *between, "--format", "csv").stdout.splitlines())
    assert [one["became"] for one in changes] == ["new", "corrected", "gone", "corrected"]
    as_data = json.loads(command("editions", "ice-287g", lists, "--format", "json").stdout)
    assert as_data["changes"][0]["numbers"] == {"corrected": 2, "gone": 1, "new": 1}
    told = command("editions", "ice-287g", lists, "--between", "2025-07-18", "2025-08-01")
    assert told.returncode == 2
    assert told.stderr == "There is no list of 2025-08-01. There are lists of 2025-07-18, 2025-09-18.\n"
