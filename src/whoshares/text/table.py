"""The rows of an answer as a table, where no rendering of its own is known for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from whoshares.model.answer import Answer


def render_rows(answer: Answer) -> Table:
    """The rows under their columns."""
    rows = answer.rows()
    table = Table(*dict.fromkeys(column for row in rows for column in row), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(row.get(str(column.header), "")) for column in table.columns))
    return table
