"""All whose data can reach one recipient: ours beside one networkx search for each origin over the graph of states.

The peer searches from the states in which an origin's data can leave. It is asked for some origins, and its time for
all is worked out from those; building its graph is not counted. Wherever our rows have an origin, the peer must reach
the recipient from it, and in no more flows than ours. Three questions are asked: over the national graph with no limit
to the hops and with one, and where every flow carries one category. With no limit, the walks of the national graph grow
long and come back to holders; the peer counts such walks, ours looks for routes instead, within its work limit, and
says for how many pairs of a holder and a category it leaves open whether there is one. The figure to hold: at least 100
times as fast.
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
from whoshares.answers.exposure import Exposure
from whoshares.model.validity import State
from whoshares.network.categories import ANY
from whoshares.store.engine import Store

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
    states = StateGraph(network, DAY, State.POSSIBLE)
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
        "pairs of a holder and a category left open": answer.undecided,
        "origins in all": len(network.holders),
        "origins the peer was asked for": asked,
        "of these with the same fewest flows": agreeing,
        "the peer's states and edges": [len(states.graph), states.graph.number_of_edges()],
        "building the peer's graph, not counted, s": round(building, 1),
    }


def main() -> None:
    """Ask both each question, and compare."""
    parser = arguments(__doc__)
    parser.add_argument("--origins", type=int, help="how many origins the peer is asked for (100, else 20)")
    parser.add_argument("--hops", type=int, default=4, help="the most hops of a route over the national graph (4)")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    runs = 1 if given.quick else 3
    many, few = (given.origins,) * 2 if given.origins else (10, 5) if given.quick else (100, 20)
    hops = f"all origins, at most {given.hops} hops"
    store = store_of(*size)
    asked = [
        compared("all origins, any number of hops", store, None, few, 1),
        compared(hops, store, given.hops, many, runs),
        compared("all origins, one category, any number of hops", one_category(*size), None, few, runs),
    ]
    keep(
        "exposure",
        [figure for figure, _ in asked],
        quick=given.quick,
        notes={
            "graph": "{:,} organizations, {:,} flows".format(*size),
            "our runs, after one to warm up": f"{runs}; 1 with no limit to the hops",
            **{figure.what: notes for figure, notes in asked},
        },
        packages=("networkx", "numpy"),
    )


if __name__ == "__main__":
    main()
