"""Real servers on loopback, and what tests ask them with."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from tests.knowledge_graph.remote.servers import missing

CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
"""A query that nobody waits for the end of, and that needs no memory."""

PATIENCE = 300
"""How many seconds are waited for what comes within a few on an idle machine: twenty others may be at work beside."""


WEB = Path(__file__).parents[2] / "web"
_TLS = ssl.create_default_context()
"""Made once: httpx would make one for each request, although none is encrypted."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and where its log goes."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def get(self, path: str, *, accept: str | None = None, **given: str | list[str]) -> httpx.Response:
        """What a GET gives; parameters by name, those on graphs with `_` for `-`."""
        hyphened = {name.replace("_graph_uri", "-graph-uri"): value for name, value in given.items()}
        return self.request("GET", path, headers={} if accept is None else {"Accept": accept}, params=hyphened)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """What a request gives; redirects are not followed."""
        return httpx.request(method, self.url + path, timeout=PATIENCE + 30, verify=_TLS, **more)

    def children(self) -> list[int]:
        """The nursery and its workers."""
        nursery = _children(self.process.pid)
        return nursery + [worker for parent in nursery for worker in _children(parent)]

    def memory(self) -> int:
        """Resident memory of the server process, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024


def _children(process: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def start(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts servers: `start("--seconds", "1")`; all are ended at the end."""
    running: list[tuple[Server, IO[str]]] = []

    def begin(*options: str) -> Server:
        log = tmp_path_factory.mktemp("server") / "log"
        stream = log.open("w", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "whoshares", "serve", "--port", "0", *options],
            stderr=stream,
            text=True,
            env=dict(os.environ),
        )
        server = Server(_address(process, log), process, log)
        running.append((server, stream))
        return server

    yield begin
    for server, stream in running:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(60)
        stream.close()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    for _ in range(20 * PATIENCE):
        found = re.search(r"Answering at (http://\S+?)/[.,] ", log.read_text("utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"the server did not come up: {log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def server(start: Start) -> Server:
    """A server of the shipped graph with the limits it has by default, but for patience on a busy machine."""
    return start("--seconds", str(PATIENCE))


@pytest.fixture(scope="session")
def scripts() -> Path:
    """The folder of the scripts, built from the sources as they are."""
    done = subprocess.run([sys.executable, str(WEB / "build.py")], capture_output=True, text=True, timeout=300)
    if done.returncode:
        missing(f"What builds the scripts ({done.stderr.strip()})")
    return WEB.parent / "src" / "whoshares" / "server" / "http" / "static"


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `web/package.json` names, what only tests need among it; installed once for all processes that test."""
    wanted = json.loads((WEB / "package.json").read_text("utf-8"))
    if all((WEB / "node_modules" / name).is_dir() for name in (*wanted["dependencies"], *wanted["devDependencies"])):
        return WEB / "node_modules"
    own, npm = tmp_path_factory.getbasetemp(), shutil.which("npm")
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "web"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(WEB / name, folder)
            command = [npm or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
            if npm is None or subprocess.run(command, cwd=folder, capture_output=True, timeout=300).returncode:
                missing("What web/package-lock.json names, from npm,")
            (folder / "whole").touch()
    return folder / "node_modules"


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes true in time: soon, on an idle machine."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()


@pytest.fixture(scope="session")
def slow(start: Start) -> Server:
    """A server that soon loses patience."""
    return start("--seconds", "1", "--memory", "128", "--answer", "1", "--workers", "4", "--waiting", "8", "--quiet")


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has taken; exact on Linux, where the clock of `stat` ticks in 10 ms."""
    return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) / 1e9


def raw(server: Server, data: bytes, *, source: str = "127.0.0.1") -> socket.socket:
    """A connection on which something was sent."""
    parts = urlsplit(server.url)
    assert parts.port
    connection = socket.create_connection((parts.hostname or "", parts.port), timeout=60, source_address=(source, 0))
    connection.sendall(data)
    return connection


def get(query: str, host: str = "127.0.0.1") -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))
