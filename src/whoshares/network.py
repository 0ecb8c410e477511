"""The projection of flows: holders, categories, flows, transformations and blocks as numbered things.

Numbers follow the order of IRIs, so that nothing downstream depends on load order, hash seed or engine. Flows are
kept as columns, one array a slot, since a national graph has hundreds of thousands; `flows[number]` puts one together.
"""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate, chain, groupby, pairwise
from typing import overload

from whoshares import columns, validity
from whoshares import vocabulary as v
from whoshares.errors import IncompleteGraph
from whoshares.store import Store
from whoshares.validity import Points, Validity

ANY = -1
"""The category that meets every other."""

UNSOURCED = len(v.TIERS)
"""The evidence rank of what no source with a tier states; ranks below it index `vocabulary.TIERS`, best first."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow; its number is its place in the order of flow IRIs."""

    iri: str
    sender: int
    recipient: int
    carries: tuple[int, ...]
    validity: Validity
    evidence: int
    """Index into the tiers: of the worst-supported of sender, recipient and category, its best source's tier."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """At a holder, data of one category yields data of another."""

    iri: str
    holder: int
    consumes: tuple[int, ...]
    produces: tuple[int, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class Block:
    """A technical switch: at a system, data from one origin is not released to a recipient."""

    iri: str
    system: int
    origins: frozenset[int]
    recipients: frozenset[int]
    categories: tuple[int, ...]
    validity: Validity


MANY = 20_000
"""From so many values on, columns are worked out with numpy, whose import alone takes longer than that for fewer."""


class Lists:
    """A sorted list of numbers for each number from 0 on, kept in two arrays."""

    def __init__(self, owners: Sequence[int], values: Sequence[int], size: int) -> None:
        if len(owners) < MANY:
            ordered = sorted(set(zip(owners, values, strict=True)))
            counts = [0] * (size + 1)
            for owner, _ in ordered:
                counts[owner + 1] += 1
            self.bounds = array("i", accumulate(counts))
            self.values = array("q", [value for _, value in ordered])
        else:
            self.bounds, self.values = columns.lists(owners, values, size)

    @classmethod
    def of(cls, bounds: array[int], values: array[int]) -> Lists:
        """Lists from their two arrays."""
        made = cls.__new__(cls)
        made.bounds, made.values = bounds, values
        return made

    def __getitem__(self, owner: int) -> array[int]:
        return self.values[self.bounds[owner] : self.bounds[owner + 1]]

    def __len__(self) -> int:
        return len(self.bounds) - 1


_ATTESTED = 32
"""An attestation is kept as its first day's ordinal, shifted by so many bits, and its last day's."""


@dataclass(frozen=True)
class FlowTable(Sequence[Flow]):
    """All flows, in the order of their IRIs: one column a slot. Days are ordinals, spans end before their end."""

    iris: Sequence[str]
    sender: array[int]
    recipient: array[int]
    carries: Lists
    evidence: array[int]
    starts: Lists
    ends: Lists
    attested: Lists
    possible_from: array[int]
    possible_until: array[int]
    certain_from: array[int]
    certain_until: array[int]

    def __len__(self) -> int:
        return len(self.iris)

    @overload
    def __getitem__(self, number: int) -> Flow: ...
    @overload
    def __getitem__(self, number: slice) -> list[Flow]: ...
    def __getitem__(self, number: int | slice) -> Flow | list[Flow]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if number >= len(self.iris):
            raise IndexError(number)
        return Flow(
            self.iris[number],
            self.sender[number],
            self.recipient[number],
            tuple(self.carries[number]),
            self.validity(number),
            self.evidence[number],
        )

    def only(self, numbers: Sequence[int]) -> FlowTable:
        """The table of some flows, in the order given."""

        def lists(of: Lists) -> Lists:
            bounds = array("i", accumulate((len(of[n]) for n in numbers), initial=0))
            return Lists.of(bounds, array("q", chain.from_iterable(of[n] for n in numbers)))

        def column(of: array[int]) -> array[int]:
            return array(of.typecode, [of[n] for n in numbers])

        return FlowTable(
            [self.iris[n] for n in numbers],
            column(self.sender),
            column(self.recipient),
            lists(self.carries),
            column(self.evidence),
            lists(self.starts),
            lists(self.ends),
            lists(self.attested),
            column(self.possible_from),
            column(self.possible_until),
            column(self.certain_from),
            column(self.certain_until),
        )

    def validity(self, number: int) -> Validity:
        """When a flow is in force."""
        day = date.fromordinal
        return Validity(
            tuple(map(day, self.starts[number])),
            tuple(map(day, self.ends[number])),
            tuple((day(a >> _ATTESTED), day(a & (1 << _ATTESTED) - 1)) for a in self.attested[number]),
        )


class FlowNumbers(Mapping[str, int]):
    """The number of each flow's IRI, by halving the sorted IRIs: a dictionary would take as much memory again."""

    def __init__(self, iris: Sequence[str]) -> None:
        self._iris = iris

    def __getitem__(self, iri: str) -> int:
        place = bisect_left(self._iris, iri)
        if place == len(self._iris) or self._iris[place] != iri:
            raise KeyError(iri)
        return place

    def __iter__(self) -> Iterator[str]:
        return iter(self._iris)

    def __len__(self) -> int:
        return len(self._iris)


class CategoryTree:
    """Data categories with their broader ones (a category may have several).

    Raises IncompleteGraph where a category is broader than itself.
    """

    def __init__(self, iris: Iterable[str], broader: Mapping[str, set[str]]) -> None:
        self.iris = sorted(set(iris) | set(broader) | {b for parents in broader.values() for b in parents})
        self.number = {iri: n for n, iri in enumerate(self.iris)}
        _refuse_cycle(broader, "broader than")
        self._above: list[frozenset[int]] = []
        for iri in self.iris:
            reached: set[str] = set()
            ahead = [iri]
            while ahead:
                for parent in broader.get(ahead.pop(), ()):
                    if parent not in reached:
                        reached.add(parent)
                        ahead.append(parent)
            self._above.append(frozenset(self.number[r] for r in reached))

    @classmethod
    def of(cls, iris: list[str], above: Iterable[Iterable[int]]) -> CategoryTree:
        """A tree from its categories and, for each, the numbers of all that are broader."""
        made = cls.__new__(cls)
        made.iris = iris
        made.number = {iri: n for n, iri in enumerate(iris)}
        made._above = [frozenset(numbers) for numbers in above]
        return made

    def meet(self, a: int, b: int) -> int | None:
        """The narrower of two categories when one is within the other, else `None`."""
        if a in (b, ANY):
            return b
        if b == ANY or b in self._above[a]:
            return a
        return b if a in self._above[b] else None

    def above(self, category: int) -> frozenset[int]:
        """The broader categories of one, step by step."""
        return frozenset() if category == ANY else self._above[category]

    def depth(self, category: int) -> int:
        """How specific a category is: the number of its broader ones, -1 for any."""
        return -1 if category == ANY else len(self._above[category])


class Network:
    """What route analysis reads, taken from a store once.

    Raises IncompleteGraph where a flow lacks sender, recipient or category, or has two of the first two, and where
    something is part of itself, or a category broader than itself.
    """

    def __init__(self, store: Store) -> None:
        with _uncollected():
            reading = _FlowReading(store)
            self._read_holders(store, reading)
            self._read_categories(store, reading)
            self.flows = reading.table(self.holder_number, self.categories.number)
        self.transformations = self._transformations(store)
        self.blocks = self._blocks(store)
        self.source_count = len(store.members(v.SOURCE))
        self.whole: Network | None = None
        """The network of which this one has some of the flows, where it is such a part."""
        self.grid: object = None
        """The same as arrays, once an analysis has asked for them (`reach.grid_of`)."""

    @cached_property
    def flow_number(self) -> Mapping[str, int]:
        """The number of each flow's IRI."""
        return FlowNumbers(self.flows.iris)

    @cached_property
    def flows_from(self) -> Mapping[int, Sequence[int]]:
        """Each holder's outgoing flows, in order."""
        return _by_end(self.flows.sender)

    @cached_property
    def flows_to(self) -> Mapping[int, Sequence[int]]:
        """Each holder's incoming flows, in order."""
        return _by_end(self.flows.recipient)

    @cached_property
    def transformations_by_holder(self) -> Mapping[int, tuple[int, ...]]:
        """Each holder's transformations, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, transformation in enumerate(self.transformations):
            found[transformation.holder].append(number)
        return {holder: tuple(numbers) for holder, numbers in found.items()}

    @cached_property
    def blocks_at(self) -> Mapping[int, tuple[int, ...]]:
        """Each system's blocks, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, block in enumerate(self.blocks):
            found[block.system].append(number)
        return {system: tuple(numbers) for system, numbers in found.items()}

    def with_flows(self, numbers: Sequence[int]) -> Network:
        """The same network with some of its flows only, in order: flow n there is flow `numbers[n]` here."""
        made = copy(self)
        made.__dict__ = {
            k: known for k, known in self.__dict__.items() if k not in ("flow_number", "flows_from", "flows_to")
        }
        made.flows = self.flows.only(numbers)
        made.grid, made.whole = None, self
        return made

    def closure(self, holder: int) -> frozenset[int]:
        """The holder, all that is part of it, and the systems that any of those operate; a system is alone."""
        if holder not in self._closures:
            reached = {holder}
            if holder not in self._systems:
                ahead = [holder]
                while ahead:
                    for part in self._parts.get(ahead.pop(), ()):
                        if part not in reached:
                            reached.add(part)
                            ahead.append(part)
                for member in tuple(reached):
                    reached.update(self._operated.get(member, ()))
            self._closures[holder] = frozenset(reached)
        return self._closures[holder]

    def closure_pairs(self) -> Iterator[tuple[int, int]]:
        """All pairs of a holder and a member of its closure."""
        for holder in range(len(self.holders)):
            yield holder, holder
            for whole in self._containers(holder):
                if whole != holder:
                    yield whole, holder

    def operators_of_systems(self) -> Sequence[tuple[int, int]]:
        """The pairs of a system and an organization that operates it, in order."""
        return [(system, operator) for system, of in sorted(self._operators.items()) for operator in sorted(of)]

    def joins(self, holder: int) -> Mapping[int, bool]:
        """The holders that data at `holder` can leave from, each with whether that join is exact."""
        if holder not in self._joins:
            exact = {holder, *self._operators.get(holder, ())}
            assumed = self.closure(holder) | self._containers(holder)
            self._joins[holder] = {h: h in exact for h in sorted(exact | assumed)}
        return self._joins[holder]

    def _containers(self, holder: int) -> set[int]:
        """The holders whose closure holds this one."""
        reached: set[int] = set()
        ahead = [holder, *self._operators.get(holder, ())]
        seen = set(ahead)
        while ahead:
            member = ahead.pop()
            if member not in self._systems:
                reached.add(member)
            for whole in self._wholes.get(member, set()) - seen:
                seen.add(whole)
                ahead.append(whole)
        return reached

    def _read_holders(self, store: Store, reading: _FlowReading) -> None:
        organizations = store.members(v.ORGANIZATION)
        part_of = [(part, whole) for part, whole, _ in store.pairs(v.PART_OF)]
        operated_by = [(system, operator) for system, operator, _ in store.pairs(v.OPERATED_BY)]
        systems = store.members(v.SYSTEM) | {system for system, _ in operated_by if system not in organizations}
        slots = (v.HOLDER, v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT)
        ends = {value for slot in slots for _, value, _ in store.pairs(slot)} | reading.ends()
        pairs = {iri for pair in (*part_of, *operated_by) for iri in pair}
        self.holders = sorted(systems | organizations | ends | pairs)
        self.holder_number = {iri: n for n, iri in enumerate(self.holders)}
        number = self.holder_number
        wholes: dict[str, set[str]] = defaultdict(set)
        for part, whole in part_of:
            wholes[part].add(whole)
        _refuse_cycle(wholes, "part of")
        self._systems = frozenset(number[s] for s in systems)
        self._parts: dict[int, set[int]] = defaultdict(set)
        self._wholes: dict[int, set[int]] = defaultdict(set)
        self._operated: dict[int, set[int]] = defaultdict(set)
        self._operators: dict[int, set[int]] = defaultdict(set)
        for part, whole in part_of:
            self._parts[number[whole]].add(number[part])
            self._wholes[number[part]].add(number[whole])
        for system, operator in operated_by:
            if number[system] in self._systems:
                self._operated[number[operator]].add(number[system])
                self._operators[number[system]].add(number[operator])
        self._closures: dict[int, frozenset[int]] = {}
        self._joins: dict[int, Mapping[int, bool]] = {}

    def _read_categories(self, store: Store, reading: _FlowReading) -> None:
        broader: dict[str, set[str]] = defaultdict(set)
        for concept, wider, _ in store.pairs(v.BROADER):
            broader[concept].add(wider)
        slots = (v.CONSUMES, v.PRODUCES, v.BLOCKS_CATEGORY, v.BARS_CATEGORY, v.PERMITS_CATEGORY, v.MANDATES_CATEGORY)
        used = {value for slot in slots for _, value, _ in store.pairs(slot)} | reading.carried()
        self.categories = CategoryTree(used | store.members(v.DATA_CATEGORY), broader)

    def _transformations(self, store: Store) -> list[Transformation]:
        facts = _Slots(store, (v.HOLDER, v.CONSUMES, v.PRODUCES))
        return [
            Transformation(
                iri,
                self.holder_number[facts.one(iri, v.HOLDER, "transformation")],
                tuple(self.categories.number[c] for c in facts.some(iri, v.CONSUMES, "transformation")),
                tuple(self.categories.number[c] for c in facts.some(iri, v.PRODUCES, "transformation")),
                facts.validity(iri),
            )
            for iri in sorted(facts.subjects)
        ]

    def _blocks(self, store: Store) -> list[Block]:
        facts = _Slots(store, (v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT))
        optional = _Slots(store, (v.BLOCKS_CATEGORY,))

        def closures(iri: str, slot: str) -> frozenset[int]:
            return frozenset().union(*(self.closure(self.holder_number[h]) for h in facts.some(iri, slot, "block")))

        return [
            Block(
                iri,
                self.holder_number[facts.one(iri, v.AT_SYSTEM, "block")],
                closures(iri, v.BLOCKS_ORIGIN),
                closures(iri, v.BLOCKS_RECIPIENT),
                tuple(self.categories.number[c] for c in optional.values(iri, v.BLOCKS_CATEGORY)),
                facts.validity(iri),
            )
            for iri in sorted(facts.subjects)
        ]


class _Slots:
    """The values of a kind of thing's slots, and the graphs that state them."""

    def __init__(self, store: Store, slots: tuple[str, ...]) -> None:
        self._slots = slots
        self._values: dict[str, dict[str, dict[str, set[str]]]] = {}
        self.subjects: set[str] = set()
        for slot in slots:
            self.subjects.update(self._read(store, slot))
        dates = (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON)
        self._dates = {iri: [set(store.texts(iri, slot)) for slot in dates] for iri in self.subjects if iri[:2] != "_:"}
        pointed_at = (value for slot in slots for values in self._values[slot].values() for value in values)
        nameless = any(name.startswith("_:") for name in chain(self.subjects, pointed_at))
        if nameless:
            raise _nameless(slots[0])

    def _read(self, store: Store, slot: str) -> Iterable[str]:
        found: dict[str, dict[str, set[str]]] = {}
        for subject, value, graph in store.pairs(slot):
            found.setdefault(subject, {}).setdefault(value, set()).add(graph)
        self._values[slot] = found
        return found

    def values(self, iri: str, slot: str) -> list[str]:
        found = self._values[slot].get(iri)
        return sorted(found) if found else []

    def some(self, iri: str, slot: str, kind: str) -> list[str]:
        found = self.values(iri, slot)
        if not found:
            raise _lacks(iri, slot, kind)
        return found

    def one(self, iri: str, slot: str, kind: str) -> str:
        found = self.some(iri, slot, kind)
        if len(found) > 1:
            raise _several(iri, slot, found, kind)
        return found[0]

    def validity(self, iri: str) -> Validity:
        froms, untils, attested = self._dates[iri]
        return Validity.of(froms, untils, attested, v.shorten(iri))


class _FlowReading:
    """What a store states of its flows, property by property: a national graph has too many for one object each."""

    def __init__(self, store: Store) -> None:
        if lacking := store.without(v.DATA_FLOW, v.SENDER):
            raise _lacks(lacking[0], v.SENDER, "flow")
        self._slots = {slot: store.columns(slot) for slot in (v.SENDER, v.RECIPIENT, v.CARRIES)}
        self._dates = {slot: store.columns(slot) for slot in (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON)}
        self._iris = sorted(set().union(*(subjects for subjects, _, _ in self._slots.values())))
        if any(iri.startswith("_:") for iri in chain(self.ends(), self.carried(), self._iris_from("_:"))):
            raise _nameless(v.SENDER)
        self._tiers = _tier_of_graphs(store)

    def _iris_from(self, beginning: str) -> list[str]:
        """The first of the flows' IRIs, in order, from a beginning on."""
        place = bisect_left(self._iris, beginning)
        return self._iris[place : place + 1]

    def ends(self) -> set[str]:
        """The holders at the ends of flows."""
        return set(self._slots[v.SENDER][1]) | set(self._slots[v.RECIPIENT][1])

    def carried(self) -> set[str]:
        """The categories that flows carry."""
        return set(self._slots[v.CARRIES][1])

    def table(self, holders: Mapping[str, int], categories: Mapping[str, int]) -> FlowTable:
        """The flows as columns."""
        number = {iri: n for n, iri in enumerate(self._iris)}
        size = len(number)
        flows, carried, _ = self._slots[v.CARRIES]
        carries = Lists(
            array("q", map(number.__getitem__, flows)), array("q", map(categories.__getitem__, carried)), size
        )
        empty = next((owner for owner, (a, b) in enumerate(pairwise(carries.bounds)) if a == b), None)
        if empty is not None:
            raise _lacks(self._iris[empty], v.CARRIES, "flow")
        starts = self._days(v.VALID_FROM, number, lambda days: days[0].toordinal())
        ends = self._days(v.VALID_UNTIL, number, lambda days: validity.end_of(days).toordinal())
        attested = self._days(
            v.ATTESTED_ON, number, lambda days: days[0].toordinal() << _ATTESTED | days[1].toordinal()
        )
        return FlowTable(
            self._iris,
            self._one(v.SENDER, number, holders),
            self._one(v.RECIPIENT, number, holders),
            carries,
            self._evidence(number),
            starts,
            ends,
            attested,
            *_spans(starts, ends, attested),
        )

    def _one(self, slot: str, number: Mapping[str, int], holders: Mapping[str, int]) -> array[int]:
        """The one value of a slot of each flow."""
        subjects, values, _ = self._slots[slot]
        found = array("i", [-1]) * len(number)
        flows, ends = array("i", map(number.__getitem__, subjects)), array("i", map(holders.__getitem__, values))
        for flow, holder in zip(flows, ends, strict=True):
            if found[flow] != holder and found[flow] != -1:
                iri = self._iris[flow]
                rivals = sorted({value for subject, value in zip(subjects, values, strict=True) if subject == iri})
                raise _several(iri, slot, rivals, "flow")
            found[flow] = holder
        if -1 in found:
            raise _lacks(self._iris[found.index(-1)], slot, "flow")
        return found

    def _days(self, slot: str, number: Mapping[str, int], kept: Callable[[tuple[date, date]], int]) -> Lists:
        subjects, texts, _ = self._dates[slot]
        known = dict.fromkeys(texts, 0)
        places = {text: iri for iri, text in zip(subjects, texts, strict=True)}
        for text in known:
            known[text] = kept(validity.span(text, v.shorten(places[text])))
        owners = array("q", [number.get(iri, -1) for iri in subjects])
        days = array("q", map(known.__getitem__, texts))
        if -1 in owners:  # dates of other things
            pairs = [(owner, day) for owner, day in zip(owners, days, strict=True) if owner >= 0]
            owners, days = array("q", [owner for owner, _ in pairs]), array("q", [day for _, day in pairs])
        return Lists(owners, days, len(number))

    def _evidence(self, number: Mapping[str, int]) -> array[int]:
        """Of each flow, the worst of its slots; of each slot, the best source's tier."""
        found = array("b", [UNSOURCED if not self._tiers else 0]) * len(number)
        if not self._tiers:
            return found
        for subjects, _, graphs in self._slots.values():
            best = array("b", [UNSOURCED]) * len(number)
            for iri, graph in zip(subjects, graphs, strict=True):
                tier = self._tiers.get(graph, UNSOURCED)
                if tier < best[number[iri]]:
                    best[number[iri]] = tier
            found = array("b", map(max, found, best))
        return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which would look through millions of new texts again and again, and free none."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _spans(starts: Lists, ends: Lists, attested: Lists) -> tuple[array[int], array[int], array[int], array[int]]:
    """The first day and the end of what is possible, then of what is certain, of each flow."""
    if len(starts) >= MANY:
        begun, over, dated = ((each.bounds, each.values) for each in (starts, ends, attested))
        return columns.spans(begun, over, dated, _ATTESTED)
    found = array("i"), array("i"), array("i"), array("i")
    last = (1 << _ATTESTED) - 1
    for number in range(len(starts)):
        froms, untils, days = starts[number], ends[number], attested[number]
        points = Points(
            *((froms[0], froms[-1]) if froms else (None, None)),
            *((untils[0], untils[-1]) if untils else (None, None)),
            *((min(a & last for a in days), days[-1] >> _ATTESTED) if days else (None, None)),
        )
        possible, certain = validity.spans(points)
        for column, day in zip(found, (*possible, *certain), strict=True):
            column.append(day)
    return found


def _by_end(ends: array[int]) -> Mapping[int, Sequence[int]]:
    """The flows of each holder that stands in a slot."""
    ordered = sorted(range(len(ends)), key=ends.__getitem__)
    found: dict[int, Sequence[int]] = {}
    for holder, numbers in groupby(ordered, key=ends.__getitem__):
        found[holder] = array("i", numbers)
    return found


def _lacks(iri: str, slot: str, kind: str) -> IncompleteGraph:
    return IncompleteGraph(f"The {kind} {v.shorten(iri)} lacks ws:{v.local_name(slot)}. State it in the graph.")


def _several(iri: str, slot: str, found: Sequence[str], kind: str) -> IncompleteGraph:
    return IncompleteGraph(
        f"The {kind} {v.shorten(iri)} has {len(found)} values of ws:{v.local_name(slot)} "
        f"({', '.join(v.shorten(f) for f in found)}), and takes one. Make two {kind}s of it."
    )


def _nameless(slot: str) -> IncompleteGraph:
    return IncompleteGraph(
        f"A thing with ws:{v.local_name(slot)} is, or points at, a blank node. Routes name their flows and "
        "holders: give every thing an IRI."
    )


def _refuse_cycle(above: Mapping[str, Iterable[str]], relation: str) -> None:
    """Raises IncompleteGraph where following a relation upward comes back to where it began."""
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        named = " → ".join(v.shorten(iri) for iri in reversed(error.args[1]))
        raise IncompleteGraph(
            f"“{relation}” runs in a circle: {named}. Nothing can be {relation} itself: take one of the statements out."
        ) from None


def _tier_of_graphs(store: Store) -> Mapping[str, int]:
    """The rank of each source's tier; the worst where a source states several."""
    ranks = {iri: rank for rank, iri in enumerate(v.TIERS)}
    found: dict[str, int] = {}
    for source, tier, _ in store.pairs(v.TIER):
        found[source] = max(ranks.get(tier, UNSOURCED), found.get(source, 0))
    return found
