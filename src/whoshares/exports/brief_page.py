"""A brief in words, as a value: what stands on the page, before it is HTML, Markdown or PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Marked(NamedTuple):
    """Words with the documents that they rest on: for each its number, and the place in it."""

    text: str
    marks: tuple[tuple[int, str], ...] = ()


class HopSaid(NamedTuple):
    """A hop: from whom to whom with what, and what is said of it."""

    heading: Marked
    lines: tuple[str, ...]


class Note(NamedTuple):
    """A document under its number."""

    number: int
    title: str
    made: str
    """By whom and when."""
    tier: str
    address: str
    """Where it can be read; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class BriefPage:
    """What stands on the page, in its order."""

    title: str
    asked: str
    """The question with its day, in a sentence."""
    first: tuple[str, ...]
    """The answer, its first sentence first, with what forbids it."""
    forbids: tuple[Marked, ...]
    """The laws, agreements and policies that forbid it."""
    stops: tuple[Marked, ...]
    """The blocks that stop it, or may."""
    picture: str
    """SVG; empty where no route is known."""
    ways: tuple[str, ...]
    more_ways: str
    hops: tuple[HopSaid, ...]
    unshown: tuple[str, ...]
    ends: tuple[tuple[str, tuple[Marked, ...]], ...]
    """Who could end it: a sentence for each unit, with the flows."""
    ends_caution: str
    reading: str
    """What the words mean, and how much was searched."""
    abbreviations: str
    cite: str
    check: str
    """How to see whether the answer still holds."""
    notes: tuple[Note, ...]
    record: Mapping[str, Any]
    """What can be compared later: see `answers.brief`."""

    @property
    def carried(self) -> str:
        """The record as JSON in one line of ASCII that holds neither the end of a script nor that of a comment."""
        written = json.dumps(self.record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
