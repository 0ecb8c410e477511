"""How many flows remain: the states that a question passes on some way to its recipient, and the distances from each.

A state is a flow and the category with which it is traversed. The graph of states is built forward from the origin, and
the distances backward over it: for all hops, and as far as they are asked for those that are certain, or presumed at
least. On a large network `distance_bits` works them out for all flows together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from whoshares.model.validity import State
from whoshares.network.network import MANY, Network
from whoshares.network.norms import Norms
from whoshares.routes.question import Question
from whoshares.routes.steps import Known, Steps

if TYPE_CHECKING:
    from whoshares.routes.distance_bits import Levels

KEPT_LEVELS: Final = 6
"""Of how many recipients, data and certainties the distances are kept where questions share them."""

LARGE: Final = 1_000
"""From so many flows on, distances are worked out for all states at once, with numpy; for fewer, singly is as fast."""

_Back: TypeAlias = "defaultdict[tuple[int, int], list[tuple[int, int]]]"


class Distances(Steps):
    """The steps of one question, and how far from each the recipient is."""

    def __init__(
        self,
        network: Network,
        question: Question,
        norms: Norms | None = None,
        levels: Levels | None = None,
        known: Known | None = None,
    ) -> None:
        """`levels` are those of a question that differs in its origin alone, if known; `known` as `Steps`."""
        super().__init__(network, question, norms, known)
        self._to = network.closure(question.recipient)
        self._known_levels = levels
        self._remaining_by_state: dict[State, Mapping[tuple[int, int], int]] = {}

    @property
    def states(self) -> Mapping[tuple[int, int], int]:
        """The (flow, category) states on some way to the recipient, with the fewest flows that follow."""
        return self._left

    @cached_property
    def _left(self) -> Mapping[tuple[int, int], int]:
        return self._remaining(self.question.at_most)

    @cached_property
    def levels(self) -> Levels | None:
        """On a large network, the distances over all hops that are asked for."""
        if self._known_levels is not None:
            return self._known_levels
        return None if len(self.network.flows) < LARGE else self._made_levels(self.question.at_most)

    def _made_levels(self, at_most: State) -> Levels:
        """On a large network, the distances over hops that are as sure as a state."""
        from whoshares.network.arrays import grid_of
        from whoshares.routes.distance_bits import Levels

        kept, question = self._known.levels, self.question
        if kept is None:
            return Levels(self, grid_of(self.network), at_most)
        key = question.recipient, question.category, question.arriving, question.max_hops, at_most
        if key not in kept:
            while len(kept) >= KEPT_LEVELS:
                del kept[next(iter(kept))]
            anywhere = Distances(self.network, replace(question, origin=-1), self._norms, known=self._known)
            kept[key] = Levels(anywhere, grid_of(self.network), at_most)
        found = kept[key]
        assert isinstance(found, Levels)
        return found.asked_by(question)

    def _remaining(self, state: State) -> Mapping[tuple[int, int], int]:
        """For each (flow, category), the fewest flows that remain, over hops that are as sure as a state."""
        if state not in self._remaining_by_state:
            levels = self.levels
            if levels is None:
                ends, back = self._graph_of_states
                self._remaining_by_state[state] = fewest_steps(ends[state], back[state])
            elif state is self.question.at_most:
                self._remaining_by_state[state] = levels
            else:
                self._remaining_by_state[state] = self._surer_levels(levels, state)
        return self._remaining_by_state[state]

    def _levels_of(self, state: State) -> Levels | None:
        """On a large network, the distances over hops that are as sure as a state."""
        if self.levels is None:
            return None
        found = self._remaining(state)
        assert isinstance(found, type(self.levels))
        return found

    def _surer_levels(self, levels: Levels, state: State) -> Levels:
        """On a large network, the distances over hops that are as sure as a state; those known where they are equal."""
        for known in (levels, *self._remaining_by_state.values()):
            if isinstance(known, type(levels)) and known.holds_for(self, state):
                return known
        return self._made_levels(state)

    @cached_property
    def _graph_of_states(self) -> tuple[Sequence[Sequence[tuple[int, int]]], Sequence[_Back]]:
        """The states at which a route may end, and the steps back, over hops that are as sure as each state."""
        back: tuple[_Back, ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        ends: tuple[list[tuple[int, int]], ...] = ([], [], [])
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
            here = self.flow_state(flow)
            if recipient in self._to:
                if self.question.arriving in (None, category) and not self._ends_otherwise(flow):
                    for at_most in range(here, State.IMPOSSIBLE):
                        ends[at_most].append(state)
                continue
            if recipient in self._from:
                continue
            for following, exact in self._next_flows(flow):
                for entry in self._entries(recipient, category, flow, following, self._day):
                    successor = (following, entry.category)
                    for at_most in range(max(here, entry.state) if exact else State.POSSIBLE, State.IMPOSSIBLE):
                        back[at_most][successor].append(state)
                    if successor not in seen:
                        seen.add(successor)
                        ahead.append(successor)
        return ends, back

    def comes_to(self) -> frozenset[int]:
        """The holders to which data of the origin can come, whoever the recipient is.

        On a large network blocks and bars are not looked at, so that it may be more.
        """
        if len(self.network.flows) >= MANY:
            from whoshares.routes.reach import reached

            return frozenset(reached(self).tolist())
        flows = self.network.flows
        seen: set[tuple[int, int]] = set()
        ahead = [
            (flow, entry.category)
            for flow in self._first_flows()
            for entry in self._entries(flows.sender[flow], self.question.category, None, flow, self._day)
        ]
        while ahead:
            flow, category = state = ahead.pop()
            place = flows.recipient[flow]
            if state in seen:
                continue
            seen.add(state)
            if place in self._from:
                continue
            for following, _ in self._next_flows(flow):
                for entry in self._entries(place, category, flow, following, self._day):
                    ahead.append((following, entry.category))
        return frozenset(flows.recipient[flow] for flow, _ in seen)

    def _ends_otherwise(self, flow: int) -> bool:
        """Whether a route may not end with a flow, since its recipient is taken for a generic body."""
        return self.question.last_stated and self.network.flows.as_every[flow] < -1


def fewest_steps(
    ends: Iterable[tuple[int, int]],
    back: Mapping[tuple[int, int], list[tuple[int, int]]],
    without: Collection[int] = frozenset(),
) -> dict[tuple[int, int], int]:
    """The fewest steps from each state to one of the ends, by other flows than some."""
    found = dict.fromkeys(ends, 0)
    level = list(found)
    steps = 0
    while level:
        steps += 1
        following = []
        for state in level:
            for earlier in back.get(state, ()):
                if earlier not in found and earlier[0] not in without:
                    found[earlier] = steps
                    following.append(earlier)
        level = following
    return found
