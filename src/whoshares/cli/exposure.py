"""`whoshares exposure`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog="Example: whoshares exposure ICE --as-of 2011-10-01 --carrying fingerprints")
@asks(verbs.EXPOSURE)
@graph_option
@form_options
def exposure(graph: str | None, form: Form, **asked: Any) -> None:
    """Whose data can reach X?

    One row for each holder and category that arrives: the fewest hops, how sure the surest route is, when the shortest
    was last confirmed, and its weakest source. The same as one trace for each holder, by one search. X may be a place,
    a kind of body or a program: each of its holders is asked.
    """
    kg = open_for(graph)
    answer = kg.exposure(**asked)
    print_answer(kg, answer, form, COLUMNS["exposure"])
