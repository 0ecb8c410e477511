"""A connection that does not wait for ever: uvicorn's, with limits on how slow and how long a request may be."""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LONGEST_HEAD: Final = 64_000
"""Bytes of a request's first line, and of its headers. The parser takes no longer addresses (it counts in 16 bits)."""
_HEAD_SECONDS: Final = 10.0
_LAST_SECONDS: Final = 120.0
"""How long a client may take to fetch what is left of an answer, after all of it has been handed to the system."""


class Connection(HttpToolsProtocol):
    """An HTTP/1.1 connection of a client that may be slow, endless, or gone."""

    _seen = 0
    _head_timer: asyncio.TimerHandle | None = None
    _reading_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that is too long ends the connection."""
        if self._reading_head:
            if self._head_timer is None:
                self._await_head()
            if not self._seen and len(data[: data.find(b"\r\n")]) > _LONGEST_HEAD:
                self._refuse()
                return
            self._seen += len(data)
        super().data_received(data)
        if self._reading_head and self._seen > 2 * _LONGEST_HEAD and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._reading_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._reading_head = False
        self._seen = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; what comes next is another head."""
        super().on_message_complete()
        self._reading_head = True

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, at once or when the client has fetched what is left."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(_LAST_SECONDS, self.transport.abort)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._too_slow)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if self._reading_head and not self.transport.is_closing():
            self._answer(b"408 Request Timeout", b"The request's head did not come within ten seconds.\n")

    def _refuse(self) -> None:
        self._answer(
            b"431 Request Header Fields Too Large",
            b"The address or the headers are longer than 64,000 bytes. Send a long query by POST.\n",
        )

    def _answer(self, status: bytes, sentence: bytes) -> None:
        self._stop_timer()
        self.transport.write(
            b"HTTP/1.1 " + status + b"\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
            b"content-length: " + str(len(sentence)).encode() + b"\r\n\r\n" + sentence
        )
        self.transport.close()
