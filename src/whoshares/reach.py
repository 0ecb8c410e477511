"""Who can reach a holder, or be reached from it, for all holders in one search.

The states are places (a holder, a category), and the search goes over whole levels of them at a time, in arrays. What
it finds are the shortest walks of the state graph. A walk is a route unless it comes back to a holder, touches the far
end's parts on its way, or meets a block: each is checked, and where one is no route the caller asks the route search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from whoshares.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whoshares.routes import Search

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]


class Grid:
    """A network as arrays: flows with each of their categories, joins, closures."""

    def __init__(self, network: Network) -> None:
        flows = network.flows
        self.network = network
        self.holders = len(network.holders)
        self.any = len(network.categories.iris)
        """The number that stands for any category here: one past the last."""
        self.width = self.any + 1
        self.sender = np.frombuffer(flows.sender, np.int32).astype(np.int64)
        self.recipient = np.frombuffer(flows.recipient, np.int32).astype(np.int64)
        self.evidence = np.frombuffer(flows.evidence, np.int8).astype(np.int64)
        bounds = np.frombuffer(flows.carries.bounds, np.int32)
        self.flow_of = np.repeat(np.arange(len(flows)), np.diff(bounds))
        """For each pair of a flow and a category that it carries: the flow, and in `carried` the category."""
        self.carried = np.frombuffer(flows.carries.values, np.int64)

    @cached_property
    def within(self) -> NDArray[np.int8]:
        """For two categories: 1 where they are the same, 2 where the first is narrower, 3 where broader, else 0."""
        tree = self.network.categories
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
        tree = self.network.categories
        pairs = [(c, wide) for c in range(self.any) for wide in (c, *sorted(tree.above(c)), self.any)]
        return Rows(np.array([c for c, _ in pairs], np.int64), np.array([w for _, w in pairs], np.int64), self.any)

    @cached_property
    def by_recipient(self) -> Rows:
        """For each holder: the pairs of its incoming flows."""
        return Rows(self.recipient[self.flow_of], np.arange(len(self.flow_of)), self.holders)

    @cached_property
    def by_sender(self) -> Rows:
        """For each holder: the pairs of its outgoing flows."""
        return Rows(self.sender[self.flow_of], np.arange(len(self.flow_of)), self.holders)

    @cached_property
    def closures(self) -> tuple[Numbers, Numbers]:
        """All pairs of a holder and a member of its closure, sorted."""
        within = self.network.closure_pairs()
        keys = np.unique(np.array([whole * self.holders + member for whole, member in within], np.int64))
        return keys // self.holders, keys % self.holders

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

    def leaving(self, *, exact: bool) -> Rows:
        """For each place: the holders that data there can leave from."""
        return self._exact_joins if exact else self._joins

    @cached_property
    def _joins(self) -> Rows:
        wholes, members = self.closures
        here, there = np.concatenate([wholes, members]), np.concatenate([members, wholes])
        keys = np.unique(here * self.holders + there)
        return Rows(keys // self.holders, keys % self.holders, self.holders)

    @cached_property
    def _exact_joins(self) -> Rows:
        pairs = self.network.operators_of_systems()
        own = np.arange(self.holders)
        here = np.concatenate([own, np.array([system for system, _ in pairs], np.int64)])
        there = np.concatenate([own, np.array([operator for _, operator in pairs], np.int64)])
        return Rows(here, there, self.holders)


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


class Walks(NamedTuple):
    """For some far ends, each with an arriving category, a shortest walk.

    `far` and `category` say which; `near` is the holder at which the walk leaves or arrives within `far`; `hops` how
    many flows it has, `evidence` the best rank of the worst flow of the walks of that length. `flows` has one row a
    walk, in
    order of travel, -1 after the last.
    """

    far: Numbers
    category: Numbers
    near: Numbers
    hops: Numbers
    evidence: Numbers
    flows: Numbers


@dataclass(frozen=True)
class Rules:
    """What may be used: as the route search of the question decides, all of it or only what is certain."""

    usable: Marks
    """For each flow."""
    becomes: Mapping[int, tuple[tuple[int, int], ...]]
    """At each place where transformations may apply: the pairs of a category and what it can become."""
    exact: bool
    max_hops: int

    @staticmethod
    def of(search: Search, grid: Grid, *, certain: bool) -> Rules:
        """The rules of a question, which a search holds."""
        flows = grid.network.flows
        usable = np.fromiter(
            (search.flow_usable(n) and (not certain or search.flow_certain(n)) for n in range(len(flows))),
            np.bool_,
            len(flows),
        )
        most = search.question.max_hops
        return Rules(
            usable,
            search.changes(certain=certain),
            search.question.exact or certain,
            len(flows) if most is None else most,
        )


class _Front(NamedTuple):
    """States of one level: their keys, the rank of their evidence, and for each what it goes on to."""

    keys: Numbers
    evidence: Numbers
    parents: Numbers


def _best(keys: Numbers, evidence: Numbers, parents: Numbers, seen: Marks) -> _Front:
    """The states that were not seen before, each once: the best evidence counts, then the least parent."""
    fresh = ~seen[keys]
    keys, evidence, parents = keys[fresh], evidence[fresh], parents[fresh]
    order = np.lexsort((parents, evidence, keys))
    keys, evidence, parents = keys[order], evidence[order], parents[order]
    first = np.ones(len(keys), np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    seen[keys] = True
    return _Front(keys, evidence[first], parents[first])


class _Changes:
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


class Inward:
    """The search from a recipient back to all origins, for one arriving category at a time."""

    def __init__(self, grid: Grid, rules: Rules, recipient: int, category: int) -> None:
        self._grid = grid
        self._rules = rules
        self._start = grid.any if category < 0 else category
        self._to = np.array(sorted(grid.network.closure(recipient)), np.int64)
        self._target = np.zeros(grid.holders, np.bool_)
        self._target[self._to] = True
        self._changes = _Changes(grid, rules.becomes, backward=True)

    def arriving(self) -> list[int]:
        """The categories with which data may arrive: what flows to the recipient carry, and what is narrower."""
        grid = self._grid
        pairs = grid.by_recipient.expand(self._to)[1]
        pairs = pairs[self._rules.usable[grid.flow_of[pairs]]]
        carried = np.unique(grid.carried[pairs])
        fits = (grid.within[: grid.any][:, carried] == 1) | (grid.within[: grid.any][:, carried] == 2)
        return np.flatnonzero(fits.any(axis=1)).tolist()

    def walks(self, arriving: int) -> Walks:
        """A shortest walk from each holder from which data of the question's category can arrive as another."""
        grid, rules = self._grid, self._rules
        width = grid.width
        size = grid.holders * width
        place_seen, ready_seen = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        place_seen.reshape(grid.holders, width)[self._target] = True  # no inner recipient is part of the far end
        flow_at: Numbers = np.full(size, -1, np.int64)
        """For each ready state: the flow by which it goes on; `next_at` has the place where that arrives."""
        next_at: Numbers = np.full(size, -1, np.int64)
        ready_at: Numbers = np.full(size, -1, np.int64)
        """For each place state: the ready state by which it goes on."""
        begun = np.zeros(grid.holders, np.bool_)
        found: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
        keys = self._to * width + arriving
        front = _Front(keys, np.zeros(len(keys), np.int64), keys)
        rejoin = grid.leaving(exact=rules.exact).turned
        level = 0
        while len(front.keys) and level < rules.max_hops:
            level += 1
            ready = self._ready(front, ready_seen)
            if not len(ready.keys):
                break
            flow_at[ready.keys] = ready.parents // size
            next_at[ready.keys] = ready.parents % size
            found.append(self._begins(ready, begun, level))
            places, holders = rejoin.expand(ready.keys // width)
            keys = holders * width + (ready.keys % width)[places]
            origins, changed = self._changes.of(keys)
            places = places[origins]
            front = _best(changed, ready.evidence[places], ready.keys[places], place_seen)
            ready_at[front.keys] = front.parents
        return self._gather(arriving, found, flow_at, next_at, ready_at)

    def _ready(self, front: _Front, seen: Marks) -> _Front:
        """The states ready to leave by a flow that arrives at the front."""
        grid, width = self._grid, self._grid.width
        size = grid.holders * width
        holders, categories = front.keys // width, front.keys % width
        places, pairs = grid.by_recipient.expand(holders)
        fits = grid.within[categories[places], grid.carried[pairs]]
        keep = ((fits == 1) | (fits == 2)) & self._rules.usable[grid.flow_of[pairs]]
        places, pairs, fits = places[keep], pairs[keep], fits[keep]
        flows = grid.flow_of[pairs]
        same = fits == 1
        wide_places, wide = grid.broader.expand(grid.carried[pairs[same]])
        at = np.concatenate([places[same][wide_places], places[~same]])
        by = np.concatenate([flows[same][wide_places], flows[~same]])
        category = np.concatenate([wide, categories[places[~same]]])
        evidence = np.maximum(front.evidence[at], grid.evidence[by])
        return _best(grid.sender[by] * width + category, evidence, by * size + front.keys[at], seen)

    def _begins(self, ready: _Front, begun: Marks, level: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """The holders that data can now begin from: itself, evidence, ready state and level."""
        width = self._grid.width
        origins, states = self._changes.of(ready.keys)
        starts = states % width == self._start
        front = _best(states[starts] // width, ready.evidence[origins[starts]], ready.keys[origins[starts]], begun)
        return front.keys, front.evidence, front.parents, np.full(len(front.keys), level, np.int64)

    def _gather(
        self,
        arriving: int,
        found: list[tuple[Numbers, Numbers, Numbers, Numbers]],
        flow_at: Numbers,
        next_at: Numbers,
        ready_at: Numbers,
    ) -> Walks:
        """Walks for every holder whose closure holds one from which data can begin."""
        grid = self._grid
        if not found:
            empty = np.zeros(0, np.int64)
            return Walks(empty, empty, empty, empty, empty, np.zeros((0, 1), np.int64))
        near, evidence, ready, hops = (np.concatenate(column) for column in zip(*found, strict=True))
        far, near, evidence, hops, ready = _by_closure(grid, near, evidence, hops, ready)
        longest = int(hops.max(initial=0))
        flows = np.full((len(far), longest), -1, np.int64)
        going = np.arange(len(far))
        for place in range(longest):
            flows[going, place] = flow_at[ready]
            arrived = next_at[ready]
            on = ~self._target[arrived // grid.width]
            going, ready = going[on], ready_at[arrived[on]]
            if not len(going):
                break
        return Walks(far, np.full(len(far), arriving, np.int64), near, hops, evidence, flows)


class Outward:
    """The search from an origin on to all recipients."""

    def __init__(self, grid: Grid, rules: Rules, origin: int, category: int) -> None:
        self._grid = grid
        self._rules = rules
        self._start = grid.any if category < 0 else category
        self._from = np.array(sorted(grid.network.closure(origin)), np.int64)
        self._origin = np.zeros(grid.holders, np.bool_)
        self._origin[self._from] = True
        self._changes = _Changes(grid, rules.becomes, backward=False)

    def walks(self) -> Walks:
        """A shortest walk to each holder, for each category with which data can arrive there."""
        grid, rules, width = self._grid, self._rules, self._grid.width
        size = grid.holders * width
        seen, ready_seen = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        flow_at: Numbers = np.full(size, -1, np.int64)
        ready_from: Numbers = np.full(size, -1, np.int64)
        """For each place state: the ready state that its flow left from; `place_from` the place before that."""
        place_from: Numbers = np.full(size, -1, np.int64)
        found: list[tuple[Numbers, Numbers, Numbers]] = []
        starts = self._from * width + self._start
        origins, changed = self._changes.of(starts)
        front = _best(changed, np.zeros(len(changed), np.int64), starts[origins], ready_seen)
        leaving = grid.leaving(exact=rules.exact)
        level = 0
        while len(front.keys) and level < rules.max_hops:
            level += 1
            place_from[front.keys] = front.parents
            arrived = self._arrived(front, seen)
            flow_at[arrived.keys] = arrived.parents // size
            ready_from[arrived.keys] = arrived.parents % size
            found.append((arrived.keys, arrived.evidence, np.full(len(arrived.keys), level, np.int64)))
            inner = ~self._origin[arrived.keys // width]
            keys, evidence = arrived.keys[inner], arrived.evidence[inner]
            origins, changed = self._changes.of(keys)
            places, holders = leaving.expand(changed // width)
            front = _best(
                holders * width + (changed % width)[places],
                evidence[origins[places]],
                keys[origins[places]],
                ready_seen,
            )
        return self._gather(found, flow_at, ready_from, place_from)

    def _arrived(self, front: _Front, seen: Marks) -> _Front:
        grid, width = self._grid, self._grid.width
        size = grid.holders * width
        places, pairs = grid.by_sender.expand(front.keys // width)
        categories = (front.keys % width)[places]
        fits = grid.within[categories, grid.carried[pairs]]
        keep = (fits > 0) & self._rules.usable[grid.flow_of[pairs]]
        places, pairs, fits, categories = places[keep], pairs[keep], fits[keep], categories[keep]
        flows = grid.flow_of[pairs]
        arriving = np.where(fits == 2, categories, grid.carried[pairs])
        evidence = np.maximum(front.evidence[places], grid.evidence[flows])
        return _best(grid.recipient[flows] * width + arriving, evidence, flows * size + front.keys[places], seen)

    def _gather(
        self,
        found: list[tuple[Numbers, Numbers, Numbers]],
        flow_at: Numbers,
        ready_from: Numbers,
        place_from: Numbers,
    ) -> Walks:
        grid, width = self._grid, self._grid.width
        keys, evidence, hops = (np.concatenate(column) for column in zip(*found, strict=True))
        parts = []
        for category in np.unique(keys % width):
            one = keys % width == category
            far, near, rank, length, state = _by_closure(grid, keys[one] // width, evidence[one], hops[one], keys[one])
            parts.append((far, np.full(len(far), category, np.int64), near, length, rank, state))
        if not parts:
            empty = np.zeros(0, np.int64)
            return Walks(empty, empty, empty, empty, empty, np.zeros((0, 1), np.int64))
        far, category, near, hops, evidence, state = (np.concatenate(column) for column in zip(*parts, strict=True))
        flows = np.full((len(far), int(hops.max(initial=0))), -1, np.int64)
        going, place = np.arange(len(far)), hops - 1
        while len(going):
            flows[going, place[going]] = flow_at[state]
            on = place[going] > 0
            state = place_from[ready_from[state]][on]
            going = going[on]
            place[going] -= 1
        return Walks(far, category, near, hops, evidence, flows)


def _by_closure(
    grid: Grid, near: Numbers, evidence: Numbers, hops: Numbers, state: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """For each holder whose closure has some of these: the one with fewest hops, then best evidence, then least."""
    wholes, members = grid.closures
    owners = Rows(members, wholes, grid.holders)
    places, far = owners.expand(near)
    near, evidence, hops, state = near[places], evidence[places], hops[places], state[places]
    order = np.lexsort((near, evidence, hops, far))
    far, near, evidence, hops, state = far[order], near[order], evidence[order], hops[order], state[order]
    first = np.ones(len(far), np.bool_)
    first[1:] = far[1:] != far[:-1]
    return far[first], near[first], evidence[first], hops[first], state[first]


def routes_among(grid: Grid, walks: Walks) -> Marks:
    """Which walks are routes as far as holders say: blocks are not looked at."""
    return _touches_nothing_twice(grid, walks)


def _touches_nothing_twice(grid: Grid, walks: Walks) -> Marks:
    """Which walks come back to no holder, and touch no part of the far end on their way."""
    flows = walks.flows
    there = flows >= 0
    recipients = np.where(there, grid.recipient[np.where(there, flows, 0)], -1 - np.arange(flows.shape[1]))
    begin = grid.sender[flows[:, 0]] if len(flows) else np.zeros(0, np.int64)
    holders = np.sort(np.concatenate([begin[:, None], recipients], axis=1), axis=1)
    fine: Marks = (holders[:, 1:] != holders[:, :-1]).all(axis=1)
    inner = there & (np.arange(flows.shape[1])[None, :] < (walks.hops - 1)[:, None])
    rows, columns = np.nonzero(inner)
    touching = grid.in_closure(walks.far[rows], recipients[rows, columns])
    fine[rows[touching]] = False
    return fine


def pairs_at_blocks(grid: Grid, walks: Walks) -> Iterator[tuple[int, int, int]]:
    """The places on walks at which a block may be set: the walk's number, and the flows before and after."""
    if not grid.network.blocks:
        return
    blocked = np.zeros(grid.holders, np.bool_)
    blocked[list(grid.network.blocks_at)] = True
    before, after = walks.flows[:, :-1], walks.flows[:, 1:]
    here = (after >= 0) & blocked[grid.recipient[before]] & (grid.recipient[before] == grid.sender[after])
    for walk, place in zip(*np.nonzero(here), strict=True):
        yield int(walk), int(before[walk, place]), int(after[walk, place])
