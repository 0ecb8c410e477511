"""How many flows remain from each state to a recipient, for all states at once.

The search goes back from the recipient over whole levels. Which categories data can have at a holder is one row of bits
a holder, so that a level costs a few operations for each flow, whatever its categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from whoshares.model.reached import reached
from whoshares.model.validity import State
from whoshares.network.arrays import Grid, each_once, once
from whoshares.routes.by_block import ByBlock
from whoshares.routes.rules import Changes, Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whoshares.network.arrays import Marks, Numbers
    from whoshares.routes.question import Question
    from whoshares.routes.steps import Steps

    Bits = NDArray[np.uint64]
    Firsts = NDArray[np.uint16]

WORD: Final = 64
ONE: Final = np.uint64(1)
LONGEST: Final = 65_000
"""The most flows of a route that are counted here."""
KEPT: Final = 10_000
"""For how many places it is kept which flows lead on from there."""
SPARSE: Final = 4
"""Below one in so many of all flows, those that matter are picked out first."""


class _Lanes(NamedTuple):
    """Some pairs of a flow and a category that it carries, by sender."""

    recipient: Numbers
    carried: Numbers
    """The carried category: where its word of the recipient is, and its place in it."""
    shift: Bits
    narrower: Bits
    """By word: the categories narrower than the carried one."""
    wider: Bits
    """By word: itself, the broader ones and any."""
    senders: Numbers
    starts: Numbers
    """Where the pairs of each of the senders begin."""


class CategorySets:
    """Which categories data can have at each holder, as rows of bits, one by word; and what lets data on there."""

    def __init__(self, grid: Grid, rules: Rules) -> None:
        self._grid = grid
        self._usable = rules.usable[grid.flow_of]
        self.words = -(-grid.width // WORD)
        self._narrower = self.packed((grid.within == 2).T)
        self._wider = self.packed(((grid.within == 1) | (grid.within == 3)).T)
        self._usable_pairs = int(np.count_nonzero(self._usable))
        self._leaving = grid.leaving(exact=rules.exact)
        changes = [(place, *pair) for place, pairs in rules.becomes.items() for pair in pairs]
        self._place, before, after = np.array(changes, np.int64).reshape(-1, 3).T
        self._before, self._after = np.divmod(before, WORD), np.divmod(after, WORD)

    @cached_property
    def _all(self) -> _Lanes:
        """Of all flows that may be used."""
        return self._lanes(np.flatnonzero(self._usable))

    def none(self) -> Bits:
        """No category at any holder."""
        return np.zeros((self.words, self._grid.holders), np.uint64)

    def packed(self, marks: Marks) -> Bits:
        """Rows of marks, one a category, as bits: by word and row."""
        bits = np.zeros((len(marks), self.words * WORD), np.bool_)
        bits[:, : marks.shape[1]] = marks
        words = np.packbits(bits, axis=1, bitorder="little").view("<u8")
        return np.ascontiguousarray(words.T, np.uint64)

    def unpacked(self, bits: Bits) -> NDArray[np.uint8]:
        """For each holder and category, 1 or 0."""
        rows = np.ascontiguousarray(bits.T, "<u8")
        return np.unpackbits(rows.view(np.uint8), axis=1, count=self._grid.width, bitorder="little")

    def before_flows(self, arrived: Bits) -> Bits:
        """What data can be where a flow leaves that takes it to where it is `arrived`."""
        holders = np.flatnonzero(arrived.any(axis=0))
        bounds = self._grid.by_recipient.bounds
        if SPARSE * int((bounds[holders + 1] - bounds[holders]).sum()) < self._usable_pairs:
            pairs = np.sort(self._grid.by_recipient.expand(holders)[1])
            lanes = self._lanes(pairs[self._usable[pairs]])
        else:
            lanes = self._all
        found = self.none()
        if not len(lanes.senders):
            return found
        carried = arrived.reshape(-1)[lanes.carried]
        rows = [carried] if self.words == 1 else [row[lanes.recipient] for row in arrived]
        carried = (carried >> lanes.shift) & ONE
        for word, row in enumerate(rows):
            through = row & lanes.narrower[word]
            through |= lanes.wider[word] * carried
            found[word, lanes.senders] = np.bitwise_or.reduceat(through, lanes.starts)
        return found

    def before_joins(self, ready: Bits) -> Bits:
        """What data can be at each holder that can leave, without change, where it is `ready`."""
        rows = self._leaving
        return np.bitwise_or.reduceat(ready[:, rows.values], rows.bounds[:-1], axis=1)

    def before_changes(self, changed: Bits) -> Bits:
        """What data can be at each holder to be, there and after transformations or none, as `changed` says."""
        found = changed.copy()
        if len(self._place):
            word, shift = self._after
            can = (changed[word, self._place] >> shift.astype(np.uint64)) & ONE != 0
            word, shift = self._before
            np.bitwise_or.at(found, (word[can], self._place[can]), ONE << shift[can].astype(np.uint64))
        return found

    def leading_on(self, holders: Numbers, held: Iterable[int], first: Firsts, most: int) -> list[tuple[int, int]]:
        """The flows out of some holders that take data of categories `held` there on, and how many flows follow.

        `first` has for each holder and category that arrives one more than that, and 0 where there is no way; `most` is
        how many may follow.
        """
        grid = self._grid
        pairs = grid.by_sender.expand(holders)[1]
        pairs = pairs[self._usable[pairs]]
        carried, recipients = grid.carried[pairs], grid.recipient[grid.flow_of[pairs]]
        left = np.full(len(pairs), most + 1, np.int64)
        for category in held:
            fits = grid.within[category, carried]
            levels = first[recipients, np.where(fits == 2, category, carried)].astype(np.int64) - 1
            np.minimum(left, levels, out=left, where=(fits > 0) & (levels >= 0))
        leads = left <= most
        flows, left = grid.flow_of[pairs[leads]], left[leads]
        if not len(flows):
            return []
        starts = np.flatnonzero(np.concatenate([[True], flows[1:] != flows[:-1]]))  # by sender, then by flow
        return list(zip(flows[starts].tolist(), np.minimum.reduceat(left, starts).tolist(), strict=True))

    def _lanes(self, pairs: Numbers) -> _Lanes:
        grid = self._grid
        flows, carried = grid.flow_of[pairs], grid.carried[pairs]
        senders = grid.sender[flows]
        starts = np.flatnonzero(np.concatenate([[True], senders[1:] != senders[:-1]])) if len(pairs) else pairs
        word, shift = np.divmod(carried, WORD)
        recipients = grid.recipient[flows]
        return _Lanes(
            recipients,
            word * grid.holders + recipients,
            shift.astype(np.uint64),
            self._narrower[:, carried],
            self._wider[:, carried],
            senders[starts],
            starts,
        )


_SETS: Final[WeakKeyDictionary[Rules, CategorySets]] = WeakKeyDictionary()


def _sets_of(grid: Grid, rules: Rules) -> CategorySets:
    """The sets for some rules, made once for as long as these are kept with their grid."""
    if rules not in _SETS:
        _SETS[rules] = CategorySets(grid, rules)
    return _SETS[rules]


class Levels(Mapping[tuple[int, int], int]):
    """For each state (flow, category) on some way to a question's recipient, the fewest flows that follow.

    The same as the route search works out state by state on a small graph, but that blocks and bars are not looked at,
    so that a state may seem nearer than it is. Levels are worked out as they are asked for: who looks a state up gets
    all of them, and `so_far` needs none but those that there are.
    """

    def __init__(
        self, steps: Steps, grid: Grid, at_most: State, *, near: bool = False, fronts: Sequence[Numbers] = ()
    ) -> None:
        """With `near`, the search back ends where it first meets the origin: only the nearest states are known.
        `fronts` are all levels where they are known already, the recipient's first: keys of a holder and a category.
        """
        self.count = 0
        """How many levels there are so far: all states with fewer flows to follow are known."""
        self.done = bool(fronts)
        """Whether these are all."""
        self.grid = grid
        self.fewest: int | None = None
        """The flows of the shortest walk from the origin; `None` where there is none."""
        self._rules = Rules.of(steps, grid, at_most)
        self._question = steps.question
        self._sets = _sets_of(grid, self._rules)
        self._leading: dict[object, list[tuple[int, int]]] = {}
        self._first: Firsts = np.zeros((grid.holders, grid.width), np.uint16)
        """For each holder and category, the level that first reached it, 0 if none did."""
        self._recipient = memoryview(grid.network.flows.recipient)
        self._lookup = self._first.reshape(-1).data
        self._further = self._search_back()
        for self.count, keys in enumerate(fronts[:LONGEST], 1):
            self._first.reshape(-1)[keys] = self.count
        while near and not self.done:
            self.extend()
            self.done |= self.fewest is not None

    def holds_for(self, steps: Steps, at_most: State) -> bool:
        """Whether another search, of the same question but for how sure hops are to be, would give the same."""
        return Rules.of(steps, self.grid, at_most) is self._rules

    def asked_by(self, question: Question) -> Levels:
        """All of these levels, which are for every origin, for a question with one."""
        self.complete()
        found = copy(self)
        found._question = question
        return found

    def by_block(self, system: int, origins: Iterable[int], wanted: Mapping[int, int]) -> ByBlock:
        """The distances by way of a block at a system, for data of some origins.

        `wanted` says with which categories data can go on from there, each with the fewest flows that follow.
        """
        grid, sets = self.grid, self._sets
        network = grid.network
        inner = np.ones(grid.holders, np.bool_)
        inner[[system, *(holder for holder in network.closure(self._question.recipient) if holder >= 0)]] = False
        within = self._allowed.copy()
        within[grid.any] = False
        allowed = sets.packed(within[None, :])
        marks = np.zeros((1, grid.width), np.bool_)
        marks[0, list(wanted)] = True
        there, blocked = sets.none(), np.zeros(grid.holders, np.bool_)
        there[:, [system]] = sets.packed(marks)
        blocked[list(origins)] = True
        first = np.zeros((grid.holders, grid.width), np.uint16)
        fresh = np.where(blocked, sets.before_flows(there), np.uint64(0))
        reached, ready, count = sets.none(), fresh.copy(), 0
        while count <= min(self._rules.max_hops, LONGEST):
            front = sets.before_changes(np.where(inner, sets.before_joins(fresh), np.uint64(0))) & allowed & ~reached
            if not front.any():
                break
            count += 1
            reached |= front
            new = np.flatnonzero(front.any(axis=0))
            first[new] += sets.unpacked(front[:, new]) * np.uint16(count)
            fresh = sets.before_flows(front) & ~ready
            ready |= fresh
        return ByBlock(network, system, frozenset(origins), wanted, first)

    def extend(self) -> None:
        """Work out one more level, if there is one."""
        if not self.done:
            self.done = next(self._further, None) is None

    def complete(self) -> None:
        """Work out all levels."""
        while not self.done:
            self.extend()

    def so_far(self, state: tuple[int, int]) -> int | None:
        """The fewest flows that follow, where the levels so far reach the state."""
        first: int = self._lookup[self._recipient[state[0]] * self.grid.width + state[1]]
        return first - 1 if first else None

    def __getitem__(self, state: tuple[int, int]) -> int:
        found = self.so_far(state)
        if found is None and not self.done:
            self.complete()
            found = self.so_far(state)
        if found is None:
            raise KeyError(state)
        return found

    def __contains__(self, state: object) -> bool:
        assert isinstance(state, tuple)
        return self.get(state) is not None

    def leading_on(
        self, holders: tuple[int, ...], categories: frozenset[int], most: int | None = None
    ) -> list[tuple[int, int]]:
        """The flows by which data of some categories can leave some holders, each with how many follow at the least.

        As far as the levels so far reach; with `most`, no more than so many may follow.
        """
        if most is not None and most < 0:
            return []
        asked = holders, categories, most
        found = self._leading.get(asked)
        if found is None:
            held = [self.grid.any if category < 0 else category for category in sorted(categories)]
            farthest = LONGEST if most is None else min(most, LONGEST)
            found = self._sets.leading_on(np.array(holders, np.int64), held, self._first, farthest)
            if self.done and len(self._leading) < KEPT:
                self._leading[asked] = found
        return found

    def __iter__(self) -> Iterator[tuple[int, int]]:
        flows, categories = self._states
        return zip(flows.tolist(), categories.tolist(), strict=True)

    def __len__(self) -> int:
        return len(self._states[0])

    @cached_property
    def _allowed(self) -> Marks:
        """The categories that data of the question's can have anywhere."""
        grid = self.grid
        start = grid.any if self._question.category < 0 else self._question.category
        products: dict[int, set[int]] = {}
        for pairs in set(self._rules.becomes.values()):
            for before, after in pairs:
                products.setdefault(before, set()).add(after)

        def following(category: int) -> set[int]:
            narrower: list[int] = np.flatnonzero((grid.within[category] == 3) & grid.in_use).tolist()
            return {*narrower, *products.get(category, ())}

        allowed = np.zeros(grid.width, np.bool_)
        allowed[list(reached([start], following))] = True
        return allowed

    def _search_back(self) -> Iterator[int]:
        """Work out level after level; yields how many there are."""
        grid, question = self.grid, self._question
        sets = self._sets
        to = [holder for holder in grid.network.closure(question.recipient) if holder >= 0]
        origins = [holder for holder in grid.network.closure(question.origin) if holder >= 0]
        inner = np.ones(grid.holders, np.bool_)
        inner[to + origins] = False
        within = self._allowed.copy()
        within[grid.any] = False
        allowed = sets.packed(within[None, :])
        if question.arriving is not None:
            within[: grid.any] &= np.arange(grid.any) == question.arriving
        front, reached, ready = sets.none(), sets.none(), sets.none()
        front[:, to] = sets.packed(within[None, :])
        begins = self._begins(origins)
        while front.any() and self.count <= min(self._rules.max_hops, LONGEST):
            self.count += 1
            reached |= front
            new = np.flatnonzero(front.any(axis=0))
            self._first[new] += sets.unpacked(front[:, new]) * np.uint16(self.count)
            fresh = sets.before_flows(front) & ~ready
            ready |= fresh
            if self.fewest is None and bool((fresh[:, origins] & begins).any()):
                self.fewest = self.count
            yield self.count
            front = sets.before_changes(np.where(inner, sets.before_joins(fresh), np.uint64(0))) & allowed & ~reached

    def _begins(self, origins: Sequence[int]) -> Bits:
        """What data of the question's category can be where it begins, at each of the origins."""
        category = self._question.category
        start = self.grid.any if category < 0 else category
        marks = np.zeros((len(origins), self.grid.width), np.bool_)
        marks[:, start] = True
        for place, origin in enumerate(origins):
            marks[place, [after for before, after in self._rules.becomes.get(origin, ()) if before == start]] = True
        return self._sets.packed(marks)

    @cached_property
    def _states(self) -> tuple[Numbers, Numbers]:
        """All states on some way from the question's origin to its recipient."""
        self.complete()
        grid, rules, width = self.grid, self._rules, self.grid.width
        question = self._question
        changes = Changes(grid, rules.becomes, backward=False)
        leaving = grid.leaving(exact=rules.exact)
        start = grid.any if question.category < 0 else question.category
        origin = np.array([h for h in sorted(grid.network.closure(question.origin)) if h >= 0], np.int64)
        to = np.zeros(grid.holders, np.bool_)
        to[[holder for holder in grid.network.closure(question.recipient) if holder >= 0]] = True
        seen, ready_seen = np.zeros(grid.holders * width, np.bool_), np.zeros(grid.holders * width, np.bool_)
        scratch = np.empty(grid.holders * width, np.int32)
        found: list[Numbers] = []
        ready = each_once(changes.of(origin * width + start)[1])
        while len(ready):
            ready_seen[ready] = True
            places, pairs = grid.by_sender.expand(ready // width)
            keep = rules.usable[grid.flow_of[pairs]]
            places, pairs = places[keep], pairs[keep]
            categories = (ready % width)[places]
            fits = grid.within[categories, grid.carried[pairs]]
            keep = fits > 0
            pairs, categories, fits = pairs[keep], categories[keep], fits[keep]
            arriving = np.where(fits == 2, categories, grid.carried[pairs])
            keys = grid.recipient[grid.flow_of[pairs]] * width + arriving
            alive = self._first[keys // width, keys % width] > 0
            found.append(grid.flow_of[pairs[alive]] * width + arriving[alive])
            front = once(keys[alive & ~seen[keys]], scratch)
            seen[front] = True
            front = front[~to[front // width]]
            places, holders = leaving.expand(changes.of(front)[1] // width)
            ready = holders * width + (changes.of(front)[1] % width)[places]
            ready = once(ready[~ready_seen[ready]], scratch)
        states = each_once(np.concatenate(found)) if found else np.zeros(0, np.int64)
        return states // width, states % width
