"""Starting and ending the server."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.errors import InputError
from whoshares.server.http.cors import Origins
from whoshares.server.workers.limits import Limits

if TYPE_CHECKING:
    from whoshares.server.http.middleware import Site

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GRACE: Final = 5
"""Seconds that running requests get when the server is told to end."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server listens, and how the world calls it."""

    host: str
    port: int
    public: str | None = None
    """The address at which the world sees it, where that is another one: behind a reverse proxy."""
    proxies: tuple[str, ...] = ()
    """The reverse proxies whose word on who the client is counts."""


def serve(
    kg: KnowledgeGraph,
    address: ServerAddress,
    limits: Limits,
    *,
    shipped: bool,
    origins: Sequence[str] = (),
    quiet: bool = False,
    log_questions: bool = False,
    ready: Callable[[str, str], None] = lambda local, base: None,
) -> None:
    """Serve a graph until told to end (SIGINT, SIGTERM). Once it answers, `ready` is called with its address here, and
    that at which the world sees it.

    Ends the process with 1 where it cannot go on. Raises InputError where the address cannot be used, an origin is
    none, or the system cannot fork processes.
    """
    if not hasattr(os, "fork"):
        raise InputError("“serve” forks processes, which this system cannot. Run it on Linux or macOS, or in WSL.")
    allowed = Origins(origins)
    listening = _listen(address)
    from whoshares.server.http.jobs import Jobs
    from whoshares.server.workers import nursery
    from whoshares.sparql.catalogue import Catalogue

    jobs = Jobs(kg, limits.answer)
    jobs.warm_up()
    graphs, statements = {str(graph): kg.names.label(graph) for graph in kg.store.graphs()}, len(kg.store)
    orders = nursery.begin(jobs, limits.memory, limits.seconds, close=listening)

    from whoshares.server.http.middleware import Site

    port = listening.getsockname()[1]
    local = f"http://{_bracketed(address.host)}:{port}"
    base = (address.public or local).rstrip("/")
    hosts = _LOOPBACK_NAMES | {address.host} | ({urlsplit(base).hostname or ""} if address.public else set())
    queries = Catalogue().queries()
    site = Site(base, frozenset(hosts), graphs, statements, shipped, queries, allowed, log_questions)
    _log(quiet)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        told_to_end = runner.run(_run(site, orders, listening, limits, address.proxies, lambda: ready(local, base)))
    if not told_to_end:
        sys.exit(1)


async def _run(
    site: Site,
    orders: socket.socket,
    listening: socket.socket,
    limits: Limits,
    proxies: Sequence[str],
    ready: Callable[[], None],
) -> bool:
    """Run the server until its end; returns whether it was told to end."""
    import uvicorn

    from whoshares.server.http.application import Application
    from whoshares.server.http.connection import Connection
    from whoshares.server.http.crowd import Crowd
    from whoshares.server.workers.pool import Pool

    pool = Pool(orders, limits)
    crowd = Crowd(limits.connections, max(limits.unread, 2 * limits.answer))
    server = uvicorn.Server(
        uvicorn.Config(
            Application(site, pool, limits),
            http=cast(type[asyncio.Protocol], partial(Connection, crowd, site.origins)),
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=_GRACE,
        )
    )
    loop = asyncio.get_running_loop()

    told_to_end = True

    def nursery_gone() -> None:
        nonlocal told_to_end
        told_to_end = False
        logging.getLogger("whoshares.server").error("The process that makes workers has ended, and so does the server.")
        loop.remove_reader(orders)
        server.should_exit = True

    loop.add_reader(orders, nursery_gone)  # nothing is ever read from it but its end
    ready()
    try:
        await server.serve(sockets=[listening])
    finally:
        loop.remove_reader(orders)
        pool.close()
    return told_to_end


def _listen(address: ServerAddress) -> socket.socket:
    if address.public is None and not _is_loopback(address.host):
        raise InputError(
            f"“{address.host}” is an address that others can reach. Say with --public how they call this server, such "
            "as --public https://data.example.org, or listen on 127.0.0.1."
        )
    if address.public is not None:
        parts = urlsplit(address.public)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise InputError(f"“{address.public}” is no address of a server. Write it as https://data.example.org.")
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        return socket.create_server((address.host, address.port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Nothing can listen at {address.host}, port {address.port} ({reason}). Choose another --host or --port."
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _log(quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("whoshares.server")
    log.addHandler(handler)
    log.setLevel(logging.WARNING if quiet else logging.INFO)
    log.propagate = False
    uvicorn_log = logging.getLogger("uvicorn.error")
    uvicorn_log.addHandler(handler)
    uvicorn_log.setLevel(logging.ERROR)
