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
from whoshares.facts.matching.reading import read_name
from whoshares.facts.matching.review import read_review
from whoshares.facts.matching.states import State
from whoshares.model.vocabulary import ALT_LABEL, ID, PARTY, PREF_LABEL
from whoshares.store.engine import Store

_BODY: Final = "organization/"
ICE: Final = "organization/us-ice"
AWARD: Final = "instrument/us-ice-award-"
"""How the id of an award begins."""
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
    payees: dict[str, str] = field(default_factory=dict)
    """By the number of an award, the id of whoever is paid, as an earlier table of awards has it."""
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
        shipped_ids = frozenset(known.labels)
        known = cls(known.labels, shipped_ids, counties, known.names, shipped, tuple(agencies), review)
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
        for award, payee, _ in store.pairs(PARTY):
            if award.startswith(ID + AWARD) and payee != ID + ICE:
                self.payees[award.removeprefix(ID + AWARD)] = payee.removeprefix(ID)

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

    def body(self, state: State, name: str, county: str = "", *, own: str = "") -> tuple[str, str]:
        """The id of a body that a table names, and how it was found; an id of its own, and "", where none is surely
        meant. What is in doubt goes to `doubtful`. `own` is that id, where it is not made of state and name.
        """
        own = own or body_id(state, name)
        asked = Asked(name, state.code, county)
        for matcher in self._matchers:
            verdict = matcher.find(name, state=state.code, county=county or None)
            if verdict.body is not None:
                self.doubtful.pop(asked, None)
                how = f"“{name}” is taken for this body: {RULES[verdict.rule]} (score {verdict.score:.0f})."
                return verdict.body.id, how
            if verdict.outcome == "doubtful":
                self.doubtful[asked] = verdict
        same = None if asked in self.doubtful else self._of_state(state, name)
        if same and same != own:
            return same, f"“{name}” is what another list calls this body, in the same state."
        return own, ""

    def _of_state(self, state: State, name: str) -> str | None:
        """The one body of a state that another list has under exactly this name, with the state or without it."""
        names = (name, f"{name}, {state.name}", f"{name} {state.code}")
        found = {id for one in names for id in self.names.get(one.casefold(), ())}
        if len(found) != 1:
            return None
        (id,) = found
        code = state.code.lower()
        says = id.startswith(f"{_BODY}flock-") and read_name(name).state == state.code  # the name itself says the state
        return id if says or id.startswith((f"{_BODY}us-{code}-", f"{_BODY}payee-{code}-")) else None

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
