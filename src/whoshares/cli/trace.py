"""`whoshares trace`."""

from __future__ import annotations

import click

from whoshares.cli.options import (
    WholeNumber,
    format_option,
    graph_option,
    open_for,
    print_answer,
    question_options,
    reading_option,
)

_COLUMNS = (
    "route", "route certainty", "hop", "sender", "recipient", "category", "certainty", "join", "program", "authority",
    "valid from", "valid until", "attested on", "disputed", "day", "barred by", "weakest hop", "transformations",
    "sources", "flow",
)  # fmt: skip


@click.command(epilog='Example: whoshares trace "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@question_options
@click.option(
    "--between",
    nargs=2,
    metavar="A B",
    help="Journeys from day A to day B instead: a hop may follow later than the one before, never earlier.",
)
@click.option("--ever", is_flag=True, help="Journeys in any time.")
@click.option("--lawful", is_flag=True, help="Only routes without a hop that a bar covers on its day.")
@reading_option
@click.option("--limit", type=WholeNumber(min=1), default=10, show_default=True, metavar="N", help="At most N routes.")
@click.option(
    "--via", multiple=True, metavar="X", help="Only routes that pass X: a holder, flow, program or instrument."
)
@click.option("--avoid", multiple=True, metavar="X", help="Only routes that do not pass X.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when no route is known.")
@graph_option
@format_option("text", "json", "csv")
def trace(
    origin: str,
    recipient: str,
    carrying: str | None,
    as_of: str | None,
    exact: bool,
    max_hops: int | None,
    between: tuple[str, str] | None,
    ever: bool,
    lawful: bool,
    readings: tuple[str, ...],
    limit: int,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    exit_code: bool,
    graph: str | None,
    format_name: str,
) -> int:
    """By which routes can data get from FROM to TO?

    Prints each known route hop by hop: what is carried, under what, since when, and who says so. Certain routes come
    first, then shorter ones. Where none is known, says why: nothing known between them, only on other days, blocked, or
    only for other data. A hop that a law or agreement forbids says which.
    """
    answer = open_for(graph).trace(
        origin,
        recipient,
        carrying=carrying,
        as_of=as_of,
        exact=exact,
        max_hops=max_hops,
        between=between,
        ever=ever,
        lawful=lawful,
        readings=readings,
        limit=limit,
        via=via,
        avoid=avoid,
    )
    print_answer(answer, format_name, _COLUMNS)
    return 1 if exit_code and not answer.routes else 0
