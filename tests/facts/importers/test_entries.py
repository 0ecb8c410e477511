"""Entries of the format as statements."""

from __future__ import annotations

import pytest

from whoshares.facts.importers.entries import lines
from whoshares.facts.importers.importer import Entry
from whoshares.model.terms import Iri, Literal, written
from whoshares.model.vocabulary import ID, TYPE, WS, XSD


def test_each_key_gives_a_term_of_its_sort() -> None:
    entry = {
        "id": "organization/us-tx-x",
        "type": "Organization",
        "level": "county",
        "inPlace": "place/us-tx",
        "attestedOn": ["2025-07-18", "2025"],
        "at": "Row 2",
    }
    subject, graph = Iri(ID + "organization/us-tx-x"), Iri(ID + "source/list")
    assert list(lines([entry], "source/list")) == [
        f"{written(subject)} {written(Iri(predicate))} {written(value)} {written(graph)} .\n"
        for predicate, value in (
            (TYPE, Iri(WS + "Organization")),
            (WS + "level", Iri(ID + "level/county")),
            (WS + "inPlace", Iri(ID + "place/us-tx")),
            (WS + "attestedOn", Literal("2025-07-18", XSD + "date")),
            (WS + "attestedOn", Literal("2025", XSD + "gYear")),
            (WS + "at", Literal("Row 2")),
        )
    ]


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "organization/x", "colour": "red"},
        {"id": "organization/x", "type": "Person"},
        {"id": "no id", "type": "Organization"},
        {"id": "organization/x", "label": ""},
        {"id": "organization/x", "partOf": "The State"},
    ],
)
def test_what_the_format_does_not_have_is_refused(entry: Entry) -> None:
    with pytest.raises(ValueError, match=r"is no|is empty"):
        list(lines([entry], "source/x"))
