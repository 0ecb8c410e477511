"""Statements of national size as columns, worked out with numpy: as `Columns.of`, many times faster.

Each term of each line of N-Quads is a cell within the text; cells are numbered where they stand (`text_columns`).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from mmap import mmap
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from whoshares.store.columns import Columns, fresh
from whoshares.store.loading import normalised
from whoshares.store.packed_texts import PackedTexts
from whoshares.store.text_columns import Cells, groups

Numbers: TypeAlias = NDArray[np.int64]

PADDING: Final = bytes(8)
"""What must stand after the last line: cells are read eight bytes at a time."""

_BLOCK: Final = 1 << 26
"""How many bytes are looked through at once."""


def columns_of(text: bytes | mmap) -> Columns:
    """The columns of N-Quads as the engine writes them, in any order, with `PADDING` after them.

    Blank nodes keep their labels, and literals get the form in which the engine keeps them.
    """
    starts, lengths = _cells(text)
    numbers: list[Numbers] = []
    texts: dict[bytes, int] = {b"": 0}
    for slots in ((0, 2), (1,), (3,)):  # a subject may be an object elsewhere
        cells = [Cells(text, starts[slot], lengths[slot]) for slot in slots]
        first, group = groups(Cells.joined(cells))
        found = np.array([texts.setdefault(term, len(texts)) for term in first.texts()], np.int32)
        numbers += np.split(found[group], len(slots))
    del starts, lengths
    subject, value, predicate, graph = numbers
    terms = list(texts)
    del texts, numbers
    place, terms = _ranked(terms)
    rows = [place[column] for column in (subject, predicate, value, graph)]
    del subject, value, predicate, graph
    kept = [_small(column, len(terms)) for column in each_once(rows)]
    size = len(kept[0])
    sorts = [_small(_in_order(column), size) for column in kept[1:3]]
    return Columns(PackedTexts.of_bytes(terms), [column.data for column in (*kept, *sorts)])


def _cells(text: bytes | mmap) -> tuple[list[Numbers], list[Numbers]]:
    """For subject, predicate, object and graph: where the cells of all lines begin, and how long they are."""
    parts = list(_cells_of_blocks(text))
    if not parts:
        return [np.empty(0, np.int64)] * 4, [np.empty(0, np.int64)] * 4
    starts, lengths = ([np.concatenate(each) for each in zip(*(part[side] for part in parts), strict=True)]
                       for side in (0, 1))  # fmt: skip
    return starts, lengths


def _cells_of_blocks(text: bytes | mmap) -> Iterator[tuple[list[Numbers], list[Numbers]]]:
    place, end = 0, len(text) - len(PADDING)
    while place < end:
        stop = end if end - place <= _BLOCK else text.rfind(b"\n", place, place + _BLOCK) + 1
        if stop <= place:  # one line is longer than a block
            stop = text.find(b"\n", place) + 1
        yield _cells_of(np.frombuffer(text, np.uint8, stop - place, place), place)
        place = stop


def _cells_of(block: NDArray[np.uint8], begin: int) -> tuple[list[Numbers], list[Numbers]]:
    ends, spaces, quotes = (np.flatnonzero(block == ord(sign)) for sign in '\n "')
    subject = np.concatenate([[0], ends[:-1] + 1])
    first = np.searchsorted(spaces, subject)
    after_subject, after_predicate = spaces[first], spaces[first + 1]
    last = ends - 2  # the space before the full stop
    before_last = spaces[np.searchsorted(spaces, last) - 1]
    mark = block[np.minimum(before_last + 1, len(block) - 1)]
    # a literal has a quote after any space that stands in it
    unquoted = np.searchsorted(quotes, before_last) == np.searchsorted(quotes, last)
    named = (before_last > after_predicate) & unquoted & ((mark == ord("<")) | (mark == ord("_")))
    value_end = np.where(named, before_last, last)
    graph = np.where(named, before_last + 1, last)
    starts = [subject, after_subject + 1, after_predicate + 1, graph]
    stops = [after_subject, after_predicate, value_end, last]
    return [start + begin for start in starts], [stop - start for start, stop in zip(starts, stops, strict=True)]


def _ranked(terms: list[bytes]) -> tuple[NDArray[np.int32], list[bytes]]:
    """For each term its place among the distinct terms in order, and those: literals in the engine's form."""
    typed = [number for number, term in enumerate(terms) if term.startswith(b'"') and term.endswith(b">")]
    for place, form in normalised([terms[number] for number in typed]).items():
        terms[typed[place]] = form
    ordered = sorted(set(terms))
    rank = {term: place for place, term in enumerate(ordered)}
    return np.array([rank[term] for term in terms], np.int32), ordered


def each_once(columns: list[NDArray[np.int32]], most: int = 1 << 63) -> list[Numbers]:
    """The rows of some columns, in order and each once. A row that fits into one number below `most` is sorted as one,
    which is many times faster.
    """
    used = [np.flatnonzero(np.bincount(column)) for column in columns]  # of predicates and graphs there are few
    if prod(map(len, used)) < most:
        key = np.zeros(len(columns[0]), np.int64)
        for column, numbers in zip(columns, used, strict=True):
            place = np.zeros(int(numbers.max(initial=0)) + 1, np.int64)
            place[numbers] = np.arange(len(numbers))
            key = key * len(numbers) + place[column]
        key.sort()
        key = key[fresh([key])]
        found: list[Numbers] = []
        for numbers in reversed(used):
            key, place = np.divmod(key, max(len(numbers), 1))
            found.append(numbers[place])
        return found[::-1]
    order = np.lexsort(columns[::-1])
    rows = [column[order].astype(np.int64) for column in columns]
    first = fresh(rows)
    return [column[first] for column in rows]


def _in_order(column: NDArray[np.integer]) -> Numbers:
    """The places of a column, by what stands there and then by place."""
    bits = len(column).bit_length()
    return np.sort(column.astype(np.int64) << bits | np.arange(len(column))) & ((1 << bits) - 1)


def _small(column: NDArray[np.integer], size: int) -> NDArray[np.integer]:
    """Numbers below a size, in as few bytes as columns have for them."""
    return column.astype(np.uint16 if size <= 1 << 16 else np.int32)
