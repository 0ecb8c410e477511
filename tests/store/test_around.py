"""The part of a store around some things holds what is asked for, and no more; rows come straight from the engine."""

from __future__ import annotations

from whoshares.model.terms import Blank, Iri
from whoshares.store.engine import Store

X = "https://example.org/"
DATA = f"""
@prefix : <{X}> .
:a :next :b ; :says "a" ; :has _:one .
:b :next :c ; :says "b" .
:c :next :d ; :says "c" .
:d :wider :e .
_:one :has _:two .
_:two :says "two" .
GRAPH :g {{ :a :says "a" , "in g" . :z :says "z" . }}
"""


def _store() -> Store:
    store = Store()
    store.load(DATA, "trig")
    return store


def _said(part: Store) -> set[tuple[str, str]]:
    return {
        (str(s.subject).removeprefix(X), str(s.predicate).removeprefix(X))
        for s in part.statements()
        if not isinstance(s.subject, Blank)
    }


def test_all_of_the_things_and_some_of_what_follows() -> None:
    part = _store().around([Iri(X + "a")], [X + "next"], 1, [X + "wider"])
    assert _said(part) == {("a", "next"), ("a", "says"), ("a", "has"), ("b", "next"), ("d", "wider")}
    assert sorted(part.texts(X + "a", X + "says")) == ["a", "in g"]
    assert part.graphs() == []


def test_a_blank_node_comes_whole_at_any_distance() -> None:
    part = _store().around([Iri(X + "a")], [], 0, [])
    of_blank = [s for s in part.statements() if isinstance(s.subject, Blank)]
    assert sorted(str(s.predicate).removeprefix(X) for s in of_blank) == ["has", "says"]


def test_a_blank_node_is_a_thing_like_others() -> None:
    store = _store()
    (two,) = (s.subject for s in store.statements(predicate=X + "says") if isinstance(s.subject, Blank))
    assert [str(s.object) for s in store.around([two], [], 0, []).statements()] == ["two"]


def test_rows_are_of_the_union_and_hold_what_is_bound() -> None:
    query = f"SELECT DISTINCT ?s ?t {{ ?s <{X}says> ?o OPTIONAL {{ ?s <{X}wider> ?t }} FILTER(isIRI(?s)) }}"
    rows = list(_store().rows(query))
    assert sorted(str(row["s"]).removeprefix(X) for row in rows) == ["a", "b", "c", "z"]
    assert all(row.keys() == {"s"} for row in rows)
