"""What is cleared without pySHACL is what pySHACL finds nothing in: example by example, and on thousands of changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from tests.examples import first

from whoshares import KnowledgeGraph
from whoshares.facts.validation.clearance import doubtful
from whoshares.facts.validation.shapes import check_shapes, report, shapes_store
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v
from whoshares.model.terms import Iri, Literal, Statement, Term
from whoshares.store.engine import Store

EXAMPLES = sorted((Path(__file__).parents[2] / "shapes").iterdir())
CHANGES = 8
"""How often each good example is changed."""
ODD: tuple[Term, ...] = (
    Iri("https://example.org/nothing"),
    Iri(v.ID + "category/fingerprints"),
    Iri(v.WS + "Organization"),
    Literal("words", v.RDF + "langString", "en"),
    Literal(" "),
    Literal("2011-11-29", v.XSD + "date"),
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
)


@cache
def shapes() -> Store:
    return shapes_store()


def _with(path: Path) -> Store:
    store = vocabulary_store()
    store.load_file(path)
    return store


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_good_examples_are_cleared_and_bad_ones_are_not(path: Path) -> None:
    assert (".fail." in path.name) is bool(list(doubtful(_with(path), shapes())))


def test_the_shipped_graph_is_cleared(kg: KnowledgeGraph) -> None:
    assert list(doubtful(kg.store, shapes())) == []


def test_a_constraint_that_is_not_known_here_leaves_a_doubt() -> None:
    thing = next(path for path in EXAMPLES if path.name == "PlaceShape.pass.ttl")
    for said in ("sh:minLength 1", "sh:deactivated false", "sh:path [ sh:inversePath ws:at ]", "sh:minCount 2"):
        other = Store()
        other.load(
            f"@prefix sh: <{v.SH}> . @prefix ws: <{v.WS}> . [] a sh:NodeShape ; sh:targetClass ws:Place ; "
            f"sh:property [ {said if 'path' in said else said + ' ; sh:path ws:at'} ] .",
            "turtle",
        )
        assert list(doubtful(_with(thing), other)) != [], said


def test_whatever_pyshacl_finds_was_doubtful() -> None:
    """Good examples with a value put in, taken out or put in another's place, each under names of its own."""
    random, store = Random(first()), vocabulary_store()
    for path in (path for path in EXAMPLES if ".pass." in path.name):
        good = Store()
        good.load_file(path)
        statements = sorted(good.statements(), key=str)
        for number in range(CHANGES):
            store.say(_renamed(statement, f"-{path.stem}-{number}") for statement in _changed(statements, random))
    in_doubt = {(str(shape), str(node)) for shape, node in doubtful(store, shapes())}
    found = {result.focus for result in report(store, shapes())}
    assert found <= {node for _, node in in_doubt}
    assert found, "changes that break nothing show nothing"
    assert len(found) * 1.5 > len({node for _, node in in_doubt}), "most doubts are right"


def _changed(statements: list[Statement], random: Random) -> list[Statement]:
    changed = list(statements)
    place = random.randrange(len(changed))
    sort = random.choice(("out", "in", "other"))
    if sort != "out":
        changed.append(changed[place]._replace(object=random.choice(ODD)))
    if sort != "in":
        del changed[place]
    return changed


def _renamed(statement: Statement, ending: str) -> Statement:
    def renamed(term: Term) -> Term:
        own = isinstance(term, Iri) and term.startswith(v.ID) and not term.startswith(VOCABULARY)
        return Iri(f"{term}{ending}") if own else term

    subject, value = renamed(statement.subject), renamed(statement.object)
    assert isinstance(subject, Iri)
    return statement._replace(subject=subject, object=value)


VOCABULARY = tuple(v.ID + scheme + "/" for scheme in ("tier", "mode", "kind", "level", "purpose", "status", "category"))
"""Beginnings of ids that the vocabulary defines."""


def test_findings_are_those_of_pyshacl() -> None:
    bad = next(path for path in EXAMPLES if path.name == "DataFlowShape.fail.ttl")
    store = _with(bad)
    assert check_shapes(store) != []
    assert sorted(map(str, check_shapes(store))) == sorted(map(str, report(store, shapes())))
