"""Framed JSON: plain for a developer to read, and still JSON-LD that says what the graph says."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from rdflib import Graph, URIRef
from tests.exports.conftest import Exported

from whoshares import KnowledgeGraph
from whoshares.exports.frames import FRAMES, framed
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError

FLOW = "flow/us-fbi--us-ident--arrest-fingerprints"


@pytest.fixture(scope="module")
def read(exported: Exported) -> Callable[[str], dict[str, Any]]:
    """The frame of a name, made and read once."""
    return cache(lambda frame: json.loads(exported(frame=frame)))


@pytest.fixture(scope="module")
def flows(read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return read("flow")


@pytest.mark.slow
def test_a_flow_has_its_ends_and_categories_inside(flows: dict[str, Any]) -> None:
    (flow,) = [each for each in flows["@graph"] if each["id"] == FLOW]
    assert flow["type"] == "DataFlow"
    assert flow["sender"] == {
        "id": "organization/us-fbi", "type": "Organization", "label": "Federal Bureau of Investigation"
    }  # fmt: skip
    assert flow["recipient"]["label"] == "Automated Biometric Identification System"
    assert flow["carries"]["label"] == "Fingerprints"


def test_a_flow_has_its_sources_with_the_places_in_them(flows: dict[str, Any]) -> None:
    (flow,) = [each for each in flows["@graph"] if each["id"] == FLOW]
    found = {entry["document"]["title"]: entry for entry in flow["sources"]}
    entry = found["Secure Communities: A Fact Sheet"]
    assert entry["document"]["tier"] == "research"
    assert "Opening paragraph" in entry["at"]
    assert all(each.get("sources") for each in flows["@graph"]), "no flow without a source"


def test_every_flow_is_there_once_in_the_order_of_ids(flows: dict[str, Any], kg: KnowledgeGraph) -> None:
    ids = [flow["id"] for flow in flows["@graph"]]
    assert ids == sorted(v.shorten(str(s.subject)) for s in kg.store.statements(predicate=v.SENDER)) or set(ids) == {
        v.shorten(flow.iri) for flow in kg.network.flows
    }
    assert ids == sorted(set(ids))


def test_a_frame_is_json_ld_that_says_what_the_graph_says(flows: dict[str, Any], kg: KnowledgeGraph) -> None:
    read = Graph().parse(data=json.dumps(flows), format="json-ld")
    whole = kg.store.union_graph()
    for predicate in (v.SENDER, v.RECIPIENT, v.CARRIES, v.VALID_FROM, v.ATTESTED_ON, v.AUTHORITY):
        said = set(read.triples((None, URIRef(predicate), None)))
        flows_of = set(whole.subjects(URIRef(v.TYPE), URIRef(v.DATA_FLOW)))
        assert said == {t for t in whole.triples((None, URIRef(predicate), None)) if t[0] in flows_of}
        assert said


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_has_all_things_of_its_classes(
    kg: KnowledgeGraph, read: Callable[[str], dict[str, Any]], frame: str
) -> None:
    things = read(frame)["@graph"]
    wanted = {
        v.shorten(str(s.subject))
        for name in FRAMES[frame]
        for s in kg.store.statements(predicate=v.TYPE, value=v.WS + name)
    }
    assert {thing["id"] for thing in things} == wanted
    assert not any(str(thing["id"]).startswith("_:") for thing in things)


def test_an_unknown_frame(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError) as caught:
        framed(kg.store, "person")
    assert str(caught.value) == "“person” is no frame. The frames are flow, holder, norm."
