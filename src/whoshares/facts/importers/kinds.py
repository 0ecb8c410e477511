"""The importers by name, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from whoshares.facts.importers.importer import Importer

KINDS: Final[Mapping[str, str]] = {
    "ice-287g": "ICE's lists of agencies with 287(g) agreements, and of pending applications",
}
"""Each importer, with what it reads. Its module is named as it is, with “_” for “-”, and holds `IMPORTER`."""


def importer_of(kind: str) -> Importer:
    """The importer of a name out of `KINDS`."""
    found = import_module(f"whoshares.facts.importers.{kind.replace('-', '_')}").IMPORTER
    assert isinstance(found, Importer)
    return found
