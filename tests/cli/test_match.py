"""`whoshares match`: each row of a person's own sheet with the body that it means, or why none is taken."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
FBI = Path(__file__).parents[1] / "facts" / "matching" / "fbi_agencies.csv"
SHEET = "Agency,State,Note\nHamilton County OH SO,,=1+1\nPolice of Anoka,MN,\nBoardman Township PD,Ohio,\nFlock PD,,\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of four agencies."""
    path = tmp_path / "mine.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_as_csv_every_row_has_its_match_or_the_reason(command: Command, sheet: Path) -> None:
    answer = command("match", str(sheet), "--against", str(FBI), "--format", "csv")
    assert (answer.returncode, answer.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    assert [row["match id"] for row in rows] == ["OH0310000", "MN0020100", "", ""]
    assert rows[0]["match rule"] == "name"
    assert rows[0]["match list"] == str(FBI)
    assert rows[0]["Note"] == "'=1+1"
    assert rows[3]["match why"] == "names a test, a training or a vendor's own account"


def test_the_graph_is_asked_after_the_lists(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name\nWashington State Patrol\nGrand Traverse County MI SO\n", encoding="utf-8")
    answer = json.loads(command("match", str(path), "--format", "json").stdout)
    assert [row["match"]["id"] for row in answer["rows"]] == [
        "organization/us-wa-wsp", "organization/us-mi-grand-traverse-county-sheriff",
    ]  # fmt: skip
    assert answer["counts"] == {"matched": 2, "doubtful": 0, "unmatched": 0}


def test_as_text_what_was_taken_what_is_in_doubt_and_what_was_not_found(command: Command, sheet: Path) -> None:
    lines = command("match", str(sheet), "--against", str(FBI)).stdout.splitlines()
    assert lines[0].startswith("Of 4 names in mine.csv, 2 mean a body in the lists, ")
    assert "       2  the same state, kind and name" in lines


def test_one_is_told_as_one(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name\nWashington State Patrol\n", encoding="utf-8")
    assert command("match", str(path)).stdout.startswith(
        "Of 1 name in mine.csv, 1 means a body in the lists, 0 are in doubt, 0 are not found.\n"
    )


def test_what_is_in_doubt_goes_into_the_review_file_and_is_obeyed(command: Command, tmp_path: Path) -> None:
    sheet, review = tmp_path / "mine.csv", tmp_path / "review.csv"
    sheet.write_text("agency\nUniversity of Akron OH\n", encoding="utf-8")
    listed = tmp_path / "fbi.csv"
    head = FBI.read_text(encoding="utf-8").splitlines()[0]
    listed.write_text(f"{head}\nOH0772800,University of Akron,OH,SUMMIT,University or College\n", encoding="utf-8")
    asked = ("match", str(sheet), "--against", str(listed), "--review", str(review), "--format", "csv")
    assert command(*asked).stderr == f"1 left to decide in {review}.\n"
    text = review.read_text(encoding="utf-8").rstrip()
    review.write_text(f"{text}OH0772800\n", encoding="utf-8")
    answer = command(*asked)
    assert answer.stderr == f"0 left to decide in {review}.\n"
    assert "reviewed" in answer.stdout


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("a,b\n1,2\n", (), "no column is surely the name's. Say which with --name. Its columns: “a”, “b”."),
        ("agency,name\n1,2\n", (), "several columns could be the name's."),
        ("name\nx\n", ("--state", "St"), "has no column “St”. Its columns: “name”."),
        ("name,state\nx,Ontario\n", (), "row 2, column “state”: “Ontario” is no state."),
        ("name\nx\n", ("--of", "Ontario"), "“Ontario” is no state. Give --of a postal code or a state's name."),
        ("name\n", (), "there is nothing below the header row."),
        ("name\nx\n", ("--sheet", "Two"), "has no sheet “Two” with anything in it."),
        ("name\nx\n", ("--against", "nowhere.csv"), "there is no such file or folder to match against."),
    ],
)
def test_bad_input_ends_in_a_sentence(
    command: Command, tmp_path: Path, content: str, options: tuple[str, ...], sentence: str
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    answer = command("match", str(path), *options)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr
