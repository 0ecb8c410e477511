"""The subjects and purposes that norms are limited to, against those that flows state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.network.categories import CategoryTree
from whoshares.network.every import saying_every
from whoshares.network.network import Network
from whoshares.store.engine import Store

LIMITS: Final = (v.ABOUT_SUBJECT, v.PURPOSE)
"""What a norm may be limited to, in the order of its `limits`."""

_Stated = Mapping[str, Mapping[str, tuple[str, ...]]]


class Limits:
    """What the flows of a network state of subject and purpose. Limits are sets of IRIs in the order of `LIMITS`."""

    def __init__(self, store: Store, network: Network) -> None:
        self._store = store
        self._network = network

    def fit(self, limits: Sequence[frozenset[str]], flow: int) -> bool:
        """Whether a flow states nothing outside limits; what it leaves unsaid fits."""
        for slot, limit in zip(LIMITS, limits, strict=True):
            stated = self._said(flow, slot)
            if limit and stated and not any(self._comparable(slot, one, other) for one in limit for other in stated):
                return False
        return True

    def are_said(self, limits: Sequence[frozenset[str]], flow: int) -> bool:
        """Whether a flow states something of all to which there is a limit."""
        return all(self._said(flow, slot) for slot, limit in zip(LIMITS, limits, strict=True) if limit)

    def _said(self, flow: int, slot: str) -> tuple[str, ...]:
        """The subjects or purposes that a flow states: as a named body's, what sources say of every such body."""
        flows, stated = self._network.flows, self._stated
        return (stated if flow < flows.stated else self._stated_of_every)[slot].get(flows.iris[flow], ())

    def _comparable(self, slot: str, one: str, other: str) -> bool:
        tree = self._trees[slot]
        return tree.meet(tree.number[one], tree.number[other]) is not None

    @cached_property
    def _stated(self) -> _Stated:
        """The subjects and purposes of every thing that states some."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for slot in LIMITS:
            values: dict[str, set[str]] = defaultdict(set)
            for subject, value, _ in self._store.pairs(slot):
                values[subject].add(value)
            found[slot] = {subject: tuple(sorted(of)) for subject, of in values.items()}
        return found

    @cached_property
    def _trees(self) -> Mapping[str, CategoryTree]:
        """What lies above what, of all that is stated."""
        broader: dict[str, set[str]] = defaultdict(set)
        for concept, wider, _ in self._store.pairs(v.BROADER):
            broader[concept].add(wider)
        return {
            slot: CategoryTree.of({value for values in stated.values() for value in values}, broader)
            for slot, stated in self._stated.items()
        }

    @cached_property
    def _stated_of_every(self) -> _Stated:
        """The same of what is said of every body of a kind, as far as the sources say it that speak of every one."""
        every = saying_every(self._store)
        found: dict[str, dict[str, set[str]]] = {slot: defaultdict(set) for slot in LIMITS}
        for slot in LIMITS if every else ():
            for subject, value, graph in self._store.pairs(slot):
                if graph in every.get(subject, ()):
                    found[slot][subject].add(value)
        return {slot: {iri: tuple(sorted(of)) for iri, of in stated.items()} for slot, stated in found.items()}
