"""The projection of flows: holders, categories, flows, transformations and blocks as numbered things.

Numbers follow the order of IRIs, so that nothing downstream depends on load order, hash seed or engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from whoshares import vocabulary as v
from whoshares.errors import IncompleteGraph
from whoshares.store import Store
from whoshares.validity import Validity

ANY = -1
"""The category that meets every other."""

UNSOURCED = len(v.TIERS)
"""The evidence rank of what no source with a tier states; ranks below it index `vocabulary.TIERS`, best first."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow; its number is its place in the order of flow IRIs."""

    iri: str
    sender: int
    recipient: int
    carries: tuple[int, ...]
    validity: Validity
    evidence: int
    """Index into the tiers: of the worst-supported of sender, recipient and category, its best source's tier."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """At a holder, data of one category yields data of another."""

    iri: str
    holder: int
    consumes: tuple[int, ...]
    produces: tuple[int, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class Block:
    """A technical switch: at a system, data from one origin is not released to a recipient."""

    iri: str
    system: int
    origins: frozenset[int]
    recipients: frozenset[int]
    categories: tuple[int, ...]
    validity: Validity


class CategoryTree:
    """Data categories with their broader ones (a category may have several)."""

    def __init__(self, iris: Iterable[str], broader: Mapping[str, set[str]]) -> None:
        self.iris = sorted(set(iris) | set(broader) | {b for parents in broader.values() for b in parents})
        self.number = {iri: n for n, iri in enumerate(self.iris)}
        self._above: list[frozenset[int]] = []
        for iri in self.iris:
            reached: set[str] = set()
            ahead = [iri]
            while ahead:
                for parent in broader.get(ahead.pop(), ()):
                    if parent not in reached:
                        reached.add(parent)
                        ahead.append(parent)
            self._above.append(frozenset(self.number[r] for r in reached) - {self.number[iri]})

    def meet(self, a: int, b: int) -> int | None:
        """The narrower of two categories when one is within the other, else `None`."""
        if a in (b, ANY):
            return b
        if b == ANY or b in self._above[a]:
            return a
        return b if a in self._above[b] else None

    def depth(self, category: int) -> int:
        """How specific a category is: the number of its broader ones, -1 for any."""
        return -1 if category == ANY else len(self._above[category])


class Network:
    """What route analysis reads, taken from a store once.

    Raises IncompleteGraph where a flow lacks sender, recipient or category, or has two of the first two.
    """

    def __init__(self, store: Store) -> None:
        self._read_holders(store)
        self._read_categories(store)
        tiers = _tier_of_graphs(store)
        self.flows = self._flows(store, tiers)
        self.flow_number = {flow.iri: n for n, flow in enumerate(self.flows)}
        self.transformations = self._transformations(store)
        self.blocks = self._blocks(store)
        self.source_count = len({thing for thing, class_, _ in store.pairs(v.TYPE) if class_ == v.SOURCE})

    @cached_property
    def flows_from(self) -> Mapping[int, tuple[int, ...]]:
        """Each holder's outgoing flows, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, flow in enumerate(self.flows):
            found[flow.sender].append(number)
        return {holder: tuple(numbers) for holder, numbers in found.items()}

    @cached_property
    def transformations_by_holder(self) -> Mapping[int, tuple[int, ...]]:
        """Each holder's transformations, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, transformation in enumerate(self.transformations):
            found[transformation.holder].append(number)
        return {holder: tuple(numbers) for holder, numbers in found.items()}

    @cached_property
    def blocks_at(self) -> Mapping[int, tuple[int, ...]]:
        """Each system's blocks, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, block in enumerate(self.blocks):
            found[block.system].append(number)
        return {system: tuple(numbers) for system, numbers in found.items()}

    def closure(self, holder: int) -> frozenset[int]:
        """The holder, all that is part of it, and the systems that any of those operate; a system is alone."""
        if holder not in self._closures:
            reached = {holder}
            if holder not in self._systems:
                ahead = [holder]
                while ahead:
                    for part in self._parts.get(ahead.pop(), ()):
                        if part not in reached:
                            reached.add(part)
                            ahead.append(part)
                for member in tuple(reached):
                    reached.update(self._operated.get(member, ()))
            self._closures[holder] = frozenset(reached)
        return self._closures[holder]

    def joins(self, holder: int) -> Mapping[int, bool]:
        """The holders that data at `holder` can leave from, each with whether that join is exact."""
        if holder not in self._joins:
            exact = {holder, *self._operators.get(holder, ())}
            assumed = self.closure(holder) | self._containers(holder)
            self._joins[holder] = {h: h in exact for h in sorted(exact | assumed)}
        return self._joins[holder]

    def _containers(self, holder: int) -> set[int]:
        """The holders whose closure holds this one."""
        reached: set[int] = set()
        ahead = [holder, *self._operators.get(holder, ())]
        seen = set(ahead)
        while ahead:
            member = ahead.pop()
            if member not in self._systems:
                reached.add(member)
            for whole in self._wholes.get(member, set()) - seen:
                seen.add(whole)
                ahead.append(whole)
        return reached

    def _read_holders(self, store: Store) -> None:
        types: dict[str, set[str]] = defaultdict(set)
        for thing, class_, _ in store.pairs(v.TYPE):
            types[class_].add(thing)
        organizations = types[v.ORGANIZATION]
        part_of = [(part, whole) for part, whole, _ in store.pairs(v.PART_OF)]
        operated_by = [(system, operator) for system, operator, _ in store.pairs(v.OPERATED_BY)]
        systems = types[v.SYSTEM] | {system for system, _ in operated_by if system not in organizations}
        slots = (v.SENDER, v.RECIPIENT, v.HOLDER, v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT)
        ends = {value for slot in slots for _, value, _ in store.pairs(slot)}
        pairs = {iri for pair in (*part_of, *operated_by) for iri in pair}
        self.holders = sorted(systems | organizations | ends | pairs)
        self.holder_number = {iri: n for n, iri in enumerate(self.holders)}
        number = self.holder_number
        self._systems = frozenset(number[s] for s in systems)
        self._parts: dict[int, set[int]] = defaultdict(set)
        self._wholes: dict[int, set[int]] = defaultdict(set)
        self._operated: dict[int, set[int]] = defaultdict(set)
        self._operators: dict[int, set[int]] = defaultdict(set)
        for part, whole in part_of:
            self._parts[number[whole]].add(number[part])
            self._wholes[number[part]].add(number[whole])
        for system, operator in operated_by:
            if number[system] in self._systems:
                self._operated[number[operator]].add(number[system])
                self._operators[number[system]].add(number[operator])
        self._closures: dict[int, frozenset[int]] = {}
        self._joins: dict[int, Mapping[int, bool]] = {}

    def _read_categories(self, store: Store) -> None:
        broader: dict[str, set[str]] = defaultdict(set)
        for concept, wider, _ in store.pairs(v.BROADER):
            broader[concept].add(wider)
        used = {
            value
            for slot in (v.CARRIES, v.CONSUMES, v.PRODUCES, v.BLOCKS_CATEGORY)
            for _, value, _ in store.pairs(slot)
        }
        typed = {thing for thing, class_, _ in store.pairs(v.TYPE) if class_ == v.DATA_CATEGORY}
        self.categories = CategoryTree(used | typed, broader)

    def _flows(self, store: Store, tiers: Mapping[str, int]) -> list[Flow]:
        facts = _Slots(store, (v.SENDER, v.RECIPIENT, v.CARRIES))
        iris = facts.subjects | {thing for thing, class_, _ in store.pairs(v.TYPE) if class_ == v.DATA_FLOW}
        return [
            Flow(
                iri,
                self.holder_number[facts.one(iri, v.SENDER, "flow")],
                self.holder_number[facts.one(iri, v.RECIPIENT, "flow")],
                tuple(self.categories.number[c] for c in facts.some(iri, v.CARRIES, "flow")),
                facts.validity(iri),
                facts.evidence(iri, tiers),
            )
            for iri in sorted(iris)
        ]

    def _transformations(self, store: Store) -> list[Transformation]:
        facts = _Slots(store, (v.HOLDER, v.CONSUMES, v.PRODUCES))
        return [
            Transformation(
                iri,
                self.holder_number[facts.one(iri, v.HOLDER, "transformation")],
                tuple(self.categories.number[c] for c in facts.some(iri, v.CONSUMES, "transformation")),
                tuple(self.categories.number[c] for c in facts.some(iri, v.PRODUCES, "transformation")),
                facts.validity(iri),
            )
            for iri in sorted(facts.subjects)
        ]

    def _blocks(self, store: Store) -> list[Block]:
        facts = _Slots(store, (v.AT_SYSTEM, v.BLOCKS_ORIGIN, v.BLOCKS_RECIPIENT))
        optional = _Slots(store, (v.BLOCKS_CATEGORY,))

        def closures(iri: str, slot: str) -> frozenset[int]:
            return frozenset().union(*(self.closure(self.holder_number[h]) for h in facts.some(iri, slot, "block")))

        return [
            Block(
                iri,
                self.holder_number[facts.one(iri, v.AT_SYSTEM, "block")],
                closures(iri, v.BLOCKS_ORIGIN),
                closures(iri, v.BLOCKS_RECIPIENT),
                tuple(self.categories.number[c] for c in optional.values(iri, v.BLOCKS_CATEGORY)),
                facts.validity(iri),
            )
            for iri in sorted(facts.subjects)
        ]


class _Slots:
    """The values of a kind of thing's slots, and the graphs that state them."""

    def __init__(self, store: Store, slots: tuple[str, ...]) -> None:
        self._slots = slots
        self._values: dict[str, dict[str, dict[str, set[str]]]] = {}
        self.subjects: set[str] = set()
        for slot in slots:
            self.subjects.update(self._read(store, slot))
        for slot in (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON):
            self._read(store, slot)
        pointed_at = (value for slot in slots for values in self._values[slot].values() for value in values)
        nameless = any(name.startswith("_:") for name in chain(self.subjects, pointed_at))
        if nameless:
            raise IncompleteGraph(
                f"A thing with ws:{v.local_name(slots[0])} is, or points at, a blank node. Routes name their flows and "
                "holders: give every thing an IRI."
            )

    def _read(self, store: Store, slot: str) -> Iterable[str]:
        found: dict[str, dict[str, set[str]]] = {}
        for subject, value, graph in store.pairs(slot):
            found.setdefault(subject, {}).setdefault(value, set()).add(graph)
        self._values[slot] = found
        return found

    def values(self, iri: str, slot: str) -> list[str]:
        found = self._values[slot].get(iri)
        return sorted(found) if found else []

    def some(self, iri: str, slot: str, kind: str) -> list[str]:
        found = self.values(iri, slot)
        if not found:
            name = v.local_name(slot)
            raise IncompleteGraph(f"The {kind} {v.shorten(iri)} lacks ws:{name}. State it in the graph.")
        return found

    def one(self, iri: str, slot: str, kind: str) -> str:
        found = self.some(iri, slot, kind)
        if len(found) > 1:
            name = v.local_name(slot)
            raise IncompleteGraph(
                f"The {kind} {v.shorten(iri)} has {len(found)} values of ws:{name} "
                f"({', '.join(v.shorten(f) for f in found)}), and takes one. Make two {kind}s of it."
            )
        return found[0]

    def validity(self, iri: str) -> Validity:
        return Validity.of(
            self.values(iri, v.VALID_FROM),
            self.values(iri, v.VALID_UNTIL),
            self.values(iri, v.ATTESTED_ON),
            v.shorten(iri),
        )

    def evidence(self, iri: str, tiers: Mapping[str, int]) -> int:
        return max(
            min(
                (tiers.get(graph, UNSOURCED) for graphs in self._values[slot][iri].values() for graph in graphs),
                default=UNSOURCED,
            )
            for slot in self._slots
        )


def _tier_of_graphs(store: Store) -> Mapping[str, int]:
    """The rank of each source's tier; the worst where a source states several."""
    ranks = {iri: rank for rank, iri in enumerate(v.TIERS)}
    found: dict[str, int] = {}
    for source, tier, _ in store.pairs(v.TIER):
        found[source] = max(ranks.get(tier, UNSOURCED), found.get(source, 0))
    return found
