"""`whoshares exposure`."""

from __future__ import annotations

import click

from whoshares.cli.options import day_options, format_option, graph_option, open_for, print_answer

_COLUMNS = (
    "holder", "category", "hops", "certainty", "weakest tier", "through", "holder id", "category id", "flows",
)  # fmt: skip


@click.command(epilog="Example: whoshares exposure ICE --as-of 2011-10-01 --carrying fingerprints")
@click.argument("holder", metavar="X")
@click.option("--from", "outward", is_flag=True, help="The other way round: everything that data of X can reach.")
@day_options
@graph_option
@format_option("text", "json", "csv")
def exposure(
    holder: str,
    outward: bool,
    carrying: str | None,
    as_of: str | None,
    exact: bool,
    max_hops: int | None,
    graph: str | None,
    format_name: str,
) -> None:
    """Whose data can reach X?

    One row for each holder and category that arrives: the fewest hops, whether some route is certain, and the weakest
    source on the shortest. The same as one trace for each holder, by one search.
    """
    answer = open_for(graph).exposure(
        holder, outward=outward, carrying=carrying, as_of=as_of, exact=exact, max_hops=max_hops
    )
    print_answer(answer, format_name, _COLUMNS)
