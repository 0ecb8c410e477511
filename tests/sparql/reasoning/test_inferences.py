"""The closure equals that of owlrl, an independent implementation of all rules, and stays apart from what is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph
from tests.examples import drawn, examples
from tests.sparql.reasoning.peer import Triple, WithoutItself, counted, peer_closure

from whoshares import KnowledgeGraph
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v
from whoshares.sparql.reasoning import INFERRED, RULES, Inferences
from whoshares.store.engine import Iri, Store
from whoshares.store.resources import ontology_folder

PREFIXES = f"""@prefix owl: <{v.OWL}> .
@prefix rdfs: <{v.RDFS}> .
@prefix ws: <{v.WS}> .
@prefix : <https://example.org/> .
"""


ANNOTATIONS = (v.PREF_LABEL, v.ALT_LABEL, v.NOTE, v.DEFINITION, v.DESCRIPTION, v.TITLE, v.SKOS + "example")


def store_of(turtle: str) -> Store:
    store = Store()
    store.load(PREFIXES + turtle, "turtle")
    return store


def ours(store: Store) -> set[Triple]:
    inferences = Inferences(store)
    return {triple for triple in inferences.steps.union_graph() if not isinstance(triple[0], BNode)}


def inferred(turtle: str) -> set[tuple[str, str, str]]:
    """What follows, by local names."""
    return {
        (v.local_name(s.subject), v.local_name(s.predicate), v.local_name(str(s.object)))
        for s in Inferences(store_of(turtle)).steps.statements()
    }


def loaded(lines: Iterable[str]) -> Store:
    store = Store()
    store.load("\n".join(lines), "nquads")
    return store


def without_words(lines: Iterable[str]) -> Store:
    """A store without its texts, from which no rule concludes anything: owlrl takes half as long over the rest."""
    texts = {f"<{iri}>" for iri in (*ANNOTATIONS, v.LOCATOR, v.CITED_AS)}
    return loaded(line for line in lines if line.split(" ", 2)[1] not in texts)


@pytest.mark.slow
def test_the_closure_of_the_shipped_graph_is_that_of_owlrl(kg: KnowledgeGraph) -> None:
    """Of the vocabulary and of as many sources as are drawn: owlrl takes twenty seconds for all."""
    chosen = {f"<{graph}>" for graph in (v.ONTOLOGY_GRAPH, *drawn(sorted(kg.store.graphs())))}
    lines = [line for line in kg.store.dump().decode().splitlines() if line.split(" ")[-2] in chosen]
    store = without_words(lines)
    theirs = counted(peer_closure(store.union_graph(), WithoutItself))
    assert ours(store) == theirs
    shares = {triple for triple in theirs if str(triple[1]) == v.WS + "sharesDataWith"}
    assert len(shares) > (40 if len(chosen) == len(kg.store.graphs()) else 4)
    assert ours(store) != theirs - shares, "the comparison can fail"
    assert len(ours(loaded(lines))) == len(theirs), "the texts entail nothing"


@pytest.mark.parametrize("name", [*(rule.name for rule in RULES), "prp-spo2"])
def test_without_a_rule_something_is_missing(name: str) -> None:
    """Every rule is needed: on this store each adds what no other does."""
    store = store_of(
        """:A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .
        :p rdfs:domain :A . :q rdfs:domain :D . :p rdfs:range :A . :q rdfs:range :D .
        :t a owl:TransitiveProperty . :f a owl:FunctionalProperty . :chain owl:propertyChainAxiom ( :s :u ) .
        :x :p :y . :y :t :z . :z :t :w . :g :f :one , :two . :one :s :k . :k :u :m . :k :n :two .
        :h owl:sameAs :i . :i owl:sameAs :j . :l a :A ."""
    )
    whole = len(Inferences(store).steps)
    inferences = Inferences(store)
    inferences.rules = tuple(rule for rule in inferences.rules if rule.name != name)
    assert len(inferences.steps) < whole


_CLASSES = st.sampled_from("ABCD")
_PROPERTIES = st.sampled_from("pqrs")
_THINGS = st.sampled_from("uvwxyz")


def _written(kind: str, first: str, second: str, third: str) -> str:
    return {
        "subclass": f":{min(first, second)} rdfs:subClassOf :{max(first, second)} .",
        "fact": f":{first} :{second} :{third} .",
        "type": f":{first} a :{second} .",
        "same": f":{first} owl:sameAs :{second} .",
        "domain": f":{first} rdfs:domain :{second} .",
        "range": f":{first} rdfs:range :{second} .",
        "subproperty": f":{min(first, second)} rdfs:subPropertyOf :{max(first, second)} .",
        "transitive": f":{first} a owl:TransitiveProperty .",
        "functional": f":{first} a owl:FunctionalProperty .",
        "chain": f":{third} owl:propertyChainAxiom ( :{first} :{second} ) .",
        "backwards": f":{third} owl:propertyChainAxiom ( [ owl:inverseOf :{first} ] :{second} ) .",
    }[kind]


_AXIOMS = st.one_of(
    st.builds(_written, st.just("subclass"), _CLASSES, _CLASSES, st.just("")),
    st.builds(_written, st.just("subproperty"), _PROPERTIES, _PROPERTIES, st.just("")),
    st.builds(_written, st.sampled_from(["domain", "range"]), _PROPERTIES, _CLASSES, st.just("")),
    st.builds(_written, st.sampled_from(["transitive", "functional"]), _PROPERTIES, st.just(""), st.just("")),
    st.builds(_written, st.sampled_from(["chain", "backwards"]), _PROPERTIES, _PROPERTIES, _PROPERTIES),
)
_FACTS = st.one_of(
    st.builds(_written, st.just("fact"), _THINGS, _PROPERTIES, _THINGS),
    st.builds(_written, st.just("type"), _THINGS, _CLASSES, st.just("")),
    st.builds(_written, st.just("same"), _THINGS, _THINGS, st.just("")),
)


@examples(100)
@given(st.lists(_AXIOMS, max_size=6), st.lists(_FACTS, max_size=10))
def test_the_closure_of_small_graphs_is_that_of_owlrl(axioms: Iterable[str], facts: Iterable[str]) -> None:
    store = store_of("\n".join((*axioms, *facts)))
    theirs = counted(peer_closure(store.union_graph()))
    assert ours(store) == theirs
    assert counted(peer_closure(store.union_graph(), WithoutItself)) == theirs


def test_a_flow_entails_that_its_sender_shares_data_with_its_recipient() -> None:
    vocabulary = vocabulary_store()
    vocabulary.load(PREFIXES + ":f ws:sender :a ; ws:recipient :b .", "turtle", graph="https://example.org/source")
    steps = Inferences(vocabulary).steps
    shared = [(s.subject, s.object) for s in steps.statements(predicate=v.WS + "sharesDataWith")]
    assert shared == [(Iri("https://example.org/a"), Iri("https://example.org/b"))]
    types = {s.object for s in steps.statements(subject="https://example.org/a", predicate=v.TYPE)}
    assert types == {v.WS + "Holder"}


def test_part_of_reaches_through_to_the_department() -> None:
    chain = "ws:partOf a owl:TransitiveProperty . :a ws:partOf :b . :b ws:partOf :c . :c ws:partOf :d ."
    assert inferred(chain) == {("a", "partOf", "c"), ("a", "partOf", "d"), ("b", "partOf", "d")}


def test_two_senders_of_one_flow_are_one_thing_under_two_names() -> None:
    found = inferred("ws:sender a owl:FunctionalProperty . :f ws:sender :a , :b . :a ws:level :city .")
    assert {("a", "sameAs", "b"), ("b", "sameAs", "a"), ("b", "level", "city")} == found


def test_the_inferred_graph_is_marked_and_apart(kg: KnowledgeGraph) -> None:
    before = kg.store.dump()
    inferences = Inferences(kg.store)
    assert kg.store is inferences.stated
    assert inferences.inferred.graphs() == [INFERRED]
    header = {(s.predicate, str(s.object)) for s in inferences.inferred.statements(subject=INFERRED)}
    assert (v.TYPE, v.WS + "Inference") in header
    assert kg.store.dump() == before, "what is stated stays as it was"
    stated = {(s.subject, s.predicate, s.object) for s in kg.store.statements()}
    assert not stated & {(s.subject, s.predicate, s.object) for s in inferences.steps.statements()}
    assert set(inferences.everything.graphs()) == {*kg.store.graphs(), INFERRED}


@pytest.mark.slow
def test_what_was_inferred_before_is_not_taken_for_stated(kg: KnowledgeGraph) -> None:
    once = Inferences(kg.store)
    again = Inferences(once.everything)
    assert again.inferred.dump() == once.inferred.dump()
    assert INFERRED not in again.stated.graphs()


def test_the_closure_is_byte_stable(kg: KnowledgeGraph) -> None:
    assert Inferences(kg.store).steps.dump() == Inferences(kg.store).steps.dump()


WITH_RULES = frozenset({"FunctionalProperty", "TransitiveProperty", "inverseOf", "propertyChainAxiom", "sameAs"})
"""Terms of OWL that the rules read; `inverseOf` within a chain only."""

WITHOUT_CONSEQUENCE = {
    "AllDisjointClasses": "concludes contradictions only",
    "AnnotationProperty": "declares",
    "AsymmetricProperty": "concludes contradictions only",
    "Class": "declares",
    "DatatypeProperty": "declares",
    "IrreflexiveProperty": "concludes contradictions only",
    "ObjectProperty": "declares",
    "Ontology": "declares",
    "Restriction": "is a class without a name, here always the wider one",
    "disjointUnionOf": "is read by no rule of OWL 2 RL",
    "disjointWith": "concludes contradictions only",
    "members": "is part of a disjointness",
    "onProperty": "is part of a restriction",
    "propertyDisjointWith": "concludes contradictions only",
    "someValuesFrom": "is part of a restriction",
    "unionOf": "is a class without a name, here always a domain or range",
    "versionIRI": "annotates",
    "versionInfo": "annotates",
}
"""Terms of OWL in the ontology from which nothing follows that has a name, and why."""


@pytest.mark.parametrize("path", sorted(ontology_folder().glob("whoshares.ttl")) + sorted(
    (ontology_folder() / "alignments").glob("*.ttl")), ids=lambda path: path.stem)  # fmt: skip
def test_every_construct_has_its_rule_or_entails_nothing_with_a_name(path: Path) -> None:
    graph = Graph().parse(path)
    used = {str(term).removeprefix(v.OWL) for triple in graph for term in triple if str(term).startswith(v.OWL)}
    assert used <= WITH_RULES | WITHOUT_CONSEQUENCE.keys()


def test_a_class_without_a_name_stands_only_where_nothing_with_a_name_follows() -> None:
    """Above a class, in a domain or range, or in another: never below a class, where its members would count."""
    graph = Graph().parse(ontology_folder() / "whoshares.ttl")
    below = [s for s, p, _ in graph if isinstance(s, BNode) and re.search("subClassOf|equivalentClass", str(p))]
    assert below == []
    assert not any("equivalentClass" in str(p) for _, p, _ in graph)
