"""Of a generic body that is asked about itself: which of the named ones have something of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoshares.network.categories import ANY

if TYPE_CHECKING:
    from datetime import date

    from whoshares.network.network import Network
    from whoshares.network.norms import Norms


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
