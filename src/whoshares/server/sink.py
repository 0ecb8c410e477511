"""Bytes up to a number."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from whoshares.server.problems import Problem


class Sink(io.BytesIO):
    """Bytes up to a number; more raises Problem, which stops whoever writes them."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest
        self.rewrite: Callable[[bytes], bytes] | None = None
        """What is written goes through this, where it is set."""

    def write(self, data: Any) -> int:
        """Add bytes."""
        written = data if self.rewrite is None else self.rewrite(bytes(data))
        if self.tell() + len(written) > self._longest:
            raise too_long(self._longest)
        super().write(written)
        return len(data)


def too_long(most: int) -> Problem:
    """The problem that an answer is longer than so many bytes."""
    sentence = f"The work was stopped: the answer is longer than the {most:,} bytes that are given at once."
    return Problem(500, sentence, {"stopped": "size"})
