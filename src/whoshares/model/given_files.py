"""Reading a small file of a user's, without waiting for whoever might write into it."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import Final

from whoshares.model.errors import FileError

_SAFELY: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_given(path: Path, most: int) -> bytes:
    """What a file holds, up to `most` bytes; of a pipe that somebody writes into, and of a device, too.

    Raises OSError, and FileError where it is a pipe into which nobody writes: to wait for that could take for ever.
    """
    with os.fdopen(os.open(path, _SAFELY), "rb", buffering=0) as file:
        if not stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
            return _all(file, most)
        first = file.read(most)  # nothing at once where nobody writes, and not anything where somebody is about to
        if first == b"":
            raise FileError(f"{path}: this is a pipe into which nobody writes, and no file. Name a file.")
        os.set_blocking(file.fileno(), True)
        begun = first or b""
        return begun + _all(file, most - len(begun))


def _all(file: io.FileIO, most: int) -> bytes:
    found = bytearray()
    while len(found) < most and (part := file.read(most - len(found))):
        found += part
    return bytes(found)
