"""The fewest unknown facts whose answers would change an outcome, who would know, and a draft of the request.

The definition is in `docs/semantics.md`, under “What would settle it”.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from whoshares.answers.between import Between
from whoshares.answers.caption import Captioned
from whoshares.answers.claim_words import listed
from whoshares.answers.of_some import said_of_some
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import TracedRoute
from whoshares.model import vocabulary as v
from whoshares.model.labels import within
from whoshares.model.validity import State, takes_place
from whoshares.network.network import Network
from whoshares.routes.settling import Fact, Settled, settle
from whoshares.store.evidence import Citation, cited

_UNKNOWN: Final = v.WS + "unknown"


class UnknownFact(NamedTuple):
    """A fact that is not known. Things are IRIs."""

    fact: str
    """`in-force`, `ended`, `fallen`, `join` or `extent`."""
    id: str | None
    ends: tuple[str, str] | None
    explanation: str
    asked_of: tuple[str, ...]
    request: str | None
    sources: tuple[Citation, ...]
    unknown: tuple[str, ...] = ()
    """What nobody says of it either: `controlledBy` of a flow, `operatedBy` of a system at its end."""

    def to_dict(self) -> dict[str, object]:
        """The fact as JSON-ready data."""
        return {
            "fact": self.fact,
            "id": self.id,
            "from": self.ends[0] if self.ends else None,
            "to": self.ends[1] if self.ends else None,
            "explanation": self.explanation,
            "askedOf": list(self.asked_of),
            "request": self.request,
            "unknown": list(self.unknown),
            "sources": [source.to_dict() for source in self.sources],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {*([self.id] if self.id else []), *(self.ends or ()), *self.asked_of}


@dataclass(frozen=True)
class Unknowns(Captioned):
    """The facts whose answers would change the outcome of a trace."""

    outcome: str
    """`would-open`, `would-close`, `settled` or `nothing-known`."""
    facts: tuple[UnknownFact, ...]
    others: tuple[tuple[UnknownFact, ...], ...]
    optimal: bool
    routes: tuple[TracedRoute, ...]
    between: Between
    """The bars and blocks that lie between the two, whether or not a route is known."""

    @property
    def explanation(self) -> str:
        """The outcome in sentences."""
        asked = self.question
        data = within(self.labels[str(asked["carrying"])]) if asked["carrying"] else "data of any kind"
        way = f"way of {data} from {self.labels[str(asked['from'])]} to {self.labels[str(asked['to'])]}"
        day = _day(date.fromisoformat(str(asked["asOf"])))
        number = len(self.facts)
        facts = "One unknown fact" if number == 1 else f"{number} unknown facts together"
        if self.outcome == "settled":
            return f"Documents settle it: on {day} a {way} is certain."
        if self.outcome == "nothing-known":
            return f"No {way} is known or possible on {day}, and no single unknown is known that could make one."
        if not self.facts:
            return (
                f"A {way} is presumed on {day}, and more facts than were tried would have to be known to change that."
            )
        if self.outcome == "would-open":
            return f"No {way} is known on {day}. {facts} would make one known, if the answer is yes."
        return f"A {way} is presumed on {day}. {facts} could leave none known: whether what is presumed had ended."

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "explanation": self.explanation,
            "question": dict(self.question),
            "facts": [fact.to_dict() for fact in self.facts],
            "otherFacts": [[fact.to_dict() for fact in facts] for facts in self.others],
            "optimal": self.optimal,
            "routes": [route.to_dict() for route in self.routes],
            "between": self.between.to_dict(),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a fact, for a table; first the outcome."""
        found = [{"outcome": self.outcome, "text": self.explanation}]
        for fact in self.facts:
            ends = [self.labels[end] for end in fact.ends or ()] or ["", ""]
            found.append(
                {
                    "fact": fact.fact,
                    "text": fact.explanation,
                    "from": ends[0],
                    "to": ends[1],
                    "asked of": self.named(fact.asked_of),
                    "request": fact.request or "",
                    "sources": cited(fact.sources),
                    "id": fact.id or "",
                }
            )
        return found


def unknowns(parts: GraphParts, asked: TraceQuestion) -> Unknowns:
    """The fewest unknown facts whose answers would change the outcome of a trace."""
    network, question = parts.network, parts.tracer.question(asked)
    extents = [
        Fact("extent", network.flow_number[said.flow], question.origin)
        for said in said_of_some(network, question)
        if question.origin >= 0
    ]
    settled = settle(network, question, extents)
    facts = _Facts(parts, asked, settled)
    first, *others = [tuple(facts.told(fact) for fact in one) for one in settled.sets] or [()]
    routes: tuple[TracedRoute, ...] = ()
    if settled.route is not None and all(hop.flow < len(network.flows) for hop in settled.route.hops):
        routes = (parts.tracer.traced(settled.route, asked),)
    named = {asked.origin, asked.recipient, *([asked.carrying] if asked.carrying else [])}
    named = named.union(*(fact.named() for facts in (first, *others) for fact in facts))
    between = parts.tracer.between(asked, found=settled.outcome not in ("would-open", "nothing-known"))
    named |= between.named()
    caption = parts.tracer.caption(asked.said("from", "to", "carrying", "asOf"), routes, named)
    return Unknowns(caption, settled.outcome, first, tuple(others), settled.optimal, routes, between)


class _Facts:
    """Facts in words, with who would know."""

    def __init__(self, parts: GraphParts, asked: TraceQuestion, settled: Settled) -> None:
        self._parts = parts
        self._network: Network = parts.network
        self._day = asked.as_of
        self._ended = settled.outcome == "would-close"

    def told(self, fact: Fact) -> UnknownFact:
        """A fact as an answer gives it."""
        network, evidence, label = self._network, self._parts.evidence, self._parts.names.label
        day = _day(self._day)
        if fact.kind == "join":
            ends = network.holders[fact.number], network.holders[fact.other]
            can = f"what {label(ends[0])} gets can leave from, or be changed at, {label(ends[1])}"
            records = f"whether data that {label(ends[0])} holds is passed on or processed by {label(ends[1])}"
            return self._fact("join", None, ends, f"Whether {can}, which no document says.", records, ends)
        if fact.kind == "block":
            block = network.blocks[fact.number]
            said = f"Whether the block “{label(block.iri)}” had fallen by {day}, {self._why(block.iri)}."
            records = f"whether the block “{label(block.iri)}” was set on {day}, from when on and until when"
            origins = sorted(network.holders[origin] for origin in evidence_origins(self._parts, block.iri))
            return self._fact("fallen", block.iri, None, said, records, (network.holders[block.system], *origins))
        if fact.kind == "transformation":
            change = network.transformations[fact.number]
            holder = network.holders[change.holder]
            said = f"Whether “{label(change.iri)}” {self._was(day)}, {self._why(change.iri)}."
            records = (
                f"whether {label(holder)} processed data so (“{label(change.iri)}”) on {day}, and from when to when"
            )
            return self._fact(self._word(), change.iri, (holder, holder), said, records, (holder,))
        flow = network.flows[fact.number]
        ends = network.holders[flow.sender], network.holders[flow.recipient]
        data = listed([within(label(network.categories.iris[c])) for c in flow.carries], len(flow.carries))
        if fact.kind == "extent":
            body = network.holders[fact.other]
            said = (
                f"Whether {label(body)} gives {data} to {label(ends[1])}, which documents say of some such bodies "
                f"({within(label(ends[0]))}) and not of each."
            )
            records = f"whether {label(body)} gave {data} to {label(ends[1])} on {day}, from when on and until when"
            return self._fact("extent", flow.iri, (body, ends[1]), said, records, (body,))
        passing = f"the passing of {data} from {label(ends[0])} to {label(ends[1])}"
        said = f"Whether {passing} {self._was(day)}, {self._why(flow.iri)}."
        records = f"whether {label(ends[0])} gave {data} to {label(ends[1])} on {day}, from when on and until when"
        controllers = evidence.values(flow.iri, v.CONTROLLED_BY)
        unsaid = ["controlledBy"] if self._unsaid(flow.iri, v.CONTROLLED_BY) else []
        systems = [end for end in ends if self._unsaid(end, v.OPERATED_BY)]
        who = [*(["who controls it"] if unsaid else []), *(f"who operates {label(system)}" for system in systems)]
        if who:
            said += f" Nor does a document say {listed(who, len(who))}."
            records += f"; and {listed(who, len(who))}"
        told = self._fact(self._word(), flow.iri, ends, said, records, (*controllers, *ends))
        return told._replace(unknown=(*unsaid, *(["operatedBy"] if systems else [])))

    def _unsaid(self, thing: str, slot: str) -> bool:
        """Whether a document says that what was read does not tell who it is."""
        evidence = self._parts.evidence
        return v.local_name(slot) in evidence.values(thing, _UNKNOWN) and not evidence.values(thing, slot)

    def _fact(
        self,
        word: str,
        iri: str | None,
        ends: tuple[str, str] | None,
        said: str,
        records: str,
        knowing: Iterable[str],
    ) -> UnknownFact:
        asked_of = tuple(dict.fromkeys(one for holder in knowing for one in self._institutions(holder)))
        request = _request(self._parts.names.label(asked_of[0]), records) if asked_of else None
        sources = tuple(self._parts.evidence.citations(iri)) if iri else ()
        return UnknownFact(word, iri, ends, said, asked_of, request, sources)

    def _word(self) -> str:
        return "ended" if self._ended else "in-force"

    def _was(self, day: str) -> str:
        return f"had ended by {day}" if self._ended else f"was in force on {day}"

    def _why(self, iri: str) -> str:
        """Why it is not known."""
        evidence = self._parts.evidence
        validity, statuses = evidence.validity(iri), evidence.values(iri, v.EVIDENCE_STATUS)
        confirmed = validity.last_confirmed(self._day)
        if not takes_place(statuses):
            return "of which no document says that it takes place"
        if validity.on(self._day) is State.PRESUMED and confirmed is not None:
            return f"which no document says (last confirmed {confirmed.text})"
        if validity.disputed or confirmed is not None:
            return "on which documents differ"
        if validity.starts or validity.ends or validity.attested:
            return "which no document confirms by that day"
        return "which no document dates"

    def _institutions(self, holder: str) -> list[str]:
        """Who can be asked of a holder: itself, or who operates the system; no generic body."""
        evidence = self._parts.evidence
        operators = evidence.values(holder, v.OPERATED_BY)
        found = operators or ([] if v.SYSTEM in self._parts.names.classes(holder) else [holder])
        return [one for one in found if not {"true", "1"}.intersection(evidence.values(one, v.GENERIC))]


def evidence_origins(parts: GraphParts, block: str) -> list[int]:
    """The origins that a block names, as numbers of the network."""
    number = parts.network.holder_number
    return [number[iri] for iri in parts.evidence.values(block, v.BLOCKS_ORIGIN) if iri in number]


def _request(institution: str, records: str) -> str:
    """A draft of a request for records, to an institution."""
    return (
        f"To {institution}: Under the public records law that applies to you, I request records sufficient to show "
        f"{records}: agreements, settings, audit reports, and statistics of use. I ask for no data on individual "
        "people; please remove any that these records hold. If you hold no such records, please say so, and who does."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
