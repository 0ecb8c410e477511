"""What is known before a table is read: the labels of places and bodies, and so which ids are taken for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from whoshares.facts.importers.places import body_id, county_place
from whoshares.facts.matching.graph_bodies import graph_bodies
from whoshares.facts.matching.matcher import RULES, Asked, Matcher, Verdict
from whoshares.facts.matching.review import read_review
from whoshares.facts.matching.states import State
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
    shipped_store: Store | None = None
    agencies: tuple[Path, ...] = ()
    """The files of imported lists of agencies, against which a name is held."""
    review: Path | None = None
    doubtful: dict[Asked, Verdict] = field(default_factory=dict)
    """The names of which it was left open whom they mean."""

    @classmethod
    def of(
        cls,
        shipped: Store,
        others: Iterable[Store],
        *,
        counties: bool = False,
        agencies: Iterable[Path] = (),
        review: Path | None = None,
    ) -> Known:
        """What the shipped graph and other stores name. `review` is the file of what a person decided."""
        known = cls()
        known.take_in(shipped)
        known = cls(known.labels, frozenset(known.labels), counties, known.names, shipped, tuple(agencies), review)
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

    def body(self, state: State, name: str, county: str = "") -> tuple[str, str]:
        """The id of a body that a table names, and how it was found; an id of its own, and "", where none is surely
        meant. What is in doubt goes to `doubtful`.
        """
        asked = Asked(name, state.code, county)
        for matcher in self._matchers:
            verdict = matcher.find(name, state=state.code, county=county or None)
            if verdict.body is not None:
                self.doubtful.pop(asked, None)
                how = f"“{name}” is taken for this body: {RULES[verdict.rule]} (score {verdict.score:.0f})."
                return verdict.body.id, how
            if verdict.outcome == "doubtful":
                self.doubtful[asked] = verdict
        return body_id(state, name), ""

    @cached_property
    def _matchers(self) -> tuple[Matcher, ...]:
        """The shipped organizations, and those of the FBI's list where it was imported: a name is held against both."""
        if self.shipped_store is None:
            return ()
        lists = [list(graph_bodies(self.shipped_store))]
        listed = Store()
        for file in self.agencies:
            listed.load_file(file)
        lists.append([body for body in graph_bodies(listed) if body.ori])
        ids = {body.id for bodies in lists for body in bodies}
        reviewed = read_review(self.review, ids) if self.review is not None and self.review.exists() else {}
        made = []
        for bodies in lists:
            of_it = {body.id for body in bodies}
            decided = {asked: id for asked, id in reviewed.items() if id is None or id in of_it}
            made.append(Matcher(bodies, decided))
        return tuple(made)
