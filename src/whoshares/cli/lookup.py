"""`whoshares show` and `whoshares search`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import (
    Form,
    asks,
    form_options,
    format_option,
    graph_option,
    open_for,
    print_answer,
    print_json,
)
from whoshares.exports.tables import to_csv
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.text.console import show as print_rendering
from whoshares.text.console import write


@click.command(epilog="Example: whoshares show IDENT")
@asks(verbs.SHOW)
@graph_option
@form_options
def show(graph: str | None, form: Form, **asked: Any) -> None:
    """All that is known of THING: what is said of it, what points at it, and the documents."""
    kg = open_for(graph)
    print_answer(kg, kg.show(**asked), form, COLUMNS["show"])


@click.command(epilog='Example: whoshares search "license plate"')
@asks(verbs.SEARCH)
@graph_option
@format_option("text", "json", "csv")
def search(graph: str | None, format_name: str, **asked: Any) -> None:
    """Find things by name, alias or description; likely spellings are tried where nothing fits."""
    matches = open_for(graph).search(**asked)
    if format_name == "json":
        print_json([match.to_dict() for match in matches])
    elif format_name == "csv":
        rows = ({key: str(value) for key, value in match.to_dict().items()} for match in matches)
        write(to_csv(COLUMNS["search"], rows))
    else:
        from whoshares.text.profile import render_matches

        print_rendering(render_matches(asked["text"], matches, asked["limit"]))
