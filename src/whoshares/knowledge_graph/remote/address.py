"""Where a remote store is, as whom to ask it, and how long; and texts of a server without the secrets in it."""

from __future__ import annotations

import html
import json
import os
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit, urlunsplit

from whoshares.model.addresses import without_secret
from whoshares.model.errors import EndpointError

SECONDS: Final = 60.0
"""How long one request may take, unless WHOSHARES_TIMEOUT says otherwise."""

_SHOWN: Final = 240
_NO_TOKENS: Final = frozenset({"", "0", "1", "true", "false", "yes", "no", "on", "off"})


@dataclass(frozen=True)
class RemoteAddress:
    """Where a remote store is, and as whom to ask it. The password shows nowhere."""

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address as messages give it: without a query part, which may hold a token."""
        return self.url.partition("?")[0]

    @classmethod
    def of(cls, given: str) -> RemoteAddress:
        """The address in a URL; user and password from the URL, else from WHOSHARES_AUTH (`user:password`).

        Raises EndpointError where it is no http(s) URL.
        """
        try:
            parts = urlsplit(given)
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if not host or parts.scheme not in ("http", "https") or any(not 32 < ord(sign) < 127 for sign in given):
            raise EndpointError(
                f"“{without_secret(given)}” is no web address of a store. Write one such as "
                "https://example.org/sparql, with user:password@ before the host where it asks for them, and other "
                "signs than those of ASCII percent-encoded."
            )
        if "@" in parts.path + parts.query + parts.fragment:
            raise EndpointError(
                f"“{without_secret(given)}” has an @ behind the host. Write it as %40, and / ? # in a password as %2F "
                "%3F %23."
            )
        place = f"[{host}]" if ":" in host else host
        url = urlunsplit((parts.scheme, f"{place}:{port}" if port else place, parts.path, parts.query, ""))
        user, password = parts.username, parts.password
        if user is not None:
            return cls(url, unquote(user), unquote(password or ""))
        name, colon, secret = os.environ.get("WHOSHARES_AUTH", "").partition(":")
        return cls(url, name, secret) if colon else cls(url)

    def told(self, text: str) -> str:
        """A server's words on one line, as a message may show them: nothing where they echo a secret of this address.

        A server can echo the address or the header with the password, as they are or encoded.
        """
        line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        spellings = [_squeezed(line), _squeezed(unquote(line))]
        if any(_squeezed(secret) in spelt for secret in self._secrets() for spelt in spellings):
            return ""
        return line[:_SHOWN]

    def _secrets(self) -> Iterator[str]:
        query = urlsplit(self.url).query
        values = {query, *(value for _, value in parse_qsl(query, keep_blank_values=True))}
        values |= {part for pair in query.split("&") for part in (pair, pair.partition("=")[2])}
        if "=" not in query:
            values.add(unquote(query))
        if self.user is not None:
            yield from ("authorization", f'username="{self.user}"')
            values |= {self.password or "", f"{self.user}:{self.password}"}
        for value in values:
            if value.casefold() not in _NO_TOKENS:
                yield from _spellings(value)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def seconds_allowed(given: float | None = None) -> float:
    """The seconds a request may take: as given, else from WHOSHARES_TIMEOUT, else 60. Raises EndpointError."""
    text = os.environ.get("WHOSHARES_TIMEOUT", "") if given is None else str(given)
    if not text:
        return SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise EndpointError(f"The time limit is “{text}”. Give seconds, more than 0 and at most 86400.")
    return seconds


def _spellings(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    data = secret.encode("utf-8", "surrogateescape")
    yield from (data.hex(), b64encode(data).decode().rstrip("="), urlsafe_b64encode(data).decode().rstrip("="))
