"""The flows on some way from one set of holders to another, found by widening a frontier, one request a hop.

Categories, dates and blocks are left aside: what is found is every flow that a route may use, and some that none can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from whoshares.knowledge_graph.remote.endpoint import MOST_ROWS, Endpoint
from whoshares.knowledge_graph.remote.quads import batches, listed
from whoshares.model import vocabulary as v
from whoshares.model.errors import EndpointError
from whoshares.network.network import Network

ROUNDS: Final = 500
"""How many steps a chain may have that is followed on another machine."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow with its two ends."""

    flow: str
    sender: str
    recipient: str


class Joins:
    """Which holders stand for which, by IRI: from the structure, which is known here whole."""

    def __init__(self, structure: Network, every: Collection[str] = ()) -> None:
        """`every` has the things that are said of every body of a kind."""
        self._structure = structure
        self._every = every
        self._generic: dict[str, set[str]] = defaultdict(set)
        for generic, bodies in structure.named.items():
            for body in bodies:
                self._generic[structure.holders[body]].add(structure.holders[generic])
        self._operated: dict[str, set[str]] = defaultdict(set)
        for system, operator in structure.bodies.operators_of_systems():
            self._operated[structure.holders[operator]].add(structure.holders[system])

    def closure(self, holder: str) -> set[str]:
        """The holder, its parts, and the systems of all of them."""
        number = self._structure.holder_number.get(holder)
        return {holder} if number is None else {self._structure.holders[n] for n in self._structure.closure(number)}

    def wholes(self, holder: str) -> set[str]:
        """What a holder is part of or operated by, step by step."""
        number = self._structure.holder_number.get(holder)
        containing = () if number is None else self._structure.bodies.containing(number)
        return {self._structure.holders[n] for n in containing} - {holder}

    def leaving(self, holder: str) -> set[str]:
        """The holders from which data at this one can leave."""
        number = self._structure.holder_number.get(holder)
        joined = {holder} if number is None else {self._structure.holders[n] for n in self._structure.joins(number)}
        return joined.union(*(self._generic.get(one, ()) for one in joined))

    def arriving(self, holder: str) -> set[str]:
        """The holders at which data can be that leaves from this one: those it joins, and what it operates."""
        return self.with_generic(self.leaving(holder) | self._operated.get(holder, set()))

    def taken(self, edge: Edge, end: str) -> set[str]:
        """An end of an edge, and the named bodies that it stands for where it is said of every one."""
        number = self._structure.holder_number.get(end)
        bodies = self._structure.named.get(number, ()) if number is not None and edge.flow in self._every else ()
        return {end, *(self._structure.holders[body] for body in bodies)}

    def with_generic(self, holders: Iterable[str]) -> set[str]:
        """Holders, and the generic bodies that any of them is one of."""
        return {*holders}.union(*(self._generic.get(holder, ()) for holder in holders))

    def around(self, holder: str) -> set[str]:
        """All whose statements bear on this holder: those it joins, and those that join it."""
        return self.arriving(holder)


@dataclass
class _Side:
    """One side of the search: the holders to ask about next, and what is known."""

    slot: str
    ahead: set[str]
    asked: set[str] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)


class Frontier:
    """Widens from senders, from recipients, or from both until one side has no more to ask.

    `flows_at` asks for the flows that have one of some holders at an end (`ws:sender` or `ws:recipient`). Without it,
    only the two ends of each flow are asked for.
    """

    def __init__(
        self, endpoint: Endpoint, joins: Joins, flows_at: Callable[[str, Collection[str]], set[Edge]] | None = None
    ) -> None:
        self._endpoint = endpoint
        self._joins = joins
        self._flows_at = flows_at or self._ends_at
        self.hops = 0
        """How many times a frontier was widened."""

    def between(self, origins: Collection[str], recipients: Collection[str]) -> tuple[set[Edge], set[Edge]]:
        """The edges on some way from origins to recipients; and all that touch one of the two."""
        starts, ends = self._closures(origins), self._closures(recipients)
        forward, backward = _Side(v.SENDER, set(starts)), _Side(v.RECIPIENT, set(ends))
        self._widen(forward)
        self._widen(backward)
        near = forward.edges | backward.edges
        while forward.ahead and backward.ahead:
            self._widen(min(forward, backward, key=lambda side: len(side.ahead)))
        known = backward.edges if forward.ahead else forward.edges
        known = self._reached(known, starts, onward=True)
        return self._reached(known, ends, onward=False), near

    def onward(self, origins: Collection[str]) -> set[Edge]:
        """The edges on some way from origins to anywhere."""
        return self._all(_Side(v.SENDER, self._closures(origins)))

    def back(self, recipients: Collection[str]) -> set[Edge]:
        """The edges on some way from anywhere to recipients."""
        return self._all(_Side(v.RECIPIENT, self._closures(recipients)))

    def everything(self) -> set[Edge]:
        """All edges: for a question that is open at both ends."""
        self.hops += 1
        pattern = f"GRAPH ?g {{ ?f <{v.SENDER}> ?s }} GRAPH ?h {{ ?f <{v.RECIPIENT}> ?r }}"
        return self._edges(pattern)

    def _edges(self, pattern: str) -> set[Edge]:
        rows = self._endpoint.every("?f ?s ?r", [pattern])
        return {Edge(str(row["f"]), str(row["s"]), str(row["r"])) for row in rows}

    def _all(self, side: _Side) -> set[Edge]:
        while side.ahead:
            self._widen(side)
        return side.edges

    def _closures(self, holders: Iterable[str]) -> set[str]:
        return self._joins.with_generic({member for holder in holders for member in self._joins.closure(holder)})

    def _widen(self, side: _Side) -> None:
        """Ask for the flows of all holders ahead, and put those behind them ahead."""
        found: set[Edge] = set()
        self.hops += 1
        if self.hops > ROUNDS or len(side.edges) > MOST_ROWS:
            raise EndpointError(
                f"{self._endpoint.url} gives new flows without an end: {len(side.edges):,} in {ROUNDS:,} hops or "
                "fewer. Is the graph there whole? Look at the server's log."
            )
        for holders in batches(sorted(side.ahead)):
            found |= self._flows_at(side.slot, holders)
        side.asked |= side.ahead
        side.edges |= found
        step = self._joins.leaving if side.slot == v.SENDER else self._joins.arriving
        met = {
            end
            for edge in found
            for end in self._joins.taken(edge, edge.recipient if side.slot == v.SENDER else edge.sender)
        }
        side.ahead = {holder for end in met for holder in step(end)} - side.asked

    def _ends_at(self, slot: str, holders: Collection[str]) -> set[Edge]:
        values = f"VALUES {'?s' if slot == v.SENDER else '?r'} {{ {listed(holders)} }}"
        return self._edges(f"{values} GRAPH ?g {{ ?f <{v.SENDER}> ?s }} GRAPH ?h {{ ?f <{v.RECIPIENT}> ?r }}")

    def _reached(self, edges: Iterable[Edge], holders: Collection[str], *, onward: bool) -> set[Edge]:
        """The edges that a walk from holders meets: onward along the flows, or back against them."""
        at: Mapping[str, list[Edge]] = _by(edges, "sender" if onward else "recipient")
        step = self._joins.leaving if onward else self._joins.arriving
        reached: set[Edge] = set()
        seen, ahead = set(holders), list(holders)
        while ahead:
            for edge in at.get(ahead.pop(), ()):
                reached.add(edge)
                far = self._joins.taken(edge, edge.recipient if onward else edge.sender)
                new = {holder for end in far for holder in step(end)} - seen
                seen |= new
                ahead += new
        return reached


def _by(edges: Iterable[Edge], end: str) -> Mapping[str, list[Edge]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return found


def ends(edges: Iterable[Edge]) -> Iterator[str]:
    """The holders at the ends of edges."""
    for edge in edges:
        yield edge.sender
        yield edge.recipient
