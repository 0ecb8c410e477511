"""The documents of a page under numbers, for its footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from whoshares.exports.brief_page import Note
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation
from whoshares.text.words import in_brief

_MOST_DOCUMENTS: Final = 2
"""How many documents of a hop are named."""
_LONGEST_PLACE: Final = 70


class Notes:
    """Documents under numbers, in the order in which they are first named."""

    def __init__(self) -> None:
        self._found: dict[str, Note] = {}

    def marks(self, sources: Iterable[Citation]) -> tuple[tuple[int, str], ...]:
        """The numbers of the first of some documents, each with the place in it."""
        return tuple((self._number(source), self._place(source)) for source in list(sources)[:_MOST_DOCUMENTS])

    def numbers(self, sources: Iterable[Citation]) -> tuple[tuple[int, str], ...]:
        """The same without the places."""
        return tuple((number, "") for number, _ in self.marks(sources))

    def _number(self, source: Citation) -> int:
        if source.id not in self._found:
            made = ", ".join(plain(part) for part in (source.publisher, source.issued) if part)
            self._found[source.id] = Note(
                len(self._found) + 1, plain(source.title), made, source.tier or "no tier", plain(source.address or "")
            )
        return self._found[source.id].number

    def _place(self, source: Citation) -> str:
        return in_brief(plain(source.locator), _LONGEST_PLACE) if source.locator else ""

    @property
    def all(self) -> tuple[Note, ...]:
        """The documents that were numbered so far, in order."""
        return tuple(self._found.values())
