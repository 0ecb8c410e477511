"""`/brief`: a page or two to take along, as `whoshares brief` writes it, of a thing or of the way between two ends."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from whoshares.answers.dossier_things import has_dossier, thing_named
from whoshares.answers.dossiers import dossiers_of
from whoshares.exports.brief_html import brief_html
from whoshares.exports.brief_markdown import brief_markdown
from whoshares.exports.brief_pdf import brief_pdf
from whoshares.knowledge_graph.briefs import brief_of
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.knowledge_graph.verbs import CUT
from whoshares.model.arguments import read_day_or_today
from whoshares.model.errors import InputError
from whoshares.model.vocabulary import shorten
from whoshares.server.http.arguments import RequestParameter, parameters
from whoshares.server.http.as_data import as_data
from whoshares.server.http.explorer.links import Given, asking
from whoshares.server.http.explorer.view import AS_OF, SHOWN, View, ViewAsked, parameter
from whoshares.server.http.media import CSV, HTML, JSON, MARKDOWN, PDF
from whoshares.server.problems import Problem
from whoshares.text.brief import page_of
from whoshares.text.dossier import page_of_thing

if TYPE_CHECKING:
    from whoshares.exports.brief_page import Page
    from whoshares.knowledge_graph.graph import KnowledgeGraph

_PATH: Final = "/brief"
_PARTS: Final = 8
"""Of the time that a question may take, each of four searches for a cut takes one such part at the most."""
_BETWEEN: Final[tuple[RequestParameter, ...]] = tuple(
    p for p in parameters(CUT.method) if p.name in ("from", "to", "carrying", "exact", "maxHops", "confirmedSince")
)
_NAMES: Final = frozenset(p.name for p in _BETWEEN)
_PASSED_OVER: Final = frozenset({"by", "limit", "says"})
"""What a question may say besides, of which its brief says all."""
_DATA: Final = (JSON.name, CSV.name)


def _brief(asked: ViewAsked) -> str | bytes:
    said = dict(asked.given)
    between = [name for name in said if name in _NAMES]
    if ("thing" in said) is bool(between):
        raise Problem(
            400, "A brief is of one “thing”, or of the way “from” one “to” another. Give the one or the other."
        )
    if "thing" in said:
        made = dossiers_of(asked.kg, read_day_or_today(asked.values.get("asOf")))
        found = made.of(thing_named(asked.kg, asked.values["thing"]))
        if asked.format in _DATA:
            return as_data(found, asked.format)
        return _written(page_of_thing(found, made.edition), asked)
    if missing := [name for name in ("from", "to") if name not in said]:
        raise Problem(400, f"“{missing[0]}” is missing: a brief is of the way “from” one “to” another.")
    question = {("as_of" if name == "asOf" else name): value for name, value in asked.values.items()}
    brief = brief_of(asked.kg, question, seconds=asked.seconds / _PARTS)
    return (
        as_data(brief.trace, asked.format, COLUMNS["trace"])
        if asked.format in _DATA
        else _written(page_of(brief), asked)
    )


def _written(page: Page, asked: ViewAsked) -> str | bytes:
    if asked.format == PDF.name:
        return brief_pdf(page)
    return brief_html(page) if asked.format == HTML.name else brief_markdown(page)


def brief_address(thing: str, day: str | None, prefix: str) -> str:
    """The address of the brief of a thing."""
    return asking(f"{prefix}{_PATH}", {"thing": shorten(thing), **({"asOf": day} if day else {})})


def brief_of_answer(kg: KnowledgeGraph, given: Given, prefix: str) -> str:
    """The address of the brief that says more of a question: of the way that it asks for, or of its one thing.

    Empty where it asks what a brief does not say, as of an end of something that is merely supposed.
    """
    told = [(name, value) for name, value in given if name not in _PASSED_OVER]
    names = {name for name, _ in told}
    if {"from", "to"} <= names:
        return asking(f"{prefix}{_PATH}", told) if names <= _NAMES | {"asOf"} else ""
    things = [value for name, value in told if name in ("holder", "thing", "bar")]
    with suppress(InputError):
        if len(things) == 1 and has_dossier(kg, thing := thing_named(kg, things[0])):
            return brief_address(thing, dict(told).get("asOf"), prefix)
    return ""


BRIEF: Final = View(
    _PATH,
    "A page or two to take along: on a place, a body, a law or data of a kind, or on the way from one to another.",
    (*SHOWN, MARKDOWN, PDF),
    _brief,
    (
        parameter("thing", "text", "A place, body, law, data category or program, for a brief of it alone."),
        *(
            RequestParameter(p.name, p.sort, False, p.several, p.meaning, p.choices, argument=p.argument)
            for p in _BETWEEN
        ),
        AS_OF,
    ),
    "/brief?thing=place/us-ny&asOf=2026-06-30",
)
