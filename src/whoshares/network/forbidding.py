"""Which bars forbid data from one holder to another, whether or not a flow is known that would carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from whoshares.model.validity import State, state
from whoshares.network.network import Network
from whoshares.network.norms import Norm, Norms

_FIRST_DAY: Final = 1


class Forbidding(NamedTuple):
    """That a bar forbids data from one holder to another. Holders and categories are numbers of the network."""

    bar: int
    state: State
    """How sure it is, on the surest of the days, that it is in force."""
    senders: tuple[int, ...]
    """Those within the one end for which it does; the whole in place of its parts."""
    recipients: tuple[int, ...]
    categories: tuple[int, ...]
    """What it forbids: all that was asked for, or what it names within that."""


def forbidding(
    network: Network,
    norms: Norms,
    ends: tuple[int, int],
    category: int,
    window: tuple[int, int],
    readings: Collection[str] = (),
) -> tuple[Forbidding, ...]:
    """The bars that forbid data of a category from one holder to another on some day of a window.

    Days are ordinals, the last one included. A negative number stands for a holder of which nothing is known.
    """
    found = []
    for number in range(len(norms.bars)):
        one = forbids(network, norms, number, ends, category, window, readings)
        if one is not None:
            found.append(one)
    return tuple(found)


def forbids(
    network: Network,
    norms: Norms,
    number: int,
    ends: tuple[int, int],
    category: int,
    window: tuple[int, int],
    readings: Collection[str] = (),
) -> Forbidding | None:
    """The same of one bar; `None` where it does not forbid that."""
    bar = norms.bars[number]
    origin, recipient = (frozenset[int]() if end < 0 else network.closure(end) for end in ends)
    senders = origin if bar.senders is None else origin & bar.senders
    recipients = recipient if bar.recipients is None else recipient & bar.recipients
    if not senders or not recipients:
        return None
    pairs: set[tuple[int, int]] = set()
    about: set[int] = set()
    surest = State.IMPOSSIBLE
    for day in _days(norms, bar, window):
        for wanted in _wanted(network, bar, category):
            exceptions = norms.exceptions_to(number, wanted, day, readings)
            left = set() if exceptions is None else set(_not_excepted(senders, recipients, exceptions))
            if left:
                pairs |= left
                about.add(wanted)
                surest = min(surest, state(day, bar.validity.spans))
    if not pairs:
        return None
    whose, whom = ({pair[place] for pair in pairs} for place in (0, 1))
    return Forbidding(number, surest, _wholes(network, whose), _wholes(network, whom), tuple(sorted(about)))


def forbidding_each(
    network: Network, norms: Norms, end: int, others: Collection[int], category: int, day: int, *, outward: bool
) -> Mapping[int, tuple[int, ...]]:
    """For each of some holders the bars that forbid data from it to one end, or `outward` from that end to it.

    Holders that no bar concerns are left out.
    """
    import numpy as np

    from whoshares.network.arrays import grid_of

    found: dict[int, list[int]] = defaultdict(list)
    closure = frozenset[int]() if end < 0 else network.closure(end)
    for number, bar in enumerate(norms.bars):
        near, far = (bar.senders, bar.recipients) if outward else (bar.recipients, bar.senders)
        if (near is not None and near.isdisjoint(closure)) or not norms.binds(number, category, day):
            continue
        concerned = set(others)
        if far is not None:
            concerned &= set(grid_of(network).wholes.expand(np.array(sorted(far), np.int64))[1].tolist())
        for other in concerned:
            ends = (end, other) if outward else (other, end)
            if forbids(network, norms, number, ends, category, (day, day)) is not None:
                found[other].append(number)
    return {other: tuple(numbers) for other, numbers in found.items()}


def _wanted(network: Network, bar: Norm, category: int) -> set[int]:
    """What a bar is about, of what is asked for."""
    met = {network.categories.meet(category, named) for named in bar.categories} if bar.categories else {category}
    return {one for one in met if one is not None}


def _days(norms: Norms, bar: Norm, window: tuple[int, int]) -> list[int]:
    """The first day of a window, and those within it on which a bar or its exceptions turn."""
    first, last = max(window[0], _FIRST_DAY), window[1]
    turns = {day for span in bar.validity.spans for day in span}
    turns |= {permission.validity.possible[1] for permission in norms.exceptions(bar)}
    return sorted({first, *(day for day in turns if first < day <= last)})


def _not_excepted(
    senders: Iterable[int], recipients: Iterable[int], exceptions: Collection[Norm]
) -> Iterator[tuple[int, int]]:
    """The pairs of different holders that no exception is about; of holders that fit the same ones, each once."""
    whose, whom = (
        _alike(senders, [e.senders for e in exceptions]),
        _alike(recipients, [e.recipients for e in exceptions]),
    )
    for of_senders, first in whose.items():
        for of_recipients, last in whom.items():
            if of_senders & of_recipients:
                continue
            for sender in first:
                yield from ((sender, recipient) for recipient in last if recipient != sender)


def _alike(holders: Iterable[int], slots: Collection[frozenset[int] | None]) -> Mapping[frozenset[int], list[int]]:
    """Holders by the slots, as places in a list, that they fit."""
    found: dict[frozenset[int], list[int]] = defaultdict(list)
    for holder in sorted(holders):
        found[frozenset(n for n, slot in enumerate(slots) if slot is None or holder in slot)].append(holder)
    return found


def _wholes(network: Network, holders: set[int]) -> tuple[int, ...]:
    """Those of some holders that are within no other of them."""
    within = {part for holder in holders for part in network.closure(holder) if part != holder}
    return tuple(sorted(holders - within))
