"""What is known before a table is read: the labels of places and bodies, and so which ids are taken for what."""

from __future__ import annotations

from dataclasses import dataclass, field

from whoshares.facts.importers.places import State, county_place
from whoshares.model.vocabulary import ALT_LABEL, ID, PREF_LABEL
from whoshares.store.engine import Store


@dataclass(frozen=True, slots=True)
class Known:
    """Things that other sources have named, by id."""

    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    """By each label and alias of an organization, in small letters, the ids that have it."""
    counties: bool = False
    """Whether all counties are among them, so that one that is not is none."""

    def take_in(self, store: Store) -> None:
        """Know what a store names; of several labels the first stays."""
        for thing, label in sorted(store.literals(PREF_LABEL)):
            self.labels.setdefault(thing.removeprefix(ID), label)
        for predicate in (PREF_LABEL, ALT_LABEL):
            for thing, name in store.literals(predicate):
                if thing.startswith(f"{ID}organization/"):
                    self.names.setdefault(name.casefold(), set()).add(thing.removeprefix(ID))

    def named(self, name: str) -> str | None:
        """The id of the one organization that has exactly this name; `None` where none has, or several."""
        found = self.names.get(name.casefold(), ())
        return next(iter(found)) if len(found) == 1 else None

    def county(self, state: State, name: str) -> str | None:
        """The id of a county of a state, by its full name; `None` where none is known of that name."""
        place = county_place(state, name)
        return place if place in self.labels else None
