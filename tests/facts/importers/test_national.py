"""The tables that give others their places and bodies: counties, the FBI's agencies, ICE's offices, uses of AI."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.facts.importers.tables import SHARED, comma_separated, imported

from whoshares.facts.importers import ai_inventory, counties, fbi_agencies, ice_offices
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Importer
from whoshares.facts.importers.known import Known

KNOWN = Known(
    {
        "place/us-ga-dekalb-county": "DeKalb County, Georgia",
        "place/us-ga-fulton-county": "Fulton County, Georgia",
        "place/us-md-baltimore-city": "Baltimore city, Maryland",
        "place/us-md-baltimore-county": "Baltimore County, Maryland",
        "place/us-il-st-clair-county": "St. Clair County, Illinois",
    },
    counties=True,
)


def test_counties(tmp_path: Path) -> None:
    path = comma_separated(
        tmp_path / "us_fips_codes.csv",
        [
            counties.LAYOUT.columns,
            ("AL", "01", "Alabama", "001", "Autauga County"),
            ("DC", "11", "District of Columbia", "001", "District of Columbia"),
            ("UM", "74", "U.S. Minor Outlying Islands", "300", "Midway Islands"),
            ("AL", "1", "Alabama", "003", "Baldwin County"),
            ("AL", "01", "Alabama", "3", "Baldwin County"),
            ("AL", "01", "Alabama", "001", "Autauga County"),
        ],
    )
    made, findings = imported(counties.IMPORTER, path)
    assert [(one.row, one.column, one.found) for one in findings] == [
        (4, "state", "UM"),
        (5, "state_code", "1"),
        (6, "county_code", "3"),
        (7, "county", "Autauga County"),
    ]
    assert [dict(one) for one in made.entries] == [
        {
            "id": "place/us-al-autauga-county",
            "type": "Place",
            "at": "Row 2",
            "label": "Autauga County, Alabama",
            "aliases": "Autauga County AL",
            "within": "place/us-al",
            "fips": "01001",
        },
        {
            "id": "place/us-dc-district-of-columbia",
            "type": "Place",
            "at": "Row 3",
            "label": "District of Columbia (as a county)",
            "within": "place/us-dc",
            "fips": "11001",
        },
    ]


def agency(ori: str, name: str, state: str, county: str, sort: str) -> tuple[str, ...]:
    return (ori, "2025", name, state, county, sort, "1", "2", "3", "5", "NULL")


def test_agencies(tmp_path: Path) -> None:
    path = comma_separated(
        tmp_path / "fbi_agencies.csv",
        [
            fbi_agencies.LAYOUT.columns,
            agency("GA0440000", "DeKalb", "GA", "DEKALB", "County"),
            agency("GA0440200", "Decatur", "GA", "DEKALB, FULTON", "City"),
            agency("MDBPD0000", "Baltimore ", "MD", "BALTIMORE CITY", "City"),
            agency("ILSP00001", "State Police:", "IL", "ST CLAIR", "State Police"),
            agency("NB0010000", "Adams", "NB", "NOT SPECIFIED", "County"),
            agency("DCED00000", "United States Department of Education,", "FS", "NOT SPECIFIED", "Federal"),
        ],
    )
    made, findings = imported(fbi_agencies.IMPORTER, path, KNOWN)
    assert [one.severity for one in findings] == [Severity.REPAIRED]
    assert [(one["id"], one["label"], one.get("kind"), one["inPlace"]) for one in made.entries] == [
        (
            "organization/us-ga-dekalb-ga0440000",
            "DeKalb county agency, Georgia [GA0440000]",
            "local-law-enforcement",
            ["place/us-ga-dekalb-county"],
        ),
        (
            "organization/us-ga-decatur-ga0440200",
            "Decatur city agency, Georgia [GA0440200]",
            "police-department",
            ["place/us-ga-dekalb-county", "place/us-ga-fulton-county"],
        ),
        (
            "organization/us-md-baltimore-mdbpd0000",
            "Baltimore city agency, Maryland [MDBPD0000]",
            "police-department",
            ["place/us-md-baltimore-city"],
        ),
        (
            "organization/us-il-state-police-ilsp00001",
            "State Police (St. Clair County), Illinois [ILSP00001]",
            "state-police",
            ["place/us-il-st-clair-county"],
        ),
        (
            "organization/us-ne-adams-nb0010000",
            "Adams county agency, Nebraska [NB0010000]",
            "local-law-enforcement",
            "place/us-ne",
        ),
        (
            "organization/us-united-states-department-of-education-dced00000",
            "United States Department of Education [DCED00000]",
            "federal-agency",
            "place/us",
        ),
    ]
    assert made.entries[3]["note"] == "The list gives the beginning of the name alone."
    assert made.source["id"] == "source/fbi-agencies-2025"


@pytest.mark.parametrize(
    ("given", "severity", "column", "found"),
    [
        (agency("GA044", "X", "GA", "DEKALB", "City"), Severity.LEFT_OUT, "ori", "GA044"),
        (agency("GA0440000", "X", "ZZ", "DEKALB", "City"), Severity.LEFT_OUT, "state_abbr", "ZZ"),
        (agency("GA0440000", "X", "GA", "DEKALB", "Militia"), Severity.LEFT_OUT, "agency_type_name", "Militia"),
        (agency("GA0440000", ":", "GA", "DEKALB", "City"), Severity.LEFT_OUT, "pub_agency_name", ":"),
        (agency("GA0440000", "X", "GA", "DEKALBB", "City"), Severity.UNKNOWN, "county_name", "DEKALBB"),
    ],
)
def test_agencies_that_are_not_understood(
    given: tuple[str, ...], severity: Severity, column: str, found: str, tmp_path: Path
) -> None:
    path = comma_separated(tmp_path / "fbi_agencies.csv", [fbi_agencies.LAYOUT.columns, given])
    made, findings = imported(fbi_agencies.IMPORTER, path, KNOWN)
    (one,) = findings
    assert (one.severity, one.row, one.column, one.found) == (severity, 2, column, found)
    assert len(made.entries) == (severity is Severity.UNKNOWN)


def test_offices(tmp_path: Path) -> None:
    path = comma_separated(
        tmp_path / "ice_areas_of_responsibility.csv",
        [
            ice_offices.LAYOUT.columns,
            ("Atlanta", "Georgia", "", ""),
            ("St Paul", "Illinois", "St. Clair", "note"),
            ("St Paul", "Illinois", "Saint Clare", ""),
            ("Atlanta", "Ontario", "", ""),
            ("Miami", "United States Virgin Islands", "", ""),
        ],
    )
    made, findings = imported(ice_offices.IMPORTER, path, KNOWN)
    assert [(one.row, one.column, one.found) for one in findings] == [
        (4, "county_name", "Saint Clare"),
        (5, "state_name", "Ontario"),
    ]
    assert [(one["id"], one["partOf"], one["inPlace"]) for one in made.entries] == [
        ("organization/us-ice-atlanta-field-office", "organization/us-ice", ["place/us-ga"]),
        ("organization/us-ice-st-paul-field-office", "organization/us-ice", ["place/us-il-st-clair-county"]),
        ("organization/us-ice-miami-field-office", "organization/us-ice", ["place/us-vi"]),
    ]


def test_offices_need_the_counties(tmp_path: Path) -> None:
    rows = [ice_offices.LAYOUT.columns, ("Dallas", "Texas", "Anderson", "")]
    made, findings = imported(ice_offices.IMPORTER, comma_separated(tmp_path / "offices.csv", rows))
    assert not made.entries
    assert [one.message for one in findings] == ["The counties are not known: import them first, into the same folder."]


def use(**given: str) -> list[str]:
    usual = {
        "id": "DHS-1",
        "agency": "DHS",
        "agency_bureau": "ICE",
        "use_case_name": "Face matching",
        "development_stage": "Deployed",
        "demographic_features": "[]",
    } | given
    return [usual.get(column, "") for column in ai_inventory.LAYOUT.columns]


def test_uses_of_ai(tmp_path: Path) -> None:
    withheld = "Redacted for cybersecurity purposes."
    path = comma_separated(
        tmp_path / "inventory_2025.csv",
        [
            ai_inventory.LAYOUT.columns,
            use(vendor_name="NEC", system_name_ato="TVSI, ATS-C", pia_url="https://www.dhs.gov/x.pdf"),
            use(id="DOJ-1", agency="DOJ", agency_bureau="Department of Justice / USMS", system_name_ato=withheld),
            use(id="DHS-2", vendor_name="A vendor of another bureau. " * 4),
            use(id="DHS-3"),
            use(id="DHS-3"),
            use(id="DHS-4", development_stage="Imagined"),
            use(id="DHS-5", agency="DOE"),
            use(id="DHS-6", pia_url="soon"),
        ],
    )
    made, findings = imported(ai_inventory.IMPORTER, path)
    assert [(one.severity, one.row, one.column) for one in findings] == [
        (Severity.NOTED, 3, "system_name_ato"),
        (Severity.REPAIRED, 4, "vendor_name"),
        (Severity.NOTED, 5, "id"),
        (Severity.NOTED, 6, "id"),
        (Severity.LEFT_OUT, 7, "development_stage"),
        (Severity.LEFT_OUT, 8, "agency"),
        (Severity.UNKNOWN, 9, "pia_url"),
    ]
    first, second, third, *_ = made.entries
    assert dict(first) == {
        "id": "system/us-ai-use-dhs-1",
        "type": "System",
        "at": "Row 2",
        "label": "Face matching [DHS-1]",
        "kind": "application",
        "level": "federal",
        "operatedBy": "organization/us-ice",
        "note": [
            "Stage in the inventory: deployed.",
            "Vendor, as the inventory has it: NEC.",
            "System under whose authorization it runs, as the inventory has it: TVSI, ATS-C.",
        ],
        "url": "https://www.dhs.gov/x.pdf",
    }
    assert (second["operatedBy"], second["note"]) == (
        "organization/us-doj",
        [
            "Stage in the inventory: deployed.",
            "Bureau in the inventory: USMS.",
            "System under whose authorization it runs: withheld.",
        ],
    )
    assert third["note"] == [
        "Stage in the inventory: deployed.",
        "Vendor: told in running text, which is not copied.",
    ]
    assert [one["id"] for one in made.entries if "dhs-3" in str(one["id"])] == [
        "system/us-ai-use-dhs-3-row-5",
        "system/us-ai-use-dhs-3-row-6",
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real tables are no part of the project")
@pytest.mark.parametrize(
    ("importer", "name", "entries", "left_out"),
    [
        (counties.IMPORTER, "us_fips_codes.csv", 3246, 1),
        (fbi_agencies.IMPORTER, "fbi_agencies.csv", 18330, 0),
        (ice_offices.IMPORTER, "ice_areas_of_responsibility.csv", 18, 374),
        (ai_inventory.IMPORTER, "omb_ai_inventory_2025_dhs_doj.csv", 424, 0),
    ],
)
def test_the_real_tables(importer: Importer, name: str, entries: int, left_out: int) -> None:
    made, findings = imported(importer, SHARED / name)
    assert len(made.entries) == entries
    assert sum(one.severity is Severity.LEFT_OUT for one in findings) == left_out
