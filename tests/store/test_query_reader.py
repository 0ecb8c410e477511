"""Queries are read as SPARQL says, and what the engine gets means the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.by_hand import Command

from whoshares import KnowledgeGraph
from whoshares.facts.snapshot import Snapshot
from whoshares.model.errors import QueryError
from whoshares.model.vocabulary import ID, PREFIXES
from whoshares.sparql.catalogue import Catalogue
from whoshares.store.answering import prepare
from whoshares.store.engine import Rows, Store, Truth
from whoshares.store.writing import Triples

DATA = """
@prefix : <http://e/> .
:a :p :b, "x", "y"@en, 1, 2.5, "1'\\"\\\\\\n" ; :q :c . :b :p :c ; :q "x" . :c :p 3 ; a :T .
"""


@pytest.fixture(scope="module")
def engine() -> ox.Store:
    """The engine alone."""
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    return store


STORE = Store()
STORE.load(DATA, "turtle")

PATTERNS = [
    ":a :p ?x", "?x :q|:p ?y", "?x (:p/:q)* :c", "?x ^:p+ ?y", "?x !(:p|^a) ?y", ":a :p? ?y", "?x a :T",
    "?x :p ?x1 ; :q ?y, ?z", "[] :p ?x", "?x :p [ :q ?y ]", "_:n :p ?x ; :q 'x'", "FILTER(1<2)",
    "FILTER(?x<?y||?x>=?y)", "FILTER(?x = <http://e/a>)", "FILTER(?y<<http://e/a>||true)", "BIND(1-1 AS ?n)",
    "BIND(2 -1 AS ?n)", "BIND(-1+ +2 AS ?n)", "BIND(!!true AS ?n)", "BIND(STRLEN(\"a'\\\"\\\\\\n\\u0022\") AS ?n)",
    "BIND('''a'b\"\n''' AS ?n)", "BIND(\"\"\"a\"b'\r\n\"\"\" AS ?n)", "BIND('a'@en-US AS ?n)",
    "BIND('1'^^<http://www.w3.org/2001/XMLSchema#byte> AS ?n)", "BIND(1e3 AS ?n)", "BIND(.5 AS ?n)",
    "VALUES ?x { :a :b UNDEF }", "VALUES (?x ?y) { (:a 1) (UNDEF 'x') }", "VALUES () { () }",
    "OPTIONAL { ?x :p ?w }", "MINUS { ?x a :T }", "{ ?x :p 1 } UNION { ?x :p 3 }", "FILTER NOT EXISTS { ?x a :T }",
    "FILTER(?y IN (1,'x', :c))", "FILTER(?y NOT IN ())",
    "{ SELECT ?x (COUNT(DISTINCT *) AS ?k) { ?x :p ?v } GROUP BY ?x HAVING(?k>0) }", "FILTER(isIRI(?x))",
    "FILTER REGEX(STR(?y), \"^\\\\w\", 'i')", "BIND(IF(BOUND(?x),:a,COALESCE(?q , 1/0,'z')) AS ?n)",
    "FILTER(:f(?x)||true)", "?x :p \\u0022", "?x :p 'a\\d'", "?x :p", "FILTER(1<2<3)", "?x ?\\u0079 ?z", "?x :p -1",
    "BIND(CONCAT ( 'a' ,'b' ) AS ?n)", "<<( :a :p ?x )>> ?y ?z", "<< :a :p ?x >> ?y ?z",
    ":a :p ?x ~ ?r {| ?y ?z |}", "LATERAL { ?x :p ?lat }", ":a :p true",
]  # fmt: skip
BLANKS = st.sampled_from([" ", "\n", "# {'\"<\n", "\t\r\n", " #\r"])


def outcome(answer: object) -> object:
    """Rows as text in a fixed order."""
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return names, sorted(["" if cell is None else str(cell) for cell in row] for row in answer)


@settings(max_examples=300, deadline=None)
@given(
    patterns=st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=4),
    head=st.sampled_from(["SELECT *", "select distinct *", "ASK", "SELECT $x ?y", "SELECT (STR(?x) AS ?s)"]),
    dots=st.lists(st.sampled_from([" .", " . ", "."]), min_size=4, max_size=4),
    blank=BLANKS,
)
def test_what_is_taken_is_answered_as_by_the_engine(
    engine: ox.Store, patterns: list[str], head: str, dots: list[str], blank: str
) -> None:
    body = blank.join(pattern + dot for pattern, dot in zip(patterns, dots, strict=False))
    query = f"PREFIX : <http://e/>{blank}{head}{blank}WHERE {{{body}}}{blank}"
    try:
        expected: object = outcome(engine.query(query, prefixes=dict(PREFIXES)))
    except SyntaxError:
        expected = None
    try:
        text = prepare(query).text
    except QueryError:
        assert expected is None or "~" in query  # the engine takes a number and a dot otherwise
        return
    try:
        found: object = outcome(engine.query(text))
    except SyntaxError:
        found = None
    assert expected is None or found == expected


@pytest.mark.parametrize("name", Catalogue().names)
def test_the_catalogue_is_read_as_the_engine_reads_it(name: str) -> None:
    text = Catalogue().find(name).text
    with_engine, with_tokens = (ox.Store().query(query) for query in (text, prepare(text).text))
    assert isinstance(with_engine, ox.QuerySolutions)
    assert isinstance(with_tokens, ox.QuerySolutions)
    assert with_engine.variables == with_tokens.variables
    assert prepare(prepare(text).text).text == prepare(text).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT *\n{ ?s nope:p ?o }",
         "error at 2:6: the prefix “nope:” is not declared. Put PREFIX nope: <https://…> before the query; "
         "ws: id: rdf: rdfs: skos: xsd: dcterms: dc: owl: are known without."),
        ("SELECT * { ?s ws:recipient id:organization/us-ice }",
         "where “/” stands. A slash in a name is escaped: id:organization\\/…, or write the IRI in angle brackets."),
        ("SELECT * { id:organization/us-ice ?p ?o }",
         "where “/” stands. A slash in a name is escaped: id:organization\\/…, or write the IRI in angle brackets."),
        ("SELECT * { ?s id:organization/us-ice ?o }",
         "where “us” stands. A slash in a name is escaped: id:organization\\/…, or write the IRI in angle brackets."),
        ("SELECT * { http://e/a ?p ?o }", "where “/” stands. An IRI stands in angle brackets: <http://…>."),
        ("SELECT * { <HTTP://e/a> ?p ?o }",
         "error at 1:12: <HTTP://e/a> begins with “HTTP:”. IRIs are compared letter by letter, and begin with “http:” "
         "here. Write it so."),
        ("SELECT * { <http://e/a b> ?p ?o }",
         "error at 1:12: the IRI that begins here holds U+0020, which no IRI can hold. "
         "Write it as <https://example.org/…>."),
        ("SELECT * { <http://e/a", "the IRI that begins here has no “>” at its end. Write it as <https://example.org/…>."),
        ("SELECT * { <http://e:x/> ?p ?o }", "error at 1:12: <http://e:x/> is no IRI. Correct it."),
        ("ASK { ?s ?p 'it\\'s }", "error at 1:13: the string that begins here is not closed. Close it with '."),
        ('ASK { ?s ?p """a"" }', 'error at 1:13: the string that begins here is not closed. Close it with ".'),
        ('ASK { FILTER REGEX(?x, "\\d") }',
         "error at 1:25: “\\d” is no escape. Write a backslash as “\\\\” in a string."),
        ("ASK { ?s ?p '\\uD800' }", "error at 1:14: “\\uD800” is no escape. Write a backslash as “\\\\” in a string."),
        ("ASK { ?s ?p ?o", "where the query ends."),
        ("ASK { ?s ?p ?o } }", "where “}” stands."),
        ("SELECT ?s { ?s label ?o }",
         "where “label” stands. A name needs its prefix, a variable its “?”, and text its quotes."),
        ("SELECT * { ?s ?p ‘x’ }", "error at 1:18: “‘” has no meaning here. Take it out, or put it into a string."),
        ("ASK {\0}", "error at 1:6: U+0000 has no meaning here. Take it out, or put it into a string."),
        ("ASK { ?x\u2013y ?p ?o }", "error at 1:9: “–” has no meaning here. Take it out, or put it into a string."),
        ("ASK \\u007B}", "error at 1:5: a backslash stands outside of strings and names. Take it out."),
        ("SELECT ?\\u0061\\u0061 {\n } x", "error at 2:4: expected one of the end of the query"),
        ("SELECT ?y { ?x ?y ?z } GROUP BY ?x", "The SELECT contains a variable that is unbound."),
        ("ASK { BIND(1 AS ?x) BIND(2 AS ?x) }", "Look for a variable that is bound twice"),
        ("PREFIX ex:a <http://e/> ASK {}", "error at 1:8: “ex:a” is declared as a prefix, and a prefix ends in “:”."),
        ("DELETE WHERE { ?s ?p ?o }", "Updates are not accepted: the graph is read-only here."),
        ("",
         "error at 1:1: expected one of ASK, BASE, CONSTRUCT, DESCRIBE, PREFIX, SELECT, VERSION, "
         "where the query ends."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(query: str, sentence: str) -> None:
    with pytest.raises(QueryError) as error:
        STORE.query(query)
    assert sentence in str(error.value)
    assert str(error.value).startswith("The query is not valid SPARQL 1.1: error at ")
    assert "[" not in str(error.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(QueryError, match="holds bytes that are not UTF-8"):
        STORE.query("ASK { ?s ?p '\udcff' }")


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("<organization/us-ice>", ID + "organization/us-ice"),
        ("<>", ID),
        ("<#x>", ID + "#x"),
        ("<../ontology/sender>", "https://w3id.org/whoshares/ontology/sender"),
        ("<a/b:c>", ID + "a/b:c"),
        ("id:organization\\/us-ice", ID + "organization/us-ice"),
        ("id:a.b.c%41", ID + "a.b.c%41"),
        ("<\\u0061\\U0000002Fb>", ID + "a/b"),
        ("<http://e/é>", "http://e/é"),
        ("<urn:x:y>", "urn:x:y"),
    ],
)
def test_relative_iris_are_those_of_things(query: str, iri: str) -> None:
    assert prepare(f"DESCRIBE {query}").text == f"DESCRIBE <{iri}> "


def test_a_base_and_prefixes_of_the_query_go_before() -> None:
    text = "BASE <http://e/a/> PREFIX ws: <x#> BASE <b> PREFIX : <?q=> DESCRIBE ws:y :z <c> rdf:type"
    rdf_type = PREFIXES["rdf"] + "type"
    assert prepare(text).text == f"DESCRIBE <http://e/a/x#y> <http://e/a/b?q=z> <http://e/a/c> <{rdf_type}> "


def test_true_in_capitals_and_a_byte_order_mark() -> None:
    assert STORE.query("\ufeffASK { FILTER(TRUE && !False) }") == Truth(True)


def test_escapes_are_decoded_once() -> None:
    answer = STORE.query(r"""SELECT (STRLEN("\\u0041") AS ?a) (STRLEN("\u005Cu0041") AS ?b) ("\u0041" AS ?\u0063) {}""")
    assert isinstance(answer, Rows)
    assert answer.columns == ("a", "b", "c")
    assert [str(cell) for cell in answer.rows[0]] == ["6", "6", "A"]


def test_the_command_takes_queries_without_braces(command: Command, small: str) -> None:
    for query in (
        "DESCRIBE <organization/county>",
        "# who\nDESCRIBE id:organization\\/county",
        "describe<organization/county>",
    ):
        answer = command("sparql", query, "--graph", small)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert "<https://w3id.org/whoshares/id/organization/county>" in answer.stdout


def test_a_byte_order_mark_before_a_query(command: Command, run: Command, small: str, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"\xef\xbb\xbfASK {}")
    assert command("sparql", str(tmp_path / "q.rq"), "--graph", small).stdout == "true\n"
    assert run("sparql", "-", "--graph", small, stdin="\ufeffASK {}").stdout == "true\n"


ORDERS = [
    "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o } LIMIT 40",
    "SELECT ?s (SAMPLE(?o) AS ?one) (GROUP_CONCAT(?o; SEPARATOR='|') AS ?all) { ?s ?p ?o } GROUP BY ?s",
    "SELECT DISTINCT ?p { ?s ?p ?o }",
]


def test_the_same_question_gives_the_same_rows_with_and_without_a_snapshot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WHOSHARES_CACHE", str(tmp_path))
    read, kept = (Snapshot(Path(__file__).parents[1] / "queries" / "graph").store() for _ in range(2))
    assert any(tmp_path.iterdir())
    for query in ORDERS:
        answer = read.query(query)
        assert isinstance(answer, Rows)
        assert len(answer.rows) > 10
        assert answer == kept.query(query)


def test_other_verbs_do_not_load_the_reader_of_queries() -> None:
    code = (
        "import sys, whoshares; kg = whoshares.open(); kg.trace('Local jail', 'ICE', as_of='2011-10-01'); "
        "sys.exit('whoshares.store.query_reader' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_describe_and_construct_over_the_shipped_graph(kg: KnowledgeGraph) -> None:
    answer = kg.sparql("DESCRIBE <organization/us-ice>")
    assert isinstance(answer, Triples)
    assert answer == kg.sparql(f"DESCRIBE <{ID}organization/us-ice>")
    assert answer.triples
