"""A brief in words, as a value: what stands on the page, before it is HTML, Markdown or PDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple


class Marked(NamedTuple):
    """Words with the documents that they rest on: for each its number, and the place in it."""

    text: str
    marks: tuple[tuple[int, str], ...] = ()
    things: tuple[tuple[str, str], ...] = ()
    """The things that the words name, in their order: the words and the IRI. Those that have pages lead there."""


class HopSaid(NamedTuple):
    """A hop: from whom to whom with what, and what is said of it."""

    heading: Marked
    lines: tuple[str, ...] = ()


class Note(NamedTuple):
    """A document under its number."""

    number: int
    title: str
    made: str
    """By whom and when."""
    tier: str
    address: str
    """Where it can be read; empty where that is not known."""


class Block(NamedTuple):
    """Something that stands below a heading."""

    sort: Literal["text", "small", "list", "numbered", "picture"]
    items: tuple[HopSaid, ...] = ()
    """Of a list what is in it; else the words; of a picture those that stand where none can."""
    picture: str = ""
    """SVG."""
    folded: str = ""
    """Where a long page keeps it folded: the words that stand instead."""


class Section(NamedTuple):
    """A heading with what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


def paragraph(said: str | Marked, *, small: bool = False) -> Block:
    """Words that stand by themselves."""
    return Block("small" if small else "text", (HopSaid(said if isinstance(said, Marked) else Marked(said)),))


def listing(items: Iterable[str | Marked | HopSaid], *, numbered: bool = False, folded: str = "") -> Block:
    """A list, with numbers or without."""
    found = (
        one if isinstance(one, HopSaid) else HopSaid(one if isinstance(one, Marked) else Marked(one)) for one in items
    )
    return Block("numbered" if numbered else "list", tuple(found), folded=folded)


def drawn(svg: str, instead: str) -> Block:
    """A picture, and the words that stand where there can be none."""
    return Block("picture", (HopSaid(Marked(instead)),), svg)


@dataclass(frozen=True, slots=True)
class Page:
    """What every brief has on its page, in this order."""

    title: str
    asked: str
    """The question with its day, in a sentence."""
    first: tuple[str, ...]
    """The answer, its first sentence first."""
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
    def sections(self) -> Sequence[Section]:
        """What stands between the answer and the documents."""
        raise NotImplementedError

    @property
    def carried(self) -> str:
        """The record as JSON in one line of ASCII that holds neither the end of a script nor that of a comment."""
        written = json.dumps(self.record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(frozen=True, slots=True)
class BriefPage(Page):
    """The brief of two ends."""

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

    @property
    def sections(self) -> Sequence[Section]:
        """The same in order; what is empty is left out."""
        found = [Section("What forbids it", (listing(self.forbids),))] if self.forbids else []
        found += [Section("What stops it", (listing(self.stops),))] if self.stops else []
        if self.ways:
            picture = drawn(self.picture, "“whoshares trace … --format svg” draws them.")
            found.append(Section("The ways", (picture, listing(self.ways, numbered=True), paragraph(self.more_ways))))
        found += [Section("Hop by hop", (listing(self.hops, numbered=True),))] if self.hops else []
        found += [Section("What the documents do not show", (listing(self.unshown),))] if self.unshown else []
        if self.ends:
            told = [block for sentence, flows in self.ends for block in
                    (paragraph(sentence), *([listing(flows)] if flows else []))]  # fmt: skip
            found.append(Section("Who could end it", (*told, paragraph(self.ends_caution, small=True))))
        return found


@dataclass(frozen=True, slots=True)
class ThingPage(Page):
    """The brief of a place, a body, a law, or data of a kind."""

    told: tuple[Section, ...]

    @property
    def sections(self) -> Sequence[Section]:
        """The sections as they are."""
        return self.told
