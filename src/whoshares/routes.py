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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.network import ANY, MANY, Network
from whoshares.norms import Norms
from whoshares.validity import State

if TYPE_CHECKING:
    from whoshares.levels import Levels

WORK_LIMIT: Final = 300_000
"""How many partial routes one search extends before it stops and says that it did."""

OPEN: Final = 0
"""The ordinal before all days."""


@dataclass(frozen=True)
class Question:
    """What is asked. Holders, flows and categories are numbers of the network.

    `day` is `None` where dates are to be left aside; `between` asks for a journey within two days instead, either of
    which may be open. `through` holds one set of flows and one of holders for each thing that a route must pass;
    `without` the flows and holders that it must not touch. `lawful` leaves out hops that a bar bars, under the
    `readings` taken.
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
    between: tuple[date | None, date | None] | None = None
    lawful: bool = False
    readings: tuple[str, ...] = ()
    round_bar: int | None = None
    """Leave out hops that this one bar bars."""
    arriving: int | None = None
    """Only routes that can be read so that this category arrives."""
    certain_only: bool = False
    by_length: bool = False
    """Order by the number of flows, then evidence, whether certain or not and however joined: one such route soon."""

    @property
    def window(self) -> tuple[int, int] | None:
        """The first and the last day on which a hop may take place, as ordinals; `None` where dates are left aside."""
        if self.between is not None:
            first, last = self.between
            return (first.toordinal() if first else OPEN, last.toordinal() if last else date.max.toordinal())
        return (self.day.toordinal(), self.day.toordinal()) if self.day else None


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
    sure: bool
    """Whether it is certain throughout, with every join exact."""
    certain: tuple[bool, ...]
    blocks: tuple[tuple[int, ...], ...]
    days: tuple[int | None, ...]

    @property
    def day(self) -> int:
        """The day of the last hop; 0 where dates are left aside."""
        return self.days[-1] or OPEN


_Readings = tuple[_Reading, ...]
"""The readings that reach a category, of which none is worse than another in every way."""


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
    alive: Mapping[int, _Readings] = field(compare=False)
    held: frozenset[int] = field(compare=False)
    """Sender of the first flow and all recipients."""


class Search:
    """One question put to a network. Iterate `routes()`; then `exhausted` says whether the search saw everything."""

    def __init__(
        self, network: Network, question: Question, norms: Norms | None = None, levels: Levels | None = None
    ) -> None:
        """`levels` are those of a question that differs in its origin alone, where they are known."""
        self.network = network
        self._known_levels = levels
        self.question = question
        self.exhausted = True
        self.work = 0
        """How many partial routes were extended."""
        self._norms = norms
        self._window = question.window
        self._journey = question.between is not None
        self._day = None if self._window is None or self._journey else self._window[0]
        """The day on which everything is looked at; `None` where it is each hop's own, or none."""
        self._to = network.closure(question.recipient)
        self._from = network.closure(question.origin)
        self._usable: dict[int, bool] = {}
        self._chains: dict[tuple[int, int, int | None], Mapping[int, tuple[Chain | None, Chain]]] = {}
        self._entered: dict[tuple[int, int, int | None, int, int | None], tuple[_Entry, ...]] = {}

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

    # --- what may be used -------------------------------------------------------------------------------------------

    def _first_flows(self) -> Iterator[int]:
        for holder in sorted(self._from):
            yield from self.network.flows_from.get(holder, ())

    def _next_flows(self, flow: int) -> Iterator[tuple[int, bool]]:
        """The flows that can follow by a join, each with whether that join is exact."""
        for holder, exact in self.network.joins(self.network.flows.recipient[flow]).items():
            if exact or not self.question.exact:
                for number in self.network.flows_from.get(holder, ()):
                    yield number, exact

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

    def _allows(self, span: tuple[int, int], day: int | None) -> bool:
        """Whether a span of days has a day; without one, whether it has some day of the window."""
        if self._window is None:
            return True
        first, last = self._window if day is None else (day, day)
        return span[0] <= last and span[1] > first

    def _assures(self, span: tuple[int, int], day: int | None) -> bool:
        """The same of the days on which a thing is certain; it never is where dates are left aside."""
        return self._window is not None and self._allows(span, day)

    def flow_usable(self, number: int) -> bool:
        """Whether a flow may be used, and is not impossible on every day in question."""
        if number not in self._usable:
            flows = self.network.flows
            without, holders = self.question.without
            self._usable[number] = (
                number not in without
                and flows.sender[number] not in holders
                and flows.recipient[number] not in holders
                and self._allows((flows.possible_from[number], flows.possible_until[number]), self._day)
            )
        return self._usable[number]

    def flow_certain(self, number: int, day: int | None = None) -> bool:
        """Whether a flow is certain on a day; without one, on the day in question."""
        flows = self.network.flows
        return self._assures((flows.certain_from[number], flows.certain_until[number]), day)

    def _blocks_between(self, before: int, after: int, category: int, day: int | None) -> tuple[State, tuple[int, ...]]:
        """Whether blocks stop a pair of flows on a day (certain), may stop it (possible, and which), or not."""
        network = self.network
        flows = network.flows
        place = flows.recipient[before]
        if place != flows.sender[after] or place not in network.blocks_at or day is None or not self.question.blocks:
            return State.IMPOSSIBLE, ()
        possible = []
        for number in network.blocks_at[place]:
            block = network.blocks[number]
            if (
                flows.sender[before] in block.origins
                and flows.recipient[after] in block.recipients
                and (
                    not block.categories
                    or any(network.categories.meet(category, c) is not None for c in block.categories)
                )
            ):
                if self._assures(block.validity.certain, day):
                    return State.CERTAIN, (number,)
                if self._allows(block.validity.possible, day):
                    possible.append(number)
        return (State.POSSIBLE if possible else State.IMPOSSIBLE), tuple(possible)

    def blocked(self, before: int, after: int) -> bool:
        """Whether a block may stand between two flows on the day in question, whatever category it is set for."""
        return self._blocks_between(before, after, ANY, self._day)[0] is not State.IMPOSSIBLE

    def _chains_at(self, place: int, category: int, day: int | None) -> Mapping[int, tuple[Chain | None, Chain]]:
        """Each category that data at a place can have, with the shortest certain chain (or none) and the shortest."""
        key = (place, category, day)
        if key not in self._chains:
            certain = self._reach(place, category, day, certain_only=True)
            every = self._reach(place, category, day, certain_only=False)
            self._chains[key] = {
                c: (
                    Chain(len(certain[c]), certain[c], True) if c in certain else None,
                    Chain(len(every[c]), every[c], certain.get(c) == every[c]),
                )
                for c in every
            }
        return self._chains[key]

    def _usable_at(self, place: int, day: int | None, *, certain_only: bool) -> list[int]:
        """The transformations at a place that are not impossible, or that are certain, in order."""
        found = []
        for number in self._transformations_at(place, exact=self.question.exact or certain_only):
            validity = self.network.transformations[number].validity
            if self._assures(validity.certain, day) if certain_only else self._allows(validity.possible, day):
                found.append(number)
        return found

    def changes(self, *, certain: bool) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """At each place where a transformation may apply: the pairs of a category and what it can become.

        The number of categories stands for any.
        """
        network = self.network
        meet = network.categories.meet
        places = {place for holder in network.transformations_by_holder for place in network.joins(holder)}
        known: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {}
        found = {}
        for place in sorted(places):
            usable = tuple(self._usable_at(place, self._day, certain_only=certain))
            if usable and usable not in known:
                consumed = {c for number in usable for c in network.transformations[number].consumes}
                every = range(len(network.categories.iris))
                touched = [c for c in every if any(meet(c, d) is not None for d in consumed)]
                known[usable] = tuple(
                    (len(network.categories.iris) if category == ANY else category, product)
                    for category in (ANY, *touched)
                    for product in self._products(category, usable)
                    if product != category
                )
            if usable:
                found[place] = known[usable]
        return found

    def _reach(
        self, place: int, category: int, day: int | None, *, certain_only: bool
    ) -> Mapping[int, tuple[int, ...]]:
        """What data of a category at a place can become, each with the shortest chain of transformations."""
        return self._products(category, self._usable_at(place, day, certain_only=certain_only))

    def _products(self, category: int, usable: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        meet = self.network.categories.meet
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

    def _transformations_at(self, place: int, *, exact: bool) -> list[int]:
        """The transformations that may apply to data at a place, in order."""
        at = self.network.transformations_by_holder
        if not at:
            return []
        joins = self.network.joins(place)
        return sorted(number for holder in joins if joins[holder] or not exact for number in at.get(holder, ()))

    # --- the graph of states ----------------------------------------------------------------------------------------

    @cached_property
    def levels(self) -> Levels | None:
        """On a large network, the distances over all hops; over certain hops, where these alone are asked for."""
        if self._known_levels is not None:
            return self._known_levels
        if len(self.network.flows) < MANY:
            return None
        from whoshares.grid import grid_of
        from whoshares.levels import Levels

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

    def _entries(self, place: int, category: int, before: int | None, flow: int, day: int | None) -> tuple[_Entry, ...]:
        """The ways in which data of a category at a place can enter a flow, after the flow that brought it there."""
        key = (place, category, before if place in self.network.blocks_at else None, flow, day)
        if key not in self._entered:
            self._entered[key] = tuple(self._find_entries(place, category, before, flow, day))
        return self._entered[key]

    def _find_entries(
        self, place: int, category: int, before: int | None, flow: int, day: int | None
    ) -> Iterator[_Entry]:
        if not self.flow_usable(flow):
            return
        certain_flow = self.flow_certain(flow, day)
        found: dict[int, _Entry] = {}
        for held, (certain, best) in self._chains_at(place, category, day).items():
            for carried in self.network.flows.carries[flow]:
                arriving = self.network.categories.meet(held, carried)
                if arriving is None:
                    continue
                blocked, blocks = (
                    (State.IMPOSSIBLE, ()) if before is None else self._blocks_between(before, flow, arriving, day)
                )
                if blocked is State.CERTAIN or self._barred(flow, arriving, day):
                    continue
                sure = certain if certain_flow and not blocks else None
                known = found.get(arriving)
                if known is not None:
                    best_here = min(known.best, best)
                    sure_here = min((c for c in (known.sure, sure) if c is not None), default=None)
                    found[arriving] = _Entry(arriving, sure_here, best_here, blocks)
                else:
                    found[arriving] = _Entry(arriving, sure, best, blocks)
        for arriving in sorted(found):
            yield found[arriving]

    def _barred(self, flow: int, category: int, day: int | None) -> bool:
        """Whether a bar leaves a hop out. Where a journey's days are still open, none does."""
        question = self.question
        if self._norms is None or not (question.lawful or question.round_bar is not None):
            return False
        if day is None:
            return False
        bars = self._norms.barring(flow, category, day, question.readings)
        return bool(bars) if question.lawful else any(barring.bar == question.round_bar for barring in bars)

    def _steps(
        self, place: int, category: int, before: int | None, flow: int, since: int | None
    ) -> Iterator[tuple[int | None, _Entry]]:
        """The ways on, each with its day: on a journey the earliest on which the category can be that."""
        if not self._journey:
            for entry in self._entries(place, category, before, flow, self._day):
                yield self._day, entry
            return
        assert self._window is not None
        flows = self.network.flows
        first = max(self._window[0] if since is None else since, flows.possible_from[flow])
        last = min(self._window[1], flows.possible_until[flow] - 1)
        if first > last:
            return
        seen: set[int] = set()
        for day in sorted({first, *(turn for turn in self._turns(place, before, flow) if first < turn <= last)}):
            for entry in self._entries(place, category, before, flow, day):
                if entry.category not in seen:
                    seen.add(entry.category)
                    yield day, entry

    def _turns(self, place: int, before: int | None, flow: int) -> Iterator[int]:
        """The days on which something may begin to let data on: a transformation, the end of a block or of a bar."""
        network = self.network
        for number in self._transformations_at(place, exact=self.question.exact):
            yield network.transformations[number].validity.possible[0]
        if before is not None and self.question.blocks:
            for number in network.blocks_at.get(place, ()):
                yield network.blocks[number].validity.certain[1]
        if self.question.lawful and self._norms is not None:
            yield from self._norms.turns(flow)

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
        self, alive: Mapping[int, _Readings | None], place: int, before: int | None, flow: int, exact: bool
    ) -> dict[int, _Readings]:
        """The readings after one more flow."""
        depth = self.network.categories.depth
        found: dict[int, list[_Reading]] = defaultdict(list)
        for category, readings in alive.items():
            for reading in readings or (None,):
                for day, entry in self._steps(place, category, before, flow, reading.day if reading else None):
                    arriving = entry.category
                    if (flow, arriving) not in self._left:
                        continue
                    shown = (-depth(arriving), arriving)
                    if entry.sure is not None and exact and (reading is None or reading.sure):
                        found[arriving].append(_read_on(reading, shown, entry.sure, True, (), day, sure=True))
                    hop_certain = entry.best.certain and not entry.blocks and self.flow_certain(flow, day)
                    found[arriving].append(
                        _read_on(reading, shown, entry.best, hop_certain, entry.blocks, day, sure=False)
                    )
        return {category: _not_worse(readings) for category, readings in found.items()}

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
        from whoshares.grid import grid_of
        from whoshares.levels import Levels

        near = Levels(search, grid_of(network), certain=question.certain_only, near=True)
        if near.fewest is None:
            return Shortest(None, 0, True)
        nearest = Search(network, replace(question, max_hops=near.fewest), levels=near)
        route = next(nearest.routes(most), None)
        if route is not None or not nearest.exhausted:
            return Shortest(route, nearest.work, nearest.exhausted)
    return Shortest(next(search.routes(most), None), search.work, search.exhausted)


def _read_on(
    before: _Reading | None,
    shown: tuple[int, int],
    chain: Chain,
    certain: bool,
    blocks: tuple[int, ...],
    day: int | None,
    *,
    sure: bool,
) -> _Reading:
    if before is None:
        return _Reading((shown,), (chain[:2],), sure, (certain,), (blocks,), (day,))
    return _Reading(
        (*before.breadth, shown),
        (*before.chains, chain[:2]),
        sure,
        (*before.certain, certain),
        (*before.blocks, blocks),
        (*before.days, day),
    )


def _not_worse(readings: Iterable[_Reading]) -> _Readings:
    """The readings that may yet be part of the best one.

    A certain reading competes only with those of the same day, since a later day may find the next flow certain where
    an earlier one does not; any other with all that are as early.
    """
    kept: dict[int, _Reading] = {}
    for reading in readings:
        if reading.sure and (reading.day not in kept or reading < kept[reading.day]):
            kept[reading.day] = reading
    rest: list[_Reading] = []
    for reading in sorted((r for r in readings if not r.sure), key=lambda r: (r.day, r)):
        rivals = [*rest, *(sure for day, sure in kept.items() if day <= reading.day)]
        if all(reading[:2] < rival[:2] for rival in rivals):
            rest.append(reading)
    return (*(kept[day] for day in sorted(kept)), *rest)


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
