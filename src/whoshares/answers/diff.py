"""What changed between two days: what began, ended and was first described, and who reaches whom.

The answer; it is worked out in `answers/two_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from whoshares.answers.caption import Captioned
from whoshares.answers.entries import said
from whoshares.answers.traced import text_of
from whoshares.model.validity import Confirmed
from whoshares.routes.absence import days_in_words
from whoshares.store.evidence import Citation, cited

CHANGES: Final = {
    "began": "began",
    "began-and-ended": "began and ended",
    "ended": "ended",
    "perhaps": "perhaps began or ended",
    "authority": "rests on another authority",
    "spoken-of": "spoken of, not as taking place",
    "first-described": "first described",
}
"""What can have happened to a thing between two days, in words, in the order in which it is looked for."""

REACH: Final = {
    "appeared": "known on the second day only",
    "ended": "known on the first day only",
    "meanwhile": "known between the two days only",
    "certainty": "known on both days, on one of them only a possible one",
    "not-settled": "not settled: the search ended at its work limit on one of the days",
    "unchanged": "the same on both days, but for growing or fading doubt",
}
"""What can have become of the surest route between two holders, in words, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """A thing to which something happened from the first day on, up to and with the second. Things are IRIs."""

    kind: str
    """A key of `CHANGES`."""
    thing: str
    thing_class: str
    instrument_kind: tuple[str, ...]
    """What kind of instrument it is, where it is one."""
    evidence_status: tuple[str, ...]
    touches: str | None
    """The holder, or the data, under which it is grouped; `None` where it touches none."""
    before: str
    """How sure it is on the first day: `impossible`, `possible`, `presumed` or `certain`."""
    after: str
    began: tuple[str, ...]
    """The starts that sources give, else those of the instruments that are said to have begun it."""
    ended: tuple[str, ...]
    first_described: str | None
    """Where no start is stated: the attestation that is past first."""
    begun_by: tuple[str, ...]
    """The instruments that are said to have begun it."""
    ended_by: tuple[str, ...]
    set_by: tuple[str, ...]
    """The instruments that set it, where it is a norm."""
    authority_gained: tuple[str, ...]
    """The instruments it rests on that are not in force on the first day and may be on the second."""
    authority_lost: tuple[str, ...]
    authority_by: tuple[str, ...]
    """The instruments that are said to have begun those gained, or ended those lost."""
    attested_on: tuple[str, ...]
    sources: tuple[Citation, ...]
    authority_sources: tuple[Citation, ...]
    """Who speaks of the instruments gained and lost."""
    at_ends: bool = False
    """Whether it is a bar or a block on data from or to an end that was given, or between the two."""

    @property
    def happened(self) -> str:
        """The kind in words."""
        return said(self.kind, CHANGES[self.kind], self.thing_class, self.instrument_kind, self.evidence_status)

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready data."""
        return {
            "happened": self.kind,
            "id": self.thing,
            "class": self.thing_class,
            "instrumentKind": list(self.instrument_kind),
            "evidenceStatus": list(self.evidence_status),
            "touches": self.touches,
            "before": self.before,
            "after": self.after,
            "began": list(self.began),
            "ended": list(self.ended),
            "firstDescribed": self.first_described,
            "begunBy": list(self.begun_by),
            "endedBy": list(self.ended_by),
            "setBy": list(self.set_by),
            "authorityGained": list(self.authority_gained),
            "authorityLost": list(self.authority_lost),
            "authorityBy": list(self.authority_by),
            "attestedOn": list(self.attested_on),
            "sources": [source.to_dict() for source in self.sources],
            "authoritySources": [source.to_dict() for source in self.authority_sources],
            "atEnds": self.at_ends,
        }

    def named(self) -> Iterator[str]:
        """All that it names."""
        yield from (
            self.thing,
            *self.instrument_kind,
            *self.evidence_status,
            *self.begun_by,
            *self.ended_by,
            *self.set_by,
        )
        yield from (*self.authority_gained, *self.authority_lost, *self.authority_by)
        yield from (self.touches,) if self.touches else ()


@dataclass(frozen=True, slots=True)
class ReachChange:
    """How sure the surest route from one holder to another is on the two days. Things are IRIs."""

    origin: str
    recipient: str
    before: str
    """`none-known`, `possible`, `presumed` or `certain`; `not-settled` where the search ended at its work limit."""
    after: str
    route: tuple[str, ...]
    """The flows of its first route, on the second day where there is one, else on the first."""
    leaves_from: str
    """The holder from which that route leaves: the origin itself, a part of it, or a system."""
    arrives_at: str
    """The holder at which it arrives: the recipient itself, a part of it, or a system."""
    last_confirmed: Confirmed | None
    """When that one of its flows was last confirmed, by its day, that was confirmed longest ago."""
    meanwhile: bool = False
    """Where no route is known on either day: whether a journey between the two days is."""
    days: tuple[tuple[str | None, str | None], ...] = ()
    """Of such ones: from when until before when a route is known that touches the time between, as sources write it."""
    forbidden_by: tuple[str, ...] = ()
    """The bars in force that forbid such data between the two, on the day of the route that is given; else later."""

    stopped_by: tuple[str, ...] = ()
    """The blocks in force that stop such routes on the day without one: the second, or the first alone."""

    @property
    def kind(self) -> str:
        """A key of `REACH`."""
        if "not-settled" in (self.before, self.after):
            return "not-settled"
        if self.meanwhile:
            return "meanwhile"
        if self.before == self.after or _is_doubt(self.before, self.after):
            return "unchanged"
        if self.before == "none-known":
            return "appeared"
        return "ended" if self.after == "none-known" else "certainty"

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready data."""
        return {
            "happened": self.kind,
            "from": self.origin,
            "to": self.recipient,
            "before": self.before,
            "after": self.after,
            "route": list(self.route),
            "leavesFrom": self.leaves_from,
            "arrivesAt": self.arrives_at,
            "lastConfirmed": text_of(self.last_confirmed),
            "meanwhile": self.meanwhile,
            "days": [{"from": first, "until": end} for first, end in self.days],
            "forbiddenBy": list(self.forbidden_by),
            "stoppedBy": list(self.stopped_by),
        }


def _is_doubt(before: str, after: str) -> bool:
    """Whether only growing or fading doubt lies between two certainties."""
    return {before, after} == {"presumed", "certain"}


@dataclass(frozen=True)
class Difference(Captioned):
    """What happened between two days."""

    changes: tuple[Change, ...]
    """What happened perhaps, what is only spoken of, and what is only first described, come last.

    Each of these is in order of what is touched, and of days.
    """
    reach: tuple[ReachChange, ...]

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "question": dict(self.question),
            "changes": [change.to_dict() for change in self.changes],
            "counts": {kind: sum(change.kind == kind for change in self.changes) for kind in CHANGES},
            "reach": [change.to_dict() for change in self.reach],
            "ownOfNamed": [one.to_dict() for one in self.caption.own_of_named],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a change, for a table; of reach the thing is the one whose data goes."""
        return [
            {
                "happened": change.kind,
                "class": change.thing_class,
                "thing": self.labels[change.thing],
                "to": "",
                "touches": self.labels[change.touches] if change.touches else "",
                "began": " / ".join(change.began),
                "ended": " / ".join(change.ended),
                "first described": change.first_described or "",
                "before": change.before,
                "after": change.after,
                "begun by": self.named(change.begun_by),
                "ended by": self.named(change.ended_by),
                "set by": self.named(change.set_by),
                "authority gained": self.named(change.authority_gained),
                "authority lost": self.named(change.authority_lost),
                "at ends": "yes" if change.at_ends else "",
                "forbidden by": "",
                "stopped by": "",
                "last confirmed": "",
                "route": "",
                "sources": cited(dict.fromkeys((*change.sources, *change.authority_sources))),
                "id": change.thing,
                "to id": "",
            }
            for change in self.changes
        ] + [
            {"happened": reached.kind, "class": "reach", "thing": self.labels[reached.origin],
             "to": self.labels[reached.recipient], "before": reached.before, "after": reached.after,
             "meanwhile": (days_in_words(reached.days) or "yes") if reached.meanwhile else "",
             "forbidden by": self.named(reached.forbidden_by), "stopped by": self.named(reached.stopped_by),
             "last confirmed": text_of(reached.last_confirmed) or "",
             "route": self.named(reached.route),
             "id": reached.origin, "to id": reached.recipient}
            for reached in self.reach
        ]  # fmt: skip
