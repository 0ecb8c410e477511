"""The smallest cut: the fewest flows, instruments or controllers without which no known route is left.

By implicit hitting sets (Reiter 1987; Moreno-Centeno and Karp 2013): each route found gives the set of what could stop
it; a smallest hitting set of all such sets is tried as a cut; a route that is left gives a further set. When none is
left, no cut can be smaller. The definition is in `docs/semantics.md`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares import vocabulary as v
from whoshares.evidence import Citation
from whoshares.hitting_sets import OutOfTime, first, smallest
from whoshares.route_graph import RouteGraph
from whoshares.routes import Route
from whoshares.tracing import TraceQuestion, Tracer

if TYPE_CHECKING:
    from whoshares.knowledge_graph import KnowledgeGraph
    from whoshares.traces import Trace

UNITS: Final = ("flow", "instrument", "controller")

_ROUTES_A_TURN: Final = 25


@dataclass(frozen=True, slots=True)
class CutFlow:
    """A flow that ends with an element of a cut. Things are IRIs."""

    id: str
    sender: str
    recipient: str
    carries: tuple[str, ...]
    controlled_by: tuple[str, ...]
    authority: tuple[str, ...]
    notes: tuple[str, ...]
    """What the editors of the graph remark on how the sources are read."""
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {
            "id": self.id,
            "sender": self.sender,
            "recipient": self.recipient,
            "carries": list(self.carries),
            "controlledBy": list(self.controlled_by),
            "authority": list(self.authority),
            "notes": list(self.notes),
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class CutElement:
    """A flow, an instrument or a controller."""

    id: str
    controlled_by: tuple[str, ...]
    """Who controls it: for an instrument, who controls the flows below; for a controller, itself."""
    flows: tuple[CutFlow, ...]
    """Those of the flows that end with it that lie between origin and recipient."""
    flows_ended: int
    """How many flows of the whole graph end with it."""

    def to_dict(self) -> dict[str, object]:
        """The element as JSON-ready data."""
        return {
            "id": self.id,
            "controlledBy": list(self.controlled_by),
            "flows": [flow.to_dict() for flow in self.flows],
            "flowsEnded": self.flows_ended,
        }


@dataclass(frozen=True)
class Cut:
    """The answer to a question for a cut. Renders in a terminal (rich) and in a notebook (HTML)."""

    outcome: str
    """`cut`, `impossible` or `no-route`."""
    unit: str
    """`flow`, `instrument` or `controller`."""
    using: str | None
    """Whose flows alone may be removed."""
    elements: tuple[CutElement, ...]
    optimal: bool
    """Whether this is known to be the smallest cut, and the first of that size."""
    bound: int | None
    """The fewest elements that any cut is known to need; `None` where there is none."""
    stopped: bool
    """Whether the route search stopped at its work limit, so that a route may be left that it has not seen."""
    trace: Trace
    """With `impossible`, the first route that is left; with `no-route`, why there is none; else the first route."""
    removable: int
    """How many of the flows between origin and recipient could be removed."""

    @property
    def size(self) -> int | None:
        """How many elements the cut has; `None` where there is no cut."""
        return None if self.outcome == "impossible" else len(self.elements)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        trace = self.trace
        asked = ("from", "to", "carrying", "asOf", "exact", "maxHops")
        return {
            "outcome": self.outcome,
            "unit": self.unit,
            "size": self.size,
            "optimal": self.optimal,
            "bound": self.bound,
            "stopped": self.stopped,
            "elements": [element.to_dict() for element in self.elements],
            "removable": self.removable,
            "route": trace.routes[0].to_dict() if self.outcome == "impossible" else None,
            "reason": trace.reason,
            "explanation": trace.explanation,
            "question": {**{key: trace.question[key] for key in asked}, "using": self.using},
            "searched": dict(trace.searched),
            "labels": dict(sorted(trace.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow: of the cut's elements, or of the route that is left."""
        labels = self.trace.labels

        def listed(iris: Iterable[str]) -> str:
            return "; ".join(labels[iri] for iri in iris)

        def cited(sources: Iterable[Citation]) -> str:
            return "; ".join(f"{s.title} [{s.tier or 'no tier'}] {s.locator or ''}".strip() for s in sources)

        rows = [
            {
                "element": labels[element.id],
                "element controlled by": listed(element.controlled_by),
                "sender": labels[flow.sender],
                "recipient": labels[flow.recipient],
                "carries": listed(flow.carries),
                "controlled by": listed(flow.controlled_by),
                "authority": listed(flow.authority),
                "sources": cited(flow.sources),
                "flow": flow.id,
                "element id": element.id,
            }
            for element in self.elements
            for flow in element.flows
        ]
        if self.outcome == "impossible":
            rows = [
                {
                    "sender": labels[hop.sender],
                    "recipient": labels[hop.recipient],
                    "carries": labels[hop.category],
                    "controlled by": listed(hop.controlled_by),
                    "authority": listed((*hop.authority, *hop.authority_not_in_force)),
                    "sources": cited(hop.sources),
                    "flow": hop.flow,
                }
                for hop in self.trace.routes[0].hops
            ]
        optimal = "yes" if self.optimal else "no"
        return [{"outcome": self.outcome, "optimal": optimal, **row} for row in rows or [{}]]

    def __rich__(self) -> object:
        from whoshares.text.cut import render_cut

        return render_cut(self)

    def _repr_html_(self) -> str:
        from whoshares.text.console import to_html

        return to_html(self)


def cut(kg: KnowledgeGraph, asked: TraceQuestion, unit: str, using: str | None, seconds: float) -> Cut:
    """The smallest cut, by IRI the first of its size. `using` names the one body whose flows may be removed."""
    deadline = time.monotonic() + seconds
    tracer = kg.tracer
    trace = tracer.trace(replace(asked, limit=1))
    if using is not None:
        trace = tracer.labelled(trace, [using])
    if not trace.routes:
        stopped = trace.stopped
        return Cut("no-route", unit, using, (), not stopped, 0, stopped, trace, 0)
    graph = RouteGraph(kg.network, tracer.question(asked))
    units = _Units(kg, tracer, asked, unit, using, graph.flows)
    stopping = {flow: ending for flow in sorted(graph.flows) if (ending := units.stopping(flow))}
    found = _Cutting(graph, stopping, deadline).found()
    if found.untouchable is not None:
        others = frozenset(range(len(kg.network.flows))) - frozenset(found.untouchable.flows)
        left = tracer.trace(replace(asked, limit=1), without=others)
        left = left if using is None else tracer.labelled(left, [using])
        return Cut("impossible", unit, using, (), True, None, False, left, len(stopping))
    elements = tuple(units.element(number) for number in found.units)
    named = [iri for element in elements for iri in (element.id, *element.controlled_by)]
    for element in elements:
        for flow in element.flows:
            named += (flow.id, flow.sender, flow.recipient, *flow.carries, *flow.controlled_by, *flow.authority)
    trace = tracer.labelled(trace, named)
    return Cut("cut", unit, using, elements, found.optimal, found.bound, found.stopped, trace, len(stopping))


class _Units:
    """What can be removed, numbered in the order of IRIs, and which flows end with each."""

    def __init__(
        self,
        kg: KnowledgeGraph,
        tracer: Tracer,
        asked: TraceQuestion,
        unit: str,
        using: str | None,
        between: frozenset[int],
    ) -> None:
        self._kg = kg
        self._between = between
        controllers = self._stated(v.CONTROLLED_BY)
        allowed: frozenset[str] | None = None
        usable = frozenset(range(len(kg.network.flows)))
        if using is not None:
            allowed = self._closure(using)
            usable = frozenset[int]().union(*(controllers.get(body, ()) for body in allowed))
        if unit == "flow":
            ended = {kg.network.flows[number].iri: frozenset({number}) for number in usable & between}
        elif unit == "instrument":
            ended = {
                iri: flows & usable
                for iri, flows in self._stated(v.AUTHORITY).items()
                if tracer.in_force(iri, asked.as_of)  # what has ended already cannot be ended
            }
        else:
            ended = {
                iri: frozenset[int]().union(*(controllers.get(body, ()) for body in self._closure(iri)))
                for iri in controllers
                if allowed is None or iri in allowed
            }
        self.iris = sorted(iri for iri, flows in ended.items() if not flows.isdisjoint(between))
        self._ended = ended
        stopping: dict[int, set[int]] = defaultdict(set)
        for number, iri in enumerate(self.iris):
            for flow in ended[iri]:
                stopping[flow].add(number)
        self._stopping = {flow: frozenset(numbers) for flow, numbers in stopping.items()}
        self._by_controller = unit == "controller"

    def stopping(self, flow: int) -> frozenset[int]:
        """The units with which a flow ends."""
        return self._stopping.get(flow, frozenset())

    def element(self, number: int) -> CutElement:
        """A unit as an answer shows it."""
        iri = self.iris[number]
        flows = tuple(self._flow(flow) for flow in sorted(self._ended[iri]) if flow in self._between)
        control = [iri] if self._by_controller else sorted({body for flow in flows for body in flow.controlled_by})
        return CutElement(iri, tuple(control), flows, len(self._ended[iri]))

    def _flow(self, number: int) -> CutFlow:
        network, evidence = self._kg.network, self._kg.evidence
        flow = network.flows[number]
        return CutFlow(
            flow.iri,
            network.holders[flow.sender],
            network.holders[flow.recipient],
            tuple(network.categories.iris[category] for category in flow.carries),
            tuple(evidence.values(flow.iri, v.CONTROLLED_BY)),
            tuple(evidence.values(flow.iri, v.AUTHORITY)),
            tuple(evidence.values(flow.iri, v.NOTE)),
            tuple(evidence.citations(flow.iri)),
        )

    def _stated(self, predicate: str) -> Mapping[str, frozenset[int]]:
        """The flows of which each thing is stated to be the value of a property."""
        number = self._kg.network.flow_number
        found: dict[str, set[int]] = defaultdict(set)
        for s in self._kg.store.statements(predicate=predicate):
            if str(s.subject) in number:
                found[str(s.object)].add(number[str(s.subject)])
        return {iri: frozenset(flows) for iri, flows in found.items()}

    def _closure(self, iri: str) -> frozenset[str]:
        network = self._kg.network
        number = network.holder_number.get(iri)
        return frozenset({iri} if number is None else (network.holders[h] for h in network.closure(number)))


class _Found(NamedTuple):
    units: tuple[int, ...] = ()
    optimal: bool = False
    bound: int = 0
    stopped: bool = False
    untouchable: Route | None = None


class _Stopped(Exception):
    """The route search stopped at its work limit before it knew whether a route is left."""


class _Untouchable(Exception):
    """A route that no unit stops."""

    def __init__(self, route: Route) -> None:
        self.route = route
        super().__init__("a route that no unit stops")


class _Cutting:
    """The search for one smallest cut. Units are numbers in the order of their IRIs."""

    def __init__(self, graph: RouteGraph, stopping: Mapping[int, frozenset[int]], deadline: float) -> None:
        self._graph = graph
        self._stopping = stopping
        self._deadline = deadline
        self._sets: set[frozenset[int]] = set()
        self._bound = 0

    @cached_property
    def _ended(self) -> Mapping[int, frozenset[int]]:
        """The flows, between origin and recipient, that end with each unit."""
        found: dict[int, set[int]] = defaultdict(set)
        for flow, units in self._stopping.items():
            for unit in units:
                found[unit].add(flow)
        return {unit: frozenset(flows) for unit, flows in found.items()}

    def found(self) -> _Found:
        """The first of the smallest cuts; where the limits come first, the smallest that is known to be one."""
        try:
            everything = self._leaves_none(self._stopping.keys())
        except _Untouchable as left:
            return _Found(untouchable=left.route)
        except _Stopped:
            everything = False
        known: tuple[int, ...] | None = None
        try:
            self._take_apart()
            known = self._smallest()
            return _Found(self._first(known), optimal=True, bound=len(known))
        except _Untouchable as left:
            return _Found(untouchable=left.route)
        except OutOfTime as out:
            self._bound = max(self._bound, out.bound)
        except _Stopped:
            pass
        return self._fallback(known, everything)

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def _leaves_none(self, without: Collection[int]) -> bool:
        """Whether no route is left without some flows; what the routes that are left can be stopped by is noted.

        Raises _Stopped where that is not known, and _Untouchable where a route is left that nothing stops.
        """
        routes, seen = self._graph.routes(without, _ROUTES_A_TURN)
        for route in routes:
            units = frozenset[int]().union(*(self._stopping.get(flow, frozenset()) for flow in route.flows))
            if not units:
                raise _Untouchable(route)
            self._sets.add(units)
        if routes:
            return False
        if not seen and self._graph.walk(without) is not None:
            raise _Stopped
        return True

    def _flows_of(self, units: Iterable[int]) -> frozenset[int]:
        return frozenset[int]().union(*(self._ended[unit] for unit in units))

    def _take_apart(self) -> None:
        """Find routes that no unit stops two of: as many as they are, a cut needs at least."""
        gone: frozenset[int] = frozenset()
        while True:
            self._check_time()
            routes, _ = self._graph.routes(gone)
            if not routes:
                return
            units = frozenset[int]().union(*(self._stopping.get(flow, frozenset()) for flow in routes[0].flows))
            if not units:
                raise _Untouchable(routes[0])
            self._sets.add(units)
            self._bound += 1
            gone |= self._flows_of(units)

    def _smallest(self) -> tuple[int, ...]:
        while True:
            tried = smallest(self._sets, self._time_left)
            self._bound = max(self._bound, len(tried))
            self._check_time()
            if self._leaves_none(self._flows_of(tried)):
                return tried

    def _first(self, known: tuple[int, ...]) -> tuple[int, ...]:
        """The first, in dictionary order, of the cuts that are as small as a smallest one."""
        while True:
            tried = first(self._sets, known, self._time_left)
            self._check_time()
            if tried == known or self._leaves_none(self._flows_of(tried)):
                return tried

    def _check_time(self) -> None:
        if self._time_left() <= 0:
            raise OutOfTime(self._bound)

    # --- when a limit came first --------------------------------------------------------------------------------------

    def _fallback(self, known: tuple[int, ...] | None, everything: bool) -> _Found:
        """A cut that may not be the smallest: one that leaves no walk, or all that can be removed."""
        cuts = [known, self._walk_cut()]
        if everything:
            cuts.append(tuple(sorted(self._ended)))
        proven = [found for found in cuts if found is not None]
        if proven:
            return _Found(min(proven, key=lambda found: (len(found), found)), bound=self._bound)
        return _Found(tuple(sorted(self._ended)), bound=self._bound, stopped=True)

    def _walk_cut(self) -> tuple[int, ...] | None:
        """Units without which not even a walk is left, taken one by one, none of them idle; `None` where none can."""
        if all(len(flows) == 1 for flows in self._ended.values()) and len(self._ended) == len(self._stopping):
            flows = self._graph.smallest_walk_cut(self._stopping.keys())
            return None if flows is None else tuple(sorted(unit for flow in flows for unit in self._stopping[flow]))
        taken: list[int] = []
        while walk := self._graph.walk(self._flows_of(taken)):
            units = frozenset[int]().union(*(self._stopping.get(flow, frozenset()) for flow in walk))
            if not units:
                return None
            taken.append(min(units, key=lambda unit: (-len(self._ended[unit]), unit)))
        for unit in sorted(taken, key=lambda unit: len(self._ended[unit])):
            fewer = [other for other in taken if other != unit]
            if self._graph.walk(self._flows_of(fewer)) is None:
                taken = fewer
        return tuple(sorted(taken))
