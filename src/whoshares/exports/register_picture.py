"""What comes to a body and leaves it, by data, as one small picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.flow_rows import FlowRow
from whoshares.answers.register import Register
from whoshares.model.plain import plain
from whoshares.model.validity import State

_MOST: Final = 5
"""Kinds of data shown on each side; the others are one line."""
_LANE: Final = 30
_SIDE: Final = 330
_BOX: Final = 190
_GAP: Final = 60
_WIDTH: Final = 2 * (_SIDE + _GAP) + _BOX
_THICKEST: Final = 14
_NARROW: Final = 358
"""The width of a phone, without its margins."""
_ROW: Final = 26
_GUTTER: Final = 64
"""Where lanes run beside the words of the narrow picture."""

Label = Callable[[str], str]
Link = Callable[[str], str | None]


def register_as_svg(flows: Register, label: Label, link: Link) -> str:
    """The flows of a body on its day, or that may be: from the left what comes, to the right what leaves, as SVG.

    A line is as thick as there are flows. There are two pictures, of which the page shows the one that fits its screen:
    in the narrow one what comes stands above the body, and what leaves below. Everything from the graph is escaped.
    """
    sides = [_lanes(flows.incoming, label), _lanes(flows.outgoing, label)]
    name = plain(label(flows.holder))
    said = "; ".join(
        f"{'from' if outward else 'to'} {name}: " + ", ".join(f"{text}, {who}" for _, _, (text, who) in lanes)
        for outward, lanes in zip((False, True), sides, strict=True)
        if lanes
    )
    return _wide(sides, name, said, link) + _tall(sides, name, said, link)


_Sides = Sequence[Sequence["_Lane"]]
"""What comes and what leaves."""


def _wide(sides: _Sides, name: str, said: str, link: Link) -> str:
    height = max(len(lanes) for lanes in sides) * _LANE + 16
    drawn = [
        _lane(lane, place, len(lanes), height, _most(sides), outward=outward, link=link)
        for outward, lanes in zip((False, True), sides, strict=True)
        for place, lane in enumerate(lanes)
    ]
    x, words = _SIDE + _GAP, wrap(name, 24)[:3]
    top = (height - 20 * len(words) - 14) / 2
    box = f'<rect x="{x}" y="{top:g}" width="{_BOX}" height="{20 * len(words) + 14}" rx="3"/>' + "".join(
        f'<text x="{x + _BOX / 2:g}" y="{top + 21 + 20 * n:g}">{_text(word)}</text>' for n, word in enumerate(words)
    )
    return _svg("register", name, said, _WIDTH, height, "".join(drawn) + box)


def _tall(sides: _Sides, name: str, said: str, link: Link) -> str:
    """The narrow picture: rows above and below the box, each with a lane to it."""
    incoming, outgoing = sides
    words = wrap(name, 40)[:3]
    top = len(incoming) * _ROW + (14 if incoming else 1)
    below = top + 20 * len(words) + 14
    drawn = []
    for lanes, outward in ((incoming, False), (outgoing, True)):
        for place, lane in enumerate(lanes):
            y = below + 14 + place * _ROW + _ROW // 2 if outward else place * _ROW + _ROW // 2
            x = _GUTTER // 2 - (place if not outward else len(lanes) - 1 - place) * 4
            edge, toward = (below, 1) if outward else (top, -1)
            path = f"M{_GUTTER - 6} {y}Q{x} {y} {x} {edge + toward * 2}V{edge}"
            drawn.append(_sign(lane, path, _most(sides), "row", _GUTTER, y + 5, link))
    drawn.append(f'<rect x="1" y="{top}" width="{_NARROW - 2}" height="{below - top}" rx="3"/>')
    drawn += [f'<text x="{_NARROW // 2}" y="{top + 21 + 20 * n}">{_text(word)}</text>' for n, word in enumerate(words)]
    height = below + 14 + len(outgoing) * _ROW if outgoing else below + 1
    return _svg("register tall", name, said, _NARROW, height, "".join(drawn))


def _most(sides: _Sides) -> int:
    return max((number for lanes in sides for _, number, _ in lanes), default=1)


def _svg(sort: str, name: str, said: str, width: int, height: int, body: str) -> str:
    ids = sort.replace(" ", "-")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {sort}" role="group" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-labelledby="{ids}-title {ids}-words">'
        f'<title id="{ids}-title">{_text(f"What comes to {name} and leaves it, by data")}</title>'
        f'<desc id="{ids}-words">{_text(said)}</desc>{body}</svg>'
    )


_Lane = tuple[str | None, int, tuple[str, str]]
"""The category, if it is one, how many flows carry it, what data that is and between how many it goes, in words."""


def _lanes(rows: Iterable[FlowRow], label: Label) -> list[_Lane]:
    counted: Counter[str] = Counter()
    others: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.state is State.IMPOSSIBLE:
            continue
        for category in row.categories:
            counted[category] += 1
            others[category] |= {row.sender, row.recipient}
    listed = sorted(counted.items(), key=lambda one: (-one[1], label(one[0]), one[0]))
    lanes: list[_Lane] = [(iri, n, (plain(label(iri)), _flows(n))) for iri, n in listed[:_MOST]]
    if more := listed[_MOST:]:
        flows = sum(n for _, n in more)
        lanes.append((None, flows, (f"{len(more)} other kinds of data", _flows(flows))))
    return lanes


def _flows(number: int) -> str:
    return f"{number:,} flow{'s' if number != 1 else ''}"


def _lane(lane: _Lane, place: int, lanes: int, height: int, most: int, *, outward: bool, link: Link) -> str:
    y = (height - lanes * _LANE) / 2 + place * _LANE + _LANE / 2
    middle = height / 2 + (place - (lanes - 1) / 2) * 4
    if outward:
        x1, x2 = _SIDE + _GAP + _BOX, _SIDE + 2 * _GAP + _BOX
        path, at = f"M{x1} {middle:g}C{x1 + 30} {middle:g} {x2 - 30} {y:g} {x2} {y:g}", x2 + 8
    else:
        x1, x2 = _SIDE, _SIDE + _GAP
        path, at = f"M{x1} {y:g}C{x1 + 30} {y:g} {x2 - 30} {middle:g} {x2} {middle:g}", x1 - 8
    return _sign(lane, path, most, "out" if outward else "in", at, y + 5, link)


def _sign(lane: _Lane, path: str, most: int, side: str, x: int, y: float, link: Link) -> str:
    """The line of some data, and its words."""
    iri, number, (text, counted) = lane
    words = f'<text class="{side}" x="{x}" y="{y:g}">{_text(text)} <tspan class="count">{counted}</tspan></text>'
    address = link(iri) if iri else None
    shown = f"<a href={quoteattr(plain(address))}>{words}</a>" if address else words
    return f'<path class="lane" stroke-width="{max(1.5, _THICKEST * number / most):.1f}" d="{path}"/>{shown}'


def _text(text: str) -> str:
    return escape(plain(text))
