"""A bar as answers list it: its slots, its exceptions, the flows it covers and how long they outlived its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whoshares.answers.traced import text_of
from whoshares.model.validity import Confirmed, State
from whoshares.store.evidence import Citation


@dataclass(frozen=True, slots=True)
class Lag:
    """How long a barred flow is known to have outlived the start of a bar. Days are counted from that start."""

    flow: str
    last_attested: str | None
    """The last day, month or year, from the start on, in which a source says that the flow was in force."""
    days_to_last_attested: int | None
    ended: str | None
    """The flow's end as its source gives it, where it is known and comes after the start."""
    days_to_end: int | None

    def to_dict(self) -> dict[str, object]:
        """The lag as JSON-ready data."""
        return {
            "flow": self.flow,
            "lastAttested": self.last_attested,
            "daysToLastAttested": self.days_to_last_attested,
            "ended": self.ended,
            "daysToEnd": self.days_to_end,
        }


@dataclass(frozen=True, slots=True)
class BarredFlow:
    """A flow that a bar covers with some category that it carries. Things are IRIs."""

    id: str
    sender: str
    recipient: str
    categories: tuple[str, ...]
    state: State
    """How sure it is that the flow is in force on the day."""
    last_confirmed: Confirmed | None
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    barred: bool
    """Whether the bar holds for it on the day: it does not where an exception lifts it, or the bar is out of force."""
    lifted_by: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The flow as JSON-ready data."""
        return {
            "id": self.id,
            "sender": self.sender,
            "recipient": self.recipient,
            "categories": list(self.categories),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "barred": self.barred,
            "liftedBy": list(self.lifted_by),
        }


@dataclass(frozen=True, slots=True)
class Excepting:
    """A permission that can lift a bar, as it stands on a day."""

    id: str
    state: State
    last_confirmed: Confirmed | None
    valid_until: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The permission as JSON-ready data."""
        return {"id": self.id, "certainty": self.state.word, "lastConfirmed": text_of(self.last_confirmed)}


@dataclass(frozen=True, slots=True)
class ListedBar:
    """A bar with its slots as stated, and what it does on a day. Things are IRIs; an empty slot is open."""

    id: str
    set_by: tuple[str, ...]
    text: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    """By key of the format: `barsSender`, `senderKind`, `senderPlace`, … `purpose`."""
    exceptions: tuple[str, ...]
    """In words."""
    permissions: tuple[Excepting, ...]
    """The permissions that can lift it, but for those under a reading that is left aside."""
    reading: str | None
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    replaced_by: tuple[str, ...]
    """The instruments that are said to replace those that set it."""
    state: State
    """How sure it is that it is in force on the day."""
    last_confirmed: Confirmed | None
    """When it was last known to be in force; `None` where it was not by the day."""
    forbids: bool | None
    """Whether it forbids, on the day, the data asked for between the two holders; `None` where none are given."""
    flows: tuple[BarredFlow, ...]
    lags: tuple[Lag, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The bar as JSON-ready data."""
        return {
            "id": self.id,
            "setBy": list(self.set_by),
            "text": list(self.text),
            "slots": {key: list(values) for key, values in self.slots.items()},
            "exceptions": list(self.exceptions),
            "permissions": [permission.id for permission in self.permissions],
            "permissionDetails": [permission.to_dict() for permission in self.permissions],
            "underReading": self.reading,
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "replacedBy": list(self.replaced_by),
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "forbids": self.forbids,
            "flows": [flow.to_dict() for flow in self.flows],
            "complianceLag": [lag.to_dict() for lag in self.lags],
            "sources": [source.to_dict() for source in self.sources],
        }
