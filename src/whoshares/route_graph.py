"""The flows between two holders as a general graph: what is still reached when some of them are taken away.

A route meets conditions that no general graph holds: the category is kept, no holder occurs twice. Every route is a
walk of this graph, though not every walk a route: where no walk is left, no route is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from whoshares.network import Network
from whoshares.routes import Question, Route, Search

if TYPE_CHECKING:
    import networkx as nx

_Node = tuple[str, int]
_START: Final[_Node] = ("start", 0)
_END: Final[_Node] = ("end", 0)


class RouteGraph:
    """The flows on some way from a question's origin to its recipient, and what is left without some of them."""

    def __init__(self, network: Network, question: Question) -> None:
        states = Search(network, question).states
        self.flows = frozenset(flow for flow, _ in states)
        """The flows on some chain from origin to recipient that keeps the data; no route uses any other."""
        self._numbers = sorted(self.flows)
        """Here all work is done on those flows alone: flow n of that network is flow `_numbers[n]` of the whole one."""
        self._own = {flow: number for number, flow in enumerate(self._numbers)}
        self._network = network.with_flows(self._numbers)
        self._question = replace(
            question,
            through=tuple((self._known(flows), holders) for flows, holders in question.through),
            without=(self._known(question.without[0]), question.without[1]),
        )

    def _known(self, flows: Iterable[int]) -> frozenset[int]:
        return frozenset(self._own[flow] for flow in flows if flow in self._own)

    def routes(self, without: Iterable[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that use none of some flows, and whether the search saw everything up to there."""
        flows, holders = self._question.without
        search = Search(self._network, replace(self._question, without=(flows | self._known(without), holders)))
        found = [
            Route(tuple(replace(hop, flow=self._numbers[hop.flow]) for hop in route.hops))
            for route in islice(search.routes(), limit)
        ]
        return found, search.exhausted

    def walk(self, without: Collection[int] = ()) -> tuple[int, ...] | None:
        """The flows of a shortest walk that uses none of some flows; `None` where no walk, so no route, is left."""
        import networkx as nx

        gone = frozenset(without)
        view = nx.subgraph_view(self._walks, filter_node=lambda node: node[0] != "into" or node[1] not in gone)
        try:
            nodes = nx.shortest_path(view, _START, _END)
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        return tuple(number for kind, number in nodes if kind == "into")

    def on_every_walk(self) -> frozenset[int]:
        """The flows on every walk, by dominators (Cooper, Harvey and Kennedy 2001); each is on every route."""
        import networkx as nx

        above = nx.immediate_dominators(self._walks, _START)
        found = set()
        node = _END
        while node in above and above[node] != node:
            node = above[node]
            if node[0] == "into":
                found.add(node[1])
        return frozenset(found)

    def smallest_walk_cut(self, removable: Collection[int]) -> frozenset[int] | None:
        """The fewest of some flows without which no walk is left, by maximum flow; `None` where they are not enough."""
        import networkx as nx

        graph = self._walks.copy()
        for flow in removable:
            if graph.has_edge(("into", flow), ("out of", flow)):
                graph["into", flow]["out of", flow]["capacity"] = 1
        try:
            _, (near, far) = nx.minimum_cut(graph, _START, _END)
        except nx.NetworkXUnbounded:
            return None
        return frozenset(number for kind, number in near if kind == "into" and ("out of", number) in far)

    @cached_property
    def _walks(self) -> nx.DiGraph[_Node]:
        """Each flow is an edge from “into” it to “out of” it; between flows stands where the data is, then who sends.

        That keeps the edges few where many flows meet.
        """
        import networkx as nx

        network, question = self._network, self._question
        origins, recipients = network.closure(question.origin), network.closure(question.recipient)
        graph: nx.DiGraph[_Node] = nx.DiGraph()
        graph.add_nodes_from((_START, _END))
        for own, number in enumerate(self._numbers):
            flow = network.flows[own]
            graph.add_edge(("into", number), ("out of", number))
            graph.add_edge(("sent by", flow.sender), ("into", number))
            if flow.sender in origins:
                graph.add_edge(_START, ("into", number))
            if flow.recipient in recipients:
                graph.add_edge(("out of", number), _END)
            elif flow.recipient not in origins:
                graph.add_edge(("out of", number), ("held by", flow.recipient))
        for kind, holder in list(graph):
            if kind == "held by":
                for sender, exact in network.joins(holder).items():
                    if (exact or not question.exact) and ("sent by", sender) in graph:
                        graph.add_edge(("held by", holder), ("sent by", sender))
        return graph
