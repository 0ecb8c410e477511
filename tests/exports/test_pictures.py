"""Pictures of routes, read back as XML: each holder once, each two holders one line, nothing told by colour alone."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.by_hand import SMALL

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.exports.pictures import picture_of, routes_as_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    place = tmp_path_factory.mktemp("pictures") / "small.trig"
    place.write_text(SMALL, "utf-8")
    return whoshares.open(place)


def drawn(trace: Trace) -> ElementTree.Element:
    return ElementTree.fromstring(
        routes_as_svg(trace.caption, trace.routes, trace.ways, "A title", link=lambda iri: f"/at/{iri}")
    )


def lines(picture: ElementTree.Element) -> dict[str, str]:
    """The sort of each line between holders, by what it says."""
    groups = [g for g in picture.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    return {str(g.findtext(f"{SVG}title")): str(g.get("class")) for g in groups}


def test_holders_stand_in_columns_and_flows_between_two_are_one_line(small: KnowledgeGraph) -> None:
    picture = drawn(small.trace("County", "Agency", as_of="2015-06-01"))
    boxes = {link.get("href"): link.find(f"{SVG}rect") for link in picture.iter(f"{SVG}a")}
    names = [str(address).rpartition("/")[2] for address in boxes]
    assert sorted(names) == ["agency", "county", "vendor"]
    left = {name: int(str(box.get("x"))) for name, box in zip(names, boxes.values(), strict=True) if box is not None}
    assert left["county"] < left["vendor"] < left["agency"]
    assert sorted(lines(picture)) == [
        "County to Agency: Plates, Tips; certain",
        "County to Vendor: Plates; certain; a bar covers it",
        "Vendor to Agency: Plates; certain",
    ]


def test_states_and_bars_are_told_apart_without_colour(small: KnowledgeGraph) -> None:
    picture = drawn(small.trace("County", "Agency", as_of="2018-06-01"))
    sorts = set(lines(picture).values())
    assert "flow presumed" in sorts or "flow possible" in sorts
    barred = [g for g in picture.iter(f"{SVG}g") if "barred" in str(g.get("class"))]
    assert barred
    for group in barred:
        assert [p for p in group.iter(f"{SVG}path") if p.get("class") == "across"]
    key = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "key"]
    assert "a bar covers it" in key


def test_who_cannot_see_it_reads_it(small: KnowledgeGraph) -> None:
    picture = drawn(small.trace("County", "Agency", as_of="2015-06-01"))
    assert picture.get("role") == "group", "it has links, which an image would hide"
    assert picture.findtext(f"{SVG}title") == "A title"
    words = str(picture.findtext(f"{SVG}desc"))
    assert "Vendor to Agency: Plates" in words


def test_the_same_routes_give_the_same_picture(small: KnowledgeGraph) -> None:
    first, second = (small.trace("County", "Agency", as_of="2015-06-01") for _ in range(2))
    assert routes_as_svg(first.caption, first.routes, first.ways, "") == routes_as_svg(
        second.caption, second.routes, second.ways, ""
    )


def test_routes_that_together_make_a_circle_are_drawn(tmp_path: Path) -> None:
    things = "".join(
        f'<organization/{name}> a ws:Organization ; skos:prefLabel "{name.upper()}" .\n' for name in "abcd"
    )
    flows = "".join(
        f"<flow/{a}{b}> a ws:DataFlow ; ws:sender <organization/{a}> ; ws:recipient <organization/{b}> ; "
        f'ws:carries <category/x> ; ws:attestedOn "2020-01-01"^^xsd:date .\n'
        for a, b in ("ab", "ac", "bc", "cb", "bd", "cd")
    )
    prefixes = SMALL[: SMALL.index("<source/s>")]
    place = tmp_path / "circle.trig"
    place.write_text(
        f"{prefixes}<source/s> {{ <source/s> a ws:Source . <category/x> a ws:DataCategory .\n{things}{flows}}}"
    )
    trace = whoshares.open(place).trace("A", "D", as_of="2020-01-01")
    assert len(trace.routes) == 4
    assert len(lines(drawn(trace))) == 6


def test_a_picture_that_stands_alone_says_what_it_shows_and_where_it_is_from(small: KnowledgeGraph) -> None:
    trace = small.trace("County", "Agency", as_of="2015-06-01")
    title = "On 1 June 2015, data of any kind could get from County to Agency, as far as documents show. " * 2
    picture = ElementTree.fromstring(picture_of(trace.caption, trace.routes, trace.ways, title))
    head = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "head"]
    assert " ".join(filter(None, head)) == title.strip()
    assert len(head) > 1, "a long title takes several lines"
    words = "".join(picture.itertext())
    assert "5 flows from 1 document" in words
    assert "CC BY 4.0" in words
    assert picture.find(f"{SVG}style") is not None


@pytest.mark.parametrize(
    ("mark", "changed", "shape", "in_key", "said"),
    [
        ("assumed", {"exact": False}, "gap", "join assumed", "assumed to join what comes before"),
        ("kind", {"as_every": "x"}, "inner", "said of every such body", "said of every body of a kind"),
        ("disputed", {"disputed": True}, "doubt", "dates disputed", "documents differ on its dates"),
        ("blocked", {}, "cross", "a block stops it", "a block stops it"),
    ],
)
def test_each_mark_is_a_shape_a_word_and_in_the_key(
    small: KnowledgeGraph, mark: str, changed: dict[str, Any], shape: str, in_key: str, said: str
) -> None:
    trace = small.trace("County", "Agency", as_of="2015-06-01")
    plain = ElementTree.tostring(drawn(trace), "unicode")
    assert f'class="{shape}"' not in plain, "only where it holds"
    assert in_key not in plain
    routes = [route._replace(hops=tuple(hop._replace(**changed) for hop in route.hops)) for route in trace.routes]
    crossed = {(hop.flow, hop.category) for route in routes for hop in route.hops} if mark == "blocked" else set()
    picture = ElementTree.fromstring(routes_as_svg(trace.caption, routes, trace.ways, "A title", crossed=crossed))
    for words, sort in lines(picture).items():
        assert said in words
        assert mark in sort.split()
    shapes = [one for one in picture.iter() if one.get("class") == shape]
    assert len(shapes) == len(lines(picture)) + 1, "one a line, and one in the key"
    assert in_key in [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "key"]


def test_what_is_written_at_lines_does_not_stand_over_one_another(kg: KnowledgeGraph) -> None:
    trace = kg.trace("California", "ICE", as_of="2026-06-30")
    svg = picture_of(trace.caption, trace.routes, trace.ways, "How")
    found = re.findall(r'<text class="data" x="([0-9]+)" y="([0-9]+)">([^<]+)</text>', svg)
    assert len(found) > 10
    areas = [(int(x) - 3 * len(words), int(y), 6 * len(words), words) for x, y, words in found]
    over = [
        (one, other)
        for one, other in combinations(areas, 2)
        if abs(one[1] - other[1]) < 12 and one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    ]
    assert not over
