"""The SHACL shapes, run by pySHACL, the reference validator, where a quick look does not clear a graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whoshares.facts.validation.clearance import doubtful
from whoshares.model.errors import FileError
from whoshares.model.terms import quiet_rdflib
from whoshares.model.vocabulary import SH, local_name
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result: the thing, the property where there is one, and what the shape says of it."""

    focus: str
    path: str | None
    value: str | None
    severity: str
    rule: str
    message: str


_SEVERITIES = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}


def shapes_store() -> Store:
    """The shapes."""
    path = ontology_folder() / "shapes.ttl"
    store = Store()
    store.load(path.read_bytes(), "turtle", where=str(path))
    return store


def check_shapes(store: Store) -> list[Result]:
    """The results of the shapes on the union of a store's graphs, without inference; none where all is seen to be good.

    Raises FileError where pySHACL cannot run.
    """
    shapes = shapes_store()
    in_doubt = next(doubtful(store, shapes), None) is not None
    return list(report(store, shapes)) if in_doubt else []


def report(store: Store, shapes: Store) -> Iterator[Result]:
    """What pySHACL reports on the union of a store's graphs, which it gets as it is. Raises FileError."""
    import pyshacl
    from rdflib import RDF, URIRef

    with quiet_rdflib():
        _, reported, text = pyshacl.validate(
            store.union_graph(),
            shacl_graph=shapes.union_graph(),
            inference="none",
            advanced=False,
            inplace=True,
            do_owl_imports=False,
        )
    if isinstance(reported, Exception | bytes | str):
        raise FileError(f"The shapes could not be run on this graph: {text}")

    def one(node: object, name: str) -> object | None:
        found: object | None = reported.value(node, URIRef(SH + name))
        return found

    for node in reported.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        path, value = one(node, "resultPath"), one(node, "value")
        messages = sorted(str(message) for message in reported.objects(node, URIRef(SH + "resultMessage")))
        yield Result(
            str(one(node, "focusNode")),
            str(path) if isinstance(path, URIRef) else None,
            None if value is None else str(value),
            _SEVERITIES.get(str(one(node, "resultSeverity")), "violation"),
            local_name(str(one(node, "sourceShape"))),
            " ".join(messages),
        )
