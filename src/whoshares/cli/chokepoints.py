"""`whoshares chokepoints`."""

from __future__ import annotations

import click

from whoshares.cli.options import format_option, graph_option, open_for, print_json
from whoshares.text.console import show, to_csv, write


@click.command(epilog='Example: whoshares chokepoints "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@click.argument("origin", metavar="FROM")
@click.argument("recipient", metavar="TO")
@click.option("--carrying", metavar="CATEGORY", help="The data that leaves FROM. Default: any.")
@click.option("--as-of", metavar="DATE", help="The day, YYYY-MM-DD. Default: today.")
@click.option("--exact", is_flag=True, help="Leave out joins that only assume two names to mean one body.")
@click.option("--max-hops", type=click.IntRange(min=1), metavar="N", help="Count no route longer than this.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="Take shares of the first N routes.",
)
@graph_option
@format_option("text", "json", "csv")
def chokepoints(
    origin: str,
    recipient: str,
    carrying: str | None,
    as_of: str | None,
    exact: bool,
    max_hops: int | None,
    limit: int,
    graph: str | None,
    format_name: str,
) -> None:
    """Which holders, programs, instruments and flows does every known route from FROM to TO pass?

    Also prints what share of the routes passes each of the others. What every route passes is exact, whatever the
    limit; shares are of the first routes, in the order of “trace”.
    """
    answer = open_for(graph).chokepoints(
        origin, recipient, carrying=carrying, as_of=as_of, exact=exact, max_hops=max_hops, limit=limit
    )
    if format_name == "json":
        print_json(answer.to_dict())
    elif format_name == "csv":
        write(to_csv(("outcome", "thing", "kind", "on every route", "routes", "of", "share", "id"), answer.rows()))
    else:
        show(answer)
