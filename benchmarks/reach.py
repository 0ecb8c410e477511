"""Whom data of a category can come to: ours beside a recursive query of DuckDB, over three million flows.

Both have the same flows, each with a category and the days on which it may be in force, sorted by category and sender:
ours in the file of a network as a store has it, DuckDB's in a database of its own. Asked is for holders with outgoing
flows, one category, one day. Cold opens the file first, in a process that has its libraries loaded; warm asks again.
Each runs as it comes: DuckDB uses all cores, ours uses one. The holders reached are compared. The figure to hold: not
slower.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import Figure, arguments, keep
from whoshares.network import file as network_file
from whoshares.network.categories import CategoryTree
from whoshares.network.flows import FlowTable, Lists
from whoshares.network.network import Holders, Network
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.store.packed_texts import PackedTexts

AT_LEAST = 1
FULL, QUICK = 3_000_000, 60_000
CATEGORIES = 60
DAY = date(2015, 6, 1)


def none_for(size: int) -> Lists:
    """As many lists, of nothing."""
    return Lists(array("i", bytes(4 * (size + 1))), array("q"))


def network_of(flows: int) -> Network:
    """A network as columns, seeded: degrees follow a skewed distribution, each flow carries one category."""
    rng = np.random.default_rng(1)
    holders = flows // 150
    weights = 1 / (np.arange(holders) + 10) ** 0.6
    sender, recipient = rng.choice(holders, (2, flows), p=weights / weights.sum())
    category = rng.integers(0, CATEGORIES, flows)
    begin = rng.integers(date(2001, 1, 1).toordinal(), date(2025, 1, 1).toordinal(), flows)
    until = begin + rng.integers(300, 9_000, flows)

    def column(numbers: Any, code: str = "i") -> array[int]:
        return array(code, np.asarray(numbers).astype(code).tobytes())

    none = np.zeros(flows)
    table = FlowTable(
        iris=PackedTexts.of_bytes([b"https://e/flow/%08d" % number for number in range(flows)]),
        sender=column(sender),
        recipient=column(recipient),
        carries=Lists(column(np.arange(flows + 1)), column(category, "q")),
        evidence=column(none, "b"),
        starts=none_for(flows),
        ends=none_for(flows),
        attested=none_for(flows),
        takes_place=column(none + 1, "b"),
        implied=column(none, "b"),
        as_every=column(none - 1),
        certain_from=column(none),
        certain_until=column(none),
        presumed_from=column(none),
        presumed_until=column(none),
        possible_from=column(begin),
        possible_until=column(until),
    )
    bodies = [f"https://e/holder/{number:08}" for number in range(holders)]
    kinds = [f"https://e/category/{number:02}" for number in range(CATEGORIES)]
    lists = (none_for(holders) for _ in range(4))
    return Network(
        Holders(bodies, frozenset(), *lists), CategoryTree(kinds, [()] * CATEGORIES), table, [], [], source_count=0
    )


def opened(place: Path) -> Network:
    """The network in a file, which is mapped."""
    with place.open("rb") as file:
        found = network_file.network_of(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
    assert found is not None
    return found


def ours(network: Network, origin: int, category: int) -> list[int]:
    """The holders reached, in order."""
    return sorted(Search(network, Question(origin, -1, category, DAY)).comes_to())


def fill(database: str, network: Network) -> None:
    """Make a database of the flows of a network."""
    import duckdb

    flows = network.flows
    columns = (flows.sender, flows.recipient, flows.carries.values, flows.possible_from, flows.possible_until)
    flow = {name: np.asarray(each) for name, each in zip("srcbu", columns, strict=True)}
    with duckdb.connect(database) as connection:
        connection.register("flow", flow)
        connection.execute("CREATE TABLE flows AS SELECT * FROM flow ORDER BY c, s")


def peers(connection: Any, origin: int, category: int) -> list[int]:
    """The same, as DuckDB finds them: those after the last flow of a way that does not come back to the origin."""
    day = DAY.toordinal()
    found = connection.execute(
        "WITH RECURSIVE reached(h) AS (SELECT r FROM flows WHERE s = $o AND c = $c AND b <= $d AND u > $d "
        "UNION SELECT r FROM flows JOIN reached ON s = h WHERE h <> $o AND c = $c AND b <= $d AND u > $d) "
        "SELECT h FROM reached ORDER BY h",
        {"o": origin, "c": category, "d": day},
    )
    return [int(row[0]) for row in found.fetchall()]


def asked_of(network: Network, number: int) -> Iterable[tuple[int, int]]:
    """Some holders with outgoing flows, each with a category that one of these carries."""
    senders = list(network.flows_from)
    for place in range(number):
        origin = senders[place * len(senders) // number]
        yield origin, network.flows.carries[network.flows_from[origin][0]][0]


def asked_of_both(place: Path, database: str, origin: int, category: int) -> tuple[dict[str, float], int]:
    """Ask both, cold and warm: the seconds that each took, and how many holders are reached."""
    import duckdb

    networks: list[Network] = []
    connections: list[Any] = []

    def own_cold() -> list[int]:
        networks.append(opened(place))
        return ours(networks[0], origin, category)

    def peer_cold() -> list[int]:
        connections.append(duckdb.connect(database, read_only=True))
        return peers(connections[0], origin, category)

    asked: Mapping[str, Callable[[], list[int]]] = {
        "cold": own_cold,
        "peer, cold": peer_cold,
        "warm": lambda: ours(networks[0], origin, category),
        "peer, warm": lambda: peers(connections[0], origin, category),
    }
    times, found = {}, []
    for name, ask in asked.items():
        begun = time.perf_counter()
        found.append(ask())
        times[name] = time.perf_counter() - begun
    connections[0].close()
    if any(one != found[0] for one in found):
        raise SystemExit(f"from {origin}: holders reached, in turn: {list(map(len, found))}")
    return times, len(found[0])


def main() -> None:
    """Ask both in turn, and compare."""
    given = arguments(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name:
        place, database = Path(name) / "network", str(Path(name) / "flows.duckdb")
        made = network_of(QUICK if given.quick else FULL)
        place.write_bytes(b"".join(network_file.parts_of(made)))
        fill(database, made)
        found = [asked_of_both(place, database, *one) for one in asked_of(made, 6 if given.quick else 31)]
    del found[0]  # it warmed both up
    medians = {name: statistics.median(times[name] for times, _ in found) for name in found[0][0]}
    reached = [number for _, number in found]
    keep(
        "reach",
        [
            Figure("reach, cold; DuckDB", medians["cold"], medians["peer, cold"], "s", AT_LEAST),
            Figure("reach, warm; DuckDB", medians["warm"], medians["peer, warm"], "s", AT_LEAST),
        ],
        quick=given.quick,
        notes={
            "graph": f"{len(made.flows):,} flows between {len(made.holders):,} holders, {CATEGORIES} categories",
            "questions": len(reached),
            "holders reached": f"{min(reached):,} to {max(reached):,}",
            "clock": "wall time, since DuckDB uses all cores",
        },
        packages=("duckdb", "numpy"),
    )


if __name__ == "__main__":
    main()
