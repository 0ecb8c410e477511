"""`whoshares validate`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import format_option, measured, print_json, warnings_as_sentences
from whoshares.model.errors import SourceFaults
from whoshares.text.console import write


@click.command(epilog="Example: whoshares validate graph/sources/aic-2011-secure-communities.yaml")
@click.argument("path", metavar="[PATH]", required=False)
@click.option(
    "--store", metavar="DIR", type=click.Path(path_type=Path), help="Check a store that “whoshares build” made."
)
@format_option("text", "json", "sarif")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--remarks", is_flag=True, help="Print remarks too (JSON and SARIF always hold them).")
def validate(path: str | None, store: Path | None, format_name: str, strict: bool, remarks: bool) -> int:
    """Check facts: the format of the files, the SHACL shapes, the lint rules.

    PATH is a folder of YAML-LD, one YAML-LD file (checked together with the shipped graph), or an RDF file. Default:
    the shipped graph. A store is named with --store instead. Each finding gives file and line, severity, what is wrong
    and what to do. Exits with 0 where there is no violation, with 1 where there is one, with 2 where a file cannot be
    read at all. Where files break the format, or point at what is defined nowhere, nothing else is checked: JSON and
    SARIF then hold these faults.
    """
    from whoshares.facts.validation.check import validate as check
    from whoshares.facts.validation.check import validate_built
    from whoshares.facts.validation.findings import Report
    from whoshares.store.folders import need_store
    from whoshares.store.resources import graph_folder

    if store is not None:
        if path is not None:
            raise click.UsageError("PATH and --store name one thing to check each. Give one of the two.")
        need_store(store)
    unread = False
    try:
        with warnings_as_sentences():
            if store is not None:
                report = validate_built(store, measured)
            else:
                report = check(_near(graph_folder() if path is None else Path(path)), measured)
    except SourceFaults as error:
        if format_name == "text":
            raise
        report, unread = Report.of_faults(error.faults), True
    if format_name == "json":
        print_json(report.to_dict())
    elif format_name == "sarif":
        print_json(report.to_sarif())
    else:
        write(report.to_text(remarks=remarks))
    if unread:
        return 2
    return 1 if not report.conforms or (strict and report.counts["warning"]) else 0


def _near(path: Path) -> Path:
    """The path as seen from here, where it is below: shorter to read and to click."""
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path
