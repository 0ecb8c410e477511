"""`whoshares chokepoints`."""

from __future__ import annotations

import click

from whoshares.cli.options import WholeNumber, format_option, graph_option, open_for, print_answer, question_options


@click.command(epilog='Example: whoshares chokepoints "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@question_options
@click.option(
    "--limit",
    type=WholeNumber(min=1),
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
    print_answer(answer, format_name, ("outcome", "thing", "kind", "on every route", "routes", "of", "share", "id"))
