"""What documents say of bodies such as one that is asked about, though not of each: never a route of it."""

from __future__ import annotations

from typing import NamedTuple

from whoshares.network.network import Network
from whoshares.routes.question import Question


class SaidOfSome(NamedTuple):
    """A flow of a generic body, of which the origin is one, that sources say of some such bodies. Things are IRIs."""

    flow: str
    body: str
    recipient: str
    carries: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {"flow": self.flow, "body": self.body, "recipient": self.recipient, "carries": list(self.carries)}

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.flow, self.body, self.recipient, *self.carries}


def said_of_some(network: Network, question: Question) -> tuple[SaidOfSome, ...]:
    """What is said of some bodies such as the origin, of data like that asked for, in the order of the flows' IRIs."""
    origins = network.closure(question.origin)
    generics = [generic for generic, bodies in network.named.items() if not origins.isdisjoint(bodies)]
    table, meet, window = network.flows, network.categories.meet, question.window
    found = sorted(
        flow
        for generic in generics
        if generic not in origins
        for flow in network.flows_from.get(generic, ())
        if flow < table.stated
        and not _as_sure_of_each(network, flow, question)
        and any(meet(question.category, carried) is not None for carried in table.carries[flow])
        and (window is None or (table.possible_from[flow] <= window[1] and table.possible_until[flow] > window[0]))
    )
    return tuple(
        SaidOfSome(
            table.iris[flow],
            network.holders[table.sender[flow]],
            network.holders[table.recipient[flow]],
            tuple(network.categories.iris[category] for category in table.carries[flow]),
        )
        for flow in found
    )


def _as_sure_of_each(network: Network, flow: int, question: Question) -> bool:
    """Whether a flow, on the one day asked about, is said of every sender as surely as it is of some."""
    if flow not in network.said_of_every_sender:
        return False
    if question.day is None or question.between is not None:
        return True
    validity = network.flows.validity
    return validity(network.flows_of[flow][1]).on(question.day) <= validity(flow).on(question.day)
