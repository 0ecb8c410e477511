"""Editions of every sort of table: what is one item in both, and what is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.facts.importers.tables import Cell, comma_separated, xlsx

from whoshares.facts.importers.comparing import compare_files
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import import_files
from whoshares.facts.importers.kinds import KINDS, importer_of
from whoshares.facts.importers.two_editions import two_editions
from whoshares.model.errors import FileError
from whoshares.model.measured import Advance
from whoshares.model.vocabulary import ID

Rows = Sequence[Mapping[str, str]]

NAMES = {
    "ai-inventory": "ai_{}.csv",
    "counties": "counties_{}-01-01.csv",
    "fbi-agencies": "fbi_{}.csv",
    "ice-offices": "offices_{}-01-01.csv",
    "ice-287g": "list-{}-07-18.xlsx",
    "flock-access": "access_{}-04-26.csv",
    "flock-portals": "portals_{}-06-11.csv",
    "flock-sharing": "sharing_{}-12.csv",
    "usaspending": "awards_{}-07-03.csv",
}
"""How editions are named of which the first is of 2024 and the second of 2025."""

BEE, ELM = {"state": "TX", "state_code": "48", "county": "Bee County"}, {"state": "TX", "state_code": "48"}
_USE = {"agency": "DHS", "agency_bureau": "DHS/ICE", "development_stage": "Pilot", "use_case_name": "Reading"}
_AWARD = {
    "recipient": "PALANTIR INC", "start": "2023-01-01", "end": "2026-01-01",
    "sub_agency": "U.S. Immigration and Customs Enforcement",
}  # fmt: skip
_LISTED = {"STATE": "TEXAS", "SUPPORT TYPE": "Task Force Model", "TYPE": "County"}
_PAGE = {"url": "https://example.org", "prohibited_uses": "Immigration enforcement, stalking"}
_AGENCY = {"state_abbr": "TX", "agency_type_name": "City", "county_name": "BEE"}


def _access(source: str, number: str, external: str, other: str) -> Mapping[str, str]:
    return {
        "src_agency": source,
        "external_agency": external,
        "src_agency_id": number,
        "external_agency_id": other,
    }


EDITIONS: dict[str, tuple[int, Rows, Rows, list[tuple[str, str, str]]]] = {
    "counties": (
        0,
        [{**BEE, "county_code": "025"}, {**ELM, "county": "Elm County", "county_code": "026"}],
        [{**BEE, "county_code": "027"}, {**ELM, "county": "Oak County", "county_code": "028"}],
        [
            ("changed", "Bee County, Texas", "fips 48025, then 48027"),
            ("gone", "Elm County, Texas", ""),
            ("new", "Oak County, Texas", ""),
        ],
    ),
    "fbi-agencies": (
        0,
        [{**_AGENCY, "ori": "TX0130100", "data_year": "2024", "pub_agency_name": "Beeville"}],
        [{**_AGENCY, "ori": "TX0130100", "data_year": "2025", "pub_agency_name": "Beeville City"}],
        [
            (
                "changed",
                "Beeville City agency, Texas [TX0130100]",
                "label Beeville city agency, Texas [TX0130100], then Beeville City agency, Texas [TX0130100]",
            )
        ],
    ),
    "ice-offices": (
        0,
        [{"office_name": "Boston", "state_name": "Maine"}, {"office_name": "Boston", "state_name": "Vermont"}],
        [{"office_name": "Boston", "state_name": "Maine"}, {"office_name": "Buffalo", "state_name": "Vermont"}],
        [("gone", "Boston: Vermont", ""), ("new", "Buffalo: Vermont", "")],
    ),
    "ai-inventory": (
        0,
        [{**_USE, "id": "DHS-1"}, {**_USE, "id": "DHS-2"}, {**_USE, "id": "DHS-2", "use_case_name": "Hearing"}],
        [{**_USE, "id": "DHS-2", "use_case_name": "Hearing"}, {**_USE, "id": "DHS-1", "development_stage": "Deployed"}],
        [
            (
                "changed",
                "Reading [DHS-1]",
                "note Stage in the inventory: pilot., then Stage in the inventory: deployed.",
            ),
            ("gone", "Reading [DHS-2]", ""),
        ],
    ),
    "flock-access": (
        0,
        [
            {
                "src_agency": "Elm OH PD",
                "external_agency": "Oak OH PD",
                "src_agency_id": "1",
                "external_agency_id": "2",
            },
            {
                "src_agency": "Elm OH PD",
                "external_agency": "Ash OH PD",
                "src_agency_id": "1",
                "external_agency_id": "3",
            },
        ],
        [
            {
                "src_agency": "Elm OH PD",
                "external_agency": "Oak OH PD",
                "src_agency_id": "7",
                "external_agency_id": "2",
            },
            {
                "src_agency": "Oak OH PD",
                "external_agency": "Elm OH PD",
                "src_agency_id": "2",
                "external_agency_id": "7",
            },
        ],
        [("gone", "Elm OH PD → Ash OH PD", ""), ("new", "Oak OH PD → Elm OH PD", "")],
    ),
    "flock-portals": (
        1,
        [{**_PAGE, "agency": "Elm OH PD", "external_organizations": "Oak OH PD", "cameras": "7"}],
        [
            {
                **_PAGE,
                "agency": "Elm OH PD",
                "external_organizations": "Oak OH PD, Ash OH PD",
                "cameras": "9",
                "prohibited_uses": "Stalking",
            }
        ],
        [
            ("changed", "Cameras of a Flock customer: Elm OH PD", "value 7, then 9"),
            ("new", "Elm OH PD → Ash OH PD", ""),
            ("gone", "Elm OH PD: no use of plate readers for immigration enforcement", ""),
            (
                "changed",
                "Plate reader policy on the portal of Elm OH PD",
                "text The page names “Immigration enforcement” among the prohibited uses., then The page names "
                "prohibited uses, and immigration not among them.",
            ),
        ],
    ),
    "flock-sharing": (
        0,
        [{"Page": "1", "Organization Name": "Oak OH PD", "Networks I'm Sharing": "Elm OH PD"}],
        [
            {
                "Page": "1",
                "Organization Name": "Oak OH PD",
                "Networks I'm Sharing": "Elm OH PD",
                "Networks Shared With Me": "Oak",
            }
        ],
        [("new", "Oak OH PD → Elm OH PD", "")],
    ),
    "usaspending": (
        1,
        [{**_AWARD, "award_id": "70CDCR24", "amount": "$5.00"}, {**_AWARD, "award_id": "70CDCR25", "amount": "$5.00"}],
        [{**_AWARD, "award_id": "70CDCR24", "amount": "$7.00"}],
        [
            ("changed", "Award 70CDCR24 of ICE to PALANTIR INC", "obligated 5.00, then 7.00"),
            ("gone", "Award 70CDCR25 of ICE to PALANTIR INC", ""),
        ],
    ),
    "ice-287g": (
        3,
        [{**_LISTED, "LAW ENFORCEMENT AGENCY": "Gillespie County Sheriff's Office", "SIGNED": "2024-05-08"}],
        [{**_LISTED, "LAW ENFORCEMENT AGENCY": "Gillespi County Sheriff's Office", "SIGNED": "2024-05-08"}],
        [
            (
                "corrected",
                "Gillespi County Sheriff's Office, Texas: Task Force Model",
                "Gillespie County Sheriff's Office, then Gillespi County Sheriff's Office",
            )
        ],
    ),
}
"""By sort of table: the place of its layout, the rows of both editions, and what became of the items."""


def written(folder: Path, kind: str, layout: int, rows: Rows, year: str, name: str | None = None) -> Path:
    columns = importer_of(kind).layouts[layout].columns
    path = folder / (name or NAMES[kind]).format(year)
    cells = [[row.get(column, "") for column in columns] for row in rows]
    if path.suffix == ".xlsx":
        made: list[Sequence[Cell]] = [columns, *([cell or None for cell in row] for row in cells)]
        return xlsx(path, made)
    return comma_separated(path, [columns, *cells])


@pytest.mark.parametrize("kind", KINDS)
def test_two_editions_are_compared(kind: str, tmp_path: Path) -> None:
    layout, before, after, became = EDITIONS[kind]
    paths = [written(tmp_path, kind, layout, before, "2024"), written(tmp_path, kind, layout, after, "2025")]
    found = compare_files(importer_of(kind), paths)
    ((first, second, changes),) = found.changes
    assert (first.day[:4], second.day[:4]) == ("2024", "2025")
    told = [(str(one.became), one.item.label, one.why) for one in changes if one.became != "stayed"]
    assert told == became


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_tells_each_row_that_is_done(kind: str, tmp_path: Path) -> None:
    layout, rows, _, _ = EDITIONS[kind]
    told: dict[str, list[int]] = {}

    @contextmanager
    def measured(sentence: str, amount: int, unit: str = "bytes", /) -> Iterator[Advance]:
        of_it = told[f"{sentence} {unit}"] = [amount]
        yield of_it.append

    file = written(tmp_path, kind, layout, rows, "2024")
    done = import_files(importer_of(kind), [file], tmp_path / "out", Received(), measured)
    assert not done.stopped
    amount, *advanced = told[f"Reading {file.name} … rows"]
    assert amount == sum(advanced) == len(rows)
    amount, *advanced = told[f"Writing what {file.name} states … entries"]
    assert amount == sum(advanced)


def test_agencies_alone_are_told_apart_by_their_names(tmp_path: Path) -> None:
    lists = {
        "2007": ("Bee County Sheriff's Office", "Elm Police Department", "Gillespie County Sheriff's Office"),
        "2008": ("Bee Co. Sheriff's Office", "Elm County Sheriff's Office", "Gillespi County Sheriff's Office"),
    }
    paths = [
        comma_separated(
            tmp_path / f"{year}.csv",
            [("as_of", "state", "agency"), *((f"{year}-03-10", "Texas", one) for one in names)],
        )
        for year, names in lists.items()
    ]
    ((_, _, changes),) = compare_files(importer_of("ice-287g"), paths).changes
    assert sorted((str(one.became), one.item.label.removesuffix(", Texas")) for one in changes) == [
        ("corrected", "Bee Co. Sheriff's Office"),
        ("doubtful", "Gillespi County Sheriff's Office"),
        ("gone", "Elm Police Department"),
        ("new", "Elm County Sheriff's Office"),
    ]


def test_a_list_that_says_no_day_is_refused(tmp_path: Path) -> None:
    paths = [written(tmp_path, "counties", 0, [{**BEE, "county_code": "025"}], "", name) for name in ("a.csv", "b.csv")]
    with pytest.raises(FileError) as caught:
        compare_files(importer_of("counties"), paths)
    assert str(caught.value) == (
        "a.csv: stops: Neither the rows nor the name of the file say of which day the list is. Put the day into the "
        "name. “a.csv” stands there. Known: a name with YYYY-MM-DD in it."
    )


def test_two_lists_are_not_editions_of_one(tmp_path: Path) -> None:
    of_two = [
        written(tmp_path, "flock-sharing", 0, [{"Organization Name": "Oak OH PD", "Networks I'm Sharing": owner}], year)
        for owner, year in (("Elm OH PD", "2024"), ("Ash OH PD", "2025"))
    ]
    with pytest.raises(FileError) as caught:
        compare_files(importer_of("flock-sharing"), of_two)
    assert str(caught.value) == (
        "These are several lists and not editions of one: sharing_2025-12.csv is source/flock-sharing-ash-oh-pd; "
        "sharing_2024-12.csv is source/flock-sharing-elm-oh-pd. Compare those of one list."
    )


def test_a_row_that_lists_many_things_is_told_otherwise_where_one_of_them_is(tmp_path: Path) -> None:
    layout, before, after, _ = EDITIONS["flock-portals"]
    both = {**_PAGE, "agency": "Yew OH PD", "external_organizations": "Oak OH PD", "cameras": "7"}
    paths = [
        written(tmp_path, "flock-portals", layout, [*rows, both], year)
        for rows, year in ((before, "2024"), (after, "2025"))
    ]
    with two_editions(importer_of("flock-portals"), *paths) as editions:
        elm, ash, yew = (f"{ID}organization/flock-{name}-oh-pd" for name in ("elm", "ash", "yew"))
        assert [tuple(row) for row in editions.rows_of([elm])] == [("changed", "", "", "Row 2")]
        assert [tuple(row) for row in editions.rows_of([ash])] == [("new", "", "", "Row 2")]
        assert [tuple(row) for row in editions.rows_of([yew])] == [("stayed", "", "", "Row 3")]
