"""Statements of national size as columns, worked out with numpy: as `Columns.of`, many times faster.

Each line of N-Quads is parted into its subject, its predicate and the rest, and each of these gets a number. All else
is done once for each that differs from the others.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from math import prod
from mmap import mmap
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from whoshares.store.columns import Columns, fresh
from whoshares.store.loading import normalised, written_alike
from whoshares.store.packed_texts import PackedTexts
from whoshares.store.text_columns import ranked
from whoshares.store.written_terms import value_and_graph

Numbers: TypeAlias = NDArray[np.int64]
Small: TypeAlias = NDArray[np.int32]

_BLOCK: Final = 1 << 16
"""How many bytes are parted at once: what comes of so many stays in the processor's cache."""
_LINE: Final = re.compile(rb"([^ \n]*) ([^ \n]*) ([^\n]*)\n")


class Unlike(Exception):
    """A text that the engine would have written in another way, or could not have read."""


class Part(NamedTuple):
    """A part of a text, which begins where the one before it ends."""

    end: int
    """How many bytes of the text stand before its end."""
    triples: bool
    """Whether it is N-Triples, of which no line names a graph."""


def columns_of(text: bytes | mmap, copied: Sequence[Part] = ()) -> Columns:
    """The columns of N-Quads as the engine writes them, in any order.

    Blank nodes keep their labels, and literals get the form in which the engine keeps them. A text that was `copied`
    from elsewhere is given with its parts. Raises Unlike where the engine would write one of its lines in another way,
    or does not read it as a statement of that part.
    """
    (subject, predicate, rest), (subjects, predicates, rests), triples = _parted(text, copied)
    texts: dict[bytes, int] = {b"": 0}
    of_subject, of_predicate = (
        np.array([texts.setdefault(term, len(texts)) for term in terms], np.int32) for terms in (subjects, predicates)
    )
    pairs = array("i", [texts.setdefault(term, len(texts)) for one in rests for term in value_and_graph(one)])
    of_value, of_graph = np.asarray(pairs)[::2], np.asarray(pairs)[1::2]
    if copied and (
        any((of_graph[rest[lines]] != 0).any() for lines in triples)
        or not of_value.all()
        or not all(one.endswith(b" .") for one in rests)
        or not all(one.startswith((b"<", b"_:")) for one in subjects)
        or not all(one.startswith(b"<") for one in predicates)
        or not written_alike(texts)
    ):
        raise Unlike
    del subjects, predicates, rests
    place, terms = ranked(_as_kept(list(texts)))
    del texts
    subject, predicate = place[of_subject][subject], place[of_predicate][predicate]
    value, graph = place[of_value][rest], place[of_graph][rest]
    del rest
    rows = [subject, predicate, value, graph]
    del subject, predicate, value, graph
    kept = [_small(column, len(terms)) for column in each_once(rows)]
    size = len(kept[0])
    sorts = [_small(_in_order(column), size) for column in kept[1:3]]
    return Columns(PackedTexts.of_bytes(terms), [column.data for column in (*kept, *sorts)])


class _Numbered(dict[bytes, int]):
    """The number of each text: the first one's is 0, the next one's that differs 1, and so on."""

    def __missing__(self, text: bytes) -> int:
        self[text] = number = len(self)
        return number


def _parted(
    text: bytes | mmap, parts: Sequence[Part]
) -> tuple[tuple[Small, ...], tuple[list[bytes], ...], list[slice]]:
    """For each line, numbers of its subject, its predicate and the rest; what has each number; the lines of N-Triples.

    Raises Unlike where a line has fewer than three of these.
    """
    slots = _Numbered(), _Numbered(), _Numbered()
    found: tuple[list[Small], ...] = [np.empty(0, np.int32)], [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    triples: list[slice] = []
    begin = count = 0
    for end, of_triples in parts or [Part(len(text), False)]:
        first = count
        for block in _blocks(text, begin, end):
            cells = _LINE.split(block)
            if any(cells[::4]):  # what stands between two lines
                raise Unlike
            size = len(cells) // 4
            for slot, (number, into) in enumerate(zip(slots, found, strict=True), 1):
                into.append(np.fromiter(map(number.__getitem__, cells[slot::4]), np.int32, size))
            count += size
        begin = end
        if of_triples:
            triples.append(slice(first, count))
    return tuple(map(np.concatenate, found)), tuple(map(list, slots)), triples


def _blocks(text: bytes | mmap, begin: int, end: int) -> Iterator[bytes]:
    """A part of a text, in pieces of whole lines."""
    while begin < end:
        stop = end if end - begin <= _BLOCK else text.rfind(b"\n", begin, begin + _BLOCK) + 1
        if stop <= begin:  # one line is longer than a block
            stop = text.find(b"\n", begin, end) + 1 or end
        yield text[begin:stop]
        begin = stop


def _as_kept(terms: list[bytes]) -> list[bytes]:
    """The terms, literals in the form in which the engine keeps them."""
    typed = [number for number, term in enumerate(terms) if term.startswith(b'"') and term.endswith(b">")]
    for place, form in normalised([terms[number] for number in typed]).items():
        terms[typed[place]] = form
    return terms


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
