"""What the views take: their formats, and the days that the pages of things are told."""

from __future__ import annotations

from typing import Final

from whoshares.server.http.explorer.view import parameter
from whoshares.server.http.media import CSV, HTML, JSON

SHOWN: Final = (HTML, JSON, CSV)
"""What a view is given as."""
AS_OF: Final = parameter("asOf", "day", "The day. Default: today.")
OF_THINGS: Final = (
    AS_OF,
    parameter("since", "day", "What happened from this day on. Default: the first of January two years before."),
)
"""What the page of a thing takes."""
