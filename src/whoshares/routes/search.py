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
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.network.network import MANY, Network
from whoshares.network.norms import Norms
from whoshares.routes.question import Question
from whoshares.routes.readings import Reading, Readings, not_worse, read_on
from whoshares.routes.steps import Steps

if TYPE_CHECKING:
    from whoshares.routes.distance_bits import Levels

WORK_LIMIT: Final = 300_000
"""How many partial routes one search extends before it stops and says that it did."""


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
    day: int | None
    """The day of the hop, as an ordinal: `OPEN` where it may be ever so early, `None` where dates are left aside."""


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


@dataclass(order=True, slots=True)
class _Partial:
    """A partial route in the queue; the compared fields bound the order of every completion from below."""

    uncertain: bool
    hops: int
    assumed: int
    evidence: int
    ahead: int
    """The fewest flows that remain, where only the length counts: so that one route is followed to its end."""
    flows: tuple[int, ...]
    complete: bool = field(compare=False)
    alive: Mapping[int, Readings] = field(compare=False)
    held: frozenset[int] = field(compare=False)
    """Sender of the first flow and all recipients."""


class Search(Steps):
    """One question put to a network. Iterate `routes()`; then `exhausted` says whether the search saw everything."""

    def __init__(
        self, network: Network, question: Question, norms: Norms | None = None, levels: Levels | None = None
    ) -> None:
        """`levels` are those of a question that differs in its origin alone, where they are known."""
        super().__init__(network, question, norms)
        self._known_levels = levels
        self.exhausted = True
        self.work = 0
        """How many partial routes were extended."""
        self._to = network.closure(question.recipient)

    @property
    def states(self) -> Mapping[tuple[int, int], int]:
        """The (flow, category) states on some way to the recipient, with the fewest flows that follow."""
        return self._left

    @cached_property
    def _left(self) -> Mapping[tuple[int, int], int]:
        return self._distances[0]

    @cached_property
    def _left_certain(self) -> Mapping[tuple[int, int], int]:
        return self._distances[1]

    def routes(self, most: int | None = None) -> Iterator[Route]:
        """All routes, in the order of `docs/semantics.md`; `most` is how many partial routes to extend at the most."""
        most = WORK_LIMIT if most is None else most
        queue: list[_Partial] = []
        for flow in self._leading_first():
            self._push(queue, None, flow, exact=True)
        while queue:
            partial = heapq.heappop(queue)
            if partial.complete:
                yield self._route(partial)
                continue
            if self.work >= most:
                self.exhausted = False
                return
            self.work += 1
            for flow, exact in self._leading_on(partial):
                self._push(queue, partial, flow, exact=exact)

    # --- the graph of states ----------------------------------------------------------------------------------------

    @cached_property
    def levels(self) -> Levels | None:
        """On a large network, the distances over all hops; over certain hops, where these alone are asked for."""
        if self._known_levels is not None:
            return self._known_levels
        if len(self.network.flows) < MANY:
            return None
        from whoshares.network.arrays import grid_of
        from whoshares.routes.distance_bits import Levels

        return Levels(self, grid_of(self.network), certain=self.question.certain_only)

    @cached_property
    def _distances(self) -> tuple[Mapping[tuple[int, int], int], Mapping[tuple[int, int], int]]:
        """For each (flow, category), the fewest flows that remain: over all hops, and over certain hops alone."""
        levels = self.levels
        if levels is not None:
            if self.question.certain_only:
                return levels, levels
            if self.question.by_length or self._window is None:  # not asked for; nothing is certain
                return levels, {}
            return levels, type(levels)(self, levels.grid, certain=True)
        back: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        back_certain: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        ends: list[tuple[int, int]] = []
        certain_ends: list[tuple[int, int]] = []
        seen: set[tuple[int, int]] = set()
        ahead: list[tuple[int, int]] = []
        for flow in self._first_flows():
            sender = self.network.flows.sender[flow]
            for entry in self._entries(sender, self.question.category, None, flow, self._day):
                if (flow, entry.category) not in seen:
                    seen.add((flow, entry.category))
                    ahead.append((flow, entry.category))
        while ahead:
            state = ahead.pop()
            flow, category = state
            recipient = self.network.flows.recipient[flow]
            certain_here = self.flow_certain(flow)
            if recipient in self._to:
                if self.question.arriving in (None, category):
                    ends.append(state)
                    if certain_here:
                        certain_ends.append(state)
                continue
            if recipient in self._from:
                continue
            for following, exact in self._next_flows(flow):
                for entry in self._entries(recipient, category, flow, following, self._day):
                    successor = (following, entry.category)
                    back[successor].append(state)
                    if exact and entry.sure is not None and certain_here:
                        back_certain[successor].append(state)
                    if successor not in seen:
                        seen.add(successor)
                        ahead.append(successor)
        return _distances(ends, back), _distances(certain_ends, back_certain)

    def _leading_first(self) -> Iterator[int]:
        """The flows with which a route may begin; fewer, where the levels tell which lead on."""
        levels = self.levels
        if levels is None:
            yield from self._first_flows()
            return
        most = self.question.max_hops
        for holder in sorted(self._from):
            held = self._chains_at(holder, self.question.category, self._day)
            yield from levels.leading_on([holder], held, None if most is None else most - 1)

    def _leading_on(self, partial: _Partial) -> Iterator[tuple[int, bool]]:
        """The flows that can follow, as `_next_flows`; fewer, where the levels tell which lead on."""
        levels = self.levels
        if levels is None:
            yield from self._next_flows(partial.flows[-1])
            return
        table = self.network.flows
        place = table.recipient[partial.flows[-1]]
        joins = self.network.joins(place)
        most = None if self.question.max_hops is None else self.question.max_hops - len(partial.flows) - 1
        holders = [holder for holder, exact in joins.items() if exact or not self.question.exact]
        held = {held for category in partial.alive for held in self._chains_at(place, category, self._day)}
        for number in levels.leading_on(holders, held, most):
            yield number, joins[table.sender[number]]

    # --- routes -----------------------------------------------------------------------------------------------------

    def _push(self, queue: list[_Partial], partial: _Partial | None, flow: int, *, exact: bool) -> None:
        """Put a partial route, longer by one flow, into the queue, unless nothing can come of it."""
        table, question = self.network.flows, self.question
        recipient = table.recipient[flow]
        complete = recipient in self._to
        held = frozenset({table.sender[flow]}) if partial is None else partial.held
        if recipient in held or (not complete and recipient in self._from):
            return
        if partial is None:
            alive = self._extend({question.category: None}, table.sender[flow], None, flow, exact)
            hops, assumed, evidence = 1, 0, table.evidence[flow]
            flows: tuple[int, ...] = (flow,)
        else:
            before = partial.flows[-1]
            alive = self._extend(partial.alive, table.recipient[before], before, flow, exact)
            hops = len(partial.flows) + 1
            assumed = partial.assumed + (not exact)
            evidence = max(partial.evidence, table.evidence[flow])
            flows = (*partial.flows, flow)
        if complete and question.arriving is not None:
            alive = {category: alive[category] for category in alive if category == question.arriving}
        if not alive:
            return
        left = [self._left[flow, category] for category in alive]
        left_certain = [
            self._left_certain[flow, category]
            for category, readings in alive.items()
            if (flow, category) in self._left_certain and any(reading.sure for reading in readings)
        ]
        if question.certain_only and not left_certain:
            return
        total = hops + (min(left_certain) if left_certain else min(left))
        if question.max_hops is not None:
            if hops + min(left) > question.max_hops:
                return
            if total > question.max_hops:
                total, left_certain = hops + min(left), []
        if complete and not self._passes(flows):
            return
        uncertain = not left_certain
        if question.by_length:
            uncertain, assumed, total = False, 0, hops + min(left)
        ahead = total - hops if question.by_length else 0
        held |= {recipient}
        heapq.heappush(queue, _Partial(uncertain, total, assumed, evidence, ahead, flows, complete, alive, held))

    def _extend(
        self, alive: Mapping[int, Readings | None], place: int, before: int | None, flow: int, exact: bool
    ) -> dict[int, Readings]:
        """The readings after one more flow."""
        depth = self.network.categories.depth
        found: dict[int, list[Reading]] = defaultdict(list)
        for category, readings in alive.items():
            for reading in readings or (None,):
                for day, entry in self._steps(place, category, before, flow, reading.day if reading else None):
                    arriving = entry.category
                    if (flow, arriving) not in self._left:
                        continue
                    shown = (-depth(arriving), arriving)
                    if entry.sure is not None and exact and (reading is None or reading.sure):
                        found[arriving].append(read_on(reading, shown, entry.sure, True, (), day, sure=True))
                    hop_certain = entry.best.certain and not entry.blocks and self.flow_certain(flow, day)
                    found[arriving].append(
                        read_on(reading, shown, entry.best, hop_certain, entry.blocks, day, sure=False)
                    )
        return {category: not_worse(readings) for category, readings in found.items()}

    def _passes(self, flows: tuple[int, ...]) -> bool:
        network = self.network
        touched = {h for f in flows for h in (network.flows.sender[f], network.flows.recipient[f])}
        return all(
            not wanted_flows.isdisjoint(flows) or not wanted_holders.isdisjoint(touched)
            for wanted_flows, wanted_holders in self.question.through
        )

    def _route(self, partial: _Partial) -> Route:
        readings = [reading for readings in partial.alive.values() for reading in readings]
        reading = min(readings, key=lambda reading: (not reading.sure, reading))
        network = self.network
        hops = []
        for place, flow in enumerate(partial.flows):
            exact = (
                place == 0
                or network.joins(network.flows.recipient[partial.flows[place - 1]])[network.flows.sender[flow]]
            )
            hops.append(
                Hop(
                    flow,
                    reading.breadth[place][1],
                    reading.certain[place],
                    exact,
                    reading.chains[place][1],
                    reading.blocks[place],
                    reading.days[place],
                )
            )
        return Route(tuple(hops))


class Shortest(NamedTuple):
    """The route with the fewest flows, or `None`; how many partial routes were extended; whether all was seen."""

    route: Route | None
    work: int
    exhausted: bool


def shortest_route(
    network: Network, question: Question, levels: Levels | None = None, most: int | None = None
) -> Shortest:
    """The route with the fewest flows, of these one with the best evidence, whether it is certain or not.

    `levels` are those of a question that differs in its origin alone, where they are known; `most` is how many partial
    routes to extend at the most.
    """
    question = replace(question, by_length=True)
    search = Search(network, question, levels=levels)
    if len(network.flows) >= MANY and levels is None:
        from whoshares.network.arrays import grid_of
        from whoshares.routes.distance_bits import Levels

        near = Levels(search, grid_of(network), certain=question.certain_only, near=True)
        if near.fewest is None:
            return Shortest(None, 0, True)
        nearest = Search(network, replace(question, max_hops=near.fewest), levels=near)
        route = next(nearest.routes(most), None)
        if route is not None or not nearest.exhausted:
            return Shortest(route, nearest.work, nearest.exhausted)
    return Shortest(next(search.routes(most), None), search.work, search.exhausted)


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
