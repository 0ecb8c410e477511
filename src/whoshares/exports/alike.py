"""Holders of a net that have the same lines, so that one box can hold them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Final

LEAST: Final = 3
"""So many holders with the same lines share a box; fewer have one each."""
MANY: Final = 20
"""Of a picture with more holders than this, two with the same lines share one, too."""

Ends = tuple[str, str]
"""Who sends and who gets."""


def alike(lines: Mapping[Ends, Hashable]) -> dict[str, str]:
    """For each holder that shares a box with others, the one that stands for all of these.

    `lines` says what each line looks like. Holders share a box when the same lines, of the same looks, lead from and
    to the same others: whatever the picture then says of the box, it says of each of them.
    """
    beside: dict[str, set[tuple[bool, str, Hashable]]] = defaultdict(set)
    for (sender, recipient), looks in lines.items():
        beside[sender].add((True, recipient, looks))
        beside[recipient].add((False, sender, looks))
    same: dict[frozenset[tuple[bool, str, Hashable]], list[str]] = defaultdict(list)
    for holder, ends in beside.items():
        same[frozenset(ends)].append(holder)
    least = LEAST if len(beside) <= MANY else 2
    return {holder: held[0] for held in same.values() if len(held) >= least for holder in held}
