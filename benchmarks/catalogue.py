"""Every query of the catalogue on a graph of national size: our store beside rdflib, with the same text.

The graph has the shapes of the shipped one, a named graph for each document included (`catalogue_graph.py`). Required
parameters are bound to the examples that the queries themselves give. Both give the union of all graphs as the default.
First ours answers everything, in a process of its own that then gives its memory back: the median of up to five runs
each. Then rdflib reads the same quads and answers each query once. A query that rdflib does not end within its limit
counts with the limit, so that the ratio is less than it is. Where rdflib ends, it must find the same things in as many
rows. Times are processor time.
The figure to hold: at least 50 times as fast, as the geometric mean of the ratios. A full run takes an hour and more of
processor time, and up to 6 GB.
"""

from __future__ import annotations

import gc
import hashlib
import json
import math
import resource
import signal
import statistics
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from rdflib import Dataset, URIRef

import whoshares
from benchmarks.catalogue_graph import QUICK, STATEMENTS, parts_of
from benchmarks.record import RESULTS, Figure, OutOfTime, arguments, at_most, keep, seconds
from whoshares.sparql.catalogue import Catalogue, bind, filled
from whoshares.store.engine import Iri, Store
from whoshares.store.names import Names

AT_LEAST = 50
RUNS = 5
LONG = 10.0
"""Seconds after which a query is not run again for a better median."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine answered, and in which time. The digest is of the things in the rows, in any order."""

    seconds: float
    rows: int
    digest: str


def texts(names: Names) -> dict[str, str]:
    """The queries by name, with what they require bound to their own examples."""
    return {
        query.name: filled(query, bind(query, names, {p.name: p.example for p in query.parameters if p.required}))
        for query in Catalogue().queries()
    }


def ours(shipped: str, triples: int, queries: dict[str, str]) -> tuple[dict[str, Found], dict[str, float]]:
    """What our store finds, and what loading took."""
    store = Store()
    load = sum(seconds(partial(store.load, part, "nquads")) for part in parts_of(shipped, triples))
    load += seconds(partial(store.query, "ASK { }"))  # makes the union of all graphs, once
    found = {}
    for name, text in queries.items():
        times: list[float] = []
        rows: tuple[tuple[object, ...], ...] = ()
        while len(times) < RUNS and sum(times) < LONG:
            begun = time.process_time()
            rows = store.select(text).rows
            times.append(time.process_time() - begun)
        found[name] = Found(statistics.median(times), len(rows), _digest(_things(row, Iri) for row in rows))
        print(f"{found[name].seconds:10.4f} s  {len(rows):9,} rows  {name}", flush=True)
    return found, {"load, s": round(load, 1), "quads": len(store), "peak, GB": peak()}


def peers(
    shipped: str, triples: int, queries: dict[str, str], limit: float
) -> Iterator[tuple[str, Found | None, str | dict[str, float]]]:
    """What rdflib finds, query by query: nothing, where it was stopped or raised, and which of the two."""
    dataset = Dataset(default_union=True)
    gc.disable()  # or collecting garbage would go through all that is loaded, again and again
    load = sum(seconds(partial(dataset.parse, data=part, format="nquads")) for part in parts_of(shipped, triples))
    gc.enable()
    gc.collect()
    gc.freeze()
    yield "", None, {"load, s": round(load, 1), "quads": len(list(dataset.quads())), "peak, GB": peak()}
    for name, text in queries.items():
        begun = time.process_time()
        try:
            with at_most(limit):
                signal.setitimer(signal.ITIMER_PROF, limit, 1)  # again each second: rdflib passes over some exceptions
                rows = [row for row in dataset.query(text) if isinstance(row, tuple)]
            taken = time.process_time() - begun
            yield name, Found(taken, len(rows), _digest(_things(row, URIRef) for row in rows)), ""
        except OutOfTime:
            yield name, None, "stopped"
        except Exception as fault:  # whatever a peer raises on a query is its answer
            yield name, None, f"{type(fault).__name__}: {fault}"[:120]


def _things(row: Iterable[object], kind: type) -> str:
    return " ".join(str(cell) for cell in row if isinstance(cell, kind))


def _digest(rows: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def peak() -> float:
    """The most memory that this process has held, in GB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 1)


def main() -> None:
    """Ask each query of both."""
    parser = arguments(__doc__)
    parser.add_argument("--limit", type=float, help="processor seconds that rdflib has for a query (60; quick: 2)")
    given = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    triples = QUICK if given.quick else STATEMENTS
    limit = given.limit or (2 if given.quick else 60)
    shipped = whoshares.open()
    queries = texts(shipped.names)
    nquads = shipped.store.serialize("nquads")
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        own, own_notes = process.submit(ours, nquads, triples, queries).result()
    ratios: dict[str, float] = {}
    stopped, faults, differ = [], {}, []
    peer_notes: object = None
    for name, found, otherwise in peers(nquads, triples, queries, limit):
        if not name:
            peer_notes = otherwise
            continue
        if found:
            if (found.rows, found.digest) != (own[name].rows, own[name].digest):
                differ.append(f"{name}: ours {own[name].rows}, rdflib {found.rows}")
        elif otherwise == "stopped":
            stopped.append(name)
        else:
            faults[name] = otherwise
            continue
        ratios[name] = (found.seconds if found else limit) / own[name].seconds
        at_least = "" if found else "at least "
        print(f"{at_least:>9}{ratios[name]:10.1f} ×  {own[name].rows:9,} rows  {name}", flush=True)
    ended = {name: ratio for name, ratio in ratios.items() if name not in stopped}
    mean = math.exp(statistics.mean(math.log(own[name].seconds) for name in ratios))
    keep(
        "catalogue",
        [
            Figure(
                "a query of the catalogue, geometric mean; rdflib stopped at the limit",
                mean,
                mean * _mean(ratios.values()),
                "s",
                AT_LEAST,
            )
        ],
        quick=given.quick,
        notes={
            "triples": triples,
            "ours": own_notes,
            "rdflib": peer_notes,
            "queries": len(ratios),
            "of these with rows": sum(own[name].rows > 0 for name in ratios),
            "limit for rdflib, s": limit,
            "stopped at the limit": stopped,
            "geometric mean of those that rdflib ended": round(_mean(ended.values()), 1) if ended else None,
            "rdflib raised": faults,
            "other rows": differ,
            "least ratio": min(ratios.items(), key=lambda item: item[1]),
        },
        packages=("rdflib", "pyoxigraph"),
    )
    if not given.quick:
        path = RESULTS / "catalogue.json"
        record = json.loads(path.read_text("utf-8"))
        record["queries"] = {
            name: {"seconds": round(own[name].seconds, 5), "rows": own[name].rows, "ratio": round(ratio, 1)}
            for name, ratio in ratios.items()
        }
        path.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def _mean(ratios: Iterable[float]) -> float:
    return math.exp(statistics.mean(map(math.log, ratios)))


if __name__ == "__main__":
    main()
