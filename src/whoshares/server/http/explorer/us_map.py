"""The maps of the United States that are built with the scripts of the explorer: states, and each one’s counties."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from whoshares.exports.county_map import Counties
from whoshares.exports.state_map import Shapes
from whoshares.server.http.scripts import FOLDER

_FIPS: Final = re.compile(r"[0-9]{2}")


@cache
def us_map() -> Shapes | None:
    """The map; `None` where it was not built."""
    try:
        return Shapes.of(json.loads((FOLDER / "us-map.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def counties_of(fips: str) -> Counties | None:
    """The counties of a state, by its FIPS code; `None` where they were not built, as of some territories."""
    if not _FIPS.fullmatch(fips):
        return None
    try:
        return Counties.of(json.loads((FOLDER / f"us-counties-{fips}.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
