"""The console that everything prints to, and what makes labels from outside safe to print."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""What breaks a line, moves or recolours what a terminal shows, or turns its direction. U+200C and U+200D are not here:
they join letters, and belong to words."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PIPE_WIDTH = 110


def plain(text: str) -> str:
    r"""Text in one line, with what would break the line or turn what a terminal shows written as an escape.

    >>> print(plain("Jail\nRoute 9 \u202e"))
    Jail\nRoute 9 \u202e
    """
    return _UNSEEN.sub(_escaped, text)


def plain_lines(text: str) -> str:
    """Text of several lines, each of them made plain."""
    return "\n".join(map(plain, text.split("\n")))


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or 110 columns in a pipe; it never reads markup out of text."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def show(renderable: object) -> None:
    """Print a rendering: in colour on a terminal, as plain text without trailing spaces in a pipe."""
    if sys.stdout.isatty():
        console().print(_Plain(renderable))
    else:
        write(to_text(renderable))


def write(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


class _Plain:
    """A rendering in which nothing is left that moves or turns what a terminal shows, wherever it came from."""

    def __init__(self, renderable: object) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._renderable, options):  # type: ignore[arg-type]
            yield segment if segment.control else segment._replace(text=plain_lines(segment.text))


def to_html(renderable: object) -> str:
    """A rendering as HTML, for notebooks; everything from outside is escaped."""
    from rich.console import Console

    recorder = Console(record=True, width=100, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    recorder.print(_Plain(renderable))
    return recorder.export_html(inline_styles=True, code_format="<pre>{code}</pre>")


def to_text(renderable: object, width: int = _PIPE_WIDTH) -> str:
    """A rendering as plain text of a given width."""
    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, highlight=False, emoji=False, color_system=None).print(
        _Plain(renderable)
    )
    return "".join(line.rstrip(" ") + "\n" for line in stream.getvalue().removesuffix("\n").split("\n"))


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV (RFC 4180), each in one line: cells are made plain, as printed text is.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column, "")) for column in columns])
    return stream.getvalue()


def _cell(text: str) -> str:
    text = plain(text)
    if text.startswith(("=", "+", "-", "@")) and not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        return "'" + text
    return text
