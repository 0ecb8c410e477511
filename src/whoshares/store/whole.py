"""Files and folders that appear whole or not at all, and leave alone what stands beside them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Final

_BEGUN: Final = (".whoshares-", ".tmp")
"""Beginning and ending of a name while what has it is written: nobody's, neither the user's nor another run's."""

_BINARY: Final = getattr(os, "O_BINARY", 0)

_LEFT_BEHIND: Final = 3600.0
"""After so many seconds, a file that is still being written is taken for one of a run that was killed."""


def write(place: Path, parts: Iterable[bytes | memoryview[int]], *, durable: bool = False) -> None:
    """Write a file in the place of an older one, whole or not at all.

    With `durable` it is on the disk when this returns, whatever happens to the machine, and others may read it as the
    user's other files; else it is the user's alone. Raises OSError, and what `parts` raises.
    """
    name = _begun_beside(place)
    number = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if durable else 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(parts)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        name.replace(place)
        if durable:
            on_the_disk(place.parent)
    finally:
        name.unlink(missing_ok=True)


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of an older one once all that was written is on the disk.

    Where an error comes first, the older one stays. Raises OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    new, old = _begun_beside(place), _begun_beside(place)
    new.mkdir()
    try:
        yield new
        for one in new.rglob("*"):  # when all is written: what is on the disk by then costs little
            on_the_disk(one)
        if place.exists():
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            with suppress(OSError):
                old.rename(place)
            raise
        on_the_disk(place.parent)
    finally:
        rmtree(new, ignore_errors=True)
    rmtree(old, ignore_errors=True)


def on_the_disk(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk, where the system knows how. Raises OSError."""
    if os.name != "posix" and path.is_dir():
        return
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


def _begun_beside(place: Path) -> Path:
    before, after = _BEGUN
    return place.with_name(f"{before}{os.urandom(8).hex()}{after}")
