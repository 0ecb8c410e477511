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
    """How many more may wait for a worker."""
    cache: int = 64 * _MIB
    """How much the answers that are kept may take together."""
    connections: int = 1024
    """How many connections may be open."""

    @property
    def share(self) -> int:
        """How many workers one client may occupy at a time: half of them, so that it cannot have them all."""
        return max(1, self.workers // 2)
