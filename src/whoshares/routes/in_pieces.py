"""Exposure over flows that lie in pieces, on this machine or on others: the answer that `Exposing` gives.

Holders, categories, transformations and blocks are here; the flows are not. Level by level, each piece is asked which
states lie one flow further. First it is asked which flows lead there, too: if those that any walk may use are not too
many, they come here, and the answer is that over them. Else the searches of `shortest_walks` go on with what all pieces
say, and only the flows on the walks that are found come here: where such a walk is no route, that row is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from whoshares.model.validity import State
from whoshares.network.arrays import grid_of
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.network.parquet import with_flows
from whoshares.routes.crossing import Front, least
from whoshares.routes.exposure import Exposing, ExposureRow
from whoshares.routes.pieces import STATES, Cross, Leg, Look, Reply, Sizes, Work
from whoshares.routes.question import Question
from whoshares.routes.rules import Rules
from whoshares.routes.search import Search
from whoshares.routes.shortest_walks import Asked, Inward, Outward, Searching, Walks

if TYPE_CHECKING:
    import pyarrow as pa

    from whoshares.network.arrays import Grid, Numbers
    from whoshares.routes.distance_bits import Levels

MOST_HERE: Final = 4_000_000
"""How many flows come here at the most, where all walks may use no others."""
MEMORY: Final = 2 << 30
"""So many bytes may searches that go on side by side take here; one is always run."""
_BYTES_A_STATE: Final = 40
_NO_LIMIT: Final = 1 << 40


class Pieces(Protocol):
    """The flows of a network that are not impossible on the day of a question."""

    def each(self, work: Work) -> Iterable[Reply]:
        """What all pieces say, in any order."""

    def flows(self, numbers: Numbers) -> pa.Table:
        """Some of the flows as rows of their table."""


class _OfWalks(Exposing):
    """An exposure whose walks are found, and whose flows are those of the walks alone."""

    def __init__(
        self, network: Network, question: Question, walks: Mapping[State, Sequence[Walks]], *, outward: bool
    ) -> None:
        super().__init__(network, question, outward=outward)
        self._given = walks

    def _walks(self, at_most: State) -> Iterator[tuple[Walks, Sequence[Numbers]]]:
        return ((walks, ()) for walks in self._given[at_most])

    def _asked(self, far: int, category: int, at_most: State, levels: Levels | None) -> tuple[int, ...] | None:
        self.stopped = True
        self.undecided += at_most is State.POSSIBLE
        return None


@dataclass(frozen=True)
class Found:
    """The rows of an exposure, whose flows are those of the network; `stopped` and `undecided` as `Exposing` has them.

    Of a reach, which asks for no category, a row has `ANY` and there is one for each holder.
    """

    network: Network
    rows: tuple[ExposureRow, ...]
    stopped: bool
    undecided: int
    usable: int
    """How many flows may be used on the day."""
    whole: bool
    """Whether all flows that any walk may use came here."""


def exposure_in_pieces(
    network: Network,
    pieces: Pieces,
    question: Question,
    *,
    outward: bool,
    reach: bool = False,
    most_here: int = MOST_HERE,
) -> Found:
    """The exposure of a question's recipient, or with `outward` what its origin reaches; the network has no flows.

    The question has a day, on which the flows of the pieces are not impossible. With `reach` the surest row of
    each holder is told alone, whatever category arrives.
    """
    question = replace(question, first_stated=not outward, last_stated=outward)
    searches = _Searches(network, pieces, question, outward=outward)
    near = searches.flows_near(most_here)
    if near is not None:
        exposing = Exposing(with_flows(network, pieces.flows(near)), question, outward=outward)
    else:
        exposing = _of_walks(network, pieces, question, searches.walks(), outward=outward)
    rows = exposing.rows()
    if reach:
        best: dict[int, ExposureRow] = {}
        for row in sorted(rows, key=lambda row: (row.far, row.state, len(row.flows), row.evidence)):
            best.setdefault(row.far, replace(row, category=ANY))
        rows = list(best.values())
    return Found(exposing.network, tuple(rows), exposing.stopped, exposing.undecided, searches.usable, near is not None)


def _of_walks(
    network: Network, pieces: Pieces, question: Question, walks: Mapping[State, Sequence[Walks]], *, outward: bool
) -> _OfWalks:
    """The exposure over the flows of some walks, which are numbered anew."""
    flown = [one.flows.ravel() for found in walks.values() for one in found]
    numbers = np.unique(np.concatenate([np.zeros(0, np.int64), *flown]))
    table = pieces.flows(numbers[numbers >= 0])
    kept = np.sort(np.asarray(table["number"]))
    numbered = {
        state: [one._replace(flows=np.where(one.flows < 0, -1, np.searchsorted(kept, one.flows))) for one in found]
        for state, found in walks.items()
    }
    return _OfWalks(with_flows(network, table), question, numbered, outward=outward)


class _Searches:
    """The searches of one question."""

    def __init__(self, network: Network, pieces: Pieces, question: Question, *, outward: bool) -> None:
        self._pieces, self._question, self._outward = pieces, question, outward
        self._grid: Grid = grid_of(network)
        self._search = Search(network, question)
        self._frame = Sizes(self._grid.holders, self._grid.width, self._grid.within, self._grid.broader)
        self._end = question.origin if outward else question.recipient
        """Below 0 where it is a holder that takes part in nothing."""
        self._carried: list[Numbers] = [np.zeros(0, np.int64)] * len(STATES)
        """For each state: the categories that flows to the end carry which are as sure."""
        self._stated = True
        """Whether each flow's end away from there is as it is stated."""
        self._rules_of: dict[State, Rules] = {}
        self.usable = 0
        if self._end >= 0:
            self._look(np.array(sorted(network.closure(self._end)), np.int64))

    def _look(self, ends: Numbers) -> None:
        taken = 0
        for place, front in self._pieces.each(Look(self._grid.holders, ends)):
            if place < len(STATES):
                self._carried[place] = np.union1d(self._carried[place], front.keys)
            else:
                self.usable += int(front.keys[0])
                taken |= int(front.evidence[0])
        self._stated = not taken & (2 if self._outward else 1)

    def flows_near(self, most: int) -> Numbers | None:
        """The numbers of all flows that a walk may use; `None` where they are more than so many."""
        near = np.zeros(0, np.int64)
        if self._end < 0:
            return near
        state = State.POSSIBLE
        if self._outward:
            search = self._to_all(state, stated=True)
        else:
            inward = self._inward(state)
            search = inward.searching(inward.arriving_by(self._carried[state]), stated=True)
        front: Front | None = None
        while True:
            try:
                asked = next(search) if front is None else search.send(front)
            except StopIteration:
                return near
            replies, crossed, count = _Replies(), [near], 0
            for place, told in self._pieces.each(Cross(self._frame, (_leg(asked, state),), self._outward, told=True)):
                if place:
                    count += len(told.keys)
                if count <= most:  # else all is only listened to
                    crossed.append(told.keys) if place else replies.add(told)
            near = np.unique(np.concatenate(crossed))
            if max(count, len(near)) > most:
                return None
            front = replies.together()

    def walks(self) -> Mapping[State, Sequence[Walks]]:
        """The shortest walks for each state, found by a search for it and, inward, each category that arrives."""
        found: dict[State, list[Walks]] = {state: [] for state in STATES}
        waiting = self._each()
        size = self._grid.holders * self._grid.width
        at_once = max(1, MEMORY // (size * _BYTES_A_STATE))
        while group := list(islice(waiting, at_once)):
            for (state, _), walks in zip(group, self._run(group), strict=True):
                found[state].append(walks)
        return found

    def _each(self) -> Iterator[tuple[State, Searching]]:
        for state in STATES:
            if self._outward:
                yield state, self._to_all(state, stated=self._stated)
                continue
            for category in self._inward(state).arriving_by(self._carried[state]):
                yield state, self._inward(state).searching([category], stated=self._stated)

    def _rules(self, state: State) -> Rules:
        if state not in self._rules_of:
            most = self._question.max_hops
            rules = Rules.of(self._search, self._grid, state)
            self._rules_of[state] = replace(rules, max_hops=_NO_LIMIT if most is None else most)
        return self._rules_of[state]

    def _inward(self, state: State) -> Inward:
        return Inward(self._grid, self._rules(state), self._end, self._question.category)

    def _to_all(self, state: State, *, stated: bool) -> Searching:
        return Outward(self._grid, self._rules(state), self._end, self._question.category).searching(stated=stated)

    def _run(self, group: Sequence[tuple[State, Searching]]) -> list[Walks]:
        """What searches find that go on side by side, each a level at a time."""
        found: dict[int, Walks] = {}
        sent: dict[int, Front | None] = dict.fromkeys(range(len(group)))
        while sent:
            legs: dict[int, Leg] = {}
            for place, front in sent.items():
                state, search = group[place]
                try:
                    asked = next(search) if front is None else search.send(front)
                except StopIteration as over:
                    found[place] = over.value
                else:
                    legs[place] = _leg(asked, state)
            replies = {place: _Replies() for place in legs}
            places = list(legs)
            if legs:
                for place, front in self._pieces.each(Cross(self._frame, tuple(legs.values()), self._outward)):
                    replies[places[place]].add(front)
            sent = {place: its.together() for place, its in replies.items()}
        return [found[place] for place in range(len(group))]


def _leg(asked: Asked, state: State) -> Leg:
    return Leg(asked.front.keys, asked.front.evidence, np.packbits(asked.seen), state, asked.stated)


class _Replies:
    """What the pieces say of one search, of which no more is held than some times the states that there are."""

    def __init__(self) -> None:
        self._fronts: list[Front] = []

    def add(self, front: Front) -> None:
        """One more; states of several are told once, by the best, as soon as they may be the half."""
        self._fronts.append(front)
        if sum(len(one.keys) for one in self._fronts[1:]) > len(self._fronts[0].keys):
            self._fronts = [least(*self.together())]

    def together(self) -> Front:
        """All of them; some states repeatedly."""
        empty = np.zeros(0, np.int64)
        columns = zip(*self._fronts, strict=True) if self._fronts else ((), (), ())
        return Front(*(np.concatenate([empty, *column]) for column in columns))
