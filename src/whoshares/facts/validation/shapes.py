"""The SHACL shapes, run by pySHACL, the reference validator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoshares.model.errors import FileError
from whoshares.model.terms import quiet_rdflib
from whoshares.model.vocabulary import SH, local_name
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder

if TYPE_CHECKING:
    from rdflib import Graph


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


def shapes_graph() -> Graph:
    """The shapes as an rdflib graph."""
    path = ontology_folder() / "shapes.ttl"
    store = Store()
    store.load(path.read_bytes(), "turtle", where=str(path))
    return store.union_graph()


def check_shapes(data: Graph) -> Iterator[Result]:
    """The results of the shapes on a graph, which pySHACL gets as it is: no inference, no copy."""
    import pyshacl
    from rdflib import RDF, URIRef

    shapes = shapes_graph()
    with quiet_rdflib():
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, inplace=True, do_owl_imports=False
        )
    if isinstance(report, Exception | bytes | str):
        raise FileError(f"The shapes could not be run on this graph: {text}")

    def one(node: object, name: str) -> object | None:
        found: object | None = report.value(node, URIRef(SH + name))
        return found

    for node in report.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        path, value = one(node, "resultPath"), one(node, "value")
        messages = sorted(str(message) for message in report.objects(node, URIRef(SH + "resultMessage")))
        yield Result(
            str(one(node, "focusNode")),
            str(path) if isinstance(path, URIRef) else None,
            None if value is None else str(value),
            _SEVERITIES.get(str(one(node, "resultSeverity")), "violation"),
            local_name(str(one(node, "sourceShape"))),
            " ".join(messages),
        )
