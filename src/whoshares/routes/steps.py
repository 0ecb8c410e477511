"""What data may do next: which flows, transformations, blocks and bars there are for it at a place, on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from whoshares.model.validity import State
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.question import Question
from whoshares.routes.readings import Chain, Entry


class Steps:
    """The steps that one question allows. Holders, flows, categories and transformations are numbers of the network."""

    def __init__(self, network: Network, question: Question, norms: Norms | None = None) -> None:
        self.network = network
        self.question = question
        self._norms = norms
        self._window = question.window
        self._journey = question.between is not None
        self._day = None if self._window is None or self._journey else self._window[0]
        """The day on which everything is looked at; `None` where it is each hop's own, or none."""
        self._from = network.closure(question.origin)
        self._usable: dict[int, bool] = {}
        self._chains: dict[tuple[int, int, int | None], Mapping[int, tuple[Chain | None, Chain]]] = {}
        self._entered: dict[tuple[int, int, int | None, int, int | None], tuple[Entry, ...]] = {}

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

    def _entries(self, place: int, category: int, before: int | None, flow: int, day: int | None) -> tuple[Entry, ...]:
        """The ways in which data of a category at a place can enter a flow, after the flow that brought it there."""
        key = (place, category, before if place in self.network.blocks_at else None, flow, day)
        if key not in self._entered:
            self._entered[key] = tuple(self._find_entries(place, category, before, flow, day))
        return self._entered[key]

    def _find_entries(
        self, place: int, category: int, before: int | None, flow: int, day: int | None
    ) -> Iterator[Entry]:
        if not self.flow_usable(flow):
            return
        certain_flow = self.flow_certain(flow, day)
        found: dict[int, Entry] = {}
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
                    found[arriving] = Entry(arriving, sure_here, best_here, blocks)
                else:
                    found[arriving] = Entry(arriving, sure, best, blocks)
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
    ) -> Iterator[tuple[int | None, Entry]]:
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
