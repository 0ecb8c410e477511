"""The smallest cut by flow: ours beside networkx's `minimum_edge_cut` on the same graph.

The question has a category and a day. The category is the narrowest there is, so that a flow is passed in one state
only, and the graph has no transformations and no blocks; then what leaves no walk leaves no route, and the peer's
answer is as small as ours. The peer's graph has the flows in force that carry the category or a broader one, unpruned:
an edge from where data leaves to the flow, and edges from there to where it can leave again. Building it is not
counted. The figure to hold: at least 10 times as fast.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import date

import networkx as nx

from benchmarks.national import FULL, QUICK, store_of
from benchmarks.record import Figure, OutOfTime, arguments, at_most, keep
from whoshares import KnowledgeGraph
from whoshares.network.network import Network

AT_LEAST = 10
DAY = date(2015, 6, 1)
START, END = -1, -2


def narrowest(network: Network) -> int:
    """The first of the most deeply nested categories that have no narrower ones."""
    tree = network.categories
    broader = {wide for category in range(len(tree.iris)) for wide in tree.above(category)}
    leaves = [category for category in range(len(tree.iris)) if category not in broader]
    return max(leaves, key=lambda category: (tree.depth(category), -category))


def graph_between(network: Network, carrying: int, origin: int, recipient: int) -> nx.DiGraph[int]:
    """The peer's graph: each flow has one edge in, so that cutting the flow cuts one edge."""
    flows, day = network.flows, DAY.toordinal()
    fits = {carrying, *network.categories.above(carrying)}
    begins, ends = network.closure(origin), network.closure(recipient)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from((START, END))
    for number in range(len(flows)):
        if fits.isdisjoint(flows.carries[number]) or not (
            flows.possible_from[number] <= day < flows.possible_until[number]
        ):
            continue
        sender, arrives = flows.sender[number], flows.recipient[number]
        node = len(network.holders) + number
        graph.add_edge(START if sender in begins else sender, node)
        if arrives in ends:
            graph.add_edge(node, END)
        elif arrives not in begins:
            graph.add_edges_from((node, there) for there in network.joins(arrives) if there not in begins)
    return graph


def main() -> None:
    """Ask both in turn, and compare the sizes."""
    parser = arguments(__doc__)
    parser.add_argument("--pairs", type=int, help="how many pairs (10; quick: 3)")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    number = given.pairs or (3 if given.quick else 10)
    limit = 10 if given.quick else 20
    kg = KnowledgeGraph(store_of(*size, plain=True))
    network = kg.network
    category = narrowest(network)
    rng = random.Random(7)
    holders = [n for n, iri in enumerate(network.holders) if "/organization/" in iri]
    our_times, peer_times, edges = [], [], []
    sizes: list[int | None] = []
    stopped = unproven = 0
    carrying = network.categories.iris[category]
    kg.cut(network.holders[holders[0]], network.holders[holders[-1]], carrying=carrying, as_of=DAY)  # warms up
    while len(sizes) < number:
        origin, recipient = rng.sample(holders, 2)
        if origin in network.closure(recipient) or recipient in network.closure(origin):
            continue
        graph = graph_between(network, category, origin, recipient)
        if not nx.has_path(graph, START, END):
            continue
        begun = time.process_time()
        ends = network.holders[origin], network.holders[recipient]
        cut = kg.cut(*ends, carrying=carrying, as_of=DAY, seconds=limit)
        our_times.append(time.process_time() - begun)
        begun = time.process_time()
        try:
            with at_most(limit):
                theirs = len(nx.minimum_edge_cut(graph, START, END))
        except OutOfTime:
            stopped += 1
            theirs = None
        peer_times.append(time.process_time() - begun)
        unproven += not cut.optimal
        if cut.optimal and theirs is not None and cut.size != theirs:
            raise SystemExit(f"{origin} → {recipient}: our cut has {cut.size} flows, the peer's {theirs}")
        sizes.append(cut.size)
        edges.append(graph.number_of_edges())
    keep(
        "cuts",
        [
            Figure(
                "smallest cut, median pair", statistics.median(our_times), statistics.median(peer_times), "s", AT_LEAST
            ),
            Figure("smallest cut, all pairs", sum(our_times), sum(peer_times), "s", AT_LEAST),
        ],
        quick=given.quick,
        notes={
            "graph": "{:,} organizations, {:,} flows, without transformations and blocks".format(*size),
            "pairs": number,
            "flows in a cut": sizes,
            "edges of the peer's graph, median": int(statistics.median(edges)),
            "limit a pair, s": limit,
            "not shown to be smallest by us within it": unproven,
            "not ended by the peer within it": stopped,
        },
        packages=("networkx", "numpy"),
    )


if __name__ == "__main__":
    main()
