"""What waits in the queue of a search: partial routes, and what stands for those that are not looked at yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from whoshares.model.validity import State
from whoshares.routes.variants import Variants

if TYPE_CHECKING:
    from whoshares.routes.distance_bits import Levels


@dataclass(order=True, slots=True)
class Partial:
    """A partial route in the queue; the compared fields bound the order of every completion from below."""

    state: State
    hops: int
    assumed: int
    named: int
    """The hops that are said of every body of a kind, and taken for a named one."""
    evidence: int
    ahead: int
    """The fewest flows that remain, where only the length counts: so that one route is followed to its end."""
    flows: tuple[int, ...]
    complete: bool = field(compare=False)
    alive: Mapping[int, Variants] = field(compare=False)
    held: frozenset[int] = field(compare=False)
    """Sender of the first flow and all recipients; and the generic bodies for which one is taken, marked."""
    waiting: Waiting | None = field(compare=False, default=None)
    """Where this stands for the partial routes longer by a flow of which the levels so far do not tell how far from
    the end they are: farther than all those."""
    later: Later | None = field(compare=False, default=None)
    """Where this stands for a partial route longer by a flow that is not looked at yet, and for those after it."""


class Waiting(NamedTuple):
    """What is to be done when its turn comes: look at more levels, and at the flows that lead on then."""

    partial: Partial | None
    put: set[int]
    """The flows that are in the queue already, or lead nowhere."""
    levels: Levels
    known: int
    """How many levels there were."""


Bound: TypeAlias = tuple[State, int, int, int, int, int]
"""What a partial route is compared by before its flows."""


class Later(NamedTuple):
    """What is to be looked at when its turn comes: a flow that leads on, and those after it."""

    partial: Partial | None
    put: set[int]
    """As above."""
    leading: Sequence[tuple[Bound, int, bool]]
    """In order: what bounds the partial route with the flow from below, the flow, whether it is joined exactly."""
    place: int
