"""HTTP as both sides of a remote store need it: no redirects, checked certificates, one deadline, plain errors."""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from http.client import BadStatusLine, HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from threading import Thread
from typing import IO, Any, Final, NoReturn

from whoshares.knowledge_graph.remote.address import RemoteAddress
from whoshares.model.addresses import without_secret
from whoshares.model.errors import EndpointError

MOST_BYTES: Final = 128 << 20
"""How many bytes an answer may have."""

_CHUNK: Final = 1 << 16
_WORDS: Final = 1 << 15


@dataclass(frozen=True)
class HttpResponse:
    """What a server answered, read whole."""

    status: int
    content_type: str
    body: bytes
    server: str
    """What the server calls itself: not to be shown."""


class Refused(EndpointError):
    """A server answered, with an error status and perhaps words."""

    def __init__(self, message: str, status: int, said: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = said


class TooLong(EndpointError):
    """An answer has more bytes than are read."""


class Line:
    """Sends requests to one address, within its time limit. `requests` counts them."""

    def __init__(self, address: RemoteAddress, seconds: float) -> None:
        self.address = address
        self.seconds = seconds
        self.requests = 0

    def send(self, request: urllib.request.Request) -> HttpResponse:
        """The answer to a request, whole. Raises EndpointError for all that can go wrong below that.

        The exchange has a thread of its own, so that the time limit holds for all of it, whatever it waits for: names,
        connections, status lines, headers, bodies.
        """
        self.requests += 1
        answer: Future[HttpResponse] = Future()
        sockets: list[socket.socket] = []
        Thread(target=self._exchange, args=(request, answer, sockets), daemon=True).start()
        try:
            return answer.result(self.seconds)
        except TimeoutError:
            self._unreached(TimeoutError())
        finally:
            for each in sockets:  # what still reads or writes there ends
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _exchange(
        self, request: urllib.request.Request, answer: Future[HttpResponse], sockets: list[socket.socket]
    ) -> None:
        try:
            answer.set_result(self._answer(request, sockets))
        except BaseException as error:
            answer.set_exception(error)

    def _answer(self, request: urllib.request.Request, sockets: list[socket.socket]) -> HttpResponse:
        try:
            with self._opener(sockets).open(request, timeout=self.seconds) as response:
                return self._whole(response)
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except urllib.error.URLError as error:
            self._unreached(error.reason)
        except (IncompleteRead, BadStatusLine) as error:
            self._half(type(error).__name__)
        except HTTPException as error:
            raise EndpointError(
                f"{self.address.shown} does not answer as HTTP has it ({type(error).__name__}). Is this the address?"
            ) from None
        except ValueError as error:
            if "scheme" in str(error):
                raise EndpointError(
                    f"{self.address.shown} asks for a kind of authentication that is not known here. Known are basic "
                    "and digest."
                ) from None
            self._half(type(error).__name__)
        except OSError as error:
            self._unreached(error)

    def _opener(self, sockets: list[socket.socket]) -> urllib.request.OpenerDirector:
        handlers: list[urllib.request.BaseHandler] = [
            _NoRedirect(self.address),
            _Http(sockets.append),
        ]
        if self.address.url.startswith("https:"):
            handlers.append(_Https(sockets.append, self._context))
        if self.address.user is not None:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, self.address.url, self.address.user, self.address.password or "")
            handlers += [urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)]
        return urllib.request.build_opener(*handlers)

    def _whole(self, response: HTTPResponse) -> HttpResponse:
        """The answer with its body, if that came whole, as it is, and is not too long."""
        encoding = response.headers.get("Content-Encoding", "")
        if encoding.strip().lower() not in ("", "identity"):
            raise EndpointError(
                f"{self.address.shown} sent its answer compressed ({self.address.told(encoding) or '?'}), which was "
                "not asked for. Turn compression off there, or in the proxy before it, for requests that do not accept "
                "it."
            )
        length = response.headers.get("Content-Length", "")
        announced = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
        parts, size = [], 0
        try:
            while size <= MOST_BYTES and announced <= MOST_BYTES and (chunk := response.read1(_CHUNK)):
                parts.append(chunk)
                size += len(chunk)
        except ConnectionError as error:
            self._half(f"{size:,} bytes came, then: {error.strerror or type(error).__name__}")
        if max(size, announced) > MOST_BYTES:
            raise TooLong(f"{self.address.shown} sends more than {MOST_BYTES >> 20} MiB in one answer. Ask for less.")
        if size < announced:
            self._half(f"{size:,} of {announced:,} bytes came")
        return HttpResponse(
            response.status,
            self.address.told(response.headers.get_content_type()) or "another type",
            b"".join(parts),
            response.headers.get("Server", ""),
        )

    def _half(self, what: str) -> NoReturn:
        raise EndpointError(
            f"{self.address.shown} sent half an answer ({what}), which is not used. Ask again, or look at the log "
            "there."
        ) from None

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
        if isinstance(reason, ConnectionResetError | BrokenPipeError):
            raise EndpointError(
                f"{url} closed the connection before it answered. Ask again, or look at the log there."
            ) from None
        said = self.address.told(getattr(reason, "strerror", None) or str(reason)) or type(reason).__name__
        raise EndpointError(f"{url} cannot be reached ({said}). Check the address and the network.") from None

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        url, said = self.address.shown, self.address.told(_first_words(error))
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


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is told, never followed: it could lead a password, or the question, to another machine."""

    def __init__(self, address: RemoteAddress) -> None:
        self._address = address

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        fp.close()
        told = self._address.told(newurl.partition("?")[0])
        raise EndpointError(
            f"{self._address.shown} redirects to {without_secret(told) or 'another address'}, which is not followed. "
            "Name that address itself, if it is the one you mean."
        )


Opened = Callable[[Any], None]


class _Http(urllib.request.HTTPHandler):
    """Tells of the socket of a connection, so that another thread can end it."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        opened = self._opened

        class Connection(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                opened(self.sock)

        return self.do_open(Connection, req)


class _Https(urllib.request.HTTPSHandler):
    """The same, with the other's certificate checked."""

    def __init__(self, opened: Opened, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._opened, self._checking = opened, context

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        opened = self._opened

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                opened(self.sock)

        return self.do_open(Connection, req, context=self._checking)


def _first_words(error: urllib.error.HTTPError) -> str:
    """What the server says of its refusal; nothing where it is a page, or compressed."""
    try:
        data = error.read(_WORDS) if error.fp else b""
    except (OSError, HTTPException, ValueError):
        return ""
    text = " ".join(data.decode("utf-8", "replace").split())
    cut_short = len(data) == _WORDS and len(text) < _WORDS // 2  # so that half a secret could stand at its end
    return "" if text.startswith("<") or cut_short or error.headers.get("Content-Encoding") else text
