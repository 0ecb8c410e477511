"""From a job to a response: what was answered before is given again, and work stops when its client leaves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from whoshares.exports.results import RESULT_FORMATS
from whoshares.server.http.kept import KeptAnswers, question_of
from whoshares.server.http.middleware import ClientGone
from whoshares.server.problems import Problem
from whoshares.server.workers.messages import Job, Reply
from whoshares.server.workers.pool import Pool

FRESH: Final = "max-age=60"
"""How long an answer may be taken for fresh."""
_UNSPELT: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 120
_SHOWN: Final = (".json", ".csv", ".svg", ".png")
"""The endings of what a browser shows, if it can, before anybody keeps it."""
_SOON: Final = 0.02
"""Seconds before anybody looks whether the client still waits: most answers are there by then."""


class Replies:
    """What workers reply, and the replies that are kept."""

    def __init__(self, pool: Pool, kept: KeptAnswers) -> None:
        self._pool = pool
        self.kept = kept

    async def kept_or_new(self, request: Request, job: Job, *, until: str = "") -> Reply:
        """The reply to a job, from before where there is one; `until` names the time for which it holds."""
        question = question_of((job.to_bytes(), until))
        reply = self.kept.get(question)
        if reply is None:
            reply = await self.work(request, job)
            self.kept.keep(question, reply)
        return reply

    async def answer(self, request: Request, job: Job, *, of_today: bool = False, name: str = "") -> Response:
        """The response to a job in what the client prefers; `of_today`: a day that is left open is today's.

        `name` is that of the file as which a browser keeps it.
        """
        reply = await self.kept_or_new(request, job, until=date.today().isoformat() if of_today else "")
        return response(request, reply, negotiated=True, name=name)

    async def work(self, request: Request, job: Job) -> Reply:
        """What a worker replies; the work is stopped when the client leaves. Raises Problem and ClientGone."""
        client = request.client.host if request.client else ""
        work = asyncio.ensure_future(self._pool.run(job, client))
        try:
            await asyncio.wait((work,), timeout=_SOON)
            if not work.done():
                gone = asyncio.ensure_future(_gone(request.receive))
                try:
                    await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    gone.cancel()
                if not work.done():
                    raise ClientGone
            reply = work.result()
        finally:
            work.cancel()
        if reply.problem is not None:
            details = reply.problem["details"]
            assert isinstance(details, dict)
            raise Problem(reply.status, str(reply.problem["sentence"]), details)
        return reply


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def file_name(words: Iterable[str], format_name: str) -> str:
    """The name of a file with an answer: nothing in it is read by a header, a shell or a file system as its own.

    Empty for a page, which is shown.
    """
    form = RESULT_FORMATS.get(format_name)
    ending = form.ending if form else format_name
    if ending == "html":
        return ""
    spelt = _UNSPELT.sub("-", " ".join(["whoshares", *words]).lower())[:_LONGEST_NAME].strip("-")
    return f"{spelt}.{ending}"


def response(
    request: Request, reply: Reply, *, cached: str = FRESH, negotiated: bool = False, name: str = ""
) -> Response:
    """A worker's reply, or the news that the client has it already."""
    headers = {"ETag": f'"{reply.tag}"', "Cache-Control": cached}
    if name:
        shown = name.endswith(_SHOWN)
        headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    if negotiated:
        headers["Vary"] = "Accept"
    known = ", ".join(request.headers.getlist("if-none-match"))
    if known and (known.strip() == "*" or reply.tag in re.findall(r'"([^"]*)"', known)):
        return Response(status_code=304, headers=headers)
    return Response(reply.body, 200, headers, content_type(reply.media_type))


def plain(body: bytes, media_type: str, *, negotiated: bool = False) -> Response:
    """What is the same for everybody."""
    headers = {"Cache-Control": FRESH, **({"Vary": "Accept"} if negotiated else {})}
    return Response(body, 200, headers, content_type(media_type))


def content_type(media_type: str) -> str:
    """A media type as a header says it: text with its encoding."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
