"""What a check found, and its forms: text, JSON, SARIF 2.1.0."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from whoshares.model.errors import Fault
from whoshares.model.plain import plain
from whoshares.model.version import __version__
from whoshares.model.vocabulary import shorten

SEVERITIES: Final = ("violation", "warning", "info")
_SARIF_LEVELS: Final[Mapping[str, str]] = {"violation": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth a look. `line` counts from 1; 0 where the file has no lines to point at."""

    file: str
    line: int
    severity: str
    rule: str
    message: str
    focus: str

    @property
    def order(self) -> tuple[int, str, int, str, str]:
        """Violations first, then by place."""
        return SEVERITIES.index(self.severity), self.file, self.line, self.rule, self.message

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return plain(f"{place}: {self.severity}: {self.message} [{self.rule}] ({shorten(self.focus)})")

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON-ready data."""
        return {
            "file": self.file,
            "line": self.line or None,
            "severity": self.severity,
            "rule": self.rule,
            "message": self.message,
            "focus": self.focus,
        }


@dataclass(frozen=True)
class Report:
    """The findings of one validation, and what was looked at."""

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_faults(cls, faults: Iterable[Fault]) -> Report:
        """The report of files that break the format, so that nothing else was checked."""
        found = (Finding(f.file, f.line, "violation", "file-format", f.sentence, "") for f in faults)
        return cls(tuple(found), {"statements": 0, "sources": 0})

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return not self.counts["violation"]

    def to_text(self, *, remarks: bool = True) -> str:
        """One line a finding (remarks only where they are wanted), and a last line that counts."""
        lines = [str(f) for f in self.findings if remarks or f.severity != "info"]
        counted = ", ".join(f"{n} {_NAMES[word] if n == 1 else _NAMES[word] + 's'}" for word, n in self.counts.items())
        looked = ", ".join(f"{n:,} {name if n != 1 else name.removesuffix('s')}" for name, n in self.checked.items())
        hint = "" if remarks or not self.counts["info"] else " “--remarks” prints the remarks."
        return "".join(f"{line}\n" for line in [*lines, f"Checked {looked}: {counted}.{hint}"])

    def to_dict(self) -> dict[str, object]:
        """The report as JSON-ready data."""
        return {
            "conforms": self.conforms,
            "counts": dict(self.counts),
            "checked": dict(self.checked),
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_sarif(self) -> dict[str, object]:
        """The report in SARIF 2.1.0, which editors and code hosts read."""
        rules = sorted({finding.rule for finding in self.findings})
        return {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "whoshares",
                            "version": __version__,
                            "informationUri": "https://w3id.org/whoshares/ontology/",
                            "rules": [{"id": rule} for rule in rules],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [_sarif_result(finding, rules.index(finding.rule)) for finding in self.findings],
                }
            ],
        }


_NAMES: Final[Mapping[str, str]] = {"violation": "violation", "warning": "warning", "info": "remark"}


def _sarif_result(finding: Finding, rule: int) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": {"uri": _uri(finding.file)}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
        **({"partialFingerprints": {"focus": finding.focus}} if finding.focus else {}),
    }


def _uri(file: str) -> str:
    """A file as SARIF points at it: relative where it lies below here, else with `file:`; percent-encoded."""
    path = Path(file)
    if path.is_absolute() or ".." in path.parts:
        return path.resolve().as_uri()
    return quote(os.fsencode(path.as_posix()))
