"""Six cases end to end, on the shipped graph: what `docs/cases.md` tells must be what the graph answers."""

from __future__ import annotations

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.model.validity import State

ID = "https://w3id.org/whoshares/id/"
CONTROLLED_BY = "https://w3id.org/whoshares/ontology/controlledBy"

ORDINANCE = f"{ID}bar/king-county-18665--personal-information-to-ice"
LOOK_UPS = f"{ID}flow/us-wa-king-county-jail-system--us-ice-ero--jail-booking-record"
TO_LINX = f"{ID}flow/us-wa-king-county-sheriff--linx-northwest--police-report"
OUT_OF_LINX = f"{ID}flow/linx-northwest--us-ice--police-report"
PRINTS = f"{ID}flow/us-wa-king-county-dajd--us-wa-wsp--arrest-fingerprints"
FOREIGN_BORN = f"{ID}flow/us-wa-king-county-dajd--us-ice--nationality"
JAIL_TO_FBI = f"{ID}flow/local-jail--us-fbi--arrest-fingerprints"
JAIL_TO_BUREAU = f"{ID}flow/local-jail--state-identification-bureau--arrest-fingerprints"
JAIL_TO_DATABASES = f"{ID}flow/local-jail--us-immigration-databases--arrest-fingerprints"
"""What is said of every local jail, and so of the county's."""

LICENSING, BORDER = "Washington State Department of Licensing", "CBP"

EL_CAJON, ELSEWHERE = "El Cajon Police Department", "Police agencies of other states"
CALIFORNIA_ONLY = f"{ID}reading/us-ca-sb-34--california-agencies-only"
ANY_STATE = f"{ID}reading/us-ca-sb-34--any-state-or-local-agency"
OUT_OF_STATE = f"{ID}bar/us-ca-sb-34--out-of-state-police"
TO_FEDERAL = f"{ID}bar/us-ca-sb-34--federal-agencies"

SUING, COMPLYING = "SNAP plaintiff states", "SNAP agencies of complying states"
AGRICULTURE, HOMELAND_SECURITY = "USDA", "Homeland Security"
SNAP_ORDERS = {
    f"{ID}bar/us-snap-restraining-order-2025-09--plaintiff-states",
    f"{ID}bar/us-snap-injunction-2025-10--plaintiff-states",
    f"{ID}bar/us-snap-injunction-2026-02--plaintiff-states",
}

SOCIAL_SECURITY, SAVE = "Social Security Administration", "SAVE"
SAVE_RULING = f"{ID}bar/us-save-vacatur-2026--social-security-data"

PLATE_ACT = "Washington SB 6002"
TO_FEDERAL_AGENCIES = f"{ID}bar/us-wa-sb-6002--federal-agencies"
LAKEWOOD, AUBURN = "Lakewood Police Department, Washington", "Auburn Police Department, Washington"
BORDER_PATROL = "Border Patrol"


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
    assert patterns == {
        ("M6", FOREIGN_BORN),
        ("M9", TO_LINX),
        *(("M1", prints) for prints in (PRINTS, JAIL_TO_FBI, JAIL_TO_DATABASES)),
        ("M3", JAIL_TO_FBI),
    }
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
    """Until the repeal of RCW 10.70.140 the jails' reports of who is foreign-born were the state's to end.

    What is said of every local jail has no controller, so that no set of bodies closes that.
    """
    cut = kg.cut("King County", "ICE", as_of="2019-01-15", by="controller")
    assert cut.to_dict()["outcome"] == "impossible"
    assert JAIL_TO_FBI in {row["flow"] for row in cut.rows()}
    bodies = [f"{ID}organization/{name}" for name in ("us-wa", "us-wa-king-county-dajd", "us-wa-king-county-sheriff")]
    theirs = [
        [flow for flow in kg.network.flows.iris if body in kg.evidence.values(flow, CONTROLLED_BY)] for body in bodies
    ]

    def left_without(some: list[list[str]]) -> bool:
        closed = {JAIL_TO_FBI, JAIL_TO_DATABASES}.union(*some)
        return bool(kg.trace("King County", "ICE", as_of="2019-01-15", avoid=sorted(closed), limit=1).routes)

    assert not left_without(theirs)
    assert [left_without([some for some in theirs if some is not one]) for one in theirs] == [True] * 3
    assert _controllers(kg, FOREIGN_BORN) == {"Washington state government"}


def test_after_both_closures_the_prints_alone_lead_round(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=ORDINANCE, as_of="2019-08-20").to_dict()["backdoors"]
    assert isinstance(found, list)
    assert {door["pattern"] for door in found} == {"M1", "M3"}
    assert {_flows(door["route"])[0] for door in found} == {PRINTS, JAIL_TO_FBI, JAIL_TO_DATABASES}


def test_linx_is_a_way_round_again_after_two_weeks(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=ORDINANCE, as_of="2019-09-15").to_dict()["backdoors"]
    assert isinstance(found, list)
    assert any(_flows(door["route"]) == [f"{TO_LINX}-again", OUT_OF_LINX] for door in found)


# --- Washington's driver records ------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipient", ["ICE", "ERO", "HSI"])
def test_ice_is_cut_at_the_switch(kg: KnowledgeGraph, recipient: str) -> None:
    before = kg.trace(LICENSING, recipient, carrying="driver-record", as_of="2025-11-01")
    stated, every = before.routes[0], next(route for route in before.routes if route.hops[0].as_every)
    assert every.hops[0].as_every == f"{ID}organization/state-dmv"
    assert [hop.recipient for hop in stated.hops][:2] == [f"{ID}system/us-wa-access", f"{ID}system/nlets"]
    assert stated.state is State.CERTAIN
    assert every.state is State.POSSIBLE  # of every state's agency a document of 12 November 2025 speaks first
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
    assert [set(_certain(answer)) for answer in answers] == [{False}, {False}, set()]


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
            EL_CAJON, ELSEWHERE, carrying="plate-read", as_of="2025-09-01", unbarred=unbarred, readings=[reading]
        )
        # a bar marks a hop; it does not take the flow away, unless that is asked
        assert bool(answer.routes) is not (barred and unbarred)


@pytest.mark.parametrize("reading", [CALIFORNIA_ONLY, ANY_STATE])
def test_under_either_reading_the_way_to_ice_goes_round_the_bar_on_federal_agencies(
    kg: KnowledgeGraph, reading: str
) -> None:
    def ways(*, unbarred: bool) -> tuple[TracedRoute, ...]:
        return kg.trace(
            EL_CAJON, "ICE", carrying="plate-read", as_of="2025-09-01", unbarred=unbarred, readings=[reading]
        ).routes

    assert ways(unbarred=False)
    assert all(TO_FEDERAL in {gone.bar.id for gone in way.goes_round} for way in ways(unbarred=False))
    assert not ways(unbarred=True)


def test_the_sharing_itself_is_certain_and_the_way_on_is_not(kg: KnowledgeGraph) -> None:
    (sharing,) = kg.trace(EL_CAJON, ELSEWHERE, as_of="2025-09-01").routes
    assert sharing.state is State.CERTAIN
    assert set(_certain(kg.trace(EL_CAJON, "ICE", as_of="2025-09-01"))) == {False}


# --- food benefit records -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "states"), [("2025-09-17", [State.POSSIBLE]), ("2025-09-18", []), ("2025-10-20", []), ("2026-03-01", [])]
)
def test_no_record_of_the_states_that_sued_passes_after_the_first_order(
    kg: KnowledgeGraph, day: str, states: list[State]
) -> None:
    assert [route.state for route in kg.trace(SUING, AGRICULTURE, as_of=day).routes] == states


def test_three_orders_bar_it_and_none_bars_what_others_give(kg: KnowledgeGraph) -> None:
    assert {row["bar id"] for row in kg.bars(SUING, AGRICULTURE, as_of="2026-03-01").rows()} == SNAP_ORDERS
    assert not kg.bars(COMPLYING, AGRICULTURE, as_of="2026-03-01").rows()
    (route,) = kg.trace(COMPLYING, AGRICULTURE, as_of="2026-03-01").routes
    assert route.state is State.PRESUMED


def test_no_document_takes_food_benefit_records_to_homeland_security(kg: KnowledgeGraph) -> None:
    assert not kg.trace(AGRICULTURE, HOMELAND_SECURITY, carrying="snap-record", as_of="2026-03-01").routes


# --- voter files ----------------------------------------------------------------------------------------------------


def test_voter_files_come_to_homeland_security_by_save_and_by_justice(kg: KnowledgeGraph) -> None:
    by_save = kg.trace("Louisiana state government", SAVE, carrying="voter-record", as_of="2026-01-15")
    assert [route.state for route in by_save.routes] == [State.PRESUMED]
    by_justice = kg.trace("State election office", HOMELAND_SECURITY, carrying="voter-record", as_of="2026-01-15")
    assert [hop.recipient for hop in by_justice.routes[0].hops] == [
        f"{ID}organization/us-doj",
        f"{ID}organization/us-dhs",
    ]


@pytest.mark.parametrize(("day", "barred"), [("2026-06-21", False), ("2026-06-22", True), ("2026-07-01", True)])
def test_a_ruling_bars_what_no_document_ends(kg: KnowledgeGraph, day: str, barred: bool) -> None:
    (route,) = kg.trace(SOCIAL_SECURITY, SAVE, as_of=day).routes
    assert route.state is State.PRESUMED
    in_force = {row["bar id"] for row in kg.bars(SOCIAL_SECURITY, SAVE, as_of=day).rows() if row["barred"] == "yes"}
    assert in_force == ({SAVE_RULING} if barred else set())


def test_no_document_takes_voter_files_to_ice(kg: KnowledgeGraph) -> None:
    assert not kg.trace("Louisiana state government", "ICE", carrying="voter-record", as_of="2026-01-15").routes


# --- Washington's plate reads ---------------------------------------------------------------------------------------


def test_an_agency_that_lists_border_patrol_and_one_that_closed_its_network(kg: KnowledgeGraph) -> None:
    assert _certain(kg.trace(LAKEWOOD, BORDER_PATROL, as_of="2025-06-11")) == [True]
    (later,) = kg.trace(LAKEWOOD, BORDER_PATROL, as_of="2026-05-01").routes
    assert later.state is State.PRESUMED
    assert kg.trace(AUBURN, BORDER_PATROL, as_of="2025-10-31").routes
    assert not kg.trace(AUBURN, BORDER_PATROL, as_of="2026-05-01").routes


@pytest.mark.parametrize(("day", "in_force"), [("2025-06-11", False), ("2026-03-30", True), ("2026-05-01", True)])
def test_the_act_forbids_what_stood_open(kg: KnowledgeGraph, day: str, in_force: bool) -> None:
    rows = kg.bars(LAKEWOOD, BORDER_PATROL, as_of=day).rows()
    (row,) = (
        row
        for row in rows
        if row["bar id"] == TO_FEDERAL_AGENCIES
        and "--us-border-patrol--" in row["flow id"]
        and "lakewood" in row["flow id"]
    )
    assert (row["barred"] == "yes") is in_force


def test_the_maker_s_network_leads_round_the_act(kg: KnowledgeGraph) -> None:
    found = kg.backdoors(bar=PLATE_ACT, as_of="2026-05-01").to_dict()["backdoors"]
    assert isinstance(found, list)
    assert any(_flows(door["route"])[0] == f"{ID}flow/us-wa-police--flock-network--plate-read" for door in found)


# --- reading the answers --------------------------------------------------------------------------------------------


def _certain(answer: Trace) -> list[bool]:
    return [route.state is State.CERTAIN for route in answer.routes]


def _flows(route: object) -> list[str]:
    assert isinstance(route, dict)
    return [hop["flow"] for hop in route["hops"]]


def _controllers(kg: KnowledgeGraph, flow: str) -> set[str]:
    return {kg.names.label(iri) for iri in kg.evidence.values(flow, CONTROLLED_BY)}


# --- Secure Communities and one county ------------------------------------------------------------------------------


def test_a_county_is_not_taken_for_every_jail_before_a_document_says_so(kg: KnowledgeGraph) -> None:
    """The program came to Washington on 3 April 2012. What a document of 2011 says of some jails dates no other's."""

    def answer(day: str) -> Trace:
        return kg.trace("King County", "ICE", carrying="fingerprints", as_of=day)

    early = answer("2011-10-01")
    assert {route.state for route in early.routes} == {State.POSSIBLE}
    direct = next(route for route in early.routes if route.hops[0].flow == JAIL_TO_FBI)
    assert (direct.state, direct.hops[0].last_confirmed) == (State.POSSIBLE, None)
    assert {source.issued for source in direct.hops[0].sources} == {"2024-11-08", "2025"}
    assert {JAIL_TO_FBI, JAIL_TO_BUREAU} <= {said.flow for said in early.of_some}
    first = answer("2012-06-01").routes[0]
    assert (first.state, first.hops[0].flow, first.hops[0].as_every) == (State.PRESUMED, PRINTS, None)
    assert first.hops[0].attested_on == ("2012-04",)
    today = answer("2026-11-29").routes[0]
    assert (today.state, today.hops[0].flow) == (State.PRESUMED, JAIL_TO_FBI)
    assert today.last_confirmed
    assert today.last_confirmed.text == "2025"
