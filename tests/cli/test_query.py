"""`whoshares query`: the list, an explanation, an answer; formats; what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.queries.cases import GRAPH

from whoshares.sparql.catalogue import Catalogue

Command = Callable[..., CompletedProcess[str]]

ON_GRAPH = ("--graph", str(GRAPH))
INTO = ("query", "flows/into", "--recipient", "Border Agency", *ON_GRAPH)


def answered(answer: CompletedProcess[str]) -> str:
    assert (answer.returncode, answer.stderr) == (0, "")
    return answer.stdout


def refused(answer: CompletedProcess[str]) -> str:
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Traceback" not in answer.stderr
    return answer.stderr


# --- the list -------------------------------------------------------------------------------------------------------


def test_without_a_name_all_questions_are_listed(command: Command) -> None:
    listed = answered(command("query"))
    for query in Catalogue().queries():
        assert f"\n  {query.name} " in listed
    assert "Which flows bring data to a holder? --recipient" in listed
    assert max(map(len, listed.splitlines())) <= 110


@pytest.mark.parametrize("topic", ["flows", "flows/"])
def test_a_topic_lists_its_own(command: Command, topic: str) -> None:
    listed = answered(command("query", topic))
    assert "flows/into" in listed
    assert "gaps/" not in listed


def test_the_list_as_json_and_csv(command: Command) -> None:
    listed = json.loads(answered(command("query", "--format", "json")))
    assert [entry["query"] for entry in listed] == Catalogue().names
    into = next(entry for entry in listed if entry["query"] == "flows/into")
    assert into["parameters"][0] == {
        "name": "recipient", "class": "Holder", "required": True, "example": "ICE",
        "help": "Who receives. Its parts and the systems that they operate count too.",
    }  # fmt: skip
    assert {"name": "carries", "help": "The data categories", "several": True} in into["columns"]
    rows = list(csv.DictReader(io.StringIO(answered(command("query", "gaps", "--format", "csv")))))
    assert [row["query"] for row in rows] == [name for name in Catalogue().names if name.startswith("gaps/")]
    assert rows[0].keys() == {"query", "question", "parameters"}


def test_help(command: Command) -> None:
    text = answered(command("query", "--help"))
    assert "Usage: whoshares query [OPTIONS] [NAME [--PARAMETER VALUE]...]" in text
    assert "Example: whoshares query flows/into --recipient ICE" in text
    one = answered(command("query", "flows/into", "--help"))
    for part in ("Which flows bring data to a holder?", "--recipient HOLDER-OF-DATA", "--as-of DAY", "--explain"):
        assert part in one
    assert "Example: whoshares query flows/into --recipient ICE" in one
    assert "List the queries of this topic." in answered(command("query", "flows", "--help"))


# --- an explanation -------------------------------------------------------------------------------------------------


def test_an_explanation(command: Command) -> None:
    text = answered(command("query", "flows/into", "--explain"))
    for part in (
        "Which flows bring data to a holder?",
        "--recipient",
        "required: ICE",
        "locators",
        "VALUES ?recipient { UNDEF }",
    ):
        assert part in text


def test_an_explanation_shows_what_is_bound(command: Command) -> None:
    text = answered(command(*INTO, "--explain"))
    assert "VALUES ?recipient { <https://w3id.org/whoshares/id/organization/norland-border> }" in text
    assert "VALUES ?sender { UNDEF }" in text
    part = answered(command("query", "flows/into", "--as-of", "2020-01-01", *ON_GRAPH, "--explain"))
    assert 'VALUES ?asOf { "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }' in part


def test_an_explanation_as_json(command: Command) -> None:
    data = json.loads(answered(command("query", "flows/into", "--explain", "--format", "json")))
    assert data["query"] == "flows/into"
    assert data["sparql"].startswith("PREFIX dcterms:")
    assert "An explanation is no table." in refused(command("query", "flows/into", "--explain", "--format", "csv"))


def test_the_explained_sparql_gives_the_same_rows(command: Command) -> None:
    sparql = json.loads(answered(command(*INTO, "--explain", "--format", "json")))["sparql"]
    raw = json.loads(answered(command("sparql", sparql, *ON_GRAPH, "--format", "json")))
    told = json.loads(answered(command(*INTO, "--format", "json")))
    assert [row["flowId"]["value"] for row in raw["results"]["bindings"]] == [row["flowId"] for row in told["rows"]]


# --- an answer ------------------------------------------------------------------------------------------------------


def test_an_answer_as_text(command: Command) -> None:
    text = answered(command(*INTO))
    assert text.startswith("Which flows bring data to a holder?\nrecipient: Border Agency\n\nfrom ")
    assert "\nflowId       flow/statenet--norland-border-field--driver-address" in text
    assert "fromId" not in text, "an id beside its label only fills the page"
    assert text.endswith("\n5 rows\n")
    assert not [line for line in text.splitlines() if line != line.rstrip() or len(line) > 110]


def test_a_narrow_answer_is_a_table(command: Command) -> None:
    lines = answered(command("query", "sources/weight", *ON_GRAPH)).splitlines()
    assert lines[2].split() == ["rank", "tier", "flows"]
    assert lines[3].split() == ["1", "Primary", "4"]


def test_an_answer_as_json(command: Command) -> None:
    data = json.loads(answered(command(*INTO, "--category", "driver-record", "--format", "json")))
    border = "https://w3id.org/whoshares/id/organization/norland-border"
    assert data["query"] == "flows/into"
    assert data["question"] == "Which flows bring data to a holder?"
    assert data["params"]["recipient"] == [border]
    assert data["params"]["sender"] == []
    assert data["labels"][border] == "Border Agency"
    assert data["searched"] == {"sources": 7}
    assert data["columns"] == list(data["rows"][0])
    assert [(row["from"], row["carries"], row["programs"]) for row in data["rows"]] == [
        ("StateNet", ["Driver addresses"], [])
    ]


def test_numbers_and_what_is_unknown_as_json(command: Command) -> None:
    figures = json.loads(
        answered(command("query", "figures/of-measure", "--measure", "plate-searches", *ON_GRAPH, "--format", "json"))
    )
    assert [row["value"] for row in figures["rows"]] == [99.5, 100, 120, 180]
    sources = json.loads(answered(command("query", "sources/by-tier", *ON_GRAPH, "--format", "json")))
    assert [(row["rank"], row["issued"]) for row in sources["rows"]] == [
        (1, "2020-06-01"), (1, "2021-03-01"), (1, "2022-03-01"), (1, "2022-02-10"),
        (2, "2021-09"), (3, "2022-05-04"), (5, None),
    ]  # fmt: skip


def test_an_answer_as_csv(command: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(answered(command(*INTO, "--format", "csv")))))
    assert len(rows) == 5
    assert rows[0]["fromId"] == "https://w3id.org/whoshares/id/organization/any-jail"


def test_no_rows_say_what_that_means(command: Command) -> None:
    text = answered(command("query", "flows/on-behalf-of", "--holder", "NRB", *ON_GRAPH))
    assert text.splitlines()[-1] == (
        "No rows. No document in the graph says that a flow is made on behalf of this holder. 7 sources searched."
    )


def test_parameters_as_pairs_and_several_values(command: Command) -> None:
    plain = answered(command("query", "flows/into", "--recipient", "NRB", "--recipient", "Plate Cloud", *ON_GRAPH))
    assert (
        answered(command("query", "flows/into", "-p", "recipient=NRB", "--param", "recipient=Plate Cloud", *ON_GRAPH))
        == plain
    )
    assert plain.splitlines()[1] == "recipient: Records Bureau, Plate Cloud"


def test_options_may_come_before_the_name(command: Command) -> None:
    assert answered(command("query", *ON_GRAPH, "flows/into", "--recipient", "NBA")) == answered(command(*INTO))
    early = answered(command("query", "--format", "csv", "flows/into", "--recipient", "NBA", *ON_GRAPH))
    assert early == answered(command(*INTO, "--format", "csv"))


def test_a_pair_may_hold_a_sign_of_equality(command: Command) -> None:
    assert "The graph has no holder of data named “a=b”." in refused(
        command("query", "flows/into", "-p", "recipient=a=b", *ON_GRAPH)
    )


# --- what is refused ------------------------------------------------------------------------------------------------


def test_an_unknown_query(command: Command) -> None:
    text = refused(command("query", "flows/int"))
    assert text.startswith("There is no query “flows/int”. Did you mean “flows/into”")
    assert "\n  gaps/  " in text


@pytest.mark.parametrize("how", [("--recipent", "NBA"), ("--recipent=NBA",), ("-p", "recipent=NBA")])
def test_an_unknown_parameter(command: Command, how: tuple[str, ...]) -> None:
    text = refused(command(*INTO, *how))
    assert text.startswith("“flows/into” has no parameter “recipent”. Did you mean “recipient”? It takes recipient (")


def test_an_unknown_format(command: Command) -> None:
    for arguments in (("query", "--format", "xml"), (*INTO, "--format", "xml")):
        assert "'xml' is not one of 'text', 'json', 'csv'" in refused(command(*arguments))


def test_a_required_parameter(command: Command) -> None:
    assert refused(command("query", "flows/into")) == (
        "“flows/into” would list everything unless its parameter “recipient” is bound. Give it a holder of data: "
        "whoshares query flows/into --recipient ICE\n"
    )


def test_no_pair(command: Command) -> None:
    assert "“recipient” is no pair. Write --param NAME=VALUE" in refused(
        command("query", "flows/into", "-p", "recipient", *ON_GRAPH)
    )


def test_a_value_left_out_or_beside_its_option(command: Command) -> None:
    assert "'--recipient' requires an argument" in refused(command("query", "flows/into", "--recipient"))
    assert "unexpected extra argument" in refused(command("query", "flows/into", "NBA"))


def test_bad_values(command: Command) -> None:
    assert "which is no day" in refused(command(*INTO, "--as-of", "yesterday"))
    assert "has no holder of data named “Nobody”" in refused(
        command("query", "flows/into", "--recipient", "Nobody", *ON_GRAPH)
    )
    assert "is empty" in refused(command(*INTO, "--sender", ""))


# --- over what follows ----------------------------------------------------------------------------------------------


def test_what_follows_is_asked_only_where_it_is_wanted(command: Command) -> None:
    asked = ("query", "places/coverage", "--place", "United States", "--format", "csv")
    stated, wider = (set(answered(command(*asked, *more)).splitlines()) for more in ((), ("--infer",)))
    assert not [row for row in stated if row.startswith("Los Angeles,")]
    assert [row for row in wider if row.startswith("Los Angeles,")], "a part of a part is a part"


def test_what_follows_stands_apart_from_the_documents(command: Command) -> None:
    asked = ("query", "norms/set-by", "--instrument", "California SB 54", "--format", "json")
    stated, wider = (json.loads(answered(command(*asked, *more)))["rows"] for more in ((), ("--infer",)))
    added = [row for row in wider if row not in stated]
    assert [row for row in wider if row in stated] == stated
    assert {(row["source"], row["tier"]) for row in added} == {("What follows by the ontology", None)}


# --- values that hold what could be taken for a separator ------------------------------------------------------------


def test_a_value_is_never_split(command: Command, folder: Callable[..., Path]) -> None:
    places = ["Table 9 | row 5", "a \x1f b", "p. 1; p. 2", "‌می‌خواهم‍"]
    listed = ", ".join(json.dumps(place) for place in places)
    body = f"  - id: organization/a\n    type: Organization\n    label: Test body\n    at: [{listed}]\n"
    ask = ("query", "sources/of-thing", "--thing", "Test body", "--graph", str(folder(body)))
    (row,) = json.loads(answered(command(*ask, "--format", "json")))["rows"]
    assert row["locators"] == sorted(places)
    (line,) = csv.DictReader(io.StringIO(answered(command(*ask, "--format", "csv")), newline=""))
    assert line["locators"] == "; ".join(sorted(places)).replace("\x1f", "\\u001f")
    assert "Table 9 | row 5" in answered(command(*ask))


def test_blank_nodes_are_told_from_texts_in_csv(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text('<https://example.org/a> <https://example.org/b> [ <https://example.org/c> "b0" ] .', "utf-8")
    asked = ("sparql", "SELECT ?x ?y { <https://example.org/a> ?p ?x . ?x ?q ?y }", "--graph", str(file))
    (row,) = csv.DictReader(io.StringIO(answered(command(*asked, "--format", "csv")), newline=""))
    assert row["x"].startswith("_:")
    assert row["y"] == "b0"


@pytest.mark.slow
def test_a_query_is_asked_of_a_store(command: Command, tmp_path: Path) -> None:
    built = command("build", "--shipped", "--store", str(tmp_path / "store"))
    assert built.returncode == 0, built.stderr
    ask = ("flows/into", "--recipient", "ICE")
    of_store = ("--store", str(tmp_path / "store"))
    one, other = command("query", *ask, *of_store), command("query", *of_store, *ask)
    assert one.stdout == other.stdout == command("query", *ask).stdout
    assert command("query", *ask, *of_store, "--graph", "x").returncode == 2
