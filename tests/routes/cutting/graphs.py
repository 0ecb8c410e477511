"""Small random graphs whose flows rest on instruments and have controllers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from tests.routes import graphs
from tests.routes.brute_force import Dating, Flow, Question, World
from tests.routes.cutting.exhaustive import Powers, routes_of
from tests.routes.graphs import ID, case

_OUTSIDER = ID + "organization/z"
_INSTRUMENTS = tuple(ID + "instrument/" + name for name in ("n", "j", "u", "d"))
_DATINGS = (
    Dating(),
    Dating(("2010",)),
    Dating(("2010",), ("2014",)),
    Dating((), ("2012-06-30",)),
    Dating(("2012-07",)),
)


def drawn(seed: int) -> tuple[World, Powers, Question]:
    """A graph, its powers and a question: of three, mostly the one with the most routes."""
    random = Random(seed)
    world, questions = _meshed(random) if random.randrange(100) < 40 else case(random)
    if random.randrange(100) < 10:
        return world, powers(random, world), questions[0]
    return world, powers(random, world), max(questions, key=lambda question: len(routes_of(world, question)))


def _meshed(random: Random) -> graphs.Case:
    """A graph with many routes side by side: some flows of a drawn one, and others across two ranks of holders."""
    world, (question, *_) = case(random)
    holders = [*world.organizations, *world.systems]
    random.shuffle(holders)
    ends = {question.origin, question.recipient}
    ranks = [[question.origin], *_halves([h for h in holders if h not in ends][:4]), [question.recipient]]
    ranks = [rank for rank in ranks if rank]
    flows = list(world.flows[: random.randint(0, 3)])
    for near, far in pairwise(ranks):
        for sender in near:
            for recipient in far:
                if len(flows) < 10 and sender != recipient and random.randrange(100) < 85:
                    iri = f"{ID}flow/e{random.randrange(10**6)}"
                    stated = (world.tiers[0][0],)
                    category = world.categories[0]
                    flows.append(
                        Flow(iri, sender, recipient, (category,), Dating(("2010",)), (), stated, stated, (stated,))
                    )
    generics = set(world.generics)
    flows = [
        replace(flow, extent="every")
        if generics & {flow.sender, flow.recipient} and random.randrange(100) < 70
        else flow
        for flow in flows
    ]
    asked = Question(question.origin, question.recipient, question.day)
    return replace(world, flows=tuple(flows) or world.flows[:1]), (asked,)


def _halves(values: list[str]) -> list[list[str]]:
    return [values[: len(values) // 2], values[len(values) // 2 :]]


def powers(random: Random, world: World) -> Powers:
    """Controllers and instruments for most flows; often few, so that they overlap."""
    bodies = [*world.organizations, *world.systems[:1], _OUTSIDER][: random.randint(2, 7)]
    scarce = random.randrange(100) < 35

    def some(values: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        if scarce and random.randrange(100) < 30:
            return ()
        return tuple(sorted({random.choice(values) for _ in range(random.randint(1, 2))}))

    return Powers(
        {flow.iri: some(bodies) for flow in world.flows},
        {flow.iri: some(_INSTRUMENTS) for flow in world.flows},
        {instrument: random.choice(_DATINGS) for instrument in _INSTRUMENTS},
    )


def using(random: Random, world: World, given: Powers) -> str:
    """A body, mostly one that controls something or holds one that does."""
    stated = sorted({body for flow in world.flows for body in given.controllers.get(flow.iri, ())})
    wholes = [whole for part, whole in (*world.part_of, *world.operated_by) if part in stated]
    return random.choice([*stated, *wholes, *world.organizations])


def to_trig(world: World, given: Powers) -> str:
    """The graph as TriG."""
    kept = {flow.iri for flow in world.flows}
    lines = [f"  <{_OUTSIDER}> a ws:Organization ."]
    for predicate, values in (("ws:controlledBy", given.controllers), ("ws:authority", given.authority)):
        lines += [f"  <{flow}> {predicate} <{x}> ." for flow in sorted(kept & values.keys()) for x in values[flow]]
    for instrument, dating in sorted(given.in_force.items()):
        lines.append(f"  <{instrument}> a ws:Instrument .")
        for predicate, texts in (("ws:validFrom", dating.starts), ("ws:validUntil", dating.ends)):
            for text in texts:
                kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(text)]
                lines.append(f'  <{instrument}> {predicate} "{text}"^^xsd:{kind} .')
    return graphs.to_trig(world) + f"<{world.tiers[0][0]}> {{\n" + "\n".join(lines) + "\n}\n"
