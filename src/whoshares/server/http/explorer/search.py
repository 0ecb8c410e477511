"""`/search?text=…`: everything that fits some words, with facets as links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from whoshares.answers.profile import Match
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.server.http import media, pages
from whoshares.server.http.arguments import example_of, parameters
from whoshares.server.http.as_data import as_data
from whoshares.server.http.explorer.completion import Offered
from whoshares.server.http.explorer.kinds import Kinds
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import SHOWN, View, ViewAsked, parameter
from whoshares.server.problems import Problem
from whoshares.store.evidence import tier_rank
from whoshares.store.names import CATEGORIES, HOLDERS

_MOST: Final = 1_000
_SHOWN: Final = 20
_SHOWN_VALUES: Final = 7
_COVERS: Final = (v.CARRIES, v.BARS_CATEGORY)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how many things have it, and where a click on it leads."""

    label: str
    number: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first."""

    words: str
    first: tuple[Value, ...]
    more: tuple[Value, ...]


class Facets:
    """What the things of a graph have in common."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self.kinds = Kinds(kg)
        self.names: Mapping[str, tuple[str, Callable[[str], set[str]]]] = {
            "kind": ("Kind", self._kind),
            "state": ("State", self._states),
            "category": ("Data", self._categories),
            "tier": ("Best document", self._tier),
        }

    def having(self, found: Sequence[Match], chosen: Mapping[str, str]) -> list[Match]:
        """The matches that have all values that are chosen."""
        return [
            match for match in found if all(value in self.names[name][1](match.iri) for name, value in chosen.items())
        ]

    def counted(self, found: Sequence[Match], chosen: Mapping[str, str], text: str, prefix: str) -> list[Facet]:
        """The facets that tell these matches apart, or that are chosen."""
        facets = []
        for name, (words, values_of) in self.names.items():
            others = {key: value for key, value in chosen.items() if key != name}
            counts = Counter(value for match in self.having(found, others) for value in values_of(match.iri))
            if name not in chosen and len(counts) <= 1:
                continue

            def value_of(value: str, number: int, key: str = name, others: dict[str, str] = others) -> Value:
                is_chosen = chosen.get(key) == value
                asked = {**({"text": text} if text else {}), **others, **({} if is_chosen else {key: value})}
                return Value(self._label(key, value), number, asking(f"{prefix}/search", asked), is_chosen)

            values = [value_of(value, number) for value, number in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
            values.sort(key=lambda value: not value.chosen)
            facets.append(Facet(words, tuple(values[:_SHOWN_VALUES]), tuple(values[_SHOWN_VALUES:])))
        return facets

    def _label(self, name: str, value: str) -> str:
        if name == "kind":
            return self._kg.names.label(v.WS + value).lower()
        return value if name == "tier" else self._kg.names.label(v.ID + value)

    def _kind(self, iri: str) -> set[str]:
        own = sorted(c for c in self._kg.names.classes(iri) if c.startswith(v.WS))
        return {v.local_name(own[0])} if own else set()

    def _states(self, iri: str) -> set[str]:
        ends = {iri}.union(*(self._kg.evidence.values(iri, slot) for slot in (v.SENDER, v.RECIPIENT)))
        return {v.shorten(place) for end in ends for place in self.kinds.states_of(end)}

    def _categories(self, iri: str) -> set[str]:
        return {v.shorten(c) for slot in _COVERS for c in self._kg.evidence.values(iri, slot)
                if v.DATA_CATEGORY in self._kg.names.classes(c)}  # fmt: skip

    def _tier(self, iri: str) -> set[str]:
        if v.SOURCE in self._kg.names.classes(iri):
            tiers = [v.local_name(tier) for tier in self._kg.evidence.values(iri, v.TIER)]
        else:
            tiers = [citation.tier for citation in self._kg.evidence.citations(iri) if citation.tier]
        return {min(tiers, key=tier_rank)} if tiers else set()


def _answer(asked: ViewAsked) -> str:
    text, values = asked.values.get("text", ""), asked.values
    form = asked.forms.of("search", asked.given, asked.prefix)
    facets = Facets(asked.kg)
    chosen = {name: values[name] for name in facets.names if name in values}
    if not text and "kind" not in chosen:
        if asked.format != media.HTML.name:
            raise Problem(400, "“text” is missing: the words to look for. Or give “kind”, to list all of a kind.")
        example = asking(f"{asked.prefix}/search", example_of(VERBS["search"]))
        return pages.render("question.html", **form, problem="", near=[], example=example)
    place = values.get("place")
    every = asked.kg.search(text, limit=_MOST, place=place) if text else _all_of(asked.kg, chosen["kind"])
    found = facets.having(every, chosen)
    shown = found[: values.get("limit", _SHOWN)]
    if asked.format != media.HTML.name:
        return as_data(shown, asked.format, COLUMNS["search"])
    more = [(name, value) for name, value in asked.given if name != "limit"]
    named = asked.forms.completion.named_within(text)
    alike = bool(text) and all(match.fit == "alike" for match in every)
    return pages.render(
        "found.html",
        **form,
        text=text or asked.kg.names.label(v.WS + chosen["kind"]).lower(),
        found=[(match, facets.kinds.of(match.iri)) for match in shown],
        number=len(found),
        least=len(every) == _MOST,
        facets=facets.counted(every, chosen, text, asked.prefix),
        named=[] if found else named,
        alike=alike,
        asks=_asks(asked, named) or (_asks_whose(asked, named, every) or _asks_who(asked, every) if alike else []),
        near=asked.forms.completion.offers(text) if text and not every else [],
        more=asking(f"{asked.prefix}/search", [*more, ("limit", "200")]),
    )


def _all_of(kg: KnowledgeGraph, kind: str) -> list[Match]:
    """All things of a class, by label."""
    iris = {str(s.subject) for s in kg.store.statements(predicate=v.TYPE, value=v.WS + kind)}
    found = [Match(iri, kg.describe(iri), kg.names.class_label(iri), 0.0, "") for iri in iris]
    return sorted(found, key=lambda match: (match.label.casefold(), match.iri))


def _asks(asked: ViewAsked, named: Sequence[Offered]) -> list[tuple[str, str]]:
    """The question that some words may mean: whether data of what they name first reaches what they name last."""
    classes = [asked.kg.names.classes(one.iri) for one in named]
    ends = [one for one, own in zip(named, classes, strict=True) if own & (HOLDERS | {v.PLACE, v.HOLDER_KIND})]
    if len(ends) < 2:
        return []
    data = [one for one, own in zip(named, classes, strict=True) if own & CATEGORIES][:1]
    given = [("from", ends[0].value), ("to", ends[-1].value), *(("carrying", one.value) for one in data)]
    what = data[0].label.lower() if data else "data"
    where = asking(f"{asked.prefix}/trace", given)
    return [(f"Do {what} of {ends[0].label} reach {ends[-1].label}?", where)]


def _asks_whose(asked: ViewAsked, named: Sequence[Offered], alike: Sequence[Match]) -> list[tuple[str, str]]:
    """The question that words may mean which name one holder and are no name: whose data, of that kind, reaches it."""
    classes_of = asked.kg.names.classes
    holders = [one for one in named if classes_of(one.iri) & HOLDERS]
    if len(holders) != 1:
        return []
    found = [*((one.iri, one.label) for one in named), *((match.iri, match.label) for match in alike)]
    data = next((label for iri, label in found if classes_of(iri) & CATEGORIES), None)
    given = [("holder", holders[0].value), *([("carrying", data)] if data else [])]
    what = data.lower() if data else "data"
    where = asking(f"{asked.prefix}/exposure", given)
    return [(f"Whose {what} can reach {holders[0].label}?", where)]


def _asks_who(asked: ViewAsked, alike: Sequence[Match]) -> list[tuple[str, str]]:
    """The question that words may mean which are no name and like that of one kind of data: who sends and gets it."""
    data = [match for match in alike if asked.kg.names.classes(match.iri) & CATEGORIES]
    if len(data) != 1:
        return []
    where = asking(f"{asked.prefix}/around", [("thing", v.shorten(data[0].iri))])
    return [(f"Who sends {data[0].label}, and who gets them?", where)]


SEARCH = View(
    "/search",
    "Everything that fits some words, with facets.",
    SHOWN,
    _answer,
    (
        *(parameter(p.name, p.sort, p.meaning, argument=p.argument) for p in parameters("search")),
        parameter("kind", "text", "Only things of this class, such as DataFlow."),
        parameter("state", "text", "Only what is in this state, such as place/us-ca."),
        parameter("category", "text", "Only what is about this data, such as category/plate-read."),
        parameter("tier", "text", "Only what a document of this tier says, and none of a better one."),
    ),
    "/search?text=police",
)
