"""Transparency portals of Flock's customers: who has access to their plate reads, and what the pages say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.flock_lists import NETWORK, Bodies, Flows, day_of
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Row, Table

EARLIER: Final = Layout(
    "portals with dates",
    (
        "id", "agency", "updated", "accessed", "url", "data_retention_in_days", "number_of_owned_cameras",
        "external_organizations_with_access", "hotlists_alerted_on", "vehicles_detected_in_the_last_30_days",
        "hotlist_hits_in_the_last_30_days", "searches_in_the_last_30_days", "public_search_audit",
    ),
)  # fmt: skip
LATER: Final = Layout(
    "portals with prohibited uses",
    (
        "agency", "url", "whats_detected", "whats_not_detected", "prohibited_uses", "data_retention", "cameras",
        "external_organizations", "hotlists", "vehicles_30d", "hotlist_hits_30d", "searches_30d",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of a layout says what."""

    receivers: str
    retention: str
    cameras: str
    searches: str
    title: str


_COLUMNS: Final[Mapping[str, _Columns]] = {
    EARLIER.name: _Columns(
        "external_organizations_with_access",
        "data_retention_in_days",
        "number_of_owned_cameras",
        "searches_in_the_last_30_days",
        "Flock's transparency portals as The News & Observer read them",
    ),
    LATER.name: _Columns(
        "external_organizations", "data_retention", "cameras", "searches_30d", "Flock's transparency portals"
    ),
}

_NOT_GIVEN: Final = frozenset({"", "NA", "N/A", "Data Unavailable", "null"})
_NUMBER: Final = re.compile(r"[0-9]+(?:\.0)?")
_DAYS: Final = re.compile(r"(?P<number>[0-9]+(?:\.0)?)(?: days?)?")
_TIME: Final = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:]{8}Z")
_GOES_ON: Final = re.compile(r"Precinct [0-9]|District Attorney's Office\b")
"""A piece between commas that belongs to the name before it."""
_IMMIGRATION: Final = re.compile(r"immigra", re.IGNORECASE)
_ITEMS: Final = re.compile(r"[,;.\n]+")
_LONGEST_SHOWN: Final = 200


def _read(table: Table) -> Imported:
    day = day_of(table) or ""
    columns = _COLUMNS[table.layout.name]
    bodies, flows, pages = Bodies(table), Flows(), _Pages(table)
    for row in table.each():
        seen = _day_of_row(table, row, day)
        body = bodies.of(row, "agency", row["agency"])
        if body is None or seen is None:
            continue
        for name in _names(table, row, columns.receivers):
            other = bodies.of(row, columns.receivers, name)
            if other == body:
                table.found(row, Severity.LEFT_OUT, "The page lists its own agency.", columns.receivers, found=name)
            elif other is not None:
                flows.add(body, other, seen, f"{row.at}, {columns.receivers}")
        pages.take(row, body, seen, columns)
    return Imported(
        {
            "id": f"source/flock-portals-{day}",
            "type": "Source",
            "title": f"{columns.title}, {day}",
            "publisher": "The agencies named, on Flock Safety",
            "issued": day,
            "tier": "primary",
            "at": "Name of the file",
            "note": "Pages by which agencies tell of their plate readers, read in a table of them as they stood on "
            "the day. "
            "That access is access to the plate reads is our reading of the pages' subject; they do not tell that any "
            "were "
            "searched. A list is the least that is shared: a body that is not on it may have access all the same.",
        },
        [*pages.measures(), *bodies.entries(), *flows.entries(), *pages.entries()],
    )


def _day_of_row(table: Table, row: Row, day: str) -> str | None:
    """The day on which a page was read, where its row says so, else that of the file."""
    told = row["accessed"]
    if table.layout.name == LATER.name:
        return day
    if not (found := _TIME.fullmatch(told)):
        table.found(row, Severity.LEFT_OUT, "The day on which the page was read is none.", "accessed", "a day and time")
        return None
    if found["day"] > day:
        table.found(
            row,
            Severity.STOPS,
            f"The page was read after {day}, the day in the file's name: one of them is wrong.",
            "accessed",
        )
    elif found["day"] < day:
        table.found(row, Severity.NOTED, f"The page was read before {day}, the day in the file's name.", "accessed")
    return found["day"]


def _names(table: Table, row: Row, column: str) -> Iterator[str]:
    """The bodies that a cell lists, each once."""
    cell = row[column]
    if cell in _NOT_GIVEN:
        return
    if _NUMBER.fullmatch(cell):
        table.found(row, Severity.NOTED, "The page gives how many bodies have access, and names none.", column)
        return
    names: dict[str, None] = {}
    for name in _joined(cell.split(",")):
        names.setdefault(name)
    yield from names


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """The names of a list between commas, where a comma may stand within brackets or before a precinct.

    >>> list(_joined("Ames IA PD, X County Constable, Precinct 3 (TX),Miami Dade (Duplicate, don't use)".split(",")))
    ['Ames IA PD', 'X County Constable Precinct 3 (TX)', "Miami Dade (Duplicate don't use)"]
    """
    held = ""
    for piece in map(str.strip, pieces):
        opened = held.count("(") > held.count(")") and ")" in piece
        if held and not opened and not _GOES_ON.match(piece):
            yield held
            held = ""
        held = f"{held} {piece}".strip()
    if held:
        yield held


class _Pages:
    """What pages say of themselves: their prohibited uses, and their figures."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._entries: dict[str, dict[str, str | list[str]]] = {}
        self._measured: dict[str, str] = {}

    def take(self, row: Row, body: str, day: str, columns: _Columns) -> None:
        """Take in a page."""
        if row["prohibited_uses"] not in _NOT_GIVEN:
            self._prohibited(row, body, day)
        self._figure(row, body, day, columns.retention, _DAYS, "flock-retention", "days")
        self._figure(row, body, day, columns.cameras, _NUMBER, "flock-cameras", "cameras")
        self._figure(row, body, day, columns.searches, _NUMBER, "flock-searches-in-30-days", "searches")

    def entries(self) -> Iterable[Entry]:
        """What the pages say."""
        return self._entries.values()

    def measures(self) -> Iterator[Entry]:
        """What the figures are about."""
        for name, at in self._measured.items():
            yield {
                "id": f"measure/{name}",
                "type": "Measure",
                "label": _MEASURES[name],
                "unit": name.split("-")[1],
                "at": at,
            }

    def _prohibited(self, row: Row, body: str, day: str) -> None:
        uses = [" ".join(use.split()) for use in _ITEMS.split(row["prohibited_uses"])]
        named = [use for use in uses if _IMMIGRATION.search(use)]
        shown = "; ".join(f"“{use[:_LONGEST_SHOWN]}”" for use in named)
        at = f"{row.at}, prohibited_uses"
        policy = f"instrument/{body.removeprefix('organization/')}-plate-reader-policy"
        said = (
            f"names {shown} among the prohibited uses"
            if named
            else "names prohibited uses, and immigration not among them"
        )
        self._add(
            {
                "id": policy,
                "type": "Instrument",
                "label": f"Plate reader policy on the portal of {row['agency']}",
                "kind": "policy",
                "issuedBy": body,
                "about": NETWORK,
                "attestedOn": day,
                "text": f"The page {said}.",
                "at": at,
            }
        )
        if any(use.casefold() == "immigration enforcement" for use in named):
            self._add(
                {
                    "id": f"bar/{policy.removeprefix('instrument/')}--immigration-enforcement",
                    "type": "Bar",
                    "label": f"{row['agency']}: no use of plate readers for immigration enforcement",
                    "setBy": policy,
                    "barsSender": body,
                    "barsRecipient": ["organization/us-ice", "organization/us-border-patrol"],
                    "barsCategory": "category/plate-read",
                    "purpose": "purpose/immigration-enforcement",
                    "attestedOn": day,
                    "text": "The plate readers are not to be used for immigration enforcement.",
                    "note": "The page bars a use and names no recipient; ICE and Border Patrol are given because that "
                    "use is "
                    "their task. The wording is that of many such pages. For what a listed body may search is not "
                    "said.",
                    "at": at,
                }
            )
        elif named:
            self._table.found(
                row,
                Severity.NOTED,
                "The page limits use for immigration in words of its own; no bar is made.",
                "prohibited_uses",
            )

    def _figure(self, row: Row, body: str, day: str, column: str, form: re.Pattern[str], name: str, unit: str) -> None:
        cell = row[column]
        if cell in _NOT_GIVEN:
            return
        if not (found := form.fullmatch(cell)):
            self._table.found(row, Severity.UNKNOWN, "This is no number of its kind.", column, f"a number of {unit}")
            return
        number = (found.groupdict().get("number") or found[0]).removesuffix(".0")
        self._measured.setdefault(name, f"{row.at}, {column}")
        self._add(
            {
                "id": f"observation/{body.removeprefix('organization/')}-{name}-{day}-{number}",
                "type": "Observation",
                "label": f"{_MEASURES[name]}: {row['agency']}, {day}: {number}",
                "measure": f"measure/{name}",
                "value": number,
                "unit": unit,
                "basis": "reported",
                "bound": "exact",
                "asOf": day,
                "about": body,
                "at": f"{row.at}, {column}",
            }
        )

    def _add(self, entry: dict[str, str | list[str]]) -> None:
        known = self._entries.get(str(entry["id"]))
        if known is None:
            self._entries[str(entry["id"])] = entry
            return
        places = known["at"]
        known["at"] = [*([places] if isinstance(places, str) else places), str(entry["at"])]


_MEASURES: Final = {
    "flock-retention": "Days for which a Flock customer's plate reads are kept",
    "flock-cameras": "Cameras of a Flock customer",
    "flock-searches-in-30-days": "Searches by a Flock customer in the 30 days before",
}

_COMPARED: Final = {
    "DataFlow": Sort(groups={"agencies": "sender", "receivers": "recipient"}, word="access"),
    "Observation": Sort(
        {"value": value_of("value")},
        {"agencies": "about"},
        key=lambda entry: (str(entry["about"]), str(entry["measure"])),
        label=lambda entry: str(entry["label"]).rsplit(", ", 1)[0],
        word="figures",
    ),
    "Instrument": Sort({"text": value_of("text")}, {"agencies": "issuedBy"}, word="prohibited uses"),
    "Bar": Sort(groups={"agencies": "barsSender"}, word="bars"),
}
IMPORTER: Final = Importer("flock-portals", (EARLIER, LATER), _read, compared_as("entries", _read, _COMPARED))
