"""The first sentences of `bars`: whose data, to whom, what and on which day, and what forbids it; true alone."""

from __future__ import annotations

import pytest
from tests.by_hand import words

from whoshares import KnowledgeGraph
from whoshares.text.console import to_text

DAY = "2026-11-29"
ON = "On 29 November 2026, "


def _said(
    kg: KnowledgeGraph, *asked: str, carrying: str | None = None, place: str | None = None, as_of: str = DAY
) -> str:
    return words(to_text(kg.bars(*asked, carrying=carrying, place=place, as_of=as_of)))


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (("IRS", "ICE"), "passing data, in whole or in part, from Internal Revenue Service (IRS) to Immigration and"),
        (("San Diego County", "ICE"), "passing data, in whole or in part, from a holder in San Diego County to Immigr"),
        (("kind/sheriff", "ICE"), "passing data, in whole or in part, from a body of the kind Sheriff to Immigration"),
        (("Medicaid", "ICE"), "passing data, in whole or in part, from a holder that sends under Medicaid to Immigra"),
        (("IRS",), "Internal Revenue Service (IRS), in whole or in part, to pass on some or all data to some or all"),
        (("San Diego County",), "a holder in San Diego County, in whole or in part, to pass on some or all data to"),
        (("kind/sheriff",), "a body of the kind Sheriff, in whole or in part, to pass on some or all data to some or"),
        (("Medicaid",), "a holder that sends under Medicaid, in whole or in part, to pass on some or all data to some"),
        (("Plate reads, San Diego police to ICE",), "the flow “Plate reads, San Diego police to ICE”: California"),
    ],
)
def test_the_question_is_repeated_and_what_is_forbidden_comes_first(
    kg: KnowledgeGraph, asked: tuple[str, ...], first: str
) -> None:
    said = _said(kg, *asked)
    sure = sum(bar.state <= 1 and bar.forbids is not False for bar in kg.bars(*asked, as_of=DAY).found)
    bars = "1 bar in force forbids" if sure == 1 else f"{sure} bars in force forbid"
    assert said.startswith(f"{ON}{bars} {first}")
    assert "last confirmed" in said.partition(". ")[0] + said.partition(". ")[2].partition(". ")[0]


def test_what_does_not_forbid_it_is_told_apart(kg: KnowledgeGraph) -> None:
    said = _said(kg, "New York DMV", "ICE", as_of="2018-01-01")
    assert said.startswith(
        "On 1 January 2018, no bar is known to be in force that forbids passing data, in whole or in part, from New "
        "York State Department of Motor Vehicles to Immigration and Customs Enforcement (ICE). 1 bar is lifted by an "
        "exception: "
    )
    assert "1 bar is not in force that day: Green Light Law: no DMV records to ICE or CBP." in said
    assert _said(kg, "Medicaid", "ICE", carrying="health-record").startswith(
        f"{ON}1 bar in force forbids passing health"
    )


def test_of_a_law_its_bars_are_counted(kg: KnowledgeGraph) -> None:
    assert _said(kg, "Green Light Law").startswith("1 bar of Green Light Law, as it stands on 29 November 2026: Green")
    assert _said(kg, place="Texas").startswith(
        "3 bars on a sender in Texas, as they stand on 29 November 2026: 3 in force"
    )
    assert (
        _said(kg, carrying="tax-record").partition(" bars ")[2].startswith("about tax records, as they stand on 29 Nov")
    )


def test_a_flow_is_covered_by_what_is_about_its_data_alone(kg: KnowledgeGraph) -> None:
    """A bar on release dates covers no plate reads, though its ends fit."""
    answer = kg.bars("Plate reads, San Diego police to ICE", as_of=DAY)
    assert all(any(flow.id == answer.question["flow"] for flow in bar.flows) for bar in answer.found)
    assert not any("release dates" in answer.labels[bar.id] for bar in answer.found)
