"""Where an answer cannot be printed, is not read, or is called off: a sentence or a quiet end, and no traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.by_hand import DAY, Command

from whoshares.model import vocabulary as v

COMMAND = f"{sys.executable} -m whoshares"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?f)) }"


def shell(line: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], env={**os.environ, **env}, capture_output=True, encoding="utf-8", timeout=60
    )


@pytest.mark.parametrize(("arguments", "unbuffered"), [("--help", ""), ("--help", "1"), ("search ICE", "")])
def test_a_full_disk(arguments: str, unbuffered: str) -> None:
    answer = shell(f"{COMMAND} {arguments} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert answer.returncode == 2
    assert answer.stderr == (
        "Standard output cannot be written to (No space left on device). Make room, or write somewhere else.\n"
    )


@pytest.mark.parametrize("arguments", ["--version", "search ICE"])
def test_standard_output_that_is_closed(arguments: str) -> None:
    answer = shell(f"{COMMAND} {arguments} >&-")
    assert answer.returncode == 2
    assert answer.stderr == "Standard output is closed, so nothing can be printed. Leave “>&-” out.\n"


def test_an_export_to_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    answer = shell(f"{COMMAND} export --format nquads --output {tmp_path}/x.nq >&-")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "x.nq").stat().st_size > 1_000_000


@pytest.mark.parametrize("arguments", ["--help", "export"])
def test_a_reader_that_has_gone(arguments: str) -> None:
    answer = shell(f"{COMMAND} {arguments} | true; echo ${{PIPESTATUS[0]}}")
    assert (answer.stdout, answer.stderr) == ("0\n", "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_legacy_code_page(encoding: str) -> None:
    answer = shell(f"{COMMAND} sparql --help; {COMMAND} show nothing-of-this-name", PYTHONIOENCODING=encoding)
    assert "“-” reads it from standard input" in re.sub(r"\s+", " ", answer.stdout)
    assert "“nothing-of-this-name”" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_ctrl_c_stops_a_long_query(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program = (
        "import pathlib, sys; import whoshares.knowledge_graph.graph as k; asked = k.KnowledgeGraph.sparql\n"
        f"def sparql(*a, **b): pathlib.Path({str(ready)!r}).touch(); return asked(*a, **b)\n"
        "k.KnowledgeGraph.sparql = sparql\n"
        f"sys.argv = ['whoshares', 'sparql', {LONG!r}]\n"
        "from whoshares.cli.main import main; main()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    while not ready.exists() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)  # into the engine
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGINT, 130)
    assert b"Traceback" not in error


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace", "Local jail", "ICE"),
        ("trace", "Local jail", "ICE", "--max-hops", "3"),
        ("chokepoints", "Local jail", "ICE"),
        ("backdoors",),
        ("search", "Imigration"),
        ("whatif", "--end", "flow/us-fbi--us-ident--arrest-fingerprints"),
    ],
)
def test_a_limit_past_counting(command: Command, arguments: tuple[str, ...]) -> None:
    for number in ("9223372036854775807", "9" * 30):
        answer = command(*arguments, "--limit", number)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr == f"limit is {number}, and at most 1,000,000,000 is possible.\n"
    answer = command("trace", "Local jail", "ICE", "--max-hops", "9" * 30)
    assert answer.stderr == f"max_hops is {'9' * 30}, and at most 1,000,000,000 is possible.\n"


def test_an_output_that_is_a_device_or_a_link_stays_one(command: Command, tmp_path: Path, small: str) -> None:
    export = ("export", "--graph", small, "--frame", "norm")
    answer = command(*export, "--output", "/dev/full")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("/dev/full: this file cannot be written (it is no plain file)")
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("before", "utf-8")
    link.symlink_to(real)
    assert command(*export, "--output", str(link)).returncode == 0
    assert link.is_symlink()
    assert real.read_text("utf-8") == command(*export).stdout


def test_an_output_leaves_the_files_beside_it_alone(command: Command, tmp_path: Path, small: str) -> None:
    """Neither what another wrote is taken for this command's own, nor what a link beside it names."""
    place = tmp_path / "out"
    place.mkdir()
    beside, named = place / "x.json.part", place / "named"
    beside.symlink_to(named)
    named.write_text("mine", "utf-8")
    answer = command("export", "--graph", small, "--frame", "norm", "--output", str(place / "x.json"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert {file.name for file in place.iterdir()} == {"x.json", "x.json.part", "named"}
    assert beside.read_text("utf-8") == "mine"


def test_the_ending_of_an_output_names_its_format(command: Command, tmp_path: Path, small: str) -> None:
    asked = ("trace", "Sheriff", "Agency", "--as-of", DAY, "--graph", small)
    begins = {"a.csv": b"way,route,", "a.JSON": b"{", "a.svg": b"<svg", "a.xlsx": b"PK", "a.txt": b"A rule"}
    for name, begin in begins.items():
        assert command(*asked, "--output", str(tmp_path / name)).returncode == 0
        assert (tmp_path / name).read_bytes().startswith(begin), name
    refused = command(*asked, "--output", str(tmp_path / "a.zip"))
    assert refused.returncode == 2
    assert "Files that end in .zip are of several formats. Say --format gephi or neo4j." in refused.stderr
    assert not (tmp_path / "a.zip").exists()


def test_an_output_without_a_name(command: Command, small: str) -> None:
    answer = command("export", "--graph", small, "--output", "")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "The name of the file to write is empty. Name a file.\n"


def test_a_flow_from_a_body_to_itself_is_told(command: Command, folder: Callable[..., Path]) -> None:
    place = folder(
        '  - id: organization/test\n    type: Organization\n    label: "Test body"\n    at: p\n'
        '  - id: flow/own\n    type: DataFlow\n    label: "Own files"\n    sender: organization/test\n'
        "    recipient: organization/test\n    carries: category/fingerprints\n    at: p\n"
    )
    ask = ("trace", "Test body", "Test body", "--graph", str(place))
    answer = re.sub(r"\s+", " ", command(*ask).stdout)
    assert "No chain of documented flows" not in answer
    assert (
        "Data that stays with one holder makes no route, which leads from one to another. "
        "Documented from a holder to itself: Own files."
    ) in answer
    assert json.loads(command(*ask, "--format", "json").stdout)["toItself"] == [v.ID + "flow/own"]
    other = re.sub(r"\s+", " ", command(*ask, "--carrying", "category/plate-read").stdout)
    assert "No chain of documented flows connects them, on any day, for any data." in other
