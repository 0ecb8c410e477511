"""Data categories and their broader ones, as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from whoshares.model import vocabulary as v
from whoshares.model.errors import IncompleteGraph
from whoshares.model.reached import reached

ANY = -1
"""The category that meets every other."""


class CategoryTree:
    """Data categories, in the order of their IRIs, each with the numbers of all that are broader."""

    def __init__(self, iris: list[str], above: Iterable[Iterable[int]]) -> None:
        self.iris = iris
        self.number = {iri: n for n, iri in enumerate(iris)}
        self._above = [frozenset(numbers) for numbers in above]

    @classmethod
    def of(cls, iris: Iterable[str], broader: Mapping[str, set[str]]) -> CategoryTree:
        """A tree from categories and the directly broader ones of each, of which there may be several.

        Raises IncompleteGraph where a category is broader than itself.
        """
        refuse_cycle(broader, "broader than")
        every = sorted(set(iris) | set(broader) | {b for parents in broader.values() for b in parents})
        number = {iri: n for n, iri in enumerate(every)}

        def wider(iri: str) -> Iterable[str]:
            return broader.get(iri, ())

        return cls(every, ([number[above] for above in reached(wider(iri), wider)] for iri in every))

    def meet(self, a: int, b: int) -> int | None:
        """The narrower of two categories when one is within the other, else `None`."""
        if a in (b, ANY):
            return b
        if b == ANY or b in self._above[a]:
            return a
        return b if a in self._above[b] else None

    def above(self, category: int) -> frozenset[int]:
        """The broader categories of one, step by step."""
        return frozenset() if category == ANY else self._above[category]

    def meeting(self, category: int) -> frozenset[int]:
        """The categories that meet one."""
        return self._meeting[category]

    @cached_property
    def _meeting(self) -> list[frozenset[int]]:
        found = [{category, *above} for category, above in enumerate(self._above)]
        for category, above in enumerate(self._above):
            for wider in above:
                found[wider].add(category)
        return [frozenset(some) for some in found]

    def depth(self, category: int) -> int:
        """How specific a category is: the number of its broader ones, -1 for any."""
        return -1 if category == ANY else len(self._above[category])


def refuse_cycle(above: Mapping[str, Iterable[str]], relation: str) -> None:
    """Raises IncompleteGraph where following a relation upward comes back to where it began."""
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        named = " → ".join(v.shorten(iri) for iri in reversed(error.args[1]))
        raise IncompleteGraph(
            f"“{relation}” runs in a circle: {named}. Nothing can be {relation} itself: take one of the statements out."
        ) from None
