"""Which holders stand for which, as the search on a remote graph reads it."""

from __future__ import annotations

import time
from collections import defaultdict
from random import Random

from tests.routes.graphs import case
from tests.routes.test_against_brute_force import graph_of

from whoshares.knowledge_graph.remote.region import Joins
from whoshares.model import vocabulary as v
from whoshares.network.reader import read_network
from whoshares.store.engine import Store


def test_where_data_arrives_is_where_it_can_have_left_from() -> None:
    for seed in range(60):
        network = graph_of(case(Random(seed))[0]).network
        joins, arriving = Joins(network), defaultdict(set)
        for number, holder in enumerate(network.holders):
            leaving = {network.holders[other] for other in network.joins(number)}
            assert joins.leaving(holder) == joins.with_generic(leaving)
            for other in leaving:
                arriving[other].add(holder)
        for holder in network.holders:
            assert joins.arriving(holder) == joins.with_generic(arriving[holder])


def test_a_long_chain_of_parts_costs_no_more_than_its_length() -> None:
    store, began = Store(), time.process_time()
    lines = (f"<x:{n}> <{v.PART_OF}> <x:{n + 1}> <x:g> .\n" for n in range(4_000))
    store.load("".join(lines), "nquads")
    assert len(Joins(read_network(store)).arriving("x:2000")) == 4_001
    assert time.process_time() - began < 5
