"""What a source says of every body of a kind, and the named bodies that each of these statements is about."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.model.reached import reached
from whoshares.network.flows import FlowTable
from whoshares.network.network import Transformation
from whoshares.store.engine import Store

EVERY: Final = v.ID + "extent/every"


@dataclass(frozen=True)
class Every:
    """The things that some source says of every body of a kind; for each generic body the named ones it stands for."""

    things: frozenset[str]
    bodies: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, store: Store, number: Mapping[str, int]) -> Every:
        """What a store says; `number` has the holders' numbers. Little is read where there is no generic body."""
        things = frozenset(thing for thing, extent, _ in store.pairs(v.EXTENT) if extent == EVERY)
        generic = {iri for iri, value, _ in store.pairs(v.GENERIC) if value in ("true", "1")}
        if not generic:
            return cls(frozenset(), {})
        kinds, places = _values(store, v.KIND), _values(store, v.IN_PLACE)
        of_kind, in_place = _having(store, v.KIND, v.BROADER), _having(store, v.IN_PLACE, v.WITHIN)
        over = _values(store, v.PART_OF)
        for system, operators in _values(store, v.OPERATED_BY).items():
            over.setdefault(system, set()).update(operators)

        def wholes(one: str) -> set[str]:
            return reached(over.get(one, set()), lambda part: over.get(part, set()))

        def named(iri: str, asked: frozenset[str] = frozenset()) -> set[str]:
            """The named bodies that a generic one stands for; `asked` are those generic ones that are asked for it."""
            found = of_kind(kinds.get(iri, ())) - generic
            if iri in places:
                found &= in_place(places[iri])
            if found and iri in over:
                asked |= {iri}
                within = over[iri].union(*(named(whole, asked) for whole in over[iri] & generic - asked))
                found = {one for one in found if within & wholes(one)}
            return found

        found = {number[iri]: _numbers(named(iri), number) for iri in generic & number.keys()}
        return cls(things, found)

    def flows(self, table: FlowTable) -> FlowTable:
        """A table of flows with, after all others, those that are said of every body, as each named one's."""
        numbers, senders, recipients, taken = [], [], [], []
        for flow, iri in enumerate(table.iris) if self.things else ():
            if iri not in self.things:
                continue
            sender, recipient = table.sender[flow], table.recipient[flow]
            at_sender = sender in self.bodies
            other = recipient if at_sender else sender
            for body in self.bodies.get(sender if at_sender else recipient, ()):
                if body != other:
                    numbers.append(flow)
                    senders.append(body if at_sender else sender)
                    recipients.append(recipient if at_sender else body)
                    taken.append(sender if at_sender else as_recipient(recipient))
        if not numbers:
            return table
        named = replace(
            table.only(numbers),
            sender=array("i", senders),
            recipient=array("i", recipients),
            as_every=array("i", taken),
        )
        return table.followed_by(named)

    def transformations(self, stated: Sequence[Transformation]) -> list[Transformation]:
        """Transformations with, after all others, those that are said of every body, as each named one's."""
        return [
            *stated,
            *(
                replace(one, holder=body, as_every=one.holder)
                for one in stated
                if one.iri in self.things
                for body in self.bodies.get(one.holder, ())
            ),
        ]


def as_recipient(generic: int) -> int:
    """How a generic body is kept of which a recipient is taken as one; a sender's is kept as it is."""
    return -2 - generic


def generic_of(taken: int) -> int:
    """The generic body that is kept so."""
    return taken if taken >= 0 else -2 - taken


def _numbers(bodies: Iterable[str], number: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted(number[body] for body in bodies if body in number))


def _values(store: Store, predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value, _ in store.pairs(predicate):
        found[subject].add(value)
    return found


def _having(store: Store, predicate: str, upward: str) -> Callable[[Iterable[str]], set[str]]:
    """The things of which a property has one of some values, or what lies below it."""
    subjects, below = defaultdict(set), defaultdict(set)
    for subject, value, _ in store.pairs(predicate):
        subjects[value].add(subject)
    for low, high, _ in store.pairs(upward):
        below[high].add(low)

    def having(values: Iterable[str]) -> set[str]:
        return set[str]().union(*(subjects.get(one, ()) for one in reached(values, lambda top: below.get(top, ()))))

    return having
