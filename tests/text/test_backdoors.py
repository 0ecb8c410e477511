"""The first sentence of `backdoors`: round whose bars, and on which day; true alone."""

from __future__ import annotations

import pytest
from tests.by_hand import words

from whoshares import KnowledgeGraph
from whoshares.text.console import to_text

DAY = "2026-11-29"


@pytest.mark.parametrize(
    ("bar", "said"),
    [
        ("IRS", "leads round any of 4 bars that bind Internal Revenue Service (IRS)."),
        ("Medicaid", "leads round the one bar that binds a holder that sends under Medicaid."),
        (
            "San Diego County",
            "round 2 of 6 bars that bind a holder in San Diego County, from whomever they bind: 7 routes",
        ),
        ("Green Light Law", "round 1 of 1 bar of Green Light Law; 2 more are possible: 4 routes in all."),
    ],
)
def test_whose_bars_are_gone_round(kg: KnowledgeGraph, bar: str, said: str) -> None:
    answer = kg.backdoors(bar=bar, as_of=DAY)
    assert said in words(to_text(answer))
    assert answer.about is not None
    assert answer.question["thing"] == answer.about.iri


def test_where_none_is_in_force_it_says_whose(kg: KnowledgeGraph) -> None:
    said = to_text(kg.backdoors(bar="King County Sheriff's Office", as_of="2010-01-01"))
    assert said.startswith("No bar that binds King County Sheriff's Office (KCSO) is in force on 1 January 2010.")
