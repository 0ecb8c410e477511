"""`whoshares conflicts`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares conflicts "Secure Communities"')
@asks(verbs.CONFLICTS)
@graph_option
@form_options
def conflicts(graph: str | None, form: Form, **asked: Any) -> None:
    """On what do the sources differ?

    Prints figures, dates, values and existence on which sources differ, and statements that are set against each other:
    all sides, each with its documents. With THING, only what touches it: a program, a body, a measure, a source.
    """
    kg = open_for(graph)
    answer = kg.conflicts(**asked)
    print_answer(kg, answer, form, COLUMNS["conflicts"])
