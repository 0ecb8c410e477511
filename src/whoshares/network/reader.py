"""Reading a store's network, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from whoshares.model import vocabulary as v
from whoshares.network.categories import CategoryTree, refuse_cycle
from whoshares.network.every import Every
from whoshares.network.flow_reader import FlowReader
from whoshares.network.flows import Lists
from whoshares.network.network import MANY, Block, Holders, Network, Transformation
from whoshares.network.slots import Slots
from whoshares.store.engine import Store
from whoshares.store.text_columns import rows_of


def read_network(store: Store) -> Network:
    """What route analysis reads of a store.

    Raises IncompleteGraph where a flow lacks sender, recipient or category, or has two of the first two, and where
    something is part of itself, or a category broader than itself.
    """
    reading = FlowReader(store, MANY)
    bodies, categories = _holders(store, reading), _categories(store, reading)
    every = Every.of(store, bodies.number)
    return Network(
        bodies,
        categories,
        every.flows(reading.table(bodies.number, categories.number), categories.number, reading.tiers),
        every.transformations(_transformations(store, bodies, categories), categories.number),
        _blocks(store, bodies, categories),
        len(store.members(v.SOURCE)),
        every.bodies,
    )


def _holders(store: Store, reading: FlowReader) -> Holders:
    organizations, part_of = store.members(v.ORGANIZATION), rows_of(store.csv(v.PART_OF))
    operated_by = rows_of(store.csv(v.OPERATED_BY))
    systems = store.members(v.SYSTEM) | {system for system, _ in operated_by if system not in organizations}
    slots = (v.HOLDER, v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT)
    ends = {value for slot in slots for _, value, _ in store.pairs(slot)}
    iris = sorted(systems | organizations | ends.union(reading.ends, *part_of, *operated_by))
    number = {iri: n for n, iri in enumerate(iris)}
    wholes: dict[str, set[str]] = defaultdict(set)
    for part, whole in part_of:
        wholes[part].add(whole)
    refuse_cycle(wholes, "part of")
    within = [(number[part], number[whole]) for part, whole in part_of]
    operating = [(number[system], number[operator]) for system, operator in operated_by if system in systems]
    return Holders(
        iris, frozenset(number[s] for s in systems), *_both_ways(within, len(iris)), *_both_ways(operating, len(iris))
    )


def _both_ways(pairs: Sequence[tuple[int, int]], size: int) -> tuple[Lists, Lists]:
    """For each holder those that stand before it in a pair, and those that stand after it."""
    befores, afters = [before for before, _ in pairs], [after for _, after in pairs]
    many = len(pairs) >= MANY
    return Lists.of(afters, befores, size, many=many), Lists.of(befores, afters, size, many=many)


def _categories(store: Store, reading: FlowReader) -> CategoryTree:
    broader: dict[str, set[str]] = defaultdict(set)
    for concept, wider, _ in store.pairs(v.BROADER):
        broader[concept].add(wider)
    slots = (v.CONSUMES, v.PRODUCES, v.BLOCKS_CATEGORY, v.BARS_CATEGORY, v.PERMITS_CATEGORY, v.MANDATES_CATEGORY)
    used = {value for slot in slots for _, value, _ in store.pairs(slot)} | set(reading.carried)
    return CategoryTree.of(used | store.members(v.DATA_CATEGORY), broader)


def _transformations(store: Store, bodies: Holders, categories: CategoryTree) -> list[Transformation]:
    facts = Slots(store, (v.HOLDER, v.CONSUMES, v.PRODUCES))
    return [
        Transformation(
            iri,
            bodies.number[facts.one(iri, v.HOLDER, "transformation")],
            tuple(categories.number[c] for c in facts.some(iri, v.CONSUMES, "transformation")),
            tuple(categories.number[c] for c in facts.some(iri, v.PRODUCES, "transformation")),
            facts.validity(iri),
        )
        for iri in sorted(facts.subjects)
    ]


def _blocks(store: Store, bodies: Holders, categories: CategoryTree) -> list[Block]:
    facts = Slots(store, (v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT))
    optional = Slots(store, (v.BLOCKS_CATEGORY,))

    def closures(iri: str, slot: str) -> frozenset[int]:
        return frozenset().union(*(bodies.closure(bodies.number[h]) for h in facts.some(iri, slot, "block")))

    return [
        Block(
            iri,
            bodies.number[facts.one(iri, v.AT_SYSTEM, "block")],
            closures(iri, v.BLOCKS_ORIGIN),
            closures(iri, v.BLOCKS_RECIPIENT),
            tuple(categories.number[c] for c in optional.values(iri, v.BLOCKS_CATEGORY)),
            facts.validity(iri),
        )
        for iri in sorted(facts.subjects)
    ]
