"""Where the shipped ontology, graph and queries are, which files hold facts, and where the cache goes.

A wheel carries the three folders inside the package; an editable install reads the checkout.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path
from typing import Final

from whoshares.model.addresses import without_secret
from whoshares.model.errors import FileError, LeftOut

FACTS_SUFFIXES: Final = (".yaml", ".yml")
"""File name endings of YAML-LD files."""

_PACKAGE = Path(__file__).resolve().parents[1]


def _root() -> Path:
    return _PACKAGE if (_PACKAGE / "ontology").is_dir() else _PACKAGE.parents[1]


def ontology_folder() -> Path:
    """The folder of the OWL ontology, the SKOS schemes, the shapes, the context and the lint rules."""
    return _root() / "ontology"


def graph_folder() -> Path:
    """The folder of the shipped facts (YAML-LD)."""
    return _root() / "graph"


def queries_folder() -> Path:
    """The folder of the SPARQL catalogue."""
    return _root() / "queries"


def cache_folder() -> Path:
    """The folder for compiled snapshots: `WHOSHARES_CACHE` where it is set, else the user's cache folder."""
    chosen = os.environ.get("WHOSHARES_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("whoshares", appauthor=False)


def is_rdf_file(path: Path) -> bool:
    """Whether a path is a file of another sort than YAML-LD. Raises FileError where the system cannot tell."""
    return _is_file(path) and path.suffix.lower() not in FACTS_SUFFIXES


def facts_files(path: Path) -> list[Path]:
    """The YAML-LD files at a path, sorted: the file itself, or all those below a folder that are not hidden.

    Raises FileError where there is none, and where a folder cannot be looked into.
    """
    if _is_file(path):
        return [path]
    if not _is_folder(path):
        if path.exists():
            raise FileError(f"{path}: this is a pipe or a device, and no file. Name a file or a folder.")
        raise FileError(f"{without_secret(str(path))}: there is no such file or folder. Check the name.")
    found, _ = _look_through(path)
    if not found:
        raise FileError(f"{path}: this folder holds no {' or '.join(FACTS_SUFFIXES)} file. Name a folder of YAML-LD.")
    return found


def rdf_files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """The files below a folder that are not hidden and have one of some endings, sorted."""
    _, others = _look_through(folder)
    found = (folder / other for other in others)
    return sorted(file for file in found if file.suffix.lower() in set(suffixes) and _is_file(file))


def warn_of_left_out(path: Path) -> None:
    """Warn with LeftOut where a folder holds files or linked folders that could be taken for facts and are not read."""
    if _is_file(path) or not _is_folder(path):
        return
    _, left = _look_through(path)
    if left:
        more = f" and {len(left) - _NAMED:,} more" if len(left) > _NAMED else ""
        warnings.warn(
            f"{path}: not read: {', '.join(left[:_NAMED])}{more}. Of a folder, the {' and '.join(FACTS_SUFFIXES)} "
            "files are read. Name an RDF file itself, and take out what does not belong here.",
            LeftOut,
            stacklevel=3,
        )


_NAMED: Final = 5
"""How many files a warning names."""
_BESIDE: Final = ("expectations.toml",)
_NO_FACTS: Final = (".md", ".rst", "")
"""Endings of files that nobody takes for facts."""


def _look_through(folder: Path) -> tuple[list[Path], list[str]]:
    """The YAML-LD files below a folder, and by name what else there could be taken for facts; both sorted."""
    found: list[Path] = []
    left: list[str] = []
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = [entry for entry in os.scandir(here) if not entry.name.startswith(".")]
        except OSError as error:
            raise FileError(
                f"{here}: this folder cannot be looked into ({error.strerror}). Check its rights, or take it out."
            ) from None
        for entry in entries:
            place = Path(entry.path)
            facts = entry.name.lower().endswith(FACTS_SUFFIXES)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(place)
            elif entry.is_symlink() and _is_folder(place):
                left.append(f"{place.relative_to(folder)} (a link to a folder)")
            elif facts and _is_file(place):
                found.append(place)
            elif facts:
                left.append(f"{place.relative_to(folder)} (no file)")
            elif entry.name not in _BESIDE and place.suffix.lower() not in _NO_FACTS:
                left.append(str(place.relative_to(folder)))
    return sorted(found, key=attrgetter("parts")), sorted(left)


def _is_file(path: Path) -> bool:
    return _told_by_the_system(path, Path.is_file)


def _is_folder(path: Path) -> bool:
    return _told_by_the_system(path, Path.is_dir)


def _told_by_the_system(path: Path, ask: Callable[[Path], bool]) -> bool:
    try:
        return ask(path)
    except OSError as error:  # for example a folder on the way that may not be entered, or too long a name
        raise FileError(
            f"{path}: this cannot be looked at ({error.strerror}). Check the name and the rights."
        ) from None
