"""What a cut may be made of: flows, instruments, controllers, or blocks to set, and how an answer shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.network.every import generic_of
from whoshares.network.network import Network
from whoshares.routes.absence import Standing
from whoshares.routes.cutting.switches import Settings
from whoshares.routes.cutting.units import EachPart, Groups, Units
from whoshares.store.evidence import Citation


@dataclass(frozen=True, slots=True)
class CutFlow:
    """A flow that ends with an element of a cut, or that a block to set is about. Things are IRIs."""

    id: str
    sender: str
    recipient: str
    carries: tuple[str, ...]
    controlled_by: tuple[str, ...]
    authority: tuple[str, ...]
    as_every: str | None
    """The generic body of every one of which a source says it, where the routes take a named one for it."""
    notes: tuple[str, ...]
    """What the editors of the graph remark on how the sources are read."""
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {
            "id": self.id,
            "sender": self.sender,
            "recipient": self.recipient,
            "carries": list(self.carries),
            "controlledBy": list(self.controlled_by),
            "authority": list(self.authority),
            "asEvery": self.as_every,
            "notes": list(self.notes),
            "sources": [source.to_dict() for source in self.sources],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {self.id, self.sender, self.recipient, *self.carries, *self.controlled_by, *self.authority}
        return found | ({self.as_every} if self.as_every else set())


@dataclass(frozen=True, slots=True)
class CutElement:
    """A flow, an instrument or a controller."""

    id: str
    controlled_by: tuple[str, ...]
    """Who controls it: for an instrument, who controls the flows below; for a controller, itself."""
    flows: tuple[CutFlow, ...]
    """Those of the flows that end with it that lie between origin and recipient."""
    flows_ended: int
    """How many flows of the whole graph end with it."""

    def to_dict(self) -> dict[str, object]:
        """The element as JSON-ready data."""
        return {
            "id": self.id,
            "controlledBy": list(self.controlled_by),
            "flows": [flow.to_dict() for flow in self.flows],
            "flowsEnded": self.flows_ended,
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.id, *self.controlled_by}.union(*(flow.named() for flow in self.flows))


@dataclass(frozen=True, slots=True)
class Precedent:
    """A block of the graph that shows what can be set at its system. Things are IRIs."""

    block: Standing
    origins: tuple[str, ...]
    recipients: tuple[str, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The precedent as JSON-ready data."""
        return {
            **self.block.to_dict(),
            "blocksOrigin": list(self.origins),
            "blocksRecipient": list(self.recipients),
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class BlockToSet:
    """A system at which one body's data would be withheld from another. Things are IRIs."""

    system: str
    origin: str
    recipient: str
    receiving: tuple[str, ...]
    """The recipient, or those of its parts, that receive from the system: a switch may have to be told each."""
    into: tuple[CutFlow, ...]
    """The flows between the two by which data of the origin comes to the system."""
    out_of: tuple[CutFlow, ...]
    """The flows between the two by which the recipient gets it there."""
    precedents: tuple[Precedent, ...]
    """The blocks that the graph has at the system, the nearest to this one first."""

    def to_dict(self) -> dict[str, object]:
        """The block as JSON-ready data."""
        return {
            "atSystem": self.system,
            "blocksOrigin": self.origin,
            "blocksRecipient": self.recipient,
            "receiving": list(self.receiving),
            "into": [flow.to_dict() for flow in self.into],
            "outOf": [flow.to_dict() for flow in self.out_of],
            "precedents": [precedent.to_dict() for precedent in self.precedents],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {self.system, self.origin, self.recipient, *self.receiving}
        for precedent in self.precedents:
            found |= {precedent.block.iri, *precedent.origins, *precedent.recipients}
        return found.union(*(flow.named() for flow in (*self.into, *self.out_of)))


class Ending:
    """Flows, instruments or controllers that can end, numbered in the order of IRIs."""

    def __init__(self, parts: GraphParts, as_of: date, unit: str, using: str | None, between: frozenset[int]) -> None:
        self._parts = parts
        self._between = between
        self._by_controller = unit == "controller"
        self._iris: list[str] | None = None
        controllers = self._stated(v.CONTROLLED_BY) if using is not None or self._by_controller else {}
        bodies = None if using is None else self._closure(using)
        usable = None if bodies is None else _union(controllers.get(body, ()) for body in bodies)
        self.units: Units
        """What ends with what, of the flows between origin and recipient."""
        if unit == "flow":
            network, removable = parts.network, between if usable is None else between & usable
            self.units = EachPart(removable)
            if any(flow >= network.flows.stated for flow in removable):  # it ends for every body at once
                self.units = Groups({flow: frozenset({network.as_stated(flow)}) for flow in sorted(removable)})
            return
        if self._by_controller:
            ended = {
                iri: _union(controllers.get(body, ()) for body in self._closure(iri))
                for iri in controllers
                if bodies is None or iri in bodies
            }
        else:
            ended = {
                iri: flows if usable is None else flows & usable for iri, flows in self._stated(v.AUTHORITY).items()
            }
        self._ended = {
            iri: flows
            for iri, flows in ended.items()
            if not flows.isdisjoint(between) and parts.evidence.in_force(iri, as_of)  # what has ended cannot be ended
        }
        self._iris = sorted(self._ended)
        stopping: dict[int, set[int]] = defaultdict(set)
        for number, iri in enumerate(self._iris):
            for flow in self._ended[iri] & between:
                stopping[flow].add(number)
        self.units = Groups({flow: frozenset(stopping[flow]) for flow in sorted(stopping)})

    def element(self, number: int) -> CutElement:
        """A unit as an answer shows it."""
        if self._iris is None:
            (flow,) = self._shown([number])
            return CutElement(flow.id, flow.controlled_by, (flow,), 1)
        iri = self._iris[number]
        as_stated = self._parts.network.as_stated
        flows = self._shown({as_stated(flow) for flow in self._ended[iri] & self._between})
        control = [iri] if self._by_controller else sorted({body for flow in flows for body in flow.controlled_by})
        return CutElement(iri, tuple(control), flows, len({as_stated(flow) for flow in self._ended[iri]}))

    def _shown(self, stated: Iterable[int]) -> tuple[CutFlow, ...]:
        """Flows as they are stated; each says where the routes take named bodies for a generic one."""
        network = self._parts.network
        shown = []
        for number in sorted(stated):
            among = network.all_of((number,)) & self._between
            shown.append(
                replace(shown_flow(self._parts, number), as_every=_generic(network, max(among, default=number)))
            )
        return tuple(shown)

    def _stated(self, predicate: str) -> Mapping[str, frozenset[int]]:
        """The flows of which each thing is stated to be the value of a property."""
        number = self._parts.network.flow_number
        found: dict[str, set[int]] = defaultdict(set)
        for s in self._parts.store.statements(predicate=predicate):
            if str(s.subject) in number:
                found[str(s.object)].add(number[str(s.subject)])
        return {iri: self._parts.network.all_of(flows) for iri, flows in found.items()}

    def _closure(self, iri: str) -> frozenset[str]:
        network = self._parts.network
        number = network.holder_number.get(iri)
        return frozenset({iri} if number is None else (network.holders[h] for h in network.closure(number)))


class Blocking:
    """Blocks that can be set between some ends, numbered in the order of IRIs."""

    def __init__(
        self,
        parts: GraphParts,
        as_of: date,
        origins: Iterable[str],
        recipients: Iterable[str],
        between: frozenset[int],
    ) -> None:
        self._parts = parts
        self._day = as_of
        self._between = between
        number = parts.network.holder_number
        ends = [{number[iri] for iri in iris if iri in number} for iris in (origins, recipients)]
        self.units = Settings(parts.network, as_of, *ends)
        """What each stops."""

    def element(self, number: int) -> BlockToSet:
        """A block as an answer shows it."""
        network = self._parts.network
        setting = self.units.setting(number)
        flows, holders = network.flows, network.holders
        origins, recipients = network.closure(setting.origin), network.closure(setting.recipient)
        return BlockToSet(
            holders[setting.system],
            holders[setting.origin],
            holders[setting.recipient],
            receiving=tuple(holders[holder] for holder in self.units.receiving(setting)),
            into=self._flows(f for f in network.flows_to.get(setting.system, ()) if flows.sender[f] in origins),
            out_of=self._flows(
                f for f in network.flows_from.get(setting.system, ()) if flows.recipient[f] in recipients
            ),
            precedents=self._precedents(setting.system, setting.recipient),
        )

    def _flows(self, flows: Iterable[int]) -> tuple[CutFlow, ...]:
        return tuple(shown_flow(self._parts, flow) for flow in flows if flow in self._between)

    def _precedents(self, system: int, recipient: int) -> tuple[Precedent, ...]:
        network, evidence, day = self._parts.network, self._parts.evidence, self._day
        found = []
        for number in network.blocks_at[system]:
            block = network.blocks[number]
            standing = Standing(block.iri, block.validity.on(day), block.validity.last_confirmed(day), day)
            precedent = Precedent(
                standing,
                tuple(evidence.values(block.iri, v.BLOCKS_ORIGIN)),
                tuple(evidence.values(block.iri, v.BLOCKS_RECIPIENT)),
                tuple(evidence.citations(block.iri)),
            )
            confirmed = standing.last_confirmed.order if standing.last_confirmed else ()
            # sorted twice below: what was confirmed last comes first, and of equals the lesser IRI
            found.append((recipient not in block.recipients, standing.state > State.PRESUMED, confirmed, precedent))
        found.sort(key=lambda one: one[2], reverse=True)
        found.sort(key=lambda one: one[:2])
        return tuple(precedent for *_, precedent in found)


def shown_flow(parts: GraphParts, number: int) -> CutFlow:
    """A flow as an answer shows it."""
    network, evidence = parts.network, parts.evidence
    flow = network.flows[number]
    return CutFlow(
        flow.iri,
        network.holders[flow.sender],
        network.holders[flow.recipient],
        tuple(network.categories.iris[category] for category in flow.carries),
        tuple(evidence.values(flow.iri, v.CONTROLLED_BY)),
        tuple(evidence.values(flow.iri, v.AUTHORITY)),
        _generic(network, number),
        tuple(evidence.values(flow.iri, v.NOTE)),
        tuple(evidence.citations(flow.iri)),
    )


def _generic(network: Network, flow: int) -> str | None:
    """The generic body for which a flow takes a named one."""
    taken = network.flows[flow].as_every
    return None if taken == -1 else network.holders[generic_of(taken)]


def _union(sets: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)
