"""Where a body lies that is not in the graph: by its name, or as others of that name do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.reached import reached
from whoshares.store.names import words as words_of

_WORDS: Final = frozenset("al co de hi id in la ma me mo oh ok or pa".split())
"""The postal codes that are words, or short for some, where they are written small: “jail in Iowa”, “co sheriff”."""


def told_places(parts: GraphParts, asked: str, words: list[str]) -> set[str]:
    """The places that a name gives, with those around them: by their names in it, or else by a state's postal code."""
    return _around(parts, _named(parts, words) or _coded(parts, asked)) | _around(parts, _coded_last(parts, asked))


def words_of_states(parts: GraphParts, words: list[str]) -> set[str]:
    """The words of the names of states that stand in a name."""
    names = (
        words_of(name) for place in _named(parts, words) for name in names_of(parts, place) if _is_state(parts, place)
    )
    return {word for name in names if stands_in(name, words) for word in name}


def place_of_namesakes(parts: GraphParts, things: Iterable[str]) -> str | None:
    """The place just below the country in which places and bodies lie, where it is one for all that lie somewhere."""
    found = {state for thing in things for state in _states(parts, thing)}
    return found.pop() if len(found) == 1 else None


def _states(parts: GraphParts, thing: str) -> Iterator[str]:
    at = [thing] if parts.names.is_a(thing, {v.PLACE}) else parts.evidence.values(thing, v.IN_PLACE)
    yield from (place for place in _around(parts, at) if _is_state(parts, place))


def _is_state(parts: GraphParts, place: str) -> bool:
    """Whether a place lies just below the outermost one around it."""
    wider = parts.evidence.values(place, v.WITHIN)
    return bool(wider) and not any(parts.evidence.values(one, v.WITHIN) for one in wider)


def _around(parts: GraphParts, places: Iterable[str]) -> set[str]:
    return reached(places, lambda inner: parts.evidence.values(inner, v.WITHIN))


def _named(parts: GraphParts, words: list[str]) -> list[str]:
    """The places whose names stand in a name."""
    return [
        place
        for place in parts.store.members(v.PLACE)
        if any(stands_in(words_of(name), words) for name in names_of(parts, place))
    ]


def names_of(parts: GraphParts, thing: str) -> tuple[str, ...]:
    """The label of a thing, and its aliases."""
    return (parts.names.label(thing), *parts.evidence.values(thing, v.ALT_LABEL))


def stands_in(part: list[str], whole: list[str]) -> bool:
    """Whether some words stand in others, one after the other."""
    return bool(part) and any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _coded_last(parts: GraphParts, asked: str) -> list[str]:
    """The state whose postal code ends a name after a comma: “Fresno County, CA”."""
    return _of_code(parts, asked.rpartition(",")[2].strip()) if "," in asked else []


def _coded(parts: GraphParts, asked: str) -> list[str]:
    """The state whose postal code is the first or last word, “nj mvc”; written small, not if it is a word."""
    own = asked.split()
    codes = (word for word in (own[0], own[-1]) if word not in _WORDS) if len(own) > 1 else ()
    return next((found for code in codes if (found := _of_code(parts, code.upper()))), [])


def _of_code(parts: GraphParts, code: str) -> list[str]:
    from whoshares.facts.matching.states import STATES

    state = STATES.get(code)
    place = v.ID + state.place if state else ""
    return [place] if parts.names.is_a(place, {v.PLACE}) else []
