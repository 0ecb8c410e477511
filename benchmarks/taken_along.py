"""What is taken along: briefs, dossiers of every county, and the suggestions that OpenRefine asks for while one types.

    python -m benchmarks.taken_along us_fips_codes.csv fbi_agencies.csv

The two files, of counties and the FBI's list of agencies, are not in the project; without them it takes the shipped
graph alone. `--quick` does too, makes one brief in each form that needs no further package, and leaves dossiers out.
Commands run whole, each in a process of its own: processor time, and for dossiers the
most memory that it had. Dossiers are made twice, and both are to be the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import whoshares
from benchmarks.explorer import Claim
from benchmarks.record import RESULTS, arguments, seconds
from whoshares.server.http.jobs import Jobs
from whoshares.server.workers.messages import Job

BRIEFS: Final[Sequence[tuple[str, ...]]] = (
    ("Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01"),
    ("New York DMV", "ICE", "--carrying", "driver-record", "--as-of", "2026-06-30"),
    ("Washington", "ICE", "--as-of", "2026-06-30"),
    ("Washington", "--as-of", "2026-06-30"),
    ("ICE", "--as-of", "2026-06-30"),
    ("Green Light Law", "--as-of", "2026-06-30"),
)
FORMS: Final = ("html", "md", "pdf")
PREFIXES: Final = ("s", "sa", "san d", "police", "king county sh", "nlets", "los angeles police department", "qzx")
_MOST_SECONDS, _MOST_KB, _MOST_MINUTES, _MOST_MB, _MOST_MS = 2, 300, 5, 1_000, 200


def run(*command: str) -> tuple[float, float]:
    """Run a command; the seconds of processor time and the megabytes of memory that it took."""
    process = subprocess.Popen([sys.executable, "-m", "whoshares", *command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"“whoshares {' '.join(command)}” ended with {process.returncode}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1_000


def briefs(folder: Path, asked: Sequence[tuple[str, ...]], forms: Sequence[str]) -> Iterator[Claim]:
    """Each brief in each form; the first of all fills the cache, and is made again."""
    run("brief", *BRIEFS[0], "--output", str(folder / "brief.html"))
    taken, sizes = [], []
    for question in asked:
        for form in forms:
            place = folder / f"brief.{form}"
            taken.append(run("brief", *question, "--output", str(place))[0])
            sizes.append(place.stat().st_size / 1_000)
    yield Claim(f"the slowest of {len(taken)} briefs, whole command", max(taken), "s", _MOST_SECONDS)
    yield Claim(f"the largest of {len(sizes)} briefs", max(sizes), "kB", _MOST_KB)


def dossiers(folder: Path, graph: Sequence[str]) -> Iterator[Claim]:
    """All dossiers of a graph, twice."""
    seen: list[tuple[int, str]] = []
    taken, memory = [], []
    for name in ("one", "other"):
        told = run("dossiers", *graph, "--out", str(folder / name), "--as-of", "2026-06-30")
        taken.append(told[0] / 60)
        memory.append(told[1])
        pages, whole = 0, hashlib.sha256()
        for file in sorted((folder / name).rglob("*")):
            if file.is_file():
                pages += 1
                whole.update(file.relative_to(folder / name).as_posix().encode() + b"\0" + file.read_bytes())
        seen.append((pages, whole.hexdigest()))
    assert len(set(seen)) == 1, "the same graph and day make the same bytes"
    yield Claim(f"dossiers, {seen[0][0]:,} files, the same bytes twice", max(taken), "min", _MOST_MINUTES)
    yield Claim("dossiers, memory", max(memory), "MB", _MOST_MB)


def suggestions(graph: str | None) -> Iterator[Claim]:
    """What a half-typed name may become, asked of a worker as the server makes it."""
    jobs = Jobs(whoshares.open(graph), 1_000_000)
    jobs.warm_up()
    asked = [
        Job("reconciliation", {"what": "entity", "values": {"prefix": prefix, **of_type}})
        for prefix in PREFIXES
        for of_type in ({}, {"type": "Organization"})
    ]
    taken = [1_000 * seconds(lambda job=job: jobs(job)) for job in asked]  # type: ignore[misc]
    assert all(jobs(job).status == 200 for job in asked)
    yield Claim(f"the slowest of {len(taken)} suggestions", max(taken), "ms", _MOST_MS)


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("files", nargs="*", help="the counties, and the FBI's list of agencies")
    given = parser.parse_args()
    files = [] if given.quick else given.files
    with tempfile.TemporaryDirectory() as name:
        graph = str(Path(name) / "graph") if files else None
        for layout, file in zip(("counties", "fbi-agencies"), files, strict=True) if files else ():
            run("import", layout, file, "--out", str(graph))
        found = []
        option = ("--graph", graph) if graph else ()
        quick = given.quick
        made = briefs(Path(name), BRIEFS[:1] if quick else BRIEFS, FORMS[:2] if quick else FORMS)
        for claim in chain(made, () if quick else dossiers(Path(name), option), suggestions(graph)):
            found.append(claim)
            print(claim)
    load = round(os.getloadavg()[0], 1)
    print(f"load of the machine: {load}, on {os.cpu_count()} cores")
    if files:
        machine = {"cores": os.cpu_count(), "load": load, "system": platform.platform(),
                   "python": platform.python_version()}  # fmt: skip
        record = {"name": "taken_along", "alone": [claim.to_dict() for claim in found], "machine": machine}
        (RESULTS / "taken_along.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
