"""One agency's list of the networks that it shares and that are shared with it, as a records request gave it."""

from __future__ import annotations

import re
from typing import Final

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.flock_lists import Bodies, Flows, day_of
from whoshares.facts.importers.importer import Imported, Importer
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.stated_items import Sort, compared_as
from whoshares.facts.importers.tables import Layout, Row, Table

_NAME, _TO_ME, _FROM_ME = "Organization Name", "Networks Shared With Me", "Networks I'm Sharing"

LAYOUT: Final = Layout("two directions", ("Page", _NAME, _TO_ME, _FROM_ME))

_PAGE: Final = re.compile("[0-9]+")


def _read(table: Table) -> Imported:
    day = day_of(table) or ""
    bodies = Bodies(table)
    owner = _owner(table)
    me = next((bodies.of(row, _FROM_ME, owner) for row in table.rows if owner and row[_FROM_ME] == owner), None)
    if owner and me is None:
        table.findings.add(Severity.STOPS, "Whose list this is cannot be told.", column=_FROM_ME, found=owner)
    flows = Flows()
    for row in table.each():
        other = bodies.of(row, _NAME, row[_NAME])
        if me is None or other is None:
            continue
        if other == me:
            table.found(row, Severity.LEFT_OUT, "The list names the agency whose it is, which needs no access.", _NAME)
            continue
        if not (row[_TO_ME] or row[_FROM_ME]):
            table.found(row, Severity.LEFT_OUT, "The row says neither that anything is shared nor with whom.", _NAME)
        if row[_TO_ME]:
            flows.add(other, me, day, _at(row, _TO_ME), _networks(row, _TO_ME))
        if row[_FROM_ME]:
            flows.add(me, other, day, _at(row, _FROM_ME), _networks(row, _FROM_ME))
    return Imported(
        {
            "id": f"source/flock-sharing-{slug(owner)}-{day}",
            "type": "Source",
            "title": f"Flock networks that {owner} shares and that are shared with it, {day}",
            "publisher": owner or "Unknown",
            "issued": day,
            "tier": "primary",
            "at": "Name of the file, and the column of the networks that are shared",
            "note": "A list out of the agency's own settings. Sharing is a switch that was on: it does not tell that "
            "any "
            "record was searched.",
        },
        [*bodies.entries(), *flows.entries()],
    )


def _owner(table: Table) -> str:
    """The agency whose list it is: the only name among the networks that it shares; "" with a finding otherwise."""
    names = sorted({row[_FROM_ME] for row in table.rows} - {""})
    if len(names) == 1:
        return names[0]
    table.findings.add(
        Severity.STOPS,
        "Whose list this is cannot be told: the networks that it shares have no one name.",
        column=_FROM_ME,
        found=", ".join(names),
        expected="one name in all rows, or none",
    )
    return ""


def _at(row: Row, column: str) -> str:
    page = f", page {row['Page']}" if _PAGE.fullmatch(row["Page"]) else ""
    return f"{row.at}{page}, {column}"


def _networks(row: Row, column: str) -> str:
    names = [name.strip() for name in row[column].split(",") if name.strip()]
    return f"Networks that are shared: {len(names)}." if len(names) > 1 else "A network is shared."


_FLOWS: Final = {"DataFlow": Sort(groups={"senders": "sender", "receivers": "recipient"})}
IMPORTER: Final = Importer("flock-sharing", (LAYOUT,), _read, compared_as("flows", _read, _FLOWS))
