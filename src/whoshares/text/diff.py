"""What changed between two days, as people read it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.text.sources import SourceList

if TYPE_CHECKING:
    from whoshares.answers.diff import Change, Difference, ReachChange

_REACH = {
    "appeared": "A route is known on the second day only",
    "ended": "A route is known on the first day only",
    "certainty": "A route is known on both days, with another certainty",
    "not-settled": "Not settled: the search ended at its work limit on one of the days",
}


def render_difference(answer: Difference) -> Group:
    """The changes of flows by what happened to them, then those of reach."""
    numbers = SourceList(s for change in answer.changes for s in (*change.sources, *change.authority_sources))
    parts: list[object] = [_head(answer)]
    for heading, changes in groupby(answer.changes, key=lambda c: c.heading):
        parts.append(Text(f"\n{heading}", "bold cyan"))
        parts += [Padding(_change(answer, change, numbers), (0, 0, 0, 2)) for change in changes]
    if answer.question["to"]:
        parts.append(Text(f"\nReach to {plain(answer.labels[str(answer.question['to'])])}", "bold cyan"))
        if not answer.reach:
            parts.append(Text("  The same on both days for all that send data."))
        for kind, reached in groupby(answer.reach, key=lambda r: r.kind):
            parts.append(Text(f"  {_REACH[kind]}", "bold"))
            parts += [Padding(_reached(answer, change), (0, 0, 0, 4)) for change in reached]
    return Group(*parts, *((Text(), *numbers.parts()) if answer.changes else ()))  # type: ignore[arg-type]


def _head(answer: Difference) -> Text:
    question = answer.question
    what = f" for {plain(answer.labels[str(question['carrying'])])}" if question["carrying"] else ""
    number = len(answer.changes)
    head = Text(f"From {question['day1']} to {question['day2']}{what}: ", "bold")
    head.append(f"{number:,} {'change' if number == 1 else 'changes'}" if number else "no change is known", "bold")
    searched = f"{answer.searched['flows']:,} flows from {answer.searched['sources']:,} sources"
    head.append(f". Searched: {searched}.", "not bold dim")
    return head


def _change(answer: Difference, change: Change, numbers: SourceList) -> Text:
    text = Text(plain(answer.labels[change.thing]))
    text.append(f" ({plain(change.thing_class)})" if change.thing_class != "data flow" else "", "dim")
    if change.kind != "authority":
        text.append(f": {change.before} → {change.after}")
    dates = [f"from {' or '.join(change.valid_from)}"] if change.valid_from else []
    dates += [f"until {' or '.join(change.valid_until)}"] if change.valid_until else []
    if change.kind == "certainty" and change.attested_on:
        dates.append(f"described as in force on {', '.join(change.attested_on)}")
    text.append(f" ({'; '.join(dates)})" if dates and change.kind != "authority" else "", "dim")
    text.append_text(numbers.marks(change.sources))
    if change.kind in ("appeared", "ended"):
        by = plain(answer.named(change.by)) or "no instrument named"
        text.append(f"\n  {'begun' if change.kind == 'appeared' else 'ended'} by: {by}")
    for iris, said in ((change.authority_gained, "authority gained"), (change.authority_lost, "authority lost")):
        if iris:
            text.append(f"\n  {said}: {plain(answer.named(iris))}")
    if change.authority_by:
        text.append(f"\n  changed by: {plain(answer.named(change.authority_by))}")
    if change.authority_sources:
        text.append_text(numbers.marks(change.authority_sources))
    return text


def _reached(answer: Difference, change: ReachChange) -> Text:
    text = Text(plain(answer.labels[change.origin]))
    text.append(f": {change.before.replace('-', ' ')} → {change.after.replace('-', ' ')}")
    if change.route:
        text.append(f"\n  by way of: {plain(answer.named(change.route))}", "dim")
    return text
