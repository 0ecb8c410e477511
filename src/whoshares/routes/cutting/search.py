"""The search for one smallest cut.

Where every walk is a route and each flow is a unit of its own, maximum flow gives it. Else by implicit hitting sets
(Reiter 1987; Moreno-Centeno and Karp 2013): each route found gives the set of what could stop it; a smallest hitting
set of all such sets is tried as a cut; a route that is left gives a further set. When none is left, no cut can be
smaller.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.routes.cutting.hitting_sets import OutOfTime, first, smallest
from whoshares.routes.cutting.remainder import Remainder
from whoshares.routes.cutting.units import Units
from whoshares.routes.search import Route

if TYPE_CHECKING:
    from whoshares.routes.cutting.walk_graph import Packing

_ROUTES_A_TURN: Final = 25


class Found(NamedTuple):
    """What was found: units, or a route that none of them stops."""

    units: tuple[int, ...] = ()
    optimal: bool = False
    bound: int = 0
    """How many units any cut needs at least."""
    stopped: bool = False
    """Whether a route may be left."""
    untouchable: Route | None = None


class _Stopped(Exception):
    """The route search stopped at its work limit before it knew whether a route is left."""


class _Untouchable(Exception):
    """A route that no unit stops."""

    def __init__(self, route: Route) -> None:
        self.route = route
        super().__init__("a route that no unit stops")


class Cutting:
    """The search: the fewest units without which nothing of a graph's routes remains."""

    def __init__(self, graph: Remainder, units: Units, deadline: float) -> None:
        self._graph = graph
        self._units = units
        self._deadline = deadline
        self._sets: set[frozenset[int]] = set()
        self._bound = 0

    def found(self) -> Found:
        """The first of the smallest cuts; where the limits come first, the smallest that is known to be one."""
        try:
            everything = self._all_stopped()
        except _Untouchable as left:
            return Found(untouchable=left.route)
        except _Stopped:
            everything = False
        packing = self._packing
        if packing is not None and self._graph.plain:
            return Found(packing.first_cut(), optimal=True, bound=packing.size)
        known: tuple[int, ...] | None = None
        try:
            if packing is not None and self._shown(packing):
                known = packing.first_cut()
            else:
                self._take_apart()
                known = self._smallest()
            return Found(self._first(known), optimal=True, bound=len(known))
        except _Untouchable as left:
            return Found(untouchable=left.route)
        except OutOfTime as out:
            self._bound = max(self._bound, out.bound)
        except _Stopped:
            pass
        return self._fallback(known, everything)

    @cached_property
    def _packing(self) -> Packing | None:
        """As many walks as can be that share no unit, where each flow is a unit and every walk has one."""
        return self._graph.packing(self._units.removable) if self._units.by_part else None

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def _note(self, route: Route) -> frozenset[int]:
        """Note the units that stop a route. Raises _Untouchable where none does."""
        units = self._units.of(self._graph.parts(route))
        if not units:
            raise _Untouchable(route)
        self._sets.add(units)
        return units

    def _all_stopped(self) -> bool:
        """Whether no route is left without all that can be removed; True, or one of two is raised.

        Raises _Stopped where that is not known, and _Untouchable with the first route that is left.
        """
        if self._graph.walk(self._units.removable) is None:
            return True
        routes, seen = self._graph.routes(self._units.removable)
        if routes:
            raise _Untouchable(routes[0])
        if not seen:
            raise _Stopped
        return True

    def _leaves_none(self, without: Collection[int]) -> bool:
        """Whether no route is left without some parts; what stops those of them that share no part is noted.

        Raises _Stopped where that is not known, and _Untouchable where a route is left that nothing stops.
        """
        route, seen = self._graph.some_route(without)
        if route is None:
            if not seen:
                raise _Stopped
            return True
        gone = set(without)
        for _ in range(_ROUTES_A_TURN):
            self._note(route)
            gone.update(self._graph.parts(route))
            route = self._graph.another(gone)
            if route is None:
                break
        return False

    def _shown(self, packing: Packing) -> bool:
        """Whether routes that share no unit show that no cut is smaller than the smallest by walks."""
        routes = [route for walk in packing.walks() if (route := self._graph.route_along(walk)) is not None]
        for route in routes:
            self._note(route)
        self._bound = max(self._bound, len(routes))
        return len(routes) == packing.size

    def _take_apart(self) -> None:
        """Find routes that no unit stops two of: as many as they are, a cut needs at least."""
        gone: frozenset[int] = frozenset()
        number = 0
        while True:
            self._check_time()
            route, _ = self._graph.some_route(gone)
            if route is None:
                return
            gone |= self._units.ended(self._note(route))
            number += 1
            self._bound = max(self._bound, number)

    def _smallest(self) -> tuple[int, ...]:
        while True:
            tried = smallest(self._sets, self._time_left)
            self._bound = max(self._bound, len(tried))
            self._check_time()
            if self._leaves_none(self._units.ended(tried)):
                return tried

    def _first(self, known: tuple[int, ...]) -> tuple[int, ...]:
        """The first, in dictionary order, of the cuts that are as small as a smallest one."""
        while True:
            tried = first(self._sets, known, self._time_left)
            self._check_time()
            if tried == known or self._leaves_none(self._units.ended(tried)):
                return tried

    def _check_time(self) -> None:
        if self._time_left() <= 0:
            raise OutOfTime(self._bound)

    # --- when a limit came first --------------------------------------------------------------------------------------

    def _fallback(self, known: tuple[int, ...] | None, everything: bool) -> Found:
        """A cut that may not be the smallest: one that leaves no walk, or all that can be removed."""
        every = self._units.every
        cuts = [known, self._walk_cut()]
        if everything and every is not None:
            cuts.append(every)
        proven = [found for found in cuts if found is not None]
        if proven:
            return Found(min(proven, key=lambda found: (len(found), found)), bound=self._bound)
        noted = tuple(sorted(frozenset[int]().union(*self._sets)))
        return Found(noted if every is None else every, bound=self._bound, stopped=True)

    def _walk_cut(self) -> tuple[int, ...] | None:
        """Units without which not even a walk is left, taken one by one, none of them idle; `None` where none can."""
        if self._units.by_part:
            return None if self._packing is None else self._packing.first_cut()
        taken: list[int] = []
        while (walk := self._graph.walk(self._units.ended(taken))) is not None:
            units = self._units.of(walk)
            if not units:
                return None
            taken.append(min(units, key=lambda unit: (-self._reach(unit), unit)))
        for unit in sorted(taken, key=self._reach):
            fewer = [other for other in taken if other != unit]
            if self._graph.walk(self._units.ended(fewer)) is None:
                taken = fewer
        return tuple(sorted(taken))

    def _reach(self, unit: int) -> int:
        """How much goes with a unit."""
        return len(self._units.ended((unit,)))
