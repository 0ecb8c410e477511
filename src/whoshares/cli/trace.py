"""`whoshares trace`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares trace "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@asks(verbs.TRACE)
@click.option("--exit-code", is_flag=True, help="Exit with 1 when no route is known.")
@graph_option
@form_options
def trace(exit_code: bool, graph: str | None, form: Form, **asked: Any) -> int:
    """By which routes can data get from FROM to TO?

    Prints each known route hop by hop: what is carried, under what, since when, and who says so. Certain routes come
    first, then presumed ones, then shorter ones. Where none is known, says why: nothing known between them, only on
    other days, blocked, or only for other data. A hop that a law or agreement forbids says which. FROM and TO may be a
    place, a kind of body or a program: each of its holders is asked.
    """
    kg = open_for(graph)
    answer = kg.trace(**asked)
    print_answer(kg, answer, form, COLUMNS["trace"])
    return 1 if exit_code and not answer.routes else 0
