"""Columns of text as numbers: the bytes way gives what the plain way gives, whatever stands in the cells."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoshares.store import text_columns
from whoshares.store.text_columns import ByteTables, TextTables, count_rows, rows_of

CELLS = st.one_of(
    st.sampled_from(
        ["", "a", "b", "ab", "https://e/flow/1", "https://e/flow/2", "https://e/flow/10", "_:b0", "2011-08"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40),
    st.text("ab", min_size=7, max_size=26),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=12)


def table(rows: list[tuple[str, ...]], width: int = 2) -> bytes:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerows([tuple("sog"[:width]), *rows])
    return sink.getvalue().encode()


@settings(max_examples=500, derandomize=True, deadline=None, database=None)
@given(ROWS, ROWS)
@pytest.mark.slow
def test_both_ways_agree(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> None:
    tables = {"first": table(first), "second": table(second)}
    places = [("first", 0), ("second", 0), ("second", 1)]
    plain, fast = TextTables(tables).coded(*places), ByteTables(tables).coded(*places)
    assert fast == plain
    cells = [row[column] for rows, column in ((first, 0), (second, 0), (second, 1)) for row in rows]
    numbers = [number for column in plain.columns for number in column]
    assert [plain.texts[number].decode() for number in numbers] == cells
    assert [text.decode() for text in plain.texts] == sorted(set(cells))


def test_more_cells_than_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_columns, "_BLOCK", 3)
    tables = {"one": table([(f"https://e/{n % 7}", "x" * (n % 11)) for n in range(50)])}
    assert ByteTables(tables).coded(("one", 0), ("one", 1)) == TextTables(tables).coded(("one", 0), ("one", 1))


def _weak(self: text_columns.Cells, seed: int) -> text_columns.Words:
    """A first hash that is the same for all texts, then a proper one."""
    return np.zeros(len(self.starts), np.uint64) if seed == 0 else _hashes(self, seed)


_hashes = text_columns.Cells.hashes


def test_texts_with_the_same_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"one": table([("a", "x"), ("b", "y"), ("a" * 20, "x"), ("a" * 19 + "b", "y")])}
    plain = TextTables(tables).coded(("one", 0))
    monkeypatch.setattr(text_columns.Cells, "hashes", _weak)
    assert ByteTables(tables).coded(("one", 0)) == plain
    monkeypatch.setattr(text_columns.Cells, "are", lambda self, others: True)
    assert ByteTables(tables).coded(("one", 0)) != plain, "the comparison does not show that cells are compared"


def test_rows() -> None:
    data = table([("a", "b,c"), ("", 'd"e')])
    assert rows_of(data) == [["a", "b,c"], ["", 'd"e']]
    assert count_rows(data) == 2
    assert count_rows(table([])) == 0
