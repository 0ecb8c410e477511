"""In force on a day: the table of semantics, section “Dates”."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoshares.model.validity import ALWAYS, Confirmed, State, Validity, aged, oldest, takes_place
from whoshares.model.vocabulary import ID
from whoshares.network.columns import confirmed_from
from whoshares.network.flows import ATTESTED, Lists, spans

C, S, P, I = State.CERTAIN, State.PRESUMED, State.POSSIBLE, State.IMPOSSIBLE  # noqa: E741

CASES: list[tuple[str, str, str, str, State]] = [
    # from, until, attested, day
    ("", "", "", "2011-10-01", P),
    # a known start
    ("2011-01-01", "", "", "2010-12-31", I),
    ("2011-01-01", "", "", "2011-01-01", S),
    ("2011-01-01", "", "", "2020-01-01", S),
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
    ("", "", "2011-10-01", "2011-10-02", S),
    ("", "", "2011-09-01 2011-11-01", "2011-10-01", C),
    ("", "", "2011-09-01 2011-11-01", "2011-11-02", S),
    # a start and an attestation
    ("2008-03-01", "", "2011-11-29", "2011-10-01", C),
    ("2008-03-01", "", "2011-11-29", "2011-11-30", S),
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
    ("2025-01-01", "", "2025-07", "2025-07-02", S),
    ("", "2026-01-01", "2025-07", "2025-07-31", C),
    ("", "2026-01-01", "2025-07", "2025-07-30", P),
    ("", "", "2025-07", "2025-07-31", S),
    ("", "", "2025-07", "2026-07-31", S),
    ("", "2025-07-20", "2025-07", "2025-07-10", P),
    # presumed: until something ends it, and no longer
    ("2008-03-01", "2012", "", "2013-01-01", I),
    ("", "", "2016-05", "2026-06-30", S),
    # disputed: every pair must agree
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2007-12-31", I),
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2008-06-01", P),
    ("2008-01-01 2009-01-01", "2012-01-01", "", "2009-01-01", C),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2011-12-31", C),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2013-01-01", P),
    ("2008-01-01", "2012-01-01 2014-01-01", "", "2014-01-01", I),
    ("2008-01-01 2009-01-01", "2012-01-01 2014-01-01", "", "2010-01-01", C),
    ("2008-01-01 2009-01-01", "", "", "2008-06-01", P),
    ("2008-01-01 2009-01-01", "", "", "2009-01-01", S),
    ("2008-01-01 2009-01-01", "", "2009-06-01", "2009-05-01", C),
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
    ("statuses", "said"),
    [
        ("", True),
        ("authorised", False),
        ("demanded", False),
        ("enjoined", False),
        ("planned", False),
        ("proposed", False),
        ("planned enjoined", False),
        ("alleged", True),
        ("disputed", True),
        ("implied", True),
        ("planned observed", True),
        ("authorised alleged", True),
    ],
)
def test_what_takes_place(statuses: str, said: bool) -> None:
    iris = [f"{ID}evidence-status/{name}" for name in statuses.split()]
    assert takes_place(iris) is said
    made = Validity.of(["2011-01-01"], ["2014-01-01"], ["2012"], "here", iris)
    assert made.on(date(2010, 1, 1)) is I
    assert made.on(date(2013, 1, 1)) is (C if said else P)
    assert (made.last_confirmed(date(2013, 1, 1)) is not None) is said


# --- against the definition, spelt out again ------------------------------------------------------------------------

_DAYS = st.integers(0, 12).map(lambda n: date(2011, 1, 1) + timedelta(days=n))


_SPANS = st.tuples(_DAYS, st.integers(0, 4)).map(lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1])))
Attested = set[tuple[date, date]]


def by_definition(starts: set[date], ends: set[date], attested: Attested, said: bool, day: date) -> State:
    unknown: set[date | None] = {None}
    states = set()
    for start in starts or unknown:
        for end in ends or unknown:
            if (start and day < start) or (end and day >= end):
                states.add(I)
                continue
            outside = any((start and last < start) or (end and first >= end) for first, last in attested)
            begun = start is not None or any(last <= day for _, last in attested)
            goes_on = end is not None or any(day <= first for first, _ in attested)
            states.add(P if outside or not begun else C if goes_on else S)
    if not said and states != {I}:
        return P
    if len(states) == 1:
        return states.pop()
    return S if states == {C, S} else P


_DATES = (st.sets(_DAYS, max_size=2), st.sets(_DAYS, max_size=2), st.sets(_SPANS, max_size=3), st.booleans())


@settings(deadline=None)
@given(*_DATES, _DAYS, _DAYS)
def test_equals_the_definition(
    starts: set[date], ends: set[date], attested: Attested, said: bool, day: date, since: date
) -> None:
    made = Validity(tuple(sorted(starts)), tuple(sorted(ends)), tuple(sorted(attested)), said)
    assert made.on(day) is by_definition(starts, ends, attested, said, day)
    every = [date(2010, 12, 1) + timedelta(days=n) for n in range(90)]
    known = {one for one in every if by_definition(starts, ends, attested, said, one) is C}
    known |= {max(starts)} if starts and said else set()
    known |= {last for _, last in attested if said}
    confirmed = made.last_confirmed(day)
    assert (confirmed.last if confirmed else None) == max((one for one in known if one <= day), default=None)
    first = min((one for one in known if one >= since), default=None)
    assert made.confirmed_from(since.toordinal()) == (first.toordinal() if first else ALWAYS[1])


@settings(deadline=None)
@given(st.lists(st.tuples(*_DATES)), _DAYS)
def test_columns_say_the_same(drawn: list[tuple[set[date], set[date], Attested, bool]], since: date) -> None:
    made = [
        Validity(tuple(sorted(starts)), tuple(sorted(ends)), tuple(sorted(attested)), said)
        for starts, ends, attested, said in drawn
    ]

    def lists(of: Callable[[Validity], Sequence[int]]) -> Lists:
        pairs = [(owner, value) for owner, one in enumerate(made) for value in of(one)]
        return Lists.of([owner for owner, _ in pairs], [value for _, value in pairs], len(made), many=False)

    starts = lists(lambda one: [day.toordinal() << ATTESTED | day.toordinal() for day in one.starts])
    ends = lists(lambda one: [day.toordinal() for day in one.ends])
    attested = lists(lambda one: [a.toordinal() << ATTESTED | b.toordinal() for a, b in one.attested])
    expected = [[bound for within in one.spans for bound in within] for one in made]
    said = array("b", [one.takes_place for one in made])
    for many in (False, True):
        found = spans(starts, ends, attested, said, many=many)
        assert [list(row) for row in zip(*found, strict=True)] == expected
        parts = ((starts.bounds, starts.values), (attested.bounds, attested.values))
        columns = confirmed_from(since.toordinal(), *parts, ATTESTED, (found[0], found[1]), said)
        assert columns.tolist() == [one.confirmed_from(since.toordinal()) for one in made]


@pytest.mark.parametrize(
    ("froms", "untils", "attested", "day", "text", "years"),
    [
        ("", "", "2016-05", "2026-06-30", "2016-05", 10),
        ("", "", "2016-05", "2026-05-30", "2016-05", 9),
        ("", "", "2016-05", "2016-05-31", "2016-05", 0),
        ("", "", "2016-05", "2016-05-30", None, None),  # some day of that month: not known to be past
        ("2012", "", "2016-05", "2016-05-30", "2016-05-01", 0),  # certain until the first of its days
        ("", "", "2016 2016-12-31", "2020-01-01", "2016-12-31", 3),
        ("", "", "2016", "2020-01-01", "2016", 3),
        ("2012-01-01", "2026-01-01", "", "2020-01-01", "2020-01-01", 0),
        ("", "2026-01-01", "2020-01-01", "2026-01-01", "2025-12-31", 0),
        ("", "2026-01-01", "", "2020-01-01", None, None),
        ("2012-01-01 2014-01-01", "", "", "2013-01-01", None, None),
        ("2012-01-01 2014-01-01", "", "", "2016-01-01", "2014-01-01", 2),
        ("2012-01-01", "2016-01-01 2018-01-01", "2013-03-03", "2017-01-01", "2015-12-31", 1),
        ("", "2016-01-01 2018-01-01", "", "2017-01-01", None, None),
        ("2025", "", "", "2026-11-29", "2025", 0),  # some day of that year, though it counts from the first
        ("2025", "", "", "2028-11-29", "2025", 2),
        ("2008-03", "", "", "2008-03-05", "2008-03", 0),
        ("2025 2025-01-01", "", "", "2026-11-29", "2025-01-01", 1),
        ("2025", "", "2025-01-01", "2026-11-29", "2025-01-01", 1),
        ("2025", "", "2025-01-02", "2026-11-29", "2025-01-02", 1),
        ("2025", "", "2026", "2025-01-01", "2025-01-01", 0),
    ],
)
def test_last_confirmed(froms: str, untils: str, attested: str, day: str, text: str | None, years: int | None) -> None:
    found = validity(froms, untils, attested).last_confirmed(date.fromisoformat(day))
    assert (found.text if found else None) == text
    assert (found.years_before(date.fromisoformat(day))[0] if found else None) == years


@pytest.mark.parametrize(
    ("attested", "day", "said"),
    [
        ("2018", "2024-11-29", "2018, 5 to 6 years before"),  # a report of that January is nearly seven years old
        ("2018", "2025-01-01", "2018, 6 to 7 years before"),
        ("2018", "2024-12-31", "2018, 6 years before"),
        ("2016-05", "2026-05-15", "2016-05, 9 to 10 years before"),
        ("2016-05", "2026-06-01", "2016-05, 10 years before"),
        ("2025", "2026-11-29", "2025"),
        ("2024", "2026-06-01", "2024, 1 to 2 years before"),
        ("2024-11-29", "2026-11-28", "2024-11-29"),
    ],
)
def test_the_age_of_a_month_or_year_is_as_open_as_its_day(attested: str, day: str, said: str) -> None:
    found = validity("", "", attested).last_confirmed(date.fromisoformat(day))
    assert found is not None
    assert aged(found, date.fromisoformat(day)) == said


def test_the_oldest_part_confirms_the_whole() -> None:
    month = Confirmed(date(2016, 5, 1), date(2016, 5, 31))
    day = Confirmed(date(2016, 5, 31), date(2016, 5, 31))
    assert oldest([day, month]) == month
    assert oldest([day, None]) is None
    assert oldest([]) is None
