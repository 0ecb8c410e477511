"""Answers as files have them: each with what it says first, and a picture with what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from whoshares.answers.law_matrix import LawMatrix
from whoshares.answers.register import Register
from whoshares.answers.states import States
from whoshares.answers.stopped import StoppedRoutes, stopped_routes
from whoshares.answers.timeline import Timeline
from whoshares.answers.trace import Trace
from whoshares.exports.results import Result
from whoshares.model.answer import Answer
from whoshares.model.arguments import read_day_or_today
from whoshares.text import headlines
from whoshares.text.console import to_text
from whoshares.text.headline import verdict, when
from whoshares.text.words import Words

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

_UNWRAPPED: Final = 10_000
"""Columns at which the first thing that an answer says stands in one line."""
_PICTURES: Final = frozenset({"svg", "png"})


def result_of(kg: GraphParts, answer: Answer, format_name: str, columns: Sequence[str] = ()) -> Result:
    """An answer as a file in a format has it; `columns` are those of its table, in order."""
    if format_name in _PICTURES and isinstance(answer, Trace):
        words = Words(answer.caption)
        if answer.routes:
            return Result(kg, answer, verdict(words, answer).plain, columns)
        if stopped := stopped_routes(kg, answer):
            return Result(kg, answer, _if_not_stopped(words, answer, stopped), columns, stopped)
    if format_name in _PICTURES and isinstance(answer, Timeline):
        title = f"{first_line(answer)}: what began, ended and was said to be in force, as far as documents date it"
        return Result(kg, answer, title, columns)
    return Result(kg, answer, first_line(answer), columns)


def first_line(answer: Answer) -> str:
    """What an answer says first, in one line; of what only pages show, what its page says first."""
    question = getattr(answer, "question", {})
    day = read_day_or_today(str(question.get("asOf") or "") or None)
    label: Mapping[str, str] = getattr(answer, "labels", {})
    match answer:
        case States():
            return headlines.of_states(answer, answer.show, day)[0]
        case LawMatrix():
            return headlines.of_matrix(answer, label.__getitem__, day)[0]
        case Register():
            return headlines.of_register(answer, label.__getitem__)[0]
    return to_text(answer, width=_UNWRAPPED).partition("\n")[0]


def _if_not_stopped(words: Words, answer: Trace, stopped: StoppedRoutes) -> str:
    """What a picture of routes that blocks stop shows, true when it stands alone."""
    what = words.data if words.carrying else words.some_data(route.hops[0].category for route in stopped.routes)
    ends = f"from {words.asked('from')} to {words.asked('to')} {when(answer.question)}"
    return f"How {what} could get {ends} if no block stopped it, as far as documents show"
