"""Rows as CSV, TSV and XML hold exactly what the rows hold, whatever that is."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.server.conftest import Server

from whoshares.server.http.tables import CsvOfTsv, for_spreadsheets

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", '"', "a,b", "\t", "\r\n", "\\", "<x>", "_:b", '"""', "\\t", "\u2028", "=1+1", "\x01", "a\nb,c"]
)
TERMS = st.one_of(
    st.none(),
    TEXT.map(ox.Literal),
    TEXT.map(lambda text: ox.Literal(text, language="en-GB")),
    st.integers().map(ox.Literal),
    st.sampled_from(["https://example.org/a,b", "urn:x", "https://example.org/é"]).map(ox.NamedNode),
    st.sampled_from("abc").map(ox.BlankNode),
)
NOT_XML = "\x01\x08\x0b\x1f￾￿"


def bare(term: object) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.BlankNode) else term.value  # type: ignore[attr-defined]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(TERMS, TERMS), max_size=5), st.integers(1, 40))
def test_csv_holds_what_the_rows_hold(rows: list[tuple[object, object]], size: int) -> None:
    variables = [ox.Variable("a"), ox.Variable("b")]
    lines = [b"?a\t?b\n"]
    for row in rows:
        solution = next(iter(_solutions(row)))
        lines.append(solution.partition(b"\n")[2])
    tsv = b"".join(lines)
    rewrite = CsvOfTsv()
    data = b"".join(rewrite(tsv[start : start + size]) for start in range(0, len(tsv), size))
    read = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert read == [[v.value for v in variables], *([bare(cell) for cell in row] for row in rows)]
    assert data.count(b"\r\n") >= len(rows) + 1


def test_a_long_cell_is_fit_for_spreadsheets() -> None:
    data = ("x\r\n=" + "a" * 200_000 + "\r\n").encode()
    assert for_spreadsheets(data) == b"x\r\n'=" + b"a" * 200_000 + b"\r\n"


def _solutions(row: tuple[object, object]) -> Iterator[bytes]:
    """One row as the engine writes it in TSV."""
    cells = " ".join("UNDEF" if cell is None or isinstance(cell, ox.BlankNode) else str(cell) for cell in row)
    answer = ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ ({cells}) }} }}")
    assert isinstance(answer, ox.QuerySolutions)
    data = answer.serialize(format=ox.QueryResultsFormat.TSV)
    assert data is not None
    head, _, line = data.partition(b"\n")
    written = [
        str(cell).encode() if isinstance(cell, ox.BlankNode) else text
        for cell, text in zip(row, line.removesuffix(b"\n").split(b"\t"), strict=True)
    ]
    yield head + b"\n" + b"\t".join(written) + b"\n"


def rows_of(server: Server, query: str, **given: str) -> list[list[str]]:
    answer = server.get("/sparql", query=query, **given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode(), newline="")))


def test_an_iri_with_a_comma_is_one_cell(server: Server) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { (<https://example.org/a,b> "c") } }'
    assert rows_of(server, query, format="csv") == [["a", "b"], ["https://example.org/a,b", "c"]]


def test_blank_nodes_are_told_from_text(server: Server) -> None:
    _, (_, cell) = rows_of(server, "SELECT ?a ?b { BIND(BNODE() AS ?b) }", format="csv")
    assert cell.startswith("_:")


def test_a_triple_term_is_one_cell(server: Server) -> None:
    query = 'SELECT ?t ?x { BIND(<<( <a:b> <a:c> "d,e" )>> AS ?t) BIND("f,g" AS ?x) }'
    assert rows_of(server, query, format="csv") == [["t", "x"], ['<<( <a:b> <a:c> "d,e" )>>', "f,g"]]


FORMULAS = "SELECT ?x { VALUES ?x { \"=HYPERLINK(0)\" '+1' '-2' '@x' '-plain' \"a\" } }"


def test_values_are_exact_unless_a_spreadsheet_is_to_read_them(server: Server) -> None:
    exact = ["=HYPERLINK(0)", "+1", "-2", "@x", "-plain", "a"]
    assert [row[0] for row in rows_of(server, FORMULAS, accept="text/csv")][1:] == exact
    assert [row[0] for row in rows_of(server, FORMULAS, format="csv")][1:] == exact
    defused = ["'=HYPERLINK(0)", "+1", "-2", "'@x", "'-plain", "a"]
    assert [row[0] for row in rows_of(server, FORMULAS, format="spreadsheet")][1:] == defused
    assert server.get("/sparql", query="ASK { }", format="spreadsheet").status_code == 400


def unicode_escape(text: str) -> str:
    return "".join(f"\\u{ord(sign):04X}" for sign in text)


@pytest.mark.parametrize("sign", NOT_XML)
@pytest.mark.parametrize(
    ("form", "type_"),
    [
        ('SELECT ("a{}b" AS ?x) {{ }}', "application/sparql-results+xml"),
        ('SELECT ("a{}b" AS ?x) {{ }}', "application/xml"),
        ('CONSTRUCT {{ <a:b> <a:c> "a{}b" }} {{ }}', "application/rdf+xml"),
    ],
)
def test_xml_never_holds_what_it_cannot(server: Server, sign: str, form: str, type_: str) -> None:
    query = form.format(unicode_escape(sign))
    answer = server.get("/sparql", query=query, accept=type_)
    assert answer.status_code == 406
    assert f"holds the character U+{ord(sign):04X}, which XML cannot carry. Ask for another type: " in answer.text
    other = "application/sparql-results+json" if query.startswith("SELECT") else "text/turtle"
    assert other in answer.text
    assert server.get("/sparql", query=query, accept=other).status_code == 200


def test_xml_holds_all_else_as_it_is(server: Server) -> None:
    text = "\t\n\r a\r\nb\x7f\x85\u2028￼𝄞 <&>\"'"
    query = f'SELECT ("{unicode_escape(text[:8])}\x7f\x85\u2028￼𝄞 <&>\\"\'" AS ?x) {{ }}'
    answer = server.get("/sparql", query=query, accept="application/sparql-results+xml")
    tree = ElementTree.fromstring(answer.content)
    found = tree.find(".//{http://www.w3.org/2005/sparql-results#}literal")
    assert found is not None
    assert found.text == text
