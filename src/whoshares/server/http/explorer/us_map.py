"""The map of the United States that is built with the scripts of the explorer."""

from __future__ import annotations

import json
from functools import cache

from whoshares.exports.state_map import Shapes
from whoshares.server.http.scripts import FOLDER


@cache
def us_map() -> Shapes | None:
    """The map; `None` where it was not built."""
    try:
        return Shapes.of(json.loads((FOLDER / "us-map.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
