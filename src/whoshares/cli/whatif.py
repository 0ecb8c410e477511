"""`whoshares whatif`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import asks, format_option, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs

_COLUMNS = ("from", "to", "outcome", "route", "certainty", "last confirmed", "holders", "flows")


@click.command(epilog='Example: whoshares whatif --end "ICE policy on Secure Communities" --to ICE --as-of 2011-10-01')
@asks(verbs.WHATIF)
@graph_option
@format_option("text", "json", "csv")
def whatif(graph: str | None, format_name: str, **asked: Any) -> None:
    """What would close, stay open or open, if something ended or began?

    The changes come from a YAML file, from the options, or both. Nothing in the graph changes. Without --from and --to,
    looks at each flow that ends or begins: is there another way between its ends?
    """
    answer = open_for(graph).whatif(**asked)
    print_answer(answer, format_name, _COLUMNS)
