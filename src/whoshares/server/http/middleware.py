"""What holds for every request: hosts, headers, problems, the log."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import Message, Receive, Scope, Send

from whoshares.server.http import media, pages, protocol
from whoshares.server.http.arguments import ANALYSES
from whoshares.server.http.cors import Origins
from whoshares.server.http.explorer.brief import BRIEF
from whoshares.server.http.hints import are_words
from whoshares.server.http.packing import packing
from whoshares.server.http.plainer import without_slash, without_trackers
from whoshares.server.http.resources import FIXED, RECONCILIATION
from whoshares.server.problems import Problem, unknown
from whoshares.sparql.catalogue import CatalogueQuery

_LOG = logging.getLogger("whoshares.server")
_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' blob:; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
)
_RECONCILE: Final = "/reconcile"
_DOCUMENTS: Final = (f"{_RECONCILE}/1.0-draft/match", f"{_RECONCILE}/1.0-draft/extend")
_PREVIEWS: Final = (f"{_RECONCILE}/preview", f"{_RECONCILE}/1.0-draft/preview")
_EMBEDDED: Final = (
    *_SECURITY[:2],
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"),
)
"""The headers of previews, which clients show within pages of their own: these run nothing, and send nothing."""
_TAKEN_ALONG: Final = (
    *_SECURITY[:2],
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
     b"form-action 'none'; frame-ancestors 'none'"),
)  # fmt: skip
"""The headers of briefs, which have their style within: these run nothing and load nothing."""
_OPEN: Final = Origins(("*",))
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::[0-9]{0,5})?")
_CLIENT_GONE: Final = 499
_MOST_NEAR: Final = 6
_LIKE_AN_ID: Final = re.compile(r"/[a-z-]{1,40}/[A-Za-z0-9._~-]{1,200}")
_WORD: Final = re.compile(r"[^\W_]{1,100}")
_LONGEST_WORDS: Final = 100
_LISTS: Final = {"/": "First page", "/places": "Places", "/laws": "Laws", "/questions": "Questions"}
"""Pages that lead on from an address that is none, with what they are called."""


def _security(path: str) -> Sequence[tuple[bytes, bytes]]:
    """The headers that say what a page may do."""
    if path in _PREVIEWS:
        return _EMBEDDED
    return _TAKEN_ALONG if path == BRIEF.path else _SECURITY


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a server serves, and as what: its address, its graph's names and figures, its catalogue."""

    base: str
    """The address at which the world sees it, without a slash at the end."""
    hosts: frozenset[str] | None
    """The host names that requests may be for; `None`: any. Keeps a foreign page from reading a local server."""
    graphs: Mapping[str, str]
    """The named graphs, with their titles."""
    statements: int
    shipped: bool
    queries: Sequence[CatalogueQuery]
    origins: Origins
    """The origins of pages whose scripts may read answers."""
    log_questions: bool = False

    def origins_of(self, path: str) -> Origins:
        """The origins of pages whose scripts may read the answers at a path.

        Those on names of the shipped graph, which is public, all may, as the protocol of reconciliation asks.
        """
        below = path == _RECONCILE or path.startswith(f"{_RECONCILE}/")
        return _OPEN if self.shipped and below else self.origins

    @property
    def prefix(self) -> str:
        """The path at which the world sees it, without a slash at the end."""
        return urlsplit(self.base).path.rstrip("/")


class Middleware:
    """A router within what holds for every request, as an ASGI application."""

    def __init__(self, site: Site, router: Router) -> None:
        self._site = site
        self._router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = time.perf_counter()
        status, length = 0, 0

        async def send_on(message: Message) -> None:
            nonlocal status, length
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    *_security(scope["path"]),
                    *self._site.origins_of(scope["path"]).headers(scope["headers"]),
                ]
            else:
                length += len(message.get("body", b""))
            await send(message)

        try:
            await self._answer(scope, receive, packing(scope, send_on))
        except (ClientGone, ClientDisconnect):
            status = _CLIENT_GONE
        finally:
            path = scope["raw_path"].decode("ascii", "replace")
            if self._site.log_questions and scope["query_string"]:
                path += "?" + scope["query_string"].decode("ascii", "replace")
            milliseconds = (time.perf_counter() - begun) * 1000
            _LOG.info("%s %s %d %d bytes %.1f ms", scope["method"], path, status, length, milliseconds)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # so that the router raises rather than answers
        try:
            self._check_host(scope)
            if scope["method"] == "OPTIONS":
                await self._options(scope)(scope, receive, send)
            elif plainer := without_trackers(scope, self._site.prefix):
                await plainer(scope, receive, send)
            else:
                await self._router(scope, receive, send)
        except Problem as problem:
            shorter = without_slash(problem.status, scope, self._site.prefix)
            await (shorter or self._problem(problem, scope))(scope, receive, send)
        except HTTPException as error:
            shorter = without_slash(error.status_code, scope, self._site.prefix)
            await (shorter or self._problem(self._routing_problem(error, scope), scope))(scope, receive, send)
        except (ClientGone, ClientDisconnect):
            raise
        except Exception:
            _LOG.exception("A defect of the server")
            sentence = "The server could not do this, and that is a defect of the program."
            await self._problem(Problem(500, sentence), scope)(scope, receive, send)

    def _check_host(self, scope: Scope) -> None:
        """Raises Problem where a request is not for this server, or does not say so as RFC 9112, section 3.2 asks."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) > 1:
            raise Problem(400, f"The request names {len(given)} hosts, and one is wanted.")
        if not given:
            if scope["http_version"] == "1.0":  # as health checks do, and browsers never
                return
            raise Problem(400, "The request names no host, which HTTP/1.1 asks for. Send the header “Host”.")
        told = given[0].decode("latin-1")
        host = _HOST.fullmatch(told)
        if host is None:
            raise Problem(400, f"“{told[:100]}” is no name of a host. Ask this server at {self._site.base}/.")
        if self._site.hosts is not None and host[1].strip("[]").lower() not in self._site.hosts:
            raise Problem(421, f"This server does not answer as “{told[:100]}”. Ask it at {self._site.base}/.")

    def _options(self, scope: Scope) -> Response:
        allowed = _allowed(scope)
        headers = {"Allow": allowed}
        if self._site.origins_of(scope["path"]):
            headers |= {
                "Access-Control-Allow-Methods": allowed,
                "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
                "Access-Control-Max-Age": "86400",
            }
        return Response(status_code=204, headers=headers)

    def _problem(self, problem: Problem, scope: Scope) -> Response:
        """A problem as the client likes it: HTML, JSON (RFC 9457), or a sentence."""
        try:
            accept = media.accepted(scope["headers"])
        except Problem:
            accept = ""
        headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept"}
        if media.likes_html(accept):
            query = _query_of(scope)
            page = pages.render(
                "problem.html",
                status=problem.status,
                title=HTTPStatus(problem.status).phrase,
                problem="\n".join(problem.lines),
                query=query,
                words=query if problem.status == 400 and are_words(query) else "",
                near=_near(problem, self._site.prefix),
                prefix=self._site.prefix,
            )
            return Response(page, problem.status, headers, "text/html")
        if "json" in accept:
            body = json.dumps(problem.to_dict(), ensure_ascii=False).encode()
            return Response(body, problem.status, headers, "application/problem+json")
        return Response("\n".join(problem.lines) + "\n", problem.status, headers, "text/plain")

    def _routing_problem(self, error: HTTPException, scope: Scope) -> Problem:
        if error.status_code == 405:
            allowed = _allowed(scope)
            sentence = f"{scope['method']} is not allowed here: nothing can be changed. There are {allowed}."
            return Problem(405, sentence, headers={"Allow": allowed})
        known = ("/", *(r.path for r in (*FIXED, *RECONCILIATION)), *(f"/api/{m}" for m in ANALYSES))
        problem = unknown(404, "address", scope["path"], known)
        return replace(problem, details={**problem.details, "near": _near_address(scope["path"])})


def _allowed(scope: Scope) -> str:
    if scope["path"] in _DOCUMENTS:
        return "OPTIONS, POST"
    return "GET, HEAD, OPTIONS" + (", POST" if scope["path"] in ("/sparql", _RECONCILE, f"{_RECONCILE}/") else "")


def _near(problem: Problem, prefix: str) -> list[tuple[str, str]]:
    """What is near where something is not there: words and addresses."""
    near, offered = (problem.details.get(key) for key in ("near", "available"))
    if isinstance(near, list):
        return [(_called(address), f"{prefix}{address}") for address in map(str, near)]
    if problem.status != HTTPStatus.NOT_FOUND or not isinstance(offered, list):
        return []
    texts = list(map(str, offered))[:_MOST_NEAR]
    return [(text, f"{prefix}/search?{urlencode({'text': text})}") for text in texts]


def _near_address(path: str) -> list[str]:
    """Addresses that are near one that is none: the page of a thing whose id it is, a search for its words, lists."""
    words = " ".join(_WORD.findall(path.rpartition("/")[2] or path))[:_LONGEST_WORDS]
    thing = [f"/page{path}"] if _LIKE_AN_ID.fullmatch(path) else []
    return [*thing, *([f"/search?{urlencode({'text': words})}"] if words else []), *_LISTS]


def _called(address: str) -> str:
    """What an address that is offered leads to."""
    query = dict(parse_qsl(urlsplit(address).query))
    return f"Search for “{query['text']}”" if "text" in query else _LISTS.get(address, address)


def _query_of(scope: Scope) -> str:
    """The query that a form has sent, to be put right; empty for any other request."""
    if scope["path"] != "/sparql":
        return ""
    try:
        return dict(protocol.fields(scope["query_string"], "The address")).get("query", "")
    except Problem:
        return ""
