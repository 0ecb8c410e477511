"""A scenario's effect as a person reads it: what changes, then each way that closes, stays open or opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.text.words import certainty, in_words, last_confirmed, plural, within

if TYPE_CHECKING:
    from whoshares.answers.traced import TracedRoute
    from whoshares.answers.whatif import Way, WhatIf

_SHOWN = 4
_WAYS = 25
_OUTCOMES = {
    "closes": ("Closes", "bold red"),
    "stays-open": ("Stays open", "bold yellow"),
    "opens": ("Opens", "bold green"),
    "none": ("No route known, before or after", "dim"),
}


def render_what_if(answer: WhatIf) -> Group:
    """The whole answer."""
    parts: list[object] = []
    if answer.scenario.title:
        parts.append(Text(plain(answer.scenario.title), "bold"))
    parts.append(Text(f"If, on {in_words(str(answer.question['asOf']))}:"))
    for change in answer.changes:
        number = len(change.flows)
        flows = (
            f" ({number} {plural(number, 'flow')})"
            if number > 1 or (number and change.flows[0] != change.thing)
            else ""
        )
        parts.append(Text(f"  {plain(change.label)} {change.action}{flows}"))
    for reading in answer.scenario.readings:
        parts.append(Text(f"  the reading “{plain(reading)}” is taken"))
    if not answer.ways:
        parts += [Text(), Text("Then no known way changes.")]
    for way in answer.ways[:_WAYS]:
        parts += _way(answer, way)
    if len(answer.ways) > _WAYS:
        parts.append(Text(f"… {len(answer.ways) - _WAYS} more ways: --format json or csv gives them.", "dim"))
    parts.append(Text())
    parts.append(
        Text(
            "Only what documents show is looked at: a way that closes here may exist unknown, and nothing was changed.",
            "dim",
        )
    )
    return Group(*parts)  # type: ignore[arg-type]


def _way(answer: WhatIf, way: Way) -> list[object]:
    words, style = _OUTCOMES[way.outcome]
    ends = f"{plain(answer.labels[way.origin])} to {plain(answer.labels[way.recipient])}"
    what = f", {within(plain(answer.labels[way.category]))}" if way.category else ""
    parts: list[object] = [Text(), Text.assemble((words, style), f": {ends}{what}")]
    for heading, routes in (("closed", way.closed), ("open", way.left), ("opened", way.opened)):
        for route in routes[:_SHOWN]:
            parts.append(_route(answer, heading, route))
        if len(routes) > _SHOWN:
            parts.append(Text(f"  … {len(routes) - _SHOWN} more {heading}", "dim"))
    if way.before.truncated or way.after.truncated:
        parts.append(Text("  There are more routes than were looked at: raise --limit.", "yellow"))
    return parts


def _route(answer: WhatIf, heading: str, route: TracedRoute) -> Text:
    acronyms: dict[str, str] = {}
    for way in answer.ways:
        acronyms.update(way.before.acronyms)
        acronyms.update(way.after.acronyms)

    def name(iri: str) -> str:
        return plain(acronyms.get(iri, answer.labels[iri]))

    line = Text.assemble(f"  {heading}: ", certainty(route.state), f" {name(route.hops[0].sender)}")
    held = None
    for hop in route.hops:
        if hop.category != held:
            line.append(f" —{within(plain(answer.labels[hop.category]))}", "cyan")
            held = hop.category
        line.append(" → ", "cyan")
        line.append(name(hop.recipient))
    day = str(answer.question["asOf"])
    if confirmed := last_confirmed(route.state, route.last_confirmed, day):
        line.append(f" · {confirmed}", "dim")
    return line
