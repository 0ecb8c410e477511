"""What an importer is: the layouts it knows, and what the rows of a table state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from whoshares.facts.importers.editions import Compared
from whoshares.facts.importers.tables import Layout, Table

Entry: TypeAlias = Mapping[str, str | Sequence[str]]
"""One thing and what is said of it, with the keys of `docs/format.md`: "id" and "type" first, then "at"."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the one who imports a file knows of it."""

    url: str | None = None
    """Where it was got."""
    retrieved: date | None = None
    """When."""
    review: Path | None = None
    """The file in which names in doubt are decided by a person."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file states: the document it is, and what its rows say."""

    source: Entry
    """The document, with its id; its hash, and where and when it was got, are added to it."""
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Importer:
    """One sort of table from outside."""

    name: str
    """As the command has it, such as ice-287g."""
    layouts: tuple[Layout, ...]
    read: Callable[[Table], Imported]
    """What a table states. What is wrong with it goes to its findings; where one stops the import, what comes back is
    left aside."""
    compared: Compared
    """How its editions are compared."""
    in_order: bool = False
    """Whether tables of an earlier layout are read first, since they say more of what later ones name."""
