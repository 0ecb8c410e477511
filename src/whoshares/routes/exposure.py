"""All holders whose data can reach one, or that its data can reach, with each category that arrives.

The same as one trace for each holder, by one search for all of them. Where the walk that this finds is no route, the
route search is asked for that holder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from whoshares.model.validity import State
from whoshares.network.arrays import ArrayLists, grid_of
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.routes.distances import LARGE
from whoshares.routes.question import Question
from whoshares.routes.rules import Rules
from whoshares.routes.search import Search, shortest_route
from whoshares.routes.shortest_walks import Inward, Outward, Walks, pairs_at_blocks, routes_among

if TYPE_CHECKING:
    from whoshares.network.arrays import Marks, Numbers
    from whoshares.routes.distance_bits import Levels

MOST_EACH: Final = 1_000
"""How many partial routes the search for a single holder extends at the most."""
MOST_IN_ALL: Final = 60_000
"""How many all of these searches extend together."""


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One row, in the network's numbers: how sure the surest route is, and the shortest of those that are as sure."""

    far: int
    category: int
    state: State
    evidence: int
    flows: tuple[int, ...]
    near: int


class ExposureRows(NamedTuple):
    """Rows as columns, one a slot: `ExposureRow` says what each means."""

    flows: ArrayLists
    """Of each row its flows, in order of travel; none is empty."""
    far: Numbers
    category: Numbers
    state: Numbers
    evidence: Numbers
    near: Numbers

    @property
    def hops(self) -> Numbers:
        """How many flows each has."""
        return np.diff(self.flows.bounds)

    def only(self, numbers: Numbers) -> ExposureRows:
        """Some of the rows, in the order given."""
        flows = ArrayLists.counted(self.hops[numbers], self.flows.expand(numbers)[1])
        return ExposureRows(flows, *(column[numbers] for column in self[1:]))

    def each(self) -> Iterator[ExposureRow]:
        """One after the other."""
        bounds, flows = self.flows.bounds.tolist(), self.flows.values.tolist()
        columns = zip(*(column.tolist() for column in self[1:]), pairwise(bounds), strict=True)
        for far, category, state, evidence, near, (begin, end) in columns:
            yield ExposureRow(far, category, State(state), evidence, tuple(flows[begin:end]), near)


def _together(parts: Sequence[ExposureRows]) -> ExposureRows:
    """The rows of some parts, one part after the other."""
    if not parts:
        none = np.zeros(0, np.int64)
        return ExposureRows(ArrayLists.counted(none, none), none, none, none, none, none)
    hops = np.concatenate([part.hops for part in parts])
    flows = ArrayLists.counted(hops, np.concatenate([part.flows.values for part in parts]))
    return ExposureRows(flows, *(np.concatenate(column) for column in zip(*(part[1:] for part in parts), strict=True)))


class Exposing:
    """One question for all holders at the other end."""

    def __init__(self, network: Network, question: Question, *, outward: bool, only: Set[int] | None = None) -> None:
        """`only` are the holders at the other end of which rows are wanted; `None` for all."""
        self.network = network
        self._question = question = replace(question, first_stated=not outward, last_stated=outward)
        self._outward = outward
        self._grid = grid_of(network)
        self._wanted: Marks = np.full(self._grid.holders, only is None)
        """The holders of which rows are wanted."""
        self._wanted[[holder for holder in only or () if holder >= 0]] = True
        self.end = question.origin if outward else question.recipient
        if self.end >= 0:
            self._wanted[self.end] = False
        self._search = Search(network, question)
        self.stopped = False
        self.undecided = 0
        self.unsettled: set[int] = set()
        """The holders of which a search stopped before it had found a route, or the surest."""
        self._work = 0

    def rows(self) -> list[ExposureRow]:
        """One row for each holder and category that arrives, sorted by both: of each the first route."""
        return list(self.columns().each())

    def columns(self) -> ExposureRows:
        """The same rows, in the same order, as columns."""
        if self.end < 0:  # a holder that takes part in nothing
            return _together([])
        every = np.ones(self._grid.holders * self._grid.width, np.bool_)
        presumed = self._surest(State.PRESUMED, every)
        known = np.zeros_like(every)
        known[self._keys(presumed)] = True
        certain = presumed
        if known.any() and self._rules(State.CERTAIN) is not self._rules(State.PRESUMED):
            certain = self._surest(State.CERTAIN, known)
        possible = self._surest(State.POSSIBLE, ~known)
        known[self._keys(certain)] = False
        presumed = presumed.only(np.flatnonzero(known[self._keys(presumed)]))
        certain = certain._replace(state=np.full_like(certain.state, State.CERTAIN))
        found = _together([certain, presumed, possible])
        return found.only(np.argsort(self._keys(found)))

    def _keys(self, rows: ExposureRows | Walks) -> Numbers:
        """For each row or walk a number that stands for its holder and category."""
        return rows.far * self._grid.width + rows.category

    def _surest(self, at_most: State, among: Marks) -> ExposureRows:
        """The ends and categories, of some by their keys, that a route connects which is as sure as a state."""
        return _together([self._of_walks(*found, at_most, among) for found in self._walks(at_most)])

    def _rules(self, at_most: State) -> Rules:
        return Rules.of(self._search, self._grid, at_most)

    def _walks(self, at_most: State) -> Iterator[tuple[Walks, Sequence[Numbers]]]:
        """The walks that are as sure as a state, each time with the levels back from the end, where they are known."""
        rules = self._rules(at_most)
        if self._outward:
            yield Outward(self._grid, rules, self.end, self._question.category).walks(), ()
            return
        inward = Inward(self._grid, rules, self.end, self._question.category)
        for category in inward.arriving():
            yield inward.walks(category), inward.fronts

    def _of_walks(self, walks: Walks, fronts: Sequence[Numbers], at_most: State, among: Marks) -> ExposureRows:
        """What comes of walks, where their keys are among some: their own rows, or those of routes in their place."""
        wanted = self._wanted[walks.far] & among[self._keys(walks)]
        walks = Walks(*(column[wanted] for column in walks))
        fine = routes_among(self._grid, walks)
        for walk, before, after in pairs_at_blocks(self._grid, walks):
            if fine[walk] and self._search.blocked(before, after):
                fine[walk] = False
        levels: Levels | None = None
        others = []
        for far, category in zip(walks.far[~fine].tolist(), walks.category[~fine].tolist(), strict=True):
            levels = self._levels(category, at_most, fronts) if levels is None else levels
            if (route := self._asked(far, category, at_most, levels)) is not None:
                others.append((far, category, route))
        walks = Walks(*(column[fine] for column in walks))
        flows = ArrayLists.counted(walks.hops, walks.flows[walks.flows >= 0])
        state = np.full(len(walks.far), at_most, np.int64)
        own = ExposureRows(flows, walks.far, walks.category, state, walks.evidence, walks.near)
        return _together([own, self._of_routes(others, at_most)]) if others else own

    def _of_routes(self, routes: Sequence[tuple[int, int, tuple[int, ...]]], at_most: State) -> ExposureRows:
        """The rows of routes, each given with the holder at the other end and the category that arrives."""
        table = self.network.flows
        columns = [
            (
                far,
                category,
                at_most,
                max(table.evidence[flow] for flow in route),
                table.recipient[route[-1]] if self._outward else table.sender[route[0]],
                len(route),
            )
            for far, category, route in routes
        ]
        *own, hops = np.array(columns, np.int64).T
        flows = np.array([flow for _, _, route in routes for flow in route], np.int64)
        return ExposureRows(ArrayLists.counted(hops, flows), *own)

    def _asked(self, far: int, category: int, at_most: State, levels: Levels | None) -> tuple[int, ...] | None:
        """The flows of the shortest route for one holder and arriving category, or any; `None` where there is none."""
        question = self._arriving(category, at_most)
        question = replace(question, recipient=far) if self._outward else replace(question, origin=far)
        most = min(MOST_EACH, MOST_IN_ALL - self._work)
        route, work, exhausted = shortest_route(self.network, question, levels, most)
        self._work += work
        self.stopped |= not exhausted
        self.undecided += not exhausted and at_most is State.POSSIBLE
        if not exhausted:
            self.unsettled.add(far)
        return None if route is None else route.flows

    def _levels(self, category: int, at_most: State, fronts: Sequence[Numbers]) -> Levels | None:
        """On a large network, the distances to the recipient, for all origins; `None` where recipients differ.

        `fronts` are the levels where they are known.
        """
        if self._outward or len(self.network.flows) < LARGE:
            return None
        from whoshares.routes.distance_bits import Levels

        search = Search(self.network, replace(self._arriving(category, at_most), origin=-1))
        return Levels(search, self._grid, at_most, fronts=fronts)

    def _arriving(self, category: int, at_most: State) -> Question:
        """What is asked, of one category that arrives, or any."""
        return replace(self._question, arriving=None if category == ANY else category, at_most=at_most)


def surest(network: Network, question: Question, *, outward: bool) -> tuple[dict[int, State], set[int]]:
    """The holders whose data can reach a question's recipient, each with how sure its surest route is.

    With `outward`, those that data of its origin can reach. Besides, the holders of which that is not settled, for a
    search stopped at its work limit.
    """
    exposing = Exposing(network, question, outward=outward)
    rows = exposing.columns()
    found: dict[int, State] = {}
    for far, state in zip(rows.far.tolist(), rows.state.tolist(), strict=True):
        found[far] = min(State(state), found.get(far, State.POSSIBLE))
    return found, exposing.unsettled
