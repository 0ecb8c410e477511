"""What names say, in the many ways in which lists write them."""

from __future__ import annotations

import pytest

from whoshares.facts.matching.reading import LONGEST_NAME, read_name

POLICE, SHERIFF, STATE_POLICE = "police-department", "sheriff", "state-police"


@pytest.mark.parametrize(
    ("name", "state", "kind", "core"),
    [
        ("Adrian MI PD", "MI", POLICE, "adrian"),
        ("AL - Daphne PD", "AL", POLICE, "daphne"),
        ("Pasco PD - WA", "WA", POLICE, "pasco"),
        ("Arlington PD (WA)", "WA", POLICE, "arlington"),
        ("Glendora (CA) PD", "CA", POLICE, "glendora"),
        ("Crestview Fl PD", "FL", POLICE, "crestview"),
        ("Lake In The Hills IL PD", "IL", POLICE, "lakeinhills"),
        ("Kansas City MO PD", "MO", POLICE, "kansascity"),
        ("St. Louis Park MN PD", "MN", POLICE, "saintlouispark"),
        ("State College PA PD", "PA", POLICE, "statecollege"),
        ("College Park GA PD", "GA", POLICE, "collegepark"),
        ("Fraser MI DPS", "MI", POLICE, "fraser"),
        ("Cleveland OH Division of Police", "OH", POLICE, "cleveland"),
        ("El Paso CO SO", "CO", SHERIFF, "elpaso"),
        ("Wagoner CO SO OK", "OK", SHERIFF, "wagoner"),
        ("Haralson CSO (GA)", "GA", SHERIFF, "haralson"),
        ("San Diego County CA SD", "CA", SHERIFF, "sandiego"),
        ("Calcasieu Parish SO LA", "LA", SHERIFF, "calcasieu"),
        ("Anne Arundel County CPD MD", "MD", "county-police", "annearundel"),
        ("Texas Department of Public Safety", "TX", STATE_POLICE, "departmentpublicsafety"),
        ("NC State Highway Patrol", "NC", STATE_POLICE, "highwaypatrol"),
        ("PUBLIC SAFETY, ALASKA DEPT OF", "AK", STATE_POLICE, "departmentpublicsafety"),
        ("PUBLIC HEALTH, CALIFORNIA DEPARTMENT OF", "CA", "state-agency", "departmentpublichealth"),
        ("Sheriff of Anoka County, Minnesota", "MN", SHERIFF, "anoka"),
        ("Winthrop Harbor IL PD", "IL", POLICE, "winthropharbor"),
        ("North Port FL PD", "FL", POLICE, "northport"),
        ("Kentucky State KY PD", "KY", POLICE, "kentuckystate"),
        ("OH - Madison Township PD - Lake County", "OH", POLICE, "madison"),
        ("GA State University PD", "GA", "campus-police", "georgiastateuniversity"),
        ("Fort Bend County Const TX Pct 3", "TX", "constable", "fortbend3"),
        ("Cave Creek AZ Marshal's Office", "AZ", "marshal", "cavecreek"),
        ("PINAL COUNTY ARIZONA", "AZ", "county-government", "pinal"),
        (
            "Homeland Security Investigations [Federal] [Inactive]",
            "US",
            "federal-agency",
            "homelandsecurityinvestigation",
        ),
        ("Hamilton GA", "GA", None, "hamilton"),
        ("Washington County SO", None, SHERIFF, "washington"),
    ],
)
def test_state_kind_and_what_tells_it_apart(name: str, state: str | None, kind: str | None, core: str) -> None:
    reading = read_name(name)
    assert (reading.state, reading.kind, reading.core, reading.refusal) == (state, kind, core, None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("988.0", "is a number, no name"),
        ("DNU", "holds no name"),
        ("Flock Safety - Marketing", "names a test, a training or a vendor's own account"),
        ("Indiana LE Demo", "names a test, a training or a vendor's own account"),
        ("Springfield CPD IL", "says CPD, which a city's, a county's or a campus's police can be"),
        ("x" * (LONGEST_NAME + 1), "is longer than a name"),
        ("GA - Dublin PD OH", "is of GA and says OH"),
        ("Police Department MO", "says what kind of body it is, but no place or name"),
    ],
)
def test_what_names_no_body(name: str, why: str) -> None:
    assert read_name(name).refusal == why
