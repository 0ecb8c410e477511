"""The server's side of the workers: who gets one, for how long, and what becomes of it."""

from __future__ import annotations

import asyncio
import itertools
import math
import socket
from collections import Counter, OrderedDict, deque

from whoshares.server.clients import client_of
from whoshares.server.problems import Problem
from whoshares.server.workers.limits import Limits
from whoshares.server.workers.messages import Job, Reply
from whoshares.server.workers.nursery import ORDER
from whoshares.server.workers.worker import Worker


class TimeUp(Problem):
    """The work took longer than a question may take, and was stopped."""


class Exhausted(Problem):
    """The worker died of the work: it needed more memory, or a deeper stack, than a worker has."""


class Pool:
    """A fixed number of workers. Clients take turns, and none has more than half of what the others leave it."""

    def __init__(self, orders: socket.socket, limits: Limits) -> None:
        self._orders = orders
        self._limits = limits
        self._numbers = itertools.count(1)
        self._idle: list[Worker] = []
        self._free = limits.workers
        self._busy: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._waiting = 0

    async def run(self, job: Job, client: str) -> Reply:
        """What a worker replies to a job.

        When the caller is cancelled, so is the work. Raises TimeUp, Exhausted, and Problem where too much is waiting.
        """
        client = client_of(client)
        if self._may_take(client) and client not in self._queues:
            self._take(client)
        else:
            await self._queue(client)
        try:
            return await self._ask(job)
        finally:
            self._free += 1
            self._busy[client] -= 1
            if not self._busy[client]:
                del self._busy[client]
            self._call_next()

    def close(self) -> None:
        """End all workers and the nursery."""
        self._orders.close()
        for worker in self._idle:
            worker.close()

    async def _ask(self, job: Job) -> Reply:
        worker = self._living() or await self._begin()
        unharmed = False
        try:
            reply = await worker.ask(job, self._limits.seconds)
            unharmed = True
            return reply
        except TimeoutError:
            raise TimeUp(
                500, f"The work was stopped after {self._limits.seconds:g} seconds.", {"stopped": "time"}
            ) from None
        except OSError:
            if self._nursery_gone():
                raise self._ending() from None
            raise Exhausted(
                500,
                f"The work was stopped: it needed more memory than the {self._limits.memory >> 20} MiB that one "
                "question may take, or nested too deep.",
                {"stopped": "memory"},
            ) from None
        finally:
            if unharmed:
                self._idle.append(worker)
            else:
                self._end(worker)

    def _living(self) -> Worker | None:
        """An idle worker; those whose process has ended meanwhile are done with."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.gone:
                return worker
            self._end(worker)
        return None

    async def _queue(self, client: str) -> None:
        """Wait until a worker is free and it is this client's turn."""
        if self._waiting >= self._limits.waiting and not self._make_room(client):
            raise self._too_many()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self._waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                if turn.exception() is not None:
                    raise  # turned away and cancelled in the same moment
                # called and cancelled in the same moment: pass the turn on
                self._free += 1
                self._busy[client] -= 1
                self._call_next()
            else:
                self._leave(client, turn)
            raise

    def _make_room(self, newcomer: str) -> bool:
        """Turn away a question of the client that has most waiting. Returns whether that is not the newcomer."""
        if not self._queues:
            return False
        owner = max(self._queues, key=lambda client: len(self._queues[client]))
        if len(self._queues[owner]) <= len(self._queues.get(newcomer, ())) + 1:
            return False
        turn = next((turn for turn in reversed(self._queues[owner]) if not turn.done()), None)
        if turn is None:
            return False
        self._leave(owner, turn)
        turn.set_exception(self._too_many())
        return True

    def _too_many(self) -> Problem:
        return Problem(
            503,
            f"As many questions are waiting as there may be ({self._limits.waiting}), and nobody has more of them than "
            "you. Ask again in a moment.",
            headers={"Retry-After": str(math.ceil(self._limits.seconds / 2))},
        )

    def _may_take(self, client: str) -> bool:
        """Whether a client may have one more worker now: half of what the others leave, at least one, is its share."""
        own = self._busy[client]
        return self._free > 0 and own < max(1, (self._free + own) // 2)

    def _leave(self, client: str, turn: asyncio.Future[None]) -> None:
        self._queues[client].remove(turn)
        self._waiting -= 1
        if not self._queues[client]:
            del self._queues[client]

    def _call_next(self) -> None:
        """Give free workers to those who wait: one to each client in turn."""
        called = True
        while called:
            called = False
            for client in list(self._queues):
                # one that is cancelled stays in the queue until it has noticed
                turn = next((turn for turn in self._queues[client] if not turn.done()), None)
                if turn is None or not self._may_take(client):
                    continue
                self._leave(client, turn)
                if client in self._queues:
                    self._queues.move_to_end(client)
                self._take(client)
                turn.set_result(None)
                called = True

    def _take(self, client: str) -> None:
        self._free -= 1
        self._busy[client] += 1

    async def _begin(self) -> Worker:
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._orders, [ORDER.pack(b"+", number)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise self._ending() from None
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_unix_connection(lambda: Worker(number), sock=ours)
        return worker

    def _nursery_gone(self) -> bool:
        """Whether the nursery has ended, and every worker with it. It never says anything, so only its end is read."""
        try:
            return not self._orders.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    @staticmethod
    def _ending() -> Problem:
        return Problem(503, "The server is ending. Ask again in a moment.", headers={"Retry-After": "5"})

    def _end(self, worker: Worker) -> None:
        worker.close()
        try:
            self._orders.sendall(ORDER.pack(b"-", worker.number))
        except OSError:
            return  # the nursery has gone, and every worker with it
