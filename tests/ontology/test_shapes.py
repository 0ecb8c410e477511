"""Each shape accepts its good examples and refuses its bad ones, and the shapes are written as shapes are."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, SH
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
EXAMPLES = ROOT / "tests" / "shapes"
WS = Namespace("https://w3id.org/whoshares/ontology/")
SHAPE = Namespace("https://w3id.org/whoshares/ontology/shapes/")
ID = Namespace("https://w3id.org/whoshares/id/")
SKOS_EXACT_MATCH = URIRef("http://www.w3.org/2004/02/skos/core#exactMatch")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """rdflib logs a traceback for each ill-typed literal; here they are meant."""
    caplog.set_level(logging.CRITICAL, logger="rdflib.term")


@cache
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@cache
def vocabulary() -> Graph:
    return Graph().parse(ONTOLOGY / "whoshares.ttl").parse(ONTOLOGY / "schemes.ttl")


def failing(data: Graph) -> set[tuple[str, str]]:
    """The (source shape, focus) pairs that pySHACL reports; the vocabulary is part of the data, as in the store."""
    _, report, _ = validate(data + vocabulary(), shacl_graph=shapes(), inference="none", inplace=True)
    assert isinstance(report, Graph)
    return {
        (str(report.value(result, SH.sourceShape)).removeprefix(SHAPE), str(report.value(result, SH.focusNode)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@cache
def refused_by(path: Path) -> frozenset[str]:
    """The names of the shapes that refuse something in an example."""
    return frozenset(shape for shape, _ in failing(Graph().parse(path)))


def node_shapes() -> list[str]:
    return sorted(
        str(shape).removeprefix(SHAPE)
        for shape in shapes().subjects(RDF.type, SH.NodeShape)
        if isinstance(shape, URIRef)
    )


def asked_by(shape: str) -> set[str]:
    """The names under which the results of a node shape are reported: its own, and those of its property shapes."""
    return {shape} | {str(each).removeprefix(SHAPE) for each in shapes().objects(SHAPE[shape], SH.property)}


def examples(outcome: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"*.{outcome}.ttl"))


def test_every_node_shape_has_examples_of_both_kinds() -> None:
    for outcome in ("pass", "fail"):
        assert sorted({path.name.split(".")[0] for path in examples(outcome)}) == node_shapes()
    assert set(EXAMPLES.iterdir()) == {*examples("pass"), *examples("fail")}


@pytest.mark.parametrize("path", examples("pass"), ids=lambda path: path.name)
@pytest.mark.drawn
def test_good_example_passes(path: Path) -> None:
    assert refused_by(path) == set()


@pytest.mark.parametrize("path", examples("fail"), ids=lambda path: path.name)
@pytest.mark.drawn
def test_bad_example_fails_by_its_own_shape_only(path: Path) -> None:
    found = refused_by(path)
    assert found
    assert found <= asked_by(path.name.split(".")[0])


def test_every_demand_of_a_node_shape_is_shown_to_fail() -> None:
    shown: dict[str, set[str]] = {name: set() for name in node_shapes()}
    for path in examples("fail"):
        name = path.name.split(".")[0]
        shown[name] |= refused_by(path)
    for name, found in shown.items():
        asked = asked_by(name) - {name}
        assert found == (asked or {name}), name


def value_shapes() -> list[str]:
    """The property shapes with a target of their own."""
    return sorted(
        str(shape).removeprefix(SHAPE)
        for shape in shapes().subjects(SH.targetSubjectsOf)
        if (shape, SH.path, None) in shapes()
    )


BAD_VALUES: tuple[Node, ...] = (
    URIRef("https://example.org/nothing"),
    ID["category/fingerprints"],
    Literal("words", lang="en"),
    Literal("2011-99-99"),
    Literal("maybe", datatype=XSD.integer),
    URIRef("http://www.wikidata.org/entity/Q5"),
)
"""Every value shape refuses at least one of these."""


@cache
def refused_values() -> dict[str, int]:
    """How many of the bad values each value shape refuses, each standing on a thing of its own."""
    data = Graph()
    for name in value_shapes():
        path = shapes().value(SHAPE[name], SH.path)
        assert path is not None
        for number, value in enumerate(BAD_VALUES):
            data.add((ID[f"thing/{name}-{number}"], path, value))
    found = failing(data)
    return {
        name: sum((name, str(ID[f"thing/{name}-{number}"])) in found for number in range(len(BAD_VALUES)))
        for name in value_shapes()
    }


@pytest.mark.parametrize("name", value_shapes())
def test_value_shape_refuses_something(name: str) -> None:
    assert refused_values()[name] > 0


VALUES: tuple[tuple[str, Node, bool], ...] = (
    ("validFrom", Literal("2011-11-29", datatype=XSD.date), True),
    ("validFrom", Literal("2011-11", datatype=XSD.gYearMonth), True),
    ("validFrom", Literal("2011", datatype=XSD.gYear), True),
    ("validFrom", Literal("2011-02-30", datatype=XSD.date), False),
    ("validFrom", Literal("2011-11", datatype=XSD.date), False),
    ("validFrom", Literal("2011-13", datatype=XSD.gYearMonth), False),
    ("validFrom", Literal("2011-11-29"), False),
    ("value", Literal("43300", datatype=XSD.decimal), True),
    ("value", Literal("43,300", datatype=XSD.decimal), False),
    ("value", Literal("43300"), False),
    ("fips", Literal("06"), True),
    ("fips", Literal("06037"), True),
    ("fips", Literal("6"), False),
    ("fips", Literal("6", datatype=XSD.integer), False),
    ("ori", Literal("AK0010100"), True),
    ("ori", Literal("AK001"), False),
    ("checksum", Literal("sha256:" + "0" * 64), True),
    ("checksum", Literal("0" * 64), False),
    ("retrievedOn", Literal("2025-07-19", datatype=XSD.date), True),
    ("retrievedOn", Literal("2025-07-19"), False),
    ("url", Literal("https://www.ice.gov/287g", datatype=XSD.anyURI), True),
    ("url", Literal("www.ice.gov", datatype=XSD.anyURI), False),
    ("generic", Literal("true", datatype=XSD.boolean), True),
    ("selective", Literal("yes"), False),
    ("mode", ID["mode/push"], True),
    ("mode", ID["mode/pull"], False),
    ("mode", ID["purpose/commerce"], False),
    ("at", Literal("Section 1"), True),
    ("at", Literal(" "), False),
    ("about", Literal("words"), False),
    ("about", ID["program/p"], True),
)
"""A property, a value of it, and whether its shape accepts that."""


@cache
def refused_of_values() -> set[tuple[str, str]]:
    """What is refused of the values, each standing on a thing of its own."""
    data = Graph()
    for number, (prop, value, _) in enumerate(VALUES):
        data.add((ID[f"thing/{number}"], WS[prop], value))
    return failing(data)


@pytest.mark.parametrize(("number", "fine"), [(number, fine) for number, (*_, fine) in enumerate(VALUES)])
def test_value(number: int, fine: bool) -> None:
    prop, value, _ = VALUES[number]
    assert ((prop, str(ID[f"thing/{number}"])) not in refused_of_values()) is fine, value


def test_a_sender_must_be_a_holder() -> None:
    data = Graph().parse(EXAMPLES / "DataFlowShape.pass.ttl")
    data.set((ID["flow/f"], WS.sender, ID["program/p"]))
    data.add((ID["program/p"], RDF.type, WS.Program))
    data.add((ID["program/p"], URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal("P")))
    assert failing(data) == {("sender", str(ID["flow/f"]))}


def test_every_object_property_has_a_value_shape_of_its_range() -> None:
    vocabulary_graph = vocabulary()
    for prop in vocabulary_graph.subjects(RDF.type, OWL.ObjectProperty):
        name = str(prop).removeprefix(WS)
        if not str(prop).startswith(WS) or name == "kind":
            continue
        assert (SHAPE[name], SH.path, prop) in shapes(), name
        wanted = vocabulary_graph.value(prop, URIRef("http://www.w3.org/2000/01/rdf-schema#range"))
        if isinstance(wanted, URIRef):
            assert (SHAPE[name], SH["class"], wanted) in shapes(), name


def test_every_datatype_property_has_a_value_shape() -> None:
    for prop in vocabulary().subjects(RDF.type, OWL.DatatypeProperty):
        if str(prop).startswith(WS):
            assert (SHAPE[str(prop).removeprefix(WS)], SH.path, prop) in shapes(), prop


@pytest.mark.slow
def test_shapes_are_well_formed_core_shacl() -> None:
    conforms, _, text = validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
    assert conforms, text
    used = {str(predicate) for predicate in shapes().predicates()}
    assert not used & {str(SH[name]) for name in ("sparql", "select", "ask", "rule", "js", "target", "xone")}


def test_shapes_speak_plainly() -> None:
    for shape in {*shapes().subjects(RDF.type, SH.PropertyShape), *shapes().subjects(RDF.type, SH.NodeShape)}:
        if isinstance(shape, BNode):
            continue
        assert len(list(shapes().objects(shape, SH.name))) == 1, shape
        if (shape, RDF.type, SH.PropertyShape) in shapes() or (shape, SH["or"], None) in shapes():
            messages = list(shapes().objects(shape, SH.message))
            assert len(messages) == 1, shape
            assert str(messages[0]).endswith("."), shape
            assert (shape, SH.severity, SH.Violation) in shapes(), shape


def test_blank_nodes_stand_in_logical_constraints_and_paths_only() -> None:
    allowed = {SH["or"], SH["not"], SH.property, SH.path, RDF.first, RDF.rest}
    for subject, predicate, value in shapes():
        if isinstance(value, BNode):
            assert predicate in allowed, subject
            assert isinstance(subject, BNode) or predicate in (SH["or"], SH["not"]), subject
    assert SKOS_EXACT_MATCH in set(shapes().objects(None, SH.path))
