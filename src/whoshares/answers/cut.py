"""The smallest cut: the fewest flows, instruments or controllers without which no known route is left.

What may end, and with what, is worked out here; the search itself is in `cutting`. The definition is in
`docs/semantics.md`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from whoshares.answers.frame import Framed
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import TracedRoute
from whoshares.model import vocabulary as v
from whoshares.routes.absence import FOUND, Absence
from whoshares.routes.cutting.remainder import RouteGraph
from whoshares.routes.cutting.search import Cutting
from whoshares.routes.search import Search
from whoshares.store.evidence import Citation, cited

UNITS: Final = ("flow", "instrument", "controller")


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
class Cut(Framed):
    """The answer to a question for a cut."""

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
    removable: int
    """How many of the flows between origin and recipient could be removed."""
    route: TracedRoute | None
    """With `impossible`, the first route that is left; with `cut`, the first that there is."""
    absence: Absence = FOUND
    """With `no-route`, why there is none."""

    @property
    def size(self) -> int | None:
        """How many elements the cut has; `None` where there is no cut."""
        return None if self.outcome == "impossible" else len(self.elements)

    @property
    def explanation(self) -> str | None:
        """With `no-route`, why there is none, in a sentence."""
        return self.absence.in_words(self.labels, stopped=self.stopped)

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
            "removable": self.removable,
            "route": self.route.to_dict() if self.route and self.outcome == "impossible" else None,
            "reason": self.absence.reason,
            "explanation": self.explanation,
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow: of the cut's elements, or of the route that is left."""
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


def cut(parts: GraphParts, asked: TraceQuestion, unit: str, using: str | None, seconds: float) -> Cut:
    """The smallest cut, by IRI the first of its size. `using` names the one body whose flows may be removed."""
    deadline = time.monotonic() + seconds
    tracer = parts.tracer
    question = {**asked.said("from", "to", "carrying", "asOf", "exact", "maxHops", "confirmedSince"), "using": using}
    named = [] if using is None else [using]
    search = Search(parts.network, tracer.question(asked))
    routes = list(islice(search.routes(), 1))
    if not routes:
        none = tracer.trace(replace(asked, limit=1))
        framed = tracer.frame(question, (), (*none.labels, *named))
        return Cut(framed, "no-route", unit, using, (), not none.stopped, 0, none.stopped, 0, None, none.absence)
    graph = RouteGraph(search)
    units = _Units(parts, asked, unit, using, graph.flows)
    found = Cutting(graph, units.removable, units.stopping, deadline).found()
    if found.untouchable is not None:
        others = frozenset(range(len(parts.network.flows))) - frozenset(found.untouchable.flows)
        left = tracer.trace(replace(asked, limit=1), without=others)
        framed = tracer.frame(question, left.routes, (*left.labels, *named))
        return Cut(framed, "impossible", unit, using, (), True, None, False, len(units.removable), left.routes[0])
    elements = tuple(units.element(number) for number in found.units)
    named += [iri for iri in (asked.origin, asked.recipient, asked.carrying) if iri is not None]
    for element in elements:
        named += (element.id, *element.controlled_by)
        for flow in element.flows:
            named += (flow.id, flow.sender, flow.recipient, *flow.carries, *flow.controlled_by, *flow.authority)
    first = tracer.traced(routes[0], asked)
    framed = tracer.frame(question, [first], named)
    return Cut(
        framed, "cut", unit, using, elements, found.optimal, found.bound, found.stopped, len(units.removable), first
    )


class _Units:
    """What can be removed, numbered in the order of IRIs, and which flows end with each."""

    def __init__(
        self,
        parts: GraphParts,
        asked: TraceQuestion,
        unit: str,
        using: str | None,
        between: frozenset[int],
    ) -> None:
        self._parts = parts
        self._between = between
        self._by_flow = unit == "flow"
        self.stopping: Mapping[int, frozenset[int]] | None = None
        """For each removable flow: the units with which it ends; `None` where each is a unit, by its own number."""
        controllers = self._stated(v.CONTROLLED_BY) if using is not None or unit == "controller" else {}
        bodies = None if using is None else self._closure(using)
        usable = None if bodies is None else _union(controllers.get(body, ()) for body in bodies)
        if unit == "flow":
            self.removable = between if usable is None else between & usable
            """The flows between origin and recipient that end with some unit."""
            network = parts.network
            if any(flow >= network.flows.stated for flow in self.removable):
                self.stopping = {flow: frozenset({network.as_stated(flow)}) for flow in sorted(self.removable)}
            return
        if unit == "instrument":
            ended = {
                iri: flows if usable is None else flows & usable
                for iri, flows in self._stated(v.AUTHORITY).items()
                if parts.evidence.in_force(iri, asked.as_of)  # what has ended already cannot be ended
            }
        else:
            ended = {
                iri: _union(controllers.get(body, ()) for body in self._closure(iri))
                for iri in controllers
                if bodies is None or iri in bodies
            }
        self._iris = sorted(iri for iri, flows in ended.items() if not flows.isdisjoint(between))
        self._ended = ended
        stopping: dict[int, set[int]] = defaultdict(set)
        for number, iri in enumerate(self._iris):
            for flow in ended[iri] & between:
                stopping[flow].add(number)
        self.stopping = {flow: frozenset(stopping[flow]) for flow in sorted(stopping)}
        self.removable = frozenset(stopping)
        self._by_controller = unit == "controller"

    def element(self, number: int) -> CutElement:
        """A unit as an answer shows it."""
        if self._by_flow:
            flow = self._flow(number)
            return CutElement(flow.id, flow.controlled_by, (flow,), 1)
        iri = self._iris[number]
        as_stated = self._parts.network.as_stated
        flows = tuple(self._flow(flow) for flow in sorted({as_stated(f) for f in self._ended[iri] & self._between}))
        control = [iri] if self._by_controller else sorted({body for flow in flows for body in flow.controlled_by})
        return CutElement(iri, tuple(control), flows, len({as_stated(f) for f in self._ended[iri]}))

    def _flow(self, number: int) -> CutFlow:
        network, evidence = self._parts.network, self._parts.evidence
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
        number = self._parts.network.flow_number
        found: dict[str, set[int]] = defaultdict(set)
        for s in self._parts.store.statements(predicate=predicate):
            if str(s.subject) in number:
                found[str(s.object)].add(number[str(s.subject)])
        return {iri: self._parts.network.all_of(flows) for iri, flows in found.items()}

    def _closure(self, iri: str) -> frozenset[str]:
        network = self._parts.network
        number = network.holder_number.get(iri)
        return frozenset({iri} if number is None else (network.holders[h] for h in network.closure(number)))


def _union(sets: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)
