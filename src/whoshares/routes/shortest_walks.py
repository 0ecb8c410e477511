"""Who can reach a holder, or be reached from it, for all holders in one search.

The states are places (a holder, a category), and the search goes over whole levels of them at a time, in arrays. What
it finds are the shortest walks of the state graph. A walk is a route unless it comes back to a holder, touches the far
end's parts on its way, or meets a block: each is checked, and where one is no route the caller asks the route search.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from whoshares.network.arrays import Grid
from whoshares.network.categories import ANY
from whoshares.routes.crossing import Crossing, Front, least
from whoshares.routes.rules import Rules

if TYPE_CHECKING:
    from whoshares.network.arrays import Marks, Numbers


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


def _best(keys: Numbers, evidence: Numbers, parents: Numbers, seen: Marks) -> Front:
    """The states that were not seen before, each once: the best evidence counts, then the least parent."""
    front = least(*Front(keys, evidence, parents).only(~seen[keys]))
    seen[front.keys] = True
    return front


def answered(search: Searching, cross: Callable[[Asked], Front]) -> Walks:
    """What a search finds, where each of its questions for flows is answered at once."""
    try:
        asked = next(search)
        while True:
            asked = search.send(cross(asked))
    except StopIteration as found:
        walks: Walks = found.value
        return walks


class Asked(NamedTuple):
    """What a search asks of the flows: which states lie before a front by one flow, or after it."""

    front: Front
    seen: Marks
    """The states that are known, and not asked for."""
    stated: bool
    """Whether only flows count whose end away from the front is as it is stated."""


Searching: TypeAlias = Generator[Asked, Front, "Walks"]
"""A search that asks for flows and is sent what they lead to, so that they may lie elsewhere."""


class Inward:
    """The search from a recipient back to all origins, for one arriving category at a time."""

    def __init__(self, grid: Grid, rules: Rules, recipient: int, category: int) -> None:
        self._grid = grid
        self._rules = rules
        self._start = grid.any if category < 0 else category
        self._to = np.array(sorted(grid.network.closure(recipient)), np.int64)
        self._target = np.zeros(grid.holders, np.bool_)
        self._target[self._to] = True
        self._changes = rules.changes(grid, backward=True)
        size = grid.holders * grid.width
        beginning = rules.changes(grid, backward=False).of(np.arange(grid.holders) * grid.width + self._start)[1]
        self._beginning: Marks = np.zeros(size, np.bool_)
        """The states in which data of the question's category can leave a holder at which it begins."""
        self._beginning[beginning] = True
        self._ways: tuple[Numbers, Numbers, Numbers] = (
            np.empty(size, np.int64),
            np.empty(size, np.int64),
            np.empty(size, np.int64),
        )
        """How each state that was reached goes on; what stands at others is left from before, and not read."""
        self._seen: tuple[Marks, Marks] = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        """The states that a search has come to: where data arrives, and where it is ready to leave."""
        self.fronts: list[Numbers] = []
        """The states at which data arrived in the last search, level by level: how many flows follow, and one more."""

    def arriving(self) -> list[int]:
        """The categories with which data may arrive: what flows to the recipient carry, and what is narrower."""
        return self.arriving_by(crossing_of(self._grid, self._rules, backward=True).carried_to(self._to))

    def arriving_by(self, carried: Numbers) -> list[int]:
        """The same, where it is known what flows to the recipient carry."""
        grid = self._grid
        fits = (grid.within[: grid.any][:, carried] == 1) | (grid.within[: grid.any][:, carried] == 2)
        return np.flatnonzero(fits.any(axis=1)).tolist()

    def walks(self, arriving: int) -> Walks:
        """A shortest walk from each holder from which data of the question's category can arrive as another.

        It does not begin with a flow whose sender is taken for a generic body: that one's own walk stands for it.
        """
        stated = self._grid.sender_stated is None
        return answered(
            self.searching([arriving], stated=stated), crossing_of(self._grid, self._rules, backward=True).before
        )

    def searching(self, arriving: Sequence[int], *, stated: bool) -> Searching:
        """The search for `walks`, for whichever of some categories arrives; `stated` says that all senders are."""
        grid, rules = self._grid, self._rules
        width = grid.width
        size = grid.holders * width
        place_seen, ready_seen = self._seen
        place_seen.reshape(grid.holders, width)[self._target] = True  # no inner recipient is part of the far end
        flow_at, next_at, ready_at = self._ways
        own_seen, own_flow_at, own_next_at = (
            (ready_seen, flow_at, next_at) if stated else (ready_seen.copy(), flow_at.copy(), next_at.copy())
        )
        """For each ready state the flow by which it goes on and the place where that arrives; for each place state the
        ready state by which it goes on."""
        begun = np.zeros(grid.holders, np.bool_)
        found: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
        keys = np.unique((self._to[:, None] * width + np.array(arriving, np.int64)).ravel())
        front = Front(keys, np.zeros(len(keys), np.int64), keys)
        rejoin = grid.leaving(exact=rules.exact).turned
        level = 0
        self.fronts = [front.keys]
        met = []
        while len(front.keys) and level < rules.max_hops:
            level += 1
            last = level == rules.max_hops
            ready = _best(*self._met((yield Asked(front, ready_seen, False)), last), ready_seen)
            met.append(ready.keys)
            flow_at[ready.keys], next_at[ready.keys] = np.divmod(ready.parents, size)
            own = ready
            if not stated:
                own = _best(*self._met((yield Asked(front, own_seen, True)), last), own_seen)
                own_flow_at[own.keys], own_next_at[own.keys] = np.divmod(own.parents, size)
            if len(own.keys):
                found.append(self._begins(own, begun, level))
            if last or not len(ready.keys):
                break
            places, holders = rejoin.expand(ready.keys // width)
            keys = holders * width + (ready.keys % width)[places]
            origins, changed = self._changes.of(keys)
            places = places[origins]
            front = _best(changed, ready.evidence[places], ready.keys[places], place_seen)
            ready_at[front.keys] = front.parents
            self.fronts.append(front.keys)
        for keys in self.fronts:
            place_seen[keys] = False
        for keys in met:
            ready_seen[keys] = False
        one = arriving[0] if len(arriving) == 1 else ANY
        return self._gather(one, found, (own_flow_at, flow_at), (own_next_at, next_at), ready_at)

    def _met(self, ready: Front, last: bool) -> Front:
        """The states that matter of those that a level meets: at the last one those in which data can begin."""
        return ready.only(self._beginning[ready.keys]) if last else ready

    def _begins(self, ready: Front, begun: Marks, level: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """The holders that data can now begin from: itself, evidence, ready state and level."""
        keys, evidence, _ = ready.only(self._beginning[ready.keys])
        front = _best(keys // self._grid.width, evidence, keys, begun)
        return front.keys, front.evidence, front.parents, np.full(len(front.keys), level, np.int64)

    def _gather(
        self,
        arriving: int,
        found: list[tuple[Numbers, Numbers, Numbers, Numbers]],
        flow_at: tuple[Numbers, Numbers],
        next_at: tuple[Numbers, Numbers],
        ready_at: Numbers,
    ) -> Walks:
        """Walks for every holder whose closure holds one from which data can begin.

        How states go on is given twice: for the first flow, and for others.
        """
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
            later = int(place > 0)
            flows[going, place] = flow_at[later][ready]
            arrived = next_at[later][ready]
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
        self._changes = rules.changes(grid, backward=False)

    def walks(self) -> Walks:
        """A shortest walk to each holder, for each category with which data can arrive there.

        It does not end with a flow whose recipient is taken for a generic body: that one's own walk stands for it.
        """
        stated = self._grid.recipient_stated is None
        return answered(self.searching(stated=stated), crossing_of(self._grid, self._rules, backward=False).after)

    def searching(self, *, stated: bool) -> Searching:
        """The search for `walks`; `stated` says that all recipients are."""
        grid, rules, width = self._grid, self._rules, self._grid.width
        size = grid.holders * width
        seen, ready_seen = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        flow_at: Numbers = np.full(size, -1, np.int64)
        ready_from: Numbers = np.full(size, -1, np.int64)
        """For each place state: the ready state that its flow left from; `place_from` the place before that."""
        place_from: Numbers = np.full(size, -1, np.int64)
        own_seen, own_flow_at, own_ready_from = (
            (seen, flow_at, ready_from) if stated else (seen.copy(), flow_at.copy(), ready_from.copy())
        )
        found: list[tuple[Numbers, Numbers, Numbers]] = []
        starts = self._from * width + self._start
        origins, changed = self._changes.of(starts)
        front = _best(changed, np.zeros(len(changed), np.int64), starts[origins], ready_seen)
        leaving = grid.leaving(exact=rules.exact)
        level = 0
        while len(front.keys) and level < rules.max_hops:
            level += 1
            place_from[front.keys] = front.parents
            arrived = _best(*(yield Asked(front, seen, False)), seen)
            flow_at[arrived.keys] = arrived.parents // size
            ready_from[arrived.keys] = arrived.parents % size
            own = arrived
            if not stated:
                own = _best(*(yield Asked(front, own_seen, True)), own_seen)
                own_flow_at[own.keys] = own.parents // size
                own_ready_from[own.keys] = own.parents % size
            found.append((own.keys, own.evidence, np.full(len(own.keys), level, np.int64)))
            if level == rules.max_hops:
                break
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
        return self._gather(found, (own_flow_at, flow_at), (own_ready_from, ready_from), place_from)

    def _gather(
        self,
        found: list[tuple[Numbers, Numbers, Numbers]],
        flow_at: tuple[Numbers, Numbers],
        ready_from: tuple[Numbers, Numbers],
        place_from: Numbers,
    ) -> Walks:
        """The walks; how states were reached is given twice: for the last flow, and for others."""
        grid, width = self._grid, self._grid.width
        if not found:  # a part of a remote graph may hold no flow
            empty = np.zeros(0, np.int64)
            return Walks(empty, empty, empty, empty, empty, np.zeros((0, 1), np.int64))
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
        earlier = 0
        while len(going):
            flows[going, place[going]] = flow_at[earlier][state]
            on = place[going] > 0
            state = place_from[ready_from[earlier][state]][on]
            earlier = 1
            going = going[on]
            place[going] -= 1
        return Walks(far, category, near, hops, evidence, flows)


class _Answering(NamedTuple):
    """What answers a search, from the flows of a network in memory."""

    crossing: Crossing
    sender_stated: Marks | None
    recipient_stated: Marks | None

    def before(self, asked: Asked) -> Front:
        return self.crossing.before(asked.front, self.sender_stated if asked.stated else None)

    def after(self, asked: Asked) -> Front:
        return self.crossing.after(asked.front, self.recipient_stated if asked.stated else None)

    def carried_to(self, holders: Numbers) -> Numbers:
        return self.crossing.carried_to(holders)


def crossing_of(grid: Grid, rules: Rules, *, backward: bool) -> _Answering:
    """The flows of a network in memory, as a question may use them, asked in one direction."""
    crossing = Crossing(grid, rules.flows(grid, backward=backward))
    return _Answering(crossing, grid.sender_stated, grid.recipient_stated)


def _by_closure(
    grid: Grid, near: Numbers, evidence: Numbers, hops: Numbers, state: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """For each holder whose closure has some of these: the one with fewest hops, then best evidence, then least."""
    places, far = grid.wholes.expand(near)
    near, evidence, hops, state = near[places], evidence[places], hops[places], state[places]
    order = np.lexsort((near, evidence, hops, far))
    far, near, evidence, hops, state = far[order], near[order], evidence[order], hops[order], state[order]
    first = np.ones(len(far), np.bool_)
    first[1:] = far[1:] != far[:-1]
    return far[first], near[first], evidence[first], hops[first], state[first]


def routes_among(grid: Grid, walks: Walks) -> Marks:
    """Which walks come back to no holder, and touch no part of the far end on their way: routes, but for blocks.

    A walk comes back also where it meets a generic body for which it takes a named one.
    """
    flows = walks.flows
    there = flows >= 0
    recipients = np.where(there, grid.recipient[np.where(there, flows, 0)], -1 - np.arange(flows.shape[1]))
    begin = grid.sender[flows[:, 0]] if len(flows) else np.zeros(0, np.int64)
    met = np.concatenate([begin[:, None], recipients], axis=1)
    holders = np.sort(met, axis=1)
    fine: Marks = (holders[:, 1:] != holders[:, :-1]).all(axis=1)
    if grid.generic is not None:
        generic = np.where(there, grid.generic[np.where(there, flows, 0)], -1)
        for column in generic.T:  # no generic body for which a named one is taken is met itself
            fine &= ~((met == column[:, None]) & (column[:, None] >= 0)).any(axis=1)
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
