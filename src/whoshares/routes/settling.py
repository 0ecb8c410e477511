"""The fewest unknown facts whose answers would change whether a route is known. Things are numbers of the network.

The definition is in `docs/semantics.md`, under “What would settle it”.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, islice
from typing import Final, NamedTuple

from whoshares.model.validity import ALWAYS, NEVER, State, Validity
from whoshares.network.flows import FlowTable
from whoshares.network.network import Holders, Network
from whoshares.routes.question import Question
from whoshares.routes.search import Route, Search
from whoshares.store.column_files import code_of

_ROUTES: Final = 200
"""How many possible routes are looked at for the facts that they rest on."""
_TRIES: Final = 400
"""How many sets of answers are tried at the most, to prove that a set is the smallest."""
_DEEPEST: Final = 5
"""How many facts are looked for at the most."""


class Fact(NamedTuple):
    """Something that is not known, of which an answer may change the outcome."""

    kind: str
    """`flow`, `transformation`, `block`, `join` or `extent`."""
    number: int
    """The flow (as it is stated), the transformation, the block; of a join the holder at which the data arrives."""
    other: int = -1
    """Of a join the holder from which it may leave; of an extent the named body."""


class Settled(NamedTuple):
    """What answers would change the outcome, if any."""

    outcome: str
    """`settled`, `would-open`, `would-close` or `nothing-known`."""
    sets: tuple[tuple[Fact, ...], ...] = ()
    """Sets of facts, the smallest that were found; the first is the answer."""
    optimal: bool = True
    """Whether it is known that no smaller set would do."""
    route: Route | None = None
    """The route that would be known, or that is."""
    network: Network | None = None
    """The network in which that route is one: with what might be said of a named body."""


def settle(network: Network, question: Question, extents: Iterable[Fact]) -> Settled:
    """What would change whether a route is known on a day; `extents` are what may hold for the origin itself."""
    day = question.day
    assert day is not None
    first = _known(network, question)
    if first is not None:
        if first.state is State.CERTAIN:
            return Settled("settled", route=first, network=network)
        return _closing(network, question, first)
    return _opening(network, question, tuple(extents))


def _known(network: Network, question: Question) -> Route | None:
    """The first route that is certain or presumed."""
    return next(iter(Search(network, replace(question, at_most=State.PRESUMED)).routes()), None)


# --- what would make a route known ------------------------------------------------------------------------------------


def _opening(network: Network, question: Question, extents: tuple[Fact, ...]) -> Settled:
    day = question.day
    assert day is not None
    wide, said = _with_extents(network, extents)
    wide = _doubting_blocks(wide, day)
    search = Search(wide, question)
    by_set: dict[frozenset[Fact], Route] = {}
    for route in islice(search.routes(), _ROUTES):
        facts = _facts(wide, route, said, day)
        by_set.setdefault(facts, route)
    if not by_set:
        return Settled("nothing-known", optimal=search.exhausted)
    least = min(map(len, by_set))
    every = sorted(_candidates(wide, search, said, day))
    tried = 0
    for size in range(1, least):
        for some in combinations(every, size):
            tried += 1
            if tried > _TRIES:
                break
            opened = _known(answered(wide, day, some, said), question)
            if opened is not None:
                return Settled("would-open", (some,), True, opened, wide)
    found = [tuple(sorted(facts)) for facts in by_set if len(facts) == least]
    return Settled("would-open", tuple(found), tried <= _TRIES, by_set[frozenset(found[0])], wide)


def _facts(network: Network, route: Route, said: dict[int, Fact], day: date) -> frozenset[Fact]:
    """The unknown facts that a possible route rests on."""
    flows = network.flows
    found = set[Fact]()
    held_at = flows.sender[route.hops[0].flow]
    for hop in route.hops:
        if not hop.exact:
            found.add(Fact("join", held_at, flows.sender[hop.flow]))
        for number in hop.transformations:
            change = network.transformations[number]
            if change.validity.on(day) is State.POSSIBLE:
                found.add(Fact("transformation", _stated_change(network, number)))
            if not network.joins(held_at)[change.holder]:
                found.add(Fact("join", held_at, change.holder))
        found.update(Fact("block", number) for number in hop.possible_blocks)
        if hop.flow in said:
            found.add(said[hop.flow])
        elif flows.validity(hop.flow).on(day) is State.POSSIBLE:
            found.add(Fact("flow", network.as_stated(hop.flow)))
        held_at = flows.recipient[hop.flow]
    return frozenset(found)


def _candidates(network: Network, search: Search, said: dict[int, Fact], day: date) -> Iterator[Fact]:
    """All facts that a route which is only possible may rest on."""
    flows = network.flows
    on_the_way = {flow for flow, _ in search.states}
    found = {said.get(flow) or Fact("flow", network.as_stated(flow)) for flow in on_the_way
             if flow in said or flows.validity(flow).on(day) is State.POSSIBLE}  # fmt: skip
    places = {end for flow in on_the_way for end in (flows.sender[flow], flows.recipient[flow])}
    senders = {flows.sender[flow] for flow in on_the_way}
    changing = {change.holder for change in network.transformations}
    for place in places:
        found |= {Fact("join", place, to) for to, exact in network.joins(place).items()
                  if not exact and to in senders | changing}  # fmt: skip
    found |= {
        Fact("transformation", _stated_change(network, number))
        for number, change in enumerate(network.transformations)
        if change.validity.on(day) is State.POSSIBLE
    }
    found |= {
        Fact("block", number)
        for number, block in enumerate(network.blocks)
        if block.system in places and block.validity.on(day) is State.POSSIBLE
    }
    yield from found


# --- what would leave none known --------------------------------------------------------------------------------------


def _closing(network: Network, question: Question, first: Route) -> Settled:
    day = question.day
    assert day is not None
    tried = 0

    def closing(gone: tuple[Fact, ...], left: int) -> tuple[Fact, ...] | None:
        nonlocal tried
        tried += 1
        route = _known(answered(network, day, (), {}, gone), question) if gone else first
        if route is None:
            return gone
        if not left or tried > _TRIES:
            return None
        for fact in _presumed(network, route, day):
            found = closing((*gone, fact), left - 1)
            if found is not None:
                return found
        return None

    for size in range(1, _DEEPEST + 1):
        found = closing((), size)
        if found is not None:
            return Settled("would-close", (tuple(sorted(found)),), tried <= _TRIES, first, network)
        if tried > _TRIES:
            break
    return Settled("would-close", (), False, first, network)


def _presumed(network: Network, route: Route, day: date) -> list[Fact]:
    """The presumed parts of a route: of each it is not known whether it had ended."""
    found = dict.fromkeys(
        Fact("flow", network.as_stated(hop.flow))
        for hop in route.hops
        if network.flows.validity(hop.flow).on(day) is State.PRESUMED
    )
    found |= dict.fromkeys(
        Fact("transformation", _stated_change(network, number))
        for hop in route.hops
        for number in hop.transformations
        if network.transformations[number].validity.on(day) is State.PRESUMED
    )
    return list(found)


# --- answers ----------------------------------------------------------------------------------------------------------


def answered(
    network: Network, day: date, yes: Collection[Fact], said: dict[int, Fact], gone: Collection[Fact] = ()
) -> Network:
    """The network with answers.

    `yes` are facts of which the answer lets a route through: the flow or transformation was in force, the block did not
    stand, the data can leave there, it holds for the body. `gone` are flows and transformations that had ended. What is
    impossible on the day stays so.
    """
    table, changes = network.flows, list(network.transformations)
    flows = {n for fact in yes if fact.kind == "flow" for n in network.all_of([fact.number])}
    certain = {n for n in flows if table.possible_from[n] <= day.toordinal() < table.possible_until[n]}
    certain |= {flow for flow, fact in said.items() if fact in yes}
    over = {n for fact in gone if fact.kind == "flow" for n in network.all_of([fact.number])}
    if certain or over:
        table = _dated(table, certain, over)
    for facts, validity in ((yes, _ON_EVERY_DAY), (gone, _ON_NO_DAY)):
        iris = {changes[fact.number].iri for fact in facts if fact.kind == "transformation"}
        changes = [
            replace(one, validity=validity) if one.iri in iris and one.validity.on(day) is not State.IMPOSSIBLE else one
            for one in changes
        ]
    off = {fact.number for fact in yes if fact.kind == "block"}
    blocks = [
        block._replace(validity=_ON_NO_DAY) if number in off else block for number, block in enumerate(network.blocks)
    ]
    joined = [(fact.number, fact.other) for fact in yes if fact.kind == "join"]
    bodies = _joining(network.bodies, joined) if joined else network.bodies
    return replace(network, bodies=bodies, flows=table, transformations=changes, blocks=blocks)


_ON_EVERY_DAY: Final = Validity((date.min,), (date.max,))
_ON_NO_DAY: Final = Validity((date.max,), (date.min,))


def _dated(table: FlowTable, certain: Collection[int], over: Collection[int]) -> FlowTable:
    """A table in which some flows are certain on every day, and some on none."""
    columns = [array(code_of(column), column) for pair in table.by_state for column in pair]
    for numbers, (begin, until) in ((certain, ALWAYS), (over, NEVER)):
        for number in numbers:
            for place, column in enumerate(columns):
                column[number] = until if place % 2 else begin
    return replace(
        table,
        certain_from=columns[0],
        certain_until=columns[1],
        presumed_from=columns[2],
        presumed_until=columns[3],
        possible_from=columns[4],
        possible_until=columns[5],
    )


def _joining(bodies: Holders, pairs: Iterable[tuple[int, int]]) -> Holders:
    """The holders, where data at the one of each pair can leave from the other."""
    again = replace(bodies)
    for place, to in pairs:
        again._joins[place] = {**again.joins(place), to: True}
    return again


def _doubting_blocks(network: Network, day: date) -> Network:
    """The network in which each block that is presumed to stand only may: nothing says that it had not fallen."""
    blocks = [
        block._replace(validity=Validity()) if block.validity.on(day) is State.PRESUMED else block
        for block in network.blocks
    ]
    return replace(network, blocks=blocks)


def _with_extents(network: Network, extents: tuple[Fact, ...]) -> tuple[Network, dict[int, Fact]]:
    """The network with what may hold for a named body as possible flows of it, and which flows these are."""
    if not extents:
        return network, {}
    table = network.flows
    taken = [table.sender[fact.number] for fact in extents]
    more = replace(
        table.only([fact.number for fact in extents]),
        sender=array(code_of(table.sender), [fact.other for fact in extents]),
        as_every=array(code_of(table.as_every), taken),
    )
    code, never = code_of(more.possible_from), [0] * len(more)
    more = replace(
        more,
        certain_from=array(code, never),
        certain_until=array(code, never),
        presumed_from=array(code, never),
        presumed_until=array(code, never),
        possible_from=array(code, [ALWAYS[0]] * len(more)),
        possible_until=array(code, [ALWAYS[1]] * len(more)),
    )
    said = {len(table) + place: fact for place, fact in enumerate(extents)}
    return network.over(table.followed_by(more)), said


def _stated_change(network: Network, number: int) -> int:
    """The number of a transformation as it is stated."""
    change = network.transformations[number]
    if change.as_every == -1:
        return number
    return next(n for n, one in enumerate(network.transformations) if one.iri == change.iri and one.as_every == -1)
