"""Norms as pages show them: bars, permissions and mandates alike, each with its terms and where it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.network.norms import NORM_KINDS, Norm
from whoshares.store.evidence import Citation

SAYS: Final[Mapping[str, str]] = {"Bar": "forbidden", "Mandate": "demanded", "Permission": "permitted"}
"""What a norm of each class makes of a passing of data; the strictest first."""
_BELOW_THE_STATE: Final = frozenset(f"{v.ID}level/{name}" for name in ("county", "city", "local", "regional"))


@dataclass(frozen=True, slots=True)
class NormEntry:
    """One norm with its terms as stated. Things are IRIs; an empty slot is open."""

    id: str
    norm_class: str
    """`Bar`, `Mandate` or `Permission`."""
    set_by: tuple[str, ...]
    text: tuple[str, ...]
    senders: tuple[str, ...]
    """Holders, kinds and places that its sender slot names, in this order."""
    recipients: tuple[str, ...]
    categories: tuple[str, ...]
    subjects: tuple[str, ...]
    purposes: tuple[str, ...]
    conditions: tuple[str, ...]
    """Of a permission: the programs whose benefit is given only in return for the data."""
    exceptions: tuple[str, ...]
    """In words."""
    permissions: tuple[str, ...]
    """Of a bar: the permissions that can lift it."""
    lifts: tuple[str, ...]
    """Of a permission: the bars that it can lift."""
    reading: str | None
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    state: State
    last_confirmed: Confirmed | None
    places: tuple[str, ...]
    """Where it holds: the places that its sender slot names, else those of the holders that it names, else the area of
    what sets it, or the place of who issued that."""
    sources: tuple[Citation, ...]

    @property
    def says(self) -> str:
        """`forbidden`, `demanded` or `permitted`."""
        return SAYS[self.norm_class]

    def named(self) -> set[str]:
        """The IRIs that it names."""
        slots = (self.set_by, self.senders, self.recipients, self.categories, self.subjects, self.purposes, self.places)
        more = (self.conditions, self.permissions, self.lifts, (self.reading,) if self.reading else ())
        return {self.id}.union(*slots, *more)

    def to_dict(self) -> dict[str, object]:
        """The norm as JSON-ready data."""
        return {
            "id": self.id,
            "class": self.norm_class,
            "setBy": list(self.set_by),
            "text": list(self.text),
            "senders": list(self.senders),
            "recipients": list(self.recipients),
            "categories": list(self.categories),
            "subjects": list(self.subjects),
            "purposes": list(self.purposes),
            "conditionFor": list(self.conditions),
            "exceptions": list(self.exceptions),
            "permissions": list(self.permissions),
            "lifts": list(self.lifts),
            "reading": self.reading,
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "inForce": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "places": list(self.places),
            "sources": [source.to_dict() for source in self.sources],
        }


def norm_entries(parts: GraphParts, day: date) -> tuple[NormEntry, ...]:
    """All norms of a graph as they stand on a day: bars, then mandates, then permissions, each by IRI."""
    return tuple(_entry(parts, name, norm, day) for name in SAYS for norm in parts.norms.by_class[name])


def reaching(parts: GraphParts, norm: Norm, recipient: str) -> bool:
    """Whether a norm's recipient slot fits a holder, or names a generic body of the same level or kind."""
    if norm.recipients is None:
        return True
    number = parts.network.holder_number.get(recipient)
    if number is not None and not parts.network.closure(number).isdisjoint(norm.recipients):
        return True
    evidence = parts.evidence
    like = {*evidence.values(recipient, v.LEVEL), *evidence.values(recipient, v.KIND)}
    named = [parts.network.holders[one] for one in norm.named_recipients or ()]
    return any(
        "true" in evidence.values(iri, v.GENERIC)
        and not like.isdisjoint([*evidence.values(iri, v.LEVEL), *evidence.values(iri, v.KIND)])
        for iri in named
    )


def of_single_bodies(parts: GraphParts, entry: NormEntry) -> bool:
    """Whether a norm names no kind and no place, and only bodies below the state."""
    evidence = parts.evidence
    holders = [iri for iri in entry.senders if iri in parts.network.holder_number]
    return len(holders) == len(entry.senders) > 0 and all(
        _BELOW_THE_STATE & set(evidence.values(iri, v.LEVEL)) and "true" not in evidence.values(iri, v.GENERIC)
        for iri in holders
    )


def _entry(parts: GraphParts, name: str, norm: Norm, day: date) -> NormEntry:
    evidence, word = parts.evidence, NORM_KINDS[name]

    def stated(*predicates: str) -> tuple[str, ...]:
        return tuple(value for predicate in predicates for value in evidence.values(norm.iri, predicate))

    senders = stated(f"{v.WS}{word}Sender")
    return NormEntry(
        id=norm.iri,
        norm_class=name,
        set_by=norm.instruments,
        text=stated(v.DESCRIPTION),
        senders=(*senders, *stated(v.SENDER_KIND, v.SENDER_PLACE)),
        recipients=stated(f"{v.WS}{word}Recipient", v.RECIPIENT_KIND, v.RECIPIENT_PLACE),
        categories=stated(f"{v.WS}{word}Category"),
        subjects=stated(v.ABOUT_SUBJECT),
        purposes=stated(v.PURPOSE),
        conditions=stated(v.CONDITION_FOR),
        exceptions=stated(v.EXCEPTION),
        permissions=tuple(one.iri for one in parts.norms.exceptions(norm)) if name == "Bar" else (),
        lifts=stated(v.LIFTS_BAR),
        reading=norm.reading,
        valid_from=stated(v.VALID_FROM),
        valid_until=stated(v.VALID_UNTIL),
        state=norm.validity.on(day),
        last_confirmed=norm.validity.last_confirmed(day),
        places=_places(parts, stated(v.SENDER_PLACE), senders, norm.instruments),
        sources=tuple(evidence.citations(norm.iri)),
    )


def _places(
    parts: GraphParts, named: tuple[str, ...], senders: tuple[str, ...], instruments: tuple[str, ...]
) -> tuple[str, ...]:
    evidence = parts.evidence

    def of(things: Iterable[str], predicate: str) -> list[str]:
        return [value for thing in things for value in evidence.values(thing, predicate)]

    found = (
        named
        or of(senders, v.IN_PLACE)
        or of(instruments, v.AREA)
        or of(of(instruments, v.WS + "issuedBy"), v.IN_PLACE)
    )
    return tuple(dict.fromkeys(found))
