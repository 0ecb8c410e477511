"""A text where a thing belongs, or a thing where a text belongs, is refused: routes would miss it in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import whoshares
from whoshares.facts.value_sorts import check_value, shipped_sorts
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.store.engine import Blank, Iri, Literal

Command = Callable[..., CompletedProcess[str]]

FLOW = (
    f"@prefix ws: <{v.WS}> . @prefix skos: <{v.SKOS}> . @base <{v.ID}> .\n"
    "<flow/f> a ws:DataFlow ; ws:sender <organization/a> ;\n"
    "  ws:recipient <organization/b> ;\n"
    "  ws:carries <category/fingerprints> .\n"
)
JSONLD = (
    f'{{"@context": {{"ws": "{v.WS}", "@base": "{v.ID}", "sender": {{"@id": "ws:sender", "@type": "@id"}},\n'
    ' "recipient": {"@id": "ws:recipient", "@type": "@id"}, "carries": {"@id": "ws:carries"}},\n'
    ' "@id": "flow/f", "@type": "ws:DataFlow", "sender": "organization/a", "recipient": "organization/b",\n'
    ' "carries": "category/fingerprints"}'
)
LINES = (
    f"<{v.ID}flow/f> <{v.SENDER}> <{v.ID}organization/a> .\n<{v.ID}flow/f> <{v.RECIPIENT}> <{v.ID}organization/b> .\n"
    f'<{v.ID}flow/f> <{v.CARRIES}> "fingerprints" .\n'
)
XML = (
    f'<rdf:RDF xmlns:rdf="{v.RDF}" xmlns:ws="{v.WS}">\n<ws:DataFlow rdf:about="{v.ID}flow/f">\n'
    f'<ws:sender rdf:resource="{v.ID}organization/a"/><ws:recipient rdf:resource="{v.ID}organization/b"/>\n'
    "<ws:carries>category/fingerprints</ws:carries></ws:DataFlow></rdf:RDF>"
)
IN_QUOTES = 'and takes a thing. Write the thing\'s IRI, without quotes; in JSON-LD, say "@type": "@id" of the key.'
NAMELESS = "is a blank node, and takes a thing that has a name. Give the thing an IRI."
AS_TEXT = "and takes text. Write it in quotes."


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.ttl", FLOW.replace("<category/fingerprints>", '"fingerprints"'),
         f":4: ws:carries of flow/f is the text “fingerprints”, {IN_QUOTES}"),
        ("x.trig", FLOW.replace("<organization/b>", '"Bureau"@en'),
         f":3: ws:recipient of flow/f is the text “Bureau”, {IN_QUOTES}"),
        ("x.ttl", FLOW.replace("<organization/b>", "[]"), f": ws:recipient of flow/f {NAMELESS}"),
        ("x.ttl", FLOW + "<organization/a> ws:partOf 'organization/b' .",
         f":5: ws:partOf of organization/a is the text “organization/b”, {IN_QUOTES}"),
        ("x.ttl", FLOW + '<category/x> skos:broader "biometric" .',
         f":5: skos:broader of category/x is the text “biometric”, {IN_QUOTES}"),
        ("x.ttl", FLOW + '<flow/f> ws:evidenceStatus "reported" ; ws:mode "push" .',
         f":5: ws:evidenceStatus of flow/f is the text “reported”, {IN_QUOTES} 1 more like it."),
        ("x.ttl", FLOW.replace("a ws:DataFlow", 'a "DataFlow"'),
         f":2: rdf:type of flow/f is the text “DataFlow”, {IN_QUOTES}"),
        ("x.ttl", FLOW + "<flow/f> ws:validUntil <2018> .",
         f":5: ws:validUntil of flow/f is the IRI {v.ID}2018, {AS_TEXT}"),
        ("x.ttl", FLOW + "<flow/f> skos:prefLabel <http://x/> .",
         f":5: skos:prefLabel of flow/f is the IRI http://x/, {AS_TEXT}"),
        ("x.ttl", FLOW + "<flow/f> ws:attestedOn [] .", f": ws:attestedOn of flow/f is a blank node, {AS_TEXT}"),
        ("x.jsonld", JSONLD, f":4: ws:carries of flow/f is the text “category/fingerprints”, {IN_QUOTES}"),
        ("x.nt", LINES, f":3: ws:carries of flow/f is the text “fingerprints”, {IN_QUOTES}"),
        ("x.rdf", XML, f": ws:carries of flow/f is the text “category/fingerprints”, {IN_QUOTES}"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_sort(command: Command, tmp_path: Path, name: str, text: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    answer = command("trace", "organization/a", "organization/b", "--graph", str(file))
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", f"{file}{said}\n")


@pytest.mark.parametrize("name", ["x.ttl", "x.jsonld"])
def test_the_same_with_things_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(
        FLOW if name == "x.ttl" else JSONLD.replace('"ws:carries"}', '"ws:carries", "@type": "@id"}'), "utf-8"
    )
    assert whoshares.open(file).trace("organization/a", "organization/b").routes


def test_every_property_of_the_ontology_has_a_sort() -> None:
    sorts, vocabulary = shipped_sorts(), vocabulary_store()
    declared = vocabulary.members(v.OWL + "ObjectProperty") | vocabulary.members(v.OWL + "DatatypeProperty")
    assert {name for name in declared if name.startswith(v.WS)} <= sorts.things | sorts.texts
    assert not sorts.things & sorts.texts
    assert {v.CARRIES, v.PART_OF, v.BROADER, v.TIER, v.TYPE} <= sorts.things
    assert {v.VALID_FROM, v.LOCATOR, v.PREF_LABEL, v.ALT_LABEL, v.TITLE, v.ISSUED} <= sorts.texts


def test_a_remote_row_is_held_to_the_same() -> None:
    flow, sorts = Iri(v.ID + "flow/f"), shipped_sorts()
    check_value(flow, v.CARRIES, Iri(v.ID + "category/x"), sorts, "http://e/")
    check_value(flow, v.VALID_FROM, Literal("2011"), sorts, "http://e/")
    for predicate, value in ((v.CARRIES, Literal("x")), (v.CARRIES, Blank("x")), (v.VALID_FROM, Iri("http://x/"))):
        with pytest.raises(FileError, match=r"^http://e/: ws:"):
            check_value(flow, predicate, value, sorts, "http://e/")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FLOW.replace("<category/fingerprints>", '"fingerprints"'), "The value of carries must be a data category"),
        (FLOW + "<flow/f> ws:validUntil <2018> .", "The value of validUntil is not a date"),
        (FLOW.replace("a ws:DataFlow", 'a "DataFlow"'), f"rdf:type of flow/f is the text “DataFlow”, {IN_QUOTES}"),
        (FLOW + '<category/x> skos:inScheme "data" .', "skos:inScheme of category/x is the text “data”, and takes a"),
    ],
)
def test_validate_reports_it_too(command: Command, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(text, "utf-8")
    answer = command("validate", str(file))
    assert answer.returncode == 1
    assert answer.stdout.count(said) == 1
