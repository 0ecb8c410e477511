"""Each view parses elsewhere, has the other vocabulary's terms only, no blank node, and says what the facts say."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from prov.model import ProvActivity, ProvAgent, ProvAssociation, ProvDerivation, ProvDocument
from rdflib import DCTERMS, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DC, DCAT, FOAF, ODRL2, ORG, PROV
from rdflib.term import Node
from tests.examples import drawn
from tests.exports.conftest import Exported

import whoshares
from whoshares import KnowledgeGraph
from whoshares.exports.views import NAMESPACES, view
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.store.resources import ontology_folder

Folder = Callable[..., Path]
Views = Callable[[str], Graph]

DPV = "https://w3id.org/dpv#"
DPV_TERMS = frozenset(
    "Obligation Organisation Permission Process Prohibition Rule Transfer hasDataExporter hasDataImporter "
    "hasDataSubject hasLegalBasis hasPersonalData hasProcessing hasPurpose hasRecipient".split()
)
"""The terms of DPV 2 that the view uses, looked up in its Turtle files."""
KNOWN: dict[str, Callable[[str], bool]] = {
    "prov": lambda name: URIRef(NAMESPACES["prov"] + name) in PROV,
    "dcat": lambda name: (
        name == "resource" or URIRef(NAMESPACES["dcat"] + name) in DCAT
    ),  # new in DCAT 3, which rdflib does not have
    "odrl": lambda name: URIRef(NAMESPACES["odrl"] + name) in ODRL2,
    "org": lambda name: URIRef(NAMESPACES["org"] + name) in ORG,
    "dpv": lambda name: name in DPV_TERMS,
}
DRAWN = drawn(tuple(NAMESPACES))
"""Of the views of the shipped graph, which rdflib takes seconds to read, as many as are drawn of so many cases."""
SHARED = (str(DCTERMS), str(DC), str(SKOS), str(RDF), str(FOAF), v.WS + "at")

FACTS = """\
  - id: organization/city
    type: Organization
    label: "Test city"
    kind: police-department
    partOf: organization/state
    at: "p. 1"
  - id: organization/state
    type: Organization
    label: "Test state"
    replaces: organization/territory
    at: "p. 1"
  - id: organization/territory
    type: Organization
    label: "Test territory"
    at: "p. 1"
  - id: system/store
    type: System
    label: "Test store"
    kind: database
    operatedBy: organization/state
    at: "p. 2"
  - id: system/switch
    type: System
    label: "Test switch"
    kind: message-switch
    operatedBy: organization/state
    at: "p. 2"
  - id: flow/city--store--prints
    type: DataFlow
    label: "Prints"
    sender: organization/city
    recipient: system/store
    carries: category/fingerprints
    aboutSubject: subject/arrested-person
    authority: instrument/act
    validFrom: 2010-05-01
    validUntil: 2012
    at: ["p. 3", "p. 4"]
  - id: instrument/act
    type: Instrument
    label: "Test act"
    issuedBy: organization/state
    at: "p. 5"
  - id: reading/wide
    type: Reading
    label: "Read widely"
    interprets: instrument/act
    at: "p. 5"
  - id: bar/act
    type: Bar
    label: "No prints to the city"
    setBy: instrument/act
    barsSender: organization/state
    barsRecipient: organization/city
    barsCategory: category/fingerprints
    validFrom: 2011-01-01
    exception: "By order of a court."
    at: "p. 6"
  - id: bar/wide
    type: Bar
    label: "Nothing to the city"
    setBy: instrument/act
    underReading: reading/wide
    senderKind: database
    barsRecipient: organization/city
    at: "p. 6"
"""


def read(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


@pytest.fixture(scope="module")
def views(exported: Exported) -> Views:
    """The shipped graph in a vocabulary."""
    return cache(lambda name: read(exported(vocabulary=name)))


@pytest.fixture
def small(folder: Folder) -> KnowledgeGraph:
    return whoshares.open(folder(FACTS))


def strangers(graph: Graph, vocabulary: str) -> set[Node]:
    """Predicates and classes that are neither of the vocabulary nor of those that all views share."""
    used = {*graph.predicates(), *graph.objects(None, RDF.type)}
    namespace = NAMESPACES[vocabulary]
    return {
        each
        for each in used
        if not (str(each).startswith(namespace) and KNOWN[vocabulary](str(each).removeprefix(namespace)))
        and not str(each).startswith(SHARED)
    }


@pytest.mark.parametrize("vocabulary", DRAWN)
def test_a_view_of_the_shipped_graph_parses_and_has_no_blank_node(views: Views, vocabulary: str) -> None:
    graph = views(vocabulary)
    assert len(graph) > 50
    assert not [triple for triple in graph if any(isinstance(term, BNode) for term in triple)]
    assert sum(1 for each in graph.predicates() if str(each).startswith(NAMESPACES[vocabulary])) > 10


@pytest.mark.parametrize("vocabulary", DRAWN)
def test_a_view_uses_terms_that_exist(views: Views, vocabulary: str) -> None:
    assert strangers(views(vocabulary), vocabulary) == set()
    planted = Graph() + views(vocabulary)
    planted.add((URIRef(v.ID + "x"), URIRef(NAMESPACES[vocabulary] + "noSuchTerm"), Literal("x")))
    assert strangers(planted, vocabulary) == {URIRef(NAMESPACES[vocabulary] + "noSuchTerm")}, "the check can fail"


@pytest.mark.parametrize("vocabulary", DRAWN)
def test_every_thing_of_ours_in_a_view_is_named_or_described(views: Views, vocabulary: str, kg: KnowledgeGraph) -> None:
    graph = views(vocabulary)
    named = {str(s) for predicate in (SKOS.prefLabel, DCTERMS.title) for s in graph.subjects(predicate)}
    labelled = {i for i, _, _ in kg.names.spellings()}
    ours = {str(term) for triple in graph for term in triple if str(term).startswith(v.ID)}
    assert ours & labelled <= named


def test_prov_has_flows_as_activities_and_entries_with_their_places(small: KnowledgeGraph) -> None:
    graph = read(view(small.store, "prov").serialize("turtle"))
    flow, source = URIRef(v.ID + "flow/city--store--prints"), URIRef(v.ID + "source/test")
    assert (flow, RDF.type, PROV.Activity) in graph
    assert set(graph.objects(flow, PROV.wasAssociatedWith)) == {
        URIRef(v.ID + "organization/city"), URIRef(v.ID + "system/store")
    }  # fmt: skip
    assert [str(time) for time in graph.objects(flow, PROV.startedAtTime)] == ["2010-05-01T00:00:00"]
    assert list(graph.objects(flow, PROV.endedAtTime)) == [], "PROV has no years"
    (entry,) = graph.subjects(DCTERMS.subject, flow)
    assert str(entry) == f"{source}#flow/city--store--prints"
    assert (entry, PROV.wasDerivedFrom, source) in graph
    assert {str(place) for place in graph.objects(entry, URIRef(v.LOCATOR))} == {"p. 3", "p. 4"}
    assert (source, RDF.type, PROV.Entity) in graph


@pytest.mark.slow
def test_the_prov_package_reads_the_view(kg: KnowledgeGraph, exported: Exported) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it names the types that it keeps as mere attributes
        document = ProvDocument.deserialize(content=exported(vocabulary="prov"), format="rdf", rdf_format="turtle")
    found = Counter(type(record) for record in document.get_records())
    flows = kg.network.flows.stated
    assert found[ProvActivity] >= flows
    assert found[ProvAssociation] >= 2 * flows, "each flow with its sender and recipient"
    agents = {str(record.identifier.uri) for record in document.get_records(ProvAgent)}
    assert agents >= {kg.network.holders[end] for flow in kg.network.flows for end in (flow.sender, flow.recipient)}
    assert found[ProvDerivation] > flows


def test_dcat_tells_databases_from_services_and_gives_them_themes(small: KnowledgeGraph) -> None:
    graph = read(view(small.store, "dcat").serialize("turtle"))
    store, switch = URIRef(v.ID + "system/store"), URIRef(v.ID + "system/switch")
    catalog = URIRef(v.ID + "catalog")
    assert (store, RDF.type, DCAT.Dataset) in graph
    assert (switch, RDF.type, DCAT.DataService) in graph
    assert (switch, RDF.type, DCAT.Dataset) not in graph
    assert (catalog, DCAT.dataset, store) in graph
    assert (catalog, DCAT.service, switch) in graph
    assert (store, DCAT.theme, URIRef(v.ID + "category/fingerprints")) in graph
    assert (store, DCTERMS.publisher, URIRef(v.ID + "organization/state")) in graph


def test_the_catalogue_has_what_dcat_ap_asks_of_one(small: KnowledgeGraph) -> None:
    graph = read(view(small.store, "dcat").serialize("turtle"))
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license):
        assert len(set(graph.objects(catalog, predicate))) == 1
    (publisher,) = graph.objects(catalog, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert len(set(graph.objects(publisher, FOAF.name))) == 1


def test_odrl_has_a_policy_for_each_instrument_and_each_reading(small: KnowledgeGraph) -> None:
    graph = read(view(small.store, "odrl").serialize("turtle"))
    plain, wide = URIRef(v.ID + "bar/act"), URIRef(v.ID + "bar/wide")
    policy, other = URIRef(v.ID + "instrument/act#policy"), URIRef(v.ID + "reading/wide#policy")
    assert (policy, RDF.type, ODRL2.Set) in graph
    assert set(graph.objects(policy, ODRL2.prohibition)) == {plain}, "a bar under a reading stands in that policy alone"
    assert set(graph.objects(other, ODRL2.prohibition)) == {wide}
    assert (plain, RDF.type, ODRL2.Prohibition) in graph
    assert (plain, ODRL2.assigner, URIRef(v.ID + "organization/state")) in graph
    assert (plain, ODRL2.assignee, URIRef(v.ID + "organization/state")) in graph
    assert (plain, ODRL2.target, URIRef(v.ID + "category/fingerprints")) in graph
    bounds = {
        (graph.value(c, ODRL2.leftOperand), graph.value(c, ODRL2.operator), str(graph.value(c, ODRL2.rightOperand)))
        for c in graph.objects(plain, ODRL2.constraint)
    }
    assert bounds == {
        (ODRL2.recipient, ODRL2.isAnyOf, v.ID + "organization/city"),
        (ODRL2.dateTime, ODRL2.gteq, "2011-01-01"),
    }
    assert [str(note) for note in graph.objects(plain, SKOS.note)] == ["Exception: By order of a court."]
    (senders,) = graph.objects(wide, ODRL2.assignee)
    assert (senders, RDF.type, ODRL2.PartyCollection) in graph
    assert (senders, DCTERMS.type, URIRef(v.ID + "kind/database")) in graph
    (data,) = graph.objects(wide, ODRL2.target)
    assert (data, RDF.type, ODRL2.AssetCollection) in graph


@pytest.mark.parametrize("predicate", ["action", "target", "assignee"])
@pytest.mark.slow
def test_every_rule_of_the_shipped_graph_is_whole_odrl(views: Views, predicate: str) -> None:
    """What ODRL's information model asks of a rule: an action and a target; and here, whom it binds or frees."""
    graph = views("odrl")
    rules = {r for name in ("Prohibition", "Permission", "Duty") for r in graph.subjects(RDF.type, ODRL2[name])}
    whole = set(graph.subjects(ODRL2[predicate]))
    assert len(rules) > 2
    if predicate == "assignee":  # a source may leave open whom a norm binds
        assert len(whole & rules) > 1
    else:
        assert rules <= whole
        one = min(rules, key=str)
        graph = Graph() + graph
        graph.remove((one, ODRL2[predicate], None))
        assert not rules <= set(graph.subjects(ODRL2[predicate])), "the check can fail"


def test_dpv_has_flows_as_processes_that_transfer(small: KnowledgeGraph) -> None:
    graph = read(view(small.store, "dpv").serialize("turtle"))
    flow = URIRef(v.ID + "flow/city--store--prints")
    said = {
        (str(p).removeprefix(DPV), str(o).removeprefix(v.ID).removeprefix(DPV))
        for p, o in graph.predicate_objects(flow)
    }
    assert {
        ("hasProcessing", "Transfer"),
        ("hasDataExporter", "organization/city"),
        ("hasDataImporter", "system/store"),
        ("hasRecipient", "system/store"),
        ("hasPersonalData", "category/fingerprints"),
        ("hasDataSubject", "subject/arrested-person"),
        ("hasLegalBasis", "instrument/act"),
    } <= said
    assert (URIRef(v.ID + "bar/act"), RDF.type, URIRef(DPV + "Prohibition")) in graph


def test_org_keeps_the_direct_whole_apart_from_the_wider_ones(folder: Folder) -> None:
    part = '  - id: organization/unit\n    type: Organization\n    label: "Unit"\n    partOf: organization/city\n'
    graph = read(view(whoshares.open(folder(FACTS + part + '    at: "p. 9"\n')).store, "org").serialize("turtle"))
    unit, city, state = (URIRef(v.ID + "organization/" + name) for name in ("unit", "city", "state"))
    assert set(graph.objects(unit, ORG.subOrganizationOf)) == {city}
    assert set(graph.objects(unit, ORG.transitiveSubOrganizationOf)) == {city, state}
    assert (city, ORG.classification, URIRef(v.ID + "kind/police-department")) in graph
    (change,) = graph.objects(state, ORG.resultedFrom)
    assert (change, ORG.originalOrganization, URIRef(v.ID + "organization/territory")) in graph
    assert (change, RDF.type, ORG.ChangeEvent) in graph


def test_an_unknown_vocabulary(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError) as caught:
        view(kg.store, "foaf")
    assert (
        str(caught.value)
        == "“foaf” is no vocabulary that facts can be exported in. The vocabularies are prov, dcat, odrl, dpv, org."
    )


def test_each_vocabulary_has_an_alignment_and_queries_that_say_what_they_do() -> None:
    folder = ontology_folder() / "alignments"
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(NAMESPACES)
    for name in NAMESPACES:
        assert (folder / f"{name}.ttl").is_file()
        queries = sorted((folder / name).glob("*.rq"))
        assert queries
        for path in queries:
            text = path.read_text("utf-8")
            assert re.match(r"# [A-Z].*\.\n\nPREFIX ", text), path
            assert "\nCONSTRUCT {" in text
