"""Whole-process time of `whoshares validate` on the shipped graph, beside pySHACL alone on the same data and shapes.

pySHACL gets the union of the shipped graph and the vocabulary as one Turtle file, and the same shapes file. The figure
to hold: at most 1.5 times, strict reading and all lint rules included. `--quick` shows that it runs: once each, on the
graph that the catalogue's tests use; nothing is kept in results/.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.side_by_side import compare
from whoshares.facts.yaml_ld import load_folder
from whoshares.store.resources import graph_folder, ontology_folder

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.ttl"
        quick = "--quick" in sys.argv
        graph = Path(__file__).parents[1] / "tests" / "queries" / "graph" if quick else graph_folder()
        store, _ = load_folder(graph)
        data.write_text(store.serialize("turtle"), "utf-8")
        shapes = ontology_folder() / "shapes.ttl"
        which = "the catalogue's test graph" if quick else "shipped graph"
        compare(
            "validation",
            ours=(f"whoshares validate, {which}", [sys.executable, "-m", "whoshares", "validate", str(graph)]),
            peer=("pyshacl alone", [sys.executable, "-m", "pyshacl", "-s", str(shapes), str(data)]),
            at_most=1.5,
            runs=1 if quick else 11,
            keep=not quick,
        )
