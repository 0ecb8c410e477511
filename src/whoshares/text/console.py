"""The console that everything prints to, and what makes labels from outside safe to print."""

from __future__ import annotations

import io
import os
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
        screen = console()
        screen.print(_Plain(renderable, links=_follows_links(screen)), crop=False)
    else:
        write(to_text(renderable))


def write(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _follows_links(screen: Console) -> bool:
    """Whether a terminal makes OSC 8 sequences links, as far as can be told: those that do not, leave them out."""
    known_not_to = os.environ.get("TERM_PROGRAM") == "Apple_Terminal" or os.environ.get("TERM") == "linux"
    return not known_not_to and screen.color_system is not None and not screen.legacy_windows


class _Plain:
    """A rendering in which nothing is left that moves or turns what a terminal shows, wherever it came from.

    Without `links`, the whole address stands where a link would.
    """

    def __init__(self, renderable: object, *, links: bool = False) -> None:
        self._renderable = renderable
        self._links = links

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        told: set[str] = set()
        for segment in console.render(self._renderable, options):  # type: ignore[arg-type]
            if segment.control:
                yield segment
            elif not self._links and segment.style and segment.style.link:
                place = segment.style.link_id  # a host that is folded has several segments
                yield segment._replace(
                    text="" if place in told else segment.style.link, style=segment.style.update_link()
                )
                told.add(place)
            else:
                yield segment._replace(text=plain_lines(segment.text))


def to_html(renderable: object) -> str:
    """A rendering as HTML, for notebooks; everything from outside is escaped."""
    from rich.console import Console

    recorder = Console(record=True, width=100, file=io.StringIO(), markup=False, highlight=False, emoji=False)
    recorder.print(_Plain(renderable, links=True))
    return recorder.export_html(inline_styles=True, code_format="<pre>{code}</pre>")


def to_text(renderable: object, width: int = _PIPE_WIDTH) -> str:
    """A rendering as plain text of a given width."""
    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, highlight=False, emoji=False, color_system=None).print(
        _Plain(renderable), crop=False
    )
    return "".join(line.rstrip(" ") + "\n" for line in stream.getvalue().removesuffix("\n").split("\n"))
