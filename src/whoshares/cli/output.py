"""Where output goes: to a file, whole or not at all, or to standard output, which says so when it takes nothing."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from whoshares.model.errors import FileError
from whoshares.store import whole

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def standard_output() -> TextIO:
    """A stream to where the process's standard output goes; writing raises FileError where that takes nothing.

    A reader that has gone is no error: it ends the process with 0.
    """
    given = sys.__stdout__
    buffer: Any = None if given is None else given.buffer
    raw = getattr(buffer, "raw", buffer)  # unbuffered output is raw itself
    output = _Output(raw)
    return io.TextIOWrapper(io.BufferedWriter(output), "utf-8", "backslashreplace", line_buffering=output.isatty())


def deliver(made: Iterable[str] | bytes, file: str | None) -> None:
    """Write text, in pieces or as one, or bytes: to a file, or to standard output where none is named.

    Raises FileError where the file cannot be written; what stood there stays then.
    """
    pieces = [made] if isinstance(made, (str, bytes)) else made
    if file is None:
        from whoshares.text.console import write

        for piece in pieces:
            write(piece if isinstance(piece, str) else piece.decode())
        return
    place = place_of(file)
    try:
        whole.write(place, (piece.encode() if isinstance(piece, str) else piece for piece in pieces), durable=True)
    except OSError as error:
        raise FileError(f"{file}: this file cannot be written ({error.strerror}). Name another place.") from None


def place_of(file: str) -> Path:
    """Where a file of this name goes: what a link names, for a link stays one.

    Raises FileError where no file can be: the name is empty, or a folder or a device stands there.
    """
    if not file:
        raise FileError("The name of the file to write is empty. Name a file.")
    place = Path(file).resolve()
    if place.exists() and not place.is_file():
        raise FileError(f"{file}: this file cannot be written (it is no plain file). Name another place.")
    return place


class _Output(io.RawIOBase):
    """What one writes to `raw`; after a failure, what buffers still hold goes nowhere."""

    def __init__(self, raw: io.RawIOBase | None) -> None:
        self._raw = raw
        self._over = False

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()

    def fileno(self) -> int:
        if self._raw is None:
            raise OSError("standard output is closed")
        return self._raw.fileno()

    def write(self, data: ReadableBuffer, /) -> int | None:
        if self._over:
            return len(memoryview(data))
        try:
            if self._raw is None:
                raise FileError("Standard output is closed, so nothing can be printed. Leave “>&-” out.")
            return self._raw.write(data)
        except BrokenPipeError:
            self._over = True
            raise SystemExit(0) from None
        except OSError as error:
            self._over = True
            raise FileError(
                f"Standard output cannot be written to ({error.strerror}). Make room, or write somewhere else."
            ) from None
        finally:
            self._over = self._over or self._raw is None
