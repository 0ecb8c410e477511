"""Columns of text as numbers: each distinct text once, in order, and for each cell the number of its text.

A store hands out a property as CSV. A few thousand lines of it are split into texts; for hundreds of thousands that
would take longer than all the rest, and they are numbered where they stand, as bytes, with numpy.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count
from mmap import mmap
from operator import ne
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whoshares.store.columns import Columns

    Numbers: TypeAlias = NDArray[np.int64]
    Words: TypeAlias = NDArray[np.uint64]

ColumnPlace: TypeAlias = tuple[str, int]
"""Where a column stands: the name of its table, and its number there."""


class Coded(NamedTuple):
    """Some columns, numbered together."""

    texts: list[bytes]
    """The distinct texts in UTF-8, in order."""
    columns: list[array[int]]
    """For each column, the number of the text of each cell."""


class TextTables:
    """Tables of CSV, each with a line of names, split into texts."""

    def __init__(self, tables: Mapping[str, bytes]) -> None:
        self._rows = {name: rows_of(table) for name, table in tables.items()}

    def coded(self, *places: ColumnPlace) -> Coded:
        """The columns at some places, as numbers."""
        columns = [[row[column] for row in self._rows[name]] for name, column in places]
        texts = sorted(set(chain.from_iterable(columns)))
        number = {text: n for n, text in enumerate(texts)}
        return Coded(
            [text.encode() for text in texts], [array("i", map(number.__getitem__, column)) for column in columns]
        )


class ByteTables:
    """The same, as bytes with the bounds of their cells."""

    def __init__(self, tables: Mapping[str, bytes]) -> None:
        import numpy as np

        found = {name: _cells(table) for name, table in tables.items()}
        data = b"".join((*(own for own, _, _ in found.values()), bytes(_WORD)))  # a word may begin at the last byte
        self._columns: dict[ColumnPlace, Cells] = {}
        begin = 0
        for name, (own, starts, ends) in found.items():
            for column in range(starts.shape[1]):
                start = np.ascontiguousarray(starts[:, column])
                self._columns[name, column] = Cells(data, start + begin, ends[:, column] - start)
            begin += len(own)

    def coded(self, *places: ColumnPlace) -> Coded:
        """The columns at some places, as numbers."""
        import numpy as np

        columns = [self._columns[place] for place in places]
        first, group = groups(Cells.joined(columns))
        number, texts = ranked(first.texts())
        numbers = np.split(number[group], np.cumsum([len(column.starts) for column in columns])[:-1])
        return Coded(texts, [array("i", column.tobytes()) for column in numbers])


class TermTables:
    """The same of properties whose statements are numbered already: a table is a property, its columns subject, object
    and graph.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def coded(self, *places: ColumnPlace) -> Coded:
        """The columns at some places, as numbers."""
        import numpy as np

        slots = {0: 0, 1: 2, 2: 3}
        found = [self._columns.numbers(predicate, slots[column]) for predicate, column in places]
        used = np.bincount(np.concatenate(found))
        distinct = np.flatnonzero(used)
        number, texts = ranked(self._columns.bytes_of(distinct))  # a literal may be the same text as a thing
        place = used.astype(np.int32)
        place[distinct] = number
        return Coded(texts, [array("i", place[column].tobytes()) for column in found])


def ranked(texts: Sequence[bytes]) -> tuple[NDArray[np.int32], list[bytes]]:
    """For each of some texts its place among those that differ, in order, and these."""
    import numpy as np

    order = sorted(range(len(texts)), key=texts.__getitem__)
    ordered = [texts[number] for number in order]
    differs = np.fromiter(map(ne, ordered, chain([None], ordered)), np.bool_, len(ordered))
    place = np.empty(len(texts), np.int32)
    place[order] = np.cumsum(differs) - 1
    return place, ordered if differs.all() else list(compress(ordered, differs))


@dataclass(frozen=True)
class Cells:
    """Texts within bytes, after the last of which seven further bytes stand."""

    data: bytes | mmap
    starts: Numbers
    lengths: Numbers

    @classmethod
    def joined(cls, columns: Sequence[Cells]) -> Cells:
        """The cells of some columns of the same bytes, one column after the other."""
        import numpy as np

        starts, lengths = ([getattr(column, side) for column in columns] for side in ("starts", "lengths"))
        return cls(columns[0].data, np.concatenate(starts), np.concatenate(lengths))

    def only(self, which: Numbers | slice) -> Cells:
        """Some of the cells."""
        return Cells(self.data, self.starts[which], self.lengths[which])

    def texts(self) -> list[bytes]:
        """The texts themselves."""
        data, ends = self.data, self.starts + self.lengths
        return [data[begin:end] for begin, end in zip(self.starts.tolist(), ends.tolist(), strict=True)]

    def words(self) -> Iterator[tuple[Numbers | slice, Words]]:
        """The first eight bytes of the cells, with zeros after an end, then the next of those that go on."""
        import numpy as np

        view = np.ndarray((len(self.data) - _WORD + 1,), np.dtype("<u8"), self.data, strides=(1,))
        masks = np.array([(1 << 8 * held) - 1 for held in range(_WORD + 1)], np.uint64)
        which: Numbers | slice = slice(None)
        places, left = self.starts, self.lengths
        while True:
            shortest = left.min(initial=_WORD)
            if shortest <= 0:
                longer = np.flatnonzero(left > 0)
                which = longer if isinstance(which, slice) else which[longer]
                places, left = places[longer], left[longer]
            if not len(left):
                return
            found = view[places]
            if shortest < _WORD:
                found &= masks[np.minimum(left, _WORD)]
            yield which, found
            places, left = places + _WORD, left - _WORD

    def hashes(self, seed: int) -> Words:
        """A number of each cell that is the same for the same text, and seldom the same for two."""
        import numpy as np

        found = self.lengths.astype(np.uint64) + np.uint64(seed)
        for which, word in self.words():
            mixed = (found[which] ^ word) * np.uint64(_FACTOR)
            found[which] = mixed ^ (mixed >> np.uint64(32))
        return found

    def are(self, others: Cells) -> bool:
        """Whether the texts are those of other cells, one by one."""
        import numpy as np

        return np.array_equal(self.lengths, others.lengths) and all(
            np.array_equal(own, other) for (_, own), (_, other) in zip(self.words(), others.words(), strict=True)
        )


def groups(cells: Cells) -> tuple[Cells, Numbers]:
    """The first cell with each text, and for each cell which of those it is like.

    Cells are told apart by a hash, and then compared: where two texts have the same one, another hash is taken.
    """
    import numpy as np

    size = len(cells.starts)
    blocks = [slice(begin, begin + _BLOCK) for begin in range(0, size, _BLOCK)]
    for seed in count():
        hashes = np.empty(size, np.uint64)
        for block in blocks:
            hashes[block] = cells.only(block).hashes(seed)
        distinct, group = np.unique(hashes, return_inverse=True)
        first = np.empty(len(distinct), np.int64)
        first[group[::-1]] = np.arange(size - 1, -1, -1)  # of several values for one place, the last stays
        if all(cells.only(block).are(cells.only(first[group[block]])) for block in blocks):
            break
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return cells.only(first[order]), rank[group]


_WORD = 8
"""The bytes that are looked at together."""

_BLOCK = 1 << 14
"""The cells that are looked at together: what is worked out of so many stays in the processor's cache."""

_FACTOR = 0x9E3779B97F4A7C15
"""Knuth's multiplier for hashing, 2⁶⁴ over the golden ratio (The Art of Computer Programming 3, section 6.4)."""


def count_rows(table: bytes) -> int:
    """How many lines a table of CSV has, without its line of names; more where a cell holds a line's end."""
    return table.count(b"\n") - 1


def rows_of(table: bytes) -> list[list[str]]:
    """The cells of each line of CSV but the first, which is names."""
    csv.field_size_limit(max(csv.field_size_limit(), len(table)))
    return list(csv.reader(io.StringIO(table.decode(), newline="")))[1:]


def _cells(table: bytes) -> tuple[bytes, Numbers, Numbers]:
    """Bytes that hold all cells, and where each cell starts and ends there, a row a line."""
    import numpy as np

    width = table[: table.index(b"\n")].count(b",") + 1
    if b'"' in table:  # a comma, a quote or a line's end within some cell
        texts = [cell.encode() for row in rows_of(table) for cell in row]
        bounds = np.cumsum([0, *map(len, texts)], dtype=np.int64)
        return b"".join(texts), bounds[:-1].reshape(-1, width), bounds[1:].reshape(-1, width)
    data = np.frombuffer(table, np.uint8)
    low = np.flatnonzero(data <= ord(","))  # few others are: one look at all bytes, and one at those
    ends = low[(data[low] == ord(",")) | (data[low] == ord("\n"))]
    starts = np.concatenate([[0], ends[:-1] + 1])
    ends[width - 1 :: width] -= 1  # a line ends with two signs
    return table, starts.reshape(-1, width)[1:], ends.reshape(-1, width)[1:]
