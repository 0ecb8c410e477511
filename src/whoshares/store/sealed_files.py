"""Files that are written whole or not at all, and begin with the hash of their name and of all that follows."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_BEGUN: Final = (".whoshares-", ".tmp")
"""Beginning and ending of a file's name while it is written."""

_BINARY: Final = getattr(os, "O_BINARY", 0)

_LEFT_BEHIND: Final = 3600.0
"""After so many seconds, a file that is still being written is taken for one of a run that was killed."""


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
    """Write a file under its seal, in the place of an older one, whole or not at all.

    With `durable` it is on the disk when this returns, whatever happens to the machine, and others may read it as the
    user's other files; else it is the user's alone. Raises OSError.
    """
    parts = tuple(parts)
    before, after = _BEGUN
    name = place.parent / f"{before}{os.urandom(8).hex()}{after}"
    number = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if durable else 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines((seal(place.name, parts), *parts))
            if durable:
                file.flush()
                os.fsync(file.fileno())
        name.replace(place)
        if durable:
            on_the_disk(place.parent)
    finally:
        name.unlink(missing_ok=True)


def on_the_disk(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def is_begun(file: Path) -> bool:
    """Whether a file is one that is being written."""
    before, after = _BEGUN
    return file.name.startswith(before) and file.name.endswith(after)


def remove_left_behind(file: Path) -> None:
    """Remove a file that was begun, unless it may still be written."""
    with suppress(OSError):
        if file.lstat().st_mtime < time.time() - _LEFT_BEHIND:
            file.unlink()
