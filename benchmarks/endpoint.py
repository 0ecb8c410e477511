"""Requests a second of `whoshares serve`, beside rdflib-endpoint with the same graph and queries on the same machine.

Each runs as a process of its own. They take turns, three times round, and the medians count. They are asked by `wrk`
where it is installed (Debian: wrk), else by a client in Python, which is slower and so makes all look slower. The
figures to hold: at least 1,000 requests a second for the lookup, and at least 5 times the peer's for each query. Ours
is measured as it comes, when all but the first request get a kept answer, and with `--cache 0`, when each request is
evaluated.

    python3 -m venv peer && peer/bin/pip install rdflib-endpoint oxrdflib "uvicorn[standard]"
    python -m benchmarks.endpoint --peer peer/bin/rdflib-endpoint
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import whoshares
from benchmarks.side_by_side import RESULTS
from whoshares.model.vocabulary import ID, SKOS, WS

QUERIES = {
    "lookup": f"SELECT ?flow WHERE {{ ?flow <{WS}recipient> <{ID}organization/us-ice> }}",
    "join": f"SELECT ?from ?what WHERE {{ ?flow <{WS}recipient> <{ID}organization/us-ice> ; <{WS}sender> ?s ; "
    f"<{WS}carries> ?c . ?s <{SKOS}prefLabel> ?from . ?c <{SKOS}prefLabel> ?what }}",
    "path": f"SELECT DISTINCT ?part WHERE {{ ?part <{WS}partOf>+ <{ID}organization/us-dhs> }}",
    "count": f"SELECT ?sender (COUNT(?flow) AS ?n) WHERE {{ ?flow <{WS}sender> ?sender }} GROUP BY ?sender",
}
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
CONNECTIONS = 16
ROUNDS = 3
TYPE = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    requests_per_second: float
    p50_milliseconds: float
    p99_milliseconds: float


def load(url: str, seconds: int) -> Load:
    """Ask one address over and over on 16 connections. Raises SystemExit where an answer is no success."""
    wrk = shutil.which("wrk")
    return _by_wrk(wrk, url, seconds) if wrk else asyncio.run(_by_python(url, seconds))


def _by_wrk(wrk: str, url: str, seconds: int) -> Load:
    how = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
    command = [wrk, *how, "-H", f"Accept: {TYPE}", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"{url}: not every request was answered.\n{text}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert rate
    return Load(float(rate[1]), _milliseconds(text, 50), _milliseconds(text, 99))


def _milliseconds(text: str, percent: int) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", text)
    assert found
    return round(float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]], 2)


async def _by_python(url: str, seconds: int) -> Load:
    parts = urlsplit(url)
    request = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {TYPE}\r\n\r\n".encode()
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while (begun := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if not head.startswith(b"HTTP/1.1 200") or not length:
                raise SystemExit(f"{url}: not every request was answered.\n{head.decode()}")
            await reader.readexactly(int(length[1]))
            times.append((time.perf_counter() - begun) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times) / seconds, round(cuts[49], 2), round(cuts[98], 2))


@contextmanager
def running(command: list[str], url: str) -> Iterator[None]:
    """A server, from when it answers until it is ended."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}?query={quote('ASK { }')}", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                if process.poll() is not None:
                    raise SystemExit(f"{' '.join(command)}: ended with {process.returncode}") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def measure(urls: dict[str, str], seconds: int) -> dict[str, dict[str, Load]]:
    """Each server's figures for each query: medians of some rounds, in which the servers take turns."""
    found: dict[str, dict[str, list[Load]]] = {server: {name: [] for name in QUERIES} for server in urls}
    for turn in range(ROUNDS):
        for name, query in QUERIES.items():
            for server, url in urls.items():
                address = f"{url}?query={quote(query, safe='')}"
                if not turn:
                    load(address, 1)
                found[server][name].append(load(address, seconds))
    return {server: {name: _median(loads) for name, loads in by.items()} for server, by in found.items()}


def under_attack(url: str, seconds: int) -> Load:
    """The figures for the lookup while other clients ask for what never ends."""
    end = time.monotonic() + seconds + 1
    for _ in range(3):
        threading.Thread(target=_ask_slowly, args=(url, end), daemon=True).start()
    return load(f"{url}?query={quote(QUERIES['lookup'], safe='')}", seconds)


def _median(loads: list[Load]) -> Load:
    columns = zip(*(astuple(one) for one in loads), strict=True)
    return Load(*(round(statistics.median(column), 2) for column in columns))


def _ask_slowly(url: str, end: float) -> None:
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}?query={quote(SLOW)}", timeout=60).close()
        except OSError:
            time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", default="rdflib-endpoint", help="the command of rdflib-endpoint")
    parser.add_argument("--quick", action="store_true", help="one second a round instead of three")
    given = parser.parse_args()
    seconds = 1 if given.quick else 3
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "graph.ttl"
        data.write_text(whoshares.open().store.serialize("turtle"), "utf-8")
        ours = [sys.executable, "-m", "whoshares", "serve", "--quiet", "--graph", str(data)]
        peer = [given.peer, "serve", str(data), "--host", "127.0.0.1"]
        commands = {
            "whoshares serve": ([*ours], "/sparql"),
            "whoshares serve --cache 0": ([*ours, "--cache", "0"], "/sparql"),
            "rdflib-endpoint": ([*peer], "/"),
            "rdflib-endpoint --store Oxigraph": ([*peer, "--store", "Oxigraph"], "/"),
        }
        with ExitStack() as servers:
            urls: dict[str, str] = {}
            for server, (command, path) in commands.items():
                port = free_port()
                urls[server] = f"http://127.0.0.1:{port}{path}"
                servers.enter_context(running([*command, "--port", str(port)], urls[server]))
            figures = measure(urls, seconds)
            for server in list(urls)[:2]:
                figures[server]["lookup beside 3 endless queries"] = under_attack(urls[server], seconds)
    for server, loads in figures.items():
        print(server)
        for name, one in loads.items():
            rate, p50, p99 = one.requests_per_second, one.p50_milliseconds, one.p99_milliseconds
            print(f"{rate:10,.0f} requests/s  p50 {p50:8.2f} ms  p99 {p99:8.2f} ms  {name}")
    best = {
        name: max(figures[server][name].requests_per_second for server in figures if server.startswith("rdflib"))
        for name in QUERIES
    }
    ratios = {
        server: {name: round(figures[server][name].requests_per_second / best[name], 1) for name in QUERIES}
        for server in figures
        if server.startswith("whoshares")
    }
    for server, by_query in ratios.items():
        print(f"{server}: {', '.join(f'{name} {ratio:.1f} ×' for name, ratio in by_query.items())} (to hold: 5 ×)")
    RESULTS.mkdir(exist_ok=True)
    record = {
        "name": "endpoint",
        "figures": {server: {name: asdict(one) for name, one in loads.items()} for server, loads in figures.items()},
        "ratioToTheFasterPeer": ratios,
        "atLeast": {"requestsPerSecondOfTheLookup": 1000, "ratio": 5},
        "connections": CONNECTIONS,
        "rounds": ROUNDS,
        "secondsEach": seconds,
        "client": "wrk" if shutil.which("wrk") else "Python",
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }
    (RESULTS / "endpoint.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
