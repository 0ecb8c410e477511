"""Importing as a whole: one source a file, all or nothing, the same bytes each time, and a graph that can be asked."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.facts.importers.tables import Cell, comma_separated, xlsx

import whoshares
from whoshares.facts.importers import counties, fbi_agencies, ice_287g, ice_287g_rows
from whoshares.facts.importers.comparing import compare_files
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.folder import read_imported
from whoshares.facts.importers.importer import Importer, Received
from whoshares.facts.importers.importing import Import, import_files
from whoshares.facts.importers.kinds import KINDS, importer_of
from whoshares.facts.validation.check import validate
from whoshares.model.errors import FileError
from whoshares.model.vocabulary import ALT_LABEL, NOTE
from whoshares.store.engine import Store

JULY = "participatingAgencies07182025pm.xlsx"


def row(agency: str = "Bee County Sheriff's Office", state: str = "TEXAS", signed: str = "2025-05-08") -> list[Cell]:
    return [state, agency, "County", "#N/A", "Task Force Model", signed, "link pending", None]


def july(folder: Path, *rows: list[Cell], name: str = JULY) -> Path:
    return xlsx(folder / name, [ice_287g_rows.OF_JULY_2025.columns, *rows])


def imported(folder: Path, *paths: Path, url: str | None = None) -> Import:
    return import_files(ice_287g.IMPORTER, paths, folder, Received(url, date(2025, 7, 19)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_an_importer(kind: str) -> None:
    assert importer_of(kind).name == kind
    assert importer_of(kind).layouts


@pytest.mark.slow
def test_the_importer_that_the_docs_show_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "import.md").read_text("utf-8")
    (shown,) = re.findall(r"```python\n(\"\"\".*?)```", page, re.DOTALL)
    module: dict[str, object] = {"__name__": "camera_sharing"}
    exec(compile(shown, "docs/import.md", "exec"), module)  # it is what a reader would save as a module
    importer = module["IMPORTER"]
    assert isinstance(importer, Importer)
    rows = [
        ("TX", "Elm Police Department", "Oak Police Department"),
        ("Ontario", "Somebody", "Nobody"),
        ("TX", "A", ""),
    ]
    paths = [
        comma_separated(tmp_path / f"cameras-{day}.csv", [importer.layouts[0].columns, *rows])
        for day in ("2025-01-01", "2026-01-01")
    ]
    done = import_files(importer, paths, tmp_path / "out", Received())
    assert [one.things for one in done.made] == 2 * [{"Organization": 2, "DataFlow": 1}]
    assert [(one.severity, one.row) for one in done.findings] == 2 * [(Severity.LEFT_OUT, 3), (Severity.LEFT_OUT, 4)]
    report = validate(tmp_path / "out")
    assert not [one for one in report.findings if one.severity != "info"]
    ((_, _, changes),) = compare_files(importer, paths).changes
    assert [str(one.became) for one in changes] == ["stayed"]
    nameless = comma_separated(tmp_path / "cameras.csv", [importer.layouts[0].columns, *rows])
    assert import_files(importer, [nameless], tmp_path / "out", Received()).stopped


def test_a_file_becomes_a_source_with_its_hash(tmp_path: Path) -> None:
    path = july(tmp_path, row())
    done = imported(tmp_path / "out", path, url="https://www.ice.gov/doclib/x.xlsx")
    (made,) = done.made
    assert (made.file, made.source) == (JULY, "source/ice-287g-2025-07-18-pm")
    assert made.things == {"Organization": 1, "Instrument": 1}
    (content,) = read_imported(tmp_path / "out").values()
    lines = content.decode().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == made.statements
    graph = "<https://w3id.org/whoshares/id/source/ice-287g-2025-07-18-pm>"
    assert all(line.endswith(f" {graph} .") for line in lines)
    ontology = "https://w3id.org/whoshares/ontology"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f'{graph} <{ontology}/checksum> "sha256:{digest}" {graph} .' in lines
    assert f'{graph} <{ontology}/retrievedOn> "2025-07-19"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .' in lines
    readat = f'<{ontology}/readAt> "https://www.ice.gov/doclib/x.xlsx"^^<http://www.w3.org/2001/XMLSchema#anyURI>'
    assert f"{graph} {readat} {graph} ." in lines


def test_the_same_twice_gives_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    paths = [july(tmp_path, row(), row("Town of X PD")), july(tmp_path, row(), name=JULY.replace("18", "19"))]
    imported(tmp_path / "one", *paths)
    once = read_imported(tmp_path / "one")
    imported(tmp_path / "one", *paths)
    imported(tmp_path / "other", *reversed(paths))
    assert once == read_imported(tmp_path / "one") == read_imported(tmp_path / "other")


def test_where_one_file_is_stopped_none_is_written(tmp_path: Path) -> None:
    imported(tmp_path / "out", july(tmp_path, row()))
    before = read_imported(tmp_path / "out")
    good = july(tmp_path, row(), row("Town of X PD"))
    bad = xlsx(tmp_path / "participatingAgencies07192025pm.xlsx", [("STATE", "AGENCY"), ("TEXAS", "X")])
    done = imported(tmp_path / "out", good, bad)
    assert done.stopped
    assert [one.file for one in done.findings if one.severity is Severity.STOPS] == [bad.name]
    with pytest.raises(FileError, match="cannot be read"):
        imported(tmp_path / "out", good, tmp_path / "nowhere.xlsx")
    assert read_imported(tmp_path / "out") == before


def test_a_list_of_which_no_row_is_understood_stops(tmp_path: Path) -> None:
    swapped = row()
    swapped[2], swapped[4] = swapped[4], swapped[2]
    done = imported(tmp_path / "out", july(tmp_path, swapped))
    assert done.stopped
    assert done.findings[0].message == (
        "None of its 1 rows is understood, so that it cannot be the list that it is taken for."
    )
    assert read_imported(tmp_path / "out") == {}


def test_a_list_of_a_day_to_come_stops(tmp_path: Path) -> None:
    done = imported(tmp_path / "out", july(tmp_path, row(), name="participatingAgencies07182099pm.xlsx"))
    assert done.stopped
    assert done.findings[0].message == (
        "By its name or its rows, the list would be of 2099-07-18, which is still to come. Mend what says so."
    )


def test_other_bytes_under_the_same_source_are_refused(tmp_path: Path) -> None:
    imported(tmp_path / "out", july(tmp_path, row()))
    before = read_imported(tmp_path / "out")
    with pytest.raises(FileError, match="this source was imported from another file"):
        imported(tmp_path / "out", july(tmp_path, row(), row("Town of X PD")))
    assert read_imported(tmp_path / "out") == before


def test_two_files_of_one_source_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    paths = [july(tmp_path, row()), july(tmp_path, row(), name=f"copy of {JULY}")]
    with pytest.raises(FileError, match=f"copy of {JULY} and {JULY} would both be source/ice-287g-2025-07-18-pm"):
        imported(tmp_path / "out", *paths)
    with pytest.raises(FileError, match=f"{JULY} is given twice"):
        imported(tmp_path / "out", paths[0], paths[0])


def test_a_body_keeps_the_label_that_another_source_gave_it(tmp_path: Path) -> None:
    imported(tmp_path / "out", july(tmp_path, row("Miami-Dade Corrections", "FLORIDA")))
    imported(tmp_path / "out", july(tmp_path, row("Miami Dade Corrections", "FLORIDA"), name=JULY.replace("18", "19")))
    store = Store()
    for content in read_imported(tmp_path / "out").values():
        store.load(content, "nquads")
    body = "https://w3id.org/whoshares/id/organization/us-fl-miami-dade-corrections"
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert store.texts(body, f"{skos}prefLabel") == ["Miami-Dade Corrections, Florida"]
    assert sorted(store.texts(body, f"{skos}altLabel")) == [
        "Miami Dade Corrections FL",
        "Miami Dade Corrections, Florida",
        "Miami-Dade Corrections FL",
    ]


def test_a_body_that_the_registry_has_keeps_its_id(tmp_path: Path) -> None:
    imported(tmp_path / "out", july(tmp_path, row("Florida Department of Law Enforcement", "FLORIDA")))
    (content,) = read_imported(tmp_path / "out").values()
    body, things = "<https://w3id.org/whoshares/id/organization/us-fl-fdle>", "<https://w3id.org/whoshares/id/organiz"
    of_body = [line.split(" ", 2) for line in content.decode().splitlines() if line.startswith(things)]
    assert {subject for subject, _, _ in of_body} == {body}
    said = sorted(predicate.rsplit("#")[-1].rsplit("/")[-1] for _, predicate, _ in of_body)
    assert said == ["at>", "note>", "prefLabel>", "type>"], "what it is, the registry says"


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Counties, agencies and a list of agreements, imported one after the other."""
    place = tmp_path_factory.mktemp("national")
    of_counties = comma_separated(
        place / "us_fips_codes.csv",
        [
            counties.LAYOUT.columns,
            ("OK", "40", "Oklahoma", "143", "Tulsa County"),
            ("TX", "48", "Texas", "025", "Bee County"),
            ("UM", "74", "U.S. Minor Outlying Islands", "300", "Midway Islands"),
        ],
    )
    of_agencies = comma_separated(
        place / "fbi_agencies.csv",
        [
            fbi_agencies.LAYOUT.columns,
            ("OK0720500", "2025", "Tulsa", "OK", "TULSA", "City", "411401", "800", "200", "1000", "1.9"),
            ("TX0130000", "2025", "Bee", "TX", "BEE", "County", "30924", "20", "5", "25", "0.6"),
            ("OKOHP0072", "2025", "Highway Patrol:", "OK", "TULSA, ROGERS", "State Police", "0", "1", "0", "1", "NULL"),
        ],
    )
    out = place / "out"
    for importer, path in (
        (counties.IMPORTER, of_counties),
        (fbi_agencies.IMPORTER, of_agencies),
        (ice_287g.IMPORTER, july(place, [*row()[:3], "Bee County", *row()[4:]])),
    ):
        assert not import_files(importer, [path], out, Received()).stopped
    return out


def test_what_is_said_of_every_body_reaches_an_imported_one(national: Path) -> None:
    kg = whoshares.open(national)
    trace = kg.trace("organization/us-ok-tulsa-ok0720500", "organization/us-ok-osbi", carrying="fingerprints")
    assert trace.routes, "Oklahoma's police furnish criminal history, says its law of every one"
    assert not kg.trace("organization/us-tx-bee-tx0130000", "organization/us-ok-osbi").routes


def test_a_name_that_surely_means_a_listed_agency_is_that_agency(national: Path) -> None:
    store = whoshares.open(national).store
    things, terms = "https://w3id.org/whoshares/id/", "https://w3id.org/whoshares/ontology/"
    agreement = store.described(f"{things}instrument/287g-us-tx-bee-county-sheriffs-office-task-force-model-2025")
    assert sorted(agreement[f"{terms}party"]) == [
        f"{things}organization/us-ice",
        f"{things}organization/us-tx-bee-tx0130000",
    ]
    agency = store.described(f"{things}organization/us-tx-bee-tx0130000")
    assert agency[ALT_LABEL] == ["Bee County Sheriff's Office, Texas"]
    assert agency[NOTE] == [
        "“Bee County Sheriff's Office” is taken for this body: the same state, kind and name (score 100)."
    ]
    assert sorted(agency[f"{terms}kind"]) == [f"{things}kind/local-law-enforcement", f"{things}kind/sheriff"]


def test_doubtful_names_go_to_a_person_who_is_obeyed(national: Path, tmp_path: Path) -> None:
    out, review = tmp_path / "out", tmp_path / "review.csv"
    shutil.copytree(national, out)
    path = july(tmp_path, row("Bee County Sheriff's Office (Addendum)"), name=JULY.replace("18", "19"))
    done = import_files(ice_287g.IMPORTER, [path], out, Received(review=review))
    assert done.to_review == 1
    assert [one.found for one in done.findings if one.column == ice_287g_rows.AGENCY] == [
        "Bee County Sheriff's Office (Addendum)"
    ]
    with review.open(encoding="utf-8", newline="") as file:
        (asked,) = list(csv.DictReader(file))
    assert (asked["name"], asked["state"]) == ("Bee County Sheriff's Office (Addendum)", "TX")
    assert asked["near id"] == "organization/us-tx-bee-tx0130000"
    with review.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(asked))
        writer.writeheader()
        writer.writerow({**asked, "decision": asked["near id"]})
    done = import_files(ice_287g.IMPORTER, [path], out, Received(review=review))
    assert done.to_review == 0
    content = read_imported(out)["ice-287g-2025-07-19-pm.nq"].decode()
    assert "organization/us-tx-bee-tx0130000" in content
    assert "organization/us-tx-bee-county" not in content


@pytest.mark.slow
def test_an_imported_folder_is_opened_anew_when_it_changes(national: Path, tmp_path: Path) -> None:
    imported(tmp_path / "out", july(tmp_path, row()))
    before = len(whoshares.open(tmp_path / "out").store)
    imported(tmp_path / "out", july(tmp_path, row(), name=JULY.replace("18", "19")))
    assert len(whoshares.open(tmp_path / "out").store) > before


@pytest.mark.slow
def test_imports_hold_to_the_shapes_and_rules(national: Path) -> None:
    report = validate(national)
    assert report.conforms, report.to_text()
    assert not report.counts["warning"], report.to_text()


@pytest.mark.slow
def test_what_waits_to_be_put_in_place_is_opened(national: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(national, out)
    whole = len(whoshares.open(out).store)
    name = "ice-287g-2025-07-18-pm.nq"
    (out / name).rename(out / f".new.{name}")
    assert len(whoshares.open(out).store) < whole
    (out / ".to-put-in-place").write_text(f'["{name}"]')
    assert len(whoshares.open(out).store) == whole
