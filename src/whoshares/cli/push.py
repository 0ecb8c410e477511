"""`whoshares push`."""

from __future__ import annotations

import click

from whoshares.cli.options import Number, graph_option, open_for, progress
from whoshares.text.console import write


@click.command(epilog="Example: whoshares push http://127.0.0.1:7879/store")
@click.argument("url", metavar="URL")
@graph_option
@click.option("--seconds", type=Number(), metavar="S", help="How long one request may take. Default: 60.")
def push(url: str, graph: str | None, seconds: float | None) -> None:
    """Load the graph into another store, by the Graph Store Protocol.

    URL is the store's Graph Store address. Each source's named graph, and the vocabulary's, takes the place of what
    that graph held there; other graphs stay. User and password go before the host (user:password@) or into
    WHOSHARES_AUTH.
    """
    from whoshares.knowledge_graph.remote import push as load

    done = load(open_for(graph).store, url, seconds=seconds, progress=progress)
    write(f"{done.url}: {done.statements:,} statements in {done.graphs:,} named graphs are loaded.\n")
