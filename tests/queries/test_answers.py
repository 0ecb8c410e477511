"""Each query gives the answer that is written down for it, from the store and from rdflib alike."""

from __future__ import annotations

import pytest
from rdflib import Dataset, URIRef
from rdflib import Literal as RdfLiteral
from tests.examples import drawn
from tests.queries.cases import EXPECTED, Case, cases, to_text

from whoshares.model.vocabulary import XSD
from whoshares.sparql.catalogue import Catalogue, CatalogueAnswer, answer, bind
from whoshares.sparql.catalogue.answers import asked, tabulate
from whoshares.store.engine import Iri, Literal, Rows, Store, Term
from whoshares.store.names import Names

CASES = list(cases())
CATALOGUE = Catalogue()


def test_each_query_has_a_case_and_each_case_a_query() -> None:
    assert sorted({case.query for case in CASES}) == CATALOGUE.names


def test_each_expected_answer_belongs_to_a_case() -> None:
    assert set(EXPECTED.rglob("*.csv")) == {case.expected for case in CASES}


def test_each_query_has_a_case_with_rows() -> None:
    silent = set(CATALOGUE.names)
    silent -= {case.query for case in CASES if len(case.expected.read_text("utf-8").splitlines()) > 1}
    assert silent == set(), "a query that never answers proves nothing"


def test_each_parameter_is_bound_in_some_case() -> None:
    bound = {(case.query, CATALOGUE.find(case.query).parameter(name).name) for case in CASES for name in case.given}
    every = {(query.name, parameter.name) for query in CATALOGUE.queries() for parameter in query.parameters}
    assert every - bound == set()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_answer_is_the_expected_one(store: Store, names: Names, case: Case) -> None:
    found = answer(CATALOGUE.find(case.query), store, names, case.given)
    assert to_text(found) == case.expected.read_text("utf-8")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("case", drawn(CASES), ids=str)
def test_rdflib_gives_the_same_rows(dataset: Dataset, names: Names, case: Case) -> None:
    """As many cases as are drawn: it takes a hundred times as long, and Virtuoso is asked all of them beside this."""
    query = CATALOGUE.find(case.query)
    bound = bind(query, names, case.given)
    result = dataset.query(asked(query, bound))
    assert result.vars is not None
    rows = Rows(
        tuple(map(str, result.vars)),
        tuple(tuple(map(_term, row)) for row in result if isinstance(row, tuple)),
    )
    found = CatalogueAnswer(query, bound, tabulate(query, rows), 0, {})
    assert to_text(found) == case.expected.read_text("utf-8")


def _term(node: object) -> Term | None:
    if node is None:
        return None
    if isinstance(node, URIRef):
        return Iri(node)
    assert isinstance(node, RdfLiteral)
    return Literal(str(node), str(node.datatype or XSD + "string"))
