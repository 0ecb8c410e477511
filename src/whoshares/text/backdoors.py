"""Back doors as a person reads them: bar by bar, each route with its pattern and where the bar's reach ends."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.validity import State
from whoshares.text.words import Words, certainty, in_force, last_confirmed, plural, within

if TYPE_CHECKING:
    from whoshares.answers.backdoors import BackDoor, BackDoors

_SHOWN = 8


def render_back_doors(doors: BackDoors) -> Group:
    """The whole answer. All routes are in the JSON and CSV; of each bar the first are printed."""
    words = Words(doors.frame)
    day = words.day
    looked_at = len(doors.open_bars)
    parts: list[object] = []
    if not looked_at:
        parts.append(Text(f"No bar of this graph that was asked for is in force on {day}."))
    elif not doors.found:
        parts.append(
            Text(
                f"None known: {looked_at} {plural(looked_at, 'bar')} looked at on {day}, and no known route round any."
            )
        )
        if doors.unconfirmed:
            parts.append(Text(f"{doors.unconfirmed.in_words()}"))
    else:
        bars = len({door.bar.id for door in doors.found})
        parts.append(
            Text(
                f"On {day}, {'the first ' if doors.truncated else ''}{len(doors.found)} known "
                f"{'route leads' if len(doors.found) == 1 else 'routes lead'} "
                f"round {bars} of {looked_at} {plural(looked_at, 'bar')}."
            )
        )
    for _, group in groupby(doors.found, key=lambda door: door.bar.id):
        parts += _bar(words, list(group), doors.truncated)
    if doors.stopped:
        parts.append(
            Text("A search stopped at its work limit: there may be more. Narrow it: --bar, --max-hops.", "yellow")
        )
    parts.append(Text())
    parts.append(
        Text(
            "A route round a bar uses no hop that the bar forbids. That is no finding that anyone broke a rule, nor "
            "that a given record travelled: it shows what documents leave open.",
            "dim",
        )
    )
    return Group(*parts)  # type: ignore[arg-type]


def _bar(words: Words, doors: list[BackDoor], truncated: Iterable[str]) -> list[object]:
    bar = doors[0].bar
    heading = Text.assemble((words.label(bar.id), "bold red"))
    set_by = words.listed(bar.set_by)
    if set_by:
        heading.append(f" · set by {set_by}")
    if bar.reading:
        heading.append(f" · only under the reading: {words.label(bar.reading)}", "yellow")
    if bar.state is not State.CERTAIN:
        heading.append(f" · {in_force(bar.state, bar.last_confirmed, words.asked_day)}", "yellow")
    parts: list[object] = [Text(), heading]
    for door in doors[:_SHOWN]:
        parts.append(Padding(_route(words, door), (0, 0, 0, 2)))
    if len(doors) > _SHOWN or bar.id in truncated:
        hidden = max(len(doors) - _SHOWN, 0)
        more = f"{hidden} more{', and further ones' if bar.id in truncated else ''}" if hidden else "there are more"
        parts.append(Text(f"  … {more}: --format json or csv gives them, --limit sets how many of a bar.", "dim"))
    return parts


def _route(words: Words, door: BackDoor) -> Text:
    line = Text.assemble(
        (door.pattern, "bold"), " ", certainty(door.route.state), "  ", words.short(door.route.hops[0].sender)
    )
    held = None
    for place, hop in enumerate(door.route.hops, 1):
        if place > 1 and door.route.hops[place - 2].recipient != hop.sender:
            line.append(f" ({words.short(hop.sender)})", "dim")
        if hop.category != held:
            line.append(f" —{within(words.label(hop.category))}", "cyan")
            held = hop.category
        line.append(" → ", "cyan")
        line.append(words.short(hop.recipient))
        if place == door.reach_ends:
            line.append(" ⟂", "red")
    if confirmed := last_confirmed(door.route.state, door.route.last_confirmed, words.asked_day):
        line.append(f" · {confirmed}", "dim")
    others = f"; also {', '.join(door.patterns[1:])}" if len(door.patterns) > 1 else ""
    line.append(f"\n   {door.pattern_name}{others}; the bar's reach ends at hop {door.reach_ends}", "dim")
    if door.excepted_by:
        permissions = words.listed(door.excepted_by)
        line.append(f"\n   An exception of the bar itself lets it through: {permissions}", "green")
    return line
