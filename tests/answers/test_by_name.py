"""What is offered where a name stands within longer ones, or does not say which body is meant."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from whoshares import KnowledgeGraph
from whoshares.model.errors import NameUnknown
from whoshares.text.console import to_text

TODAY = "2026-11-29"
Command = Callable[..., CompletedProcess[str]]


def _unknown(kg: KnowledgeGraph, name: str) -> NameUnknown:
    with pytest.raises(NameUnknown) as raised:
        kg.trace(name, "ICE", as_of=TODAY)
    return raised.value


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("San Diego", "San Diego County", "San Diego Police Department"),
        ("King", "King County, Washington", "King County Sheriff's Office"),
        ("Richmond", "Richmond, Virginia", "Richmond Police Department, Virginia"),
        ("Santa Clara", "Santa Clara County", "Santa Clara County CJIC"),
        ("king county sherif", "King County Sheriff's Office", "King County, Washington"),
        ("San Diego Sheriff", "San Diego County", "San Diego Police Department"),
        ("San Diego County police", "San Diego County police agencies", "San Diego County"),
        ("my sheriff", "kind/sheriff", "organization/sheriff"),
    ],
)
def test_what_there_is_by_a_name_is_offered(kg: KnowledgeGraph, name: str, first: str, also: str) -> None:
    offers = _unknown(kg, name).offers
    assert offers[0] == first
    assert also in offers


@pytest.mark.parametrize("name", ["Fresno", "Cook County Jail", "our county", "Harris", "ka"])
def test_nothing_is_guessed(kg: KnowledgeGraph, name: str) -> None:
    assert _unknown(kg, name).offers == ()


@pytest.mark.parametrize("asked", ["flow/local-jail--none", "organization/fresno-county-sheriff"])
def test_an_id_is_no_name_that_tells_a_kind(kg: KnowledgeGraph, asked: str) -> None:
    assert _unknown(kg, asked).lines[0].startswith(f"The graph has no holder of data named “{asked}”.")


def test_who_does_not_say_which_is_told_to(kg: KnowledgeGraph) -> None:
    assert "It does not say which: name the place, or ask for all" in _unknown(kg, "my sheriff").lines[0]
    assert _unknown(kg, "our county").lines[0].endswith("It does not say which: name the place.")


def test_each_offer_is_a_command_that_works(command: Command) -> None:
    answer = command("trace", "San Diego", "ICE", "--as-of", TODAY)
    assert answer.returncode == 2
    sentence, head, *lines = answer.stderr.splitlines()
    assert sentence.startswith("“San Diego” by itself names nothing in this graph. By the name “San Diego” there are ")
    assert "“San Diego County” (a place)" in sentence
    assert head == "To ask this of one of them:"
    assert lines[0] == f'  whoshares trace "San Diego County" ICE --as-of {TODAY}'
    for line in lines:
        assert command(*shlex.split(line)[1:]).returncode == 0


@pytest.mark.parametrize(
    "asked",
    [
        ("exposure", "San Diego"),
        ("bars", "San Diego"),
        ("bars", "San Diego", "ICE"),
        ("cut", "San Diego", "ICE"),
        ("around", "San Diego"),
        ("timeline", "San Diego"),
        ("diff", "2025-01-20", "2026-01-20", "--from", "San Diego"),
    ],
)
def test_every_verb_offers_the_place(command: Command, asked: tuple[str, ...]) -> None:
    answer = command(*asked)
    assert answer.returncode == 2
    assert "“San Diego County”" in answer.stderr
    again = " ".join('"San Diego County"' if word == "San Diego" else word for word in asked)
    assert f"  whoshares {again}" in answer.stderr.splitlines()


def test_a_claim_offers_bodies_and_places(command: Command, kg: KnowledgeGraph) -> None:
    lines = command("claim", "San Diego", "shares-with", "ICE").stderr.splitlines()
    assert '  whoshares claim "San Diego Police Department" shares-with ICE' in lines
    assert '  whoshares claim "San Diego County" shares-with ICE' in lines, "a place stands for its holders"
    told = kg.claim("King County, Washington", "shares-with", "ICE", as_of="2026-06-30").explanation
    assert "7 holders that the graph has in King County, Washington" in told


def test_the_name_of_a_place_is_the_place(kg: KnowledgeGraph) -> None:
    """Some governments are called as their place is; who asks for the place asks for all in it."""
    for name in ("Seattle", "Los Angeles", "New York State"):
        asked = kg.trace(name, "ICE", as_of=TODAY, limit=1).question
        assert "/id/place/" in str(asked["from"])


def test_a_name_that_a_shell_would_read_is_quoted(command: Command, folder: Callable[..., object]) -> None:
    graph = folder("""
  - id: organization/a
    type: Organization
    label: "Fresno $(date) office"
  - id: organization/b
    type: Organization
    label: "B"
  - id: data/x
    type: DataCategory
    label: "x"
  - id: flow/f
    type: DataFlow
    label: "F"
    sender: organization/a
    recipient: organization/b
    carries: data/x
""")
    lines = command("trace", "Fresno", "B", "--graph", str(graph)).stderr.splitlines()
    assert lines[-1].startswith("  whoshares trace 'Fresno $(date) office' B --graph ")


def test_one_body_at_both_ends_is_said_so(kg: KnowledgeGraph) -> None:
    said = " ".join(to_text(kg.trace("IRS", "IRS", as_of="2026-06-30")).split())
    assert said.startswith(
        "None known. Both ends are Internal Revenue Service (IRS): no known route takes data of any kind from one part "
        "of it to another on 30 June 2026. Whose data reaches it, or whom its data reaches, “whoshares exposure” tells."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SFPD", "as “SFPD, STATE”"),
        ("boston pd", "as “boston pd, STATE”"),
        ("LAPD", "Laws and rules that forbid such bodies in California"),
        ("Kern County SO", "What documents say of such bodies"),
        ("police dept of Springfield", "What documents say of such bodies"),
    ],
)
def test_short_forms_of_police_and_sheriffs_tell_their_kind(kg: KnowledgeGraph, name: str, said: str) -> None:
    with pytest.raises(NameUnknown) as told:
        kg.trace(name, "ICE", as_of="2026-06-30")
    assert str(told.value).startswith(f"“{name}” is not in the graph as a holder.")
    assert said in str(told.value)
    assert "Did you mean" not in str(told.value)


@pytest.mark.parametrize("name", ["phoenix", "Chicago public schools", "General Hospital"])
def test_that_a_name_is_unknown_says_nothing_of_what_is_shared(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NameUnknown, match="not the same as nothing being shared"):
        kg.trace(name, "ICE", as_of="2026-06-30")


def test_names_with_commas_are_listed_apart(kg: KnowledgeGraph) -> None:
    with pytest.raises(
        NameUnknown, match=r"the graph has: Texas state government; Aransas Pass Police Department, Texas; "
    ):
        kg.trace("my DMV in Texas", "ICE", as_of="2026-06-30")
