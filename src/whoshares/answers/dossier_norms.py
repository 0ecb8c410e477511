"""The norms of a graph as dossiers tell them: whom they bind, in which places, and what stands first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from whoshares.answers.norm_entries import SAYS, NormEntry, norm_entries, of_single_bodies
from whoshares.answers.parts import GraphParts
from whoshares.answers.places import Places
from whoshares.model.validity import State
from whoshares.network.norms import Norm


class Binding(NamedTuple):
    """A norm with what it says, and the places in which it holds, with those around them."""

    entry: NormEntry
    norm: Norm
    places: frozenset[str]
    towards: bool
    """Whether it is towards immigration authorities, or anyone."""
    single: bool

    def binds(self, numbers: set[int]) -> bool:
        """Whether it names some holders, by their numbers, as senders."""
        return self.norm.senders is not None and not self.norm.senders.isdisjoint(numbers)

    @property
    def weight(self) -> tuple[object, ...]:
        """What stands first: what is in force, of that what forbids, and of that what is towards authorities."""
        entry = self.entry
        order = list(SAYS).index(entry.norm_class)
        return entry.state is State.IMPOSSIBLE, order, entry.state, not self.towards, self.single


def bindings(parts: GraphParts, day: date, places: Places, authorities: Collection[int]) -> Sequence[Binding]:
    """All norms as they stand on a day; `authorities` are the immigration authorities, by their numbers."""
    around = places.around
    of_iri = {norm.iri: norm for name in SAYS for norm in parts.norms.by_class[name]}
    found = []
    for entry in norm_entries(parts, day):
        norm = of_iri[entry.id]
        towards = norm.recipients is None or not norm.recipients.isdisjoint(authorities)
        within = frozenset[str]().union(*(around.get(place, frozenset({place})) for place in entry.places))
        found.append(Binding(entry, norm, within, towards, of_single_bodies(parts, entry)))
    return found
