"""Rival claims as people read them: by kind, both sides with their documents."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.vocabulary import EVIDENCE_STATUS, local_name
from whoshares.text.sources import SourceList

if TYPE_CHECKING:
    from whoshares.answers.conflicts import Conflict, Conflicts, Side


def render_conflicts(answer: Conflicts) -> Group:
    """All rival claims, each under its kind."""
    number = len(answer.found)
    concern = "concerns" if number == 1 else "concern"
    on = f" that {concern} {plain(answer.labels[answer.thing])}" if answer.thing else ""
    searched = f"Searched: {answer.searched['sources']:,} {'source' if answer.searched['sources'] == 1 else 'sources'}."
    if not answer.found:
        about = f" about {plain(answer.labels[answer.thing])}" if answer.thing else ""
        return Group(Text(f"No claims are known to differ{about}."), Text(searched, "dim"))
    head = Text(f"Claims differ on {number:,} {'point' if number == 1 else 'points'}{on}. ", "bold")
    head.append(searched, "not bold dim")
    head.append("\nAll sides stand as their sources give them; which is right is not decided here.", "not bold dim")
    numbers = SourceList(
        source
        for conflict in answer.found
        for sources in (*(side.sources for side in conflict.sides), conflict.linked_by)
        for source in sources
    )
    parts: list[object] = [head]
    for heading, conflicts in groupby(answer.found, key=lambda c: c.heading):
        parts.append(Text(f"\n{heading}", "bold cyan"))
        for conflict in conflicts:
            parts.append(Padding(_heading(answer, conflict), (0, 0, 0, 2)))
            parts += [Padding(_side(answer, conflict, side, numbers), (0, 0, 0, 4)) for side in conflict.sides]
    return Group(*parts, Text(), *numbers.parts())  # type: ignore[arg-type]


def _heading(answer: Conflicts, conflict: Conflict) -> Text:
    parts = [answer.named(conflict.about)]
    if conflict.kind in ("date", "value") and conflict.predicate:
        parts.append(answer.named((conflict.predicate,)))
    parts += [part for part in (conflict.when, answer.named(conflict.area)) if part]
    heading = Text(plain(" · ".join(part for part in parts if part)), "bold")
    heading.append(" · within one source" if conflict.within_one_source else "", "not bold dim")
    return heading


def _side(answer: Conflicts, conflict: Conflict, side: Side, numbers: SourceList) -> Text:
    text = Text("– ")
    if conflict.kind == "view":
        text.append(f"{plain(answer.labels[side.thing])}: ", "italic")
    elif conflict.kind == "existence" and side.predicate and side.predicate != EVIDENCE_STATUS:
        text.append(f"{answer.named((side.predicate,))} ")
    text.append(plain(side.said))
    marks = [answer.named((basis,)).lower() for basis in side.basis]
    if not side.bound and conflict.kind == "figure":
        marks.append("no bound given")
    elif any(local_name(bound) == "exact" for bound in side.bound):
        marks.append("stated as exact")
    if side.attributed_to:
        marks.append(f"attributed to {answer.named(side.attributed_to).replace('; ', ', ')}")
    if marks:
        text.append(f" ({plain('; '.join(marks))})")
    return text.append_text(numbers.marks(side.sources, with_locators=True))
