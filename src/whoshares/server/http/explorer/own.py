"""The views that have an address of their own, each as a row of the explorer's table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from whoshares.answers.states import MEASURES
from whoshares.exports.tables import to_csv
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.answer import Answer
from whoshares.server.http.arguments import RequestParameter
from whoshares.server.http.explorer.answering import laws, register_of, states_on
from whoshares.server.http.explorer.asked import AS_OF, SHOWN
from whoshares.server.http.explorer.drawing import Drawing
from whoshares.server.http.explorer.view import Asked, View, parameter
from whoshares.server.http.media import CSV, JSON


def _choice(name: str, meaning: str, choices: tuple[str, ...]) -> RequestParameter:
    return RequestParameter(name, "text", False, False, meaning, choices, argument=name)


def _view(
    path: str,
    summary: str,
    parameters: tuple[RequestParameter, ...],
    example: str,
    answer: Callable[[KnowledgeGraph, Mapping[str, str]], Answer],
) -> View:
    def answered(asked: Asked) -> str:
        found = answer(asked.kg, dict(asked.given))
        if asked.format == JSON.name:
            return json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
        if asked.format == CSV.name:
            rows = found.rows()
            return to_csv(list(dict.fromkeys(column for row in rows for column in row)), rows)
        return Drawing(asked.kg, asked.prefix, asked.given).view(found)

    return View(path, summary, SHOWN, answered, parameters, example)


OWN: Final = (
    _view(
        "/places",
        "The states side by side: bodies, flows, laws and switches of each, as a map and a table.",
        (_choice("show", "What the map counts. Default: authorities.", tuple(MEASURES)), AS_OF),
        "/places?show=bars",
        states_on,
    ),
    _view(
        "/laws",
        "What is forbidden, demanded or permitted in each state, by data, towards whom.",
        (
            parameter("to", "text", "Towards whom: a holder, or “anyone”. Default: Homeland Security."),
            parameter("carrying", "text", "Only rules about data of this kind."),
            _choice("says", "Only rules that do this.", ("forbidden", "demanded", "permitted")),
            AS_OF,
        ),
        "/laws?carrying=Plate%20reads",
        laws,
    ),
    _view(
        "/register",
        "All flows that come to a body, or leave it, on a day, with the laws on each.",
        (parameter("holder", "text", "The body, with its parts and systems.", required=True), AS_OF),
        "/register?holder=Nlets",
        register_of,
    ),
)
"""The views, in the order of the list of all addresses."""
