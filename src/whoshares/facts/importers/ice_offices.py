"""ICE's field offices, and the states and counties that each is responsible for."""

from __future__ import annotations

from typing import Final

from whoshares.facts.importers.editions import Compared, Item
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Imported, Importer
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.stated_items import A_DAY, NO_DAY, day_of_edition
from whoshares.facts.importers.tables import Layout, Row, Table
from whoshares.facts.matching.states import state_of

LAYOUT: Final = Layout("areas of responsibility", ("office_name", "state_name", "county_name", "notes"))
_WHOLE_STATE: Final = ""


def read(table: Table) -> Imported:
    """What the table states: each office as a part of ICE that serves its places."""
    source = {
        "id": f"source/ice-offices-{table.file.sha256[:8]}",
        "type": "Source",
        "title": f"Areas of responsibility of ICE's field offices: {table.file.name}",
        "publisher": "Deportation Data Project",
        "tier": "research",
        "note": "The file gives no day.",
        "at": "File name and header row",
    }
    places: dict[str, dict[str, Row]] = {}
    for row in table.each():
        place = _place(table, row)
        if not row["office_name"]:
            table.found(row, Severity.LEFT_OUT, "No office is named.", "office_name")
        elif place and place in places.setdefault(row["office_name"], {}):
            first = places[row["office_name"]][place].number
            table.found(row, Severity.LEFT_OUT, f"Office and place stand in row {first} too.", "county_name")
        elif place:
            places[row["office_name"]][place] = row
    entries = [
        {
            "id": f"organization/us-ice-{slug(office)}-field-office",
            "type": "Organization",
            "at": [row.at for row in served.values()],
            "label": f"ICE {office} Field Office",
            "aliases": f"{office} field office of ICE",
            "kind": ["federal-agency", "agency-component"],
            "level": "federal",
            "partOf": "organization/us-ice",
            "inPlace": list(served),
        }
        for office, served in places.items()
        if served
    ]
    return Imported(source, entries)


def _items(table: Table) -> list[Item] | None:
    """The offices with their places, by the names that the rows have; none is looked up."""
    day = day_of_edition(table)
    if not day:
        table.findings.add(Severity.STOPS, NO_DAY, found=table.file.name, expected=A_DAY)
        return None
    found: dict[tuple[str, ...], Item] = {}
    for row in table.each():
        state = state_of(row["state_name"])
        if state and row["office_name"]:
            office, county = row["office_name"], row["county_name"]
            groups = {"offices": office, "states": state.name}
            label = f"{office}: {f'{county}, ' if county else ''}{state.name}"
            key = (slug(office), state.code, slug(county))
            found.setdefault(key, Item(key, label, groups, {}, day, table.file.name, row.at))
    return list(found.values())


IMPORTER: Final = Importer("ice-offices", (LAYOUT,), read, Compared("areas", _items))


def _place(table: Table, row: Row) -> str | None:
    """The place of a row; a blank county means the whole state. `None` where it is none that is known."""
    state = state_of(row["state_name"])
    if state is None:
        table.found(row, Severity.LEFT_OUT, "The state is none.", "state_name", "the name of a state or territory")
        return None
    if row["county_name"] == _WHOLE_STATE:
        return state.place
    place = table.known.county_of_core(state, row["county_name"])
    if place is None:
        message = "The state has no county of this name."
        if not table.known.counties:
            message = "The counties are not known: import them first, into the same folder."
        table.found(row, Severity.LEFT_OUT, message, "county_name", f"the counties of {state.name}")
    return place
