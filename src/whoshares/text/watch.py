"""Watched questions as people read them: what changed and by which rows first, then what stayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.answers.watched import in_short
from whoshares.model.plain import plain
from whoshares.model.vocabulary import shorten
from whoshares.text.editions import LAST_LISTED, WORDS, not_compared, told_of
from whoshares.text.words import dated, plural

if TYPE_CHECKING:
    from whoshares.answers.watched import RowChange, Watch, Watched
    from whoshares.facts.importers.two_editions import ListRow

_SHOWN: Final = 5
"""How many rows of a sort are shown where not all are asked for."""
_HOW: Final = {
    "stated": "By rows of the list",
    "related": "By rows of the list that speak of what is asked, and make the change alone",
    "open": "By rows of the list, of which the answer does not tell which count",
    "day": "By the day alone: without the later edition, the answer is the same on that day",
}


def render_watch(answer: Watch) -> Group:
    """How many answers changed, each with what it says now and by which rows, then those that stayed."""
    editions = answer.editions
    first, second = editions.earlier, editions.later
    changed, same = answer.changed, [one for one in answer.questions if one.same]
    number = len(answer.questions)
    parts: list[object] = [
        Text(f"{len(changed):,} of {number:,} {plural(number, 'answer')} changed.", "bold"),
        Text(plain(f"From {dated(first.day)} ({first.file}) to {dated(second.day)} ({second.file}):")),
        Text(f"{told_of(editions.changes)}."),
        *not_compared(editions.kind, (first, second)),
    ]
    for one in changed:
        parts += _changed(one, full=answer.full)
    if same:
        parts.append(Text(f"\n{'The same' if changed else 'All the same'}", "bold"))
        parts += [Padding(_same(one), (0, 0, 0, 2)) for one in same]
    if any(change.after is None for change in editions.changes):
        parts.append(Text(f"\n{LAST_LISTED}", "dim"))
    return Group(*parts)  # type: ignore[arg-type]


def _same(one: Watched) -> Text:
    line = Text(f"{plain(one.name)}: {plain(one.after.headline)}")
    if one.confirmed:
        line.append(f" {one.confirmed:,} {plural(one.confirmed, 'row')} confirmed anew.", "dim")
    return line


def _changed(one: Watched, *, full: bool) -> Iterator[object]:
    yield Text(f"\nChanged: {plain(one.name)}", "bold yellow")
    yield Padding(Text(plain(one.asked[1]), "dim"), (0, 0, 0, 2))
    if one.before.headline == one.after.headline:
        yield Padding(Text(f"before and now: {plain(one.after.headline)}"), (0, 0, 0, 2))
    else:
        for when, told in (("before", one.before), ("now   ", one.after)):
            yield Padding(Text(f"{when}  {plain(told.headline)}"), (0, 0, 0, 2))
    yield from _listed("Says otherwise", [_otherwise(change) for change in one.changed], full=full)
    yield from _listed("New", [in_short(row) for row in one.new], full=full)
    yield from _listed("No longer there", [in_short(row) for row in one.gone], full=full)
    if one.by_day and one.how != "day":
        by_day = f"{one.by_day:,} of these rows by the day alone: without the later edition, they are so on that day."
        yield Padding(Text(by_day, "dim"), (0, 0, 0, 2))
    if one.confirmed:
        yield Padding(
            Text(f"{one.confirmed:,} more {plural(one.confirmed, 'row')} confirmed anew.", "dim"), (0, 0, 0, 2)
        )
    if one.how == "day":
        yield Padding(Text(f"{_HOW[one.how]}.", "cyan"), (0, 0, 0, 2))
    yield from _listed(_HOW[one.how], [_place(row) for row in one.by], full=full, numbers=_numbers(one.by))


def _listed(head: str, lines: Sequence[str], *, full: bool, numbers: str = "") -> Iterator[object]:
    if not lines:
        return
    yield Padding(Text(f"{head}: {numbers or f'{len(lines):,}'}", "cyan"), (0, 0, 0, 2))
    shown = len(lines) if full else _SHOWN
    yield from (Padding(Text(plain(line)), (0, 0, 0, 4)) for line in islice(lines, shown))
    if len(lines) > shown:
        yield Padding(Text(f"and {len(lines) - shown:,} more: “--full” lists all.", "dim"), (0, 0, 0, 4))


def _otherwise(change: RowChange) -> str:
    told = (f"{name} {_cell(change.before[name])}, then {_cell(change.after.get(name, ''))}" for name in change.columns)
    rest = {name: cell for name, cell in change.after.items() if name not in change.columns}
    return f"{in_short(rest)}: {'; '.join(told)}"


def _cell(cell: str) -> str:
    return " ".join(map(shorten, cell.split())) or "(empty)"


def _place(row: ListRow) -> str:
    places = [f"{place[0].lower()}{place[1:]}" for place in (row.earlier, row.later) if place]
    return f"{WORDS[row.became]}: {f'{row.item} ' if row.item else ''}({', then '.join(places)})"


def _numbers(rows: Sequence[ListRow]) -> str:
    numbers = Counter(row.became for row in rows)
    return ", ".join(f"{numbers[became]:,} {word}" for became, word in WORDS.items() if numbers[became])
