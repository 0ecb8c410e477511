"""What all tests share: a cache of their own, the shipped graph, and the command."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.at_once import pytest_configure  # noqa: F401
from tests.by_hand import SMALL, Command
from tests.examples import ALL, of_each_three

import whoshares
from whoshares import KnowledgeGraph

# Each process that a test starts would compile the package anew where the environment forbids to keep what is compiled.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

collect_ignore = [] if importlib.util.find_spec("pyspark") else ["routes/test_on_spark.py"]
"""Spark weighs half a gigabyte. Its tests run where it is installed, and in `.ci/run`, which installs it for them."""

HEADER = """\
id: source/test
type: Source
title: "A test source"
tier: research
at: "Title"
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core, for tests often wait, for servers and for time to pass.

    Where all are required, as in `.ci/run`, half as many again as cores: other checks run beside them.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + cores // 2 if ALL else 2 * cores


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the cases of a test that is marked `drawn` a third stays, and of all tests that are marked `slow`.

    All stay where all are required, or a test is named.
    """
    if ALL or any("::" in argument for argument in config.args):
        return
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("drawn"):
            cases[item.nodeid.partition("[")[0]].append(item)
        elif item.get_closest_marker("slow"):
            cases["slow"].append(item)
    kept = {item for each in cases.values() for item in of_each_three(each, _nodeid)}
    gone = {item for each in cases.values() for item in each if item not in kept}
    config.hook.pytest_deselected(items=list(gone))
    items[:] = [item for item in items if item not in gone]


def _nodeid(item: pytest.Item) -> str:
    return item.nodeid


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no collection of garbage goes through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for snapshots, so that no test reads or writes the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    patch = pytest.MonkeyPatch()
    patch.setenv("WHOSHARES_CACHE", str(folder))
    yield folder
    patch.undo()


@pytest.fixture(scope="session")
def kg(cache: Path) -> KnowledgeGraph:
    """The shipped graph."""
    return whoshares.open()


@pytest.fixture(scope="session")
def run(cache: Path) -> Command:
    """The real command in a process of its own: `run("trace", "FBI", "ICE")`; `env`, `stdin` and `cwd` by keyword."""

    def start(
        *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "whoshares", *arguments],
            input=stdin,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    return start


@pytest.fixture
def command(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """The command's own `main` in this process, for speed; what it leaves uncaught, it leaves to the test.

    The shipped graph is open, so that no command reads it again.
    """
    from whoshares.cli.main import main

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["whoshares", *arguments])
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capfdbinary.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return subprocess.CompletedProcess(list(arguments), code, out.decode(), err.decode())

    return call


@pytest.fixture
def folder(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Writes YAML-LD files into a new folder: `folder("- id: …")` puts entries under a source's header.

    `folder(**{"a.yaml": text})` writes whole files instead. Snapshots go elsewhere than that of the shipped graph,
    which would otherwise soon be the one unused for longest.
    """
    own = tmp_path / "cache-of-folders"
    if os.environ["WHOSHARES_CACHE"] == str(cache):
        monkeypatch.setenv("WHOSHARES_CACHE", str(own))

    def write(states: str = "", /, **files: str) -> Path:
        place = tmp_path / "graph"
        place.mkdir(exist_ok=True)
        if states or not files:
            files = {"test.yaml": HEADER + ("states:\n" + states if states else "")}
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8")
        return place

    yield write
    shutil.rmtree(own, ignore_errors=True)


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A file with the small graph that was made by hand."""
    file = tmp_path / "small.trig"
    file.write_text(SMALL, "utf-8")
    return str(file)
