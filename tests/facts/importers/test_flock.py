"""Lists of who has access to whose plate reads, in each of their layouts."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import pytest
from tests.facts.importers.tables import SHARED, comma_separated, imported

from whoshares.facts.importers import flock_access, flock_portals, flock_sharing
from whoshares.facts.importers.entries import lines
from whoshares.facts.importers.findings import Findings, Severity
from whoshares.facts.importers.flock_lists import without_marks
from whoshares.facts.importers.importer import Imported
from whoshares.facts.importers.known import Known

DAY = "2024-04-26"


def knowing(body: str, name: str) -> Known:
    """A shipped body of one name."""
    return Known(names={name: {body}}, shipped=frozenset({body}))


def flows(made: Imported) -> dict[str, object]:
    """By id, where each flow is stated."""
    return {str(entry["id"]): entry["at"] for entry in made.entries if entry["type"] == "DataFlow"}


def of(made: Imported, type_: str) -> list[dict[str, object]]:
    return [dict(entry) for entry in made.entries if entry["type"] == type_]


def said(findings: Findings) -> list[tuple[str, int, str, str]]:
    return [(str(found.severity), found.row, found.column, found.found) for found in findings]


def access(folder: Path, *rows: Sequence[str], name: str = f"flock_access_{DAY}.csv") -> Path:
    return comma_separated(folder / name, [flock_access.ACCESS.columns, *rows])


def test_access_is_a_flow_from_the_first_to_the_second(tmp_path: Path) -> None:
    made, findings = imported(flock_access.IMPORTER, access(tmp_path, ("Elm OH PD", "Oak County MI SO", "1", "2")))
    assert not list(findings)
    assert made.source["id"] == f"source/flock-access-{DAY}"
    assert made.source["issued"] == DAY
    assert [dict(entry) for entry in made.entries] == [
        {
            "id": "organization/flock-elm-oh-pd",
            "type": "Organization",
            "label": "Elm OH PD",
            "kind": "police-department",
            "level": "local",
            "inPlace": "place/us-oh",
            "at": "Row 2",
        },
        {
            "id": "organization/flock-oak-county-mi-so",
            "type": "Organization",
            "label": "Oak County MI SO",
            "kind": "sheriff",
            "level": "county",
            "inPlace": "place/us-mi",
            "at": "Row 2",
        },
        {
            "id": "flow/flock-elm-oh-pd--flock-oak-county-mi-so--plate-read",
            "type": "DataFlow",
            "sender": "organization/flock-elm-oh-pd",
            "recipient": "organization/flock-oak-county-mi-so",
            "carries": "category/plate-read",
            "aboutSubject": "subject/vehicle-owner",
            "via": "system/flock-network",
            "unknown": "controlledBy",
            "attestedOn": DAY,
            "evidenceStatus": "documented",
            "at": "Row 2",
        },
    ]
    assert list(lines(made.entries, "source/x"))  # the keys are those of the format


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Elm OH PD [Inactive]", "marks this entry as not in use"),
        ("Elm OH PD (Dead/Old)", "marks this entry as not in use"),
        ("DNU - Elm OH PD", "marks this entry as not in use"),
        ("Elm OH PD - DNU (no longer a customer)", "marks this entry as not in use"),
        ("FBI [turned off]", "marks this entry as not in use"),
        ("Miami Dade (Duplicate don't use)", "marks this entry as not in use"),
        ("DONT USE - Elm State University Police Campus PD", "marks this entry as not in use"),
        ("988", "is a number"),
        ("1,024.0", "is a number"),
        ("DNU", "names no body"),
        ("null", "names no body"),
        ("Decommissioned Org", "names no body"),
        ("Flock Safety - Sales", "a test, a training or a vendor's own account"),
        ("Ada Lovelight Demo Cam", "a test, a training or a vendor's own account"),
        ("Ada Lovelight", "does not say what kind of public body it is"),
        ("LOVELIGHT ADA M III", "does not say what kind of public body it is"),
    ],
)
def test_what_names_no_body_in_use_states_nothing(tmp_path: Path, name: str, why: str) -> None:
    path = access(tmp_path, ("Elm IL PD", name, "1", "2"), ("Elm IL PD", "Oak IL PD", "1", "3"))
    made, findings = imported(flock_access.IMPORTER, path)
    assert list(flows(made)) == ["flow/flock-elm-il-pd--flock-oak-il-pd--plate-read"]
    (found,) = findings
    assert (found.severity, found.row, found.column, found.found) == (Severity.LEFT_OUT, 2, "external_agency", name)
    assert why in found.message
    assert not any(part in str(made) for part in ("Lovelight", "LOVELIGHT", "988"))


@pytest.mark.parametrize(
    ("written", "text", "in_use", "federal"),
    [
        ("U.S. Border Patrol", "U.S. Border Patrol", True, False),
        ("US Postal Inspection Service [Federal]", "US Postal Inspection Service", True, True),
        ("(Federal) Elm OH Air Force Base", "Elm OH Air Force Base", True, True),
        ("Homeland Security Investigations [Federal] [Inactive]", "Homeland Security Investigations", False, True),
        ("Elm DTF (MO) - Do Not Use - Duplicate account", "Elm DTF (MO)", False, False),
        ("Federal Heights CO PD", "Federal Heights CO PD", True, False),
        ("Old Fort NC PD", "Old Fort NC PD", True, False),
        ("Deadwood SD PD", "Deadwood SD PD", True, False),
        ("Elm OH PD (duplicate)", "Elm OH PD", True, False),
        ("Elm County FL SO - Flex", "Elm County FL SO - Flex", True, False),
        ("Polk County SO (TX)", "Polk County SO (TX)", True, False),
    ],
)
def test_marks_of_the_entry_are_no_part_of_the_name(written: str, text: str, in_use: bool, federal: bool) -> None:
    assert without_marks(written) == (text, in_use, federal)


def test_a_name_of_the_graph_is_that_body_in_that_state_alone(tmp_path: Path) -> None:
    known = Known(
        names={
            "u.s. border patrol": {"organization/us-border-patrol"},
            "elm oh pd": {"organization/us-oh-elm-pd"},
            "oak oh pd": {"organization/us-ia-oak-pd"},
            "ash oh pd": {"organization/us-oh-ash-pd", "organization/us-oh-ash-township-pd"},
        },
        shipped=frozenset({"organization/us-border-patrol", "organization/us-oh-elm-pd", "organization/us-ia-oak-pd"}),
    )
    rows = [
        ("Elm OH PD", name, "1", str(n)) for n, name in enumerate(("U.S. Border Patrol", "Oak OH PD", "Ash OH PD"), 2)
    ]
    made, findings = imported(flock_access.IMPORTER, access(tmp_path, *rows), known)
    assert not list(findings)
    assert [entry["recipient"] for entry in of(made, "DataFlow")] == [
        "organization/us-border-patrol",
        "organization/flock-oak-oh-pd",
        "organization/flock-ash-oh-pd",
    ]
    assert {entry["sender"] for entry in of(made, "DataFlow")} == {"organization/us-oh-elm-pd"}


def test_an_id_with_two_names_or_none_leaves_its_row_out(tmp_path: Path) -> None:
    path = access(
        tmp_path,
        ("Elm OH PD", "Oak OH PD", "1", "2"),
        ("Elm OH PD", "Ash OH PD", "1", "2"),
        ("Elm OH PD", "Fir OH PD", "1", "x"),
        ("Elm OH PD", "Elm OH PD", "1", "1"),
    )
    made, findings = imported(flock_access.IMPORTER, path)
    assert len(flows(made)) == 1
    assert said(findings) == [
        ("left out", 3, "external_agency", "Ash OH PD"),
        ("left out", 4, "external_agency_id", "x"),
        ("left out", 5, "external_agency", "Elm OH PD"),
    ]


def test_two_rows_of_one_pair_are_one_flow_with_two_places(tmp_path: Path) -> None:
    rows = [("Elm OH PD", name, "1", n) for name, n in (("Oak OH PD", "2"), ("Oak OH PD (duplicate)", "3"))]
    made, _ = imported(flock_access.IMPORTER, access(tmp_path, *rows))
    assert flows(made) == {"flow/flock-elm-oh-pd--flock-oak-oh-pd--plate-read": ["Row 2", "Row 3"]}


def test_a_list_without_a_day_in_its_name_is_stopped(tmp_path: Path) -> None:
    _, findings = imported(flock_access.IMPORTER, access(tmp_path, ("A OH PD", "B OH PD", "1", "2"), name="access.csv"))
    assert findings.stop
    assert [found.found for found in findings] == ["access.csv"]


def agencies(folder: Path, *rows: Sequence[str]) -> tuple[dict[object, object], Findings]:
    path = comma_separated(folder / f"flock_agencies_{DAY}.csv", [flock_access.AGENCIES.columns, *rows])
    made, findings = imported(flock_access.IMPORTER, path)
    return {entry["id"]: entry.get("aliases") for entry in made.entries}, findings


def test_a_note_is_followed_where_the_names_bear_it_out(tmp_path: Path) -> None:
    names, findings = agencies(
        tmp_path,
        ("1", "Elm IN SO", "NA"),
        ("2", "Oak County IN SO", "Formerly listed as Oak Co IN SO"),
        ("3", "Shelby Township PD MI", "Duplicate of Shelby Twp MI PD; Duplicate of Shelby Twp (dupe)"),
        ("4", "Shelby Twp MI PD", "NA"),
        ("5", "Flint Township MI PD", "Duplicate of Flint MI PD"),
        ("6", "Flint MI PD", "NA"),
        ("7", "Polk County FL SO", "May be duplicate of Polk County FL SO - Flex"),
        ("8", "Ash OH PD", "added from ex org check"),
        ("9", "Fir OH PD", "asked by phone"),
        ("x", "Yew OH PD", "NA"),
    )  # fmt: skip
    assert names == {
        "organization/flock-elm-in-so": None,
        "organization/flock-oak-county-in-so": ["Oak Co IN SO"],
        "organization/flock-shelby-township-pd-mi": ["Shelby Twp MI PD"],
        "organization/flock-flint-township-mi-pd": None,
        "organization/flock-flint-mi-pd": None,
        "organization/flock-polk-county-fl-so": None,
        "organization/flock-ash-oh-pd": None,
        "organization/flock-fir-oh-pd": None,
    }
    assert [(row, column) for _, row, column, _ in said(findings)] == [
        (6, "notes"), (8, "notes"), (10, "notes"), (11, "id"),
    ]  # fmt: skip


PAGE = {
    "agency": "Elm OH PD", "url": "https://x.org/elm", "whats_detected": "N/A", "whats_not_detected": "N/A",
    "prohibited_uses": "Immigration enforcement, traffic enforcement, Personal use.", "data_retention": "30 days",
    "cameras": "10.0", "external_organizations": "U.S. Border Patrol, Oak OH PD", "hotlists": "NCIC",
    "vehicles_30d": "403342.0", "hotlist_hits_30d": "1036.0", "searches_30d": "N/A",
}  # fmt: skip


def pages(folder: Path, *pages: Mapping[str, str], known: Known | None = None) -> tuple[Imported, Findings]:
    columns = flock_portals.LATER.columns
    rows = [[{**PAGE, **page}[column] for column in columns] for page in pages]
    return imported(
        flock_portals.IMPORTER, comma_separated(folder / "flock_portals_2025-06-11.csv", [columns, *rows]), known
    )


def test_a_page_lists_receivers_and_says_what_is_prohibited(tmp_path: Path) -> None:
    known = knowing("organization/us-border-patrol", "u.s. border patrol")
    made, findings = pages(tmp_path, {}, known=known)
    assert not list(findings)
    assert flows(made) == {
        "flow/flock-elm-oh-pd--us-border-patrol--plate-read": "Row 2, external_organizations",
        "flow/flock-elm-oh-pd--flock-oak-oh-pd--plate-read": "Row 2, external_organizations",
    }
    (policy,) = of(made, "Instrument")
    assert policy["text"] == "The page names “Immigration enforcement” among the prohibited uses."
    assert policy["issuedBy"] == "organization/flock-elm-oh-pd"
    (bar,) = of(made, "Bar")
    assert (bar["setBy"], bar["barsSender"], bar["purpose"]) == (
        policy["id"], "organization/flock-elm-oh-pd", "purpose/immigration-enforcement",
    )  # fmt: skip
    assert [(one["measure"], one["value"], one["asOf"]) for one in of(made, "Observation")] == [
        ("measure/flock-retention", "30", "2025-06-11"),
        ("measure/flock-cameras", "10", "2025-06-11"),
    ]
    assert list(lines(made.entries, "source/x"))


@pytest.mark.parametrize(
    ("uses", "text", "bars", "noted"),
    [
        ("N/A", None, 0, 0),
        ("Traffic enforcement, personal use.", "The page names prohibited uses, and immigration not among them.", 0, 0),
        ("X;\nimmigration enforcement.", "The page names “immigration enforcement” among the prohibited uses.", 1, 1),
        ("Civil immigration checks", "The page names “Civil immigration checks” among the prohibited uses.", 0, 1),
        ("Not used solely for the purpose of immigration enforcement", None, 0, 1),
    ],
)  # fmt: skip
def test_only_the_plain_words_make_a_bar(tmp_path: Path, uses: str, text: str | None, bars: int, noted: int) -> None:
    made, findings = pages(tmp_path, {"prohibited_uses": uses})
    assert len(of(made, "Bar")) == bars
    assert len(list(findings)) == noted
    if text is not None:
        assert [one["text"] for one in of(made, "Instrument")] == [text]


def test_cells_of_pages_with_a_meaning_of_their_own(tmp_path: Path) -> None:
    made, findings = pages(
        tmp_path,
        {"external_organizations": "988.0", "data_retention": "-Infinity days", "cameras": "30 or so"},
        {"agency": "Oak OH PD", "external_organizations": "N/A", "data_retention": "Data Unavailable", "cameras": ""},
        {
            "agency": "Ash TX PD",
            "external_organizations": "X County TX Constable, Precinct 3 (TX),Elm OH PD (Dead, Old), Ash TX PD",
        },
    )
    assert list(flows(made)) == ["flow/flock-ash-tx-pd--flock-x-county-tx-constable-precinct-3-tx--plate-read"]
    assert said(findings) == [
        ("left unknown", 2, "cameras", "30 or so"),
        ("left unknown", 2, "data_retention", "-Infinity days"),
        ("noted", 2, "external_organizations", "988.0"),
        ("left out", 4, "external_organizations", "Elm OH PD (Dead Old)"),
        ("left out", 4, "external_organizations", "Ash TX PD"),
    ]


def test_a_page_given_twice_is_stated_once_with_both_places(tmp_path: Path) -> None:
    made, _ = pages(tmp_path, {}, {"external_organizations": "Oak OH PD, Ash OH PD"})
    assert flows(made)["flow/flock-elm-oh-pd--flock-oak-oh-pd--plate-read"] == [
        "Row 2, external_organizations", "Row 3, external_organizations",
    ]  # fmt: skip
    assert "flow/flock-elm-oh-pd--flock-ash-oh-pd--plate-read" in flows(made)
    assert Counter(entry["type"] for entry in made.entries)["Bar"] == 1


EARLIER = {
    "id": "1", "agency": "Elm OH PD", "updated": "2024-04-26T14:11:25Z", "accessed": "2024-04-26T17:25:31Z",
    "url": "https://x.org", "data_retention_in_days": "30 days", "number_of_owned_cameras": "6",
    "external_organizations_with_access": "Oak OH PD", "hotlists_alerted_on": "NA",
    "vehicles_detected_in_the_last_30_days": "1", "hotlist_hits_in_the_last_30_days": "1",
    "searches_in_the_last_30_days": "332", "public_search_audit": "0",
}  # fmt: skip


@pytest.mark.parametrize(
    ("accessed", "day", "severity"),
    [
        ("2024-04-26T17:25:31Z", "2024-04-26", None),
        ("2024-04-25T17:25:31Z", "2024-04-25", Severity.NOTED),
        ("2024-04-27T17:25:31Z", "2024-04-27", Severity.STOPS),
        ("yesterday", None, Severity.LEFT_OUT),
    ],
)
def test_the_earlier_pages_are_of_the_day_on_which_they_were_read(
    tmp_path: Path, accessed: str, day: str | None, severity: Severity | None
) -> None:
    row = [{**EARLIER, "accessed": accessed}[column] for column in flock_portals.EARLIER.columns]
    path = comma_separated(tmp_path / f"flock_portals_{DAY}.csv", [flock_portals.EARLIER.columns, row])
    made, findings = imported(flock_portals.IMPORTER, path)
    assert [found.severity for found in findings] == ([severity] if severity else [])
    assert [one["attestedOn"] for one in of(made, "DataFlow")] == ([day] if day else [])


TO_ME, FROM_ME = "Networks Shared With Me", "Networks I'm Sharing"


def sharing(folder: Path, *rows: Sequence[str]) -> tuple[Imported, Findings]:
    path = comma_separated(folder / "flock_sharing_elm_2025-12.csv", [flock_sharing.LAYOUT.columns, *rows])
    return imported(flock_sharing.IMPORTER, path)


def test_a_row_of_a_sharing_list_has_two_directions(tmp_path: Path) -> None:
    made, findings = sharing(
        tmp_path,
        ("1", "Oak FL PD", "Oak FL PD,Oak FL PD (LR), Oak FL PD - Axon", "Elm County FL SO"),
        ("1", "Ash AL PD", "Ash AL PD", ""),
        ("2", "Fir FL PD", "", "Elm County FL SO"),
        ("2", "Elm County FL SO", "Elm County FL SO", ""),
        ("3", "Ancient Capital", "x", ""),
        ("3", "Yew FL PD", "", ""),
    )
    assert made.source["id"] == "source/flock-sharing-elm-county-fl-so-2025-12"
    assert [(entry["id"], entry["text"], entry["at"]) for entry in of(made, "DataFlow")] == [
        (f"flow/{ends}--plate-read", text, at)
        for ends, text, at in (
            ("flock-oak-fl-pd--flock-elm-county-fl-so", "Networks that are shared: 3.", f"Row 2, page 1, {TO_ME}"),
            ("flock-elm-county-fl-so--flock-oak-fl-pd", "A network is shared.", f"Row 2, page 1, {FROM_ME}"),
            ("flock-ash-al-pd--flock-elm-county-fl-so", "A network is shared.", f"Row 3, page 1, {TO_ME}"),
            ("flock-elm-county-fl-so--flock-fir-fl-pd", "A network is shared.", f"Row 4, page 2, {FROM_ME}"),
        )
    ]
    assert [(row, column) for _, row, column, _ in said(findings)] == [
        (5, "Organization Name"), (6, "Organization Name"), (7, "Organization Name"),
    ]  # fmt: skip


def test_a_sharing_list_of_nobody_is_stopped(tmp_path: Path) -> None:
    for names in (("", ""), ("Elm FL PD", "Oak FL PD"), ("Ada Lovelight", "")):
        rows = [("1", f"Row {n} FL PD", "x", name) for n, name in enumerate(names)]
        _, findings = sharing(tmp_path, *rows)
        assert findings.stop, names


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are elsewhere")
class TestRealFiles:
    def test_nearly_all_rows_of_an_access_list_are_taken(self, tmp_path: Path) -> None:
        name = f"flock_access_{DAY}.csv"
        with (SHARED / name).open(encoding="utf-8") as file:
            (tmp_path / name).write_text("".join(islice(file, 2_001)), encoding="utf-8")
        made, findings = imported(flock_access.IMPORTER, tmp_path / name)
        assert not findings.stop
        assert 1_950 <= len(flows(made)) <= 2_000

    def test_all_rows_of_a_sharing_list_but_a_few_are_taken(self) -> None:
        made, findings = imported(flock_sharing.IMPORTER, SHARED / "flock_sharing_okaloosa_fl_so_2025-12.csv")
        assert len(flows(made)) == 1_183
        assert len(list(findings)) == 6

    def test_portals_that_list_border_patrol(self, tmp_path: Path) -> None:
        """The lists are cut down to it, for speed."""
        name = "flock_portals_2025-06-11.csv"
        with (SHARED / name).open(encoding="utf-8", newline="") as file:
            columns, *rows = csv.reader(file)
        place = columns.index("external_organizations")
        for row in rows:
            listed = map(str.strip, row[place].split(","))
            row[place] = ", ".join(one for one in listed if "Border Pat" in one or "Security Inv" in one) or "N/A"
        known = knowing("organization/us-border-patrol", "u.s. border patrol")
        made, findings = imported(flock_portals.IMPORTER, comma_separated(tmp_path / name, [columns, *rows]), known)
        to = {entry["sender"] for entry in of(made, "DataFlow")}
        assert {entry["recipient"] for entry in of(made, "DataFlow")} == {"organization/us-border-patrol"}
        assert (len(to), len(to & {entry["barsSender"] for entry in of(made, "Bar")})) == (71, 68)
        left_out = {found.row: found.found for found in findings if found.column == "external_organizations"}
        assert set(left_out.values()) == {"Homeland Security Investigations [Federal] [Inactive]"}
        assert "Border Patrol" not in (SHARED / f"flock_portals_{DAY}.csv").read_text("utf-8")
