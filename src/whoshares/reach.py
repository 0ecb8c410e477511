"""Who can reach a holder, or be reached from it, for all holders in one search.

The states are places (a holder, a category), and the search goes over whole levels of them at a time, in arrays. What
it finds are the shortest walks of the state graph. A walk is a route unless it comes back to a holder, touches the far
end's parts on its way, or meets a block: each is checked, and where one is no route the caller asks the route search.
"""

from __future__ import annotations

from array import array
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

    @staticmethod
    def column(values: array[int]) -> NDArray[np.int32]:
        """A column of the flows as an array."""
        return np.frombuffer(values, np.int32)

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


def grid_of(network: Network) -> Grid:
    """The network as arrays, made once."""
    if network.grid is None:
        network.grid = Grid(network)
        if network.whole is not None:  # of the same holders and categories: what depends on those alone is the same
            known = grid_of(network.whole).__dict__
            for name in ("within", "broader", "closures", "closure_keys", "_joins", "_exact_joins"):
                if name in known:
                    network.grid.__dict__[name] = known[name]
    assert isinstance(network.grid, Grid)
    return network.grid


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
        window = search.question.window
        usable: Marks = np.ones(len(flows), np.bool_)
        if window is not None:
            usable &= grid.column(flows.possible_from) <= window[1]
            usable &= grid.column(flows.possible_until) > window[0]
        if certain:
            usable &= window is not None
        if certain and window is not None:
            usable &= grid.column(flows.certain_from) <= window[1]
            usable &= grid.column(flows.certain_until) > window[0]
        without, holders = search.question.without
        usable[[flow for flow in without if flow >= 0]] = False
        if holders:
            out = np.zeros(grid.holders, np.bool_)
            out[[holder for holder in holders if holder >= 0]] = True
            usable &= ~out[grid.sender] & ~out[grid.recipient]
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


def _once(keys: Numbers, scratch: NDArray[np.int32]) -> Numbers:
    """Each key once, in no fixed order; `scratch` has a place for every key."""
    own = np.arange(len(keys), dtype=np.int32)
    scratch[keys] = own
    found: Numbers = keys[scratch[keys] == own]
    return found


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


class Levels(Mapping[tuple[int, int], int]):
    """For each state (flow, category) on some way to a question's recipient, the fewest flows that follow.

    The same as the route search works out state by state on a small graph, but that blocks and bars are not looked at,
    so that a state may seem nearer than it is.
    """

    def __init__(self, search: Search, grid: Grid, *, certain: bool) -> None:
        self._grid = grid
        self._rules = Rules.of(search, grid, certain=certain)
        self._search = search
        self._allowed = self._possible_categories()
        self._left = self._levels()
        self._recipient = memoryview(grid.network.flows.recipient)
        self._lookup = memoryview(array("i", self._left.tobytes()))

    def __getitem__(self, state: tuple[int, int]) -> int:
        flow, category = state
        left = self._lookup[self._recipient[flow] * self._grid.width + category]
        if left < 0:
            raise KeyError(state)
        return left

    def __contains__(self, state: object) -> bool:
        assert isinstance(state, tuple)
        return bool(self._lookup[self._recipient[state[0]] * self._grid.width + state[1]] >= 0)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        flows, categories = self._states
        return zip(flows.tolist(), categories.tolist(), strict=True)

    def __len__(self) -> int:
        return len(self._states[0])

    def _possible_categories(self) -> Marks:
        """The categories that data of the question's can have anywhere."""
        grid = self._grid
        start = grid.any if self._search.question.category < 0 else self._search.question.category
        products: dict[int, set[int]] = {}
        for pairs in set(self._rules.becomes.values()):
            for before, after in pairs:
                products.setdefault(before, set()).add(after)
        carried = np.zeros(grid.any, np.bool_)
        carried[np.unique(grid.carried)] = True
        allowed = np.zeros(grid.width, np.bool_)
        ahead = [start]
        while ahead:
            category = ahead.pop()
            if allowed[category]:
                continue
            allowed[category] = True
            ahead += np.flatnonzero((grid.within[category] == 3) & carried).tolist()
            ahead += products.get(category, ())
        return allowed

    def _levels(self) -> NDArray[np.int32]:
        """For each place state, the fewest flows that follow; -1 where none lead on."""
        grid, rules, width = self._grid, self._rules, self._grid.width
        question = self._search.question
        left = np.full(grid.holders * width, -1, np.int32)
        ready_seen = np.zeros(grid.holders * width, np.bool_)
        scratch = np.empty(grid.holders * width, np.int32)
        to = np.array(sorted(grid.network.closure(question.recipient)), np.int64)
        to = to[to >= 0]
        origins = np.zeros(grid.holders, np.bool_)
        origins[[holder for holder in grid.network.closure(question.origin) if holder >= 0]] = True
        inner = ~origins
        inner[to] = False
        changes = _Changes(grid, rules.becomes, backward=True)
        rejoin = grid.leaving(exact=rules.exact).turned
        front = (to[:, None] * width + np.flatnonzero(self._allowed)[None, :]).ravel()
        front = front[front % width != grid.any]
        left[front] = 0
        level = 0
        while len(front) and level < rules.max_hops:
            level += 1
            ready = self._into(front)
            ready = _once(ready[~ready_seen[ready]], scratch)
            ready_seen[ready] = True
            places, holders = rejoin.expand(ready // width)
            keep = inner[holders]
            keys = holders[keep] * width + (ready % width)[places[keep]]
            _, keys = changes.of(keys)
            keys = keys[(keys % width != grid.any) & self._allowed[keys % width]]
            front = _once(keys[left[keys] < 0], scratch)
            left[front] = level
        return left

    def _into(self, front: Numbers) -> Numbers:
        """The states ready to leave by a flow that arrives at one of the front."""
        grid, width = self._grid, self._grid.width
        places, pairs = grid.by_recipient.expand(front // width)
        keep = self._rules.usable[grid.flow_of[pairs]]
        places, pairs = places[keep], pairs[keep]
        categories = (front % width)[places]
        fits = grid.within[categories, grid.carried[pairs]]
        senders = grid.sender[grid.flow_of[pairs]]
        same, narrower = fits == 1, fits == 2
        wide_places, wide = grid.broader.expand(grid.carried[pairs[same]])
        allowed = self._allowed[wide]
        return np.concatenate(
            [
                senders[same][wide_places[allowed]] * width + wide[allowed],
                senders[narrower] * width + categories[narrower],
            ]
        )

    @cached_property
    def _states(self) -> tuple[Numbers, Numbers]:
        """All states on some way from the question's origin to its recipient."""
        grid, rules, width = self._grid, self._rules, self._grid.width
        question = self._search.question
        changes = _Changes(grid, rules.becomes, backward=False)
        leaving = grid.leaving(exact=rules.exact)
        start = grid.any if question.category < 0 else question.category
        origin = np.array([h for h in sorted(grid.network.closure(question.origin)) if h >= 0], np.int64)
        to = np.zeros(grid.holders, np.bool_)
        to[[holder for holder in grid.network.closure(question.recipient) if holder >= 0]] = True
        seen, ready_seen = np.zeros(grid.holders * width, np.bool_), np.zeros(grid.holders * width, np.bool_)
        scratch = np.empty(grid.holders * width, np.int32)
        found: list[Numbers] = []
        ready = np.unique(changes.of(origin * width + start)[1])
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
            alive = self._left[keys] >= 0
            found.append(grid.flow_of[pairs[alive]] * width + arriving[alive])
            front = _once(keys[alive & ~seen[keys]], scratch)
            seen[front] = True
            front = front[~to[front // width]]
            places, holders = leaving.expand(changes.of(front)[1] // width)
            ready = holders * width + (changes.of(front)[1] % width)[places]
            ready = _once(ready[~ready_seen[ready]], scratch)
        states = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
        return states // width, states % width
