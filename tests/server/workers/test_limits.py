"""What a request may cost, and that nobody else pays for it."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from tests.server.conftest import CROSS, Server, Start, eventually, everything, get, processor_time, raw

from whoshares.server.http.hints import what_to_bind
from whoshares.server.workers.limits import Limits

QUICK = "ASK {{ ?s ?p ?o }} # {}"
"""Asked with another number each time, so that no kept answer is given."""


def at_rest(server: Server) -> bool:
    """Whether no process of a server takes processor time."""
    try:
        before = [processor_time(p) for p in server.children()]
        time.sleep(0.3)
        return before == [processor_time(p) for p in server.children()]
    except FileNotFoundError:
        return False


def test_time_is_up_and_the_work_really_stops(slow: Server) -> None:
    begun = time.monotonic()
    answer = slow.get("/sparql", query=CROSS, accept="application/json")
    assert 0.9 < time.monotonic() - begun < 60
    assert answer.status_code == 500
    assert answer.json()["stopped"] == "time"
    assert eventually(lambda: at_rest(slow))


def test_an_endless_path_is_stopped_with_what_to_bind(slow: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?from (!<a:b>|^<a:b>)+ ?to . ?x (!<a:b>|^<a:b>)+ ?y }"
    answer = slow.get("/sparql", query=query)
    assert answer.status_code == 500
    assert "Bind ?from or ?to or ?x" in answer.text
    assert "LIMIT" in answer.text


def test_memory_is_limited(slow: Server) -> None:
    answer = slow.get("/sparql", query="SELECT * { ?a ?p ?b . ?c ?q ?d } ORDER BY ?d", accept="application/json")
    assert answer.status_code == 500
    assert answer.json()["stopped"] in ("memory", "time")
    assert slow.get("/sparql", query=QUICK.format("memory")).status_code == 200


@pytest.mark.slow
def test_the_answer_is_limited(start: Start) -> None:
    patient = start("--seconds", "60", "--answer", "1", "--quiet")
    for accept in ("text/csv", "application/sparql-results+json", "text/html"):
        answer = patient.get("/sparql", query="SELECT * { ?a ?p ?b . ?c ?q ?d }", accept=accept)
        assert answer.status_code == 500, accept
        assert "longer than the 1,048,576 bytes" in answer.text, accept


def test_the_body_is_limited(server: Server) -> None:
    long = b"ASK { } #" + b"x" * (1 << 20)
    told = server.request("POST", "/sparql", content=long, headers={"Content-Type": "application/sparql-query"})
    assert told.status_code == 413
    assert "1,048,576 bytes" in told.text
    chunks = (b"x" * 65536 for _ in range(64))
    untold = server.request("POST", "/sparql", content=chunks, headers={"Content-Type": "application/sparql-query"})
    assert untold.status_code == 413


def test_the_head_is_limited(server: Server) -> None:
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "
    connection = raw(server, head)
    with connection:
        for _ in range(64):
            try:
                connection.sendall(b"x" * 65536)
            except OSError:
                break
        assert b" 431 " in connection.recv(65536)
    assert server.get("/style.css").status_code == 200


def test_a_query_fits_into_the_address_up_to_a_length(server: Server) -> None:
    assert b" 200 " in everything(raw(server, get("ASK { } #" + "x" * 60_000)))
    answer = everything(raw(server, get("ASK { } #" + "x" * 70_000)))
    assert b" 431 " in answer
    assert b"Send a long query by POST." in answer


@pytest.mark.parametrize(("length", "status"), [(63_000, b" 200 "), (65_000, b" 431 ")])
def test_headers_have_the_length_that_is_told(server: Server, length: int, status: bytes) -> None:
    several = b"".join(b"X-%d: %b\r\n" % (n, b"x" * (length // 10 - 8)) for n in range(10))
    head = b"GET /style.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    assert status in everything(raw(server, head + several + b"\r\n"))


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000],
    ids=["tls", "no-address", "version", "zeros"],
)
def test_what_is_no_http_is_refused(server: Server, data: bytes) -> None:
    assert b" 400 " in everything(raw(server, data))


def test_work_stops_when_the_client_leaves(server: Server) -> None:
    connection = raw(server, get(CROSS))
    assert eventually(lambda: not at_rest(server))
    connection.close()
    assert eventually(lambda: at_rest(server))


@pytest.mark.slow
def test_clients_that_leave_the_queue_take_no_worker_with_them(start: Start) -> None:
    server = start("--seconds", "60", "--workers", "4", "--quiet")
    for turn in range(10):
        waiting = [raw(server, get(f"{CROSS} # {turn} {number}")) for number in range(40)]
        time.sleep(0.1)
        for connection in waiting:
            connection.close()
        with ThreadPoolExecutor(8) as pool:
            quick = [raw(server, get(QUICK.format(f"left {turn} {number}"))) for number in range(8)]
            answers = list(pool.map(everything, quick))
        assert all(b" 200 " in answer for answer in answers)
    assert eventually(lambda: at_rest(server))
    assert "Traceback" not in server.log.read_text("utf-8")


def slow_ones(stack: ExitStack, server: Server, what: str) -> list[socket.socket]:
    """More slow queries from one address than there are workers; none ends by itself while a test lasts."""
    asked = range(Limits().workers + 4)
    return [stack.enter_context(raw(server, get(f"{CROSS} # {what} {number}"))) for number in asked]


def answered(connections: list[socket.socket]) -> list[socket.socket]:
    """Those on which something came."""
    return select.select(connections, [], [], 0)[0]


def test_slow_queries_of_one_client_do_not_starve_another(server: Server) -> None:
    """Quick ones from another address are answered before any of them."""
    with ExitStack() as stack:
        attack = slow_ones(stack, server, "fair")
        assert eventually(lambda: not at_rest(server))
        for number in range(20):
            quick = raw(server, get(QUICK.format(f"fair {number}")), source="127.0.0.2")
            assert b" 200 " in everything(quick)
        assert not answered(attack), "a quick query waited for a slow one to end"
    assert eventually(lambda: at_rest(server))


def test_a_kept_answer_needs_no_worker(server: Server) -> None:
    quick = get(QUICK.format("kept"))
    assert b" 200 " in everything(raw(server, quick))
    with ExitStack() as stack:
        attack = slow_ones(stack, server, "kept")
        assert eventually(lambda: not at_rest(server))
        assert b" 200 " in everything(raw(server, quick))
        assert not answered(attack)
    assert eventually(lambda: at_rest(server))


@pytest.mark.slow
def test_too_many_are_told_to_come_back(slow: Server) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: everything(raw(slow, get(CROSS))), range(20)))
    busy = [answer for answer in answers if b" 503 " in answer]
    assert busy
    assert all(b"retry-after: 1\r\n" in answer for answer in busy)
    assert eventually(lambda: slow.get("/sparql", query=QUICK.format("after")).status_code == 200)


def test_a_worker_that_dies_is_replaced(slow: Server) -> None:
    for number in range(8):
        assert slow.get("/sparql", query=QUICK.format(f"before {number}")).status_code == 200
        for worker in slow.children()[1:]:
            os.kill(worker, signal.SIGKILL)
        codes = [slow.get("/sparql", query=QUICK.format(f"{number} {n}")).status_code for n in range(2)]
        assert codes[1] == 200


def test_a_worker_that_dies_idle_is_missed_by_nobody(slow: Server) -> None:
    assert slow.get("/sparql", query=QUICK.format("idle")).status_code == 200
    dead = slow.children()[1:]
    for worker in dead:
        os.kill(worker, signal.SIGKILL)
    time.sleep(0.3)
    for number in range(len(dead) + 1):
        assert slow.get("/sparql", query=QUICK.format(f"idle {number}")).status_code == 200


@pytest.mark.slow
def test_nothing_is_left_of_a_server_that_was_killed(start: Start) -> None:
    server = start("--seconds", "60", "--quiet")
    threading.Thread(target=lambda: everything(raw(server, get(CROSS))), daemon=True).start()
    assert eventually(lambda: len(server.children()) > 1)
    children = server.children()
    server.process.kill()
    server.process.wait(60)
    assert eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


@pytest.mark.slow
def test_a_server_ends_with_its_nursery(start: Start) -> None:
    server = start()
    os.kill(server.children()[0], signal.SIGKILL)
    assert server.process.wait(60) == 1
    assert "The process that makes workers has ended" in server.log.read_text("utf-8")


@pytest.mark.slow
def test_a_server_ends_when_told_to(start: Start) -> None:
    server = start()
    assert server.get("/sparql", query=QUICK.format("end")).status_code == 200
    children = server.children()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(60)
    assert eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def test_deep_and_long_queries_are_refused_or_survived(slow: Server) -> None:
    deep = "SELECT * WHERE " + "{" * 5000 + "}" * 5000
    chain = "SELECT * WHERE { ?s " + "/".join(["<a:b>"] * 5000) + " ?o }"
    for query in (deep, chain):
        answer = slow.request("POST", "/sparql", data={"query": query})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?p ?b . ?c ?q ?d } # ?a " + "+" * 60_000,
        "SELECT * { " + "?a +" * 60_000,
        "SELECT * { " + "?a " * 200_000,
        "SELECT * { ?a " + "<x>/" * 60_000 + "*" * 60_000,
        "{" + "AS ?x " * 100_000,
    ],
)
def test_the_hint_on_what_to_bind_takes_no_time(query: str) -> None:
    begun = time.process_time()
    assert what_to_bind(query).endswith((".", "LIMIT."))
    assert time.process_time() - begun < 2  # with the square of its length, minutes


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * { ?a ?p ?b . ?c ?q ?d }", "?a or ?p or ?b"),
        ("SELECT * { ?x a ws:DataFlow . ?from ws:partOf+ ?to }", "?from or ?to"),
        ("SELECT * { ?from <http://e.org/p>* ?to . ?x ?y ?z }", "?from or ?to"),
        ("SELECT * { { SELECT (COUNT(?a) AS ?n) { ?a ?p $b } } }", "?a or ?p or $b"),
    ],
)
def test_the_hint_names_what_to_bind(query: str, named: str) -> None:
    assert f"Bind {named}, for example" in what_to_bind(query)


def test_a_query_without_variables_gets_a_hint_too() -> None:
    assert what_to_bind("ASK { }") == "Ask for less at a time."


UNCHECKED = """
import sys
from whoshares.cli.main import main
from whoshares.store import answering
from whoshares.store.query_reader import Source
from whoshares.store.query_writing import Prepared
answering.prepare = lambda text: Prepared(Source(text), text=text)  # what is refused before evaluation is let through
main()
"""


def test_a_worker_that_was_deceived_still_reaches_nobody(small: str) -> None:
    command = [sys.executable, "-c", UNCHECKED, "serve", "--port", "0", "--graph", small]
    with (
        socket.create_server(("127.0.0.1", 0)) as elsewhere,
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process,
    ):
        assert process.stderr is not None
        try:
            found = re.search(r"Answering at (http://\S+?)/[.,] ", process.stderr.readline() + " ")
            assert found
            service = f"SERVICE <http://127.0.0.1:{elsewhere.getsockname()[1]}/> {{ ?a ?b ?c }}"
            for query in (f"SELECT * {{ {service} }}", f"SELECT * {{ ?s ?p ?o {service} }} LIMIT 1"):
                answer = httpx.get(found[1] + "/sparql", params={"query": query}, timeout=30)
                assert answer.status_code == 400
                assert "could not be run" in answer.text
            assert httpx.get(found[1] + "/sparql", params={"query": "ASK { }"}, timeout=30).json()["boolean"] is True
            assert select.select([elsewhere], [], [], 0) == ([], [], [])
        finally:
            process.terminate()
