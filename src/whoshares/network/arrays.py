"""A network as arrays: flows with each of their categories, joins, closures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary, ref

import numpy as np

from whoshares.network.categories import CategoryTree
from whoshares.network.network import Holders, Network
from whoshares.store.column_files import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]


class Grid:
    """A network as arrays: flows with each of their categories, joins, closures. It lives as long as the network."""

    def __init__(self, network: Network) -> None:
        flows = network.flows
        self._network = ref(network)
        self._shared = _of_holders(network)
        self.holders = len(network.holders)
        self.any = len(network.categories.iris)
        """The number that stands for any category here: one past the last."""
        self.width = self.any + 1
        self.sender = np.frombuffer(flows.sender, np.int32).astype(np.int64)
        self.recipient = np.frombuffer(flows.recipient, np.int32).astype(np.int64)
        self.evidence = np.frombuffer(flows.evidence, np.int8).astype(np.int64)
        carries = ArrayLists.kept(flows.carries.bounds, np.frombuffer(flows.carries.values, np.int64))
        by_sender = np.frombuffer(network.ends[0].values, np.int32).astype(np.int64)
        places, self.carried = carries.expand(by_sender)
        self.flow_of = by_sender[places]
        """For each pair of a flow and a category that it carries, by sender: the flow; `carried` has the category."""

    @cached_property
    def generic(self) -> Numbers | None:
        """For each flow the generic body for which a named one is taken, or -1; `None` where there is no such flow."""
        taken = np.frombuffer(self.network.flows.as_every, np.int32).astype(np.int64)
        return np.where(taken < -1, -2 - taken, taken) if (taken != -1).any() else None

    @cached_property
    def sender_stated(self) -> Marks | None:
        """For each flow whether its sender is as it is stated; `None` where all are."""
        found: Marks = np.frombuffer(self.network.flows.as_every, np.int32) < 0
        return None if found.all() else found

    @cached_property
    def recipient_stated(self) -> Marks | None:
        """The same of its recipient."""
        found: Marks = np.frombuffer(self.network.flows.as_every, np.int32) >= -1
        return None if found.all() else found

    @staticmethod
    def column(values: Column) -> NDArray[np.int32]:
        """A column of the flows as an array."""
        return np.frombuffer(values, np.int32)

    @property
    def network(self) -> Network:
        """The network that it is made of."""
        network = self._network()
        assert network is not None
        return network

    @property
    def within(self) -> NDArray[np.int8]:
        """For two categories: 1 where they are the same, 2 where the first is narrower, 3 where broader, else 0."""
        return self._shared.within

    @property
    def broader(self) -> ArrayLists:
        """For each category: itself, its broader ones, and any."""
        return self._shared.broader

    @property
    def wholes(self) -> ArrayLists:
        """For each holder: those whose closure it is in."""
        return self._shared.wholes

    def in_closure(self, wholes: Numbers, members: Numbers) -> Marks:
        """For pairs of holders: whether the second is in the closure of the first."""
        return self._shared.in_closure(wholes, members)

    def leaving(self, *, exact: bool) -> ArrayLists:
        """For each place: the holders that data there can leave from."""
        return self._shared.exact_joins if exact else self._shared.joins

    @cached_property
    def in_use(self) -> Marks:
        """The categories that some flow carries."""
        found = np.zeros(self.any, np.bool_)
        found[self.carried] = True
        return found

    @cached_property
    def by_recipient(self) -> ArrayLists:
        """For each holder: the pairs of its incoming flows."""
        return ArrayLists(self.recipient[self.flow_of], np.arange(len(self.flow_of)), self.holders)

    @cached_property
    def by_sender(self) -> ArrayLists:
        """For each holder: the pairs of its outgoing flows."""
        return ArrayLists(self.sender[self.flow_of], np.arange(len(self.flow_of)), self.holders)


class _OfHolders:
    """What depends on holders and categories alone: networks that differ in their flows share it."""

    def __init__(self, bodies: Holders, categories: CategoryTree) -> None:
        self._bodies = ref(bodies)
        self._categories = categories
        self.holders = len(bodies.iris)
        self.any = len(categories.iris)
        self.width = self.any + 1

    def _holders(self) -> Holders:
        bodies = self._bodies()
        assert bodies is not None
        return bodies

    @cached_property
    def within(self) -> NDArray[np.int8]:
        """For two categories: 1 where they are the same, 2 where the first is narrower, 3 where broader, else 0."""
        tree = self._categories
        found = np.zeros((self.width, self.any), np.int8)
        found[self.any] = 3
        for category in range(self.any):
            found[category, category] = 1
            for wider in tree.above(category):
                found[category, wider] = 2
                found[wider, category] = 3
        return found

    @cached_property
    def broader(self) -> ArrayLists:
        """For each category: itself, its broader ones, and any."""
        tree = self._categories
        pairs = [(c, wide) for c in range(self.any) for wide in (c, *sorted(tree.above(c)), self.any)]
        return ArrayLists(
            np.array([c for c, _ in pairs], np.int64), np.array([w for _, w in pairs], np.int64), self.any
        )

    @cached_property
    def closures(self) -> tuple[Numbers, Numbers]:
        """All pairs of a holder and a member of its closure, sorted."""
        bodies, size = self._holders(), self.holders
        wholes = ArrayLists.kept(bodies.wholes.bounds, np.frombuffer(bodies.wholes.values, np.int64))
        operators = ArrayLists.kept(bodies.operators.bounds, np.frombuffer(bodies.operators.values, np.int64))
        own = np.arange(size)
        members, above = operators.expand(own)
        fresh = np.concatenate([own * size + own, above * size + members])
        found = [fresh]
        while len(fresh):  # nothing is part of itself, so that this ends
            places, above = wholes.expand(fresh // size)
            fresh = each_once(above * size + fresh[places] % size)
            found.append(fresh)
        system = np.zeros(size, np.bool_)
        system[list(bodies.systems)] = True
        holder, member = np.divmod(each_once(np.concatenate(found)), size)
        kept = ~system[holder] | (holder == member)
        return holder[kept], member[kept]

    @cached_property
    def wholes(self) -> ArrayLists:
        """For each holder: those whose closure it is in."""
        wholes, members = self.closures
        return ArrayLists(members, wholes, self.holders)

    @cached_property
    def closure_keys(self) -> Numbers:
        wholes, members = self.closures
        return wholes * self.holders + members

    def in_closure(self, wholes: Numbers, members: Numbers) -> Marks:
        """For pairs of holders: whether the second is in the closure of the first."""
        keys = wholes * self.holders + members
        places = np.minimum(np.searchsorted(self.closure_keys, keys), len(self.closure_keys) - 1)
        found: Marks = self.closure_keys[places] == keys
        return found

    @cached_property
    def joins(self) -> ArrayLists:
        """For each place: the holders that data there can leave from."""
        wholes, members = self.closures
        here, there = np.concatenate([wholes, members]), np.concatenate([members, wholes])
        here, there = np.divmod(each_once(here * self.holders + there), self.holders)
        return ArrayLists(here, there, self.holders)

    @cached_property
    def exact_joins(self) -> ArrayLists:
        """The same, where the data is just there, or at its operator."""
        pairs = self._holders().operators_of_systems()
        own = np.arange(self.holders)
        here = np.concatenate([own, np.array([system for system, _ in pairs], np.int64)])
        there = np.concatenate([own, np.array([operator for _, operator in pairs], np.int64)])
        return ArrayLists(here, there, self.holders)


_GRIDS: Final[WeakKeyDictionary[Network, Grid]] = WeakKeyDictionary()
_SHARED: Final[WeakKeyDictionary[Holders, _OfHolders]] = WeakKeyDictionary()


def grid_of(network: Network) -> Grid:
    """The network as arrays, made once."""
    if network not in _GRIDS:
        _GRIDS[network] = Grid(network)
    return _GRIDS[network]


def joins_of(network: Network, *, exact: bool) -> ArrayLists | None:
    """For each place, the holders that data there can leave from; `None` where that is the place itself, everywhere."""
    bodies = network.bodies
    if not bodies.operators.values and (exact or not bodies.wholes.values):
        return None
    return _of_holders(network).exact_joins if exact else _of_holders(network).joins


def _of_holders(network: Network) -> _OfHolders:
    if network.bodies not in _SHARED:
        _SHARED[network.bodies] = _OfHolders(network.bodies, network.categories)
    return _SHARED[network.bodies]


class ArrayLists:
    """A list of numbers for each number from 0 on, in which many owners are looked up at once.

    It is not one class with `Lists`: those are kept in files and read without numpy, one owner at a time, sorted and
    each value once; here the values keep their order and what repeats, and numpy gathers those of thousands of owners.
    """

    def __init__(self, owners: Numbers, values: Numbers, size: int) -> None:
        self.values = values[_in_order(owners, size)]
        self.bounds = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=size))]).astype(np.int64)

    @classmethod
    def kept(cls, bounds: Column, values: Numbers) -> ArrayLists:
        """Lists that are in order already."""
        made = cls.__new__(cls)
        made.values, made.bounds = values, np.frombuffer(bounds, np.int32).astype(np.int64)
        return made

    @classmethod
    def counted(cls, counts: Numbers, values: Numbers) -> ArrayLists:
        """Lists that stand one after the other, by how many values each has."""
        made = cls.__new__(cls)
        made.values, made.bounds = values, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return made

    def kept_where(self, marks: Marks) -> ArrayLists:
        """The same lists with those values alone that are marked, of all in order."""
        made = ArrayLists.__new__(ArrayLists)
        made.values, made.bounds = self.values[marks], np.concatenate([[0], np.cumsum(marks)])[self.bounds]
        return made

    @cached_property
    def turned(self) -> ArrayLists:
        """The same the other way round, over as many numbers."""
        owners, values = self.pairs()
        return ArrayLists(values, owners, len(self.bounds) - 1)

    def pairs(self) -> tuple[Numbers, Numbers]:
        """All owners and values, by owner."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds)), self.values

    def expand(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All values of some owners: for each the place of its owner among them, and the value."""
        first, counts = self.bounds[owners], self.bounds[owners + 1] - self.bounds[owners]
        places = np.repeat(np.arange(len(owners)), counts)
        offsets = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        return places, self.values[first[places] + offsets]


def once(keys: Numbers, scratch: NDArray[np.int32]) -> Numbers:
    """Each key once, in no fixed order; `scratch` has a place for every key."""
    own = np.arange(len(keys), dtype=np.int32)
    scratch[keys] = own
    found: Numbers = keys[scratch[keys] == own]
    return found


def each_once(keys: Numbers) -> Numbers:
    """The keys in order, each once; `np.unique` takes several times as long."""
    found = np.sort(keys)
    return found[first_of_each(found)]


def first_of_each(keys: Numbers) -> Marks:
    """Which of some keys in order are the first of those that are equal."""
    first: Marks = np.ones(len(keys), np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    return first


def _in_order(owners: Numbers, size: int) -> Numbers:
    """The places of owners below a size, sorted by owner and then by place."""
    if size * len(owners) >= 1 << 63:
        return np.argsort(owners, kind="stable")
    found: Numbers = np.sort(owners * len(owners) + np.arange(len(owners)))  # many times faster than to sort places
    return found % max(len(owners), 1)
