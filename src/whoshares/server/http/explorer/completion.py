"""What a half-typed name may become: `/complete?text=…`, answered from the names alone."""

from __future__ import annotations

import json

from whoshares.server.http import media
from whoshares.server.http.explorer.view import Asked, View, parameter


def _answer(asked: Asked) -> str:
    found = asked.kg.search(asked.values["text"], limit=8)
    return json.dumps([{"value": match.label, "what": match.kind} for match in found], ensure_ascii=False)


COMPLETION = View(
    "/complete",
    "Names that a text may become, each with what it is.",
    (media.JSON,),
    _answer,
    (parameter("text", "text", "What has been typed.", required=True),),
    "/complete?text=San%20Diego",
)
