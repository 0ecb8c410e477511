"""`whoshares chokepoints`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares chokepoints "Local jail" ICE --carrying fingerprints --as-of 2011-10-01')
@asks(verbs.CHOKEPOINTS)
@graph_option
@form_options
def chokepoints(graph: str | None, form: Form, **asked: Any) -> None:
    """Which holders, programs, instruments and flows does every known route from FROM to TO pass?

    Also prints what share of the routes passes each of the others. What every route passes is exact, whatever the
    limit; shares are of the first routes, in the order of “trace”. For a place, a kind of body or a program, what every
    route of all its holders passes.
    """
    kg = open_for(graph)
    answer = kg.chokepoints(**asked)
    print_answer(kg, answer, form, COLUMNS["chokepoints"])
