"""Whether data gets from one holder to another at all, and in how few flows: ours beside Ladybug's recursive match.

Both have the same edges: one from a flow's sender to each holder that the data can leave from next, joined exactly.
Dates are left aside and every flow carries one and the same category, since a recursive match knows neither. Ours is
the library's shortest route, with all that makes it one. The figure to hold: not slower.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.national import FULL, QUICK, one_category
from benchmarks.pairs import lone_pairs
from benchmarks.record import Figure, arguments, keep
from whoshares.network.network import Network
from whoshares.network.reader import read_network
from whoshares.routes.question import Question
from whoshares.routes.search import shortest_route

AT_LEAST = 1
LONGEST = 30
"""The most edges that a recursive match follows, as Ladybug comes."""


def ours(network: Network, origin: int, recipient: int) -> int | None:
    """The fewest flows; `None` where there is no route."""
    route = shortest_route(network, Question(origin, recipient, exact=True)).route
    return None if route is None else len(route.hops)


def peer_of(network: Network, folder: str) -> Any:
    """A connection to a database in memory with the same edges."""
    import ladybug

    connection = ladybug.Connection(ladybug.Database(":memory:"))
    connection.execute("CREATE NODE TABLE Holder(id INT64, PRIMARY KEY(id))")
    connection.execute("CREATE REL TABLE Flow(FROM Holder TO Holder)")
    holders, edges = Path(folder) / "holders.csv", Path(folder) / "edges.csv"
    holders.write_text("".join(f"{number}\n" for number in range(len(network.holders))), "utf-8")
    with edges.open("w", encoding="utf-8") as file:
        for sender, recipient in zip(network.flows.sender, network.flows.recipient, strict=True):
            file.writelines(f"{sender},{there}\n" for there, exact in network.joins(recipient).items() if exact)
    connection.execute(f"COPY Holder FROM '{holders}' (HEADER=false)")
    connection.execute(f"COPY Flow FROM '{edges}' (HEADER=false)")
    return connection


def shortest(connection: Any, origin: int, recipient: int) -> int | None:
    """The fewest edges, as Ladybug finds them."""
    answer = connection.execute(
        f"MATCH p = (a:Holder)-[:Flow* SHORTEST 1..{LONGEST}]->(b:Holder) WHERE a.id = $a AND b.id = $b "
        "RETURN length(p)",
        {"a": origin, "b": recipient},
    )
    return int(answer.get_next()[0]) if answer.has_next() else None


def reaches(connection: Any, origin: int, recipient: int) -> bool:
    """Whether the pair is connected, as Ladybug finds it."""
    answer = connection.execute(
        f"MATCH (a:Holder)-[:Flow* SHORTEST 1..{LONGEST}]->(b:Holder) WHERE a.id = $a AND b.id = $b RETURN b.id",
        {"a": origin, "b": recipient},
    )
    return bool(answer.has_next())


def main() -> None:
    """Ask both in turn, and compare."""
    given = arguments(__doc__).parse_args()
    size = QUICK if given.quick else FULL
    network = read_network(one_category(*size))
    pairs = lone_pairs(network, 10 if given.quick else 100)
    times: dict[str, list[float]] = {"ours": [], "shortest": [], "reaches": []}
    with tempfile.TemporaryDirectory() as folder:
        connection = peer_of(network, folder)
        for place, (origin, recipient) in enumerate([pairs[0], *pairs]):  # the first warms both up
            begun = time.perf_counter()
            found = ours(network, origin, recipient)
            own = time.perf_counter() - begun
            begun = time.perf_counter()
            length = shortest(connection, origin, recipient)
            theirs = time.perf_counter() - begun
            begun = time.perf_counter()
            reached = reaches(connection, origin, recipient)
            plain = time.perf_counter() - begun
            if found != length or reached != (found is not None):
                raise SystemExit(f"{origin} → {recipient}: ours {found}, the peer's {length} and {reached}")
            if place:
                for name, each in zip(times, (own, theirs, plain), strict=True):
                    times[name].append(each)
    medians = {name: statistics.median(each) for name, each in times.items()}
    keep(
        "reachability",
        [
            Figure("shortest route", medians["ours"], medians["shortest"], "s", AT_LEAST),
            Figure("plain reachability", medians["ours"], medians["reaches"], "s", AT_LEAST),
        ],
        quick=given.quick,
        notes={
            "graph": "{:,} organizations, {:,} flows".format(*size),
            "pairs": len(pairs),
            "clock": "wall time, since Ladybug uses all cores",
            "timed of ours": "the shortest route; it answers both questions",
        },
        packages=("ladybug", "numpy"),
    )


if __name__ == "__main__":
    main()
