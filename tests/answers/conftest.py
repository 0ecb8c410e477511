"""The graphs of tests of answers: what a module states in its `FACTS`, and folders of entries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.answers.entries import BODIES, Opened

import whoshares
from whoshares import KnowledgeGraph
from whoshares.store.engine import Store


@pytest.fixture(scope="module")
def facts(request: pytest.FixtureRequest) -> KnowledgeGraph:
    """The graph of a module's facts."""
    store = Store()
    store.load(request.module.FACTS, "trig")
    return KnowledgeGraph(store)


@pytest.fixture
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same facts in a file."""
    path = tmp_path / "facts.trig"
    path.write_text(request.module.FACTS, "utf-8")
    return str(path)


@pytest.fixture
def opened(folder: Callable[..., Path]) -> Opened:
    """Opens a folder with four bodies and some entries."""
    return lambda states: whoshares.open(folder(BODIES + states))
