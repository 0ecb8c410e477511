"""Each citation carries the address at which it can be read: whole in a pipe, as a link on a terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text
from tests.conftest import HEADER

import whoshares
from whoshares.store.evidence import Citation, cited
from whoshares.text.console import to_html, to_text
from whoshares.text.sources import SourceList
from whoshares.text.words import citation

LONG = "https://reports.example.org/" + "a-long-way/" * 14 + "report.pdf?page=3#top"


def document(url: str | None, read_at: str | None) -> Citation:
    return Citation("source/a", "A report", "research", url, "p. 2", "A house", "2020", read_at)


def in_a_cell(source: Citation) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row("says who", citation(source))
    return grid


def test_its_own_address_goes_before_that_at_which_it_was_read() -> None:
    assert document("https://own.example/", LONG).address == "https://own.example/"
    assert document(None, LONG).address == LONG
    assert document(None, None).address is None


def test_in_a_pipe_the_address_is_whole() -> None:
    for shown in (in_a_cell(document(None, LONG)), *SourceList([document(None, LONG)]).parts()):
        text = to_text(shown)
        assert text.count("https://") == (1 if "A report" in text else 0)
        assert "A report" not in text or LONG in text.split()


def test_a_host_too_long_for_a_line_still_stands_once() -> None:
    address = f"https://{'long-name.' * 20}org/a"
    assert to_text(in_a_cell(document(address, None))).split().count(address) == 1


def test_in_a_notebook_it_is_a_link() -> None:
    html = to_html(citation(document(None, "https://example.org/a?b=1")))
    assert '<a href="https://example.org/a?b=1">' in html


@pytest.mark.parametrize(
    "address", ['https://example.org/"onload="x', "javascript:alert(1)", "https://a.org/\x1b\\", "https://[a/"]
)
def test_what_is_no_clean_web_address_is_shown_and_not_linked(address: str) -> None:
    source = document(address, None)
    assert "<a " not in to_html(citation(source))
    assert "\x1b" not in to_text(citation(source))
    assert "A report" in to_text(citation(source))


def test_a_table_gives_the_address_after_the_place() -> None:
    assert cited([document(None, "https://example.org/a")]) == "A report [research] p. 2 <https://example.org/a>"
    assert cited([Citation("source/a", "A report", None, None, None)]) == "A report [no tier]"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    file = tmp_path / "test.yaml"
    file.write_text(
        HEADER
        + f"readAt: {LONG}\n"
        + "states:\n"
        + "  - {id: organization/a, type: Organization, label: A, at: p. 1}\n"
        + "  - {id: organization/b, type: Organization, label: B, at: p. 1}\n"
        + "  - {id: category/c, type: DataCategory, label: C, at: p. 1}\n"
        + "  - {id: flow/a--b--c, type: DataFlow, sender: organization/a, recipient: organization/b, "
        + "carries: category/c, validFrom: 2001, at: p. 2}\n",
        "utf-8",
    )
    return tmp_path


def test_every_format_of_an_answer_has_the_address(graph: Path) -> None:
    trace = whoshares.open(graph).trace("A", "B")
    assert [source.to_dict()["readAt"] for source in trace.routes[0].hops[0].sources] == [LONG]
    assert f"<{LONG}>" in trace.rows()[0]["sources"]
    assert LONG in to_text(trace).split()


@pytest.mark.parametrize(
    ("given", "linked"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
    ],
)
def test_on_a_terminal_it_is_a_link_where_links_can_be_followed(given: dict[str, str], linked: bool) -> None:
    code = (
        "from tests.text.test_links import document, citation\n"
        "from whoshares.text.console import show\n"
        "show(citation(document(None, 'https://example.org/a')))"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM_PROGRAM")}
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stdout=theirs, check=True, env=environment | given)
    os.close(theirs)
    with io.FileIO(ours) as terminal:
        shown = terminal.read(65536).decode().replace("\r\n", "")
    assert (";https://example.org/a\x1b\\" in shown) == linked
    assert ("· https://example.org/a" in Text.from_ansi(shown).plain) != linked
