"""The FBI's list of law-enforcement agencies, as bodies to match against."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.body import Body, body
from whoshares.facts.matching.reading import read_listed
from whoshares.facts.matching.states import postal
from whoshares.facts.matching.words import county_core
from whoshares.model.errors import FileError
from whoshares.model.given_files import read_given

COLUMNS: Final = ("ori", "pub_agency_name", "state_abbr", "county_name", "agency_type_name")
"""The columns that are read."""

_KINDS: Final = {
    "City": k.POLICE,
    "County": k.SHERIFF,
    "University or College": k.CAMPUS,
    "Tribal": k.TRIBAL,
    "Federal": k.FEDERAL_AGENCY,
    "State Police": None,
    "Other State Agency": None,
    "Other": None,
}
"""The kind that each type of agency says; None where only the name tells."""
NO_COUNTY: Final = frozenset({"", "NULL", "NOT SPECIFIED", "UNMAPPED COUNTY"})
"""What stands in the column of counties where no county does."""


def fbi_bodies(rows: Iterable[Mapping[str, str]]) -> Iterator[Body]:
    """The agencies of the list's rows. A name that ends in a colon or comma goes on in a column that the list lacks."""
    for row in rows:
        name, kind = row["pub_agency_name"].strip(), row["agency_type_name"]
        if kind not in _KINDS:
            known = ", ".join(sorted(_KINDS))
            raise FileError(f"{row['ori']} has the agency type “{kind}”; known are {known}.")
        counties = [county_core(c) for c in row["county_name"].split(",") if c.strip() not in NO_COUNTY]
        yield body(
            row["ori"],
            name.rstrip(":, "),
            postal(row["state_abbr"]),
            _kind(name, kind),
            counties=counties,
            ori=row["ori"],
            cut=name[-1:] if name.endswith((":", ",")) else "",
        )


def _kind(name: str, listed: str) -> str | None:
    """The kind of an agency, by the list's type where that says it, else by its name."""
    kind, lower = _KINDS[listed], name.casefold()
    if listed in ("State Police", "Other State Agency"):
        said = read_listed(name, None).kind
        own = k.STATE_POLICE if listed == "State Police" else k.STATE_AGENCY
        return own if said is None or said in k.OF_PLACES else said
    if kind == k.SHERIFF and ("police" in lower or "public safety" in lower):
        return k.COUNTY_POLICE
    if kind == k.POLICE and "county police department" in lower:
        return k.COUNTY_POLICE
    return kind


_LARGEST = 64 * 1024 * 1024
"""How many bytes of the list are read at the most."""


def read_fbi_list(path: Path) -> list[Body]:
    """The agencies of a file of the list. Raises FileError where it is no such file."""
    try:
        text = read_given(path, _LARGEST).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if lacking:
            raise FileError(f"{path} is no FBI list of agencies: it has no column {', '.join(lacking)}.")
        return list(fbi_bodies(reader))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path} cannot be read as a list of agencies: {error}.") from error
