"""Ten thousand requests of every sort, many of them hostile: nothing is lost or leaks, and all others are served.

As many of them are made as are drawn of a thousand cases, one thousand at the least.
"""

from __future__ import annotations

import http.client
import math
import random
import re
import socket
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit

import httpx
import pytest
from tests.examples import OF_A_THOUSAND
from tests.server.conftest import CROSS, Server, Start, eventually, everything, get

from whoshares.server.workers.limits import Limits

SHARE = max(OF_A_THOUSAND, 100) / 1000
CLIENTS = 16
HOSTILE = {"upgrade": 1000, "early": 600, "unread": 200, "silent": 400, "host": 500, "pieces": 180, "escapes": 60}
TEN_THOUSAND = {
    "kept": 3157, "new": 1500, "thing": 600, "analysis": 300, "malformed": 1200, "huge": 150, "slow": 3, "left": 150,
    **HOSTILE,
}  # fmt: skip
MIX = {sort: math.ceil(count * SHARE) for sort, count in TEN_THOUSAND.items()}
ANSWERS = {
    "kept": {200},
    "new": {200},
    "thing": {200, 303},
    "analysis": {200},
    "malformed": {400, 404, 405, 406, 415},
    "huge": {413, 500},
    "slow": {500, 503},
    "left": {0},
    "upgrade": {400},
    "early": {404},
    "unread": {0},
    "silent": {0},
    "host": {400, 421},
    "pieces": {400},
    "escapes": {400},
}
"""The status that each sort of request must end with; a request that its client leaves has none."""
LOOKUP = "SELECT ?flow WHERE { ?flow ws:recipient <https://w3id.org/whoshares/id/organization/us-ice> }"
GROWTH = 12 * 1024 * 1024

Request = tuple[str, str, bytes | None, dict[str, str]]


def request(sort: str, number: int) -> Request:
    """Method, path, body and headers of a request of a sort."""
    turn = random.Random(number)
    query = {"kept": LOOKUP, "new": f"{LOOKUP} # {number}", "slow": CROSS, "left": CROSS}.get(sort, "")
    if query:
        return "GET", f"/sparql?query={quote(query)}", None, {}
    if sort == "thing":
        return "GET", turn.choice(["/id/", "/page/", "/data/"]) + "organization/us-ice", None, {"Accept": "*/*"}
    if sort == "analysis":
        return "GET", f"/api/search?text=plate&limit={turn.randint(1, 900)}", None, {}
    if sort == "huge":
        body = turn.choice([b"ASK { } #" + b"x" * (2 << 20), b"SELECT * { ?a ?p ?b . ?c ?q ?d }"])
        return "POST", "/sparql", body, {"Content-Type": "application/sparql-query"}
    malformed: list[Request] = [
        ("GET", f"/sparql?query={quote('SELECT ?x {' + str(number))}", None, {}),
        ("GET", "/sparql?query=%FF", None, {}),
        ("GET", "/nowhere", None, {}),
        ("DELETE", "/sparql", None, {}),
        ("POST", "/sparql", b"{}", {"Content-Type": "application/json"}),
        ("GET", f"/sparql?query={quote('ASK { }')}", None, {"Accept": "image/png"}),
        ("GET", "/api/trace?origin=x", None, {}),
        ("GET", "/sparql?query=a&query=b", None, {}),
    ]
    return turn.choice(malformed)


def hostile(sort: str, number: int) -> bytes:
    """What is sent by hand of a sort of request that no client sends."""
    head, direct = b"Host: localhost\r\n", b"Content-Type: application/sparql-query\r\n"
    if sort == "upgrade":
        smuggled = b"GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
        offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n"
        return b"POST /sparql HTTP/1.1\r\n%b%b%bContent-Length: %d\r\n\r\n%b" % (
            head, direct, offer, len(smuggled), smuggled,
        )  # fmt: skip
    if sort == "early":
        return b"POST /nowhere HTTP/1.1\r\n" + head + b"Content-Length: 100\r\n\r\nx"
    if sort == "unread":
        query = quote(f"SELECT * {{ ?a ?p ?b }} LIMIT 4000 # {number % 7}")
        return b"GET /sparql?query=" + query.encode() + b" HTTP/1.1\r\n" + head + b"\r\n"
    if sort == "silent":
        return b"GET / HTTP/1.1\r\nHost: lo"[: number % 20]
    if sort == "host":
        hosts = [b"evil@127.0.0.1", b"evil.example", b"a\r\nHost: b", b"[", b"localhost\r\nHost: localhost"]
        return b"GET /style.css HTTP/1.1\r\nHost: " + hosts[number % 5] + b"\r\n\r\n"
    if sort == "pieces":
        return (
            b"POST /sparql HTTP/1.1\r\n" + head + direct + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 2000
        )
    assert sort == "escapes"
    form = head + b"Content-Type: application/x-www-form-urlencoded\r\n"
    return b"POST /sparql HTTP/1.1\r\n" + form + b"Content-Length: 600006\r\n\r\nquery=" + b"%41" * 200_000


UNREAD = {"silent", "unread"}
"""Sorts of requests whose client leaves without reading; some of them are left open for a while."""


def by_hand(address: tuple[str, int], source: str, sort: str, number: int, open_: deque[socket.socket]) -> int:
    """The only status that comes of a hostile request; -1 where there are two, 0 where nobody reads."""
    connection = socket.create_connection(address, timeout=60, source_address=(source, 0))
    connection.sendall(hostile(sort, number))
    if sort in UNREAD:
        open_.append(connection)
        if len(open_) > 8:
            open_.popleft().close()
        return 0
    if sort == "upgrade":  # what follows is answered, and nothing in between
        connection.sendall(get("ASK { }"))
        found = re.findall(rb"HTTP/1\.1 (\d{3}) ", everything(connection))
        return int(found[0]) if found[1:] == [b"200"] else -1
    with connection:
        found = re.findall(rb"HTTP/1\.1 (\d{3}) ", connection.recv(65536))
    return int(found[0]) if len(found) == 1 else -1


def ask(server: Server, jobs: list[tuple[str, int]], source: str) -> Counter[tuple[str, int]]:
    """What became of requests, one after the other on one connection while it lasts."""
    parts = urlsplit(server.url)
    assert parts.hostname
    assert parts.port
    outcomes: Counter[tuple[str, int]] = Counter()
    open_: deque[socket.socket] = deque()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60, source_address=(source, 0))
    for sort, number in jobs:
        if sort in HOSTILE:
            outcomes[sort, by_hand((parts.hostname, parts.port), source, sort, number, open_)] += 1
            continue
        method, path, body, headers = request(sort, number)
        if sort == "left":
            with socket.create_connection((parts.hostname, parts.port), timeout=60) as leaving:
                leaving.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.hostname}\r\n\r\n".encode())
            outcomes[sort, 0] += 1
            continue
        for attempt in (1, 2):
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
                outcomes[sort, answer.status] += 1
                break
            except (ConnectionError, http.client.RemoteDisconnected):
                connection.close()  # an idle connection had ended
                if attempt == 2:
                    outcomes[sort, -1] += 1
    connection.close()
    for left in open_:
        left.close()
    return outcomes


def be_served(server: Server, stop: Event) -> tuple[int, float]:
    """Ask new questions as another client until told to stop: how many were answered, and the longest wait."""
    count, longest = 0, 0.0
    transport = httpx.HTTPTransport(local_address="127.0.0.99")
    with httpx.Client(transport=transport, timeout=60) as client:
        while not stop.is_set():
            begun = time.monotonic()
            answer = client.get(f"{server.url}/sparql", params={"query": f"{LOOKUP} # other {count}"})
            assert answer.status_code == 200, answer.text
            longest = max(longest, time.monotonic() - begun)
            count += 1
            stop.wait(0.02)
    return count, longest


def soak(server: Server, mix: dict[str, int], seed: int) -> Counter[tuple[str, int]]:
    jobs = [(sort, number + seed) for sort, count in mix.items() for number in range(count)]
    random.Random(seed).shuffle(jobs)
    sources = [f"127.0.0.{2 + n % 4}" for n in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, [server] * CLIENTS, [jobs[n::CLIENTS] for n in range(CLIENTS)], sources), Counter())


def open_files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    return start("--seconds", "4", "--answer", "1", "--cache", "4", "--quiet")


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_leaks(server: Server) -> None:
    assert sum(TEN_THOUSAND.values()) == 10_000
    soak(server, {sort: math.ceil(count / 8) for sort, count in MIX.items()}, seed=1_000_000)  # until memory is in use
    assert eventually(lambda: open_files(server) < 40)
    memory, files = server.memory(), open_files(server)
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(be_served, server, stop)
        try:
            outcomes = soak(server, MIX, seed=0)
        finally:
            stop.set()
        served, longest = other.result()
    assert served > 50
    assert longest < 15, "another client had to wait"
    assert sum(outcomes.values()) == sum(MIX.values())
    wrong = {key: count for key, count in outcomes.items() if key[1] not in ANSWERS[key[0]]}
    assert not wrong
    assert eventually(lambda: open_files(server) <= files + 4)
    assert len(server.children()) <= 1 + Limits().workers
    assert server.memory() - memory < GROWTH
    assert server.get("/sparql", query=f"{LOOKUP} # after").status_code == 200
    assert "Traceback" not in server.log.read_text("utf-8")
