"""A question as a form: its parameters as fields, filled with what was asked, and the names that complete them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.server.http.arguments import RequestParameter, parameters
from whoshares.server.http.explorer.completion import Completion
from whoshares.server.http.explorer.links import Given, asking

TITLES: Final[Mapping[str, str]] = {
    "trace": "Does it reach?",
    "claim": "Is it so?",
    "unknowns": "What would settle it?",
    "exposure": "Whose data reaches whom?",
    "around": "Map of flows",
    "bars": "Which laws forbid what?",
    "backdoors": "What goes round a law?",
    "cut": "What would have to end?",
    "chokepoints": "What does every way pass?",
    "whatif": "What if?",
    "diff": "What changed?",
    "timeline": "What happened when?",
    "conflicts": "What do documents disagree on?",
    "show": "What is known of it?",
    "search": "Search",
}
"""What each question is called in the navigation and on its page."""
_FIRST: Final = frozenset(
    {"carrying", "as_of", "day1", "day2", "thing", "things", "hops", "bar", "text", "end", "under"}
)
"""Parameters that the form shows at once, besides those that are required; the others are folded away."""
_WORDS: Final[Mapping[str, str]] = {
    "origin": "Whose data?",
    "recipient": "Who gets it?",
    "says": "What is said?",
    "under": "Under which law?",
    "carrying": "What?",
    "as_of": "When?",
    "day1": "From day",
    "day2": "To day",
    "to": "Reach to whom?",
    "holder": "Who?",
    "outward": "Whom its data reaches, instead",
    "text": "Words",
    "thing": "What or who?",
    "things": "Around what?",
    "hops": "How many flows away",
    "bar": "Which law, or whom it binds",
    "ever": "On any days",
    "between": "Between two days (A/B)",
    "exact": "Without assumed joins",
    "end": "What if this ended?",
    "start": "And this began?",
    "readings": "By which reading of a law?",
    "unbarred": "Without barred hops",
    "via": "By way of",
    "avoid": "Not by way of",
    "max_hops": "At most how many hops",
    "confirmed_since": "Confirmed since",
}
"""What parameters are called in forms."""
_TAKES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("origin", "recipient", "holder", "to", "using", "without"), "holder"),
    **dict.fromkeys(("bar", "end", "under"), "law"),
    **dict.fromkeys(("thing", "things", "via", "avoid"), "thing"),
    "carrying": "category",
    "place": "place",
    "program": "program",
}
"""What names a parameter takes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of a form, with what it holds."""

    parameter: RequestParameter
    value: str
    takes: str
    """What names complete it, as `/complete` calls them; empty where none do."""

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS.get(self.parameter.argument) or self.parameter.argument.replace("_", " ").capitalize()


class Forms:
    """The forms of one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.completion = Completion(kg)

    def takes(self, method: str, name: str) -> str:
        """What names a parameter of an address takes, as `/complete` calls it; empty where it takes none."""
        return next((_takes(p) for p in parameters(method) if p.name == name), "")

    def of(self, method: str, given: Given, prefix: str) -> dict[str, Any]:
        """What the templates of a form and of its answer need to know of a question."""
        values: dict[str, str] = {}
        for name, value in given:
            values[name] = f"{values[name]}; {value}" if name in values else value
        fields = [Field(p, values.get(p.name, ""), _takes(p)) for p in parameters(method)]
        first = [field for field in fields if field.parameter.required or field.parameter.argument in _FIRST]
        address = asking(f"{prefix}/{method}", given)
        return {
            "method": method,
            "title": TITLES[method],
            "titles": TITLES,
            "question": VERBS[method].question,
            "first_fields": first,
            "other_fields": [field for field in fields if field not in first],
            "address": address,
            "holds_flows": VERBS[method].holds == "flows",
            "prefix": prefix,
        }


def _takes(parameter: RequestParameter) -> str:
    """What names a field takes, as `/complete` calls it; empty where it takes none."""
    return _TAKES.get(parameter.argument, "")
