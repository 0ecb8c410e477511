"""A flow near some thing, and a holder at its end, with what a map shows and filters by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whoshares.answers.traced import text_of
from whoshares.model.validity import Confirmed, State


@dataclass(frozen=True, slots=True)
class NearFlow:
    """A flow near what was asked about. Things are IRIs."""

    flow: str
    sender: str
    recipient: str
    as_every: str | None
    """Where it is said of every body of a kind, and a named body is taken for it: the generic one."""
    distance: int
    carries: tuple[str, ...]
    state: State
    last_confirmed: Confirmed | None
    since: tuple[str, ...]
    until: tuple[str, ...]
    tier: str | None
    evidence: tuple[str, ...]
    program: tuple[str, ...]
    barred_by: tuple[str, ...]
    """The bars that bar it on the day with all that it carries."""
    touched_by: tuple[str, ...]
    """The blocks in force by which some data does not go on from it, or to it."""
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {
            "flow": self.flow,
            "sender": self.sender,
            "recipient": self.recipient,
            "asEvery": self.as_every,
            "distance": self.distance,
            "carries": list(self.carries),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "validFrom": list(self.since),
            "validUntil": list(self.until),
            "tier": self.tier,
            "evidenceStatus": list(self.evidence),
            "underProgram": list(self.program),
            "barredBy": list(self.barred_by),
            "touchedBy": list(self.touched_by),
            "sources": list(self.sources),
        }

    @property
    def things(self) -> Iterator[str]:
        """All that it names, but for itself."""
        yield from (self.sender, self.recipient, *self.carries, *self.evidence, *self.program)
        yield from (*self.barred_by, *self.touched_by, *self.sources)
        if self.as_every:
            yield self.as_every


@dataclass(frozen=True, slots=True)
class NearHolder:
    """A holder at an end of such a flow. Things are IRIs."""

    holder: str
    body: str
    """What it is shown as."""
    acronym: str | None
    part_of: tuple[str, ...]
    """What it is part of, or who operates it."""
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    """Where it sits or what it serves, with the places around these, step by step."""
    system: bool
    generic: bool
    distance: int
    within: str | None
    """At distance 0: the holder at which the map begins, and in whose closure it is."""

    def to_dict(self) -> dict[str, object]:
        """The holder as JSON-ready data."""
        return {
            "holder": self.holder,
            "body": self.body,
            "acronym": self.acronym,
            "partOf": list(self.part_of),
            "kind": list(self.kinds),
            "places": list(self.places),
            "system": self.system,
            "generic": self.generic,
            "distance": self.distance,
            "within": self.within,
        }
