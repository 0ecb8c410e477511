"""What a claim is held against: direct flows and how they bear on it, what the law that is named says, rivals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from whoshares.answers.between import Between, ForbiddingBar
from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import TracedHop, text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State, takes_place
from whoshares.network.categories import ANY
from whoshares.network.norms import Norm
from whoshares.routes.question import Question
from whoshares.store.evidence import Citation

UNSAID: Final = frozenset({"alleged", "disputed", "implied"})
"""Evidence statuses that alone decide no claim: what a party says, or what documents imply and none says."""
_STATEMENTS: Final = tuple(v.WS + name for name in ("Position", "Reading", "Concern", "Finding"))
"""What somebody says, in the order in which it is told."""


class DirectFlow(NamedTuple):
    """A flow from the one end itself to the other, and how it bears on a claim."""

    bears: str
    """`shows`, `leaves-open`, `ended`, `later` or `unsaid`."""
    covers: bool
    """Whether it carries all of the data that is asked for."""
    within: bool
    """Whether it carries none but such data, in one of its categories at least."""
    carries: tuple[str, ...]
    hop: TracedHop

    @property
    def said(self) -> bool:
        """Whether some source firmly says that it takes place."""
        return _said(self.hop.evidence_status)

    @property
    def denied(self) -> bool:
        """Whether a source calls it disputed."""
        return any(v.local_name(status) == "disputed" for status in self.hop.evidence_status)

    @property
    def state(self) -> State:
        """How sure it makes a claim: as it is on the day, and presumed at best where a source calls it disputed."""
        return max(self.hop.state, State.PRESUMED) if self.denied else self.hop.state

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {"bears": self.bears, "carries": list(self.carries), **self.hop.to_dict()}


class LawNorm(NamedTuple):
    """A norm of the law that a claim names, which says that the law does not forbid it."""

    reason: str
    """`lifted`, `not-in-force` or `allowed`."""
    id: str
    state: State
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    sources: tuple[Citation, ...]
    reading: str | None
    """The reading of its instrument under which alone it holds."""
    last_confirmed: Confirmed | None

    def to_dict(self) -> dict[str, object]:
        """The norm as JSON-ready data."""
        return {
            "reason": self.reason,
            "id": self.id,
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "reading": self.reading,
            "sources": [source.to_dict() for source in self.sources],
        }


class Rival(NamedTuple):
    """What somebody says of the same matter. Things are IRIs."""

    id: str
    kind: str
    """Its class, in words."""
    text: str
    attributed_to: tuple[str, ...]
    about: tuple[str, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The statement as JSON-ready data."""
        return {
            "id": self.id,
            "class": self.kind,
            "text": self.text,
            "attributedTo": list(self.attributed_to),
            "about": list(self.about),
            "sources": [source.to_dict() for source in self.sources],
        }


# --- direct flows -----------------------------------------------------------------------------------------------------


def direct_flows(parts: GraphParts, question: Question, day: date) -> tuple[tuple[DirectFlow, ...], frozenset[int]]:
    """The direct flows of a question, those that bear most on it first, and their numbers in the network."""
    network, wanted = parts.network, question.category
    table, meet = network.flows, network.categories.meet
    origins, recipients = (
        frozenset[int]() if end < 0 else network.closure(end) for end in (question.origin, question.recipient)
    )
    numbers = [
        flow
        for sender in sorted(origins)
        for flow in network.flows_from.get(sender, ())
        if table.recipient[flow] in recipients and any(meet(wanted, c) is not None for c in table.carries[flow])
    ]
    found = sorted((_direct(parts, flow, wanted, day) for flow in numbers), key=_weight)
    return tuple(found), frozenset(numbers)


def _weight(direct: DirectFlow) -> tuple[object, ...]:
    order = ("shows", "leaves-open", "ended", "later", "unsaid")
    return order.index(direct.bears), direct.state, direct.hop.evidence, direct.hop.flow, direct.hop.sender


def _direct(parts: GraphParts, flow: int, wanted: int, day: date) -> DirectFlow:
    network = parts.network
    tree, carried = network.categories, network.flows.carries[flow]
    met = [c for c in carried if tree.meet(wanted, c) is not None]
    within = [c for c in met if wanted == ANY or c == wanted or wanted in tree.above(c)]
    hop = parts.tracer.alone(flow, (within or met)[0], day)
    validity = network.flows.validity(flow)
    said = _said(hop.evidence_status)
    if hop.state <= State.PRESUMED and within and said:
        bears = "shows"
    elif hop.state is not State.IMPOSSIBLE:
        bears = "leaves-open"
    elif said and validity.ends and validity.ends[-1] <= day:
        bears = "ended"
    elif validity.starts and validity.starts[0] > day:
        bears = "later"
    else:
        bears = "unsaid"
    return DirectFlow(
        bears,
        wanted != ANY and any(c == wanted or c in tree.above(wanted) for c in carried),
        bool(within),
        tuple(tree.iris[c] for c in met),
        hop,
    )


def _said(statuses: tuple[str, ...]) -> bool:
    """Whether some source firmly says that a flow takes place."""
    firm = [status for status in statuses if v.local_name(status) not in UNSAID]
    return not statuses or (bool(firm) and takes_place(firm))


# --- what the law says ------------------------------------------------------------------------------------------------


def bars_of(parts: GraphParts, law: str) -> frozenset[str]:
    """The bars that an instrument sets, or the bar itself."""
    return frozenset(bar.iri for bar in parts.norms.bars if law == bar.iri or law in bar.instruments)


def whole(bar: ForbiddingBar, origin: str, recipient: str, carrying: str | None, *, limited: bool = False) -> bool:
    """Whether a bar forbids all of the one end to give all of the data to all of the other; of any data, some.

    One that is limited to a purpose, or to people whom data is about, does not; `limited` leaves limits aside.
    """
    ends = origin in bar.senders and recipient in bar.recipients and (limited or not bar.bar.limited_to)
    return ends and (carrying is None or not bar.categories or carrying in bar.categories)


def excepted(parts: GraphParts, between: Between, question: Question, day: date) -> dict[str, tuple[str, ...]]:
    """Of some bars those that have exceptions, in words or as permissions that lift them for some purpose.

    Each comes with the permissions that are about these two ends and such data, and can be in force on the day.
    """
    lifting = {bar.iri: parts.norms.exceptions(bar) for bar in parts.norms.bars}
    around = _around(parts, question)
    return {
        bar.bar.id: tuple(
            norm.iri
            for norm in lifting[bar.bar.id]
            if norm.validity.on(day) is not State.IMPOSSIBLE
            and parts.norms.taken(norm, question.readings)
            and _fits(norm, around)
            and _met(parts, norm, question.category)
        )
        for bar in between.bars
        if bar.bar.exceptions or lifting[bar.bar.id]
    }


def contested(
    parts: GraphParts, exceptions: Mapping[str, Sequence[str]], question: Question, day: date
) -> dict[str, tuple[LawNorm, ...]]:
    """Of some bars those of which a permission under one reading may lift all that is asked for, and by what.

    Such a permission is about the two ends and all of the data.
    """
    by_iri = {norm.iri: norm for norm in parts.norms.by_class["Permission"]}
    above = parts.network.categories.above(question.category) | {question.category}
    found = {}
    for bar, lifting in exceptions.items():
        norms = [by_iri[iri] for iri in lifting]
        read = [
            norm
            for norm in norms
            if norm.reading is not None and (not norm.categories or not above.isdisjoint(norm.categories))
        ]
        if read:
            found[bar] = tuple(_law_norm(parts, "lifted", norm, day) for norm in read)
    return found


def not_forbidden(parts: GraphParts, law: str, question: Question, day: date) -> tuple[LawNorm, ...]:
    """The norms by which a law does not forbid what is asked for, of which none of its bars forbids anything.

    What lifts a bar comes first, then what allows it, then the bars that are not in force on the day.
    """
    order = ("lifted", "allowed", "not-in-force")
    found = {(norm.reason, norm.id): norm for norm in _norms_of(parts, law, question, day)}
    return tuple(sorted(found.values(), key=lambda norm: (order.index(norm.reason), norm.id)))


def _norms_of(parts: GraphParts, law: str, question: Question, day: date) -> Iterator[LawNorm]:
    network, norms = parts.network, parts.norms
    ends = tuple(frozenset[int]() if e < 0 else network.closure(e) for e in (question.origin, question.recipient))
    for number, bar in enumerate(norms.bars):
        if bar.iri not in bars_of(parts, law) or not norms.taken(bar, question.readings):
            continue
        if not _about(parts, bar, ends, question.category):
            continue
        if bar.validity.on(day) is State.IMPOSSIBLE:
            if bar.validity.takes_place:
                yield _law_norm(parts, "not-in-force", bar, day)
            continue
        for wanted in _met(parts, bar, question.category):
            for permission in norms.exceptions_to(number, wanted, day.toordinal(), question.readings) or ():
                yield _law_norm(parts, "lifted", permission, day)
    around = _around(parts, question)
    for name in ("Permission", "Mandate"):
        for norm in norms.by_class[name]:
            if law not in norm.instruments or any(norm.limits) or not norms.taken(norm, question.readings):
                continue
            in_force = norm.validity.on(day) <= State.PRESUMED
            if in_force and _fits(norm, around) and _allows(parts, norm, question.category):
                yield _law_norm(parts, "allowed", norm, day)


def _around(parts: GraphParts, question: Question) -> tuple[frozenset[int], frozenset[int]]:
    """The two ends of a question, each with what holds it."""
    origin, recipient = (
        frozenset[int]() if end < 0 else parts.network.containing(end) for end in (question.origin, question.recipient)
    )
    return origin, recipient


def _fits(norm: Norm, around: tuple[frozenset[int], frozenset[int]]) -> bool:
    """Whether the slots of a norm are open or mean the two ends, or what holds them."""
    slots = zip((norm.senders, norm.recipients), around, strict=True)
    return all(slot is None or not slot.isdisjoint(end) for slot, end in slots)


def _allows(parts: GraphParts, norm: Norm, wanted: int) -> bool:
    above = parts.network.categories.above(wanted)
    return not norm.categories or (wanted != ANY and any(c == wanted or c in above for c in norm.categories))


def _about(parts: GraphParts, bar: Norm, ends: tuple[frozenset[int], ...], wanted: int) -> bool:
    slots = zip((bar.senders, bar.recipients), ends, strict=True)
    return all(bool(end) if slot is None else not slot.isdisjoint(end) for slot, end in slots) and bool(
        _met(parts, bar, wanted)
    )


def _met(parts: GraphParts, bar: Norm, wanted: int) -> list[int]:
    """What a bar is about, of what is asked for."""
    met = {parts.network.categories.meet(wanted, named) for named in bar.categories} if bar.categories else {wanted}
    return sorted(one for one in met if one is not None)


def _law_norm(parts: GraphParts, reason: str, norm: Norm, day: date) -> LawNorm:
    evidence = parts.evidence
    return LawNorm(
        reason,
        norm.iri,
        norm.validity.on(day),
        tuple(evidence.values(norm.iri, v.VALID_FROM)),
        tuple(evidence.values(norm.iri, v.VALID_UNTIL)),
        tuple(evidence.citations(norm.iri)),
        norm.reading,
        norm.validity.last_confirmed(day),
    )


# --- rivals -----------------------------------------------------------------------------------------------------------


def rivals(
    parts: GraphParts, ends: tuple[str, str], direct: Sequence[DirectFlow], law: str | None
) -> tuple[Rival, ...]:
    """What others say of the same matter: positions first, then by IRI."""
    sides = [_near(parts, end) for end in ends]
    matter = {iri for one in direct for iri in (one.hop.flow, *one.hop.program)}
    matter |= set() if law is None else bars_of(parts, law) | {law}
    about, said = (_by_subject(parts, predicate) for predicate in (v.ABOUT, v.ATTRIBUTED_TO))
    found = {
        thing
        for thing, values in about.items()
        if not values.isdisjoint(matter)
        or (
            not values.isdisjoint(sides[0] | sides[1])
            and all(not values.union(said.get(thing, ())).isdisjoint(side) for side in sides)
        )
    }
    if law is not None:
        found |= {reading for reading, instrument, _ in parts.store.pairs(v.INTERPRETS) if instrument == law}
    sorts = {kind: parts.store.members(kind) for kind in _STATEMENTS}
    return tuple(_rival(parts, thing) for kind in _STATEMENTS for thing in sorted(found) if thing in sorts[kind])


def _by_subject(parts: GraphParts, predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing, value, _ in parts.store.pairs(predicate):
        found.setdefault(thing, set()).add(value)
    return found


def _near(parts: GraphParts, end: str) -> frozenset[str]:
    """A holder and its parts."""
    network = parts.network
    number = network.holder_number.get(end)
    if number is None:
        return frozenset({end})
    return frozenset(network.holders[n] for n in network.closure(number))


def _rival(parts: GraphParts, thing: str) -> Rival:
    evidence = parts.evidence
    return Rival(
        thing,
        parts.names.class_label(thing),
        " / ".join(evidence.values(thing, v.DESCRIPTION)) or parts.describe(thing),
        tuple(evidence.values(thing, v.ATTRIBUTED_TO)),
        tuple(sorted({*evidence.values(thing, v.ABOUT), *evidence.values(thing, v.INTERPRETS)})),
        tuple(evidence.citations(thing)),
    )
