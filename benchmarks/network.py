"""The flow network in memory: ours beside a networkx MultiDiGraph, from the same RDF store.

A user of networkx reads the flows as SPARQL solutions and adds an edge for each, with its categories and dates; ours
holds the same, with holders, joins and the category tree besides. Each run is a new process, in turn, with the store
loaded before. Memory is what the process grows by. Then ours is opened again from its file, beside building the peer's
anew. The figures to hold: 2 times as fast, a quarter of the memory, 20 times as fast from the file.
"""

from __future__ import annotations

import ctypes
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.national import FULL, QUICK, store_of
from benchmarks.record import Figure, arguments, keep
from whoshares.store.engine import Store

ROWS = """SELECT ?flow ?sender ?recipient ?category ?from ?until ?attested WHERE {
  ?flow ws:sender ?sender ; ws:recipient ?recipient ; ws:carries ?category .
  OPTIONAL { ?flow ws:validFrom ?from } OPTIONAL { ?flow ws:validUntil ?until }
  OPTIONAL { ?flow ws:attestedOn ?attested }
}"""
KINDS = ("whoshares", "networkx")


def ours(path: Path) -> Callable[[], object]:
    """What builds our network from the file's statements, which are loaded."""
    from whoshares.network.reader import read_network

    store = Store()
    store.load_file(path)
    return lambda: read_network(store)


def reopened(path: Path) -> Callable[[], object]:
    """What opens our network from its file."""
    from whoshares.network import file as network_file
    from whoshares.network.network import Network  # noqa: F401 - so that its import is not counted

    return lambda: network_file.read(path)


def theirs(path: Path) -> Callable[[], object]:
    """What builds a MultiDiGraph from the file's statements, which are loaded."""
    import networkx as nx
    import pyoxigraph

    from whoshares.model.vocabulary import PREFIXES

    store = pyoxigraph.Store()
    store.load(path=str(path))

    def build() -> object:
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        answer = store.query(ROWS, prefixes=dict(PREFIXES))
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        slots = ("carries", "from", "until", "attested")
        for flow, sender, recipient, *stated in answer:
            ends = sender.value, recipient.value
            graph.add_edge(*ends, flow.value)
            edge = graph.get_edge_data(*ends, flow.value)
            for slot, value in zip(slots, stated, strict=True):
                if value is not None:
                    edge.setdefault(slot, set()).add(value.value)
        return graph

    return build


def measure(kind: str, path: Path) -> None:
    """Build once in this process, and print the seconds and the bytes that it takes."""
    build = {"whoshares": ours, "networkx": theirs, "reopened": reopened}[kind](path)
    if kind == "whoshares":
        import numpy  # noqa: F401 - as networkx is imported, so are the arrays
    before = resident()
    begun = time.process_time()
    made = build()
    taken = time.process_time() - begun
    print(json.dumps({"seconds": taken, "bytes": resident() - before}))
    assert made is not None


def resident() -> int:
    """The bytes that this process holds, after what is free has been given back. Linux only."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def run(kind: str, path: Path) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.network", "--measure", kind, str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def main() -> None:
    """Build each in turn, some times."""
    parser = arguments(__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "FILE"), help="one run, in this process")
    given = parser.parse_args()
    if given.measure:
        measure(given.measure[0], Path(given.measure[1]))
        return
    from whoshares.network import file as network_file
    from whoshares.network.reader import read_network

    size = QUICK if given.quick else FULL
    runs = 1 if given.quick else 5
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in (*KINDS, "reopened")}
    with tempfile.TemporaryDirectory() as folder:
        data, kept = Path(folder) / "national.nt", Path(folder) / "network"
        store = store_of(*size)
        data.write_bytes(store.dump())
        network_file.save(read_network(store), kept)
        del store
        for _ in range(runs):
            for kind in KINDS:
                found[kind].append(run(kind, data))
            found["reopened"].append(run("reopened", kept))
    medians = {
        kind: {what: statistics.median(one[what] for one in each) for what in ("seconds", "bytes")}
        for kind, each in found.items()
    }
    own, peer, again = (medians[kind] for kind in (*KINDS, "reopened"))
    keep(
        "network",
        [
            Figure("network from the RDF store", own["seconds"], peer["seconds"], "s", 2),
            Figure("network in memory", own["bytes"] / 2**20, peer["bytes"] / 2**20, "MiB", 4),
            Figure("network from its file", again["seconds"], peer["seconds"], "s", 20),
        ],
        quick=given.quick,
        notes={"graph": "{:,} organizations, {:,} flows".format(*size), "runs": runs},
        packages=("networkx", "pyoxigraph", "numpy"),
    )


if __name__ == "__main__":
    main()
