"""In force on a day: the table of semantics, section “Dates”."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whoshares.model.errors import IncompleteGraph
from whoshares.model.validity import State, Validity, span

C, P, I = State.CERTAIN, State.POSSIBLE, State.IMPOSSIBLE  # noqa: E741

CASES: list[tuple[str, str, str, str, State]] = [
    # from, until, attested, day
    ("", "", "", "2011-10-01", P),
    # a known start
    ("2011-01-01", "", "", "2010-12-31", I),
    ("2011-01-01", "", "", "2011-01-01", P),
    ("2011-01-01", "", "", "2020-01-01", P),
    # a known end, exclusive
    ("", "2012-01-01", "", "2011-12-31", P),
    ("", "2012-01-01", "", "2012-01-01", I),
    # both
    ("2011-01-01", "2012-01-01", "", "2010-12-31", I),
    ("2011-01-01", "2012-01-01", "", "2011-01-01", C),
    ("2011-01-01", "2012-01-01", "", "2011-12-31", C),
    ("2011-01-01", "2012-01-01", "", "2012-01-01", I),
    # attestations alone
    ("", "", "2011-10-01", "2011-09-30", P),
    ("", "", "2011-10-01", "2011-10-01", C),
    ("", "", "2011-10-01", "2011-10-02", P),
    ("", "", "2011-09-01 2011-11-01", "2011-10-01", C),
    ("", "", "2011-09-01 2011-11-01", "2011-11-02", P),
    # a start and an attestation
    ("2008-03-01", "", "2011-11-29", "2011-10-01", C),
    ("2008-03-01", "", "2011-11-29", "2011-11-30", P),
    ("2008-03-01", "", "2011-11-29", "2008-02-29", I),
    # an attestation and an end
    ("", "2015-01-01", "2011-11-29", "2011-11-28", P),
    ("", "2015-01-01", "2011-11-29", "2011-11-29", C),
    ("", "2015-01-01", "2011-11-29", "2014-12-31", C),
    ("", "2015-01-01", "2011-11-29", "2015-01-01", I),
    # partial: a start counts from its first day
    ("2008-03", "", "2011-11-29", "2008-03-01", C),
    ("2008-03", "", "2011-11-29", "2008-02-29", I),
    ("2008", "", "2011-11-29", "2008-01-01", C),
    ("2008", "", "2011-11-29", "2007-12-31", I),
    # partial: an end counts through its last day
    ("2008", "2011-08", "", "2011-08-31", C),
    ("2008", "2011-08", "", "2011-09-01", I),
    ("2008", "2012-02", "", "2012-02-29", C),
    ("2008", "2012-02", "", "2012-03-01", I),
    ("2008", "2011", "", "2011-12-31", C),
    ("2008", "2011", "", "2012-01-01", I),
    ("2008", "2011-12", "", "2011-12-31", C),
    ("2008", "2011-12", "", "2012-01-01", I),
    # partial: an attestation holds on some day of its month
    ("", "", "2025-07", "2025-07-15", P),
    ("2025-01-01", "", "2025-07", "2025-06-30", C),
    ("2025-01-01", "", "2025-07", "2025-07-01", C),
    ("2025-01-01", "", "2025-07", "2025-07-02", P),
    ("", "2026-01-01", "2025-07", "2025-07-31", C),
    ("", "2026-01-01", "2025-07", "2025-07-30", P),
    # disputed: every pair must agree
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2007-12-31", I),
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2008-06-01", P),
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2009-01-01", C),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2011-12-31", C),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2013-01-01", P),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2014-01-01", I),
    ("2008-01-01 2009-01-01", "2012-01-01 2014-01-01", "", "2010-01-01", C),
    # an attestation outside the interval: at best possible
    ("2012-01-01", "", "2011-06-01", "2013-01-01", P),
    ("2012-01-01", "", "2011-06-01", "2011-06-01", I),
    ("2008-01-01", "2010-01-01", "2011-06-01", "2009-01-01", P),
    ("2008-01-01", "2010-01-01", "2010-01-01", "2009-01-01", P),
    ("2008-01-01", "2010-01-01", "2009-12-31", "2009-01-01", C),
    ("2008-01-01 2012-01-01", "", "2011-06-01 2013-01-01", "2012-06-01", P),
]


def validity(froms: str, untils: str, attested: str) -> Validity:
    return Validity.of(froms.split(), untils.split(), attested.split(), "here")


@pytest.mark.parametrize(("froms", "untils", "attested", "day", "state"), CASES)
def test_in_force(froms: str, untils: str, attested: str, day: str, state: State) -> None:
    assert validity(froms, untils, attested).on(date.fromisoformat(day)) is state


@pytest.mark.parametrize(
    ("froms", "untils", "disputed"),
    [
        ("", "", False),
        ("2008-01-01", "2012-01-01", False),
        ("2008-01-01 2009-01-01", "", True),
        ("", "2012-01-01 2013-01-01", True),
        ("2008 2008-01 2008-01-01", "", False),
        ("", "2011-08 2011-09-01", False),
    ],
)
def test_disputed(froms: str, untils: str, disputed: bool) -> None:
    assert validity(froms, untils, "").disputed is disputed


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


# --- against the definition, spelt out again ------------------------------------------------------------------------

_DAYS = st.integers(0, 12).map(lambda n: date(2011, 1, 1) + timedelta(days=n))


def by_definition(starts: set[date], ends: set[date], attested: set[date], day: date) -> State:
    unknown: set[date | None] = {None}
    states = set()
    for start in starts or unknown:
        for end in ends or unknown:
            if (start and day < start) or (end and day >= end):
                states.add(I)
                continue
            outside = any((start and a < start) or (end and a >= end) for a in attested)
            known = attested | ({start} if start else set())
            certain = any(p <= day for p in known) and (end is not None or any(day <= q for q in attested))
            states.add(C if certain and not outside else P)
    return states.pop() if len(states) == 1 else P


@given(st.sets(_DAYS, max_size=2), st.sets(_DAYS, max_size=2), st.sets(_DAYS, max_size=3), _DAYS)
def test_equals_the_definition(starts: set[date], ends: set[date], attested: set[date], day: date) -> None:
    made = Validity(tuple(sorted(starts)), tuple(sorted(ends)), tuple(sorted((a, a) for a in attested)))
    assert made.on(day) is by_definition(starts, ends, attested, day)
