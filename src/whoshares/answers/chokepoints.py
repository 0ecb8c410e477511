"""What every known route passes, and what share of the routes passes each thing.

A thing is on every route exactly when no route avoids it, which the route search decides. Most need no search: what the
first routes do not all pass is out, and what no walk of the route graph avoids is in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from whoshares.answers.between import Between, together
from whoshares.answers.caption import Captioned
from whoshares.answers.meant import Meant
from whoshares.answers.pairs import Pair, between_all, each, explained, nearest, stand
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.model import vocabulary as v
from whoshares.network.network import Network
from whoshares.routes.absence import FOUND, Absence
from whoshares.routes.cutting.remainder import RouteGraph
from whoshares.routes.question import Question
from whoshares.routes.search import Route, Search

CHOKEPOINT_KINDS: Final = ("organization", "system", "program", "instrument", "flow")


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
    within: tuple[str, ...]
    """For a holder: those around it that just the same routes pass, the narrowest first; they are left out."""

    def to_dict(self, of: int) -> dict[str, object]:
        """The thing as JSON-ready data."""
        return {
            "id": self.id,
            "class": self.kind,
            "routes": self.routes,
            "share": round(self.routes / of, 4),
            "everyRoute": self.every,
            "within": list(self.within),
        }


@dataclass(frozen=True)
class ChokePoints(Captioned):
    """The answer to a question for choke points."""

    passed: tuple[Passed, ...]
    """All things that the routes looked at pass: on every route first, then the most passed."""
    looked_at: int
    """How many routes the shares are of: the first ones of the order."""
    truncated: bool
    """Whether there are, or may be, more routes than those."""
    stopped: bool
    """Whether the route search stopped at its work limit."""
    ends: tuple[Meant, Meant] | None
    """What the two ends stand for, where one of them is no holder."""
    pairs: tuple[Pair, ...]
    """The holders between which the routes are."""
    between: Between
    """The bars and blocks that lie between them, whether or not a route is known."""

    @property
    def absence(self) -> Absence:
        """Why there is no route, where there is none: of several pairs, where the least would have to be left aside."""
        return FOUND if self.looked_at else nearest(self.pairs).absence

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
        return None if self.looked_at else explained(self.pairs, self.labels, stopped=self.stopped)

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
            "between": self.between.to_dict(),
            **stand(self.ends, self.pairs),
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
                "class": thing.kind,
                "on every route": said[thing.every],
                "routes": str(thing.routes),
                "of": str(self.looked_at),
                "share": f"{thing.routes / self.looked_at:.4f}",
                "id": thing.id,
            }
            for thing in self.passed
        ]
        return [{"outcome": self.outcome, **row} for row in rows or [{}]]


def choke_points(
    parts: GraphParts,
    asked: TraceQuestion,
    ends: tuple[Meant, Meant] | None = None,
    pairs: Sequence[tuple[str, str]] = (),
) -> ChokePoints:
    """What every route passes, and the shares of the first routes of the order.

    `ends` are what the two ends stand for, where one of them is no holder, and `pairs` the holders that they stand for;
    without pairs, the two ends of the question, whichever they are.
    """
    return _Points(parts, asked, ends, pairs or [(asked.origin, asked.recipient)]).answer()


class _Points:
    def __init__(
        self,
        parts: GraphParts,
        asked: TraceQuestion,
        ends: tuple[Meant, Meant] | None,
        pairs: Sequence[tuple[str, str]],
    ) -> None:
        self._parts = parts
        self._ends = ends
        self._pairs = pairs
        self._asked = asked
        self._each = each(asked, pairs)
        self._limit = asked.limit
        whole = asked if ends is None else replace(asked, origin=ends[0].iri, recipient=ends[1].iri)
        self._question = whole.said("from", "to", "carrying", "asOf", "exact", "maxHops", "limit", "confirmedSince")
        named = {iri for pair in pairs for iri in pair} | {whole.origin, whole.recipient, asked.carrying}
        self._named = {iri for iri in named if iri is not None}

    def answer(self) -> ChokePoints:
        """The answer: no route, or what the routes pass."""
        tracer = self._parts.tracer
        graphs: list[tuple[TraceQuestion, RouteGraph]] = []
        looked_at: set[tuple[int, ...]] = set()
        further: list[Route] = []
        known: list[bool] = []
        everything = True
        for asked in self._each:
            search = Search(self._parts.network, tracer.question(asked))
            first = next(iter(search.routes()), None)
            known.append(first is not None)
            everything &= search.exhausted
            if first is None and search.exhausted:
                continue
            graph = RouteGraph(search)
            graphs.append((asked, graph))
            if first is not None:
                routes, seen = graph.routes(limit=self._limit + 1)
                looked_at.update(route.flows for route in routes[: self._limit])
                further += routes[self._limit :]
                everything &= seen
        if not looked_at:
            return self._no_route()
        truncated = bool(further) or not everything
        passing = _Passing(self._parts, graphs)
        counted = Counter(thing for flows in looked_at for thing in passing.things(flows))
        common = {iri for iri, number in counted.items() if number == len(looked_at)}
        if not truncated:
            every: Mapping[str, bool | None] = dict.fromkeys(common, True)
        else:
            every = passing.decided(common.intersection(*(passing.things(route.flows) for route in further)))
        found = _narrowest(
            self._parts.network,
            [Passed(iri, passing.kind(iri), number, every.get(iri, False), ()) for iri, number in counted.items()],
        )
        rank = {True: 0, None: 1, False: 2}
        found.sort(key=lambda thing: (rank[thing.every], -thing.routes, CHOKEPOINT_KINDS.index(thing.kind), thing.id))
        pairs = tuple(Pair(*ends, one) for ends, one in zip(self._pairs, known, strict=True))
        between = between_all(self._parts, self._asked, pairs)
        caption = tracer.caption(self._question, (), self._named | counted.keys() | between.named())
        return ChokePoints(caption, tuple(found), len(looked_at), truncated, not everything, self._ends, pairs, between)

    def _no_route(self) -> ChokePoints:
        """Why there is none, for each pair."""
        tracer = self._parts.tracer
        traces = [tracer.trace(replace(asked, limit=1)) for asked in self._each]
        pairs = tuple(Pair(*ends, False, trace.absence) for ends, trace in zip(self._pairs, traces, strict=True))
        stopped = any(trace.stopped for trace in traces)
        caption = tracer.caption(self._question, (), self._named.union(*(trace.labels for trace in traces)))
        between = traces[0].between if len(traces) == 1 else together(trace.between for trace in traces)
        return ChokePoints(caption, (), 0, stopped, stopped, self._ends, pairs, between)


def _narrowest(network: Network, found: Sequence[Passed]) -> list[Passed]:
    """What routes pass, without each holder that the same routes pass as something within it."""
    number = network.holder_number
    holders = [thing for thing in found if thing.id in number]
    beside: dict[str, list[str]] = {
        thing.id: [
            whole.id
            for whole in holders
            if whole.id != thing.id
            and (whole.every, whole.routes) == (thing.every, thing.routes)
            and number[whole.id] in network.containing(number[thing.id])
        ]
        for thing in holders
    }
    wide = {whole for wholes in beside.values() for whole in wholes}
    return [
        replace(
            thing,
            within=tuple(sorted(beside.get(thing.id, ()), key=lambda iri: (len(network.closure(number[iri])), iri))),
        )
        for thing in found
        if thing.id not in wide
    ]


class _Passing:
    """What routes pass, in the sense of `--avoid`, without what every route passes by the question alone.

    Programs and instruments that are known to be out of force on the day are not passed.
    """

    def __init__(self, parts: GraphParts, graphs: Sequence[tuple[TraceQuestion, RouteGraph]]) -> None:
        self._network = parts.network
        self._graphs = [graph for _, graph in graphs]
        self._flows = frozenset[int]().union(*(graph.flows for graph in self._graphs))
        network = parts.network
        as_of = graphs[0][0].as_of
        around = [_around(network, parts.tracer.question(asked)) for asked, _ in graphs]
        self._trivial = frozenset(network.holders[holder] for holder in frozenset.intersection(*around))
        self._named: dict[int, set[str]] = defaultdict(set)
        self._kinds: dict[str, str] = {}
        for predicate, kind in ((v.UNDER_PROGRAM, "program"), (v.AUTHORITY, "instrument"), (v.VIA, "organization")):
            for s in parts.store.statements(predicate=predicate):
                stated = network.flow_number.get(str(s.subject))
                if stated is None:
                    continue
                of_each = str(s.graph or "") in parts.evidence.saying_every(str(s.subject))
                flows = self._flows & (network.all_of([stated]) if of_each else {stated})
                if flows and (predicate == v.VIA or parts.evidence.in_force(str(s.object), as_of)):
                    holder = network.holder_number.get(str(s.object)) if predicate == v.VIA else None
                    around_it = [] if holder is None else [network.holders[n] for n in network.containing(holder)]
                    for flow in flows:
                        self._named[flow].update((str(s.object), *around_it))
                    self._kinds.setdefault(str(s.object), kind)
        organizations = {str(s.subject) for s in parts.store.statements(predicate=v.TYPE, value=v.ORGANIZATION)}
        self._systems = {str(s.subject) for s in parts.store.statements(predicate=v.OPERATED_BY)} - organizations
        self._systems |= {str(s.subject) for s in parts.store.statements(predicate=v.TYPE, value=v.SYSTEM)}
        self._of_flow: dict[int, frozenset[str]] = {}

    def things(self, flows: Iterable[int]) -> set[str]:
        """The things that a route of some flows passes."""
        return {iri for flow in flows for iri in self._things(flow)}

    def _things(self, number: int) -> frozenset[str]:
        """The things that a flow passes."""
        if number not in self._of_flow:
            network = self._network
            flow = network.flows[number]
            holders = network.containing(flow.sender) | network.containing(flow.recipient)
            touched = {flow.iri, *self._named.get(number, ()), *(network.holders[holder] for holder in holders)}
            self._of_flow[number] = frozenset(touched - self._trivial)
        return self._of_flow[number]

    def decided(self, candidates: Iterable[str]) -> Mapping[str, bool | None]:
        """For each thing, whether no route avoids it; `None` where the search stopped before it knew."""
        wanted = set(candidates)
        flows_of: dict[str, set[int]] = {iri: set() for iri in sorted(wanted)}
        for flow in self._flows:
            for iri in self._things(flow) & wanted:
                flows_of[iri].add(flow)
        unavoidable = [graph.on_every_walk() for graph in self._graphs] if wanted else []
        decided: dict[str, bool | None] = {}
        for iri, flows in flows_of.items():
            left = [graph for graph, on in zip(self._graphs, unavoidable, strict=True) if flows.isdisjoint(on)]
            found = {self._on_every_route(graph, flows) for graph in left}
            decided[iri] = False if False in found else None if None in found else True
        return decided

    @staticmethod
    def _on_every_route(graph: RouteGraph, flows: set[int]) -> bool | None:
        if graph.walk(flows) is None:
            return True
        left, seen = graph.routes(flows)
        return None if not left and not seen else not left

    def kind(self, iri: str) -> str:
        """What kind of thing it is."""
        if iri in self._network.flow_number:
            return "flow"
        if iri in self._systems:
            return "system"
        return "organization" if iri in self._network.holder_number else self._kinds[iri]


def _around(network: Network, question: Question) -> frozenset[int]:
    """The holders that every route passes by the question alone: whose closure holds that of one of the two ends."""
    return frozenset(
        holder
        for end in (question.origin, question.recipient)
        for holder in network.containing(end)
        if network.closure(end) <= network.closure(holder)
    )
