"""What there is by a name that nothing bears as it stands: “San Diego” is that of a county and of its bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown
from whoshares.model.plain import as_argument
from whoshares.store.names import ALIKE, HOLDERS, words

BELOW_THE_STATE: Final = frozenset({v.ID + "level/county", v.ID + "level/city", v.ID + "level/regional"})
_COMMON: Final = frozenset({"office", "department", "of", "the", "and", "government"})
_WHOSE: Final = frozenset({"my", "our", "your", "their", "his", "her", "a", "an", "any", "some", "this", "that"})
_MOST: Final = 8
"""How many things are offered."""
_SURE: Final = 80
"""How like two words are, from 0 to 100, of which one is the other misspelt."""


class ByName(NamedTuple):
    """What may be meant, by IRI; with the words by which it is meant, in which nothing tells a kind of body."""

    own: str
    things: tuple[str, ...]

    def alone(self, parts: GraphParts, asked: str) -> NameUnknown:
        """The error for a name that is no holder's, and only part of the names of some."""
        return NameUnknown(
            f"“{asked}” by itself names nothing in this graph. {self.sentence(parts)}",
            asked=asked,
            offers=self.offers(parts),
        )

    def sentence(self, parts: GraphParts) -> str:
        """What there is, in a sentence."""
        names = parts.names
        if not self.own:
            shown = " and ".join(f"“{name}”" for name in self.offers(parts))
            return f"It does not say which: name the place{f', or ask for all with {shown}' if shown else ''}."
        shown = ", ".join(
            f"“{name}”{' (a place)' if names.is_a(thing, {v.PLACE}) else ''}"
            for thing, name in zip(self.things, self.offers(parts), strict=False)
        )
        more = len(self.things) - _MOST
        rest = f" and {more} more, which “whoshares search {as_argument(self.own)}” tells" if more > 0 else ""
        return f"By the name “{self.own}” there {_are(self.things)} {shown}{rest}."

    def offers(self, parts: GraphParts) -> Sequence[str]:
        """The names of the first of the things: of what another thing is called too, its id."""
        return [name_to_ask(parts, thing) for thing in self.things[:_MOST]]


def by_name(parts: GraphParts, asked: str) -> ByName:
    """The places that have holders, and the holders, whose names hold what a name has apart from its kind.

    Those that hold most of the name come first, then places. Where the name has nothing of its own (“my sheriff”), the
    kinds that it tells, and the generic bodies of its words.
    """
    common = _common(parts)
    asked_words = words(asked)
    own = [word for word in asked_words if not _is_one_of(word, common | _WHOSE)]
    written = " ".join(part for part in asked.split() if not set(words(part)).isdisjoint(own))
    if not own:
        return ByName("", tuple(_of_the_kind(parts, [word for word in asked_words if word not in _WHOSE])))
    found: list[tuple[int, int, bool, int, str]] = []
    for thing, name in _candidates(parts):
        its = words(name)
        at = next((at for at in range(len(its)) if its[at : at + len(own)] == own), None)
        if at is not None:
            held = sum(_is_one_of(word, its) for word in asked_words)
            found.append((-held, at, not parts.names.is_a(thing, {v.PLACE}), len(its), thing))
    return ByName(written, tuple(dict.fromkeys(thing for *_, thing in sorted(found))))


def told_apart(parts: GraphParts, asked: str, name: str) -> bool:
    """Whether a name is like the one asked for also in what tells bodies of one kind apart: “Freson” is like “Fresno”.

    “Kern County” is like “Fresno County” in what it has from all counties alone.
    """
    from rapidfuzz import fuzz

    common = _common(parts)
    own, other = (" ".join(word for word in words(text) if word not in common) for text in (asked, name))
    return bool(own and other) and fuzz.ratio(own, other) >= ALIKE


def _common(parts: GraphParts) -> frozenset[str]:
    """The words of the names of kinds and levels, and such as many bodies have in their names."""
    things = (*parts.store.members(v.HOLDER_KIND), *BELOW_THE_STATE)
    return frozenset(word for thing in things for name in _names(parts, thing) for word in words(name)) | _COMMON


def _is_one_of(word: str, others: Iterable[str]) -> bool:
    """Whether a word is one of others, or one of them misspelt."""
    from rapidfuzz import fuzz

    return any(word == other or (len(word) > 4 and fuzz.ratio(word, other) >= _SURE) for other in others)


def _names(parts: GraphParts, iri: str) -> tuple[str, ...]:
    return (parts.names.label(iri), *parts.evidence.values(iri, v.ALT_LABEL))


def _candidates(parts: GraphParts) -> Iterable[tuple[str, str]]:
    """The places that have holders, and all holders, with each of their names."""
    for place in parts.store.members(v.PLACE):
        if parts.norms.in_places([place]):
            yield from ((place, name) for name in _names(parts, place))
    for thing, name, _ in parts.names.spellings():
        if parts.names.is_a(thing, HOLDERS):
            yield thing, name


def _of_the_kind(parts: GraphParts, told: list[str]) -> list[str]:
    """The kinds with bodies that have this name, and then the generic bodies that do."""
    generic = {iri for iri, value, _ in parts.store.pairs(v.GENERIC) if value in ("true", "1")}
    things = (*sorted(parts.store.members(v.HOLDER_KIND)), *sorted(generic))
    named = [thing for thing in things if any(words(name) == told for name in _names(parts, thing))]
    return [thing for thing in named if thing in generic or parts.norms.of_kinds([thing])]


def _are(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"


def name_to_ask(parts: GraphParts, thing: str) -> str:
    """A name of a thing that nothing else bears that could be meant."""
    label = parts.names.label(thing)
    bearers = {other for other, name, _ in parts.names.spellings() if name == label}
    return label if bearers <= {thing} else v.shorten(thing)
