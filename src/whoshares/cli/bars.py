"""`whoshares bars` and `whoshares backdoors`."""

from __future__ import annotations

import click

from whoshares.cli.options import (
    WholeNumber,
    day_options,
    format_option,
    graph_option,
    open_for,
    print_answer,
    reading_option,
)

_COLUMNS = (
    "bar", "set by", "valid from", "valid until", "bar in force", "reading", "exceptions", "flow", "sender",
    "recipient", "flow in force", "barred", "days to last attested", "days to end", "sources", "bar id", "flow id",
)  # fmt: skip
_DOOR_COLUMNS = (
    "bar", "pattern", "route", "route certainty", "hop", "reach ends", "sender", "recipient", "category", "certainty",
    "join", "valid from", "valid until", "attested on", "sources", "flow", "bar id",
)  # fmt: skip


@click.command(epilog='Example: whoshares bars "NYC sanctuary policies"')
@click.argument("thing", metavar="[FLOW|FROM", required=False)
@click.argument("recipient", metavar="TO]", required=False)
@click.option("--carrying", metavar="CATEGORY", help="Only bars that can cover data of this kind.")
@click.option("--as-of", metavar="DATE", help="The day, YYYY-MM-DD. Default: today.")
@reading_option
@graph_option
@format_option("text", "json", "csv")
def bars(
    thing: str | None,
    recipient: str | None,
    carrying: str | None,
    as_of: str | None,
    readings: tuple[str, ...],
    graph: str | None,
    format_name: str,
) -> None:
    """Which laws and agreements forbid what?

    Without a name: all bars. With one: those that cover a flow, or that an instrument sets. With FROM and TO: those
    that stand between two holders. Each with its exceptions, the flows that it bars on the day, and how long barred
    flows are known to have outlived its start.
    """
    answer = open_for(graph).bars(thing, recipient, carrying=carrying, as_of=as_of, readings=readings)
    print_answer(answer, format_name, _COLUMNS)


@click.command(epilog="Example: whoshares backdoors --as-of 2019-06-01")
@click.option("--bar", metavar="B", help="Only this bar, or the bars that this instrument sets. Default: all.")
@day_options
@reading_option
@click.option(
    "--limit", type=WholeNumber(min=1), default=100, show_default=True, metavar="N", help="At most N routes a bar."
)
@graph_option
@format_option("text", "json", "csv")
def backdoors(
    bar: str | None,
    carrying: str | None,
    as_of: str | None,
    exact: bool,
    max_hops: int | None,
    readings: tuple[str, ...],
    limit: int,
    graph: str | None,
    format_name: str,
) -> None:
    """By which routes does data get round a bar?

    For each bar the routes from its senders to its recipients that use no hop which it bars, each named by its pattern
    (M1 to M13), with the hop at which the bar's reach ends.
    """
    answer = open_for(graph).backdoors(
        bar, carrying=carrying, as_of=as_of, exact=exact, max_hops=max_hops, readings=readings, limit=limit
    )
    print_answer(answer, format_name, _DOOR_COLUMNS)
