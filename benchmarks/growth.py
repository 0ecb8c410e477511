"""How time grows with the flows: building the network, and the exposure of one recipient.

Printed are exponents: with an exponent of 1, ten times as many flows take ten times as long. No peer is run.
"""

from __future__ import annotations

import json
import math
import os
import platform
import resource
import statistics
from datetime import date

from benchmarks.national import store_of
from benchmarks.record import RESULTS, arguments, seconds
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.network.reader import read_network
from whoshares.routes.exposure import Exposing
from whoshares.routes.question import Question

DAY = date(2015, 6, 1)
HOPS = 4


def measure(flows: int, runs: int) -> dict[str, float]:
    """The median seconds on a graph of so many flows."""
    store = store_of(flows // 15, flows)
    kept: list[Network] = []

    def build() -> None:
        kept[:] = [read_network(store)]

    building = statistics.median(seconds(build) for _ in range(runs))
    network = kept[0]
    order = sorted(network.flows_to, key=lambda holder: (len(network.flows_to[holder]), holder))
    recipient = order[len(order) // 2]
    question = Question(recipient, recipient, ANY, DAY, max_hops=HOPS)

    def expose() -> None:
        Exposing(network, question, outward=False).rows()

    expose()  # makes the arrays
    return {"build": building, "exposure": statistics.median(seconds(expose) for _ in range(runs))}


def main() -> None:
    """Measure each size, print the exponents from each to the next, and keep them in `results/growth.json`."""
    parser = arguments(__doc__)
    parser.add_argument("--to", type=int, metavar="FLOWS", help="go on to so many flows, of which each run is one only")
    given = parser.parse_args()
    sizes = [21_000, 42_000] if given.quick else [30_000, 300_000, *([given.to] if given.to else [])]
    found: dict[int, dict[str, float]] = {}
    exponents: list[dict[str, object]] = []
    for size in sizes:
        found[size] = measure(size, 1 if given.quick or size == given.to else 3)
        print(
            f"{size:10,} flows: " + ", ".join(f"{what} {taken:.3f} s" for what, taken in found[size].items()),
            flush=True,
        )
        if len(found) > 1:
            before = list(found)[-2]
            grown = math.log(size / before)
            exponent = {w: round(math.log(found[size][w] / found[before][w]) / grown, 2) for w in found[size]}
            print(
                f"{'':10}  exponents: " + ", ".join(f"{what} {value}" for what, value in exponent.items()), flush=True
            )
            exponents.append({"from": before, "to": size, **exponent})
    if given.quick:
        return
    RESULTS.mkdir(exist_ok=True)
    record = {
        "name": "growth",
        "medianSeconds": {str(size): {w: round(t, 4) for w, t in times.items()} for size, times in found.items()},
        "exponents": exponents,
        "exposure": f"of the holder with the median number of incoming flows, within {HOPS} hops",
        "mostMemory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB, with the store",
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    (RESULTS / "growth.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
