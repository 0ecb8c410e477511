"""What is known before a table is read: the labels of places and bodies, and so which ids are taken for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from whoshares.facts.importers.bodies import label_of
from whoshares.facts.importers.places import State, body_id, county_place
from whoshares.model.vocabulary import ALT_LABEL, ID, PREF_LABEL
from whoshares.store.engine import Store

_BODY: Final = "organization/"
_SORTS: Final = ("", "county", "parish", "borough", "city", "censusarea", "municipality", "cityandborough", "municipio")
"""What the full name of a county has behind what tells it apart, in the order in which they are tried."""


@dataclass(frozen=True)
class Known:
    """Things that other sources have named, by id."""

    labels: dict[str, str] = field(default_factory=dict)
    shipped: frozenset[str] = frozenset()
    """The ids of those that the shipped registry names; an import says no more of them than that they are listed."""
    counties: bool = False
    """Whether all counties are among them, so that one that is not is none."""
    names: dict[str, set[str]] = field(default_factory=dict)
    """By each label and alias of an organization, in small letters, the ids that have it."""

    @classmethod
    def of(cls, shipped: Store, others: Iterable[Store], *, counties: bool = False) -> Known:
        """What the shipped graph and other stores name."""
        known = cls()
        known.take_in(shipped)
        known = cls(known.labels, frozenset(known.labels), counties, known.names)
        for store in others:
            known.take_in(store)
        return known

    def take_in(self, store: Store) -> None:
        """Know what a store names; of several labels the first stays."""
        for thing, label in sorted(store.literals(PREF_LABEL)):
            self.labels.setdefault(thing.removeprefix(ID), label)
        for predicate in (PREF_LABEL, ALT_LABEL):
            for thing, name in store.literals(predicate):
                if thing.startswith(ID + _BODY):
                    self.names.setdefault(name.casefold(), set()).add(thing.removeprefix(ID))

    def named(self, name: str) -> str | None:
        """The id of the one organization that has exactly this name; `None` where none has, or several."""
        found = self.names.get(name.casefold(), ())
        return next(iter(found)) if len(found) == 1 else None

    def county(self, state: State, name: str) -> str | None:
        """The id of a county of a state, by its full name; `None` where none is known of that name."""
        place = county_place(state, name)
        return place if place in self.labels else None

    def county_of_core(self, state: State, core: str) -> str | None:
        """The id of a county by what tells it apart (“DEKALB”, “ST CLAIR”); `None` where none is known of that name."""
        squashed = county_place(state, core).replace("-", "")
        return next((found for sort in _SORTS if (found := self._squashed.get(squashed + sort))), None)

    @cached_property
    def _squashed(self) -> dict[str, str]:
        """The ids of places, by themselves without hyphens."""
        return {one.replace("-", ""): one for one in self.labels if one.startswith("place/us-")}

    def body(self, state: State, name: str) -> str:
        """The id of a body that a table names, in a state: that of a shipped one with the very label, else its own."""
        return self._by_label.get(label_of(name, state), body_id(state, name))

    @cached_property
    def _by_label(self) -> dict[str, str]:
        """The shipped organizations by their labels."""
        return {label: one for one, label in self.labels.items() if one in self.shipped and one.startswith(_BODY)}
