"""An exposure as a person reads it: one line for each holder, with what arrives from it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from whoshares.model.validity import aged
from whoshares.store.evidence import tier_name
from whoshares.text.words import Words, certainty, plural, within

if TYPE_CHECKING:
    from whoshares.answers.exposure import Exposed, Exposure


def render_exposure(exposure: Exposure) -> Group:
    """The whole answer: holders that stand at the end themselves, then how many only hold such a one."""
    words = Words(exposure.frame)
    name = words.asked("from" if exposure.outward else "to")
    what, day, said = words.data, words.day, words.searched
    rows = exposure.rows_found
    if not rows:
        heading = Text.assemble(("None known. ", "bold red"))
        heading.append(f"No known route takes {what} {'from' if exposure.outward else 'to'} {name} on {day}.\n")
        if exposure.unconfirmed:
            heading.append(f"{exposure.unconfirmed.in_words()}\n")
        return Group(heading.append(f"{said}. Not known is not the same as not shared.", "dim"))
    own = [row for row in rows if row.through == row.holder]
    others = {row.holder for row in rows} - {row.holder for row in own}
    holders = len({row.holder for row in own})
    verb = f"{name} can reach" if exposure.outward else f"can reach {name}"
    subject = f"On {day}, {what} from {verb}" if exposure.outward else f"On {day}, {what} of"
    heading = Text(f"{subject} {holders} {plural(holders, 'holder')}{'' if exposure.outward else f' {verb}'}")
    heading.append(", as far as documents show.")
    parts: list[object] = [heading, Text(), render_exposed(exposure, own)]
    if others:
        number = len(others)
        bodies, has = ("body", "has") if number == 1 else ("bodies", "have")
        parts.append(Text(f"{number} more {bodies} {has} one of these as a part or system.", "dim"))
    if exposure.stopped:
        left = exposure.undecided
        open_rows = (
            f"{left:,} {plural(left, 'pair')} of a holder and a category {'is' if left == 1 else 'are'} undecided"
        )
        what_is_open = open_rows if left else "some rows may be surer than is said"
        parts.append(
            Text(f"A search stopped at its work limit: {what_is_open}. Narrow it: --carrying, --max-hops.", "yellow")
        )
    parts.append(
        Text(f"{said}. Routes are possibilities that documents show, not proof that a record travelled.", "dim")
    )
    return Group(*parts)  # type: ignore[arg-type]


def render_exposed(exposure: Exposure, rows: list[Exposed]) -> Table:
    """One line a holder, with what arrives."""
    words = Words(exposure.frame)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("to" if exposure.outward else "from", ratio=2)
    table.add_column("what arrives", ratio=3)
    for column in ("hops", "certainty", "last confirmed", "weakest source"):
        table.add_column(column, no_wrap=True)
    day = date.fromisoformat(words.asked_day)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.holder)]
    groups.sort(key=lambda group: (min(row.hops for row in group), exposure.labels[group[0].holder]))
    for group in groups:
        best = min(group, key=lambda row: (row.state, row.hops, row.evidence))
        table.add_row(
            words.full(group[0].holder),
            ", ".join(sorted(within(words.label(row.category)) for row in group)),
            str(min(row.hops for row in group)),
            certainty(best.state),
            aged(best.last_confirmed, day) if best.last_confirmed else "",
            tier_name(max(row.evidence for row in group)) or "none named",
        )
    return table
