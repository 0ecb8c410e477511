"""The resources, each with what answers a request for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from whoshares.server.http import media, pages, protocol, scripts
from whoshares.server.http.answering import AnswerRoutes, Handler, table
from whoshares.server.http.arguments import read
from whoshares.server.http.explorer.questions import told_by
from whoshares.server.http.explorer.thing import PARAMETERS
from whoshares.server.http.explorer.view import SHOWN, TAKEN
from whoshares.server.http.hints import are_words, what_to_bind, where_to_search
from whoshares.server.http.kept import KeptAnswers, question_of, repeatable
from whoshares.server.http.middleware import Middleware, Site
from whoshares.server.http.reconciliation.routes import ReconciliationRoutes
from whoshares.server.http.replies import FRESH, Replies, content_type, file_name, plain, response
from whoshares.server.http.resources import (
    FIXED,
    POSTED,
    QUERY_EXAMPLE,
    RECONCILIATION,
    of_analyses,
    of_queries,
    of_views,
    openapi,
)
from whoshares.server.http.things import TERMS, THINGS, Space, spelt_name
from whoshares.server.problems import Problem, unknown
from whoshares.server.workers.limits import Limits
from whoshares.server.workers.messages import Job, Reply
from whoshares.server.workers.pool import Pool
from whoshares.sparql.catalogue import CatalogueQuery

_VERSION: Final = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_SHAPES: Final = f"{TERMS.at}shapes"


class Application:
    """The server as an ASGI application."""

    def __init__(self, site: Site, pool: Pool, limits: Limits) -> None:
        self._site = site
        self._limits = limits
        self._replies = Replies(pool, KeptAnswers(limits.cache))
        self._queries = {query.name: query for query in site.queries}
        self._style = pages.style().encode()
        self._for_programs, self._form = self._list_for_programs(), self._query_form()
        self._listed = _as_json([query.to_dict() for query in site.queries])
        self._described_for_machines = _as_json(openapi(site.base, site.queries, sorted(site.graphs)))
        self._descriptions: dict[bytes, Reply] = {}
        self._middleware = Middleware(site, Router(self._routes(), redirect_slashes=False))

    def _routes(self) -> list[Route]:
        fixed: list[tuple[str, Handler]] = [
            ("/graph-store", self._graph_store),
            ("/dump", self._dump),
            ("/void", self._void),
            ("/.well-known/void", self._well_known),
            *self._of_space(THINGS),
            (_SHAPES, self._shapes),
            (f"{_SHAPES}/{{name:path}}", self._shape),
            *self._of_space(TERMS),
            ("/ontology", self._ontology_root),
            ("/api/query", self._catalogue),
            ("/api/query/{name:path}", self._catalogue_query),
            ("/questions/{name:path}", self._question),
            *AnswerRoutes(self._replies, self._site, self._limits).routes(),
            ("/openapi.json", self._openapi),
            ("/style.css", self._stylesheet),
            ("/icon.svg", self._icon),
            ("/static/{name}", self._script),
            ("/api", self._api),
            ("/", self._index),
        ]
        return [
            Route("/sparql", self._sparql, methods=["GET", "POST"]),
            *ReconciliationRoutes(self._replies, self._site.base, self._site.prefix, self._limits.body).routes(),
            *(Route(path, handler, methods=["GET"]) for path, handler in fixed),
        ]

    def _of_space(self, space: Space) -> list[tuple[str, Handler]]:
        return [
            (f"{space.page}{{name:path}}", partial(self._page, space)),
            (f"{space.data}{{name:path}}", partial(self._data, space)),
            (f"{space.at}{{name:path}}", partial(self._lead, space)),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._middleware(scope, receive, send)

    # --- SPARQL ------------------------------------------------------------------------------------------------------

    async def _sparql(self, request: Request) -> Response:
        draft = request.query_params.get("draft", "")
        if draft in self._queries and len(request.query_params) == 1:
            return plain(self._query_form(self._queries[draft].text), "text/html")
        query = await protocol.read_query(request, self._limits.body, self._site.graphs)
        accept = media.accepted(request.scope["headers"])
        if query is None:
            return await self._description(request, accept)
        if isinstance(query, protocol.LongForm):
            form = Job("form", {"address": query.address, "accept": accept, "prefix": self._site.prefix}, query.body)
            return response(request, await self._replies.work(request, form), cached="no-store", negotiated=True)
        asked = (query.text, query.default_graphs, query.named_graphs, accept, query.format_name)
        constant = repeatable(query.text)
        question = question_of(("query", *asked)) if constant else b""
        reply = self._replies.kept.get(question) if constant else None
        if reply is None:
            keys = ("default_graphs", "named_graphs", "accept", "format_name")
            told: dict[str, object] = {**dict(zip(keys, asked[1:], strict=True)), "prefix": self._site.prefix}
            job = Job("query", told, query.text.encode("utf-8", "surrogatepass"))
            try:
                reply = await self._replies.work(request, job)
            except Problem as problem:
                if problem.details.get("stopped"):
                    raise Problem(500, f"{problem.sentence} {what_to_bind(query.text)}", problem.details) from None
                if problem.status == 400 and "read-only" not in problem.sentence and are_words(query.text):
                    raise Problem(400, where_to_search(query.text, self._site.prefix)) from None
                raise
            if constant:
                self._replies.kept.keep(question, reply)
        return response(request, reply, cached=FRESH if constant else "no-store", negotiated=True)

    async def _description(self, request: Request, accept: str) -> Response:
        choice = media.choose((*media.GRAPH, media.HTML), accept)
        if choice.format is media.HTML:
            return plain(self._form, "text/html", negotiated=True)
        return await self._described(request, "service", choice, {})

    async def _described(
        self, request: Request, kind: str, choice: media.Choice, more: Mapping[str, object]
    ) -> Response:
        """A description of the server: worked out once, and kept whatever else is asked."""
        told = {"base": self._site.base, "format_name": choice.format.name, "media_type": choice.media_type, **more}
        job = Job(kind, told)
        question = question_of((job.to_bytes(),))
        if question not in self._descriptions:
            self._descriptions[question] = await self._replies.work(request, job)
        return response(request, self._descriptions[question], negotiated=True)

    async def _graph_store(self, request: Request) -> Response:
        graph, name = protocol.read_graph(request, self._site.graphs)
        choice = media.choose(media.GRAPH, media.accepted(request.scope["headers"]), name)
        return await self._written(request, "statements", choice, {"graph": graph, "merge": True})

    async def _dump(self, request: Request) -> Response:
        name = protocol.only_format(request, "the dump")
        choice = media.choose(media.DATASET, media.accepted(request.scope["headers"]), name)
        return await self._written(request, "statements", choice, {"graph": None, "merge": False})

    async def _written(self, request: Request, kind: str, choice: media.Choice, what: Mapping[str, object]) -> Response:
        job = Job(kind, {**what, "format_name": choice.format.name, "media_type": choice.media_type})
        return await self._replies.answer(request, job)

    async def _void(self, request: Request) -> Response:
        name = protocol.only_format(request, "the description")
        choice = media.choose(media.GRAPH, media.accepted(request.scope["headers"]), name)
        return await self._described(request, "void", choice, {"shipped": self._site.shipped})

    async def _well_known(self, request: Request) -> Response:
        return RedirectResponse(f"{self._site.prefix}/void", 302)

    # --- things ------------------------------------------------------------------------------------------------------

    async def _lead(self, space: Space, request: Request) -> Response:
        """Lead from a thing to its page or its data. The ontology and its versions are documents, and given at once."""
        protocol.no_parameters(request)
        spelt = spelt_name(request.scope, space.at)
        choice = media.choose((media.HTML, *media.DESCRIPTION), media.accepted(request.scope["headers"]))
        is_page = choice.format is media.HTML
        if space is TERMS and (not spelt or _VERSION.fullmatch(spelt)):
            written = media.choose(media.GRAPH, "" if is_page else media.accepted(request.scope["headers"]))
            answer = await self._written(request, "ontology", written, {"version": spelt})
            return self._see(space.page) if is_page else answer
        known = await self._replies.kept_or_new(request, Job("known", {"things": space.candidates(spelt)}))
        if is_page and known.body == b"data":
            return self._see("/")
        return self._see(f"{space.page if is_page else space.data}{spelt}")

    def _see(self, path: str) -> Response:
        headers = {"Location": f"{self._site.prefix}{path}", "Cache-Control": FRESH, "Vary": "Accept"}
        return Response(status_code=303, headers=headers)

    async def _ontology_root(self, request: Request) -> Response:
        return RedirectResponse(f"{self._site.prefix}{TERMS.at}", 308)

    async def _shapes(self, request: Request) -> Response:
        name = protocol.only_format(request, "the shapes")
        choice = media.choose(media.GRAPH, media.accepted(request.scope["headers"]), name)
        return await self._written(request, "shapes", choice, {})

    async def _shape(self, request: Request) -> Response:
        """Lead from a shape to the document that has all of them."""
        protocol.no_parameters(request)
        await self._replies.kept_or_new(request, Job("shape", {"name": request.path_params["name"]}))
        return self._see(_SHAPES)

    async def _page(self, space: Space, request: Request) -> Response:
        """What is known of a thing, as a page, JSON or CSV."""
        given = protocol.fields(request.scope["query_string"], "The address")
        name = protocol.only(given, "format")
        choice = media.choose(TAKEN, media.accepted(request.scope["headers"]), name)
        told = [(key, value) for key, value in given if key != "format" and value.strip()]
        read(PARAMETERS, told, "a page")
        asked: dict[str, object] = {
            "things": space.candidates(spelt_name(request.scope, space.page)),
            "given": told,
            "format_name": choice.format.name,
            "prefix": self._site.prefix,
        }
        name = file_name((request.path_params["name"], *(value for _, value in told)), choice.format.name)
        return await self._replies.answer(request, Job("page", asked), of_today=True, name=name)

    async def _data(self, space: Space, request: Request) -> Response:
        name = protocol.only_format(request, "a thing")
        choice = media.choose(media.DESCRIPTION, media.accepted(request.scope["headers"]), name)
        things = space.candidates(spelt_name(request.scope, space.data))
        return await self._written(request, "thing", choice, {"things": things})

    # --- analyses and catalogue --------------------------------------------------------------------------------------

    async def _question(self, request: Request) -> Response:
        """A question of the catalogue with its form and its answer."""
        name = request.path_params["name"]
        if name not in self._queries:
            raise unknown(404, "question", name, self._queries)
        given = protocol.fields(request.scope["query_string"], "The address")
        choice = media.choose(SHOWN, media.accepted(request.scope["headers"]), protocol.only(given, "format"))
        told = [(key, value) for key, value in given if key != "format" and value.strip()]
        read(told_by(self._queries[name], required=False), told, name)
        asked: dict[str, object] = {
            "name": name,
            "given": told,
            "format_name": choice.format.name,
            "prefix": self._site.prefix,
        }
        return await self._replies.answer(request, Job("question", asked))

    async def _catalogue(self, request: Request) -> Response:
        protocol.no_parameters(request)
        return plain(self._listed, "application/json")

    async def _catalogue_query(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._queries:
            raise unknown(404, "query of the catalogue", name, self._queries)
        choice, given = table(request)
        told: dict[str, list[str]] = {}
        known = [parameter.name for parameter in self._queries[name].parameters]
        for key, value in given:
            if key not in known:
                raise unknown(400, f"parameter of “{name}”", key, (*known, "format"))
            told.setdefault(key, []).append(value)
        for parameter in self._queries[name].parameters:
            if parameter.required and parameter.name not in told:
                raise Problem(
                    400,
                    f"“{parameter.name}” is missing, without which the query would list everything. Give it, as in "
                    f"?{parameter.name}={quote(parameter.example)}",
                    {"parameters": known},
                )
        job = Job("catalogue", {"name": name, "given": told, "format_name": choice.format.name})
        return await self._replies.answer(request, job)

    # --- pages -------------------------------------------------------------------------------------------------------

    def _query_form(self, query: str = QUERY_EXAMPLE) -> bytes:
        topics = _by_topic(self._site.queries)
        return pages.render("ask.html", prefix=self._site.prefix, query=query, catalogue=topics).encode()

    def _list_for_programs(self) -> bytes:
        return pages.render(
            "api.html",
            prefix=self._site.prefix,
            statements=self._site.statements,
            graphs=sorted(self._site.graphs.items(), key=lambda graph: graph[1].casefold()),
            fixed=[*FIXED, *RECONCILIATION, *of_views()],
            posted=POSTED,
            analyses=list(of_analyses()),
            catalogue=[(topic, list(of_queries(asked))) for topic, asked in _by_topic(self._site.queries)],
            query=QUERY_EXAMPLE,
        ).encode()

    async def _index(self, request: Request) -> Response:
        protocol.no_parameters(request)
        job = Job("home", {"prefix": self._site.prefix})
        return response(request, await self._replies.kept_or_new(request, job, until=date.today().isoformat()))

    async def _api(self, request: Request) -> Response:
        return plain(self._for_programs, "text/html")

    async def _openapi(self, request: Request) -> Response:
        return plain(self._described_for_machines, "application/json")

    async def _stylesheet(self, request: Request) -> Response:
        known = request.scope["query_string"].decode("latin-1") == f"v={pages.style_mark()}"
        headers = {"Cache-Control": scripts.FOR_EVER if known else FRESH}
        return Response(self._style, 200, headers, content_type("text/css"))

    async def _icon(self, request: Request) -> Response:
        return plain(pages.icon().encode(), media.SVG.media_type)

    async def _script(self, request: Request) -> Response:
        protocol.no_parameters(request)
        return scripts.file(request)


def _as_json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _by_topic(queries: Sequence[CatalogueQuery]) -> list[tuple[str, list[CatalogueQuery]]]:
    return [(topic, list(asked)) for topic, asked in groupby(queries, key=lambda query: query.topic)]
