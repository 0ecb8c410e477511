"""RDF 1.2 reifiers: an independent reader finds for each triple who states it and where."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.examples import drawn
from tests.exports.conftest import Exported

import whoshares
from whoshares import KnowledgeGraph
from whoshares.exports.reifiers import reified
from whoshares.model import vocabulary as v

Folder = Callable[..., Path]

REIFIES = ox.NamedNode(v.RDF + "reifies")
SOURCE = ox.NamedNode(v.DCTERMS + "source")
AT = ox.NamedNode(v.LOCATOR)


def read(text: str, syntax: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format={"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}[syntax])
    return store


def read_own(kg: KnowledgeGraph, syntax: str) -> ox.Store:
    return read(reified(kg.store, leave_out=(v.ONTOLOGY_GRAPH,)).serialize(syntax), syntax)


@pytest.fixture(scope="module")
def shipped(exported: Exported) -> Callable[[str], ox.Store]:
    """The shipped graph in RDF 1.2, read back."""
    return cache(lambda syntax: read(exported(f"{syntax}12"), syntax))


@pytest.mark.parametrize("syntax", drawn(("turtle", "ntriples")))
@pytest.mark.slow
def test_every_statement_of_every_source_has_one_reifier(
    kg: KnowledgeGraph, shipped: Callable[[str], ox.Store], syntax: str
) -> None:
    store = shipped(syntax)
    found = {
        (str(quad.object), str(source.object))
        for quad in store.quads_for_pattern(None, REIFIES, None)
        for source in store.quads_for_pattern(quad.subject, SOURCE, None)
    }
    wanted = {
        (f"<<( {line.rsplit(' <', 1)[0]} )>>", "<" + line.rsplit(" <", 1)[1].removesuffix(" ."))
        for line in kg.store.dump().decode().splitlines()
        if f" <{v.LOCATOR}> " not in line and not line.endswith(f"<{v.ONTOLOGY_GRAPH}> .")
    }
    assert len(found) == len(wanted)
    written = {(ox_text(triple), graph) for triple, graph in found}
    assert written == {(ox_text(triple), graph) for triple, graph in wanted}


def ox_text(triple: str) -> str:
    return " ".join(triple.removeprefix("<<(").removesuffix(")>>").split())


def test_a_reified_triple_also_stands_asserted(shipped: Callable[[str], ox.Store]) -> None:
    store = shipped("ntriples")
    for quad in store.quads_for_pattern(None, REIFIES, None):
        assert isinstance(quad.object, ox.Triple)
        triple = quad.object
        assert ox.Quad(triple.subject, triple.predicate, triple.object) in store


def test_the_place_is_on_the_reifier(folder: Folder) -> None:
    body = '  - id: organization/a\n    type: Organization\n    label: "A \\"quoted\\" body"\n'
    kg = whoshares.open(folder(body + '    at: ["p. 1", "p. 2"]\n'))
    store = read_own(kg, "ntriples")
    triple = ox.Triple(ox.NamedNode(v.ID + "organization/a"), ox.NamedNode(v.PREF_LABEL), ox.Literal('A "quoted" body'))
    (reifier,) = [quad.subject for quad in store.quads_for_pattern(None, REIFIES, triple)]
    assert not isinstance(reifier, ox.BlankNode)
    assert {str(quad.object.value) for quad in store.quads_for_pattern(reifier, AT, None)} == {"p. 1", "p. 2"}  # type: ignore[union-attr]
    assert not list(store.quads_for_pattern(triple.subject, AT, None))


def test_two_sources_of_one_triple_are_two_reifiers(folder: Folder) -> None:
    thing = 'states:\n  - id: organization/a\n    type: Organization\n    label: "A"\n    at: "p. {}"\n'
    head = 'id: source/{}\ntype: Source\ntitle: "{}"\ntier: research\nat: "Title"\n'
    files = {f"{name}.yaml": head.format(name, name) + thing.format(name) for name in ("one", "two")}
    store = read_own(whoshares.open(folder(**files)), "turtle")
    triple = ox.Triple(ox.NamedNode(v.ID + "organization/a"), ox.NamedNode(v.PREF_LABEL), ox.Literal("A"))
    reifiers = [quad.subject for quad in store.quads_for_pattern(None, REIFIES, triple)]
    sources = {str(q.object) for r in reifiers for q in store.quads_for_pattern(r, SOURCE, None)}
    assert sources == {f"<{v.ID}source/one>", f"<{v.ID}source/two>"}


def test_there_is_no_blank_node(shipped: Callable[[str], ox.Store]) -> None:
    assert not any(
        isinstance(term, ox.BlankNode) for quad in shipped("ntriples") for term in (quad.subject, quad.object)
    )
