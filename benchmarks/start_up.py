"""Whole-process time of `whoshares trace` on the shipped graph, beside that of importing rdflib and networkx.

Both run as new processes, in turn, so that the machine's noise falls on both. The figure to hold: at most 1.2 times.
"""

from __future__ import annotations

import sys

from benchmarks.side_by_side import compare

TRACE = ["-m", "whoshares", "trace", "Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01"]
IMPORTS = ["-c", "import rdflib, networkx"]

if __name__ == "__main__":
    compare(
        "start_up",
        ours=("whoshares trace, shipped graph", [sys.executable, *TRACE]),
        peer=("import rdflib, networkx", [sys.executable, *IMPORTS]),
        at_most=1.2,
        runs=5 if "--quick" in sys.argv else 21,
    )
