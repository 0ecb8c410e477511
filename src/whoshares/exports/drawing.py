"""Answers as pictures that stand alone: SVG, and PNG where the package for it is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Final

from whoshares.answers.law_matrix import LawMatrix
from whoshares.answers.register import Register
from whoshares.answers.states import States
from whoshares.answers.timeline import Timeline
from whoshares.answers.trace import Trace
from whoshares.exports.county_map import county_map
from whoshares.exports.law_picture import law_picture
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import net_of_answer, newest
from whoshares.exports.pictures import picture_of
from whoshares.exports.references import documents_of
from whoshares.exports.register_picture import register_as_svg
from whoshares.exports.results import Result
from whoshares.exports.standing import documents_in_words, standing
from whoshares.exports.state_map import state_map
from whoshares.exports.timeline_picture import timeline_picture
from whoshares.exports.us_map import counties_of, us_map
from whoshares.model.errors import InputError, NothingToDraw
from whoshares.model.validity import State

_ZOOM = 2
_HEIGHT: Final = re.compile(r'<svg [^>]*?height="([0-9]+)"')
_EDGE: Final = 40
"""Pixels of a frame beside what is in it."""
_STANDS_OUT: Final = "<style>svg g g:hover .line{stroke-width:4}svg g g:hover rect{stroke-width:3}</style>"
"""What makes a line or a box stand out under the pointer."""


def svg(result: Result) -> list[str]:
    """An answer as SVG: a trace by its ways, a timeline by lanes, a register by data, states as a map, laws as a table.

    All else is drawn by its flows. Raises NothingToDraw and InputError where there is no picture.
    """
    answer, stopped = result.answer, result.stopped
    if stopped is not None:
        drawn = picture_of(
            stopped.caption, stopped.routes, stopped.ways, result.title, crossed=stopped.crossed, bare=True
        )
        return [standing(drawn, result, styled=True)]
    match answer:
        case Trace():
            if not answer.routes:
                raise NothingToDraw(f"There is no route to draw. {result.title}".rstrip())
            drawn = picture_of(answer.caption, answer.routes, answer.ways, result.title, bare=True)
            return [standing(drawn, result, styled=True)]
        case States():
            return [standing(_map(answer), result)]
        case LawMatrix():
            return [standing(law_picture(answer), result)]
        case Register() if any(row.state is not State.IMPOSSIBLE for row in (*answer.incoming, *answer.outgoing)):
            return [standing(register_as_svg(answer, answer.labels.__getitem__, _no_link), result)]
        case Timeline():
            day = date.fromisoformat(newest(result.kg))
            if lanes := timeline_picture(answer.entries, answer.labels.__getitem__, _no_link, day):
                return [standing(lanes, result)]
    net = net_of_answer(result.kg, answer, result.title)
    told = documents_in_words(documents_of(result.kg, answer))
    return [net_picture(replace(net, about={**net.about, **({"documents": told[0]} if told else {})}))]


def _map(answer: States) -> str:
    """The map of the states, or of the counties of one."""
    if "within" in answer.question:
        counties = counties_of(answer.states[0].fips)
        if counties is not None:
            return county_map(answer, answer.show, counties, _no_link)
    elif (shapes := us_map()) is not None:
        return state_map(answer, answer.show, shapes, _no_link)
    raise InputError(
        "This map is built into the package with the explorer's scripts, and is not there. Install the package again "
        "with a network, or take another format."
    )


def _no_link(_: str) -> None:
    return None


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
