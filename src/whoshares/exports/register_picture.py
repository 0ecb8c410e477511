"""What comes to a body and leaves it, by data, as one small picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
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

Label = Callable[[str], str]
Link = Callable[[str], str | None]


def register_as_svg(flows: Register, label: Label, link: Link) -> str:
    """The flows of a body on its day, or that may be: from the left what comes, to the right what leaves, as SVG.

    A line is as thick as there are flows. Everything from the graph is escaped.
    """
    sides = [_lanes(flows.incoming, label), _lanes(flows.outgoing, label)]
    height = max(len(lanes) for lanes in sides) * _LANE + 16
    most = max((number for lanes in sides for _, number, _ in lanes), default=1)
    drawn = [
        _lane(lane, place, len(lanes), height, most, outward=outward, link=link)
        for outward, lanes in zip((False, True), sides, strict=True)
        for place, lane in enumerate(lanes)
    ]
    x, words = _SIDE + _GAP, wrap(plain(label(flows.holder)), 24)[:3]
    top = (height - 20 * len(words) - 14) / 2
    box = f'<rect x="{x}" y="{top:g}" width="{_BOX}" height="{20 * len(words) + 14}" rx="3"/>' + "".join(
        f'<text x="{x + _BOX / 2:g}" y="{top + 21 + 20 * n:g}">{_text(word)}</text>' for n, word in enumerate(words)
    )
    name = plain(label(flows.holder))
    said = "; ".join(
        f"{'from' if outward else 'to'} {name}: " + ", ".join(f"{text}, {who}" for _, _, (text, who) in lanes)
        for outward, lanes in zip((False, True), sides, strict=True)
        if lanes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture register" role="group" '
        f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'aria-labelledby="register-title register-words">'
        f'<title id="register-title">{_text(f"What comes to {name} and leaves it, by data")}</title>'
        f'<desc id="register-words">{_text(said)}</desc>{"".join(drawn)}{box}</svg>'
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
    iri, number, (text, counted) = lane
    y = (height - lanes * _LANE) / 2 + place * _LANE + _LANE / 2
    middle = height / 2 + (place - (lanes - 1) / 2) * 4
    thick = max(1.5, _THICKEST * number / most)
    if outward:
        x1, x2 = _SIDE + _GAP + _BOX, _SIDE + 2 * _GAP + _BOX
        path, at = f"M{x1} {middle:g}C{x1 + 30} {middle:g} {x2 - 30} {y:g} {x2} {y:g}", x2 + 8
    else:
        x1, x2 = _SIDE, _SIDE + _GAP
        path, at = f"M{x1} {y:g}C{x1 + 30} {y:g} {x2 - 30} {middle:g} {x2} {middle:g}", x1 - 8
    side = "out" if outward else "in"
    words = f'<text class="{side}" x="{at}" y="{y + 5:g}">{_text(text)} <tspan class="count">{counted}</tspan></text>'
    address = link(iri) if iri else None
    shown = f"<a href={quoteattr(plain(address))}>{words}</a>" if address else words
    return f'<path class="lane" stroke-width="{thick:.1f}" d="{path}"/>{shown}'


def _text(text: str) -> str:
    return escape(plain(text))
