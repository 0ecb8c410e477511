"""Answers as data frames and rdflib graphs."""

from __future__ import annotations

import sys

import pytest
from rdflib import Graph

from whoshares import KnowledgeGraph
from whoshares.model.errors import InputError
from whoshares.store.engine import Rows, Store
from whoshares.store.writing import Triples

TABLE = """SELECT ?name ?number ?true ?day ?none WHERE {
  VALUES (?name ?number ?true ?day ?none) {
    ("a" 3 true "2008-03"^^xsd:gYearMonth UNDEF) ("b" 4 false "2009-01-02"^^xsd:date UNDEF) } }"""


def rows(query: str) -> Rows:
    answer = Store().query(query)
    assert isinstance(answer, Rows)
    return answer


def test_pandas_has_numbers_truth_values_and_text() -> None:
    pytest.importorskip("pandas")
    frame = rows(TABLE).to_pandas()
    assert list(frame.columns) == ["name", "number", "true", "day", "none"]
    assert frame["number"].sum() == 7
    assert frame["true"].tolist() == [True, False]
    assert frame["day"].tolist() == ["2008-03", "2009-01-02"]
    assert frame["none"].isna().all()


def test_polars_has_the_same() -> None:
    pytest.importorskip("polars")
    frame = rows(TABLE).to_polars()
    assert frame.columns == ["name", "number", "true", "day", "none"]
    assert frame["number"].to_list() == [3, 4]
    assert frame["true"].to_list() == [True, False]
    assert frame["none"].to_list() == [None, None]


def test_a_column_of_mixed_sorts_is_text_in_polars() -> None:
    pytest.importorskip("polars")
    frame = rows('SELECT ?x WHERE { VALUES ?x { 1 "b" <https://example.org/> } }').to_polars()
    assert frame["x"].to_list() == ["1", "b", "https://example.org/"]


def test_no_rows_keep_their_columns() -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    none = rows("SELECT ?x ?y WHERE { ?x ws:sender ?y }")
    assert none.to_polars().columns == list(none.to_pandas().columns) == ["x", "y"]
    assert len(none.to_pandas()) == len(none.to_polars()) == 0


def test_a_literal_that_is_not_what_its_datatype_says_is_text() -> None:
    pytest.importorskip("pandas")
    frame = rows('SELECT ?x WHERE { VALUES ?x { "many"^^xsd:integer } }').to_pandas()
    assert frame["x"].tolist() == ["many"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError) as caught:
        getattr(rows(TABLE), f"to_{library}")()
    assert str(caught.value) == f"{library} is not installed. “pip install {library}” adds it."


def test_a_construct_query_as_an_rdflib_graph(kg: KnowledgeGraph) -> None:
    answer = kg.sparql(
        "CONSTRUCT { ?flow ws:sender ?from ; ws:validFrom ?day } WHERE { ?flow ws:sender ?from ; ws:validFrom ?day }"
    )
    assert isinstance(answer, Triples)
    graph = answer.to_rdflib()
    assert len(graph) == len(answer.triples) > 0
    assert set(graph) == set(Graph().parse(data=answer.serialize("turtle"), format="turtle"))
