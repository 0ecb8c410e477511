"""The line on a terminal that tells how long work is going on, and nothing of it in a pipe."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from whoshares.cli import options, rates


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(unit: str | None, amount: int | None, done: int) -> str:
    """The line as it stands last, of a terminal of 80 columns."""
    console = Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None)
    line = rates.line(console, unit)
    task = line.add_task("Reading a file with a name that is longer than there is room for …", total=amount)
    for _ in range(done):
        line.advance(task, 1)
    with console.capture() as captured:
        console.print(line.make_tasks_table(line.tasks))
    return captured.get()


def test_a_line_has_what_is_done_how_fast_and_how_long_it_takes() -> None:
    (line,) = shown("rows", 1_000, 250).splitlines()
    assert "250 of 1,000 rows, " in line
    assert "/s 0:00:0" in line
    assert len(line) <= 80


def test_bytes_are_told_in_units() -> None:
    assert "0 bytes of 3.0 MB" in shown("bytes", 3_000_000, 0)


def test_work_of_unknown_length_has_the_time_since_it_began() -> None:
    assert shown(None, None, 0).rstrip().endswith("0:00:00")


@pytest.mark.parametrize(("kind", "within"), [(Terminal, "of 40 rows"), (io.StringIO, "")])
def test_only_a_terminal_gets_a_line(kind: type[io.StringIO], within: str, monkeypatch: pytest.MonkeyPatch) -> None:
    error = kind()
    monkeypatch.setattr(sys, "stderr", error)
    with options.measured("Reading …", 40, "rows") as advance:
        advance(30)
    assert within in error.getvalue()
    assert bool(error.getvalue()) is bool(within)
