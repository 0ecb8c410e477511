"""What is said of the named bodies that a generic one stands for, where a generic one was asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.text.headline import day_of
from whoshares.text.ways import MOST, Ways

if TYPE_CHECKING:
    from whoshares.answers.trace import Trace
    from whoshares.text.words import Words


def ways_of(trace: Trace, words: Words) -> list[Ways]:
    """The best ways of the named bodies that have one; nothing where none has."""
    known = trace.of_named
    return [Ways(words, known.ways, known.routes, day_of(trace.question))] if known and known.ways else []


def known_ways(trace: Trace, words: Words) -> list[object]:
    """Which named bodies have a way of their own, and the best of each; nothing where no end is a kind of body."""
    known = trace.of_named
    if known is None:
        return []
    number = len(known.pairs)
    unit = "pairs of named bodies of these kinds" if len(known.generic) > 1 else "named bodies of this kind"
    left = f" {known.left_out:,} more were not asked." if known.left_out else ""
    if not number:
        return [Text(f"\nOf the {known.asked} {unit} in the graph none has a known way of its own.{left}")]
    has = "one has" if number == 1 else f"{number} have"
    (ways,) = ways_of(trace, words)
    parts: list[object] = [
        Text(f"\nOf the {known.asked} {unit} in the graph {has} a known way of its own.{left}", "bold")
    ]
    parts += ways.overview(len(known.ways) if trace.caption.full else MOST)
    meanings = "" if trace.routes else f" {ways.meanings()}"
    return [*parts, Text(f"The best way of each; asked alone, each gives all of its ways.{meanings}", "dim")]
