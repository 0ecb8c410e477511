"""Where a body lies that is not in the graph: by its name, by a postal code, or as all of that name do."""

from __future__ import annotations

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.by_name import by_name, most_alike
from whoshares.answers.placed import place_of_namesakes, told_places
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown
from whoshares.store.names import words

CALIFORNIA = "Laws and rules that forbid such bodies in California to pass on data to ICE, in whole or in part, on "


def _lines(kg: KnowledgeGraph, name: str) -> tuple[str, ...]:
    with pytest.raises(NameUnknown) as told:
        kg.trace(name, "ICE", as_of="2026-06-30")
    return told.value.lines


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        ("nj mvc", "nj"),
        ("NJ MVC", "nj"),
        ("Fresno County CA", "ca"),
        ("Polk County Jail, IA", "ia"),
        ("IN BMV", "in"),
        ("Clark County Sheriff WA", "wa"),
        ("jail in ohio", "oh"),
        ("LA sheriff", "ca"),
        ("LA sheriff, LA", "la"),
        ("in custody police", None),
        ("county sheriff co", None),
        ("Fresno", None),
        ("nj", None),
        ("ca,", None),
        (",", None),
    ],
)
def test_a_name_gives_its_state(kg: KnowledgeGraph, asked: str, state: str | None) -> None:
    found = {v.shorten(place) for place in told_places(kg, asked, words(asked))}
    assert (f"place/us-{state}" in found) if state else not found


@pytest.mark.parametrize("name", ["Fresno Sheriff CA", "Fresno Sheriff, CA", "ca sheriff in Fresno"])
def test_laws_of_the_state_of_a_postal_code_are_told(kg: KnowledgeGraph, name: str) -> None:
    assert any(line.startswith(CALIFORNIA) for line in _lines(kg, name))


def test_a_name_of_one_state_alone_is_told_of_its_laws_and_why(kg: KnowledgeGraph) -> None:
    first, second, *_ = _lines(kg, "san diego sheriff")
    assert first.endswith(
        "In which state it lies, its name does not say; all that bears the name here lies in California. If it lies "
        "elsewhere, name its state too, as “san diego sheriff, STATE”."
    )
    assert second.startswith(CALIFORNIA)
    richmond, *_ = _lines(kg, "Richmond sheriff")
    assert "In which state it lies is not known here." in richmond, "there are two"


def test_namesakes_lie_in_one_state_or_in_none(kg: KnowledgeGraph) -> None:
    san_diego = by_name(kg, "San Diego sheriff").things
    assert place_of_namesakes(kg, san_diego) == v.ID + "place/us-ca"
    assert place_of_namesakes(kg, [*san_diego, v.ID + "organization/us-ny-dmv"]) is None
    assert place_of_namesakes(kg, []) is None
    assert place_of_namesakes(kg, [v.ID + "organization/us-ice"]) is None, "the country is no state"


def test_the_words_of_a_state_are_its_own(kg: KnowledgeGraph) -> None:
    """“New” stands in the name of a kind, news bodies, and in that of New Jersey."""
    assert "By the name “New Jersey” there are “New Jersey” (a place)" in _lines(kg, "New Jersey MVC")[0]


def test_what_holds_all_of_a_name_is_offered_alone(kg: KnowledgeGraph) -> None:
    found = by_name(kg, "Social Security")
    assert found.own == "Social Security"
    assert {kg.names.label(thing) for thing in found.things} == {
        "Social Security Administration",
        "Master Files of Social Security Number Holders",
    }


@pytest.mark.parametrize(
    ("asked", "offers", "left"),
    [
        (
            "Washington Department of Licensing",
            ["Renton Police Department, Washington", "Washington State Department of Licensing"],
            ["Washington State Department of Licensing"],
        ),
        ("Department of Education", ["Department of Justice", "Department of State"], []),
        ("Denver Flock", ["Flock network", "Denver Police Department"], ["Flock network", "Denver Police Department"]),
        ("my department", ["Department of Justice"], ["Department of Justice"]),
        ("Palantr", ["Palantir Technologies"], ["Palantir Technologies"]),
        ("ICEE", ["Immigration and Customs Enforcement"], ["Immigration and Customs Enforcement"]),
    ],
)
def test_a_name_that_is_like_another_in_common_words_alone_is_not_offered(
    kg: KnowledgeGraph, asked: str, offers: list[str], left: list[str]
) -> None:
    assert most_alike(kg, asked, offers) == left


def test_a_place_whose_name_another_bears_is_offered_by_name_and_id(kg: KnowledgeGraph) -> None:
    assert "there are “Los Angeles” (a place, place/us-ca-los-angeles), " in _lines(kg, "Los Angeles police")[0]
