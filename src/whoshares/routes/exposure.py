"""All holders whose data can reach one, or that its data can reach, with each category that arrives.

The same as one trace for each holder, by one search for all of them. Where the walk that this finds is no route, the
route search is asked for that holder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from whoshares.model.validity import State
from whoshares.network.arrays import grid_of
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.routes.question import Question
from whoshares.routes.rules import Rules
from whoshares.routes.search import Search, shortest_route
from whoshares.routes.shortest_walks import Inward, Outward, Walks, pairs_at_blocks, routes_among

if TYPE_CHECKING:
    from whoshares.routes.distance_bits import Levels

MOST_EACH: Final = 1_000
"""How many partial routes the search for a single holder extends at the most."""
MOST_IN_ALL: Final = 60_000
"""How many all of these searches extend together."""


_Key: TypeAlias = tuple[int, int]
"""A holder at the other end, and a category that arrives."""


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One row, in the network's numbers: how sure the surest route is, and the shortest of those that are as sure."""

    far: int
    category: int
    state: State
    evidence: int
    flows: tuple[int, ...]
    near: int


class Exposing:
    """One question for all holders at the other end."""

    def __init__(self, network: Network, question: Question, *, outward: bool, only: Set[int] | None = None) -> None:
        """`only` are the holders at the other end of which rows are wanted; `None` for all."""
        self.network = network
        self._only = only
        self._question = question = replace(question, first_stated=not outward, last_stated=outward)
        self._outward = outward
        self._grid = grid_of(network)
        self.end = question.origin if outward else question.recipient
        self._search = Search(network, question)
        self.stopped = False
        self.undecided = 0
        self.unsettled: set[int] = set()
        """The holders of which a search stopped before it had found a route, or the surest."""
        self._work = 0
        self._levels_to: dict[tuple[int, State], Levels | None] = {}

    def rows(self) -> list[ExposureRow]:
        """One row for each holder and category that arrives, sorted by both: of each the first route."""
        if self.end < 0:  # a holder that takes part in nothing
            return []
        presumed = self._surest(State.PRESUMED)
        certain = presumed
        if presumed and self._rules(State.CERTAIN) is not self._rules(State.PRESUMED):
            certain = self._surest(State.CERTAIN, among=presumed.keys())
        certain = {key: replace(row, state=State.CERTAIN) for key, row in certain.items()}
        found = self._surest(State.POSSIBLE, but=presumed.keys()) | presumed | certain
        return [found[key] for key in sorted(found)]

    def _surest(
        self, at_most: State, *, among: Set[_Key] | None = None, but: Set[_Key] = frozenset()
    ) -> dict[_Key, ExposureRow]:
        """The ends and categories, of some or of all but some, that a route connects which is as sure as a state."""
        return {
            (row.far, row.category): row
            for walks in self._walks(at_most)
            for row in self._rows(walks, at_most, among, but)
        }

    def _rules(self, at_most: State) -> Rules:
        return Rules.of(self._search, self._grid, at_most)

    def _walks(self, at_most: State) -> Iterator[Walks]:
        rules = self._rules(at_most)
        if self._outward:
            yield Outward(self._grid, rules, self.end, self._question.category).walks()
            return
        inward = Inward(self._grid, rules, self.end, self._question.category)
        for category in inward.arriving():
            yield inward.walks(category)

    def _rows(self, walks: Walks, at_most: State, among: Set[_Key] | None, but: Set[_Key]) -> Iterator[ExposureRow]:
        fine = routes_among(self._grid, walks)
        for walk, before, after in pairs_at_blocks(self._grid, walks):
            if fine[walk] and self._search.blocked(before, after):
                fine[walk] = False
        columns = (walks.far, walks.category, walks.near, walks.hops, walks.evidence, fine)
        for walk, (far, category, near, hops, evidence, is_route) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            key = far, category
            if far == self.end or key in but or (among is not None and key not in among):
                continue
            if self._only is not None and far not in self._only:
                continue
            if is_route:
                flows = tuple(walks.flows[walk, :hops].tolist())
                yield ExposureRow(far, category, at_most, evidence, flows, near)
            elif (route := self._asked(far, category, at_most)) is not None:
                table = self.network.flows
                near = table.recipient[route[-1]] if self._outward else table.sender[route[0]]
                worst = max(table.evidence[flow] for flow in route)
                yield ExposureRow(far, category, at_most, worst, route, near)

    def _asked(self, far: int, category: int, at_most: State) -> tuple[int, ...] | None:
        """The flows of the shortest route for one holder and arriving category, or any; `None` where there is none."""
        question = replace(self._question, arriving=None if category == ANY else category, at_most=at_most)
        question = replace(question, recipient=far) if self._outward else replace(question, origin=far)
        levels = self._levels(category, at_most)
        most = min(MOST_EACH, MOST_IN_ALL - self._work)
        route, work, exhausted = shortest_route(self.network, question, levels, most)
        self._work += work
        self.stopped |= not exhausted
        self.undecided += not exhausted and at_most is State.POSSIBLE
        if not exhausted:
            self.unsettled.add(far)
        return None if route is None else route.flows

    def _levels(self, category: int, at_most: State) -> Levels | None:
        """On a large network, the distances to the recipient, for all origins; `None` where recipients differ."""
        key = category, at_most
        if self._outward:
            return None
        if key not in self._levels_to:
            arriving = None if category == ANY else category
            question = replace(self._question, origin=-1, arriving=arriving, at_most=at_most)
            self._levels_to[key] = Search(self.network, question).levels
        return self._levels_to[key]


def surest(network: Network, question: Question, *, outward: bool) -> tuple[dict[int, State], set[int]]:
    """The holders whose data can reach a question's recipient, each with how sure its surest route is.

    With `outward`, those that data of its origin can reach. Besides, the holders of which that is not settled, for a
    search stopped at its work limit.
    """
    exposing = Exposing(network, question, outward=outward)
    found: dict[int, State] = {}
    for row in exposing.rows():
        found[row.far] = min(row.state, found.get(row.far, State.POSSIBLE))
    return found, exposing.unsettled
