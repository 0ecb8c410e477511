"""From a front of states to those one flow before or after it, in arrays: the step that flows are needed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from whoshares.network.arrays import first_of_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whoshares.network.arrays import ArrayLists, Marks, Numbers


class Front(NamedTuple):
    """States of one level: their keys, the rank of their evidence, and for each what it goes on to."""

    keys: Numbers
    evidence: Numbers
    parents: Numbers

    def only(self, which: Marks) -> Front:
        """Some of the states."""
        return Front(self.keys[which], self.evidence[which], self.parents[which])


class Frame(Protocol):
    """What does not depend on flows: how many holders and categories there are, and which are comparable."""

    @property
    def holders(self) -> int:
        """How many."""

    @property
    def width(self) -> int:
        """How many categories, and any."""

    @property
    def within(self) -> NDArray[np.int8]:
        """For two categories: 1 where they are the same, 2 where the first is narrower, 3 where broader, else 0."""

    @property
    def broader(self) -> ArrayLists:
        """For each category: itself, its broader ones, and any."""


class Piece(Protocol):
    """Some flows, each with every category that it carries: a pair."""

    @property
    def sender(self) -> Numbers:
        """Of each flow."""

    @property
    def recipient(self) -> Numbers:
        """Of each flow."""

    @property
    def evidence(self) -> Numbers:
        """Of each flow."""

    @property
    def flow_of(self) -> Numbers:
        """For each pair the flow."""

    @property
    def carried(self) -> Numbers:
        """For each pair the category."""

    @property
    def by_recipient(self) -> ArrayLists:
        """For each holder: the pairs of its incoming flows."""

    @property
    def by_sender(self) -> ArrayLists:
        """For each holder: the pairs of its outgoing flows."""


def least(keys: Numbers, evidence: Numbers, parents: Numbers) -> Front:
    """States, each once: the best evidence counts, then the least parent."""
    if len(keys) and (found := _packed(keys, evidence, parents)) is not None:
        return found
    order = np.lexsort((parents, evidence, keys))
    keys, evidence, parents = keys[order], evidence[order], parents[order]
    return Front(keys, evidence, parents).only(first_of_each(keys))


def _packed(keys: Numbers, evidence: Numbers, parents: Numbers) -> Front | None:
    """The same with all three in one number, and those are sorted many times faster; `None` where they do not fit."""
    best, after = int(evidence.min()), int(parents.max()) + 1
    each = (int(evidence.max()) - best + 1) * after
    if (int(keys.max()) + 1) * each >= 1 << 63:
        return None
    found = np.sort(keys * each + (evidence - best) * after + parents)
    states = found // each
    first = first_of_each(states)
    states = states[first]
    ranks, parents = np.divmod(found[first] - states * each, after)
    return Front(states, ranks + best, parents)


@dataclass(frozen=True, eq=False)
class Crossing:
    """The flows of a piece that may be used. A parent is a flow there times the number of states, and a state."""

    frame: Frame
    piece: Piece
    usable: Marks | None = None
    """For each flow whether it may be used; `None` where all may be."""

    def before(self, front: Front, only: Marks | None = None) -> Front:
        """The states that are ready to leave by a flow, or one of some, which arrives at a front; some repeatedly."""
        frame, piece, width = self.frame, self.piece, self.frame.width
        holders, categories = front.keys // width, front.keys % width
        places, pairs = piece.by_recipient.expand(holders)
        fits = frame.within[categories[places], piece.carried[pairs]]
        keep = ((fits == 1) | (fits == 2)) & self._usable(pairs, only)
        places, pairs, fits = places[keep], pairs[keep], fits[keep]
        flows = piece.flow_of[pairs]
        same = fits == 1
        wide_places, wide = frame.broader.expand(piece.carried[pairs[same]])
        at = np.concatenate([places[same][wide_places], places[~same]])
        by = np.concatenate([flows[same][wide_places], flows[~same]])
        category = np.concatenate([wide, categories[places[~same]]])
        evidence = np.maximum(front.evidence[at], piece.evidence[by])
        return Front(piece.sender[by] * width + category, evidence, by * (frame.holders * width) + front.keys[at])

    def after(self, front: Front, only: Marks | None = None) -> Front:
        """The states at which data arrives that leaves from a front by a flow, or one of some; some repeatedly."""
        frame, piece, width = self.frame, self.piece, self.frame.width
        places, pairs = piece.by_sender.expand(front.keys // width)
        categories = (front.keys % width)[places]
        fits = frame.within[categories, piece.carried[pairs]]
        keep = (fits > 0) & self._usable(pairs, only)
        places, pairs, fits, categories = places[keep], pairs[keep], fits[keep], categories[keep]
        flows = piece.flow_of[pairs]
        arriving = np.where(fits == 2, categories, piece.carried[pairs])
        evidence = np.maximum(front.evidence[places], piece.evidence[flows])
        parents = flows * (frame.holders * width) + front.keys[places]
        return Front(piece.recipient[flows] * width + arriving, evidence, parents)

    def carried_to(self, holders: Numbers) -> Numbers:
        """The categories that flows to some holders carry."""
        pairs = self.piece.by_recipient.expand(holders)[1]
        found: Numbers = np.unique(self.piece.carried[pairs[self._usable(pairs)]])
        return found

    def _usable(self, pairs: Numbers, only: Marks | None = None) -> Marks:
        """Of which pairs the flow may be used, and is one of some."""
        found: Marks = np.ones(len(pairs), np.bool_)
        for marks in (self.usable, only):
            if marks is not None:
                found &= marks[self.piece.flow_of[pairs]]
        return found
