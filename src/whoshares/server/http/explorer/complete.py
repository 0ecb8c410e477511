"""`/complete?text=…`: what a half-typed name may become, answered from the names alone."""

from __future__ import annotations

import json

from whoshares.server.http import media
from whoshares.server.http.explorer.completion import ANYTHING
from whoshares.server.http.explorer.view import View, ViewAsked, parameter


def _answer(asked: ViewAsked) -> str:
    found = asked.forms.completion.offers(asked.values["text"], asked.values.get("for", ANYTHING))
    told = [{"value": o.value, "label": o.label, "what": o.what, "also": o.also, "id": o.iri} for o in found]
    return json.dumps(told, ensure_ascii=False)


COMPLETION = View(
    "/complete",
    "Names that a text may become, each with what it is.",
    (media.JSON,),
    _answer,
    (
        parameter("text", "text", "What has been typed.", required=True),
        parameter("for", "text", "What is wanted: holder, category, law, place or program; else anything."),
    ),
    "/complete?text=San%20Diego",
)
