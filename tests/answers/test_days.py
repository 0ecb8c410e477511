"""On which days a question has which answer: as the trace of each of those days says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from tests.by_hand import ID, SMALL

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.days import AnswerDays, answer_days
from whoshares.answers.questions import TraceQuestion

FIRST, LAST = date(2008, 1, 1), date(2020, 12, 31)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    place = tmp_path_factory.mktemp("days") / "small.trig"
    place.write_text(SMALL, "utf-8")
    return whoshares.open(place)


def days(kg: KnowledgeGraph, seconds: float = 60) -> AnswerDays:
    question = kg.tracer.question(TraceQuestion(f"{ID}organization/county", f"{ID}organization/agency", None, LAST))
    return answer_days(kg, [question], FIRST, LAST, seconds)


def test_each_stretch_is_as_sure_as_the_trace_of_its_days(small: KnowledgeGraph) -> None:
    found = days(small).stretches
    assert (found[0].first, found[-1].end) == (FIRST, LAST + timedelta(days=1))
    for before, after in pairwise(found):
        assert before.end == after.first
        assert before.state != after.state
    for stretch in found:
        middle = stretch.first + (stretch.end - stretch.first) / 2
        for day in {stretch.first, middle, stretch.end - timedelta(days=1)}:
            routes = small.trace("County", "Agency", as_of=day).routes
            assert stretch.state == (min(route.state for route in routes).word if routes else "none"), day
    assert len({stretch.state for stretch in found}) > 2


def test_what_begins_to_forbid_it_is_named(small: KnowledgeGraph) -> None:
    changes = {change.day: change.what for change in days(small).changes}
    assert "The law begins to forbid it" in changes[date(2014, 1, 1)]


def test_time_that_does_not_suffice_is_said(small: KnowledgeGraph) -> None:
    assert days(small, 0).cut
    assert not days(small).cut


def test_a_block_is_named_where_it_takes_the_last_way(kg: KnowledgeGraph) -> None:
    ends = (f"{ID}organization/us-ny-dmv", f"{ID}organization/us-ice")
    question = kg.tracer.question(TraceQuestion(*ends, None, LAST))
    changes = answer_days(kg, [question], date(2001, 1, 1), date(2026, 6, 30), 60).changes
    assert [c.what for c in changes if c.what.startswith("no way")] == [
        "no way is known (New York blocks ICE on Nlets)"
    ]
