"""No query reaches another machine or ends the process, however it is spelt; and the second wall, by itself."""

from __future__ import annotations

import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoshares.model.errors import QueryError
from whoshares.store.engine import Rows, Store, Truth

STORE = Store()
STORE.load("<http://e/a> <http://e/p> <http://e:>, 1 .", "turtle")


class Listener:
    """A port on loopback at which nobody answers. A connection waits there, and can be seen."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def reached(self) -> bool:
        """Whether anybody has connected since this was asked last."""
        asked = False
        while select.select([self._socket], [], [], 0)[0]:
            self._socket.accept()[0].close()
            asked = True
        return asked

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def refused(query: str) -> str:
    with pytest.raises(QueryError) as error:
        STORE.query(query)
    return str(error.value)


FIRST_WALL = re.compile(r"The query (uses SERVICE|is not valid SPARQL|nests deeper|joins more)")

DISGUISES = [
    r"SELECT * WHERE { OPTIONAL { ?s ?p <http://x/\U00000041#a> ?o } SERVICE SILENT <URL> { ?a ?b ?c } }",
    r"SELECT * WHERE { OPTIONAL { ?s ?p <http://x/\U00000041#a> } SERVICE SILENT <URL> { ?a ?b ?c } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<URL> { ?a ?b ?c } }",
    "SELECT * { FILTER(1<2)SERVICE<URL>{ ?a ?b ?c } FILTER(2>1) }",
    "SELECT * { BIND(1<2 AS ?x) SERVICE#>\n<URL> { ?a ?b ?c } }",
    "PREFIX ex: <http://e:> PREFIX : <URL> SELECT * { ?s ?p ex:service:x { ?a ?b ?c } }",
    "PREFIX ex: <http://e:> PREFIX : <URL> SELECT * { ?s ?p ex:serviceSILENT:x { ?a ?b ?c } }",
    "PREFIX ex: <http://e:> PREFIX : <URL> SELECT * { ?s ?p ex:service { ?a ?b ?c } }",
    "PREFIX service: <URL> PREFIX : <URL> SELECT * { service:x { ?a ?b ?c } }",
    'SELECT * { ?s ?p "\\u0022 SERVICE <URL> { ?a ?b ?c } #" . SERVICE <URL> { ?a ?b ?c } }',
    "SELECT * { \\u0073\\u0065rvice <URL> { ?a ?b ?c } }",
    "SELECT * { \\u007B} \\u005Cu0053ERVICE <URL> { ?a ?b ?c } }",
    "\ufeffSELECT * { SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { { SELECT * { LATERAL { SERVICE <URL> { ?a ?b ?c } } } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <URL> { ?a ?b ?c } } }",
    "BASE <URL> SELECT * { SERVICE <x> { ?a ?b ?c } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <http://e/g>",
    "INSERT { ?a ?b ?c } USING <URL> WHERE { SERVICE <URL> { ?a ?b ?c } }",
]
"""Ways in which a query was, or might be, read otherwise than by the engine."""


@pytest.mark.parametrize("query", DISGUISES)
def test_no_disguise_reaches_another_machine(listener: Listener, query: str) -> None:
    assert FIRST_WALL.match(refused(query.replace("URL", listener.url)))
    assert not listener.reached()


NOISE = st.sampled_from([" ", "\n", "\t", "\r\n", "# >\n", "#'\n", '#"""\n', "#}\r", " \n "])
BEFORE = st.sampled_from(
    [
        "", "?s ?p ?o .", "FILTER(1<2)", "FILTER(?a<?b&&?c>?d)", "BIND(1<2 AS ?x)", "OPTIONAL{}", "?s ?p '<' .",
        "{} UNION {}",
        "VALUES ?v {1 <http://x/#y>}", "?s ?p <http://x/\\u0041#> .", '?s ?p """a"\\"b""" .', "?s ?p 'x'@en-service .",
        "?s ?p -1.", "?s !(^a|ex:p)* ?o .", "?s ?p ex:o\\#x .", "FILTER(?s<<http://x/>)", "?s ?p <<(?a ?b ?c)>> .",
        "?s ?p ?o ~ ?r {| ?a ?b |} .", "FILTER(<<(<a> <b> <c>)>> = ?x)", "?s ?p 1e0.", "?s ?p ex:a. ", "GRAPH ?g {} ",
    ]
)  # fmt: skip
WRAPPED = st.sampled_from(["{}", "{{ {} }}", "OPTIONAL {{ {} }}", "FILTER EXISTS {{ {} }}", "{{ SELECT * {{ {} }} }}"])
NAMES = st.sampled_from(["<URL>", "ex:x", "?g", "$g", "<x>", ":service"])


@st.composite
def service_queries(draw: st.DrawFn) -> str:
    """A query with SERVICE somewhere, spelt as the generator likes."""
    word = "".join(
        letter
        if kind == 0
        else letter.lower()
        if kind == 1
        else f"\\u{ord(letter):04X}"
        if kind == 2
        else f"\\U{ord(letter):08x}"
        for letter, kind in zip("SERVICE", draw(st.lists(st.integers(0, 3), min_size=7, max_size=7)), strict=True)
    )
    silent = draw(st.sampled_from(["", "SILENT", "silent", "Silent"]))
    call = word + draw(NOISE) + silent + draw(NOISE) + draw(NAMES) + draw(NOISE) + "{" + draw(BEFORE) + "}"
    for template in draw(st.lists(WRAPPED.filter("{}".__ne__), max_size=2)):
        call = template.format(call)
    body = draw(NOISE).join([draw(BEFORE), draw(BEFORE), call, draw(BEFORE)])
    form = draw(st.sampled_from(["ASK", "SELECT * WHERE", "DESCRIBE *", "CONSTRUCT {} WHERE"]))
    return f"PREFIX ex: <URL> PREFIX : <URL>{draw(NOISE)}{form} {{{body}}}"


@settings(max_examples=300, deadline=None)
@given(query=service_queries())
def test_no_spelling_of_service_is_run(listener: Listener, query: str) -> None:
    assert FIRST_WALL.match(refused(query.replace("URL", listener.url)))
    assert not listener.reached()


UNCHECKED = """
import sys, io, contextlib
import pyoxigraph
from whoshares.model.errors import QueryError
from whoshares.store import answering, query_limits
from whoshares.store.engine import Store
from whoshares.store.query_reader import Source
from whoshares.store.query_writing import Prepared
url, wall = sys.argv[1:]
if wall == "none":
    query_limits.no_connections = lambda **given: contextlib.nullcontext()
answering.prepare = lambda text: Prepared(Source(text), text=text)  # the first wall is down
graph = Store()
graph.load('<http://e/a> <http://e/p> 1 .', "turtle")
answers = [
    lambda: graph.query("SELECT * { ?s ?p ?o SERVICE <%s> { ?a ?b ?c } }" % url),
    lambda: graph.query("ASK { SERVICE SILENT <%s> { ?a ?b ?c } }" % url),
    lambda: graph.query("CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <%s> { ?a ?b ?c } }" % url),
    lambda: graph.write_answer("SELECT * { SERVICE <%s> { ?a ?b ?c } }" % url, io.BytesIO(), lambda form: "json"),
    lambda: answering.checked("ASK { SERVICE <%s> { ?a ?b ?c } }" % url),
]
for answer in answers[:1] if wall == "none" else answers:
    try:
        answer()
    except QueryError as error:
        print(error)
open(__file__ if "__file__" in globals() else sys.executable, "rb").close()  # files can be opened again
"""


def test_without_the_first_wall_the_second_stands(listener: Listener) -> None:
    ran = subprocess.run([sys.executable, "-c", UNCHECKED, listener.url, "second"], capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count(b"could not be run") >= 3  # SILENT hides it
    assert not listener.reached()


def test_without_both_walls_the_listener_is_reached(listener: Listener) -> None:
    with subprocess.Popen([sys.executable, "-c", UNCHECKED, listener.url, "none"], stdout=subprocess.DEVNULL) as ran:
        while not (reached := listener.reached()) and ran.poll() is None:
            select.select([], [], [], 0.02)
        ran.kill()
    assert reached


AGAIN = """
from whoshares.store.query_limits import no_connections
try:
    with no_connections():
        open("/dev/null", "rb")
except OSError as error:
    print(error.strerror)
print(open("/dev/null", "rb").read())
"""


def test_the_wall_opens_again_whatever_happens() -> None:
    """In a process with one thread: where there are others, the wall is not put up."""
    ran = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, timeout=60, check=True)
    assert ran.stdout == b"Too many open files\nb''\n"


BOMBS = {
    "groups behind an escape": r"SELECT * { ?s ?p <http://x/\U00000041#a> " + "{" * 20_000 + "}" * 20_000 + "}",
    "brackets behind a comparison": "ASK { FILTER(1<" + "(" * 5_000 + "2" + ")" * 5_000 + "&&3>2) }",
    "not": "ASK { FILTER(" + "!" * 10_000 + "true) }",
    "calls": "ASK { FILTER(" + "STR(" * 1_000 + "1" + ")" * 1_000 + ") }",
    "exists": "ASK { " + "FILTER EXISTS { " * 1_000 + "}" * 1_001,
    "triple terms": "ASK { ?s ?p " + "<<(?a ?b " * 10_000 + "1" + ")>>" * 10_000 + " }",
    "annotations": "ASK { ?s ?p 1 " + "{| ?a 1 " * 10_000 + "|}" * 10_000 + " }",
    "and": "ASK { FILTER(" + "true&&" * 10_000 + "true) }",
    "plus": "ASK { FILTER(" + "1+" * 10_000 + "1 > 2) }",
    "signed numbers": "ASK { FILTER(1" + " -1" * 10_000 + " > 2) }",
    "optional": "ASK { " + "OPTIONAL {} " * 10_000 + "}",
    "union": "ASK { " + "{} UNION " * 10_000 + "{} }",
    "binds": "ASK { " + " ".join(f"BIND(1 AS ?v{n})" for n in range(10_000)) + " }",
    "path": "ASK { ?s (" + "<a:b>/" * 10_000 + "<a:b>)* ?o }",
    "alternatives": "ASK { ?s (" + "<a:b>|" * 10_000 + "<a:b>)* ?o }",
    "columns": "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(10_000)) + " {}",
    "described": "DESCRIBE " + "<a:b> " * 10_000,
    "having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(1=1) " * 10_000,
    "list": "ASK { ?s ?p (" + "1 " * 10_000 + ") }",
    "grouped by calls": "SELECT (1 AS ?n) { ?s ?p ?o } GROUP BY " + "STR(?s) " * 60_000,
    "ordered by calls": "SELECT * { ?s ?p ?o } ORDER BY " + "STR(?s) " * 60_000,
    "ordered downwards": "SELECT * { ?s ?p ?o } ORDER BY " + "DESC(?s) " * 60_000,
    "reifiers": "ASK { ?s ?p ?o " + "~ " * 60_000 + "}",
}
"""Each ends the process that gives it to the engine, or keeps it busy for minutes."""


@pytest.mark.parametrize("kind", BOMBS)
def test_what_would_overflow_the_stack_is_refused(kind: str) -> None:
    assert re.match(r"The query (nests deeper than 100 levels|joins more than 1,000 parts)", refused(BOMBS[kind]))


AT_THE_LIMIT = [
    "ASK { FILTER(" + "IF(true," * 95 + " && ".join(["true"] * 900) + ",false)" * 95 + ") }",
    "ASK { " + "FILTER EXISTS { " * 90 + "{} UNION " * 800 + "{} " + "}" * 91,
    "ASK { FILTER(" + "(" * 97 + "+".join(["1"] * 999) + ")" * 97 + " > 2) }",
    "ASK { ?s ?p " + "<<(?a ?b " * 97 + "1" + ")>>" * 97 + " }",
    "SELECT * { BIND(1 AS ?v0) " + " ".join(f"BIND(?v{n} AS ?v{n + 1})" for n in range(900)) + " }",
    "ASK { " + "OPTIONAL { ?s ?p 1 " * 97 + "}" * 98,
]


def test_what_is_let_through_does_not_overflow_it() -> None:
    code = (
        "import sys\nfrom whoshares.store.engine import Store\nfor q in sys.stdin.read().split('\\0'): Store().query(q)"
    )
    ran = subprocess.run([sys.executable, "-c", code], input="\0".join(AT_THE_LIMIT).encode(), timeout=60, check=False)
    assert ran.returncode == 0


HARMLESS = [
    "ASK { VALUES ?v { " + "1.5 " * 5_000 + "} }",
    "ASK { VALUES ?v { " + "'a'@en-US " * 1_100 + "} }",
    "ASK { VALUES (?v ?w) { " + "(-1.5e3 UNDEF) " * 1_100 + "} }",
    "ASK { FILTER(1 IN (" + "2, " * 5_000 + "1)) }",
    "ASK { FILTER(COALESCE(" + "?a, " * 5_000 + "true)) }",
    "ASK { ?s !(" + "<a:b>|" * 5_000 + "<a:b>) ?o }",
    "ASK { FILTER('" + "{([;|/" * 1_000 + "' != '') }",
    "PREFIX service: <http://e/> ASK { ?service service:p ?o FILTER('a'@service-SERVICE != \"service\") }",
    "ASK { FILTER('a\\u0027} SERVICE <http://e/> { ?a ?b ?c } #' != '') }",
    "PREFIX service: <http://e/> ASK { service:a ?p _:service }",
    "# SERVICE\nASK { ?s ?p ?o OPTIONAL { ?s <http://x/SERVICE> ?SERVICE } }",
]


@pytest.mark.parametrize("query", HARMLESS)
def test_what_is_harmless_is_answered(query: str) -> None:
    assert STORE.query(query) == Truth(True)


def test_a_graph_that_is_not_here_is_named_and_never_fetched(listener: Listener) -> None:
    for clause in ("FROM", "FROM NAMED"):
        sentence = refused(f"SELECT *\n{clause} <{listener.url}> {{ ?s ?p ?o }}")
        assert sentence.startswith(f"The query reads FROM <{listener.url}> (at 2:{len(clause) + 2}), and no such graph")
    assert not listener.reached()


def test_a_graph_that_is_here_is_read() -> None:
    store = Store()
    store.load("<http://e/a> <http://e/p> 1 .", "turtle", graph="https://w3id.org/whoshares/id/source/x")
    answer = store.query("SELECT * FROM <source/x> FROM NAMED id:source\\/x { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(answer, Rows)
    assert len(answer.rows) == 1


def test_rdflib_reaches_no_other_machine(listener: Listener) -> None:
    view = STORE.dataset()
    for query in (f"ASK {{ SERVICE <{listener.url}> {{ ?a ?b ?c }} }}", DISGUISES[0].replace("URL", listener.url)):
        with pytest.raises(QueryError, match=FIRST_WALL):
            view.query(query)
    for update in (
        f"LOAD <{listener.url}>",
        f"INSERT {{ ?a ?b ?c }} WHERE {{ SERVICE <{listener.url}> {{ ?a ?b ?c }} }}",
    ):
        with pytest.raises(QueryError, match="view of the graph is for reading"):
            view.update(update)
    assert not listener.reached()
    rows = view.query("PREFIX e: <http://e/> SELECT ?o { e:a <http://e/p> ?o FILTER(ISLITERAL(?o)) }")
    assert [str(row[0]) for row in rows] == ["1"]  # type: ignore[index]
