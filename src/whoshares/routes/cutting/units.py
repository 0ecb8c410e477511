"""What a cut may be made of: units, each of which ends some parts of routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Protocol


class Units(Protocol):
    """Units by numbers in the order in which cuts are compared. What a part of a route is, the graph of routes says."""

    @property
    def by_part(self) -> bool:
        """Whether each removable part is a unit of its own, by its own number."""

    @property
    def removable(self) -> Collection[int]:
        """The parts that end with some unit."""

    @property
    def every(self) -> tuple[int, ...] | None:
        """All units, in order; `None` where they are not listed."""

    def of(self, parts: Iterable[int]) -> frozenset[int]:
        """The units with which one of some parts ends."""

    def ended(self, units: Iterable[int]) -> frozenset[int]:
        """The parts that end with some units."""


class EachPart:
    """Each of some parts is a unit."""

    by_part = True

    def __init__(self, removable: frozenset[int]) -> None:
        self.removable = removable

    @property
    def every(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(sorted(self.removable))

    def of(self, parts: Iterable[int]) -> frozenset[int]:
        """The parts themselves, those of them that may end."""
        return self.removable.intersection(parts)

    def ended(self, units: Iterable[int]) -> frozenset[int]:
        """The units themselves."""
        return frozenset(units)


class Groups:
    """Each unit ends several parts; `stopping` has for each removable part the units with which it ends."""

    by_part = False

    def __init__(self, stopping: Mapping[int, frozenset[int]]) -> None:
        self._stopping = stopping
        self.removable = frozenset(stopping)

    @cached_property
    def _ended(self) -> Mapping[int, frozenset[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for part, units in self._stopping.items():
            for unit in units:
                found[unit].add(part)
        return {unit: frozenset(parts) for unit, parts in found.items()}

    @property
    def every(self) -> tuple[int, ...]:
        """All units that end something."""
        return tuple(sorted(self._ended))

    def of(self, parts: Iterable[int]) -> frozenset[int]:
        """The units with which one of some parts ends."""
        return frozenset[int]().union(*(self._stopping.get(part, frozenset()) for part in parts))

    def ended(self, units: Iterable[int]) -> frozenset[int]:
        """The parts that end with some units."""
        return frozenset[int]().union(*(self._ended[unit] for unit in units))
