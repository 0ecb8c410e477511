"""The tree of exceptions, as it is drawn and as it is."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import whoshares
from whoshares.model import errors
from whoshares.model.errors import WhosharesError


def drawn(text: str) -> list[tuple[int, str]]:
    """The names of a drawn tree, in order, each with its depth."""
    lines = text.partition("::\n\n")[2].partition("\n\n")[0].splitlines()
    parts = [re.fullmatch(r" {4}([│├└─ ]*)(\w+).*", line) for line in lines]
    return [(len(part[1]) // 4, part[2]) for part in parts if part]


def tree(of: type[Exception], depth: int = 0) -> set[tuple[int, str, str]]:
    """An exception and all below it, each with its depth and the name of what it is a kind of."""
    below = {(depth, of.__name__, of.__mro__[1].__name__)}
    return below.union(*(tree(kind, depth + 1) for kind in of.__subclasses__()))


def test_the_tree_is_drawn_whole() -> None:
    for module in pkgutil.walk_packages(whoshares.__path__, "whoshares."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    told: set[tuple[int, str, str]] = set()
    above = ["Exception"]
    for depth, name in drawn(str(errors.__doc__)):
        told.add((depth, name, above[depth]))
        above[depth + 1 :] = [name]
    assert told == {entry for entry in tree(WhosharesError) if not entry[1].startswith("_")}
