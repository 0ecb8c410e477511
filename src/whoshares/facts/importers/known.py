"""What is known before a table is read: the labels of places and bodies, and so which ids are taken for what."""

from __future__ import annotations

from dataclasses import dataclass, field

from whoshares.facts.importers.places import State, county_place
from whoshares.model.vocabulary import ID, PREF_LABEL
from whoshares.store.engine import Store


@dataclass(frozen=True, slots=True)
class Known:
    """Things that other sources have named, by id."""

    labels: dict[str, str] = field(default_factory=dict)
    counties: bool = False
    """Whether all counties are among them, so that one that is not is none."""

    def take_in(self, store: Store) -> None:
        """Know what a store names; of several labels the first stays."""
        for thing, label in sorted(store.literals(PREF_LABEL)):
            self.labels.setdefault(thing.removeprefix(ID), label)

    def county(self, state: State, name: str) -> str | None:
        """The id of a county of a state, by its full name; `None` where none is known of that name."""
        place = county_place(state, name)
        return place if place in self.labels else None
