"""What OWL 2 RL entails from the shipped graph: our rules beside owlrl, which runs all of them.

Both start from the graph in memory and run in turn in one process. Before anything is timed the two closures are
compared: they must be equal but for the kinds of triples that `tests/sparql/reasoning/peer.py` sets aside. The figure
to hold: at least 50 times as fast.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

from tests.sparql.reasoning.peer import counted, peer_closure

import whoshares
from benchmarks.side_by_side import RESULTS
from whoshares.sparql.reasoning import Inferences

AT_LEAST = 50


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main(runs: int) -> None:
    """Compare the closures, then print the medians and their ratio, and keep them in `results/reasoning.json`."""
    store = whoshares.open().store
    graph = store.union_graph()
    theirs = peer_closure(graph)
    ours = set(Inferences(store).steps.union_graph())
    if counted(ours) != counted(theirs):
        raise SystemExit(
            "The closures differ: the figures would mean nothing. Run tests/sparql/reasoning/test_closure.py."
        )
    times: dict[str, list[float]] = {"whoshares": [], "owlrl": []}
    for _ in range(runs):
        times["whoshares"].append(seconds(lambda: Inferences(store).steps))
        times["owlrl"].append(seconds(lambda: peer_closure(graph)))
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratio = medians["owlrl"] / medians["whoshares"]
    for name, median in medians.items():
        print(f"{median * 1000:8.0f} ms  {name}")
    print(f"{ratio:8.0f} × as fast   (to hold: at least {AT_LEAST} ×; {runs} runs each, in turn)")
    record = {
        "name": "reasoning",
        "triples": len(graph),
        "entailed": len(counted(ours)),
        "setAside": len(theirs) - len(counted(theirs)),
        "medianSeconds": {name: round(median, 4) for name, median in medians.items()},
        "ratio": round(ratio, 1),
        "atLeast": AT_LEAST,
        "runs": runs,
        "versions": {name: version(name) for name in ("owlrl", "rdflib", "pyoxigraph")},
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reasoning.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(runs=3 if "--quick" in sys.argv else 5)
