"""Names as they are typed: each offer says what it is, and asks of just that thing."""

from __future__ import annotations

import pytest
from tests.server.conftest import Server

from whoshares import KnowledgeGraph
from whoshares.answers.meant import meant
from whoshares.model import vocabulary as v
from whoshares.server.http.explorer.completion import Completion
from whoshares.store.names import HOLDERS


@pytest.fixture(scope="module")
def completion(kg: KnowledgeGraph) -> Completion:
    return Completion(kg)


@pytest.mark.parametrize(
    ("typed", "label", "what"),
    [
        ("san diego cou", "San Diego County", "county in California, 6 bodies known"),
        ("ICE", "Immigration and Customs Enforcement", "federal, part of DHS"),
        ("ero", "ICE Enforcement and Removal Operations", "federal, part of ICE"),
        ("ident", "Automated Biometric Identification System", "federal, run by DHS"),
        ("califor", "California", "state, "),
        ("united st", "United States", "country, "),
        ("sheriff", "Sheriff", "kind of body, "),
    ],
)
def test_an_offer_says_what_it_is(completion: Completion, typed: str, label: str, what: str) -> None:
    offered = {one.label: one.what for one in completion.offers(typed, "holder")}
    assert label in offered
    assert offered[label].startswith(what)


def test_an_offer_asks_of_just_that_thing(kg: KnowledgeGraph, completion: Completion) -> None:
    for iri in sorted(thing for thing in kg.network.holders if kg.names.is_a(thing, HOLDERS))[::5]:
        label = kg.names.label(iri)
        offered = {one.iri: one.value for one in completion.offers(label, "holder")}
        assert iri in offered, label
        assert meant(kg, offered[iri]).iri == iri


def test_only_what_fits_the_field_is_offered(kg: KnowledgeGraph, completion: Completion) -> None:
    offered = completion.offers("driver", "category")
    assert offered
    assert all(v.DATA_CATEGORY in kg.names.classes(one.iri) for one in offered)
    assert any(v.SOURCE in kg.names.classes(one.iri) for one in completion.offers("driver licen"))


def test_a_misspelt_name_is_offered_what_is_near(completion: Completion) -> None:
    assert "San Diego Police Department" in {one.label for one in completion.offers("san deigo police dep", "holder")}
    assert completion.offers("xqzzyq xqzzyq", "holder") == []
    assert completion.offers("x" * 5_000) == []


@pytest.mark.parametrize(
    ("typed", "wanted", "first"),
    [
        ("Palantier", "holder", "Palantir Technologies"),
        ("Chicago police dept", "holder", "Chicago Police Department"),
        ("the police of San Diego", "holder", "San Diego Police Department"),
        ("Motorola Vigilant", "holder", "Vigilant Solutions"),
        ("Department of motor vehicles of California", "holder", "California Department of Motor Vehicles"),
        ("Imigration and cust", "holder", "Immigration and Customs Enforcement"),
        ("finger prints", "category", "Fingerprints"),
    ],
)
def test_what_is_near_is_near_word_by_word(completion: Completion, typed: str, wanted: str, first: str) -> None:
    assert first in [offer.label for offer in completion.offers(typed, wanted)[:2]]


@pytest.mark.parametrize(
    ("typed", "far"),
    [
        ("San Fransisco Police", "Immigration and Customs Enforcement"),  # its short name stands within “police”
        ("Palantier", "Los Angeles"),  # LA
        ("Lexis Nexis", "Internal Revenue Service"),
        ("Nobody", "News body"),
    ],
)
def test_a_short_name_within_a_word_is_not_near(completion: Completion, typed: str, far: str) -> None:
    assert far not in [offer.label for offer in completion.offers(typed, "holder")]


def test_names_are_found_within_words(completion: Completion) -> None:
    named = [one.label for one in completion.named_within("Do driver records of the New York DMV reach ICE?")]
    assert named == [
        "Driver records",
        "New York State Department of Motor Vehicles",
        "Immigration and Customs Enforcement",
    ]
    assert completion.named_within("what is the point of it all") == []


def test_offers_are_data(server: Server) -> None:
    found = server.get("/complete", text="san d", **{"for": "holder"}).json()
    assert found[0]["value"] == found[0]["label"] == "San Diego County"
    assert server.get("/complete").status_code == 400
    assert server.get("/complete", text="a", other="b").status_code == 400
