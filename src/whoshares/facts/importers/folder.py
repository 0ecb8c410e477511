"""A folder of imported files: one file of N-Quads a source, written all or none.

The new files are written beside the old ones, then a list of them; the list being there is what counts. Whoever finds
it reads the new files, under either name, and the next import puts them in place. So a run that ends at any moment
leaves the state before it or the state after it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from whoshares.model.errors import FileError
from whoshares.store import whole
from whoshares.store.resources import FACTS_SUFFIXES

SUFFIX: Final = ".nq"
_NEW: Final = ".new."
"""How the name of a file begins that waits to be put in place; its ending, which tells the syntax, stays."""
_LIST: Final = ".to-put-in-place"
_LOCK: Final = ".lock"


def imported_files(folder: Path) -> dict[str, Path]:
    """The files of a folder, by name, each with where it is now; {} where it is no folder, or holds facts as YAML.

    Raises FileError where it cannot be looked into.
    """
    try:
        names = sorted(place.name for place in folder.iterdir())
        listed = _listed(folder)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise FileError(
            f"{folder}: this cannot be looked at ({error.strerror}). Check the name and the rights."
        ) from None
    if any(name.lower().endswith(FACTS_SUFFIXES) for name in names):
        return {}
    found = {name: folder / name for name in names if name.endswith(SUFFIX) and not name.startswith(".")}
    for name in listed:
        if (new := folder / _new_name(name)).exists():
            found[name] = new
        else:
            found.setdefault(name, folder / name)
    return dict(sorted(found.items()))


def read_imported(folder: Path) -> dict[str, bytes]:
    """What the files of a folder hold, by name. Raises FileError where one cannot be read."""
    read: dict[str, bytes] = {}
    for name, place in imported_files(folder).items():
        try:
            try:
                read[name] = place.read_bytes()
            except FileNotFoundError:  # another run has just put it in place
                read[name] = (folder / name).read_bytes()
        except OSError as error:
            raise FileError(f"{place}: this file cannot be read ({error.strerror}). Check its rights.") from None
    return read


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Within it, no other import writes into a folder, which is made where it is not there.

    What a run that was ended left behind is put in place, or swept. Raises FileError where another import is at work,
    or the folder cannot be written to.
    """
    lock = folder / _LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _taken(lock)
    except OSError as error:
        raise FileError(f"{folder}: nothing can be written there ({error.strerror}). Name another folder.") from None
    if file is None:
        raise FileError(f"{folder}: another import is writing there. Wait until it has ended, then try again.")
    with file:
        try:
            try:
                _put_in_place(folder)
            except OSError as error:
                raise FileError(f"{folder}: nothing can be written there ({error.strerror}).") from None
            yield
        finally:
            if os.name == "posix":  # while it is held: nobody can be waiting for what has this name now
                lock.unlink(missing_ok=True)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is `locked`: all of them, or none. Raises FileError where it cannot."""
    try:
        for name, content in files.items():
            _write(folder / _new_name(name), content)
        _write(folder / _new_name(_LIST), json.dumps(sorted(files)).encode())
        (folder / _new_name(_LIST)).replace(folder / _LIST)  # from here on, it is done
        whole.on_the_disk(folder)
    except OSError as error:
        _sweep(folder)
        raise FileError(
            f"{folder}: the files cannot be written ({error.strerror}); what was there stays. Make room, or name "
            "another folder."
        ) from None
    _put_in_place(folder)


def _new_name(name: str) -> str:
    return _NEW + name


def _listed(folder: Path) -> list[str]:
    """The names of files that wait to be put in place."""
    try:
        names = json.loads((folder / _LIST).read_bytes())
    except FileNotFoundError:
        return []
    assert isinstance(names, list)
    return [str(name) for name in names]


def _put_in_place(folder: Path) -> None:
    """Give listed files their names, and take away all else that a run left behind."""
    for name in _listed(folder):
        new = folder / _new_name(name)
        if new.exists():
            new.replace(folder / name)
    whole.on_the_disk(folder)
    (folder / _LIST).unlink(missing_ok=True)
    _sweep(folder)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{_NEW}*"):
        left.unlink(missing_ok=True)


def _write(place: Path, content: bytes) -> None:
    with place.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _taken(lock: Path) -> IO[bytes] | None:
    """The lock's file, held by this process; `None` where another holds it. Raises OSError.

    Whoever holds it takes it away in the end: one that was held until then is no more the one of that name.
    """
    while True:
        file = lock.open("ab")
        if not _take(file):
            file.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), lock.stat()):
                return file
        file.close()


def _take(file: IO[bytes]) -> bool:
    """Whether a file is now locked for this process; the system gives it back when that ends."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt  # type: ignore[unreachable, unused-ignore]

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    return True
