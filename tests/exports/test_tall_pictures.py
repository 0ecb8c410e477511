"""Pictures of routes for narrow screens: the same holders, lines and marks as in the wide ones, downwards."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.by_hand import SMALL
from tests.exports.test_pictures import SVG, lines

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.exports.tall_pictures import _lanes, routes_for_page

PHONE = 358


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    place = tmp_path_factory.mktemp("tall") / "small.trig"
    place.write_text(SMALL, "utf-8")
    return whoshares.open(place).trace("County", "Agency", as_of="2015-06-01")


def pair(trace: Trace, **more: Any) -> list[ElementTree.Element]:
    routes = more.pop("routes", trace.routes)
    both = routes_for_page(trace.caption, routes, trace.ways, "A title", link=lambda iri: f"/at/{iri}", **more)
    return list(ElementTree.fromstring(f"<both>{both}</both>"))


def test_both_pictures_say_the_same(trace: Trace) -> None:
    wide, tall = pair(trace)
    assert lines(tall) == lines(wide) != {}
    assert tall.findtext(f"{SVG}desc") == wide.findtext(f"{SVG}desc")
    assert tall.get("class") == "picture tall"
    ids = [one.get("id") for picture in (wide, tall) for one in picture.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), "one page has both"


def test_holders_stand_below_each_other_on_a_phone(trace: Trace) -> None:
    _, tall = pair(trace)
    boxes = [(str(link.get("href")).rpartition("/")[2], link.find(f"{SVG}rect")) for link in tall.iter(f"{SVG}a")]
    tops = {name: int(str(box.get("y"))) for name, box in boxes if box is not None}
    assert tops["county"] < tops["vendor"] < tops["agency"]
    assert tall.get("width") == str(PHONE)
    for _, box in boxes:
        assert box is not None
        assert int(str(box.get("x"))) + int(str(box.get("width"))) <= PHONE
    data = [text.text for text in tall.iter(f"{SVG}text") if text.get("class") == "row data"]
    assert "gets Plates" in data


@pytest.mark.parametrize(
    ("changed", "more", "shape"),
    [
        ({"exact": False}, {}, "gap"),
        ({"as_every": "x"}, {}, "inner"),
        ({"disputed": True}, {}, "doubt"),
        ({}, {"crossed": True}, "cross"),
    ],
)
def test_each_mark_is_a_shape_and_in_the_key(
    trace: Trace, changed: dict[str, Any], more: dict[str, Any], shape: str
) -> None:
    assert shape not in {one.get("class") for one in pair(trace)[1].iter()}, "only where it holds"
    routes = [route._replace(hops=tuple(hop._replace(**changed) for hop in route.hops)) for route in trace.routes]
    crossed = {(hop.flow, hop.category) for route in routes for hop in route.hops} if more else set()
    _, tall = pair(trace, routes=routes, crossed=crossed)
    assert len([one for one in tall.iter() if one.get("class") == shape]) == len(lines(tall)) + 1


def test_lines_that_pass_the_same_rows_have_lanes_of_their_own() -> None:
    spans = [(0, 1), (1, 2), (0, 3), (2, 1), (0, 2), (3, 4), (0, 4)]
    lanes = _lanes(spans)
    assert lanes[0] == lanes[1] == lanes[5] == 0, "short ones stand nearest"
    for (one, a), (other, b) in combinations(zip(spans, lanes, strict=True), 2):
        if a == b:
            assert max(min(one), min(other)) >= min(max(one), max(other))


def test_what_is_drawn_of_hostile_names_is_text(tmp_path: Path) -> None:
    place = tmp_path / "hostile.trig"
    place.write_text(SMALL.replace('"County"', '"<b>&County"'), "utf-8")
    kg: KnowledgeGraph = whoshares.open(place)
    both = pair(kg.trace("<b>&County", "Agency", as_of="2015-06-01"))
    assert any("<b>&County" in str(text.text) for text in both[1].iter(f"{SVG}text"))
