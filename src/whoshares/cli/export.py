"""`whoshares export`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import graph_option, open_for
from whoshares.errors import FileError
from whoshares.text.console import write


@click.command(epilog="Example: whoshares export --format graphml --output flows.graphml")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "dot"]),
    default="trig",
    show_default=True,
    help="RDF (TriG, N-Quads and JSON-LD keep who states what), or a graph of holders and flows.",
)
@click.option("--output", metavar="FILE", help="Write there instead of standard output; whole or not at all.")
@graph_option
def export(format_name: str, output: str | None, graph: str | None) -> None:
    """Write the graph: as RDF, or as a graph file for Gephi, yEd, Cytoscape or Graphviz."""
    text = open_for(graph).export(format_name)
    if output is None:
        write(text)
        return
    place = Path(output)
    part = place.with_name(place.name + ".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileError(f"{place}: this file cannot be written ({error.strerror}). Name another place.") from None
