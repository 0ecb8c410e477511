"""Which blocks stop, or may stop, routes of a question: such as there would be, were there no blocks."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from whoshares.model.validity import State, Validity
from whoshares.network.network import Network
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.steps import Known, Shared

if TYPE_CHECKING:
    from whoshares.routes.by_block import ByBlock
    from whoshares.routes.distance_bits import Levels

MOST: Final = 20_000
"""How many partial routes are extended at the most, for all blocks together."""

_KEPT: Final = 30
"""Of how many blocks and recipients the distances are kept where questions share them."""

_State: TypeAlias = tuple[int, int]
"""A flow and the category with which it is traversed."""
_Ahead: TypeAlias = Callable[[_State], "int | None"]
"""Says how many flows follow a state at the least; `None` where it is on no way."""


class _Partial(NamedTuple):
    """A partial route in the queue, least first: the one that can be over soonest, then the longest."""

    hops: int
    ahead: int
    flows: tuple[int, ...]
    category: int
    day: int
    held: frozenset[int]
    passed: bool
    """Whether it has a pair of flows that the block stops."""


class Stopping(Search):
    """The blocks of a network, for one question. `exhausted` says whether the search saw everything."""

    def __init__(self, network: Network, question: Question, shared: Shared | None = None) -> None:
        """`shared` is what questions of the same network share, where there are several."""
        question = replace(question, blocks=False, unbarred=False)
        super().__init__(network, question, known=Known() if shared is None else shared.of(question))

    @cached_property
    def blocks(self) -> tuple[int, ...]:
        """Those that stop, or may stop, some route, in order."""
        return tuple(n for n in range(len(self.network.blocks)) if self._set(n) and self._stops(n))

    def _set(self, number: int) -> bool:
        """Whether there are flows before and after a block that it is set for, and it is not off in all the time."""
        network, block = self.network, self.network.blocks[number]
        return (
            self._window is not None
            and self._allows(block.validity.possible, self._day)
            and any(
                network.flows.sender[flow] in block.origins and self.flow_usable(flow)
                for flow in network.flows_to.get(block.system, ())
            )
            and any(
                network.flows.recipient[flow] in block.recipients and self.flow_usable(flow)
                for flow in network.flows_from.get(block.system, ())
            )
        )

    def _stops(self, number: int) -> bool:
        """Whether there is a route with a pair of flows that a block stops, by the shortest such first."""
        recipient = self.network.flows.recipient
        found = self._distances(number) if self._begins else None
        if found is None:
            return False
        to_end, to_pair = found
        queue: list[_Partial] = []
        for flow, held, day, category in self._begins:
            ahead = to_pair((flow, category))
            if ahead is not None:
                heapq.heappush(queue, _Partial(1 + ahead, ahead, (flow,), category, day, held, False))
        while queue:
            partial = heapq.heappop(queue)
            if partial.passed and recipient[partial.flows[-1]] in self._to:
                if self._passes(partial.flows) and not self._ends_otherwise(partial.flows[-1]):
                    return True
                continue
            if self.work >= MOST:
                self.exhausted = False
                return False
            self.work += 1
            self._go_on(queue, partial, number, to_end, to_pair)
        return False

    @cached_property
    def _begins(self) -> Sequence[tuple[int, frozenset[int], int, int]]:
        """How a route can begin: the flow, what is held then, the day and the category."""
        table, found = self.network.flows, []
        for flow in self._first_flows():
            held = self._holders_after(None, flow)
            if held is None or (table.recipient[flow] in self._from and table.recipient[flow] not in self._to):
                continue
            for day, entry in self._steps(table.sender[flow], self.question.category, None, flow, None):
                found.append((flow, held, day or 0, entry.category))
        return found

    def _go_on(self, queue: list[_Partial], partial: _Partial, number: int, to_end: _Ahead, to_pair: _Ahead) -> None:
        recipient, most = self.network.flows.recipient, self.question.max_hops
        before = partial.flows[-1]
        for flow, _ in self._next_flows(before):
            held = self._holders_after(partial.held, flow)
            if held is None:
                continue
            for day, entry in self._steps(recipient[before], partial.category, before, flow, partial.day):
                passed = partial.passed or self._is_pair(number, before, flow, entry.category, day)
                known = (to_end if passed else to_pair)((flow, entry.category))
                if known is None or (most is not None and len(partial.flows) + 1 + known > most):
                    continue
                flows = (*partial.flows, flow)
                hops = len(flows) + known
                heapq.heappush(queue, _Partial(hops, known, flows, entry.category, day or 0, held, passed))

    def surest(self, validity: Validity) -> State:
        """How sure it is that something stands, on the surest day."""
        return self._state(validity.spans, self._day)

    def stops_pair(self, number: int, before: int, after: int, category: int, day: int | None) -> bool:
        """Whether a block that is certain or presumed on a day stops a pair of flows."""
        stands = self._state(self.network.blocks[number].validity.spans, day)
        return stands <= State.PRESUMED and self._set_between(number, before, after, category)

    def _is_pair(self, number: int, before: int, after: int, category: int, day: int | None) -> bool:
        stands = self._state(self.network.blocks[number].validity.spans, day)
        return stands is not State.IMPOSSIBLE and self._set_between(number, before, after, category)

    def _distances(self, number: int) -> tuple[_Ahead, _Ahead] | None:
        """The fewest flows from each state to an end, and to an end by a pair that a block is set for.

        The block's system is come to once, so that states which come to it otherwise are left out. On a large network
        these are the fewest at the least. `None` where there is no way by such a pair.
        """
        if self.levels is not None:
            to_pair = self._by_block(number)
            return None if to_pair is None else (self._outside(self.levels.so_far), self._outside(to_pair.get))
        every_end, every_back = self._graph_of_states
        ends, back = every_end[State.POSSIBLE], every_back[State.POSSIBLE]
        table, system = self.network.flows, self.network.blocks[number].system
        to_end = _levels({0: list(ends)}, back, lambda state: table.recipient[state[0]] != system)
        pairs: dict[int, list[_State]] = defaultdict(list)
        for flow, category in to_end:
            if table.sender[flow] == system:
                for earlier in back.get((flow, category), ()):
                    if self._set_between(number, earlier[0], flow, category):
                        pairs[to_end[flow, category] + 1].append(earlier)
        return to_end.get, _levels(pairs, back, lambda state: table.recipient[state[0]] != system).get

    def _outside(self, ahead: _Ahead) -> _Ahead:
        """The same, but for states in which the data is back where it began."""
        recipient, back = self.network.flows.recipient, self._from - self._to
        return lambda state: None if recipient[state[0]] in back else ahead(state)

    def _by_block(self, number: int) -> ByBlock | None:
        """On a large network, the distances by a pair that a block is set for; `None` where there is no such pair."""
        levels, question, block = self.levels, self.question, self.network.blocks[number]
        assert levels is not None
        key = number, question.recipient, question.category, question.arriving, question.max_hops
        known = self._known.by_block
        if key not in known:
            while len(known) >= _KEPT:
                del known[next(iter(known))]
            levels.complete()
            wanted = self._going_on(number, levels)
            known[key] = levels.by_block(block.system, block.origins, wanted) if wanted else None
        return None if block.system in self._to or block.system in self._from else known[key]

    def _going_on(self, number: int, levels: Levels) -> Mapping[int, int]:
        """The categories with which data can go on where a block is set, each with the fewest flows that follow."""
        block, meet = self.network.blocks[number], self.network.categories.meet
        found: dict[int, int] = {}
        for flow in self.network.flows_from.get(block.system, ()):
            if self.network.flows.recipient[flow] not in block.recipients:
                continue
            for category in range(len(self.network.categories.iris)):
                for entry in self._entries(block.system, category, None, flow, self._day):
                    left = levels.so_far((flow, entry.category))
                    if left is not None and (
                        not block.categories or any(meet(entry.category, c) is not None for c in block.categories)
                    ):
                        found[category] = min(left + 1, found.get(category, left + 1))
        return found


def _levels(
    begin: Mapping[int, Collection[_State]], back: Mapping[_State, Collection[_State]], via: Callable[[_State], bool]
) -> dict[_State, int]:
    """The fewest steps from each state, where some are given with theirs, by states that will do on the way."""
    found: dict[_State, int] = {}
    waiting: dict[int, list[_State]] = {steps: list(states) for steps, states in begin.items()}
    steps = min(waiting, default=0)
    while waiting:
        for state in waiting.pop(steps, ()):
            if state in found:
                continue
            found[state] = steps
            further = [earlier for earlier in back.get(state, ()) if earlier not in found and via(earlier)]
            if further:
                waiting.setdefault(steps + 1, []).extend(further)
        steps += 1
    return found
