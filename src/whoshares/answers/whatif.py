"""What would close, stay open or open, if something ended or began? Nothing in the graph changes.

A scenario is worked out on a copy of the store: what ends is left out of it, what begins is stated in a named graph of
its own. Then the same questions are put to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute, text_of
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError, NameAmbiguous, NameUnknown
from whoshares.store.engine import Iri, Literal, Statement, Store
from whoshares.store.names import HOLDERS

GRAPH = v.ID + "scenario"
"""The named graph of what a scenario states."""

_ENDING = frozenset(
    v.WS + name for name in ("DataFlow", "Transformation", "Block", "Bar", "Permission", "Mandate", "Instrument")
)


@dataclass(frozen=True, slots=True)
class Membership:
    """That a body is part of another, or that one operates a system. By name, as given."""

    member: str
    of: str


@dataclass(frozen=True, slots=True)
class NewThing:
    """A flow, block or bar that a scenario begins: its class's key, and the names that fill its slots."""

    kind: str
    slots: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Scenario:
    """What ends and what begins, by name, and the question. Nothing is resolved yet."""

    title: str | None = None
    end: tuple[str | Membership, ...] = ()
    start: tuple[str | Membership | NewThing, ...] = ()
    readings: tuple[str, ...] = ()
    origin: str | None = None
    recipient: str | None = None
    carrying: str | None = None
    as_of: str | None = None
    unbarred: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One thing that the scenario ends or begins. Things are IRIs."""

    action: str
    """`ends` or `begins`."""
    thing: str
    label: str
    flows: tuple[str, ...]
    """The flows that end or begin with it."""

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready data."""
        return {"action": self.action, "id": self.thing, "label": self.label, "flows": list(self.flows)}


@dataclass(frozen=True)
class Way:
    """One pair of holders, before and after. Things are IRIs."""

    origin: str
    recipient: str
    category: str | None
    before: Trace
    after: Trace

    @property
    def outcome(self) -> str:
        """`closes`, `stays-open`, `opens` or `none` where no route is known before or after."""
        return {(1, 0): "closes", (1, 1): "stays-open", (0, 1): "opens", (0, 0): "none"}[
            int(bool(self.before.routes)), int(bool(self.after.routes))
        ]

    def _flows(self, trace: Trace) -> dict[tuple[str, ...], TracedRoute]:
        return {tuple(hop.flow for hop in route.hops): route for route in trace.routes}

    @property
    def closed(self) -> tuple[TracedRoute, ...]:
        """The routes known before and not after."""
        after = self._flows(self.after)
        return tuple(route for flows, route in self._flows(self.before).items() if flows not in after)

    @property
    def left(self) -> tuple[TracedRoute, ...]:
        """The routes known before and after."""
        before = self._flows(self.before)
        return tuple(route for flows, route in self._flows(self.after).items() if flows in before)

    @property
    def opened(self) -> tuple[TracedRoute, ...]:
        """The routes known after and not before."""
        before = self._flows(self.before)
        return tuple(route for flows, route in self._flows(self.after).items() if flows not in before)

    def to_dict(self) -> dict[str, object]:
        """The pair as JSON-ready data."""
        return {
            "from": self.origin,
            "to": self.recipient,
            "carrying": self.category,
            "outcome": self.outcome,
            "closed": [route.to_dict() for route in self.closed],
            "open": [route.to_dict() for route in self.left],
            "opened": [route.to_dict() for route in self.opened],
            "truncated": self.before.truncated or self.after.truncated,
        }


@dataclass(frozen=True)
class WhatIf(Answer):
    """What a scenario does."""

    scenario: Scenario
    changes: tuple[ScenarioChange, ...]
    ways: tuple[Way, ...]
    question: Mapping[str, object]
    labels: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        outcomes = ("closes", "stays-open", "opens", "none")
        return {
            "title": self.scenario.title,
            "changes": [change.to_dict() for change in self.changes],
            "ways": [way.to_dict() for way in self.ways],
            "counts": {outcome: sum(way.outcome == outcome for way in self.ways) for outcome in outcomes},
            "question": dict(self.question),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a route, for a table."""
        rows = []
        for way in self.ways:
            ends = {"from": self.labels[way.origin], "to": self.labels[way.recipient], "outcome": way.outcome}
            for status, routes in (("closed", way.closed), ("open", way.left), ("opened", way.opened)):
                for route in routes:
                    holders = [route.hops[0].sender, *(hop.recipient for hop in route.hops)]
                    rows.append(
                        {
                            **ends,
                            "route": status,
                            "certainty": route.state.word,
                            "last confirmed": text_of(route.last_confirmed) or "",
                            "holders": " → ".join(self.labels[holder] for holder in holders),
                            "flows": " ".join(hop.flow for hop in route.hops),
                        }
                    )
            if not way.before.routes and not way.after.routes:
                rows.append(ends)
        return rows


def what_if(parts: GraphParts, scenario: Scenario, asked: TraceQuestion) -> WhatIf:
    """What a scenario does to the question's way; where an end is left open, to all ways that it touches.

    `asked` has empty text for an end that is left open. Raises NameUnknown, NameAmbiguous and InputError.
    """
    if not (scenario.end or scenario.start or scenario.readings):
        raise InputError(
            "The scenario changes nothing. Name what ends (end), what begins (start), or a reading to take."
        )
    making = _Making(parts, asked.as_of)
    for given in scenario.end:
        making.end(given)
    for beginning in scenario.start:
        making.start(beginning)
    changed = GraphParts(making.store())
    with_readings = replace(asked, readings=parts.readings(scenario.readings), unbarred=scenario.unbarred)
    before_asked = replace(asked, unbarred=scenario.unbarred)
    ways = []
    for origin, recipient, category in _ways(parts, changed, asked, making.changes):
        ends = {"origin": origin, "recipient": recipient, "carrying": category}
        before = parts.tracer.trace(replace(before_asked, **ends))  # type: ignore[arg-type]
        after = changed.tracer.trace(replace(with_readings, **ends))  # type: ignore[arg-type]
        ways.append(Way(origin, recipient, category, before, after))
    labels = {iri: label for way in ways for trace in (way.before, way.after) for iri, label in trace.labels.items()}
    labels |= {change.thing: change.label for change in making.changes}
    labels |= {iri: changed.names.label(iri) for change in making.changes for iri in change.flows if iri not in labels}
    question = {
        **{key: value or None for key, value in asked.to_dict().items() if key in ("from", "to", "carrying", "asOf")},
        "readings": list(with_readings.readings),
        "unbarred": scenario.unbarred,
    }
    return WhatIf(scenario, tuple(making.changes), tuple(ways), question, labels)


def _ways(
    parts: GraphParts, changed: GraphParts, asked: TraceQuestion, changes: Iterable[ScenarioChange]
) -> list[tuple[str, str, str | None]]:
    """The pairs of holders to look at: the question's; with one end open, all whose reach differs; else each flow's."""
    if asked.origin and asked.recipient:
        return [(asked.origin, asked.recipient, asked.carrying)]
    if asked.origin or asked.recipient:
        from whoshares.answers.exposure import exposure

        outward = bool(asked.origin)
        pairs: dict[tuple[str, str, str | None], None] = {}
        answers = [
            {(row.holder, row.category): row for row in exposure(graph, asked, outward=outward).rows_found}
            for graph in (parts, changed)
        ]
        for key in sorted(answers[0].keys() | answers[1].keys()):
            before, after = (answer.get(key) for answer in answers)
            if before is None or after is None or (before.flows, before.state) != (after.flows, after.state):
                far = key[0]
                ends = (asked.origin, far) if outward else (far, asked.recipient)
                row = before or after
                if row is not None and row.through == far:
                    pairs[(*ends, asked.carrying)] = None
        return list(pairs)
    found: dict[tuple[str, str, str | None], None] = {}
    for change in changes:
        for graph in (parts, changed):
            for flow in change.flows:
                if flow in graph.network.flow_number:
                    one = graph.network.flows[graph.network.flow_number[flow]]
                    for category in one.carries:
                        iri = graph.network.categories.iris[category]
                        ends = graph.network.holders[one.sender], graph.network.holders[one.recipient]
                        found[(*ends, iri)] = None
    return list(found)


class _Making:
    """The store that a scenario makes of a graph's."""

    def __init__(self, parts: GraphParts, as_of: date) -> None:
        self._parts = parts
        self._day = as_of.isoformat()
        self._gone: set[str] = set()
        self._gone_pairs: set[tuple[str, str, str]] = set()
        self._undated: set[str] = set()
        self._said: list[tuple[str, str, str | Literal]] = []
        self._new = 0
        self.changes: list[ScenarioChange] = []

    def store(self) -> Store:
        """A copy without what ends, with what begins."""
        left_aside = {v.VALID_FROM, v.VALID_UNTIL, v.EVIDENCE_STATUS}

        def stays(statement: Statement) -> bool:
            subject = str(statement.subject)
            return not (
                subject in self._gone
                or (subject, str(statement.predicate), str(statement.object)) in self._gone_pairs
                or (subject in self._undated and str(statement.predicate) in left_aside)
            )

        day = Literal(self._day, v.XSD + "date")
        said = [Statement(Iri(s), Iri(p), Iri(o) if isinstance(o, str) else o, Iri(GRAPH)) for s, p, o in self._said]
        said += [Statement(Iri(thing), Iri(v.ATTESTED_ON), day, Iri(GRAPH)) for thing in sorted(self._undated)]
        return self._parts.store.copy(stays, said)

    # --- ending -------------------------------------------------------------------------------------------------------

    def end(self, given: str | Membership) -> None:
        """End a thing, or a membership."""
        given = self._meant(given)
        if isinstance(given, Membership):
            self._gone_pairs.add(self._membership(given))
            member, _, whole = self._membership(given)
            label = f"{self._parts.names.label(member)} as part of {self._parts.names.label(whole)}"
            self.changes.append(ScenarioChange("ends", member, label, ()))
            return
        thing = self._parts.names.resolve(given, _ENDING, "flow, instrument, norm, block or transformation")
        flows = self._flows_of(thing)
        norms = self._norms_of(thing)
        self._gone |= {*flows, *norms} if v.INSTRUMENT in self._parts.names.classes(thing) else {thing}
        self.changes.append(ScenarioChange("ends", thing, self._parts.names.label(thing), flows))
        if not (flows or norms) and v.INSTRUMENT in self._parts.names.classes(thing):
            raise InputError(
                f"{v.shorten(thing)} is an instrument on which no flow rests and which sets no norm: its end changes "
                f"no route. “whoshares show {v.shorten(thing)}” tells what is known of it."
            )

    def _meant(self, given: str | Membership) -> str | Membership:
        """A thing's name, or the membership that “MEMBER of WHOLE” means where nothing has that name."""
        if isinstance(given, Membership) or " of " not in given:
            return given
        try:
            self._parts.names.resolve(given)
        except NameUnknown:
            member, _, whole = given.partition(" of ")
            return Membership(member.strip(), whole.strip())
        except NameAmbiguous:
            pass
        return given

    def _flows_of(self, thing: str) -> tuple[str, ...]:
        """The flows that end or begin with a thing: itself, or those that rest on it."""
        classes = self._parts.names.classes(thing)
        if v.DATA_FLOW in classes:
            return (thing,)
        if v.INSTRUMENT in classes:
            number = self._parts.network.flow_number
            found = {str(s.subject) for s in self._parts.store.statements(predicate=v.AUTHORITY, value=thing)}
            return tuple(sorted(iri for iri in found if iri in number))
        return ()

    def _norms_of(self, thing: str) -> tuple[str, ...]:
        return tuple(sorted({str(s.subject) for s in self._parts.store.statements(predicate=v.SET_BY, value=thing)}))

    def _membership(self, given: Membership) -> tuple[str, str, str]:
        """The statement of a membership. Raises InputError where the graph does not make it."""
        member = self._parts.names.resolve(given.member, HOLDERS, "holder of data")
        whole = self._parts.names.resolve(given.of, HOLDERS, "holder of data")
        for predicate in (v.PART_OF, v.OPERATED_BY):
            if whole in self._parts.evidence.values(member, predicate):
                return member, predicate, whole
        raise InputError(
            f"{v.shorten(member)} is not stated to be part of, or operated by, {v.shorten(whole)}: that cannot end. "
            f"“whoshares show {v.shorten(member)}” tells what it is part of."
        )

    # --- beginning ----------------------------------------------------------------------------------------------------

    def start(self, given: str | Membership | NewThing) -> None:
        """Put a thing of the graph in force, or state a new membership, flow, block or bar."""
        given = given if isinstance(given, NewThing) else self._meant(given)
        if isinstance(given, Membership):
            member = self._parts.names.resolve(given.member, HOLDERS, "holder of data")
            whole = self._parts.names.resolve(given.of, HOLDERS, "holder of data")
            system = v.SYSTEM in self._parts.names.classes(member)
            self._said.append((member, v.OPERATED_BY if system else v.PART_OF, whole))
            label = f"{self._parts.names.label(member)} as part of {self._parts.names.label(whole)}"
            self.changes.append(ScenarioChange("begins", member, label, ()))
        elif isinstance(given, NewThing):
            self._state(given)
        else:
            thing = self._parts.names.resolve(given, _ENDING, "flow, instrument, norm, block or transformation")
            flows = self._flows_of(thing)
            is_instrument = v.INSTRUMENT in self._parts.names.classes(thing)
            self._undated |= {*flows, *self._norms_of(thing)} if is_instrument else {thing}
            self.changes.append(ScenarioChange("begins", thing, self._parts.names.label(thing), flows))

    def _state(self, new: NewThing) -> None:
        self._new += 1
        class_name, slots = NEW_THINGS[new.kind]
        iri = f"{v.ID}{new.kind}/scenario-{self._new}"
        self._said.append((iri, v.TYPE, v.WS + class_name))
        named: dict[str, list[str]] = {}
        for key, names in new.slots.items():
            for name in names:
                value = self._category(name) if slots[key] == "category" else self._holder(name)
                self._said.append((iri, v.WS + key, value))
                named.setdefault(key, []).append(self._parts.names.label(value))
        self._undated.add(iri)
        label = f"new {new.kind}: " + "; ".join(f"{key} {', '.join(labels)}" for key, labels in named.items())
        self._said.append((iri, v.PREF_LABEL, Literal(label)))
        self.changes.append(ScenarioChange("begins", iri, label, (iri,) if new.kind == "flow" else ()))

    def _holder(self, name: str) -> str:
        return self._parts.names.resolve(name, HOLDERS, "holder of data")

    def _category(self, name: str) -> str:
        found = self._parts.category(name)
        if found is None:
            raise InputError("A new flow, block or bar names its data categories; “any” is none.")
        return found


NEW_THINGS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "flow": ("DataFlow", {"sender": "holder", "recipient": "holder", "carries": "category"}),
    "block": (
        "Block",
        {"atSystem": "holder", "blocksOrigin": "holder", "blocksRecipient": "holder", "blocksCategory": "category"},
    ),
    "bar": ("Bar", {"barsSender": "holder", "barsRecipient": "holder", "barsCategory": "category"}),
}
"""What a scenario can begin: its class, and for each key of its slots what it names."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "flow": ("sender", "recipient", "carries"),
    "block": ("atSystem", "blocksOrigin", "blocksRecipient"),
    "bar": ("barsSender",),
}
"""The slots without which one of these says nothing."""
