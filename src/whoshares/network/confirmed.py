"""When many flows were last confirmed, worked out with numpy: the same as `FlowTable.last_confirmed` tells of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from whoshares.model.validity import Confirmed
from whoshares.network.arrays import ArrayLists, Grid
from whoshares.network.flows import ATTESTED, FlowTable, Lists

if TYPE_CHECKING:
    from whoshares.network.arrays import Numbers

_DAY = (1 << ATTESTED) - 1


class LastConfirmed(NamedTuple):
    """When each of some flows was last confirmed. Days are ordinals."""

    order: Numbers
    """A number that orders as `Confirmed.order` does: -1 where it was not confirmed."""
    within: Numbers
    """The last day of the month or year that its latest start stands for."""

    def each(self) -> list[Confirmed | None]:
        """The same, one by one; equal ones are one."""
        pairs = list(zip(self.order.tolist(), self.within.tolist(), strict=True))
        told = {pair: _told(*pair) for pair in set(pairs)}
        return [told[pair] for pair in pairs]


def last_confirmed(table: FlowTable, flows: Numbers, day: int) -> LastConfirmed:
    """When flows were last known to be in force, on or before a day, an ordinal."""
    places, first, last = _days(table.attested, flows)
    past = last <= day
    found = np.full(len(flows), -1, np.int64)
    np.maximum.at(found, places[past], _order(last, first, 1)[past])

    places, first, last = _days(table.starts, flows)
    start, within = np.full(len(flows), -1, np.int64), np.full(len(flows), _DAY, np.int64)
    np.maximum.at(start, places, first)
    latest = first == start[places]
    np.minimum.at(within, places[latest], last[latest])
    begun = (start >= 0) & (start <= day)
    found = np.where(begun, np.maximum(found, _order(start, start, within == start)), found)

    begin, until = (Grid.column(column)[flows].astype(np.int64) for column in table.by_state[0])
    end = np.minimum(until - 1, day)
    certain = (begin <= day) & (begin < until)
    found = np.where(certain, np.maximum(found, _order(end, end, 1)), found)
    found[np.frombuffer(table.takes_place, np.int8)[flows] == 0] = -1
    return LastConfirmed(found, within)


def _days(lists: Lists, flows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """For each day or span of days of the flows: the flow's place among them, the first day and the last."""
    places, days = ArrayLists.kept(lists.bounds, np.frombuffer(lists.values, np.int64)).expand(flows)
    return places, days >> ATTESTED, days & _DAY


def _order(last: Numbers, first: Numbers, to_the_day: Numbers | int) -> Numbers:
    return (last << ATTESTED | first) << 1 | to_the_day


def _told(order: int, within: int) -> Confirmed | None:
    if order < 0:
        return None
    first, last = (order >> 1) & _DAY, order >> 1 + ATTESTED
    to_the_day = order & 1
    day = date.fromordinal
    return Confirmed(day(first), day(last), None if to_the_day else day(within))
