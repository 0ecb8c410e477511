"""`whoshares editions`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from whoshares.cli.options import format_option, measured, print_json
from whoshares.exports.tables import to_csv
from whoshares.facts.importers.comparing import compare_files
from whoshares.facts.importers.kinds import KINDS, importer_of
from whoshares.knowledge_graph.screen import TextScreen
from whoshares.model import answer
from whoshares.text.console import show, write

_ITEMS: Final = ("item", "first listed", "last listed", "listed on")
_CHANGES: Final = ("became", "item", "why", "before", "after")


@click.command(epilog="Example: whoshares editions ice-287g lists/ --between 2025-03-07 2025-07-18 --full")
@click.argument("kind", metavar="KIND", type=click.Choice(tuple(KINDS)))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--between", nargs=2, metavar="DAY DAY", help="Compare the lists of these two days alone.")
@click.option("--full", is_flag=True, help="List each change.")
@format_option("text", "json", "csv")
def editions(kind: str, files: tuple[Path, ...], between: tuple[str, str] | None, full: bool, format_name: str) -> None:
    """What stands on each edition of a list, and what changed from one to the next?

    KIND is a sort of table that “import” knows; FILE is a table, or a folder of tables. An item that a later list no
    longer has was last listed on the earlier day; whether it ended, no list says. A row of which a later list says
    something else is a correction, not a new item, where the lists tell the two apart; where not, both are shown.
    Some lists give a month or a year alone; that is their day then.
    CSV has a row for each item with the days on which it was first and last listed, with --between one for each change.
    """
    answer.Answer.screen = TextScreen()
    found = compare_files(importer_of(kind), tuple(_tables(files)), between, full=full, measured=measured)
    if format_name == "json":
        print_json(found.to_dict())
    elif format_name == "csv":
        write(to_csv(_ITEMS if between is None else _CHANGES, found.rows()))
    else:
        show(found)


def _tables(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and for a folder the tables in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in (".csv", ".xlsx"))
        else:
            yield path
