"""Scenarios: what ends and what begins, and the copy of a store in which it has.

To end an instrument is to undo what documents say of it: what it began falls, what it ended comes back, the norms that
it sets go. To begin one is the reverse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.errors import InputError, NameAmbiguous, NameUnknown
from whoshares.model.reached import reached
from whoshares.store.engine import Iri, Literal, Statement, Store
from whoshares.store.names import HOLDERS

GRAPH: Final = v.ID + "scenario"
"""The named graph of what a scenario states."""

_NORMS: Final = frozenset(v.WS + name for name in ("Bar", "Permission", "Mandate"))
_TURNING: Final = _NORMS | {v.DATA_FLOW, v.WS + "Transformation", v.WS + "Block"}
"""The classes of what a scenario can put out of force or in force."""
_ENDING: Final = _TURNING | {v.INSTRUMENT}
_WHAT: Final = "flow, instrument, norm, block or transformation"


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


@dataclass
class Turned:
    """What ends, begins and comes back."""

    ends: set[str] = field(default_factory=set)
    begins: set[str] = field(default_factory=set)
    returns: set[str] = field(default_factory=set)


class Making:
    """The store that a scenario makes of a graph's."""

    def __init__(self, parts: GraphParts, as_of: date) -> None:
        self._parts = parts
        self._day = as_of.isoformat()
        self._named = Turned()
        """What the scenario itself names, which goes before what comes with an instrument."""
        self._with = Turned()
        """What comes with an instrument."""
        self._gone_pairs: set[tuple[str, str, str]] = set()
        self._said: list[tuple[str, str, str | Literal]] = []
        self._new = 0
        self.changes: list[ScenarioChange] = []

    def turned(self) -> Turned:
        """What ends, begins and comes back in all. Raises InputError where one thing is to end and to begin."""
        named, other = self._named, self._with
        if both := sorted(named.ends & named.begins):
            raise InputError(f"{v.shorten(both[0])} is to end and to begin. Take one of the two out.")
        ends = named.ends | (other.ends - named.begins)
        begins = named.begins | (other.begins - ends)
        return Turned(ends, begins, other.returns - ends - begins)

    def store(self) -> Store:
        """A copy without what ends, with what begins and comes back."""
        turned = self.turned()
        left_aside = {v.VALID_FROM, v.VALID_UNTIL, v.EVIDENCE_STATUS}
        halted = v.EVIDENCE_STATUS, v.ID + "evidence-status/enjoined"

        def stays(statement: Statement) -> bool:
            subject, predicate, value = str(statement.subject), str(statement.predicate), str(statement.object)
            return not (
                subject in turned.ends
                or (subject, predicate, value) in self._gone_pairs
                or (subject in turned.begins and predicate in left_aside)
                or (subject in turned.returns and (predicate == v.VALID_UNTIL or (predicate, value) == halted))
            )

        day = Literal(self._day, v.XSD + "date")
        said = [Statement(Iri(s), Iri(p), Iri(o) if isinstance(o, str) else o, Iri(GRAPH)) for s, p, o in self._said]
        said += [Statement(Iri(thing), Iri(v.ATTESTED_ON), day, Iri(GRAPH)) for thing in sorted(turned.begins)]
        of_every = (thing for thing in turned.begins | turned.returns if self._parts.evidence.saying_every(thing))
        said += [Statement(Iri(thing), Iri(v.EXTENT), Iri(v.EVERY), Iri(GRAPH)) for thing in sorted(of_every)]
        said += [statement for thing in sorted(turned.returns) for statement in self._last_in_force(thing)]
        return self._parts.store.copy(stays, said)

    def _last_in_force(self, thing: str) -> Iterable[Statement]:
        """That a thing was in force until what is said to have been its end."""
        for text in self._parts.evidence.values(thing, v.VALID_UNTIL):
            first, last = span(text, v.shorten(thing))
            if first == last:
                day = Literal((first - timedelta(days=first > date.min)).isoformat(), v.XSD + "date")
            else:
                day = Literal(text, v.XSD + ("gYear" if len(text) == len("2019") else "gYearMonth"))
            yield Statement(Iri(thing), Iri(v.ATTESTED_ON), day, Iri(GRAPH))

    # --- instruments --------------------------------------------------------------------------------------------------

    def _comes_with(self, instrument: str) -> tuple[set[str], set[str]]:
        """What an instrument carries, set and began, and what it ended: through those that it began and ended, too."""
        subjects = self._naming

        def began(one: str) -> set[str]:
            return {thing for thing in subjects(v.BEGUN_BY, one) if self._is_a(thing, {v.INSTRUMENT})}

        every = reached([instrument], began)
        carried: set[str] = set()
        ended: set[str] = set()
        for one in every:
            carried |= {flow for flow in subjects(v.AUTHORITY, one) if self._is_a(flow, {v.DATA_FLOW})}
            carried |= {*subjects(v.SET_BY, one), *subjects(v.BEGUN_BY, one)}
            ended |= subjects(v.ENDED_BY, one)
        for other in sorted(ended - every):
            if self._is_a(other, {v.INSTRUMENT}):
                ended |= subjects(v.SET_BY, other)
        carried = {thing for thing in carried if self._is_a(thing, _TURNING)}
        return carried, {thing for thing in ended if self._is_a(thing, _TURNING)} - carried

    def _naming(self, predicate: str, instrument: str) -> set[str]:
        return {str(s.subject) for s in self._parts.store.statements(predicate=predicate, value=instrument)}

    def _is_a(self, thing: str, classes: Iterable[str]) -> bool:
        return not self._parts.names.classes(thing).isdisjoint(classes)

    def _flows(self, things: Iterable[str]) -> tuple[str, ...]:
        number = self._parts.network.flow_number
        return tuple(sorted(thing for thing in things if thing in number))

    # --- ending -------------------------------------------------------------------------------------------------------

    def end(self, given: str | Membership) -> None:
        """End a thing, or a membership."""
        given = self._meant(given)
        if isinstance(given, Membership):
            self._gone_pairs.add(self._membership(given))
            member, _, whole = self._membership(given)
            self.changes.append(ScenarioChange("ends", member, self._as_part(member, whole), ()))
            return
        thing = self._parts.names.resolve(given, _ENDING, _WHAT)
        ending = {thing}
        if self._is_a(thing, {v.INSTRUMENT}):
            ending, returning = self._comes_with(thing)
            if not (ending or returning):
                raise InputError(
                    f"{v.shorten(thing)} is an instrument on which no flow rests, which sets no norm and is not said "
                    f"to have begun or ended anything: its end changes nothing here. “whoshares show "
                    f"{v.shorten(thing)}” tells what is known of it."
                )
            self._with.ends |= ending
            self._with.returns |= returning
        else:
            self._named.ends.add(thing)
        self.changes.append(ScenarioChange("ends", thing, self._parts.names.label(thing), self._flows(ending)))

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

    def _as_part(self, member: str, whole: str) -> str:
        return f"{self._parts.names.label(member)} as part of {self._parts.names.label(whole)}"

    # --- beginning ----------------------------------------------------------------------------------------------------

    def start(self, given: str | Membership | NewThing) -> None:
        """Put a thing of the graph in force, or state a new membership, flow, block or bar."""
        given = given if isinstance(given, NewThing) else self._meant(given)
        if isinstance(given, Membership):
            member = self._parts.names.resolve(given.member, HOLDERS, "holder of data")
            whole = self._parts.names.resolve(given.of, HOLDERS, "holder of data")
            self._said.append((member, v.OPERATED_BY if self._is_a(member, {v.SYSTEM}) else v.PART_OF, whole))
            self.changes.append(ScenarioChange("begins", member, self._as_part(member, whole), ()))
        elif isinstance(given, NewThing):
            self._state(given)
        else:
            thing = self._parts.names.resolve(given, _ENDING, _WHAT)
            beginning = {thing}
            if self._is_a(thing, {v.INSTRUMENT}):
                beginning, ending = self._comes_with(thing)
                self._with.begins |= beginning
                self._with.ends |= ending
            else:
                self._named.begins.add(thing)
            self.changes.append(ScenarioChange("begins", thing, self._parts.names.label(thing), self._flows(beginning)))

    def _state(self, new: NewThing) -> None:
        self._new += 1
        class_name, slots = NEW_THINGS[new.kind]
        iri = f"{v.ID}{new.kind}/scenario-{self._new}"
        self._said.append((iri, v.TYPE, v.WS + class_name))
        named: dict[str, list[str]] = defaultdict(list)
        for key, names in new.slots.items():
            for name in names:
                value = self._category(name) if slots[key] == "category" else self._holder(name)
                self._said.append((iri, v.WS + key, value))
                named[key].append(self._parts.names.label(value))
        self._named.begins.add(iri)
        label = _new_label(new.kind, {key: ", ".join(labels) for key, labels in named.items()})
        self._said.append((iri, v.PREF_LABEL, Literal(label)))
        self.changes.append(ScenarioChange("begins", iri, label, (iri,) if new.kind == "flow" else ()))

    def _holder(self, name: str) -> str:
        return self._parts.names.resolve(name, HOLDERS, "holder of data")

    def _category(self, name: str) -> str:
        found = self._parts.category(name)
        if found is None:
            raise InputError("A new flow, block or bar names its data categories; “any” is none.")
        return found


def _new_label(kind: str, named: Mapping[str, str]) -> str:
    """What a scenario states anew, in words."""
    if kind == "flow":
        return f"a new flow of {named['carries']} from {named['sender']} to {named['recipient']}"
    if kind == "block":
        data = named.get("blocksCategory", "any data")
        return f"a new block at {named['atSystem']} on {data} of {named['blocksOrigin']} to {named['blocksRecipient']}"
    recipient = named.get("barsRecipient", "anybody")
    return f"a new bar on {named.get('barsCategory', 'any data')} of {named['barsSender']} to {recipient}"


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
