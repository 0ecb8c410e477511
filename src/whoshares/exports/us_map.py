"""The maps of the United States that are built with the explorer's scripts, and where on earth their points lie."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from whoshares.exports.county_map import Counties
from whoshares.exports.state_map import Shapes

_FOLDER: Final = Path(__file__).parents[1] / "server" / "http" / "static"
"""Where `web/build.py` puts them."""
_FIPS: Final = re.compile(r"[0-9]{2}")
_SCALE: Final = 1300
_MIDDLE: Final = (487.5, 305.0)

Position = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84), in the order of GeoJSON."""


class _Cone(NamedTuple):
    """An equal-area map on a cone (Snyder, Map Projections: A Working Manual, 1987, section 14), in degrees."""

    parallels: tuple[float, float]
    meridian: float
    centre: tuple[float, float]
    scale: float
    shift: tuple[float, float]
    """How far its centre is from the middle of the picture, in scales of the picture."""

    def position(self, x: float, y: float) -> Position:
        """Where a point of the picture is."""
        first, last = (math.radians(one) for one in self.parallels)
        n = (math.sin(first) + math.sin(last)) / 2
        c = 1 + math.sin(first) * (2 * n - math.sin(first))

        def ahead(east: float, north: float) -> tuple[float, float]:
            rho = math.sqrt(c - 2 * n * math.sin(math.radians(north))) / n
            angle = n * math.radians(east)
            return rho * math.sin(angle), math.sqrt(c) / n - rho * math.cos(angle)

        at, size = ahead(*self.centre), _SCALE * self.scale
        right = (x - _MIDDLE[0] - self.shift[0] * _SCALE) / size + at[0]
        up = (_MIDDLE[1] + self.shift[1] * _SCALE - y) / size + at[1]
        below = math.sqrt(c) / n - up
        east = math.degrees(math.atan2(right, below)) / n + self.meridian
        north = math.degrees(math.asin((c - (right**2 + below**2) * n**2) / (2 * n)))
        return round(east, 2), round(north, 2)


_MAIN: Final = _Cone((29.5, 45.5), -96, (-0.6, 38.7), 1, (0, 0))
_OTHERS: Final[Mapping[str, _Cone]] = {
    "02": _Cone((55, 65), -154, (-2, 58.5), 0.35, (-0.307, 0.201)),
    "15": _Cone((8, 18), -157, (-3, 19.9), 1, (-0.205, 0.212)),
}
"""How the picture has Alaska and Hawaii, by the first two digits of FIPS codes: as d3's geoAlbersUsa puts them."""


@cache
def us_map() -> Shapes | None:
    """The map; `None` where it was not built."""
    try:
        return Shapes.of(json.loads((_FOLDER / "us-map.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def counties_of(fips: str) -> Counties | None:
    """The counties of a state, by its FIPS code; `None` where they were not built, as of some territories."""
    if not _FIPS.fullmatch(fips):
        return None
    try:
        return Counties.of(json.loads((_FOLDER / f"us-counties-{fips}.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def positions(shapes: Shapes) -> Mapping[str, Position]:
    """The middle of each state and county on the map, by its FIPS code: good to some kilometres, in Alaska to ten."""
    points = {**shapes.middles, **shapes.counties}
    return {fips: _OTHERS.get(fips[:2], _MAIN).position(*point) for fips, point in points.items()}
