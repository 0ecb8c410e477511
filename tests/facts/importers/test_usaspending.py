"""ICE's awards: instruments for all, flows only where a row's words say so, and never a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.facts.importers.tables import SHARED, comma_separated, imported

from whoshares.facts.importers import award_words
from whoshares.facts.importers.award_words import said_in
from whoshares.facts.importers.entries import lines
from whoshares.facts.importers.findings import Findings, Severity
from whoshares.facts.importers.folder import read_imported
from whoshares.facts.importers.importer import Imported, Received
from whoshares.facts.importers.importing import import_files
from whoshares.facts.importers.institutions import is_institution
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.tables import Layout
from whoshares.facts.importers.usaspending import IMPORTER, TO_ALL, TO_GOVERNMENTS
from whoshares.facts.matching.states import STATES
from whoshares.facts.snapshot import Snapshot
from whoshares.model import vocabulary as v
from whoshares.store.engine import Store
from whoshares.store.resources import graph_folder

KERN = "organization/us-ca-kern-county"
LINK = "https://www.usaspending.gov/award/CONT_AWD_HSCEDM09P00014_7012_-NONE-_-NONE-/"
ROW = {
    "award_id_piid": "HSCEDM09P00014", "awarding_sub_agency_name": "U.S. Immigration and Customs Enforcement",
    "recipient_name": "KERN, COUNTY OF", "recipient_state_code": "CA", "total_obligated_amount": "12240.0",
    "period_of_performance_start_date": "2008-08-25", "period_of_performance_current_end_date": "2010-09-30",
    "prime_award_base_transaction_description": "''IGF::OT::IGF'' CLETS DATABASE ACCESS [contact removed]",
    "usaspending_permalink": LINK, "recipient_level_query": "local", "data_access_candidate": "False",
}  # fmt: skip
LATER = {
    "award_id": "70CDCR26FR0000014", "recipient": "ELM SEARCHES, INC.", "amount": "$348,000.00", "start": "2025-12-16",
    "end": "2026-05-14", "description": "SKIP TRACING SERVICES TASK ORDER", "location": "None, VA",
    "sub_agency": "U.S. Immigration and Customs Enforcement",
}  # fmt: skip


def to_governments(folder: Path, *rows: Mapping[str, str], known: Known | None = None) -> tuple[Imported, Findings]:
    cells = [[{**ROW, **row}.get(column, "") for column in TO_GOVERNMENTS.columns] for row in rows]
    return imported(IMPORTER, comma_separated(folder / "awards.csv", [TO_GOVERNMENTS.columns, *cells]), known)


def to_all(
    folder: Path, *rows: Mapping[str, str], name: str = "ice_awards_2026-07-03.csv"
) -> tuple[Imported, Findings]:
    cells = [[{**LATER, **row}[column] for column in TO_ALL.columns] for row in rows]
    return imported(IMPORTER, comma_separated(folder / name, [TO_ALL.columns, *cells]))


def of(made: Imported, type_: str) -> list[dict[str, object]]:
    return [dict(entry) for entry in made.entries if entry["type"] == type_]


def test_an_award_is_an_instrument_and_its_words_a_flow(tmp_path: Path) -> None:
    made, findings = to_governments(tmp_path, {})
    assert not list(findings)
    assert [dict(entry) for entry in made.entries] == [
        {
            "id": "organization/payee-ca-county-of-kern",
            "type": "Organization",
            "label": "COUNTY OF KERN, California",
            "at": "Row 2",
            "kind": "county-government",
            "level": "county",
            "inPlace": "place/us-ca",
            "aliases": "KERN, COUNTY OF CA",
        },
        {
            "id": "instrument/us-ice-award-hscedm09p00014",
            "type": "Instrument",
            "kind": "contract",
            "label": "Award HSCEDM09P00014 of ICE to COUNTY OF KERN, California",
            "issuedBy": "organization/us-ice",
            "party": ["organization/us-ice", "organization/payee-ca-county-of-kern"],
            "citation": "HSCEDM09P00014",
            "text": "An award of ICE. 12,240.00 US dollars are obligated on it.",
            "at": "Row 2",
            "validFrom": "2008-08-25",
            "validUntil": "2010-10-01",
            "url": LINK,
        },
        {
            "id": "flow/us-ca-clets--us-ice--criminal-history",
            "type": "DataFlow",
            "sender": "system/us-ca-clets",
            "recipient": "organization/us-ice",
            "carries": "category/criminal-history",
            "mode": ["purchase", "query"],
            "authority": ["instrument/us-ice-award-hscedm09p00014"],
            "unknown": "controlledBy",
            "attestedOn": ["2008-08-25"],
            "evidenceStatus": ["documented"],
            "text": "ICE paid for it; the rows say: “CLETS DATABASE ACCESS”.",
            "note": "An award shows what was bought, not how much it was used. Which records the system gives is not "
            "said; the kind of records is our reading of what it serves.",
            "at": ["Row 2"],
        },
    ]
    assert list(lines([made.source, *made.entries], "source/x"))


@pytest.mark.parametrize(
    ("words", "state", "said"),
    [
        ("ACCESS TO APSIN", "AK", [("system/us-ak-apsin", "criminal-history", "documented")]),
        ("CLETS LINE", "CA", [("system/us-ca-clets", "criminal-history", "implied")]),
        ("CLETS (UPGRADE)", "CA", [("system/us-ca-clets", "criminal-history", "implied")]),
        ("CLETS DATABASE ACCESS", "MI", []),
        ("LEADS ACCESS", "OH", [("system/us-oh-leads", "criminal-history", "documented")]),
        ("LEADS ACCESS", "IL", []),
        ("CLEAN TERMINAL FOR DRO", "PA", [("system/us-pa-clean", "criminal-history", "documented")]),
        ("CLEAN FLOORS", "PA", []),
        ("USER ACCESS FEES FOR NLETS", None, [("system/nlets", "driver-record", "documented")]),
        ("NORTH CAROLINAS DATABASE TO VIEW DRIVING RECORDS", "NC", [(None, "driver-record", "documented")]),
        ("CREDIT REPORTS", None, [(None, "credit-record", "documented")]),
        ("SKIP TRACING SERVICES TASK ORDER", None, [(None, "address", "implied")]),
        ("DATABASE ACCESS", "CA", []),
        ("INTERNET SERVICES TO ACCESS ICE INTRANET WEBSITES AND DATABASES", None, []),
        ("CRIMINAL INVESTIGATION SUPPORT", None, []),
        ("HOUSEKEEPING- GUARD", "CA", []),
        ("", "CA", []),
    ],
)  # fmt: skip
def test_what_a_description_says(words: str, state: str | None, said: list[tuple[str | None, str, str]]) -> None:
    assert [(one.system, one.category, one.status) for one in said_in(words, state)] == said


def test_what_the_words_leave_open_is_no_flow_whatever_is_guessed(tmp_path: Path) -> None:
    words = "prime_award_base_transaction_description"
    made, findings = to_governments(tmp_path, {words: "DATABASE ACCESS", "data_access_candidate": "True"})
    assert (len(of(made, "Instrument")), of(made, "DataFlow")) == (1, [])
    assert [(found.severity, found.found) for found in findings] == [(Severity.NOTED, "DATABASE ACCESS")]
    made, findings = to_governments(tmp_path, {words: "", "data_access_candidate": "True"})
    assert not of(made, "DataFlow")
    assert not list(findings)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"total_obligated_amount": "0.0"}, "nothing is obligated"),
        ({"total_obligated_amount": ""}, "nothing is obligated"),
        ({"period_of_performance_start_date": ""}, "not since when"),
    ],
)
def test_an_award_on_which_nothing_is_paid_or_dated_gives_no_flow(
    tmp_path: Path, change: dict[str, str], why: str
) -> None:
    made, findings = to_governments(tmp_path, change)
    assert (len(of(made, "Instrument")), of(made, "DataFlow")) == (1, [])
    (found,) = findings
    assert (found.severity, why in found.message) == (Severity.NOTED, True)


def test_awards_of_one_system_are_one_flow_with_all_their_days(tmp_path: Path) -> None:
    later = {"award_id_piid": "HSCECR10P00111", "period_of_performance_start_date": "2010-10-01",
             "period_of_performance_current_end_date": "2011-09-30",
             "prime_award_base_transaction_description": "CLETS LINE"}  # fmt: skip
    made, _ = to_governments(tmp_path, {}, later)
    (flow,) = of(made, "DataFlow")
    assert flow["attestedOn"] == ["2008-08-25", "2010-10-01"]
    assert flow["evidenceStatus"] == ["documented", "implied"]
    assert flow["at"] == ["Row 2", "Row 3"]


@pytest.mark.parametrize(
    "name", ["DOE JANE Q", "JANE Q. DOE III", "JANE PARKS", "DOE JANE PHD ABPP", "JANES AUTO BODY", "ELM"]
)
def test_what_may_be_a_persons_name_is_left_out_and_not_shown(tmp_path: Path, name: str) -> None:
    made, findings = to_all(tmp_path, {"recipient": name}, {"award_id": "70CDCR26FR0000015"})
    assert [entry["citation"] for entry in of(made, "Instrument")] == ["70CDCR26FR0000015"]
    (found,) = findings
    assert (found.severity, found.row, found.found) == (Severity.LEFT_OUT, 2, "…")
    assert not is_institution(name)


@pytest.mark.parametrize("contact", ["ATTN: JANE DOE", "POC J DOE", "CONTACT: DOE", "MS. DOE", "jane.doe@example.gov"])
def test_words_that_may_name_a_person_are_not_taken(tmp_path: Path, contact: str) -> None:
    made, findings = to_all(tmp_path, {"description": f"SKIP TRACING {contact}"}, {"award_id": "70CDCR26FR0000015"})
    assert [entry["at"] for entry in of(made, "DataFlow")] == [["Row 3"]]
    assert [(found.severity, found.row, found.found) for found in findings] == [(Severity.UNKNOWN, 2, "…")]
    assert "doe" not in str(made).lower()


def test_cells_that_cannot_be_right(tmp_path: Path) -> None:
    made, findings = to_all(
        tmp_path,
        {"start": "5025-07-07"},
        {"award_id": "70CDCR26FR0000015", "end": "2025-01-01"},
        {"award_id": "70CDCR26FR0000016", "amount": "$1,23"},
        {"award_id": "70CDCR26FR0000017", "sub_agency": "U.S. Customs and Border Protection"},
        {"award_id": "see note"},
        {"award_id": "70CDCR26FR0000018", "start": "2026-08-01", "end": "2026-09-01"},
        {"award_id": "70CDCR26FR0000018", "end": "None", "location": "None, VA"},
    )
    assert [(str(found.severity), found.row, found.column) for found in findings] == [
        ("left unknown", 2, "start"),
        ("noted", 2, "description"),
        ("left unknown", 3, "end"),
        ("left unknown", 4, "amount"),
        ("noted", 4, "description"),
        ("left out", 5, "sub_agency"),
        ("left out", 6, "award_id"),
        ("noted", 7, "description"),
        ("noted", 8, "award_id"),
    ]
    (flow,) = of(made, "DataFlow")
    assert flow["at"] == ["Row 3", "Row 8"]
    assert not {"place/us-va"} & {entry.get("inPlace") for entry in of(made, "Organization")}


def test_awards_to_all_need_a_day_in_their_name(tmp_path: Path) -> None:
    _, findings = to_all(tmp_path, {}, name="ice_awards.csv")
    assert findings.stop


def test_who_is_paid_is_a_body_of_the_graph_in_its_own_state_alone(tmp_path: Path) -> None:
    known = Known(names={"county of kern": {KERN}}, shipped=frozenset({KERN}))
    made, _ = to_governments(tmp_path, {}, known=known)
    assert of(made, "Instrument")[0]["party"] == ["organization/us-ice", KERN]
    made, _ = to_governments(tmp_path, {"recipient_state_code": "OR"}, known=known)
    assert of(made, "Instrument")[0]["party"] == ["organization/us-ice", "organization/payee-or-county-of-kern"]


def written(folder: Path, name: str, layout: Layout, *rows: Mapping[str, str]) -> Path:
    return comma_separated(
        folder / name, [layout.columns, *([row.get(one, "") for one in layout.columns] for row in rows)]
    )


def test_one_payee_has_one_id_in_both_tables_and_one_name_in_several_states_has_several(tmp_path: Path) -> None:
    governments = written(
        tmp_path,
        "usaspending.csv",
        TO_GOVERNMENTS,
        {**ROW, "recipient_name": "ELM PARKING AUTHORITY", "award_id_piid": "70CDCR20P1", "recipient_uei": "A"},
        {**ROW, "recipient_name": "ADAMS, COUNTY OF", "recipient_state_code": "CO", "recipient_uei": "B"},
        {**ROW, "recipient_name": "ADAMS, COUNTY OF", "recipient_state_code": "WA", "recipient_uei": "C"},
        {**ROW, "recipient_name": "COUNTY OF IMPERIAL", "award_id_piid": "70CDCR20P4", "recipient_uei": "D"},
        {**ROW, "recipient_name": "COUNTY OF IMPERIAL", "award_id_piid": "70CDCR20P5", "recipient_uei": "D"},
        {**ROW, "recipient_name": "COUNTY OF IMPERIAL", "recipient_state_code": "AZ", "recipient_uei": "D"},
    )
    to_everybody = written(
        tmp_path,
        "ice_awards_2026-07-03.csv",
        TO_ALL,
        {**LATER, "recipient": "ELM PARKING AUTHORITY", "award_id": "70CDCR20P1"},
        {**LATER, "recipient": "ELM PARKING AUTHORITY", "award_id": "70CDCR26P2"},
        {**LATER, "recipient": "OAK PARKING AUTHORITY", "award_id": "70CDCR26P3"},
    )
    out = tmp_path / "out"
    import_files(IMPORTER, [to_everybody, governments], out, Received())
    first = read_imported(out)
    store = Store()
    for name in first:
        store.load_file(out / name)
    parties = {str(one.object) for one in store.statements(predicate=v.PARTY)} - {v.ID + "organization/us-ice"}
    assert parties == {
        v.ID + f"organization/payee-{one}"
        for one in (
            "ca-elm-parking-authority",
            "co-county-of-adams",
            "wa-county-of-adams",
            "ca-county-of-imperial",
            "oak-parking-authority",
        )
    }
    names = [(name.casefold(), body) for one in (v.PREF_LABEL, v.ALT_LABEL) for body, name in store.literals(one)]
    of_bodies = {(name, body) for name, body in names if "/organization/" in body}
    assert len({name for name, _ in of_bodies}) == len(of_bodies)
    import_files(IMPORTER, [governments], out, Received())
    import_files(IMPORTER, [to_everybody, governments], out, Received())
    assert read_imported(out) == first


def test_a_body_of_another_list_is_who_has_its_name_in_its_state() -> None:
    known = Known(names={"elm bureau of narcotics, oklahoma": {"organization/us-ok-elm-bureau-of-narcotics"}})
    found = known.body(STATES["OK"], "Elm Bureau of Narcotics", own="organization/flock-elm-bureau-of-narcotics")
    assert found[0] == "organization/us-ok-elm-bureau-of-narcotics"
    assert known.body(STATES["OR"], "Elm Bureau of Narcotics")[0] == "organization/us-or-elm-bureau-of-narcotics"
    said = Known(names={"oklahoma bureau of elms": {"organization/flock-oklahoma-bureau-of-elms"}})
    assert said.body(STATES["OK"], "Oklahoma Bureau of Elms")[0] == "organization/flock-oklahoma-bureau-of-elms"
    unsaid = Known(names={"bureau of elms": {"organization/flock-bureau-of-elms"}})
    assert unsaid.body(STATES["OK"], "Bureau of Elms")[0] == "organization/us-ok-bureau-of-elms"


def test_the_systems_and_categories_are_those_of_the_graph() -> None:
    labels = Known.of(Snapshot(graph_folder()).store(), ()).labels
    systems = {(system, category) for _, _, system, category in award_words._SYSTEMS}
    categories = {category for _, category, _, _ in award_words._DATA} | {category for _, category in systems}
    assert {system for system, _ in systems} <= set(labels)
    assert {f"category/{category}" for category in categories} <= set(labels)


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are elsewhere")
def test_the_real_files() -> None:
    made, findings = imported(IMPORTER, SHARED / "usaspending_ice_awards_state_local.csv")
    assert (len(of(made, "Instrument")), len(of(made, "DataFlow"))) == (1_031, 33)
    made, findings = imported(IMPORTER, SHARED / "ice_awards_2026-07-03.csv")
    assert len(of(made, "Instrument")) == 2_552 - sum(found.severity is Severity.LEFT_OUT for found in findings)
    assert 2_500 < len(of(made, "Instrument")) < 2_530
