"""The shapes over a synthetic graph with planted faults: our way beside pySHACL, and how far ours goes.

Both have their graphs in memory, the peer a graph of rdflib's own. Ours puts the shapes to the engine and lets pySHACL
explain what is in doubt; the result sets must be equal. The figure to hold, over 100,000 statements: at least 20 times
as fast. Then ours alone, in a process of its own, over 2.6 million: at most a minute and 4 GiB; with `--to FLOWS` over
as many flows as are given (1,400,000 make ten million statements). The store is in memory; making it is not counted in
the time, and is in the memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from resource import RUSAGE_SELF, getrusage

import pyshacl

from benchmarks.faulty_graph import faulty_store
from benchmarks.record import Figure, arguments, keep, seconds
from whoshares.facts.validation.shapes import Result, check_shapes, report, shapes_store
from whoshares.model.terms import quiet_rdflib

AT_LEAST = 20
FULL, QUICK = 13_500, 1_500
"""Flows that make 100,000 statements, and as many as a run of seconds bears."""
NATIONAL = 365_000
"""Flows that make 2.6 million statements."""
SECONDS, GIB = 60, 4


def beside(flows: int, runs: int) -> tuple[Figure, dict[str, object]]:
    """Ours beside pySHACL, and what both found. Raises SystemExit where they did not find the same."""
    store, shapes = faulty_store(flows // 13, flows, flows // 200), shapes_store()
    found: list[list[Result]] = []
    ours = min(seconds(lambda: found.append(check_shapes(store))) for _ in range(runs))
    with quiet_rdflib():
        graph, asked = store.union_graph(), shapes.union_graph()
        peer = seconds(lambda: pyshacl.validate(graph, shacl_graph=asked, inference="none", inplace=True))
    if Counter(found[0]) != Counter(report(store, shapes)):
        raise SystemExit("The result sets differ.")
    figure = Figure(f"all shapes, {len(store):,} statements, same result set", ours, peer, "s", AT_LEAST)
    return figure, {"statements": len(store), "results": len(found[0])}


def alone(flows: int) -> dict[str, object]:
    """Ours over so many flows, in this process."""
    store = faulty_store(flows // 15, flows, 400)
    found: list[Result] = []
    taken = seconds(lambda: found.extend(check_shapes(store)))
    gib = getrusage(RUSAGE_SELF).ru_maxrss / 2**20
    return {"statements": len(store), "results": len(found), "seconds": round(taken, 1), "GiB": round(gib, 2)}


def main() -> None:
    """Measure, print, and keep in `results/shapes.json`."""
    parser = arguments(__doc__)
    parser.add_argument("--to", type=int, metavar="FLOWS", help="go on to so many flows")
    parser.add_argument("--alone", type=int, metavar="FLOWS", help="ours alone over so many flows, as JSON")
    given = parser.parse_args()
    if given.alone:
        print(json.dumps(alone(given.alone)))
        return
    figure, notes = beside(QUICK if given.quick else FULL, 1 if given.quick else 3)
    for flows in [] if given.quick else [NATIONAL, *([given.to] if given.to else [])]:
        command = [sys.executable, "-m", "benchmarks.shapes", "--alone", str(flows)]
        told = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
        measured = json.loads(told)
        notes[f"alone, {flows:,} flows"] = measured
        if flows == NATIONAL:
            notes["alone holds"] = measured["seconds"] <= SECONDS and measured["GiB"] <= GIB
    keep("shapes", [figure], quick=given.quick, notes=notes, packages=("pyshacl", "pyoxigraph", "rdflib"))


if __name__ == "__main__":
    main()
