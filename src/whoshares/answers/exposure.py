"""Whose data can reach a holder, or whom its data can reach: one row for each holder and category that arrives.

The same as one trace for each holder, by one search for all of them. Where the walk that this finds is no route, the
route search is asked for that holder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from whoshares.answers.frame import Framed, frame, searched
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import text_of
from whoshares.model.validity import Confirmed, State, oldest
from whoshares.network.arrays import grid_of
from whoshares.network.network import Network
from whoshares.routes.absence import Unconfirmed
from whoshares.routes.question import Question
from whoshares.routes.rules import Rules
from whoshares.routes.search import Search, shortest_route
from whoshares.routes.shortest_walks import Inward, Outward, Walks, pairs_at_blocks, routes_among
from whoshares.store.evidence import tier_name

MOST_EACH: Final = 1_000
"""How many partial routes the search for a single holder extends at the most."""
MOST_IN_ALL: Final = 60_000
"""How many all of these searches extend together."""

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.routes.distance_bits import Levels


@dataclass(frozen=True, slots=True)
class Exposed:
    """A holder whose data can arrive as a category, or that data can reach as one. Things are IRIs."""

    holder: str
    category: str
    hops: int
    """The fewest flows of a route."""
    state: State
    """How sure the surest route is."""
    evidence: int
    """The rank of the tier at the weakest hop, of the shortest routes the best."""
    flows: tuple[str, ...]
    """The flows of a shortest route."""
    through: str
    """The holder at which that route begins, or ends: the holder itself, a part of it, or a system."""
    last_confirmed: Confirmed | None
    """When that one of its flows was last confirmed that was confirmed longest ago; `None` where one was not."""

    def to_dict(self) -> dict[str, object]:
        """The row as JSON-ready data."""
        return {
            "holder": self.holder,
            "category": self.category,
            "hops": self.hops,
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "weakestTier": tier_name(self.evidence),
            "through": self.through,
            "flows": list(self.flows),
        }


@dataclass(frozen=True)
class Exposure(Framed):
    """All that can reach a holder, or that it can reach."""

    rows_found: tuple[Exposed, ...]
    """By holder and category, in the order of their IRIs."""
    outward: bool
    stopped: bool
    """Whether a route search stopped at its work limit, so that a row may be missing, or less certain than it is."""
    undecided: int
    """For how many pairs of a holder and a category it is not known, for that reason, whether there is a row."""
    unconfirmed: Unconfirmed | None = None
    """Where there is no row, but there are some that were not confirmed lately enough: what there is."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "recipients" if self.outward else "origins": [row.to_dict() for row in self.rows_found],
            "question": dict(self.question),
            "stopped": self.stopped,
            "undecided": self.undecided,
            "unconfirmed": self.unconfirmed.to_dict() if self.unconfirmed else None,
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The rows as a directed multigraph: holders are nodes, rows are edges keyed by the category that arrives."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        end = str(self.question["from" if self.outward else "to"])
        for row in self.rows_found:
            ends = (end, row.holder) if self.outward else (row.holder, end)
            for holder in ends:
                graph.add_node(holder, label=self.labels[holder])
            said = {"certainty": row.state.word, "last_confirmed": text_of(row.last_confirmed) or ""}
            graph.add_edge(*ends, key=row.category, hops=row.hops, **said, flows=" ".join(row.flows))
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a holder and category, for a table."""
        return [
            {
                "holder": self.labels[row.holder],
                "category": self.labels[row.category],
                "hops": str(row.hops),
                "certainty": row.state.word,
                "last confirmed": text_of(row.last_confirmed) or "",
                "weakest tier": tier_name(row.evidence) or "none",
                "through": self.labels[row.through] if row.through != row.holder else "",
                "holder id": row.holder,
                "category id": row.category,
                "flows": " ".join(row.flows),
            }
            for row in self.rows_found
        ]


def exposure(parts: GraphParts, asked: TraceQuestion, *, outward: bool) -> Exposure:
    """The exposure of the question's recipient, or with `outward` what its origin reaches."""
    question = parts.tracer.question(asked)
    exposing = Exposing(parts.network, question, outward=outward)
    network = parts.network
    known: dict[int, Confirmed | None] = {}

    def confirmed(flow: int) -> Confirmed | None:
        if flow not in known:
            known[flow] = network.flows.validity(flow).last_confirmed(asked.as_of)
        return known[flow]

    found = tuple(
        Exposed(
            network.holders[row.far],
            network.categories.iris[row.category],
            len(row.flows),
            row.state,
            row.evidence,
            tuple(network.flows.iris[flow] for flow in row.flows),
            network.holders[row.near],
            oldest(confirmed(flow) for flow in row.flows),
        )
        for row in exposing.rows()
    )
    end = asked.origin if outward else asked.recipient
    said = asked.said("from" if outward else "to", "carrying", "asOf", "exact", "maxHops", "confirmedSince")
    named = {end, *(iri for row in found for iri in (row.holder, row.category, row.through))}
    named |= {asked.carrying} if asked.carrying else set()
    framed = frame(parts.names, said, searched(network), named)
    unconfirmed = None
    if asked.confirmed_since is not None and not found:
        every = exposure(parts, replace(asked, confirmed_since=None), outward=outward).rows_found
        dates = [row.last_confirmed for row in every if row.last_confirmed is not None]
        latest = max(dates, key=lambda one: one.order, default=None)
        unconfirmed = Unconfirmed(len({row.holder for row in every}), latest, asked.as_of, "holder") if every else None
    return Exposure(framed, found, outward, exposing.stopped, exposing.undecided, unconfirmed)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, in the network's numbers."""

    far: int
    category: int
    state: State
    evidence: int
    flows: tuple[int, ...]
    near: int


class Exposing:
    """One question for all holders at the other end."""

    def __init__(self, network: Network, question: Question, *, outward: bool) -> None:
        self._network = network
        self._question = question
        self._outward = outward
        self._grid = grid_of(network)
        self._end = question.origin if outward else question.recipient
        self._search = Search(network, question)
        self.stopped = False
        self.undecided = 0
        self._work = 0
        self._levels_to: dict[tuple[int, State], Levels | None] = {}

    def rows(self) -> list[Row]:
        """One row for each holder and category that arrives, sorted by both."""
        if self._end < 0:  # a holder that takes part in nothing
            return []
        surer = self._surer()
        rows = [row for walks in self._walks(State.POSSIBLE) for row in self._rows(walks, surer)]
        return sorted(rows, key=lambda row: (row.far, row.category))

    def _surer(self) -> dict[tuple[int, int], State]:
        """The ends and categories that a route connects which is more than possible, and how sure the surest is."""
        presumed = {key for walks in self._walks(State.PRESUMED) for key in self._connected(walks, State.PRESUMED)}
        certain = presumed
        if presumed and self._rules(State.CERTAIN) is not self._rules(State.PRESUMED):
            certain = {
                key for walks in self._walks(State.CERTAIN) for key in self._connected(walks, State.CERTAIN, presumed)
            }
        return dict.fromkeys(presumed, State.PRESUMED) | dict.fromkeys(certain, State.CERTAIN)

    def _rules(self, at_most: State) -> Rules:
        return Rules.of(self._search, self._grid, at_most)

    def _walks(self, at_most: State) -> Iterator[Walks]:
        rules = self._rules(at_most)
        if self._outward:
            yield Outward(self._grid, rules, self._end, self._question.category).walks()
            return
        inward = Inward(self._grid, rules, self._end, self._question.category)
        for category in inward.arriving():
            yield inward.walks(category)

    def _connected(
        self, walks: Walks, at_most: State, among: Set[tuple[int, int]] | None = None
    ) -> Iterator[tuple[int, int]]:
        """The ends and categories, of some or all, that a route connects which is as sure as a state."""
        fine = routes_among(self._grid, walks)
        for walk, before, after in pairs_at_blocks(self._grid, walks):
            if fine[walk] and self._search.blocked(before, after):
                fine[walk] = False
        for walk in np.flatnonzero(walks.far != self._end).tolist():
            key = int(walks.far[walk]), int(walks.category[walk])
            if among is not None and key not in among:
                continue
            if fine[walk] or self._asked(*key, at_most) is not None:
                yield key

    def _rows(self, walks: Walks, surer: Mapping[tuple[int, int], State]) -> Iterator[Row]:
        fine = routes_among(self._grid, walks)
        for walk, before, after in pairs_at_blocks(self._grid, walks):
            if fine[walk] and self._search.blocked(before, after):
                fine[walk] = False
        columns = (walks.far, walks.category, walks.near, walks.hops, walks.evidence, fine)
        for walk, (far, category, near, hops, evidence, is_route) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            if far == self._end:
                continue
            state = surer.get((far, category), State.POSSIBLE)
            if is_route:
                flows = tuple(walks.flows[walk, :hops].tolist())
                yield Row(far, category, state, evidence, flows, near)
            elif (route := self._asked(far, category)) is not None:
                table = self._network.flows
                near = table.recipient[route[-1]] if self._outward else table.sender[route[0]]
                worst = max(table.evidence[flow] for flow in route)
                yield Row(far, category, state, worst, route, near)

    def _asked(self, far: int, category: int, at_most: State = State.POSSIBLE) -> tuple[int, ...] | None:
        """The flows of the shortest route for one holder and arriving category; `None` where there is none."""
        question = replace(self._question, arriving=category, at_most=at_most)
        question = replace(question, recipient=far) if self._outward else replace(question, origin=far)
        levels = self._levels(category, at_most)
        most = min(MOST_EACH, MOST_IN_ALL - self._work)
        route, work, exhausted = shortest_route(self._network, question, levels, most)
        self._work += work
        self.stopped |= not exhausted
        self.undecided += not exhausted and at_most is State.POSSIBLE
        return None if route is None else route.flows

    def _levels(self, category: int, at_most: State) -> Levels | None:
        """On a large network, the distances to the recipient, for all origins; `None` where recipients differ."""
        key = category, at_most
        if self._outward:
            return None
        if key not in self._levels_to:
            question = replace(self._question, origin=-1, arriving=category, at_most=at_most)
            self._levels_to[key] = Search(self._network, question).levels
        return self._levels_to[key]
