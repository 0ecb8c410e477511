"""What is known of the named bodies that a generic one stands for, where a generic one is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from whoshares.answers.traced import text_of
from whoshares.routes.search import Route, Search
from whoshares.routes.steps import Known

if TYPE_CHECKING:
    from whoshares.answers.between import Between
    from whoshares.answers.traced import TracedRoute
    from whoshares.answers.ways import Way
    from whoshares.network.network import Network
    from whoshares.network.norms import Norms
    from whoshares.routes.question import Question

MOST_PAIRS: Final = 250
"""How many pairs with a named body are asked."""


@dataclass(frozen=True)
class OfNamed:
    """The pairs of which an end is a named body in place of a generic one, and that have a route. Things are IRIs."""

    generic: tuple[str, ...]
    """The generic ends: that of the origin first."""
    asked: int
    """How many pairs were asked."""
    left_out: int
    """How many more there are."""
    pairs: tuple[tuple[str, str], ...]
    """From whom to whom, those of the best routes first."""
    routes: tuple[TracedRoute, ...]
    """The best route of each."""
    ways: tuple[Way, ...]
    """The ways that these are."""
    between: Between
    """What lies between the two ends of the first."""

    def to_dict(self) -> dict[str, object]:
        """The pairs as JSON-ready data, each with its best route."""
        return {
            "generic": list(self.generic),
            "asked": self.asked,
            "leftOut": self.left_out,
            "pairs": [
                {
                    "from": origin,
                    "to": recipient,
                    "certainty": route.state.word,
                    "lastConfirmed": text_of(route.last_confirmed),
                    "route": route.to_dict(),
                }
                for (origin, recipient), route in zip(self.pairs, self.routes, strict=True)
            ],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {end for pair in self.pairs for end in pair}
        found = found.union(self.between.named(), *(route.named() for route in self.routes))
        return found.union(*(way.named() for way in self.ways))


def with_named(network: Network, question: Question) -> list[Question]:
    """A question asked of the named bodies for which its ends stand, where these are generic: none where none is.

    A route may not begin, or end, with what is said of every such body: that is known of the generic one.
    """
    first, last = network.named.get(question.origin, ()), network.named.get(question.recipient, ())
    pairs = [(one, question.recipient) for one in first]
    pairs += [(question.origin, other) for other in last]
    pairs += [(one, other) for one in first for other in last]
    return [
        replace(question, origin=one, recipient=other, first_stated=bool(first), last_stated=bool(last))
        for one, other in pairs
        if network.closure(one).isdisjoint(network.closure(other))
    ]


def best_of(
    network: Network, questions: list[Question], norms: Norms | None = None
) -> Iterator[tuple[Question, Route]]:
    """The questions that have a route, each with its best; they differ in their ends alone."""
    known = Known()
    for question in questions:
        for route in islice(Search(network, question, norms, known=known).routes(), 1):
            yield question, route
