"""Small random graphs whose flows rest on instruments and have controllers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random

from tests.routes import graphs
from tests.routes.brute_force import Block, Dating, Flow, Question, World
from tests.routes.cutting.exhaustive import Powers, pairs_of, routes_of
from tests.routes.graphs import ID, case, of_few

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
    flows = _of_every(random, world, flows)
    asked = Question(question.origin, question.recipient, question.day)
    return of_few(replace(world, flows=tuple(flows) or world.flows[:1]), 1), (asked,)


def _of_every(random: Random, world: World, flows: list[Flow]) -> list[Flow]:
    """The flows, those of generic bodies mostly said of every such body."""
    generics = set(world.generics)
    return [
        replace(flow, extents=((world.tiers[0][0], "every"),))
        if generics & {flow.sender, flow.recipient} and random.randrange(100) < 70
        else flow
        for flow in flows
    ]


def switched(seed: int) -> tuple[World, Question, list[tuple[str, str]]]:
    """A graph with blocks at systems on the way, a question, and the pairs that it is about: one, or several.

    The ends are two holders, or several at each end.
    """
    random = Random(seed)
    world, (question, *others) = _hub(random) if random.randrange(100) < 85 else case(random)
    if not world.blocks:
        world = replace(world, blocks=(_block(random, world),))
    question = max((question, *others), key=lambda one: len(routes_of(world, one)))
    pairs = ends(random, world, question) if random.randrange(100) < 40 else []
    return world, question, pairs or [(question.origin, question.recipient)]


def ends(random: Random, world: World, question: Question) -> list[tuple[str, str]]:
    """Pairs of holders of which neither is within the other, of some at each end; perhaps none."""
    holders = [*world.organizations, *world.systems]
    origins = {question.origin, *random.sample(holders, random.randint(0, min(2, len(holders))))}
    recipients = {question.recipient, *random.sample(holders, random.randint(0, min(2, len(holders))))}
    return pairs_of(world, origins, recipients)


def _block(random: Random, world: World) -> Block:
    """A block that is mostly of others than the ends, or over, so that routes are left."""
    system = random.choice([flow.recipient for flow in world.flows if flow.recipient in world.systems] or world.systems)
    holders = [*world.organizations, *world.systems]
    return Block(ID + "block/h", system, random.choice(holders), random.choice(holders), None, random.choice(_DATINGS))


def _hub(random: Random) -> graphs.Case:
    """A graph in which bodies send into one system or two, and parts and wholes receive from there."""
    world, (question, *_) = case(random)
    hubs = list(world.systems[: random.randint(1, 2)])
    if random.randrange(100) < 80:  # what operates a hub is mostly none of the bodies around it
        world = replace(world, operated_by=tuple(pair for pair in world.operated_by if pair[0] not in hubs))
    others = [h for h in (*world.organizations, *world.systems) if h not in hubs]
    random.shuffle(others)
    half = max(1, len(others) // 2)
    senders, receivers = others[:half], others[half:] or others[:1]
    category, source = world.categories[0], world.tiers[0][0]
    flows: list[Flow] = list(world.flows[: random.choice((0, 0, 0, 0, 0, 1))])

    def flow(sender: str, recipient: str) -> None:
        if sender != recipient and len(flows) < 10:
            dating = random.choice((Dating(("2010",)), Dating(("2010",)), Dating(), Dating(("2010",), ("2011",))))
            iri, stated = f"{ID}flow/h{random.randrange(10**6)}", (source,)
            flows.append(Flow(iri, sender, recipient, (category,), dating, (), stated, stated, (stated,)))

    for hub in hubs:
        for sender in senders[: random.randint(1, 3)]:
            flow(sender, hub)
        for recipient in receivers[: random.randint(1, 3)]:
            flow(hub, recipient)
    for rank in (senders, receivers):
        if len(rank) > 1 and random.randrange(100) < 25:
            flow(*random.sample(rank, 2))
    wholes = dict(world.part_of) | dict(world.operated_by)
    origin, recipient = (
        wholes[end] if end in wholes and random.randrange(100) < 40 else end
        for end in (senders[0], random.choice(receivers))
    )
    since = date(2010, 1, 1) if random.randrange(100) < 20 else None
    world = replace(world, flows=tuple(_of_every(random, world, flows)) or world.flows[:1], transformations=())
    blocks = [
        replace(_block(random, world), iri=f"{ID}block/{name}", system=hub)
        for name, hub in zip("hk", hubs, strict=False)
    ]
    asked = Question(origin, recipient, question.day, confirmed_since=since)
    return replace(world, blocks=tuple(blocks[: random.choice((1, 2, 2, 2))])), (asked,)


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
        {
            thing: random.choice(_DATINGS)
            for thing in (*_INSTRUMENTS, *(b for b in bodies if random.randrange(100) < 20))
        },
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
        if instrument in _INSTRUMENTS:
            lines.append(f"  <{instrument}> a ws:Instrument .")
        for predicate, texts in (("ws:validFrom", dating.starts), ("ws:validUntil", dating.ends)):
            for text in texts:
                kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(text)]
                lines.append(f'  <{instrument}> {predicate} "{text}"^^xsd:{kind} .')
    return graphs.to_trig(world) + f"<{world.tiers[0][0]}> {{\n" + "\n".join(lines) + "\n}\n"
