"""The states, the District and the territories: their codes and names, and where a text names one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
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


FEDERAL: Final = "US"
"""What stands for the state of a federal body."""

STATES: Final[Mapping[str, State]] = {
    code: State(code, fips, name)
    for code, fips, name in (
        ("AL", "01", "Alabama"), ("AK", "02", "Alaska"), ("AZ", "04", "Arizona"), ("AR", "05", "Arkansas"),
        ("CA", "06", "California"), ("CO", "08", "Colorado"), ("CT", "09", "Connecticut"), ("DE", "10", "Delaware"),
        ("DC", "11", "District of Columbia"), ("FL", "12", "Florida"), ("GA", "13", "Georgia"), ("HI", "15", "Hawaii"),
        ("ID", "16", "Idaho"), ("IL", "17", "Illinois"), ("IN", "18", "Indiana"), ("IA", "19", "Iowa"),
        ("KS", "20", "Kansas"), ("KY", "21", "Kentucky"), ("LA", "22", "Louisiana"), ("ME", "23", "Maine"),
        ("MD", "24", "Maryland"), ("MA", "25", "Massachusetts"), ("MI", "26", "Michigan"), ("MN", "27", "Minnesota"),
        ("MS", "28", "Mississippi"), ("MO", "29", "Missouri"), ("MT", "30", "Montana"), ("NE", "31", "Nebraska"),
        ("NV", "32", "Nevada"), ("NH", "33", "New Hampshire"), ("NJ", "34", "New Jersey"), ("NM", "35", "New Mexico"),
        ("NY", "36", "New York"), ("NC", "37", "North Carolina"), ("ND", "38", "North Dakota"), ("OH", "39", "Ohio"),
        ("OK", "40", "Oklahoma"), ("OR", "41", "Oregon"), ("PA", "42", "Pennsylvania"), ("RI", "44", "Rhode Island"),
        ("SC", "45", "South Carolina"), ("SD", "46", "South Dakota"), ("TN", "47", "Tennessee"), ("TX", "48", "Texas"),
        ("UT", "49", "Utah"), ("VT", "50", "Vermont"), ("VA", "51", "Virginia"), ("WA", "53", "Washington"),
        ("WV", "54", "West Virginia"), ("WI", "55", "Wisconsin"), ("WY", "56", "Wyoming"),
        ("AS", "60", "American Samoa"), ("GU", "66", "Guam"), ("MP", "69", "Northern Mariana Islands"),
        ("PR", "72", "Puerto Rico"), ("VI", "78", "U.S. Virgin Islands"),
    )
}  # fmt: skip
"""By the postal service's code."""

NAMES: Final = {code: state.name for code, state in STATES.items()}
"""The name of each, by its postal code."""

_OF_THE_FBI: Final = {"NB": "NE", "GM": "GU", "FS": FEDERAL}
"""Codes of the FBI that are no postal codes."""

_BY_NAME: Final = {
    **{name.casefold(): code for code, name in NAMES.items()},
    "virgin islands": "VI",
    "guam": "GU",
    "washington dc": "DC",
    "washington, d.c.": "DC",
}

_OFFICIAL: Final = {
    "united states virgin islands": "VI",
    "commonwealth of the northern mariana islands": "MP",
}
_BY_FIPS: Final = {state.fips: state for state in STATES.values()}
_LONGEST_NAME: Final = 60


def postal(text: str) -> str | None:
    """The postal code of a state that is written as a code or a name, `US` for a federal body; None for anything else.

    >>> postal("NEW HAMPSHIRE "), postal("nb"), postal("FS"), postal("Ontario")
    ('NH', 'NE', 'US', None)
    """
    return _postal(text) if len(text) <= _LONGEST_NAME else None


@lru_cache(maxsize=4096)
def _postal(text: str) -> str | None:
    asked = " ".join(text.split())
    code = asked.upper()
    if code in NAMES or code == FEDERAL:
        return code
    name = asked.casefold()
    return _OF_THE_FBI.get(code) or _BY_NAME.get(name) or _OFFICIAL.get(name)


def state_of(text: str) -> State | None:
    """The state of a name in any case, of a postal code or the FBI's, or of a FIPS code; `None` where it is none."""
    return STATES.get(postal(text) or "") or _BY_FIPS.get(text)


WORDS: Final = {tuple(name.split()): code for name, code in _BY_NAME.items() if "," not in name}
"""The code of each state, by the words of its name in lower case."""

LONGEST: Final = max(map(len, WORDS))
LAST_WORDS: Final = frozenset(words[-1] for words in WORDS)
