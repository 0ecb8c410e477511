"""Which bars a route goes round: on a stretch of it, data comes to a recipient of a bar by a holder not bound by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from whoshares.network.network import Network
from whoshares.network.norms import Norms


class Leg(NamedTuple):
    """A hop, as far as bars look at it."""

    flow: int
    category: int
    day: int | None


class Round(NamedTuple):
    """A bar that is gone round, on the stretch between two hops, by their places from 0."""

    bar: int
    first: int
    last: int


class Start(NamedTuple):
    """Where a stretch may begin: data that a bar binds leaves a sender of that bar."""

    bar: int
    sender: int
    category: int
    day: int | None


class GoingRound:
    """The bars of one network, under the readings taken."""

    def __init__(self, network: Network, norms: Norms, readings: Collection[str] = ()) -> None:
        self._network = network
        self._norms = norms
        self._readings = readings
        self._starts: dict[Leg, tuple[Start, ...]] = {}
        self._ends: dict[tuple[Start, int], bool] = {}

    def of(self, legs: Sequence[Leg]) -> tuple[Round, ...]:
        """The bars that a sequence of hops goes round, each once, on the shortest stretch, of those the first."""
        found: dict[int, Round] = {}
        for gone in self._stretches(legs):
            known = found.get(gone.bar)
            if known is None or (gone.last - gone.first, gone.first) < (known.last - known.first, known.first):
                found[gone.bar] = gone
        return tuple(found[bar] for bar in sorted(found))

    def _stretches(self, legs: Sequence[Leg]) -> Iterator[Round]:
        for first, leg in enumerate(legs):
            for start in self.starts(leg):
                for last in range(first, len(legs)):
                    if self._bars(start.bar, legs[last]):
                        break
                    if last > first and self.ends(start, legs[last].flow):
                        yield Round(start.bar, first, last)

    def starts(self, leg: Leg) -> tuple[Start, ...]:
        """The bars that bind the sender of a hop, hold on its day and are about its category."""
        if leg not in self._starts:
            sender = self._network.flows.sender[leg.flow]
            self._starts[leg] = tuple(
                Start(number, sender, leg.category, leg.day)
                for number in self._norms.bars_of_sender(sender)
                if self._norms.binds(number, leg.category, leg.day, self._readings)
            )
        return self._starts[leg]

    def ends(self, start: Start, flow: int) -> bool:
        """Whether a stretch with such a start, on which the bar bars no hop, has gone round it with a later flow."""
        key = start, flow
        if key not in self._ends:
            flows, bar = self._network.flows, self._norms.bars[start.bar]
            self._ends[key] = (
                bar.senders is not None
                and flows.sender[flow] not in bar.senders
                and self._norms.would_bar(
                    start.bar, start.sender, flows.recipient[flow], start.category, start.day, self._readings, flow
                )
            )
        return self._ends[key]

    def _bars(self, bar: int, leg: Leg) -> bool:
        barring = self._norms.barring(leg.flow, leg.category, leg.day, self._readings)
        return any(one.bar == bar for one in barring)
