"""Every query of the catalogue on the synthetic graph: our store beside rdflib, with the same text.

Both hold the same graph, in one named graph, and give the union of all graphs as the default. The graph is smaller than
the national one, which takes rdflib minutes to load. Parameters that are required are bound to things of the graph,
or, for what it does not have (programs, places), to a thing that is not there. A query that rdflib does not end within
its limit counts with the limit, so that the ratio is less than it is. Where rdflib ends, it must find as many rows.
The figure to hold: at least 50 times as fast, as the geometric mean of the ratios.
"""

from __future__ import annotations

import json
import math
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import Dataset, URIRef

from benchmarks.national import store_of
from benchmarks.record import RESULTS, Figure, OutOfTime, arguments, at_most, keep
from whoshares.catalogue.binding import filled
from whoshares.catalogue.queries import Catalogue, CatalogueQuery
from whoshares.store import Iri, Literal, Term
from whoshares.vocabulary import ID, XSD

AT_LEAST = 50
GRAPH = f"{ID}source/synthetic"
THINGS = {
    "Thing": "organization/o0",
    "Holder": "organization/o0",
    "Organization": "organization/o0",
    "System": "system/s0",
    "DataCategory": "category/c0",
    "Norm": "bar/b0",
    "Bar": "bar/b0",
    "DataFlow": "flow/f0",
    "Source": "source/synthetic",
}
LITERALS = {
    "date": ("2015-06-01", "date"),
    "year": ("2015", "gYear"),
    "integer": ("2", "integer"),
    "text": ("1", "string"),
}


def text_of(query: CatalogueQuery) -> str:
    """The query with what it requires bound."""
    bound: dict[str, tuple[Term, ...]] = {}
    for parameter in query.parameters:
        if parameter.required:
            if parameter.kind in LITERALS:
                text, kind = LITERALS[parameter.kind]
                bound[parameter.name] = (Literal(text, XSD + kind),)
            else:
                bound[parameter.name] = (Iri(ID + THINGS.get(parameter.kind, f"{parameter.kind.lower()}/none")),)
    return filled(query, bound)


def main() -> None:
    """Ask each query of both, in turn."""
    parser = arguments(__doc__)
    parser.add_argument("--limit", type=float, help="processor seconds that rdflib has for a query (60; quick: 2)")
    given = parser.parse_args()
    organizations, flows = (50, 400) if given.quick else (500, 5_000)
    limit = given.limit or (2 if given.quick else 60)
    store = store_of(organizations, flows, graph=GRAPH)
    peer = Dataset(default_union=True)
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data.nt"
        data.write_text(store.serialize("ntriples"), "utf-8")
        peer.graph(URIRef(GRAPH)).parse(data, format="nt")
    store.select("SELECT * WHERE { ?s ws:nothing ?o }")  # makes what the store makes once
    ratios: dict[str, float] = {}
    stopped, faults, differ = [], {}, []
    own_times, peer_times = [], []
    with_rows = 0
    for query in Catalogue().queries():
        text = text_of(query)
        rows, runs = 0, 0
        begun = time.process_time()
        while (own := time.process_time() - begun) < 0.1:  # often enough for the clock
            rows = len(store.select(text).rows)
            runs += 1
        with_rows += rows > 0
        begun = time.process_time()
        try:
            with at_most(limit):
                found = len(list(peer.query(text)))
            if found != rows:
                differ.append(f"{query.name}: ours {rows}, rdflib {found}")
        except OutOfTime:
            stopped.append(query.name)
        except Exception as fault:  # whatever a peer raises on a query is its answer
            faults[query.name] = f"{type(fault).__name__}: {fault}"[:120]
            continue
        own_times.append(own / runs)
        peer_times.append(time.process_time() - begun)
        ratios[query.name] = peer_times[-1] / own_times[-1]
        print(f"{ratios[query.name]:10.0f} ×  {rows:7,} rows  {query.name}", flush=True)
    mean = [math.exp(statistics.mean(map(math.log, times))) for times in (own_times, peer_times)]
    keep(
        "catalogue",
        [Figure("a query of the catalogue, geometric mean", mean[0], mean[1], "s", AT_LEAST)],
        quick=given.quick,
        notes={
            "graph": f"{organizations:,} organizations, {flows:,} flows",
            "queries": len(ratios),
            "of these with rows": with_rows,
            "limit for rdflib, s": limit,
            "stopped at the limit": stopped,
            "rdflib raised": faults,
            "other number of rows": differ,
            "least ratio": min(ratios.items(), key=lambda item: item[1]),
        },
        packages=("rdflib", "pyoxigraph"),
    )
    if not given.quick:
        path = RESULTS / "catalogue.json"
        record = json.loads(path.read_text("utf-8")) | {"ratios": {n: round(r, 1) for n, r in ratios.items()}}
        path.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
