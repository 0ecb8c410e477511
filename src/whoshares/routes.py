"""Routes from one holder to another: category kept from hop to hop, in force on a day, in a total order.

The definition is in `docs/semantics.md`. The search runs in two steps. First the graph of states (flow, category with
which it is traversed) is built forward from the origin, and the fewest flows that remain to the recipient are worked
out backward over it, once for certain hops alone and once for all. Then partial routes are extended best first
(A*, Hart, Nilsson and Raphael 1968): every part of the order of routes is bounded from below by the partial route's own
value, so that routes come out in order and the search can stop at any number of them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from whoshares.network import ANY, Network
from whoshares.validity import State, Validity

WORK_LIMIT: Final = 300_000
"""How many partial routes one search extends before it stops and says that it did."""


@dataclass(frozen=True)
class Question:
    """What is asked. Holders, flows and categories are numbers of the network.

    `day` is `None` where dates are to be left aside. `through` holds one set of flows and one of holders for each thing
    that a route must pass; `without` the flows and holders that it must not touch.
    """

    origin: int
    recipient: int
    category: int = ANY
    day: date | None = None
    exact: bool = False
    max_hops: int | None = None
    through: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()
    without: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """One flow of a route, as the route uses it."""

    flow: int
    category: int
    certain: bool
    """Whether the flow and its transformations are certain on the day, and no block may stand before it."""
    exact: bool
    """Whether the data was just where this flow leaves from; always so for the first hop."""
    transformations: tuple[int, ...]
    """What the data went through before this flow, in order."""
    possible_blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A sequence of hops."""

    hops: tuple[Hop, ...]

    @property
    def certain(self) -> bool:
        """Whether every hop is certain and every join exact."""
        return all(hop.certain and hop.exact for hop in self.hops)

    @property
    def flows(self) -> tuple[int, ...]:
        """The flows' numbers, in order."""
        return tuple(hop.flow for hop in self.hops)


class Chain(NamedTuple):
    """Transformations that turn one category into another at one place. The shorter is less."""

    length: int
    transformations: tuple[int, ...]
    certain: bool


class _Entry(NamedTuple):
    """A category with which data can enter a flow."""

    category: int
    sure: Chain | None
    """The best chain by which the entry is certain, where it can be."""
    best: Chain
    blocks: tuple[int, ...]
    """The blocks that may stand before it."""


class _Reading(NamedTuple):
    """One way to read a sequence of flows: the categories and what the data went through. Less is better."""

    breadth: tuple[tuple[int, int], ...]
    """For each hop, minus the depth of its category, and the category: the most specific reading is least."""
    chains: tuple[tuple[int, tuple[int, ...]], ...]
    certain: tuple[bool, ...]
    blocks: tuple[tuple[int, ...], ...]


class _Alive(NamedTuple):
    """The best readings that reach a category: one certain throughout (or none), and the best of all."""

    certain: _Reading | None
    best: _Reading


@dataclass(order=True, slots=True)
class _Partial:
    """A partial route in the queue; the compared fields bound the order of every completion from below."""

    uncertain: bool
    hops: int
    assumed: int
    evidence: int
    flows: tuple[int, ...]
    complete: bool = field(compare=False)
    alive: Mapping[int, _Alive] = field(compare=False)
    held: frozenset[int] = field(compare=False)
    """Sender of the first flow and all recipients."""


class Search:
    """One question put to a network. Iterate `routes()`; then `exhausted` says whether the search saw everything."""

    def __init__(self, network: Network, question: Question) -> None:
        self.network = network
        self.question = question
        self.exhausted = True
        self._to = network.closure(question.recipient)
        self._from = network.closure(question.origin)
        self._flow_state: dict[int, State] = {}
        self._transformation_state: dict[int, State] = {}
        self._block_state: dict[int, State] = {}
        self._chains: dict[tuple[int, int], Mapping[int, tuple[Chain | None, Chain]]] = {}
        self._entered: dict[tuple[int, int | None, int], tuple[_Entry, ...]] = {}
        self._left: dict[tuple[int, int], int] = {}
        self._left_certain: dict[tuple[int, int], int] = {}
        self._explore()

    @property
    def states(self) -> Mapping[tuple[int, int], int]:
        """The (flow, category) states on some way to the recipient, with the fewest flows that follow."""
        return self._left

    def routes(self) -> Iterator[Route]:
        """All routes, in the order of `docs/semantics.md`."""
        queue: list[_Partial] = []
        for flow in self._first_flows():
            self._push(queue, None, flow, exact=True)
        work = 0
        while queue:
            partial = heapq.heappop(queue)
            if partial.complete:
                yield self._route(partial)
                continue
            work += 1
            if work > WORK_LIMIT:
                self.exhausted = False
                return
            for flow, exact in self._next_flows(partial.flows[-1]):
                self._push(queue, partial, flow, exact=exact)

    # --- what may be used -------------------------------------------------------------------------------------------

    def _first_flows(self) -> Iterator[int]:
        for holder in sorted(self._from):
            yield from self.network.flows_from.get(holder, ())

    def _next_flows(self, flow: int) -> Iterator[tuple[int, bool]]:
        """The flows that can follow by a join, each with whether that join is exact."""
        for holder, exact in self.network.joins(self.network.flows[flow].recipient).items():
            if exact or not self.question.exact:
                for number in self.network.flows_from.get(holder, ()):
                    yield number, exact

    def _state_of_flow(self, number: int) -> State:
        if number not in self._flow_state:
            flow = self.network.flows[number]
            flows, holders = self.question.without
            if number in flows or flow.sender in holders or flow.recipient in holders:
                state = State.IMPOSSIBLE
            else:
                state = self._on_day(flow.validity)
            self._flow_state[number] = state
        return self._flow_state[number]

    def _state_of_transformation(self, number: int) -> State:
        if number not in self._transformation_state:
            self._transformation_state[number] = self._on_day(self.network.transformations[number].validity)
        return self._transformation_state[number]

    def _state_of_block(self, number: int) -> State:
        if number not in self._block_state:
            state = State.IMPOSSIBLE
            if self.question.blocks and self.question.day is not None:
                state = self.network.blocks[number].validity.on(self.question.day)
            self._block_state[number] = state
        return self._block_state[number]

    def _on_day(self, validity: Validity) -> State:
        return State.POSSIBLE if self.question.day is None else validity.on(self.question.day)

    def _blocks_between(self, before: int, after: int, category: int) -> tuple[State, tuple[int, ...]]:
        """Whether blocks stop a pair of flows (certain), may stop it (possible, and which), or not."""
        network = self.network
        place = network.flows[before].recipient
        if place != network.flows[after].sender or place not in network.blocks_at:
            return State.IMPOSSIBLE, ()
        possible = []
        for number in network.blocks_at[place]:
            block = network.blocks[number]
            if (
                network.flows[before].sender in block.origins
                and network.flows[after].recipient in block.recipients
                and (
                    not block.categories
                    or any(network.categories.meet(category, c) is not None for c in block.categories)
                )
            ):
                state = self._state_of_block(number)
                if state is State.CERTAIN:
                    return State.CERTAIN, (number,)
                if state is State.POSSIBLE:
                    possible.append(number)
        return (State.POSSIBLE if possible else State.IMPOSSIBLE), tuple(possible)

    def _chains_at(self, place: int, category: int) -> Mapping[int, tuple[Chain | None, Chain]]:
        """Each category that data at a place can have, with the shortest certain chain (or none) and the shortest."""
        key = (place, category)
        if key not in self._chains:
            certain = self._reach(place, category, certain_only=True)
            every = self._reach(place, category, certain_only=False)
            self._chains[key] = {
                c: (
                    Chain(len(certain[c]), certain[c], True) if c in certain else None,
                    Chain(len(every[c]), every[c], certain.get(c) == every[c]),
                )
                for c in every
            }
        return self._chains[key]

    def _reach(self, place: int, category: int, *, certain_only: bool) -> Mapping[int, tuple[int, ...]]:
        meet = self.network.categories.meet
        usable = [
            number
            for holder, exact in self.network.joins(place).items()
            if exact or not (self.question.exact or certain_only)
            for number in self.network.transformations_by_holder.get(holder, ())
            if self._state_of_transformation(number) >= (State.CERTAIN if certain_only else State.POSSIBLE)
        ]
        usable.sort()
        found: dict[int, tuple[int, ...]] = {category: ()}
        level = [category]
        while level:
            following = []
            for current in level:
                for number in usable:
                    transformation = self.network.transformations[number]
                    if any(meet(current, consumed) is not None for consumed in transformation.consumes):
                        for produced in transformation.produces:
                            if produced not in found:
                                found[produced] = (*found[current], number)
                                following.append(produced)
            level = following
        return found

    # --- the graph of states ----------------------------------------------------------------------------------------

    def _explore(self) -> None:
        """Work out, for each (flow, category), the fewest flows that remain, over certain hops and over all."""
        back: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        back_certain: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        ends: list[tuple[int, int]] = []
        certain_ends: list[tuple[int, int]] = []
        seen: set[tuple[int, int]] = set()
        ahead: list[tuple[int, int]] = []
        for flow in self._first_flows():
            for entry in self._entries(self.network.flows[flow].sender, self.question.category, None, flow):
                if (flow, entry.category) not in seen:
                    seen.add((flow, entry.category))
                    ahead.append((flow, entry.category))
        while ahead:
            state = ahead.pop()
            flow, category = state
            recipient = self.network.flows[flow].recipient
            certain_here = self._state_of_flow(flow) is State.CERTAIN
            if recipient in self._to:
                ends.append(state)
                if certain_here:
                    certain_ends.append(state)
                continue
            if recipient in self._from:
                continue
            for following, exact in self._next_flows(flow):
                for entry in self._entries(recipient, category, flow, following):
                    successor = (following, entry.category)
                    back[successor].append(state)
                    if exact and entry.sure is not None and certain_here:
                        back_certain[successor].append(state)
                    if successor not in seen:
                        seen.add(successor)
                        ahead.append(successor)
        self._left = _distances(ends, back)
        self._left_certain = _distances(certain_ends, back_certain)

    def _entries(self, place: int, category: int, before: int | None, flow: int) -> tuple[_Entry, ...]:
        """The ways in which data of a category at a place can enter a flow, after the flow that brought it there."""
        key = (category, before, flow)
        if key not in self._entered:
            self._entered[key] = tuple(self._find_entries(place, category, before, flow))
        return self._entered[key]

    def _find_entries(self, place: int, category: int, before: int | None, flow: int) -> Iterator[_Entry]:
        flow_state = self._state_of_flow(flow)
        if flow_state is State.IMPOSSIBLE:
            return
        found: dict[int, _Entry] = {}
        for held, (certain, best) in self._chains_at(place, category).items():
            for carried in self.network.flows[flow].carries:
                arriving = self.network.categories.meet(held, carried)
                if arriving is None:
                    continue
                blocked, blocks = (
                    (State.IMPOSSIBLE, ()) if before is None else self._blocks_between(before, flow, arriving)
                )
                if blocked is State.CERTAIN:
                    continue
                sure = certain if flow_state is State.CERTAIN and not blocks else None
                known = found.get(arriving)
                if known is not None:
                    best_here = min(known.best, best)
                    sure_here = min((c for c in (known.sure, sure) if c is not None), default=None)
                    found[arriving] = _Entry(arriving, sure_here, best_here, blocks)
                else:
                    found[arriving] = _Entry(arriving, sure, best, blocks)
        for arriving in sorted(found):
            yield found[arriving]

    # --- routes -----------------------------------------------------------------------------------------------------

    def _push(self, queue: list[_Partial], partial: _Partial | None, flow: int, *, exact: bool) -> None:
        """Put a partial route, longer by one flow, into the queue, unless nothing can come of it."""
        network, question = self.network, self.question
        recipient = network.flows[flow].recipient
        complete = recipient in self._to
        if partial is None:
            held = frozenset({network.flows[flow].sender})
            place, before = network.flows[flow].sender, None
            alive = self._extend({question.category: None}, place, before, flow, exact)
            hops, assumed, evidence = 1, 0, network.flows[flow].evidence
            flows: tuple[int, ...] = (flow,)
        else:
            held = partial.held
            before = partial.flows[-1]
            place = network.flows[before].recipient
            alive = self._extend(partial.alive, place, before, flow, exact)
            hops = len(partial.flows) + 1
            assumed = partial.assumed + (not exact)
            evidence = max(partial.evidence, network.flows[flow].evidence)
            flows = (*partial.flows, flow)
        if not alive or recipient in held or (not complete and recipient in self._from):
            return
        left = [self._left[flow, category] for category in alive]
        left_certain = [
            self._left_certain[flow, c]
            for c, reading in alive.items()
            if reading.certain is not None and (flow, c) in self._left_certain
        ]
        total = hops + (min(left_certain) if left_certain else min(left))
        if question.max_hops is not None:
            if hops + min(left) > question.max_hops:
                return
            if total > question.max_hops:
                total, left_certain = hops + min(left), []
        if complete and not self._passes(flows):
            return
        heapq.heappush(
            queue, _Partial(not left_certain, total, assumed, evidence, flows, complete, alive, held | {recipient})
        )

    def _extend(
        self, alive: Mapping[int, _Alive | None], place: int, before: int | None, flow: int, exact: bool
    ) -> dict[int, _Alive]:
        """The readings after one more flow."""
        depth = self.network.categories.depth
        certain_flow = self._state_of_flow(flow) is State.CERTAIN
        found: dict[int, _Alive] = {}
        for category, readings in alive.items():
            for entry in self._entries(place, category, before, flow):
                arriving = entry.category
                if (flow, arriving) not in self._left:
                    continue
                shown = (-depth(arriving), arriving)
                sure = None
                if entry.sure is not None and exact and (readings is None or readings.certain is not None):
                    sure = _read_on(readings and readings.certain, shown, entry.sure, True, ())
                hop_certain = certain_flow and entry.best.certain and not entry.blocks
                best = _read_on(readings and readings.best, shown, entry.best, hop_certain, entry.blocks)
                if arriving in found:
                    known = found[arriving]
                    best = min(best, known.best)
                    sure = min((r for r in (sure, known.certain) if r is not None), default=None)
                found[arriving] = _Alive(sure, best)
        return found

    def _passes(self, flows: tuple[int, ...]) -> bool:
        network = self.network
        touched = {h for f in flows for h in (network.flows[f].sender, network.flows[f].recipient)}
        return all(
            not wanted_flows.isdisjoint(flows) or not wanted_holders.isdisjoint(touched)
            for wanted_flows, wanted_holders in self.question.through
        )

    def _route(self, partial: _Partial) -> Route:
        certain = [alive.certain for alive in partial.alive.values() if alive.certain is not None]
        reading = min(certain) if certain else min(alive.best for alive in partial.alive.values())
        network = self.network
        hops = []
        for place, flow in enumerate(partial.flows):
            exact = (
                place == 0
                or network.joins(network.flows[partial.flows[place - 1]].recipient)[network.flows[flow].sender]
            )
            hops.append(
                Hop(
                    flow,
                    reading.breadth[place][1],
                    reading.certain[place],
                    exact,
                    reading.chains[place][1],
                    reading.blocks[place],
                )
            )
        return Route(tuple(hops))


def _read_on(
    before: _Reading | None, shown: tuple[int, int], chain: Chain, certain: bool, blocks: tuple[int, ...]
) -> _Reading:
    if before is None:
        return _Reading((shown,), (chain[:2],), (certain,), (blocks,))
    return _Reading(
        (*before.breadth, shown),
        (*before.chains, chain[:2]),
        (*before.certain, certain),
        (*before.blocks, blocks),
    )


def _distances(
    ends: Iterable[tuple[int, int]], back: Mapping[tuple[int, int], list[tuple[int, int]]]
) -> dict[tuple[int, int], int]:
    """The fewest steps from each state to one of the ends."""
    found = dict.fromkeys(ends, 0)
    level = list(found)
    steps = 0
    while level:
        steps += 1
        following = []
        for state in level:
            for earlier in back.get(state, ()):
                if earlier not in found:
                    found[earlier] = steps
                    following.append(earlier)
        level = following
    return found
