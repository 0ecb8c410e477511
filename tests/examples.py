"""How many random examples a comparison with an oracle draws, and which.

Of a thousand, 60 are drawn on a developer's machine: others at each commit, the same ones until then.
`.ci/run` draws a quarter. With WHOSHARES_REQUIRE_ALL=1 alone, all are. `WHOSHARES_EXAMPLES=20000` asks for so many
of a thousand. Of the cases of a test that is marked `drawn`, a third stays, and of the tests that are
marked `slow`; in `.ci/run` all.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, seed, settings

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

ALL: Final = os.environ.get("WHOSHARES_REQUIRE_ALL") == "1"
"""Whether nothing is left out, as in `.ci/run`."""
OF_A_THOUSAND: Final = int(os.environ.get("WHOSHARES_EXAMPLES") or (1000 if ALL else 60))
"""How many examples are drawn where a comparison is of a thousand."""


@cache
def first() -> int:
    """The seed from which examples are drawn: that of the commit; 0 outside a checkout."""
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, encoding="utf-8", check=False
    )
    return int(found.stdout[:8], 16) if found.returncode == 0 else 0


def seeds(number: int = 1000) -> range:
    """As many seeds as are drawn of a number, from the commit's on."""
    return range(first(), first() + max(1, number * OF_A_THOUSAND // 1000))


def drawn(names: Sequence[T], least: int = 1) -> list[T]:
    """As many of some things as are drawn of a thousand, and no fewer than `least`; others at each commit.

    With WHOSHARES_REQUIRE_ALL=1, all.
    """
    number = len(names) if ALL else min(len(names), max(least, len(names) * OF_A_THOUSAND // 1000))
    begin = first() % len(names)
    chosen = {(begin + place) % len(names) for place in range(number)}
    return [name for place, name in enumerate(names) if place in chosen]


def of_each_three(names: Sequence[T], key: Callable[[T], str]) -> list[T]:
    """A third of some things, and one at the least, told apart by their keys; others at each commit."""
    order = sorted(names, key=lambda name: sha256(f"{first()} {key(name)}".encode()).digest())
    return order[: -(-len(order) // 3)]


def its_turn(each: int) -> bool:
    """Whether it is the turn of what is tested at one commit of so many; always, where nothing is left out."""
    return ALL or first() % each == 0


def examples(number: int) -> Callable[[F], F]:
    """A property is checked on as many examples as are drawn of a number."""
    chosen = settings(
        max_examples=max(1, number * OF_A_THOUSAND // 1000),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def drawn(test: F) -> F:
        return seed(first())(chosen(test))

    return drawn
