"""The FBI's list of law-enforcement agencies: each a body with its ORI, sort and counties.

The list gives the beginning of some names alone (“State Police:”): what follows stood in a column that it lacks. Its
figures of staff and population are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from whoshares.facts.importers.bodies import name_of
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.places import body_id
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Row, Table
from whoshares.facts.matching.fbi_list import NO_COUNTY
from whoshares.facts.matching.graph_kinds import graph_kind
from whoshares.facts.matching.states import State, state_of

LAYOUT: Final = Layout(
    "agencies",
    (
        "ori", "data_year", "pub_agency_name", "state_abbr", "county_name", "agency_type_name", "population",
        "officer_ct", "civilian_ct", "total_pe_ct", "pe_ct_per_1000",
    ),
)  # fmt: skip

_ORI: Final = re.compile("[A-Z0-9]{9}")
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_FEDERAL: Final = "FS"
_SAYS_ITS_FORM: Final = re.compile(r"\b(?:City|Town|Township|Village|Borough|County)$")
_LESS_THAN_THE_LIST: Final = frozenset({"city-government", "county-government", "state-agency"})
"""Kinds that a name says where the list's own type says more: the name of a place is that of its police."""


class _Sort(NamedTuple):
    level: str | None
    kind: str | None
    """Where the name says none."""
    words: str
    """What the label adds to a name that is that of a place alone."""


_SORTS: Final[Mapping[str, _Sort]] = {
    "City": _Sort("city", "police-department", "city agency"),
    "County": _Sort("county", "local-law-enforcement", "county agency"),
    "Federal": _Sort("federal", "federal-agency", ""),
    "Other": _Sort(None, None, ""),
    "Other State Agency": _Sort("state", "state-agency", ""),
    "State Police": _Sort("state", "state-police", ""),
    "Tribal": _Sort("tribal", None, ""),
    "University or College": _Sort("academic", None, ""),
}


def read(table: Table) -> Imported:
    """What the list states."""
    year = max((row["data_year"] for row in table.rows if _YEAR.fullmatch(row["data_year"])), default="")
    source = {
        "id": f"source/fbi-agencies-{year or table.file.sha256[:8]}",
        "type": "Source",
        "title": f"Law-enforcement agencies, as listed by the FBI: {table.file.name}",
        "publisher": "Federal Bureau of Investigation",
        **({"issued": year} if year else {}),
        "tier": "primary",
        "at": "File name and header row",
    }
    return Imported(source, tuple(_agencies(table)))


_ITEMS: Final = {
    "Organization": Sort(
        {one: value_of(one) for one in ("label", "level", "kind", "inPlace")}, key=lambda entry: (str(entry["ori"]),)
    )
}
IMPORTER: Final = Importer("fbi-agencies", (LAYOUT,), read, compared_as("agencies", read, _ITEMS))


def _agencies(table: Table) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for row in table.each():
        ori, sort, state = row["ori"], _SORTS.get(row["agency_type_name"]), state_of(row["state_abbr"])
        name = name_of(row["pub_agency_name"].rstrip(":, "))
        if not _ORI.fullmatch(ori):
            table.found(row, Severity.LEFT_OUT, "The ORI is none.", "ori", "nine capital letters and digits")
        elif seen.setdefault(ori, row.number) != row.number:
            table.found(row, Severity.LEFT_OUT, f"The ORI stands in row {seen[ori]} too.", "ori")
        elif sort is None:
            table.found(
                row,
                Severity.LEFT_OUT,
                "The type of agency is none that is known.",
                "agency_type_name",
                ", ".join(_SORTS),
            )
        elif state is None and row["state_abbr"] != _FEDERAL:
            table.found(row, Severity.LEFT_OUT, "The state is none.", "state_abbr", "a code, or FS for a federal body")
        elif not name:
            table.found(row, Severity.LEFT_OUT, "No agency is named.", "pub_agency_name")
        else:
            yield _agency(table, row, ori, name, sort, state)


def _agency(table: Table, row: Row, ori: str, name: str, sort: _Sort, state: State | None) -> Entry:
    counties = [] if state is None else _counties(table, row, state)
    said = graph_kind(name, sort.level)
    if said in _LESS_THAN_THE_LIST and sort.kind:
        said = None
    words = _words(name, sort, state) if sort.words and said is None else ""
    cut = row["pub_agency_name"].endswith((":", ","))
    told = _where(table, row, counties) if cut and row["county_name"] not in NO_COUNTY else ""
    where = f" ({told})" if told and told not in name else ""
    entry: dict[str, str | list[str]] = {
        "id": body_id(state, name, ori),
        "type": "Organization",
        "at": row.at,
        "label": f"{name}{words}{where}{f', {state.name}' if state else ''} [{ori}]",
        "ori": ori,
        "inPlace": counties or (state.place if state else "place/us"),
    }
    if sort.level:
        entry["level"] = sort.level
    if kind := said or sort.kind:
        entry["kind"] = kind
    if cut:
        entry["note"] = "The list gives the beginning of the name alone."
    return entry


def _counties(table: Table, row: Row, state: State) -> list[str]:
    """The places of the counties that a row names; none where it names none, or one that is not known."""
    if row["county_name"] in NO_COUNTY:
        return []
    found: list[str] = []
    for core in row["county_name"].split(","):
        place = table.known.county_of_core(state, core.strip())
        if place:
            found.append(place)
        elif table.known.counties:
            table.found(
                row, Severity.UNKNOWN, "The state has no county of this name.", "county_name",
                f"the counties of {state.name}", found=core.strip(),
            )  # fmt: skip
    return found


def _words(name: str, sort: _Sort, state: State | None) -> str:
    """What a label adds to the name of a place: whose agency it is, unless the name says that (“Elm Township”)."""
    if sort.level == "city" and _SAYS_ITS_FORM.search(name):
        return " agency"
    return " parish agency" if sort.level == "county" and state and state.code == "LA" else f" {sort.words}"


def _where(table: Table, row: Row, places: Sequence[str]) -> str:
    """The counties of a row by their full names, where all are known."""
    named = [table.known.labels[place].partition(",")[0] for place in places]
    return ", ".join(named) if len(named) == len(row["county_name"].split(",")) else _title(row["county_name"])


def _title(text: str) -> str:
    return " ".join(word.capitalize() for word in text.split())
