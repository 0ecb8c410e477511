"""`whoshares bars` and `whoshares backdoors`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares bars "NYC sanctuary policies"')
@asks(verbs.BARS)
@graph_option
@form_options
def bars(graph: str | None, form: Form, **asked: Any) -> None:
    """Which laws and agreements forbid what?

    Without a name: all bars. With one: those that cover a flow, that an instrument sets, or that bind a holder. With
    FROM and TO: those that stand between two. A place, a kind of body or a program means each of its holders. Each bar
    comes with its exceptions, the flows that it bars on the day, and how long barred flows are known to have outlived
    its start.
    """
    kg = open_for(graph)
    answer = kg.bars(**asked)
    print_answer(kg, answer, form, COLUMNS["bars"])


@click.command(epilog="Example: whoshares backdoors --as-of 2019-06-01")
@asks(verbs.BACKDOORS)
@graph_option
@form_options
def backdoors(graph: str | None, form: Form, **asked: Any) -> None:
    """By which routes does data get round a bar?

    For each bar the routes from its senders to its recipients that use no hop which it bars, each named by its pattern
    (M1 to M13), with the hop at which the bar's reach ends.
    """
    kg = open_for(graph)
    answer = kg.backdoors(**asked)
    print_answer(kg, answer, form, COLUMNS["backdoors"])
