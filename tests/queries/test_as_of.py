"""`as-of` leaves out what is impossible on the day, by the same reckoning of partial and disputed dates as a trace."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model.validity import State, Validity
from whoshares.model.vocabulary import ID, WS, XSD
from whoshares.sparql.catalogue import Catalogue, answer
from whoshares.store.engine import Store
from whoshares.store.names import Names

STARTS: list[tuple[str, ...]] = [
    (), ("2011",), ("2011-02",), ("2011-02-28",), ("2012-01-01",), ("2012-03", "2011-12-31"), ("2013",),
]  # fmt: skip
ENDS: list[tuple[str, ...]] = [
    (), ("2011",), ("2012-02",), ("2012-03-01",), ("2011-02-28",), ("2010", "2012-02-29"), ("2012-01-01",),
]  # fmt: skip
DAYS = [
    date(2010, 12, 31) + timedelta(days=offset)
    for offset in (0, 1, 32, 58, 59, 60, 364, 365, 366, 367, 424, 425, 426, 427, 732)
]


def typed(text: str) -> str:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]
    return f'"{text}"^^<{XSD}{kind}>'


def dated() -> tuple[Store, dict[str, Validity]]:
    """A flow for each pair of starts and ends, and when each is in force by the rules of traces."""
    lines, validities = [], {}
    for number, (starts, ends) in enumerate(product(STARTS, ENDS)):
        flow = f"{ID}flow/f{number:02}"
        validities[flow] = Validity.of(starts, ends, (), flow)
        lines.append(f"<{flow}> a <{WS}DataFlow> ; <{WS}carries> <{ID}category/fingerprints> ;")
        lines += [f"<{WS}validFrom> {typed(text)} ;" for text in starts]
        lines += [f"<{WS}validUntil> {typed(text)} ;" for text in ends]
        lines.append(f"<{WS}sender> <{ID}organization/s> ; <{WS}recipient> <{ID}organization/r> .")
    store = vocabulary_store()
    store.load("\n".join(lines), "turtle", graph=ID + "source/one")
    return store, validities


def test_as_of_leaves_out_the_impossible_and_nothing_else() -> None:
    store, validities = dated()
    names, query = Names(store), Catalogue().find("flows/into")
    left_out = set()
    for day in DAYS:
        found = answer(query, store, names, {"recipient": "organization/r", "as_of": day})
        kept = {str(row["flowId"]) for row in found.table}
        assert kept == {flow for flow, validity in validities.items() if validity.on(day) != State.IMPOSSIBLE}, day
        left_out |= validities.keys() - kept
    assert len(left_out) > len(validities) / 2
    everything = answer(query, store, names, {"recipient": "organization/r"})
    assert len(everything.table) == len(validities)


def test_every_query_that_takes_a_day_reckons_alike() -> None:
    """The filter is the same text everywhere, but for the thing that is dated."""
    filters = set()
    for query in Catalogue().queries():
        if any(parameter.name == "asOf" for parameter in query.parameters):
            lines = [line.strip() for line in query.text.splitlines()]
            first = next(place for place, line in enumerate(lines) if line.startswith("# on the day"))
            text = " ".join(lines[first : first + 14])
            filters.add(text.replace("?flowId", "?it").replace("?programId", "?it").replace("?normId", "?it")
                        .replace("?blockId", "?it").replace("?instrumentId", "?it"))  # fmt: skip
    assert len(filters) == 1
