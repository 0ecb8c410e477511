"""Names of real lists, each held by hand against the FBI's list: what the matcher takes must be right."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.examples import drawn

from whoshares.facts.matching.fbi_list import read_fbi_list
from whoshares.facts.matching.matcher import Matcher, Verdict
from whoshares.facts.matching.states import postal

HERE = Path(__file__).parent
FULL_LIST = HERE.parents[3] / "shared" / "data" / "fbi_agencies.csv"


class Figures(NamedTuple):
    """How well a matcher does on labelled names."""

    precision: float
    recall: float
    abstention: float
    answers: int
    without: int


def labelled(part: str) -> list[dict[str, str]]:
    """The labelled names of one part, `development` or `held out`; an empty `ori` says that no agency is meant."""
    with (HERE / "labelled.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["set"] == part]


def verdict(matcher: Matcher, row: dict[str, str]) -> Verdict:
    """What the matcher says of a labelled name."""
    return matcher.find(row["name"], state=postal(row["state"]), county=row["county"] or None)


def figures(matcher: Matcher, rows: list[dict[str, str]]) -> Figures:
    """The figures of a matcher over labelled names."""
    taken = [(row["ori"], found.body.id if (found := verdict(matcher, row)).body else "") for row in rows]
    right = sum(label == body for label, body in taken if body)
    answers = sum(1 for label, _ in taken if label)
    without = [body for label, body in taken if not label]
    return Figures(
        right / sum(1 for _, body in taken if body),
        right / answers,
        without.count("") / len(without),
        answers,
        len(without),
    )


@cache
def of_the_whole_list() -> Matcher:
    """The matcher of the FBI's whole list; what asks for it is skipped where that is not at hand."""
    if not FULL_LIST.exists():
        pytest.skip("The FBI's whole list is not at hand.")
    return Matcher(read_fbi_list(FULL_LIST))


@pytest.fixture(scope="module", params=["some", "all"])
def against(request: pytest.FixtureRequest, matcher: Matcher) -> Matcher:
    """The matcher of the agencies beside this file, and that of the FBI's whole list where it is at hand."""
    if request.param == "some":
        return matcher
    return of_the_whole_list()


@pytest.mark.parametrize("part", ["development", "held out"])
def test_what_is_taken_is_right_and_most_is_taken(against: Matcher, part: str) -> None:
    found = figures(against, labelled(part))
    assert found.precision >= 0.99
    assert found.recall >= 0.85
    assert found.abstention >= 0.95


def test_a_third_of_the_names_means_no_agency_of_the_list() -> None:
    rows = [*labelled("development"), *labelled("held out")]
    assert len(labelled("development")) >= 200
    assert len(labelled("held out")) >= 100
    assert sum(not row["ori"] for row in rows) >= len(rows) / 3


def test_the_figures_fall_where_a_matcher_takes_what_is_near(matcher: Matcher) -> None:
    """The labels tell a good matcher from a bad one: the best of all names in the list, whatever its state and kind."""
    from rapidfuzz import fuzz, process

    names = {body.id: body.name for body in matcher.bodies}
    rows = labelled("held out")
    taken = [(row["ori"], process.extractOne(row["name"], names, scorer=fuzz.WRatio)) for row in rows]
    right = sum(best[2] == label for label, best in taken if best)
    assert right / len(taken) < 0.6


def test_the_docs_say_these_figures() -> None:
    matcher = of_the_whole_list()
    text = (HERE.parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
    for part in ("development", "held out"):
        found = figures(matcher, labelled(part))
        line = (
            f"| {part} | {found.answers} | {found.without} | {found.precision:.1%} | {found.recall:.1%} "
            f"| {found.abstention:.1%} |"
        )
        assert line in text


def test_each_agency_of_the_list_is_found_by_its_own_name(against: Matcher) -> None:
    """“Adrian MI PD” of the city's agency Adrian: itself, or nothing, where others bear its name. Never another."""
    endings = {"police-department": "PD", "sheriff": "SO"}
    found: list[bool] = []
    bodies = against.bodies if len(against.bodies) < 1000 else drawn(against.bodies)
    for body in bodies:
        if body.kind not in endings or body.state == "US" or body.readings[0].county:
            continue
        county = " County" if body.kind == "sheriff" and "county" not in body.name.lower() else ""
        said = against.find(f"{body.name}{county} {body.state} {endings[body.kind]}")
        assert said.body in (None, body), (body, said)
        found.append(said.body is body)
    assert sum(found) > 0.98 * len(found)
