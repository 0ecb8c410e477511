"""Stretches of days on which the same routes are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from whoshares.network.network import Network

_MOST_DAYS: Final = 400


def stretches(
    network: Network, flows: Iterable[int], also: Iterable[date] = ()
) -> Iterator[tuple[date | None, date | None]]:
    """The stretches of days on which the same routes over these flows are known, first inclusive, end exclusive.

    They end at the days on which a flow, a transformation or a block may turn, and at those in `also`; what comes after
    the first 400 is one stretch. How sure a route is, and which variant is shown, may change within one.
    """
    validities = [network.flows[flow].validity for flow in flows]
    validities += [t.validity for t in network.transformations] + [b.validity for b in network.blocks]
    turns = {*also}
    turns |= {day for validity in validities for day in (*validity.starts, *validity.ends)}
    for block in network.blocks:  # a block may also begin to be presumed where an attestation is past
        turns |= {last for _, last in block.validity.attested}
    return pairwise([None, *sorted(turns)[:_MOST_DAYS], None])


def day_within(first: date | None, end: date | None) -> date:
    """A day that stands for a stretch: its first, or for the open one before all turns its last."""
    return first or (date.fromordinal(end.toordinal() - 1) if end and end > date.min else date.min)


def union(
    several: Iterable[Iterable[tuple[str | None, str | None]]],
) -> tuple[tuple[str | None, str | None], ...]:
    """The days that are within an interval of some of several answers, as intervals that do not touch.

    >>> union([[("2008-01-01", "2010-01-01"), ("2014-01-01", None)], [(None, "2009-01-01")], []])
    ((None, '2010-01-01'), ('2014-01-01', None))
    """
    intervals: list[tuple[str | None, str | None]] = []
    for start, stop in sorted((one for found in several for one in found), key=lambda one: one[0] or ""):
        last = intervals[-1][1] if intervals else ""
        if last is None or (intervals and (start or "") <= last):
            intervals[-1] = (intervals[-1][0], None if last is None or stop is None else max(last, stop))
        else:
            intervals.append((start, stop))
    return tuple(intervals)


def joined(found: Iterable[tuple[date | None, date | None]]) -> tuple[tuple[str | None, str | None], ...]:
    """Stretches as text, those that follow one another made one."""
    intervals: list[tuple[str | None, str | None]] = []
    for first, end in found:
        start, stop = (first.isoformat() if first else None), (end.isoformat() if end else None)
        if intervals and intervals[-1][1] == start and start is not None:
            intervals[-1] = (intervals[-1][0], stop)
        else:
            intervals.append((start, stop))
    return tuple(intervals)
