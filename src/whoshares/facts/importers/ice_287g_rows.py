"""The rows of ICE's lists of 287(g) agreements: six layouts in nineteen years, each with its own faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from whoshares.facts.importers.addresses import unwrapped
from whoshares.facts.importers.bodies import name_of
from whoshares.facts.importers.dates import claimed_day, day_in_address, day_of, repaired_day
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.places import body_id, slug
from whoshares.facts.importers.tables import Layout, Row, Table
from whoshares.facts.matching.states import STATES, State, state_of
from whoshares.model.dates import in_future

STATE, AGENCY, TYPE, COUNTY, MODEL, SIGNED, MOA, ADDENDUM = (
    "STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM",
)  # fmt: skip

OF_2008: Final = Layout("lists of 2007 and 2008", ("as_of", "state", "agency"))
OF_2021: Final = Layout("list of 2021", (STATE, AGENCY, MODEL, SIGNED, MOA))
OF_MARCH_2025: Final = Layout("list of March 2025", (STATE, AGENCY, TYPE, MODEL, SIGNED, MOA))
OF_JULY_2025: Final = Layout("list since July 2025", (STATE, AGENCY, TYPE, COUNTY, MODEL, SIGNED, MOA, ADDENDUM))
PENDING_2025: Final = Layout("pending applications of 2025", (STATE, AGENCY, TYPE, COUNTY, MODEL))
PENDING_2026: Final = Layout("pending applications of 2026", (STATE, AGENCY, TYPE, COUNTY, MODEL, MOA))

LAYOUTS: Final = (OF_2008, OF_2021, OF_MARCH_2025, OF_JULY_2025, PENDING_2025, PENDING_2026)


@dataclass(frozen=True, slots=True)
class Model:
    """A sort of agreement."""

    name: str
    program: str


MODELS: Final[Mapping[str, Model]] = {
    model.name: model
    for model in (
        Model("Jail Enforcement Model", "program/287g-jail-enforcement"),
        Model("Task Force Model", "program/287g-task-force"),
        Model("Warrant Service Officer", "program/287g-warrant-service-officer"),
    )
}
_MISSPELT: Final[Mapping[str, str]] = {"Warrant Service Office": "Warrant Service Officer"}
_LEVELS: Final[Mapping[str, str]] = {
    "County": "county",
    "Municipality": "city",
    "State": "state",
    "State Agency": "state",
}
_NO_COUNTY: Final = frozenset({"", "#N/A", "#NA", "N/A"})
_PENDING: Final = "link pending"

LAW: Final = date(1996, 9, 30)
"""When the law was made under which agreements are signed: none is older."""
_SOON: Final = timedelta(days=120)
"""How long before the day of a list the last signature on it lies at the most, where the name gives a wrong year."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: an agreement, as that list has it."""

    row: Row
    state: State
    agency: str
    model: Model | None
    """`None` where the list says none."""
    stated: date | None
    """The day of signing as the list has it; `None` where it has none, or none that can be right."""
    signed: date | None
    """The same; `None`, too, where the agreement's own file has a later day."""
    on: date
    """The day of the list."""
    level: str | None
    county: str
    """As the list has it; "" where it has none."""
    url: str | None
    notes: tuple[str, ...] = ()
    body: str = ""
    """The agency's id."""
    how: str = ""
    """How it was found in another list; "" where the agency has an id of its own."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells an agreement apart from others of a list: state, agency, model."""
        return self.state.code, slug(name_of(self.agency)), self.model.name if self.model else ""

    @property
    def id(self) -> str:
        """The agreement's id. One signed in another year is another."""
        agency = body_id(self.state, name_of(self.agency)).removeprefix("organization/")  # whoever that is found to be
        year = str(self.stated.year) if self.stated else "undated"
        return f"instrument/287g-{agency}" + (f"-{slug(self.model.name)}-{year}" if self.model else "")


@dataclass(frozen=True, slots=True)
class Edition:
    """A list as a whole."""

    day: date | None
    """The day of the list; `None` for a file that holds lists of several days."""
    half: str
    pending: bool
    listed: tuple[Listed, ...]


def edition_of(table: Table) -> Edition | None:
    """What a list says, row by row; `None` where its findings stop the import. What is wrong goes to them."""
    pending = table.layout in (PENDING_2025, PENDING_2026)
    if not pending and "pending" in table.file.name.lower():
        table.findings.add(
            Severity.STOPS,
            "The name says that these are pending applications, and the columns are those of agreements. Name the file "
            "as what it is, with its day.",
        )
        return None
    if table.layout == OF_2008:
        return Edition(None, "", False, tuple(_once(table, _old_rows(table))))
    dated = _day_of_list(table)
    if dated is None:
        return None
    day, half = dated
    return Edition(day, half, pending, tuple(_once(table, _rows(table, day))))


def _day_of_list(table: Table) -> tuple[date, str] | None:
    """The day of a list, and which half of it, as its name claims and its rows allow."""
    claimed = claimed_day(table.file.name)
    if claimed is None:
        table.findings.add(
            Severity.STOPS,
            "The name of the file gives no day, and a list says only what stood on its day.",
            found=table.file.name,
            expected="a day in the name, as in participatingAgencies07182025pm.xlsx or list-2025-07-18.xlsx",
        )
        return None
    signed = [(day, row) for row in table.rows if (day := day_of(row[SIGNED])) and LAW <= day <= claimed.day + _REACH]
    if not signed:
        return claimed.day, claimed.half
    last, row = max(signed, key=lambda pair: pair[0])
    many = sum(day > claimed.day for day, _ in signed)
    if many < _SOME:
        _check_year(table, claimed.day, last, row)
        return claimed.day, claimed.half
    later = [
        day
        for year in range(claimed.day.year + 1, claimed.day.year + 4)
        if (day := _in_year(claimed.day, year)) and last <= day <= last + _SOON
    ]
    said = f"The name says {claimed.day}, and {many:,} rows are signed later, the last on {last} (row {row.number})."
    if len(later) != 1:
        table.findings.add(
            Severity.STOPS,
            f"{said} On which day the list stood is not known: give the file a name with that day.",
            found=table.file.name,
        )
        return None
    table.findings.add(
        Severity.REPAIRED, f"{said} It is read as {later[0]}, the only year that fits.", found=table.file.name
    )
    return later[0], claimed.half


def _check_year(table: Table, day: date, last: date, row: Row) -> None:
    """Say so where an earlier year would fit the rows better than the one in the name."""
    if any((one := _in_year(day, day.year - ago)) and last <= one <= last + _SOON for ago in (1, 2, 3)):
        table.findings.add(
            Severity.NOTED,
            f"The name says {day}, and the last row is signed on {last} (row {row.number}). Check the year in it.",
            found=table.file.name,
        )


_REACH: Final = timedelta(days=3 * 365)
"""How far from the day in the name a signature is taken for one: a year such as 5025 says nothing of the list."""
_SOME: Final = 5
"""So many rows must be signed after the day that a name gives, before it is the name that is taken to be wrong."""


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _once(table: Table, rows: Iterator[Listed]) -> Iterator[Listed]:
    """Rows, each agreement of a day once; one that is listed again is said and left out."""
    seen: dict[tuple[object, ...], Listed] = {}
    for one in rows:
        first = seen.setdefault((one.on, one.key), one)
        if first is not one:
            table.found(
                one.row,
                Severity.LEFT_OUT,
                f"Agency and model stand in row {first.row.number} too, signed {first.stated or 'on an unknown day'}.",
                SIGNED,
            )
            continue
        yield one


def _old_rows(table: Table) -> Iterator[Listed]:
    """The rows of a file of ICE's early lists, each with its day."""
    for row in table.rows:
        on, state, agency = day_of(row["as_of"]), state_of(row["state"]), row["agency"]
        if on is None:
            table.found(row, Severity.LEFT_OUT, "The day of the list is none.", "as_of", "YYYY-MM-DD")
        elif on < LAW or in_future(on.isoformat()):
            table.found(row, Severity.LEFT_OUT, "The day of the list cannot be right.", "as_of", f"{LAW} to today")
        elif state is None:
            table.found(row, Severity.LEFT_OUT, "The state is none.", "state", _STATES_KNOWN)
        elif not agency:
            table.found(row, Severity.LEFT_OUT, "No agency is named.", "agency")
        else:
            yield Listed(row, state, agency, None, None, None, on, None, "", None)


_STATES_KNOWN: Final = "the names of the states and territories, such as " + STATES["AL"].name.upper()


def _rows(table: Table, day: date) -> Iterator[Listed]:
    for row in table.rows:
        state, agency, model = state_of(row[STATE]), row[AGENCY], MODELS.get(row[MODEL])
        if model is None and row[MODEL] in _MISSPELT:
            model = MODELS[_MISSPELT[row[MODEL]]]
            table.found(row, Severity.REPAIRED, f"The model is read as “{model.name}”.", MODEL)
        if state is None:
            table.found(row, Severity.LEFT_OUT, "The state is none.", STATE, _STATES_KNOWN)
        elif not agency:
            table.found(row, Severity.LEFT_OUT, "No agency is named.", AGENCY)
        elif model is None:
            table.found(row, Severity.LEFT_OUT, "The model is none that is known.", MODEL, ", ".join(MODELS))
        else:
            url, notes = _address(table, row)
            county = _county(table, row, state)
            stated = _stated(table, row, day)
            signed = _signed(table, row, stated, url)
            level = _level(table, row)
            yield Listed(row, state, agency, model, stated, signed, day, level, county, url, notes)


def _level(table: Table, row: Row) -> str | None:
    if TYPE not in table.layout.columns:
        return None
    level = _LEVELS.get(row[TYPE])
    if level is None:
        table.found(row, Severity.UNKNOWN, "The type of agency is none that is known.", TYPE, ", ".join(_LEVELS))
    return level


def _county(table: Table, row: Row, state: State) -> str:
    """The county that a row names; "" where it names none, or one that is not known in its state."""
    county = row[COUNTY]
    if county in _NO_COUNTY:
        return ""
    if table.known.counties and table.known.county(state, county) is None:
        table.found(
            row, Severity.UNKNOWN, "The state has no county of this name.", COUNTY, f"the counties of {state.name}"
        )
        return ""
    return county


def _stated(table: Table, row: Row, day: date) -> date | None:
    """The day of signing as a row has it; `None` where it is none, or cannot be right."""
    if SIGNED not in table.layout.columns:
        return None
    text = row[SIGNED]
    stated = day_of(text)
    if stated is None and (stated := repaired_day(text)):
        table.found(row, Severity.REPAIRED, "A slash is missing, and only one day can be meant.", SIGNED, str(stated))
    if stated is None:
        table.found(row, Severity.UNKNOWN, "The day of signing is none.", SIGNED, "a day")
    elif not LAW <= stated <= day:
        possible = f"a day from {LAW} to {day}, the list's own"
        table.found(row, Severity.UNKNOWN, "The day of signing cannot be right.", SIGNED, possible)
        return None
    return stated


def _signed(table: Table, row: Row, stated: date | None, url: str | None) -> date | None:
    """The day of signing, unless the agreement's own file has a later one in its name."""
    on_file = day_in_address(url) if url else None
    if stated and on_file and stated < on_file:
        table.found(
            row,
            Severity.UNKNOWN,
            "The day of signing lies before the day in the name of the agreement's own file.",
            SIGNED,
            f"{on_file} or later",
        )
        return None
    return stated


def _address(table: Table, row: Row) -> tuple[str | None, tuple[str, ...]]:
    """Where a row says that its agreement can be read, and what else it says of that."""
    shown, notes = row[MOA], []
    if ADDENDUM in row.links and (addendum := _unwrapped(table, row, ADDENDUM, row.links[ADDENDUM])):
        notes.append(f"An addendum is linked: {addendum}")
    if shown.lower() == _PENDING:
        return None, (*notes, "The list says that the link to the agreement is pending.")
    link = row.links.get(MOA) or (shown if shown.startswith("http") else None)
    if link:
        return _unwrapped(table, row, MOA, link), tuple(notes)
    if shown and MOA in table.layout.columns:
        table.found(row, Severity.UNKNOWN, "No address is behind the cell.", MOA, f"a link, or “{_PENDING}”")
    return None, tuple(notes)


def _unwrapped(table: Table, row: Row, column: str, link: str) -> str | None:
    address = unwrapped(link)
    if address is None:
        table.found(row, Severity.UNKNOWN, "What is behind the cell is no web address.", column, found=link)
    elif address != link:
        table.found(
            row, Severity.REPAIRED, "The address is taken out of what a mail program or browser put around it.", column,
            found=link,
        )  # fmt: skip
    return address
