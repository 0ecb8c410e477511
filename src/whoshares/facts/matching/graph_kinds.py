"""The kinds that names say, and the kinds of bodies in the graph: what stands for what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.words import clean, tokens_of, written_out

GRAPH_KINDS: Final[Mapping[str, tuple[str, str | None]]] = {
    k.POLICE: ("police-department", "local"),
    k.COUNTY_POLICE: ("police-department", "county"),
    k.SHERIFF: ("sheriff", "county"),
    k.CONSTABLE: ("local-law-enforcement", "local"),
    k.MARSHAL: ("local-law-enforcement", "local"),
    k.STATE_POLICE: ("state-police", "state"),
    k.STATE_AGENCY: ("state-agency", "state"),
    k.ATTORNEY_GENERAL: ("attorney-general", "state"),
    k.FEDERAL_AGENCY: ("federal-agency", "federal"),
    "fusion-center": ("fusion-center", None),
    k.CORRECTIONS: ("corrections-agency", None),
    "court": ("court", None),
    k.CITY: ("city-government", "city"),
    k.COUNTY: ("county-government", "county"),
}
"""The kind and the level in the graph for a kind that a name says. Others have none there that surely fits."""

SAID_KINDS: Final[Mapping[str, str]] = {
    **{kind: kind for kind in k.KINDS},
    "motor-vehicle-agency": k.STATE_AGENCY,
    "federal-department": k.FEDERAL_AGENCY,
    "jail": k.CORRECTIONS,
    "prison": k.CORRECTIONS,
}
"""The kind by which a name is held against a body, for a kind of the graph."""

ABOVE: Final = frozenset({"state", "federal", "territory"})
"""The levels of bodies that are no local ones, whatever their names say."""

_OF_PLACES: Final = frozenset({"police-department", "local-law-enforcement", "sheriff"})
_JAIL: Final = re.compile(r"\b(?:jail|detention (?:center|facility))\b")
_CORRECTIONS: Final = re.compile(r"\b(?:corrections?|correctional)\b")
_FORCE: Final = re.compile(r"\bpolice (?:department|division|bureau)\b")
_LOCAL: Final = re.compile(r"\b(?:county|city|town|township|village|parish)\b")


def graph_kind(name: str, level: str | None) -> str | None:
    """The kind of a body in the graph, as its name says it; `None` where it says none that fits its level.

    >>> graph_kind("Elm County Detention Center", "county"), graph_kind("Reservoir Police", "state")
    ('jail', 'state-agency')
    """
    words = written_out(tokens_of(clean(name)))
    kind = _kind(words, level)
    if kind is None and "police" in words.split():  # of a campus, a park, an airport
        kind = "police-department" if _FORCE.search(words) else "local-law-enforcement"
    if level in ABOVE and kind in _OF_PLACES:
        return "state-agency" if level == "state" else None
    return kind


def _kind(words: str, level: str | None) -> str | None:
    said = k.kind_of(words)
    if said == k.CORRECTIONS and _JAIL.search(words) and not _CORRECTIONS.search(words):
        return "jail"
    if said == k.POLICE and "police" not in words and (level is None or level in ABOVE):
        return None  # a department of public safety is a state's or a city's
    if said == k.STATE_AGENCY and not (level == "state" or (level is None and not _LOCAL.search(words))):
        return None
    if said == k.FEDERAL_AGENCY and level != "federal":
        return None
    return GRAPH_KINDS.get(said or "", (None, None))[0]
