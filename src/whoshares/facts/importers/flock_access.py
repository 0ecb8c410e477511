"""Who has access to whose plate reads, by id and name, and the list of the ids; tables of The News & Observer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from whoshares.facts.importers.editions import Compared, Item
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.flock_lists import Bodies, Flows, day_of, without_marks
from whoshares.facts.importers.importer import Imported, Importer
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Row, Table
from whoshares.facts.matching.reading import read_name

ACCESS: Final = Layout("access", ("src_agency", "external_agency", "src_agency_id", "external_agency_id"))
AGENCIES: Final = Layout("ids of agencies", ("id", "name", "notes"))

_PUBLISHER: Final = "The News & Observer"
_SENDER, _RECIPIENT = "src_agency", "external_agency"


def _read(table: Table) -> Imported:
    day = day_of(table) or ""
    return _read_access(table, day) if table.layout is ACCESS else _read_agencies(table, day)


def _read_access(table: Table, day: str) -> Imported:
    bodies, by_id = Bodies(table), _Ids(table)
    flows = Flows()
    for row in table.each():
        if not (by_id.fits(row, _SENDER) and by_id.fits(row, _RECIPIENT)):
            continue
        sender = bodies.of(row, _SENDER, row[_SENDER])
        recipient = bodies.of(row, _RECIPIENT, row[_RECIPIENT])
        if sender is None or recipient is None:
            continue
        if sender == recipient:
            table.found(row, Severity.LEFT_OUT, "Both names stand for one body, which needs no access.", _RECIPIENT)
            continue
        flows.add(sender, recipient, day, row.at)
    return Imported(
        {
            "id": f"source/flock-access-{day}",
            "type": "Source",
            "title": f"Agencies with access to others' Flock plate readers, {day}",
            "publisher": _PUBLISHER,
            "issued": day,
            "tier": "news",
            "at": "Name of the file",
            "note": "Each row is one agency that the transparency portal of another lists as having access. That this "
            "is access to the plate reads of the first is our reading of the portals' subject; it does not tell that "
            "any "
            "were searched. The list is the least that is shared: who is not in it may have access all the same.",
        },
        [*bodies.entries(), *flows.entries()],
    )


class _Ids:
    """The ids of a table, each with the one name that it stands for."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names: dict[str, str] = {}

    def fits(self, row: Row, column: str) -> bool:
        """Whether an id is a number and has had no other name so far."""
        number, name = row[f"{column}_id"], row[column]
        if not _NUMBER.fullmatch(number):
            self._table.found(row, Severity.LEFT_OUT, "This is no id.", f"{column}_id", "a number")
            return False
        if self._names.setdefault(number, name) != name:
            self._table.found(
                row, Severity.LEFT_OUT, f"The id {number} stands for two names.", column, self._names[number]
            )
            return False
        return True


_NUMBER: Final = re.compile("[0-9]+")
_ALSO: Final = re.compile(
    r"(?:also referred to|(?:formerly|previously) (?:listed|referred to)) as (?P<name>[^;,]+)", re.I
)
_SAME: Final = re.compile(r"duplicate of (?P<name>[^;]+)", re.IGNORECASE)
_DOUBTFUL: Final = re.compile(r"may be|appears|check$", re.IGNORECASE)
_SILENT: Final = re.compile(
    r"NA|added from .*|remov(?:e|ing) comma .*|do not use.*|listed with(?:out)? .*|also listed: .*|.*listed "
    r"separately.*"
    r"|Distinct org from .*|Entry now CHURNED.*|lists locations|Former(?:ly)? .*|Has .*|Shares with .*|security firm.*"
    r"|University of .*|marked as .*"
)
"""Notes that say nothing of what a body is called besides."""


def _read_agencies(table: Table, day: str) -> Imported:
    bodies = Bodies(table)
    for row in table.each():
        if not _NUMBER.fullmatch(row["id"]):
            table.found(row, Severity.LEFT_OUT, "This is no id.", "id", "a number")
        elif (body := bodies.of(row, "name", row["name"])) is not None:
            _take_note(table, bodies, row, body)
    return Imported(
        {
            "id": f"source/flock-agencies-{day}",
            "type": "Source",
            "title": f"Agencies in Flock's transparency portals, with their ids, {day}",
            "publisher": _PUBLISHER,
            "issued": day,
            "tier": "news",
            "at": "Name of the file",
            "note": "The ids are those of the table and not Flock's. A note that two names are one agency is followed "
            "only "
            "where the two names say the same kind and place.",
        },
        list(bodies.entries()),
    )


def _take_note(table: Table, bodies: Bodies, row: Row, body: str) -> None:
    """Take over another name that a note gives, where the names bear it out."""
    note = row["notes"]
    found = _SAME.search(note) or _ALSO.search(note)
    if found is None:
        if not _SILENT.fullmatch(note):
            table.found(row, Severity.NOTED, "This note is of no form that is known, and is not followed.", "notes")
        return
    other = without_marks(found["name"].strip()).text
    one, two = read_name(without_marks(row["name"]).text), read_name(other)
    same = (one.state, one.kind, one.core, one.form) == (two.state, two.kind, two.core, two.form)
    if _DOUBTFUL.search(note) or not same:
        table.found(
            row,
            Severity.NOTED,
            "The note takes two names for one agency. They are kept apart: it is unsure, or the names say otherwise.",
            "notes",
        )
    elif other != row["name"] and (known := bodies.known(other)) not in (None, body):
        table.found(
            row,
            Severity.NOTED,
            "The note takes two names for one agency, and the other is known for another body. They are kept apart.",
            "notes",
            expected=str(known),
        )
    elif other != row["name"]:
        bodies.add_name(body, other)


_ITEMS: Final = {"DataFlow": Sort(groups={"senders": "sender", "receivers": "recipient"})}
_AGENCIES: Final = {"Organization": Sort({"other names": value_of("aliases")})}


def _items(table: Table) -> Sequence[Item] | None:
    of_ids = table.layout is AGENCIES
    return compared_as("", _read, _AGENCIES if of_ids else _ITEMS).items(table)


IMPORTER: Final = Importer("flock-access", (ACCESS, AGENCIES), _read, Compared("entries", _items))
