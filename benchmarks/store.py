"""A store on the disk: built, opened and asked, beside what a user has without one.

The graph is the synthetic one of `national.py`, of 2.6 million triples as N-Triples. Built is the whole store, with
columns, network and the engine's files on the disk; the peer parses the same file into memory with rdflib, and a second
one then reads the flows into a networkx graph and looks for a way. Each run is a new process; time is processor time of
all its threads, memory the most that it held. Ours answers a trace cold: the command starts, opens the store, prints.

`--to TRIPLES` builds ever larger graphs instead, traces, exposes and validates each, and prints exponents: no peer is
run. These stand in a named graph, so that the engine has each triple twice, and have what shapes and rules ask for.
"""

from __future__ import annotations

import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.national import statements
from benchmarks.record import Figure, arguments, keep
from whoshares.model.vocabulary import RDF, WS

TRIPLES_A_FLOW = 6.17
"""Of the synthetic graph, with all that is not a flow."""
SOURCED_A_FLOW = 8.37
"""The same of the graph with what shapes and rules ask for."""
FULL, QUICK = 2_600_000, 60_000
DAY = date(2015, 6, 1)


def write_graph(place: Path, triples: int) -> None:
    """The synthetic graph as N-Triples."""
    flows = round(triples / TRIPLES_A_FLOW)
    with place.open("w", encoding="utf-8") as file:
        lines = statements(flows // 15, flows)
        while some := list(islice(lines, 100_000)):
            file.write("\n".join(some) + "\n")


def write_sourced(place: Path, triples: int) -> None:
    """The same as N-Quads, in the named graph of one source, with what shapes and rules ask for besides."""
    from benchmarks.faulty_graph import SOURCE, complete

    flows = round(triples / SOURCED_A_FLOW)
    with place.open("w", encoding="utf-8") as file:
        lines = _with_locators(complete(statements(flows // 15, flows)))
        while some := list(islice(lines, 100_000)):
            file.writelines(f"{line[:-1]}<{SOURCE}> .\n" for line in some)


def _with_locators(lines: Iterable[str]) -> Iterator[str]:
    """The statements, with a row for each thing, and that it is not known who could end a flow."""
    located = {f"<{WS}{name}>" for name in ("Organization", "System", "DataCategory", "Instrument")}
    for line in lines:
        yield line
        subject, predicate, value, *_ = line.split(" ", 3)
        if predicate == f"<{RDF}type>" and value in located:
            yield f'{subject} <{WS}at> "whole" .'
        if predicate == f"<{RDF}type>" and value == f"<{WS}DataFlow>":
            yield f'{subject} <{WS}unknown> "controlledBy" .'


def ours(data: Path, store: Path) -> dict[str, Any]:
    """Build the store."""
    from whoshares.facts.building import build

    return {"statements": build([data], store).statements}


def rdflib_alone(data: Path, store: Path) -> dict[str, Any]:
    """Parse the same."""
    from rdflib import Graph

    graph = Graph()
    graph.parse(data, format="nt")
    return {"statements": len(graph)}


def rdflib_and_networkx(data: Path, store: Path) -> dict[str, Any]:
    """Parse the same, make a graph of the flows, and look for the shortest way between the two ends."""
    import networkx as nx
    from rdflib import Graph, URIRef

    from whoshares.model.vocabulary import WS

    graph = Graph()
    graph.parse(data, format="nt")
    flows: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    recipients = dict(graph.subject_objects(URIRef(WS + "recipient")))
    for flow, sender in graph.subject_objects(URIRef(WS + "sender")):
        flows.add_edge(str(sender), str(recipients[flow]), str(flow))
    origin, recipient = json.loads((store / "ends.json").read_text("utf-8"))
    return {"hops": len(nx.shortest_path(flows, origin, recipient)) - 1}


def exposure(data: Path, store: Path) -> dict[str, Any]:
    """Open the store and say who reaches a holder in four hops."""
    import whoshares

    _, recipient = json.loads((store / "ends.json").read_text("utf-8"))
    answer = whoshares.open(store / "built").exposure(recipient, as_of=DAY, max_hops=4)
    return {"rows": len(list(answer.rows()))}


def validated(data: Path, store: Path) -> dict[str, Any]:
    """Hold what is in the store to the shapes and rules."""
    from whoshares.facts.validation.check import validate_built

    return {"findings": len(validate_built(store / "built").findings)}


RUNS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "ours": lambda data, store: ours(data, store / "built"),
    "rdflib": rdflib_alone,
    "rdflib and networkx": rdflib_and_networkx,
    "exposure": exposure,
    "validate": validated,
}


def run(kind: str, data: Path, folder: Path) -> dict[str, Any]:
    """One run in a process of its own, with the seconds and the bytes that it took from beginning to end."""
    code = (
        "import json, resource, sys\nfrom pathlib import Path\nfrom benchmarks.store import RUNS\n"
        "found = RUNS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "found |= {'seconds': used.ru_utime + used.ru_stime, 'bytes': used.ru_maxrss * 1024}\n"
        "print(json.dumps(found))"
    )
    command = [sys.executable, "-c", code, kind, str(data), str(folder)]
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, env=_as_a_user_has_it())
    if done.returncode:
        raise SystemExit(f"{kind}: {_how_it_ended(done.returncode)}")
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "wall": time.perf_counter() - begun}


def _how_it_ended(status: int) -> str:
    """Why a run gave no figures: what it said itself stands above."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}; if nobody sent it, memory ran out."
    return f"ended with exit code {status}."


def trace(folder: Path) -> dict[str, Any]:
    """The command, which opens the store, answers and prints."""
    origin, recipient = json.loads((folder / "ends.json").read_text("utf-8"))
    asked = ["trace", origin, recipient, "--as-of", DAY.isoformat(), "--limit", "1", "--format", "json"]
    command = [sys.executable, "-m", "whoshares", *asked, "--store", str(folder / "built")]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_as_a_user_has_it()) as process:
        assert process.stdout is not None
        answer = json.load(process.stdout)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if not answer["routes"]:
        raise SystemExit("The trace has no route.")
    wall = time.perf_counter() - begun
    return {"seconds": used.ru_utime + used.ru_stime, "bytes": used.ru_maxrss * 1024, "wall": wall}


def _as_a_user_has_it() -> dict[str, str]:
    """The environment, where compiled code is kept."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def choose_ends(folder: Path) -> None:
    """Two holders with a way of three flows or more between them, kept for those who ask."""
    import whoshares
    from whoshares.network.categories import ANY
    from whoshares.routes.question import Question
    from whoshares.routes.search import shortest_route

    network = whoshares.open(folder / "built").network
    senders = sorted(network.flows_from, key=lambda holder: (len(network.flows_from[holder]), holder))
    recipients = sorted(network.flows_to, key=lambda holder: (len(network.flows_to[holder]), holder))
    for place in range(len(senders) // 4, len(senders)):
        origin, recipient = senders[place], recipients[len(recipients) // 2]
        route = shortest_route(network, Question(origin, recipient, ANY, DAY)).route
        if route is not None and len(route.hops) >= 2:
            break
    ends = [network.holders[origin], network.holders[recipient]]
    (folder / "ends.json").write_text(json.dumps(ends), "utf-8")


def grow(most: int) -> None:
    """Build, trace and expose ever larger graphs, and print seconds, memory and exponents as they are known."""
    before: dict[str, float] = {}

    def told(kind: str, one: dict[str, Any]) -> None:
        grown = math.log(one["seconds"] / before[kind]) / math.log(4) if kind in before else math.nan
        gib = one["bytes"] / 2**30
        said = f"{one['seconds']:.3g} s ({one['wall']:.3g} s by the clock), {gib:.2g} GiB at most"
        print(f"{kind:>12}: {said}, exponent {grown:.2f}", flush=True)
        before[kind] = one["seconds"]

    for size in (most // 16, most // 4, most):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data = folder / "graph.nq"
            write_sourced(data, size)
            built = run("ours", data, folder)
            print(f"{built['statements']:12,} statements", flush=True)
            told("build", built)
            choose_ends(folder)
            told("trace", trace(folder))
            for kind in ("exposure", "validate"):
                told(kind, run(kind, data, folder))


def main() -> None:
    """Run each in turn, and compare."""
    parser = arguments(__doc__)
    parser.add_argument("--to", type=int, metavar="TRIPLES", help="how time grows up to so many triples, instead")
    given = parser.parse_args()
    if given.to:
        grow(given.to)
        return
    triples = QUICK if given.quick else FULL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "graph.nt"
        write_graph(data, triples)
        built = run("ours", data, folder)
        choose_ends(folder)
        parsed = run("rdflib", data, folder)
        trace(folder)  # it keeps compiled code
        asked = [trace(folder) for _ in range(3)]
        theirs = run("rdflib and networkx", data, folder)
        own = statistics.median(one["seconds"] for one in asked)
        figures = [
            Figure("build a store; rdflib parses the same", built["seconds"], parsed["seconds"], "s", 9),
            Figure("memory for that", built["bytes"] / 2**20, parsed["bytes"] / 2**20, "MiB", 2),
            Figure("open it and trace, cold; rdflib and networkx", own, theirs["seconds"], "s", 100),
        ]
    keep(
        "store",
        figures,
        quick=given.quick,
        notes={
            "graph": f"{built['statements']:,} statements, with the vocabulary",
            "wall time": f"build {built['wall']:.3g} s, rdflib {parsed['wall']:.3g} s",
            "wall time of a trace": f"{statistics.median(one['wall'] for one in asked):.3g} s",
            "most memory of a trace": f"{max(one['bytes'] for one in asked) / 2**20:.0f} MiB",
        },
        packages=("networkx", "numpy", "pyoxigraph", "rdflib"),
    )


if __name__ == "__main__":
    main()
