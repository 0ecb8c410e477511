"""A store on the disk: a folder with one generation of files in use, read by many, replaced by one at a time.

A file under a seal, `CURRENT`, says which folder beside it is the generation in use, who made it, and which files it
has, each with its size and its hash. A new generation is written beside the old one; then `CURRENT` is replaced, in one
step. So whoever opens the store finds the old state or the new one, whenever the one who builds is stopped. A
generation is locked by whoever reads it, and removed when it is neither in use nor read.
"""

from __future__ import annotations

import errno
import hashlib
import json
import mmap
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from whoshares.model.errors import FileError, InputError
from whoshares.model.version import __version__
from whoshares.store import sealed_files, whole

LAYOUT: Final = 1
"""Which files a generation has, and in which form."""
CURRENT: Final = "whoshares-store"
"""The file that makes a folder a store."""

_BUILDING: Final = "building.lock"
_READING: Final = "reading.lock"
_GENERATION: Final = "generation-"
_SMALL: Final = 32 * 2**20
"""A file of up to so many bytes is held to its seal whenever it is opened, and not to its size alone."""
_TRIES: Final = 20
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_store(path: Path) -> bool:
    """Whether a path is the folder of a store."""
    with suppress(OSError):
        return (path / CURRENT).is_file()
    return False


def need_store(path: Path) -> None:
    """Raises FileError where a path is not the folder of a store."""
    if not is_store(path):
        raise _no_store(path)


class Generation:
    """One state of a store, open to be read. While this is alive, its files stay."""

    def __init__(self, folder: Path, lock: int, files: Mapping[str, tuple[int, str]]) -> None:
        self.folder: Final = folder
        self._lock = lock
        self._files = files

    def __del__(self) -> None:
        with suppress(OSError):
            os.close(self._lock)

    def mapped(self, name: str) -> memoryview[int]:
        """What a sealed file of it holds, as it stands on the disk. Raises FileError."""
        place = self.folder / name
        try:
            with place.open("rb") as file:
                view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise damaged(place, f"it cannot be read ({_said(error)})") from None
        if view.nbytes > _SMALL:
            return view[sealed_files.SEAL_SIZE :]
        body = sealed_files.unsealed(name, view)
        if body is None:
            raise damaged(place, "it holds something else than was written")
        return body

    def check(self, *, whole: bool) -> None:
        """Raises FileError where a file is missing or of another size; with `whole`, also where one holds something
        else than was written.
        """
        for name, (size, digest) in self._files.items():
            place = self.folder / name
            try:
                found = place.stat().st_size
            except OSError:
                raise damaged(place, "it is missing") from None
            if found != size:
                raise damaged(place, f"it has {found:,} bytes, and {size:,} were written")
            if whole and _hash_of(place) != digest:
                raise damaged(place, "it holds something else than was written")


def opened(path: Path, *, whole: bool = False) -> Generation:
    """The state of a store as it is now, its files checked as `Generation.check` says. Raises FileError."""
    for _ in range(_TRIES):
        current = _current(path)
        folder = path / current["generation"]
        try:
            lock = os.open(folder / _READING, os.O_RDONLY)
        except OSError:
            if _current(path) == current:
                raise damaged(folder, "it is missing, or cannot be read") from None
            continue
        _locked(lock, exclusive=False)
        if _current(path) == current:  # nobody who builds has gone on to another, and removed this one
            made = Generation(folder, lock, current["files"])
            made.check(whole=whole)
            return made
        os.close(lock)
    raise FileError(f"{path}: this store is built anew all the time. Open it when that is over.")


def _current(path: Path) -> dict[str, Any]:
    """What `CURRENT` says. Raises FileError."""
    place = path / CURRENT
    try:
        body = sealed_files.unsealed(CURRENT, place.read_bytes())
    except FileNotFoundError:
        raise _no_store(path) from None
    except OSError as error:
        raise damaged(place, f"it cannot be read ({_said(error)})") from None
    if body is None:
        raise damaged(place, "it holds something else than was written")
    found: dict[str, Any] = json.loads(bytes(body))
    if (found["layout"], found["whoshares"]) != (LAYOUT, __version__):
        raise FileError(
            f"{path}: whoshares {found['whoshares']} made this store, with layout {found['layout']}, and this is "
            f"whoshares {__version__}, with layout {LAYOUT}. Build it anew: whoshares build … --store {path}"
        )
    return found


@contextmanager
def building(path: Path) -> Iterator[Callable[[Callable[[Path], None]], None]]:
    """Be the one who builds the store in a folder, which is made where there is none.

    What comes back writes a generation: it calls what it is given with a new folder to fill, and then puts that in the
    place of the one in use. Raises FileError where another builds, the folder cannot be used, or the disk is full; then
    the store is as it was.
    """
    try:
        made = not path.exists()
        path.mkdir(parents=True, exist_ok=True)
        if not made and not is_store(path) and any(_not_ours(entry) for entry in path.iterdir()):
            raise FileError(f"{path}: this folder holds something else than a store. Name an empty one, or a new one.")
        lock = os.open(path / _BUILDING, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise FileError(f"{path}: no store can be made here ({_said(error)}). Check the name and the rights.") from None
    try:
        if not _locked(lock, exclusive=True, wait=False):
            raise FileError(f"{path}: another run builds this store now. Wait until it ends.")
        _sweep(path)
        yield lambda fill: _replace(path, fill)
    finally:
        os.close(lock)


def _replace(path: Path, fill: Callable[[Path], None]) -> None:
    number = max((int(entry.name.removeprefix(_GENERATION)) for entry in _generations(path)), default=0) + 1
    folder = path / f"{_GENERATION}{number}"
    try:
        folder.mkdir()
        (folder / _READING).touch()
        fill(folder)
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name not in (_READING, "LOCK"))
        sizes = {str(file.relative_to(folder)): (file.stat().st_size, _hash_of(file)) for file in files}
        for place in (*files, *(each for each in folder.rglob("*") if each.is_dir()), folder, path):
            whole.on_the_disk(place)
        said = {"layout": LAYOUT, "whoshares": __version__, "generation": folder.name, "files": sizes}
        sealed_files.write(path / CURRENT, [json.dumps(said, indent=1).encode()], durable=True)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL):
            raise FileError(
                f"{path}: there is no room left to build the store ({_said(error)}). What stood there before is as it "
                "was. Make room, or name a folder on another disk."
            ) from None
        raise FileError(
            f"{path}: the store cannot be written ({_said(error)}). What stood there before is as it was."
        ) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _sweep(path)


def _sweep(path: Path) -> None:
    """Remove what a run left that was stopped, and the generations that nobody reads any more."""
    for entry in path.iterdir():
        if whole.is_begun(entry):
            entry.unlink(missing_ok=True)
    in_use = None
    if is_store(path):
        body = sealed_files.unsealed(CURRENT, (path / CURRENT).read_bytes())
        if body is None:  # damaged: what it named is not known
            return
        in_use = json.loads(bytes(body))["generation"]
    for folder in _generations(path):
        if folder.name != in_use and not _is_read(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _generations(path: Path) -> list[Path]:
    return [entry for entry in path.iterdir() if _number_of(entry) is not None]


def _number_of(entry: Path) -> int | None:
    number = entry.name.removeprefix(_GENERATION)
    return int(number) if number != entry.name and number.isascii() and number.isdigit() else None


def _not_ours(entry: Path) -> bool:
    return not (entry.name == _BUILDING or whole.is_begun(entry) or _number_of(entry) is not None)


def _is_read(folder: Path) -> bool:
    try:
        lock = os.open(folder / _READING, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return not _locked(lock, exclusive=True, wait=False)
    finally:
        os.close(lock)


def _locked(lock: int, *, exclusive: bool, wait: bool = True) -> bool:
    """Whether a file could be locked. Raises InputError where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        raise InputError(
            "A store on the disk needs locks on files, which this system has not. Use Linux or macOS, or WSL."
        ) from None
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _hash_of(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_store(path: Path) -> FileError:
    return FileError(
        f"{path}: this is no store: it has no file “{CURRENT}”. Name the folder that “whoshares build --store” made, "
        "or build one."
    )


def damaged(place: Path, what: str) -> FileError:
    """The error where a file of a store is not as it was written."""
    return FileError(f"{place}: this file of the store is damaged: {what}. Build the store anew.")


def _said(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
