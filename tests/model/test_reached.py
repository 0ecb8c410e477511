"""What steps reach: a check by hand, circles included."""

from __future__ import annotations

import doctest

from whoshares.model import reached as module
from whoshares.model.reached import reached

NEXT = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["a"], "e": ["a"]}


def test_what_is_reached() -> None:
    assert reached(["a"], NEXT.__getitem__) == {"a", "b", "c", "d"}
    assert reached(["e"], NEXT.__getitem__) == {"a", "b", "c", "d", "e"}
    assert reached(NEXT["d"], lambda thing: NEXT[thing] if thing != "c" else []) == {"a", "b", "c", "d"}
    assert reached([], NEXT.__getitem__) == set()


def test_each_is_asked_once() -> None:
    asked: list[str] = []

    def step(thing: str) -> list[str]:
        asked.append(thing)
        return NEXT[thing]

    reached(["a", "b"], step)
    assert sorted(asked) == ["a", "b", "c", "d"]


def test_the_docstring() -> None:
    assert doctest.testmod(module).attempted == 1
