"""Cuts and choke points by exhaustive search: every set of units in turn, every thing on every route.

Routes come from the brute force of `tests/routes`. Nothing is shared with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, pairwise

from tests.routes.brute_force import (
    IMPOSSIBLE,
    Block,
    BruteForce,
    Dating,
    Flow,
    Question,
    Route,
    World,
    of_every,
    state,
)


@dataclass(frozen=True)
class Powers:
    """Who controls each flow, and on which instruments it rests."""

    controllers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_force: Mapping[str, Dating] = field(default_factory=dict)
    """When each instrument, or controller, is in force."""


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


def pairs_of(world: World, origins: Iterable[str], recipients: Iterable[str]) -> list[tuple[str, str]]:
    """Each holder at one end with each at the other, in order, but for those of which one is within the other."""
    closure = BruteForce(world).closure
    return [
        (origin, recipient)
        for origin in sorted(origins)
        for recipient in sorted(recipients)
        if origin not in closure(recipient) and recipient not in closure(origin)
    ]


def questions_of(question: Question, pairs: Iterable[tuple[str, str]]) -> list[Question]:
    """The question for each pair."""
    return [replace(question, origin=origin, recipient=recipient) for origin, recipient in pairs]


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
            if _in_force(powers, i, question)
        }
    stated = {body for flow in world.flows for body in powers.controllers.get(flow.iri, ())}
    return {
        body: frozenset(flow for flow in flows if controls(body, flow))
        for body in stated
        if (using is None or body in asked.closure(using)) and _in_force(powers, body, question)
    }


def _in_force(powers: Powers, thing: str, question: Question) -> bool:
    return state(powers.in_force.get(thing, Dating()), question.day) != IMPOSSIBLE


def smallest_cut(
    world: World,
    powers: Powers,
    question: Question,
    by: str,
    using: str | None,
    *,
    pairs: Iterable[tuple[str, str]] | None = None,
    literally: bool = False,
) -> Smallest:
    """The first of the smallest sets of units without whose flows no route is left, between any of some pairs.

    With `literally`, the routes are searched anew in each graph that is left; else those of the whole graph are kept of
    which no flow has ended.
    """
    questions = [question] if pairs is None else questions_of(question, pairs)

    def left(ended: frozenset[str]) -> list[Route]:
        """The routes that are left of each pair, those of the first pair first."""
        found = []
        for asked in questions:
            if literally:
                flows = tuple(flow for flow in world.flows if flow.iri not in ended)
                found.append(BruteForce(replace(world, flows=flows)).routes(asked))
            else:
                every = routes_of(world, asked)
                found.append([route for route in every if ended.isdisjoint(hop.flow for hop in route.hops)])
        return _in_order(found)

    if not left(frozenset()):
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


def _in_order(found: list[list[Route]]) -> list[Route]:
    """The routes of pairs, those of the pair with the best route first."""
    ranked = sorted((-routes[0].state, len(routes[0].hops), number) for number, routes in enumerate(found) if routes)
    return [route for *_, number in ranked for route in found[number]]


# --- blocks to set ----------------------------------------------------------------------------------------------------

Setting = tuple[str, str, str]
"""A system, an origin and a recipient."""


def settings(world: World, question: Question, pairs: Iterable[tuple[str, str]]) -> list[Setting]:
    """The blocks that can be set: at systems with a block, between whom flows lead there on the day, or the ends."""
    pairs = list(pairs)
    flows = [flow for flow in BruteForce(world).flows if state(flow.dating, question.day) != IMPOSSIBLE]
    return sorted(
        (system, origin, recipient)
        for system in {block.system for block in world.blocks}
        for origin in {flow.sender for flow in flows if flow.recipient == system} | {first for first, _ in pairs}
        for recipient in {flow.recipient for flow in flows if flow.sender == system} | {last for _, last in pairs}
    )


def smallest_setting(
    world: World, question: Question, pairs: Iterable[tuple[str, str]], *, literally: bool = False
) -> Smallest:
    """The first of the smallest sets of blocks with which no route is left; an element is its three IRIs.

    With `literally`, the blocks are put into the graph and the routes searched anew.
    """
    pairs = list(pairs)
    asked_of = BruteForce(world)
    closure = asked_of.closure
    questions = questions_of(question, pairs)

    def stops(setting: Setting, route: Route) -> bool:
        system, origin, recipient = setting
        return any(
            first.recipient == system == second.sender
            and first.sender in closure(origin)
            and second.recipient in closure(recipient)
            for first, second in pairwise(asked_of.used(route))
        )

    def left(chosen: Iterable[Setting]) -> list[Route]:
        chosen = list(chosen)
        if literally:
            blocks = tuple(Block(f"urn:{n}", *one, dating=Dating(("1000",))) for n, one in enumerate(chosen))
            graph = BruteForce(replace(world, blocks=(*world.blocks, *blocks)))
            return _in_order([graph.routes(asked) for asked in questions])
        kept = [[r for r in routes_of(world, asked) if not any(stops(s, r) for s in chosen)] for asked in questions]
        return _in_order(kept)

    if not left([]):
        return Smallest("no-route")
    units = settings(world, question, pairs)
    if untouched := left(units):
        return Smallest("impossible", left=tuple(hop.flow for hop in untouched[0].hops))
    # a unit that stops no route is in no smallest set
    able = [unit for unit in units if any(stops(unit, r) for asked in questions for r in routes_of(world, asked))]
    for size in range(1, len(able) + 1):
        for chosen in combinations(able, size):
            if not left(chosen):
                return Smallest("cut", tuple(" ".join(unit) for unit in chosen))
    raise AssertionError("all units together are a cut")


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)


@dataclass(frozen=True)
class Points:
    """What every route passes; how many of the first routes pass each thing; what is told with the narrower."""

    every: frozenset[str]
    counts: Mapping[str, int]
    within: Mapping[str, tuple[str, ...]]
    looked_at: int
    more: bool
    """Whether there are more routes than were looked at."""


def passed(
    world: World, powers: Powers, question: Question, first: int, pairs: Iterable[tuple[str, str]] | None = None
) -> Points:
    """The choke points and the shares of the first routes of each pair, or of the question."""
    asked = BruteForce(world)
    questions = [question] if pairs is None else questions_of(question, pairs)
    of_each = [(q, routes_of(world, q)) for q in questions if routes_of(world, q)]
    flows = {flow.iri: flow for flow in world.flows}
    things = {*world.organizations, *world.systems, *flows, *world.programs}
    things |= {i for flow in flows for i in powers.authority.get(flow, ()) if _in_force(powers, i, question)}

    def trivial(thing: str) -> bool:
        return all(
            any(asked.closure(end) <= asked.closure(thing) for end in (q.origin, q.recipient)) for q, _ in of_each
        )

    things = {thing for thing in things if not trivial(thing)}

    def passes(route: tuple[Flow, ...], thing: str) -> bool:
        first_source = world.tiers[0][0]  # which states all authorities

        def rests_on_it(flow: Flow) -> bool:
            of_it = flow.taken is None or first_source in of_every(flow)
            return of_it and thing in powers.authority.get(flow.iri, ())

        return asked._touches(route, thing) or any(map(rests_on_it, route))

    sequences = [[tuple(asked.used(route)) for route in routes] for _, routes in of_each]
    looked_at = {route for routes in sequences for route in routes[:first]}
    every = {t for t in things if of_each and all(passes(route, t) for routes in sequences for route in routes)}
    counts = {thing: sum(passes(route, thing) for route in looked_at) for thing in things}
    counts = {thing: number for thing, number in counts.items() if number}
    holders = [thing for thing in counts if thing in world.organizations or thing in world.systems]

    def told_with(whole: str, part: str) -> bool:
        alike = counts[whole] == counts[part] and (whole in every) == (part in every)
        return whole != part and part in asked.closure(whole) and alike

    within = {part: tuple(whole for whole in holders if told_with(whole, part)) for part in holders}
    dropped = {whole for wholes in within.values() for whole in wholes}
    return Points(
        frozenset(every - dropped),
        {thing: number for thing, number in counts.items() if thing not in dropped},
        {
            part: tuple(sorted(wholes, key=lambda whole: (len(asked.closure(whole)), whole)))
            for part, wholes in within.items()
            if wholes and part not in dropped
        },
        len(looked_at),
        any(len(routes) > first for routes in sequences),
    )
