"""Answers as pictures that stand alone: SVG, and PNG where the package for it is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Final

from whoshares.answers.trace import Trace
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import net_of_answer
from whoshares.exports.pictures import picture_of
from whoshares.exports.results import Result
from whoshares.model.errors import InputError, NothingToDraw

_ZOOM = 2
_HEIGHT: Final = re.compile(r'<svg [^>]*?height="([0-9]+)"')
_EDGE: Final = 40
"""Pixels of a frame beside what is in it."""
_STANDS_OUT: Final = "<style>svg g g:hover .line{stroke-width:4}svg g g:hover rect{stroke-width:3}</style>"
"""What makes a line or a box stand out under the pointer."""


def svg(result: Result) -> list[str]:
    """An answer as SVG: a trace by its ways, all else by its flows. Raises InputError where there is none."""
    answer, stopped = result.answer, result.stopped
    if stopped is not None:
        return [picture_of(stopped.caption, stopped.routes, stopped.ways, result.title, crossed=stopped.crossed)]
    if isinstance(answer, Trace):
        if not answer.routes:
            raise NothingToDraw(f"There is no route to draw. {result.title}".rstrip())
        return [picture_of(answer.caption, answer.routes, answer.ways, result.title)]
    return [net_picture(net_of_answer(result.kg, answer, result.title))]


def png(result: Result) -> bytes:
    """An answer as PNG, at twice the size of the SVG. Raises InputError also where the package is missing."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise InputError(
            "PNG needs the package resvg_py, which is not installed. Run “pip install whoshares[png]”, or take SVG."
        ) from None
    drawn = svg_to_bytes(svg_string="".join(svg(result)), zoom=_ZOOM, sans_serif_family="DejaVu Sans")
    return bytes(drawn)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An answer drawn, for a notebook: what the pointer is on stands out. It needs no script and no network.

    It stands in a frame of its own, so that its style reaches nothing else on the page.
    """

    svg: str
    """The picture as a file of its own."""

    def _repr_html_(self) -> str:
        height = int(_HEIGHT.search(self.svg)[1]) + _EDGE  # type: ignore[index]  # every picture says its own
        page = escape(_STANDS_OUT + self.svg, quote=True)
        return f'<iframe sandbox srcdoc="{page}" width="100%" height="{height}" style="border:0"></iframe>'

    def _repr_svg_(self) -> str:
        return self.svg


def drawing(result: Result) -> Drawing:
    """An answer drawn. Raises InputError where it has nothing to draw, or more than a reader could follow."""
    return Drawing("".join(svg(result)))
