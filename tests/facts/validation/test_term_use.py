"""Terms that are almost ours, and terms that nothing reads: each is told, with what was likely meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from whoshares.facts.validation.check import validate
from whoshares.facts.validation.rules import Hit
from whoshares.facts.validation.term_use import FOREIGN, UNKNOWN, check_terms
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v

PREFIXES = {
    "ws": v.WS, "skos": v.SKOS, "dct": v.DCTERMS, "dc": v.DC, "rdfs": v.RDFS, "owl": v.OWL,
    "plain": "http://w3id.org/whoshares/ontology/", "hash": "https://w3id.org/whoshares/ontology#",
    "www": "https://www.w3id.org/whoshares/ontology/", "short": "https://w3id.org/whoshares/",
    "shout": "HTTPS://W3ID.ORG/whoshares/Ontology/", "misspelt": "https://w3id.org/whosahres/ontology/",
    "skoss": "https://www.w3.org/2004/02/skos/core#", "dcth": "http://purl.org/dc/terms#", "schema": "https://schema.org/",
    "schemah": "http://schema.org/", "foaf": "http://xmlns.com/foaf/0.1/", "prov": "http://www.w3.org/ns/prov#",
    "ex": "http://example.org/",
}  # fmt: skip
FLOW = (
    "<flow/f> a ws:DataFlow ; ws:sender <organization/a> ; ws:recipient <organization/b> ; ws:carries <category/c> . "
)


def hits(more: str) -> list[Hit]:
    store = vocabulary_store()
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    store.load(f"{prefixes}@base <{v.ID}> .\n{FLOW}{more}", "turtle")
    return list(check_terms(store))


@pytest.mark.parametrize(
    ("term", "meant"),
    [
        ("plain:validUntil", "ws:validUntil"), ("hash:validUntil", "ws:validUntil"),
        ("www:validUntil", "ws:validUntil"), ("short:carries", "ws:carries"), ("shout:sender", "ws:sender"),
        ("misspelt:sender", "ws:sender"),
        ("ws:validuntil", "ws:validUntil"), ("ws:sendr", "ws:sender"), ("hash:sendr", "ws:sender"),
        ("skoss:prefLabel", "skos:prefLabel"), ("dcth:title", "dcterms:title"),
    ],
)  # fmt: skip
def test_a_property_that_is_almost_ours_is_a_violation(term: str, meant: str) -> None:
    (hit,) = hits(f'<flow/f> {term} "x" .')
    assert (hit.rule, hit.severity, hit.focus) == (UNKNOWN, "violation", v.ID + "flow/f")
    assert hit.message.endswith(f" Did you mean {meant}?")


@pytest.mark.parametrize("term", ["plain:DataFlow", "hash:DataFlow", "ws:Dataflow", "ws:DataFlows", "short:DataFlow"])
def test_so_is_a_class(term: str) -> None:
    (hit,) = hits(f"<http://elsewhere/x> a {term} .")
    assert (hit.rule, hit.severity) == (UNKNOWN, "violation")
    assert hit.message.endswith(" Did you mean ws:DataFlow?")


def test_the_sentence_says_what_was_found() -> None:
    found = hits('<flow/f> plain:validUntil "2018" . <flow/g> plain:validUntil "2019" . <flow/f> ws:zzqqxx "1" .')
    assert [hit.message for hit in found] == [
        "flow/f and 1 other(s) has http://w3id.org/whoshares/ontology/validUntil. This is not the namespace "
        "<https://w3id.org/whoshares/ontology/>, so nothing reads it. Did you mean ws:validUntil?",
        "flow/f has ws:zzqqxx. The ontology has no term ws:zzqqxx. Check its spelling, or take it out.",
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('schema:endDate "2018"', "Write ws:validUntil for what is meant here."),
        ('schemah:endDate "2018"', "Write ws:validUntil for what is meant here."),
        ('schema:startDate "2011"', "Write ws:validFrom for what is meant here."),
        ('schema:validThrough "2018"', "Write ws:validUntil for what is meant here."),
        ("dct:isPartOf <organization/a>", "Did you mean ws:partOf?"),
        ('dct:publisher "ICE"', "Did you mean dc:publisher?"),
        ("a schema:SendAction", "Write ws:DataFlow for what is meant here."),
        ("skos:narrower <flow/g>", "Check its spelling, or take it out."),
        ('ex:color "red"', "Check its spelling, or take it out."),
        ('foaf:name "x"', "Check its spelling, or take it out."),
    ],
)
def test_a_term_that_nothing_reads_is_a_warning_on_a_thing_of_ours(said: str, told: str) -> None:
    (hit,) = hits(f"<flow/f> {said} .")
    assert (hit.rule, hit.severity, hit.focus) == (FOREIGN, "warning", v.ID + "flow/f")
    assert hit.message.endswith(f"Nothing here reads it. {told}")
    assert hits(f"<http://elsewhere/x> {said} .") == [], "and not on others"


@pytest.mark.parametrize(
    "said",
    [
        'rdfs:label "x"', 'rdfs:comment "x"', "rdfs:seeAlso ex:x", "owl:sameAs ex:x", 'dct:title "x"',
        "dct:license ex:x",
        "dct:source ex:x", 'dct:identifier "x"', 'skos:definition "x"', "skos:closeMatch ex:x", "skos:inScheme ex:x",
        "a prov:Activity", "a schema:Organization", "prov:wasAttributedTo ex:x", "a owl:NamedIndividual",
    ],
)  # fmt: skip
def test_what_describes_any_thing_is_silent(said: str) -> None:
    assert hits(f"<flow/f> {said} .") == []


def test_the_vocabulary_alone_is_silent() -> None:
    assert list(check_terms(vocabulary_store())) == []


def test_validate_says_so_of_an_rdf_file(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f'<{v.ID}flow/f> a <{v.DATA_FLOW}> ; <http://w3id.org/whoshares/ontology/validUntil> "2018" .', "utf-8"
    )
    assert UNKNOWN in {finding.rule for finding in validate(file).findings if finding.severity == "violation"}
