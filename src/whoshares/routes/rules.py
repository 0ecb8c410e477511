"""What a question may use of a network as arrays: its flows, and what data can become at each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np

from whoshares.model.validity import State
from whoshares.network.arrays import ArrayLists, Grid, each_once
from whoshares.routes.steps import Steps

if TYPE_CHECKING:
    from whoshares.network.arrays import Marks, Numbers

KNOWN_RULES: Final = 9
"""Of how many questions the rules are kept with a grid."""

_KNOWN: Final[WeakKeyDictionary[Grid, dict[object, Rules]]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Rules:
    """What may be used: as the steps of the question decide, all of it or only what is sure enough."""

    usable: Marks
    """For each flow."""
    becomes: Mapping[int, tuple[tuple[int, int], ...]]
    """At each place where transformations may apply: the pairs of a category and what it can become."""
    exact: bool
    max_hops: int
    _changes: dict[bool, Changes] = field(default_factory=dict, init=False)
    _flows: dict[bool, UsableFlows] = field(default_factory=dict, init=False)

    def changes(self, grid: Grid, *, backward: bool) -> Changes:
        """The same as `becomes`, for the grid that these rules are of, as arrays: made once."""
        if backward not in self._changes:
            self._changes[backward] = Changes(grid, self.becomes, backward=backward)
        return self._changes[backward]

    def flows(self, grid: Grid, *, backward: bool) -> UsableFlows:
        """The flows that may be used, of the grid that these rules are of: made once."""
        if backward not in self._flows:
            self._flows[backward] = UsableFlows(grid, self.usable, backward=backward)
        return self._flows[backward]

    @staticmethod
    def of(steps: Steps, grid: Grid, at_most: State = State.POSSIBLE) -> Rules:
        """The rules of a question, whose steps these are, for what is as sure as a state: equal ones are one."""
        question = steps.question
        asked = (question.window, question.between is None, question.since)
        key = (*asked, question.exact, question.without, question.max_hops)
        known = _KNOWN.setdefault(grid, {})
        if (key, at_most) not in known:
            while len(known) >= KNOWN_RULES:
                del known[next(iter(known))]
            made = Rules._made(steps, grid, at_most)
            others = (known.get((key, state)) for state in State)
            known[key, at_most] = next((other for other in others if other and made.equals(other)), made)
        return known[key, at_most]

    def equals(self, other: Rules) -> bool:
        """Whether other rules of the same question let the same be used."""
        return (
            self.exact == other.exact
            and self.becomes == other.becomes
            and bool(np.array_equal(self.usable, other.usable))
        )

    @staticmethod
    def _made(steps: Steps, grid: Grid, at_most: State) -> Rules:
        flows = grid.network.flows
        window, since = steps.question.window, steps.question.since
        sure = at_most is not State.POSSIBLE
        usable: Marks = np.full(len(flows), window is not None or not sure)
        if window is not None:
            begin, until = flows.by_state[at_most]
            usable &= grid.column(begin) <= window[1]
            usable &= grid.column(until) > window[0]
        if since is not None and window is not None:
            usable &= flows.confirmed_from(since) <= np.minimum(window[1], grid.column(flows.possible_until) - 1)
        without, holders = steps.question.without
        usable[[flow for flow in without if flow >= 0]] = False
        if holders:
            out = np.zeros(grid.holders, np.bool_)
            out[[holder for holder in holders if holder >= 0]] = True
            usable &= ~out[grid.sender] & ~out[grid.recipient]
        most = steps.question.max_hops
        return Rules(
            usable,
            steps.changes(at_most),
            steps.question.exact or sure,
            len(flows) if most is None else most,
        )


class UsableFlows:
    """Those flows of a grid that may be used, as a piece that is asked in one direction."""

    def __init__(self, grid: Grid, usable: Marks, *, backward: bool) -> None:
        self.sender, self.recipient, self.evidence = grid.sender, grid.recipient, grid.evidence
        self.flow_of, self.carried = grid.flow_of, grid.carried
        pairs = grid.by_recipient if backward else grid.by_sender
        self.by_sender = self.by_recipient = pairs.kept_where(usable[grid.flow_of[pairs.values]])


class Changes:
    """What a category can become, as arrays, asked forward or backward."""

    def __init__(self, grid: Grid, becomes: Mapping[int, tuple[tuple[int, int], ...]], *, backward: bool) -> None:
        places_of: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
        for place, pairs in becomes.items():
            places_of[pairs].append(place)
        owners, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for pairs, places in places_of.items():
            before, after = np.array(pairs, np.int64).reshape(-1, 2).T
            at = np.array(places, np.int64)[:, None] * grid.width
            owners.append((at + (after if backward else before)).ravel())
            values.append((at + (before if backward else after)).ravel())
        owner = np.concatenate(owners)
        self._width = grid.width
        self._there: Marks = np.zeros(grid.holders, np.bool_)
        """The places at which anything changes."""
        self._there[owner // grid.width] = True
        self._owners = each_once(owner)
        self._lists = ArrayLists(np.searchsorted(self._owners, owner), np.concatenate(values), len(self._owners))

    def of(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        """The states that data can be in before (or after) the transformations: for each its place among the given."""
        own = np.arange(len(keys))
        there = np.flatnonzero(self._there[keys // self._width])
        if not len(there):
            return own, keys
        owner = np.searchsorted(self._owners, keys[there])
        known = self._owners[np.minimum(owner, len(self._owners) - 1)] == keys[there]
        places, changed = self._lists.expand(owner[known])
        return np.concatenate([own, there[known][places]]), np.concatenate([keys, changed])
