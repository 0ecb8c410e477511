"""The SHACL shapes, run by pySHACL, the reference validator, on what the engine does not clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from whoshares.facts.validation.clearance import doubtful
from whoshares.facts.validation.known_shapes import TARGETS, NotKnownError, known_shapes
from whoshares.model.errors import FileError
from whoshares.model.measured import Measured, unmeasured
from whoshares.model.reached import reached
from whoshares.model.terms import Statement, Term, quiet_rdflib
from whoshares.model.vocabulary import RDFS, SH, TYPE, local_name
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
    """The shape's name."""
    constraint: str
    """The name of the constraint component."""
    message: str


BATCH: Final = 2_000
"""How many things pySHACL gets at once: its graphs take a hundred times the memory of the engine's."""

_SEVERITIES = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}


def shapes_store() -> Store:
    """The shapes."""
    path = ontology_folder() / "shapes.ttl"
    store = Store()
    store.load(path.read_bytes(), "turtle", where=str(path))
    return store


def check_shapes(store: Store, shapes: Store | None = None, measured: Measured = unmeasured) -> list[Result]:
    """What pySHACL reports on the union of a store's graphs by some shapes (else the shipped ones), without inference.

    The engine finds the things in which a shape may find something, and pySHACL gets the part of the store around them.
    Shapes that say anything of which this is not known go to pySHACL with the whole store. Raises FileError where
    pySHACL cannot run; it compares no blank nodes, and refuses a whole store in which a shape would have it do so.
    """
    shapes = shapes_store() if shapes is None else shapes
    try:
        known = known_shapes(shapes)
    except NotKnownError:
        return list(report(store, shapes))
    in_doubt: dict[Term, set[Term]] = defaultdict(set)
    with measured("Holding it to the shapes …", len(known), "shapes") as advance:
        for shape, thing in doubtful(store, known, advance):
            in_doubt[thing].add(shape)
    properties = {TYPE}.union(*(shape.read for shape in known))
    steps = max((shape.steps for shape in known), default=0)
    ordered = sorted(in_doubt, key=str)
    found: list[Result] = []
    with measured("Looking closer at what is in doubt …", len(ordered), "things") as advance:
        for begin in range(0, len(ordered), BATCH):
            things = ordered[begin : begin + BATCH]
            part = store.around(things, properties, steps, [RDFS + "subClassOf"])
            asked = set[Term]().union(*(in_doubt[thing] for thing in things))
            names = {str(thing) for thing in things}
            found += (result for result in report(part, _aimed(shapes, asked)) if result.focus in names)
            advance(len(things))
    return found


def _aimed(shapes: Store, asked: Set[Term]) -> Store:
    """The shapes that are asked, with all that they ask for; only those that are asked have targets.

    pySHACL's own choice of shapes (`use_shapes`) leaves out the shapes that they ask for, too.
    """
    said: dict[Term, list[Statement]] = defaultdict(list)
    for statement in shapes.statements():
        said[statement.subject].append(statement)
    wanted = reached(asked, lambda shape: [statement.object for statement in said.get(shape, ())])
    aimed = Store()
    aimed.say(s for shape in wanted for s in said.get(shape, ()) if shape in asked or s.predicate not in TARGETS)
    return aimed


def report(store: Store, shapes: Store) -> Iterator[Result]:
    """What pySHACL reports on the union of a store's graphs, which it gets as it is. Raises FileError."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import RDF, URIRef

    with quiet_rdflib():
        try:
            _, reported, text = pyshacl.validate(
                store.union_graph(),
                shacl_graph=shapes.union_graph(),
                inference="none",
                advanced=False,
                inplace=True,
                do_owl_imports=False,
            )
        except ReportableRuntimeError as error:
            reported, text = error, str(error)
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
            local_name(str(one(node, "sourceConstraintComponent"))),
            " ".join(messages),
        )
