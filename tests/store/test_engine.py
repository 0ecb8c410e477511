"""The store: one union of named graphs, asked in SPARQL, in a fixed order."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rdflib import Literal as RdfLiteral
from rdflib import URIRef

from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import QueryError
from whoshares.store.engine import Iri, Literal, Rows, Store, Term, Truth
from whoshares.store.text_columns import rows_of
from whoshares.store.writing import Triples

TWO = """\
<https://e/a> <https://e/p> "x" <https://e/one> .
<https://e/a> <https://e/p> "x" <https://e/two> .
<https://e/b> <https://e/p> "y" <https://e/two> .
"""


def store(text: str = TWO, form: str = "nquads") -> Store:
    filled = Store()
    filled.load(text, form)
    return filled


def rows(kg: KnowledgeGraph | Store, query: str) -> Rows:
    answer = kg.sparql(query) if isinstance(kg, KnowledgeGraph) else kg.query(query)
    assert isinstance(answer, Rows)
    return answer


def test_queries_see_the_union_and_each_triple_once() -> None:
    assert len(rows(store(), "SELECT ?s ?o { ?s <https://e/p> ?o }").rows) == 2


def test_graph_says_who_states_it() -> None:
    answer = rows(store(), "SELECT ?g { GRAPH ?g { <https://e/a> <https://e/p> ?o } } ORDER BY ?g")
    assert answer.rows == ((Iri("https://e/one"),), (Iri("https://e/two"),))


def test_from_restricts_the_query_to_that_graph() -> None:
    answer = rows(store(), "SELECT ?s FROM <https://e/one> { ?s ?p ?o }")
    assert answer.rows == ((Iri("https://e/a"),),)
    with pytest.raises(QueryError, match="no such graph is here"):
        store().query("SELECT ?s FROM <https://e/none> { ?s ?p ?o }")


def test_graph_source_on_the_shipped_graph(kg: KnowledgeGraph) -> None:
    answer = rows(kg, "SELECT DISTINCT ?source { GRAPH ?source { ?flow a ws:DataFlow } }")
    sources = {str(row[0]) for row in rows(kg, "SELECT ?s { ?s a ws:Source }").rows}
    assert {str(row[0]) for row in answer.rows} <= sources
    assert len(answer.rows) >= 4


QUERIES = [
    "SELECT ?f ?s ?r { ?f ws:sender ?s ; ws:recipient ?r }",
    "SELECT ?f (COUNT(?c) AS ?n) { ?f ws:carries ?c } GROUP BY ?f",
    "SELECT ?o ?v { ?o ws:value ?v FILTER(?v > 1000) }",
    "SELECT ?source ?title { GRAPH ?source { ?source dcterms:title ?title } }",
    "SELECT ?x ?label { ?x skos:prefLabel ?label OPTIONAL { ?x skos:altLabel ?alias } FILTER(!BOUND(?alias)) }",
    "SELECT DISTINCT ?g ?class { GRAPH ?g { ?x a ?class } }",
]


def _plain(term: object) -> object:
    if isinstance(term, Literal):
        return term.text, term.datatype
    if isinstance(term, RdfLiteral):
        return str(term), str(term.datatype or v.XSD + "string")
    return None if term is None else str(term)


@pytest.mark.parametrize("query", QUERIES)
def test_rdflib_sees_the_same_rows(kg: KnowledgeGraph, query: str) -> None:
    own = rows(kg, query)
    assert own.rows
    seen = kg.rdf.query(query)
    assert Counter(tuple(_plain(cell) for cell in row) for row in own.rows) == Counter(
        tuple(_plain(cell) for cell in row) for row in seen if isinstance(row, tuple)
    )


def test_rdflib_sees_the_union_and_the_named_graphs(kg: KnowledgeGraph) -> None:
    flow = URIRef(v.ID + "flow/us-fbi--us-ident--arrest-fingerprints")
    assert str(kg.rdf.value(flow, URIRef(v.SENDER))) == v.ID + "organization/us-fbi"
    graph = kg.rdf.graph(URIRef(v.ID + "source/aic-2011-secure-communities"))
    assert (flow, URIRef(v.SENDER), URIRef(v.ID + "organization/us-fbi")) in graph
    assert {str(name) for prefix, name in kg.rdf.namespaces() if prefix == "ws"} == {v.WS}


def test_construct_describe_ask(kg: KnowledgeGraph) -> None:
    construct = kg.sparql("CONSTRUCT { ?s ws:sendsTo ?r } WHERE { ?f ws:sender ?s ; ws:recipient ?r }")
    assert isinstance(construct, Triples)
    assert len(construct.triples) == len(set(construct.triples)) > 10
    assert {p for _, p, _ in construct.triples} == {Iri(v.WS + "sendsTo")}
    describe = kg.sparql("DESCRIBE id:organization\\/us-ice")
    assert isinstance(describe, Triples)
    assert {s for s, _, _ in describe.triples} == {Iri(v.ID + "organization/us-ice")}
    assert "Immigration and Customs Enforcement" in describe.serialize("turtle")
    assert kg.sparql("ASK { ?x a ws:DataFlow }") == Truth(True)
    assert kg.sparql("ASK { ?x a ws:NoSuchThing }") == Truth(False)


def test_triples_come_in_a_fixed_order() -> None:
    lines = TWO.splitlines(keepends=True)
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    answers = []
    for text in ("".join(lines), "".join(reversed(lines))):
        answer = store(text).query(query)
        assert isinstance(answer, Triples)
        answers.append(answer.serialize("ntriples"))
    assert answers[0] == answers[1]


def test_a_select_keeps_the_order_it_asks_for_and_the_columns(kg: KnowledgeGraph) -> None:
    answer = rows(kg, "SELECT ?v ?o { ?o ws:value ?v } ORDER BY DESC(?v) LIMIT 3")
    assert answer.columns == ("v", "o")
    values = [float(str(row[0])) for row in answer.rows]
    assert values == sorted(values, reverse=True)
    every = [float(str(row[0])) for row in rows(kg, "SELECT ?v { ?o ws:value ?v }").rows]
    assert values == sorted(every, reverse=True)[:3]


def test_unbound_is_none() -> None:
    assert rows(store(), "SELECT ?s ?nothing { ?s ?p 'y' }").rows == ((Iri("https://e/b"), None),)


def test_a_language_and_a_datatype_are_kept() -> None:
    terms: list[Term | None] = [
        row[0]
        for row in rows(
            store('<https://e/a> <https://e/p> "x"@en, "1"^^<http://www.w3.org/2001/XMLSchema#gYear> .', "turtle"),
            "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
        ).rows
    ]
    assert set(terms) == {Literal("x", v.RDF + "langString", "en"), Literal("1", v.XSD + "gYear")}


def test_dump_is_byte_stable() -> None:
    lines = TWO.splitlines(keepends=True)
    assert store("".join(lines)).dump() == store("".join(reversed(lines))).dump() == TWO.encode()


def test_dump_of_the_shipped_graph_comes_back_the_same(kg: KnowledgeGraph) -> None:
    dump = kg.store.dump()
    again = Store()
    again.load(dump, "nquads")
    assert len(again) == len(kg.store)
    named = [line for line in dump.splitlines() if b"_:" not in line]
    assert named == [line for line in again.dump().splitlines() if b"_:" not in line]


def test_two_readings_give_the_same_bytes() -> None:
    text = '<https://e/a> <https://e/p> [ <https://e/q> "x" ] , ( "y" "z" ) .'
    assert store(text, "turtle").dump() == store(text, "turtle").dump()


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld", "turtle"])
def test_serialization_is_byte_stable(form: str) -> None:
    lines = TWO.splitlines(keepends=True)
    assert store("".join(lines)).serialize(form) == store("".join(reversed(lines))).serialize(form)


def test_a_graph_left_out_is_not_written() -> None:
    assert "https://e/b" not in store().serialize("nquads", leave_out=["https://e/two"])
    assert "https://e/b" in store().serialize("nquads")


def test_loading_is_all_or_nothing() -> None:
    filled = store()
    with pytest.raises(Exception, match="not valid nquads"):
        filled.load("<https://e/new> <https://e/p> <https://e/o> .\n<broken", "nquads")
    assert len(filled) == 3


def test_prefixes_are_known_and_may_be_redefined(kg: KnowledgeGraph) -> None:
    for prefix in v.PREFIXES:
        kg.sparql(f"ASK {{ ?s {prefix}:x ?o }}")
    assert kg.sparql("PREFIX ws: <https://e/> ASK { ?s a ws:DataFlow }") == Truth(False)


def test_select_wants_rows() -> None:
    with pytest.raises(QueryError, match="A SELECT query was expected here"):
        store().select("ASK {}")


def test_a_store_query_changes_nothing(kg: KnowledgeGraph) -> None:
    before = len(kg.store)
    with pytest.raises(QueryError, match="read-only"):
        kg.sparql("DELETE WHERE { ?s ?p ?o }")
    assert len(kg.store) == before


def test_a_property_as_csv() -> None:
    filled = store(TWO + '<https://e/c,d> <https://e/p> "a ""b""" .\n'.replace('""', '\\"'))
    pairs = list(filled.pairs("https://e/p"))
    assert len(pairs) == 4
    assert sorted(map(tuple, rows_of(filled.csv("https://e/p", graphs=True)))) == sorted(pairs)
    assert sorted(map(tuple, rows_of(filled.csv("https://e/p")))) == sorted(pair[:2] for pair in pairs)
    assert rows_of(filled.csv("https://e/none")) == []


@pytest.mark.parametrize(
    ("clauses", "count"),
    [
        ("FROM <http://e/g> FROM <http://e/h>", 1),
        ("FROM <http://e/g> FROM <http://e/g>", 1),
        ("FROM <http://e/g> FROM NAMED <http://e/h>", 1),
        ("FROM NAMED <http://e/g> FROM NAMED <http://e/h>", 0),
    ],
)
def test_a_triple_of_several_graphs_in_from_counts_once(clauses: str, count: int) -> None:
    filled = Store()
    for graph in ("http://e/g", "http://e/h"):
        filled.load("<http://e/a> <http://e/p> 1 .", "turtle", graph=graph)
    query = f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"
    assert filled.select(query).rows == ((Literal(str(count), v.XSD + "integer"),),)
    sink = io.BytesIO()
    filled.write_answer(query, sink, lambda form: "csv")
    assert sink.getvalue().split() == [b"n", str(count).encode()]


def test_the_named_graphs_of_from_are_those_alone() -> None:
    filled = Store()
    for graph in ("http://e/f", "http://e/g", "http://e/h"):
        filled.load("<http://e/a> <http://e/p> 1 .", "turtle", graph=graph)
    rows = filled.select(
        "SELECT ?g FROM <http://e/f> FROM <http://e/g> FROM NAMED <http://e/h> { GRAPH ?g { ?s ?p 1 } }"
    )
    assert rows.rows == ((Iri("http://e/h"),),)
