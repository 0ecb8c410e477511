"""Putting a question to a network and its routes together with their evidence."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias

from whoshares.answers.between import Between, lies_between
from whoshares.answers.caption import Caption, caption_of, searched
from whoshares.answers.of_named import MOST_PAIRS, OfNamed, best_of, with_named
from whoshares.answers.of_some import said_of_some
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.answers.traced import GoneRound, TracedBar, TracedBlock, TracedHop, TracedRoute, TracedTransformation
from whoshares.answers.ways import Bodies, to_end, way_of, ways
from whoshares.model import vocabulary as v
from whoshares.model.validity import State, state
from whoshares.network.categories import ANY
from whoshares.network.every import generic_of
from whoshares.network.network import Network
from whoshares.network.norms import Barring, Norms
from whoshares.routes.absence import FOUND, Absence, as_written
from whoshares.routes.confirmations import hop_confirmed
from whoshares.routes.going_round import GoingRound, Leg
from whoshares.routes.nearby import Nearby, nearby
from whoshares.routes.question import Question
from whoshares.routes.search import Hop, Route, Search
from whoshares.routes.steps import Shared
from whoshares.routes.why_none import days_known, why_none
from whoshares.store.evidence import Evidence
from whoshares.store.names import Names

Path: TypeAlias = tuple[tuple[str, str, str], ...]
"""What makes a route that route: each flow, with the holders that it takes data from and to."""

_HOPS: Final = 1000
"""How many hops are remembered with their evidence: routes of an answer share most of theirs."""
_LYING: Final = 500
"""Of how many questions it is remembered what lies between: a trace and the cuts of one brief ask the same."""


class Tracer:
    """Answers traces over one network, with the evidence of one store."""

    def __init__(self, network: Network, evidence: Evidence, names: Names, norms: Norms) -> None:
        self._network = network
        self._norms = norms
        self._evidence = evidence
        self._names = names
        self._rounds: dict[tuple[str, ...], GoingRound] = {}
        self.bodies = Bodies(network, norms)
        self._hop = lru_cache(_HOPS)(self._traced_hop)
        self._lying: dict[tuple[Question, bool], Between] = {}

    def trace(
        self,
        asked: TraceQuestion,
        *,
        without: frozenset[int] = frozenset(),
        with_named_bodies: bool = False,
        shared: Shared | None = None,
    ) -> Trace:
        """The routes that answer a question, or why there are none; `without` leaves out flows by number.

        `with_named_bodies` asks also of the named bodies for which a generic end stands, and, where no route is known,
        what is known nearby. `shared` is what several questions share.
        """
        question = self.question(asked)
        if without:
            question = replace(question, without=(question.without[0] | without, question.without[1]))
        known = None if shared is None else shared.of(question)
        search = Search(self._network, question, self._norms, known=known)
        found = list(islice(search.routes(), asked.limit + 1))
        routes = tuple(self.traced(route, asked) for route in found[: asked.limit])
        absence = FOUND if routes else self._as_written(why_none(self._network, question, self._norms, shared))
        between = self._between(question, found=bool(routes), shared=shared)
        named = {asked.origin, asked.recipient, *asked.via, *asked.avoid, *asked.readings}
        named.update(
            (
                *absence.categories,
                *(block.iri for block in absence.blocks),
                *absence.known_to,
                *absence.known_from,
                *absence.to_itself,
            )
        )
        named |= {asked.carrying} if asked.carrying else set()
        named |= between.named()
        beside = nearby(self._network, question, self._norms) if with_named_bodies and not routes else Nearby()
        named.update(beside.things)
        of_some = said_of_some(self._network, question)
        of_named = self._of_named(asked, question) if with_named_bodies else None
        named = named.union(*(said.named() for said in of_some), of_named.named() if of_named else ())
        found_ways = ways(routes, self.bodies.of, to_end(asked.origin), to_end(asked.recipient))
        named = named.union(*(way.named() for way in found_ways))
        return Trace(
            self.caption(asked.to_dict(), routes, named),
            outcome="routes" if routes else "none-known",
            routes=routes,
            ways=found_ways,
            truncated=len(found) > asked.limit or not search.exhausted,
            stopped=not search.exhausted,
            absence=absence,
            nearby=beside,
            of_some=of_some,
            of_named=of_named,
            between=between,
        )

    def days_known(self, question: Question) -> Absence:
        """The days on which a question has a route, whatever its own, also as sources write them."""
        return self._as_written(days_known(self._network, question))

    def _as_written(self, absence: Absence) -> Absence:
        """The same, with the days on which routes are known as sources write them."""
        starts, ends = (
            [text for iri in absence.turning for text in self._evidence.values(iri, predicate)]
            for predicate in (v.VALID_FROM, v.VALID_UNTIL)
        )
        return replace(absence, written=as_written(absence.days, starts, ends))

    def _of_named(self, asked: TraceQuestion, question: Question) -> OfNamed | None:
        """What is known of the named bodies for which the ends stand; `None` where no end is generic."""
        network = self._network
        holders = network.holders
        every = with_named(network, question)
        if not every:
            return None
        found = sorted(
            best_of(network, every[:MOST_PAIRS], self._norms),
            key=lambda one: (one[1].state, len(one[1].hops), one[0].origin, one[0].recipient),
        )
        routes = tuple(self.traced(route, asked) for _, route in found)
        generic = [iri for iri in (asked.origin, asked.recipient) if network.named.get(network.holder_number[iri])]
        shown = [self.bodies.of if end in generic else to_end(end) for end in (asked.origin, asked.recipient)]
        return OfNamed(
            tuple(generic),
            min(len(every), MOST_PAIRS),
            max(len(every) - MOST_PAIRS, 0),
            tuple((holders[one.origin], holders[one.recipient]) for one, _ in found),
            routes,
            ways(routes, self.bodies.of, *shown),
            self._between(found[0][0] if found else question, found=True),
        )

    def along(self, asked: TraceQuestion, path: Path) -> TracedRoute | None:
        """The route that takes just some flows between some holders, one after another; `None` where that is none."""
        network = self._network
        if not network.flow_number.keys() >= {flow for flow, _, _ in path}:
            return None
        wanted = network.all_of({network.flow_number[flow] for flow, _, _ in path})
        question = self.question(asked)
        others = frozenset(range(len(network.flows))).difference(wanted)
        alone = replace(question, without=(question.without[0] | others, question.without[1]))
        table, holders = network.flows, network.holders
        for route in Search(network, alone, self._norms).routes():
            taken = tuple((table.iris[f], holders[table.sender[f]], holders[table.recipient[f]]) for f in route.flows)
            if taken == path:
                return self.traced(route, asked)
        return None

    def between(self, asked: TraceQuestion, *, found: bool = True) -> Between:
        """What lies between the ends of a question; with `found` false, also what there would be without blocks."""
        return self._between(self.question(asked), found=found)

    def _between(self, question: Question, *, found: bool, shared: Shared | None = None) -> Between:
        key = question, found
        if key not in self._lying:
            if len(self._lying) == _LYING:
                self._lying.clear()
            self._lying[key] = self._looked_between(question, found=found, shared=shared)
        return self._lying[key]

    def _looked_between(self, question: Question, *, found: bool, shared: Shared | None) -> Between:
        network = self._network
        table, iris, ends = network.flows, network.categories.iris, (question.origin, question.recipient)

        def way(route: Route) -> Hashable:
            hops = [
                (network.holders[table.sender[h.flow]], iris[h.category], network.holders[table.recipient[h.flow]])
                for h in route.hops
            ]
            origin, recipient = (to_end(network.holders[end]) for end in ends)
            return way_of(hops, self.bodies.of, origin, recipient)

        return lies_between(
            network, self._norms, self._evidence, question, self.traced_bar, way, found=found, shared=shared
        )

    def caption(self, question: Mapping[str, object], routes: Iterable[TracedRoute], things: Iterable[str]) -> Caption:
        """The caption of an answer that shows some routes and names further things."""
        named = {iri for route in routes for iri in route.named()} | set(things)
        return caption_of(self._names, question, searched(self._network), named)

    def question(self, asked: TraceQuestion) -> Question:
        """The question in the network's numbers."""
        number = self._network.holder_number
        nowhere = -1  # a holder that takes part in no flow is no number of the network
        return Question(
            origin=number.get(asked.origin, nowhere),
            recipient=number.get(asked.recipient, nowhere),
            category=ANY if asked.carrying is None else self._network.categories.number[asked.carrying],
            day=asked.as_of,
            exact=asked.exact,
            max_hops=asked.max_hops,
            through=tuple(self._touching(iri) for iri in asked.via),
            without=self._union(self._touching(iri) for iri in asked.avoid),
            between=asked.between,
            unbarred=asked.unbarred,
            readings=asked.readings,
            confirmed_since=asked.confirmed_since,
        )

    def _touching(self, iri: str) -> tuple[frozenset[int], frozenset[int]]:
        """The flows and holders by which a route passes a thing."""
        network = self._network
        flows = network.all_of({network.flow_number[iri]} if iri in network.flow_number else ())
        holder = network.holder_number.get(iri)
        holders = network.closure(holder) if holder is not None else frozenset[int]()
        flows |= self.naming(iri, (v.VIA, v.UNDER_PROGRAM, v.AUTHORITY))
        flows = flows.union(*(self.naming(network.holders[one], (v.VIA,)) for one in holders))
        return flows, holders

    def naming(self, iri: str, predicates: tuple[str, ...]) -> frozenset[int]:
        """The flows that name a thing by some properties: as named bodies', where a source that says every does."""
        network, evidence = self._network, self._evidence
        found = set[int]()
        for thing in evidence.with_value(iri, predicates) & network.flow_number.keys():
            number = network.flow_number[thing]
            every = evidence.saying_every(thing)
            of_each = any(iri in evidence.values(thing, predicate, every) for predicate in predicates)
            found |= network.all_of([number]) if of_each else {number}
        return frozenset(found)

    @staticmethod
    def _union(
        parts: Iterable[tuple[frozenset[int], frozenset[int]]],
    ) -> tuple[frozenset[int], frozenset[int]]:
        flows: frozenset[int] = frozenset()
        holders: frozenset[int] = frozenset()
        for more_flows, more_holders in parts:
            flows, holders = flows | more_flows, holders | more_holders
        return flows, holders

    def traced(self, route: Route, asked: TraceQuestion) -> TracedRoute:
        """A route with its evidence."""
        sender, recipient = self._network.flows.sender, self._network.flows.recipient
        held_at = [sender[route.hops[0].flow], *(recipient[hop.flow] for hop in route.hops)]
        hops = tuple(self._hop(hop, place, asked.readings) for hop, place in zip(route.hops, held_at, strict=False))
        return TracedRoute(route.state, hops, self._goes_round(route, asked.readings))

    def _traced_hop(self, hop: Hop, held_at: int, readings: tuple[str, ...]) -> TracedHop:
        """A hop with its evidence; the data was at a holder before it."""
        network, evidence = self._network, self._evidence
        flow = network.flows[hop.flow]
        day = date.fromordinal(hop.day) if hop.day else None
        within = None if flow.as_every == -1 else evidence.saying_every(flow.iri)

        def values(predicate: str) -> tuple[str, ...]:
            return tuple(evidence.values(flow.iri, predicate, within))

        return TracedHop(
            flow=flow.iri,
            sender=network.holders[flow.sender],
            recipient=network.holders[flow.recipient],
            category=network.categories.iris[hop.category],
            state=hop.state,
            flow_state=State.POSSIBLE if day is None else flow.validity.on(day),
            last_confirmed=hop_confirmed(network, hop),
            exact=hop.exact,
            as_every=None if flow.as_every == -1 else network.holders[generic_of(flow.as_every)],
            as_every_at=None if flow.as_every == -1 else "sender" if flow.as_every >= 0 else "recipient",
            program=values(v.UNDER_PROGRAM),
            program_not_in_force=tuple(p for p in values(v.UNDER_PROGRAM) if not evidence.in_force(p, day)),
            authority=tuple(i for i in values(v.AUTHORITY) if evidence.in_force(i, day)),
            authority_not_in_force=tuple(i for i in values(v.AUTHORITY) if not evidence.in_force(i, day)),
            via=values(v.VIA),
            mode=values(v.MODE),
            controlled_by=values(v.CONTROLLED_BY),
            evidence_status=values(v.EVIDENCE_STATUS),
            valid_from=values(v.VALID_FROM),
            valid_until=values(v.VALID_UNTIL),
            attested_on=values(v.ATTESTED_ON),
            disputed=flow.validity.disputed
            or any(network.transformations[t].validity.disputed for t in hop.transformations),
            transformations=tuple(self._transformation(t, held_at, day) for t in hop.transformations),
            notes=values(v.NOTE),
            blocks=tuple(self._block(number, day) for number in hop.possible_blocks),
            day=day.isoformat() if day else None,
            bars=self._bars(hop, readings),
            evidence=flow.evidence,
            sources=tuple(evidence.citations(flow.iri, within)),
        )

    def alone(self, flow: int, category: int, day: date) -> TracedHop:
        """A flow by itself with its evidence, also where it is not in force on the day."""
        network = self._network
        state = network.flows.validity(flow).on(day)
        return self._hop(Hop(flow, category, state, True, (), (), day.toordinal()), network.flows.sender[flow], ())

    def _goes_round(self, route: Route, readings: tuple[str, ...]) -> tuple[GoneRound, ...]:
        """The bars that a route goes round, as they stand when each stretch begins."""
        if readings not in self._rounds:
            self._rounds[readings] = GoingRound(self._network, self._norms, readings)
        found = []
        for gone in self._rounds[readings].of([Leg(hop.flow, hop.category, hop.day) for hop in route.hops]):
            day, spans = route.hops[gone.first].day, self._norms.bars[gone.bar].validity.spans
            stands = State.POSSIBLE if not day else state(day, spans)
            bar = self.traced_bar(Barring(gone.bar, stands, ()), date.fromordinal(day) if day else None)
            found.append(GoneRound(bar, gone.first + 1, gone.last + 1))
        return tuple(found)

    def _bars(self, hop: Hop, readings: tuple[str, ...]) -> tuple[TracedBar, ...]:
        """The bars that cover a hop on its day, or on some day where its own is open."""
        return tuple(
            self.traced_bar(barring, date.fromordinal(hop.day) if hop.day else None)
            for barring in self._norms.barring(hop.flow, hop.category, hop.day or None, readings, lifted=True)
        )

    def _block(self, number: int, day: date | None) -> TracedBlock:
        block = self._network.blocks[number]
        return TracedBlock(
            block.iri,
            State.POSSIBLE if day is None else block.validity.on(day),
            None if day is None else block.validity.last_confirmed(day),
        )

    def traced_bar(self, barring: Barring, day: date | None) -> TracedBar:
        """A bar with its evidence, as it stands on a day."""
        bar = self._norms.bars[barring.bar]
        return TracedBar(
            bar.iri,
            bar.instruments,
            barring.state,
            None if day is None else bar.validity.last_confirmed(day),
            bar.reading,
            tuple(sorted(value for limit in bar.limits for value in limit)),
            tuple(self._evidence.values(bar.iri, v.EXCEPTION)),
            barring.lifted_by,
            tuple(self._evidence.citations(bar.iri)),
        )

    def _transformation(self, number: int, held_at: int, day: date | None) -> TracedTransformation:
        network = self._network
        transformation = network.transformations[number]
        within = None if transformation.as_every == -1 else self._evidence.saying_every(transformation.iri)
        return TracedTransformation(
            transformation.iri,
            network.holders[transformation.holder],
            tuple(network.categories.iris[c] for c in transformation.consumes),
            tuple(network.categories.iris[c] for c in transformation.produces),
            State.POSSIBLE if day is None else transformation.validity.on(day),
            None if day is None else transformation.validity.last_confirmed(day),
            network.joins(held_at)[transformation.holder],
            None if transformation.as_every == -1 else network.holders[transformation.as_every],
            tuple(self._evidence.values(transformation.iri, v.EVIDENCE_STATUS, within)),
            tuple(self._evidence.citations(transformation.iri, within)),
        )
