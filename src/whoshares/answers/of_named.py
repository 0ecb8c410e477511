"""What is known of the named bodies that a generic one stands for, where a generic one is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from whoshares.answers.traced import text_of
from whoshares.network.categories import ANY
from whoshares.routes.search import Route, Search
from whoshares.routes.steps import Known

if TYPE_CHECKING:
    from datetime import date

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


@dataclass(frozen=True, slots=True)
class OwnOfNamed:
    """Where an answer is about a generic body itself: of which of the named ones something of their own is known."""

    generic: str
    what: str
    """What that is: `flows` or `bars`."""
    asked: int
    """How many named ones there are."""
    own: tuple[str, ...]
    """Those of them that have some, by IRI."""

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {"generic": self.generic, "what": self.what, "asked": self.asked, "own": list(self.own)}


def own_flows(
    network: Network, body: str, carrying: str | None, days: Iterable[date], *, inward: bool
) -> tuple[OwnOfNamed, ...]:
    """Of a generic body the named ones that send, or with `inward` get, some such data on one of some days."""
    category = ANY if carrying is None else network.categories.number[carrying]
    table, meet, ordinals = network.flows, network.categories.meet, [day.toordinal() for day in days]
    at, other = (table.recipient, table.sender) if inward else (table.sender, table.recipient)
    flows_at = network.flows_to if inward else network.flows_from

    def has_some(named: int) -> bool:
        closure = network.closure(named)
        return any(
            other[flow] not in closure
            and any(table.possible_from[flow] <= day < table.possible_until[flow] for day in ordinals)
            and any(meet(category, carried) is not None for carried in table.carries[flow])
            for holder in closure
            for flow in flows_at.get(holder, ())
            if flow < table.stated and at[flow] == holder
        )

    return _own(network, body, "flows", has_some)


def own_bars(network: Network, norms: Norms, body: str) -> tuple[OwnOfNamed, ...]:
    """Of a generic body the named ones that bars bind which do not bind it."""
    of_all = norms.binding(body)
    return _own(network, body, "bars", lambda named: bool(norms.binding(network.holders[named]) - of_all))


def _own(network: Network, body: str, what: str, has_some: Callable[[int], bool]) -> tuple[OwnOfNamed, ...]:
    """What is told of a body: nothing where it is no generic one with named ones."""
    named = network.named.get(network.holder_number.get(body, -1), ())
    own = tuple(sorted(network.holders[one] for one in named if has_some(one)))
    return (OwnOfNamed(body, what, len(named), own),) if named else ()


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
