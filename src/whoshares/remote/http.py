"""HTTP as both sides of a remote store need it: no redirects, checked certificates, one deadline, plain errors."""

from __future__ import annotations

import os
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from typing import IO, Final, NoReturn
from urllib.parse import unquote, urlsplit, urlunsplit

from whoshares.errors import InputError

SECONDS: Final = 60.0
"""How long one request may take, unless WHOSHARES_TIMEOUT says otherwise."""

_CHUNK: Final = 1 << 16
_SHOWN: Final = 240


class EndpointError(InputError):
    """A remote store cannot be reached, refuses, or answers something else than it should."""


@dataclass(frozen=True)
class Address:
    """Where a remote store is, and as whom to ask it. The password shows nowhere."""

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address as messages give it: without a query part, which may hold a token."""
        return self.url.partition("?")[0]

    @classmethod
    def of(cls, given: str) -> Address:
        """The address in a URL; user and password from the URL, else from WHOSHARES_AUTH (`user:password`).

        Raises EndpointError where it is no http(s) URL.
        """
        try:
            parts = urlsplit(given)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https") or any(ord(sign) <= 32 for sign in given):
            raise EndpointError(
                f"“{_without_secret(given)}” is no web address of a store. Write one such as "
                "https://example.org/sparql, with user:password@ before the host where it asks for them."
            )
        place = f"[{host}]" if ":" in host else host
        url = urlunsplit((parts.scheme, f"{place}:{port}" if port else place, parts.path, parts.query, ""))
        user, password = parts.username, parts.password
        if user is not None:
            return cls(url, unquote(user), unquote(password or ""))
        name, colon, secret = os.environ.get("WHOSHARES_AUTH", "").partition(":")
        return cls(url, name, secret) if colon else cls(url)


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


@dataclass(frozen=True)
class Reply:
    """What a server answered, read whole."""

    status: int
    content_type: str
    body: bytes


class Line:
    """Sends requests to one address, within its time limit. `requests` counts them."""

    def __init__(self, address: Address, seconds: float) -> None:
        self.address = address
        self.seconds = seconds
        self.requests = 0
        handlers: list[urllib.request.BaseHandler] = [
            _NoRedirect(),
            urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        ]
        if address.user is not None:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, address.url, address.user, address.password or "")
            handlers += [urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)]
        self._opener = urllib.request.build_opener(*handlers)

    def send(self, request: urllib.request.Request) -> Reply:
        """The answer to a request, whole. Raises EndpointError for all that can go wrong below that."""
        self.requests += 1
        deadline = time.monotonic() + self.seconds
        try:
            with self._opener.open(request, timeout=self.seconds) as response:
                body = self._read(response, deadline)
                length = response.headers.get("Content-Length")
                if length and length.isdigit() and len(body) < int(length):
                    self._half(f"{len(body):,} of {int(length):,} bytes came")
                return Reply(response.status, response.headers.get_content_type(), body)
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except urllib.error.URLError as error:
            self._unreached(error.reason)
        except (HTTPException, ValueError) as error:
            if isinstance(error, ValueError) and "scheme" in str(error):
                raise EndpointError(
                    f"{self.address.shown} asks for a kind of authentication that is not known here. Known are basic "
                    "and digest."
                ) from None
            self._half(type(error).__name__)
        except OSError as error:
            self._unreached(error)

    def _read(self, response: IO[bytes], deadline: float) -> bytes:
        """The body; a server that sends a little for ever meets the deadline too."""
        parts = []
        while chunk := response.read1(_CHUNK):  # type: ignore[attr-defined]
            parts.append(chunk)
            if time.monotonic() > deadline:
                raise TimeoutError
        return b"".join(parts)

    def _half(self, what: str) -> NoReturn:
        raise EndpointError(
            f"{self.address.shown} sent half an answer ({what}), which is not used. Ask again, or look at the log "
            "there."
        )

    def _unreached(self, reason: object) -> NoReturn:
        url = self.address.shown
        if isinstance(reason, TimeoutError):
            raise EndpointError(
                f"{url} did not answer within {self.seconds:g} seconds. Ask for less, or set WHOSHARES_TIMEOUT to more "
                "seconds."
            ) from None
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise EndpointError(
                f"{url} shows a certificate that this machine does not trust ({reason.verify_message}). Nothing was "
                "sent. Where it is your own, name its authority in SSL_CERT_FILE."
            ) from None
        if isinstance(reason, ConnectionRefusedError):
            raise EndpointError(
                f"{url} refused the connection: nothing listens there. Start the server, or check host and port."
            ) from None
        said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        raise EndpointError(f"{url} cannot be reached ({said}). Check the address and the network.") from None

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        url, said = self.address.shown, _first_words(error)
        if error.code == 401:
            advice = (
                "Put user:password@ before the host, or set WHOSHARES_AUTH to user:password."
                if self.address.user is None
                else "The user and password given were not accepted."
            )
            raise EndpointError(f"{url} asks who you are (401). {advice}") from None
        advice = {
            400: "It did not accept the request.",
            403: "This user may not do that there.",
            404: "Nothing is there. A SPARQL endpoint's address often ends in /sparql or /query.",
            405: "It does not take this kind of request there.",
            413: "The request is too long for it.",
            429: "It gets too many requests. Ask again later.",
            503: "It is overloaded or not ready. Ask again later.",
        }.get(error.code, "It failed on its side." if error.code >= 500 else "")
        told = f" It says: {said}" if said else ""
        raise Refused(f"{url} answered with status {error.code}. {advice}{told}".strip(), error.code, said) from None


class Refused(EndpointError):
    """A server answered, with an error status and perhaps words."""

    def __init__(self, message: str, status: int, said: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = said


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is told, never followed: it could lead a password, or the question, to another machine."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        fp.close()
        raise EndpointError(
            f"{req.full_url.partition('?')[0]} redirects to {_without_secret(newurl).partition('?')[0]}, which is not "
            "followed. Name that address itself, if it is the one you mean."
        )


def _first_words(error: urllib.error.HTTPError) -> str:
    """What the server says of its refusal, on one line; nothing where it is a page."""
    try:
        text = error.read(4096).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""
    line = " ".join(text.split())
    return "" if line.startswith("<") else line[:_SHOWN]


def _without_secret(url: str) -> str:
    scheme, marker, rest = url.partition("://")
    return scheme + marker + rest.rpartition("@")[2] if marker else url
