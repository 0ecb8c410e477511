"""The columns of the table of each verb's answer, in order: also where the table has no rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from whoshares.model.answer import Answer

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "around": (
        "from", "carries", "to", "certainty", "last confirmed", "valid from", "valid until", "tier",
        "evidence status", "under program", "barred by", "touched by", "as every", "distance", "sources",
        "sender id", "recipient id", "flow",
    ),
    "backdoors": (
        "bar", "pattern", "way", "route", "route certainty", "hop", "reach ends", "sender", "recipient", "category",
        "certainty", "join", "under program", "authority", "route last confirmed", "last confirmed", "valid from",
        "valid until", "attested on", "disputed", "day", "barred by", "weakest hop", "transformations", "sources",
        "flow", "bar id",
    ),
    "bars": (
        "bar", "set by", "valid from", "valid until", "bar certainty", "bar last confirmed", "under reading",
        "exceptions", "flow", "sender", "recipient", "flow certainty", "flow last confirmed", "barred",
        "days to last attested", "days to end", "sources", "bar id", "flow id",
    ),
    "chokepoints": (
        "outcome", "thing", "class", "on every route", "routes", "of", "share", "id",
    ),
    "claim": (
        "bears", "outcome", "reason", "certainty", "text", "sender", "category", "recipient", "last confirmed",
        "valid from", "valid until", "attested on", "attributed to", "way", "route", "hop", "sources", "id",
    ),
    "conflicts": (
        "conflict", "differs in", "about", "property", "when", "area", "within one source", "said", "basis",
        "attributed to", "sources", "id",
    ),
    "cut": (
        "outcome", "optimal", "element", "element controlled by", "sender", "recipient", "carries", "controlled by",
        "authority", "sources", "flow", "element id", "system", "receiving", "precedent",
    ),
    "diff": (
        "happened", "class", "thing", "to", "touches", "began", "ended", "first described", "before", "after",
        "begun by", "ended by", "set by", "authority gained", "authority lost", "at ends", "meanwhile", "forbidden by",
        "stopped by", "last confirmed", "route", "sources", "id", "to id",
    ),
    "explain": (
        "depth", "subject", "predicate", "object", "rule", "sources",
    ),
    "exposure": (
        "holder", "category", "hops", "certainty", "last confirmed", "weakest tier", "through", "holder id",
        "category id", "named bodies", "forbidden by", "flows",
    ),
    "search": (
        "label", "class", "id", "words", "score", "fit",
    ),
    "show": (
        "direction", "property", "value", "id", "sources",
    ),
    "timeline": (
        "date", "until", "when", "happened", "thing", "class", "value", "by", "disputed", "sources", "id",
    ),
    "trace": (
        "way", "route", "route certainty", "hop", "sender", "recipient", "category", "certainty", "join",
        "under program", "authority", "route last confirmed", "last confirmed", "valid from", "valid until",
        "attested on", "disputed", "day", "barred by", "weakest hop", "transformations", "sources", "flow",
        "of named",
    ),
    "unknowns": (
        "outcome", "fact", "text", "from", "to", "asked of", "request", "sources", "id",
    ),
    "whatif": (
        "from", "to", "outcome", "no longer forbidden by", "newly forbidden by", "no longer stopped by",
        "newly stopped by", "route", "certainty", "certainty before", "last confirmed", "no longer barred by",
        "newly barred by", "no longer goes round", "newly goes round", "holders", "flows",
    ),
}  # fmt: skip
"""By method."""
_METHODS: Final[Mapping[str, str]] = {
    "Around": "around",
    "BackDoors": "backdoors",
    "Bars": "bars",
    "ChokePoints": "chokepoints",
    "Claim": "claim",
    "Conflicts": "conflicts",
    "Cut": "cut",
    "Difference": "diff",
    "Explanation": "explain",
    "Exposure": "exposure",
    "Profile": "show",
    "Timeline": "timeline",
    "Trace": "trace",
    "Unknowns": "unknowns",
    "WhatIf": "whatif",
}
"""The method that gives answers of a class, by its name: the classes themselves are not loaded for that."""


def columns_of(answer: Answer) -> tuple[str, ...]:
    """The columns of an answer's table; none of what no verb answers."""
    methods = (_METHODS.get(one.__name__) for one in type(answer).__mro__)
    return next((COLUMNS[method] for method in methods if method), ())
