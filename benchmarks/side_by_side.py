"""Two commands, run in turn as new processes; medians, their ratio, the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


def compare(
    name: str,
    *,
    ours: tuple[str, list[str]],
    peer: tuple[str, list[str]],
    at_most: float,
    runs: int,
    keep: bool = True,
) -> float:
    """Print both medians and how ours stands to the peer's; `keep` them in `results/NAME.json`; return the ratio."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {ours[0]: [], peer[0]: []}
    for _ in range(runs + 1):
        for label, command in (ours, peer):
            begun = time.perf_counter()
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=kept)
            seconds[label].append(time.perf_counter() - begun)
            if done.returncode != 0:
                raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
    medians = {label: statistics.median(times[1:]) for label, times in seconds.items()}  # the first runs warm up
    ratio = medians[ours[0]] / medians[peer[0]]
    for label, median in medians.items():
        print(f"{median * 1000:8.0f} ms  {label}")
    print(f"{ratio:8.2f} ×   (to hold: at most {at_most} ×; {runs} runs each, in turn)")
    if not keep:
        return ratio
    RESULTS.mkdir(exist_ok=True)
    record = {
        "name": name,
        "medianSeconds": {label: round(median, 4) for label, median in medians.items()},
        "ratio": round(ratio, 3),
        "atMost": at_most,
        "runs": runs,
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    return ratio
