"""What a request may cost."""

from __future__ import annotations

import os
from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Sizes are in bytes, times in seconds."""

    seconds: float = 10.0
    """How long one question may be worked on; then its process is ended."""
    answer: int = 32 * _MIB
    """The longest answer."""
    body: int = 1 * _MIB
    """The longest request body."""
    memory: int = 512 * _MIB
    """How much memory a worker may take beyond the graph's own."""
    workers: int = max(8, 4 * (os.cpu_count() or 1))
    """How many questions are worked on at a time."""
    waiting: int = 64
    """How many more may wait for a worker. When there is no room, the client with most of them gives way."""
    cache: int = 64 * _MIB
    """How much the answers that are kept may take together."""
    connections: int = 1024
    """How many connections may be open. When there is no room, the client with most of them gives way."""
    unread: int = 256 * _MIB
    """How many bytes of answers may wait to be read by their clients. Beyond it, the client with most gives way."""
