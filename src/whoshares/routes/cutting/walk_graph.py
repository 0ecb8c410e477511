"""The walks between two holders in arrays: whether some are left without some flows, and the fewest flows that end all.

A walk keeps the category from hop to hop, by the same joins and transformations as a route. It may come back to a
holder, pass a block and have any number of hops. Every route is a walk; where no walk is left, no route is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from whoshares.network.arrays import ArrayLists, Grid
from whoshares.routes.question import Question
from whoshares.routes.rules import Changes, Rules
from whoshares.routes.search import Search

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]

_START: Final = 0
_END: Final = 1


class WalkGraph:
    """The walks of one question."""

    def __init__(self, search: Search, grid: Grid) -> None:
        states = np.fromiter(chain.from_iterable(search.states), np.int64).reshape(-1, 2)
        states = states[np.lexsort((states[:, 1], states[:, 0]))]
        flow, category = states[:, 0], states[:, 1]
        self.flows: Numbers = _once(flow)
        """The flows of all walks, in order. Here they go by their places in this list."""
        self.plain = self._is_plain(search, grid, flow, category)
        """Whether every walk that comes back to nowhere is a route."""
        laid = _Laid(search, grid, flow, category)
        own = np.searchsorted(self.flows, flow)
        self._arcs = laid.by_state(own)
        several = np.bincount(own[laid.entered], minlength=len(self.flows)) > 1
        self.by_flow = laid.by_flow(own, several) if several.any() else self._arcs
        """The arcs as they serve to count flows: each flow is one arc."""

    @staticmethod
    def _is_plain(search: Search, grid: Grid, flow: Numbers, category: Numbers) -> bool:
        """With one category throughout, no two places of a walk are at one holder.

        A holder that belongs to both ends may also send first and receive last, blocks stop pairs of flows, and a walk
        may meet a generic body for which it takes a named one.
        """
        network, q = grid.network, search.question
        stated = bool((flow < network.flows.stated).all())
        blocked = np.isin(grid.recipient[flow], list(network.blocks_at)).any()
        simple = Question(q.origin, q.recipient, q.category, q.day, q.exact, without=q.without)
        apart = network.closure(q.origin).isdisjoint(network.closure(q.recipient))
        return bool(q == simple and apart and stated and not blocked and (category == category[0]).all())

    def walk(self, without: Collection[int] = ()) -> tuple[int, ...] | None:
        """The flows of a walk that uses none of some flows; `None` where no walk, so no route, is left."""
        stay = np.ones(len(self.flows), np.bool_)
        stay[self._places(without)] = False
        kept = self._arcs.of(stay)
        _, before = breadth_first_order(self._arcs.matrix(kept, np.ones(len(kept), np.int32)), _START)
        if before[_END] < 0:
            return None
        walk: list[int] = []
        node = _END
        while node != _START:
            flows = self._arcs.flows(int(before[node]), node)
            if len(flows):
                walk.append(int(self.flows[flows[stay[flows]][0]]))
            node = int(before[node])
        return tuple(reversed(walk))

    def packing(self, removable: Collection[int]) -> Packing | None:
        """As many walks as can be, of which no two share a removable flow; `None` where one has none at all."""
        if self.walk(removable) is not None:
            return None
        fixed = np.ones(len(self.flows), np.bool_)
        fixed[self._places(removable)] = False
        if self.by_flow.leads_on(fixed):
            return None
        return Packing(self, fixed)

    def to_networkx(self) -> nx.DiGraph[int]:
        """The walks as a graph from node 0 to node 1, with a node for each flow: minus one, minus its number."""
        import networkx as nx

        arcs = self.by_flow
        graph: nx.DiGraph[int] = nx.DiGraph()
        tails, heads = np.divmod(arcs.keys, arcs.nodes)
        graph.add_edges_from(zip(tails[arcs.always].tolist(), heads[arcs.always].tolist(), strict=True))
        flows = (-1 - self.flows[arcs.flow]).tolist()
        graph.add_edges_from(zip(tails[arcs.arc].tolist(), flows, strict=True))
        graph.add_edges_from(zip(flows, heads[arcs.arc].tolist(), strict=True))
        return graph

    def on_every_walk(self) -> frozenset[int]:
        """The flows on every walk, the dominators of its end; each is on every route."""
        import networkx as nx

        above = nx.immediate_dominators(self.to_networkx(), _START)
        found = set()
        node = above[_END]
        while node != _START:
            if node < 0:
                found.add(-1 - node)
            node = above[node]
        return frozenset(found)

    def _places(self, flows: Collection[int]) -> Numbers:
        """The places of some flows, leaving out those of no walk."""
        wanted = np.fromiter(flows, np.int64, len(flows))
        return np.searchsorted(self.flows, wanted)[_among(self.flows, wanted)]


class _Arcs:
    """Arcs between nodes, each of which is some flows, any of which will do, or none and always there."""

    def __init__(self, others: list[tuple[Numbers, Numbers]], flow: Numbers, tail: Numbers, head: Numbers) -> None:
        before = np.concatenate([*(part[0] for part in others), tail])
        after = np.concatenate([*(part[1] for part in others), head])
        ends, nodes = np.unique(np.concatenate([[_START, _END], before, after]), return_inverse=True)
        self.nodes = len(ends)
        before, after = nodes[2 : 2 + len(before)], nodes[2 + len(before) :]
        self.keys, places = np.unique(before * self.nodes + after, return_inverse=True)
        """The arcs, in order: the number of the node before, times the number of nodes, and the node after."""
        self.flow = flow
        """Pairs of a flow and an arc that is that flow: the flow, and in `arc` the arc."""
        self.arc = places[len(before) - len(flow) :]
        self.always: Marks = np.ones(len(self.keys), np.bool_)
        """For each arc: whether it is no flow."""
        self.always[self.arc] = False

    @cached_property
    def _lists(self) -> ArrayLists:
        order = np.argsort(self.flow, kind="stable")
        return ArrayLists(self.arc[order], self.flow[order], len(self.keys))

    def flows(self, before: int, after: int) -> Numbers:
        """The flows that the arc between two nodes is, in order."""
        arc = int(np.searchsorted(self.keys, before * self.nodes + after))
        return self._lists.expand(np.array([arc]))[1]

    def of(self, stay: Marks) -> Numbers:
        """The arcs that are always there or one of some flows."""
        kept = self.always.copy()
        kept[self.arc[stay[self.flow]]] = True
        return np.flatnonzero(kept)

    def matrix(self, arcs: Numbers, values: NDArray[np.int32]) -> csr_array:
        """A matrix of some arcs, in order, with their values."""
        keys = self.keys[arcs]
        bounds = np.searchsorted(keys, np.arange(self.nodes + 1) * self.nodes)
        return csr_array((values, keys % self.nodes, bounds), shape=(self.nodes, self.nodes))

    def leads_on(self, stay: Marks) -> bool:
        """Whether a way leads from start to end with some flows."""
        kept = self.of(stay)
        reached = breadth_first_order(self.matrix(kept, np.ones(len(kept), np.int32)), _START)[1]
        return bool(reached[_END] >= 0)


class _Laid:
    """What the states of a question are as nodes and arcs, before nodes are numbered in a row.

    After the start and the end come the keys (holder, category) of data that is ready to leave, then those of data that
    has arrived.
    """

    def __init__(self, search: Search, grid: Grid, flow: Numbers, category: Numbers) -> None:
        network, question, width = grid.network, search.question, grid.width
        keys = grid.holders * width
        self.size = 2 + 2 * keys
        becomes = Rules.of(search, grid).becomes
        changes = Changes(grid, becomes, backward=False) if becomes else None

        def changed(arrived: Numbers) -> tuple[Numbers, Numbers]:
            """All that data of some keys can become where it is: for each its place among the given, and its key."""
            return (np.arange(len(arrived)), arrived) if changes is None else changes.of(arrived)

        start = grid.any if question.category < 0 else question.category
        origin = np.array(sorted(network.closure(question.origin)), np.int64)
        begun = _once(np.sort(changed(origin * width + start)[1]))
        ends = np.isin(grid.recipient[flow], list(network.closure(question.recipient)))
        arrived = grid.recipient[flow] * width + category
        self.arrivals: Numbers = np.where(ends, _END, 2 + keys + arrived)
        """For each state: the node at which its flow arrives."""
        inner = _once(np.sort(arrived[~ends]))
        places, after = changed(inner)
        at, holders = grid.leaving(exact=question.exact).expand(after // width)
        ready = holders * width + (after % width)[at]
        states, entries = _entries(grid, flow, category)
        wanted, there = np.zeros(keys, np.bool_), np.zeros(keys, np.bool_)
        wanted[entries] = True
        begun, on = begun[wanted[begun]], wanted[ready]
        ready = ready[on]
        there[begun] = there[ready] = True
        self.entered, self.entries = states[there[entries]], 2 + entries[there[entries]]
        """For each way to enter a flow: the state that comes of it, and the node from which."""
        self.passing = (
            np.concatenate([np.full(len(begun), _START, np.int64), 2 + keys + inner[places[at[on]]]]),
            np.concatenate([2 + begun, 2 + ready]),
        )
        """The arcs that are no flows, from node to node."""

    def by_state(self, own: Numbers) -> _Arcs:
        """Arcs for each way to enter a flow; `own` has the number of each state's flow."""
        return _Arcs([self.passing], own[self.entered], self.entries, self.arrivals[self.entered])

    def by_flow(self, own: Numbers, several: Marks) -> _Arcs:
        """One arc for each flow: one that can be entered in several ways lies between two nodes of its own.

        A walk may leave such a flow with a category that does not go with how it came in.
        """
        count = len(several)
        into, out_of = self.size + np.arange(count), self.size + count + np.arange(count)
        owner = own[self.entered]
        alone, split = ~several[owner], several[own]
        tails, heads = into.copy(), out_of.copy()
        tails[owner[alone]], heads[owner[alone]] = self.entries[alone], self.arrivals[self.entered[alone]]
        others = [
            self.passing,
            (self.entries[~alone], into[owner[~alone]]),
            (out_of[own[split]], self.arrivals[split]),
        ]
        return _Arcs(others, np.arange(count), tails, heads)


def _entries(grid: Grid, flow: Numbers, category: Numbers) -> tuple[Numbers, Numbers]:
    """What could enter a flow so as to become each state: just so, or narrowed to what the flow carries."""
    width = grid.width
    carries = grid.network.flows.carries
    bounds, carried = np.frombuffer(carries.bounds, np.int32), np.frombuffer(carries.values, np.int64)
    counts = bounds[flow + 1] - bounds[flow]
    each = np.repeat(np.arange(len(flow)), counts)
    offsets = np.arange(len(each)) - np.repeat(np.cumsum(counts) - counts, counts)
    narrowed = each[carried[bounds[flow[each]] + offsets] == category[each]]
    at, wide = grid.broader.expand(category[narrowed])
    broader = wide != category[narrowed[at]]
    states = np.concatenate([np.arange(len(flow)), narrowed[at[broader]]])
    return states, grid.sender[flow[states]] * width + np.concatenate([category, wide[broader]])


def _once(ordered: Numbers) -> Numbers:
    """Numbers in order, each once."""
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def _among(ordered: Numbers, wanted: Numbers) -> Marks:
    """Which of some numbers are among others, which are in order."""
    if not len(ordered):
        return np.zeros(len(wanted), np.bool_)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    found: Marks = ordered[places] == wanted
    return found


class Packing:
    """The most walks of which no two share a removable flow, by maximum flow (Dinitz 1970) through SciPy.

    As many removable flows are the fewest without which no walk is left (Menger 1927).
    """

    def __init__(self, graph: WalkGraph, fixed: Marks) -> None:
        self._graph = graph
        self._arcs = arcs = graph.by_flow
        self._fixed = fixed
        capacity = np.bincount(arcs.arc, minlength=len(arcs.keys))
        capacity[arcs.of(fixed)] = len(fixed) + 1
        self._capacity = arcs.matrix(np.arange(len(arcs.keys)), capacity.astype(np.int32))
        answer = maximum_flow(self._capacity, _START, _END)
        self._passing = csr_array(answer.flow)
        self.size = int(answer.flow_value)
        """How many walks."""

    def walks(self) -> Iterator[tuple[int, ...]]:
        """The flows of each walk. Removable ones are in no other."""
        passing = self._passing.tocoo()
        on = passing.data > 0
        left: dict[int, dict[int, int]] = defaultdict(dict)
        for tail, head, units in zip(*(part[on].tolist() for part in (*passing.coords, passing.data)), strict=True):
            left[tail][head] = units
        unused: dict[tuple[int, int], list[int]] = {}
        for _ in range(self.size):
            path = [_START]
            while path[-1] != _END:
                ahead = left[path[-1]]
                head = next(iter(ahead))
                ahead[head] -= 1
                if not ahead[head]:
                    del ahead[head]
                if head in path:
                    del path[path.index(head) :]
                path.append(head)
            walk = []
            for ends in pairwise(path):
                if ends not in unused:
                    flows = self._arcs.flows(*ends)
                    unused[ends] = flows[np.argsort(~self._fixed[flows], kind="stable")].tolist()
                if unused[ends]:
                    flow = unused[ends][0]
                    if not self._fixed[flow]:
                        del unused[ends][0]
                    walk.append(int(self._graph.flows[flow]))
            yield tuple(walk)

    def first_cut(self) -> tuple[int, ...]:
        """Of the fewest removable flows without which no walk is left, the first in dictionary order.

        What is near the start and what near the end of all cuts with the flows taken so far is kept closed under what
        the residual graph reaches; a flow can be taken too where neither runs into the other (Picard and Queyranne
        1980).
        """
        after, before = self._lattice
        near, far = _reached(after, self._part[_START]), _reached(before, self._part[_END])
        taken: list[int] = []
        for flow, tail, head in zip(*(column.tolist() for column in self._candidates), strict=True):
            if not far[tail] and not near[head]:
                taken.append(int(self._graph.flows[flow]))
                if not near[tail]:
                    near |= _reached(after, tail)
                if not far[head]:
                    far |= _reached(before, head)
        assert len(taken) == self.size, "a smallest cut has as many flows as there are walks"
        return tuple(taken)

    @cached_property
    def _residual(self) -> csr_array:
        residual = csr_array(self._capacity - self._passing)
        residual.eliminate_zeros()
        residual.sort_indices()
        return residual

    @cached_property
    def _part(self) -> Numbers:
        """For each node: its part of the residual graph. No smallest cut divides one."""
        found: Numbers = connected_components(self._residual, connection="strong")[1].astype(np.int64)
        return found

    @cached_property
    def _lattice(self) -> tuple[csr_array, csr_array]:
        """The residual graph between its parts: forward, and backward."""
        residual = self._residual.tocoo()
        tail, head = (self._part[nodes] for nodes in residual.coords)
        size = int(self._part.max()) + 1
        keys = _once(np.sort((tail * size + head)[tail != head]))
        ones = np.ones(len(keys), np.int32)
        after = csr_array((ones, (keys // size, keys % size)), shape=(size, size))
        return after, csr_array(after.T)

    @cached_property
    def _candidates(self) -> tuple[Numbers, Numbers, Numbers]:
        """The flows that are in some smallest cut, in order, with the parts that they lead from and to."""
        arcs = self._arcs
        flows = np.flatnonzero(~self._fixed)
        arc_of = np.empty(len(self._fixed), np.int64)
        arc_of[arcs.flow] = arcs.arc
        keys = arcs.keys[arc_of[flows]]
        tail, head = keys // arcs.nodes, keys % arcs.nodes
        between = self._part[tail] != self._part[head]
        flows, keys, tail, head = flows[between], keys[between], tail[between], head[between]
        residual = self._residual.tocoo()
        full = ~_among(residual.coords[0].astype(np.int64) * arcs.nodes + residual.coords[1], keys)
        return flows[full], self._part[tail[full]], self._part[head[full]]


def _reached(graph: csr_array, node: int) -> Marks:
    found = np.zeros(graph.shape[0], np.bool_)
    found[breadth_first_order(graph, node, return_predecessors=False)] = True
    return found
