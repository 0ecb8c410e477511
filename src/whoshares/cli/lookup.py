"""`whoshares show` and `whoshares search`."""

from __future__ import annotations

import click

from whoshares.cli.options import WholeNumber, format_option, graph_option, open_for, print_answer, print_json
from whoshares.text.console import show as print_rendering
from whoshares.text.console import to_csv, write


@click.command(epilog="Example: whoshares show IDENT")
@click.argument("thing", metavar="THING")
@graph_option
@format_option("text", "json", "csv")
def show(thing: str, graph: str | None, format_name: str) -> None:
    """All that is known of THING: what is said of it, what points at it, and the documents."""
    profile = open_for(graph).show(thing)
    print_answer(profile, format_name, ("direction", "property", "value", "id", "sources"))


@click.command(epilog='Example: whoshares search "license plate"')
@click.argument("text", metavar="TEXT")
@click.option("--limit", type=WholeNumber(min=1), default=20, show_default=True, metavar="N", help="At most N things.")
@graph_option
@format_option("text", "json", "csv")
def search(text: str, limit: int, graph: str | None, format_name: str) -> None:
    """Find things by name, alias or description; likely spellings are tried where nothing fits."""
    matches = open_for(graph).search(text, limit=limit)
    if format_name == "json":
        print_json([match.to_dict() for match in matches])
    elif format_name == "csv":
        rows = ({key: str(value) for key, value in match.to_dict().items()} for match in matches)
        write(to_csv(("label", "class", "id", "words", "score"), rows))
    else:
        from whoshares.text.lookup import render_matches

        print_rendering(render_matches(text, matches))
