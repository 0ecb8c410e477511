"""Connections that are hostile, slow, silent or gone cost themselves something, and nobody else."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.server.conftest import CROSS, Server, Start, eventually, everything, get, processor_time, raw

HOST = b"Host: localhost\r\n"
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"
H2C += b"\r\n"
DIRECT = b"Content-Type: application/sparql-query\r\n"
LONG = "SELECT * { ?a ?p ?b . ?c ws:sender ?d } LIMIT 17000"
"""A query with an answer of seven megabytes."""


def post(body: bytes, *headers: bytes, told: int | None = None) -> bytes:
    """A POST of a query; `told` is the length that it claims to have."""
    length = b"Content-Length: %d\r\n" % (len(body) if told is None else told)
    return b"POST /sparql HTTP/1.1\r\n" + HOST + DIRECT + length + b"".join(headers) + b"\r\n" + body


def statuses(answers: bytes) -> list[bytes]:
    """The status of each answer on a connection."""
    return re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)


def ends(connection: socket.socket, seconds: float) -> bool:
    """Whether the server closes a connection in time."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


class TestUpgrade:
    """RFC 9110, section 7.8: a server may ignore Upgrade, and then the request is an ordinary one."""

    @pytest.mark.parametrize("at_once", [True, False])
    def test_a_post_that_offers_http_2_is_answered(self, server: Server, at_once: bool) -> None:
        head, body = post(b"ASK { }", H2C, b"Connection: close\r\n").split(b"\r\n\r\n")
        connection = raw(server, head + b"\r\n\r\n" + (body if at_once else b""))
        if not at_once:
            time.sleep(0.2)
            connection.sendall(body)
        answer = everything(connection)
        assert statuses(answer) == [b"200"]
        assert answer.endswith(b'{"head":{},"boolean":true}')

    @pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.0", b"x, h2c"])
    def test_no_request_is_smuggled_in_its_body(self, server: Server, protocol: bytes) -> None:
        smuggled = b"GET /style.css HTTP/1.1\r\n" + HOST + b"\r\n"
        upgrade = b"Connection: upgrade\r\nUpgrade: " + protocol + b"\r\n"
        connection = raw(server, post(smuggled, upgrade) + get("ASK { }"))
        assert statuses(everything(connection)) == [b"400", b"200"]

    def test_chunks_are_read_as_the_body(self, server: Server) -> None:
        head = b"POST /sparql HTTP/1.1\r\n" + HOST + DIRECT + H2C + b"Transfer-Encoding: chunked\r\n\r\n"
        connection = raw(server, head + b"4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n" + get("ASK { }"))
        assert statuses(everything(connection)) == [b"200", b"200"]

    def test_a_get_is_followed_by_the_next_request(self, server: Server) -> None:
        first = b"GET /style.css HTTP/1.1\r\n" + HOST + H2C + b"\r\n"
        assert statuses(everything(raw(server, first + first + get("ASK { }")))) == [b"200"] * 3

    def test_this_is_no_proxy(self, server: Server) -> None:
        assert statuses(everything(raw(server, b"CONNECT example.org:443 HTTP/1.1\r\n" + HOST + b"\r\n"))) == [b"405"]


class TestAnswersThatComeEarly:
    """An answer before the end of the body arrives, and the rest of the body is not awaited for ever."""

    @pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
    @pytest.mark.parametrize(("path", "status"), [(b"/sparql", b"413"), (b"/nowhere", b"404"), (b"/dump", b"405")])
    def test_eight_megabytes_are_refused_with_a_sentence(
        self, server: Server, path: bytes, status: bytes, close: bytes
    ) -> None:
        for _ in range(5):
            request = post(b"x" * 8_000_000, close).replace(b"/sparql", path, 1)
            with raw(server, request) as connection:
                assert statuses(connection.recv(65536)) == [status]

    def test_more_than_that_ends_the_connection(self, server: Server) -> None:
        connection = raw(server, post(b"", told=1 << 40))
        with connection, pytest.raises((ConnectionResetError, BrokenPipeError)):
            connection.sendall(b"x" * (200 << 20))

    def test_a_connection_whose_body_came_to_an_end_is_used_again(self, server: Server) -> None:
        request = post(b"x" * 1000).replace(b"/sparql", b"/nowhere", 1)
        assert statuses(everything(raw(server, request * 2 + get("ASK { }")))) == [b"404", b"404", b"200"]

    @pytest.mark.slow
    def test_a_client_that_leaves_in_the_midst_of_its_body_is_no_defect(self, start: Start) -> None:
        server = start()
        for _ in range(3):
            raw(server, post(b"ASK", told=100)).close()
        assert eventually(lambda: server.log.read_text("utf-8").count("POST /sparql 499") == 3)
        assert "Traceback" not in server.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + b"a: b\r\n" * 300 + b"\r\n", b"431"),
        (b"GET /id/" + b"%41" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"414"),
        (b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: " + b"a/b," * 2000 + b"\r\nConnection: close\r\n\r\n", b"431"),
        (
            b"POST /sparql HTTP/1.1\r\n" + HOST + DIRECT + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 3000,
            b"400",
        ),
    ],
    ids=["headers", "path", "accept", "pieces"],
)
def test_what_costs_much_for_little_is_refused(server: Server, data: bytes, status: bytes) -> None:
    assert statuses(everything(raw(server, data))) == [status]


def test_thousands_of_requests_ahead_of_their_answers_end_the_connection(server: Server) -> None:
    connection = raw(server, (b"GET /style.css HTTP/1.1\r\n" + HOST + b"\r\n") * 3000)
    with connection:
        assert ends(connection, 5)


@pytest.fixture(scope="module")
def small(start: Start) -> Server:
    """A server with few places of each sort."""
    options = {"connections": 40, "workers": 4, "waiting": 10, "seconds": 20, "unread": 24, "answer": 8}
    return start("--quiet", *(text for name, number in options.items() for text in (f"--{name}", str(number))))


class TestShares:
    """Where there is no room, the client that has most gives way."""

    @pytest.mark.parametrize(
        "data",
        [b"", b"GET / HT", post(b"", told=100), get("ASK { }").replace(b"close", b"keep-alive")],
        ids=["silent", "half a head", "no body", "idle"],
    )
    @pytest.mark.slow
    def test_a_crowd_of_silent_connections_locks_nobody_out(self, small: Server, data: bytes) -> None:
        with ExitStack() as crowd:
            for number in range(120):
                crowd.enter_context(raw(small, data, source=f"127.0.0.{2 + number % 2}"))
            for _ in range(5):
                begun = time.monotonic()
                assert statuses(everything(raw(small, get("ASK { }")))) == [b"200"]
                assert time.monotonic() - begun < 5, "waited until silent connections ended"

    def test_one_client_alone_is_served_beside_its_own_silent_connections(self, small: Server) -> None:
        with ExitStack() as crowd:
            for _ in range(60):
                crowd.enter_context(raw(small, b""))
            assert statuses(everything(raw(small, get("ASK { }")))) == [b"200"]

    def test_two_addresses_do_not_take_all_that_may_wait(self, small: Server) -> None:
        with ExitStack() as crowd:
            for number in range(30):
                crowd.enter_context(raw(small, get(f"{CROSS} # {number}"), source=f"127.0.0.{2 + number % 2}"))
            time.sleep(0.3)
            for number in range(5):
                begun = time.monotonic()
                answer = everything(raw(small, get(f"ASK {{ }} # {number}"), source="127.0.0.9"))
                assert statuses(answer) == [b"200"]
                assert time.monotonic() - begun < 10, "a quick question waited for slow ones of others"


@pytest.mark.slow
def test_clients_that_do_not_read_do_not_fill_the_memory(start: Start) -> None:
    """Forty answers of seven megabytes, of which twenty-four may be unread."""
    server = start("--quiet", "--answer", "8", "--unread", "24", "--waiting", "100", "--cache", "0")
    size = len(server.get("/sparql", query=LONG).content)
    assert size > 6 << 20
    before, most = server.memory(), 0
    with ExitStack() as crowd:
        for number in range(40):
            connection = crowd.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.bind((f"127.0.0.{2 + number % 3}", 0))
            connection.connect(("127.0.0.1", urlsplit(server.url).port or 0))
            connection.sendall(get(f"{LONG} # {number}"))
        for _ in range(40):
            begun = time.monotonic()
            assert statuses(everything(raw(server, get("ASK { } # read")))) == [b"200"]
            assert time.monotonic() - begun < 5
            most = max(most, server.memory() - before)
            time.sleep(0.1)
    assert most < 120 << 20


@pytest.mark.slow
def test_every_state_of_a_connection_ends_by_itself(start: Start) -> None:
    """At once, because each takes ten seconds to end."""
    server = start("--quiet", "--cache", "0")
    after_the_answer = raw(server, post(b"", told=100).replace(b"/sparql", b"/nowhere", 1))
    assert statuses(after_the_answer.recv(65536)) == [b"404"]
    after_the_answer.sendall(b"x")
    half_a_head = raw(server, b"GET / HTTP/1.1\r\nHost: loc")
    idle = raw(server, b"GET /style.css HTTP/1.1\r\n" + HOST + b"\r\n")
    not_reading = socket.socket()
    not_reading.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    not_reading.connect(("127.0.0.1", urlsplit(server.url).port or 0))
    not_reading.sendall(get(LONG))
    assert not_reading.recv(10)
    files = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
    with after_the_answer, half_a_head, idle, not_reading:
        assert ends(idle, 30)
        assert ends(after_the_answer, 30)
        assert b" 408 " in half_a_head.recv(65536)
        gone = lambda: len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())) <= files - 4  # noqa: E731
        assert eventually(gone)


@pytest.mark.slow
def test_workers_end_with_the_nursery(start: Start) -> None:
    """Nobody else would end what they work on."""
    server = start("--seconds", "60", "--quiet")
    with ExitStack() as asking:
        asked = [asking.enter_context(raw(server, get(f"{CROSS} # {number}"))) for number in range(3)]
        assert eventually(lambda: len(server.children()) >= 4)
        nursery, *workers = server.children()
        assert eventually(lambda: all(processor_time(worker) > 0.05 for worker in workers))
        os.kill(nursery, signal.SIGKILL)
        assert eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        for connection in asked:  # it is not the question that was too much
            answer = everything(connection)
            assert b" 503 " in answer
            assert b"The server is ending. Ask again in a moment." in answer
        assert server.process.wait(60) == 1


@pytest.mark.slow
def test_workers_are_bounded_in_processor_time(start: Start) -> None:
    server = start("--seconds", "2", "--quiet")
    assert server.get("/sparql", query="ASK { }").status_code == 200
    worker = server.children()[1]
    soft, _ = resource.prlimit(worker, resource.RLIMIT_CPU)
    assert 0 < soft <= 2 + 2 + 2 + processor_time(worker)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /style.css HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /style.css HTTP/1.0\r\nHost: evil.example\r\n\r\n", b"421"),
        (b"GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
        (b"GET /style.css HTTP/1.1\r\nConnection: close\r\n" + 2 * HOST + b"\r\n", b"400"),
        (b"GET /style.css HTTP/1.1\r\nConnection: close\r\nHost: evil@127.0.0.1\r\n\r\n", b"400"),
        (b"GET /style.css HTTP/1.1\r\nConnection: close\r\nHost: localhost/@x\r\n\r\n", b"400"),
        (b"GET http://evil.example/style.css HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n", b"200"),
    ],
)
def test_the_host_is_named_once_and_rightly(server: Server, head: bytes, status: bytes) -> None:
    assert statuses(everything(raw(server, head))) == [status]


@pytest.mark.parametrize("path", [f"/{quote(chr(27))}[31m%0Aforged%E2%80%AE", f"/api/{quote(chr(7))}"])
def test_what_is_given_back_forges_nothing(server: Server, path: str) -> None:
    answer = server.request("GET", path)
    assert answer.status_code == 404
    assert all(sign.isprintable() for sign in answer.text.removesuffix("\n"))
    assert "\\u00" in answer.text
