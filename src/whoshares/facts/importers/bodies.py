"""Public bodies as tables name them: id, label, kind. A body keeps the name that its table gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from whoshares.facts.matching.graph_kinds import graph_kind
from whoshares.facts.matching.states import State

_QUOTES: Final = str.maketrans(dict.fromkeys("‘’‛′ʼ`´", "'"))
_SMALL: Final = re.compile(r"(?<= )(?:Of|And|The|For)(?= )")


def name_of(text: str) -> str:
    """A name with straight quotes, “and” for “&”, and small words in small letters: one spelling for one name.

    >>> name_of("Bureau Of Fish & Wildlife"), name_of("Pasco County Sheriff’s Office")
    ('Bureau of Fish and Wildlife', "Pasco County Sheriff's Office")
    """
    return _SMALL.sub(lambda found: found[0].lower(), " ".join(text.translate(_QUOTES).replace("&", " and ").split()))


def label_of(name: str, state: State) -> str:
    """The label of a body: its name and its state, unless that is part of the name."""
    return name if state.name.lower() in name.lower() else f"{name}, {state.name}"


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
    if kind := graph_kind(name, level):
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
