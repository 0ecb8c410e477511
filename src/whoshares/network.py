"""The projection of flows: holders, categories, flows, transformations and blocks as numbered things.

Numbers follow the order of IRIs, so that nothing downstream depends on load order, hash seed or engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from whoshares import vocabulary as v
from whoshares.errors import IncompleteGraph
from whoshares.flow_reading import FlowReading
from whoshares.flow_table import Lists, by_end
from whoshares.packed_texts import Places
from whoshares.slots import Slots
from whoshares.store import Store
from whoshares.text_columns import rows_of
from whoshares.validity import Validity

ANY = -1
"""The category that meets every other."""

MANY = 20_000
"""From so many flows on, columns are worked out with numpy, whose import alone takes longer than that for fewer."""


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
        reading = FlowReading(store, MANY)
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
        return Places(self.flows.iris)

    @cached_property
    def flows_from(self) -> Mapping[int, Sequence[int]]:
        """Each holder's outgoing flows, in order."""
        return by_end(self.flows.sender, len(self.holders), many=len(self.flows) >= MANY)

    @cached_property
    def flows_to(self) -> Mapping[int, Sequence[int]]:
        """Each holder's incoming flows, in order."""
        return by_end(self.flows.recipient, len(self.holders), many=len(self.flows) >= MANY)

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
                    for part in self._parts[ahead.pop()]:
                        if part not in reached:
                            reached.add(part)
                            ahead.append(part)
                for member in tuple(reached):
                    reached.update(self._operated[member])
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
        return [(system, operator) for system in sorted(self._systems) for operator in self._operators[system]]

    def joins(self, holder: int) -> Mapping[int, bool]:
        """The holders that data at `holder` can leave from, each with whether that join is exact."""
        if holder not in self._joins:
            exact = {holder, *self._operators[holder]}
            assumed = self.closure(holder) | self._containers(holder)
            self._joins[holder] = {h: h in exact for h in sorted(exact | assumed)}
        return self._joins[holder]

    def _containers(self, holder: int) -> set[int]:
        """The holders whose closure holds this one."""
        reached: set[int] = set()
        ahead = [holder, *self._operators[holder]]
        seen = set(ahead)
        while ahead:
            member = ahead.pop()
            if member not in self._systems:
                reached.add(member)
            for whole in self._wholes[member]:
                if whole not in seen:
                    seen.add(whole)
                    ahead.append(whole)
        return reached

    def _read_holders(self, store: Store, reading: FlowReading) -> None:
        organizations, part_of = store.members(v.ORGANIZATION), rows_of(store.csv(v.PART_OF))
        operated_by = rows_of(store.csv(v.OPERATED_BY))
        systems = store.members(v.SYSTEM) | {system for system, _ in operated_by if system not in organizations}
        slots = (v.HOLDER, v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT)
        ends = {value for slot in slots for _, value, _ in store.pairs(slot)}
        self.holders = sorted(systems | organizations | ends.union(reading.ends, *part_of, *operated_by))
        self.holder_number = {iri: n for n, iri in enumerate(self.holders)}
        number = self.holder_number
        wholes: dict[str, set[str]] = defaultdict(set)
        for part, whole in part_of:
            wholes[part].add(whole)
        _refuse_cycle(wholes, "part of")
        self._systems = frozenset(number[s] for s in systems)
        within = [(number[part], number[whole]) for part, whole in part_of]
        operating = [(number[system], number[operator]) for system, operator in operated_by if system in systems]
        self._parts, self._wholes = self._both_ways(within)
        self._operated, self._operators = self._both_ways(operating)
        self._closures: dict[int, frozenset[int]] = {}
        self._joins: dict[int, Mapping[int, bool]] = {}

    def _both_ways(self, pairs: Sequence[tuple[int, int]]) -> tuple[Lists, Lists]:
        """For each holder those that stand before it in a pair, and those that stand after it."""
        befores, afters = [before for before, _ in pairs], [after for _, after in pairs]
        size, many = len(self.holders), len(pairs) >= MANY
        return Lists.of(afters, befores, size, many=many), Lists.of(befores, afters, size, many=many)

    def _read_categories(self, store: Store, reading: FlowReading) -> None:
        broader: dict[str, set[str]] = defaultdict(set)
        for concept, wider, _ in store.pairs(v.BROADER):
            broader[concept].add(wider)
        slots = (v.CONSUMES, v.PRODUCES, v.BLOCKS_CATEGORY, v.BARS_CATEGORY, v.PERMITS_CATEGORY, v.MANDATES_CATEGORY)
        used = {value for slot in slots for _, value, _ in store.pairs(slot)} | set(reading.carried)
        self.categories = CategoryTree(used | store.members(v.DATA_CATEGORY), broader)

    def _transformations(self, store: Store) -> list[Transformation]:
        facts = Slots(store, (v.HOLDER, v.CONSUMES, v.PRODUCES))
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
        facts = Slots(store, (v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT))
        optional = Slots(store, (v.BLOCKS_CATEGORY,))

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


def _refuse_cycle(above: Mapping[str, Iterable[str]], relation: str) -> None:
    """Raises IncompleteGraph where following a relation upward comes back to where it began."""
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        named = " → ".join(v.shorten(iri) for iri in reversed(error.args[1]))
        raise IncompleteGraph(
            f"“{relation}” runs in a circle: {named}. Nothing can be {relation} itself: take one of the statements out."
        ) from None
