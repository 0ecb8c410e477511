"""The routes that there would be without blocks, and the flows at which blocks stop them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise
from typing import Final

from whoshares.answers.caption import Caption
from whoshares.answers.parts import GraphParts
from whoshares.answers.place import PlaceTrace
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.answers.ways import Way, ways
from whoshares.network.network import Network
from whoshares.routes.search import Route, Search
from whoshares.routes.stopping import Stopping

_MOST_LOOKED_AT: Final = 300
_MOST_PAIRS: Final = 12


@dataclass(frozen=True, slots=True)
class StoppedRoutes:
    """Routes that blocks stop, with their ways."""

    caption: Caption
    routes: tuple[TracedRoute, ...]
    ways: tuple[Way, ...]
    crossed: frozenset[tuple[str, str]]
    """The hops before which a block stands: flow and category, as IRIs."""


def stopped_routes(parts: GraphParts, trace: Trace, limit: int = 40) -> StoppedRoutes | None:
    """The routes that are stopped on the day of an answer that has none; `None` where blocks are not the reason."""
    pairs = trace.pairs if isinstance(trace, PlaceTrace) else (trace,)
    found: list[TracedRoute] = []
    crossed: set[tuple[str, str]] = set()
    for pair in [one for one in pairs if one.between.without_blocks][:_MOST_PAIRS]:
        if pair.question["asOf"] is None:
            continue
        asked = _asked(pair.question)
        question = replace(parts.tracer.question(asked), blocks=False)
        stopping = Stopping(parts.network, question)
        for route in islice(Search(parts.network, question, parts.norms).routes(), _MOST_LOOKED_AT):
            at = _crossed(parts.network, stopping, route)
            if at and len(found) < limit:
                found.append(parts.tracer.traced(route, asked))
                crossed |= at
    if not found:
        return None
    body = parts.tracer.bodies.of
    its = ways(found, body, body, body)
    named = {iri for way in its for iri in way.named()}
    return StoppedRoutes(parts.tracer.caption(trace.question, found, named), tuple(found), its, frozenset(crossed))


def _crossed(network: Network, stopping: Stopping, route: Route) -> set[tuple[str, str]]:
    return {
        (network.flows.iris[after.flow], network.categories.iris[after.category])
        for before, after in pairwise(route.hops)
        if any(
            stopping.stops_pair(block, before.flow, after.flow, after.category, after.day)
            for block in network.blocks_at.get(network.flows.recipient[before.flow], ())
        )
    }


def _asked(question: Mapping[str, object]) -> TraceQuestion:
    """A question of one day from what an answer says of it; whom it passes and avoids matters to no block."""
    carrying, hops = question["carrying"], question["maxHops"]
    return TraceQuestion(
        str(question["from"]),
        str(question["to"]),
        None if carrying is None else str(carrying),
        date.fromisoformat(str(question["asOf"])),
        exact=bool(question["exact"]),
        max_hops=hops if isinstance(hops, int) else None,
    )
