"""`whoshares cut`."""

from __future__ import annotations

import click

from whoshares.cli.options import Number, format_option, graph_option, open_for, print_answer, question_options

_COLUMNS = (
    "outcome", "optimal", "element", "element controlled by", "sender", "recipient", "carries", "controlled by",
    "authority", "sources", "flow", "element id",
)  # fmt: skip


@click.command(epilog='Example: whoshares cut "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@question_options
@click.option(
    "--by",
    type=click.Choice(["flow", "instrument", "controller"]),
    default="flow",
    show_default=True,
    help="What ends: single flows, instruments with the flows that rest on them, or all that one body controls.",
)
@click.option("--using", metavar="X", help="End only flows that X controls.")
@click.option(
    "--seconds",
    type=Number(min=0, min_open=True),
    default=300.0,
    show_default=True,
    metavar="N",
    help="Then answer with the best known.",
)
@graph_option
@format_option("text", "json", "csv")
def cut(
    origin: str,
    recipient: str,
    carrying: str | None,
    as_of: str | None,
    exact: bool,
    max_hops: int | None,
    by: str,
    using: str | None,
    seconds: float,
    graph: str | None,
    format_name: str,
) -> None:
    """What is the least that would have to end, so that no known route from FROM to TO is left?

    The answer is exact, unless it says that a limit came first: nothing smaller does. It names who controls what would
    end and who says so. Where it cannot be done, prints a route that would be left.
    """
    answer = open_for(graph).cut(
        origin,
        recipient,
        carrying=carrying,
        as_of=as_of,
        exact=exact,
        max_hops=max_hops,
        by=by,
        using=using,
        seconds=seconds,
    )
    print_answer(answer, format_name, _COLUMNS)
