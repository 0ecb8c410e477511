"""A network read back from its file gives the same answers, and a damaged file is not read."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.routes.graphs import case, to_trig
from tests.routes.test_against_brute_force import ask, graph_of, shown

from whoshares.answers import parts as graph_parts
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.opening import open as open_graph
from whoshares.network import file as network_file
from whoshares.network.reader import read_network
from whoshares.store.engine import Store


def test_a_network_comes_back_as_it_was(tmp_path: Path) -> None:
    for seed in range(60):
        world, questions = case(Random(seed))
        kg = graph_of(world)
        path = tmp_path / f"{seed}.network"
        network_file.save(kg.network, path)
        again = KnowledgeGraph(kg.store, path)
        assert again.network.flows.iris == kg.network.flows.iris
        for question in questions:
            assert shown(ask(again, question).routes) == shown(ask(kg, question).routes), to_trig(world)
    assert again.network.flows[0] == kg.network.flows[0]


def test_a_damaged_file_is_not_read(tmp_path: Path) -> None:
    world, _ = case(Random(1))
    path = tmp_path / "one.network"
    network_file.save(graph_of(world).network, path)
    whole = path.read_bytes()
    assert network_file.read(path) is not None
    for damaged in (whole[:-1], whole[:-1] + b"?", b"", b"nothing"):
        path.write_bytes(damaged)
        assert network_file.read(path) is None
    assert network_file.read(tmp_path / "none.network") is None
    assert not list(tmp_path.glob("tmp*"))


def test_a_file_of_another_layout_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world, _ = case(Random(1))
    path = tmp_path / "one.network"
    with monkeypatch.context() as earlier:
        earlier.setattr(network_file, "_LAYOUT", 1)
        network_file.save(graph_of(world).network, path)
    assert network_file.read(path) is None


def test_a_large_rdf_file_keeps_its_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from whoshares.knowledge_graph import opening

    monkeypatch.setenv("WHOSHARES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(opening, "_LARGE", 1)
    world, questions = case(Random(3))
    path = tmp_path / "graph.trig"
    path.write_text(to_trig(world), "utf-8")
    first = shown(ask(open_graph(path), questions[0]).routes)
    (kept,) = (tmp_path / "cache").iterdir()
    with monkeypatch.context() as patched:
        patched.setattr(graph_parts, "read_network", lambda store: pytest.fail("built anew"))
        assert shown(ask(open_graph(path), questions[0]).routes) == first
        kept.chmod(0o660)
        with pytest.raises(pytest.fail.Exception):
            ask(open_graph(path), questions[0])
    path.write_text(to_trig(case(Random(4))[0]), "utf-8")
    ask(open_graph(path), questions[0])
    assert len(list((tmp_path / "cache").iterdir())) == 2, "other bytes, another name"


def test_a_file_that_is_replaced_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from whoshares.knowledge_graph import opening

    monkeypatch.setenv("WHOSHARES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(opening, "_LARGE", 1)
    path, (before, questions), (after, _) = tmp_path / "graph.trig", case(Random(3)), case(Random(4))
    path.write_text(to_trig(before), "utf-8")
    load = Store.load

    def load_and_replace(self: Store, data: str | bytes, *arguments: Any, **named: Any) -> None:
        load(self, data, *arguments, **named)
        if named["where"] == str(path):
            path.write_text(to_trig(after), "utf-8")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "load", load_and_replace)
        first = open_graph(path)
    ask(first, questions[0])  # now the network is kept
    right = read_network(open_graph(path).store)
    assert open_graph(path).network.flows.iris == right.flows.iris
    assert first.network.flows.iris != right.flows.iris
