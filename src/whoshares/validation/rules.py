"""The lint rules: one SPARQL query each, its file's name is the rule's, its rows are findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whoshares.resources import ontology_folder
from whoshares.store import Store


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of a rule."""

    rule: str
    focus: str
    path: str | None
    graph: str | None
    severity: str
    message: str


def rule_files() -> list[Path]:
    """The rules on facts, sorted by name."""
    return sorted((ontology_folder() / "lint").glob("*.rq"))


def check_rule(rule: Path, store: Store) -> Iterator[Hit]:
    """The rows of one rule: `?focus` and `?message`, and optionally `?path`, `?graph` and `?severity`."""
    answer = store.select(rule.read_text("utf-8"))
    for row in answer.rows:
        cells = {name: str(cell) for name, cell in zip(answer.columns, row, strict=True) if cell is not None}
        yield Hit(
            rule.stem,
            cells["focus"],
            cells.get("path"),
            cells.get("graph"),
            cells.get("severity", "violation"),
            cells.get("message", "breaks the rule “" + rule.stem.replace("-", " ") + "”."),
        )
