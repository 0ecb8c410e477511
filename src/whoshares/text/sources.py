"""Sources under numbers: marks in the text, the documents at its end."""

from __future__ import annotations

from collections.abc import Iterable

from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from whoshares.model.addresses import host_of_link
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation


def add_address(text: Text, source: Citation) -> None:
    """Add where a document can be read, if that is known.

    A link shows its host; where none can be followed, the console writes the address in its place, whole.
    """
    if source.address:
        host = host_of_link(source.address)
        text.append(" · ", "default")
        text.append(host or plain(source.address), Style(color="blue", link=source.address if host else None))


def in_short(sources: Iterable[Citation]) -> Text:
    """Documents in a line each, with tier and address."""
    text = Text()
    for source in sources:
        text.append("\n" if text else "")
        text.append(f"{plain(source.title)} · {source.tier or 'no tier'}", "dim")
        add_address(text, source)
    return text


class SourceList:
    """The documents that a text rests on, numbered in the order of their ids."""

    def __init__(self, sources: Iterable[Citation]) -> None:
        self._cited = {source.id: source for source in sorted(sources, key=lambda s: s.id)}
        self._numbers = {source: number for number, source in enumerate(self._cited, 1)}

    def marks(self, sources: Iterable[Citation], *, with_locators: bool = False) -> Text:
        """What stands behind a statement: the sources' numbers, with the places in them where that is asked."""
        text = Text()
        given = list(sources)
        for source in given if with_locators else {source.id: source for source in given}.values():
            place = f", {plain(source.locator)}" if with_locators and source.locator else ""
            text.append(f" [{self._numbers[source.id]}{place}]", "magenta")
        return text

    def parts(self) -> list[object]:
        """The list itself, with who published each document, when, and its tier."""
        parts: list[object] = [Text("Sources", "bold")] if self._cited else []
        for source in self._cited.values():
            text = Text(f"[{self._numbers[source.id]}] ", "magenta")
            text.append(plain(source.title), "italic default")
            if source.publisher or source.issued:
                made = ", ".join(plain(part) for part in (source.publisher, source.issued) if part)
                text.append(f" ({made})", "default")
            text.append(f" · {source.tier or 'no tier'}", "magenta")
            add_address(text, source)
            parts.append(Padding(text, (0, 0, 0, 2)))
        return parts
