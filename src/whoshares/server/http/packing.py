"""Answers packed with gzip, for clients that take that: pages and data are text in which much is said again."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

_TAKES: Final = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(?:1(?:\.0{0,3})?|0\.[0-9]{0,2}[1-9])\s*)?(?=,|$)")
_PACKED_ALREADY: Final = (
    "application/pdf", "application/vnd.openxmlformats", "application/zip", "image/png",
)  # fmt: skip
_LEAST: Final = 1_000
"""Bytes from which on it is worth the work: less is sent in one packet either way."""
_SHORT: Final = 100_000
"""Bytes that are packed within a millisecond or two; what is longer is packed beside other requests, and faster."""


def takes_gzip(scope: Scope) -> bool:
    """Whether a client says that it takes what is packed with gzip (RFC 9110, section 12.5.3)."""
    return bool(_TAKES.search(", ".join(Headers(scope=scope).getlist("accept-encoding"))))


def packing(scope: Scope, send: Send) -> Send:
    """What sends a response on: packed where the client takes that and it is worth the work.

    What comes in pieces is sent on as it comes.
    """
    begun: Message | None = None

    async def send_on(message: Message) -> None:
        nonlocal begun
        if message["type"] == "http.response.start":
            begun = message
            return
        if begun is not None:
            start, begun = begun, None
            if not message.get("more_body"):
                message = {**message, "body": await _packed(scope, start, message.get("body", b""))}
            await send(start)
        await send(message)

    return send_on


async def _packed(scope: Scope, start: Message, body: bytes) -> bytes:
    """The body of a response as it is to be sent; the headers are made to say how."""
    headers = MutableHeaders(raw=start["headers"])
    if headers.get("content-type", "text/").startswith(_PACKED_ALREADY) or "content-encoding" in headers:
        return body
    headers.add_vary_header("Accept-Encoding")
    if len(body) < _LEAST or not takes_gzip(scope):
        return body
    packed = gzip.compress(body, 6, mtime=0) if len(body) < _SHORT else await asyncio.to_thread(_fast, body)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(packed))
    if tag := headers.get("etag"):
        headers["ETag"] = tag if tag.startswith("W/") else f"W/{tag}"  # the same answer in other bytes
    return packed


def _fast(body: bytes) -> bytes:
    return gzip.compress(body, 3, mtime=0)
