"""The map of flows: what is around things, as a table that a script draws beside it as a picture."""

from __future__ import annotations

from typing import Any, Final

from whoshares.answers.around import Around
from whoshares.model import vocabulary as v
from whoshares.model.validity import State, aged
from whoshares.server.http import pages
from whoshares.server.http.arguments import parameters
from whoshares.server.http.explorer.links import Given
from whoshares.server.http.explorer.printed import headline

SHOWN: Final = 8
"""Flows that the table shows at once; the others are folded away below them."""
MOST: Final = 1_000
"""Flows that the page has at most; the data has all."""
CERTAINTIES: Final = (
    ("certain", "certain"),
    ("presumed", "presumed or surer"),
    ("possible", "possible or surer"),
    ("impossible", "all, also what is over"),
)
"""What may be asked for, in words."""


def map_page(answer: Around, given: Given, form: dict[str, Any]) -> str:
    """The page of what is around things: what was asked as a form, the picture's place, and each flow in a table."""
    first, *more = headline(answer)
    several = {name: [value for key, value in given if key == name] for name in ("thing", "without")}
    return pages.render(
        "map.html",
        **form,
        first=first,
        more=more,
        answer=answer,
        shown=SHOWN,
        most=MOST,
        several=several,
        told=dict(given),
        choices={p.name: p.choices for p in parameters("around") if p.choices},
        certainties=CERTAINTIES,
        aged=lambda flow: _aged(answer, flow),
        short=v.shorten,
    )


def _aged(answer: Around, flow: Any) -> str:
    if flow.last_confirmed is None:
        return "" if flow.state is State.CERTAIN else "not by then"
    return aged(flow.last_confirmed, answer.day)
