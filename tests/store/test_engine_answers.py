"""What the engine answers otherwise than SPARQL says, as `docs/endpoint.md` lists it.

A test here fails where a new engine answers rightly. Take the case out then, here and there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from whoshares.store.engine import Rows, Store, Truth

STORE = Store()
STORE.load(
    """
    @prefix : <https://w3id.org/whoshares/id/> .
    :one { :a :p 1 . :a :q :b }
    :two { :a :p 2 . :x :q :y }
    """,
    "trig",
)

Row = tuple[str | None, ...]


def rows(query: str) -> list[Row]:
    """The rows in order, things by the end of their IRI."""
    answer = STORE.query(query)
    assert isinstance(answer, Rows)
    found = (tuple(None if cell is None else str(cell).rpartition("/")[2] for cell in row) for row in answer.rows)
    return sorted(found, key=str)


BY_GRAPH: list[Row] = [("one", "1"), ("two", "2")]


@pytest.mark.parametrize(
    ("query", "answered", "right", "instead"),
    [
        pytest.param(
            "SELECT ?g ?n { GRAPH ?g { { SELECT (MAX(?o) AS ?n) { ?s id:p ?o } } } }",
            [(None, "2")],
            BY_GRAPH,
            "SELECT ?g (MAX(?o) AS ?n) { GRAPH ?g { ?s id:p ?o } } GROUP BY ?g",
            id="subquery",
        ),
        pytest.param(
            "SELECT ?g ?v { GRAPH ?g { VALUES ?v { 1 } } }",
            [(None, "1")],
            [("one", "1"), ("two", "1")],
            "SELECT ?g ?v { GRAPH ?g { } VALUES ?v { 1 } }",
            id="values",
        ),
        pytest.param(
            "SELECT ?g ?o { GRAPH ?g { ?s id:p ?o MINUS { ?other id:q id:b } } }",
            [("two", "2")],
            BY_GRAPH,
            None,
            id="minus",
        ),
        pytest.param(
            "SELECT ?g ?o { GRAPH ?g { ?s id:p ?o MINUS { ?s id:q id:b } } }",
            [("two", "2")],
            [("two", "2")],
            "SELECT ?g ?o { GRAPH ?g { ?s id:p ?o FILTER NOT EXISTS { ?s id:q id:b } } }",
            id="minus that shares a variable is right",
        ),
        pytest.param(
            "SELECT ?y { <nowhere> id:q* ?y }",
            [],
            [("nowhere",)],
            "SELECT ?y { { BIND(<nowhere> AS ?y) } UNION { <nowhere> id:q+ ?y } }",
            id="path of no steps from what is not in the graph",
        ),
    ],
)
def test_the_engine_answers_so(query: str, answered: list[Row], right: list[Row], instead: str | None) -> None:
    assert rows(query) == answered
    assert instead is None or rows(instead) == right


def test_a_path_of_no_steps_between_one_unknown_node() -> None:
    assert STORE.query("ASK { <nowhere> id:q* <nowhere> }") == Truth(False)
    assert STORE.query("ASK { <nowhere> id:q? <nowhere> }") == Truth(False)


def test_a_blank_node_by_name_is_one_for_all_rows() -> None:
    made = {row[0] for row in rows("SELECT (BNODE('x') AS ?b) { ?s ?p ?o }")}
    assert len(made) == 1
    assert len({row[0] for row in rows("SELECT (BNODE() AS ?b) { ?s ?p ?o }")}) == 4
    assert rows("SELECT (BNODE('no label') AS ?b) { }") == [(None,)]


def test_each_case_stands_in_the_docs() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "endpoint.md").read_text("utf-8")
    section = docs.partition("## What the engine answers otherwise")[2].partition("\n## ")[0]
    for case in ("subquery", "VALUES", "MINUS", "`*`", "BNODE"):
        assert case in section
