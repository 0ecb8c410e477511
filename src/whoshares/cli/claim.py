"""`whoshares claim`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog="Example: whoshares claim FBI shares-with IDENT --carrying fingerprints --as-of 2011-10-01")
@asks(verbs.CLAIM)
@graph_option
@form_options
def claim(graph: str | None, form: Form, **asked: Any) -> None:
    """Is what is said of X and Y borne out, contradicted, or not known?

    SAYS is shares-with, does-not-share-with, ended-sharing-with (by the day), or must-not-share-with (--under a law).
    It is held against what documents say of X itself; by which other bodies its data could reach Y is told beside.
    Silence decides nothing: no document bears out that nothing is shared.
    """
    kg = open_for(graph)
    print_answer(kg, kg.claim(**asked), form, COLUMNS["claim"])
