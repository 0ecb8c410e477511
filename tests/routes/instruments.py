"""Instruments over small random graphs: what each began, ended, set and carries, as plain data and as TriG."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.routes.brute_force import Dating, World
from tests.routes.graphs import ID, _Maker, to_trig

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.store.engine import Store

NAMES = tuple(f"{ID}instrument/{name}" for name in ("u", "k", "i"))
"""In an order that is not that of their IRIs."""


@dataclass(frozen=True)
class Said:
    """That a thing names an instrument by a property."""

    thing: str
    how: str
    """`authority`, `setBy`, `begunBy` or `endedBy`."""
    instrument: str


@dataclass(frozen=True)
class Instruments:
    """Instruments with their dates, and what things say of them."""

    datings: tuple[tuple[str, Dating], ...]
    said: tuple[Said, ...]

    def naming(self, instrument: str, *how: str) -> set[str]:
        """The things that name an instrument by one of some properties."""
        return {said.thing for said in self.said if said.instrument == instrument and said.how in how}

    def named(self, thing: str, *how: str) -> list[str]:
        """The instruments that a thing names by one of some properties, in order."""
        return sorted({said.instrument for said in self.said if said.thing == thing and said.how in how})

    def dating(self, instrument: str) -> Dating:
        """When an instrument is in force."""
        return dict(self.datings)[instrument]


def datings(world: World) -> dict[str, Dating]:
    """When each thing of a graph that has dates is in force."""
    return {
        **{flow.iri: flow.dating for flow in world.flows},
        **{t.iri: t.dating for t in world.transformations},
        **{block.iri: block.dating for block in world.blocks},
        **{norm.iri: norm.dating for norm in (*world.bars, *world.permissions)},
    }


def draw_instruments(random: Random, world: World) -> Instruments:
    """Some instruments, each of which few or many things of a graph name."""
    make = _Maker(random)
    said = []
    for instrument in NAMES:
        for flow in world.flows:
            said += [Said(flow.iri, "authority", instrument)] if make.chance(15) else []
        for norm in (*world.bars, *world.permissions):
            said += [Said(norm.iri, "setBy", instrument)] if make.chance(30) else []
        for thing in datings(world):
            said += [Said(thing, "begunBy", instrument)] if make.chance(10) else []
            said += [Said(thing, "endedBy", instrument)] if make.chance(15) else []
        for other in NAMES:
            if other != instrument:
                said += [Said(other, "begunBy", instrument)] if make.chance(10) else []
                said += [Said(other, "endedBy", instrument)] if make.chance(15) else []
    return Instruments(tuple((name, replace(make.dating(), statuses=())) for name in NAMES), tuple(said))


def graph_under(world: World, instruments: Instruments) -> KnowledgeGraph:
    """A graph with instruments, opened."""
    lines = []
    for name, dating in instruments.datings:
        lines.append(f"<{name}> a ws:Instrument .")
        for predicate, texts in (
            ("validFrom", dating.starts),
            ("validUntil", dating.ends),
            ("attestedOn", dating.attested),
        ):
            for text in texts:
                kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(text)]
                lines.append(f'<{name}> ws:{predicate} "{text}"^^xsd:{kind} .')
    lines += [f"<{said.thing}> ws:{said.how} <{said.instrument}> ." for said in instruments.said]
    store = Store()
    store.load(to_trig(world) + f"<{world.tiers[0][0]}> {{\n" + "\n".join(lines) + "\n}\n", "trig")
    return KnowledgeGraph(store)
