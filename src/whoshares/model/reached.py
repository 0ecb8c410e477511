"""What is reached from some things by going on step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def reached(start: Iterable[T], step: Callable[[T], Iterable[T]]) -> set[T]:
    """The things at the start, and all that steps from them lead to.

    >>> sorted(reached([1], lambda number: [2 * number] if number < 10 else []))
    [1, 2, 4, 8, 16]
    """
    found = set(start)
    ahead = list(found)
    while ahead:
        for following in step(ahead.pop()):
            if following not in found:
                found.add(following)
                ahead.append(following)
    return found
