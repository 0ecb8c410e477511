"""What a thing is, in a few words: “county, 5 bodies known”, “federal, part of ICE”, “statute, California”."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.store.names import HOLDERS

_FIPS: Final = v.WS + "fips"
_COUNTRY: Final = "country"
_PLACED: Final = (v.IN_PLACE, v.WS + "senderPlace")
_OF_FIPS: Final = {2: "state", 5: "county"}
"""What a place is, by the number of digits of its code (ANSI INCITS 31 and 38)."""


class Kinds:
    """What the things of a graph are."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    def of(self, iri: str) -> str:
        """What a thing is, in a few words."""
        names, classes = self._kg.names, self._kg.names.classes(iri)
        if v.PLACE in classes:
            return self._of_place(iri)
        if v.HOLDER_KIND in classes:
            number = len(self._kg.norms.of_kinds([iri]))
            return f"kind of body, {number} known"
        if classes & HOLDERS:
            return self._of_holder(iri)
        if v.INSTRUMENT in classes:
            return ", ".join([*self._labels(iri, v.KIND), *self.states(iri)]).lower() or "law"
        if v.SOURCE in classes:
            issued = self._kg.evidence.values(iri, v.ISSUED)
            return f"document of {issued[0]}" if issued else "document"
        return names.class_label(iri)

    def sort_of_place(self, iri: str) -> str:
        """What a place is: a state, a county, a country, else a place."""
        codes = self._kg.evidence.values(iri, _FIPS)
        if codes:
            return _OF_FIPS.get(len(codes[0]), "place")
        return "place" if self._kg.evidence.values(iri, v.WITHIN) else _COUNTRY

    def states(self, iri: str) -> list[str]:
        """The labels of the states in which a thing is."""
        return sorted({self._kg.names.label(place) for place in self.states_of(iri)})

    def states_of(self, iri: str) -> set[str]:
        """The states in which a place, a body or what names one is."""
        here = {iri} if iri in self._above else set()
        for slot in _PLACED:
            here.update(self._kg.evidence.values(iri, slot))
        found: set[str] = set()
        while here:
            place = here.pop()
            if self.sort_of_place(place) == "state":
                found.add(place)
            else:
                here.update(self._above.get(place, ()))
        return found

    @cached_property
    def _above(self) -> dict[str, list[str]]:
        """The places within which a place is."""
        places = {str(s.subject) for s in self._kg.store.statements(predicate=v.TYPE, value=v.PLACE)}
        return {place: self._kg.evidence.values(place, v.WITHIN) for place in places}

    def _of_place(self, iri: str) -> str:
        number = len(self._kg.norms.in_places([iri]))
        known = f"{number} {'body' if number == 1 else 'bodies'} known" if number else "no body known"
        above = [self._kg.names.label(place) for place in self._above.get(iri, ())]
        sort = self.sort_of_place(iri)
        where = f" in {above[0]}" if above and sort != "state" else ""
        return f"{sort}{where}, {known}"

    def _of_holder(self, iri: str) -> str:
        names = self._kg.names
        of_which = [
            f"{word} {names.acronym(whole) or names.label(whole)}"
            for word, relation in (("part of", v.PART_OF), ("run by", v.OPERATED_BY))
            for whole in self._kg.evidence.values(iri, relation)[:1]
        ]
        level = self._labels(iri, v.LEVEL)[:1]
        what = self._labels(iri, v.KIND)[:1] or [names.class_label(iri)]
        return ", ".join([*(one.lower() for one in (*level, *([] if of_which and level else what))), *of_which])

    def _labels(self, iri: str, predicate: str) -> list[str]:
        return [self._kg.names.label(value) for value in self._kg.evidence.values(iri, predicate)]
