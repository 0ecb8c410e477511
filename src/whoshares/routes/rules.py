"""What a question may use of a network as arrays: its flows, and what data can become at each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np

from whoshares.network.arrays import Grid, Rows
from whoshares.routes.steps import Steps

if TYPE_CHECKING:
    from whoshares.network.arrays import Marks, Numbers

KNOWN_RULES: Final = 6
"""Of how many questions the rules are kept with a grid."""

_KNOWN: Final[WeakKeyDictionary[Grid, dict[object, Rules]]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Rules:
    """What may be used: as the steps of the question decide, all of it or only what is certain."""

    usable: Marks
    """For each flow."""
    becomes: Mapping[int, tuple[tuple[int, int], ...]]
    """At each place where transformations may apply: the pairs of a category and what it can become."""
    exact: bool
    max_hops: int

    @staticmethod
    def of(steps: Steps, grid: Grid, *, certain: bool) -> Rules:
        """The rules of a question, whose steps these are."""
        question = steps.question
        key = (question.window, question.between is None, question.exact, certain, question.without, question.max_hops)
        known = _KNOWN.setdefault(grid, {})
        if key not in known:
            while len(known) >= KNOWN_RULES:
                del known[next(iter(known))]
            known[key] = Rules._made(steps, grid, certain=certain)
        return known[key]

    @staticmethod
    def _made(steps: Steps, grid: Grid, *, certain: bool) -> Rules:
        flows = grid.network.flows
        window = steps.question.window
        usable: Marks = np.ones(len(flows), np.bool_)
        if window is not None:
            usable &= grid.column(flows.possible_from) <= window[1]
            usable &= grid.column(flows.possible_until) > window[0]
        if certain:
            usable &= window is not None
        if certain and window is not None:
            usable &= grid.column(flows.certain_from) <= window[1]
            usable &= grid.column(flows.certain_until) > window[0]
        without, holders = steps.question.without
        usable[[flow for flow in without if flow >= 0]] = False
        if holders:
            out = np.zeros(grid.holders, np.bool_)
            out[[holder for holder in holders if holder >= 0]] = True
            usable &= ~out[grid.sender] & ~out[grid.recipient]
        most = steps.question.max_hops
        return Rules(
            usable,
            steps.changes(certain=certain),
            steps.question.exact or certain,
            len(flows) if most is None else most,
        )


class Changes:
    """What a category can become, as arrays, asked forward or backward."""

    def __init__(self, grid: Grid, becomes: Mapping[int, Iterable[tuple[int, int]]], *, backward: bool) -> None:
        triples = [
            (place * grid.width + (after if backward else before), place * grid.width + (before if backward else after))
            for place, pairs in becomes.items()
            for before, after in pairs
        ]
        self._rows = Rows(
            np.array([owner for owner, _ in triples], np.int64),
            np.array([value for _, value in triples], np.int64),
            grid.holders * grid.width,
        )
        self._empty = not triples

    def of(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        """The states that data can be in before (or after) the transformations: for each its place among the given."""
        own = np.arange(len(keys))
        if self._empty:
            return own, keys
        places, changed = self._rows.expand(keys)
        return np.concatenate([own, places]), np.concatenate([keys, changed])
