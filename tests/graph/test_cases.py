"""Three cases end to end, on the shipped graph: what `docs/cases.md` tells must be what the graph answers."""

from __future__ import annotations

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.model.validity import State

ID = "https://w3id.org/whoshares/id/"

ORDINANCE = f"{ID}bar/king-county-18665--personal-information-to-ice"
LOOK_UPS = f"{ID}flow/us-wa-king-county-jail-system--us-ice-ero--jail-booking-record"
TO_LINX = f"{ID}flow/us-wa-king-county-sheriff--linx-northwest--police-report"
OUT_OF_LINX = f"{ID}flow/linx-northwest--us-ice--police-report"
PRINTS = f"{ID}flow/us-wa-king-county-dajd--us-wa-wsp--arrest-fingerprints"
FOREIGN_BORN = f"{ID}flow/us-wa-king-county-dajd--us-ice--nationality"

LICENSING, BORDER = "Washington State Department of Licensing", "CBP"

EL_CAJON, ELSEWHERE = "El Cajon Police Department", "Police agencies of other states"
CALIFORNIA_ONLY = f"{ID}reading/us-ca-sb-34--california-agencies-only"
ANY_STATE = f"{ID}reading/us-ca-sb-34--any-state-or-local-agency"
OUT_OF_STATE = f"{ID}bar/us-ca-sb-34--out-of-state-police"


# --- King County, 2018 and 2019 -------------------------------------------------------------------------------------


def test_the_look_up_accounts_were_used_for_thirteen_months_after_the_ordinance(kg: KnowledgeGraph) -> None:
    rows = kg.bars("King County Ordinance 18665", as_of="2019-03-01").rows()
    (row,) = (row for row in rows if row["bar id"] == ORDINANCE and row["flow id"] == LOOK_UPS)
    assert row["valid from"] == "2018-03"
    assert (row["days to last attested"], row["days to end"]) == ("396", "426")
    assert row["barred"] == "yes"


@pytest.mark.parametrize(
    ("day", "certain"), [("2018-04-01", [True]), ("2019-03-31", [True]), ("2019-04-30", [True]), ("2019-05-01", [])]
)
def test_the_look_up_accounts_end_in_april_2019(kg: KnowledgeGraph, day: str, certain: list[bool]) -> None:
    assert _certain(kg.trace("King County jail management system", "ICE", as_of=day)) == certain


def test_linx_fingerprints_and_reports_under_a_state_act_lead_round_the_ordinance(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=ORDINANCE, as_of="2019-01-15").to_dict()["backdoors"]
    assert isinstance(found, list)
    patterns = {(door["pattern"], _flows(door["route"])[0]) for door in found}
    assert patterns == {("M6", FOREIGN_BORN), ("M9", TO_LINX), ("M1", PRINTS)}
    assert all(LOOK_UPS not in _flows(door["route"]) for door in found)
    assert any(_flows(door["route"]) == [TO_LINX, OUT_OF_LINX] for door in found)


@pytest.mark.parametrize(
    ("body", "closes", "leaves"),
    [
        ("King County Department of Adult and Juvenile Detention", LOOK_UPS, TO_LINX),
        ("King County Sheriff's Office", TO_LINX, LOOK_UPS),
        ("Washington State Patrol", f"{ID}flow/us-wa-wsp--us-ngi--arrest-fingerprints", LOOK_UPS),
    ],
)
def test_three_controllers_each_close_their_own_way_and_none_closes_all(
    kg: KnowledgeGraph, body: str, closes: str, leaves: str
) -> None:
    assert _controllers(kg, closes) == {body}
    assert body not in _controllers(kg, leaves)
    assert kg.cut("King County", "ICE", as_of="2019-01-15", using=body).to_dict()["outcome"] == "impossible"


def test_the_two_county_bodies_close_all_known_ways_together_with_the_state(kg: KnowledgeGraph) -> None:
    """Until the repeal of RCW 10.70.140 the jails' reports of who is foreign-born were the state's to end."""
    rows = kg.cut("King County", "ICE", as_of="2019-01-15", by="controller").rows()
    assert {row["element"] for row in rows} == {
        "Washington state government",
        "King County Department of Adult and Juvenile Detention",
        "King County Sheriff's Office",
    }
    assert _controllers(kg, FOREIGN_BORN) == {"Washington state government"}


def test_after_both_closures_the_prints_alone_lead_round(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=ORDINANCE, as_of="2019-08-20").to_dict()["backdoors"]
    assert isinstance(found, list)
    assert {door["pattern"] for door in found} == {"M1"}


def test_linx_is_a_way_round_again_after_two_weeks(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=ORDINANCE, as_of="2019-09-15").to_dict()["backdoors"]
    assert isinstance(found, list)
    assert any(_flows(door["route"]) == [f"{TO_LINX}-again", OUT_OF_LINX] for door in found)


# --- Washington's driver records ------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipient", ["ICE", "ERO", "HSI"])
def test_ice_is_cut_at_the_switch(kg: KnowledgeGraph, recipient: str) -> None:
    before = kg.trace(LICENSING, recipient, carrying="driver-record", as_of="2025-11-01")
    assert [hop.recipient for hop in before.routes[0].hops][:2] == [f"{ID}system/us-wa-access", f"{ID}system/nlets"]
    assert before.routes[0].state is State.CERTAIN
    after = kg.trace(LICENSING, recipient, carrying="driver-record", as_of="2025-12-01")
    passed = {hop.recipient for route in after.routes for hop in route.hops}
    assert f"{ID}system/nlets" not in passed
    if recipient == "ICE":  # photos that it asked for, last heard of in 2018
        assert [route.state for route in after.routes] == [State.PRESUMED]
    else:
        assert not after.routes
        assert "block/nlets--us-wa--us-ice" in str(after.to_dict())


def test_the_documents_differ_by_a_day_on_the_cut(kg: KnowledgeGraph) -> None:
    days = ("2025-11-17", "2025-11-18", "2025-11-19")
    answers = [kg.trace(LICENSING, "ERO", carrying="driver-record", as_of=day) for day in days]
    assert [_certain(answer) for answer in answers] == [[False], [False], []]


@pytest.mark.parametrize("day", ["2025-11-19", "2025-12-01", "2026-01-08"])
def test_cbp_is_not_cut(kg: KnowledgeGraph, day: str) -> None:
    route = kg.trace(LICENSING, BORDER, carrying="driver-record", as_of=day).routes[0]
    assert route.state is State.CERTAIN
    assert [hop.recipient for hop in route.hops] == [
        f"{ID}system/us-wa-access",
        f"{ID}system/nlets",
        f"{ID}organization/us-cbp",
    ]


def test_no_document_takes_driver_records_from_cbp_to_ice(kg: KnowledgeGraph) -> None:
    assert not kg.trace(BORDER, "ICE", carrying="driver-record", as_of="2025-12-01").routes
    assert kg.trace(BORDER, "ICE", as_of="2025-12-01").routes, "other data passes, so the two are joined"


# --- El Cajon -------------------------------------------------------------------------------------------------------


def test_one_law_is_read_in_two_ways_that_oppose(kg: KnowledgeGraph) -> None:
    conflicts = str(kg.conflicts("California SB 34").to_dict())
    assert ANY_STATE in conflicts
    assert CALIFORNIA_ONLY in conflicts


@pytest.mark.parametrize(("reading", "barred"), [(CALIFORNIA_ONLY, True), (ANY_STATE, False)])
def test_each_reading_has_its_answer(kg: KnowledgeGraph, reading: str, barred: bool) -> None:
    bars = kg.bars(EL_CAJON, ELSEWHERE, as_of="2025-09-01", readings=[reading]).rows()
    assert {row["bar id"] for row in bars} == ({OUT_OF_STATE} if barred else set())
    for unbarred in (True, False):
        answer = kg.trace(
            EL_CAJON, "ICE", carrying="plate-read", as_of="2025-09-01", unbarred=unbarred, readings=[reading]
        )
        # a bar marks a hop; it does not take the flow away, unless that is asked
        assert bool(answer.routes) is not (barred and unbarred)


def test_the_sharing_itself_is_certain_and_the_way_on_is_not(kg: KnowledgeGraph) -> None:
    (sharing,) = kg.trace(EL_CAJON, ELSEWHERE, as_of="2025-09-01").routes
    assert sharing.state is State.CERTAIN
    assert set(_certain(kg.trace(EL_CAJON, "ICE", as_of="2025-09-01"))) == {False}


# --- reading the answers --------------------------------------------------------------------------------------------


def _certain(answer: Trace) -> list[bool]:
    return [route.state is State.CERTAIN for route in answer.routes]


def _flows(route: object) -> list[str]:
    assert isinstance(route, dict)
    return [hop["flow"] for hop in route["hops"]]


def _controllers(kg: KnowledgeGraph, flow: str) -> set[str]:
    predicate = "https://w3id.org/whoshares/ontology/controlledBy"
    return {kg.names.label(iri) for iri in kg.evidence.values(flow, predicate)}
