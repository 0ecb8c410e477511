"""Routes as a picture for narrow screens: holders in rows from the first to the last, flows as lines beside them.

A line leaves the row of who sends, goes down in a lane of its own and comes to the row of who gets, which says what
comes there. Lines are marked as in the wide picture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import quoteattr

from whoshares.answers.caption import Caption
from whoshares.answers.traced import TracedRoute
from whoshares.answers.ways import Way
from whoshares.exports.layout import LINE, PADDING
from whoshares.exports.pictures import routes_as_svg
from whoshares.exports.route_lines import (
    Crossed,
    Line,
    bodies_of,
    cross,
    doubt,
    key_of,
    levels_of,
    lines_of,
    svg,
    text_of,
)
from whoshares.model.plain import plain

_WIDTH: Final = 358
"""That of a phone, without its margins."""
_LANE: Final = 18
_MOST_LANES: Final = 130
"""Pixels that all lanes may take."""
_EDGE: Final = 8
_TURN: Final = 5
_TIP: Final = 8
_LETTER: Final = 7.9
"""The width of a letter, on average and rather more."""
_BETWEEN: Final = 14

_Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A holder, with what comes to it."""

    iri: str
    name: list[str]
    gets: list[str]
    ports: int
    """How many lines leave or come."""

    @property
    def height(self) -> int:
        return max((len(self.name) + len(self.gets)) * LINE + 2 * PADDING, 10 * (self.ports + 1))


def routes_for_page(
    caption: Caption,
    routes: Sequence[TracedRoute],
    ways: Sequence[Way],
    title: str,
    *,
    link: Callable[[str], str | None] = lambda _: None,
    crossed: Crossed = (),
    cut: Collection[str] = (),
    name: str = "picture",
) -> str:
    """The ways of some routes as two SVG pictures, of which the page shows the one that fits its screen.

    The arguments are those of `routes_as_svg`.
    """
    wide = routes_as_svg(caption, routes, ways, title, link=link, crossed=crossed, cut=cut, name=name)
    bodies = bodies_of(ways)
    lines = lines_of(routes, bodies, crossed, cut)
    return wide + _tall(caption, lines, levels_of(routes, lines, bodies), title, link, name)


def _tall(
    caption: Caption,
    lines: Sequence[Line],
    levels: Mapping[str, int],
    title: str,
    link: Callable[[str], str | None],
    name: str,
) -> str:
    order = sorted(levels, key=lambda iri: (levels[iri], plain(caption.labels[iri]), iri))
    place = {iri: number for number, iri in enumerate(order)}
    lanes = _lanes([(place[line.sender], place[line.recipient]) for line in lines])
    step = min(_LANE, _MOST_LANES // max(max(lanes, default=0) + 1, 1))
    left = _EDGE + step * (max(lanes, default=0) + 1) + _TIP + 4
    carried = list(dict.fromkeys(label for line in lines for label in line.data(caption)))
    rows = [_row(caption, iri, lines, _WIDTH - left, told=len(carried) > 1) for iri in order]
    tops, top = {}, 1
    for row in rows:
        tops[row.iri] = top
        top += row.height + _BETWEEN
    leave, come = _ports(lines, lanes, place, rows, tops)
    drawn = [_line(caption, line, left, left - _TIP - 4 - step * lane, leave[n], come[n])
             for n, (line, lane) in enumerate(zip(lines, lanes, strict=True))]  # fmt: skip
    drawn += [_box(row, left, tops[row.iri], link) for row in rows]
    key, _, height = key_of(lines, top, "" if len(carried) != 1 else carried[0], _WIDTH)
    words = ". ".join(line.said(caption) for line in lines)
    body = "".join([*drawn, key])
    return svg(body, title, words, _WIDTH, top + height, role="group", name=f"{name}-tall", sort="tall")


def _row(caption: Caption, iri: str, lines: Sequence[Line], width: int, *, told: bool) -> _Row:
    letters = int((width - 2 * PADDING) / _LETTER)
    label, short = plain(caption.labels[iri]), caption.acronyms.get(iri)
    name = wrap(f"{label} ({plain(short)})" if short else label, letters)
    coming = [line for line in lines if line.recipient == iri]
    data = list(dict.fromkeys(label for line in coming for label in line.data(caption))) if told else []
    more = f" and {len(data) - 3} more" if len(data) > 3 else ""
    gets = wrap(f"gets {', '.join(data[:3])}{more}", letters + 3) if data else []
    ports = len(coming) + sum(line.sender == iri for line in lines)
    return _Row(iri, name, gets, ports)


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """The lane of each line, from 0, the nearest: short ones first, and none over another in the same."""
    taken: list[list[tuple[int, int]]] = []
    lanes = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: (abs(spans[n][0] - spans[n][1]), spans[n])):
        low, high = sorted(spans[number])
        lane = next((n for n, held in enumerate(taken) if all(high <= a or b <= low for a, b in held)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[number] = lane
    return lanes


def _ports(
    lines: Sequence[Line],
    lanes: Sequence[int],
    place: Mapping[str, int],
    rows: Sequence[_Row],
    tops: Mapping[str, int],
) -> tuple[list[int], list[int]]:
    """How high each line leaves and comes: those from above before those to below, so that few cross."""
    leave, come = [0] * len(lines), [0] * len(lines)
    for row in rows:
        here: list[tuple[bool, int, int, list[int]]] = []
        for n, line in enumerate(lines):
            for at, other, heights in ((line.sender, line.recipient, leave), (line.recipient, line.sender, come)):
                if at == row.iri:
                    below = place[other] > place[at]
                    here.append((below, -lanes[n] if below else lanes[n], n, heights))
        for number, (_, _, n, heights) in enumerate(sorted(here, key=lambda one: one[:3]), 1):
            heights[n] = tops[row.iri] + round(row.height * number / (len(here) + 1))
    return leave, come


def _line(caption: Caption, line: Line, left: int, lane: int, y1: int, y2: int) -> str:
    turn = min(_TURN, abs(y2 - y1) // 2) * (1 if y2 > y1 else -1)
    stopped = line.blocked or line.cut
    last = left - (2 * _TIP if stopped else _TIP)
    path = f"M{left} {y1}H{lane + _TURN}Q{lane} {y1} {lane} {y1 + turn}V{y2 - turn}Q{lane} {y2} {lane + _TURN} {y2}"
    path += f"H{max(last, lane + _TURN)}"
    marks = line.marks
    drawn = f'<path class="line" d="{path}"/>'
    drawn += f'<path class="inner" d="{path}"/>' if "kind" in marks else ""
    drawn += f'<path class="gap" d="M{left - 5} {y1}h-6"/>' if "assumed" in marks else ""
    middle = (y1 + y2) // 2
    drawn += f'<path class="across" d="M{lane - 7} {middle}H{lane + 7}"/>' if "barred" in marks else ""
    drawn += doubt(lane, y2 - 2 * turn - 9 * (1 if turn > 0 else -1)) if "disputed" in marks else ""
    drawn += cross(left - 8, y2) if stopped else f'<path class="tip" d="M{left - 1} {y2}l-9 -4v8z"/>'
    kind = " ".join([line.state.word, *marks])
    return f'<g class="flow {kind}"><title>{text_of(line.said(caption))}</title>{drawn}</g>'


def _box(row: _Row, left: int, top: int, link: Callable[[str], str | None]) -> str:
    shown = [*((line, "") for line in row.name), *((line, " data") for line in row.gets)]
    begin = top + (row.height - len(shown) * LINE) // 2
    lines = "".join(
        f'<text class="row{sort}" x="{left + PADDING}" y="{begin + LINE * (n + 1) - 4}">{text_of(line)}</text>'
        for n, (line, sort) in enumerate(shown)
    )
    drawn = f'<rect x="{left}" y="{top}" width="{_WIDTH - left - 1}" height="{row.height}" rx="3"/>{lines}'
    address = link(row.iri)
    return f"<a href={quoteattr(plain(address))}>{drawn}</a>" if address else f"<g>{drawn}</g>"
