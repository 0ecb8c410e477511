"""Editions of a list as people read them: what stands on each, and what became of it from one to the next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.facts.importers.editions import Became
from whoshares.model.plain import plain
from whoshares.text.words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whoshares.facts.importers.editions import Change, Compared, Edition, Editions
    from whoshares.facts.importers.two_editions import Stated

WORDS: Final = {
    Became.STAYED: "still listed",
    Became.CORRECTED: "corrected",
    Became.CHANGED: "told otherwise",
    Became.RENEWED: "signed anew",
    Became.DOUBTFUL: "corrected or another one, which the lists do not tell",
    Became.NEW: "new",
    Became.GONE: "no longer listed",
}
"""What became of an item, in the order in which it is told."""
LAST_LISTED: Final = "No longer listed means last listed on the earlier day. That it ended, no list says."
_FILE: Final = 36
_SHOWN: Final = 5
"""How many changes of a sort are shown where not all are asked for."""


def render_editions(answer: Editions) -> Group:
    """Each edition with its numbers, then what became of its items from each to the next."""
    parts: list[object] = [_numbers(answer.editions, answer.compared), *not_compared(answer.kind, answer.editions)]
    parts += [Text(plain(f"No {answer.compared.noun} stand on {file}."), "dim") for file in answer.without]
    for first, second, changes in answer.changes:
        parts += _changes(first, second, changes, full=answer.full)
    parts.append(Text(f"\n{LAST_LISTED}", "dim"))
    return Group(*parts)  # type: ignore[arg-type]


def not_compared(kind: str, editions: Sequence[Edition | Stated]) -> list[Text]:
    """Of each file of which something is not understood, how much."""
    return [
        Text(
            plain(
                f"{left:,} {plural(left, 'row')} of {file}, or names in rows, are not understood and left out: they "
                f"may seem to be gone. “whoshares import {kind}” says which."
            ),
            "yellow",
        )
        for file, left in {edition.file: edition.left_out for edition in editions}.items()
        if left
    ]


def _numbers(editions: Sequence[Edition], compared: Compared) -> Table:
    values = sorted({value for edition in editions for value in edition.by(compared.by) if value})
    counted = dict.fromkeys(name for edition in editions for name in edition.numbers())
    groups = [name for name in counted if name not in ("items", compared.by)]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("list of")
    for column in (compared.noun, *groups, *values):
        table.add_column(column, justify="right")
    table.add_column("file", overflow="fold", min_width=_FILE)
    for edition in editions:
        numbers, of = edition.numbers(), edition.by(compared.by)
        table.add_row(
            edition.day,
            *(f"{numbers.get(name, 0):,}" for name in ("items", *groups)),
            *(f"{of[value]:,}" if value in of else "" for value in values),
            plain(edition.file),
        )
    return table


def told_of(changes: Sequence[Change]) -> str:
    """How many items became what."""
    numbers = Counter(change.became for change in changes)
    return ", ".join(f"{numbers[became]:,} {word}" for became, word in WORDS.items() if numbers[became])


def _changes(first: Edition, second: Edition, changes: Sequence[Change], *, full: bool) -> list[object]:
    parts: list[object] = [Text(f"\nFrom {first.day} to {second.day}: {told_of(changes)}.", "bold")]
    for became, word in WORDS.items():
        of_it = [change for change in changes if change.became is became]
        if became is Became.STAYED or not of_it:
            continue
        parts.append(Text(f"  {word[0].upper()}{word[1:]}", "cyan"))
        shown = of_it if full else of_it[:_SHOWN]
        parts += [Padding(_line(change), (0, 0, 0, 4)) for change in shown]
        if len(shown) < len(of_it):
            parts.append(Text(f"    and {len(of_it) - len(shown):,} more: “--full” lists all.", "dim"))
    return parts


def _line(change: Change) -> Text:
    line = Text(plain(change.item.label))
    told = change.why
    if change.became in (Became.NEW, Became.GONE) and change.item.dated:
        told = f"signed {change.item.dated}"
    if told:
        line.append(f" · {plain(told)}")
    places = [item for item in (change.before, change.after) if item is not None]
    where = "; ".join(f"{item.on}, {item.at[0].lower()}{item.at[1:]}" for item in places)
    return line.append(f" ({plain(where)})", "dim")
