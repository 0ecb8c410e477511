"""Files that are written whole or not at all, and begin with the hash of their name and of all that follows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from whoshares.store import whole


def seal(name: str, parts: Iterable[bytes | memoryview[int]]) -> bytes:
    """The first line of a file of this name with these contents."""
    digest = hashlib.sha256(name.encode() + b"\0")
    for part in parts:
        digest.update(part)
    return b"# sha256 " + digest.hexdigest().encode() + b"\n"


SEAL_SIZE: Final = len(seal("", ()))
"""How many bytes the first line has."""


def unsealed(name: str, data: bytes | memoryview[int]) -> memoryview[int] | None:
    """What stands after the first line; `None` where that is not the one of this name and these contents."""
    view = memoryview(data)
    body = view[SEAL_SIZE:]
    return body if view[:SEAL_SIZE] == seal(name, (body,)) else None


def write(place: Path, parts: Iterable[bytes | memoryview[int]], *, durable: bool = False) -> None:
    """Write a file under its seal, as `whole.write` does. Raises OSError."""
    parts = tuple(parts)
    whole.write(place, (seal(place.name, parts), *parts), durable=durable)
