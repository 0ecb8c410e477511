"""Whose data can reach a holder, or whom its data can reach: one row for each holder and category that arrives.

The same as one trace for each holder, by one search for all of them. Where the walk that this finds is no route, the
route search is asked for that holder alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from whoshares.answers.frame import Framed, frame, searched
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import certainty_of
from whoshares.network.arrays import grid_of
from whoshares.network.network import Network
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

    from whoshares.answers.meant import Meant
    from whoshares.routes.distance_bits import Levels


@dataclass(frozen=True, slots=True)
class Exposed:
    """A holder whose data can arrive as a category, or that data can reach as one. Things are IRIs."""

    holder: str
    category: str
    hops: int
    """The fewest flows of a route."""
    certain: bool
    """Whether some route is certain."""
    evidence: int
    """The rank of the tier at the weakest hop, of the shortest routes the best."""
    flows: tuple[str, ...]
    """The flows of such a route."""
    through: str
    """The holder at which that route begins, or ends: the holder itself, a part of it, or a system."""

    def to_dict(self) -> dict[str, object]:
        """The row as JSON-ready data."""
        return {
            "holder": self.holder,
            "category": self.category,
            "hops": self.hops,
            "certainty": certainty_of(self.certain),
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

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "recipients" if self.outward else "origins": [row.to_dict() for row in self.rows_found],
            "question": dict(self.question),
            "stopped": self.stopped,
            "undecided": self.undecided,
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
            certainty = certainty_of(row.certain)
            graph.add_edge(*ends, key=row.category, hops=row.hops, certainty=certainty, flows=" ".join(row.flows))
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a holder and category, for a table."""
        return [
            {
                "holder": self.labels[row.holder],
                "category": self.labels[row.category],
                "hops": str(row.hops),
                "certainty": certainty_of(row.certain),
                "weakest tier": tier_name(row.evidence) or "none",
                "through": self.labels[row.through] if row.through != row.holder else "",
                "holder id": row.holder,
                "category id": row.category,
                "flows": " ".join(row.flows),
            }
            for row in self.rows_found
        ]


def exposure(parts: GraphParts, asked: TraceQuestion, *, outward: bool, only: Meant | None = None) -> Exposure:
    """The exposure of the question's recipient, or with `outward` what its origin reaches; `only` a place's rows."""
    question = parts.tracer.question(asked)
    exposing = Exposing(parts.network, question, outward=outward)
    network = parts.network
    found = tuple(
        Exposed(
            network.holders[row.far],
            network.categories.iris[row.category],
            len(row.flows),
            row.certain,
            row.evidence,
            tuple(network.flows.iris[flow] for flow in row.flows),
            network.holders[row.near],
        )
        for row in exposing.rows()
        if only is None or network.holders[row.far] in only.holders
    )
    end = asked.origin if outward else asked.recipient
    said = asked.said("from" if outward else "to", "carrying", "asOf", "exact", "maxHops")
    said["place"] = only.iri if only else None
    named = {end, *(iri for row in found for iri in (row.holder, row.category, row.through))}
    named |= {iri for iri in (asked.carrying, only.iri if only else None) if iri}
    framed = frame(parts.names, said, searched(network), named)
    return Exposure(framed, found, outward, exposing.stopped, exposing.undecided)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, in the network's numbers."""

    far: int
    category: int
    certain: bool
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
        self._levels_to: dict[tuple[int, bool], Levels | None] = {}

    def rows(self) -> list[Row]:
        """One row for each holder and category that arrives, sorted by both."""
        if self._end < 0:  # a holder that takes part in nothing
            return []
        certain = {key for walks in self._walks(certain=True) for key in self._certain(walks)}
        rows = [row for walks in self._walks(certain=False) for row in self._rows(walks, certain)]
        return sorted(rows, key=lambda row: (row.far, row.category))

    def _walks(self, *, certain: bool) -> Iterator[Walks]:
        rules = Rules.of(self._search, self._grid, certain=certain)
        if self._outward:
            yield Outward(self._grid, rules, self._end, self._question.category).walks()
            return
        inward = Inward(self._grid, rules, self._end, self._question.category)
        for category in inward.arriving():
            yield inward.walks(category)

    def _certain(self, walks: Walks) -> Iterator[tuple[int, int]]:
        """The ends and categories that a certain route connects."""
        fine = routes_among(self._grid, walks)
        for walk, before, after in pairs_at_blocks(self._grid, walks):
            if fine[walk] and self._search.blocked(before, after):
                fine[walk] = False
        for walk in np.flatnonzero(walks.far != self._end).tolist():
            key = int(walks.far[walk]), int(walks.category[walk])
            if fine[walk] or self._asked(*key, certain_only=True) is not None:
                yield key

    def _rows(self, walks: Walks, certain: set[tuple[int, int]]) -> Iterator[Row]:
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
            if is_route:
                flows = tuple(walks.flows[walk, :hops].tolist())
                yield Row(far, category, (far, category) in certain, evidence, flows, near)
            elif (route := self._asked(far, category)) is not None:
                table = self._network.flows
                near = table.recipient[route[-1]] if self._outward else table.sender[route[0]]
                worst = max(table.evidence[flow] for flow in route)
                yield Row(far, category, (far, category) in certain, worst, route, near)

    def _asked(self, far: int, category: int, *, certain_only: bool = False) -> tuple[int, ...] | None:
        """The flows of the shortest route for one holder and arriving category; `None` where there is none."""
        question = replace(self._question, arriving=category, certain_only=certain_only)
        question = replace(question, recipient=far) if self._outward else replace(question, origin=far)
        levels = self._levels(category, certain_only=certain_only)
        most = min(MOST_EACH, MOST_IN_ALL - self._work)
        route, work, exhausted = shortest_route(self._network, question, levels, most)
        self._work += work
        self.stopped |= not exhausted
        self.undecided += not (exhausted or certain_only)
        return None if route is None else route.flows

    def _levels(self, category: int, *, certain_only: bool) -> Levels | None:
        """On a large network, the distances to the recipient, for all origins; `None` where recipients differ."""
        key = category, certain_only
        if self._outward:
            return None
        if key not in self._levels_to:
            question = replace(self._question, origin=-1, arriving=category, certain_only=certain_only)
            self._levels_to[key] = Search(self._network, question).levels
        return self._levels_to[key]
