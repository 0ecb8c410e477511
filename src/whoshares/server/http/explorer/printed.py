"""The printed form of an answer, for a page: its headline, its text, and rows as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Group
from rich.text import Text

from whoshares.answers.trace import Trace
from whoshares.text.console import to_text
from whoshares.text.headline import headline as headline_of_trace
from whoshares.text.screen import rendering
from whoshares.text.words import Words

_UNSHOWN: Final = frozenset({"flow", "flows", "id"})
"""Columns of addresses, whose things the other columns link to."""
_PRINTED_WIDTH: Final = 4_000
"""So wide that each paragraph is one line: the page breaks it."""
_MOST_LINES: Final = 1_000
_LINES: Final = 80
"""Lines of a printed answer that are shown at once."""


def headline(answer: Any) -> list[str]:
    """What the answer says first, in the words of its printed form."""
    if isinstance(answer, Trace):  # whose other parts take time, and are not wanted here
        first = headline_of_trace(answer, Words(answer.caption))
    else:
        rendered = rendering(answer)
        parts = rendered.renderables if isinstance(rendered, Group) else [rendered]
        first = next((part for part in parts if isinstance(part, Text) and part.plain.strip()), Text(""))
    said = first.plain.replace("“--limit”", "“Limit” under “More to say”")
    return [line for line in said.split("\n") if line.strip()] or [""]


def printed(answer: Any) -> str:
    """The printed form of an answer, without what the page says above it."""
    rendered = rendering(answer)
    parts = list(rendered.renderables) if isinstance(rendered, Group) else [rendered]
    first = next((n for n, part in enumerate(parts) if isinstance(part, Text) and part.plain.strip()), -1)
    return to_text(Group(*parts[first + 1 :]), _PRINTED_WIDTH).strip("\n")


def folded(text: str) -> tuple[str, str]:
    """A text in two parts, where it is long: up to a blank line near the last that is shown at once, and the rest.

    A page holds so many lines at the most, and says where it ends.
    """
    lines = text.split("\n")
    left = len(lines) - _MOST_LINES
    if left > 0:
        told = f"Cut here: {left:,} more lines. “Download” above has all, as a table or as data."
        lines = [*lines[:_MOST_LINES], "", told]
    if len(lines) <= _LINES + _LINES // 4:
        return text, ""
    last = next((n for n in range(_LINES, _LINES // 2, -1) if not lines[n].strip()), _LINES)
    return "\n".join(lines[:last]), "\n".join(lines[last:]).strip("\n")


def tells(column: str, rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether a column of a table says anything to people: some cell is filled, and not by the ids of things."""
    return column not in _UNSHOWN and not column.endswith(" id") and any(row.get(column) for row in rows)
