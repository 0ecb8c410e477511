"""From a job to a response: what was answered before is given again, and work stops when its client leaves."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from whoshares.server.http.kept import KeptAnswers, question_of
from whoshares.server.http.middleware import ClientGone
from whoshares.server.problems import Problem
from whoshares.server.workers.messages import Job, Reply
from whoshares.server.workers.pool import Pool

FRESH: Final = "max-age=60"
"""How long an answer may be taken for fresh."""
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

    async def answer(self, request: Request, job: Job, *, of_today: bool = False) -> Response:
        """The response to a job in what the client prefers; `of_today`: a day that is left open is today's."""
        reply = await self.kept_or_new(request, job, until=date.today().isoformat() if of_today else "")
        return response(request, reply, negotiated=True)

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


def response(request: Request, reply: Reply, *, cached: str = FRESH, negotiated: bool = False) -> Response:
    """A worker's reply, or the news that the client has it already."""
    headers = {"ETag": f'"{reply.tag}"', "Cache-Control": cached}
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
