"""Marks in a name that speak of the entry and not of the body: that it is not in use, listed twice, a device."""

from __future__ import annotations

import re
from typing import Final

NOT_IN_USE: Final = "not in use"
DUPLICATE: Final = "duplicate"
DEVICE: Final = "device: "
"""How a mark begins that names whose device it is."""

_UNUSED: Final = re.compile(
    r"\b(?:do no?t? ?use|dont use|dnu|not (?:in use|used)|no longer a customer|deactivated|inactive|turned off"
    r"|revoked mou|former|disabled|decommissioned|churned|please delete)\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile("dead|old|dead old|delete|error|original|closed|archived")
_TWICE: Final = re.compile(r"\b(?:duplicate|dupe)(?: account)?\b", re.IGNORECASE)
_DEVICE: Final = re.compile(
    r"(?:(?:raven|condor|falcon|flex|trailer|insight|omnia|axon|lr|tech|mobile|custom hotlist|disp|wing|v1 2)\b ?)+"
)
_NO_NAME: Final = re.compile("(?:null|none|n a|na|nan|unknown|tbd|see list)?")


def mark_of(words: str) -> str | None:
    """What words (in lower case, single spaces) say of an entry; `None` where they are no mark.

    >>> mark_of("do not use duplicate"), mark_of("dupe"), mark_of("raven"), mark_of("old saybrook")
    ('not in use', 'duplicate', 'device: raven', None)
    """
    if _UNUSED.search(words) or _PAST.fullmatch(words):
        return NOT_IN_USE
    if _TWICE.search(words):
        return DUPLICATE
    return f"{DEVICE}{words}" if _DEVICE.fullmatch(words) else None


_OPENING: Final = re.compile(r"(?:do not use|don['’]?t use|dnu)\W+", re.IGNORECASE)


def behind_opening(text: str) -> str | None:
    """What stands behind a mark with which a text begins; `None` where it begins with none.

    >>> behind_opening("DNU - Elm OH PD")
    'Elm OH PD'
    """
    found = _OPENING.match(text)
    return text[found.end() :] if found else None


def without_mark(text: str) -> str:
    """A text without the words that mark it as not in use, or as a duplicate."""
    return " ".join(_TWICE.sub(" ", _UNUSED.sub(" ", text)).split())


def is_no_name(words: str) -> bool:
    """Whether words (in lower case, single spaces) are what stands where there is no name.

    >>> is_no_name("n a"), is_no_name(""), is_no_name("tempe")
    (True, True, False)
    """
    return _NO_NAME.fullmatch(words) is not None
