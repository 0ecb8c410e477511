"""Answers as data: JSON, CSV for tables, and all formats of files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whoshares.exports.results import RESULT_FORMATS, written
from whoshares.exports.tables import to_csv
from whoshares.model.answer import Answer
from whoshares.server.http.media import CSV
from whoshares.server.sink import Sink
from whoshares.text.results import result_of

if TYPE_CHECKING:
    from whoshares.knowledge_graph.graph import KnowledgeGraph


def as_bytes(kg: KnowledgeGraph, answer: Any, format_name: str, longest: int, columns: Sequence[str] = ()) -> bytes:
    """An answer in a format, of so many bytes at the most. Raises InputError and Problem."""
    sink = Sink(longest)
    if format_name in RESULT_FORMATS:
        made = written(result_of(kg, answer, format_name, columns), format_name)
        pieces = [made] if isinstance(made, (str, bytes)) else made
        for piece in pieces:
            sink.write(piece.encode() if isinstance(piece, str) else piece)
    else:
        sink.write(as_data(answer, format_name, columns).encode())
    return sink.getvalue()


def as_data(answer: Any, format_name: str, columns: Sequence[str] = ()) -> str:
    """An answer with `to_dict` and `rows`, or a list of what has `to_dict`, as JSON or CSV.

    Where no columns are given, they are those that stand in the rows.
    """
    if format_name == CSV.name:
        if isinstance(answer, Answer):
            rows = answer.rows_with_note()
            own = columns or answer.head
            columns = (*answer.extra_columns, *own, *answer.last_columns) if own else ()
        else:
            rows = [_texts(one.to_dict()) for one in answer] if isinstance(answer, list) else answer.rows()
        return to_csv(columns or tuple(dict.fromkeys(column for row in rows for column in row)), rows)
    data = [one.to_dict() for one in answer] if isinstance(answer, list) else answer.to_dict()
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _texts(row: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}
