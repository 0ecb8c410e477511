"""Names of agencies against the FBI's list: ours beside rapidfuzz alone, in time and in what is taken.

    python -m benchmarks.matching flock_agencies_2024-04-26.csv fbi_agencies.csv

The first file has the names in a column `name`, the second is the FBI's list; neither is in the project. `--quick`
takes the labelled names and the agencies of `tests/facts/matching` for both. Ours is everything from the rows to the
verdicts. rapidfuzz is given the list with its states, and with PD and SO as plate-reader lists write them, and compares
each name with each agency (`cdist`, one worker). The figure to hold: not slower than the fastest of its scorers, and
better than each on the names that were labelled by hand, of what is taken (precision) and of what there is to take
(recall).
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from benchmarks.record import Figure, arguments, keep
from whoshares.facts.matching.fbi_list import fbi_bodies
from whoshares.facts.matching.matcher import Matcher
from whoshares.facts.matching.states import postal

AT_LEAST = 1
CUTOFF = 90
SCORERS: dict[str, Callable[..., float]] = {
    "ratio": fuzz.ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
}
TESTS = Path(__file__).parents[1] / "tests" / "facts" / "matching"
ENDINGS = {"City": "PD", "County": "County SO"}

Rows = Sequence[dict[str, str]]


def rows_of(path: Path) -> Rows:
    """The rows of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(agencies: Rows, names: Rows) -> list[str]:
    """The ORI that is taken for each name, or nothing."""
    return asked(Matcher(fbi_bodies(agencies)), names)


def asked(matcher: Matcher, names: Rows) -> list[str]:
    """The same, of a list that is ready."""
    found = (
        matcher.find(row["name"], state=postal(row.get("state", "")), county=row.get("county") or None) for row in names
    )
    return [verdict.body.id if verdict.body else "" for verdict in found]


def peers(agencies: Rows, names: Rows, scorer: Callable[..., float]) -> list[str]:
    """The same, of the best agency by rapidfuzz's score, where that is high."""
    listed = [
        utils.default_process(
            f"{row['pub_agency_name']} {ENDINGS.get(row['agency_type_name'], '')} {postal(row['state_abbr'])}"
        )
        for row in agencies
    ]
    taken: list[str] = []
    step = 500  # the table of all scores would not fit
    queries = [utils.default_process(f"{row['name']} {postal(row.get('state', '')) or ''}") for row in names]
    for begin in range(0, len(queries), step):
        scores: Any = process.cdist(queries[begin : begin + step], listed, scorer=scorer, score_cutoff=CUTOFF)
        best = scores.argmax(axis=1)
        taken += [
            agencies[place]["ori"] if row[place] >= CUTOFF else "" for row, place in zip(scores, best, strict=True)
        ]
    return taken


def right(labelled: Rows, taken: Sequence[str]) -> tuple[float, float]:
    """Precision and recall."""
    hits = sum(1 for row, ori in zip(labelled, taken, strict=True) if ori and ori == row["ori"])
    return hits / max(1, sum(map(bool, taken))), hits / sum(1 for row in labelled if row["ori"])


def main() -> None:
    """Ask both in turn, and compare."""
    parser = arguments(__doc__)
    parser.add_argument("names", nargs="?", type=Path, default=TESTS / "labelled.csv")
    parser.add_argument("agencies", nargs="?", type=Path, default=TESTS / "fbi_agencies.csv")
    given = parser.parse_args()
    quick = given.quick or given.names.parent == TESTS
    names, agencies, labelled = rows_of(given.names), rows_of(given.agencies), rows_of(TESTS / "labelled.csv")
    begun = time.process_time()
    taken = ours(agencies, names)
    own = time.process_time() - begun
    ready = Matcher(fbi_bodies(agencies))
    begun = time.process_time()
    asked(ready, names)
    once_ready = time.process_time() - begun
    quality = {"ours": right(labelled, ours(agencies, labelled))}
    times: dict[str, float] = {}
    for name, scorer in SCORERS.items():
        begun = time.process_time()
        peers(agencies, names, scorer)
        times[name] = time.process_time() - begun
        quality[name] = right(labelled, peers(agencies, labelled, scorer))
        better = all(mine > theirs for mine, theirs in zip(quality["ours"], quality[name], strict=True))
        if not better:
            print(f"NOT BETTER on both figures than {name}")
        print(f"{name}: {times[name]:.4g} s, ours {own:.4g} s", flush=True)
    figures = [
        Figure(f"{len(names):,} names against {len(agencies):,} agencies; rapidfuzz {name}", own, taking, "s", AT_LEAST)
        for name, taking in times.items()
    ]
    best = min(times.values())
    figures.append(Figure("the same, of a list that is ready; the fastest of these", once_ready, best, "s", AT_LEAST))
    notes = {
        "names for which ours takes an agency": f"{sum(map(bool, taken)):,}",
        **{
            f"{name}, precision and recall on {len(labelled)} labelled names": f"{precision:.1%}, {recall:.1%}"
            for name, (precision, recall) in quality.items()
        },
    }
    keep("matching", figures, quick=quick, notes=notes, packages=("rapidfuzz",))


if __name__ == "__main__":
    main()
