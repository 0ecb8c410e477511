"""Parameters become typed terms, whatever they hold; what cannot be bound is refused in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whoshares.model.errors import InputError, NameAmbiguous, NameUnknown
from whoshares.model.vocabulary import ID, XSD
from whoshares.sparql.catalogue import Catalogue, CatalogueQuery, Given, answer, bind, filled
from whoshares.sparql.catalogue.queries import QueryParameter
from whoshares.store.engine import Iri, Literal, Store
from whoshares.store.names import Names

CATALOGUE = Catalogue()
BORDER = Iri(ID + "organization/norland-border")


def rows(store: Store, names: Names, name: str, values: Mapping[str, Given | Sequence[Given] | None]) -> int:
    return len(answer(CATALOGUE.find(name), store, names, values).table)


def query_of(*parameters: QueryParameter, text: str) -> CatalogueQuery:
    return CatalogueQuery("tests/one", "Which?", "All.", "None.", (), parameters, {"x": "X"}, frozenset(), text)


# --- what is bound --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Border Agency", "NBA", "nba", "organization/norland-border", BORDER, "  NBA\n", "norland-border"]
)
def test_a_thing_is_named_by_label_alias_or_id(names: Names, name: str) -> None:
    assert bind(CATALOGUE.find("flows/into"), names, {"recipient": name})["recipient"] == (BORDER,)


def test_a_parameter_is_spelt_in_three_ways(names: Names) -> None:
    for spelling in ("asOf", "as_of", "as-of"):
        bound = bind(CATALOGUE.find("flows/into"), names, {"recipient": "NBA", spelling: "2020-02-29"})
        assert bound["asOf"] == (Literal("2020-02-29", XSD + "date"),)


def test_values_may_be_days_numbers_lists_and_nothing(names: Names) -> None:
    into, in_year = CATALOGUE.find("flows/into"), CATALOGUE.find("flows/in-year")
    bound = bind(into, names, {"recipient": ["NBA", "NRB", "NBA"], "as_of": date(2020, 2, 29), "sender": None})
    assert bound["recipient"] == (BORDER, Iri(ID + "organization/norland-records"))
    assert bound["asOf"] == (Literal("2020-02-29", XSD + "date"),)
    assert bound["sender"] == bound["category"] == ()
    assert bind(in_year, names, {"year": 2018})["year"] == (Literal("2018", XSD + "gYear"),)


def test_what_is_not_bound_stays_open(names: Names) -> None:
    query = CATALOGUE.find("flows/into")
    text = filled(query, bind(query, names, {"recipient": "NBA"}))
    assert f"VALUES ?recipient {{ <{BORDER}> }}" in text
    assert "VALUES ?sender { UNDEF }" in text


def test_each_row_of_a_parameter_is_filled(names: Names) -> None:
    query = CATALOGUE.find("holders/categories")
    text = filled(query, bind(query, names, {"holder": "NBA"}))
    assert (text.count(f"VALUES ?holder {{ <{BORDER}> }}"), text.count("UNDEF")) == (4, 0)


def test_a_text_and_a_number(store: Store, names: Names) -> None:
    text = "SELECT (STR(?said) AS ?x) ?number WHERE { VALUES ?said { UNDEF } VALUES ?number { UNDEF } }"
    query = query_of(
        QueryParameter("said", "text", False, "a", "A text."),
        QueryParameter("number", "integer", False, "1", "A number."),
        text=text,
    )  # fmt: skip
    bound = bind(query, names, {"said": "é “x”", "number": "007"})
    assert store.select(filled(query, bound)).rows == ((Literal("é “x”"), Literal("7", XSD + "integer")),)


# --- hostile values -------------------------------------------------------------------------------------------------

HOSTILE = [
    '"', "\\", '\\"', "'", '"""', "}", "} }", "{ UNDEF }", "UNDEF", "<", ">", "<http://e/ x>", "http://e/ x>", "#",
    "\n", '" } ?s ?p ?o . { "', "VALUES ?other { UNDEF }", "VALUES ?said { UNDEF }", "SERVICE <http://e/> { }",
    "\\u0022", "\0", "\x7f", "\u2028", "\U0001f600", "${x}", "\\1", "\\g<0>", "?x", "DROP ALL", "\r\n",
]  # fmt: skip
TWO = (
    QueryParameter("said", "text", False, "a", "A text."),
    QueryParameter("other", "text", False, "a", "Another."),
)
ECHO = query_of(*TWO, text="SELECT ?said ?other WHERE { VALUES ?said { UNDEF } VALUES ?other { UNDEF } }")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_back_as_it_was(store: Store, text: str) -> None:
    bound = {"said": (Literal(text),), "other": (Literal(text[::-1]),)}
    assert store.select(filled(ECHO, bound)).rows == ((Literal(text), Literal(text[::-1])),)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(one: str, other: str) -> None:
    bound = {"said": (Literal(one),), "other": (Literal(other),)}
    assert Store().select(filled(ECHO, bound)).rows == ((Literal(one), Literal(other)),)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("parameter", ["recipient", "category"])
def test_a_hostile_name_is_no_name(names: Names, parameter: str, text: str) -> None:
    with pytest.raises(InputError) as refusal:
        bind(CATALOGUE.find("flows/into"), names, {"recipient": "NBA", parameter: text})
    assert "has no " in str(refusal.value) or "is empty" in str(refusal.value)


@pytest.mark.parametrize("text", [t for t in HOSTILE if t.strip()])
def test_a_hostile_day_is_no_day(names: Names, text: str) -> None:
    with pytest.raises(InputError, match="which is no day"):
        bind(CATALOGUE.find("flows/into"), names, {"recipient": "NBA", "as_of": text})


def test_bytes_that_are_no_text_are_refused(names: Names) -> None:
    with pytest.raises(InputError, match="“said” holds bytes that are no text"):
        bind(ECHO, names, {"said": "\udcff"})


def test_a_thing_without_an_iri_cannot_be_bound() -> None:
    graph = Store()
    graph.load(
        '[] a <https://w3id.org/whoshares/ontology/Organization> ;'
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "Nameless" .',
        "turtle",
    )  # fmt: skip
    blank = next(str(statement.subject) for statement in graph.statements())
    with pytest.raises(InputError, match=r"has no IRI of its own in this graph|has no holder of data named"):
        bind(CATALOGUE.find("flows/into"), Names(graph), {"recipient": blank})


# --- what is refused ------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, dict[str, Given], str]] = {
    "required": (
        "flows/into", {},
        "“flows/into” would list everything unless its parameter “recipient” is bound. Give it a holder of data: "
        "whoshares query flows/into --recipient ICE",
    ),
    "required, with a space": (
        "holders/in-place", {},
        "“holders/in-place” would list everything unless its parameter “place” is bound. Give it a place: "
        'whoshares query holders/in-place --place "New York State"',
    ),
    "unknown parameter": (
        "flows/into", {"recipient": "NBA", "recipent": "NBA"},
        "“flows/into” has no parameter “recipent”. Did you mean “recipient”? It takes recipient (holder of data, "
        "required); sender (holder of data); category (data category); as-of (day).",
    ),
    "no parameters": (
        "sources/weight", {"tier": "News"}, "“sources/weight” takes no parameters, and “tier” was given. Leave it out.",
    ),
    "empty": (
        "flows/into", {"recipient": "  "}, "“recipient” is empty. Give it a holder of data, or leave it out.",
    ),
    "day": (
        "flows/into", {"recipient": "NBA", "as_of": "2020-02-30"},
        "“as-of” is “2020-02-30”, which is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.",
    ),
    "month": (
        "flows/into", {"recipient": "NBA", "as_of": "2020-02"},
        "“as-of” is “2020-02”, which is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.",
    ),
    "other digits": (
        "flows/in-year", {"year": "２０１１"},
        "“year” is “２０１１”, which is no year. Write four digits, such as 2011.",
    ),
    "year": ("flows/in-year", {"year": 11}, "“year” is “11”, which is no year. Write four digits, such as 2011."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(names: Names, case: str) -> None:
    name, values, message = REFUSED[case]
    with pytest.raises(InputError) as refusal:
        bind(CATALOGUE.find(name), names, values)
    assert str(refusal.value) == message


def test_no_whole_number(names: Names) -> None:
    query = query_of(
        QueryParameter("number", "integer", False, "1", "N."), text="SELECT ?x { VALUES ?number { UNDEF } }"
    )
    for text in ("1.5", "1e3", "x", "--1", "9" * 30):
        with pytest.raises(InputError, match=r"which is no whole number\. Write digits, such as 10"):
            bind(query, names, {"number": text})


def test_an_unknown_name_gets_suggestions(names: Names) -> None:
    with pytest.raises(
        NameUnknown, match=r"The graph has no holder of data named “Bordr Agency”\. Did you mean “Border "
    ):
        bind(CATALOGUE.find("flows/into"), names, {"recipient": "Bordr Agency"})


def test_a_name_of_another_class_is_told_apart(names: Names) -> None:
    with pytest.raises(NameUnknown, match=r"“Safe Roads” is a program .*, and a holder of data is wanted here"):
        bind(CATALOGUE.find("flows/into"), names, {"recipient": "Safe Roads"})


def test_an_ambiguous_name_is_refused(names: Names) -> None:
    graph = Store()
    graph.load(
        "".join(
            f'<https://e/{n}> a <https://w3id.org/whoshares/ontology/Organization> ;'
            ' <http://www.w3.org/2004/02/skos/core#prefLabel> "Twin" .\n' for n in (1, 2)
        ),
        "turtle",
    )  # fmt: skip
    with pytest.raises(NameAmbiguous, match="“Twin” can mean https://e/1"):
        bind(CATALOGUE.find("flows/into"), Names(graph), {"recipient": "Twin"})


def test_an_unknown_query_gets_suggestions_and_the_list() -> None:
    with pytest.raises(InputError) as refusal:
        CATALOGUE.find("flows/intoo")
    first, *others = str(refusal.value).splitlines()
    assert re.match(r"There is no query “flows/intoo”\. Did you mean “flows/into”.*\? The queries are:$", first)
    assert [line.split("/")[0].strip() for line in others] == CATALOGUE.topics
    assert next(line for line in others if line.startswith("  flows/  ")).count("into") == 1


@pytest.mark.parametrize("name", ["", "../flows/into", "flows", "flows/", "/flows/into", "FLOWS/into", "flows/into/x"])
def test_only_names_of_the_list_are_read(name: str) -> None:
    with pytest.raises(InputError, match="There is no query"):
        CATALOGUE.find(name)


def test_one_name_in_two_spellings(names: Names) -> None:
    bound = bind(CATALOGUE.find("flows/into"), names, {"recipient": "NBA", "asOf": "2020-01-01", "as_of": "2021-01-01"})
    assert len(bound["asOf"]) == 2


def test_an_empty_graph_answers_with_nothing(store: Store, names: Names) -> None:
    assert rows(store, names, "flows/on-behalf-of", {"holder": "NRB"}) == 0
    assert rows(Store(), names, "sources/by-tier", {}) == 0
