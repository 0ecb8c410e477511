"""The register of a body: the flows that come to it, or leave it, as they stand on a day, with the laws on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State


@dataclass(frozen=True, slots=True)
class Registered:
    """One flow of a register. Things are IRIs."""

    flow: str
    other: str
    """The holder at the other end."""
    own: str
    """The holder at this end: the body, a part of it or a system."""
    categories: tuple[str, ...]
    state: State
    since: tuple[str, ...]
    """The starts that sources give."""
    last_confirmed: Confirmed | None
    barred_by: tuple[str, ...]
    """The bars that bar it on the day with all that it carries."""


@dataclass(frozen=True, slots=True)
class Register:
    """The flows of a body with others, the surest first; those within it are left out."""

    day: date
    incoming: tuple[Registered, ...]
    outgoing: tuple[Registered, ...]


def register(parts: GraphParts, holder: str, day: date) -> Register | None:
    """The register of a holder with its parts and systems; `None` where a thing is no holder of the network."""
    network = parts.network
    number = network.holder_number.get(holder)
    if number is None:
        return None
    within = network.closure(number)
    incoming, outgoing = [], []
    for own in sorted(within):
        incoming += [_row(parts, flow, day, inward=True) for flow in network.flows_to.get(own, ())
                     if network.flows.sender[flow] not in within]  # fmt: skip
        outgoing += [_row(parts, flow, day, inward=False) for flow in network.flows_from.get(own, ())
                     if network.flows.recipient[flow] not in within]  # fmt: skip
    return Register(day, _sorted(incoming, parts), _sorted(outgoing, parts))


def _row(parts: GraphParts, number: int, day: date, *, inward: bool) -> Registered:
    network = parts.network
    flow = network.flows[number]
    sender, recipient = network.holders[flow.sender], network.holders[flow.recipient]
    bars = [{b.bar for b in parts.norms.barring(number, c, day.toordinal())} for c in flow.carries]
    return Registered(
        flow.iri,
        sender if inward else recipient,
        recipient if inward else sender,
        tuple(network.categories.iris[category] for category in flow.carries),
        flow.validity.on(day),
        tuple(parts.evidence.values(flow.iri, v.VALID_FROM)),
        flow.validity.last_confirmed(day),
        tuple(parts.norms.bars[bar].iri for bar in sorted(set.intersection(*bars))),
    )


def _sorted(rows: list[Registered], parts: GraphParts) -> tuple[Registered, ...]:
    """The surest first, then what was confirmed last, then by the other's label."""

    def place(row: Registered) -> tuple[object, ...]:
        confirmed = row.last_confirmed
        return row.state, -confirmed.last.toordinal() if confirmed else 0, parts.names.label(row.other), row.flow

    return tuple(sorted(rows, key=place))
