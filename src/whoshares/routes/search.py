"""Routes from one holder to another: category kept from hop to hop, in force on a day, in a total order.

The definition is in `docs/semantics.md`. Once it is known how many flows remain from where (`distances`), partial
routes are extended best first (A*, Hart, Nilsson and Raphael 1968): every part of the order of routes is bounded from
below by the partial route's own value, so that routes come out in order and the search can stop at any number of them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.model.validity import State
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.distances import LARGE, Distances, fewest_steps
from whoshares.routes.going_round import GoingRound, Leg, Start
from whoshares.routes.question import Question
from whoshares.routes.queued import Bound, Later, Partial, Waiting
from whoshares.routes.steps import Known
from whoshares.routes.variants import Chain, Variant, Variants, not_worse, one_hop_more

if TYPE_CHECKING:
    from whoshares.routes.distance_bits import Levels

WORK_LIMIT: Final = 300_000
"""How many partial routes one search extends before it stops and says that it did."""
LAZY: Final = 100
"""A search that has extended so many of them has all levels worked out: it will need them."""


class Hop(NamedTuple):
    """One flow of a route, as the route uses it."""

    flow: int
    category: int
    state: State
    """How sure it is: as its worst part, and possible where a block may stand before it."""
    exact: bool
    """Whether the data was just where this flow leaves from; always so for the first hop."""
    transformations: tuple[int, ...]
    """What the data went through before this flow, in order."""
    possible_blocks: tuple[int, ...]
    day: int | None
    """The day of the hop, as an ordinal: `OPEN` where it may be ever so early, `None` where dates are left aside."""


class Route(NamedTuple):
    """A sequence of hops."""

    hops: tuple[Hop, ...]

    @property
    def state(self) -> State:
        """How sure it is: as its worst hop, and possible where a join is assumed."""
        return max(hop.state if hop.exact else State.POSSIBLE for hop in self.hops)

    @property
    def flows(self) -> tuple[int, ...]:
        """The flows' numbers, in order."""
        return tuple(hop.flow for hop in self.hops)


class Search(Distances):
    """One question put to a network. Iterate `routes()`; then `exhausted` says whether the search saw everything."""

    def __init__(
        self,
        network: Network,
        question: Question,
        norms: Norms | None = None,
        levels: Levels | None = None,
        known: Known | None = None,
    ) -> None:
        """`levels` are those of a question that differs in its origin alone, if known; `known` as `Steps`."""
        super().__init__(network, question, norms, levels, known)
        sought = tuple(state for state in State if state <= question.at_most)
        self._sought = (question.at_most,) if question.by_length or question.window is None else sought
        """The states by which partial routes are ordered."""
        self._wholes = sought
        self.exhausted = True
        self.work = 0
        """How many partial routes were extended."""
        self._round = GoingRound(network, norms, question.readings) if question.unbarred and norms is not None else None
        """Where routes that go round a bar are left out: what tells which do."""
        self._left_after: dict[frozenset[Start], Collection[tuple[int, int]]] = {}

    def routes(self, most: int | None = None) -> Iterator[Route]:
        """All routes, in the order of `docs/semantics.md`; `most` is how many partial routes to extend at the most."""
        most = WORK_LIMIT if most is None else most
        queue: list[Partial] = []
        if self._known_levels is not None:
            self._known_levels.complete()  # many questions share them
        self._push_all(queue, None, set())
        while queue:
            partial = heapq.heappop(queue)
            if partial.later is not None:
                before, put, leading, place = partial.later
                self._put_off(queue, before, put, leading, place + 1)
                _, flow, exact = leading[place]
                if not self._push(queue, before, flow, exact=exact):
                    put.discard(flow)
                continue
            if partial.waiting is not None:
                before, put, levels, known = partial.waiting
                if self.work > LAZY:
                    levels.complete()
                elif levels.count == known:
                    levels.extend()
                self._push_all(queue, before, put)
                continue
            if partial.complete:
                yield self._route(partial)
                continue
            if self.work >= most:
                self.exhausted = False
                return
            self.work += 1
            self._push_all(queue, partial, set())

    def _push_all(self, queue: list[Partial], partial: Partial | None, put: set[int]) -> None:
        """Put all partial routes longer by one flow, but those by some, into the queue; and what waits for more levels.

        That comes in the queue before any route for which it stands. On a large network, where few of many flows are
        ever come to, so do those that lead on: one stands for those after it, and is looked at in its turn.
        """
        if self.levels is None:
            leading = self._next_flows(partial.flows[-1]) if partial else ((f, True) for f in self._first_flows())
            for flow, exact in leading:
                self._push(queue, partial, flow, exact=exact)
            return
        bounded = [one for one in self._leading_on(partial) if one[1] not in put]
        put.update(flow for _, flow, _ in bounded)
        self._put_off(queue, partial, put, sorted(bounded), 0)
        flows = () if partial is None else partial.flows
        most = len(self.network.flows) if self.question.max_hops is None else self.question.max_hops
        for state in self._sought:
            levels = self._levels_of(state)
            if levels is None or levels.done or (fewest := len(flows) + 1 + levels.count) > most:
                continue
            by_length = self.question.by_length
            order = (State.CERTAIN, fewest) if by_length else (state, fewest)
            worst = (0, 0, 0) if partial is None else (partial.assumed, partial.named, partial.evidence)
            waiting = Waiting(partial, put, levels, levels.count)
            heapq.heappush(queue, Partial(*order, *worst, 0, flows, False, {}, frozenset(), waiting))
            return

    def _put_off(
        self,
        queue: list[Partial],
        partial: Partial | None,
        put: set[int],
        leading: Sequence[tuple[Bound, int, bool]],
        place: int,
    ) -> None:
        if place < len(leading):
            bound, flow, _ = leading[place]
            flows = (flow,) if partial is None else (*partial.flows, flow)
            later = Later(partial, put, leading, place)
            heapq.heappush(queue, Partial(*bound, flows, False, {}, frozenset(), None, later))

    # --- what leads on, on a large network ----------------------------------------------------------------------------

    def _leading_on(self, partial: Partial | None) -> Iterator[tuple[Bound, int, bool]]:
        """The flows that can follow and lead on as far as the levels tell, with what bounds their order from below."""
        table, by_length = self.network.flows, self.question.by_length
        if partial is None:
            hops, surest, assumed, named, evidence = 1, State.CERTAIN, 0, 0, 0
            places = [
                ({holder: True}, frozenset(self._chains_at(holder, self.question.category, self._day)))
                for holder in sorted(self._from)
            ]
        else:
            hops, surest = len(partial.flows) + 1, partial.state
            assumed, named, evidence = partial.assumed, partial.named, partial.evidence
            at = table.recipient[partial.flows[-1]]
            held = {held for category in partial.alive for held in self._chains_at(at, category, self._day)}
            joins = self.network.joins(at)
            places = [({h: e for h, e in joins.items() if e or not self.question.exact}, frozenset(held))]
        most = None if self.question.max_hops is None else self.question.max_hops - hops
        seen: set[int] = set()
        for state in self._sought:
            levels = self._levels_of(state)
            if state < surest or levels is None:
                continue
            for exact_at, held_there in places:
                for flow, left in levels.leading_on(tuple(exact_at), held_there, most):
                    if flow in seen:
                        continue
                    seen.add(flow)
                    exact = exact_at[table.sender[flow]]
                    worst = max(evidence, table.evidence[flow])
                    if by_length:
                        yield (State.CERTAIN, hops + left, 0, 0, worst, left), flow, exact
                        continue
                    taken = named + (table.as_every[flow] != -1)
                    yield (state, hops + left, assumed + (not exact), taken, worst, 0), flow, exact

    # --- routes -----------------------------------------------------------------------------------------------------

    def _push(self, queue: list[Partial], partial: Partial | None, flow: int, *, exact: bool) -> bool:
        """Put a partial route, longer by one flow, into the queue, unless nothing can come of it.

        False where it takes more levels to tell.
        """
        table, question = self.network.flows, self.question
        recipient = table.recipient[flow]
        complete = recipient in self._to
        held = self._holders_after(None if partial is None else partial.held, flow)
        if held is None or (not complete and recipient in self._from):
            return True
        taken = table.as_every[flow]
        if (complete and self._ends_otherwise(flow)) or (partial is None and taken >= 0 and question.first_stated):
            return True
        if partial is None:
            flows: tuple[int, ...] = (flow,)
            alive = self._extend({question.category: None}, table.sender[flow], flows, exact)
            hops, assumed, named, evidence = 1, 0, int(taken != -1), table.evidence[flow]
        else:
            flows = (*partial.flows, flow)
            alive = self._extend(partial.alive, table.recipient[partial.flows[-1]], flows, exact)
            hops = len(flows)
            assumed = partial.assumed + (not exact)
            named = partial.named + (taken != -1)
            evidence = max(partial.evidence, table.evidence[flow])
        if complete and question.arriving is not None:
            alive = {category: alive[category] for category in alive if category == question.arriving}
        if not alive:
            return True
        most = len(table) if question.max_hops is None else question.max_hops
        for state in self._sought:
            sure = [c for c, variants in alive.items() if any(variant.state <= state for variant in variants)]
            levels = self._levels_of(state)
            fewest_of = self._remaining(state).get if levels is None else levels.so_far
            ahead = min((left for c in sure if (left := fewest_of((flow, c))) is not None), default=most)
            if hops + ahead <= most:
                break
            if sure and levels is not None and not levels.done and hops + levels.count <= most:
                return False
        else:
            return True
        if complete and not self._passes(flows):
            return True
        order = (State.CERTAIN, hops + ahead, 0, 0) if question.by_length else (state, hops + ahead, assumed, named)
        further = ahead if question.by_length else 0
        heapq.heappush(queue, Partial(*order, evidence, further, flows, complete, alive, held))
        return True

    def _extend(
        self, alive: Mapping[int, Variants | None], place: int, flows: tuple[int, ...], exact: bool
    ) -> dict[int, Variants]:
        """The variants after one more flow, the last of some."""
        depth = self.network.categories.depth
        before, flow = flows[-2] if len(flows) > 1 else None, flows[-1]
        found: dict[tuple[int, frozenset[Start]], list[Variant]] = defaultdict(list)
        for category, variants in alive.items():
            for variant in variants or (None,):
                for day, entry in self._steps(place, category, before, flow, variant.day if variant else None):
                    arriving = entry.category
                    if not self._may_lead_on((flow, arriving)):
                        continue
                    starts = self._starts(variant, flows, Leg(flow, arriving, day))
                    if starts is None:
                        continue
                    shown = (-depth(arriving), arriving)
                    surest = State.POSSIBLE if entry.blocks else self.flow_state(flow, day)
                    before_it = State.CERTAIN if variant is None else variant.state
                    least = max(before_it, State.CERTAIN if exact else State.POSSIBLE)
                    known: Chain | None = None
                    for whole in self._wholes[least:]:
                        chain = entry.chains[whole]
                        if chain is None or (known is not None and chain[:2] == known[:2]):
                            continue  # none, or no better than what is surer
                        known = chain
                        hop = max(chain.state, surest)
                        found[arriving, starts].append(
                            one_hop_more(variant, shown, chain, hop, entry.blocks, day, whole)
                        )
        kept: dict[int, Variants] = {}
        for (category, _), alike in found.items():  # what may yet go round a bar does not compete with what may not
            kept[category] = (*kept.get(category, ()), *not_worse(alike))
        return kept

    def _may_lead_on(self, state: tuple[int, int]) -> bool:
        """Whether a state is on some way to the recipient, or the levels so far do not tell."""
        if self.levels is None:
            return state in self._left
        return not self.levels.done or self.levels.so_far(state) is not None

    def _starts(self, variant: Variant | None, flows: tuple[int, ...], leg: Leg) -> frozenset[Start] | None:
        """Where stretches round a bar may have begun, with one more hop; `None` where it goes round one, or must."""
        if self._round is None or leg.day is None:
            return frozenset()
        past = [] if variant is None else [category for _, category in variant.breadth]
        days = [] if variant is None else variant.days
        before = {start for hop in zip(flows, past, days, strict=False) for start in self._round.starts(Leg(*hop))}
        if any(self._round.ends(start, leg.flow) for start in before):
            return None
        starts = frozenset(before.union(self._round.starts(leg)))
        if starts and (leg.flow, leg.category) not in self._left_round(self._round, starts):
            return None
        return starts

    def _left_round(self, going: GoingRound, starts: frozenset[Start]) -> Collection[tuple[int, int]]:
        """The states on some way to the recipient whose later flows go round no bar after such starts.

        On a large network only the last flow is looked at, so that there are more of them.
        """
        if starts not in self._left_after:
            if self.levels is not None:
                flows = (flow for holder in self._to for flow in self.network.flows_to.get(holder, ()))
                open_end = any(not any(going.ends(start, flow) for start in starts) for flow in flows)
                self._left_after[starts] = self._left if open_end else ()
            else:
                ends, back = self._graph_of_states
                at_most = self.question.at_most
                gone = {flow for flow, _ in self._left if any(going.ends(start, flow) for start in starts)}
                self._left_after[starts] = fewest_steps(
                    [end for end in ends[at_most] if end[0] not in gone], back[at_most], gone
                )
        return self._left_after[starts]

    def _passes(self, flows: tuple[int, ...]) -> bool:
        network = self.network
        touched = {h for f in flows for h in (network.flows.sender[f], network.flows.recipient[f])}
        return all(
            not wanted_flows.isdisjoint(flows) or not wanted_holders.isdisjoint(touched)
            for wanted_flows, wanted_holders in self.question.through
        )

    def _route(self, partial: Partial) -> Route:
        variants = [variant for variants in partial.alive.values() for variant in variants]
        variant = min(variants, key=lambda variant: (variant.state, variant))
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
                    variant.breadth[place][1],
                    variant.states[place],
                    exact,
                    variant.chains[place][1],
                    variant.blocks[place],
                    variant.days[place],
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
    """The route with the fewest flows, of these one with the best evidence, however sure it is.

    `levels` are those of a question that differs in its origin alone, where they are known; `most` is how many partial
    routes to extend at the most.
    """
    question = replace(question, by_length=True)
    search = Search(network, question, levels=levels)
    if len(network.flows) >= LARGE and levels is None:
        from whoshares.network.arrays import grid_of
        from whoshares.routes.distance_bits import Levels

        near = Levels(search, grid_of(network), question.at_most, near=True)
        if near.fewest is None:
            return Shortest(None, 0, True)
        nearest = Search(network, replace(question, max_hops=near.fewest), levels=near)
        route = next(nearest.routes(most), None)
        if route is not None or not nearest.exhausted:
            return Shortest(route, nearest.work, nearest.exhausted)
    return Shortest(next(search.routes(most), None), search.work, search.exhausted)
