"""Whoever is paid by ICE's awards: one payee, one id, whatever the table and the spelling, as far as that is sure.

A body that other lists know keeps its id. Within a table the recipient's identifier tells who is one; across tables the
number of an award that both have, under the same name. A name alone never does, unless it says its state.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry
from whoshares.facts.importers.institutions import is_institution, turned
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.tables import Row, Table
from whoshares.facts.matching.graph_kinds import GRAPH_KINDS
from whoshares.facts.matching.reading import read_name
from whoshares.facts.matching.states import STATES, state_of

_OWN: Final = "organization/payee-"
_OF_STATE: Final = re.compile("organization/us-([a-z]{2})-")


class Payees:
    """Whoever is paid, each with where it is named first. Names that may be a person's are left out."""

    def __init__(self, table: Table, column: str, award: str) -> None:
        """Of a table, by the columns of their names and of the awards' numbers."""
        self._table = table
        self._column = column
        self._entries: dict[str, dict[str, str]] = {}
        self._states = _states(table.rows)
        self._by_award = self._known_by_award(award)

    def _known_by_award(self, award: str) -> dict[str, str]:
        """By name, the payees of which another table has an award that is also here, under the same name."""
        found: dict[str, set[str]] = {}
        known = self._table.known
        for row in self._table.rows:
            written = row[self._column]
            payee = known.payees.get(slug(row[award]), "")
            same = payee.endswith(f"-{slug(turned(written))}") or payee in known.names.get(written.casefold(), ())
            if payee and same:
                found.setdefault(written, set()).add(payee)
        return {name: payees.pop() for name, payees in found.items() if len(payees) == 1}

    def _state(self, row: Row) -> str:
        """The state of whoever is paid: that of most rows with the same identifier."""
        code = row["recipient_state_code"]
        most = self._states.get(row["recipient_uei"], code)
        if most != code:
            message = f"The identifier is that of a payee of {most} in most rows, and is taken for one."
            self._table.found(row, Severity.REPAIRED, message, "recipient_state_code")
        return most

    def of(self, row: Row) -> tuple[str, str, str | None] | None:
        """The id, the name and the state of whoever is paid; `None` with a finding where that may be a person."""
        written = row[self._column]
        name = turned(written)
        if not is_institution(name):
            self._table.found(
                row,
                Severity.LEFT_OUT,
                "This may be the name of a person, so the row is not taken.",
                self._column,
                found="…",
            )
            return None
        code = self._state(row)
        reading = read_name(name, code if code in STATES else None)
        state = reading.state if reading.state in STATES else None
        placed = STATES[str(state)] if state and code in STATES else None
        own = f"{_OWN}{f'{placed.code.lower()}-' if placed else ''}{slug(name)}"
        body, how = self._known(name, state) or self._known(written, state), ""
        if body is None and self._by_award.get(written, own) != own and not placed:
            body, how = (
                self._by_award[written],
                f"“{written}” is paid by an award that another table has for this body.",
            )
        if body is None and placed:
            found, how = self._table.known.body(placed, name, own=own)
            body = found if how else None
        if body is not None:
            if how:
                entry = {"id": body, "type": "Organization", "aliases": written, "note": how, "at": row.at}
                self._entries.setdefault(body, entry)
            return body, self._table.known.labels.get(body, name), state
        body = own
        label = name
        if placed and state_of(name) is None and placed.name.upper() not in name.upper():
            label = f"{name}, {placed.name}"
        kind, level = GRAPH_KINDS.get(str(reading.kind), (None, None)) if placed else (None, None)
        said = {
            "kind": kind,
            "level": level,
            "inPlace": placed.place if placed else None,
            "aliases": None if written == label else f"{written} {placed.code}" if placed else written,
        }
        entry = {"id": body, "type": "Organization", "label": label, "at": row.at}
        self._entries.setdefault(body, entry | {key: value for key, value in said.items() if value})
        return body, label, state

    def make_known(self, awards: Iterable[tuple[Row, str, str]]) -> None:
        """Have the tables that are read next know who is paid by which award: its row, its number, the payee's id."""
        known = self._table.known
        for row, number, payee in awards:
            known.payees.setdefault(slug(number), payee)
            if payee in self._entries and "label" in self._entries[payee]:
                known.labels.setdefault(payee, self._entries[payee]["label"])
            if not payee.startswith(_OWN):
                known.names.setdefault(row[self._column].casefold(), set()).add(payee)

    def entries(self) -> Iterable[Entry]:
        """What the table says of each."""
        return self._entries.values()

    def _known(self, name: str, state: str | None) -> str | None:
        body = self._table.known.named(name)
        if body not in self._table.known.shipped:
            return None
        placed = _OF_STATE.match(body)
        return None if placed and state and placed[1].upper() != state else body


def _states(rows: Iterable[Row]) -> dict[str, str]:
    """By identifier, the state that most rows give whoever has it; of several as many, the first by name."""
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["recipient_uei"] and row["recipient_state_code"]:
            given[row["recipient_uei"]][row["recipient_state_code"]] += 1
    return {one: min(states, key=lambda code: (-states[code], code)) for one, states in given.items()}
