"""Questions with their names resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TraceQuestion:
    """A question with its names resolved to IRIs; `via` and `avoid` name holders, flows, programs or instruments."""

    origin: str
    recipient: str
    carrying: str | None
    as_of: date
    exact: bool = False
    max_hops: int | None = None
    limit: int = 100
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    between: tuple[date | None, date | None] | None = None
    """Ask for journeys within these days instead, either of which may be open."""
    unbarred: bool = False
    readings: tuple[str, ...] = ()
    confirmed_since: date | None = None

    def to_dict(self) -> dict[str, object]:
        """The question as JSON-ready data."""
        return {
            "from": self.origin,
            "to": self.recipient,
            "carrying": self.carrying,
            "asOf": self.as_of.isoformat() if self.between is None else None,
            "between": [day.isoformat() if day else None for day in self.between] if self.between else None,
            "exact": self.exact,
            "maxHops": self.max_hops,
            "limit": self.limit,
            "via": list(self.via),
            "avoid": list(self.avoid),
            "unbarred": self.unbarred,
            "readings": list(self.readings),
            "confirmedSince": self.confirmed_since.isoformat() if self.confirmed_since else None,
        }

    def said(self, *keys: str) -> dict[str, object]:
        """Some keys of the question, as JSON-ready data, in the order of all."""
        return {key: value for key, value in self.to_dict().items() if key in keys}
