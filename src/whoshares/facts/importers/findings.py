"""What is found wrong in a table from outside, with its place, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """What a finding does to the import, worst first."""

    STOPS = "stops"
    """Nothing is imported, of this file and of those beside it."""
    LEFT_OUT = "left out"
    """The row states nothing; all others do."""
    UNKNOWN = "left unknown"
    """The cell states nothing; the rest of the row does."""
    REPAIRED = "repaired"
    """The cell is read as something else than it shows, which can only be meant."""
    NOTED = "noted"
    """Nothing changes: a reader should know."""


_ORDER: Final = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, where it stands, and what was expected instead."""

    severity: Severity
    message: str
    """One sentence: what is wrong, or what was done."""
    file: str
    sheet: str = ""
    row: int = 0
    """As in `Line.number`; 0 where the whole sheet or file is meant."""
    column: str = ""
    found: str = ""
    """What stands there, as it stands."""
    expected: str = ""
    """What is known of that place: the values, or the form."""

    COLUMNS = ("severity", "file", "sheet", "row", "column", "found", "expected", "message")
    """The columns of a report."""

    @property
    def order(self) -> tuple[str, str, int, int, str, str]:
        """By place, and the worst first where several stand at one."""
        return self.file, self.sheet, self.row, _ORDER[self.severity], self.column, self.message

    @property
    def where(self) -> str:
        """The place in words."""
        parts = (
            self.file,
            self.sheet and f"sheet {self.sheet}",
            f"row {self.row}" if self.row else "",
            self.column and f"column {self.column}",
        )
        return ", ".join(filter(None, parts))

    def __str__(self) -> str:
        shown = f" “{_short(self.found)}” stands there." if self.found else ""
        known = f" Known: {self.expected}." if self.expected else ""
        return f"{self.where}: {self.severity}: {self.message}{shown}{known}"

    def as_row(self) -> dict[str, str]:
        """The finding as a row of a report."""
        return {
            "severity": str(self.severity),
            "file": self.file,
            "sheet": self.sheet,
            "row": str(self.row or ""),
            "column": self.column,
            "found": self.found,
            "expected": self.expected,
            "message": self.message,
        }


class Findings:
    """Findings as they are made, of one file."""

    def __init__(self, file: str, found: Iterable[Finding] = ()) -> None:
        self._file = file
        self._found = list(found)

    def add(
        self,
        severity: Severity,
        message: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        found: str = "",
        expected: str = "",
    ) -> None:
        """Add one, of this file."""
        self._found.append(Finding(severity, message, self._file, sheet, row, column, found, expected))

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found, key=lambda finding: finding.order))

    @property
    def stop(self) -> bool:
        """Whether one of them stops the import."""
        return any(finding.severity is Severity.STOPS for finding in self._found)


_SHOWN: Final = 60


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
