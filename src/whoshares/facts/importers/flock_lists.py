"""What the lists of Flock Safety's customers have in common: how they name bodies, and what being listed states.

A body is named as Flock's customers write it (“Sylvania OH PD”), with marks that speak of the entry and not of the body
(“[Inactive]”, “(Do Not Use)”). What names no institution that can be told states nothing: a test account, a number, a
company, and whatever could be the name of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry
from whoshares.facts.importers.institutions import is_institution
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.tables import Row, Table
from whoshares.facts.matching.graph_kinds import GRAPH_KINDS
from whoshares.facts.matching.marks import DUPLICATE, NOT_IN_USE, behind_opening, is_no_name, mark_of
from whoshares.facts.matching.reading import Reading, read_name
from whoshares.facts.matching.states import FEDERAL, STATES
from whoshares.facts.matching.words import clean, lower_words

NETWORK: Final = "system/flock-network"
_OWN: Final = "organization/flock-"
"""How the ids of bodies begin that are known from these lists alone."""
_OF_STATE: Final = re.compile("organization/us-([a-z]{2})-")

_DATE: Final = re.compile(r"(?<![0-9])(20[0-9]{2}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)(?![0-9-])")

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AFTER_DASH: Final = re.compile(r" ?[-–] ([^-–]*)$")
_NUMBER: Final = re.compile(r"[0-9][0-9.,]*")


class _Name(NamedTuple):
    """A name without the marks of its entry."""

    text: str
    in_use: bool
    federal: bool


def day_of(table: Table) -> str | None:
    """The day, or the month, that a file's name gives; where it gives none, a finding stops the import."""
    if found := _DATE.search(table.file.name):
        return found[1]
    table.findings.add(
        Severity.STOPS,
        "No row says of which day the list is, and nor does the file's name. Put the day into the name.",
        found=table.file.name,
        expected="a name with YYYY-MM-DD or YYYY-MM in it",
    )
    return None


class Bodies:
    """The bodies that the rows of a table name, each with where it is named first."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._read: dict[str, str | None] = {}
        self._why: dict[str, str] = {}
        self._entries: dict[str, dict[str, str | list[str]]] = {}
        self._same: dict[str, str] = {}

    def of(self, row: Row, column: str, name: str) -> str | None:
        """The id of the body that a name stands for; where there is none, a finding says why."""
        if name not in self._read:
            self._read[name] = self._look_up(row, name)
        body = self._read[name]
        if body is None:
            self._table.found(row, Severity.LEFT_OUT, self._why[name], column, found=name)
        return body

    def entries(self) -> Iterable[Entry]:
        """What the table says of each body: its name there."""
        return self._entries.values()

    def known(self, name: str) -> str | None:
        """The body that other sources surely know by a name."""
        return self._known(name, read_name(name).state)[0]

    def add_name(self, body: str, name: str) -> None:
        """Another name of a body, as the table says."""
        self._same.setdefault(name, body)
        if body not in self._entries:
            return
        names = self._entries[body].setdefault("aliases", [])
        assert isinstance(names, list)
        if name not in names:
            names.append(name)

    def _look_up(self, row: Row, written: str) -> str | None:
        name = without_marks(written)
        why = None
        words = lower_words(clean(name.text))
        if is_no_name(words) or mark_of(words):
            why = "This names no body."
        elif _NUMBER.fullmatch(name.text):
            why = "This is a number, and says no more than how many bodies are listed."
        elif not name.in_use:
            why = "The list marks this entry as not in use. That it still gives access is not taken."
        if why is None:
            reading = read_name(name.text)
            told = reading.kind is not None and (reading.state is not None or is_institution(name.text))
            body, how = self._known(name.text, reading.state)
            if body is None and (reading.refusal or not told):
                why = f"This {reading.refusal or 'does not say what kind of public body it is'}, so nobody is named."
            else:
                body = body or f"{_OWN}{slug(name.text)}"
                if how:
                    self._entries.setdefault(
                        body,
                        {"id": body, "type": "Organization", "aliases": [name.text], "note": how, "at": row.at},
                    )
                elif body.startswith(_OWN):
                    self._state(body, name, reading, row)
                return body
        self._why[written] = why
        return None

    def _known(self, name: str, state: str | None) -> tuple[str | None, str]:
        """The body that other sources know by a name, and how that was found; never one of another state."""
        known = self._table.known
        if state in STATES and name not in self._same:
            body, how = known.body(STATES[str(state)], name, own=f"{_OWN}{slug(name)}")
            if how:
                return body, how
        found = self._same.get(name) or known.named(name)
        if found is None or not (found in known.shipped or found.startswith(_OWN)):
            return None, ""
        placed = _OF_STATE.match(found)
        return (None, "") if placed and state in STATES and placed[1].upper() != state else (found, "")

    def _state(self, body: str, name: _Name, reading: Reading, row: Row) -> None:
        if body in self._entries:
            if self._entries[body].get("label") != name.text:
                self.add_name(body, name.text)
            return
        kind, level = GRAPH_KINDS.get(str(reading.kind), (None, None))
        if name.federal:
            kind, level = "federal-agency", "federal"
        place = None
        if name.federal or reading.state == FEDERAL:
            place = "place/us"
        elif reading.state in STATES:
            place = STATES[str(reading.state)].place
        said = {"kind": kind, "level": level, "inPlace": place}
        self._entries[body] = {
            "id": body,
            "type": "Organization",
            "label": name.text,
            **{key: value for key, value in said.items() if value},
            "at": row.at,
        }


def without_marks(written: str) -> _Name:
    """A name, and what the marks of its entry say.

    >>> without_marks("Homeland Security Investigations [Federal] [Inactive]")
    _Name(text='Homeland Security Investigations', in_use=False, federal=True)
    >>> without_marks("Bristol RI PD (duplicate)").text, without_marks("Corinth TX PD - NOT IN USE").in_use
    ('Bristol RI PD', False)
    """
    text, in_use, federal = written, mark_of(lower_words(clean(written))) != NOT_IN_USE, False
    before = None
    while before != text:
        before = text
        for piece in (*_BRACKETS.finditer(text), *_AFTER_DASH.finditer(text)):
            words = lower_words(clean(piece[1]))
            mark = mark_of(words)
            if mark in (NOT_IN_USE, DUPLICATE) or words == "federal":
                text = text.replace(piece[0], " ").strip()
                in_use, federal = in_use and mark != NOT_IN_USE, federal or words == "federal"
    if (behind := behind_opening(text)) is not None:
        text, in_use = behind, False
    return _Name(" ".join(text.split()), in_use, federal)


class Flows:
    """The flows of plate reads that a list of a day states, each with all rows that do."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], dict[str, str | list[str]]] = {}

    def add(self, sender: str, recipient: str, day: str, at: str, text: str = "") -> None:
        """Plate reads from one body to another."""
        entry = self._entries.get((sender, recipient))
        if entry is not None:
            places, days = entry["at"], entry["attestedOn"]
            entry["at"] = [*([places] if isinstance(places, str) else places), at]
            if day != days and day not in days:
                entry["attestedOn"] = [*([days] if isinstance(days, str) else days), day]
            return
        ends = f"{sender.removeprefix('organization/')}--{recipient.removeprefix('organization/')}"
        self._entries[sender, recipient] = {
            "id": f"flow/{ends}--plate-read",
            "type": "DataFlow",
            "sender": sender,
            "recipient": recipient,
            "carries": "category/plate-read",
            "aboutSubject": "subject/vehicle-owner",
            "via": NETWORK,
            "unknown": "controlledBy",
            "attestedOn": day,
            "evidenceStatus": "documented",
            **({"text": text} if text else {}),
            "at": at,
        }

    def entries(self) -> Iterable[Entry]:
        """The flows, in the order in which they were stated first."""
        return self._entries.values()
