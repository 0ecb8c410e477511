"""The console that everything prints to, and what makes labels from outside safe to print."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PIPE_WIDTH = 110


def plain(text: str) -> str:
    """Text without control and direction characters, which could move or recolour what a terminal shows."""
    return _UNSEEN.sub("\ufffd", text)


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or 110 columns in a pipe; it never reads markup out of text."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def show(renderable: object) -> None:
    """Print a rendering: in colour on a terminal, as plain text without trailing spaces in a pipe."""
    if sys.stdout.isatty():
        console().print(renderable)
    else:
        write(to_text(renderable))


def write(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the terminal's encoding; a reader that has gone is no error."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def to_html(renderable: object) -> str:
    """A rendering as HTML, for notebooks; everything from outside is escaped."""
    from rich.console import Console

    recorder = Console(record=True, width=100, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    recorder.print(renderable)
    return recorder.export_html(inline_styles=True, code_format="<pre>{code}</pre>")


def to_text(renderable: object, width: int = _PIPE_WIDTH) -> str:
    """A rendering as plain text of a given width."""
    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, highlight=False, emoji=False, color_system=None).print(renderable)
    return "".join(line.rstrip() + "\n" for line in stream.getvalue().splitlines())


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column, "")) for column in columns])
    return stream.getvalue()


def _cell(text: str) -> str:
    text = plain(text)
    if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII):
        return "'" + text
    return text
