"""The ontology is consistent, has no unsatisfiable class and stays within OWL 2 DL; each check is shown to fail.

HermiT and the OWL API come with owlready2 and need Java. Without them these tests are skipped, unless
WHOSHARES_REQUIRE_ALL=1 makes their absence a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, BNode, Dataset, Graph, Literal, URIRef
from rdflib.namespace import OWL
from rdflib.term import Node
from rdflib.util import guess_format

import whoshares

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
CORE = (ONTOLOGY / "whoshares.ttl", ONTOLOGY / "schemes.ttl")
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
WS = "https://w3id.org/whoshares/ontology/"
ID = "https://w3id.org/whoshares/id/"
PREFIXES = f"""@base <{ID}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ws: <{WS}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OUTSIDE_THE_DATATYPE_MAP = (XSD.date, XSD.gYear, XSD.gYearMonth)
"""Datatypes of ours that OWL 2 does not have, and that HermiT refuses."""


def absent(what: str) -> None:
    """Skip, or fail where everything is required."""
    if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is not installed, and WHOSHARES_REQUIRE_ALL asks for it.")
    pytest.skip(f"{what} is not installed.")


class Checks:
    """The Java process that answers all checks."""

    def __init__(self, program: Path, jar: Path) -> None:
        classes = os.pathsep.join((str(program), str(jar)))
        self.process = subprocess.Popen(
            ["java", "-Xmx2000M", "-cp", classes, "OntologyChecks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, check: str, graph: Graph, folder: Path) -> list[str]:
        """What a check prints of a graph."""
        file = folder / "input.owl"
        graph.serialize(file, format="xml")
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(check, file, file=self.process.stdin, flush=True)
        lines: list[str] = []
        for line in self.process.stdout:
            if line == ".\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"the check of {file} ended without an answer")


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    for tool in ("java", "javac"):
        if shutil.which(tool) is None:
            absent("A Java development kit")
    found = importlib.util.find_spec("owlready2")
    if found is None or found.origin is None:
        absent("owlready2")
    assert found is not None
    assert found.origin is not None
    jar = Path(found.origin).parent / "hermit" / "HermiT.jar"
    program = tmp_path_factory.mktemp("java")
    source = Path(__file__).with_name("OntologyChecks.java")
    subprocess.run(["javac", "-cp", str(jar), "-d", str(program), "-encoding", "UTF-8", str(source)], check=True)
    checks = Checks(program, jar)
    yield checks
    checks.process.kill()
    checks.process.wait()


def reasoner_input(paths: Iterable[Path]) -> Graph:
    """The union of RDF files, ontology or facts, as HermiT can read it.

    Named graphs are merged. Dates become plain strings: no axiom speaks of their datatype.
    """
    union = Graph()
    for path in paths:
        syntax = guess_format(str(path))
        read = Dataset() if syntax in ("trig", "nquads") else Graph()
        read.parse(path, format=syntax)
        statements = ((s, p, o) for s, p, o, _ in read.quads()) if isinstance(read, Dataset) else iter(read)
        for subject, predicate, value in statements:
            if isinstance(value, Literal) and value.datatype in OUTSIDE_THE_DATATYPE_MAP:
                value = Literal(str(value))
            union.add((subject, predicate, value))
    return union


def plus(turtle: str) -> Graph:
    """The core ontology with something added."""
    return core() + Graph().parse(data=PREFIXES + turtle, format="turtle")


@cache
def core() -> Graph:
    """The core ontology; nobody adds to it."""
    return reasoner_input(CORE)


class Inconsistent(Exception):
    """HermiT finds that the axioms and facts cannot all hold."""


def unsatisfiable(graph: Graph, folder: Path, java: Checks) -> set[str]:
    """The IRIs of the named classes that can have no instance. Raises Inconsistent where nothing can hold."""
    found = java.ask("reason", graph, folder)
    if found == ["inconsistent"]:
        raise Inconsistent
    return set(found)


def profile_violations(graph: Graph, folder: Path, java: Checks) -> list[str]:
    """What the OWL API finds outside OWL 2 DL."""
    return java.ask("profile", graph, folder)


@pytest.mark.slow
def test_the_ontology_is_consistent_and_every_class_can_have_instances(java: Checks, tmp_path: Path) -> None:
    assert unsatisfiable(core(), tmp_path, java) == set()


def test_the_ontology_is_consistent_with_its_alignments(java: Checks, tmp_path: Path) -> None:
    assert unsatisfiable(reasoner_input((*CORE, *ALIGNMENTS)), tmp_path, java) == set()


def test_good_facts_are_consistent(java: Checks, tmp_path: Path) -> None:
    graph = plus(
        """<organization/a> a ws:Organization ; ws:partOf <organization/b> ; ws:generic true ; ws:level <level/city> .
        <flow/f> a ws:DataFlow ; ws:sender <organization/a> ; ws:recipient <system/s> ; ws:mode <mode/push> ;
            ws:carries <category/fingerprints> ; ws:validFrom "2008"^^xsd:string .
        <observation/o> a ws:Observation ; ws:measure <measure/m> ; ws:value 43300.0 ; ws:unit "removals" .
        <source/s> a ws:Source ; ws:tier <tier/primary> ; ws:readAt "https://example.org/"^^xsd:anyURI ."""
    )
    assert unsatisfiable(graph, tmp_path, java) == set()


@pytest.mark.slow
def test_the_shipped_facts_are_consistent(java: Checks, tmp_path: Path) -> None:
    facts = tmp_path / "facts.nq"
    facts.write_text(whoshares.open().export("nquads"), "utf-8")
    assert unsatisfiable(reasoner_input((*CORE, facts)), tmp_path, java) == set()


@pytest.mark.parametrize(
    "facts",
    [
        "<x> a ws:Organization , ws:System .",
        "<x> a ws:DataFlow , ws:Program .",
        "<x> a ws:Bar , ws:Permission .",
        "<x> a ws:Source , ws:Registry .",
        "<flow/f> ws:sender <program/p> . <program/p> a ws:Program .",
        "<flow/f> ws:sender <organization/a> ; ws:recipient <organization/a> .",
        "<flow/f> a ws:DataFlow ; ws:carries <mode/push> .",
        "<system/s> a ws:System ; ws:partOf <organization/a> .",
        "<organization/a> a ws:Organization ; ws:kind <kind/jail> , <mode/push> .",
        "<bar/b> a ws:Bar ; ws:permitsSender <organization/a> .",
        "<program/a> ws:modelOf <program/b> . <program/b> ws:modelOf <program/a> .",
        "<organization/a> ws:replaces <organization/a> .",
        "<observation/o> a ws:Observation ; ws:value 1.0 , 2.0 .",
        '<observation/o> a ws:Observation ; ws:value "many" .',
        "<transformation/t> ws:consumes <category/x> ; ws:produces <category/x> .",
        "<source/s> ws:tier <tier/lead> , <tier/primary> . <tier/lead> owl:differentFrom <tier/primary> .",
    ],
)
@pytest.mark.drawn
def test_bad_facts_are_caught(facts: str, java: Checks, tmp_path: Path) -> None:
    with pytest.raises(Inconsistent):
        unsatisfiable(plus(facts), tmp_path, java)


@pytest.mark.parametrize(
    "axioms",
    [
        "ws:Impossible a owl:Class ; rdfs:subClassOf ws:Organization , ws:System .",
        "ws:Impossible a owl:Class ; rdfs:subClassOf ws:Holder , ws:Place .",
        "ws:Impossible a owl:Class ; rdfs:subClassOf ws:DataFlow , "
        "[ a owl:Restriction ; owl:onProperty ws:sender ; owl:allValuesFrom ws:Program ] .",
    ],
)
def test_an_unsatisfiable_class_is_caught(axioms: str, java: Checks, tmp_path: Path) -> None:
    assert unsatisfiable(plus(axioms), tmp_path, java) == {WS + "Impossible"}


def test_dates_reach_the_reasoner_as_strings(tmp_path: Path) -> None:
    file = tmp_path / "facts.trig"
    file.write_text(
        PREFIXES
        + 'GRAPH <source/s> { <flow/f> ws:validFrom "2008-03"^^xsd:gYearMonth . }\n'
        + '<flow/f> ws:validUntil "2011"^^xsd:gYear .'
    )
    assert {str(value.datatype) for value in reasoner_input([file]).objects() if isinstance(value, Literal)} == {"None"}
    assert len(reasoner_input([file])) == 2


def test_the_ontology_is_within_owl_2_dl(java: Checks, tmp_path: Path) -> None:
    assert profile_violations(core(), tmp_path, java) == []


@pytest.mark.parametrize(
    "axioms",
    [
        "ws:partOf a owl:IrreflexiveProperty .",
        "ws:Organization rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ws:partOf ; "
        'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
        "ws:sender a owl:DatatypeProperty .",
    ],
)
def test_leaving_owl_2_dl_is_caught(axioms: str, java: Checks, tmp_path: Path) -> None:
    assert profile_violations(plus(axioms), tmp_path, java)


# What can be checked without Java.

SORTS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
NEEDS_SIMPLE = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty)
CARDINALITIES = tuple(
    OWL[name]
    for name in (
        "cardinality",
        "maxCardinality",
        "minCardinality",
        "qualifiedCardinality",
        "maxQualifiedCardinality",
        "minQualifiedCardinality",
        "hasSelf",
    )
)
BUILT_IN = (str(RDF), str(RDFS), str(OWL))


def undeclared(graph: Graph) -> set[Node]:
    """Predicates and classes that are used and not declared."""
    properties = {each for sort in SORTS for each in graph.subjects(RDF.type, sort)}
    classes = set(graph.subjects(RDF.type, OWL.Class))
    used = {each for each in graph.predicates() if not str(each).startswith(BUILT_IN)}
    types = {
        each
        for each in graph.objects(None, RDF.type)
        if isinstance(each, URIRef) and not str(each).startswith(BUILT_IN)
    }
    return (used - properties) | (types - classes)


def punned(graph: Graph) -> set[Node]:
    """Properties of two sorts, and properties that are classes."""
    sorts = [set(graph.subjects(RDF.type, sort)) for sort in (*SORTS, OWL.Class)]
    return {each for number, sort in enumerate(sorts) for other in sorts[number + 1 :] for each in sort & other}


def complex_where_simple_is_needed(graph: Graph) -> set[Node]:
    """Transitive properties, and those above them, where OWL 2 DL asks for a simple one."""
    non_simple: set[Node] = {
        above
        for each in graph.subjects(RDF.type, OWL.TransitiveProperty)
        for above in graph.transitive_objects(each, RDFS.subPropertyOf)
        if above is not None
    }
    wrong: set[Node] = {each for each in non_simple for sort in NEEDS_SIMPLE if (each, RDF.type, sort) in graph}
    wrong |= {each for each in non_simple if (each, OWL.propertyDisjointWith, None) in graph}
    for restriction in graph.subjects(RDF.type, OWL.Restriction):
        on = graph.value(restriction, OWL.onProperty)
        if on is not None and on in non_simple and any((restriction, each, None) in graph for each in CARDINALITIES):
            wrong.add(on)
    return wrong


def test_everything_used_is_declared_once() -> None:
    graph = core()
    assert undeclared(graph) == set()
    assert punned(graph) == set()
    assert complex_where_simple_is_needed(graph) == set()


def test_datatypes_in_axioms_are_those_of_owl_2() -> None:
    graph = core()
    known = {XSD.string, XSD.decimal, XSD.boolean, XSD.anyURI}
    ranges = {
        each for prop in graph.subjects(RDF.type, OWL.DatatypeProperty) for each in graph.objects(prop, RDFS.range)
    }
    assert ranges <= known
    literals = {each.datatype for each in graph.objects() if isinstance(each, Literal)}
    assert literals <= {None, XSD.string}


def test_the_checks_without_java_can_fail() -> None:
    assert undeclared(plus("<flow/f> ws:sendr <organization/a> .")) == {URIRef(WS + "sendr")}
    assert undeclared(plus("<flow/f> a ws:Dataflow .")) == {URIRef(WS + "Dataflow")}
    assert punned(plus("ws:sender a owl:DatatypeProperty .")) == {URIRef(WS + "sender")}
    assert complex_where_simple_is_needed(plus("ws:within a owl:FunctionalProperty .")) == {URIRef(WS + "within")}


def test_blank_nodes_stand_for_class_expressions_only() -> None:
    graph = core()
    for node in {each for each in graph.subjects() if isinstance(each, BNode)}:
        types = set(graph.objects(node, RDF.type))
        assert types <= {OWL.Restriction, OWL.Class, OWL.AllDisjointClasses}
        assert types or (node, RDF.first, None) in graph or (node, OWL.inverseOf, None) in graph
    assert not any(isinstance(each, BNode) for triple in Graph().parse(CORE[1]) for each in triple)
