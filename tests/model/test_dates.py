"""Full and partial dates, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from whoshares.model.dates import span
from whoshares.model.errors import IncompleteGraph


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011-08-30", "2011-08-30", "2011-08-30"),
        ("2011-08", "2011-08-01", "2011-08-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2011-12", "2011-12-01", "2011-12-31"),
        ("2011", "2011-01-01", "2011-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("2011-08-30T12:00:00Z", "2011-08-30", "2011-08-30"),
        ("2011-08-30+02:00", "2011-08-30", "2011-08-30"),
    ],
)
def test_span(text: str, first: str, last: str) -> None:
    assert span(text, "here") == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["2011-02-30", "2011-13", "0000", "soon", "", "11-08-30", "2011-8-3", " 2011"])
def test_no_date(text: str) -> None:
    with pytest.raises(IncompleteGraph) as caught:
        span(text, "flow/x")
    assert str(caught.value) == (
        f"flow/x has the date “{text}”, which is none. Write YYYY-MM-DD, YYYY-MM or YYYY in the file."
    )
