"""A file from outside as it was read: sheets, lines, cells as text. Nothing in it is trusted or understood yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from whoshares.facts.importers.findings import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, as it stands."""

    number: int
    """Counted from 1, as a spreadsheet shows it; in a CSV, the line of the file on which the row begins."""
    cells: tuple[str, ...]
    """What the cells show, as text: an empty one is "", a day is YYYY-MM-DD, an error such as #N/A its own text."""
    links: Mapping[int, str] = field(default_factory=dict)
    """By place in `cells`, counted from 0, the address behind a cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or a CSV as a whole."""

    name: str
    """"" for a CSV."""
    lines: Sequence[Line]
    """Those that hold anything, in order."""


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """A file that could be read, whole."""

    name: str
    """Without its folder."""
    sha256: str
    """Of its bytes, in hexadecimal digits."""
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    """What was found while it was read, such as an encoding that had to be told, or a formula in a cell."""
