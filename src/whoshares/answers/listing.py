"""Lists of what the graph holds, as answers: all flows, all documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whoshares.model.answer import Answer
from whoshares.store.evidence import Citation


@dataclass(frozen=True)
class Listing(Answer):
    """Rows of text under columns, in the order of the graph."""

    columns: tuple[str, ...]
    table: tuple[Mapping[str, str], ...]

    def to_dict(self) -> dict[str, object]:
        """The list as JSON-ready data: `columns`, and `rows` with all of them."""
        return {"columns": list(self.columns), "rows": self.rows()}

    def rows(self) -> list[dict[str, str]]:
        """One row a thing, with all columns."""
        return [{column: row.get(column, "") for column in self.columns} for row in self.table]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return self.columns


def documents(citations: Iterable[Citation]) -> Listing:
    """Documents, one a row."""
    rows = tuple(
        {
            "title": source.title,
            "publisher": source.publisher or "",
            "issued": source.issued or "",
            "tier": source.tier or "",
            "address": source.address or "",
            "source": source.id,
        }
        for source in citations
    )
    return Listing(("title", "publisher", "issued", "tier", "address", "source"), rows)
