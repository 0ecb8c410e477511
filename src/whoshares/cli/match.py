"""`whoshares match`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import format_option, graph_option, measured, open_for, print_json, progress
from whoshares.exports.tables import to_csv
from whoshares.facts.importers.reading import read_outside
from whoshares.facts.matched_sheet import Columns, ListedBodies, match_sheet
from whoshares.facts.matching.body import Body
from whoshares.facts.matching.fbi_list import read_fbi_list
from whoshares.facts.matching.graph_bodies import graph_bodies
from whoshares.facts.matching.matcher import Asked, Matcher
from whoshares.facts.matching.review import read_review, write_review
from whoshares.facts.matching.states import postal
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.errors import FileError, InputError
from whoshares.model.plain import plain
from whoshares.text.console import write


@click.command(epilog="Example: whoshares match agencies.csv --against fbi_agencies.csv --format csv > matched.csv")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--name", metavar="COLUMN", help="The column with the names. Default: the one that is called so.")
@click.option("--state", metavar="COLUMN", help="The column with the states. A name may also say its state.")
@click.option("--county", metavar="COLUMN", help="The column with the counties.")
@click.option("--ori", metavar="COLUMN", help="The column with the ORIs.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")
@click.option("--of", "of_state", metavar="STATE", help="The state of rows that give none, as a postal code or a name.")
@click.option(
    "--against",
    metavar="FILE|DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A list that is asked before the graph: the FBI's list of agencies (CSV), or a folder of imported facts. May "
    "be given again.",
)
@click.option(
    "--review",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Obey what a person decided in this CSV, and write the names in doubt there.",
)
@graph_option
@format_option("text", "json", "csv")
def match(
    file: Path,
    name: str | None,
    state: str | None,
    county: str | None,
    ori: str | None,
    sheet: str | None,
    of_state: str | None,
    against: tuple[Path, ...],
    review: Path | None,
    graph: str | None,
    format_name: str,
) -> None:
    """Which known body does each agency of a sheet mean?

    FILE is a CSV or an XLSX workbook. Each name is held against the bodies of its state and kind alone: a city's police
    and a county's sheriff of one name are never the same. Where the rules do not decide, nothing is taken, and the row
    says why. The CSV has all columns of the sheet and what was taken, by which rule, with what score, and what came
    near.
    """
    table = read_outside(file)
    rest = _state(of_state)
    bodies = {str(path): _listed(path) for path in against}
    opened = open_for(graph)
    if not isinstance(opened, KnowledgeGraph):
        raise InputError("An endpoint has no list to match against. Give --graph a folder or a file.")
    with progress("Reading the graph …"):
        bodies["the graph"] = list(graph_bodies(opened.store))
    ids = {body.id for listed in bodies.values() for body in listed}
    decided = read_review(review, ids) if review is not None and review.exists() else {}
    lists = [ListedBodies(title, _matcher(listed, decided)) for title, listed in bodies.items()]
    columns = Columns(name, state, county, ori)
    matched = match_sheet(table, lists, columns=columns, sheet=sheet, state=rest, decided=decided, measured=measured)
    if review is not None:
        left = write_review(review, [(row.asked, row.verdict) for row in matched.rows])
        click.echo(f"{left:,} left to decide in {plain(str(review))}.", err=True)
    if format_name == "json":
        print_json(matched.to_dict())
    elif format_name == "csv":
        write(to_csv(matched.columns, (row.as_row() for row in matched.rows)))
    else:
        write(matched.to_text())


def _state(text: str | None) -> str | None:
    if text is None:
        return None
    if (code := postal(text)) is None:
        raise InputError(f"“{plain(text)}” is no state. Give --of a postal code or a state's name.")
    return code


def _listed(path: Path) -> list[Body]:
    """The bodies of a list: of a CSV of the FBI's, or of a folder of imported facts."""
    if path.is_dir():
        opened = open_for(str(path))
        assert isinstance(opened, KnowledgeGraph)
        return list(graph_bodies(opened.store))
    if not path.exists():
        raise FileError(f"{path}: there is no such file or folder to match against.")
    return read_fbi_list(path)


def _matcher(bodies: list[Body], decided: dict[Asked, str | None]) -> Matcher:
    ids = {body.id for body in bodies}
    return Matcher(bodies, {asked: id for asked, id in decided.items() if id is None or id in ids})
