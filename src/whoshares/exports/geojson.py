"""Answers on the earth, as GeoJSON (RFC 7946): holders as points, flows as lines, and what has no place as such."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.answers.places import places_of
from whoshares.answers.states import States
from whoshares.exports.nets import Net, about, net_of_answer
from whoshares.exports.results import Result
from whoshares.exports.us_map import Position, positions, us_map
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.plain import plain

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

NOTE: Final = (
    "A position is the middle of a state or county, good to some kilometres: it is no address. What has none has no "
    "geometry, and “unplaced” says why."
)
_PRECISION: Final = 3


class Placed(NamedTuple):
    """Where a holder or a place is."""

    words: str
    """Where the position is, or why there is none."""
    position: Position | None = None


Where = Callable[[str], Placed]


def geojson(result: Result) -> Iterator[str]:
    """An answer as GeoJSON: of the states each with its counts, of all else holders and flows.

    Raises InputError where the answer has neither, or the map was not built.
    """
    shapes = us_map()
    if shapes is None:
        raise InputError(
            "GeoJSON needs the map of the states, which is built into the package with the explorer's scripts and is "
            "not there. Install the package again with a network, or take another format."
        )
    points = positions(shapes)
    answer, kg = result.answer, result.kg
    if isinstance(answer, States):
        where = of_places(kg, points)
        rows = (
            ({"sort": "place", "label": answer.labels[row.place], "fips": row.fips, **row.to_dict()}, where(row.place))
            for row in (*answer.states, *answer.counties)
        )
        return collection(about(answer, result.title), (_feature(str(told["place"]), told, at) for told, at in rows))
    return geojson_of_net(net_of_answer(kg, answer, result.title), of_holders(kg, points))


def geojson_of_net(net: Net, where: Where) -> Iterator[str]:
    """A net as GeoJSON. A flow within one place is a point there."""
    return collection(net.about, _features(net, where))


def collection(said: Mapping[str, str], features: Iterator[dict[str, object]]) -> Iterator[str]:
    """Features as one collection, with what is said of all of them."""
    yield f'{{"type": "FeatureCollection", "about": {_json({**said, "note": NOTE})}, "features": [\n'
    before, placed, all_of = "", 0, 0
    for feature in features:
        placed += feature["geometry"] is not None
        all_of += 1
        yield before + _json(feature)
        before = ",\n"
    yield f'\n], "placed": {placed}, "unplaced": {all_of - placed}}}\n'


def of_places(kg: GraphParts, points: Mapping[str, Position]) -> Where:
    """Where places are: each in its own middle, else in that of the nearest place around it that has one."""
    places = places_of(kg)

    def where(place: str) -> Placed:
        around = places.around.get(place, frozenset({place}))
        for one in sorted(around, key=lambda p: (-len(places.around.get(p, ())), p)):
            for fips in kg.evidence.values(one, v.FIPS):
                if fips in points:
                    return Placed(f"middle of {kg.names.label(one)}", points[fips])
        return Placed(f"{kg.names.label(place)} has no one point on the map")

    return where


def of_holders(kg: GraphParts, points: Mapping[str, Position]) -> Where:
    """Where holders are: in the place in which they sit or which they serve."""
    of_place = of_places(kg, points)

    def where(holder: str) -> Placed:
        found = [of_place(place) for place in kg.evidence.values(holder, v.IN_PLACE)]
        if not found:
            return Placed("no document places it in a state or county")
        return next((one for one in found if one.position), found[0])

    return where


def _features(net: Net, where: Where) -> Iterator[dict[str, object]]:
    at: dict[str, Placed] = {}
    labels: dict[str, str] = {}
    for node in net.nodes():
        at[node.id], labels[node.id] = where(node.id), node.texts["label"]
        yield _feature(node.id, {"sort": "holder", **node.texts}, at[node.id])
    for number, edge in enumerate(net.edges()):
        ends = at[edge.sender], at[edge.recipient]
        told = {"sort": "flow", "sender": edge.sender, "recipient": edge.recipient, **edge.texts}
        missing = [
            f"{labels[end]}: {one.words}"
            for end, one in zip((edge.sender, edge.recipient), ends, strict=True)
            if one.position is None
        ]
        feature = _feature(f"e{number}", told, Placed("; ".join(dict.fromkeys(missing))))
        if not missing:
            feature["geometry"] = _line(*(one.position for one in ends if one.position))
            feature["properties"] = {**told, "position": f"{ends[0].words} to {ends[1].words}"}
        yield feature


def _feature(name: str, told: Mapping[str, object], at: Placed) -> dict[str, object]:
    said = {"position" if at.position else "unplaced": plain(at.words)}
    point = {"type": "Point", "coordinates": list(at.position)} if at.position else None
    return {"type": "Feature", "id": name, "geometry": point, "properties": {**told, **said}}


def _line(first: Position, last: Position) -> dict[str, object]:
    """The line between two positions; in two parts where the shorter way goes over the antimeridian (section 3.1.9)."""
    if first == last:
        return {"type": "Point", "coordinates": list(first)}
    (x1, y1), (x2, y2) = first, last
    if abs(x2 - x1) <= 180:
        return {"type": "LineString", "coordinates": [list(first), list(last)]}
    edge = 180.0 if x1 > 0 else -180.0
    way = (x2 + 2 * edge - x1) or 1.0
    y = round(y1 + (y2 - y1) * (edge - x1) / way, _PRECISION)
    return {"type": "MultiLineString", "coordinates": [[list(first), [edge, y]], [[-edge, y], list(last)]]}


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
