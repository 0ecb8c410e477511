"""Two scenarios side by side, as a page: what each leaves of the routes between two bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from whoshares.answers.traced import TracedRoute
from whoshares.answers.two_scenarios import TwoScenarios, sureness
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.model.dates import in_words
from whoshares.server.http import pages
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import AS_OF, TAKEN, View, ViewAsked, parameter
from whoshares.server.http.media import HTML
from whoshares.server.problems import Problem
from whoshares.text.words import counted

_EXAMPLE: Final = {
    "from": "Local jail",
    "to": "ICE",
    "carrying": "fingerprints",
    "one": "flow/us-fbi--us-ident--arrest-fingerprints",
    "other": "flow/us-fbi--us-ice--arrest-fingerprints",
    "asOf": "2011-10-01",
}


def _compared(asked: ViewAsked) -> str | TwoScenarios:
    told = asked.values
    missing = [name for name in ("from", "to", "one", "other") if name not in told]
    if missing and asked.format == HTML.name:
        return _page(asked, None)
    if missing:
        raise Problem(400, f"“{missing[0]}” is missing: two scenarios are compared between two ends.")
    ends = {
        "origin": told["from"],
        "recipient": told["to"],
        "carrying": told.get("carrying"),
        "as_of": told.get("asOf"),
    }
    one, other = (asked.kg.whatif(end=told.get(key, []), **ends) for key in ("one", "other"))
    found = TwoScenarios(one, other)
    return _page(asked, found) if asked.format == HTML.name else found


def _page(asked: ViewAsked, found: TwoScenarios | None) -> str:
    told = {key: "; ".join(value) if isinstance(value, list) else value for key, value in asked.values.items()}
    address = asking(f"{asked.prefix}/compare", asked.given)
    more: dict[str, object] = {}
    if found is not None:
        names = [_ended(asked, key) for key in ("one", "other")]
        routes = found.routes
        more = {
            "said": _said(found, names),
            "columns": ["as it is", *(f"if {name} ended" for name in names)],
            "counts": [sureness(listed) for listed in routes],
            "totals": [len(listed) for listed in routes],
            "still": [[_path(asked, route) for route in listed[:6]] for listed in routes],
            "left": [max(len(listed) - 6, 0) for listed in routes],
        }
    return pages.render("compare.html", prefix=asked.prefix, told=told, found=found, this=address,
                        example=asking(f"{asked.prefix}/compare", _EXAMPLE), **more)  # fmt: skip


def _ended(asked: ViewAsked, key: str) -> str:
    """What ends in a scenario, as it was named."""
    names = asked.kg.names
    ended = (text if " of " in text else names.label(names.resolve(text)) for text in asked.values[key])
    return " and ".join(f"“{text}”" for text in ended)


def _said(found: TwoScenarios, names: Sequence[str]) -> list[str]:
    before, *after = (len(listed) for listed in found.routes)
    day = found.one.question.get("asOf")
    on = f" on {in_words(str(day))}" if day else ""
    left = [
        f"{'none is' if number == 0 else f'{number} are' if number != 1 else '1 is'} left if {name} ended"
        for number, name in zip(after, names, strict=True)
    ]
    first = f"Of {counted(before, 'known route')} looked at{on}, {left[0]}, and {left[1]}."
    return [first, "Only what documents show is looked at: a way that closes here may exist unknown."]


def _path(asked: ViewAsked, route: TracedRoute) -> str:
    hops, names = route.hops, asked.kg.names
    holders = [hops[0].sender, *(hop.recipient for hop in hops)]
    return " → ".join(names.acronym(holder) or names.label(holder) for holder in holders)


COMPARE: Final = View(
    "/compare",
    "Two scenarios side by side: what each leaves of the routes between two bodies.",
    TAKEN,
    _compared,
    (
        parameter("from", "text", "Whose data."),
        parameter("to", "text", "Whom it reaches."),
        parameter("carrying", "text", "What data. Default: any."),
        parameter("one", "text", "What ends in the one scenario.", several=True),
        parameter("other", "text", "What ends in the other.", several=True),
        AS_OF,
    ),
    asking("/compare", _EXAMPLE),
    ("scenario", *COLUMNS["whatif"]),
)
"""The view."""
