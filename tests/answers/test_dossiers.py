"""Dossiers: ways to immigration authorities are those of an exposure, and each sort of thing has what belongs to it."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from tests.by_hand import ID

from whoshares import KnowledgeGraph
from whoshares.answers.area import authorities
from whoshares.answers.dossier_things import thing_named
from whoshares.answers.dossiers import Dossiers
from whoshares.answers.reaching import Reaching
from whoshares.model.errors import InputError, NameUnknown
from whoshares.model.validity import State
from whoshares.text.dossier import page_of_thing

DAY = date(2026, 6, 30)
KING = ID + "place/us-wa-king-county"
SHERIFF = ID + "organization/us-wa-king-county-sheriff"
JAIL = ID + "organization/us-wa-king-county-dajd"


@pytest.fixture(scope="module")
def made(kg: KnowledgeGraph) -> Dossiers:
    return Dossiers(kg, DAY)


def test_ways_are_the_rows_of_an_exposure_that_arrive_at_an_authority_and_pass_none(kg: KnowledgeGraph) -> None:
    network, reaching = kg.network, Reaching(kg, DAY)
    known = {network.holders[number] for number in authorities(network)}
    taken = sorted({network.holders[network.flows.sender[f]] for f in range(network.flows.stated, len(network.flows))})
    others = sorted({network.holders[sender] for sender in network.flows.sender} - known)
    some = Random(7)
    for holder in {*some.sample(taken, min(len(taken), 5)), *some.sample(others, 6), SHERIFF, JAIL}:
        found = set()
        for row in kg.exposure(holder, outward=True, as_of=DAY).rows_found:
            recipients = [network.holders[network.flows.recipient[network.flow_number[flow]]] for flow in row.flows]
            if row.holder in known and recipients[-1] in known and known.isdisjoint(recipients[:-1]):
                found.add((row.flows, row.category, row.state))
        ways = reaching.of(holder)
        assert {(tuple(step.flow for step in way.steps), one) for way in ways for one in way.arriving} == {
            row[:2] for row in found
        }, holder
        for way in ways:
            flows = tuple(step.flow for step in way.steps)
            assert way.state == min(state for its, _, state in found if its == flows)
            assert way.steps[0].sender in {network.holders[n] for n in network.closure(network.holder_number[holder])}


def test_what_is_said_of_every_body_is_each_ones_own(made: Dossiers) -> None:
    jail = made.of(JAIL)
    assert {way.steps[0].sender for way in jail.ways} == {JAIL}
    assert any(row.sender == JAIL for row in jail.leaving)
    county = made.of(KING)
    assert any(JAIL in bodies for _, bodies in county.every)
    assert {(tuple(step.flow for step in way.steps), way.state) for way in jail.ways} <= {
        (tuple(step.flow for step in way.steps), way.state) for way in county.ways
    }


def test_a_place_has_its_bodies_its_laws_and_what_was_not_found(made: Dossiers, kg: KnowledgeGraph) -> None:
    county = made.of(KING)
    assert (county.sort, county.kind, county.around) == ("place", "county", (ID + "place/us-wa",))
    assert {SHERIFF, JAIL} <= {body.id for body in county.bodies}
    assert not next(body for body in county.bodies if body.id == SHERIFF).whole, "it is part of the county"
    told = {kg.names.label(law) for norm in county.norms for law in norm.set_by}
    assert {"King County Ordinance 18665", "Keep Washington Working Act"} <= told, "of the county, and of its state"
    states = [norm.state is State.IMPOSSIBLE for norm in county.norms]
    assert states == sorted(states), "what is not in force stands last"
    assert county.documents > 10


def test_each_sort_of_thing_has_a_dossier(made: Dossiers, kg: KnowledgeGraph) -> None:
    law = made.of(thing_named(kg, "Green Light Law"))
    assert law.law is not None
    assert law.issuers == (ID + "organization/us-ny",)
    data = made.of(thing_named(kg, "driver records"))
    assert data.usage is not None
    assert {row.recipient for row in data.leaving if row.flow in data.straight} <= {
        kg.network.holders[number] for number in authorities(kg.network)
    }
    assert made.of(thing_named(kg, "Secure Communities")).sort == "program"
    assert made.of(thing_named(kg, "ICE")).is_authority
    assert thing_named(kg, "New York") == ID + "place/us-ny"


def test_what_has_no_dossier_is_refused_in_a_sentence(kg: KnowledgeGraph, made: Dossiers) -> None:
    with pytest.raises(NameUnknown, match="The graph has no body or system named “Atlantis”"):
        thing_named(kg, "Atlantis")
    with pytest.raises(InputError, match="is no body, place, law, data category or program, and a brief is of one"):
        thing_named(kg, "kind/jail")
    with pytest.raises(InputError, match="kind/jail is no body, place, law"):
        made.of(ID + "kind/jail")


def test_a_page_answers_first_what_it_asks(made: Dossiers) -> None:
    """Of an immigration authority that is what comes to it; a count is told of what it counts, alone, too."""
    page = page_of_thing(made.of(ID + "organization/us-ice"), made.edition)
    assert page.asked.startswith("What comes to it, and from whom?")
    headings = [section.heading for section in page.told]
    assert headings[:2] == ["What it is", "What comes to it"]
    assert headings.index("What comes to it") < headings.index("What leaves it")
    of_data = page_of_thing(made.of(ID + "category/driver-record"), made.edition)
    assert any(line.endswith(" of these flows go straight to an immigration authority.") for line in of_data.first)
