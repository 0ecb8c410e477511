"""ICE's lists of 287(g) agreements: which agency holds an agreement of which model, and since when.

A row of a list of participating agencies states an agreement between that agency and ICE, and that it stood on the day
of the list. That it is missing on a later one does not say that it ended. What is exchanged under it, no list says.

A list of pending applications states how many there are, and no agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from whoshares.facts.importers.bodies import as_matched, body_entry, label_of, name_of
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.ice_287g_editions import COMPARED
from whoshares.facts.importers.ice_287g_rows import AGENCY, LAW, LAYOUTS, Edition, Listed, edition_of
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.tables import Table
from whoshares.facts.matching.matcher import Asked


def read(table: Table) -> Imported:
    """What a list states."""
    edition = edition_of(table)
    if edition is None:
        return Imported({}, ())
    if edition.pending:
        return _applications(table, edition)
    days = sorted({one.on for one in edition.listed}) or [edition.day or LAW]
    period = days[0].isoformat() if edition.day else "--".join(day.isoformat() for day in days)
    source: dict[str, str] = {
        "id": f"source/ice-287g-{period}{f'-{edition.half}' if edition.half else ''}",
        "type": "Source",
        "title": f"Agencies with a 287(g) agreement, as listed by ICE: {table.file.name}",
        "publisher": "U.S. Immigration and Customs Enforcement",
        "issued": days[-1].isoformat(),
        "tier": "primary" if edition.day else "summary",
        "at": "File name and header row",
    }
    edition = replace(edition, listed=_who_is_who(table, edition.listed))
    return Imported(source, [*_agencies(table, edition), *_agreements(table, edition)])


IMPORTER: Final = Importer("ice-287g", LAYOUTS, read, COMPARED)


def _who_is_who(table: Table, listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """The rows with the ids of their agencies. One in doubt keeps an id of its own, and is said."""
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    made = []
    for one in listed:
        asked = Asked(name_of(one.agency), one.state.code, one.county)
        if asked not in found:
            found[asked] = table.known.body(one.state, asked.name, one.county)
            if verdict := table.known.doubtful.get(asked):
                near = ", ".join(candidate.body.id for candidate in verdict.candidates)
                message = "Whom the name means is left open; the agency keeps an id of its own."
                table.found(one.row, Severity.NOTED, message, AGENCY, near)
        body, how = found[asked]
        made.append(replace(one, body=body, how=how))
        table.advance(1)
    return tuple(made)


def _agreements(table: Table, edition: Edition) -> Iterator[Entry]:
    by_id: dict[str, list[Listed]] = {}
    for one in edition.listed:
        by_id.setdefault(one.id, []).append(one)
    for id, rows in by_id.items():
        one = rows[0]
        agency = name_of(one.agency)
        of = f"{one.model.name} agreement" if one.model else "agreement"
        signed = f" ({one.stated.year if one.stated else 'undated'})" if one.model else ""
        entry: dict[str, str | list[str]] = {
            "id": id,
            "type": "Instrument",
            "kind": "agreement",
            "label": f"287(g) {of} of {label_of(agency, one.state)}{signed}",
            "party": [one.body, "organization/us-ice"],
            "about": one.model.program if one.model else "program/287g",
            "area": _place(table, one),
            "attestedOn": [row.on.isoformat() for row in rows],
            "at": [row.row.at for row in rows],
        }
        if one.signed:
            entry["validFrom"] = one.signed.isoformat()
        if one.url:
            entry["url"] = one.url
        if one.notes:
            entry["note"] = list(one.notes)
        yield entry


def _agencies(table: Table, edition: Edition) -> Iterator[Entry]:
    by_id: dict[str, list[Listed]] = {}
    for one in edition.listed:
        by_id.setdefault(one.body, []).append(one)
    for id, rows in by_id.items():
        one = rows[0]
        entry = body_entry(id, one.agency, one.state, one.level, _place(table, one), [row.row.at for row in rows])
        how = sorted({row.how for row in rows})
        yield as_matched(entry, how, shipped=id in table.known.shipped) if one.how else entry


def _place(table: Table, one: Listed) -> str:
    """The county of an agreement where it is known, else its state."""
    return table.known.county(one.state, one.county) or one.state.place if one.county else one.state.place


def _applications(table: Table, edition: Edition) -> Imported:
    assert edition.day is not None
    day = edition.day.isoformat()
    table.findings.add(
        Severity.NOTED,
        "These are pending applications: their number is stated, and no agreement.",
        found=table.layout.name,
    )
    name = f"{day}{f'-{edition.half}' if edition.half else ''}"
    source = {
        "id": f"source/ice-287g-pending-{name}",
        "type": "Source",
        "title": f"Agencies with a pending 287(g) application, as listed by ICE: {table.file.name}",
        "publisher": "U.S. Immigration and Customs Enforcement",
        "issued": day,
        "tier": "primary",
        "at": "File name and header row",
    }
    figure = {
        "id": f"observation/ice-287g-pending-{name}",
        "type": "Observation",
        "label": f"Pending 287(g) applications on ICE's list of {day}",
        "measure": "measure/287g-pending-applications",
        "value": str(len(edition.listed)),
        "unit": "applications",
        "bound": "exact",
        "basis": "recorded",
        "asOf": day,
        "about": "program/287g",
        "note": "Counted from the rows of the list.",
        "at": f"{edition.listed[0].row.at} to {edition.listed[-1].row.at.lower()}" if edition.listed else "Header row",
    }
    return Imported(source, [figure])
