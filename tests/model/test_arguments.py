"""Plain values of a question: days, windows, texts, numbers."""

from __future__ import annotations

from datetime import date

import pytest

from whoshares.model.arguments import at_least_one, read_day, read_day_or_today, read_texts, read_window
from whoshares.model.errors import InputError, Offering


def test_days() -> None:
    day = date(2011, 10, 1)
    assert read_day("2011-10-01") == read_day(day) == read_day_or_today("2011-10-01") == day
    assert read_day_or_today(None) == date.today()
    for text in ("2011-13", "0000", "2011-02-30", "20111001", "", "the first of May"):
        with pytest.raises(InputError, match=r"is no day\. Write a date as YYYY-MM-DD"):
            read_day(text)


@pytest.mark.parametrize(
    ("text", "what", "days"),
    [("2024-02", "month", ["2024-02-01", "2024-02-29"]), ("2011", "year", ["2011-01-01", "2011-12-31"])],
)
def test_of_a_month_or_a_year_the_first_and_the_last_day_are_offered(text: str, what: str, days: list[str]) -> None:
    with pytest.raises(Offering, match=f"“{text}” is no day but a {what}, from {days[0]} through {days[1]}") as told:
        read_day(text)
    assert (told.value.asked, list(told.value.offers)) == (text, days)


def test_windows() -> None:
    first, last = date(2010, 1, 1), date(2011, 1, 1)
    assert read_window(None, None, ever=False) is read_window("2011-01-01", None, ever=False) is None
    assert read_window(None, None, ever=True) == (None, None)
    assert read_window(None, ("2010-01-01", last), ever=False) == (first, last)
    assert read_window(None, (first, first), ever=False) == (first, first)
    with pytest.raises(InputError, match=r"2010-01-01 is before 2011-01-01\. Give the earlier day first\."):
        read_window(None, (last, first), ever=False)
    with pytest.raises(InputError, match="exclude each other"):
        read_window("2010-01-01", None, ever=True)


def test_texts_and_numbers() -> None:
    assert read_texts("one") == ("one",)
    assert read_texts(["one", "two"]) == ("one", "two")
    assert (at_least_one(None, "limit"), at_least_one(1, "limit")) == (None, 1)
    with pytest.raises(InputError, match="limit is 0, and at least 1 is needed"):
        at_least_one(0, "limit")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("June 30, 2026", ["2026-06-30"]),
        ("30 jun 2026", ["2026-06-30"]),
        ("Sept. 3 2025", ["2025-09-03"]),
        ("2026/6/3", ["2026-06-03"]),
        ("6/7/2026", ["2026-06-07", "2026-07-06"]),
        ("13.6.2026", ["2026-06-13"]),
        ("October 2011", ["2011-10-01", "2011-10-31"]),
    ],
)
def test_a_day_written_otherwise_is_refused_and_offered_as_it_is_written_here(text: str, days: list[str]) -> None:
    with pytest.raises(Offering, match="is not how a day is written here") as told:
        read_day(text)
    assert (told.value.asked, list(told.value.offers)) == (text, days)


def test_today_is_offered_as_its_day() -> None:
    before = date.today()
    with pytest.raises(Offering, match="is not how a day is written here") as told:
        read_day("today")
    assert list(told.value.offers) in ([before.isoformat()], [date.today().isoformat()]), "midnight may pass"


@pytest.mark.parametrize(
    "text", ["31 feb 2026", "xyz 2026", "13/13/2026", "0/0/0000", "May 0000", "June 30, 2026" + " " * 99]
)
def test_what_is_no_day_however_it_is_read_is_offered_none(text: str) -> None:
    with pytest.raises(InputError, match=r"is no day\. Write a date as YYYY-MM-DD, such as 2011-10-01"):
        read_day(text)
