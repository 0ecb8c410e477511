"""The states, the District and the territories: their postal codes and names, and where a text names one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

FEDERAL: Final = "US"
"""What stands for the state of a federal body."""

NAMES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}  # fmt: skip
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
    return _OF_THE_FBI.get(code) or _BY_NAME.get(asked.casefold())


WORDS: Final = {tuple(name.split()): code for name, code in _BY_NAME.items() if "," not in name}
"""The code of each state, by the words of its name in lower case."""

LONGEST: Final = max(map(len, WORDS))
LAST_WORDS: Final = frozenset(words[-1] for words in WORDS)
