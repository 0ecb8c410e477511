"""Writes the table of `README.md` from the results that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import RESULTS

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- table: written by python -m benchmarks.table -->", "<!-- end of table -->"
HEAD = "| script | what | ours | peer | measured | to hold | holds |\n|---|---|---|---|---|---|---|\n"


def lines() -> Iterator[str]:
    """One row a figure, in the order of the scripts' names."""
    for path in sorted(RESULTS.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        for cells in rows_of(record):
            name = record["name"]
            yield "| " + " | ".join((f"[`{name}.py`](results/{name}.json)", *cells)) + " |\n"


def rows_of(record: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The cells of a record's figures."""
    if record["name"] == "endpoint":
        least = record["atLeast"]["ratio"]
        for server, ratios in record["ratioToTheFasterPeer"].items():
            for query, ratio in ratios.items():
                rate = record["figures"][server][query]["requests_per_second"]
                yield (
                    f"{query}, `{server}`",
                    f"{rate:,.0f} requests/s",
                    f"{rate / ratio:,.0f} requests/s",
                    *_verdict(ratio, at_least=least),
                )
    elif record["name"] == "growth":
        for step in record["exponents"]:
            for what in ("build", "exposure"):
                sizes = f"{step['from']:,} → {step['to']:,} flows"
                taken = [record["medianSeconds"][str(step[end])][what] for end in ("from", "to")]
                yield f"{what}, {sizes}", " → ".join(f"{t:.3g} s" for t in taken), "", f"exponent {step[what]}", "", ""
    elif "alone" in record:
        for figure in record["alone"]:
            end = "Least" if "atLeast" in figure else "Most"
            held = f"at {end.lower()} {figure[f'at{end}']:g} {figure['unit']}"
            measured = f"{figure['value']:.3g} {figure['unit']}"
            yield figure["what"], measured, "", "", held, "yes" if figure["holds"] else "**no**"
    elif "figures" in record:
        for figure in record["figures"]:
            cells = (f"{figure[side]:.3g} {figure['unit']}" for side in ("ours", "peer"))
            yield figure["what"], *cells, *_verdict(figure["ratio"], at_least=figure["atLeast"])
    else:
        (ours, own), (peer, theirs) = record["medianSeconds"].items()
        bound = {"at_least": record.get("atLeast"), "at_most": record.get("atMost")}
        yield f"{ours}; {peer}", f"{own:.3g} s", f"{theirs:.3g} s", *_verdict(record["ratio"], **bound)


def _verdict(ratio: float, *, at_least: float | None = None, at_most: float | None = None) -> tuple[str, str, str]:
    """The ratio, the bound, and whether it holds. With a lower bound the peer is divided by ours, else ours by it."""
    if at_least is not None:
        return f"{ratio:.3g} × as fast or small", f"at least {at_least:g} ×", "yes" if ratio >= at_least else "**no**"
    assert at_most is not None
    return f"{ratio:.3g} × the peer's", f"at most {at_most:g} ×", "yes" if ratio <= at_most else "**no**"


def write() -> None:
    """Put the table between its two marks."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n\n{HEAD}{''.join(lines())}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    write()
