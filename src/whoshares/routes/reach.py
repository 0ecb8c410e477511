"""The holders to which data can come, on a large network: a search forward that reads what it meets, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from whoshares.model.validity import State
from whoshares.network.arrays import each_once, grid_of, joins_of
from whoshares.network.categories import ANY
from whoshares.routes.rules import Rules
from whoshares.routes.steps import Steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whoshares.network.arrays import Numbers


def reached(steps: Steps) -> Numbers:
    """The holders to which data of a question's origin can come, in order, whoever the recipient is.

    Blocks and bars are not looked at, so that it may be more than really do.
    """
    network, question = steps.network, steps.question
    tree, carried = network.categories, network.carried
    width = len(tree.iris) + 1
    usable = None
    if question.since is not None or any(question.without):
        usable = Rules.of(steps, grid_of(network)).usable
    joins = joins_of(network, exact=question.exact)
    changing = [
        (place * width + before, place * width + after)
        for place, pairs in steps.changes(State.POSSIBLE).items()
        for before, after in pairs
    ]
    befores, afters = np.array(sorted(changing), np.int64).reshape(-1, 2).T
    origin = np.array(sorted(holder for holder in network.closure(question.origin) if holder >= 0), np.int64)
    inner = np.ones(len(network.holders), np.bool_)
    inner[origin] = False
    seen, left = (np.zeros(len(network.holders) * width, np.bool_) for _ in range(2))

    def changed(keys: Numbers) -> Numbers:
        """The states, and what data in them can become where it is."""
        first, end = (np.searchsorted(befores, keys, side) for side in ("left", "right"))
        found = [afters[begin:until] for begin, until in zip(first, end, strict=True) if begin < until]
        return np.concatenate([keys, *found])

    def fresh(keys: Numbers, marks: NDArray[np.bool_]) -> Numbers:
        keys = each_once(keys[~marks[keys]])
        marks[keys] = True
        return keys

    start = width - 1 if question.category == ANY else question.category
    ready = fresh(changed(origin * width + start), left)
    while len(ready):
        arrived = [ready[:0]]
        holders, categories = np.divmod(ready, width)
        for category in each_once(categories).tolist():
            at = holders[categories == category]
            held = ANY if category == width - 1 else category
            for other in range(width - 1) if held == ANY else sorted(tree.meeting(held)):
                flows, recipients = carried.leaving(other, at, question.window)
                if usable is not None:
                    recipients = recipients[usable[flows]]
                arrived.append(recipients * width + (tree.meet(held, other) or 0))
        there = fresh(np.concatenate(arrived), seen)
        there = changed(there[inner[there // width]])
        if joins is not None:
            places, onward = joins.expand(there // width)
            there = onward * width + (there % width)[places]
        ready = fresh(there, left)
    return np.flatnonzero(seen.reshape(-1, width).any(axis=1))
