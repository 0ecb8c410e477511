"""The ten best routes between pairs of holders: ours beside networkx on the graph of states.

Each question has a category and a day. networkx gets the same states, unpruned: those that are certain, then, where
they give fewer than ten routes, those presumed as well, then all. It lists simple paths by length, and drops what is no
route. Building its graphs is not counted. The figure to hold: at least 10 times as fast, with the same routes wherever
the peer ends within its limit; a pair that it does not end counts with the limit.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from datetime import date
from itertools import islice

from benchmarks.national import FULL, QUICK, store_of
from benchmarks.record import Figure, OutOfTime, arguments, at_most, keep
from benchmarks.state_graph import Found, StateGraph
from whoshares.model.validity import State
from whoshares.network.network import Network
from whoshares.network.reader import read_network
from whoshares.routes.question import Question
from whoshares.routes.search import Search

AT_LEAST = 10
DAY = date(2015, 6, 1)
ROUTES = 10


def questions(network: Network, number: int, seed: int = 7) -> list[Question]:
    """Random pairs of organizations with a random category, such that there is a route."""
    rng = random.Random(seed)
    holders = [n for n, iri in enumerate(network.holders) if "/organization/" in iri]
    found: list[Question] = []
    while len(found) < number:
        origin, recipient = rng.sample(holders, 2)
        question = Question(origin, recipient, rng.randrange(len(network.categories.iris)), DAY)
        nested = origin in network.closure(recipient) or recipient in network.closure(origin)
        if not nested and next(Search(network, question).routes(), None) is not None:
            found.append(question)
    return found


def ours(network: Network, question: Question) -> list[Found]:
    """Our routes, as the peer's are written."""
    flows = network.flows
    return [
        (
            route.state,
            len(route.hops),
            sum(not hop.exact for hop in route.hops),
            max(flows.evidence[flow] for flow in route.flows),
            route.flows,
        )
        for route in islice(Search(network, question).routes(), ROUTES)
    ]


def theirs(graphs: Sequence[StateGraph], question: Question) -> list[Found]:
    """The peer's routes."""
    found: list[Found] = []
    for states in graphs:
        if len(found) < ROUTES:
            states.begin(question.origin, question.category)
            states.finish(question.recipient)
            known = {route[-1] for route in found}
            more = states.routes(question.origin, question.recipient, ROUTES)
            found += [route for route in more if route[-1] not in known]
    return found[:ROUTES]


def main() -> None:
    """Ask both in turn, and compare."""
    parser = arguments(__doc__)
    parser.add_argument("--pairs", type=int, help="how many pairs we answer (100; quick: 10)")
    parser.add_argument("--peer-pairs", type=int, help="how many of them the peer answers as well (30; quick: 5)")
    given = parser.parse_args()
    number = given.pairs or (10 if given.quick else 100)
    peer_number = min(number, given.peer_pairs or (5 if given.quick else 30))
    limit = 5 if given.quick else 20
    size = QUICK if given.quick else FULL
    network = read_network(store_of(*size))
    asked = questions(network, number)
    begun = time.perf_counter()
    graphs = [StateGraph(network, DAY, state) for state in (State.CERTAIN, State.PRESUMED, State.POSSIBLE)]
    building = time.perf_counter() - begun
    our_times, peer_times, paired, stopped = [], [], [], 0
    for place, question in enumerate(asked):
        begun = time.process_time()
        found = ours(network, question)
        our_times.append(time.process_time() - begun)
        if place >= peer_number:
            continue
        paired.append(our_times[-1])
        begun = time.process_time()
        try:
            with at_most(limit):
                expected = theirs(graphs, question)
            peer_times.append(time.process_time() - begun)
        except OutOfTime:
            peer_times.append(limit)
            stopped += 1
            continue
        if found != expected:
            raise SystemExit(f"{question}: the routes differ.\nours: {found}\nthe peer's: {expected}")
    keep(
        "routes",
        [
            Figure(
                "ten best routes, median pair", statistics.median(paired), statistics.median(peer_times), "s", AT_LEAST
            ),
            Figure("ten best routes, all pairs", sum(paired), sum(peer_times), "s", AT_LEAST),
        ],
        quick=given.quick,
        notes={
            "graph": "{:,} organizations, {:,} flows".format(*size),
            "pairs that we answered": number,
            "our median and longest over all of them, s": [
                round(statistics.median(our_times), 4),
                round(max(our_times), 4),
            ],
            "pairs that the peer was asked": peer_number,
            "of these stopped at the limit": stopped,
            "limit a pair, s": limit,
            "the peer's states and edges": [len(graphs[-1].graph), graphs[-1].graph.number_of_edges()],
            "building the peer's graphs, not counted, s": round(building, 1),
        },
        packages=("networkx", "numpy"),
    )


if __name__ == "__main__":
    main()
