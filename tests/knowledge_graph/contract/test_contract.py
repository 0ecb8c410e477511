"""One contract for all graphs: however one is opened, its answers are the same bytes, its refusals the same words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from tests.knowledge_graph.contract.questions import (
    GRAPH,
    QUESTIONS,
    REFUSED,
    Ask,
    refusal,
    told,
)
from tests.knowledge_graph.remote.servers import own, oxigraph

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.parts import GraphParts
from whoshares.facts.building import build
from whoshares.knowledge_graph.remote import RemoteGraph, push
from whoshares.knowledge_graph.verbs import VERBS

# --- a small graph, opened in all ways ------------------------------------------------------------------------------


@contextmanager
def _in_another_syntax(file: Path) -> Iterator[KnowledgeGraph]:
    other = file.with_suffix(".nq")
    other.write_text(whoshares.open(file).export("nquads"), "utf-8")
    yield whoshares.open(other)


@contextmanager
def _in_a_store(file: Path) -> Iterator[KnowledgeGraph]:
    with oxigraph("--union-default-graph") as server:
        push(whoshares.open(file).store, server.graph_store)
        yield whoshares.open(server.query)


@contextmanager
def _on_our_server(file: Path) -> Iterator[KnowledgeGraph]:
    """Its workers open a store on the disk, each for itself."""
    build([file], file.with_suffix(".served"))
    with own(file.with_suffix(".served")) as server:
        yield whoshares.open(server.query)


@contextmanager
def _on_the_disk(file: Path) -> Iterator[KnowledgeGraph]:
    build([file], file.with_suffix(".store"))
    yield whoshares.open(file.with_suffix(".store"))


OPENINGS: dict[str, Callable[[Path], AbstractContextManager[KnowledgeGraph]]] = {
    "in another syntax": _in_another_syntax,
    "on the disk": _on_the_disk,
    "in a store": _in_a_store,
    "on our server": _on_our_server,
}
"""The ways to open a graph that are compared with the plainest: a file, read into memory."""


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small graph as a file."""
    file = tmp_path_factory.mktemp("contract") / "graph.trig"
    file.write_text(GRAPH, "utf-8")
    return file


@pytest.fixture(scope="session")
def plain(file: Path, cache: Path) -> KnowledgeGraph:
    """The small graph in memory."""
    return whoshares.open(file)


@pytest.fixture(scope="session", params=OPENINGS.values(), ids=list(OPENINGS))
def opened(request: pytest.FixtureRequest, file: Path, cache: Path) -> Iterator[KnowledgeGraph]:
    """The small graph, opened otherwise."""
    with request.param(file) as kg:
        yield kg


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS.keys())
@pytest.mark.drawn
def test_the_same_answer(plain: KnowledgeGraph, opened: KnowledgeGraph, ask: Ask) -> None:
    assert told(ask(opened)) == told(ask(plain))


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.drawn
def test_the_same_refusal(plain: KnowledgeGraph, opened: KnowledgeGraph, ask: Ask) -> None:
    assert refusal(opened, ask) == refusal(plain, ask)


def test_two_are_asked_from_afar(opened: KnowledgeGraph, request: pytest.FixtureRequest) -> None:
    here = any(way in request.node.name for way in ("another syntax", "on the disk"))
    assert isinstance(opened, RemoteGraph) == (not here)


def test_the_questions_have_answers_that_differ(plain: KnowledgeGraph) -> None:
    """A comparison of empty answers would show nothing."""
    answers = {name: told(ask(plain)) for name, ask in QUESTIONS.items()}
    assert len(set(answers.values())) == len(answers)
    assert {name for name, answer in answers.items() if answer in (b"[]", b'""', b"null")} == set()
    assert len({refusal(plain, ask) for ask in REFUSED.values()}) == len(REFUSED)


def test_every_method_is_asked() -> None:
    asked = {name.partition(" ")[0] for name in QUESTIONS}
    methods = {name for name, _ in inspect.getmembers(KnowledgeGraph, inspect.isfunction) if not name.startswith("_")}
    below = {name for name in methods if hasattr(GraphParts, name)}
    assert VERBS.keys() <= asked
    tables = {"draw", "flows", "sources"}  # made of the answers and statements that are asked for here
    assert methods - asked - below == {"answer", "ask", *tables}, "what a verb and a query are asked through"
