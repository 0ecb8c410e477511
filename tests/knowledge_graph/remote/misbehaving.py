"""Small servers on loopback that answer as they are told, well or badly: in HTTP, or in bytes of any kind."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behave = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(behave: Behave) -> Iterator[str]:
    """A server whose every answer is what `behave` does; the URL of its endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            behave(self)

        do_PUT = do_POST  # noqa: N815
        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}/sparql"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(10)


def answering(
    body: bytes, *, status: int = 200, kind: str = "application/sparql-results+json", length: int | None = None
) -> Behave:
    """Answers with a body; `length` is what it says of the body's length."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)

    return behave


Bytes = Callable[[], Iterable[bytes]]
OK = b"HTTP/1.1 200 OK\r\n"
JSON = b"Content-Type: application/sparql-results+json\r\n"


@contextmanager
def raw(answer: Bytes, *, pause: float = 0.0) -> Iterator[str]:
    """A server that answers each request with bytes as they come, `pause` seconds apart; the URL of its endpoint."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def started(thread: threading.Thread) -> None:
        threads.append(thread)
        thread.start()

    def talk(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.recv(1 << 16)
            for part in answer():
                client.sendall(part)
                if over.wait(pause) if pause else over.is_set():
                    return

    def listen() -> None:
        with suppress(OSError):
            while True:
                started(threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        started(threading.Thread(target=listen, daemon=True))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(10)


def chunk(data: bytes) -> bytes:
    """A part of a body in chunks."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _by_byte(data: bytes) -> Iterator[bytes]:
    return (data[place : place + 1] for place in range(len(data)))


DRIPPED: dict[str, Bytes] = {
    "nothing": lambda: itertools.repeat(b""),
    "a status line": lambda: _by_byte(b"HTTP/1.1 200 " + b"O" * 60_000),
    "headers": lambda: itertools.chain([OK], _by_byte(b"X-A: b\r\n" * 9_000)),
    "one long header": lambda: itertools.chain([OK, b"X-A: "], _by_byte(b"b" * 60_000)),
    "100 Continue": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body": lambda: itertools.chain([OK + JSON + b"Content-Length: 60000\r\n\r\n"], itertools.repeat(b" ")),
    "a body to the end": lambda: itertools.chain([OK + JSON + b"\r\n"], itertools.repeat(b" ")),
    "chunks": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(chunk(b" "))
    ),
    "the size of a chunk": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n1;"], itertools.repeat(b"a")
    ),
    "trailers": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"{}") + b"0\r\n"], itertools.repeat(b"X: y\r\n")
    ),
    "a refusal": lambda: itertools.chain([b"HTTP/1.1 500 No\r\nContent-Length: 9000\r\n\r\n"], itertools.repeat(b"a")),
    "a redirect": lambda: itertools.chain([b"HTTP/1.1 301 There\r\nLocation: "], itertools.repeat(b"a")),
    "who are you": lambda: itertools.chain(
        [b"HTTP/1.1 401 Who\r\n"], itertools.repeat(b'WWW-Authenticate: Basic realm="a"\r\n')
    ),
}
"""What a server can send for ever, a little at a time."""

FLOODS: dict[str, Bytes] = {
    "a body": lambda: itertools.chain([OK + JSON + b"\r\n"], itertools.repeat(b" " * (1 << 20))),
    "a long body": lambda: iter([OK + JSON + b"Content-Length: 99999999999\r\n\r\n"]),
    "chunks": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(chunk(b" " * (1 << 20)))
    ),
    "a chunk": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\nfffffffffff\r\n"], itertools.repeat(b" " * (1 << 20))
    ),
    "a status line": lambda: itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"O" * (1 << 20))),
    "headers": lambda: itertools.chain([OK], itertools.repeat(b"X-A: b\r\n" * 1_000)),
    "a header": lambda: itertools.chain([OK + b"X-A: "], itertools.repeat(b"b" * (1 << 20))),
    "100 Continue": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    "trailers": lambda: itertools.chain(
        [OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"], itertools.repeat(b"X: y\r\n" * 1_000)
    ),
    "a refusal": lambda: itertools.chain([b"HTTP/1.1 400 No\r\n\r\n"], itertools.repeat(b" " * (1 << 20))),
}
"""What a server can send for ever, as fast as it goes."""
