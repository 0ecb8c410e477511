"""Columns of numbers as a file has them: they are read where they stand, without being copied or taken apart."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, TypeAlias

Column: TypeAlias = "array[int] | memoryview[int]"
"""Numbers in a row: made here, or read where a file has them."""

_STEP: Final = 8
"""Each column begins at a multiple of so many bytes, so that numbers can be read at once."""


def packed(head: Mapping[str, object], columns: Sequence[bytes | Column]) -> tuple[bytes | memoryview[int], ...]:
    """What a file keeps: a line of JSON with `head` and the sizes of the columns, then these as they are in memory."""
    views = [memoryview(column) for column in columns]
    sizes = [(view.format, view.nbytes) for view in views]
    line = json.dumps({**head, "order": sys.byteorder, "columns": sizes}).encode()
    parts: list[bytes | memoryview[int]] = [line + b" " * (-(len(line) + 1) % _STEP) + b"\n"]
    for view in views:
        parts += [view.cast("B") if view.nbytes else b"", bytes(-view.nbytes % _STEP)]
    return tuple(parts)


def unpacked(kept: bytes | memoryview[int]) -> tuple[dict[str, Any], Iterator[memoryview[int]]] | None:
    """The head and the columns of which a file keeps this; `None` where it is another machine's."""
    view = memoryview(kept)
    begin = _first_line(view)
    head: dict[str, Any] = json.loads(bytes(view[:begin]))
    if head["order"] != sys.byteorder:
        return None
    sizes = [size for _, size in head["columns"]]
    places = accumulate((size + -size % _STEP for size in sizes), initial=begin)
    return head, (
        view[place : place + size].cast(code) if code != "B" else view[place : place + size]
        for place, (code, size) in zip(places, head["columns"], strict=False)
    )


def _first_line(view: memoryview[int]) -> int:
    """Where the first line ends."""
    begin, size = 0, 1 << 16
    while True:
        found = bytes(view[begin : begin + size]).find(b"\n")
        if found >= 0:
            return begin + found + 1
        begin += size


def code_of(column: Column) -> str:
    """The type of a column's numbers."""
    return column.typecode if isinstance(column, array) else column.format


def joined(one: Column, other: Sequence[int]) -> array[int]:
    """A column, and further numbers after it."""
    made = array(code_of(one), one)
    made.extend(other)
    return made
