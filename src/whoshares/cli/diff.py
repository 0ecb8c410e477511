"""`whoshares diff`."""

from __future__ import annotations

import click

from whoshares.cli.options import format_option, graph_option, open_for, print_answer

_COLUMNS = (
    "change", "class", "thing", "before", "after", "by", "authority gained", "authority lost", "route", "sources", "id",
)  # fmt: skip


@click.command(epilog="Example: whoshares diff 2011-07-01 2011-10-01 --to ICE")
@click.argument("day1", metavar="DATE1")
@click.argument("day2", metavar="DATE2")
@click.option("--to", metavar="X", help="Also: whose data can reach X on one day and not on the other.")
@click.option("--carrying", metavar="CATEGORY", help="Only data of this kind. Default: any.")
@click.option("--exact", is_flag=True, help="With --to: leave out joins that only assume two names to mean one body.")
@graph_option
@format_option("text", "json", "csv")
def diff(
    day1: str, day2: str, to: str | None, carrying: str | None, exact: bool, graph: str | None, format_name: str
) -> None:
    """What changed between two days, each YYYY-MM-DD?

    Prints the flows that appeared, ended, or are more or less certain, and those that rest on another authority, each
    with the instrument of the change where one is named, and with its sources.
    """
    answer = open_for(graph).diff(day1, day2, to=to, carrying=carrying, exact=exact)
    print_answer(answer, format_name, _COLUMNS)
