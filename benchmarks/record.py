"""What a benchmark found: printed, and kept in `results/` by a full run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours beside the peer's. `at_least` says how many times as much the peer needs to take for the claim to hold."""

    what: str
    ours: float
    peer: float
    unit: str
    at_least: float

    @property
    def ratio(self) -> float:
        """How many times as much the peer takes."""
        return self.peer / self.ours

    def to_dict(self) -> dict[str, object]:
        """The figure as JSON-ready data."""
        return {
            "what": self.what,
            "ours": float(f"{self.ours:.4g}"),
            "peer": float(f"{self.peer:.4g}"),
            "unit": self.unit,
            "ratio": float(f"{self.ratio:.4g}"),
            "atLeast": self.at_least,
            "holds": self.ratio >= self.at_least,
        }

    def __str__(self) -> str:
        verdict = "holds" if self.ratio >= self.at_least else "DOES NOT HOLD"
        return (
            f"{self.what}: ours {self.ours:.4g} {self.unit}, peer {self.peer:.4g} {self.unit}, "
            f"{self.ratio:.3g} × (to hold: at least {self.at_least:g} ×): {verdict}"
        )


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """A parser with `--quick`."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small graph, one run; nothing is kept in results/")
    return parser


def keep(
    name: str,
    figures: list[Figure],
    *,
    quick: bool,
    notes: Mapping[str, object],
    packages: tuple[str, ...] = (),
) -> None:
    """Print the figures and the notes; after a full run, write them to `results/NAME.json` with the machine."""
    for figure in figures:
        print(figure)
    for key, value in notes.items():
        print(f"  {key}: {value}")
    if quick:
        return
    RESULTS.mkdir(exist_ok=True)
    record = {
        "name": name,
        "figures": [figure.to_dict() for figure in figures],
        "notes": dict(notes),
        "versions": {package: version(package) for package in packages},
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def seconds(run: Callable[[], object]) -> float:
    """The processor time of one run, which other processes on the machine disturb least."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def median_seconds(run: Callable[[], object], runs: int) -> float:
    """The median processor time of some runs."""
    return statistics.median(seconds(run) for _ in range(runs))


class OutOfTime(Exception):
    """A peer took longer than it was given."""


@contextmanager
def at_most(limit: float) -> Iterator[None]:
    """Raises OutOfTime within, after so many seconds of processor time. Interrupts code in Python only."""

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
