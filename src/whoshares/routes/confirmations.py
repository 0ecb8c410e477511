"""When the hops of a route were last confirmed: as its flow and its transformations were, on the day of the hop."""

from __future__ import annotations

from datetime import date

from whoshares.model.validity import Confirmed, oldest
from whoshares.network.network import Network
from whoshares.routes.search import Hop, Route


def hop_confirmed(network: Network, hop: Hop) -> Confirmed | None:
    """When a hop was last confirmed; `None` where a part of it was not by then, or dates are left aside."""
    if not hop.day:
        return None
    day = date.fromordinal(hop.day)
    validities = [network.flows.validity(hop.flow)]
    validities += [network.transformations[number].validity for number in hop.transformations]
    return oldest(validity.last_confirmed(day) for validity in validities)


def confirmed(network: Network, route: Route) -> Confirmed | None:
    """When a route was last confirmed: as that one of its hops was that was confirmed longest ago."""
    return oldest(hop_confirmed(network, hop) for hop in route.hops)
