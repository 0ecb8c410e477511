"""The console that everything prints to, and what makes labels from outside safe to print."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whoshares.model.plain import plain_lines

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment

_PIPE_WIDTH = 110


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
