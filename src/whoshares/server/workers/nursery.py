"""Worker processes: copies of a process that holds the graph, made in a moment and ended in a moment.

pyoxigraph cannot be told to stop a query, so whoever wants one stopped must end the process that runs it. A process
that loads the graph for itself would take long to replace. So one process, the nursery, keeps the loaded graph, does
nothing but fork, and forks a worker whenever the server asks. Workers share the graph's memory with it.

The nursery also ends workers, because it alone can do so safely: until it has collected a process, that process's
number cannot have gone to another. When the server is gone, however it went, its socket closes, and the nursery ends
every worker and itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Final

from whoshares.server.workers.messages import HEAD, Job, Reply, job_from

Work = Callable[[Job], Reply]

ORDER: Final = struct.Struct(">cQ")
"""An order to the nursery: `+` (with a socket) or `-`, and the worker's number."""
_PR_SET_PDEATHSIG: Final = 1
_LENIENCY: Final = 2
"""Seconds of processor time that a job may take beyond its limit before the kernel ends it."""
_GENTLER: Final = 5
"""Workers give way to the server, which must go on answering what needs no worker."""


def begin(work: Work, memory: int, seconds: float, *, close: socket.socket) -> socket.socket:
    """Fork the nursery of workers that do `work`; returns the socket to order at. Call it before threads exist.

    `memory` is how many bytes a worker may take beyond what it begins with, `seconds` how long it works on one job at
    most; `close` is a socket of the server's alone.
    """
    ours, theirs = socket.socketpair()
    gc.collect()
    gc.freeze()  # what is there stays there, so that collecting garbage does not touch, and so copy, shared memory
    sys.stdout.flush()
    sys.stderr.flush()
    if os.fork() == 0:
        ours.close()
        close.close()
        _live(lambda: _tend(theirs, work, memory, seconds))
    theirs.close()
    return ours


def _live(life: Callable[[], None]) -> None:
    """Run a forked process to its end, without what its parent would do at exit."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they end when the server's socket closes
        signal.signal(number, signal.SIG_IGN)
    status = 1
    try:
        life()
        status = 0
    finally:
        os._exit(status)


def _tend(orders: socket.socket, work: Work, memory: int, seconds: float) -> None:
    """Make and end workers as ordered, until the server has gone."""
    os.nice(_GENTLER)
    workers: dict[int, int] = {}
    while True:
        data, descriptors, _, _ = socket.recv_fds(orders, ORDER.size, 1)
        while data and len(data) < ORDER.size:
            data += orders.recv(ORDER.size - len(data))
        if not data:
            break
        sign, number = ORDER.unpack(data)
        if sign == b"+":
            with socket.socket(fileno=descriptors[0]) as line:
                process = _fork_worker(orders, line, work, memory, seconds)
            if process:
                workers[number] = process
        elif number in workers:
            _end(workers.pop(number))
    for process in workers.values():
        _end(process)


def _fork_worker(orders: socket.socket, line: socket.socket, work: Work, memory: int, seconds: float) -> int:
    nursery = os.getpid()
    try:
        process = os.fork()
    except OSError:
        return 0  # the server finds the line closed, and says so
    if process == 0:
        orders.close()
        _live(lambda: _serve(line, work, memory, seconds, nursery))
    return process


def _end(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _serve(line: socket.socket, work: Work, memory: int, seconds: float, nursery: int) -> None:
    """Do jobs until the server closes the line, or the nursery ends."""
    _end_with(nursery)
    _bound(memory)
    with line, line.makefile("rb") as incoming:
        while True:
            lengths = incoming.read(HEAD.size)
            if len(lengths) < HEAD.size:
                return
            head, body = HEAD.unpack(lengths)
            _bound_time(seconds)
            line.sendall(work(job_from(incoming.read(head), incoming.read(body))).to_bytes())


def _end_with(nursery: int) -> None:
    """Let the kernel end this process when the nursery ends, however that comes: nobody else would end its work."""
    if sys.platform == "linux":
        kernel = ctypes.CDLL(None)
        kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery:  # it has ended already
        os._exit(1)


def _bound_time(seconds: float) -> None:
    """Let the kernel end this process when one job takes more processor time than it may take time at all.

    The server ends it before that. This is for the case that there is no server any more.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds) + _LENIENCY
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _bound(memory: int) -> None:
    """Limit the address space to what it is now and `memory` more. Where the system cannot, time is the only limit."""
    with contextlib.suppress(OSError, ValueError, FileNotFoundError):
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a file of the kernel
            pages = int(statm.read().split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
