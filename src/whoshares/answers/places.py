"""The places of a graph: which lie in which, whose bodies sit there, and which documents speak of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.reached import reached


@lru_cache(maxsize=2)
def places_of(parts: GraphParts) -> Places:
    """The places of a graph; of the graphs asked last they are kept, because to gather them takes long."""
    return Places(parts)


class Places:
    """The places of a graph, with what lies in each, step by step."""

    def __init__(self, parts: GraphParts) -> None:
        self._parts = parts

    @cached_property
    def around(self) -> Mapping[str, frozenset[str]]:
        """Each place with itself and those around it."""
        wider: dict[str, list[str]] = defaultdict(list)
        for inner, outer, _ in self._parts.store.pairs(v.WITHIN):
            wider[inner].append(outer)
        every = {*self._parts.store.members(v.PLACE), *wider}
        return {place: frozenset(reached([place], lambda one: wider.get(one, ()))) for place in every}

    @cached_property
    def top(self) -> tuple[str, ...]:
        """The places that lie in no other: countries."""
        return tuple(sorted(place for place, around in self.around.items() if around == {place}))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The places that lie in a country and in nothing between, by label: where some have a number, only those."""
        found = [place for place, around in self.around.items() if len(around) == 2 and set(self.top) & around]
        found = [place for place in found if self._parts.evidence.values(place, v.FIPS)] or found
        return tuple(sorted(found, key=lambda place: (self._parts.names.label(place), place)))

    def below(self, place: str) -> tuple[str, ...]:
        """The places within one, by label."""
        found = [inner for inner, around in self.around.items() if place in around and inner != place]
        return tuple(sorted(found, key=lambda inner: (self._parts.names.label(inner), inner)))

    @cached_property
    def of_holder(self) -> Mapping[str, frozenset[str]]:
        """Of each holder that has some the places in which it sits or which it serves, with those around."""
        found: dict[str, frozenset[str]] = {}
        for holder, place, _ in self._parts.store.pairs(v.IN_PLACE):
            found[holder] = found.get(holder, frozenset()) | self.around.get(place, frozenset({place}))
        return found

    def documents(self, things: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, frozenset[str]]:
        """For each place the documents that state something of a thing there; `things` come with their places."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing, places in things:
            for place in places:
                found[place] |= self._stating.get(thing, set())
        return {place: frozenset(graphs) for place, graphs in found.items()}

    @cached_property
    def _stating(self) -> Mapping[str, set[str]]:
        """The documents that say something of each thing."""
        sources = self._parts.store.members(v.SOURCE)
        found: dict[str, set[str]] = defaultdict(set)
        for thing, _, graph in self._parts.store.pairs(v.TYPE):
            if graph in sources:
                found[thing].add(graph)
        return found

    @cached_property
    def speaking(self) -> Mapping[str, frozenset[str]]:
        """For each place the documents that speak of it.

        They speak of a body or a flow there, of a rule or a block that holds there, or of a figure or finding about it.
        """
        network, of_holder = self._parts.network, self.of_holder
        things: list[tuple[str, frozenset[str]]] = list(of_holder.items())
        table = network.flows
        for flow in range(table.stated):
            for end in (table.sender[flow], table.recipient[flow]):
                if network.holders[end] in of_holder:
                    things.append((table.iris[flow], of_holder[network.holders[end]]))
        for change in network.transformations:
            things.append((change.iri, of_holder.get(network.holders[change.holder], frozenset())))
        for block in network.blocks:
            things += [(block.iri, of_holder.get(network.holders[one], frozenset())) for one in block.origins]
        for predicate in (v.AREA, v.SENDER_PLACE, v.ABOUT):
            for thing, place, _ in self._parts.store.pairs(predicate):
                things.append((thing, self.around.get(place, frozenset())))
        for norms in self._parts.norms.by_class.values():
            for norm in norms:
                held = [network.holders[one] for one in norm.named_senders or ()]
                things += [(norm.iri, of_holder.get(one, frozenset())) for one in held]
        return self.documents(things)
