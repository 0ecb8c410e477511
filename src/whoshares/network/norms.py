"""Bars, permissions and mandates: which of them a flow meets, on which days, under which readings.

The definition is in `docs/semantics.md`. A slot that a norm leaves open fits everything. A permission that lifts a bar
is an exception to it: the bar does not hold for a flow that the permission fits while it is in force.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from whoshares.model import vocabulary as v
from whoshares.model.reached import reached
from whoshares.model.validity import NEVER, State, Validity, state
from whoshares.network.limits import LIMITS, Limits
from whoshares.network.network import Network
from whoshares.store.engine import Store

NORM_KINDS = {"Bar": "bars", "Permission": "permits", "Mandate": "mandates"}
"""The classes of norms, and the word with which their slots' names begin."""


class Norm(NamedTuple):
    """One norm. Holders and categories are numbers of the network; `None` is a slot left open, which fits all."""

    iri: str
    senders: frozenset[int] | None
    recipients: frozenset[int] | None
    categories: tuple[int, ...]
    limits: tuple[frozenset[str], ...]
    """The subjects and the purposes that it is limited to; none where it is not."""
    validity: Validity
    instruments: tuple[str, ...]
    named_senders: tuple[int, ...] | None
    """The holders that its sender slot names, or that are of the kinds in the places that it names."""
    named_recipients: tuple[int, ...] | None
    reading: str | None
    """The reading of its instrument under which alone it holds."""


class Barring(NamedTuple):
    """That a bar covers a flow with a category on a day."""

    bar: int
    state: State
    """How sure it is that the bar is in force on the day."""
    lifted_by: tuple[str, ...]
    """The permissions that lift it: where there are any, the flow is not barred by it."""


class Norms:
    """The norms of a store over a network's flows, in the order of their IRIs."""

    def __init__(self, store: Store, network: Network) -> None:
        self._network = network
        self._store = store
        self._limits = Limits(store, network)
        self._by_value: dict[str, Mapping[str, Sequence[str]]] = {}
        self._holders: dict[tuple[str, frozenset[str]], frozenset[int]] = {}
        self.bars = self._read("Bar")
        self.bar_number = {bar.iri: number for number, bar in enumerate(self.bars)}
        self._lifting: dict[str, list[Norm]] = defaultdict(list)
        permissions = {norm.iri: norm for norm in self._read("Permission")} if self._has(v.LIFTS_BAR) else {}
        for permission, bar, _ in sorted(store.pairs(v.LIFTS_BAR)):
            norm = permissions.get(permission)
            if norm is not None and norm not in self._lifting[bar]:
                self._lifting[bar].append(norm)
        self._of_flow: dict[int, tuple[int, ...]] = {}

    # --- what bars a flow ---------------------------------------------------------------------------------------------

    def barring(
        self, flow: int, category: int, day: int | None, readings: Collection[str] = (), *, lifted: bool = False
    ) -> tuple[Barring, ...]:
        """The bars that cover a flow with a category on a day (an ordinal), or without one on some day.

        `readings` are the readings taken: a norm under another reading of the same instrument is then left aside. With
        `lifted`, also the bars that an exception lifts.
        """
        found = []
        for number in self.covering(flow):
            bar = self.bars[number]
            if not self._meets(bar, category) or not self.taken(bar, readings):
                continue
            known = State.POSSIBLE if day is None else state(day, bar.validity.spans)
            if known is State.IMPOSSIBLE:
                continue
            lifts = tuple(
                permission.iri
                for permission in self._lifting.get(bar.iri, ())
                if self._lifts(permission, bar, day, readings) and self._permits(permission, flow, category)
            )
            if lifted or not lifts:
                found.append(Barring(number, known, lifts))
        return tuple(found)

    def covering(self, flow: int) -> tuple[int, ...]:
        """The bars whose sender, recipient, subject and purpose fit a flow on some day, whatever the category."""
        if flow not in self._of_flow:
            sender = self._network.flows.sender[flow]
            candidates = (*self._by_sender.get(sender, ()), *self._open_to_senders)
            self._of_flow[flow] = tuple(n for n in sorted(candidates) if self._covers(self.bars[n], flow))
        return self._of_flow[flow]

    def would_bar(
        self,
        number: int,
        sender: int,
        recipient: int,
        category: int,
        day: int | None,
        readings: Collection[str] = (),
        like: int | None = None,
    ) -> bool:
        """Whether a bar would bar a flow with a category on a day, though none such may be stated.

        The flow would say of subject and purpose what the flow `like` says, or without one nothing.
        """
        bar = self.bars[number]
        if not self.binds(number, category, day, readings) or not self._fits(bar, sender, recipient, like):
            return False
        return not any(
            self._lifts(permission, bar, day, readings) and self._excepts(permission, sender, recipient, category, like)
            for permission in self._lifting.get(bar.iri, ())
        )

    def binds(self, number: int, category: int, day: int | None, readings: Collection[str] = ()) -> bool:
        """Whether a bar is in force on a day, or may be, and is about data of a category."""
        bar = self.bars[number]
        return self._holds(bar, day, readings) and self._meets(bar, category)

    def bars_of_sender(self, sender: int) -> Sequence[int]:
        """The bars whose slot for senders a holder fits, but for those that leave it open."""
        return self._by_sender.get(sender, ())

    def exceptions_to(self, number: int, category: int, day: int, readings: Collection[str]) -> tuple[Norm, ...] | None:
        """The exceptions to a bar for all data of a category on a day that says nothing of subject and purpose.

        An exception for a part of such data alone is none. `None` where the bar does not hold, or is not about it.
        """
        bar = self.bars[number]
        if not self.binds(number, category, day, readings):
            return None
        above = self._network.categories.above(category)
        return tuple(
            permission
            for permission in self._lifting.get(bar.iri, ())
            if self._holds(permission, day, readings)
            and not any(permission.limits)
            and (not permission.categories or not above.union({category}).isdisjoint(permission.categories))
        )

    def between(self, origin: str, recipient: str) -> tuple[str, ...]:
        """The bars that can cover something from one holder to another, whatever the data and the day."""
        number = self._network.holder_number
        ends = [self._network.closure(number[end]) if end in number else frozenset() for end in (origin, recipient)]
        return tuple(bar.iri for bar in self.bars if self._lies_between(bar, ends[0], ends[1]))

    def binding(self, holder: str) -> frozenset[str]:
        """The bars whose sender slot is not open and has a holder of a closure."""
        number = self._network.holder_number.get(holder)
        closure = frozenset() if number is None else self._network.closure(number)
        return frozenset(
            bar.iri for bar in self.bars if bar.senders is not None and not bar.senders.isdisjoint(closure)
        )

    def turns(self, flow: int) -> set[int]:
        """The days, as ordinals, on which a bar over a flow may stop to hold for it."""
        found = set()
        for number in self.covering(flow):
            found.add(self.bars[number].validity.possible[1])
            for permission in self._lifting.get(self.bars[number].iri, ()):
                found.add(permission.validity.possible[0])
        return found

    def exceptions(self, bar: Norm) -> tuple[Norm, ...]:
        """The permissions that can lift a bar."""
        return tuple(self._lifting.get(bar.iri, ()))

    def over(self, flows: Collection[int], origin: int, recipient: int, category: int) -> set[str]:
        """The bars, permissions and mandates that fit one of some flows, or the way from one holder to another.

        Days do not matter, nor that one ends before it begins.
        """
        network = self._network
        ends = network.closure(origin), network.closure(recipient)
        norms = [norm for listed in self.by_class.values() for norm in listed]
        sender, to, carries = network.flows.sender, network.flows.recipient, network.flows.carries
        return {
            norm.iri
            for norm in norms
            if (self._lies_between(norm, *ends) and self._meets(norm, category))
            or any(
                self._fits(norm, sender[flow], to[flow], flow) and any(self._meets(norm, c) for c in carries[flow])
                for flow in flows
            )
        }

    @cached_property
    def by_class(self) -> Mapping[str, Sequence[Norm]]:
        """All norms, by the local name of their class."""
        return {"Bar": self.bars, **{name: self._read(name) for name in ("Permission", "Mandate")}}

    @staticmethod
    def _lies_between(norm: Norm, senders: frozenset[int], recipients: frozenset[int]) -> bool:
        """Whether a norm can cover something from one of some holders to one of others."""
        return all(
            slot is None or not slot.isdisjoint(ends)
            for slot, ends in ((norm.senders, senders), (norm.recipients, recipients))
        )

    @cached_property
    def _by_sender(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, bar in enumerate(self.bars):
            for sender in bar.senders or ():
                found[sender].append(number)
        return {sender: tuple(numbers) for sender, numbers in found.items()}

    @cached_property
    def _open_to_senders(self) -> tuple[int, ...]:
        return tuple(number for number, bar in enumerate(self.bars) if bar.senders is None)

    def _meets(self, norm: Norm, category: int) -> bool:
        meet = self._network.categories.meet
        return not norm.categories or any(meet(category, named) is not None for named in norm.categories)

    def _holds(self, norm: Norm, day: int | None, readings: Collection[str]) -> bool:
        """Whether a norm is in force on a day, or may be, under the readings taken."""
        begin, end = norm.validity.possible
        return self.taken(norm, readings) and (norm.validity.possible != NEVER if day is None else begin <= day < end)

    def _lifts(self, permission: Norm, bar: Norm, day: int | None, readings: Collection[str]) -> bool:
        """Whether a permission may lift a bar on a day, or without one on some day of the bar's."""
        when = bar.validity if day is None else day
        return self.taken(permission, readings) and _may_meet(permission.validity, when)

    def taken(self, norm: Norm, readings: Collection[str]) -> bool:
        """Whether a norm holds under the readings taken."""
        if norm.reading is None or norm.reading in readings:
            return True
        explained = self._interpreted.get(norm.reading, frozenset())
        return all(explained.isdisjoint(self._interpreted.get(taken, ())) for taken in readings)

    @cached_property
    def _interpreted(self) -> Mapping[str, frozenset[str]]:
        """The instruments that each reading explains."""
        found: dict[str, set[str]] = defaultdict(set)
        for reading, instrument, _ in self._store.pairs(v.INTERPRETS):
            found[reading].add(instrument)
        return {reading: frozenset(instruments) for reading, instruments in found.items()}

    def _covers(self, norm: Norm, flow: int) -> bool:
        flows = self._network.flows
        if norm.validity.possible == NEVER:
            return False
        return self._fits(norm, flows.sender[flow], flows.recipient[flow], flow)

    def _fits(self, norm: Norm, sender: int, recipient: int, like: int | None) -> bool:
        """Whether a norm's slots fit two holders, and its limits what a flow says, if that is given."""
        if norm.senders is not None and sender not in norm.senders:
            return False
        if norm.recipients is not None and recipient not in norm.recipients:
            return False
        return like is None or self._limits.fit(norm.limits, like)

    def _permits(self, norm: Norm, flow: int, category: int) -> bool:
        """Whether a permission fits a flow."""
        flows = self._network.flows
        return self._excepts(norm, flows.sender[flow], flows.recipient[flow], category, flow)

    def _excepts(self, norm: Norm, sender: int, recipient: int, category: int, like: int | None) -> bool:
        """Whether a permission fits: what is left unsaid of subject or purpose is not assumed to fit."""
        if not self._meets(norm, category) or not self._fits(norm, sender, recipient, like):
            return False
        if like is None:
            return not any(norm.limits)
        return self._limits.are_said(norm.limits, like)

    # --- reading them -------------------------------------------------------------------------------------------------

    def _has(self, predicate: str) -> bool:
        return next(self._store.pairs(predicate), None) is not None

    def _read(self, class_name: str) -> list[Norm]:
        things = sorted(self._store.members(v.WS + class_name))
        return [self._norm(iri, NORM_KINDS[class_name]) for iri in things if not iri.startswith("_:")]

    def _norm(self, iri: str, word: str) -> Norm:
        network, described = self._network, self._store.described(iri)

        def values(predicate: str) -> list[str]:
            return sorted(set(described.get(predicate, ())))

        froms, untils, attested = (values(slot) for slot in (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON))
        every = word == NORM_KINDS["Bar"] and v.EVERY in values(v.EXTENT)
        senders = self._named(values(f"{v.WS}{word}Sender"), values(v.SENDER_KIND), values(v.SENDER_PLACE))
        recipients = self._named(values(f"{v.WS}{word}Recipient"), values(v.RECIPIENT_KIND), values(v.RECIPIENT_PLACE))
        return Norm(
            iri,
            self._closures(senders, every=every),
            self._closures(recipients, every=every),
            tuple(network.categories.number[c] for c in values(f"{v.WS}{word}Category")),
            tuple(frozenset(values(slot)) for slot in LIMITS),
            Validity.of(froms, untils, attested, v.shorten(iri), values(v.EVIDENCE_STATUS)),
            tuple(values(v.SET_BY)),
            senders,
            recipients,
            next(iter(values(v.UNDER_READING)), None),
        )

    def _named(self, named: list[str], kinds: list[str], places: list[str]) -> tuple[int, ...] | None:
        """The holders that a slot names, and those of its kinds in its places; `None` where it is left open."""
        if not named and not kinds and not places:
            return None
        number = self._network.holder_number
        meant = {number[iri] for iri in named if iri in number}
        if kinds or places:
            limits = ([self.of_kinds(kinds)] if kinds else []) + ([self.in_places(places)] if places else [])
            meant |= frozenset.intersection(*limits)
        return tuple(sorted(meant))

    def _closures(self, named: tuple[int, ...] | None, *, every: bool) -> frozenset[int] | None:
        """All holders that a slot fits: in the closure of one that it names, or of a body that a generic one means."""
        if named is None:
            return None
        meant = {*named, *(one for holder in named if every for one in self._network.named.get(holder, ()))}
        return frozenset().union(*(self._network.closure(holder) for holder in meant))

    def of_kinds(self, kinds: Iterable[str]) -> frozenset[int]:
        """The holders of kinds, or of narrower ones."""
        return self._having(v.KIND, v.BROADER, frozenset(kinds))

    def in_places(self, places: Iterable[str]) -> frozenset[int]:
        """The holders that sit in or serve places, or places within these."""
        return self._having(v.IN_PLACE, v.WITHIN, frozenset(places))

    def below(self, predicate: str, tops: Iterable[str]) -> set[str]:
        """The things, and all that lie below them by a property, step by step."""
        return reached(tops, self._subjects(predicate))

    def _having(self, predicate: str, upward: str, values: frozenset[str]) -> frozenset[int]:
        """The holders of which a property has one of the values, or what lies below it; many norms ask for the same."""
        asked = predicate, values
        if asked not in self._holders:
            number, subjects = self._network.holder_number, self._subjects(predicate)
            within = self.below(upward, values)
            self._holders[asked] = frozenset(number[s] for value in within for s in subjects(value) if s in number)
        return self._holders[asked]

    def _subjects(self, predicate: str) -> Callable[[str], Sequence[str]]:
        """Of each value of a property, the things that have it; the property is read once."""
        if predicate not in self._by_value:
            by_value: dict[str, list[str]] = defaultdict(list)
            for subject, value, _ in self._store.pairs(predicate):
                by_value[value].append(subject)
            self._by_value[predicate] = by_value
        known = self._by_value[predicate]
        return lambda value: known.get(value, ())


def _may_meet(permission: Validity, when: Validity | int) -> bool:
    """Whether a permission may be in force on a day, or on some day on which a bar may be."""
    begin, until = permission.possible
    if isinstance(when, int):
        return begin <= when < until
    return max(begin, when.possible[0]) < min(until, when.possible[1])
