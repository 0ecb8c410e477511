"""The lint rules: one SPARQL query each, its file's name is the rule's, its rows are findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.model.measured import Advance, tell_nobody
from whoshares.store.engine import Iri, Statement, Store
from whoshares.store.resources import ontology_folder

_KINDS: Final = {v.SOURCE: "source", v.REGISTRY: "registry"}
OUTSIDE: Final = {kind: v.ID + name + "/outside-of-all-graphs" for kind, name in _KINDS.items()}
"""By class, what stands for the source or registry of what is in no named graph, where not exactly one is described."""
_ON_GRAPHS: Final = frozenset({"named-graph-without-source-record", "statement-without-source"})
"""The rules that look at which graph a statement is in, and so see the store as it is."""


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


def check_rules(rules: Iterable[Path], store: Store, advance: Advance = tell_nobody) -> Iterator[Hit]:
    """The rows of some rules. What stands in no named graph, as in Turtle, is held to them like a source's graph.

    `advance` is told of each rule that is done.
    """
    attributed = _attributed(store)
    for rule in rules:
        yield from _check_rule(rule, store if rule.stem in _ON_GRAPHS else attributed)
        advance(1)


def _attributed(store: Store) -> Store:
    """The store with the default graph also as the graph of the source that the default graph describes.

    Where it describes several, nobody knows which of them says what: one that has all their tiers and the last of their
    dates stands for them. Where it describes none, it may be a registry.
    """
    outside = list(store.statements(graph=""))
    if not outside:
        return store
    found = {kind: sorted({s.subject for s in outside if _says(s, kind)}) for kind in _KINDS}
    kind = v.REGISTRY if found[v.REGISTRY] and not found[v.SOURCE] else v.SOURCE
    described = found[kind]
    if len(described) == 1 and isinstance(described[0], Iri):
        return store.with_default_in(described[0])
    records = [s for s in outside if s.subject in described]
    issued = sorted((s.object for s in records if s.predicate == v.ISSUED), key=str)[-1:]
    stand_in = Iri(OUTSIDE[kind])
    said = [
        *(Statement(stand_in, Iri(v.ISSUED), day, None) for day in issued),
        *(Statement(stand_in, Iri(v.TIER), s.object, None) for s in records if s.predicate == v.TIER),
    ]
    return store.with_default_in(stand_in, Store().copy(lambda _: True, said))


def _named(message: str) -> str:
    for stand_in in OUTSIDE.values():
        message = message.replace(stand_in, "the file")
    return message


def _says(statement: Statement, kind: str) -> bool:
    """Whether a statement describes its subject as a source, or as a registry."""
    if statement.predicate == v.TYPE:
        return statement.object == kind
    return statement.predicate == v.TIER and kind == v.SOURCE


def _check_rule(rule: Path, store: Store) -> Iterator[Hit]:
    """The rows of one rule: `?focus` and `?message`, and optionally `?path`, `?graph` and `?severity`."""
    for row in store.rows(rule.read_text("utf-8")):
        cells = {name: str(cell) for name, cell in row.items()}
        if cells["focus"] in OUTSIDE.values():
            continue
        yield Hit(
            rule.stem,
            cells["focus"],
            cells.get("path"),
            cells.get("graph"),
            cells.get("severity", "violation"),
            _named(cells.get("message", "breaks the rule “" + rule.stem.replace("-", " ") + "”.")),
        )
