"""The ontology, the schemes and the JSON-LD context agree, and the ontology is written as its style asks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, ODRL2, ORG, OWL, PROV, SDO, SKOS, TIME, DefinedNamespace

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
WS = Namespace("https://w3id.org/whoshares/ontology/")
ID = Namespace("https://w3id.org/whoshares/id/")
HEADER = URIRef(str(WS))
ABSTRACT = {"Holder", "Norm"}
CONCEPT_CLASSES = {
    "Basis": "basis",
    "Bound": "bound",
    "DataCategory": "category",
    "EvidenceStatus": "evidence-status",
    "Extent": "extent",
    "GovernmentLevel": "level",
    "HolderKind": "kind",
    "InstrumentKind": "kind",
    "Purpose": "purpose",
    "SubjectCategory": "subject",
    "Tier": "tier",
    "TransferMode": "mode",
}
"""The class of the concepts in each path of identifiers."""


@cache
def terms() -> Graph:
    return Graph().parse(ONTOLOGY / "whoshares.ttl")


@cache
def schemes() -> Graph:
    return Graph().parse(ONTOLOGY / "schemes.ttl")


@cache
def context() -> Mapping[str, object]:
    loaded = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert isinstance(loaded, dict)
    return loaded


def context_terms() -> dict[str, Mapping[str, object]]:
    """The definition of each term of the context that is in the ws: namespace, by local name."""
    found: dict[str, Mapping[str, object]] = {}
    for definition in context().values():
        expanded = {"@id": definition} if isinstance(definition, str) else definition
        assert isinstance(expanded, dict | float | int)
        if isinstance(expanded, dict) and str(expanded.get("@id", "")).startswith("ws:"):
            found[str(expanded["@id"]).removeprefix("ws:")] = expanded
    return found


def names(sort: URIRef) -> set[str]:
    return {str(each).removeprefix(WS) for each in terms().subjects(RDF.type, sort) if str(each).startswith(WS)}


def test_every_term_of_the_context_is_defined_with_its_sort() -> None:
    for name, definition in context_terms().items():
        if name[0].isupper():
            assert name in names(OWL.Class)
        elif definition.get("@type") in ("@id", "@vocab"):
            assert name in names(OWL.ObjectProperty)
        else:
            assert name in names(OWL.DatatypeProperty)


def test_every_term_of_the_ontology_is_in_the_context_or_abstract() -> None:
    abstract = (
        ABSTRACT | {name for name in CONCEPT_CLASSES if name not in ("DataCategory", "SubjectCategory")} | {"Kind"}
    )
    defined = names(OWL.Class) | names(OWL.ObjectProperty) | names(OWL.DatatypeProperty)
    assert defined - set(context_terms()) == abstract


def test_keys_are_the_local_names_of_their_terms() -> None:
    for key, definition in context().items():
        expanded = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(expanded, str) and expanded.startswith("ws:"):
            assert key == expanded.removeprefix("ws:")


def test_short_names_in_the_context_lead_to_concepts_of_the_right_class() -> None:
    for name, definition in context_terms().items():
        inner = definition.get("@context")
        if not isinstance(inner, dict):
            continue
        wanted = terms().value(WS[name], RDFS.range)
        assert wanted is not None
        path = str(inner["@vocab"])
        found = [each for each in schemes().subjects(RDF.type, SKOS.Concept) if str(each).startswith(path)]
        assert found
        for concept in found:
            classes = set(schemes().objects(concept, RDF.type)) - {SKOS.Concept}
            above = {each for one in classes for each in terms().transitive_objects(one, RDFS.subClassOf)}
            if name in ("senderKind", "recipientKind"):
                assert classes <= {WS.HolderKind, WS.InstrumentKind}
            else:
                assert wanted in above, concept


def test_ranges_of_literals_agree_with_the_context() -> None:
    for name, definition in context_terms().items():
        if name not in names(OWL.DatatypeProperty):
            continue
        stated = definition.get("@type", "xsd:string")
        wanted = terms().value(WS[name], RDFS.range)
        if stated in ("xsd:date", "xsd:gYear"):
            assert wanted is None, f"{name}: HermiT knows no dates"
        else:
            assert wanted == XSD[str(stated).removeprefix("xsd:")], name


def test_terms_stand_in_alphabetical_order() -> None:
    found = re.findall(r"^ws:(\w+)$", (ONTOLOGY / "whoshares.ttl").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found == sorted(found, key=str.lower)
    assert set(found) == names(OWL.Class) | names(OWL.ObjectProperty) | names(OWL.DatatypeProperty)


def test_the_header_says_what_the_file_is() -> None:
    header = dict(terms().predicate_objects(HEADER))
    assert header[RDF.type] == OWL.Ontology
    assert header[OWL.versionIRI] == WS["0.1.0"]
    assert header[DCTERMS.license] == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert header[DCTERMS.title] == Literal("The whoshares ontology")
    assert (HEADER, OWL.imports, None) not in terms()
    assert header[DCTERMS.publisher] == Literal("The whoshares contributors")
    created, modified = (header[predicate] for predicate in (DCTERMS.created, DCTERMS.modified))
    assert isinstance(created, Literal)
    assert isinstance(modified, Literal)
    assert created.datatype == modified.datatype == XSD.date
    assert created <= modified


def test_readers_of_rdfs_find_each_label_and_definition_in_english() -> None:
    """In the words of SKOS, with the language that such readers sort by."""
    graph = terms()
    every = {WS[name] for sort in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty) for name in names(sort)}
    for ours, theirs in ((SKOS.prefLabel, RDFS.label), (SKOS.definition, RDFS.comment)):
        said = {term: set(graph.objects(term, theirs)) for term in every}
        assert said == {term: {Literal(str(graph.value(term, ours)), lang="en")} for term in every}
        assert len(set(graph.objects(HEADER, theirs))) == 1


@pytest.mark.parametrize("name", sorted(CONCEPT_CLASSES))
def test_concepts_stand_under_the_path_of_their_class(name: str) -> None:
    found = {str(each) for each in schemes().subjects(RDF.type, WS[name])}
    assert found
    assert all(re.fullmatch(re.escape(f"{ID}{CONCEPT_CLASSES[name]}/") + r"[a-z]+(-[a-z]+)*", each) for each in found)
    assert {str(each) for other in CONCEPT_CLASSES for each in schemes().subjects(RDF.type, WS[other])} >= found


def test_concepts_of_one_class_share_a_scheme() -> None:
    for name in CONCEPT_CLASSES:
        used = {
            each for one in schemes().subjects(RDF.type, WS[name]) for each in schemes().objects(one, SKOS.inScheme)
        }
        assert len(used) == 1, name
        assert (used.pop(), RDF.type, SKOS.ConceptScheme) in schemes()


def test_tiers_are_ranked_best_first() -> None:
    ranked = sorted((str(rank), str(tier).rsplit("/", 1)[1]) for tier, rank in schemes().subject_objects(SKOS.notation))
    assert [name for _, name in ranked] == ["primary", "research", "news", "vendor", "summary", "lead"]
    assert [rank for rank, _ in ranked] == list("123456")


def test_a_license_photo_is_both_a_driver_record_and_a_face_image() -> None:
    assert set(schemes().objects(ID["category/licence-photo"], SKOS.broader)) == {
        ID["category/driver-record"],
        ID["category/face-image"],
    }


# Alignments.


def _has(namespace: type[DefinedNamespace], term: URIRef) -> bool:
    return term in namespace


DPV_TERMS = (
    "DataSubject LegalEntity Obligation Organisation Permission PersonalData Prohibition Purpose Rule "
    "hasDataSubject hasLegalBasis hasPersonalData hasPurpose hasRecipient"
)
"""The terms of DPV 2 that were looked up in its Turtle files; rdflib does not carry them."""
KNOWN: Mapping[str, Callable[[URIRef], bool]] = {
    **{str(each): partial(_has, each) for each in (DCAT, ODRL2, ORG, PROV, TIME, SDO)},
    "https://w3id.org/dpv#": lambda term: str(term).partition("#")[2] in DPV_TERMS.split(),
}
"""For each vocabulary aligned to, whether it has a term."""
MAPPINGS = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    SKOS.closeMatch,
    SKOS.relatedMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.exactMatch,
}
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))


def test_the_alignments_are_all_there() -> None:
    assert [path.stem for path in ALIGNMENTS] == ["dcat", "dpv", "odrl", "org", "owl-time", "prov", "schema-org"]


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_alignment_maps_our_terms_to_terms_that_exist(path: Path) -> None:
    graph = Graph().parse(path)
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(header) == f"{WS}alignments/{path.stem}"
    ours = set(terms().subjects(RDFS.isDefinedBy, HEADER)) | set(schemes().subjects(RDF.type, SKOS.Concept))
    mapped = 0
    for subject, predicate, value in graph:
        if predicate not in MAPPINGS:
            assert subject == header or predicate == RDF.type, subject
            continue
        mapped += 1
        assert subject in ours, subject
        assert isinstance(value, URIRef)
        (exists,) = (known for namespace, known in KNOWN.items() if str(value).startswith(namespace))
        assert exists(value), value
    assert mapped >= 3


def test_a_term_that_does_not_exist_is_told() -> None:
    assert not KNOWN["https://schema.org/"](URIRef("https://schema.org/NoSuchTerm"))
    assert not KNOWN["https://w3id.org/dpv#"](URIRef("https://w3id.org/dpv#NoSuchTerm"))
    assert not KNOWN[str(PROV)](URIRef("http://www.w3.org/ns/prov#NoSuchTerm"))
