"""A question as a form: its parameters as fields, filled with what was asked, and the names that complete them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.server.http.arguments import RequestParameter, parameters
from whoshares.store.names import CATEGORIES, HOLDERS

Given = Sequence[tuple[str, str]]
"""Names and values of an address."""

TITLES: Final[Mapping[str, str]] = {
    "trace": "Does it reach?",
    "exposure": "Whose data reaches whom?",
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
_FIRST: Final = frozenset({"carrying", "as_of", "day1", "day2", "thing", "bar", "text", "end"})
"""Parameters that the form shows at once, besides those that are required; the others are folded away."""
_WORDS: Final[Mapping[str, str]] = {
    "origin": "Whose data?",
    "recipient": "Who gets it?",
    "carrying": "What?",
    "as_of": "When?",
    "day1": "From day",
    "day2": "To day",
    "to": "Reach to whom?",
    "holder": "Who?",
    "outward": "Whom its data reaches, instead",
    "text": "Words",
    "thing": "What or who?",
    "bar": "Which law, or whom it binds",
    "ever": "On any days",
    "between": "Between two days (A/B)",
    "exact": "Without assumed joins",
}
"""What parameters are called in forms."""
_MOST_OFFERED: Final = 2_000
"""Names that a form completes; a larger graph is searched instead."""
_HOLDERS_OF: Final = frozenset({"origin", "recipient", "holder", "to", "bar"})


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of a form, with what it holds."""

    parameter: RequestParameter
    value: str
    names: str
    """The list of names that completes it, if one does."""

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS.get(self.parameter.argument) or self.parameter.argument.replace("_", " ").capitalize()


class Forms:
    """The forms of one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    def of(self, method: str, given: Given, prefix: str) -> dict[str, Any]:
        """What the templates of a form and of its answer need to know of a question."""
        values: dict[str, str] = {}
        for name, value in given:
            values[name] = f"{values[name]}; {value}" if name in values else value
        fields = [Field(p, values.get(p.name, ""), _list_for(p)) for p in parameters(method)]
        first = [field for field in fields if field.parameter.required or field.parameter.argument in _FIRST]
        address = f"{prefix}/{method}?{urlencode(list(given), quote_via=quote)}"
        return {
            "method": method,
            "title": TITLES[method],
            "titles": TITLES,
            "question": VERBS[method].question,
            "first_fields": first,
            "other_fields": [field for field in fields if field not in first],
            "lists": {name: found for name, found in self._offered.items() if any(f.names == name for f in fields)},
            "address": address,
            "prefix": prefix,
        }

    @cached_property
    def _offered(self) -> dict[str, list[tuple[str, str]]]:
        """The names that forms complete, each with what it is; none where there are too many to send."""
        names = self._kg.names
        holders = [(iri, names.class_label(iri)) for iri in self._all(HOLDERS)]
        groups = [(iri, "place") for iri in self._all({v.PLACE})] + [
            (iri, word)
            for word, class_ in (("kind of body", v.HOLDER_KIND), ("program", v.PROGRAM))
            for iri in self._all({class_})
        ]
        found = {"holders": [*holders, *groups], "categories": [(iri, "data") for iri in self._all(CATEGORIES)]}
        return {
            name: sorted({(names.label(iri), self._what(iri, word)) for iri, word in offered})
            for name, offered in found.items()
            if len(offered) <= _MOST_OFFERED
        }

    def _all(self, classes: Any) -> list[str]:
        store = self._kg.store
        return sorted({str(s.subject) for c in classes for s in store.statements(predicate=v.TYPE, value=c)})

    def _what(self, iri: str, word: str) -> str:
        aliases = self._kg.evidence.values(iri, v.ALT_LABEL)
        return ", ".join([word, *aliases[:3]])


def _list_for(parameter: RequestParameter) -> str:
    if parameter.argument in _HOLDERS_OF:
        return "holders"
    return "categories" if parameter.argument == "carrying" else ""
