"""`whoshares unknowns`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog='Example: whoshares unknowns "Massachusetts COPLINK" ICE --as-of 2025-01-01')
@asks(verbs.UNKNOWNS)
@graph_option
@form_options
def unknowns(graph: str | None, form: Form, **asked: Any) -> None:
    """Which unknown facts would change whether data can get from FROM to TO, and who would know?

    The fewest: whether a flow was in force, whether a block stood, whether what one body gets can leave from another,
    whether what is said of some bodies holds for this one; of what is only presumed, whether it had ended. Each with
    the institutions that would know, and a draft of the request for their records.
    """
    kg = open_for(graph)
    print_answer(kg, kg.unknowns(**asked), form, COLUMNS["unknowns"])
