"""Files that are kept between runs, and the key of what they were worked out from.

A kept file begins with the hash of its name and of all that follows; one that does not fit its hash is not read. Nor is
one that another user could have written: nobody else may own it or write to it, nor to the folder it is in.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections import defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from whoshares.model.errors import CacheUnused, FileError
from whoshares.store import sealed_files, whole
from whoshares.store.resources import facts_files
from whoshares.store.sealed_files import unsealed

KEPT: Final = 8
"""Of how many graphs files stay in the cache; those of the graphs unused for longest go."""

SUFFIXES: Final = (".quads", ".network")
"""Endings of the files that the cache keeps of graphs."""

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_SAFELY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LOADED: Final = time.time()


class Inputs:
    """Files that something is worked out from. Each is read once, so that what is hashed is what is parsed."""

    def __init__(self) -> None:
        self._read: dict[Path, bytes] = {}
        self._listed: dict[Path, list[Path]] = {}
        self._code: list[Path] = []

    def read(self, path: Path) -> bytes:
        """The bytes of a file, as they were when it was first asked for. Raises FileError."""
        if path not in self._read:
            try:
                self._read[path] = path.read_bytes()
            except OSError as error:
                raise FileError(
                    f"{path}: this file cannot be read ({error.strerror}). Check its name and rights."
                ) from None
        return self._read[path]

    def facts(self, path: Path) -> list[Path]:
        """The YAML-LD files at a path, as they were when first asked for. Raises as `facts_files` does."""
        if path not in self._listed:
            self._listed[path] = facts_files(path)
        return self._listed[path]

    def read_code(self, *modules: str) -> None:
        """Count the code of modules among the files; without any, that of the whole package.

        Raises ModuleNotFoundError where there is none of a name.
        """
        code = sorted(Path(__file__).parents[1].rglob("*.py")) if not modules else []
        for module in modules:
            spec = find_spec(module)
            if spec is None or spec.origin is None:
                raise ModuleNotFoundError(f"There is no module {module}.", name=module)
            code.append(Path(spec.origin))
        self._code += code
        for file in code:
            self.read(file)

    def key(self, salt: str) -> str:
        """The hash of all that was read, in the order in which it was, and of `salt`."""
        digest = hashlib.sha256(salt.encode())
        for path, content in self._read.items():
            digest.update(f"\0{path.name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def code_is_that_which_runs(self) -> bool:
        """Whether no code that was read has changed since it was loaded: what runs would then be something else."""
        return all(file.stat().st_mtime < _LOADED for file in self._code)


def read(place: Path) -> memoryview[int] | None:
    """What a kept file holds; `None` where there is none, it is damaged, or another user could have written it."""
    try:
        folder = _resolved(place.parent)
        if not _is_ours(folder):
            return None
        with os.fdopen(os.open(folder / place.name, os.O_RDONLY | _SAFELY), "rb") as file:
            told = os.fstat(file.fileno())
            if not stat.S_ISREG(told.st_mode) or not _only_we_write(told):
                return None
            body = unsealed(place.name, file.read())
    except OSError:
        return None
    if body is None:
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / place.name)
    return body


def write(place: Path, parts: Iterable[bytes | memoryview[int]]) -> None:
    """Keep a file, whole or not at all, and sweep its folder.

    Raises OSError where it cannot be written, or stands in a folder that others can write to.
    """
    for folder in reversed([place.parent, *place.parent.parents]):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    folder = _resolved(place.parent)
    if not _is_ours(folder):
        raise PermissionError(f"{folder} can be written to by others.")
    sealed_files.write(folder / place.name, parts)
    _sweep(folder)


def warn_where_unused(folder: Path) -> None:
    """Warn with CacheUnused where nothing is kept in a folder, because others can write to it or to one above it."""
    with contextlib.suppress(OSError):  # one that is not there, or that cannot be looked into, keeps nothing either
        if _is_ours(_resolved(folder)):
            return
        import warnings

        warnings.warn(
            f"{folder}: others can write to this folder, or to one above it. So nothing is kept there, and the graph "
            "is read anew at each run. Close it to others (chmod go-w), or name another in WHOSHARES_CACHE.",
            CacheUnused,
            stacklevel=4,
        )


def _resolved(folder: Path) -> Path:
    """A folder without links. Raises OSError where there is none, also where links lead round in a circle."""
    try:
        return folder.resolve(strict=True)
    except RuntimeError as error:  # Python 3.13 raises OSError
        raise OSError(errno.ELOOP, str(error)) from None


def _only_we_write(told: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):  # Windows: the user's own cache folder is closed to others
        return True
    return told.st_uid == os.geteuid() and not told.st_mode & _OTHERS_WRITE


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can write to a folder (a resolved one), or put another in its place."""
    if not hasattr(os, "geteuid"):
        return True
    return _only_we_write(folder.stat()) and all(
        above.st_uid in (0, os.geteuid()) and (not above.st_mode & stat.S_IWOTH or above.st_mode & stat.S_ISVTX)
        for above in (parent.stat() for parent in folder.parents)
    )


def _sweep(folder: Path) -> None:
    """Remove what killed runs left half written, and the files of the graphs that were unused for longest."""
    kept: dict[str, list[tuple[float, Path]]] = defaultdict(list)
    for file in folder.iterdir():
        if whole.is_begun(file):
            whole.remove_left_behind(file)
        elif file.suffix in SUFFIXES:
            with contextlib.suppress(OSError):  # another run may sweep too
                kept[file.stem].append((file.lstat().st_mtime, file))
    for old in sorted(kept.values(), key=max, reverse=True)[KEPT:]:
        for _, file in old:
            with contextlib.suppress(OSError):
                file.unlink()
