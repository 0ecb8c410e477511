"""Ten thousand requests of every sort: nothing is lost, nothing leaks, and the server goes on answering."""

from __future__ import annotations

import http.client
import random
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.server.conftest import CROSS, Server, Start, eventually

from whoshares.server.limits import Limits

REQUESTS = 10_000
CLIENTS = 16
MIX = {"kept": 5070, "new": 2500, "thing": 800, "analysis": 500, "malformed": 800, "huge": 150, "slow": 30, "left": 150}
ANSWERS = {
    "kept": {200},
    "new": {200},
    "thing": {200, 303},
    "analysis": {200},
    "malformed": {400, 404, 405, 406, 415},
    "huge": {413, 500},
    "slow": {500, 503},
    "left": {0},
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


def ask(server: Server, jobs: list[tuple[str, int]]) -> Counter[tuple[str, int]]:
    """What became of requests, one after the other on one connection while it lasts."""
    parts = urlsplit(server.url)
    assert parts.hostname
    outcomes: Counter[tuple[str, int]] = Counter()
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    for sort, number in jobs:
        method, path, body, headers = request(sort, number)
        if sort == "left":
            with socket.create_connection((parts.hostname, parts.port or 80), timeout=60) as leaving:
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
                connection.close()  # an idle connection ended, or a body was refused while it was being sent
                if sort == "huge":
                    outcomes[sort, 413] += 1
                    break
                if attempt == 2:
                    outcomes[sort, -1] += 1
    connection.close()
    return outcomes


def soak(server: Server, mix: dict[str, int], seed: int) -> Counter[tuple[str, int]]:
    jobs = [(sort, number + seed) for sort, count in mix.items() for number in range(count)]
    random.Random(seed).shuffle(jobs)
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, [server] * CLIENTS, [jobs[n::CLIENTS] for n in range(CLIENTS)]), Counter())


def open_files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    return start("--seconds", "2", "--answer", "1", "--cache", "4", "--quiet")


def test_nothing_is_lost_and_nothing_leaks(server: Server) -> None:
    assert sum(MIX.values()) == REQUESTS
    soak(server, {sort: count // 8 for sort, count in MIX.items()}, seed=1_000_000)  # until memory is in use
    assert eventually(lambda: open_files(server) < 40)
    memory, files = server.memory(), open_files(server)
    outcomes = soak(server, MIX, seed=0)
    assert sum(outcomes.values()) == REQUESTS
    wrong = {key: count for key, count in outcomes.items() if key[1] not in ANSWERS[key[0]]}
    assert not wrong
    assert eventually(lambda: open_files(server) <= files + 4)
    assert len(server.children()) <= 1 + Limits().workers
    assert server.memory() - memory < GROWTH
    assert server.get("/sparql", query=f"{LOOKUP} # after").status_code == 200
    assert "Traceback" not in server.log.read_text("utf-8")
