"""`whoshares around`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog="Example: whoshares around Nlets --hops 2 --carrying driver-record --as-of 2026-01-01")
@asks(verbs.AROUND)
@graph_option
@form_options
def around(graph: str | None, form: Form, **asked: Any) -> None:
    """Which flows are near X?

    The flows from and to X with its parts and systems, and with --hops those from and to what is at their other ends: a
    map of the graph, and no route. X is a holder, a place, a kind of body, a program, a category, an instrument or a
    flow; without X all flows are given. The first 10,000 are.
    """
    kg = open_for(graph)
    print_answer(kg, kg.around(**asked), form, COLUMNS["around"])
