"""`/brief?thing=…`: the brief of one thing, a page or two to take along, as `whoshares brief` writes it."""

from __future__ import annotations

from typing import Final

from whoshares.answers.dossier_things import thing_named
from whoshares.answers.dossiers import dossiers_of
from whoshares.exports.brief_html import brief_html
from whoshares.exports.brief_markdown import brief_markdown
from whoshares.model.arguments import read_day_or_today
from whoshares.model.vocabulary import shorten
from whoshares.server.http.as_data import as_data
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import AS_OF, SHOWN, View, ViewAsked, parameter
from whoshares.server.http.media import HTML, MARKDOWN
from whoshares.text.dossier import page_of_thing

_PATH: Final = "/brief"


def _brief(asked: ViewAsked) -> str:
    made = dossiers_of(asked.kg, read_day_or_today(asked.values.get("asOf")))
    found = made.of(thing_named(asked.kg, asked.values["thing"]))
    if asked.format == HTML.name:
        return brief_html(page_of_thing(found, made.edition))
    if asked.format == MARKDOWN.name:
        return brief_markdown(page_of_thing(found, made.edition))
    return as_data(found, asked.format)


def brief_address(thing: str, day: str | None, prefix: str) -> str:
    """The address of the brief of a thing."""
    return asking(f"{prefix}{_PATH}", {"thing": shorten(thing), **({"asOf": day} if day else {})})


BRIEF: Final = View(
    _PATH,
    "A page or two on a place, a body, a law or data of a kind, to take along.",
    (*SHOWN, MARKDOWN),
    _brief,
    (parameter("thing", "text", "A place, body, law, data category or program.", required=True), AS_OF),
    "/brief?thing=place/us-ny&asOf=2026-06-30",
)
