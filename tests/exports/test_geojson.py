"""Answers on the earth: another reader finds points and lines where they belong, and what has no place says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import geojson
import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.states import states
from whoshares.exports.geojson import Placed, geojson_of_net
from whoshares.exports.nets import Edge, Net, Node, net_of_answer
from whoshares.exports.results import Result, written
from whoshares.exports.us_map import positions, us_map
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.arguments import read_day_or_today

DAY = "2026-06-30"
ASKS: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "trace": lambda kg: kg.trace("San Diego County", "ICE", as_of=DAY, limit=20),
    "around": lambda kg: kg.around("Nlets", as_of=DAY),
    "exposure": lambda kg: kg.exposure("ICE", as_of=DAY, place="Washington"),
}


def _read(kg: KnowledgeGraph, answer: Answer) -> Any:
    made = written(Result(kg, answer, "What it says."), "geojson")
    assert not isinstance(made, bytes)
    read = geojson.loads("".join(made))
    assert read.is_valid, read.errors()
    return read


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_every_holder_and_flow_is_there_placed_or_not(
    kg: KnowledgeGraph, ask: Callable[[KnowledgeGraph], Answer]
) -> None:
    answer = ask(kg)
    net, read = net_of_answer(kg, answer), _read(kg, answer)
    holders = {one["id"]: one for one in read["features"] if one["properties"]["sort"] == "holder"}
    flows = [one for one in read["features"] if one["properties"]["sort"] == "flow"]
    assert holders.keys() == {node.id for node in net.nodes()}
    edges = [(edge.sender, edge.recipient, edge.texts.get("flow")) for edge in net.edges()]
    assert [
        (f["properties"]["sender"], f["properties"]["recipient"], f["properties"].get("flow")) for f in flows
    ] == edges
    for flow in flows:
        ends = [holders[flow["properties"][end]]["geometry"] for end in ("sender", "recipient")]
        assert (flow["geometry"] is not None) == all(ends)
        if flow["geometry"] is not None and flow["geometry"]["type"] == "LineString":
            assert flow["geometry"]["coordinates"] == [end["coordinates"] for end in ends]
    for one in read["features"]:
        assert ("unplaced" in one["properties"]) == (one["geometry"] is None)
        assert ("position" in one["properties"]) == (one["geometry"] is not None)
    assert read["placed"] + read["unplaced"] == len(read["features"])
    assert read["placed"] > 0
    assert read["about"]["title"] == "What it says."
    assert read["about"]["licence"] == "CC BY 4.0"
    assert "it is no address" in read["about"]["note"]


def test_a_city_stands_in_the_middle_of_its_state_and_says_so(kg: KnowledgeGraph) -> None:
    read = _read(kg, kg.around("New York City Police Department", as_of=DAY, certainty="impossible"))
    (own,) = (
        one["properties"]
        for one in read["features"]
        if one["properties"].get("kind") and one["properties"]["label"].startswith("New York City Police")
    )
    assert own["position"] == "middle of New York State"


def test_the_states_are_points_with_their_counts(kg: KnowledgeGraph) -> None:
    found = states(kg, read_day_or_today(DAY))
    read = _read(kg, found)
    rows = {one["id"]: one for one in read["features"]}
    assert rows.keys() == {row.place for row in (*found.states, *found.counties)}
    for row in found.states:
        assert rows[row.place]["properties"]["flows"] == (row.counts["flows"] if row.is_known else None)
    assert rows[v.ID + "place/us-gu"]["geometry"] is None
    assert rows[v.ID + "place/us-gu"]["properties"]["unplaced"] == "Guam has no one point on the map"


def test_pixels_are_read_back_as_degrees() -> None:
    """Colorado lies between two parallels and two meridians, and all of Alaska and Hawaii where they are."""
    shapes = us_map()
    assert shapes is not None, "built with the explorer's scripts"
    corners = [(int(x), int(y)) for x, y in re.findall(r"(-?\d+),(-?\d+)", shapes.states["08"])]
    found = positions(type(shapes)(0, 0, {}, {f"08{n}": corner for n, corner in enumerate(corners)}, {})).values()
    east, north = ([point[axis] for point in found] for axis in (0, 1))
    assert min(east) == pytest.approx(-109.05, abs=0.1)
    assert max(east) == pytest.approx(-102.05, abs=0.1)
    assert min(north) == pytest.approx(37, abs=0.1)
    assert max(north) == pytest.approx(41, abs=0.1)
    every = positions(shapes)
    assert all(-180 < x < -129 and 51 < y < 72 for fips, (x, y) in every.items() if fips.startswith("02"))
    assert all(-161 < x < -154.5 and 18.5 < y < 22.5 for fips, (x, y) in every.items() if fips.startswith("15"))
    assert all(-125 < x < -66 and 24 < y < 50 for fips, (x, y) in every.items() if fips[:2] not in ("02", "15"))


def test_a_line_over_the_antimeridian_is_cut_there() -> None:
    places = {"guam": Placed("Guam", (144.8, 13.4)), "coast": Placed("coast", (-120.0, 37.0)), "x": Placed("nowhere")}
    nodes = [Node(name, {"label": name, "kind": "organization"}) for name in places]
    ends = [("guam", "coast"), ("coast", "guam"), ("guam", "guam"), ("guam", "x"), ("x", "x")]
    net = Net({"title": "t"}, DAY, lambda: iter(nodes), lambda: iter(Edge(*pair, {}) for pair in ends))
    read = geojson.loads("".join(geojson_of_net(net, places.__getitem__)))
    assert read.is_valid, read.errors()
    lines = [one for one in read["features"] if one["properties"]["sort"] == "flow"]
    (first, last), (back, again) = (lines[n]["geometry"]["coordinates"] for n in (0, 1))
    assert (first[0], first[1][0], last[0][0], last[1]) == ([144.8, 13.4], 180, -180, [-120.0, 37.0])
    assert 13.4 < first[1][1] == last[0][1] < 37
    assert (back[1], again[0]) == (last[0], first[1])
    assert lines[2]["geometry"]["type"] == "Point"
    assert [line["properties"]["unplaced"] for line in lines[3:]] == ["x: nowhere", "x: nowhere"]
    assert (read["placed"], read["unplaced"]) == (5, 3)
    assert json.loads(geojson.dumps(read)) == json.loads("".join(geojson_of_net(net, places.__getitem__)))
