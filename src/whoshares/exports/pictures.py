"""Routes as a picture: holders in columns from the first to the last, flows as lines between them, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import quoteattr

from whoshares.answers.caption import Caption
from whoshares.answers.traced import TracedRoute
from whoshares.answers.ways import Way
from whoshares.exports.layout import BETWEEN, BOX, LINE, PADDING, Box, Layout, layout
from whoshares.exports.route_lines import (
    KEY,
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

_LEAST: Final = 420
_LETTERS: Final = 19
_DATA_LETTERS: Final = 16
_HEAD_LINE: Final = 24
_TITLE_SIGN: Final = 12
_LEAST_ALONE: Final = 760
_STOP: Final = 15
_LETTERS_OF_CROSS: Final = 4
_DATA_LETTER: Final = 7
"""The width of a letter of what stands at a line."""
_CROSSED: Final = 40
"""How much it counts that words cover a point of another line, in pixels of other words."""
_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Where on a line its words may stand, as parts of its length, the best first."""
_MOST_NAMED: Final = 40
"""Lines up to which each says what it carries, though all carry the same."""
_TIP: Final = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" '
    'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
)
_STYLE: Final = (
    "text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1b1f24}"
    ".head{font-size:18px;font-weight:600;text-anchor:start}.key{text-anchor:start;fill:#535d68}"
    "rect{fill:#f4f6f8;stroke:#535d68}.paper{fill:#fff;stroke:none}.line{fill:none;stroke:#1b1f24;stroke-width:1.6}"
    ".presumed .line{stroke-dasharray:9 4}.possible .line{stroke-dasharray:2 5}"
    ".across,.cross{stroke:#9a3412;stroke-width:4}.cross{stroke-width:3}"
    ".kind .line{stroke-width:5}.inner,.gap{fill:none;stroke:#fff;stroke-width:2}.gap{stroke-width:8}"
    ".doubt circle{fill:#fff;stroke:#535d68}.doubt text{font-size:12px}"
    ".data{font-size:12.5px;fill:#535d68;paint-order:stroke;stroke:#fff;stroke-width:4}"
)


def routes_as_svg(
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
    """The ways of some routes as one SVG picture with a title and, for whoever cannot see it, the same in words.

    It is for a page, which styles it. `link` gives the address of a holder's page, if it has one; `crossed` has the
    hops that a block stops, `cut` the flows that would have to end; its `name` tells it
    from other pictures of the page. Everything from the graph is escaped.
    """
    body, words, width, height = _drawn(caption, routes, ways, link, crossed, cut)
    return svg(body, title, words, width, height, role="group", name=name)  # an image would hide its links


def picture_of(
    caption: Caption,
    routes: Sequence[TracedRoute],
    ways: Sequence[Way],
    title: str,
    *,
    crossed: Crossed = (),
    bare: bool = False,
) -> str:
    """The ways of some routes as an SVG file that stands alone: with its title, its graph, its licence.

    A `bare` one is styled as well, and leaves what is drawn of these to the page on which it stands.
    """
    body, words, width, height = _drawn(caption, routes, ways, lambda _: None, crossed)
    if bare:
        return svg(f"<style>{_STYLE}</style>{body}", title, words, width, height)
    width = max(width, _LEAST_ALONE)
    head = wrap(plain(title), width // _TITLE_SIGN)
    flows, sources = caption.searched["flows"], caption.searched["sources"]
    foot = f"whoshares · {flows:,} flows from {sources:,} documents · CC BY 4.0"
    top = len(head) * _HEAD_LINE + BETWEEN
    lines = "".join(
        f'<text class="head" x="2" y="{_HEAD_LINE * (n + 1)}">{text_of(one)}</text>' for n, one in enumerate(head)
    )
    below = f'<text class="key" x="2" y="{top + height + LINE}">{text_of(foot)}</text>'
    drawn = f'<style>{_STYLE}</style><rect class="paper" width="100%" height="100%"/>{lines}'
    whole = f'{drawn}<g transform="translate(0 {top})">{body}</g>{below}'
    return svg(whole, title, words, width, top + height + 2 * LINE)


def _drawn(
    caption: Caption,
    routes: Sequence[TracedRoute],
    ways: Sequence[Way],
    link: Callable[[str], str | None],
    crossed: Crossed,
    cut: Collection[str] = (),
) -> tuple[str, str, int, int]:
    """What is drawn, the same in words, its width and its height."""
    bodies = bodies_of(ways)
    edges = lines_of(routes, bodies, crossed, cut)
    boxes = _boxes(caption, routes, edges, bodies)
    placed = layout(boxes, [(edge.sender, edge.recipient) for edge in edges])
    words = ". ".join(edge.said(caption) for edge in edges)
    carried = {label for edge in edges for label in edge.data(caption)}
    named = len(carried) > 1 or len(edges) <= _MOST_NAMED
    drawn_lines = [_edge(edge, placed, edge.said(caption)) for edge in edges]
    lines = [drawn for drawn, _ in drawn_lines]
    courses = [course for _, course in drawn_lines]
    obstacles = [(*placed.corners[box.iri], BOX, box.height) for box in boxes.values()]
    data = _written(caption, edges, courses, obstacles) if named else []
    drawn = [*lines, *data]  # what is written stands over all lines
    drawn += [_box(box, placed.corners[box.iri], link) for box in boxes.values()]
    key, across, _ = key_of(edges, placed.height, "" if named else carried.pop())
    return "".join([_TIP, *drawn, key]), words, max(placed.width, across, _LEAST), placed.height + KEY


def _boxes(
    caption: Caption, routes: Sequence[TracedRoute], edges: Sequence[Line], bodies: Mapping[str, str]
) -> dict[str, Box]:
    columns = levels_of(routes, edges, bodies)
    return {iri: Box(iri, _lines(caption, iri), column) for iri, column in columns.items()}


def _lines(caption: Caption, iri: str) -> tuple[str, ...]:
    label, short = plain(caption.labels[iri]), caption.acronyms.get(iri)
    lines = wrap(f"{label} ({plain(short)})" if short else label, _LETTERS)
    return tuple(lines[:4] if len(lines) <= 4 else [*lines[:3], lines[3][: _LETTERS - 1] + "…"])


def _box(box: Box, place: tuple[int, int], link: Callable[[str], str | None]) -> str:
    x, y = place
    lines = "".join(
        f'<text x="{x + BOX / 2:g}" y="{y + PADDING + LINE * (n + 1) - 4}">{text_of(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    drawn = f'<rect x="{x}" y="{y}" width="{BOX}" height="{box.height}" rx="3"/>{lines}'
    address = link(box.iri)
    return f"<a href={quoteattr(plain(address))}>{drawn}</a>" if address else f"<g>{drawn}</g>"


_Area = tuple[int, int, int, int]
"""Where something stands: left and upper edge, width, height."""
_Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Course:
    """Where a line goes: points on it, those at which its words stand best, the best first, and the gap it crosses."""

    points: tuple[tuple[int, int], ...]
    spots: tuple[tuple[int, int], ...]
    gap: tuple[int, int] | None
    """From where to where words may stand; `None` at a line that is level where they do."""

    @property
    def rise(self) -> int:
        """How much room it has: by how much it rises or falls."""
        heights = [y for _, y in self.points]
        return max(heights) - min(heights)


def _written(caption: Caption, edges: Sequence[Line], courses: Sequence[_Course], boxes: Sequence[_Area]) -> list[str]:
    """What each line carries, written where it covers least of what is there; the lines with least room first."""
    taken: list[_Area] = []
    data = [""] * len(edges)
    points = [(x, y, n) for n, course in enumerate(courses) for x, y in course.points]
    for n in sorted(range(len(edges)), key=lambda n: courses[n].rise):
        edge, course = edges[n], courses[n]
        labels = edge.data(caption)
        lines = wrap(labels[0] if len(labels) == 1 else f"{labels[0]} +{len(labels) - 1}",
                     _DATA_LETTERS - _LETTERS_OF_CROSS * (edge.blocked or edge.cut))[:3]  # fmt: skip
        wide, high = _DATA_LETTER * max(map(len, lines), default=0), LINE * len(lines) - 4
        above, below = 4 + 4 * edge.barred, high + 4 + 4 * edge.barred
        spots = [(x, y + side) for x, y in course.spots for side in (-above, below)]
        if course.gap:
            low, end = course.gap[0] + wide // 2, course.gap[1] - wide // 2
            spots = [(min(max(x, low), end) if low < end else sum(course.gap) // 2, y) for x, y in spots]

        left, right = min(x for x, _ in spots) - wide, max(x for x, _ in spots) + wide
        top, bottom = min(y for _, y in spots) - high, max(y for _, y in spots)
        near = [(x, y) for x, y, m in points if left <= x <= right and top <= y <= bottom and m != n]
        beside = [(one, 1) for one in taken] + [(one, 3) for one in boxes if left - BOX <= one[0] <= right]

        def covered(
            spot: _Point,
            size: _Point = (wide, high),
            near: Sequence[_Point] = near,
            beside: Sequence[tuple[_Area, int]] = beside,
        ) -> int:
            x, y, (wide, high) = spot[0] - size[0] // 2, spot[1] - size[1], size
            over = sum(weight * _overlap((x, y, wide, high), one) for one, weight in beside)
            return over + _CROSSED * sum(x <= a <= x + wide and y <= b <= y + high for a, b in near)

        x, y = min(spots, key=covered)  # the first of equals
        taken.append((x - wide // 2, y - high, wide, high))
        data[n] = "".join(
            f'<text class="data" x="{x}" y="{y - 2 - LINE * (len(lines) - 1 - m) + 2 * m}">{text_of(line)}</text>'
            for m, line in enumerate(lines)
        )
    return data


def _overlap(one: _Area, other: _Area) -> int:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)


def _edge(edge: Line, placed: Layout, said: str) -> tuple[str, _Course]:
    """A line, and where it goes."""
    ends = edge.sender, edge.recipient
    (x1, _), (x2, _) = placed.corners[edge.sender], placed.corners[edge.recipient]
    y1, y2 = placed.ports[ends]
    onward = x2 > x1
    x1, x2 = (x1 + BOX, x2) if onward else (x1, x2 + BOX)
    ahead = 1 if onward else -1
    last = x2 - ahead * _STOP if edge.blocked or edge.cut else x2
    bends = [(x + side, y) for x, y in placed.bends[ends] for side in ((0, BOX) if onward else (BOX, 0))]
    path, at = f"M{x1} {y1}", (x1, y1)
    points: list[tuple[int, int]] = []
    for number, (x, y) in enumerate([*bends, (last, y2)]):
        if number % 2:
            path += f"H{x}"
        else:
            half = (at[0] + x) // 2
            path += f"C{half} {at[1]} {half} {y} {x} {y}"
        points += [_along(at, (x, y), part / 6) for part in range(7)]
        before, at = at, (x, y)
    if bends:
        spots = [((a[0] + b[0]) // 2, a[1]) for a, b in zip(bends[::2], bends[1::2], strict=True)]
    else:
        spots = [_along((x1, y1), (last, y2), part) for part in _ALONG]
    x, y = spots[0]
    marks = edge.marks
    tip = "" if edge.blocked or edge.cut else ' marker-end="url(#tip)"'
    drawn = f'<path class="line"{tip} d="{path}"/>'
    drawn += f'<path class="inner" d="{path}"/>' if "kind" in marks else ""
    drawn += f'<path class="gap" d="M{x1 + ahead * 8} {y1}h{ahead * 9}"/>' if "assumed" in marks else ""
    drawn += f'<path class="across" d="M{x} {y - 8}V{y + 8}"/>' if "barred" in marks else ""
    drawn += cross(last, y2) if "blocked" in marks or "cut" in marks else ""
    drawn += doubt(*_along(before, (last, y2), 0.8)) if "disputed" in marks else ""
    kind = " ".join([edge.state.word, *marks])
    course = _Course(tuple(points), tuple(spots), None if bends else (min(x1, last), max(x1, last)))
    return f'<g class="flow {kind}"><title>{text_of(said)}</title>{drawn}</g>', course


def _along(first: tuple[int, int], last: tuple[int, int], part: float) -> tuple[int, int]:
    """A point on the curve from one point to another, which leaves and arrives level."""
    (x1, y1), (x2, y2), half = first, last, (first[0] + last[0]) / 2
    near, far = (1 - part) ** 3, part**3
    out, home = 3 * (1 - part) ** 2 * part, 3 * (1 - part) * part**2
    return round(near * x1 + (out + home) * half + far * x2), round((near + out) * y1 + (home + far) * y2)
