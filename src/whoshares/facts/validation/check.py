"""One validation from beginning to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from whoshares.facts.built import opened
from whoshares.facts.importers.folder import imported_files
from whoshares.facts.validation.expectations import Expectations, read_expectations
from whoshares.facts.validation.findings import Finding, Report
from whoshares.facts.validation.rules import check_rules, rule_files
from whoshares.facts.validation.shapes import check_shapes
from whoshares.facts.validation.term_use import check_terms
from whoshares.facts.value_sorts import sentence, shipped_sorts
from whoshares.facts.yaml_ld import Documents, check_references, load_folder, read_documents, vocabulary_store
from whoshares.model.measured import Measured, unmeasured
from whoshares.model.vocabulary import ID, ONTOLOGY_GRAPH, SOURCE, TYPE
from whoshares.store.engine import Store
from whoshares.store.resources import graph_folder, is_rdf_file, warn_of_left_out

WRONG_SORT: Final = "value-of-the-wrong-sort"
"""The name of the rule that no shape speaks for."""


def validate(path: Path, measured: Measured = unmeasured) -> Report:
    """What is wrong with the facts at a path: a folder of YAML-LD or one such file, an RDF file, a folder of imports.

    One YAML-LD file is checked together with the shipped graph, and only what it says itself is reported; what was
    imported is checked together with it, too. A folder of YAML-LD is also held to the expectations that lie in it.
    Raises SourceFaults and FileError where reading fails: then nothing else can be checked.
    """
    with measured("Reading what is to be checked …", 0):
        store, documents = _read(path)
    return validate_store(store, path, documents, measured)


def _read(path: Path) -> tuple[Store, Documents]:
    """What is at a path, with all that it is checked together with."""
    imported = imported_files(path)
    if imported:
        store = load_folder(graph_folder())[0]
        for file in imported.values():
            store.load_file(file)
        return store, Documents()
    warn_of_left_out(path)
    if is_rdf_file(path):
        store = vocabulary_store()
        store.load_file(path)
        return store, Documents()
    return _beside_the_shipped(path) if path.is_file() else load_folder(path)


def validate_built(path: Path, measured: Measured = unmeasured) -> Report:
    """What is wrong with the statements of a store on the disk, which are read where they stand. Raises FileError.

    A store knows no lines, and no expectations: each finding names the store and the thing.
    """
    return validate_store(opened(path)[0], path, measured=measured)


def validate_store(
    store: Store, path: Path, documents: Documents | None = None, measured: Measured = unmeasured
) -> Report:
    """What is wrong with the statements of a store, which holds the vocabulary, too.

    `path` is where they come from: its expectations are held against them, and findings without a line name it.
    `documents` knows the lines. Raises FileError.
    """
    documents = documents or Documents()
    found = {finding for finding in _findings(store, documents, path, measured) if _own(finding, path, documents)}
    expectations = read_expectations(path)
    if expectations is not None:
        found = {_held_to(expectations, finding) for finding in found} | set(expectations.unmet(store))
    facts = len(store) - sum(1 for _ in store.statements(graph=ONTOLOGY_GRAPH))
    sources = sum(1 for _ in store.statements(predicate=TYPE, value=SOURCE))
    return Report(tuple(sorted(found, key=lambda finding: finding.order)), {"statements": facts, "sources": sources})


def _beside_the_shipped(path: Path) -> tuple[Store, Documents]:
    documents = read_documents(path)
    shipped = read_documents(graph_folder())
    graphs = {graph for graph, _ in documents.jsonld}
    store = vocabulary_store()
    known = shipped.defined | {str(s.subject) for s in store.statements(predicate=TYPE)}
    check_references(documents, known)
    shipped.jsonld = [(graph, document) for graph, document in shipped.jsonld if graph not in graphs]
    shipped.fill(store)
    documents.fill(store)
    return store, documents


def _own(finding: Finding, path: Path, documents: Documents) -> bool:
    """Whether a finding is about the file that was named, where one was."""
    return not (path.is_file() and documents.places) or (finding.file == str(path) and finding.line > 0)


def _held_to(expectations: Expectations, finding: Finding) -> Finding:
    """A finding of a rule that must be silent is a violation, whatever the rule itself calls it."""
    return replace(finding, severity="violation") if finding.rule in expectations.silent else finding


def _findings(store: Store, documents: Documents, path: Path, measured: Measured) -> list[Finding]:
    found = []
    shaped = check_shapes(store, measured=measured)
    for result in shaped:
        message = result.message
        if result.value is not None:
            message += f" Found: “{result.value.removeprefix(ID)}”."
        place = documents.place_of(result.focus, result.path)
        found.append(_finding(place, path, result.severity, result.rule, message, result.focus))
    told = {(finding.focus, finding.path) for finding in shaped}
    for s in store.misplaced(*shipped_sorts()):
        if (str(s.subject), str(s.predicate)) not in told:
            message = sentence(s.subject, s.predicate, s.object)
            found.append(_finding(None, path, "violation", WRONG_SORT, message, str(s.subject)))
    rules = rule_files()
    with measured("Holding it to the rules …", len(rules), "rules") as advance:
        hits = [*check_rules(rules, store, advance), *check_terms(store)]
    for hit in hits:
        place = documents.place_of(hit.focus, hit.path, hit.graph)
        found.append(_finding(place, path, hit.severity, hit.rule, hit.message, hit.focus))
    return found


def _finding(place: object, path: Path, severity: str, rule: str, message: str, focus: str) -> Finding:
    from whoshares.facts.yaml_ld import FileLine

    file, line = (place.file, place.line) if isinstance(place, FileLine) else (str(path), 0)
    return Finding(file, line, severity, rule, message.replace(ID, ""), focus)
