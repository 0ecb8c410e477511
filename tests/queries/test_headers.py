"""Each query's header says what its body does; the list of queries is up to date; bad headers are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.queries.cases import readme

from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.sparql.catalogue import Catalogue, CatalogueQuery, answer
from whoshares.sparql.catalogue.queries import PARAMETER_ROW
from whoshares.store.engine import Store
from whoshares.store.names import Names
from whoshares.store.resources import queries_folder

QUERIES = Catalogue().queries()
each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@each_query
def test_parameters_are_the_open_rows(query: CatalogueQuery) -> None:
    assert set(PARAMETER_ROW.findall(query.text)) == {parameter.name for parameter in query.parameters}
    assert query.text.count("UNDEF") == len(PARAMETER_ROW.findall(query.text))


@each_query
def test_columns_are_the_projected_variables(store: Store, query: CatalogueQuery) -> None:
    assert store.select(query.text).columns == tuple(query.columns)


@each_query
def test_lists_are_the_joined_columns(query: CatalogueQuery) -> None:
    joined = re.findall(r'GROUP_CONCAT\(DISTINCT [^;]+;\s*SEPARATOR=" \| "\) AS \?(\w+)\)', query.text)
    assert sorted(joined) == sorted(query.lists)
    assert query.text.count("GROUP_CONCAT") == len(joined)


@each_query
def test_classes_are_known(names: Names, query: CatalogueQuery) -> None:
    for parameter in query.parameters:
        if parameter.kind not in ("Thing", "date", "year", "integer", "text"):
            assert v.OWL + "Class" in names.classes(v.WS + parameter.kind), parameter.kind


@each_query
def test_prefixes_are_declared_and_used(query: CatalogueQuery) -> None:
    declared = re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.text, re.MULTILINE)
    body = re.sub(r'^PREFIX .*$|^ *#.*$|"[^"]*"', "", query.text, flags=re.MULTILINE)
    assert {prefix for prefix, _ in declared} == set(re.findall(r"(?<![\w?/:])(\w+):(?=\w)", body))
    assert [prefix for prefix, _ in declared] == sorted({prefix for prefix, _ in declared})
    known = {**v.PREFIXES, "basis": v.ID + "basis/", "bound": v.ID + "bound/"}
    for prefix, namespace in declared:
        assert known.get(prefix, namespace) == namespace


@each_query
def test_the_order_is_total(store: Store, query: CatalogueQuery) -> None:
    """Rows are told apart by what they are ordered by; the last ORDER BY is that of the answer."""
    keys = set(re.findall(r"\?(\w+)", query.text.rpartition("ORDER BY")[2]))
    grouped = set(re.findall(r"\?(\w+)", query.text.rpartition("GROUP BY")[2].partition("ORDER BY")[0]))
    assert grouped
    assert grouped <= keys


@each_query
def test_nothing_but_plain_sparql(query: CatalogueQuery) -> None:
    assert not re.search(r"\bSERVICE\b|\bFROM\b|\bLIMIT\b|\bSAMPLE\b|\bdefine\b|<bif:|\bLATERAL\b", query.text)
    assert not re.search(r"GROUP_CONCAT\(DISTINCT \?", query.text), "rdflib fails on an unbound variable there"


@each_query
def test_sentences(query: CatalogueQuery) -> None:
    assert query.question.endswith("?")
    assert query.question[0].isupper()
    for text in (query.summary, query.empty, *(parameter.help for parameter in query.parameters)):
        assert text[0].isupper()
        assert text.endswith(".")
    for name, text in query.columns.items():
        assert re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", name)
        assert not text.endswith(".")
    assert query.topic in query.tags


@each_query
@pytest.mark.drawn
def test_examples_run_on_the_shipped_graph(kg: KnowledgeGraph, query: CatalogueQuery) -> None:
    needed = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
    every = {parameter.name: parameter.example for parameter in query.parameters}
    for given in (needed, every):
        found = answer(query, kg.store, kg.names, given)
        assert all(tuple(row) == tuple(query.columns) for row in found.table)


def test_the_list_of_queries_is_up_to_date() -> None:
    written = (queries_folder() / "README.md").read_text("utf-8")
    assert written == readme(), "run python -m tests.queries.regenerate"


GOOD = """\
#+ question: Which flows are there?
#+ summary: All flows.
#+ empty: There is none.
#+ params:
#+   - name: program
#+     class: Program
#+     required: false
#+     example: Safe Roads
#+     help: Only flows under this program.
#+ columns:
#+   flow: The flow
SELECT ?flow WHERE { VALUES ?program { UNDEF } ?flow a ws:DataFlow ; ws:underProgram ?program }
"""


def written(folder: Path, text: str, name: str = "flows/some") -> Catalogue:
    path = folder / f"{name}.rq"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return Catalogue(folder)


def test_a_folder_of_ones_own(tmp_path: Path, store: Store, names: Names) -> None:
    catalogue = written(tmp_path, GOOD)
    assert (catalogue.names, catalogue.topics) == (["flows/some"], ["flows"])
    found = answer(catalogue.find("flows/some"), store, names, {"program": "Safe Roads"})
    assert len(found.table) == 3


BAD = {
    "no header": (GOOD.replace("#+", "#"), "there is no header. Begin the file with a line “#+ question: …”"),
    "no YAML": (GOOD.replace("question: ", "question: ["), ":2: this is not valid YAML ("),
    "no question": (GOOD.replace("question:", "tags:").replace("Which flows are there?", "[a]"), "has no question"),
    "empty": (GOOD.replace("There is none.", ""), ":3: “empty” has no value. Give one, or take the line out: "),
    "a key twice": (
        GOOD.replace("empty: There", "summary: There"),
        ":3: the key “summary” stands twice (first in line 2)",
    ),
    "a remark that cuts": (GOOD.replace("All flows.", "All #1 flows."), ":2: a “#” cuts off what follows “All”."),
    "an alias": (GOOD.replace("All flows.", "*all"), ":2: the alias “*all” stands here."),
    "key": (GOOD.replace("summary:", "sumary:"), "the header has the key “sumary”, and its keys are question, "),
    "columns": (
        GOOD.replace("columns:\n#+   flow: The flow", "columns: flow"),
        "columns must say of each column by its name what it holds",
    ),
    "lists": (GOOD.replace("SELECT ?flow", "#+ lists: [flows]\nSELECT ?flow", 1), "lists names “flows”, which is no "),
    "tags": (GOOD.replace("SELECT ?flow", "#+ tags: flows\nSELECT ?flow", 1), "tags, params and lists must be lists"),
    "a name in use": (GOOD.replace("program", "format"), "“format” cannot be a parameter: one is written like asOf, "),
    "a name with a sign": (GOOD.replace("name: program", "name: pro-gram"), "“pro-gram” cannot be a parameter"),
    "a key of a parameter": (GOOD.replace("help:", "hint:"), "the parameter “program” lacks the key “help”"),
    "another key": (GOOD.replace("    help:", "    kind: x\n#+     help:"), "has the unknown key “kind”"),
    "required": (GOOD.replace("false", "no"), "the parameter “program” is required: true or false, not “no”"),
    "a parameter that is none": (GOOD.replace("- name: program", "- program"), "not valid YAML"),
    "no row": (GOOD.replace("UNDEF", "<x:x>"), "the query has no row VALUES ?program { UNDEF }"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_headers_are_refused(tmp_path: Path, case: str) -> None:
    text, message = BAD[case]
    catalogue = written(tmp_path, text)
    with pytest.raises(FileError, match=re.escape(message)) as refusal:
        catalogue.find("flows/some")
    assert str(refusal.value).startswith(f"{tmp_path}/flows/some.rq:")


def test_a_bad_place_is_refused(tmp_path: Path) -> None:
    catalogue = written(tmp_path, GOOD, "some")
    with pytest.raises(FileError, match=r"a query is topic/answer\.rq"):
        catalogue.find("some")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    catalogue = written(tmp_path, GOOD)
    (tmp_path / "flows/some.rq").write_bytes(b"#+ question: \xff")
    with pytest.raises(FileError, match="cannot be read as UTF-8 text"):
        catalogue.find("flows/some")
