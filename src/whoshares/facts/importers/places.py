"""States and counties as tables name them, and the ids of the places and bodies in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from whoshares.facts.matching.states import NAMES, postal


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


_FIPS: Final[Mapping[str, str]] = {
    "AK": "02", "AL": "01", "AR": "05", "AS": "60", "AZ": "04", "CA": "06", "CO": "08", "CT": "09", "DC": "11",
    "DE": "10", "FL": "12", "GA": "13", "GU": "66", "HI": "15", "IA": "19", "ID": "16", "IL": "17", "IN": "18",
    "KS": "20", "KY": "21", "LA": "22", "MA": "25", "MD": "24", "ME": "23", "MI": "26", "MN": "27", "MO": "29",
    "MP": "69", "MS": "28", "MT": "30", "NC": "37", "ND": "38", "NE": "31", "NH": "33", "NJ": "34", "NM": "35",
    "NV": "32", "NY": "36", "OH": "39", "OK": "40", "OR": "41", "PA": "42", "PR": "72", "RI": "44", "SC": "45",
    "SD": "46", "TN": "47", "TX": "48", "UT": "49", "VA": "51", "VI": "78", "VT": "50", "WA": "53", "WI": "55",
    "WV": "54", "WY": "56",
}  # fmt: skip

STATES: Final[Mapping[str, State]] = {code: State(code, fips, NAMES[code]) for code, fips in _FIPS.items()}
"""By the postal service's code."""
_BY_FIPS: Final = {state.fips: state for state in STATES.values()}
_OTHER_NAMES: Final = {
    "united states virgin islands": "VI",
    "commonwealth of the northern mariana islands": "MP",
}


def state_of(text: str) -> State | None:
    """The state of a name in any case, of a postal code or the FBI's, or of a FIPS code; `None` where it is none."""
    code = postal(text) or _OTHER_NAMES.get(text.lower(), "")
    return STATES.get(code) or _BY_FIPS.get(text)


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
