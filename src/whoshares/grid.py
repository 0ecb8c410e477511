"""A network as arrays: flows with each of their categories, joins, closures, and what a question may use of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary, ref

import numpy as np

from whoshares.categories import CategoryTree
from whoshares.network import Holders, Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whoshares.steps import Steps

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]


class Grid:
    """A network as arrays: flows with each of their categories, joins, closures. It lives as long as the network."""

    def __init__(self, network: Network) -> None:
        flows = network.flows
        self._network = ref(network)
        self._shared = _of_holders(network)
        self.rules: dict[object, Rules] = {}
        """The rules of the latest questions."""
        self.sets: WeakKeyDictionary[Rules, object] = WeakKeyDictionary()
        """What is worked out for them."""
        self.holders = len(network.holders)
        self.any = len(network.categories.iris)
        """The number that stands for any category here: one past the last."""
        self.width = self.any + 1
        self.sender = np.frombuffer(flows.sender, np.int32).astype(np.int64)
        self.recipient = np.frombuffer(flows.recipient, np.int32).astype(np.int64)
        self.evidence = np.frombuffer(flows.evidence, np.int8).astype(np.int64)
        bounds = np.frombuffer(flows.carries.bounds, np.int32)
        pairs = np.repeat(np.arange(len(flows)), np.diff(bounds))
        order = np.argsort(self.sender[pairs], kind="stable")
        self.flow_of = pairs[order]
        """For each pair of a flow and a category that it carries, by sender: the flow; `carried` has the category."""
        self.carried = np.frombuffer(flows.carries.values, np.int64)[order]

    @staticmethod
    def column(values: array[int]) -> NDArray[np.int32]:
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
    def broader(self) -> Rows:
        """For each category: itself, its broader ones, and any."""
        return self._shared.broader

    @property
    def wholes(self) -> Rows:
        """For each holder: those whose closure it is in."""
        return self._shared.wholes

    def in_closure(self, wholes: Numbers, members: Numbers) -> Marks:
        """For pairs of holders: whether the second is in the closure of the first."""
        return self._shared.in_closure(wholes, members)

    def leaving(self, *, exact: bool) -> Rows:
        """For each place: the holders that data there can leave from."""
        return self._shared.exact_joins if exact else self._shared.joins

    @cached_property
    def in_use(self) -> Marks:
        """The categories that some flow carries."""
        found = np.zeros(self.any, np.bool_)
        found[self.carried] = True
        return found

    @cached_property
    def by_recipient(self) -> Rows:
        """For each holder: the pairs of its incoming flows."""
        return Rows(self.recipient[self.flow_of], np.arange(len(self.flow_of)), self.holders)

    @cached_property
    def by_sender(self) -> Rows:
        """For each holder: the pairs of its outgoing flows."""
        return Rows(self.sender[self.flow_of], np.arange(len(self.flow_of)), self.holders)


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
    def broader(self) -> Rows:
        """For each category: itself, its broader ones, and any."""
        tree = self._categories
        pairs = [(c, wide) for c in range(self.any) for wide in (c, *sorted(tree.above(c)), self.any)]
        return Rows(np.array([c for c, _ in pairs], np.int64), np.array([w for _, w in pairs], np.int64), self.any)

    @cached_property
    def closures(self) -> tuple[Numbers, Numbers]:
        """All pairs of a holder and a member of its closure, sorted."""
        within = self._holders().closure_pairs()
        keys = np.unique(np.array([whole * self.holders + member for whole, member in within], np.int64))
        return keys // self.holders, keys % self.holders

    @cached_property
    def wholes(self) -> Rows:
        """For each holder: those whose closure it is in."""
        wholes, members = self.closures
        return Rows(members, wholes, self.holders)

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
    def joins(self) -> Rows:
        """For each place: the holders that data there can leave from."""
        wholes, members = self.closures
        here, there = np.concatenate([wholes, members]), np.concatenate([members, wholes])
        keys = np.unique(here * self.holders + there)
        return Rows(keys // self.holders, keys % self.holders, self.holders)

    @cached_property
    def exact_joins(self) -> Rows:
        """The same, where the data is just there, or at its operator."""
        pairs = self._holders().operators_of_systems()
        own = np.arange(self.holders)
        here = np.concatenate([own, np.array([system for system, _ in pairs], np.int64)])
        there = np.concatenate([own, np.array([operator for _, operator in pairs], np.int64)])
        return Rows(here, there, self.holders)


_GRIDS: Final[WeakKeyDictionary[Network, Grid]] = WeakKeyDictionary()
_SHARED: Final[WeakKeyDictionary[Holders, _OfHolders]] = WeakKeyDictionary()


def grid_of(network: Network) -> Grid:
    """The network as arrays, made once."""
    if network not in _GRIDS:
        _GRIDS[network] = Grid(network)
    return _GRIDS[network]


def _of_holders(network: Network) -> _OfHolders:
    if network.bodies not in _SHARED:
        _SHARED[network.bodies] = _OfHolders(network.bodies, network.categories)
    return _SHARED[network.bodies]


class Rows:
    """A list of numbers for each number, as one array with bounds."""

    def __init__(self, owners: Numbers, values: Numbers, size: int) -> None:
        order = np.argsort(owners, kind="stable")
        self.values = values[order]
        self.bounds = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=size))]).astype(np.int64)

    @cached_property
    def turned(self) -> Rows:
        """The same the other way round, over as many numbers."""
        owners = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))
        return Rows(self.values, owners, len(self.bounds) - 1)

    def expand(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All values of some owners: for each the place of its owner among them, and the value."""
        first, counts = self.bounds[owners], self.bounds[owners + 1] - self.bounds[owners]
        places = np.repeat(np.arange(len(owners)), counts)
        offsets = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        return places, self.values[first[places] + offsets]


KNOWN_RULES: Final = 6
"""Of how many questions' rules a grid keeps."""


@dataclass(frozen=True, eq=False)
class Rules:
    """What may be used: as the steps of the question decide, all of it or only what is certain."""

    usable: Marks
    """For each flow."""
    becomes: Mapping[int, tuple[tuple[int, int], ...]]
    """At each place where transformations may apply: the pairs of a category and what it can become."""
    exact: bool
    max_hops: int

    @staticmethod
    def of(steps: Steps, grid: Grid, *, certain: bool) -> Rules:
        """The rules of a question, whose steps these are."""
        question = steps.question
        key = (question.window, question.between is None, question.exact, certain, question.without, question.max_hops)
        if key not in grid.rules:
            while len(grid.rules) >= KNOWN_RULES:
                del grid.rules[next(iter(grid.rules))]
            grid.rules[key] = Rules._made(steps, grid, certain=certain)
        return grid.rules[key]

    @staticmethod
    def _made(steps: Steps, grid: Grid, *, certain: bool) -> Rules:
        flows = grid.network.flows
        window = steps.question.window
        usable: Marks = np.ones(len(flows), np.bool_)
        if window is not None:
            usable &= grid.column(flows.possible_from) <= window[1]
            usable &= grid.column(flows.possible_until) > window[0]
        if certain:
            usable &= window is not None
        if certain and window is not None:
            usable &= grid.column(flows.certain_from) <= window[1]
            usable &= grid.column(flows.certain_until) > window[0]
        without, holders = steps.question.without
        usable[[flow for flow in without if flow >= 0]] = False
        if holders:
            out = np.zeros(grid.holders, np.bool_)
            out[[holder for holder in holders if holder >= 0]] = True
            usable &= ~out[grid.sender] & ~out[grid.recipient]
        most = steps.question.max_hops
        return Rules(
            usable,
            steps.changes(certain=certain),
            steps.question.exact or certain,
            len(flows) if most is None else most,
        )


class Changes:
    """What a category can become, as arrays, asked forward or backward."""

    def __init__(self, grid: Grid, becomes: Mapping[int, Iterable[tuple[int, int]]], *, backward: bool) -> None:
        triples = [
            (place * grid.width + (after if backward else before), place * grid.width + (before if backward else after))
            for place, pairs in becomes.items()
            for before, after in pairs
        ]
        self._rows = Rows(
            np.array([owner for owner, _ in triples], np.int64),
            np.array([value for _, value in triples], np.int64),
            grid.holders * grid.width,
        )
        self._empty = not triples

    def of(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        """The states that data can be in before (or after) the transformations: for each its place among the given."""
        own = np.arange(len(keys))
        if self._empty:
            return own, keys
        places, changed = self._rows.expand(keys)
        return np.concatenate([own, places]), np.concatenate([keys, changed])
