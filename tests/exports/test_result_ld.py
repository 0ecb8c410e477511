"""Answers as JSON-LD: rdflib and pyoxigraph read of every flow what the graph states, and what the answer is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import DCTERMS, PROV, XSD

from whoshares import KnowledgeGraph
from whoshares.exports.result_ld import LICENCE, Keys, name_of
from whoshares.exports.results import written
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.terms import Blank, Iri, Literal
from whoshares.text.results import result_of

DAY = "2011-10-01"
ASKS: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "trace": lambda kg: kg.trace("Local jail", "ICE", carrying="fingerprints", as_of=DAY),
    "around": lambda kg: kg.around("IDENT", as_of=DAY),
    "exposure": lambda kg: kg.exposure("IDENT", as_of=DAY),
    "timeline": lambda kg: kg.timeline("Secure Communities"),
    "bars": lambda kg: kg.bars("Green Light Law"),
    "show": lambda kg: kg.show("IDENT"),
}


@pytest.fixture(scope="module")
def whole(kg: KnowledgeGraph) -> Graph:
    """The whole graph, without who states what."""
    return kg.store.union_graph()


def _file(kg: KnowledgeGraph, answer: Answer) -> str:
    made = written(result_of(kg, answer, "jsonld"), "jsonld")
    assert not isinstance(made, bytes)
    return "".join(made)


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_what_is_said_of_each_thing_is_what_the_graph_states(
    kg: KnowledgeGraph, whole: Graph, ask: Callable[[KnowledgeGraph], Answer]
) -> None:
    answer = ask(kg)
    text = _file(kg, answer)
    read = Dataset(default_union=False)
    read.parse(data=text, format="json-ld")
    own = URIRef(name_of(answer))
    default = read.default_graph
    things = {s for s in default.subjects() if s != own}
    for thing in things:
        assert set(default.predicate_objects(thing)) == set(whole.predicate_objects(thing)), thing
    flows = {s for s in things if (s, URIRef(v.TYPE), URIRef(v.DATA_FLOW)) in default}
    assert set(default.objects(own, DCTERMS.references)) <= flows
    in_graphs = {(s, p, o) for s, p, o, g in read.quads() if g != default.identifier}
    assert in_graphs == {triple for triple in default if triple[0] != own}, "and somebody states each"


def test_the_answer_is_a_thing_of_its_own(kg: KnowledgeGraph) -> None:
    answer: Any = ASKS["trace"](kg)
    text = _file(kg, answer)
    own = URIRef(name_of(answer))
    default = Graph().parse(data=text, format="json-ld")
    hops = {URIRef(hop.flow) for route in answer.routes for hop in route.hops}
    documents = {URIRef(one.id) for route in answer.routes for hop in route.hops for one in hop.sources}
    assert set(default.objects(own, DCTERMS.references)) == hops
    assert documents <= set(default.objects(own, PROV.wasDerivedFrom))
    assert default.value(own, DCTERMS.valid) == RdfLiteral(DAY, datatype=XSD.date)
    assert default.value(own, DCTERMS.license) == URIRef(LICENCE)
    assert str(default.value(own, DCTERMS.title)).startswith("Yes: on 1 October 2011, fingerprints could get from")
    question = str(default.value(own, DCTERMS.description))
    assert question.startswith("Trace; from: Local jail; to: Immigration and Customs Enforcement; carrying: Finger")
    assert name_of(ASKS["trace"](kg)) == str(own), "the same answer has the same name"
    assert name_of(ASKS["around"](kg)) != str(own)


def test_another_reader_finds_the_same(kg: KnowledgeGraph) -> None:
    text = _file(kg, ASKS["around"](kg))
    quads = {(str(q.subject), str(q.object), str(q.graph_name)) for q in ox.parse(text, ox.RdfFormat.JSON_LD)
             if q.predicate.value == v.SENDER}  # fmt: skip
    read = Dataset().parse(data=text, format="json-ld")
    assert len(quads) == len(list(read.quads((None, URIRef(v.SENDER), None, None))))


def test_a_value_is_read_as_it_was_meant() -> None:
    """Whatever looks like a term, a prefix or a path, under a key that says what its values are."""
    values: list[Iri | Blank | Literal] = [
        Iri(v.ID + "organization/x"), Iri(v.ID + "organization/../x"), Iri(v.ID + "a:b"), Iri(v.ID + "//x/y"),
        Iri("urn:x:y"), Iri(v.ID), Iri(v.ID + "tier/primary"), Iri(v.ID + "tier/note"), Iri(v.ID + "x/y?z#t"),
        Literal("organization/x"), Literal("2011", v.XSD + "date"), Literal("2011-10", v.XSD + "gYearMonth"),
        Literal("true", v.XSD + "boolean"), Literal("oui", v.RDF + "langString", "fr"), Literal("x", "urn:type"),
    ]  # fmt: skip
    properties = [v.SENDER, v.TIER, v.VALID_FROM, v.NOTE, v.GENERIC, "https://example.org/p"]
    keys = Keys.of_the_format()
    thing = v.ID + "flow/x"
    node = keys.node(thing, [(name, value) for name in properties for value in values])
    text = json.dumps({"@context": keys.used(), "@graph": [node]})
    found = {(q.predicate.value, str(q.object)) for q in ox.parse(text, ox.RdfFormat.JSON_LD)}

    def spelt(value: Iri | Blank | Literal) -> str:
        if not isinstance(value, Literal):
            return f"<{value}>"
        if value.language:
            return str(ox.Literal(value.text, language=value.language))
        return str(ox.Literal(value.text, datatype=ox.NamedNode(value.datatype)))

    assert found == {(name, spelt(value)) for name in properties for value in values}
