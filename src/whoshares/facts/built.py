"""Opening a store on the disk: apart from what builds one, since who asks needs no reader of YAML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from whoshares.model.errors import FileError
from whoshares.network import file as network_file
from whoshares.network.network import Network
from whoshares.store import folders
from whoshares.store.columns import Columns
from whoshares.store.engine import Store
from whoshares.store.folders import Generation

T = TypeVar("T")

STATEMENTS: Final = "statements"
NETWORK: Final = "network"


def check(path: Path) -> None:
    """Read a store on the disk from end to end. Raises FileError where it is not as it was written."""
    folders.opened(path, whole=True)


def opened(path: Path) -> tuple[Store, Callable[[], Network]]:
    """A store on the disk, and what opens its network. Raises FileError where it cannot be read."""
    generation = folders.opened(path)
    columns = _understood(generation, STATEMENTS, Columns.read)
    return Store(columns, generation), lambda: _understood(generation, NETWORK, network_file.network_of)


def _understood(generation: Generation, name: str, read: Callable[[memoryview[int]], T | None]) -> T:
    try:
        found = read(generation.mapped(name))
    except (ValueError, KeyError, TypeError, StopIteration):
        raise folders.damaged(generation.folder / name, "it holds something else than was written") from None
    if found is None:
        raise FileError(f"{generation.folder}: a machine of another sort made this store. Build it anew here.")
    return found
