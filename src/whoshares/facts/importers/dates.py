"""Days in tables, and in the names of files: read where they can mean one day alone."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASHED: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

_IN_NAME: Final = (
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?P<half>am|pm)?(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<year>20[0-9]{2})(?P<half>am|pm)?(?![0-9])"),
)
_IN_ADDRESS: Final = (
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(
        r"(?<![0-9])(?P<month>[0-9]{1,2})(?P<mark>[-._])(?P<day>[0-9]{1,2})(?P=mark)(?P<year>20[0-9]{2})(?![0-9])"
    ),
    re.compile(r"(?<![0-9])(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<year>20[0-9]{2})(?![0-9])"),
    re.compile(
        r"(?<![0-9])(?P<month>[0-9]{1,2})(?P<mark>[-._])(?P<day>[0-9]{1,2})(?P=mark)(?P<short>[0-9]{2})(?![0-9])"
    ),
    re.compile(r"(?<![0-9])(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<short>[0-9]{2})(?![0-9])"),
)


class Claimed(NamedTuple):
    """The day that a file's name claims, and the half of it (“am”, “pm”, or nothing)."""

    day: date
    half: str


def claimed_day(file: str) -> Claimed | None:
    """The day that the name of a file claims: YYYY-MM-DD, or MMDDYYYY with “am” or “pm” behind it.

    >>> claimed_day("participatingAgencies07182025pm.xlsx")
    Claimed(day=datetime.date(2025, 7, 18), half='pm')
    """
    for form in _IN_NAME:
        for found in form.finditer(file):
            if day := _day(int(found["year"]), int(found["month"]), int(found["day"])):
                return Claimed(day, found["half"] or "")
    return None


def day_in_address(address: str) -> date | None:
    """The day that the last part of a web address holds, where it holds one.

    >>> day_in_address("https://www.ice.gov/doclib/287gMOA/ColbertCoSheriffsOfficeAL_WSO_MOA_05.08.25.pdf")
    datetime.date(2025, 5, 8)
    """
    name = address.rsplit("/", 1)[-1]
    for form in _IN_ADDRESS:
        for found in form.finditer(name):
            parts = found.groupdict()
            year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
            if day := _day(year, int(parts["month"]), int(parts["day"])):
                return day
    return None


def day_of(text: str) -> date | None:
    """The day that a cell shows, as YYYY-MM-DD or M/D/YYYY; `None` where it shows none."""
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(text):
        return _day(int(found[3]), int(found[1]), int(found[2]))
    return None


def repaired_day(text: str) -> date | None:
    """The one day that a cell with a slash left out can mean; `None` where it can mean none or several.

    >>> repaired_day("7/72025"), repaired_day("05/082025"), repaired_day("1/112025"), repaired_day("11/12025")
    (datetime.date(2025, 7, 7), datetime.date(2025, 5, 8), datetime.date(2025, 1, 11), datetime.date(2025, 11, 1))
    >>> repaired_day("111/2025")
    """
    if text.count("/") != 1 or len(text) > len("12/312025"):
        return None
    left, right = text.split("/")
    if not (left + right).isascii() or not (left + right).isdigit():
        return None
    if len(right) > 4:
        readings = {(left, right[:-4])}
        year = right[-4:]
    else:
        readings = {(left[:cut], left[cut:]) for cut in (1, 2) if left[cut:]}
        year = right
    if len(year) != 4:
        return None
    days = {day for month, of in readings if len(of) <= 2 and (day := _day(int(year), int(month), int(of)))}
    return days.pop() if len(days) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
