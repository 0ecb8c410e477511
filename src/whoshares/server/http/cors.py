"""Which pages in a browser may read answers: Cross-Origin Resource Sharing (Fetch Standard, section 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from whoshares.model.errors import InputError

EXPOSED: Final = (b"access-control-expose-headers", b"ETag, Retry-After")
"""What scripts may read of an answer besides what they may always read."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*")

Header = tuple[bytes, bytes]


class Origins:
    """The origins that may read answers; `*`: all. Raises InputError for one that no browser ever sends."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(allowed)
        for origin in self._allowed - {"*"}:
            _check(origin)

    def __bool__(self) -> bool:
        return bool(self._allowed)

    def headers(self, asked: Iterable[Header]) -> list[Header]:
        """The headers for an answer to a request with the headers `asked`, whose names are in small letters."""
        if not self._allowed:
            return []
        if "*" in self._allowed:
            return [(b"access-control-allow-origin", b"*"), EXPOSED]
        origin = next((value for name, value in asked if name == b"origin"), b"")
        if origin.decode("latin-1") not in self._allowed:
            return [(b"vary", b"Origin")]
        return [(b"access-control-allow-origin", origin), EXPOSED, (b"vary", b"Origin")]


def _check(origin: str) -> None:
    """Raises InputError where browsers never send an origin like this."""
    none = "is no origin of a page. Write scheme, host and port, as in https://page.example, or “*” for all pages."
    if "@" in origin:
        raise InputError(f"What --cors names holds a user name. It {none}")
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
        host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except ValueError:
        host, port = "", None
    if not host or not _HOST.fullmatch(host):
        raise InputError(f"“{origin}” {none}")
    sent = f"{parts.scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}")
    if sent != origin:
        raise InputError(f"“{origin}” never matches, because browsers name that origin “{sent}”. Write --cors {sent}.")
