"""Flows in pieces, which may lie on other machines, and what is asked of each piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np

from whoshares.model.validity import State
from whoshares.network.arrays import ArrayLists
from whoshares.network.parquet import DAYS, arrow
from whoshares.routes.crossing import Crossing, Front, least

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from whoshares.network.arrays import Numbers

FLOWS_A_PIECE: Final = 1 << 20
"""How many flows a piece has at the most."""
STATES: Final = (State.CERTAIN, State.PRESUMED, State.POSSIBLE)

PACKED: Final[Mapping[str, str]] = {
    "number": "<i8", "sender": "<i4", "recipient": "<i4", "evidence": "i1", "surest": "u1", "stated": "u1",
    "flow_of": "<i4", "carried": "<i4",
}  # fmt: skip
"""The columns of a piece, each an array in bytes, and what that is of."""
NEEDED: Final = ("number", "sender", "recipient", "carries", "evidence", "generic_sender", "generic_recipient", *DAYS)
"""The columns of the table of flows that pieces are made of."""


@dataclass(frozen=True, eq=False)
class FlowPiece:
    """Flows that are not impossible on one day, with each category that they carry."""

    number: Numbers
    """Of each flow, in the whole network."""
    sender: Numbers
    recipient: Numbers
    evidence: Numbers
    surest: NDArray[np.uint8]
    """Of each flow how sure it is on the day."""
    stated: NDArray[np.uint8]
    """1 where a flow's sender is as it is stated, 2 where its recipient is, 3 where both are."""
    flow_of: Numbers
    carried: Numbers
    holders: int

    @property
    def by_recipient(self) -> ArrayLists:
        """For each holder: the pairs of its incoming flows."""
        return ArrayLists(self.recipient[self.flow_of], np.arange(len(self.flow_of)), self.holders)

    @property
    def by_sender(self) -> ArrayLists:
        """For each holder: the pairs of its outgoing flows."""
        return ArrayLists(self.sender[self.flow_of], np.arange(len(self.flow_of)), self.holders)


def packed(flows: Iterable[pa.RecordBatch], day: int) -> Iterator[pa.RecordBatch]:
    """Rows of the table of flows as pieces of those that are not impossible on a day, one row each."""
    table, waiting = arrow().Table, []
    for batch in flows:
        waiting.append(batch)
        if sum(len(one) for one in waiting) >= FLOWS_A_PIECE:
            yield _piece(table.from_batches(waiting), day)
            waiting = []
    if waiting:
        yield _piece(table.from_batches(waiting), day)


def _piece(flows: pa.Table, day: int) -> pa.RecordBatch:
    pa = arrow()
    flows = flows.combine_chunks()

    def column(name: str) -> NDArray[Any]:
        found: NDArray[Any] = flows[name].to_numpy()
        return found

    surest = np.full(len(flows), State.IMPOSSIBLE, np.uint8)
    for state in reversed(STATES):
        begin, until = column(DAYS[2 * state]), column(DAYS[2 * state + 1])
        surest[(begin <= day) & (until > day)] = state
    kept = np.flatnonzero(surest < State.IMPOSSIBLE)
    stated = np.array(flows["generic_sender"].is_null()) * 1 + np.array(flows["generic_recipient"].is_null()) * 2
    carries = flows["carries"].combine_chunks()
    counts = np.diff(np.asarray(carries.offsets))
    pairs = np.repeat(np.arange(len(flows)), counts)
    usable = surest[pairs] < State.IMPOSSIBLE
    arrays = {
        **{name: column(name)[kept] for name in ("number", "sender", "recipient", "evidence")},
        "surest": surest[kept],
        "stated": stated[kept],
        "flow_of": np.searchsorted(kept, pairs[usable]),
        "carried": np.asarray(carries.flatten())[usable],
    }
    columns = [pa.array([arrays[name].astype(kind).tobytes()], pa.binary()) for name, kind in PACKED.items()]
    return pa.RecordBatch.from_arrays(columns, list(PACKED))


def pieces_in(batches: Iterable[pa.RecordBatch], holders: int) -> Iterator[FlowPiece]:
    """The pieces that stand in rows of `packed`."""
    for batch in batches:
        for row in range(len(batch)):
            made: dict[str, Any] = {
                name: np.frombuffer(batch.column(place)[row].as_buffer(), kind)
                for place, (name, kind) in enumerate(PACKED.items())
            }
            wide = {name: made[name].astype(np.int64) for name in PACKED if name not in ("surest", "stated")}
            yield FlowPiece(**{**made, **wide}, holders=holders)


class Reply(NamedTuple):
    """What a piece says to one of the things that it is asked, by its place."""

    place: int
    front: Front


class Work(Protocol):
    """What is asked of every piece. It is sent to where the pieces are."""

    @property
    def holders(self) -> int:
        """How many there are."""

    def of(self, piece: FlowPiece) -> Iterator[Reply]:
        """What one piece says."""


@dataclass(frozen=True, eq=False)
class Look:
    """For each state the categories that flows to some holders carry; and at the next places what there is of flows.

    The last reply has their number, and whether ends are taken for generic bodies: of senders 1, of recipients 2.
    """

    holders: int
    ends: Numbers

    def of(self, piece: FlowPiece) -> Iterator[Reply]:
        """What one piece says."""
        to_ends = np.isin(piece.recipient, self.ends)
        for state in STATES:
            carried = np.unique(piece.carried[(to_ends & (piece.surest <= state))[piece.flow_of]])
            yield Reply(state, Front(carried, carried, carried))
        there = np.array([len(piece.number)])
        taken = np.array([3 - int(np.bitwise_and.reduce(piece.stated, initial=3))])
        yield Reply(len(STATES), Front(there, taken, there))


class Sizes(NamedTuple):
    """What does not depend on flows: as `Frame` has it."""

    holders: int
    width: int
    within: NDArray[np.int8]
    broader: ArrayLists


class Leg(NamedTuple):
    """What one search asks: a front, what it knows as bits, how sure flows must be, and which ends as stated."""

    keys: Numbers
    evidence: Numbers
    seen: NDArray[np.uint8]
    state: State
    stated: bool


@dataclass(frozen=True, eq=False)
class Cross:
    """One flow further from several fronts at once.

    With `told`, the numbers of the flows by which the fronts are crossed are told, too, at the next place.
    """

    frame: Sizes
    legs: tuple[Leg, ...]
    outward: bool
    told: bool = False

    @property
    def holders(self) -> int:
        """How many there are."""
        return self.frame.holders

    def of(self, piece: FlowPiece) -> Iterator[Reply]:
        """What one piece says: of each state that is new the best, with the flow's number in the whole network."""
        size = self.frame.holders * self.frame.width
        away_stated = piece.stated & (2 if self.outward else 1) > 0
        lists = _Listed(piece, self.outward)
        crossed = [np.zeros(0, np.int64)]
        for place, leg in enumerate(self.legs):
            crossing = Crossing(self.frame, lists, piece.surest <= leg.state)
            cross = crossing.after if self.outward else crossing.before
            found = cross(Front(leg.keys, leg.evidence, leg.keys), away_stated if leg.stated else None)
            if self.told:
                crossed.append(np.unique(found.parents // size))
            fresh = (leg.seen[found.keys >> 3] >> (7 - (found.keys & 7)).astype(np.uint8)) & 1 == 0
            flows, states = np.divmod(found.parents[fresh], size)
            parents = piece.number[flows] * size + states
            best = least(found.keys[fresh], found.evidence[fresh], parents)
            if len(best.keys):
                yield Reply(place, best)
        if self.told:
            numbers = piece.number[np.unique(np.concatenate(crossed))]
            yield Reply(len(self.legs), Front(numbers, *[np.zeros(0, np.int64)] * 2))


class _Listed:
    """A piece whose pairs are looked up more than once."""

    def __init__(self, piece: FlowPiece, outward: bool) -> None:
        self.sender, self.recipient, self.evidence = piece.sender, piece.recipient, piece.evidence
        self.flow_of, self.carried = piece.flow_of, piece.carried
        self.by_sender = self.by_recipient = piece.by_sender if outward else piece.by_recipient
