"""The addresses of the reconciliation of names: `/reconcile` for version 0.2, `/reconcile/1.0-draft` for the draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from whoshares.server.http import media, protocol
from whoshares.server.http.arguments import RequestParameter, read
from whoshares.server.http.reconciliation.asked import UNREAD
from whoshares.server.http.reconciliation.manifest import DRAFT, ROOT, manifest
from whoshares.server.http.replies import FRESH, Replies, plain
from whoshares.server.http.resources import RECONCILIATION
from whoshares.server.http.things import address_of
from whoshares.server.problems import Problem, unknown
from whoshares.server.workers.messages import Job

_SORTS: Final = ("entity", "type", "property")
_PARAMETERS: Final = {resource.path: resource.parameters for resource in RECONCILIATION}

_IDLE: Final = UNREAD | frozenset({
    "all_types", "domain", "encode", "exact", "filter", "format", "indent", "key", "lang", "mql_output", "output",
    "prefixed", "scoring", "spell", "stemmed", "type_strict", "with", "without",
})  # fmt: skip
"""What fields that were made for Freebase may say besides; it means nothing here."""

_BY_POST: Final = {"queries": "match", "extend": "extend"}
"""What version 0.2 takes in the address, by where version 1.0 takes it."""

Handler = Callable[[Request], Coroutine[None, None, Response]]


class ReconciliationRoutes:
    """The routes, for a server at `base` whose path is `prefix`, that reads bodies of so many bytes."""

    def __init__(self, replies: Replies, base: str, prefix: str, longest_body: int) -> None:
        self._replies = replies
        self._prefix = prefix
        self._longest = longest_body
        self._manifest, self._of_draft = (_as_json(manifest(base, version)) for version in ("0.2", "1.0-draft"))

    def routes(self) -> list[Route]:
        """All routes; those of the two versions that are alike have one handler."""
        fixed: list[tuple[str, Handler, Sequence[str]]] = [
            (ROOT, self._root, ("GET", "POST")),
            (f"{ROOT}/", self._root, ("GET", "POST")),  # as people paste it; what is sent there is not led elsewhere
            (DRAFT, self._draft, ("GET",)),
            *((f"{DRAFT}/{path}", partial(self._document, path), ("POST",)) for path in ("match", "extend")),
            (f"{ROOT}/view", self._view, ("GET",)),
        ]
        for root in (ROOT, DRAFT):
            fixed += [(f"{root}/suggest/{sort}", partial(self._suggest, sort), ("GET",)) for sort in _SORTS]
            fixed += [(f"{root}/extend/propose", self._propose, ("GET",))]
            fixed += [(f"{root}/preview", self._preview, ("GET",))]
        return [Route(path, handler, methods=list(methods)) for path, handler, methods in fixed]

    async def _root(self, request: Request) -> Response:
        """The manifest of version 0.2; with queries, or an extension, the answer."""
        body: bytes = request.scope["query_string"]
        if request.method == "POST":
            sent = await protocol.read_body(request, self._longest, (protocol.FORM,), "a batch of queries")
            body = b"&".join(part for part in (body, sent) if part)
        elif not _said(request):
            return plain(self._manifest, media.JSON.media_type)
        return await self._replies.answer(request, Job("reconcile", {"path": "form"}, body), of_today=True)

    async def _draft(self, request: Request) -> Response:
        for name, _ in _said(request):
            if path := _BY_POST.get(name):
                raise Problem(400, f"In version 1.0, “{name}” is sent as JSON by POST, to {DRAFT}/{path}.")
            raise unknown(400, "parameter", name, ())
        return plain(self._of_draft, media.JSON.media_type)

    async def _document(self, path: str, request: Request) -> Response:
        for name, _ in _said(request):
            raise unknown(400, "parameter", name, ())
        body = await protocol.read_body(request, self._longest, media.JSON.types, "a batch of queries")
        return await self._replies.answer(request, Job("reconcile", {"path": path}, body), of_today=True)

    async def _suggest(self, sort: str, request: Request) -> Response:
        given = protocol.fields(request.scope["query_string"], "The address")
        said = [(name, value) for name, value in given if name not in _IDLE and (name != "type" or sort == "entity")]
        values = read(_PARAMETERS[f"{ROOT}/suggest/{sort}"], said, request.scope["path"])
        return await self._replies.answer(request, Job("reconciliation", {"what": sort, "values": values}))

    async def _propose(self, request: Request) -> Response:
        values = self._values(request, _PARAMETERS[f"{ROOT}/extend/propose"])
        return await self._replies.answer(request, Job("reconciliation", {"what": "propose", "values": values}))

    async def _preview(self, request: Request) -> Response:
        values = self._values(request, _PARAMETERS[f"{ROOT}/preview"]) | {"prefix": self._prefix}
        return await self._replies.answer(request, Job("reconciliation", {"what": "preview", "values": values}))

    async def _view(self, request: Request) -> Response:
        """Lead from an id to the thing."""
        values = self._values(request, _PARAMETERS[f"{ROOT}/view"])
        job = Job("reconciliation", {"what": "view", "values": values})
        iri = (await self._replies.kept_or_new(request, job)).body.decode()
        headers = {"Location": address_of(iri, self._prefix) or iri, "Cache-Control": FRESH}
        return Response(status_code=303, headers=headers)

    def _values(self, request: Request, parameters: Sequence[RequestParameter]) -> dict[str, object]:
        return read(parameters, _said(request), request.scope["path"])


def _said(request: Request) -> list[tuple[str, str]]:
    """What the address of a request says of the question. Raises Problem where it is not well written."""
    given = protocol.fields(request.scope["query_string"], "The address")
    return [(name, value) for name, value in given if name not in UNREAD]


def _as_json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
