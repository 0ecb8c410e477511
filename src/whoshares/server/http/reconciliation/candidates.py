"""Which entities a query may mean, and whether a rule decides that it means one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from whoshares.facts.matching.graph_bodies import graph_bodies
from whoshares.facts.matching.matcher import Matcher
from whoshares.facts.matching.states import postal
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.server.http.reconciliation.asked import Condition, Query
from whoshares.server.http.reconciliation.entities import Entities
from whoshares.server.http.reconciliation.properties import PROPERTIES, Properties, body_kind
from whoshares.store.names import LONGEST_ASKED, fold

_ANOTHER: Final = 0.5
"""By how much a score falls with each condition that a candidate does not meet."""
_STATEWIDE: Final = frozenset({"state", "country"})
"""What a place is whose name says which one it is."""
_OTHERS_TOO: Final = frozenset({"georgia", "new york", "washington"})
"""States whose names are those of a country or of large cities, too."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a query may mean."""

    iri: str
    score: float
    match: bool = False
    """Whether a rule decides that it is the one."""
    why: str = ""
    """Why it is not taken, as a sentence; empty where it is, or where it is merely near."""


class Candidates:
    """The candidates of one graph."""

    def __init__(self, kg: KnowledgeGraph, entities: Entities, properties: Properties) -> None:
        self._kg = kg
        self._entities = entities
        self._properties = properties
        self._matcher = Matcher(graph_bodies(kg.store))

    def of(self, query: Query) -> list[Candidate]:
        """The candidates of a query, the one that is taken first, then by score."""
        found: dict[str, Candidate] = {}
        for name in query.names:
            for one in self._named(name, query):
                found[one.iri] = max(found.get(one.iri, one), one, key=lambda c: (c.match, c.score))
        if not query.names:
            found = {iri: Candidate(iri, 100.0, True) for iri in self._identified(query)}
        judged = [one for one in (self._judged(each, query.conditions) for each in found.values()) if one is not None]
        if sum(one.match for one in judged) > 1:
            judged = [replace(one, match=False, why="Several things bear the names that are given.") for one in judged]
        label = self._kg.names.label
        return sorted(judged, key=lambda c: (not c.match, -c.score, label(c.iri), c.iri))[: query.limit]

    def _identified(self, query: Query) -> list[str]:
        """The entities that a query without a name gives by id."""
        given = [text for c in query.conditions if c.property == "id" and c.quantifier != "none"
                 for value in c.values for text in value]  # fmt: skip
        found = dict.fromkeys(self._entities.by_id[text] for text in given if text in self._entities.by_id)
        return [iri for iri in found if self._entities.of_types(iri, query.types)]

    def _named(self, name: str, query: Query) -> Iterable[Candidate]:
        """What a name may mean."""
        asked = name.strip()
        if not asked or len(asked) > LONGEST_ASKED:
            return []
        if (iri := self._entities.by_id.get(asked)) is not None:
            return [Candidate(iri, 100.0, True)] if self._entities.of_types(iri, query.types) else []
        scores = self._entities.near(asked, query.types)
        why: dict[str, str] = {}
        state = self._state(query)
        head, _, tail = asked.rpartition(",")
        said = postal(tail) if head else None
        bearers = self._entities.bearing(asked)
        taken: dict[str, float] = {}
        refusal = ""
        if "Organization" in query.types:
            county, kind, ori = (next(iter(query.hint(hint)[-1:]), None) for hint in ("county", "kind", "ori"))
            kind = body_kind(kind) if kind else None
            verdict = self._matcher.find(asked, state=state, county=county, kind=kind, ori=ori)
            refusal = verdict.why
            if verdict.body is not None:
                taken[self._entities.by_id[verdict.body.id]] = verdict.score
            for near in verdict.candidates:
                iri = self._entities.by_id[near.body.id]
                scores[iri] = max(scores.get(iri, 0.0), near.score)
                why[iri] = f"The name {verdict.why}."
        if said and "Place" in query.types:
            bearers |= {iri for iri in self._entities.bearing(head) if self._in_state(iri, said)}
        meant = {iri for iri in bearers if not query.typed or self._entities.of_types(iri, query.types)}
        for iri in meant:
            if self._is_decided(iri, state or said, asked, query):
                taken[iri] = 100.0
            else:
                why.setdefault(iri, self._doubt(iri, refusal))
        if len(meant | taken.keys()) > 1:
            why |= dict.fromkeys(meant | taken.keys(), "The name can mean several things of the graph.")
            scores |= taken
            taken = {}
        scores |= {iri: 100.0 for iri in meant if iri not in taken}
        best = min(taken.values(), default=100.0)
        near_ones = [
            Candidate(iri, score if not taken else min(score, best - 1), why=why.get(iri, ""))
            for iri, score in scores.items()
            if iri not in taken and self._entities.of_types(iri, query.types)
        ]
        return [*(Candidate(iri, score, True) for iri, score in taken.items()), *near_ones]

    def _is_decided(self, iri: str, state: str | None, name: str, query: Query) -> bool:
        """Whether a name that a thing alone bears is enough for it; of a body, the matcher says so."""
        types = self._entities.types.get(iri, ())
        if "Organization" in types:
            return False
        if "System" in types:
            return query.typed or not self._entities.begins(name, "Organization")
        if self._properties.kinds.sort_of_place(iri) in _STATEWIDE:
            return fold(name) not in _OTHERS_TOO
        return state is not None and self._in_state(iri, state)

    def _state(self, query: Query) -> str | None:
        """The postal code of the one state that is given, as a code, a name or an id, once or in several ways."""
        codes = {postal(text.rpartition("us-")[2]) for condition in query.conditions
                 if condition.property == "state" and condition.quantifier != "none"
                 for value in condition.values for text in value} - {None}  # fmt: skip
        return codes.pop() if len(codes) == 1 else None

    def _doubt(self, iri: str, refusal: str) -> str:
        """Why a name that a thing bears is not enough for it."""
        types = self._entities.types.get(iri, ())
        if "Place" in types:
            return "Other places bear this name, too."
        if "System" in types:
            return "A body has a name that begins so. Say which type is meant."
        if v.shorten(iri) not in self._matcher.by_id:
            return "It stands for every body of a kind, and not for one."
        return f"The name {refusal}." if refusal else ""

    def _in_state(self, iri: str, code: str) -> bool:
        return code in self._properties.states(iri)

    def _judged(self, candidate: Candidate, conditions: Iterable[Condition]) -> Candidate | None:
        """A candidate in the light of the conditions; `None` where it does not meet one that is required."""
        for condition in conditions:
            fits = self._fits(candidate.iri, condition)
            if condition.required and not fits:
                return None
            if fits is False:
                what = PROPERTIES[condition.property].name if condition.property in PROPERTIES else "id"
                why = f"By the graph, it has another {what[0].lower()}{what[1:]}."
                candidate = replace(candidate, score=round(candidate.score * _ANOTHER, 1), match=False, why=why)
        return candidate

    def _fits(self, iri: str, condition: Condition) -> bool | None:
        """Whether an entity meets a condition; `None` where the graph, or the condition, does not say."""
        name, values = condition.property, condition.values
        own = self._properties.compared(iri, name)
        if condition.quantifier != "none":
            values = tuple(one for one in values if any(self._properties.reads(name, text) for text in one))
        if not own or not values:
            return None
        met = [any(self._properties.as_compared(name, text) in own for text in value) for value in values]
        if condition.quantifier == "all":
            return all(met)
        return any(met) is (condition.quantifier == "any")
