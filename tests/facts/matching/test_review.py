"""The review file: what is in doubt goes out, what a person decided comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whoshares.facts.matching.matcher import Asked, Matcher, Verdict
from whoshares.facts.matching.review import COLUMNS, read_review, write_review
from whoshares.model.errors import FileError

NAMES = ("Jackson Township OH PD", "Hinckley OH PD", "Marion OH PD", "Flock PD", "=Delaware State Police")


def verdicts(matcher: Matcher) -> list[tuple[Asked, Verdict]]:
    """Names, some of them in doubt, each with what the matcher says."""
    return [(Asked(name), matcher.find(name)) for name in NAMES]


def rows(path: Path) -> list[dict[str, str]]:
    """What stands in a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def path(tmp_path: Path, few: Matcher) -> Path:
    """A review file that nobody has edited."""
    path = tmp_path / "review.csv"
    assert write_review(path, verdicts(few)) == 3
    return path


def decide(path: Path, name: str, decision: str) -> None:
    """Edit a review file as a person does."""
    edited = [{**row, "decision": decision} if row["name"] == name else row for row in rows(path)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(edited)


def test_names_in_doubt_go_out_with_what_came_near(path: Path, few: Matcher) -> None:
    assert [row["name"] for row in rows(path)] == [
        "'=Delaware State Police",
        "Hinckley OH PD",
        "Jackson Township OH PD",
    ]
    jackson = rows(path)[2]
    assert jackson["why"] == "can mean 2 bodies of this name in Ohio"
    assert (jackson["near id"], jackson["near name"]) == ("A5", "Jackson Township, Stark County")
    assert jackson["other ids"] == "A6"
    assert read_review(path, few.by_id) == {}


def test_what_was_decided_is_obeyed_and_stays(path: Path, few: Matcher) -> None:
    decide(path, "Jackson Township OH PD", "A6")
    decide(path, "'=Delaware State Police", "None")
    decided = read_review(path, few.by_id)
    assert decided == {Asked("Jackson Township OH PD"): "A6", Asked("=Delaware State Police"): None}
    obeying = Matcher(few.bodies, decided)
    assert obeying.find("Jackson Township OH PD").rule == "reviewed"
    before = path.read_bytes()
    assert write_review(path, verdicts(obeying)) == 1
    assert read_review(path, few.by_id) == decided
    again = path.read_bytes()
    assert write_review(path, verdicts(obeying)) == 1
    assert path.read_bytes() == again != before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a;b\r\n", "this is no review file, for it has no column “name”."),
        (b"\xff\xfe\x00", "this review file is no UTF-8. Save it as “CSV UTF-8”."),
        (b'name,state,county,why,score,near id,near name,other ids,decision\r\n"a', "cannot be read as CSV"),
    ],
)
def test_what_is_no_review_file(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=sentence):
        read_review(path, {})


def test_a_decision_must_name_a_body_of_the_list(path: Path, few: Matcher) -> None:
    decide(path, "Jackson Township OH PD", "OH9999999")
    with pytest.raises(FileError, match="row 4: the decision “OH9999999” is no id of the list"):
        read_review(path, few.by_id)


def test_a_name_is_decided_once(path: Path, few: Matcher) -> None:
    decide(path, "Jackson Township OH PD", "A6")
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("Jackson Township OH PD,,,,,,,,none\r\n")
    with pytest.raises(FileError, match="“Jackson Township OH PD” is decided twice, in two ways"):
        read_review(path, few.by_id)


def test_a_folder_that_is_not_there(tmp_path: Path, few: Matcher) -> None:
    with pytest.raises(FileError, match="the review file cannot be written"):
        write_review(tmp_path / "none" / "review.csv", verdicts(few))
    with pytest.raises(FileError, match="this review file cannot be read"):
        read_review(tmp_path / "review.csv", few.by_id)
