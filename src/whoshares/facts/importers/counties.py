"""States and counties with their FIPS codes: places that other tables name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.places import county_place
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Table
from whoshares.facts.matching.states import state_of

LAYOUT: Final = Layout("counties", ("state", "state_code", "state_name", "county_code", "county"))
_CODE: Final = re.compile("[0-9]{3}")


def read(table: Table) -> Imported:
    """What a list of counties states: each as a place within its state."""
    source = {
        "id": f"source/counties-{table.file.sha256[:8]}",
        "type": "Source",
        "title": f"Counties of the United States with their FIPS codes: {table.file.name}",
        "tier": "summary",
        "note": "A copy of the codes of the Census Bureau; the file gives no day.",
        "at": "File name and header row",
    }
    return Imported(source, tuple(_counties(table)))


_ITEMS: Final = {"Place": Sort({"fips": value_of("fips")}, {"states": "within"})}
IMPORTER: Final = Importer("counties", (LAYOUT,), read, compared_as("counties", read, _ITEMS))


def _counties(table: Table) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for row in table.each():
        state, code, name = state_of(row["state"]), row["county_code"], row["county"]
        if state is None:
            table.found(row, Severity.LEFT_OUT, "The state is none that the graph has.", "state", "a postal code")
        elif row["state_code"] != state.fips:
            table.found(row, Severity.LEFT_OUT, f"The code is not that of {state.name}.", "state_code", state.fips)
        elif not _CODE.fullmatch(code):
            table.found(row, Severity.LEFT_OUT, "The code of the county is none.", "county_code", "three digits")
        elif not name:
            table.found(row, Severity.LEFT_OUT, "No county is named.", "county")
        else:
            id = county_place(state, name)
            if seen.setdefault(id, row.number) != row.number:
                table.found(row, Severity.LEFT_OUT, f"The county stands in row {seen[id]} too.", "county")
                continue
            alone = name == state.name
            yield {
                "id": id,
                "type": "Place",
                "at": row.at,
                "label": f"{name} (as a county)" if alone else f"{name}, {state.name}",
                **({} if alone else {"aliases": f"{name} {state.code}"}),
                "within": state.place,
                "fips": state.fips + code,
            }
