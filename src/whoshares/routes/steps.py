"""What data may do next: which flows, transformations, blocks and bars there are for it at a place, on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from whoshares.model.validity import Spans, State
from whoshares.network.categories import ANY
from whoshares.network.every import generic_of
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.question import Question
from whoshares.routes.variants import Chain, Chains, Passage

if TYPE_CHECKING:
    from whoshares.routes.by_block import ByBlock

_SURE: Final = (State.CERTAIN, State.PRESUMED, State.POSSIBLE)
"""The states in which a thing may be used."""


@dataclass(frozen=True, slots=True)
class Known:
    """What has been worked out of steps; the same for questions that differ in their ends, data and bar gone round.

    Where they differ in `max_hops` or `through` as well, or in how their routes are ordered, it is the same, too.
    """

    usable: dict[int, bool] = field(default_factory=dict)
    begun: dict[int, int] = field(default_factory=dict)
    chains: dict[tuple[int, int, int | None], Mapping[int, Chains]] = field(default_factory=dict)
    becomes: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    taken: dict[int, Set[int]] = field(default_factory=dict)
    entered: dict[tuple[int, int, int | None, int, int | None, int | None], tuple[Passage, ...]] = field(
        default_factory=dict
    )
    levels: dict[object, Mapping[tuple[int, int], int]] | None = None
    """On a large network, the distances to a recipient, whatever the origin; `None` where they are not to be kept."""
    by_block: dict[object, ByBlock | None] = field(default_factory=dict)
    """On a large network, the same by way of a block."""


class Shared:
    """What some questions of one network share: for each sort of them, what has been worked out."""

    def __init__(self) -> None:
        self._known: dict[Question, Known] = {}

    def of(self, question: Question) -> Known:
        """What questions share with this one that differ from it only as `Known` says."""
        sort = replace(
            question, origin=-1, recipient=-1, category=ANY, max_hops=None, through=(), round_bar=None, arriving=None,
            at_most=State.POSSIBLE, by_length=False, first_stated=False, last_stated=False,
        )  # fmt: skip
        return self._known.setdefault(sort, Known(levels={}))


class Steps:
    """The steps that one question allows. Holders, flows, categories and transformations are numbers of the network."""

    def __init__(
        self, network: Network, question: Question, norms: Norms | None = None, known: Known | None = None
    ) -> None:
        """`known` is what was found for questions of the same network that differ in no more than `Known` says."""
        self.network = network
        self.question = question
        self._norms = norms
        self._window = question.window
        self._journey = question.between is not None
        self._day = None if self._window is None or self._journey else self._window[0]
        """The day on which everything is looked at; `None` where it is each hop's own, or none."""
        self._from = network.closure(question.origin)
        self._since = question.since
        self._states = network.flows.by_state
        self._known = Known() if known is None else known

    # --- what may be used -------------------------------------------------------------------------------------------

    def _first_flows(self) -> Iterator[int]:
        taken = self.network.flows.as_every
        for holder in sorted(self._from):
            for flow in self.network.flows_from.get(holder, ()):
                if taken[flow] < 0 or not self.question.first_stated:
                    yield flow

    def _next_flows(self, flow: int) -> Iterator[tuple[int, bool]]:
        """The flows that can follow by a join, each with whether that join is exact."""
        for holder, exact in self.network.joins(self.network.flows.recipient[flow]).items():
            if exact or not self.question.exact:
                for number in self.network.flows_from.get(holder, ()):
                    yield number, exact

    def _holders_after(self, held: frozenset[int] | None, flow: int) -> frozenset[int] | None:
        """The holders of a partial route and one more flow, with the generic bodies for which it takes a named one.

        `None` where the flow comes back to one of them, so that this is no part of a route.
        """
        table = self.network.flows
        recipient, taken = table.recipient[flow], table.as_every[flow]
        if held is None:
            held = frozenset({table.sender[flow]})
        if recipient in held or _met_as(recipient) in held:
            return None
        if taken == -1:
            return held | {recipient}
        generic = generic_of(taken)
        return None if generic in held or generic == recipient else held | {recipient, _met_as(generic)}

    def _allows(self, span: tuple[int, int], day: int | None) -> bool:
        """Whether a span of days has a day; without one, whether it has some day of the window."""
        if self._window is None:
            return True
        first, last = self._window if day is None else (day, day)
        return span[0] <= last and span[1] > first

    def _state(self, within: Spans, day: int | None) -> State:
        """How sure a thing is on a day; without one, at the most on some day. Possible where dates are left aside."""
        if self._window is None:
            return State.POSSIBLE
        return next((state for state in _SURE if self._allows(within[state], day)), State.IMPOSSIBLE)

    def _begin(self, flow: int) -> int:
        """The first day on which a flow may be used."""
        begin: int = self.network.flows.possible_from[flow]
        if self._since is None:
            return begin
        begun = self._known.begun
        if flow not in begun:
            begun[flow] = max(begin, self.network.flows.validity(flow).confirmed_from(self._since))
        return begun[flow]

    def _change_begins(self, transformation: int) -> int:
        """The first day on which a transformation may be used."""
        validity = self.network.transformations[transformation].validity
        return (
            validity.possible[0]
            if self._since is None
            else max(validity.possible[0], validity.confirmed_from(self._since))
        )

    def flow_usable(self, number: int) -> bool:
        """Whether a flow may be used, and is not impossible on every day in question."""
        usable = self._known.usable
        if number not in usable:
            flows = self.network.flows
            without, holders = self.question.without
            usable[number] = (
                number not in without
                and flows.sender[number] not in holders
                and flows.recipient[number] not in holders
                and self._allows((self._begin(number), flows.possible_until[number]), self._day)
            )
        return usable[number]

    def flow_state(self, number: int, day: int | None = None) -> State:
        """How sure a flow is on a day; without one, on the day in question, or at the most within the window."""
        if self._window is None:
            return State.POSSIBLE
        first, last = self._window if day is None else (day, day)
        for state in _SURE:
            begin, until = self._states[state]
            if begin[number] <= last and until[number] > first:
                return state
        return State.IMPOSSIBLE

    def _blocks_between(self, before: int, after: int, category: int, day: int | None) -> tuple[bool, tuple[int, ...]]:
        """Whether a block stops a pair of flows on a day, and else which may stop it."""
        network = self.network
        place = network.flows.recipient[before]
        if place not in network.blocks_at or day is None or not self.question.blocks:
            return False, ()
        possible = []
        for number in network.blocks_at[place]:
            if self._set_between(number, before, after, category):
                stands = self._state(network.blocks[number].validity.spans, day)
                if stands <= State.PRESUMED:
                    return True, ()
                if stands is State.POSSIBLE:
                    possible.append(number)
        return False, tuple(possible)

    def _set_between(self, number: int, before: int, after: int, category: int) -> bool:
        """Whether a block is set for a pair of flows, of which the second carries a category, whatever the day."""
        flows, meet, block = self.network.flows, self.network.categories.meet, self.network.blocks[number]
        return (
            flows.recipient[before] == block.system == flows.sender[after]
            and flows.sender[before] in block.origins
            and flows.recipient[after] in block.recipients
            and (not block.categories or any(meet(category, c) is not None for c in block.categories))
        )

    def blocked(self, before: int, after: int) -> bool:
        """Whether a block may stand between two flows on the day in question, whatever category it is set for."""
        stopped, possible = self._blocks_between(before, after, ANY, self._day)
        return stopped or bool(possible)

    def _chains_at(self, place: int, category: int, day: int | None) -> Mapping[int, Chains]:
        """Each category that data at a place can have, with the shortest chains that are as sure as each state."""
        key = (place, category, day)
        chains_at = self._known.chains
        if key not in chains_at:
            found: dict[int, list[Chain | None]] = {}
            known: tuple[list[int], Mapping[int, tuple[int, ...]]] | None = None
            for state in _SURE:
                usable = self._usable_at(place, day, state)
                if known is None or known[0] != usable:
                    known = usable, self._products(category, usable)
                for product, chain in known[1].items():
                    chains = found.setdefault(product, [None, None, None])
                    chains[state] = Chain(len(chain), chain, self._state_of_chain(place, chain, day))
            chains_at[key] = {product: (chains[0], chains[1], chains[2]) for product, chains in found.items()}
        return chains_at[key]

    def _state_of_chain(self, place: int, chain: tuple[int, ...], day: int | None) -> State:
        """How sure it is that transformations apply to data at a place."""
        state = State.CERTAIN
        for number in chain:
            transformation = self.network.transformations[number]
            exact = self.network.joins(place)[transformation.holder]
            state = max(state, self._state(transformation.validity.spans, day) if exact else State.POSSIBLE)
        return state

    def _usable_at(self, place: int, day: int | None, at_most: State) -> list[int]:
        """The transformations at a place that are as sure as a state, in order."""
        exact = self.question.exact or at_most is not State.POSSIBLE
        numbers = self._transformations_at(place, exact=exact)
        return [number for number in numbers if self._change_usable(number, day, at_most)]

    def _change_usable(self, number: int, day: int | None, at_most: State) -> bool:
        """Whether a transformation is as sure as a state on a day, and may be used."""
        if at_most is not State.POSSIBLE and self._window is None:
            return False
        within = self.network.transformations[number].validity.spans
        usable = (self._change_begins(number), within.possible[1])
        return self._allows(within[at_most], day) and self._allows(usable, day)

    def changes(self, at_most: State) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """At each place where a transformation may apply: the pairs of a category and what it can become.

        The number of categories stands for any.
        """
        network, known = self.network, self._known.becomes
        exactly = self.question.exact or at_most is not State.POSSIBLE
        change_usable = [self._change_usable(n, self._day, at_most) for n in range(len(network.transformations))]
        found = {}
        for place, numbers in network.transformations_at_places.items():
            usable = tuple(n for n, exact in numbers if change_usable[n] and (exact or not exactly))
            if usable and usable not in known:
                consumed = {c for number in usable for c in network.transformations[number].consumes}
                touched = sorted(set[int]().union(*(network.categories.meeting(c) for c in consumed)))
                known[usable] = tuple(
                    (len(network.categories.iris) if category == ANY else category, product)
                    for category in (ANY, *touched)
                    for product in self._products(category, usable)
                    if product != category
                )
            if usable:
                found[place] = known[usable]
        return found

    def _products(self, category: int, usable: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """What data of a category can become by some transformations, in order, each with the shortest chain of these.

        Of several as short it is the one with the lesser numbers.
        """
        taken = [(number, self._taken_by(number), self.network.transformations[number].produces) for number in usable]
        found: dict[int, tuple[int, ...]] = {category: ()}
        level = [category]
        while level:
            following: dict[int, tuple[int, ...]] = {}
            for current in level:
                for number, categories, produces in taken:
                    if current in categories:
                        chain = (*found[current], number)
                        for produced in produces:
                            if produced not in found:
                                following[produced] = min(chain, following.get(produced, chain))
            found |= following
            level = list(following)
        return found

    def _taken_by(self, number: int) -> Set[int]:
        """The categories that meet what a transformation consumes; any is one of them."""
        known, categories = self._known.taken, self.network.categories
        if number not in known:
            consumes = self.network.transformations[number].consumes
            every = range(ANY, len(categories.iris))
            meeting = (every if category == ANY else categories.meeting(category) for category in consumes)
            known[number] = frozenset[int]().union(*meeting, (ANY,) if consumes else ())
        return known[number]

    def _transformations_at(self, place: int, *, exact: bool) -> list[int]:
        """The transformations that may apply to data at a place, in order."""
        at = self.network.transformations_by_holder
        if not at:
            return []
        joins = self.network.joins(place)
        return sorted(number for holder in joins if joins[holder] or not exact for number in at.get(holder, ()))

    def _entries(
        self, place: int, category: int, before: int | None, flow: int, day: int | None
    ) -> tuple[Passage, ...]:
        """The ways in which data of a category at a place can enter a flow, after the flow that brought it there."""
        bar = self.question.round_bar
        if bar is not None and (self._norms is None or bar not in self._norms.covering(flow)):
            bar = None
        key = (place, category, before if place in self.network.blocks_at else None, flow, day, bar)
        entered = self._known.entered
        if key not in entered:
            entered[key] = tuple(self._find_entries(place, category, before, flow, day))
        return entered[key]

    def _find_entries(
        self, place: int, category: int, before: int | None, flow: int, day: int | None
    ) -> Iterator[Passage]:
        if not self.flow_usable(flow):
            return
        flow_state = self.flow_state(flow, day)
        found: dict[int, Passage] = {}
        for held, chains in self._chains_at(place, category, day).items():
            for carried in self.network.flows.carries[flow]:
                arriving = self.network.categories.meet(held, carried)
                if arriving is None:
                    continue
                stopped, blocks = (False, ()) if before is None else self._blocks_between(before, flow, arriving, day)
                if stopped or self._barred(flow, arriving, day):
                    continue
                surest = State.POSSIBLE if blocks else flow_state
                entry = Passage(arriving, _as_sure_as(surest, chains), blocks)
                known = found.get(arriving)
                found[arriving] = (
                    entry if known is None else Passage(arriving, _better(known.chains, entry.chains), blocks)
                )
        for arriving in sorted(found):
            yield found[arriving]

    def _barred(self, flow: int, category: int, day: int | None) -> bool:
        """Whether a bar leaves a hop out. Where a journey's days are still open, none does."""
        question = self.question
        if self._norms is None or not (question.unbarred or question.round_bar is not None):
            return False
        if day is None:
            return False
        bars = self._norms.barring(flow, category, day, question.readings)
        return bool(bars) if question.unbarred else any(barring.bar == question.round_bar for barring in bars)

    def _steps(
        self, place: int, category: int, before: int | None, flow: int, since: int | None
    ) -> Iterator[tuple[int | None, Passage]]:
        """The ways on, each with its day: on a journey the earliest on which the category can be that."""
        if not self._journey:
            for entry in self._entries(place, category, before, flow, self._day):
                yield self._day, entry
            return
        assert self._window is not None
        flows = self.network.flows
        first = max(self._window[0] if since is None else since, self._begin(flow))
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
            yield self._change_begins(number)
        if before is not None and self.question.blocks:
            for number in network.blocks_at.get(place, ()):
                yield network.blocks[number].validity.presumed[1]
        if self.question.unbarred and self._norms is not None:
            yield from self._norms.turns(flow)


def _met_as(generic: int) -> int:
    """How it is kept that a generic body is met in a named one: no holder's number."""
    return -2 - generic


def _as_sure_as(surest: State, chains: Chains) -> Chains:
    """The chains, where what they lead into is no surer than a state."""
    certain, presumed, possible = chains
    return certain if surest is State.CERTAIN else None, presumed if surest <= State.PRESUMED else None, possible


def _better(one: Chains, other: Chains) -> Chains:
    """For each state the better of two chains."""
    certain, presumed, possible = (
        min((chain for chain in pair if chain is not None), default=None) for pair in zip(one, other, strict=True)
    )
    return certain, presumed, possible
