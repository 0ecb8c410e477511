"""ICE's lists of 287(g) agreements, in each of their layouts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.facts.importers.tables import SHARED, Cell, comma_separated, imported, table, xlsx

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.ice_287g import IMPORTER
from whoshares.facts.importers.ice_287g_rows import (
    OF_2008,
    OF_2021,
    OF_JULY_2025,
    OF_MARCH_2025,
    PENDING_2025,
    PENDING_2026,
    edition_of,
)
from whoshares.facts.importers.importer import Entry, Imported
from whoshares.facts.importers.known import Known

MOA = "https://www.ice.gov/doclib/287gMOA/BaldwinCoSheriffsOfficeAL_JEM_MOA_05082025.pdf"
SAFELINK = (
    "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fdoclib%2F287gMOA%2FA_05082025.pdf"
    "&data=05%7C02%7CERO287g&reserved=0"
)
JULY = "participatingAgencies07182025pm.xlsx"
KNOWN = Known({"place/us-al-baldwin-county": "Baldwin County, Alabama"}, counties=True)


def row(
    state: Cell = "ALABAMA",
    agency: Cell = "Baldwin County Sheriff's Office",
    kind: Cell = "County",
    county: Cell = "Baldwin County",
    model: Cell = "Jail Enforcement Model",
    signed: Cell = date(2025, 5, 8),
    moa: Cell = ("link", MOA),
    addendum: Cell = None,
) -> list[Cell]:
    return [state, agency, kind, county, model, signed, moa, addendum]


def july(folder: Path, *rows: list[Cell], name: str = JULY) -> Path:
    return xlsx(folder / name, [OF_JULY_2025.columns, *rows])


def entry(made: Imported, id: str) -> Entry:
    (found,) = [one for one in made.entries if one["id"] == id]
    return found


def test_a_row_states_an_agreement_and_its_agency(tmp_path: Path) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row()), KNOWN)
    assert not list(findings)
    assert dict(made.source) == {
        "id": "source/ice-287g-2025-07-18-pm",
        "type": "Source",
        "title": f"Agencies with a 287(g) agreement, as listed by ICE: {JULY}",
        "publisher": "U.S. Immigration and Customs Enforcement",
        "issued": "2025-07-18",
        "tier": "primary",
        "at": "File name and header row",
    }
    assert [dict(one) for one in made.entries] == [
        {
            "id": "organization/us-al-baldwin-county-sheriffs-office",
            "type": "Organization",
            "at": ["Sheet Sheet, row 2"],
            "label": "Baldwin County Sheriff's Office, Alabama",
            "inPlace": "place/us-al-baldwin-county",
            "aliases": "Baldwin County Sheriff's Office AL",
            "level": "county",
            "kind": "sheriff",
        },
        {
            "id": "instrument/287g-us-al-baldwin-county-sheriffs-office-jail-enforcement-model-2025",
            "type": "Instrument",
            "kind": "agreement",
            "label": "287(g) Jail Enforcement Model agreement of Baldwin County Sheriff's Office, Alabama (2025)",
            "party": ["organization/us-al-baldwin-county-sheriffs-office", "organization/us-ice"],
            "about": "program/287g-jail-enforcement",
            "area": "place/us-al-baldwin-county",
            "attestedOn": ["2025-07-18"],
            "at": ["Sheet Sheet, row 2"],
            "validFrom": "2025-05-08",
            "url": MOA,
        },
    ]


def test_an_agency_with_two_models_has_two_agreements(tmp_path: Path) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row(), row(model="Task Force Model")), KNOWN)
    assert not list(findings)
    assert Counter(str(one["type"]) for one in made.entries) == {"Organization": 1, "Instrument": 2}
    assert entry(made, "organization/us-al-baldwin-county-sheriffs-office")["at"] == [
        "Sheet Sheet, row 2",
        "Sheet Sheet, row 3",
    ]


@pytest.mark.parametrize(
    ("given", "severity", "column", "expected", "start", "url"),
    [
        ({"signed": "7/72025", "moa": "link pending"}, Severity.REPAIRED, "SIGNED", "2025-07-07", "2025-07-07", None),
        ({"signed": "5025-07-07"}, Severity.UNKNOWN, "SIGNED", "a day from 1996-09-30 to 2025-07-18", None, MOA),
        ({"signed": date(2025, 7, 19)}, Severity.UNKNOWN, "SIGNED", "a day from 1996-09-30 to 2025-07-18", None, MOA),
        ({"signed": "soon"}, Severity.UNKNOWN, "SIGNED", "a day", None, MOA),
        ({"signed": date(2025, 5, 7)}, Severity.UNKNOWN, "SIGNED", "2025-05-08 or later", None, MOA),
        ({"moa": "link"}, Severity.UNKNOWN, "MOA", "a link, or “link pending”", "2025-05-08", None),
        ({"moa": ("link", "mailto:x@ice.gov")}, Severity.UNKNOWN, "MOA", "", "2025-05-08", None),
        (
            {"moa": ("link", SAFELINK)},
            Severity.REPAIRED,
            "MOA",
            "",
            "2025-05-08",
            "https://www.ice.gov/doclib/287gMOA/A_05082025.pdf",
        ),
        ({"model": "Warrant Service Office"}, Severity.REPAIRED, "SUPPORT TYPE", "", "2025-05-08", MOA),
        ({"kind": "Parish"}, Severity.UNKNOWN, "TYPE", "County, Municipality, State", "2025-05-08", MOA),
        ({"county": "Baldwinn County"}, Severity.UNKNOWN, "COUNTY", "the counties of Alabama", "2025-05-08", MOA),
        ({"agency": "Baldwin PD\u200b "}, Severity.REPAIRED, "LAW ENFORCEMENT AGENCY", "", "2025-05-08", MOA),
    ],
)
def test_what_is_wrong_with_a_cell_is_said(
    given: dict[str, Cell],
    severity: Severity,
    column: str,
    expected: str,
    start: str | None,
    url: str | None,
    tmp_path: Path,
) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row(**given)), KNOWN)
    (found,) = findings
    assert (found.severity, found.sheet, found.row, found.column) == (severity, "Sheet", 2, column)
    assert found.expected.startswith(expected)
    agreement = dict(made.entries[-1])
    assert agreement["type"] == "Instrument"
    assert (agreement.get("validFrom"), agreement.get("url")) == (start, url)


@pytest.mark.parametrize(
    ("given", "column", "found", "expected"),
    [
        ({"state": "ALBAMA"}, "STATE", "ALBAMA", "the names of the states"),
        ({"agency": " "}, "LAW ENFORCEMENT AGENCY", "", ""),
        ({"model": "Tribal Model"}, "SUPPORT TYPE", "Tribal Model", "Jail Enforcement Model, Task Force Model"),
    ],
)
def test_a_row_that_is_not_understood_is_left_out(
    given: dict[str, Cell], column: str, found: str, expected: str, tmp_path: Path
) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row(**given), row()), KNOWN)
    (left,) = [one for one in findings if one.severity is Severity.LEFT_OUT]
    assert (left.row, left.column, left.found) == (2, column, found)
    assert left.expected.startswith(expected)
    assert len(made.entries) == 2


def test_an_agreement_that_is_listed_twice_counts_once(tmp_path: Path) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row(), row(signed=date(2025, 5, 9))), KNOWN)
    (left,) = findings
    assert (left.severity, left.row, left.found) == (Severity.LEFT_OUT, 3, "2025-05-09")
    assert left.message == "Agency and model stand in row 2 too, signed 2025-05-08."
    assert dict(made.entries[-1])["validFrom"] == "2025-05-08"


def test_sentinels_have_their_meaning(tmp_path: Path) -> None:
    given = [row(county="#N/A", moa="link pending", addendum=("link", "https://www.ice.gov/a.pdf"))]
    made, findings = imported(IMPORTER, july(tmp_path, *given), KNOWN)
    assert not list(findings)
    agreement = dict(made.entries[-1])
    assert agreement["area"] == "place/us-al"
    assert agreement["note"] == [
        "An addendum is linked: https://www.ice.gov/a.pdf",
        "The list says that the link to the agreement is pending.",
    ]


def test_a_county_is_no_place_while_counties_are_not_known(tmp_path: Path) -> None:
    made, findings = imported(IMPORTER, july(tmp_path, row(county="Baldwinn County")))
    assert not list(findings)
    assert dict(made.entries[-1])["area"] == "place/us-al"


def test_a_wrong_year_in_the_name_is_told_by_the_rows(tmp_path: Path) -> None:
    rows = [row(agency=f"Town {number} Police Department", signed=date(2025, 12, 18), moa=None) for number in range(5)]
    made, findings = imported(IMPORTER, july(tmp_path, *rows, name="participatingAgencies01052025pm.xlsx"), KNOWN)
    (found,) = findings
    assert (found.severity, found.row) == (Severity.REPAIRED, 0)
    assert found.message == (
        "The name says 2025-01-05, and 5 rows are signed later, the last on 2025-12-18 (row 2). It is read as "
        "2026-01-05, the only year that fits."
    )
    assert made.source["issued"] == "2026-01-05"
    assert made.entries[-1]["attestedOn"] == ["2026-01-05"]


@pytest.mark.parametrize(("year", "told"), [(2025, False), (2026, True)])
def test_a_name_that_may_be_a_year_late_is_said(tmp_path: Path, year: int, told: bool) -> None:
    rows = [row(signed=date(2025, 7, 10), moa=None)]
    _, findings = imported(IMPORTER, july(tmp_path, *rows, name=f"participatingAgencies0718{year}pm.xlsx"), KNOWN)
    assert [(found.severity, found.message) for found in findings] == told * [
        (
            Severity.NOTED,
            "The name says 2026-07-18, and the last row is signed on 2025-07-10 (row 2). Check the year in it.",
        )
    ]


def test_a_name_that_the_rows_contradict_stops_where_no_year_fits(tmp_path: Path) -> None:
    rows = [row(agency=f"Town {number} Police Department", signed=date(2025, 8, 18), moa=None) for number in range(5)]
    _, findings = imported(IMPORTER, july(tmp_path, *rows, name="participatingAgencies01052025pm.xlsx"), KNOWN)
    assert findings.stop


def test_a_list_without_a_day_stops(tmp_path: Path) -> None:
    _, findings = imported(IMPORTER, july(tmp_path, row(), name="agencies.xlsx"), KNOWN)
    assert [(one.severity, one.found) for one in findings] == [(Severity.STOPS, "agencies.xlsx")]


def test_lists_of_other_years(tmp_path: Path) -> None:
    name, model = "Department of Corrections", "Warrant Service Officer"
    on_2021 = ["ALASKA", name, model, "2020-07-24", "https://www.ice.gov/287gWSO_AK_07-24-2020.pdf"]
    of_2021 = xlsx(tmp_path / "287g_participating_2021-01-13.xlsx", [OF_2021.columns, on_2021])
    made, findings = imported(IMPORTER, of_2021)
    assert not list(findings)
    assert made.source["id"] == "source/ice-287g-2021-01-13"
    assert [one["id"] for one in made.entries] == [
        "organization/us-ak-department-of-corrections",
        "instrument/287g-us-ak-department-of-corrections-warrant-service-officer-2020",
    ]
    assert made.entries[1]["validFrom"] == "2020-07-24"
    on_march: list[Cell] = ["ALASKA", name, "State Agency", model, date(2020, 7, 24), "link\xa0pending"]
    of_march = xlsx(tmp_path / "participatingAgencies03072025am.xlsx", [OF_MARCH_2025.columns, on_march])
    made, findings = imported(IMPORTER, of_march)
    assert [one.severity for one in findings] == [Severity.REPAIRED]
    assert dict(made.entries[0])["level"] == "state"
    assert made.entries[1]["id"] == "instrument/287g-us-ak-department-of-corrections-warrant-service-officer-2020"


def test_a_file_of_lists_of_two_days(tmp_path: Path) -> None:
    path = comma_separated(
        tmp_path / "lists.csv",
        [
            OF_2008.columns,
            ("2007-09-19", "Alabama", "Alabama State Police"),
            ("2008-03-10", "Alabama", "Alabama State Police"),
            ("2008-03-10", "Alabama", "Etowah County Sheriff's Office"),
            ("2008-03-10", "Ontario", "Somebody"),
            ("5008-03-10", "Alabama", "Etowah County Sheriff's Office"),
        ],
    )
    made, findings = imported(IMPORTER, path)
    assert [(one.severity, one.row, one.found) for one in findings] == [
        (Severity.LEFT_OUT, 5, "Ontario"),
        (Severity.LEFT_OUT, 6, "5008-03-10"),
    ]
    agreement = entry(made, "instrument/287g-us-al-alabama-state-police")
    assert agreement["attestedOn"] == ["2007-09-19", "2008-03-10"]
    assert agreement["at"] == ["Row 2", "Row 3"]
    assert agreement["about"] == "program/287g"
    assert (made.source["id"], made.source["tier"]) == ("source/ice-287g-2007-09-19--2008-03-10", "summary")


@pytest.mark.parametrize("layout", [PENDING_2025, PENDING_2026])
def test_applications_are_no_agreements_whatever_the_file_is_called(layout: object, tmp_path: Path) -> None:
    columns = PENDING_2025.columns if layout == PENDING_2025 else PENDING_2026.columns
    cells: list[Cell] = ["ALABAMA", "Madison County Sheriff's Office", "County", "Madison County", "Task Force Model"]
    if layout == PENDING_2026:
        cells.append("link pending")
    made, findings = imported(IMPORTER, xlsx(tmp_path / "participatingAgencies07182025pm.xlsx", [columns, cells]))
    assert [one.severity for one in findings] == [Severity.NOTED]
    assert [(one["type"], one["value"], one["asOf"]) for one in made.entries] == [("Observation", "1", "2025-07-18")]


def test_agreements_in_a_file_that_is_called_pending_stop(tmp_path: Path) -> None:
    _, findings = imported(IMPORTER, july(tmp_path, row(), name="pendingAgencies07182025pm.xlsx"), KNOWN)
    assert findings.stop


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real lists are no part of the project")
@pytest.mark.parametrize(
    ("name", "agreements", "agencies", "states", "models"),
    [
        ("287g_participating_2021-01-13.xlsx", 150, 147, 26, {"Jail": 74, "Warrant": 76}),
        ("participatingAgencies03072025am.xlsx", 318, 239, 29, {"Jail": 73, "Task": 117, "Warrant": 128}),
        (JULY, 832, 685, 40, {"Jail": 117, "Task": 415, "Warrant": 300}),
        ("participatingAgencies01052025pm.xlsx", 1274, 1058, 40, {"Jail": 145, "Task": 684, "Warrant": 445}),
    ],
)
def test_the_real_lists(name: str, agreements: int, agencies: int, states: int, models: dict[str, int]) -> None:
    edition = edition_of(table(IMPORTER, SHARED / name))
    assert edition is not None
    assert len(edition.listed) == agreements
    assert len({one.key[:2] for one in edition.listed}) == agencies
    assert len({one.state for one in edition.listed}) == states
    assert Counter(one.model.name.split()[0] for one in edition.listed if one.model) == models
