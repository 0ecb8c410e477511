"""Cuts and choke points by exhaustive search: every set of units in turn, every thing on every route.

Routes come from the brute force of `tests/routes`. Nothing is shared with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations

from tests.routes.brute_force import IMPOSSIBLE, BruteForce, Dating, Question, Route, World, state


@dataclass(frozen=True)
class Powers:
    """Who controls each flow, and on which instruments it rests."""

    controllers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_force: Mapping[str, Dating] = field(default_factory=dict)
    """When each instrument is in force."""


@dataclass(frozen=True)
class Smallest:
    """The answer: `cut` with its elements, `impossible` with the flows of a route that is left, or `no-route`."""

    outcome: str
    elements: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@lru_cache(maxsize=5000)
def routes_of(world: World, question: Question) -> tuple[Route, ...]:
    """All routes, in order, kept for the next who asks."""
    return tuple(BruteForce(world).routes(question))


def ended_by(world: World, powers: Powers, question: Question, by: str, using: str | None) -> dict[str, frozenset[str]]:
    """Each unit that may be removed, with the flows that end with it."""
    asked = BruteForce(world)

    def controls(body: str, flow: str) -> bool:
        return any(controller in asked.closure(body) for controller in powers.controllers.get(flow, ()))

    flows = [flow.iri for flow in world.flows if using is None or controls(using, flow.iri)]
    if by == "flow":
        return {flow: frozenset({flow}) for flow in flows}
    if by == "instrument":
        instruments = {i for flow in world.flows for i in powers.authority.get(flow.iri, ())}
        return {
            i: frozenset(flow for flow in flows if i in powers.authority.get(flow, ()))
            for i in instruments
            if state(powers.in_force.get(i, Dating()), question.day) != IMPOSSIBLE
        }
    stated = {body for flow in world.flows for body in powers.controllers.get(flow.iri, ())}
    return {
        body: frozenset(flow for flow in flows if controls(body, flow))
        for body in stated
        if using is None or body in asked.closure(using)
    }


def smallest_cut(
    world: World, powers: Powers, question: Question, by: str, using: str | None, *, literally: bool = False
) -> Smallest:
    """The first of the smallest sets of units without whose flows no route is left.

    With `literally`, the routes are searched anew in each graph that is left; else those of the whole graph are kept of
    which no flow has ended.
    """
    routes = routes_of(world, question)

    def left(ended: frozenset[str]) -> list[Route]:
        if literally:
            flows = tuple(flow for flow in world.flows if flow.iri not in ended)
            return BruteForce(replace(world, flows=flows)).routes(question)
        return [route for route in routes if ended.isdisjoint(hop.flow for hop in route.hops)]

    if not routes:
        return Smallest("no-route")
    units = ended_by(world, powers, question, by, using)
    untouched = left(_union(units.values()))
    if untouched:
        return Smallest("impossible", left=tuple(hop.flow for hop in untouched[0].hops))
    for size in range(1, len(units) + 1):
        for chosen in combinations(sorted(units), size):
            if not left(_union(units[unit] for unit in chosen)):
                return Smallest("cut", chosen)
    raise AssertionError("all units together are a cut")


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)


def passed(world: World, powers: Powers, question: Question, first: int) -> tuple[set[str], dict[str, int], int]:
    """What every route passes; how many of the first routes pass each thing; how many routes there are."""
    asked = BruteForce(world)
    routes = routes_of(world, question)
    flows = {flow.iri: flow for flow in world.flows}
    ends = [asked.closure(question.origin), asked.closure(question.recipient)]
    things = {*world.organizations, *world.systems, *flows, *world.programs}
    things |= {
        i
        for flow in flows
        for i in powers.authority.get(flow, ())
        if state(powers.in_force.get(i, Dating()), question.day) != IMPOSSIBLE
    }
    things = {thing for thing in things if not any(end <= asked.closure(thing) for end in ends)}

    def passes(route: Route, thing: str) -> bool:
        used = asked.used(route)
        return asked._touches(tuple(used), thing) or any(thing in powers.authority.get(f.iri, ()) for f in used)

    every = {thing for thing in things if routes and all(passes(route, thing) for route in routes)}
    counts = {thing: sum(passes(route, thing) for route in routes[:first]) for thing in things}
    return every, {thing: number for thing, number in counts.items() if number}, len(routes)
