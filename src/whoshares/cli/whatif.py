"""`whoshares whatif`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares whatif --end "ICE policy on Secure Communities" --to ICE --as-of 2011-10-01')
@asks(verbs.WHATIF)
@graph_option
@form_options
def whatif(graph: str | None, form: Form, **asked: Any) -> None:
    """What would change, if something ended or began?

    To end a law, ruling or agreement is to undo what documents say of it: what it began falls, what it ended comes
    back, what it forbids is no longer forbidden. The changes come from a YAML file, from the options, or both. Nothing
    in the graph changes. Without --from and --to, looks at the ends of each flow, bar and block that ends or begins.
    """
    kg = open_for(graph)
    answer = kg.whatif(**asked)
    print_answer(kg, answer, form, COLUMNS["whatif"])
