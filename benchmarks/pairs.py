"""Random pairs of holders to ask about."""

from __future__ import annotations

import random

from whoshares.network.network import Network


def lone_pairs(network: Network, number: int, seed: int = 7) -> list[tuple[int, int]]:
    """Pairs of organizations that send and receive, and have neither parts nor systems of their own.

    Between these, a graph that knows nothing of parts and wholes asks the same question.
    """
    rng = random.Random(seed)
    lone = [
        holder
        for holder, iri in enumerate(network.holders)
        if "/organization/" in iri
        and len(network.closure(holder)) == 1
        and holder in network.flows_from
        and holder in network.flows_to
    ]
    return [(first, second) for first, second in (rng.sample(lone, 2) for _ in range(number))]
