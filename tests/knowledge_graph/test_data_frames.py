"""Answers as data frames and rdflib graphs."""

from __future__ import annotations

import sys
from html import unescape

import pytest
from rdflib import Graph

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.columns import COLUMNS
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


def test_every_answer_is_a_data_frame_of_text(kg: KnowledgeGraph) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    answers = [
        kg.trace("FBI", "ICE", carrying="fingerprints", as_of="2011-10-01"),
        kg.bars("NYC sanctuary policies", as_of="2019-06-01"),
        kg.query("sources/weight"),
        kg.show("IDENT"),
        kg.flows(),
        kg.sources(),
    ]
    for answer in answers:
        rows, frame = answer.rows(), answer.to_dataframe()
        assert rows
        assert list(frame.columns) == list(rows[0])
        assert frame.to_dict("records") == rows
        assert answer.to_dataframe("polars").to_dicts() == rows


def test_an_answer_without_rows_is_an_empty_frame(kg: KnowledgeGraph) -> None:
    pytest.importorskip("pandas")
    empty = kg.trace("CBP", "ICE", carrying="driver-record", as_of="2025-12-01")
    for library in ("pandas", "polars"):
        frame = empty.to_dataframe(library)
        assert len(frame) == 0
        assert tuple(frame.columns) == COLUMNS["trace"], "so that a column can be asked for all the same"


def test_there_are_two_libraries_of_data_frames(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="“dask” is no library of data frames here"):
        kg.sources().to_dataframe("dask")


def test_the_lists_hold_each_flow_and_document_once(kg: KnowledgeGraph) -> None:
    flows, sources = kg.flows(), kg.sources()
    assert {row["flow"] for row in flows.rows()} == set(kg.network.flow_number)
    assert len(sources.rows()) == kg.network.source_count
    known = {row["title"] for row in sources.rows()}
    assert next(row for row in flows.rows() if row["flow"].endswith("us-fbi--us-ident--arrest-fingerprints"))
    assert {"to_id", "valid_from", "sources"} <= flows.to_dict()["rows"][0].keys()  # type: ignore[index]
    assert len(known) > 600
    assert flows.to_dict()["columns"] == list(flows.rows()[0])


def test_an_answer_is_drawn_for_a_notebook_without_a_request(kg: KnowledgeGraph) -> None:
    drawn = kg.draw(kg.around("IDENT", as_of="2011-10-01", carrying="fingerprints"))
    shown = drawn._repr_html_()
    assert drawn.svg in unescape(shown)
    assert shown.startswith('<iframe sandbox srcdoc="')
    assert shown.count('"') == 8  # nothing of the picture ends an attribute
    assert "Identification System" in drawn.svg
    assert "<script" not in unescape(shown)
    assert not [part for part in ("src=", "url(http", "@import", "xlink:href") if part in unescape(shown)]


def test_the_flows_of_an_answer_are_a_graph(kg: KnowledgeGraph) -> None:
    near = kg.around("IDENT", as_of="2011-10-01", carrying="fingerprints")
    graph = kg.to_networkx(near)
    assert 0 < graph.number_of_edges() == len(near.rows())
