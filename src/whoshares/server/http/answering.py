"""The resources that answer a verb or show a view, each with what answers a request for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from whoshares.server.http import media, protocol
from whoshares.server.http.arguments import ANALYSES, arguments, files_of, read
from whoshares.server.http.explorer.view import SHOWN, View
from whoshares.server.http.explorer.views import VIEWS
from whoshares.server.http.middleware import Site
from whoshares.server.http.replies import Replies, content_type, file_name
from whoshares.server.problems import Problem, unknown
from whoshares.server.workers.limits import Limits
from whoshares.server.workers.messages import Job

Handler = Callable[[Request], Coroutine[None, None, Response]]


class AnswerRoutes:
    """The resources of the verbs and of the views."""

    def __init__(self, replies: Replies, site: Site, limits: Limits) -> None:
        self._replies, self._site, self._limits = replies, site, limits

    def routes(self) -> list[tuple[str, Handler]]:
        """Each path with what answers a request for it."""
        return [
            ("/api/{method}", self._analysis),
            *((path, partial(self._view, view)) for path, view in VIEWS.items()),
            ("/map", self._map),
            *((f"/{method}", partial(self._ask, method)) for method in ANALYSES),
        ]

    async def _analysis(self, request: Request) -> Response:
        method = request.path_params["method"]
        if method not in ANALYSES:
            raise unknown(404, "analysis", method, (*ANALYSES, "query"))
        choice, given = table(request, files_of(method))
        return await self._answered(request, method, given, choice)

    async def _ask(self, method: str, request: Request) -> Response:
        """A question with its answer as a page, JSON or CSV; without parameters, the form that asks it."""
        given = protocol.fields(request.scope["query_string"], "The address")
        name = protocol.only(given, "format")
        files = (media.SVG if one == media.SVG.name else media.FILES[one] for one in files_of(method))
        choice = media.choose((*SHOWN, *files), media.accepted(request.scope["headers"]), name)
        told = [(key, value) for key, value in given if key != "format" and value.strip()]
        if choice.format is not media.HTML:
            return await self._answered(request, method, told, choice)
        prefix = self._site.prefix
        asked: dict[str, object] = {
            "method": method,
            "given": told,
            "prefix": prefix,
            "base": self._site.base.removesuffix(prefix),
        }
        form = {**asked, "arguments": None, "problem": "", "offers": ()}
        if not given:
            return await self._replies.answer(request, Job("asked", form))
        try:
            job = Job(
                "asked",
                {**asked, "arguments": arguments(method, told, self._limits.seconds), "problem": "", "offers": ()},
            )
            return await self._replies.answer(request, job, of_today=True)
        except Problem as problem:
            wrong = {"problem": "\n".join(problem.lines), "offers": problem.details.get("offers") or ()}
            reply = await self._replies.work(request, Job("asked", {**form, **wrong}))
            headers = {**problem.headers, "Cache-Control": "no-store", "Vary": "Accept"}
            return Response(reply.body, problem.status, headers, content_type(reply.media_type))

    async def _answered(
        self, request: Request, method: str, given: Sequence[tuple[str, str]], choice: media.Choice
    ) -> Response:
        told = arguments(method, given, self._limits.seconds)
        job = Job("analysis", {"method": method, "arguments": told, "format_name": choice.format.name})
        name = file_name((method, *(value for _, value in given)), choice.format.name)
        return await self._replies.answer(request, job, of_today=True, name=name)

    async def _view(self, view: View, request: Request) -> Response:
        """A page of the explorer, or data for one, that is no verb's answer."""
        given = protocol.fields(request.scope["query_string"], "The address")
        choice = media.choose(view.formats, media.accepted(request.scope["headers"]), protocol.only(given, "format"))
        from_form = media.likes_html(media.accepted(request.scope["headers"]))  # which says empty what was left empty
        told = [(key, value) for key, value in given if key != "format" and (value.strip() or not from_form)]
        asked: dict[str, object] = {
            "path": view.path,
            "given": told,
            "values": _read(view, told),
            "format_name": choice.format.name,
            "prefix": self._site.prefix,
            "seconds": self._limits.seconds,
        }
        name = file_name((view.path, *(value for _, value in told)), choice.format.name)
        return await self._replies.answer(request, Job("view", asked), of_today=True, name=name)

    async def _map(self, request: Request) -> Response:
        """Lead to the page of the verb, whose name for what a map is around is `thing`."""
        given = protocol.fields(request.scope["query_string"], "The address")
        told = urlencode([("thing" if name == "around" else name, value) for name, value in given], quote_via=quote)
        return RedirectResponse(f"{self._site.prefix}/around{'?' if told else ''}{told}", 308)


def table(request: Request, files: Sequence[str] = ()) -> tuple[media.Choice, list[tuple[str, str]]]:
    """JSON, CSV or one of some formats of files, and the parameters without `format`."""
    given = protocol.fields(request.scope["query_string"], "The address")
    name = protocol.only(given, "format")
    offered = (media.JSON, media.CSV, *(media.FILES[one] for one in files))
    choice = media.choose(offered, media.accepted(request.scope["headers"]), name)
    return choice, [(key, value) for key, value in given if key != "format"]


def _read(view: View, told: Sequence[tuple[str, str]]) -> dict[str, object]:
    """What the parameters of a view mean. Raises Problem, with an example of the view near it."""
    try:
        return read(view.parameters, told, view.path)
    except Problem as problem:
        raise replace(problem, details={**problem.details, "near": [view.example]}) from None
