"""States of one level, each once."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from whoshares.routes.crossing import least


@pytest.mark.parametrize("most", [3, 1 << 20, 1 << 45])
def test_of_equal_states_the_best_evidence_counts_then_the_least_parent(most: int) -> None:
    """Also where numbers are too large to be put into one."""
    dice = Random(most)
    for size in range(40):
        states = [
            (
                dice.randrange(most) if dice.random() < 0.5 else dice.randrange(4),
                dice.randrange(2, 7),
                dice.randrange(most),
            )
            for _ in range(size)
        ]
        best: dict[int, tuple[int, int]] = {}
        for key, evidence, parent in states:
            best[key] = min(best.get(key, (9, 0)), (evidence, parent))
        found = least(*np.array(states, np.int64).reshape(-1, 3).T)
        told = list(zip(*(column.tolist() for column in found), strict=True))
        assert told == [(key, *best[key]) for key in sorted(best)]
