"""The peer's side: the states of a network on a day as a networkx graph, and routes and reach over it.

What someone would build who knows `docs/semantics.md` and networkx. A hop is two edges: from where data is (holder,
category), by a join and after what it may go through there, to a flow with the category that it carries on, and to
where that arrives. A node for where data leaves would save edges, but two hops of one route may leave from one holder.
Nothing is left out but what is out of force. Nodes are numbers.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING

import networkx as nx

from whoshares.model.validity import State
from whoshares.network.categories import ANY
from whoshares.network.network import Network

if TYPE_CHECKING:
    from datetime import date

Found = tuple[State, int, int, int, tuple[int, ...]]
"""How sure a route is, its hops, assumed joins, worst evidence and flows: what the order compares, in turn."""


class StateGraph:
    """The states that are as sure on a day as one; where that is more than possible, joined exactly."""

    def __init__(self, network: Network, day: date, at_most: State) -> None:
        self.network = network
        self.at_most = at_most
        self._sure = at_most is not State.POSSIBLE
        self._day = day.toordinal()
        self._width = len(network.categories.iris) + 1
        self._size = len(network.holders) * self._width
        self.start, self.end = -1, -2
        self.graph: nx.DiGraph[int] = nx.DiGraph()
        self._leaving: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        """The states of flows on which data of a category can leave a holder."""
        self._products = cache(self._find_products)
        self._changes_at = cache(self._find_changes_at)
        self._add_flows()
        self._add_joins()

    def _in_force(self, flow: int) -> bool:
        begin, until = self.network.flows.by_state[self.at_most]
        return begin[flow] <= self._day < until[flow]

    def _at(self, holder: int, category: int) -> int:
        return holder * self._width + category + 1

    def _add_flows(self) -> None:
        network, graph = self.network, self.graph
        flows, meet = network.flows, network.categories.meet
        everything = range(ANY, len(network.categories.iris))
        fitting = {
            carried: [(held, met) for held in everything if (met := meet(held, carried)) is not None]
            for carried in everything[1:]
        }
        for flow in filter(self._in_force, range(len(flows))):
            for carried in flows.carries[flow]:
                for held, met in fitting[carried]:
                    state = self._size + flow * self._width + met + 1
                    self._leaving[flows.sender[flow], held].add(state)
                    graph.add_edge(state, self._at(flows.recipient[flow], met))

    def _add_joins(self) -> None:
        for node in [node for node in self.graph if node < self._size]:
            holder, category = node // self._width, node % self._width - 1
            for there, exact in self.network.joins(holder).items():
                if exact or not self._sure:
                    for product in self._products(category, self._changes_at(holder)):
                        following = self._leaving.get((there, product), ())
                        self.graph.add_edges_from((node, state) for state in following)

    def _find_changes_at(self, place: int) -> tuple[int, ...]:
        network = self.network
        found = []
        for holder, exact in network.joins(place).items():
            for number in network.transformations_by_holder.get(holder, ()) if exact or not self._sure else ():
                first, end = network.transformations[number].validity.spans[self.at_most]
                if first <= self._day < end:
                    found.append(number)
        return tuple(found)

    def _find_products(self, category: int, changes: tuple[int, ...]) -> frozenset[int]:
        network = self.network
        found, ahead = {category}, [category]
        while ahead:
            held = ahead.pop()
            for number in changes:
                change = network.transformations[number]
                if any(network.categories.meet(held, consumed) is not None for consumed in change.consumes):
                    fresh = set(change.produces) - found
                    found |= fresh
                    ahead += fresh
        return frozenset(found)

    def begin(self, origin: int, category: int) -> None:
        """Let the start node lead to all states in which the origin's data can leave."""
        if self.start in self.graph:
            self.graph.remove_node(self.start)
        self.graph.add_node(self.start)
        for holder in self.network.closure(origin):
            for product in self._products(category, self._changes_at(holder)):
                self.graph.add_edges_from((self.start, state) for state in self._leaving.get((holder, product), ()))

    def finish(self, recipient: int) -> None:
        """Let all states in which data is with the recipient lead to the end node."""
        if self.end in self.graph:
            self.graph.remove_node(self.end)
        self.graph.add_node(self.end)
        for holder in self.network.closure(recipient):
            for category in range(self._width - 1):
                if (arrived := self._at(holder, category)) in self.graph:
                    self.graph.add_edge(arrived, self.end)

    def routes(self, origin: int, recipient: int, number: int) -> list[Found]:
        """The first routes, in their order: whole lengths are read, since only the order within them is left open."""
        found: set[Found] = set()
        longest = 0
        for flows in self._paths():
            if len(found) >= number and len(flows) > longest:
                break
            longest = len(flows)
            if (route := self._route(flows, self.network.closure(origin), self.network.closure(recipient))) is not None:
                found.add(route)
        return sorted(found)[:number]

    def _paths(self) -> Iterator[tuple[int, ...]]:
        first = self._size
        try:
            for path in nx.shortest_simple_paths(self.graph, self.start, self.end):
                yield tuple((node - first) // self._width for node in path if node >= first)
        except nx.NetworkXNoPath:
            return

    def _route(self, path: tuple[int, ...], origins: Collection[int], recipients: Collection[int]) -> Found | None:
        """A path as a route, where it is one."""
        network = self.network
        flows = network.flows
        touched = [flows.sender[path[0]], *(flows.recipient[flow] for flow in path)]
        inner = touched[1:-1]
        if len(set(touched)) < len(touched) or any(holder in origins or holder in recipients for holder in inner):
            return None
        assumed = 0
        for before, after in itertools.pairwise(path):
            place = flows.recipient[before]
            assumed += not network.joins(place)[flows.sender[after]]
            for number in network.blocks_at.get(place, ()) if place == flows.sender[after] else ():
                block = network.blocks[number]
                if flows.sender[before] in block.origins and flows.recipient[after] in block.recipients:
                    (first, end), (begun, over) = block.validity.possible, block.validity.presumed
                    if begun <= self._day < over or (self._sure and first <= self._day < end):
                        return None
        return (self.at_most, len(path), assumed, max(flows.evidence[flow] for flow in path), path)
