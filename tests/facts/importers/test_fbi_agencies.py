"""The labels of the FBI's agencies: they read as names, and say nothing else of who is who than before."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.facts.importers.tables import comma_separated, imported

from whoshares.facts.importers.entries import lines
from whoshares.facts.importers.fbi_agencies import IMPORTER, LAYOUT
from whoshares.facts.importers.known import Known
from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.graph_bodies import graph_bodies
from whoshares.store.engine import Store

KNOWN = Known(
    {"place/us-mi-genesee-county": "Genesee County, Michigan", "place/us-la-acadia-parish": "Acadia Parish, Louisiana"},
    counties=True,
)


@pytest.mark.parametrize(
    ("name", "sort", "state", "county", "label", "kind"),
    [
        ("Elm", "City", "MI", "GENESEE", "Elm city agency, Michigan", k.POLICE),
        ("Elm City", "City", "MI", "GENESEE", "Elm City agency, Michigan", k.POLICE),
        ("Elm Township", "City", "MI", "GENESEE", "Elm Township agency, Michigan", k.POLICE),
        (
            "Elm Township, Genesee County",
            "City",
            "MI",
            "GENESEE",
            "Elm Township, Genesee County agency, Michigan",
            k.POLICE,
        ),
        ("Cityville", "City", "MI", "GENESEE", "Cityville city agency, Michigan", k.POLICE),
        ("Genesee", "County", "MI", "GENESEE", "Genesee county agency, Michigan", k.SHERIFF),
        ("Acadia", "County", "LA", "ACADIA", "Acadia parish agency, Louisiana", k.SHERIFF),
        ("State Police:", "State Police", "MI", "GENESEE", "State Police (Genesee County), Michigan", k.STATE_POLICE),
        ("Genesee County Constable:", "Other", "MI", "GENESEE", "Genesee County Constable, Michigan", k.CONSTABLE),
        ("State Police:", "State Police", "MI", "ELM", "State Police (Elm), Michigan", k.STATE_POLICE),
    ],
)
def test_labels_read_as_names(
    name: str, sort: str, state: str, county: str, label: str, kind: str, tmp_path: Path
) -> None:
    row = {
        "ori": "MI2500000",
        "data_year": "2025",
        "pub_agency_name": name,
        "state_abbr": state,
        "county_name": county,
        "agency_type_name": sort,
    }
    file = comma_separated(tmp_path / "a.csv", [LAYOUT.columns, [row.get(one, "") for one in LAYOUT.columns]])
    made, _ = imported(IMPORTER, file, KNOWN)
    (entry,) = made.entries
    assert entry["label"] == f"{label} [MI2500000]"
    store = Store()
    store.load("".join(lines([entry], "source/x")).encode(), "nquads", where="a test")
    (body,) = graph_bodies(store)
    assert body.kind == kind
