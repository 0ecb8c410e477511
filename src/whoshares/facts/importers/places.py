"""States and counties as tables name them, and the ids of the places and bodies in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class State:
    """A state, the District of Columbia or a territory."""

    code: str
    """Of the postal service, two letters."""
    fips: str
    name: str

    @property
    def place(self) -> str:
        """Its id as a place; the registry has each."""
        return f"place/us-{self.code.lower()}"


_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "AK": ("02", "Alaska"),
    "AL": ("01", "Alabama"),
    "AR": ("05", "Arkansas"),
    "AS": ("60", "American Samoa"),
    "AZ": ("04", "Arizona"),
    "CA": ("06", "California"),
    "CO": ("08", "Colorado"),
    "CT": ("09", "Connecticut"),
    "DC": ("11", "District of Columbia"),
    "DE": ("10", "Delaware"),
    "FL": ("12", "Florida"),
    "GA": ("13", "Georgia"),
    "GU": ("66", "Guam"),
    "HI": ("15", "Hawaii"),
    "IA": ("19", "Iowa"),
    "ID": ("16", "Idaho"),
    "IL": ("17", "Illinois"),
    "IN": ("18", "Indiana"),
    "KS": ("20", "Kansas"),
    "KY": ("21", "Kentucky"),
    "LA": ("22", "Louisiana"),
    "MA": ("25", "Massachusetts"),
    "MD": ("24", "Maryland"),
    "ME": ("23", "Maine"),
    "MI": ("26", "Michigan"),
    "MN": ("27", "Minnesota"),
    "MO": ("29", "Missouri"),
    "MP": ("69", "Northern Mariana Islands"),
    "MS": ("28", "Mississippi"),
    "MT": ("30", "Montana"),
    "NC": ("37", "North Carolina"),
    "ND": ("38", "North Dakota"),
    "NE": ("31", "Nebraska"),
    "NH": ("33", "New Hampshire"),
    "NJ": ("34", "New Jersey"),
    "NM": ("35", "New Mexico"),
    "NV": ("32", "Nevada"),
    "NY": ("36", "New York"),
    "OH": ("39", "Ohio"),
    "OK": ("40", "Oklahoma"),
    "OR": ("41", "Oregon"),
    "PA": ("42", "Pennsylvania"),
    "PR": ("72", "Puerto Rico"),
    "RI": ("44", "Rhode Island"),
    "SC": ("45", "South Carolina"),
    "SD": ("46", "South Dakota"),
    "TN": ("47", "Tennessee"),
    "TX": ("48", "Texas"),
    "UT": ("49", "Utah"),
    "VA": ("51", "Virginia"),
    "VI": ("78", "U.S. Virgin Islands"),
    "VT": ("50", "Vermont"),
    "WA": ("53", "Washington"),
    "WI": ("55", "Wisconsin"),
    "WV": ("54", "West Virginia"),
    "WY": ("56", "Wyoming"),
}

STATES: Final[Mapping[str, State]] = {code: State(code, fips, name) for code, (fips, name) in _STATES.items()}
"""By the postal service's code."""
_BY_NAME: Final = {state.name.upper(): state for state in STATES.values()}
_BY_FIPS: Final = {state.fips: state for state in STATES.values()}


def state_of(text: str) -> State | None:
    """The state of a name in any case, of a postal code, or of a FIPS code; `None` where it is none."""
    upper = text.upper()
    return _BY_NAME.get(upper) or STATES.get(upper) or _BY_FIPS.get(upper)


def slug(text: str) -> str:
    """A name as part of an id: lower-case letters and digits, with hyphens between them.

    >>> slug("Doña Ana County Sheriff's Office")
    'dona-ana-county-sheriffs-office'
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", re.sub("['.]", "", plain)))


def county_place(state: State, county: str) -> str:
    """The id of a county as a place; `county` is its full name (“Autauga County”, “Acadia Parish”)."""
    return f"{state.place}-{slug(county)}"


def body_id(state: State | None, *names: str) -> str:
    """The id of a body as a table names it: its state, then what tells it apart within.

    >>> body_id(STATES["AL"], "Autauga County Sheriff's Office")
    'organization/us-al-autauga-county-sheriffs-office'
    """
    return "organization/" + "-".join(("us", *([state.code.lower()] if state else []), *map(slug, names)))
