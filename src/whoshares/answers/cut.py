"""The smallest cut: the fewest flows, instruments or controllers, or blocks, without which no known route is left.

What may end or be set is worked out in `cut_units`; the search itself is in `cutting`. The definition is in
`docs/semantics.md`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from whoshares.answers.between import Between, together
from whoshares.answers.caption import Captioned
from whoshares.answers.cut_units import Blocking, BlockToSet, CutElement, Ending
from whoshares.answers.meant import Meant
from whoshares.answers.pairs import Pair, between_all, each, explained, nearest, stand
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import TracedRoute
from whoshares.routes.absence import FOUND, Absence
from whoshares.routes.cutting.remainder import Remainder, RouteGraph, Union
from whoshares.routes.cutting.search import Cutting, Found
from whoshares.routes.cutting.switches import SwitchGraph
from whoshares.routes.cutting.units import Units
from whoshares.routes.search import Route, Search
from whoshares.store.evidence import cited

UNITS: Final = ("flow", "instrument", "controller", "block")


@dataclass(frozen=True)
class Cut(Captioned):
    """The answer to a question for a cut."""

    outcome: str
    """`cut`, `impossible` or `no-route`."""
    unit: str
    """`flow`, `instrument`, `controller` or `block`."""
    using: str | None
    """Whose flows alone may be removed."""
    elements: tuple[CutElement, ...]
    """What would end; nothing where the units are blocks."""
    to_set: tuple[BlockToSet, ...]
    """The blocks to set. Where the units are flows, the smallest such cut, if it is known and needs no more."""
    optimal: bool
    """Whether this is known to be the smallest cut, and the first of that size."""
    bound: int | None
    """The fewest elements that any cut is known to need; `None` where there is none."""
    stopped: bool
    """Whether the route search stopped at its work limit, so that a route may be left that it has not seen."""
    removable: int
    """How many of the flows between origin and recipient could be removed."""
    route: TracedRoute | None
    """With `impossible`, the first route that is left; with `cut`, the first that there is."""
    ends: tuple[Meant, Meant] | None
    """What the two ends stand for, where one of them is no holder."""
    pairs: tuple[Pair, ...]
    """The holders between which the routes are."""
    between: Between
    """The bars and blocks that lie between them, whether or not a route is known."""

    @property
    def absence(self) -> Absence:
        """With `no-route`, why there is none: of several pairs, where the least would have to be left aside."""
        return FOUND if self.outcome != "no-route" else nearest(self.pairs).absence

    @property
    def size(self) -> int | None:
        """How many elements the cut has, or blocks; `None` where there is no cut."""
        if self.outcome == "impossible":
            return None
        return len(self.to_set) if self.unit == "block" else len(self.elements)

    @property
    def explanation(self) -> str | None:
        """With `no-route`, why there is none, in a sentence."""
        if self.outcome != "no-route":
            return None
        return explained(self.pairs, self.labels, stopped=self.stopped)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "unit": self.unit,
            "size": self.size,
            "optimal": self.optimal,
            "bound": self.bound,
            "stopped": self.stopped,
            "elements": [element.to_dict() for element in self.elements],
            "blocksToSet": [block.to_dict() for block in self.to_set],
            "removable": self.removable,
            "route": self.route.to_dict() if self.route and self.outcome == "impossible" else None,
            "reason": self.absence.reason,
            "explanation": self.explanation,
            "between": self.between.to_dict(),
            **stand(self.ends, self.pairs),
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow: of the cut's elements, or of the route that is left; of a cut by blocks, one row a block."""
        labels, named = self.labels, self.named
        rows = [
            {
                "element": labels[element.id],
                "element controlled by": named(element.controlled_by),
                "sender": labels[flow.sender],
                "recipient": labels[flow.recipient],
                "carries": named(flow.carries),
                "controlled by": named(flow.controlled_by),
                "authority": named(flow.authority),
                "sources": cited(flow.sources),
                "flow": flow.id,
                "element id": element.id,
            }
            for element in self.elements
            for flow in element.flows
        ]
        if self.unit == "block":
            rows = [
                {
                    "element": f"{labels[block.system]}: {labels[block.origin]} → {labels[block.recipient]}",
                    "sender": labels[block.origin],
                    "recipient": labels[block.recipient],
                    "sources": cited(block.precedents[0].sources),
                    "system": labels[block.system],
                    "receiving": named(block.receiving),
                    "precedent": labels[block.precedents[0].block.iri],
                }
                for block in self.to_set
            ]
        if self.route and self.outcome == "impossible":
            rows = [
                {
                    "sender": labels[hop.sender],
                    "recipient": labels[hop.recipient],
                    "carries": labels[hop.category],
                    "controlled by": named(hop.controlled_by),
                    "authority": named((*hop.authority, *hop.authority_not_in_force)),
                    "sources": cited(hop.sources),
                    "flow": hop.flow,
                }
                for hop in self.route.hops
            ]
        optimal = "yes" if self.optimal else "no"
        return [{"outcome": self.outcome, "optimal": optimal, **row} for row in rows or [{}]]


@dataclass(frozen=True)
class CutAsked:
    """What is asked besides the question: the unit, whose flows alone may end, and for how long to search.

    `ends` are what the two ends stand for, where one of them is no holder, and `pairs` the holders that they stand for.
    """

    unit: str
    using: str | None = None
    seconds: float = 300.0
    ends: tuple[Meant, Meant] | None = None
    pairs: tuple[tuple[str, str], ...] = ()


def cut(parts: GraphParts, asked: TraceQuestion, told: CutAsked) -> Cut:
    """The smallest cut, by IRI the first of its size."""
    return _Cut(parts, asked, told).answer()


class _Cut:
    def __init__(self, parts: GraphParts, asked: TraceQuestion, told: CutAsked) -> None:
        self._parts = parts
        self._asked = asked
        self._told = told
        self._deadline = time.monotonic() + told.seconds
        self._pairs = told.pairs or ((asked.origin, asked.recipient),)
        self._graphs: list[RouteGraph] = []
        """Those of the pairs between which there is a route, or may be one, in order."""
        self._first: list[tuple[TraceQuestion, Route]] = []
        """The first route of each pair that has one, with its question."""

    def answer(self) -> Cut:
        """The answer: no route, a cut, or a route that nothing stops."""
        tracer, told = self._parts.tracer, self._told
        pairs = self._look()
        if not self._first:
            return self._no_route()
        between = frozenset[int]().union(*(graph.flows for graph in self._graphs))
        question, first = min(self._first, key=lambda one: (one[1].state, len(one[1].hops)))
        if told.unit == "block":
            blocking = self._blocking(between)
            found, removable = self._found(blocking.units, switches=True), 0
        else:
            ending = Ending(self._parts, self._asked.as_of, told.unit, told.using, between)
            found, removable = self._found(ending.units), len(ending.units.removable)
        elements: tuple[CutElement, ...] = ()
        to_set: tuple[BlockToSet, ...] = ()
        if found.untouchable is not None:
            first = found.untouchable
        elif told.unit == "block":
            to_set = tuple(blocking.element(number) for number in found.units)
        else:
            elements = tuple(ending.element(number) for number in found.units)
            if told.unit == "flow" and told.using is None and not found.stopped:
                to_set = self._would_do(between, len(elements))
        route = tracer.traced(first, question)
        between_ends = between_all(self._parts, self._asked, pairs)
        named = self._named().union(*(e.named() for e in elements), *(block.named() for block in to_set))
        named |= between_ends.named()
        impossible = found.untouchable is not None
        return Cut(
            tracer.caption(self._question, [route], named),
            "impossible" if impossible else "cut",
            told.unit,
            told.using,
            elements,
            to_set,
            optimal=impossible or found.optimal,
            bound=None if impossible else found.bound,
            stopped=found.stopped,
            removable=removable,
            route=route,
            ends=told.ends,
            pairs=pairs,
            between=between_ends,
        )

    def _look(self) -> tuple[Pair, ...]:
        """Look for a route of each pair."""
        found = []
        for asked in each(self._asked, self._pairs):
            search = Search(self._parts.network, self._parts.tracer.question(asked))
            routes = list(islice(search.routes(), 1))
            if routes or not search.exhausted:
                self._graphs.append(RouteGraph(search))
            self._first += [(asked, route) for route in routes]
            found.append(Pair(asked.origin, asked.recipient, bool(routes)))
        return tuple(found)

    def _no_route(self) -> Cut:
        """Why there is none, for each pair."""
        tracer, told = self._parts.tracer, self._told
        traces = [tracer.trace(replace(asked, limit=1)) for asked in each(self._asked, self._pairs)]
        pairs = tuple(Pair(*ends, False, trace.absence) for ends, trace in zip(self._pairs, traces, strict=True))
        stopped = any(trace.stopped for trace in traces)
        between = traces[0].between if len(traces) == 1 else together(trace.between for trace in traces)
        caption = tracer.caption(self._question, (), self._named().union(*(trace.labels for trace in traces)))
        return Cut(
            caption,
            "no-route",
            told.unit,
            told.using,
            (),
            (),
            optimal=not stopped,
            bound=0,
            stopped=stopped,
            removable=0,
            route=None,
            ends=told.ends,
            pairs=pairs,
            between=between,
        )

    def _found(self, units: Units, *, switches: bool = False) -> Found:
        """The cut by some units."""
        graphs: list[Remainder] = [SwitchGraph(graph) if switches else graph for graph in self._graphs]
        return Cutting(graphs[0] if len(graphs) == 1 else Union(graphs), units, self._deadline).found()

    def _blocking(self, between: frozenset[int]) -> Blocking:
        origins, recipients = zip(*self._pairs, strict=True)
        return Blocking(self._parts, self._asked.as_of, origins, recipients, between)

    def _would_do(self, between: frozenset[int], size: int) -> tuple[BlockToSet, ...]:
        """The smallest cut by blocks, where it is known to be one and has no more units than some."""
        network = self._parts.network
        if not any(network.flows.recipient[flow] in network.blocks_at for flow in between):
            return ()
        blocking = self._blocking(between)
        found = self._found(blocking.units, switches=True)
        if not found.optimal or len(found.units) > size:
            return ()
        return tuple(blocking.element(number) for number in found.units)

    @property
    def _question(self) -> dict[str, object]:
        """The question as the answer has it."""
        asked, told = self._asked, self._told
        if told.ends is not None:
            asked = replace(asked, origin=told.ends[0].iri, recipient=told.ends[1].iri)
        said = asked.said("from", "to", "carrying", "asOf", "exact", "maxHops", "confirmedSince")
        return {**said, "using": told.using}

    def _named(self) -> set[str]:
        """What the question names."""
        told = self._told
        ends = {iri for pair in self._pairs for iri in pair} | {end.iri for end in told.ends or ()}
        return ends | {iri for iri in (self._asked.carrying, told.using) if iri is not None}
