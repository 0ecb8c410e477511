"""Cuts by maximum flow: against exhaustive search on small graphs, as large networks too, and beside networkx."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from tests.examples import seeds
from tests.routes.cutting.graphs import drawn
from tests.routes.cutting.test_against_exhaustive_search import cut, differing, graph_of, shown

from whoshares.answers.cut import Cut
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.vocabulary import ID, RDF, WS
from whoshares.network import network
from whoshares.network import reader as network_reader
from whoshares.network.categories import ANY
from whoshares.routes import distances
from whoshares.routes import search as routes
from whoshares.routes.cutting import walk_graph
from whoshares.routes.cutting.remainder import RouteGraph
from whoshares.routes.cutting.search import Cutting
from whoshares.routes.cutting.walk_graph import Packing, WalkGraph
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.store.engine import Store

if TYPE_CHECKING:
    from whoshares.network.arrays import Numbers


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks as they are, and taken for large ones."""
    if request.param == "large":
        monkeypatch.setattr(network, "MANY", 0)
        monkeypatch.setattr(network_reader, "MANY", 0)
        monkeypatch.setattr(distances, "MANY", 0)
        monkeypatch.setattr(distances, "LARGE", 0)
    monkeypatch.setattr(routes, "LARGE", 0)


def test_cuts_of_networks_taken_for_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MANY", 0)
    monkeypatch.setattr(network_reader, "MANY", 0)
    monkeypatch.setattr(distances, "MANY", 0)
    monkeypatch.setattr(distances, "LARGE", 0)
    monkeypatch.setattr(routes, "LARGE", 0)
    assert [seed for seed in seeds(300) if differing(seed)] == []


def test_each_way_to_an_answer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = {"plain": 0, "shown by routes": 0, "by hitting sets": 0}
    known = Cutting._shown

    def noted(self: Cutting, packing: Packing) -> bool:
        answer = known(self, packing)
        taken["shown by routes" if answer else "by hitting sets"] += 1
        return answer

    monkeypatch.setattr(Cutting, "_shown", noted)
    for seed in range(200):
        if all(number >= 3 for number in taken.values()):
            return
        world, powers, question = drawn(seed)
        kg = graph_of(world, powers)
        before = sum(taken.values())
        if cut(kg, question, "flow", None).outcome == "cut" and sum(taken.values()) == before:
            taken["plain"] += 1
    pytest.fail(f"200 graphs did not take each way three times: {taken}")


# --- beside networkx --------------------------------------------------------------------------------------------------

Ends = tuple[int, int]


def meshed(random: Random) -> tuple[KnowledgeGraph, list[Ends], list[int]]:
    """Flows of one category between holders 0 to 9, by number, and those that one body controls."""
    ends: list[Ends] = []
    while len(ends) < random.randint(20, 60):
        sender, recipient = random.randrange(10), random.randrange(10)
        if sender != recipient:
            ends.append((sender, recipient))
    controlled = [number for number in range(len(ends)) if random.randrange(100) < 70]
    lines = [f"<{ID}organization/{name}> <{RDF}type> <{WS}Organization> ." for name in ("z", "o0", "o9")]
    for number, (sender, recipient) in enumerate(ends):
        flow = f"<{ID}flow/f{number:02}>"
        lines += [
            f"{flow} <{WS}sender> <{ID}organization/o{sender}> .",
            f"{flow} <{WS}recipient> <{ID}organization/o{recipient}> .",
            f"{flow} <{WS}carries> <{ID}category/c> .",
        ]
        if number in controlled:
            lines.append(f"{flow} <{WS}controlledBy> <{ID}organization/z> .")
    store = Store()
    store.load("\n".join(lines), "ntriples")
    return KnowledgeGraph(store), ends, controlled


def size_by_networkx(ends: list[Ends], removable: Collection[int], gone: Collection[int]) -> int | None:
    """The fewest removable flows that end all ways from holder 0 to holder 9; `None` where they are not enough."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from((0, 9))
    for number, (sender, recipient) in enumerate(ends):
        if number not in gone:
            known = graph.get_edge_data(sender, recipient, {"capacity": 0})["capacity"]
            graph.add_edge(sender, recipient, capacity=known + (1 if number in removable else float("inf")))
    try:
        return int(nx.maximum_flow_value(graph, 0, 9))
    except nx.NetworkXUnbounded:
        return None


def first_by_networkx(ends: list[Ends], removable: Collection[int]) -> tuple[int, ...] | None:
    """The first in order of the smallest cuts: each flow in turn, where a smallest cut has it with those before."""
    left = size_by_networkx(ends, removable, ())
    if left is None:
        return None
    taken: list[int] = []
    for number in sorted(removable):
        if left and size_by_networkx(ends, removable, [*taken, number]) == left - 1:
            taken.append(number)
            left -= 1
    return tuple(taken)


def differ_from_networkx(seed: int) -> bool:
    kg, ends, controlled = meshed(Random(seed))
    for removable, using in ((range(len(ends)), None), (controlled, "organization/z")):
        if using is not None and not controlled:
            continue
        expected = first_by_networkx(ends, removable)
        answer = cut_of(kg, using)
        outcome = "impossible" if expected is None else "cut" if expected else "no-route"
        if shown(answer).outcome != outcome or not answer.optimal:
            return True
        if expected and [element.id for element in answer.elements] != [f"{ID}flow/f{n:02}" for n in expected]:
            return True
    return False


def cut_of(kg: KnowledgeGraph, using: str | None) -> Cut:
    return kg.cut("organization/o0", "organization/o9", using=using, as_of="2020-01-01")


def test_the_first_of_the_smallest_cuts_of_meshes(size: None) -> None:
    assert [seed for seed in seeds(250) if differ_from_networkx(seed)] == []


def test_packed_walks_share_no_flow() -> None:
    for seed in range(60):
        kg, ends, _ = meshed(Random(seed))
        number = kg.network.holder_number
        search = Search(kg.network, Question(number[f"{ID}organization/o0"], number[f"{ID}organization/o9"], ANY))
        if not search.states:
            continue
        packing = RouteGraph(search).packing(range(len(ends)))
        assert packing is not None
        walks = list(packing.walks())
        flows = [flow for walk in walks for flow in walk]
        assert len(walks) == packing.size
        assert len(flows) == len(set(flows))
        for walk in walks:
            assert (ends[walk[0]][0], ends[walk[-1]][1]) == (0, 9)
            assert all(ends[a][1] == ends[b][0] for a, b in pairwise(walk))


# --- the comparisons can fail -----------------------------------------------------------------------------------------

_packing = WalkGraph.packing
_entries = walk_graph._entries
_reached = walk_graph._reached


class _Unchanged:
    def __init__(self, *_: object, backward: bool) -> None:
        pass

    def of(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        return np.arange(len(keys)), keys


def _first_ready(*given: object) -> tuple[Numbers, Numbers]:
    states, entries = _entries(*given)  # type: ignore[arg-type]
    return states[: len(given[1])], entries[: len(given[1])]  # type: ignore[arg-type]


PLANTED: Mapping[str, tuple[object, str, object]] = {
    "every graph taken for a plain one": (WalkGraph, "_is_plain", staticmethod(lambda *given: True)),
    "walks taken for routes in a packing": (Cutting, "_shown", lambda self, packing: True),
    "flows counted once for each category": (
        walk_graph._Laid,
        "by_flow",
        lambda self, own, several: self.by_state(own),
    ),
    "transformations forgotten": (walk_graph, "Changes", _Unchanged),
    "no narrower category on the way": (walk_graph, "_entries", _first_ready),
}

PLANTED_BESIDE: Mapping[str, tuple[object, str, object]] = {
    "using forgotten in a packing": (
        WalkGraph,
        "packing",
        lambda self, removable: _packing(self, self.flows.tolist()),
    ),
    "any of the smallest cuts": (
        Packing,
        "first_cut",
        lambda self: tuple(sorted(self._graph.flows[self._candidates[0]].tolist())[: self.size]),
    ),
    "what was taken forgotten": (walk_graph, "_reached", lambda graph, node: _reached(graph, node) & False),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.drawn
def test_the_comparison_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED[planted])
    _must_be_noticed(planted, differing, 1000)


@pytest.mark.parametrize("planted", PLANTED_BESIDE)
def test_the_comparison_with_networkx_notices(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED_BESIDE[planted])
    _must_be_noticed(planted, differ_from_networkx, 60)


SHOWN_FROM: Mapping[str, int] = {"transformations forgotten": 141}
"""From which seed on graphs are drawn, where those before do not show an error."""


def _must_be_noticed(planted: str, noticed: Callable[[int], bool], number: int) -> None:
    first_drawn = SHOWN_FROM.get(planted, 0)
    for seed in range(first_drawn, first_drawn + number):
        try:
            if noticed(seed):
                return
        except (AssertionError, IndexError):  # an error that stops the search is noticed
            return
    pytest.fail(f"{number} graphs did not show: {planted}.")
