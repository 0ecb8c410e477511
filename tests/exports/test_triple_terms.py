"""RDF 1.2 read back: our own export answers queries, with triple terms as terms and blank nodes as themselves."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import whoshares
from whoshares.exports.reifiers import reified
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.store.engine import Blank, Iri, Literal, Rows, Store, TripleTerm
from whoshares.store.writing import Triples

Command = Callable[..., CompletedProcess[str]]
Folder = Callable[..., Path]

ONE = '  - id: organization/a\n    type: Organization\n    label: "A | b"\n    at: p. 1\n'
A, LABEL = Iri(v.ID + "organization/a"), Iri(v.PREF_LABEL)
EX = "https://example.org/"


@pytest.fixture
def file(folder: Folder, tmp_path: Path, command: Command) -> Path:
    place = tmp_path / "graph12.ttl"
    answer = command("export", "--graph", str(folder(ONE)), "--format", "turtle12", "--output", str(place))
    assert answer.returncode == 0, answer.stderr
    return place


def test_select_gives_the_triple_term(file: Path, command: Command) -> None:
    query = f"SELECT ?t {{ ?r rdf:reifies ?t ; ws:at 'p. 1' FILTER(PREDICATE(?t) = <{LABEL}>) }}"
    rows = whoshares.open(file).sparql(query)
    assert isinstance(rows, Rows)
    assert rows.rows == ((TripleTerm(A, LABEL, Literal("A | b")),),)
    asked = ("sparql", query, "--graph", str(file))
    assert f'<<( <{A}> <{LABEL}> "A | b" )>>' in " ".join(command(*asked).stdout.split())
    assert f'<<( <{A}> <{LABEL}> ""A | b"" )>>' in command(*asked, "--format", "csv").stdout
    (binding,) = json.loads(command(*asked, "--format", "json").stdout)["results"]["bindings"]
    assert binding["t"] == {
        "type": "triple",
        "value": {
            "subject": {"type": "uri", "value": A},
            "predicate": {"type": "uri", "value": LABEL},
            "object": {"type": "literal", "value": "A | b"},
        },
    }


def test_construct_gives_the_triple_term(file: Path, command: Command) -> None:
    query = "CONSTRUCT { ?r rdf:reifies ?t } { ?r rdf:reifies ?t }"
    triples = whoshares.open(file).sparql(query)
    assert isinstance(triples, Triples)
    assert TripleTerm(A, LABEL, Literal("A | b")) in [value for _, _, value in triples.triples]
    for form in ("turtle", "json"):
        answer = command("sparql", query, "--graph", str(file), "--format", form)
        assert (answer.returncode, answer.stderr) == (0, "")
    with pytest.raises(InputError) as caught:
        triples.to_rdflib()
    assert str(caught.value).startswith("rdflib knows no triple terms")


def test_the_other_verbs_read_what_else_the_file_says(file: Path, command: Command) -> None:
    assert command("show", "organization/a", "--graph", str(file)).stdout.startswith("A | b\n")
    for verb in (("export", "--format", "trig"), ("export", "--format", "turtle12"), ("search", "A"), ("validate",)):
        answer = command(*verb, *((str(file),) if verb == ("validate",) else ("--graph", str(file))))
        assert answer.returncode in (0, 1), answer.stderr


def test_a_blank_node_is_itself_within_a_triple_term() -> None:
    store = Store()
    store.load(f"_:x <{EX}p> <<( _:x <{EX}q> <<( _:y <{EX}q> _:x )>> )>> .", "turtle")
    (found,) = store.statements(triple_terms=True)
    assert isinstance(found.object, TripleTerm)
    assert isinstance(found.object.object, TripleTerm)
    assert found.subject == found.object.subject == found.object.object.object
    assert isinstance(found.object.object.subject, Blank)
    assert found.object.object.subject != found.subject


def test_exports_of_rdf_keep_triple_terms(file: Path) -> None:
    store = Store()
    store.load(file.read_bytes(), "turtle")
    whole = set(store.statements(triple_terms=True))
    assert any(isinstance(s.object, TripleTerm) for s in whole)
    assert set(reified(store).statements(triple_terms=True)) == whole, "what no source states has no reifier"
    for form in ("turtle", "trig", "nquads"):
        again = Store()
        again.load(store.serialize(form), form)
        assert set(again.statements(triple_terms=True)) == whole


def test_json_ld_says_that_it_has_no_triple_terms(file: Path, command: Command) -> None:
    answer = command("export", "--graph", str(file), "--format", "jsonld")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "JSON-LD has no triple terms of RDF 1.2, and this holds some. Use Turtle, TriG or N-Quads.\n"
    )


def test_what_stands_outside_named_graphs_is_exported(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f'<{A}> a <{v.WS}Organization> ; <{LABEL}> "A" .', "utf-8")
    answer = command("export", "--graph", str(file), "--format", "ntriples12")
    assert f'<{A}> <{LABEL}> "A" .' in answer.stdout.split("\n")


def test_a_syntax_without_triple_terms_refuses_them() -> None:
    store = Store()
    store.load(f"<{EX}a> <{EX}p> <<( <{EX}a> <{EX}q> 1 )>> .", "turtle")
    for merge in (True, False):
        with pytest.raises(InputError, match="has no triple terms"):
            store.write_statements(io.BytesIO(), "jsonld", merge=merge)
    with pytest.raises(InputError, match="has no triple terms"):
        store.write_answer("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", io.BytesIO(), lambda form: "jsonld")
