"""`/days?from=…&to=…`: when the answer of a trace changes, for the slider of its page."""

from __future__ import annotations

import json
from datetime import date
from typing import Final

from whoshares.answers.days import answer_days
from whoshares.answers.meant import ends
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.model.errors import InputError
from whoshares.network.categories import ANY
from whoshares.routes.question import Question
from whoshares.server.http import media
from whoshares.server.http.explorer.links import Given, asking
from whoshares.server.http.explorer.view import View, ViewAsked, parameter

FIRST: Final = date(2001, 1, 1)
_MOST_PAIRS: Final = 60
_PART: Final = 0.6
"""How much of the time that one question may take is taken here."""


def _answer(asked: ViewAsked) -> str:
    kg, values, today = asked.kg, asked.values, date.today()
    kg.need_flows()
    carrying = kg.category(values.get("carrying"))
    number = ANY if carrying is None else kg.network.categories.number[carrying]
    first, last = ends(
        kg, values["from"], values["to"], lambda: Question(-1, -1, number, today, between=(FIRST, today))
    )
    pairs = [(one, other) for one in first.holders for other in last.holders if one != other]
    if not 0 < len(pairs) <= _MOST_PAIRS:
        raise InputError(
            f"These stand for {len(pairs):,} pairs of holders, and when an answer changes is worked out for at most "
            f"{_MOST_PAIRS}. Name a smaller place, a narrower kind, or one holder."
        )
    questions = [
        kg.tracer.question(
            TraceQuestion(*pair, carrying, today, exact=bool(values.get("exact")), max_hops=values.get("max_hops"))
        )
        for pair in pairs
    ]
    found = answer_days(kg, questions, FIRST, today, asked.seconds * _PART)
    told = {
        "first": FIRST.isoformat(),
        "last": today.isoformat(),
        "stretches": [
            {"from": one.first.isoformat(), "until": one.end.isoformat(), "state": one.state} for one in found.stretches
        ],
        "changes": [{"day": one.day.isoformat(), "what": one.what} for one in found.changes],
        "cut": found.cut,
    }
    return json.dumps(told, ensure_ascii=False)


def days_address(given: Given, answer: Trace, prefix: str) -> str:
    """The address that says when an answer changes; none of a journey, or where flows are chosen by what they pass."""
    told = dict(given)
    asked: dict[str, str] = {
        name: told[name] for name in ("from", "to", "carrying", "exact", "maxHops") if name in told
    }
    if answer.question["asOf"] is None or told.keys() - asked.keys() - {"asOf", "limit"}:
        return ""
    return asking(f"{prefix}/days", asked)


DAYS = View(
    "/days",
    "When the answer of a trace changes, from 2001 to today.",
    (media.JSON,),
    _answer,
    (
        parameter("from", "text", "Whose data.", required=True),
        parameter("to", "text", "Who gets it.", required=True),
        parameter("carrying", "text", "Which data."),
        parameter("exact", "switch", "Without assumed joins."),
        parameter("maxHops", "number", "At most so many hops.", argument="max_hops"),
    ),
    "/days?from=Local%20jail&to=ICE&carrying=fingerprints",
)
