"""The bars and blocks that are about data from or to what a question names, or between the two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from whoshares.answers.meant import Meant
from whoshares.answers.parts import GraphParts


def at_ends(parts: GraphParts, origin: Meant | None, recipient: Meant | None) -> frozenset[str]:
    """The IRIs of the bars and blocks on data from the one to the other, where both are given.

    With one end, of those on data from it, or to it, that do not leave its side open.
    """
    network = parts.network
    slots = [(bar.iri, bar.senders, bar.recipients) for bar in parts.norms.bars]
    slots += [(block.iri, block.origins, block.recipients) for block in network.blocks]

    def closures(end: Meant) -> Iterator[tuple[str, frozenset[int]]]:
        for iri in end.holders:
            number = network.holder_number.get(iri)
            yield iri, frozenset() if number is None else network.closure(number)

    if origin and recipient:
        pairs = [
            (one, other)
            for (first, one), (last, other) in product(closures(origin), closures(recipient))
            if first != last
        ]
        return frozenset(
            iri
            for iri, senders, recipients in slots
            if any(_fits(senders, one) and _fits(recipients, other) for one, other in pairs)
        )
    end = origin or recipient
    if end is None:
        return frozenset()
    members = frozenset[int]().union(*(closure for _, closure in closures(end)))
    sides = ((iri, senders if origin else recipients) for iri, senders, recipients in slots)
    return frozenset(iri for iri, side in sides if side is not None and not side.isdisjoint(members))


def _fits(slot: frozenset[int] | None, ends: frozenset[int]) -> bool:
    return slot is None or not slot.isdisjoint(ends)
