"""`whoshares mcp`."""

from __future__ import annotations

import gc
import sys

import click

from whoshares.cli.options import Number, WholeNumber, graph_option, open_for

_MIB = 1024 * 1024


@click.command(epilog="Example: whoshares mcp --graph my-graph/")
@click.option(
    "--seconds",
    type=Number(0.1, 3600),
    default=30,
    show_default=True,
    metavar="S",
    help="How long one call may be worked on.",
)
@click.option(
    "--memory",
    type=WholeNumber(min=64),
    default=512,
    show_default=True,
    metavar="MIB",
    help="Memory that one call may take.",
)
@graph_option
def mcp(seconds: float, memory: int, graph: str | None) -> None:
    """Answer an assistant: the graph as tools, over the Model Context Protocol on standard input and output.

    It is started by the assistant's program, which docs/assistants.md shows how to tell; started by hand, it waits for
    messages of the protocol. Read-only. Needs the package “mcp”: pip install 'whoshares[mcp]'.
    """
    gc.set_threshold(700)  # as Python has it: what runs for long must not hoard
    from whoshares.server.mcp.running import serve
    from whoshares.server.workers.limits import Limits

    if sys.stdin.isatty():
        click.echo("Waiting for an assistant on standard input. Ctrl-C ends it.", err=True)
    serve(open_for(graph), Limits(seconds=seconds, memory=memory * _MIB, workers=4), shipped=graph is None)
