"""What every known route passes, and what share of the routes passes each thing.

A thing is on every route exactly when no route avoids it, which the route search decides. Most need no search: what the
first routes do not all pass is out, and what no walk of the route graph avoids is in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from whoshares.answers.frame import Framed
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.tracer import Tracer
from whoshares.model import vocabulary as v
from whoshares.network.network import Network
from whoshares.routes.absence import FOUND, Absence
from whoshares.routes.cutting.remainder import RouteGraph
from whoshares.routes.search import Route, Search

KINDS: Final = ("organization", "system", "program", "instrument", "flow")


@dataclass(frozen=True, slots=True)
class Passed:
    """A thing that routes pass. Things are IRIs."""

    id: str
    kind: str
    """`organization`, `system`, `program`, `instrument` or `flow`."""
    routes: int
    """How many of the routes looked at pass it."""
    every: bool | None
    """Whether every route passes it; `None` where the search stopped before it knew."""
    because_of: tuple[str, ...]
    """For a holder that every route passes: the others of these that are within it, so that it could not be avoided."""

    def to_dict(self, of: int) -> dict[str, object]:
        """The thing as JSON-ready data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "routes": self.routes,
            "share": round(self.routes / of, 4),
            "everyRoute": self.every,
            "becauseOf": list(self.because_of),
        }


@dataclass(frozen=True)
class ChokePoints(Framed):
    """The answer to a question for choke points."""

    passed: tuple[Passed, ...]
    """All things that the routes looked at pass: on every route first, then the most passed."""
    looked_at: int
    """How many routes the shares are of: the first ones of the order."""
    truncated: bool
    """Whether there are, or may be, more routes than those."""
    stopped: bool
    """Whether the route search stopped at its work limit."""
    absence: Absence = FOUND
    """Why there is no route, where there is none."""

    @property
    def outcome(self) -> str:
        """`choke-points`, `none` where nothing is on every route, or `no-route`."""
        if not self.looked_at:
            return "no-route"
        return "choke-points" if self.points else "none"

    @property
    def points(self) -> tuple[Passed, ...]:
        """The things that every route passes."""
        return tuple(thing for thing in self.passed if thing.every)

    @property
    def undecided(self) -> tuple[Passed, ...]:
        """The things of which the search could not tell whether every route passes them."""
        return tuple(thing for thing in self.passed if thing.every is None)

    @property
    def explanation(self) -> str | None:
        """Why there is no route, in a sentence."""
        return self.absence.in_words(self.labels, stopped=self.stopped)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "chokePoints": [thing.to_dict(self.looked_at) for thing in self.points],
            "undecided": sorted(thing.id for thing in self.undecided),
            "passed": [thing.to_dict(self.looked_at) for thing in self.passed],
            "routes": self.looked_at,
            "truncated": self.truncated,
            "stopped": self.stopped,
            "reason": self.absence.reason,
            "explanation": self.explanation,
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a thing."""
        said = {True: "yes", False: "no", None: "not known"}
        rows = [
            {
                "thing": self.labels[thing.id],
                "kind": thing.kind,
                "on every route": said[thing.every],
                "routes": str(thing.routes),
                "of": str(self.looked_at),
                "share": f"{thing.routes / self.looked_at:.4f}",
                "id": thing.id,
            }
            for thing in self.passed
        ]
        return [{"outcome": self.outcome, **row} for row in rows or [{}]]


def choke_points(parts: GraphParts, asked: TraceQuestion) -> ChokePoints:
    """What every route passes, and the shares of the first routes of the order.

    Raises InputError where one of the two ends is the other, or within it: nothing lies between them.
    """
    parts.refuse_within(asked.origin, asked.recipient)
    return passed_between(parts, asked)


def passed_between(parts: GraphParts, asked: TraceQuestion) -> ChokePoints:
    """The same, whichever the two ends are."""
    tracer = parts.tracer
    question = asked.said("from", "to", "carrying", "asOf", "exact", "maxHops", "limit", "confirmedSince")
    first = tracer.trace(replace(asked, limit=1))
    if not first.routes:
        framed = tracer.frame(question, (), first.labels)
        return ChokePoints(framed, (), 0, first.stopped, first.stopped, first.absence)
    graph = RouteGraph(Search(parts.network, tracer.question(asked)))
    routes, seen = graph.routes(limit=asked.limit + 1)
    truncated = len(routes) > asked.limit or not seen
    passing = _Passing(parts, graph, tracer, asked)
    counted: Counter[str] = Counter()
    for route in routes[: asked.limit]:
        counted.update(passing.things(route))
    looked_at = min(len(routes), asked.limit)
    common = {iri for iri, number in counted.items() if number == looked_at}
    if not truncated:
        every: dict[str, bool | None] = dict.fromkeys(common, True)
    else:
        if len(routes) > asked.limit:
            common &= passing.things(routes[-1])
        every = dict(passing.decided(common))
    points = {iri for iri, on in every.items() if on}
    found = [
        Passed(
            iri,
            passing.kind(iri),
            number,
            every.get(iri, False),
            passing.within(iri, points) if iri in points else (),
        )
        for iri, number in counted.items()
    ]
    rank = {True: 0, None: 1, False: 2}
    found.sort(key=lambda thing: (rank[thing.every], -thing.routes, KINDS.index(thing.kind), thing.id))
    framed = tracer.frame(question, (), (*first.labels, *counted))
    return ChokePoints(framed, tuple(found), looked_at, truncated, not seen)


class _Passing:
    """What routes pass, in the sense of `--avoid`, without what every route passes by the question alone.

    Programs and instruments that are known to be out of force on the day are not passed.
    """

    def __init__(self, parts: GraphParts, graph: RouteGraph, tracer: Tracer, asked: TraceQuestion) -> None:
        question = tracer.question(asked)
        self._network = parts.network
        self._graph = graph
        network = parts.network
        self._trivial = {
            holder
            for end in (question.origin, question.recipient)
            for holder in _wholes(network, end)
            if network.closure(end) <= network.closure(holder)
        }
        self._named: dict[int, set[str]] = defaultdict(set)
        self._kinds: dict[str, str] = {}
        for predicate, kind in ((v.UNDER_PROGRAM, "program"), (v.AUTHORITY, "instrument"), (v.VIA, "organization")):
            for s in parts.store.statements(predicate=predicate):
                stated = network.flow_number.get(str(s.subject))
                flows = graph.flows & network.all_of(() if stated is None else (stated,))
                if flows and (predicate == v.VIA or parts.evidence.in_force(str(s.object), asked.as_of)):
                    for flow in flows:
                        self._named[flow].add(str(s.object))
                    self._kinds.setdefault(str(s.object), kind)
        organizations = {str(s.subject) for s in parts.store.statements(predicate=v.TYPE, value=v.ORGANIZATION)}
        self._systems = {str(s.subject) for s in parts.store.statements(predicate=v.OPERATED_BY)} - organizations
        self._systems |= {str(s.subject) for s in parts.store.statements(predicate=v.TYPE, value=v.SYSTEM)}
        self._of_flow: dict[int, frozenset[str]] = {}

    def things(self, route: Route) -> set[str]:
        """The things that a route passes."""
        return {iri for flow in route.flows for iri in self._things(flow)}

    def _things(self, number: int) -> frozenset[str]:
        """The things that a flow passes."""
        if number not in self._of_flow:
            network = self._network
            flow = network.flows[number]
            holders = _wholes(network, flow.sender) | _wholes(network, flow.recipient)
            trivial = {network.holders[holder] for holder in self._trivial}
            touched = {flow.iri, *self._named.get(number, ()), *(network.holders[holder] for holder in holders)}
            self._of_flow[number] = frozenset(touched - trivial)
        return self._of_flow[number]

    def decided(self, candidates: Iterable[str]) -> Mapping[str, bool | None]:
        """For each thing, whether no route avoids it; `None` where the search stopped before it knew."""
        wanted = set(candidates)
        flows_of: dict[str, set[int]] = {iri: set() for iri in sorted(wanted)}
        for flow in self._graph.flows:
            for iri in self._things(flow) & wanted:
                flows_of[iri].add(flow)
        unavoidable = self._graph.on_every_walk() if wanted else frozenset()
        return {
            iri: True if not flows.isdisjoint(unavoidable) else self._on_every_route(flows)
            for iri, flows in flows_of.items()
        }

    def _on_every_route(self, flows: set[int]) -> bool | None:
        if self._graph.walk(flows) is None:
            return True
        left, seen = self._graph.routes(flows)
        return None if not left and not seen else not left

    def kind(self, iri: str) -> str:
        """What kind of thing it is."""
        if iri in self._network.flow_number:
            return "flow"
        if iri in self._systems:
            return "system"
        return "organization" if iri in self._network.holder_number else self._kinds[iri]

    def within(self, iri: str, things: Iterable[str]) -> tuple[str, ...]:
        """Those of some things that are holders within a holder."""
        number = self._network.holder_number
        if iri not in number:
            return ()
        inside = self._network.closure(number[iri])
        return tuple(sorted(other for other in things if other != iri and number.get(other) in inside))


def _wholes(network: Network, holder: int) -> set[int]:
    """The holders whose closure holds this one, with itself."""
    return {whole for whole in network.joins(holder) if holder in network.closure(whole)}
