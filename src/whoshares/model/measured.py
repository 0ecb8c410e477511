"""How long work tells whoever waits how much of it is done: a screen decides what to show of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeAlias

Advance: TypeAlias = Callable[[int], None]
"""Called with how much more is done."""


class Measured(Protocol):
    """Called with a sentence when long work begins, how much there is to do (0 where that is not known), and in what it
    is counted; within, what comes back is told how much is done.
    """

    def __call__(self, sentence: str, amount: int, unit: str = "bytes", /) -> AbstractContextManager[Advance]:
        """Enter it for as long as the work lasts."""


@contextmanager
def unmeasured(sentence: str, amount: int, unit: str = "bytes", /) -> Iterator[Advance]:
    """Tell nobody."""
    yield tell_nobody


def tell_nobody(done: int, /) -> None:
    """What is done is of no interest."""
