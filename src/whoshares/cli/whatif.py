"""`whoshares whatif`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import WholeNumber, format_option, graph_option, open_for, print_answer, reading_option

_COLUMNS = ("from", "to", "outcome", "route", "certainty", "holders", "flows")


@click.command(epilog='Example: whoshares whatif --end "ICE policy on Secure Communities" --to ICE --as-of 2011-10-01')
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--end", multiple=True, metavar="THING", help="A flow, instrument, norm or block that ends, or “MEMBER of WHOLE”."
)
@click.option(
    "--start",
    multiple=True,
    metavar="THING",
    help="A flow, instrument, norm or block of the graph put in force, or a new flow “SENDER > RECIPIENT : CATEGORY”.",
)
@click.option("--from", "origin", metavar="FROM", help="Whose data. Left out: all whose ways change.")
@click.option("--to", "recipient", metavar="TO", help="Whom it reaches. Left out: all whose ways change.")
@click.option("--carrying", metavar="CATEGORY", help="The data that leaves FROM. Default: any.")
@click.option("--as-of", metavar="DATE", help="The day, YYYY-MM-DD. Default: today.")
@click.option("--lawful", is_flag=True, help="Only routes without a hop that a bar covers on its day.")
@reading_option
@click.option(
    "--limit", type=WholeNumber(min=1), default=100, show_default=True, metavar="N", help="Look at N routes a way."
)
@graph_option
@format_option("text", "json", "csv")
def whatif(
    file: Path | None,
    end: tuple[str, ...],
    start: tuple[str, ...],
    origin: str | None,
    recipient: str | None,
    carrying: str | None,
    as_of: str | None,
    lawful: bool,
    readings: tuple[str, ...],
    limit: int,
    graph: str | None,
    format_name: str,
) -> None:
    """What would close, stay open or open, if something ended or began?

    The changes come from a YAML file, from the options, or both. Nothing in the graph changes. Without --from and --to,
    looks at each flow that ends or begins: is there another way between its ends?
    """
    answer = open_for(graph).whatif(
        file,
        end=end,
        start=start,
        origin=origin,
        recipient=recipient,
        carrying=carrying,
        as_of=as_of,
        lawful=lawful,
        readings=readings,
        limit=limit,
    )
    print_answer(answer, format_name, _COLUMNS)
