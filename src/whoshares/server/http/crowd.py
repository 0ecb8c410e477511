"""The open connections, and what their clients have not read yet. Both are bounded, in all and so for each client.

Where there is no room for one more, the client that has most gives way: a crowd of silent or slow connections from a
few addresses costs these addresses their own connections, and nobody else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final, Protocol

_STANDSTILL: Final = 10.0
"""Seconds in which a client that is behind must have read something."""
_LONGEST: Final = 300.0
"""Seconds in which a client that is behind must have caught up."""


class Guest(Protocol):
    """A connection, as far as its place in the crowd is concerned."""

    who: str
    """The client."""
    since: float
    """When its last request was answered, or when it came."""

    @property
    def busy(self) -> bool:
        """Whether a whole request is being answered."""

    @property
    def unread(self) -> int:
        """Bytes that the client has not read, as far as the server still keeps them."""

    def drop(self) -> None:
        """End it at once."""


@dataclass(slots=True)
class _Progress:
    since: float
    moved: float
    """When the client was last seen to read."""
    left: int


class Crowd:
    """All connections of a server."""

    def __init__(self, most: int, unread: int) -> None:
        self._most = most
        self._most_unread = unread
        self._guests: dict[str, dict[Guest, None]] = {}
        self._count = 0
        self._behind: dict[Guest, _Progress] = {}
        self._next_look: asyncio.TimerHandle | None = None

    def enter(self, guest: Guest) -> bool:
        """Whether there is room for a connection. Where there is none, one that is not being answered is ended."""
        if self._count >= self._most and not self._make_room(guest.who):
            return False
        self._guests.setdefault(guest.who, {})[guest] = None
        self._count += 1
        return True

    def leave(self, guest: Guest) -> None:
        """A connection has ended."""
        self._behind.pop(guest, None)
        mine = self._guests.get(guest.who, {})
        if guest in mine:
            del mine[guest]
            self._count -= 1
            if not mine:
                del self._guests[guest.who]

    def fall_behind(self, guest: Guest) -> None:
        """A client does not read as fast as it is answered."""
        now = asyncio.get_running_loop().time()
        self._behind.setdefault(guest, _Progress(now, now, guest.unread))
        self._look()

    def catch_up(self, guest: Guest) -> None:
        """A client has read almost all."""
        self._behind.pop(guest, None)

    def _make_room(self, newcomer: str) -> bool:
        """End a connection that waits for its client, of a client with more than the newcomer. Returns whether one was.

        A newcomer that has most itself loses one of its own.
        """
        has = len(self._guests.get(newcomer, ()))
        for who in sorted(self._guests, key=lambda who: -len(self._guests[who])):
            if who == newcomer or len(self._guests[who]) > has:
                silent = [guest for guest in self._guests[who] if not guest.busy]
                if silent:
                    self._drop(min(silent, key=lambda guest: guest.since))
                    return True
        return False

    def _look(self) -> None:
        """End the connections of those who stand still, and as many as are needed to be within the bound."""
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
        now = asyncio.get_running_loop().time()
        for guest, progress in list(self._behind.items()):
            left = guest.unread
            if left < progress.left:
                progress.moved = now
            progress.left = left
            if now - progress.moved > _STANDSTILL or now - progress.since > _LONGEST:
                self._drop(guest)
        while sum(progress.left for progress in self._behind.values()) > self._most_unread:
            shares: Counter[str] = Counter()
            for guest, progress in self._behind.items():
                shares[guest.who] += progress.left
            owner = max(shares, key=lambda who: shares[who])
            self._drop(min((g for g in self._behind if g.who == owner), key=lambda g: self._behind[g].moved))
        if self._behind:
            self._next_look = asyncio.get_running_loop().call_later(1, self._look)

    def _drop(self, guest: Guest) -> None:
        self.leave(guest)
        guest.drop()
