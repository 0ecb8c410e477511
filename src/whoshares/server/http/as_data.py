"""Answers as data: JSON, or CSV for tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from whoshares.exports.tables import to_csv
from whoshares.model.answer import Answer
from whoshares.server.http.media import CSV


def as_data(answer: Any, format_name: str, columns: Sequence[str] = ()) -> str:
    """An answer with `to_dict` and `rows`, or a list of what has `to_dict`, as JSON or CSV.

    Where no columns are given, they are those that stand in the rows.
    """
    if format_name == CSV.name:
        last: Sequence[str] = ()
        if isinstance(answer, Answer):
            rows, last = answer.rows_with_note(), answer.last_columns if columns else ()
        else:
            rows = [_texts(one.to_dict()) for one in answer] if isinstance(answer, list) else answer.rows()
        return to_csv([*(columns or dict.fromkeys(column for row in rows for column in row)), *last], rows)
    data = [one.to_dict() for one in answer] if isinstance(answer, list) else answer.to_dict()
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _texts(row: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}
