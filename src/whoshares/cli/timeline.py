"""`whoshares timeline`."""

from __future__ import annotations

import click

from whoshares.cli.options import format_option, graph_option, open_for, print_answer

_COLUMNS = ("date", "until", "when", "kind", "thing", "class", "value", "by", "disputed", "sources", "id")


@click.command(epilog='Example: whoshares timeline "Secure Communities"')
@click.argument("thing", metavar="THING|FROM")
@click.argument("recipient", metavar="[TO]", required=False)
@click.option("--carrying", metavar="CATEGORY", help="With FROM and TO: the data that leaves FROM. Default: any.")
@graph_option
@format_option("text", "json", "csv")
def timeline(thing: str, recipient: str | None, carrying: str | None, graph: str | None, format_name: str) -> None:
    """What began, ended and was attested, and when?

    With one THING: all that is dated of it and of what points at it. With FROM and TO: the flows that lie on a route
    on any day, the days on which a route is known, and the programs, instruments, blocks and norms that touch them.
    """
    answer = open_for(graph).timeline(thing, recipient, carrying=carrying)
    print_answer(answer, format_name, _COLUMNS)
