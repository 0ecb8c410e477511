"""The register of a body: what comes to it and what leaves it, its parts with it, on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.by_hand import ID, SMALL

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.register import register
from whoshares.model.validity import State


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    place: Path = tmp_path_factory.mktemp("register") / "small.trig"
    place.write_text(SMALL, "utf-8")
    return whoshares.open(place)


def test_what_leaves_a_body_leaves_its_parts_too(small: KnowledgeGraph) -> None:
    found = register(small, ID + "organization/county", date(2015, 6, 1))
    assert found is not None
    assert found.incoming == ()
    rows = {row.flow.rpartition("/")[2]: row for row in found.outgoing}
    assert rows.keys() == {"direct", "share", "tips", "urgent"}
    assert {row.sender for row in found.outgoing} == {ID + "organization/sheriff"}
    assert rows["direct"].state is State.CERTAIN
    assert rows["direct"].since == ("2010-01-01",)
    assert rows["direct"].barred_by == (ID + "bar/agency",)
    assert rows["urgent"].barred_by == (), "a permission lifts the bar for emergencies"
    assert rows["share"].barred_by == (ID + "bar/vendor",)
    assert rows["tips"].state is State.POSSIBLE
    assert [row.state for row in found.outgoing] == sorted(row.state for row in found.outgoing)


def test_a_day_changes_what_is_certain_and_what_is_barred(small: KnowledgeGraph) -> None:
    found = register(small, ID + "organization/agency", date(2013, 6, 1))
    assert found is not None
    rows = {row.flow.rpartition("/")[2]: row for row in found.incoming}
    assert rows["sale"].recipient == ID + "organization/unit"
    assert rows["direct"].barred_by == ()
    later = register(small, ID + "organization/agency", date(2016, 1, 1))
    assert later is not None
    assert {row.flow.rpartition("/")[2]: row.state for row in later.incoming}["direct"] is State.IMPOSSIBLE


def test_what_stays_within_a_body_is_in_no_register(tmp_path: Path) -> None:
    within = SMALL.replace("ws:recipient <organization/vendor>", "ws:recipient <organization/county>")
    place = tmp_path / "within.trig"
    place.write_text(within, "utf-8")
    found = register(whoshares.open(place), ID + "organization/county", date(2015, 6, 1))
    assert found is not None
    assert ID + "flow/share" not in {row.flow for row in found.outgoing + found.incoming}


def test_what_is_no_holder_has_none(small: KnowledgeGraph) -> None:
    assert register(small, ID + "instrument/law", date(2015, 6, 1)) is None
