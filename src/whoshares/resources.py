"""Where the shipped ontology, graph and queries are, which files hold facts, and where the cache goes.

A wheel carries the three folders inside the package; an editable install reads the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from whoshares.addresses import without_secret
from whoshares.errors import FileError

FACTS_SUFFIXES: Final = (".yaml", ".yml")
"""File name endings of YAML-LD files."""

_PACKAGE = Path(__file__).resolve().parent


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


def facts_files(path: Path) -> list[Path]:
    """The YAML-LD files at a path, sorted: the file itself, or all those below a folder.

    Raises FileError where there is none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileError(f"{without_secret(str(path))}: there is no such file or folder. Check the name.")
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in FACTS_SUFFIXES and p.is_file())
    if not found:
        raise FileError(f"{path}: this folder holds no {' or '.join(FACTS_SUFFIXES)} file. Name a folder of YAML-LD.")
    return found
