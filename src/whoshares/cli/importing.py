"""`whoshares import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from whoshares.cli.options import measured, print_json
from whoshares.cli.output import deliver, place_of
from whoshares.exports.tables import to_csv
from whoshares.facts.importers.findings import Finding, Severity
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import Import, import_files
from whoshares.facts.importers.kinds import KINDS, importer_of
from whoshares.model.arguments import read_day
from whoshares.model.plain import plain
from whoshares.text.console import write


@click.command(
    "import",
    epilog="Example: whoshares import ice-287g participatingAgencies07182025pm.xlsx --out national --report found.csv",
)
@click.argument("kind", metavar="KIND", type=click.Choice(tuple(KINDS)))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="The folder to write into.")
@click.option("--report", metavar="FILE", help="Write all that was found wrong there, as CSV.")
@click.option("--url", metavar="URL", help="Where the files were got.")
@click.option("--retrieved", metavar="DATE", help="When they were got.")
@click.option(
    "--review",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A CSV of names of which it is in doubt whom they mean: written, and obeyed where a person decided.",
)
@click.option("--format", "format_name", type=click.Choice(("text", "json")), default="text", help="How to print.")
def import_(
    kind: str,
    files: tuple[Path, ...],
    out: Path,
    report: str | None,
    url: str | None,
    retrieved: str | None,
    review: Path | None,
    format_name: str,
) -> int:
    """Read tables from outside, row by row, into a folder of facts.

    KIND is a sort of table; each FILE (CSV or XLSX) becomes a source with its hash, its day and a locator for each row,
    in a file of its own. What is not known, be it a column, a value or a layout, is reported and never taken in: it
    stops the import, or leaves the row or the cell out. Where one file is stopped, none is written (exit code 2).

    The folder is then opened together with the shipped facts: --graph DIR.
    """
    if report is not None:
        place_of(report)  # before anything is written: where the report cannot be, nothing is imported
    received = Received(url, read_day(retrieved) if retrieved else None, review)
    done = import_files(importer_of(kind), files, out, received, measured)
    if report is not None:
        deliver(to_csv(Finding.COLUMNS, (finding.as_row() for finding in done.findings)), report)
    if format_name == "json":
        print_json(_as_data(done, out))
    else:
        write(_in_words(done, out, in_report=report is not None))
    return 2 if done.stopped else 0


def _as_data(done: Import, out: Path) -> dict[str, object]:
    return {
        "out": str(out),
        "written": not done.stopped,
        "sources": [
            {
                "file": one.file,
                "source": one.source,
                "title": one.title,
                "statements": one.statements,
                "things": dict(sorted(one.things.items())),
            }
            for one in done.made
        ],
        "to review": done.to_review,
        "findings": [finding.as_row() for finding in done.findings],
    }


def _in_words(done: Import, out: Path, *, in_report: bool) -> str:
    lines: list[str] = []
    for one in done.made:
        things = ", ".join(f"{number:,} {name}" for name, number in sorted(one.things.items()))
        lines.append(f"{one.file}: {one.source}, {one.statements:,} statements ({things}).")
    lines += _found(done.findings, in_report=in_report)
    if done.stopped:
        lines.append("Nothing is imported: what stops it stands above.")
    else:
        lines.append(f"Written into {out}.")
    if done.to_review:
        lines.append(f"{done.to_review:,} names are in doubt: decide them in the review file, and import again.")
    return "".join(plain(line) + "\n" for line in lines)


def _found(findings: Sequence[Finding], *, in_report: bool) -> list[str]:
    """The findings by severity, the worst first; of those that say the same, the first and how many more there are."""
    lines: list[str] = []
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.severity, finding.column, finding.message), []).append(finding)
    for severity in Severity:
        groups = [group for group in alike.values() if group[0].severity is severity]
        if groups:
            lines.append(f"{_HEADS[severity]}: {sum(map(len, groups)):,}")
        for first, *others in groups:
            lines.append(f"  {first}{_like(len(others))}")
    if len(alike) < len(findings) and not in_report:
        lines.append("--report FILE gives each with its place.")
    return lines


def _like(others: int) -> str:
    return "" if not others else " 1 more is like this one." if others == 1 else f" {others:,} more are like this one."


_HEADS = {
    Severity.STOPS: "Stops the import",
    Severity.LEFT_OUT: "Rows left out",
    Severity.UNKNOWN: "Cells left unknown",
    Severity.REPAIRED: "Repaired",
    Severity.NOTED: "Noted",
}
