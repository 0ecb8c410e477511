"""Columns of national size, worked out with numpy: the same as the plain loops of other modules, many times faster."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from whoshares.model.validity import ALWAYS
from whoshares.store.column_files import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.int64]


def numbered(used: Sequence[Column], size: int) -> tuple[array[int], array[int]]:
    """The numbers that stand in some columns, in order; and for each number below `size` its place there, or -1."""
    import numpy as np

    place = np.full(size, -1, np.int32)
    for column in used:
        place[np.asarray(column)] = 0
    found = np.flatnonzero(place == 0)
    place[found] = np.arange(len(found))
    return array("q", found.tobytes()), array("i", place.tobytes())


def looked_up(numbers: Sequence[int], places: Column) -> array[int]:
    """What stands in `numbers` at each of some places."""
    import numpy as np

    return array("q", np.asarray(numbers, np.int64)[np.asarray(places)].tobytes())


def lists(owners: Sequence[int], values: Sequence[int], size: int) -> tuple[array[int], array[int]]:
    """Pairs of owner and value as bounds and values: those of owner n stand from bound n to n + 1, sorted.

    A pair whose owner is below 0 is left out.
    """
    import numpy as np

    of, value = np.asarray(owners, np.int64), np.asarray(values, np.int64)
    of, value = of[of >= 0], value[of >= 0]
    width = int(value.max(initial=0)) + 1
    if size * width < 1 << 63:  # then a pair fits into one number, and those are sorted many times faster
        of, value = np.divmod(np.sort(of * width + value), width)
    else:
        order = np.lexsort((value, of))
        of, value = of[order], value[order]
    fresh = np.ones(len(of), np.bool_)
    fresh[1:] = (of[1:] != of[:-1]) | (value[1:] != value[:-1])
    of, value = of[fresh], value[fresh]
    bounds = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=size))])
    return array("i", bounds.astype(np.int32).tobytes()), array("q", value.tobytes())


def places(values: Column, size: int) -> tuple[array[int], array[int]]:
    """For each number below `size`, the places at which it stands in a column: as bounds and places, in order."""
    import numpy as np

    column = np.asarray(values)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=size))])
    found = np.argsort(column, kind="stable")
    return array("i", bounds.astype(np.int32).tobytes()), array("i", found.astype(np.int32).tobytes())


def _ends_of(column: tuple[Column, Column], low: int, high: int) -> tuple[NDArray[np.bool_], Numbers, Numbers]:
    """Of each owner: whether it has values, the first or `low`, the last or `high`."""
    import numpy as np

    bounds = np.frombuffer(column[0], np.int32).astype(np.int64)
    values = np.concatenate([np.frombuffer(column[1], np.int64), [0]])
    has = bounds[1:] > bounds[:-1]
    return has, np.where(has, values[bounds[:-1]], low), np.where(has, values[bounds[1:] - 1], high)


def spans(
    starts: tuple[Column, Column],
    ends: tuple[Column, Column],
    attested: tuple[Column, Column],
    shift: int,
    takes_place: Column,
) -> tuple[array[int], array[int], array[int], array[int], array[int], array[int]]:
    """The first day and the end of each of the spans of each owner: `validity.spans`, in its order.

    Dates are bounds and values; a start or an attestation is its first day, shifted, and its last day.
    """
    import numpy as np

    before, after = ALWAYS
    begun, first_start, last_start = _ends_of(starts, before << shift, before << shift)
    first_start, last_start = first_start >> shift, last_start >> shift
    over, first_end, last_end = _ends_of(ends, after, after)
    dated, _, latest = _ends_of(attested, 0, 0)
    ahead = latest >> shift
    past = np.zeros(len(dated), np.int64)
    if dated.any():
        lasts = np.frombuffer(attested[1], np.int64) & ((1 << shift) - 1)
        past[dated] = np.minimum.reduceat(lasts, np.frombuffer(attested[0], np.int32)[:-1][dated])
    possible = first_start < last_end
    outside = (dated & begun & (past < last_start)) | (dated & over & (ahead >= first_end))
    from_day = np.where(begun, last_start, past)
    presumed = (begun | dated) & ~outside & (from_day < first_end) & (np.frombuffer(takes_place, np.int8) == 1)
    until = np.where(over, first_end, ahead + 1)
    certain = presumed & (over | dated) & (from_day < until)
    found = (
        np.where(certain, from_day, 0),
        np.where(certain, until, 0),
        np.where(presumed, from_day, 0),
        np.where(presumed, first_end, 0),
        np.where(possible, first_start, 0),
        np.where(possible, last_end, 0),
    )
    return tuple(array("i", column.astype(np.int32).tobytes()) for column in found)  # type: ignore[return-value]


def confirmed_from(
    since: int,
    starts: tuple[Column, Column],
    attested: tuple[Column, Column],
    shift: int,
    certain: tuple[Column, Column],
    takes_place: Column,
) -> Numbers:
    """The first day, from one on, on which each owner is known to be in force: `Validity.confirmed_from`.

    `certain` is the first day and the end of what is certain; the other arguments are as for `spans`.
    """
    import numpy as np

    never = ALWAYS[1]
    last_start = _ends_of(starts, never << shift, never << shift)[2] >> shift
    found = np.where(last_start >= since, last_start, never)
    bounds = np.frombuffer(attested[0], np.int32)
    dated = bounds[1:] > bounds[:-1]
    if dated.any():
        lasts = np.frombuffer(attested[1], np.int64) & ((1 << shift) - 1)
        lasts = np.where(lasts >= since, lasts, never)
        found[dated] = np.minimum(found[dated], np.minimum.reduceat(lasts, bounds[:-1][dated]))
    begin, until = (np.frombuffer(column, np.int32) for column in certain)
    later: Numbers = np.where(since < until, np.minimum(found, np.maximum(begin, since)), found)
    later[np.frombuffer(takes_place, np.int8) == 0] = never
    return later
