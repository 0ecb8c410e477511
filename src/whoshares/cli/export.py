"""`whoshares export`."""

from __future__ import annotations

import click

from whoshares.cli.options import graph_option, open_for
from whoshares.cli.output import deliver


@click.command(
    epilog="Example: whoshares export --format graphml --output flows.graphml\n\n"
    "Example: whoshares export --vocabulary odrl"
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(
        [
            *("turtle", "trig", "nquads", "jsonld", "turtle12", "ntriples12", "graphml", "gexf", "dot"),
            *("cytoscape", "node-link", "openlineage", "bibtex", "csl"),
        ],
    ),
    help="RDF (TriG, N-Quads and JSON-LD keep who states what; turtle12 and ntriples12 say it with RDF 1.2 reifiers), "
    "a graph of holders and flows, or its documents as references (bibtex, csl). Default: trig; turtle for another "
    "vocabulary, jsonld for a frame.",
)
@click.option(
    "--vocabulary",
    type=click.Choice(["prov", "dcat", "odrl", "dpv", "org"]),
    help="A view in another vocabulary: PROV-O, DCAT, ODRL, DPV or ORG.",
)
@click.option(
    "--frame",
    type=click.Choice(["flow", "holder", "norm"]),
    help="Nested JSON-LD for developers: all things of one sort, each with its labels and sources inside.",
)
@click.option("--infer", is_flag=True, help="Add what follows from the facts, in a named graph of its own.")
@click.option("--output", metavar="FILE", help="Write there instead of standard output; whole or not at all.")
@graph_option
def export(
    format_name: str | None,
    vocabulary: str | None,
    frame: str | None,
    infer: bool,
    output: str | None,
    graph: str | None,
) -> None:
    """Write the graph: as RDF, in another vocabulary, as nested JSON, or as a graph file for Gephi, yEd or Graphviz."""
    from whoshares.exports.export import export_in_pieces

    deliver(export_in_pieces(open_for(graph), format_name, vocabulary=vocabulary, frame=frame, infer=infer), output)
