"""The first sentences of `exposure`: how many bodies, how old that is, and what forbids it."""

from __future__ import annotations

import pytest
from tests.by_hand import words

from whoshares import KnowledgeGraph
from whoshares.text.console import to_text

DAY = "2026-11-29"


@pytest.mark.parametrize("holder", ["New York DMV", "San Diego County"])
def test_how_old_it_is_and_what_forbids_it_is_said_at_once(kg: KnowledgeGraph, holder: str) -> None:
    answer = kg.exposure(holder, outward=True, as_of=DAY)
    head = words(to_text(answer)).partition(" to what arrives ")[0]
    dates = [one for body in answer.bodies if body.best.state == 1 if (one := body.best.last_confirmed)]
    oldest, latest = (choose(dates, key=lambda one: one.order).text for choose in (min, max))
    assert f"What is presumed was last confirmed between {oldest}" in head
    assert f" and {latest}. " in head
    forbidden = sum(bool(body.forbidden_by) for body in answer.bodies)
    assert 0 < forbidden < len(answer.bodies)
    assert f"that is or may be in force forbids it to {forbidden} of these {len(answer.bodies)}, in whole or" in head


def test_where_nothing_forbids_it_nothing_is_said(kg: KnowledgeGraph) -> None:
    assert "A law or agreement that" not in to_text(kg.exposure("IRS", as_of="2018-06-01"))
