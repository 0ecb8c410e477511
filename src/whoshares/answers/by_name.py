"""What there is by a name that nothing bears as it stands: “San Diego” is that of a county and of its bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from whoshares.answers.parts import GraphParts
from whoshares.answers.placed import names_of, words_of_states
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
        if not self.own:
            shown = " and ".join(f"“{name}”" for name in self.offers(parts))
            return f"It does not say which: name the place{f', or ask for all with {shown}' if shown else ''}."
        shown = ", ".join(_shown(parts, thing) for thing in self.things[:_MOST])
        more = len(self.things) - _MOST
        rest = f" and {more} more, which “whoshares search {as_argument(self.own)}” tells" if more > 0 else ""
        return f"By the name “{self.own}” there {_are(self.things)} {shown}{rest}."

    def offers(self, parts: GraphParts) -> Sequence[str]:
        """The names of the first of the things: of what another thing is called too, its id."""
        return [name_to_ask(parts, thing) for thing in self.things[:_MOST]]


def by_name(parts: GraphParts, asked: str) -> ByName:
    """The places that have holders, and the holders, whose names hold what a name has apart from its kind.

    Those that hold most of the name come first, then places; where some hold all of it, they and places alone are
    meant. Where the name has nothing of its own (“my sheriff”), the kinds that it tells, and the generic bodies of its
    words.
    """
    asked_words = words(asked)
    common = _common(parts) - words_of_states(parts, asked_words)
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
    every = -sum(word not in _WHOSE for word in asked_words)
    whole = [one for one in found if one[0] == every or not one[2]] if any(one[0] == every for one in found) else found
    if whole != found and all(one[0] == every for one in whole):
        written = asked
    return ByName(written, tuple(dict.fromkeys(thing for *_, thing in sorted(whole))))


def told_apart(parts: GraphParts, asked: str, name: str) -> bool:
    """Whether a name is like the one asked for also in what tells bodies of one kind apart: “Freson” is like “Fresno”.

    “Kern County” is like “Fresno County” in what it has from all counties alone.
    """
    from rapidfuzz import fuzz

    common = _common(parts)
    own, other = (" ".join(word for word in words(text) if word not in common) for text in (asked, name))
    return bool(own and other) and fuzz.ratio(own, other) >= ALIKE


def most_alike(parts: GraphParts, asked: str, offers: Sequence[str]) -> list[str]:
    """Those of the labels offered whose things hold most of what a name has apart from its kind; none that hold none.

    All of them where the name has nothing of its own.
    """
    own = [word for word in words(asked) if word not in _common(parts) | _WHOSE]
    if not own:
        return list(offers)
    held = {offer: _held(parts, own, offer) for offer in offers}
    most = max(held.values(), default=0)
    return [offer for offer in offers if held[offer] == most > 0]


def _held(parts: GraphParts, own: Iterable[str], label: str) -> int:
    """How many words the names of a thing hold, of those by that label the one that holds most."""
    from rapidfuzz import fuzz

    texts = [(name, thing) for thing, name, _ in parts.names.spellings() if name == label]
    names = [[word for name in (label, *names_of(parts, thing)) for word in words(name)] for _, thing in texts]
    return max(
        (sum(any(fuzz.ratio(word, other) >= ALIKE for other in its) for word in own) for its in names), default=0
    )


def _common(parts: GraphParts) -> frozenset[str]:
    """The words of the names of kinds and levels, and such as many bodies have in their names."""
    things = (*parts.store.members(v.HOLDER_KIND), *BELOW_THE_STATE)
    return frozenset(word for thing in things for name in names_of(parts, thing) for word in words(name)) | _COMMON


def _is_one_of(word: str, others: Iterable[str]) -> bool:
    """Whether a word is one of others, or one of them misspelt."""
    from rapidfuzz import fuzz

    return any(word == other or (len(word) > 4 and fuzz.ratio(word, other) >= _SURE) for other in others)


def _candidates(parts: GraphParts) -> Iterable[tuple[str, str]]:
    """The places that have holders, and all holders, with each of their names."""
    for place in parts.store.members(v.PLACE):
        if parts.norms.in_places([place]):
            yield from ((place, name) for name in names_of(parts, place))
    for thing, name, _ in parts.names.spellings():
        if parts.names.is_a(thing, HOLDERS):
            yield thing, name


def _of_the_kind(parts: GraphParts, told: list[str]) -> list[str]:
    """The kinds with bodies that have this name, and then the generic bodies that do."""
    generic = {iri for iri, value, _ in parts.store.pairs(v.GENERIC) if value in ("true", "1")}
    things = (*sorted(parts.store.members(v.HOLDER_KIND)), *sorted(generic))
    named = [thing for thing in things if any(words(name) == told for name in names_of(parts, thing))]
    return [thing for thing in named if thing in generic or parts.norms.of_kinds([thing])]


def _are(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"


def _shown(parts: GraphParts, thing: str) -> str:
    """A thing in words, with its id where its label alone would not do to ask for it."""
    label = parts.names.label(thing)
    told = ["a place"] if parts.names.is_a(thing, {v.PLACE}) else []
    told += [short] if (short := name_to_ask(parts, thing)) != label else []
    return f"“{label}” ({', '.join(told)})" if told else f"“{label}”"


def name_to_ask(parts: GraphParts, thing: str) -> str:
    """A name of a thing that nothing else bears that could be meant."""
    label = parts.names.label(thing)
    bearers = {other for other, name, _ in parts.names.spellings() if name == label}
    return label if bearers <= {thing} else v.shorten(thing)
