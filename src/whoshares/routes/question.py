"""What is asked of the network: from where, to where, of what, when, and with what left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.model.validity import State
from whoshares.network.categories import ANY

OPEN: Final = 0
"""The ordinal before all days."""


@dataclass(frozen=True)
class Question:
    """What is asked. Holders, flows and categories are numbers of the network.

    `day` is `None` where dates are to be left aside; `between` asks for a journey within two days instead, either of
    which may be open. `through` holds one set of flows and one of holders for each thing that a route must pass;
    `without` the flows and holders that it must not touch. `unbarred` leaves out hops that a bar bars, under the
    `readings` taken. `confirmed_since` leaves out what was last confirmed before a day, where there are days at all.
    """

    origin: int
    recipient: int
    category: int = ANY
    day: date | None = None
    exact: bool = False
    max_hops: int | None = None
    through: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()
    without: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    blocks: bool = True
    between: tuple[date | None, date | None] | None = None
    unbarred: bool = False
    readings: tuple[str, ...] = ()
    confirmed_since: date | None = None
    round_bar: int | None = None
    """Leave out hops that this one bar bars."""
    arriving: int | None = None
    """Only routes that can be read so that this category arrives."""
    at_most: State = State.POSSIBLE
    """Only routes that are as sure as this, or surer."""
    by_length: bool = False
    """Order by the number of flows, then evidence, however sure and however joined: one such route soon."""

    first_stated: bool = False
    """Only routes whose first sender is no named body that is taken for a generic one."""
    last_stated: bool = False
    """The same of the last recipient."""

    @property
    def window(self) -> tuple[int, int] | None:
        """The first and the last day on which a hop may take place, as ordinals; `None` where dates are left aside."""
        if self.between is not None:
            first, last = self.between
            return (first.toordinal() if first else OPEN, last.toordinal() if last else date.max.toordinal())
        return (self.day.toordinal(), self.day.toordinal()) if self.day else None

    @property
    def since(self) -> int | None:
        """The day on or after which all that carries data must be confirmed, as an ordinal; `None` where none is."""
        return None if self.confirmed_since is None or self.window is None else self.confirmed_since.toordinal()
