"""Whole-process time of `whoshares validate` on the shipped graph, beside pySHACL alone on the same data and shapes.

pySHACL gets the union of the shipped graph and the vocabulary as one Turtle file, and the same shapes file. The figure
to hold: at most 1.5 times, strict reading and all lint rules included.
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
        store, _ = load_folder(graph_folder())
        data.write_text(store.serialize("turtle"), "utf-8")
        shapes = ontology_folder() / "shapes.ttl"
        compare(
            "validation",
            ours=("whoshares validate, shipped graph", [sys.executable, "-m", "whoshares", "validate"]),
            peer=("pyshacl alone", [sys.executable, "-m", "pyshacl", "-s", str(shapes), str(data)]),
            at_most=1.5,
            runs=3 if "--quick" in sys.argv else 11,
        )
