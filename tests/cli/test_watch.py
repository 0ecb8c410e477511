"""`whoshares watch`, as one types it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.by_hand import Command
from tests.facts.importers.tables import SHARED, Cell, xlsx

from whoshares.facts.importers.ice_287g_rows import OF_JULY_2025

QUESTIONS = """\
# what is followed
Fingerprints: trace "Local jail" ICE --carrying fingerprints --as-of 2011-10-01
How many: query instruments/attested --party ICE --day {day} --parts-of "United States"
Who: query instruments/parties-between --party ICE --earlier 2020-01-01 --later {day}
Goliad: show "Goliad County Sheriff's Office, Texas"
Gillespie: show "Gillespie County Sheriff's Office, Texas"
Laws: bars --place Texas --as-of 2025-07-18
By the day: exposure ICE --as-of {day}
"""


def listed(folder: Path, day: str, *agencies: str, model: str = "Task Force Model") -> str:
    rows: list[list[Cell]] = [
        ["TEXAS", agency, "County", "#N/A", model, "2025-05-08", "link pending", None] for agency in agencies
    ]
    return str(xlsx(folder / f"participatingAgencies{day}pm.xlsx", [OF_JULY_2025.columns, *rows]))


BEE, GOLIAD, GILLESPIE = (f"{name} County Sheriff's Office" for name in ("Bee", "Goliad", "Gillespie"))


Told = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two editions, of two agreements each."""
    folder = tmp_path_factory.mktemp("lists")
    return listed(folder, "07182025", BEE, GOLIAD), listed(folder, "09182025", BEE, GILLESPIE)


@pytest.fixture
def ask(lists: tuple[str, str], tmp_path: Path, command: Command) -> Callable[..., Told]:
    """Watches questions over the two lists."""

    def call(questions: str, *options: str, later: str | None = None) -> Told:
        file = tmp_path / "questions.yaml"
        file.write_text(questions, "utf-8")
        return command("watch", str(file), "ice-287g", lists[0], later or lists[1], *options)

    return call


@pytest.mark.slow
def test_what_changed_is_told_with_its_rows(ask: Callable[..., Told]) -> None:
    told = ask(QUESTIONS, "--format", "json")
    assert (told.returncode, told.stderr) == (1, "")
    data = json.loads(told.stdout)
    assert data["numbers"] == {"gone": 1, "new": 1, "stayed": 1}
    assert {one["name"]: (one["outcome"], one["how"]) for one in data["questions"]} == {
        "Fingerprints": ("same", None),
        "How many": ("same", None),  # as many as before
        "Who": ("changed", "stated"),
        "Goliad": ("same", None),  # last listed is not ended
        "Gillespie": ("changed", "stated"),
        "Laws": ("same", None),
        "By the day": ("changed", "day"),
    }
    _, _, who, _, gillespie, _, _ = data["questions"]
    new, gone = (f"{name}, Texas: Task Force Model" for name in (GILLESPIE, GOLIAD))
    here = "Sheet Sheet, row 3"
    of_new = {"became": "new", "item": new, "earlier": None, "later": here}
    of_gone = {"became": "gone", "item": gone, "earlier": here, "later": None}
    assert who["rows"] == [of_new, of_gone]
    assert [row["body"] for row in who["new"]] == [f"{GILLESPIE}, Texas"]
    assert [row["body"] for row in who["gone"]] == [f"{GOLIAD}, Texas"]
    assert who["confirmedAnew"] == 1
    assert gillespie["rows"] == [of_new]
    assert gillespie["answered"] == {"before": False, "after": True}
    assert gillespie["headline"]["before"].startswith(f"The graph has no thing named “{GILLESPIE}, Texas”.")


@pytest.mark.slow
def test_what_an_answer_counts_is_found_by_what_it_asks(ask: Callable[..., Told], tmp_path: Path) -> None:
    more = listed(tmp_path, "09182025", BEE, GOLIAD, GILLESPIE)
    told = ask("How many: query instruments/attested --party ICE --day {day} --parts-of Texas\n", later=more)
    assert told.returncode == 1
    lines = told.stdout.splitlines()
    assert "1 of 1 answer changed." in lines
    assert "    all together: instruments 2, then 3; parties 2, then 3" in lines
    assert "  By rows of the list, of which the answer does not tell which count: 1 new" in lines
    assert f"    new: {GILLESPIE}, Texas: Task Force Model (sheet Sheet, row 4)" in lines


@pytest.mark.slow
def test_rows_that_are_not_understood_are_told(ask: Callable[..., Told], tmp_path: Path) -> None:
    more = listed(tmp_path, "09182025", BEE, GOLIAD)
    book = openpyxl.load_workbook(more)
    book["Sheet"]["E3"] = "Best Model"
    book.save(more)
    told = ask("Laws: bars --place Texas --as-of 2025-07-18\n", later=more)
    assert "1 row of participatingAgencies09182025pm.xlsx, or names in rows, are not understood" in told.stdout
    data = json.loads(ask("Laws: bars --place Texas --as-of 2025-07-18\n", "--format", "json", later=more).stdout)
    assert (data["earlier"]["rows left out"], data["later"]["rows left out"]) == (0, 1)


def test_nothing_changed(ask: Callable[..., Told]) -> None:
    told = ask("Laws: bars --place Texas --as-of 2025-07-18\n")
    assert told.returncode == 0
    assert told.stdout.startswith("0 of 1 answer changed.\n")
    assert "\nAll the same\n  Laws: " in told.stdout
    assert told.stdout.endswith("That it ended, no list says.\n")
    as_table = ask("Laws: bars --place Texas --as-of 2025-07-18\n", "--format", "csv")
    (row,) = csv.DictReader(as_table.stdout.splitlines())
    assert (row["question"], row["outcome"], row["what"]) == ("Laws", "same", "headline")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("trase a b", "“trase” is no verb that can be watched. Those are trace, claim, "),
        ("search ICE", "“search” is no verb that can be watched."),
        ("trace ICE", "Missing argument 'TO'."),
        ("trace 'Local jail ICE", "a quote or a backslash has nothing that closes it."),
        ("trace ICE FBI --graph x", "--graph is not for a saved question. Leave it out."),
        ("trace ICE FBI --help", "--help asks nothing. Leave it out."),
        ("query", "query needs the name of a question of the catalogue, such as flows/into."),
        ("query no/such", "There is no query “no/such”."),
        ("query flows/into --recipient ICE --format csv", "--format is not for a saved question. Leave it out."),
        ("trace Nowhere ICE", "The graph has no holder of data named “Nowhere”."),
    ],
)
def test_a_question_that_cannot_be_asked(question: str, message: str, ask: Callable[..., Told], tmp_path: Path) -> None:
    told = ask(f"first: bars --place Texas\nbad: {question}\n")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(f"{tmp_path / 'questions.yaml'}:2: “bad”: ")
    assert message in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ("- trace ICE FBI\n", "questions are written as “name: question”, one a line."),
        (
            "a:\n  b: trace ICE FBI\n",
            "questions.yaml:1: “a” has keys or a list. A question is one line, as one would type it.",
        ),
        ("a: bars\na: bars\n", "questions.yaml:2: the key “a” stands twice"),
        ("", "the file is empty. Questions are written as “name: question”, one a line."),
    ],
)
def test_a_file_that_holds_no_questions(questions: str, message: str, ask: Callable[..., Told]) -> None:
    told = ask(questions)
    assert (told.returncode, told.stdout) == (2, "")
    assert message in told.stderr


def test_lists_that_are_none(command: Command, tmp_path: Path) -> None:
    earlier, later = listed(tmp_path, "07182025", BEE), listed(tmp_path, "09182025", BEE)
    file = tmp_path / "questions.yaml"
    file.write_text("a: bars\n")
    other = str(xlsx(tmp_path / "list-2025-01-01.xlsx", [("STATE", "AGENCY"), ("TEXAS", "X")]))
    for arguments, message in (
        ((str(file), "ice-287g", later, earlier), "Name the earlier edition first."),
        ((str(file), "ice-287g", earlier, earlier), "Name the earlier edition first."),
        ((str(file), "ice-287g", earlier, other), "The header row is none that this importer knows"),
        ((str(file), "ice-287g", earlier, "nowhere.xlsx"), "nowhere.xlsx: this file cannot be read"),
        ((str(tmp_path / "no.yaml"), "ice-287g", earlier, later), "no.yaml: this file of questions cannot be read"),
        ((str(file), "ice-287g", earlier, later, "--graph", str(tmp_path)), "this is no folder of imported files."),
    ):
        told = command("watch", *arguments)
        assert (told.returncode, told.stdout) == (2, ""), arguments
        assert message in told.stderr


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real lists are not here")
def test_the_page_tells_what_the_real_lists_give() -> None:
    page = (Path(__file__).parents[2] / "docs" / "watch.md").read_text("utf-8")
    questions = page.split("```yaml\n")[1].split("```")[0]
    shown = page.split("```text\n")[1].split("```")[0]
    lists = [str(SHARED / f"participatingAgencies{day}.xlsx") for day in ("03072025am", "07182025pm")]
    told = subprocess.run(
        [sys.executable, "-m", "whoshares", "watch", "/dev/stdin", "ice-287g", *lists],
        input=questions,
        capture_output=True,
        encoding="utf-8",
    )
    assert told.returncode == 1, told.stderr
    lines = told.stdout.splitlines()
    assert [line for line in shown.splitlines() if line not in lines] == []
