"""The importers by name, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from whoshares.facts.importers.importer import Importer
from whoshares.facts.importers.outside import OutsideFile
from whoshares.facts.importers.tables import clean

KINDS: Final[Mapping[str, str]] = {
    "ai-inventory": "the inventory of uses of AI by DHS and DOJ",
    "counties": "states and counties with their FIPS codes",
    "fbi-agencies": "the FBI's list of law-enforcement agencies",
    "ice-offices": "ICE's field offices and the states and counties they are responsible for",
    "ice-287g": "ICE's lists of agencies with 287(g) agreements, and of pending applications",
    "flock-access": "who has access to whose plate reads, and the ids of the agencies (The News & Observer)",
    "flock-portals": "transparency portals of Flock Safety's customers",
    "flock-sharing": "one agency's list of the networks that it shares and that are shared with it",
    "usaspending": "ICE's awards, as taken from USAspending",
}
"""Each importer, with what it reads. Its module is named as it is, with “_” for “-”, and holds `IMPORTER`."""


def fitting(file: OutsideFile, importer: Importer) -> str:
    """Another importer that seems to fit a file, in a sentence; empty where none does."""
    headers = [{clean(cell) for cell in sheet.lines[0].cells} - {""} for sheet in file.sheets if sheet.lines]
    for kind in KINDS:
        if kind != importer.name and any(set(layout.columns) in headers for layout in importer_of(kind).layouts):
            return f"The columns are those of “{kind}”, {KINDS[kind]}: say {kind} instead of {importer.name}."
    return ""


def importer_of(kind: str) -> Importer:
    """The importer of a name out of `KINDS`."""
    found = import_module(f"whoshares.facts.importers.{kind.replace('-', '_')}").IMPORTER
    assert isinstance(found, Importer)
    return found
