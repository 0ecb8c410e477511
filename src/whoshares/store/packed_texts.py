"""Many texts in one piece of memory: hundreds of thousands of IRIs as texts of their own take three times as much."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, pairwise
from typing import overload

from whoshares.store.column_files import Column, joined


class PackedTexts(Sequence[str]):
    """A sequence of texts, each made anew when it is asked for.

    >>> PackedTexts.of(["b", "a"])[1]
    'a'
    """

    def __init__(self, data: bytes | memoryview[int], bounds: Column) -> None:
        """`data` is the texts in UTF-8, one after the other; text n stands from bound n to n + 1."""
        self.data = data
        self.bounds = bounds

    @classmethod
    def of(cls, texts: Iterable[str]) -> PackedTexts:
        """The same texts, packed."""
        return cls.of_bytes([text.encode() for text in texts])

    @classmethod
    def of_bytes(cls, texts: Sequence[bytes]) -> PackedTexts:
        """Texts that are UTF-8 already."""
        return cls(b"".join(texts), array("q", accumulate(map(len, texts), initial=0)))

    def only(self, numbers: Iterable[int]) -> PackedTexts:
        """Some of the texts, in the order given."""
        data, bounds = self.data, self.bounds
        return PackedTexts.of_bytes([bytes(data[bounds[n] : bounds[n + 1]]) for n in numbers])

    def followed_by(self, others: PackedTexts) -> PackedTexts:
        """These texts, then others."""
        shift = len(self.data)
        return PackedTexts(
            bytes(self.data) + others.data, joined(self.bounds, [shift + bound for bound in others.bounds[1:]])
        )

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if number < 0:
            number += len(self)
            if number < 0:
                raise IndexError(number)
        bounds = self.bounds
        return str(self.data[bounds[number] : bounds[number + 1]], "utf-8")

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __iter__(self) -> Iterator[str]:
        data = self.data
        return (str(data[begin:end], "utf-8") for begin, end in pairwise(self.bounds))

    def in_bytes(self) -> Iterator[bytes]:
        """The texts in UTF-8."""
        data = bytes(self.data)
        return (data[begin:end] for begin, end in pairwise(self.bounds))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PackedTexts):
            return NotImplemented
        return self.data == other.data and self.bounds == other.bounds

    __hash__ = None  # type: ignore[assignment]


class Places(Mapping[str, int]):
    """The place of each of some sorted texts, by halving: a dictionary would take as much memory again."""

    def __init__(self, texts: Sequence[str], count: int | None = None) -> None:
        """With `count`, of the first texts alone."""
        self._texts = texts
        self._count = len(texts) if count is None else count

    def __getitem__(self, text: str) -> int:
        place = bisect_left(self._texts, text, 0, self._count)
        if place == self._count or self._texts[place] != text:
            raise KeyError(text)
        return place

    def __iter__(self) -> Iterator[str]:
        return islice(self._texts, self._count)

    def __len__(self) -> int:
        return self._count
