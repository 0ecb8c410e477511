"""Smallest hitting sets, exactly: the fewest numbers of which every given set has one.

As a 0-1 program (one row a set, at least 1) for HiGHS (Huangfu and Hall 2018) through SciPy. The rows hold ones only,
so that rounding a solution is exact, and each is checked against the sets.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence

import numpy as np
from scipy.sparse import csr_array

Sets = Collection[frozenset[int]]
TimeLeft = Callable[[], float]
"""How many seconds are left."""

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2


class OutOfTime(Exception):
    """The time limit came first; `bound` is the least number that a hitting set is known to need."""

    def __init__(self, bound: int = 0) -> None:
        self.bound = bound
        super().__init__(f"out of time; at least {bound}")


def smallest(sets: Sets, time_left: TimeLeft) -> tuple[int, ...]:
    """A hitting set with the fewest numbers, sorted. Raises OutOfTime.

    >>> smallest([frozenset({1, 2}), frozenset({2, 3})], lambda: 60.0)
    (2,)
    """
    found = _solve(sets, time_left)
    assert found is not None, "an empty set cannot be hit"
    return found


def first(sets: Sets, known: Sequence[int], time_left: TimeLeft) -> tuple[int, ...]:
    """Of the hitting sets as large as `known`, a smallest one, the first in dictionary order. Raises OutOfTime.

    >>> first([frozenset({1, 2}), frozenset({3, 4})], (2, 4), lambda: 60.0)
    (1, 3)
    """
    best = tuple(sorted(known))
    numbers = sorted(frozenset[int]().union(*sets))
    for place in range(len(best)):
        settled = best[:place]
        after = settled[-1] if settled else -1
        lesser = [n for n in numbers if after < n < best[place]]
        while lesser:  # is there one with a lesser number in this place? By halves.
            half = lesser[: (len(lesser) + 1) // 2]
            found = _solve(sets, time_left, size=len(best), settled=settled, one_of=half)
            if found is None:
                lesser = lesser[len(half) :]
            else:
                best = found
                lesser = [n for n in lesser if n < best[place]]
    return best


def _solve(
    sets: Sets,
    time_left: TimeLeft,
    *,
    size: int | None = None,
    settled: Sequence[int] = (),
    one_of: Sequence[int] = (),
) -> tuple[int, ...] | None:
    """A smallest hitting set, or, with `size`, one that is no larger and has `settled` and one of `one_of`, or none."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load, and most answers need no cut

    rows = sorted({tuple(sorted(s)) for s in sets}) + ([tuple(one_of)] if one_of else [])
    numbers = sorted({n for row in rows for n in row} | set(settled))
    column = {n: place for place, n in enumerate(numbers)}
    least = np.zeros(len(numbers))
    least[[column[n] for n in settled]] = 1
    places = [column[n] for row in rows for n in row]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    matrix = csr_array((np.ones(len(places)), places, ends), shape=(len(rows), len(numbers)))
    constraints = [LinearConstraint(matrix, lb=1)]
    if size is not None:
        constraints.append(LinearConstraint(np.ones((1, len(numbers))), ub=size))
    seconds = time_left()
    if seconds <= 0:
        raise OutOfTime
    answer = milp(
        np.ones(len(numbers)) if size is None else np.zeros(len(numbers)),
        integrality=np.ones(len(numbers)),
        bounds=Bounds(least, 1),
        constraints=constraints,
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    if answer.status == _INFEASIBLE:
        return None
    if answer.status == _LIMIT:
        bound = answer.mip_dual_bound
        known = size is None and bound is not None and math.isfinite(bound)
        raise OutOfTime(math.ceil(bound - 1e-6) if known else 0)
    if answer.status != _OPTIMAL:
        raise RuntimeError(f"HiGHS could not solve a hitting set problem: {answer.message}")
    chosen = tuple(n for n, share in zip(numbers, answer.x, strict=True) if share > 0.5)
    if not all(set(chosen) & set(row) for row in rows) or (size is not None and len(chosen) > size):
        raise RuntimeError("HiGHS gave a solution that does not hold.")
    return chosen
