"""Every table has its columns, whoever writes it, and also where it has no rows."""

from __future__ import annotations

import csv
import io

import pytest
from tests.exports.test_results import ASKS

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.server.http.jobs import Jobs
from whoshares.server.workers.messages import Job

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
