"""How a sequence of flows can be read: the categories that data has from hop to hop, and what it goes through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoshares.model.validity import State
from whoshares.routes.question import OPEN


class Chain(NamedTuple):
    """Transformations that turn one category into another at one place. The shorter is less."""

    length: int
    transformations: tuple[int, ...]
    state: State


Chains = tuple[Chain | None, Chain | None, Chain | None]
"""For each state but the last, from certain on: the best of the chains that are as sure, `None` without one."""


class Passage(NamedTuple):
    """A category with which data can enter a flow."""

    category: int
    chains: Chains
    """The best chains by which the entry is as sure as each state."""
    blocks: tuple[int, ...]
    """The blocks that may stand before it."""

    @property
    def state(self) -> State:
        """How sure the entry can be."""
        return next(state for state, chain in zip(State, self.chains, strict=False) if chain is not None)


class Variant(NamedTuple):
    """One way to read a sequence of flows: the categories and what the data went through. Less is better."""

    breadth: tuple[tuple[int, int], ...]
    """For each hop, minus the depth of its category, and the category: the most specific variant is least."""
    chains: tuple[tuple[int, tuple[int, ...]], ...]
    state: State
    """How sure it is throughout, at the least: where it is more than possible, every join is exact."""
    states: tuple[State, ...]
    """How sure each hop is."""
    blocks: tuple[tuple[int, ...], ...]
    days: tuple[int | None, ...]

    @property
    def day(self) -> int:
        """The day of the last hop; 0 where dates are left aside."""
        return self.days[-1] or OPEN


Variants = tuple[Variant, ...]
"""The variants that reach a category, of which none is worse than another in every way."""


def one_hop_more(
    before: Variant | None,
    shown: tuple[int, int],
    chain: Chain,
    hop: State,
    blocks: tuple[int, ...],
    day: int | None,
    whole: State,
) -> Variant:
    """A variant with one more hop: how sure that is, and the whole."""
    if before is None:
        return Variant((shown,), (chain[:2],), whole, (hop,), (blocks,), (day,))
    return Variant(
        (*before.breadth, shown),
        (*before.chains, chain[:2]),
        whole,
        (*before.states, hop),
        (*before.blocks, blocks),
        (*before.days, day),
    )


def not_worse(variants: Iterable[Variant]) -> Variants:
    """The variants that may yet be part of the best one.

    A variant that is more than possible competes only with those of the same day that are as sure, since a later day
    may find the next flow surer than an earlier one does; any other with all that are as early.
    """
    by_state: list[list[Variant]] = [[], [], []]
    for variant in variants:
        by_state[variant.state].append(variant)
    *surer, possible = by_state
    kept: list[Variant] = []
    for of_state in surer:
        best: dict[int, Variant] = {}
        for variant in of_state:
            if variant.day not in best or variant < best[variant.day]:
                best[variant.day] = variant
        kept += [
            variant
            for day, variant in best.items()
            if all(variant[:2] < rival[:2] for rival in kept if rival.day == day)
        ]
    for variant in sorted(possible, key=lambda r: (r.day, r)):
        if all(variant[:2] < rival[:2] for rival in kept if rival.day <= variant.day):
            kept.append(variant)
    return tuple(kept)
