"""How a sequence of flows can be read: the categories that data has from hop to hop, and what it goes through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoshares.routes.question import OPEN


class Chain(NamedTuple):
    """Transformations that turn one category into another at one place. The shorter is less."""

    length: int
    transformations: tuple[int, ...]
    certain: bool


class Entry(NamedTuple):
    """A category with which data can enter a flow."""

    category: int
    sure: Chain | None
    """The best chain by which the entry is certain, where it can be."""
    best: Chain
    blocks: tuple[int, ...]
    """The blocks that may stand before it."""


class Reading(NamedTuple):
    """One way to read a sequence of flows: the categories and what the data went through. Less is better."""

    breadth: tuple[tuple[int, int], ...]
    """For each hop, minus the depth of its category, and the category: the most specific reading is least."""
    chains: tuple[tuple[int, tuple[int, ...]], ...]
    sure: bool
    """Whether it is certain throughout, with every join exact."""
    certain: tuple[bool, ...]
    blocks: tuple[tuple[int, ...], ...]
    days: tuple[int | None, ...]

    @property
    def day(self) -> int:
        """The day of the last hop; 0 where dates are left aside."""
        return self.days[-1] or OPEN


Readings = tuple[Reading, ...]
"""The readings that reach a category, of which none is worse than another in every way."""


def read_on(
    before: Reading | None,
    shown: tuple[int, int],
    chain: Chain,
    certain: bool,
    blocks: tuple[int, ...],
    day: int | None,
    *,
    sure: bool,
) -> Reading:
    if before is None:
        return Reading((shown,), (chain[:2],), sure, (certain,), (blocks,), (day,))
    return Reading(
        (*before.breadth, shown),
        (*before.chains, chain[:2]),
        sure,
        (*before.certain, certain),
        (*before.blocks, blocks),
        (*before.days, day),
    )


def not_worse(readings: Iterable[Reading]) -> Readings:
    """The readings that may yet be part of the best one.

    A certain reading competes only with those of the same day, since a later day may find the next flow certain where
    an earlier one does not; any other with all that are as early.
    """
    kept: dict[int, Reading] = {}
    for reading in readings:
        if reading.sure and (reading.day not in kept or reading < kept[reading.day]):
            kept[reading.day] = reading
    rest: list[Reading] = []
    for reading in sorted((r for r in readings if not r.sure), key=lambda r: (r.day, r)):
        rivals = [*rest, *(sure for day, sure in kept.items() if day <= reading.day)]
        if all(reading[:2] < rival[:2] for rival in rivals):
            rest.append(reading)
    return (*(kept[day] for day in sorted(kept)), *rest)
