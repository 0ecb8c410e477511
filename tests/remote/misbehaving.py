"""A small HTTP server on loopback that answers as it is told, well or badly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behave = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(behave: Behave) -> Iterator[str]:
    """A server whose every answer is what `behave` does; the URL of its endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            behave(self)

        do_PUT = do_POST  # noqa: N815
        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
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
