"""The server's end of the line to one worker process."""

from __future__ import annotations

import asyncio
from typing import cast

from whoshares.server.workers.messages import HEAD, Job, Reply, reply_from


class Worker(asyncio.Protocol):
    """A worker, which does one job at a time.

    Replies are put together here as they come: the streams of asyncio would cost as much as a small query.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.gone = False
        """Whether the process has ended."""
        self._received = bytearray()
        self._reply: asyncio.Future[Reply] | None = None
        self._transport: asyncio.Transport | None = None

    async def ask(self, job: Job, seconds: float) -> Reply:
        """The reply to a job. Raises TimeoutError after so many seconds, and ConnectionError where the process ends.

        After either, or where the caller is cancelled, the worker can be asked no more.
        """
        assert self._transport is not None
        if self.gone:
            raise ConnectionResetError
        loop = asyncio.get_running_loop()
        self._reply = loop.create_future()
        timer = loop.call_later(seconds, self._fail, TimeoutError())
        self._transport.write(job.to_bytes())
        try:
            return await self._reply
        finally:
            timer.cancel()
            self._reply = None

    def close(self) -> None:
        """Hang up; an idle process then ends by itself."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is there."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, or was told to."""
        self.gone = True
        self._fail(ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        """A part of a reply."""
        self._received += data
        if len(self._received) < HEAD.size or self._reply is None:
            return
        head, body = HEAD.unpack_from(self._received)
        begin, end = HEAD.size + head, HEAD.size + head + body
        if len(self._received) < end:
            return
        reply = reply_from(bytes(self._received[HEAD.size : begin]), bytes(memoryview(self._received)[begin:end]))
        self._received.clear()
        if not self._reply.done():
            self._reply.set_result(reply)

    def _fail(self, error: Exception) -> None:
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error)
