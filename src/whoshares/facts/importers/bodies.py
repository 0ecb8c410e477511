"""Public bodies as tables name them: id, label, kind. A body keeps the name that its table gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from whoshares.facts.matching.states import State

_QUOTES: Final = str.maketrans(dict.fromkeys("‘’‛′ʼ`´", "'"))
_SMALL: Final = re.compile(r"(?<= )(?:Of|And|The|For)(?= )")

_KINDS: Final[Sequence[tuple[str, re.Pattern[str]]]] = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        ("attorney-general", r"\battorney general\b"),
        ("corrections-agency", r"\b(?:corrections?|correctional)\b"),
        ("jail", r"\b(?:jail|detention (?:center|facility))\b"),
        ("sheriff", r"\bsheriff"),
        ("state-police", r"\b(?:state police|highway patrol|state patrol|state troopers)\b"),
        ("county-government", r"\b(?:board of county commissioners|bocc|county commission)\b"),
        ("police-department", r"\bpolice (?:department|dept|division|bureau)\b|\bpd$"),
        ("local-law-enforcement", r"\bpolice\b|\bconstable"),
    )
)
"""What a word of a name says of the kind of a body, in the order in which they are tried."""

ABOVE: Final = frozenset({"state", "federal", "territory"})
"""The levels of bodies that are no local ones, whatever their names say."""


def name_of(text: str) -> str:
    """A name with straight quotes, “and” for “&”, and small words in small letters: one spelling for one name.

    >>> name_of("Bureau Of Fish & Wildlife"), name_of("Pasco County Sheriff’s Office")
    ('Bureau of Fish and Wildlife', "Pasco County Sheriff's Office")
    """
    return _SMALL.sub(lambda found: found[0].lower(), " ".join(text.translate(_QUOTES).replace("&", " and ").split()))


def label_of(name: str, state: State) -> str:
    """The label of a body: its name and its state, unless that is part of the name."""
    return name if state.name.lower() in name.lower() else f"{name}, {state.name}"


def kind_of(name: str, level: str | None) -> str | None:
    """The kind that a name says, of those of the ontology; `None` where it says none that fits the level."""
    lower = name.lower()
    kind = next((kind for kind, says in _KINDS if says.search(lower)), None)
    if level in ABOVE and kind in ("police-department", "local-law-enforcement", "sheriff"):
        return "state-agency" if level == "state" else None
    return kind


def body_entry(
    id: str, name: str, state: State, level: str | None, place: str, at: Sequence[str]
) -> dict[str, str | list[str]]:
    """The entry of a body that a table names: what it is called, its kind, where it is."""
    name = name_of(name)
    entry: dict[str, str | list[str]] = {
        "id": id,
        "type": "Organization",
        "at": list(at),
        "label": label_of(name, state),
        "inPlace": place,
    }
    if entry["label"] != name:
        entry["aliases"] = f"{name} {state.code}"
    if level:
        entry["level"] = level
    if kind := kind_of(name, level):
        entry["kind"] = kind
    return entry


def as_matched(
    entry: Mapping[str, str | list[str]], how: Sequence[str], *, shipped: bool
) -> dict[str, str | list[str]]:
    """The entry of a body that another list has and describes: here it has a name, and the kind that this says.

    Of what the registry ships, an import says no kind.
    """
    says = ("id", "type", "at", "label") if shipped else ("id", "type", "at", "label", "kind")
    made: dict[str, str | list[str]] = {key: value for key, value in entry.items() if key in says}
    made["note"] = list(how)
    return made
