"""`whoshares diff`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import asks, format_option, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs

_COLUMNS = (
    "change", "class", "thing", "before", "after", "by", "authority gained", "authority lost", "route", "sources", "id",
)  # fmt: skip


@click.command(epilog="Example: whoshares diff 2011-07-01 2011-10-01 --to ICE")
@asks(verbs.DIFF)
@graph_option
@format_option("text", "json", "csv")
def diff(graph: str | None, format_name: str, **asked: Any) -> None:
    """What changed between two days, each YYYY-MM-DD?

    Prints the flows that appeared, ended, or are more or less certain, and those that rest on another authority, each
    with the instrument of the change where one is named, and with its sources.
    """
    answer = open_for(graph).diff(**asked)
    print_answer(answer, format_name, _COLUMNS)
