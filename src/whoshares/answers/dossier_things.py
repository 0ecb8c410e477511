"""Of what there are dossiers: bodies, places, laws, data categories and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from whoshares.answers.dossier import Sort
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError, NameUnknown
from whoshares.store.names import CATEGORIES, HOLDERS

_LAWS: Final = frozenset({v.INSTRUMENT, v.BAR, v.WS + "Permission", v.WS + "Mandate"})
_ASKED: Final[Sequence[tuple[frozenset[str], str]]] = (
    (HOLDERS, "body or system"),
    (frozenset({v.PLACE}), "place"),
    (_LAWS, "law"),
    (CATEGORIES, "data category"),
    (frozenset({v.PROGRAM}), "program"),
)
"""What a name may mean, in the order in which it is tried."""
_OF_FIPS: Final = {2: "state", 5: "county"}
"""What a place is, by the number of digits of its code (ANSI INCITS 31 and 38)."""


def thing_named(parts: GraphParts, text: str) -> str:
    """The body, place, law, data category or program that a text names. Raises NameUnknown and NameAmbiguous."""
    unknown: NameUnknown | None = None
    for classes, what in _ASKED:
        try:
            return parts.names.resolve(text, classes, what)
        except NameUnknown as error:
            unknown = unknown or error
    assert unknown is not None
    if parts.names.bears(text):
        raise InputError(
            f"“{text}” is no body, place, law, data category or program, and a brief is of one of these. “whoshares "
            "show” tells what is known of other things."
        )
    raise unknown


def has_dossier(parts: GraphParts, thing: str) -> bool:
    """Whether a thing is of a sort that has a dossier, in a graph that has flows."""
    return bool(parts.network.flows) and sort_of(parts, thing) is not None


def sort_of(parts: GraphParts, thing: str) -> Sort | None:
    """Of what sort a thing is; `None` where it is of none that has a dossier."""
    names = parts.names
    classes = names.classes(thing)
    if v.PLACE in classes:
        return "place"
    if names.is_a(thing, HOLDERS):
        return "body"
    if classes & _LAWS:
        return "law"
    if thing in parts.network.categories.number:
        return "category"
    return "program" if v.PROGRAM in classes else None


def kind_of(parts: GraphParts, thing: str, most: int = 2) -> str:
    """What a thing is, in a word or two: county, statute, sheriff; at most so many kinds of body or instrument."""
    names, evidence = parts.names, parts.evidence
    if v.PLACE in names.classes(thing):
        codes = evidence.values(thing, v.FIPS)
        if codes:
            return _OF_FIPS.get(len(codes[0]), "place")
        return "place" if evidence.values(thing, v.WITHIN) else "country"
    kinds = [names.label(kind).lower() for kind in evidence.values(thing, v.KIND)[:most]]
    return " and ".join(kinds) or names.class_label(thing)
