"""Every table has its columns, whoever writes it, and also where it has no rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest
from tests.exports.test_results import ASKS

from whoshares import KnowledgeGraph
from whoshares.answers.area import area
from whoshares.answers.contents import contents
from whoshares.answers.dossiers import Dossiers
from whoshares.answers.law import law
from whoshares.answers.usage import usage_of_category
from whoshares.exports.results import Result
from whoshares.exports.tables import csv_bom
from whoshares.knowledge_graph.columns import COLUMNS, columns_of
from whoshares.knowledge_graph.overviews import laws_on, register_on, states_on
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.server.http.as_data import as_data
from whoshares.server.http.jobs import Jobs
from whoshares.server.workers.messages import Job

DAY = date(2026, 6, 30)
EMPTY: dict[str, dict[str, object]] = {
    "trace": {"origin": "ICE", "recipient": "Chicago Police Department", "as_of": "1990-01-01"},
    "cut": {"origin": "ICE", "recipient": "Chicago Police Department", "as_of": "1990-01-01"},
    "chokepoints": {"origin": "ICE", "recipient": "Chicago Police Department", "as_of": "1990-01-01"},
    "exposure": {"holder": "Chicago Police Department", "as_of": "1950-01-01"},
    "backdoors": {"as_of": "1950-01-01"},
    "bars": {"as_of": "1850-01-01"},
    "diff": {"day1": "1850-01-01", "day2": "1850-01-02"},
}


def test_every_verb_has_columns() -> None:
    assert COLUMNS.keys() >= {verb.method for verb in VERBS.values() if verb.holds != "matches"}
    assert all(len(set(columns)) == len(columns) for columns in COLUMNS.values())


@pytest.mark.parametrize("name", ASKS)
def test_no_cell_of_a_row_is_left_out(kg: KnowledgeGraph, name: str) -> None:
    answer = ASKS[name](kg)
    assert columns_of(answer) == COLUMNS[name.split()[0]]
    known = (*answer.extra_columns, *COLUMNS[name.split()[0]], *answer.last_columns)
    assert {column for row in answer.rows() for column in row} <= set(known)


@pytest.mark.parametrize("method", EMPTY)
def test_an_empty_table_has_its_head(kg: KnowledgeGraph, method: str) -> None:
    for form in ("csv", "csv-bom"):
        reply = Jobs(kg, 1_000_000)(
            Job("analysis", {"method": method, "arguments": EMPTY[method], "format_name": form})
        )
        head, *_ = csv.reader(io.StringIO(reply.body.decode("utf-8-sig")))
        assert tuple(head)[: len(COLUMNS[method])] == COLUMNS[method]


LISTS: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "area": lambda kg: area(kg, v.ID + "place/us-wa", DAY, DAY),
    "contents": lambda kg: contents(kg, v.ID + "source/crs-r44627"),
    "dossier": lambda kg: Dossiers(kg, DAY).of(v.ID + "organization/us-ice"),
    "documents": lambda kg: kg.sources(),
    "flows": lambda kg: kg.flows(),
    "law": lambda kg: law(kg, v.ID + "instrument/us-ny-green-light-law", DAY),
    "laws": lambda kg: laws_on(kg, as_of="2026-06-30"),
    "register": lambda kg: register_on(kg, holder="Nlets", as_of="2026-06-30"),
    "states": lambda kg: states_on(kg, as_of="2026-06-30"),
    "usage": lambda kg: usage_of_category(kg, v.ID + "category/driver-record", DAY),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_no_verb_says_its_columns_itself(kg: KnowledgeGraph, name: str) -> None:
    """So an empty one has its head, too, as a file, over HTTP and as a data frame."""
    answer = LISTS[name](kg)
    assert answer.rows()
    assert tuple(dict.fromkeys(column for row in answer.rows() for column in row)) == answer.head

    class Empty(type(answer)):  # type: ignore[misc]  # the same answer, of a graph in which there is nothing to list
        def rows(self) -> list[dict[str, str]]:
            return []

    empty = Empty(**{field.name: getattr(answer, field.name) for field in fields(answer)})  # type: ignore[arg-type]
    for told in (as_data(empty, "csv"), "".join(csv_bom(Result(kg, empty))).removeprefix("\ufeff")):
        assert told == ",".join(answer.head) + "\r\n"
    assert tuple(empty.to_dataframe().columns) == answer.head


@pytest.mark.parametrize(
    ("path", "given", "head"),
    [
        ("/search", {"text": "xqzw"}, COLUMNS["search"]),
        ("/brief", EMPTY["trace"], COLUMNS["trace"]),
    ],
)
def test_a_page_without_rows_has_the_head_of_its_table(
    kg: KnowledgeGraph, path: str, given: dict[str, object], head: tuple[str, ...]
) -> None:
    names = {"origin": "from", "recipient": "to", "as_of": "asOf"}
    said = [[names.get(name, name), value] for name, value in given.items()]
    view = {"path": path, "given": said, "values": given, "format_name": "csv", "prefix": "", "seconds": 10}
    first, *rest = csv.reader(io.StringIO(Jobs(kg, 1_000_000)(Job("view", view)).body.decode()))
    assert tuple(first) == head
    assert not rest
