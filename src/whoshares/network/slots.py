"""What a store states in the slots of some kind of thing, and the errors where one is filled wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from whoshares.model import vocabulary as v
from whoshares.model.errors import IncompleteGraph
from whoshares.model.validity import Validity
from whoshares.store.engine import Store


class Slots:
    """The values of a kind of thing's slots.

    Raises IncompleteGraph where a thing with one of the slots, or a value of one, is a blank node.
    """

    def __init__(self, store: Store, slots: tuple[str, ...]) -> None:
        self._values: dict[str, dict[str, set[str]]] = {slot: {} for slot in slots}
        for slot in slots:
            for subject, value, _ in store.pairs(slot):
                self._values[slot].setdefault(subject, set()).add(value)
        self.subjects = set(chain.from_iterable(self._values.values()))
        pointed_at = (value for found in self._values.values() for values in found.values() for value in values)
        if any(name.startswith("_:") for name in chain(self.subjects, pointed_at)):
            raise nameless(slots[0])
        dates = (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON)
        self._dates = {iri: [set(store.texts(iri, slot)) for slot in dates] for iri in self.subjects}
        self._statuses = {iri: store.texts(iri, v.EVIDENCE_STATUS) for iri in self.subjects}

    def values(self, iri: str, slot: str) -> list[str]:
        """What stands in a slot of a thing, in order."""
        return sorted(self._values[slot].get(iri, ()))

    def some(self, iri: str, slot: str, kind: str) -> list[str]:
        """The same. Raises IncompleteGraph where nothing does; `kind` is the word for the thing."""
        found = self.values(iri, slot)
        if not found:
            raise lacks(iri, slot, kind)
        return found

    def one(self, iri: str, slot: str, kind: str) -> str:
        """The one value of a slot. Raises IncompleteGraph where there is none, or several."""
        found = self.some(iri, slot, kind)
        if len(found) > 1:
            raise several(iri, slot, found, kind)
        return found[0]

    def validity(self, iri: str) -> Validity:
        """When a thing is in force. Raises IncompleteGraph where a date is none."""
        froms, untils, attested = self._dates[iri]
        return Validity.of(froms, untils, attested, v.shorten(iri), self._statuses[iri])


def lacks(iri: str, slot: str, kind: str) -> IncompleteGraph:
    """A slot is empty."""
    return IncompleteGraph(f"The {kind} {v.shorten(iri)} lacks ws:{v.local_name(slot)}. State it in the graph.")


def several(iri: str, slot: str, found: Sequence[str], kind: str) -> IncompleteGraph:
    """A slot holds more than it can."""
    return IncompleteGraph(
        f"The {kind} {v.shorten(iri)} has {len(found)} values of ws:{v.local_name(slot)} "
        f"({', '.join(v.shorten(f) for f in found)}), and takes one. Make two {kind}s of it."
    )


def nameless(slot: str) -> IncompleteGraph:
    """A thing with a slot, or what stands in it, has no IRI."""
    return IncompleteGraph(
        f"A thing with ws:{v.local_name(slot)} is, or points at, a blank node. Routes name their flows and "
        "holders: give every thing an IRI."
    )
