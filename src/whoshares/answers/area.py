"""What is known of a place: its bodies, what leaves them, which laws and switches hold there, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.entries import Chronicle, Entry, order
from whoshares.answers.flow_rows import CELLS, FlowRow, flow_rows
from whoshares.answers.norm_entries import NormEntry, norm_entries, of_single_bodies
from whoshares.answers.parts import GraphParts
from whoshares.answers.places import Places, places_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.network.network import Network

DEPARTMENT: Final = v.ID + "organization/us-dhs"
"""The department of which immigration authorities are part. Others are part of it too, such as TSA."""
_AUTHORITIES: Final = tuple(
    v.ID + f"organization/{name}" for name in ("federal-immigration-authorities", "us-ice", "us-cbp", "us-uscis")
)


def authorities(network: Network) -> frozenset[int]:
    """The immigration authorities that a graph has.

    They are ICE, CBP and USCIS with their parts and systems, such bodies in general, and the department that they are
    part of where it is named itself, without its other parts.
    """
    return frozenset(authority_of(network))


def authority_of(network: Network) -> dict[int, str]:
    """The immigration authorities, each with the one of which it is part or that operates it, or itself."""
    number = network.holder_number
    found = {n: iri for iri in _AUTHORITIES if iri in number for n in network.closure(number[iri])}
    return found | ({number[DEPARTMENT]: DEPARTMENT} if DEPARTMENT in number else {})


@dataclass(frozen=True, slots=True)
class Body:
    """A body in a place. Things are IRIs."""

    id: str
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    generic: bool
    sends: int
    """How many flows, as they are stated, leave it on the day, or may."""
    gets: int

    def to_dict(self) -> dict[str, object]:
        """The body as JSON-ready data."""
        return {
            "id": self.id,
            "kinds": list(self.kinds),
            "levels": list(self.levels),
            "generic": self.generic,
            "sends": self.sends,
            "gets": self.gets,
        }


@dataclass(frozen=True, slots=True)
class Switch:
    """A block with an origin in a place. Things are IRIs."""

    id: str
    system: str
    origins: tuple[str, ...]
    recipients: tuple[str, ...]
    categories: tuple[str, ...]
    state: State
    last_confirmed: Confirmed | None

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.id, self.system, *self.origins, *self.recipients, *self.categories}

    def to_dict(self) -> dict[str, object]:
        """The block as JSON-ready data."""
        return {
            "id": self.id,
            "system": self.system,
            "origins": list(self.origins),
            "recipients": list(self.recipients),
            "categories": list(self.categories),
            "inForce": self.state.word,
            "lastConfirmed": self.last_confirmed.text if self.last_confirmed else None,
        }


@dataclass(frozen=True)
class Area(Captioned):
    """A place as its documents show it on a day."""

    place: str
    inner: tuple[str, ...]
    """The places within it."""
    bodies: tuple[Body, ...]
    leaving: tuple[FlowRow, ...]
    """The flows from a body of the place to one outside of it: the surest first, of these those to authorities."""
    to_authorities: frozenset[str]
    """Those of them that go to immigration authorities at once, as far as the graph has such bodies."""
    every: tuple[tuple[FlowRow, tuple[str, ...]], ...]
    """What documents say that every body of a kind sends, with the bodies of the place for which that counts."""
    norms: tuple[NormEntry, ...]
    switches: tuple[Switch, ...]
    silent: tuple[str, ...]
    """The categories that flows of other places carry most, and of which nothing is said here."""
    documents: tuple[str, ...]
    """The documents that speak of the place, the newest first."""
    happened: tuple[Entry, ...]
    """What began, ended or was first described since the day asked for: flows, norms, their instruments, blocks."""

    @property
    def standing(self) -> tuple[FlowRow, ...]:
        """The flows that leave it on the day, or may."""
        return tuple(row for row in self.leaving if row.state is not State.IMPOSSIBLE)

    def to_dict(self) -> dict[str, object]:
        """The place as JSON-ready data."""
        return {
            "question": dict(self.question),
            "within": list(self.inner),
            "bodies": [body.to_dict() for body in self.bodies],
            "leaving": [row.to_dict() for row in self.leaving],
            "toImmigrationAuthorities": sorted(self.to_authorities),
            "saidOfEvery": [{**row.to_dict(), "bodies": list(bodies)} for row, bodies in self.every],
            "norms": [norm.to_dict() for norm in self.norms],
            "blocks": [switch.to_dict() for switch in self.switches],
            "nothingSaidOf": list(self.silent),
            "documents": list(self.documents),
            "happened": [entry.to_dict() for entry in self.happened],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow that leaves the place, for a table."""
        return [row.cells(self.labels) for row in self.leaving]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return CELLS


def area(parts: GraphParts, place: str, day: date, since: date) -> Area:
    """What is known of a place on a day, and what happened there from another on."""
    network = parts.network
    places = places_of(parts)
    here = {holder for holder, around in places.of_holder.items() if place in around}
    numbers = {network.holder_number[iri] for iri in here if iri in network.holder_number}
    stated, every = _leaving(parts, numbers, day)
    norms = _norms(parts, places, place, day)
    switches = tuple(_switches(parts, numbers, day))
    outside = {network.holders[n] for n in authorities(network)} - here
    leaving = tuple(sorted(stated, key=lambda row: (row.state, row.recipient not in outside)))
    documents = sorted(places.speaking.get(place, ()), key=lambda iri: (_issued(parts, iri), iri), reverse=True)
    named = {place, *here, *documents, *places.below(place)}
    named |= {iri for row in leaving for iri in row.named()} | {iri for row, _ in every for iri in row.named()}
    named |= {iri for norm in norms for iri in norm.named()} | {iri for one in switches for iri in one.named()}
    bodies = tuple(_body(parts, iri, day) for iri in sorted(here, key=lambda iri: (parts.names.label(iri), iri)))
    named |= {iri for body in bodies for iri in (*body.kinds, *body.levels)}
    silent = _silent(parts, leaving, every, norms)
    dated = [row.flow for row in leaving] + [one.id for one in switches]
    dated += [iri for norm in norms for iri in (norm.id, *norm.set_by)]
    happened = _happened(parts, dated, since, day)
    named |= {iri for entry in happened for iri in (entry.thing, *entry.by) if iri}
    question: dict[str, object] = {"place": place, "asOf": day.isoformat(), "since": since.isoformat()}
    counts = {**searched(network), "documents": len(documents)}
    return Area(
        caption_of(parts.names, question, counts, named | set(silent)),
        place,
        places.below(place),
        tuple(sorted(bodies, key=lambda body: (not body.sends + body.gets, -body.sends, -body.gets))),
        leaving,
        frozenset(row.flow for row in leaving if row.recipient in outside),
        every,
        norms,
        switches,
        silent,
        tuple(documents),
        happened,
    )


def _leaving(
    parts: GraphParts, numbers: set[int], day: date
) -> tuple[tuple[FlowRow, ...], tuple[tuple[FlowRow, tuple[str, ...]], ...]]:
    """The flows that leave bodies, as they are stated; and those said of every body of a kind, with whose they are."""
    network = parts.network
    table = network.flows
    stated: list[int] = []
    of_every: dict[int, list[str]] = {}
    for number in sorted(numbers):
        for flow in network.flows_from.get(number, ()):
            if table.recipient[flow] in numbers:
                continue
            if flow < table.stated:
                stated.append(flow)
            else:
                of_every.setdefault(network.as_stated(flow), []).append(network.holders[number])
    rows = {row.flow: row for row in flow_rows(parts, of_every, day)}
    every = [(rows[table.iris[flow]], tuple(holders)) for flow, holders in of_every.items()]
    return flow_rows(parts, stated, day), tuple(sorted(every, key=lambda one: (-len(one[1]), one[0].flow)))


def _norms(parts: GraphParts, places: Places, place: str, day: date) -> tuple[NormEntry, ...]:
    """The norms of a place: first those in force, of these first those that bind more than single bodies."""
    here = [norm for norm in norm_entries(parts, day) if any(place in places.around.get(p, ()) for p in norm.places)]
    order = {norm.id: number for number, norm in enumerate(here)}
    return tuple(sorted(here, key=lambda norm: (norm.state, of_single_bodies(parts, norm), order[norm.id])))


_TURNS: Final = frozenset({"began", "ended", "first-described"})


def _happened(parts: GraphParts, things: Iterable[str], since: date, until: date) -> tuple[Entry, ...]:
    """What began, ended or was first described of some things within two days, the newest first."""
    entries = Chronicle(parts)
    found = [
        entry
        for thing in dict.fromkeys(things)
        for entry in entries.of(thing)
        if entry.kind in _TURNS and entry.date and since.isoformat()[: len(entry.date)] <= entry.date
        and entry.date <= until.isoformat()
    ]  # fmt: skip
    return tuple(sorted(found, key=order, reverse=True))


def _switches(parts: GraphParts, numbers: set[int], day: date) -> Iterable[Switch]:
    network = parts.network
    for block in network.blocks:
        if block.origins.isdisjoint(numbers):
            continue
        yield Switch(
            block.iri,
            network.holders[block.system],
            tuple(network.holders[n] for n in sorted(block.origins)),
            tuple(network.holders[n] for n in sorted(block.recipients)),
            tuple(network.categories.iris[c] for c in block.categories),
            block.validity.on(day),
            block.validity.last_confirmed(day),
        )


def _body(parts: GraphParts, iri: str, day: date) -> Body:
    network, evidence = parts.network, parts.evidence
    number = network.holder_number.get(iri)

    def standing(flows: Iterable[int]) -> int:
        return sum(
            flow < network.flows.stated and network.flows.validity(flow).on(day) is not State.IMPOSSIBLE
            for flow in flows
        )

    return Body(
        iri,
        tuple(evidence.values(iri, v.KIND)),
        tuple(evidence.values(iri, v.LEVEL)),
        "true" in evidence.values(iri, v.GENERIC),
        standing(network.flows_from.get(number, ())) if number is not None else 0,
        standing(network.flows_to.get(number, ())) if number is not None else 0,
    )


_OF_INTEREST: Final = 8


def _silent(
    parts: GraphParts,
    leaving: Iterable[FlowRow],
    every: Iterable[tuple[FlowRow, tuple[str, ...]]],
    norms: Iterable[NormEntry],
) -> tuple[str, ...]:
    """Of the categories that flows carry most, those that no flow or norm of a place has, nor anything comparable."""
    network = parts.network
    carried = [0] * len(network.categories.iris)
    for flow in range(network.flows.stated):
        for category in network.flows.carries[flow]:
            carried[category] += 1
    most = sorted(range(len(carried)), key=lambda n: (-carried[n], n))[:_OF_INTEREST]
    number, meet = network.categories.number, network.categories.meet
    said = {number[iri] for row in leaving for iri in row.categories}
    said |= {number[iri] for row, _ in every for iri in row.categories}
    said |= {number[iri] for norm in norms for iri in norm.categories if iri in number}
    return tuple(network.categories.iris[n] for n in most if all(meet(n, other) is None for other in said))


def _issued(parts: GraphParts, source: str) -> str:
    return next(iter(parts.evidence.values(source, v.ISSUED)), "")
