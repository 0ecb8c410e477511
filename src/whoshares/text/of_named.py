"""What is said of the named bodies that a generic one stands for, where a generic one was asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.plain import plain
from whoshares.text.headline import day_of
from whoshares.text.ways import MOST, Ways
from whoshares.text.words import listed, set_apart

if TYPE_CHECKING:
    from whoshares.answers.own_of_named import OwnOfNamed
    from whoshares.answers.trace import Trace
    from whoshares.text.words import Words


_FIRST = 4
"""How many named bodies are told by name."""


def own_lines(known: Sequence[OwnOfNamed], labels: Mapping[str, str]) -> list[str]:
    """That an answer is about a kind of body, and of how many named ones something of their own is known, by lines."""
    return [
        f"This is told of {set_apart(plain(labels[one.generic]))} as a kind of body. {of_each(one, labels)}"
        for one in known
    ]


def of_each(known: OwnOfNamed, labels: Mapping[str, str]) -> str:
    """Of how many named bodies of a kind something of their own is known, and of which."""
    names = [set_apart(plain(labels[iri])) for iri in known.own]
    thing = {"flows": "data flows", "bars": "bars"}[known.what]
    found = f"none has {thing} of its own."
    if names:
        left = len(names) - _FIRST
        named = listed([*names[:_FIRST], *([f"{left} more"] if left > 0 else [])])
        has = f"one has {thing} of its own" if len(names) == 1 else f"{len(names)} have {thing} of their own"
        found = f"{has}: {named}. Ask about one of them, or about the kind, for what is known."
    return f"Of the {known.asked:,} named bodies of this kind in the graph {found}"


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
    has = "one has a known way of its own" if number == 1 else f"{number} have a known way of their own"
    (ways,) = ways_of(trace, words)
    parts: list[object] = [Text(f"\nOf the {known.asked} {unit} in the graph {has}.{left}", "bold")]
    parts += ways.overview(len(known.ways) if trace.caption.full else MOST)
    meanings = "" if trace.routes else f" {ways.meanings()}"
    return [*parts, Text(f"The best way of each; asked alone, each gives all of its ways.{meanings}", "dim")]
