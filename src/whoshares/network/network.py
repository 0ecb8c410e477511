"""The projection of flows: holders, categories, flows, transformations and blocks as numbered things.

Numbers follow the order of IRIs, so that nothing downstream depends on load order, hash seed or engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from whoshares.model.reached import reached
from whoshares.model.validity import Validity
from whoshares.network.carried import Carried
from whoshares.network.categories import CategoryTree
from whoshares.network.flows import FlowTable, Lists, by_end
from whoshares.store.packed_texts import Places

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
    as_every: int = -1
    """Where it is said of every body of a kind, and the holder taken as one: the generic body."""


class Block(NamedTuple):
    """A technical switch: at a system, data from one origin is not released to a recipient."""

    iri: str
    system: int
    origins: frozenset[int]
    recipients: frozenset[int]
    categories: tuple[int, ...]
    validity: Validity


@dataclass(frozen=True, eq=False)
class Holders:
    """Who holds data, in the order of IRIs: what is part of what, and who operates which system."""

    iris: list[str]
    systems: frozenset[int]
    parts: Lists
    wholes: Lists
    operated: Lists
    operators: Lists
    _closures: dict[int, frozenset[int]] = field(default_factory=dict, init=False)
    _joins: dict[int, Mapping[int, bool]] = field(default_factory=dict, init=False)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each holder's IRI."""
        return {iri: n for n, iri in enumerate(self.iris)}

    def closure(self, holder: int) -> frozenset[int]:
        """The holder, all that is part of it, and the systems that any of those operate; a system is alone."""
        if holder not in self._closures:
            if holder in self.systems:
                self._closures[holder] = frozenset({holder})
            else:
                within = reached([holder], self.parts.__getitem__)
                self._closures[holder] = frozenset(within.union(*(self.operated[member] for member in within)))
        return self._closures[holder]

    def operators_of_systems(self) -> Sequence[tuple[int, int]]:
        """The pairs of a system and an organization that operates it, in order."""
        return [(system, operator) for system in sorted(self.systems) for operator in self.operators[system]]

    def joins(self, holder: int) -> Mapping[int, bool]:
        """The holders that data at `holder` can leave from, each with whether that join is exact."""
        if holder not in self._joins:
            exact = {holder, *self.operators[holder]}
            assumed = self.closure(holder) | self._containers(holder)
            self._joins[holder] = {h: h in exact for h in sorted(exact | assumed)}
        return self._joins[holder]

    def containing(self, holder: int) -> frozenset[int]:
        """The holders whose closure holds this one, with itself."""
        return frozenset({holder} | self._containers(holder))

    def _containers(self, holder: int) -> set[int]:
        """The organizations whose closure holds this one."""
        return reached([holder, *self.operators[holder]], self.wholes.__getitem__) - self.systems


class _Ends(Mapping[int, Sequence[int]]):
    """The lists that are not empty, by owner."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def __getitem__(self, owner: int) -> Sequence[int]:
        found = self._lists[owner] if 0 <= owner < len(self._lists) else ()
        if not found:
            raise KeyError(owner)
        return found

    def __iter__(self) -> Iterator[int]:
        return (owner for owner, (begin, end) in enumerate(pairwise(self._lists.bounds)) if begin < end)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, eq=False)
class Network:
    """What route analysis reads."""

    bodies: Holders
    categories: CategoryTree
    flows: FlowTable
    transformations: list[Transformation]
    blocks: list[Block]
    source_count: int
    named: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """The named bodies that each generic one stands for."""
    kept_ends: tuple[Lists, Lists] | None = None
    """The flows by sender and by recipient, where a file has them."""
    kept_carried: Carried | None = None
    """The flows by category and sender, where a file has them."""

    @property
    def holders(self) -> list[str]:
        """The IRIs of the holders."""
        return self.bodies.iris

    @property
    def holder_number(self) -> Mapping[str, int]:
        """The number of each holder's IRI."""
        return self.bodies.number

    def closure(self, holder: int) -> frozenset[int]:
        """The holder, all that is part of it, and the systems that any of those operate; a system is alone."""
        return self.bodies.closure(holder)

    def joins(self, holder: int) -> Mapping[int, bool]:
        """The holders that data at `holder` can leave from, each with whether that join is exact."""
        return self.bodies.joins(holder)

    def containing(self, holder: int) -> frozenset[int]:
        """The holders whose closure holds this one, with itself."""
        return self.bodies.containing(holder)

    @cached_property
    def flow_number(self) -> Mapping[str, int]:
        """The number of each flow's IRI: as it is stated."""
        return Places(self.flows.iris, self.flows.stated)

    @cached_property
    def flows_of(self) -> Mapping[int, tuple[int, ...]]:
        """The numbers of each flow that is said of every body of a kind: as it is stated, then as each named one's."""
        found: dict[int, list[int]] = defaultdict(list)
        for flow in range(self.flows.stated, len(self.flows)):
            found[self.flow_number[self.flows.iris[flow]]].append(flow)
        return {flow: (flow, *others) for flow, others in found.items()}

    @cached_property
    def said_of_every_sender(self) -> frozenset[int]:
        """The flows, as stated, that are said of every body as their sender, where it stands for a named one."""
        taken = self.flows.as_every
        return frozenset(flow for flow, others in self.flows_of.items() if any(taken[one] >= 0 for one in others[1:]))

    def named_at(self, flow: int, day: int, *, sender: bool) -> int:
        """Of how many named bodies a flow is said besides the generic one, as its senders or as its recipients.

        Those are left out of which it is impossible on the day, an ordinal.
        """
        table = self.flows
        every = self.flows_of.get(flow)
        return (
            0
            if every is None
            else sum(
                (table.as_every[one] >= 0) == sender and table.possible_from[one] <= day < table.possible_until[one]
                for one in every[1:]
            )
        )

    def as_stated(self, flow: int) -> int:
        """The number of a flow as it is stated."""
        return flow if flow < self.flows.stated else self.flow_number[self.flows.iris[flow]]

    def all_of(self, flows: Iterable[int]) -> frozenset[int]:
        """Flows as they are stated, and as each named body's."""
        return frozenset(one for flow in flows for one in self.flows_of.get(flow, (flow,)))

    @cached_property
    def ends(self) -> tuple[Lists, Lists]:
        """The numbers of the flows by sender, and by recipient."""
        if self.kept_ends is not None:
            return self.kept_ends
        size, many = len(self.holders), len(self.flows) >= MANY
        return by_end(self.flows.sender, size, many=many), by_end(self.flows.recipient, size, many=many)

    @cached_property
    def carried(self) -> Carried:
        """The flows by category and sender; not for a small network."""
        return self.kept_carried or Carried.of(self.flows, len(self.categories.iris))

    @cached_property
    def flows_from(self) -> Mapping[int, Sequence[int]]:
        """Each holder's outgoing flows, in order."""
        return _Ends(self.ends[0])

    @cached_property
    def flows_to(self) -> Mapping[int, Sequence[int]]:
        """Each holder's incoming flows, in order."""
        return _Ends(self.ends[1])

    @cached_property
    def transformations_by_holder(self) -> Mapping[int, tuple[int, ...]]:
        """Each holder's transformations, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, transformation in enumerate(self.transformations):
            found[transformation.holder].append(number)
        return {holder: tuple(numbers) for holder, numbers in found.items()}

    @cached_property
    def transformations_at_places(self) -> Mapping[int, Sequence[tuple[int, bool]]]:
        """For each place, in order, the transformations that may apply to data there, each with whether exactly."""
        found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for number, transformation in enumerate(self.transformations):
            holder = transformation.holder
            for place in self.joins(holder):  # a join goes both ways, but is exact from a system to its operator alone
                found[place].append((number, holder == place or holder in self.bodies.operators[place]))
        return {place: found[place] for place in sorted(found)}

    @cached_property
    def blocks_at(self) -> Mapping[int, tuple[int, ...]]:
        """Each system's blocks, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, block in enumerate(self.blocks):
            found[block.system].append(number)
        return {system: tuple(numbers) for system, numbers in found.items()}

    def with_flows(self, numbers: Sequence[int]) -> Network:
        """The same network with some of its flows only, in order: flow n there is flow `numbers[n]` here."""
        return self.over(self.flows.only(numbers))

    def over(self, flows: FlowTable) -> Network:
        """The same network with other flows: what was kept of its own does not go along."""
        return replace(self, flows=flows, kept_ends=None, kept_carried=None)
