"""All whose data can reach one recipient: ours beside one networkx search for each origin over the graph of states.

The peer searches from the states in which an origin's data can leave. It is asked for some origins, and its time for
all is worked out from those; building its graph is not counted. Wherever our rows have an origin, the peer must reach
the recipient from it, and in no more flows than ours. Two questions are asked. Over the national graph both stop at a
number of hops: without one, the walks of this graph grow long and come back to holders, and the route searches that
ours then needs may not end within minutes. Where every flow carries one category, there is no such limit. The figure to
hold: at least 100 times as fast.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import date

import networkx as nx

from benchmarks.national import FULL, QUICK, one_category, store_of
from benchmarks.record import Figure, arguments, keep, median_seconds
from benchmarks.state_graph import StateGraph
from whoshares import KnowledgeGraph
from whoshares.exposure import Exposure
from whoshares.network import ANY
from whoshares.store import Store

AT_LEAST = 100
DAY = date(2015, 6, 1)


def compared(what: str, store: Store, hops: int | None, asked: int, runs: int) -> tuple[Figure, dict[str, object]]:
    """Ours beside the peer's, for the holder with most incoming flows; and what is to be known of both."""
    kg = KnowledgeGraph(store)
    network = kg.network
    recipient = max(network.flows_to, key=lambda holder: (len(network.flows_to[holder]), -holder))

    def expose() -> Exposure:
        return kg.exposure(network.holders[recipient], as_of=DAY, max_hops=hops)

    answer = expose()
    own = median_seconds(expose, runs)
    fewest: dict[str, int] = {}
    for row in answer.rows_found:
        fewest[row.holder] = min(row.hops, fewest.get(row.holder, row.hops))

    begun = time.perf_counter()
    states = StateGraph(network, DAY, certain=False)
    building = time.perf_counter() - begun
    states.finish(recipient)
    within = network.closure(recipient)
    origins = [n for n in range(len(network.holders)) if n not in within and recipient not in network.closure(n)]
    cutoff = None if hops is None else 2 * hops + 1  # a hop is two edges, and the end node is one more
    times = []
    agreeing = 0
    for origin in random.Random(7).sample(origins, asked):
        begun = time.process_time()
        states.begin(origin, ANY)
        reached = nx.single_source_shortest_path_length(states.graph, states.start, cutoff=cutoff)
        times.append(time.process_time() - begun)
        ours = fewest.get(network.holders[origin])
        walk = reached[states.end] // 2 if states.end in reached else None
        if ours is not None and (walk is None or walk > ours):
            raise SystemExit(f"{network.holders[origin]}: ours {ours} flows, the peer's {walk}")
        agreeing += ours == walk
    return Figure(what, own, statistics.mean(times) * len(network.holders), "s", AT_LEAST), {
        "most hops": hops,
        "rows": len(answer.rows_found),
        "origins in all": len(network.holders),
        "origins the peer was asked for": asked,
        "of these with the same fewest flows": agreeing,
        "the peer's states and edges": [len(states.graph), states.graph.number_of_edges()],
        "building the peer's graph, not counted, s": round(building, 1),
    }


def main() -> None:
    """Ask both each question, and compare."""
    parser = arguments(__doc__)
    parser.add_argument("--origins", type=int, help="how many origins the peer is asked for (100 and 30; quick: 10)")
    parser.add_argument("--hops", type=int, default=4, help="the most hops of a route over the national graph (4)")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    runs = 1 if given.quick else 3
    many, few = (given.origins,) * 2 if given.origins else (10, 10) if given.quick else (100, 30)
    hops = f"all origins, at most {given.hops} hops"
    kept, notes = compared(hops, store_of(*size), given.hops, many, runs)
    one, more = compared("all origins, one category, any number of hops", one_category(*size), None, few, runs)
    keep(
        "exposure",
        [kept, one],
        quick=given.quick,
        notes={
            "graph": "{:,} organizations, {:,} flows".format(*size),
            "our runs, after one to warm up": runs,
            kept.what: notes,
            one.what: more,
        },
        packages=("networkx", "numpy"),
    )


if __name__ == "__main__":
    main()
