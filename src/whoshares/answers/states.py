"""The states of a country side by side: bodies, flows, bars and blocks of each, and where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.area import authorities
from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.norm_entries import norm_entries, of_single_bodies
from whoshares.answers.parts import GraphParts
from whoshares.answers.places import Places, places_of
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.validity import State

MEASURES: Final = {
    "flows": "flows of data that leave bodies",
    "authorities": "flows of data from bodies straight to immigration authorities",
    "bars": "laws and rules of the state that forbid passing data on",
    "own": "rules of single bodies, such as a city's police, that forbid passing data on",
    "blocks": "switches that hold data back",
    "agreements": "agreements and contracts of bodies with immigration authorities",
    "bodies": "bodies and systems",
    "documents": "documents",
}
"""What is counted in each place, in words: whatever is certain, presumed or possible on the day."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """A place with its counts, all as they stand on a day or may."""

    place: str
    fips: str
    counts: dict[str, int]
    """By key of `MEASURES`."""

    @property
    def is_known(self) -> bool:
        """Whether any document speaks of it: what is counted nought elsewhere is not known, rather than nought."""
        return self.counts["documents"] > 0

    def to_dict(self) -> dict[str, object]:
        """The place as JSON-ready data; counts are `None` where no document speaks of it."""
        counted = {key: number if self.is_known else None for key, number in self.counts.items()}
        return {"place": self.place, "fips": self.fips or None, **counted, "documents": self.counts["documents"]}


@dataclass(frozen=True)
class States(Captioned):
    """The states, and the counties of which something is known, by label."""

    states: tuple[StateRow, ...]
    counties: tuple[StateRow, ...]
    """The other places within states."""
    state_of: dict[str, str]
    """The state of each of those."""
    show: str = "authorities"
    """What a map of them counts, a key of `MEASURES`."""

    def to_dict(self) -> dict[str, object]:
        """The states as JSON-ready data."""
        return {
            "question": dict(self.question),
            "states": [row.to_dict() for row in self.states],
            "within": [{**row.to_dict(), "state": self.state_of[row.place]} for row in self.counties],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a place, for a table; what is not known is empty."""
        return [
            {
                "place": self.labels[row.place],
                "in": self.labels[self.state_of[row.place]] if row.place in self.state_of else "",
                "fips": row.fips,
                **{
                    key: str(number) if row.is_known or key == "documents" else "" for key, number in row.counts.items()
                },
                "place id": row.place,
            }
            for row in (*self.states, *self.counties)
        ]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return "place", "in", "fips", *MEASURES, "place id"


def states(parts: GraphParts, day: date, within: str | None = None) -> States:
    """The places of a graph with what is counted of each on a day; with `within`, one of its states and what is there.

    Raises InputError where that is no state.
    """
    places = places_of(parts)
    if within is not None and within not in places.states:
        raise InputError(
            f"“{parts.names.label(within)}” is no state or territory, and places are shown of one of these, or of all."
        )
    outer = places.states if within is None else (within,)
    counted = _counts(parts, places, day)
    shown = [*outer, *(inner for state in outer for inner in places.below(state))]
    rows = {
        place: StateRow(
            place,
            next(iter(parts.evidence.values(place, v.FIPS)), ""),
            {key: len(counted[key].get(place, ())) for key in MEASURES},
        )
        for place in shown
    }
    state_of = {inner: state for state in outer for inner in places.below(state)}
    question = {"asOf": day.isoformat(), **({"within": within} if within else {})}
    caption = caption_of(parts.names, question, searched(parts.network), shown)
    inner = sorted((place for place in rows if place in state_of), key=lambda p: (parts.names.label(p), p))
    return States(caption, tuple(rows[place] for place in outer), tuple(rows[p] for p in inner), state_of)


def _counts(parts: GraphParts, places: Places, day: date) -> dict[str, dict[str, set[str]]]:
    """For each measure the things that count, by place."""
    network, of_holder = parts.network, places.of_holder
    found: dict[str, dict[str, set[str]]] = {key: {} for key in MEASURES}

    def add(key: str, where: Iterable[str], thing: str) -> None:
        for place in where:
            found[key].setdefault(place, set()).add(thing)

    them = authorities(network)
    for holder, where in of_holder.items():
        add("bodies", where, holder)
    table = network.flows
    for flow in range(table.stated):
        if not table.possible_from[flow] <= day.toordinal() < table.possible_until[flow]:
            continue
        recipient = of_holder.get(network.holders[table.recipient[flow]], frozenset())
        left = of_holder.get(network.holders[table.sender[flow]], frozenset()) - recipient
        add("flows", left, table.iris[flow])
        if table.recipient[flow] in them:
            add("authorities", left, table.iris[flow])
    for norm in norm_entries(parts, day):
        if norm.norm_class == "Bar" and norm.state is not State.IMPOSSIBLE:
            held_in = {around for place in norm.places for around in places.around.get(place, ())}
            add("own" if of_single_bodies(parts, norm) else "bars", held_in, norm.id)
    for block in network.blocks:
        if block.validity.on(day) is not State.IMPOSSIBLE:
            for origin in block.origins:
                add("blocks", of_holder.get(network.holders[origin], ()), block.iri)
    parties: dict[str, set[str]] = {}
    for instrument, party, _ in parts.store.pairs(v.PARTY):
        parties.setdefault(instrument, set()).add(party)
    agreeing = {network.holders[one] for one in them}
    for instrument, agreed in parties.items():
        if agreed & agreeing and parts.evidence.in_force(instrument, day):
            where = frozenset[str]().union(*(of_holder.get(one, frozenset()) for one in agreed - agreeing))
            add("agreements", where, instrument)
    for place, documents in places.speaking.items():
        found["documents"][place] = set(documents)
    return found
