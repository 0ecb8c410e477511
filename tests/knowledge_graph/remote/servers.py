"""Real SPARQL servers on loopback, each with a store of its own that goes with it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest


class Server(NamedTuple):
    """Where a server answers queries, and where it takes graphs."""

    query: str
    graph_store: str


def missing(what: str) -> None:
    """Skip the test, or fail it where everything must be there."""
    if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is not installed, and WHOSHARES_REQUIRE_ALL asks for it.")
    pytest.skip(f"{what} is not installed")


def free_port() -> int:
    """A port of loopback at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert isinstance(port, int)
        return port


@contextmanager
def oxigraph(*arguments: str) -> Iterator[Server]:
    """The Oxigraph server, empty, in memory."""
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if command is None:
        missing("the Oxigraph server (PyPI: oxigraph)")
        raise AssertionError
    port = free_port()
    with _running([command, "serve", "--bind", f"127.0.0.1:{port}", *arguments], f"http://127.0.0.1:{port}/query"):
        yield Server(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store")


@contextmanager
def own(graph: Path) -> Iterator[Server]:
    """Our own server, with the graph of a file."""
    port = free_port()
    command = [sys.executable, "-m", "whoshares", "serve", "--graph", str(graph), "--port", str(port)]
    with _running([*command, "--seconds", "60", "--quiet"], f"http://127.0.0.1:{port}/sparql"):
        yield Server(f"http://127.0.0.1:{port}/sparql", f"http://127.0.0.1:{port}/graph-store")


@contextmanager
def virtuoso(folder: Path, *, rows: int = 10_000) -> Iterator[Server]:
    """Virtuoso, empty, with the user dba and at most so many rows an answer."""
    command = shutil.which("virtuoso-t")
    if command is None:
        missing("Virtuoso (Debian: virtuoso-opensource)")
        raise AssertionError
    port = free_port()
    (folder / "virtuoso.ini").write_text(
        "[Database]\nDatabaseFile = virtuoso.db\nErrorLogFile = virtuoso.log\nLockFile = virtuoso.lck\n"
        "TransactionFile = virtuoso.trx\nxa_persistent_file = virtuoso.pxa\n"
        "[TempDatabase]\nDatabaseFile = temporary.db\nTransactionFile = temporary.trx\n"
        f"[Parameters]\nServerPort = 127.0.0.1:{free_port()}\nDisableUnixSocket = 1\nDirsAllowed = .\n"
        "NumberOfBuffers = 10000\nMaxDirtyBuffers = 6000\n"
        f"[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 5\n"
        f"[SPARQL]\nResultSetMaxRows = {rows}\n",
        "utf-8",
    )
    place = f"http://127.0.0.1:{port}"
    with _running([command, "-f", "-c", "virtuoso.ini"], f"{place}/sparql", folder):
        yield Server(f"{place}/sparql", f"http://dba:dba@127.0.0.1:{port}/sparql-graph-crud-auth")


@contextmanager
def _running(command: Sequence[str], url: str, folder: Path | None = None) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1800):
            if server.poll() is not None:
                pytest.fail(f"{command[0]} ended with {server.returncode} before it answered")
            try:
                urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            pytest.fail(f"{command[0]} did not come up")
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
