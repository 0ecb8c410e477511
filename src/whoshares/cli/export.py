"""`whoshares export`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import graph_option, open_for
from whoshares.cli.output import deliver
from whoshares.model.errors import InputError


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
            *("cytoscape", "node-link", "openlineage", "bibtex", "csl", "parquet"),
        ],
    ),
    help="RDF (TriG, N-Quads and JSON-LD keep who states what; turtle12 and ntriples12 say it with RDF 1.2 reifiers), "
    "a graph of holders and flows, its documents as references (bibtex, csl), or a folder of tables for Spark and "
    "DuckDB (parquet). Default: trig; turtle for another vocabulary, jsonld for a frame.",
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
@click.option(
    "--output",
    metavar="FILE",
    help="Write there instead of standard output; whole or not at all. A folder for parquet.",
)
@graph_option
def export(
    format_name: str | None,
    vocabulary: str | None,
    frame: str | None,
    infer: bool,
    output: str | None,
    graph: str | None,
) -> None:
    """Write the graph: as RDF, in another vocabulary, as nested JSON, as tables, or for Gephi, yEd or Graphviz."""
    if format_name == "parquet":
        from whoshares.exports.network_tables import write_tables

        if vocabulary or frame or infer:
            raise InputError("Parquet holds the network of flows: no vocabulary, no frame, nothing that is inferred.")
        if output is None:
            raise InputError("Parquet is a folder of tables. Name one: --output FOLDER.")
        write_tables(open_for(graph), Path(output))
        return
    from whoshares.exports.export import export_in_pieces

    deliver(export_in_pieces(open_for(graph), format_name, vocabulary=vocabulary, frame=frame, infer=infer), output)
