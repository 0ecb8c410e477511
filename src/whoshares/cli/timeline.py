"""`whoshares timeline`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares timeline "Secure Communities"')
@asks(verbs.TIMELINE)
@graph_option
@form_options
def timeline(graph: str | None, form: Form, **asked: Any) -> None:
    """What began, ended and was attested, and when?

    With one THING: all that is dated of it and of what points at it. With FROM and TO: the flows that lie on a route
    on any day, the days on which a route is known, and the programs, instruments, blocks and norms that touch them; for
    a place, a kind of body or a program, of all its holders.
    """
    kg = open_for(graph)
    answer = kg.timeline(**asked)
    print_answer(kg, answer, form, COLUMNS["timeline"])
