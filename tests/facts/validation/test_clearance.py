"""What is cleared without pySHACL is what it finds nothing in; what is found is what it finds in the whole graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from tests.examples import seeds

from whoshares import KnowledgeGraph
from whoshares.facts.validation.clearance import doubtful
from whoshares.facts.validation.known_shapes import NotKnownError, Shape, known_shapes
from whoshares.facts.validation.shapes import check_shapes, report, shapes_store
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.model.terms import Blank, Iri, Literal, Statement, Term, TripleTerm
from whoshares.store.engine import Store

EXAMPLES = sorted((Path(__file__).parents[2] / "shapes").iterdir())
DAY, DAY_BEFORE = (Literal(f"2011-11-{day}", v.XSD + "date") for day in (29, 28))
WORDS = Literal("words", v.RDF + "langString", "en")
"""What no property takes."""
ODD: tuple[Term, ...] = (
    Iri("https://example.org/nothing"),
    Iri(v.ID + "category/fingerprints"),
    Iri(v.WS + "Organization"),
    WORDS,
    Literal(" "),
    DAY,
    DAY_BEFORE,
    Literal("2011-11-29Z", v.XSD + "date"),
    Literal("-0001", v.XSD + "gYear"),
    Literal("words\n", v.XSD + "string"),
    Literal("https://www.ice.gov/ü", v.XSD + "anyURI"),
    Literal("2008-02-30", v.XSD + "date"),
    Literal("2011-02", v.XSD + "date"),
    Literal("0000", v.XSD + "gYear"),
    Literal("2011", v.XSD + "gYear"),
    Literal("2011-13", v.XSD + "gYearMonth"),
    Literal("many", v.XSD + "decimal"),
    Literal("yes", v.XSD + "boolean"),
    Literal("true", v.XSD + "boolean"),
    Literal("www.ice.gov", v.XSD + "anyURI"),
    Literal("7", v.XSD + "integer"),
    TripleTerm(Iri(v.ID + "flow/f"), Iri(v.WS + "sender"), Iri(v.ID + "organization/o")),
)
GRAPHS = (None, Iri(v.ID + "source/one"), Iri(v.ID + "source/two"))


@cache
def shapes() -> Store:
    return shapes_store()


@cache
def known() -> list[Shape]:
    return known_shapes(shapes())


def _with(path: Path) -> Store:
    store = vocabulary_store()
    store.load_file(path)
    return store


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.drawn
def test_good_examples_are_cleared_and_bad_ones_are_not(path: Path) -> None:
    assert (".fail." in path.name) is bool(list(doubtful(_with(path), known())))


def test_the_shipped_graph_is_cleared(kg: KnowledgeGraph) -> None:
    assert list(doubtful(kg.store, known())) == []


def _bad_graph(random: Random) -> Store:
    """Things that every shape is about: with nothing else, with one or two days wherever it looks, with any odd values.

    Statements stand in several graphs, some of them twice. Some things are blank nodes.
    """
    store = vocabulary_store()
    numbers = count()

    def values(how: str, shape: Shape) -> list[Term]:
        if how == "bare":
            return []
        if how == "two":
            return [DAY, DAY_BEFORE]
        if how == "one":
            return [DAY, *(value for part in shape.parts for value in part.includes)]
        return random.choices(ODD, k=random.randrange(4))

    for shape in known():
        targets: list[tuple[Iri, Term]] = [
            *((Iri(v.TYPE), kind) for kind in shape.target_classes),
            *((each, WORDS) for each in shape.target_subjects_of),
        ]
        for target, value in random.sample(targets, 1):
            for how in ("bare", "one", "two", "odd"):
                number = next(numbers)
                thing = Blank(f"t{number}") if number % 7 == 0 else Iri(f"{v.ID}thing/t{number}")
                said = [(target, value)] if how in ("bare", "odd") or target == v.TYPE else []
                said += [(Iri(each), given) for each in sorted(shape.read) for given in values(how, shape)]
                store.say(
                    Statement(thing, predicate, given, graph)
                    for predicate, given in said
                    for graph in random.sample(GRAPHS, random.choice((1, 1, 2)))
                )
    return store


def _named(shapes: list[Shape]) -> Iterator[str]:
    """The names under which results of some shapes are reported."""
    for shape in shapes:
        if shape.path or shape.either or shape.neither:
            yield v.local_name(str(shape.name))
        yield from () if shape.path else _named(list(shape.properties))


def test_findings_are_those_of_pyshacl_and_every_shape_finds_something() -> None:
    for seed in seeds(10):
        store = _bad_graph(Random(seed))
        found = Counter(check_shapes(store))
        assert found == Counter(report(store, shapes())), seed
        assert {result.rule for result in found} >= set(_named(known())), seed
        in_doubt = {str(node) for _, node in doubtful(store, known())}
        assert len({result.focus for result in found}) * 1.1 > len(in_doubt), "most doubts are right"


def test_things_are_explained_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    store = vocabulary_store()
    for path in EXAMPLES:
        store.load_file(path)
    at_once = Counter(check_shapes(store))
    monkeypatch.setattr("whoshares.facts.validation.shapes.BATCH", 3)
    assert Counter(check_shapes(store)) == at_once
    assert len(at_once) > 10


PLACE = f"""
@prefix sh: <{v.SH}> . @prefix ws: <{v.WS}> . @prefix rdfs: <{v.RDFS}> . @prefix rdf: <{v.RDF}> .
@prefix x: <https://example.org/> .
x:PlaceShape a sh:NodeShape ; sh:targetClass ws:Place ; sh:property x:within .
x:within a sh:PropertyShape ; sh:path ws:within ; sh:minCount 1 ; sh:message "Lies nowhere." .
"""


@pytest.mark.parametrize(
    "said",
    [
        "x:within sh:minLength 900 .",
        "x:within sh:deactivated false .",
        "x:within sh:flags 'i' .",
        "x:within sh:languageIn ( 'en' ) .",
        "x:PlaceShape sh:closed true .",
        "x:PlaceShape sh:node x:other . x:other a sh:NodeShape .",
        "x:PlaceShape sh:xone ( x:within ) .",
        "x:PlaceShape sh:nodeKind sh:BlankNodeOrLiteral .",
        "x:PlaceShape sh:property [ sh:path [ sh:inversePath ws:at ] ; sh:minCount 1 ] .",
        "x:PlaceShape sh:property [ sh:path ( [ sh:zeroOrMorePath ws:within ] ws:at ) ; sh:minCount 1 ] .",
        "x:PlaceShape sh:property [ sh:path ws:at ; sh:minCount 2 ] .",
        "x:PlaceShape sh:property [ sh:path ws:at ; sh:maxCount 5 ; sh:minCount 1 ] .",
        "x:PlaceShape sh:property [ sh:path ws:at ; sh:datatype rdf:HTML ] .",
        "x:other a sh:NodeShape ; sh:targetNode <https://w3id.org/whoshares/id/place/p> ; sh:property x:within .",
        "x:other a sh:NodeShape ; sh:targetObjectsOf ws:within ; sh:property x:within .",
        "ws:Place a sh:NodeShape , rdfs:Class ; sh:property x:within .",
        "x:PlaceShape sh:sparql [ sh:message 'It is.' ; sh:select 'SELECT $this WHERE { $this ?p ?o }' ] .",
        "x:C a sh:ConstraintComponent ; sh:parameter [ sh:path x:most ] ; sh:validator [ a sh:SPARQLAskValidator ; "
        "sh:ask 'ASK { FILTER(false) }' ] . x:PlaceShape x:most 3 .",
    ],
)
@pytest.mark.drawn
def test_what_is_not_known_goes_to_pyshacl_whole(said: str) -> None:
    other = Store()
    other.load(PLACE + said, "turtle")
    with pytest.raises(NotKnownError):
        known_shapes(other)
    store = _with(next(path for path in EXAMPLES if path.name == "PlaceShape.pass.ttl"))
    found = Counter(check_shapes(store, other))
    assert found == Counter(report(store, other))
    assert found


def test_shapes_of_others_are_asked_as_ours_are() -> None:
    own = Store()
    own.load(PLACE + "x:within sh:severity sh:Warning ; sh:pattern '[0-9]' , '^x\\\\d' .", "turtle")
    assert [set(shape.patterns) for shape in known_shapes(own)[0].properties] == [{"[0-9]", "^x\\d"}]
    store = _with(next(path for path in EXAMPLES if path.name == "PlaceShape.pass.ttl"))
    store.say([Statement(Iri(v.ID + "place/q"), Iri(v.TYPE), Iri(v.WS + "Place"), None)])
    store.say([Statement(Iri(v.ID + "place/q"), Iri(v.WS + "within"), Iri("https://example.org/x٣"), None)])
    found = Counter(check_shapes(store, own))
    assert found == Counter(report(store, own))
    assert {result.constraint for result in found} == {"MinCountConstraintComponent", "PatternConstraintComponent"}


def test_where_pyshacl_refuses_a_graph_the_shapes_that_it_could_run_are_heard() -> None:
    """It cannot compare blank nodes, even where the comparison would not matter."""
    store = vocabulary_store()
    for predicate in (v.WS + "validFrom", v.WS + "validUntil"):
        store.say([Statement(Iri(v.ID + "flow/f"), Iri(predicate), Blank("b"), None)])
    with pytest.raises(FileError, match="could not be run"):
        list(report(store, shapes()))
    assert {result.rule for result in check_shapes(store)} == {"validFrom", "validUntil"}
