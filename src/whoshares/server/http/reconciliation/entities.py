"""What is reconciled, by name: the organizations, systems and places of a graph, ready to be asked many times."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.server.http.reconciliation.asked import TYPES
from whoshares.store.names import AFTER, LONGEST_ASKED, fold, likeness

NEAR: Final = 72.0
"""From this likeness on, a name is offered."""
_MOST_NEAR: Final = 40


class Entities:
    """The entities of a graph with their names."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self.types: dict[str, tuple[str, ...]] = {}
        """The ids of the types of each entity."""
        for type_ in TYPES:
            for iri in kg.store.members(v.WS + type_):
                if not iri.startswith("_:"):
                    self.types[iri] = (*self.types.get(iri, ()), type_)
        self.by_id = {v.shorten(iri): iri for iri in sorted(self.types)} | {iri: iri for iri in self.types}
        """The entities by their ids, short and in full."""
        self._bearers: dict[str, set[str]] = defaultdict(set)
        spelt: set[tuple[str, str, str]] = set()
        for iri, text, own in kg.names.spellings():
            folded = fold(text)
            self._bearers[folded].add(iri)
            if iri in self.types:
                spelt.add((folded, iri, "" if own else text))
        self._spelt = sorted(spelt)
        self._names = [name for name, _, _ in self._spelt]
        labels = {iri: fold(kg.names.label(iri)) for iri in self.types}
        self._order = {iri: (len(label), label) for iri, label in labels.items()}
        """How entities that fit alike follow one another: the shorter label first."""

    def of_types(self, iri: str, types: Collection[str]) -> bool:
        """Whether an entity is of one of some types."""
        return any(type_ in types for type_ in self.types.get(iri, ()))

    def bearing(self, name: str) -> set[str]:
        """All things that bear a name, entities or not; of those that bear it beside a kind or a document, no such."""
        found = self._bearers.get(fold(name), set())
        return {iri for iri in found if self._kg.names.classes(iri).isdisjoint(AFTER)}

    def begins(self, name: str, type_: str) -> bool:
        """Whether an entity of a type has a longer name that begins with this one, as a word."""
        asked = fold(name)
        return any(
            self._names[place][len(asked) : len(asked) + 1] in (" ", ",") and type_ in self.types[self._spelt[place][1]]
            for place in self._beginning(asked)
        )

    def near(self, name: str, types: Collection[str]) -> dict[str, float]:
        """The entities whose names are near, each with how near, from 0 to 99."""
        asked = fold(name)
        if not asked or len(asked) > LONGEST_ASKED:
            return {}
        places = set(islice(self._beginning(asked), _MOST_NEAR))
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            hits = process.extract(asked, self._names, scorer=scorer, score_cutoff=NEAR, limit=_MOST_NEAR)
            places.update(place for _, _, place in hits)
        found: dict[str, float] = {}
        for place in places:
            other, iri, _ = self._spelt[place]
            score = min(99.0, round(likeness(asked, other), 1))
            if score >= NEAR and self.of_types(iri, types):
                found[iri] = max(score, found.get(iri, 0.0))
        return found

    def suggested(self, prefix: str, types: Collection[str], offset: int, limit: int) -> list[tuple[str, str]]:
        """What a half-typed name or id may become, the likeliest first, each with the other name that fits."""
        asked = fold(prefix)
        if (iri := self.by_id.get(prefix.strip())) is not None and self.of_types(iri, types):
            return [(iri, "")][offset : offset + limit]
        if len(asked) > LONGEST_ASKED:
            return []
        best: dict[str, tuple[int, str]] = {}
        wanted = offset + limit
        within = [place for place, name in enumerate(self._names) if asked in name]
        self._rank(within, lambda name: _begun(asked, name), types, best)
        if len(best) < wanted and len(words := asked.split()) > 1:
            longest = max(words, key=len)
            within = [place for place, name in enumerate(self._names) if longest in name]
            self._rank(within, lambda name: 3 if _all_begin(words, name) else None, types, best)
        if not best:
            best = {iri: (200 - round(score), "") for iri, score in self.near(prefix, types).items()}
        ranked = nsmallest(wanted, best, key=lambda iri: (best[iri][0], *self._order[iri][not asked :], iri))
        return [(iri, best[iri][1]) for iri in ranked[offset:]]

    def _rank(
        self,
        places: Iterable[int],
        fit: Callable[[str], int | None],
        types: Collection[str],
        best: dict[str, tuple[int, str]],
    ) -> None:
        """Put the entities whose names fit into `best`, each with its best rank and the other name that has it."""
        every = len(types) == len(TYPES)
        for place in places:
            name, iri, alias = self._spelt[place]
            rank = fit(name)
            if rank is not None and rank < best.get(iri, (9, ""))[0] and (every or self.of_types(iri, types)):
                best[iri] = rank, alias

    def _beginning(self, asked: str) -> Iterator[int]:
        """The places of the names that begin so."""
        place = bisect_left(self._names, asked)
        while place < len(self._names) and self._names[place].startswith(asked):
            yield place
            place += 1


def _begun(asked: str, name: str) -> int | None:
    """How a text fits a name in which it stands: it is the name, begins it, or begins a word of it."""
    if name.startswith(asked):
        return 0 if name == asked else 1
    return 2 if f" {asked}" in name else None


def _all_begin(words: Collection[str], name: str) -> bool:
    own = name.replace("-", " ").replace("(", " ").split()
    return all(any(one.startswith(word) for one in own) for word in words)
