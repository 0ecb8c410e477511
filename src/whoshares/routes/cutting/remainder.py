"""What is left of a question's routes when parts of them are taken away; here, flows of one pair of holders.

A route meets conditions that no general graph holds: no holder occurs twice, and no block stands. Every route is a walk
of this graph, though not every walk a route: where no walk is left, no route is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from whoshares.network.network import Block, Network
from whoshares.routes.search import Route, Search

if TYPE_CHECKING:
    from whoshares.routes.cutting.walk_graph import Packing, WalkGraph


class Remainder(Protocol):
    """The routes of a question, of which parts, by number, can be taken away."""

    @property
    def plain(self) -> bool:
        """Whether what holds of walks holds of routes."""

    def parts(self, route: Route) -> Collection[int]:
        """The parts of a route that might be taken away."""

    def routes(self, without: Collection[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that have none of some parts, and whether the search saw everything up to there."""

    def some_route(self, without: Collection[int] = ()) -> tuple[Route | None, bool]:
        """A route that has none of some parts, not always the first, and whether there is none where none is given."""

    def another(self, without: Collection[int]) -> Route | None:
        """A route that has none of some parts where one is found soon."""

    def route_along(self, flows: Iterable[int]) -> Route | None:
        """The first route that uses some flows alone; `None` where they make none."""

    def walk(self, without: Collection[int] = ()) -> Collection[int] | None:
        """Parts that a walk without some others has; `None` where no walk, so no route, is left."""

    def packing(self, removable: Collection[int]) -> Packing | None:
        """As many walks as can be, of which no two share a removable part; `None` where that does not count units."""


class RouteGraph:
    """The flows on some way from a question's origin to its recipient, and what is left without some of them."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self.network = search.network

    @cached_property
    def flows(self) -> frozenset[int]:
        """The flows on some chain from origin to recipient that keeps the data; no route uses any other."""
        return frozenset(self._walks.flows.tolist())

    @property
    def plain(self) -> bool:
        """Whether every walk that comes back to nowhere is a route, so that what holds of walks holds of routes."""
        return self._walks.plain

    def parts(self, route: Route) -> Collection[int]:
        """Its flows."""
        return route.flows

    def routes(self, without: Collection[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that use none of some flows, and whether the search saw everything up to there."""
        numbers, network = self._between
        gone = frozenset(without)
        return self._routes(network, numbers, [own for own, flow in enumerate(numbers) if flow in gone], limit)

    def some_route(self, without: Collection[int] = ()) -> tuple[Route | None, bool]:
        """A route that uses none of some flows, not always the first, and whether there is none where none is given."""
        walk = self.walk(without)
        if walk is None:
            return None, True
        route = self.route_along(walk)
        if route is not None:
            return route, True
        found, seen = self.routes(without)
        return (found[0], True) if found else (None, seen)

    def another(self, without: Collection[int]) -> Route | None:
        """The first route along a walk that uses none of some flows; `None` where they make none."""
        walk = self.walk(without)
        return None if walk is None else self.route_along(walk)

    def route_along(self, flows: Iterable[int]) -> Route | None:
        """The first route that uses some flows alone; `None` where they make none."""
        numbers = sorted(set(flows))
        found, _ = self._routes(self.network.with_flows(numbers), numbers, (), 1)
        return found[0] if found else None

    def walk(self, without: Collection[int] = ()) -> tuple[int, ...] | None:
        """The flows of a walk that uses none of some flows; `None` where no walk, so no route, is left."""
        return self._walks.walk(without)

    def packing(self, removable: Collection[int]) -> Packing | None:
        """As many walks as can be, of which no two share a removable flow; `None` where one has none at all."""
        return self._walks.packing(removable)

    def on_every_walk(self) -> frozenset[int]:
        """The flows on every walk; each is on every route."""
        return self._walks.on_every_walk()

    def blocked(self, blocks: Sequence[Block], limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that further blocks do not stop, and whether the search saw everything up to there."""
        numbers, network = self._between
        return self._routes(replace(network, blocks=[*network.blocks, *blocks]), numbers, (), limit)

    @cached_property
    def _walks(self) -> WalkGraph:
        from whoshares.network.arrays import grid_of
        from whoshares.routes.cutting.walk_graph import WalkGraph

        return WalkGraph(self._search, grid_of(self.network))

    @cached_property
    def _between(self) -> tuple[list[int], Network]:
        """The flows in order, and the network of those alone: flow n there is flow `numbers[n]` of the whole one."""
        numbers = sorted(self.flows)
        return numbers, self.network.with_flows(numbers)

    def _routes(
        self, network: Network, numbers: list[int], without: Iterable[int], limit: int
    ) -> tuple[list[Route], bool]:
        """The first routes in a part of the network, but for some of its own flows, by the whole one's numbers."""
        own = {flow: number for number, flow in enumerate(numbers)}

        def known(flows: Iterable[int]) -> frozenset[int]:
            return frozenset(own[flow] for flow in flows if flow in own)

        question = self._search.question
        question = replace(
            question,
            through=tuple((known(flows), holders) for flows, holders in question.through),
            without=(known(question.without[0]) | frozenset(without), question.without[1]),
        )
        search = Search(network, question)
        found = [
            Route(tuple(hop._replace(flow=numbers[hop.flow]) for hop in route.hops))
            for route in islice(search.routes(), limit)
        ]
        return found, search.exhausted


class Union:
    """The routes of several questions about one network, taken together."""

    plain = False

    def __init__(self, graphs: Sequence[Remainder]) -> None:
        self._graphs = graphs
        self._ahead = list(graphs)
        """The same, the one first of which a route was found last."""

    def parts(self, route: Route) -> Collection[int]:
        """Its parts, whichever question it answers."""
        return self._graphs[0].parts(route)

    def routes(self, without: Collection[int] = (), limit: int = 1) -> tuple[list[Route], bool]:
        """The first routes that have none of some parts, of the question of which the first is best."""
        found = [graph.routes(without, limit) for graph in self._graphs]
        first = min(
            (routes for routes, _ in found if routes),
            key=lambda routes: (routes[0].state, len(routes[0].hops)),
            default=[],
        )
        return first, all(seen for _, seen in found)

    def some_route(self, without: Collection[int] = ()) -> tuple[Route | None, bool]:
        """A route that has none of some parts, and whether there is none where none is given."""
        every = True
        for graph in self._ahead:
            route, seen = graph.some_route(without)
            if route is not None:
                self._ahead = [graph, *(other for other in self._ahead if other is not graph)]
                return route, True
            every &= seen
        return None, every

    def another(self, without: Collection[int]) -> Route | None:
        """A route that has none of some parts where one is found soon."""
        return next((route for graph in self._ahead if (route := graph.another(without)) is not None), None)

    def route_along(self, flows: Iterable[int]) -> Route | None:
        """The first route that uses some flows alone; `None` where they make none."""
        along = sorted(set(flows))
        return next((route for graph in self._graphs if (route := graph.route_along(along)) is not None), None)

    def walk(self, without: Collection[int] = ()) -> Collection[int] | None:
        """Parts that a walk without some others has; `None` where no walk, so no route, is left."""
        return next((walk for graph in self._graphs if (walk := graph.walk(without)) is not None), None)

    def packing(self, removable: Collection[int]) -> Packing | None:
        """None: walks are counted for one question alone."""
        return None
