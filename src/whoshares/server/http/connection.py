"""A connection that neither waits nor keeps others waiting for ever: uvicorn's, with limits on its client.

What uvicorn and httptools leave open is settled here: a request with an `Upgrade` that this server does not do is read
as if it did not ask for it (RFC 9110, section 7.8), an answer that comes before the end of the body arrives, and every
state of a connection ends by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from whoshares.server.clients import client_of
from whoshares.server.http.cors import Origins
from whoshares.server.http.crowd import Crowd

_LONGEST_HEAD: Final = 64_000
"""Bytes of a request's first line, and of its headers. The parser takes no longer addresses (it counts in 16 bits)."""
_LONGEST_PATH: Final = 8_000
_MOST_HEADERS: Final = 200
_HEAD_SECONDS: Final = 10.0
_DRAIN_SECONDS: Final = 10.0
"""How long a client may go on sending a body that nobody reads, because it has been answered."""
_MOST_DRAINED: Final = 64 * 1024 * 1024
_LAST_SECONDS: Final = 120.0
"""How long a client may take to fetch what is left of its last answer."""
_PIPELINED: Final = 32
"""Requests that may be sent ahead of their answers on one connection."""
_SMALLEST_PIECE: Final = 64
"""Bytes that the pieces of a body must have on the average, from a thousand on: each costs as much as a large one."""


class _TooMuch(Exception):
    """The parser is to stop, because the connection has been ended."""


class Connection(HttpToolsProtocol):
    """An HTTP/1.1 connection of a client that may be slow, endless, gone or hostile."""

    def __init__(self, crowd: Crowd, origins: Origins, **given: Any) -> None:
        super().__init__(**given)
        self.who = ""
        self.since = 0.0
        self._crowd = crowd
        self._origins = origins
        self._seen = 0
        self._reading_head = True
        self._timer: asyncio.TimerHandle | None = None
        self._draining = False
        """Whether whatever comes is thrown away, until the client closes."""
        self._drained = self._pieces = self._body_length = self._headers_length = 0

    # --- as a guest of the crowd -------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a whole request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    @property
    def unread(self) -> int:
        """Bytes that the client has not read, as far as the server still keeps them."""
        return self.transport.get_write_buffer_size()

    def drop(self) -> None:
        """End the connection at once."""
        self._draining = True
        self._stop_timer()
        self.transport.abort()

    # --- the connection ----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head, where there is room."""
        super().connection_made(transport)
        self.who = client_of(self.client[0]) if self.client else ""
        self.since = self.loop.time()
        if self._crowd.enter(self):
            self._await(_HEAD_SECONDS, self._too_slow)
        else:
            self._answer(b"503 Service Unavailable", "There are too many connections. Try again in a moment.", b"2")

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        self._crowd.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what is no request, or too much of one, ends the connection."""
        if self._draining:
            self._drain(len(data))
            return
        if self._reading_head:
            if self._timer is None:
                self._await(_HEAD_SECONDS, self._too_slow)
            if not self._seen and len(data[: data.find(b"\r\n")]) > _LONGEST_HEAD:
                self._refuse_head()
                return
            self._seen += len(data)
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
        except httptools.HttpParserError:
            if not self._draining:
                self._answer(b"400 Bad Request", "This is no HTTP/1.1 request.")
            return
        if self._reading_head and self._seen > 2 * _LONGEST_HEAD and not self.transport.is_closing():
            self._refuse_head()

    def _parse(self, data: bytes) -> None:
        """Give data to the parser. Where it stops at a request to change protocols, it is made to read on.

        The parser takes what follows the head of such a request for another protocol. So the request is read again, by
        a new parser and without its `Upgrade` header, and what follows it as its body.
        """
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as stopped:
            method, version = self.parser.get_method(), self.parser.get_http_version().encode()
            if method == b"CONNECT":
                self._answer(b"405 Method Not Allowed", "CONNECT is not done here: this server is no proxy.")
                return
            kept = [name + b": " + value for name, value in self.headers if name != b"upgrade"]
            head = b"\r\n".join((method + b" " + self.url + b" HTTP/" + version, *kept, b"", b""))
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            self._parse(head + data[stopped.args[0] :])

    # --- what the parser finds ---------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        if len(self.pipeline) > _PIPELINED:
            self.drop()
            raise _TooMuch
        self._reading_head = True
        self._pieces = self._body_length = self._headers_length = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        super().on_header(name, value)
        self._headers_length += len(name) + len(value) + len(b": \r\n")
        if len(self.headers) > _MOST_HEADERS or self._headers_length > _LONGEST_HEAD:
            self._refuse_head()
            raise _TooMuch

    def on_headers_complete(self) -> None:
        """The head is there."""
        if self.parser.should_upgrade():
            return  # it is read again, see _parse
        if len(self.url) > _LONGEST_PATH and b"?" not in self.url[:_LONGEST_PATH]:
            self._answer(b"414 URI Too Long", f"No path here is longer than {_LONGEST_PATH:,} bytes.")
            raise _TooMuch
        self._reading_head = False
        self._seen = 0
        self._stop_timer()
        super().on_headers_complete()
        if not self.cycle.keep_alive or any(n in (b"content-length", b"transfer-encoding") for n, _ in self.headers):
            self.cycle.transport = _Lingering(self)  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._pieces += 1
        self._body_length += len(body)
        if self._pieces > max(1000, self._body_length // _SMALLEST_PIECE):
            self._answer(b"400 Bad Request", "The body comes in too many pieces. Send larger ones.")
            raise _TooMuch
        if self.cycle.response_complete:
            self._drain(len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there; what comes next is another head."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._reading_head = True
        if self.cycle.response_complete:  # the body of a request that was answered before its end
            self._stop_timer()
            self._keep_alive()

    def on_response_complete(self) -> None:
        """An answer has been handed to the system."""
        self.since = self.loop.time()
        if self._draining:
            self.flow.resume_reading()
            return
        super().on_response_complete()
        if not self._reading_head and self.cycle.response_complete and not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self._await(_DRAIN_SECONDS, self.drop)  # the rest of the body must come soon

    # --- ends --------------------------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        super().pause_writing()
        self._crowd.fall_behind(self)

    def resume_writing(self) -> None:
        """The client has read almost all."""
        super().resume_writing()
        self._crowd.catch_up(self)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, at once or when the client has fetched what is left."""
        self.close()

    def close(self) -> None:
        """Close once the answer has arrived.

        While the client still sends, what it sends is taken and thrown away: a connection that is closed before that is
        reset, and with it goes the answer.
        """
        if self.transport.is_closing():
            return
        if self._reading_head:
            self.transport.close()
            self._await(_LAST_SECONDS, self.drop)
        else:
            self._linger(_DRAIN_SECONDS)

    def _linger(self, seconds: float) -> None:
        self._draining = True
        self._unset_keepalive_if_required()
        self.transport.write_eof()
        self.flow.resume_reading()
        self._await(seconds, self.drop)

    def _drain(self, length: int) -> None:
        self._drained += length
        if self._drained > _MOST_DRAINED and not self.transport.is_closing():
            self.drop()

    def _keep_alive(self) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _await(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self._reading_head and not self.transport.is_closing():
            self._answer(b"408 Request Timeout", "The request's head did not come within ten seconds.")

    def _refuse_head(self) -> None:
        self._answer(
            b"431 Request Header Fields Too Large",
            f"The address or the headers are longer than {_LONGEST_HEAD:,} bytes, or there are more than "
            f"{_MOST_HEADERS} headers. Send a long query by POST.",
        )

    def _answer(self, status: bytes, sentence: str, retry_after: bytes = b"") -> None:
        """Answer what is no request that can be answered, and close. In the midst of an answer there is only an end."""
        if self.cycle is not None and not self.cycle.response_complete:
            if self._reading_head or self.cycle.response_started or self.pipeline:
                self.drop()
                return
            self.cycle.disconnected = True  # whoever reads the body is told that nobody waits
            self.cycle.message_event.set()
        body = sentence.encode() + b"\n"
        headers = [
            *self.server_state.default_headers,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            (b"x-content-type-options", b"nosniff"),
            *([(b"retry-after", retry_after)] if retry_after else []),
            *self._origins.headers(self.headers or ()),
        ]
        lines = [b"HTTP/1.1 " + status, *(name + b": " + value for name, value in headers), b"", body]
        self.transport.write(b"\r\n".join(lines))
        self._linger(2)


class _Lingering:
    """A transport as an answer sees it: closing lingers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.write = connection.transport.write
        self.is_closing = connection.transport.is_closing

    def close(self) -> None:
        """Close once the answer has arrived."""
        self._connection.close()
