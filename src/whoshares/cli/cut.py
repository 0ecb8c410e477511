"""`whoshares cut`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares cut "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@asks(verbs.CUT)
@graph_option
@form_options
def cut(graph: str | None, form: Form, **asked: Any) -> None:
    """What is the least that would have to end, so that no known route from FROM to TO is left?

    The answer is exact, unless it says that a limit came first: nothing smaller does. It names who controls what would
    end and who says so. Where it cannot be done, prints a route that would be left. For a place, a kind of body or a
    program, one answer for all of its holders.
    """
    kg = open_for(graph)
    answer = kg.cut(**asked)
    print_answer(kg, answer, form, COLUMNS["cut"])
