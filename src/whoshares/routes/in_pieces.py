"""Exposure over flows that lie in pieces, on this machine or on others: the answer that `Exposing` gives.

Holders, categories, transformations and blocks are here; the flows are not. Level by level, each piece is asked which
states lie one flow further, and the searches of `shortest_walks` go on with what all pieces say. Of the flows, only
those on the walks that are found come here. Where such a walk is no route, and the flows that may be used on the day
are not too many, these come here too, and the route search is asked as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from whoshares.routes.shortest_walks import Inward, Outward, Searching, Walks

if TYPE_CHECKING:
    import pyarrow as pa

    from whoshares.network.arrays import Grid, Numbers
    from whoshares.routes.distance_bits import Levels

MOST_HERE: Final = 1_000_000
"""How many flows that may be used on the day are brought here for the route search, at the most."""
MEMORY: Final = 2 << 30
"""So many bytes may searches that go on side by side take here; one is always run."""
_BYTES_A_STATE: Final = 40
_NO_LIMIT: Final = 1 << 40


class Pieces(Protocol):
    """The flows of a network that are not impossible on the day of a question."""

    def each(self, work: Work) -> Iterable[Reply]:
        """What all pieces say, in any order."""

    def flows(self, numbers: Numbers | None) -> pa.Table:
        """Some of the flows as rows of their table; all of them where no numbers are given."""


class _Given(Exposing):
    """An exposure whose walks are found; the flows here are those of the walks, or all that may be used."""

    def __init__(
        self,
        network: Network,
        question: Question,
        walks: Mapping[State, Sequence[Walks]],
        *,
        outward: bool,
        whole: bool,
    ) -> None:
        super().__init__(network, question, outward=outward)
        self._given = walks
        self._whole = whole

    def _walks(self, at_most: State) -> Iterator[tuple[Walks, Sequence[Numbers]]]:
        return ((walks, ()) for walks in self._given[at_most])

    def _asked(self, far: int, category: int, at_most: State, levels: Levels | None) -> tuple[int, ...] | None:
        if self._whole:
            return super()._asked(far, category, at_most, levels)
        self.stopped = True
        self.undecided += at_most is State.POSSIBLE
        self.unsettled.add(far)
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
    end = question.origin if outward else question.recipient
    asked = _Searches(network, pieces, question, outward=outward)
    walks = asked.walks()
    flown = [one.flows.ravel() for found in walks.values() for one in found]
    numbers = np.unique(np.concatenate([np.zeros(0, np.int64), *flown]))
    given = _given(network, pieces, question, walks, numbers[numbers >= 0], outward=outward)
    rows = given.rows() if end >= 0 else []
    if given.unsettled and asked.usable <= most_here:
        given = _given(network, pieces, question, walks, None, outward=outward)
        rows = given.rows()
    if reach:
        best: dict[int, ExposureRow] = {}
        for row in sorted(rows, key=lambda row: (row.far, row.state, len(row.flows), row.evidence)):
            best.setdefault(row.far, replace(row, category=ANY))
        rows = list(best.values())
    return Found(given.network, tuple(rows), given.stopped, given.undecided, asked.usable)


def _given(
    network: Network,
    pieces: Pieces,
    question: Question,
    walks: Mapping[State, Sequence[Walks]],
    numbers: Numbers | None,
    *,
    outward: bool,
) -> _Given:
    """The exposure over the flows with some numbers, or over all that may be used, which are numbered anew."""
    table = pieces.flows(numbers)
    kept = np.sort(np.asarray(table["number"]))
    numbered = {
        state: [one._replace(flows=np.where(one.flows < 0, -1, np.searchsorted(kept, one.flows))) for one in found]
        for state, found in walks.items()
    }
    return _Given(with_flows(network, table), question, numbered, outward=outward, whole=numbers is None)


class _Searches:
    """The searches of one question: one for each state and, inward, for each category that arrives."""

    def __init__(self, network: Network, pieces: Pieces, question: Question, *, outward: bool) -> None:
        self._network, self._pieces, self._question = network, pieces, question
        self._outward = outward
        self._grid: Grid = grid_of(network)
        self.usable = 0

    def walks(self) -> Mapping[State, Sequence[Walks]]:
        """The walks that are found, for each state."""
        found: dict[State, list[Walks]] = {state: [] for state in STATES}
        end = self._question.origin if self._outward else self._question.recipient
        if end < 0:  # a holder that takes part in nothing
            return found
        ends = np.array(sorted(self._network.closure(end)), np.int64)
        carried: list[list[Numbers]] = [[] for _ in STATES]
        taken = 0
        for place, front in self._pieces.each(Look(self._grid.holders, ends)):
            if place < len(STATES):
                carried[place].append(front.keys)
            else:
                self.usable += int(front.keys[0])
                taken |= int(front.evidence[0])
        stated = not taken & (2 if self._outward else 1)
        waiting = list(self._searches(carried, stated))
        size = self._grid.holders * self._grid.width
        at_once = max(1, MEMORY // (size * _BYTES_A_STATE))
        for first in range(0, len(waiting), at_once):
            group = waiting[first : first + at_once]
            for (state, _), walks in zip(group, self._run(group), strict=True):
                found[state].append(walks)
        return found

    def _searches(self, carried: Sequence[Sequence[Numbers]], stated: bool) -> Iterator[tuple[State, Searching]]:
        question, grid = self._question, self._grid
        search = Search(self._network, question)
        end = question.origin if self._outward else question.recipient
        for state in STATES:
            rules = Rules.of(search, grid, state)
            rules = replace(rules, max_hops=_NO_LIMIT if question.max_hops is None else question.max_hops)
            if self._outward:
                yield state, Outward(grid, rules, end, question.category).searching(stated=stated)
                continue
            flown = np.unique(np.concatenate([*carried[state], np.zeros(0, np.int64)]))
            arriving = Inward(grid, rules, end, question.category).arriving_by(flown)
            for one in [[category] for category in arriving]:
                yield state, Inward(grid, rules, end, question.category).searching(one, stated=stated)

    def _run(self, group: Sequence[tuple[State, Searching]]) -> list[Walks]:
        """What searches find that go on side by side, each a level at a time."""
        grid = self._grid
        frame = Sizes(grid.holders, grid.width, grid.within, grid.broader)
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
                    bits = np.packbits(asked.seen)
                    legs[place] = Leg(asked.front.keys, asked.front.evidence, bits, state, asked.stated)
            replies = {place: _Replies() for place in legs}
            places = list(legs)
            if legs:
                for place, front in self._pieces.each(Cross(frame, tuple(legs.values()), self._outward)):
                    replies[places[place]].add(front)
            sent = {place: its.together() for place, its in replies.items()}
        return [found[place] for place in range(len(group))]


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
