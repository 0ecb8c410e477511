"""The same questions to a graph as it is and as a scenario makes it (`answers/scenario`): what becomes of each pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from whoshares.answers.caption import of_its_time
from whoshares.answers.meant import MOST_HOLDERS, Meant, refuse_many
from whoshares.answers.own_of_named import own_flows
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.scenario import Making, Scenario, Turned
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.answers.tracer import Path
from whoshares.answers.whatif import Compared, Effect, Kept, WhatIf, path_of
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.validity import State
from whoshares.network.norms import NORM_KINDS, Norm
from whoshares.routes.exposure import Exposing

_WORDS: Final = tuple(NORM_KINDS.values())
_WHOSE: Final = (v.BLOCKS_ORIGIN, *(f"{v.WS}{word}Sender" for word in _WORDS), v.SENDER_KIND)
_TO: Final = (v.BLOCKS_RECIPIENT, *(f"{v.WS}{word}Recipient" for word in _WORDS), v.RECIPIENT_KIND)
_DATA: Final = (v.BLOCKS_CATEGORY, *(f"{v.WS}{word}Category" for word in _WORDS))
_SLOTS: Final = (_WHOSE, (v.SENDER_PLACE,), _TO, (v.RECIPIENT_PLACE,), _DATA, (v.SET_BY,))
"""What is told of a norm or block, in the order of the fields of `Effect`."""


def what_if(
    parts: GraphParts, scenario: Scenario, asked: TraceQuestion, origin: Meant | None, recipient: Meant | None
) -> WhatIf:
    """What a scenario does between two ends; where one is left open, to all pairs of holders that it touches.

    Each end is a holder, or stands for several. `asked` gives all else. Raises NameUnknown, NameAmbiguous and
    InputError.
    """
    if not (scenario.end or scenario.start or scenario.readings):
        raise InputError(
            "The scenario changes nothing. Name what ends (end), what begins (start), or a reading to take."
        )
    making = Making(parts, asked.as_of)
    for given in scenario.end:
        making.end(given)
    for beginning in scenario.start:
        making.start(beginning)
    comparing = _Comparing(
        parts,
        GraphParts(making.store()),
        replace(asked, unbarred=scenario.unbarred),
        replace(asked, unbarred=scenario.unbarred, readings=parts.readings(scenario.readings)),
    )
    turned = making.turned()
    effects = comparing.effects(turned)
    pairs, left_out = comparing.pairs(origin, recipient, effects)
    compared = tuple(comparing.compared(*pair) for pair in pairs)
    named = {iri for pair in compared for iri in pair.named()} | {change.thing for change in making.changes}
    named |= {iri for effect in effects for iri in effect.named()}
    named |= {iri for change in making.changes for iri in change.flows}
    own = tuple(
        one
        for end, inward in ((origin, False), (recipient, True))
        if end and end.is_holder
        for one in own_flows(parts.network, end.iri, asked.carrying, [asked.as_of], inward=inward)
    )
    named |= {iri for one in own for iri in (one.generic, *one.own)}
    named |= {end.iri for end in (origin, recipient) if end} | {*([asked.carrying] if asked.carrying else [])}
    traces = [trace for pair in compared for trace in (pair.before, pair.after)]
    labels = {iri: label for trace in traces for iri, label in trace.labels.items()}
    labels |= {iri: comparing.label(iri) for iri in sorted(named) if iri not in labels}
    labels |= {change.thing: change.label for change in making.changes}
    question = {
        "from": origin.iri if origin else None,
        "to": recipient.iri if recipient else None,
        "carrying": asked.carrying,
        "asOf": asked.as_of.isoformat(),
        "readings": list(comparing.with_it.readings),
        "unbarred": scenario.unbarred,
    }
    return WhatIf(
        scenario,
        tuple(making.changes),
        effects,
        compared,
        left_out,
        comparing.stopped,
        of_its_time(question),
        labels,
        {iri: short for iri in labels if (short := parts.names.acronym(iri))},
        own,
    )


_Pair = tuple[str, str, str | None]


class _Comparing:
    """Puts the same questions to a graph as it is and as a scenario makes it."""

    def __init__(self, parts: GraphParts, changed: GraphParts, asked: TraceQuestion, with_it: TraceQuestion) -> None:
        self._graphs = (parts, changed)
        self._asked = (asked, with_it)
        self.with_it = with_it
        self._day = asked.as_of
        self.stopped = False

    def label(self, iri: str) -> str:
        """A thing's label, of whichever graph has it."""
        before, after = (graph.describe(iri) for graph in self._graphs)
        return after if before == v.shorten(iri) else before

    # --- what turns ---------------------------------------------------------------------------------------------------

    def effects(self, turned: Turned) -> tuple[Effect, ...]:
        """The things that are in another state on the day, and the bars that bar other flows."""
        found: dict[str, Effect] = {}
        every = turned.ends | turned.begins | turned.returns
        for thing in every | self._bars(every):
            validities = [graph.evidence.validity(thing) for graph in self._graphs]
            states = [
                validity.on(self._day) if graph.names.classes(thing) else State.IMPOSSIBLE
                for graph, validity in zip(self._graphs, validities, strict=True)
            ]
            released, caught = self._barred(thing)
            if states[0] is not states[1] or released or caught:
                there = validities[int(states[1] is not State.IMPOSSIBLE)]
                sort = next(graph.names.class_label(thing) for graph in self._graphs if graph.names.classes(thing))
                confirmed = there.last_confirmed(self._day)
                stated = (self._stated(thing, slots) for slots in _SLOTS)
                effect = _effect(*states, returns=thing in turned.returns)
                found[thing] = Effect(effect, thing, sort, states[0], states[1], confirmed, released, caught, *stated)
        return tuple(sorted(found.values(), key=lambda effect: (effect.thing_class, effect.thing)))

    def _stated(self, thing: str, slots: Iterable[str]) -> tuple[str, ...]:
        """What is stated in some slots of a thing."""
        graph = self._graphs[int(not self._graphs[0].names.classes(thing))]
        return tuple(iri for slot in slots for iri in graph.evidence.values(thing, slot))

    def _bars(self, turned: Iterable[str]) -> set[str]:
        """The bars that turn, that a permission which turns lifts, or that another reading leaves aside."""
        things = set(turned)
        bars = {norm.iri: norm for graph in self._graphs for norm in graph.norms.bars}
        lifted = {bar for graph in self._graphs for p, bar, _ in graph.store.pairs(v.LIFTS_BAR) if p in things}
        readings = {iri for iri, norm in bars.items() if norm.reading} if self.with_it.readings else set()
        return (things | lifted | readings) & bars.keys()

    def _barred(self, bar: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The flows that a bar no longer bars on the day, and those that it bars from then on."""
        before, after = (self._barred_on_the_day(number, bar) for number in (0, 1))
        there = [graph.network.flow_number for graph in self._graphs]
        released = tuple(sorted(flow for flow in before - after if flow in there[1]))
        return released, tuple(sorted(flow for flow in after - before if flow in there[0]))

    def _barred_on_the_day(self, number: int, iri: str) -> set[str]:
        graph, readings = self._graphs[number], self._asked[number].readings
        norms, network = graph.norms, graph.network
        bar = norms.bar_number.get(iri)
        if bar is None:
            return set()
        day = self._day.toordinal()
        return {
            network.flows.iris[flow]
            for flow in self._flows_under(number, norms.bars[bar])
            for category in network.flows.carries[flow]
            if any(barring.bar == bar for barring in norms.barring(flow, category, day, readings))
        }

    def _flows_under(self, number: int, bar: Norm) -> Iterable[int]:
        network = self._graphs[number].network
        if bar.senders is None:
            return range(len(network.flows))
        return [flow for sender in sorted(bar.senders) for flow in network.flows_from.get(sender, ())]

    # --- which pairs -------------------------------------------------------------------------------------------------

    def pairs(
        self, origin: Meant | None, recipient: Meant | None, effects: Iterable[Effect]
    ) -> tuple[list[_Pair], int]:
        """The pairs of holders to look at, and how many were too many. Raises InputError for too many ends."""
        carrying = self.with_it.carrying
        if origin and recipient:
            given = [(one, other) for one, other in product(origin.holders, recipient.holders) if one != other]
            refuse_many(self._graphs[0], len(given), *(end for end in (origin, recipient) if not end.is_holder))
            return [(one, other, carrying) for one, other in given], 0
        end = origin or recipient
        if end is not None:
            refuse_many(self._graphs[0], len(end.holders), end)
            return [
                (holder, far, carrying) if origin else (far, holder, carrying)
                for holder in end.holders
                for far in self._far_ends(holder, outward=bool(origin))
            ], 0
        found: dict[_Pair, None] = {}
        left_out: set[_Pair] = set()
        for effect in effects:
            pairs = dict.fromkeys(pair for graph in self._graphs for pair in _between_ends(graph, effect.thing))
            is_flow = any(effect.thing in graph.network.flow_number for graph in self._graphs)
            if is_flow or len(found.keys() | pairs.keys()) <= MOST_HOLDERS:
                found |= pairs
            else:
                left_out |= pairs.keys()
        kept = [pair for pair in found if not any(self._is_wider(other, pair) for other in found)]
        return kept, len(left_out - found.keys())

    def _is_wider(self, pair: _Pair, than: _Pair) -> bool:
        """Whether a pair is of the same two holders as another, with broader data."""
        tree = self._graphs[1].network.categories
        if pair[:2] != than[:2] or than[2] is None:
            return False
        return pair[2] is None or tree.number[pair[2]] in tree.above(tree.number[than[2]])

    def _far_ends(self, holder: str, *, outward: bool) -> list[str]:
        """The holders at the other end whose row of the exposure is another, or there on one side alone."""
        rows: list[dict[tuple[str, str], tuple[int, State, int]]] = []
        for graph, asked in zip(self._graphs, self._asked, strict=True):
            question = graph.tracer.question(replace(asked, origin=holder, recipient=holder))
            exposing = Exposing(graph.network, question, outward=outward)
            network = graph.network
            rows.append(
                {
                    (network.holders[row.far], network.categories.iris[row.category]): (
                        len(row.flows), row.state, row.evidence,
                    )
                    for row in exposing.rows()
                }
            )  # fmt: skip
            self.stopped |= exposing.stopped
        before, after = rows
        return sorted({key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)})

    # --- one pair -----------------------------------------------------------------------------------------------------

    def compared(self, origin: str, recipient: str, category: str | None) -> Compared:
        """What becomes of one pair."""
        asked = [replace(one, origin=origin, recipient=recipient, carrying=category) for one in self._asked]
        traces = [graph.tracer.trace(one) for graph, one in zip(self._graphs, asked, strict=True)]
        sides = [_Side(graph, one, trace) for graph, one, trace in zip(self._graphs, asked, traces, strict=True)]
        before, after = sides
        closed = [route for path, route in before.routes.items() if after.route(path) is None]
        opened = [route for path, route in after.routes.items() if before.route(path) is None]
        kept = [
            Kept(one, other)
            for path in {**after.routes, **before.routes}
            if (one := before.route(path)) is not None and (other := after.route(path)) is not None
        ]
        return Compared(origin, recipient, category, traces[0], traces[1], tuple(closed), tuple(kept), tuple(opened))


class _Side:
    """The routes of one side of a pair: those looked at, and any other that is asked for."""

    def __init__(self, graph: GraphParts, asked: TraceQuestion, trace: Trace) -> None:
        self._graph = graph
        self._asked = asked
        self._is_all = not trace.truncated
        self.routes = {path_of(route): route for route in trace.routes}
        self._others: dict[Path, TracedRoute | None] = {}

    def route(self, path: Path) -> TracedRoute | None:
        """The route that takes a path, if there is one: also one that the limit left out."""
        if path in self.routes or self._is_all:
            return self.routes.get(path)
        if path not in self._others:
            self._others[path] = self._graph.tracer.along(self._asked, path)
        return self._others[path]


def _effect(before: State, after: State, *, returns: bool) -> str:
    if State.IMPOSSIBLE not in (before, after) or before is after:
        return "changes"
    if after is State.IMPOSSIBLE:
        return "ends"
    return "comes-back" if returns else "begins"


def _between_ends(graph: GraphParts, thing: str) -> Iterator[_Pair]:
    """From whom to whom a flow, block or bar goes or stands, with what data."""
    network = graph.network
    if thing in network.flow_number:
        flow = network.flows[network.flow_number[thing]]
        ends = network.holders[flow.sender], network.holders[flow.recipient]
        for category in flow.carries:
            yield *ends, network.categories.iris[category]
    elif thing in graph.norms.bar_number:
        bar = graph.norms.bars[graph.norms.bar_number[thing]]
        for sender, recipient in product(bar.named_senders or (), bar.named_recipients or ()):
            for number in bar.categories or (None,):
                data = None if number is None else network.categories.iris[number]
                if sender != recipient:
                    yield network.holders[sender], network.holders[recipient], data
    else:
        values = graph.evidence.values
        for sender_, recipient_ in product(values(thing, v.BLOCKS_ORIGIN), values(thing, v.BLOCKS_RECIPIENT)):
            for category_ in values(thing, v.BLOCKS_CATEGORY) or (None,):
                yield sender_, recipient_, category_
