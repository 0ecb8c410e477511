"""`whoshares serve`."""

from __future__ import annotations

import gc
from collections.abc import Callable

import click

from whoshares.cli.options import F, Number, WholeNumber, graph_option, open_for

_MIB = 1024 * 1024


def _number(
    name: str, default: int | None, metavar: str, meaning: str, *, least: int = 1, most: int | None = None
) -> Callable[[F], F]:
    return click.option(
        f"--{name}",
        type=WholeNumber(min=least, max=most),
        default=default,
        show_default=default is not None,
        metavar=metavar,
        help=meaning,
    )


@click.command(epilog="Example: whoshares serve --port 7878")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@_number("port", 7878, "N", "Port to listen at; 0 finds a free one.", least=0, most=65535)
@click.option("--public", metavar="URL", help="What the world calls this server, behind a reverse proxy.")
@click.option("--proxy", multiple=True, metavar="ADDRESS", help="A reverse proxy to believe on who the client is.")
@click.option("--cors", multiple=True, metavar="ORIGIN", help="Pages whose scripts may read answers; “*”: all.")
@click.option(
    "--seconds",
    type=Number(0.1, 3600),
    default=10,
    show_default=True,
    metavar="S",
    help="How long one question may be worked on.",
)
@_number("workers", None, "N", "Questions worked on at a time. Default: four times the cores, at least 8.", least=2)
@_number("waiting", 64, "N", "Questions that may wait for a worker.", least=0)
@_number("memory", 512, "MIB", "Memory that one question may take.", least=64)
@_number("answer", 32, "MIB", "Longest answer.")
@_number("body", 1, "MIB", "Longest request body.")
@_number("cache", 64, "MIB", "Answers that are kept, all together.", least=0)
@_number("connections", 1024, "N", "Connections that may be open.", least=2)
@_number("unread", 256, "MIB", "Answers that may wait for slow readers, all together.")
@click.option("--quiet", is_flag=True, help="Log faults only.")
@click.option("--log-queries", is_flag=True, help="Log what is asked, too. Without it the log has paths only.")
@graph_option
def serve(
    host: str,
    port: int,
    public: str | None,
    proxy: tuple[str, ...],
    cors: tuple[str, ...],
    seconds: float,
    workers: int | None,
    waiting: int,
    memory: int,
    answer: int,
    body: int,
    cache: int,
    connections: int,
    unread: int,
    quiet: bool,
    log_queries: bool,
    graph: str | None,
) -> None:
    """Offer the graph over HTTP: SPARQL 1.1, Graph Store reads, the analyses, and a page for each thing.

    Read-only, and on this machine alone unless told otherwise. Each question has a time, memory and size limit. Ends
    with Ctrl-C.
    """
    gc.set_threshold(700)  # as Python has it: what runs for long must not hoard
    from whoshares.server.running import ServerAddress, serve
    from whoshares.server.workers.limits import Limits

    limits = Limits(
        seconds=seconds,
        answer=answer * _MIB,
        body=body * _MIB,
        memory=memory * _MIB,
        waiting=waiting,
        cache=cache * _MIB,
        connections=connections,
        unread=unread * _MIB,
        **({} if workers is None else {"workers": workers}),
    )
    serve(
        open_for(graph),
        ServerAddress(host, port, public, proxy),
        limits,
        shipped=graph is None,
        origins=cors,
        quiet=quiet,
        log_questions=log_queries,
        ready=_say,
    )


def _say(local: str, base: str) -> None:
    called = f", called {base}/" if base != local else ""
    click.echo(f"Answering at {local}/{called}. Ctrl-C ends it.", err=True)
    from whoshares.server.http.scripts import built

    if not built():
        click.echo(
            "The scripts of the explorer are not there: without them its pages have all answers, but complete no names "
            "and draw no map. Install whoshares again with a network, or run “python web/build.py” in its sources.",
            err=True,
        )
