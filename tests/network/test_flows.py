"""A network's tables: the columns of a large network are those of a small one, and each flow is what is stated."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from tests.routes.graphs import case
from tests.routes.test_against_brute_force import graph_of

from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import IncompleteGraph
from whoshares.model.vocabulary import ID, WS
from whoshares.network import network
from whoshares.network import reader as network_reader
from whoshares.network.confirmed import last_confirmed
from whoshares.network.flows import FlowTable, Lists
from whoshares.network.network import Network
from whoshares.network.reader import read_network
from whoshares.store.engine import Store
from whoshares.store.evidence import Evidence


def columns_of(made: Network) -> dict[str, object]:
    table = made.flows
    found = {field.name: getattr(table, field.name) for field in fields(FlowTable)}
    found |= {name: getattr(made.bodies, name) for name in ("parts", "wholes", "operated", "operators")}
    return {name: (of.bounds, of.values) if isinstance(of, Lists) else of for name, of in found.items()}


def test_a_table_confirms_as_the_dates_do() -> None:
    seen = set()
    for seed in range(10):
        table = graph_of(case(Random(seed))[0]).network.flows
        flows = np.arange(len(table))
        for day in (date(year, month, 15) for year in range(2009, 2016) for month in (1, 7)):
            together = last_confirmed(table, flows, day.toordinal())
            every = together.each()
            for number, flow in enumerate(table):
                found = table.last_confirmed(number, day.toordinal())
                assert found == flow.validity.last_confirmed(day) == every[number], (seed, number, day)
                seen.add(found is not None and found.within is not None)
            ordered = sorted(flows.tolist(), key=together.order.tolist().__getitem__)
            for one, other in pairwise(every[number] for number in ordered):
                assert one is None or (other is not None and one.order <= other.order)
    assert seen == {True, False}, "some starts are months or years"


def test_a_table_marks_what_sources_only_imply(kg: KnowledgeGraph) -> None:
    """As their statuses say; of a flow of a named body, those of the sources that speak of every such body."""
    table, evidence, said = kg.network.flows, Evidence(kg.store), set()
    for number, iri in enumerate(table.iris):
        every = number >= table.stated
        statuses = evidence.values(iri, v.EVIDENCE_STATUS, evidence.saying_every(iri) if every else None)
        assert bool(table.implied[number]) == (set(statuses) == {v.IMPLIED}), iri
        said.add((every, bool(table.implied[number])))
    assert said >= {(False, True), (False, False), (True, False)}


def test_large_networks_have_the_same_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(150):
        store = graph_of(case(Random(seed))[0]).store
        monkeypatch.setattr(network, "MANY", 20_000)
        monkeypatch.setattr(network_reader, "MANY", 20_000)
        small = read_network(store)
        monkeypatch.setattr(network, "MANY", 0)
        monkeypatch.setattr(network_reader, "MANY", 0)
        large = read_network(store)
        assert columns_of(large) == columns_of(small)
        assert large.flows_from == small.flows_from
        assert large.flows_to == small.flows_to


def test_some_of_the_flows() -> None:
    whole = graph_of(case(Random(2))[0]).network
    numbers = list(range(0, len(whole.flows), 2))
    part = whole.with_flows(numbers)
    assert list(part.flows) == [whole.flows[n] for n in numbers]
    assert [part.flow_number[flow.iri] for flow in part.flows] == list(range(len(numbers)))


FLOW = f"""
<{ID}flow/b> a <{WS}DataFlow> ; <{WS}sender> <{ID}organization/x> ; <{WS}recipient> <{ID}organization/y> ;
  <{WS}carries> <{ID}category/c> .
<{ID}bar/a> <{WS}validFrom> "2011" .
"""
BROKEN = {
    "no sender": (f"<{ID}flow/f> a <{WS}DataFlow> .", "The flow flow/f lacks ws:sender."),
    "no recipient": (
        f"<{ID}flow/f> <{WS}sender> <{ID}x> ; <{WS}carries> <{ID}c> .",
        "The flow flow/f lacks ws:recipient.",
    ),
    "no category": (
        f"<{ID}flow/f> <{WS}sender> <{ID}x> ; <{WS}recipient> <{ID}y> .",
        "The flow flow/f lacks ws:carries.",
    ),
    "two senders": (
        f"<{ID}flow/b> <{WS}sender> <{ID}organization/z> .",
        r"The flow flow/b has 2 values of ws:sender \(organization/x, organization/z\), and takes one.",
    ),
    "a blank node": (f"<{ID}flow/b> <{WS}carries> [] .", "is, or points at, a blank node"),
    "a bad date of a flow": (f'<{ID}flow/b> <{WS}validUntil> "soon" .', "flow/b has the date “soon”, which is none."),
    "a bad date, quoted": (f'<{ID}bar/a> <{WS}validFrom> "1, 2" .', "bar/a has the date “1, 2”, which is none."),
}


@pytest.mark.parametrize("many", [0, 20_000])
@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read(name: str, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MANY", many)
    monkeypatch.setattr(network_reader, "MANY", many)
    store = Store()
    store.load(FLOW, "turtle")
    assert len(read_network(store).flows) == 1
    broken, message = BROKEN[name]
    store.load(broken, "turtle")
    with pytest.raises(IncompleteGraph, match=message):
        read_network(store)


@pytest.mark.parametrize("many", [0, 20_000])
def test_iris_with_commas(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MANY", many)
    monkeypatch.setattr(network_reader, "MANY", many)
    store = Store()
    store.load(FLOW.replace("flow/b", "flow/b,c").replace("organization/x", "organization/x,y"), "turtle")
    made = read_network(store)
    assert made.flows[0].iri == ID + "flow/b,c"
    assert made.holders[made.flows[0].sender] == ID + "organization/x,y"
