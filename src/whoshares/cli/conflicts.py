"""`whoshares conflicts`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import asks, format_option, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs

_COLUMNS = (
    "conflict", "differs in", "about", "property", "when", "area", "within one source", "said", "basis",
    "attributed to", "sources", "id",
)  # fmt: skip


@click.command(epilog='Example: whoshares conflicts "Secure Communities"')
@asks(verbs.CONFLICTS)
@graph_option
@format_option("text", "json", "csv")
def conflicts(graph: str | None, format_name: str, **asked: Any) -> None:
    """On what do the sources differ?

    Prints figures, dates, values and existence on which sources differ, and statements that are set against each other:
    all sides, each with its documents. With THING, only what touches it: a program, a body, a measure, a source.
    """
    answer = open_for(graph).conflicts(**asked)
    print_answer(answer, format_name, _COLUMNS)
