"""Answers as pictures that stand alone: SVG, and PNG where the package for it is installed."""

from __future__ import annotations

from whoshares.answers.trace import Trace
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import net_of_answer
from whoshares.exports.pictures import picture_of
from whoshares.exports.results import Result
from whoshares.model.errors import InputError

_ZOOM = 2


def svg(result: Result) -> list[str]:
    """An answer as SVG: a trace by its ways, all else by its flows. Raises InputError where there is none."""
    answer = result.answer
    if isinstance(answer, Trace) and answer.routes and result.title:
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
