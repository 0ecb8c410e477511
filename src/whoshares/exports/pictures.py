"""Routes as a picture: holders in columns from the first to the last, flows as lines between them, as SVG.

No line is told from another by colour alone: presumed is dashed, possible is dotted, and a barred line has a bar
across.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.frame import Frame
from whoshares.answers.traced import TracedHop, TracedRoute
from whoshares.answers.ways import Way
from whoshares.model.plain import plain
from whoshares.model.validity import State

if TYPE_CHECKING:
    import networkx as nx

_BOX: Final = 168
_GAP: Final = 136
_LANE: Final = 16
_LEAST: Final = 420
_LINE: Final = 17
_PADDING: Final = 9
_BETWEEN: Final = 22
_LETTERS: Final = 22
_DATA_LETTERS: Final = 17
_ROUNDS: Final = 4
_KEY: Final = 34
_HEAD_LINE: Final = 24
_TITLE_SIGN: Final = 12
_LEAST_ALONE: Final = 760
_STYLE: Final = (
    "text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1b1f24}"
    ".head{font-size:18px;font-weight:600;text-anchor:start}.key{text-anchor:start;fill:#535d68}"
    "rect{fill:#f4f6f8;stroke:#535d68}.paper{fill:#fff;stroke:none}.line{fill:none;stroke:#1b1f24;stroke-width:1.6}"
    ".presumed .line{stroke-dasharray:9 4}.possible .line{stroke-dasharray:2 5}.across{stroke:#9a3412;stroke-width:4}"
    ".data{font-size:12.5px;fill:#535d68;paint-order:stroke;stroke:#fff;stroke-width:4}"
)


@dataclass(frozen=True, slots=True)
class _Box:
    """A holder in the picture."""

    iri: str
    lines: tuple[str, ...]
    column: int

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PADDING


@dataclass(frozen=True, slots=True)
class _Edge:
    """All flows of the routes between two holders, as one line."""

    sender: str
    recipient: str
    hops: tuple[TracedHop, ...]

    @property
    def state(self) -> State:
        return min(hop.state for hop in self.hops)

    @property
    def barred(self) -> bool:
        return all(hop.barred_by for hop in self.hops)

    def data(self, frame: Frame) -> list[str]:
        """The categories that it carries, each once."""
        return list(dict.fromkeys(plain(frame.labels[hop.category]) for hop in self.hops))

    def said(self, frame: Frame) -> str:
        """What the line stands for, in words."""
        barred = "; a bar covers it" if self.barred else ""
        ends = f"{frame.labels[self.sender]} to {frame.labels[self.recipient]}"
        return plain(f"{ends}: {', '.join(self.data(frame))}; {self.state.word}{barred}")


def routes_as_svg(
    frame: Frame,
    routes: Sequence[TracedRoute],
    ways: Sequence[Way],
    title: str,
    *,
    link: Callable[[str], str | None] = lambda _: None,
) -> str:
    """The ways of some routes as one SVG picture with a title and, for whoever cannot see it, the same in words.

    It is for a page, which styles it. `link` gives the address of a holder's page, if it has one. Everything from the
    graph is escaped.
    """
    body, words, width, height = _drawn(frame, routes, ways, link)
    return _svg(body, title, words, width, height, role="group")  # an image would hide its links


def picture_of(frame: Frame, routes: Sequence[TracedRoute], ways: Sequence[Way], title: str) -> str:
    """The ways of some routes as an SVG file that stands alone: with its title, its graph, its licence."""
    body, words, width, height = _drawn(frame, routes, ways, lambda _: None)
    width = max(width, _LEAST_ALONE)
    head = wrap(plain(title), width // _TITLE_SIGN)
    flows, sources = frame.searched["flows"], frame.searched["sources"]
    foot = f"whoshares · {flows:,} flows from {sources:,} documents · CC BY 4.0"
    top = len(head) * _HEAD_LINE + _BETWEEN
    lines = "".join(
        f'<text class="head" x="2" y="{_HEAD_LINE * (n + 1)}">{_text(one)}</text>' for n, one in enumerate(head)
    )
    below = f'<text class="key" x="2" y="{top + height + _LINE}">{_text(foot)}</text>'
    drawn = f'<style>{_STYLE}</style><rect class="paper" width="100%" height="100%"/>{lines}'
    whole = f'{drawn}<g transform="translate(0 {top})">{body}</g>{below}'
    return _svg(whole, title, words, width, top + height + 2 * _LINE)


def _svg(body: str, title: str, words: str, width: int, height: int, *, role: str = "img") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="{role}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="picture-title picture-words">'
        f'<title id="picture-title">{_text(title)}</title><desc id="picture-words">{_text(words)}</desc>'
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{body}</svg>"
    )


def _drawn(
    frame: Frame, routes: Sequence[TracedRoute], ways: Sequence[Way], link: Callable[[str], str | None]
) -> tuple[str, str, int, int]:
    """What is drawn, the same in words, its width and its height."""
    bodies = {part: at.body for way in ways for step in way.steps for at in (step.sender, step.recipient)
              for part in at.parts}  # fmt: skip
    edges = _edges(routes, bodies)
    boxes = _boxes(frame, routes, edges, bodies)
    layout = _layout(boxes, edges)
    words = ". ".join(edge.said(frame) for edge in edges)
    carried = {label for edge in edges for label in edge.data(frame)}
    drawn = [_edge(frame, edge, boxes, layout, named=len(carried) > 1) for edge in edges]
    drawn += [_box(box, layout.corners[box.iri], link) for box in boxes.values()]
    drawn.append(_key(edges, layout.height, carried.pop() if len(carried) == 1 else ""))
    return "".join(drawn), words, max(layout.width, _LEAST), layout.height + _KEY


def _edges(routes: Iterable[TracedRoute], bodies: Mapping[str, str]) -> list[_Edge]:
    """One line for each two bodies; what stays within a body is not drawn, unless nothing else is there."""
    found: dict[tuple[str, str], dict[str, TracedHop]] = {}
    for route in routes:
        for hop in route.hops:
            ends = bodies.get(hop.sender, hop.sender), bodies.get(hop.recipient, hop.recipient)
            if ends[0] == ends[1]:
                ends = (hop.sender, hop.recipient) if len(route.hops) == 1 else ends
            if ends[0] != ends[1]:
                found.setdefault(ends, {}).setdefault(f"{hop.flow} {hop.category}", hop)
    return [_Edge(sender, recipient, tuple(hops.values())) for (sender, recipient), hops in found.items()]


def _columns(routes: Sequence[TracedRoute], edges: Sequence[_Edge], bodies: Mapping[str, str]) -> dict[str, int]:
    """Each holder as far right as its longest way from the first, where the routes together make no circle."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph((edge.sender, edge.recipient) for edge in edges)
    graph.add_edges_from(_joins(routes, bodies))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    while not nx.is_directed_acyclic_graph(graph):
        graph.remove_edge(*list(nx.find_cycle(graph))[-1][:2])
    columns: dict[str, int] = {}
    for holder in nx.lexicographical_topological_sort(graph):
        columns[holder] = max((columns[before] + 1 for before in graph.predecessors(holder)), default=0)
    last = max(columns.values())
    ends = {bodies.get(route.hops[-1].recipient, route.hops[-1].recipient) for route in routes}
    return {h: last if h in ends and not any(graph.successors(h)) else column for h, column in columns.items()}


def _joins(routes: Iterable[TracedRoute], bodies: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where a hop leaves from another body than the one before came to."""
    held = ((a.recipient, b.sender) for route in routes for a, b in pairwise(route.hops))
    pairs = ((bodies.get(a, a), bodies.get(b, b)) for a, b in held)
    return list(dict.fromkeys((a, b) for a, b in pairs if a != b))


def _boxes(
    frame: Frame, routes: Sequence[TracedRoute], edges: Sequence[_Edge], bodies: Mapping[str, str]
) -> dict[str, _Box]:
    columns = _columns(routes, edges, bodies)
    return {iri: _Box(iri, _lines(frame, iri), column) for iri, column in columns.items()}


def _lines(frame: Frame, iri: str) -> tuple[str, ...]:
    label, short = plain(frame.labels[iri]), frame.acronyms.get(iri)
    lines = wrap(f"{label} ({plain(short)})" if short else label, _LETTERS)
    return tuple(lines[:4] if len(lines) <= 4 else [*lines[:3], lines[3][: _LETTERS - 1] + "…"])


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything is: the upper left corner of each box, the way of each line, the size of all."""

    corners: dict[str, tuple[int, int]]
    bends: dict[tuple[str, str], tuple[tuple[int, int], ...]]
    """For a line that passes columns, the points between their boxes through which it goes."""
    width: int
    height: int


def _layout(boxes: dict[str, _Box], edges: Sequence[_Edge]) -> _Layout:
    """Each holder near the height of its neighbours; a line that passes a column gets a place of its own there."""
    columns: dict[int, list[tuple[str, int]]] = {}
    for box in boxes.values():
        columns.setdefault(box.column, []).append((box.iri, box.height))
    beside: dict[str, list[str]] = {}
    bends: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        first, last = boxes[edge.sender].column, boxes[edge.recipient].column
        step = 1 if last > first else -1
        between = range(first + step, last, step)
        passed = [f"{edge.sender} {edge.recipient} {number}" for number in between]
        bends[edge.sender, edge.recipient] = passed
        for number, name in zip(between, passed, strict=True):
            columns.setdefault(number, []).append((name, _LANE))
        for one, other in pairwise([edge.sender, *passed, edge.recipient]):
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    rank = {name: float(place) for listed in columns.values() for place, (name, _) in enumerate(listed)}
    for _ in range(_ROUNDS):
        for _, listed in sorted(columns.items()):
            listed.sort(key=lambda one: (fmean(rank[near] for near in beside.get(one[0], [one[0]])), one[0]))
            rank |= {name: place - (len(listed) - 1) / 2 for place, (name, _) in enumerate(listed)}
    heights = {n: sum(height + _BETWEEN for _, height in listed) - _BETWEEN for n, listed in columns.items()}
    tallest = max(heights.values()) + 2 * _BETWEEN
    corners = {}
    for number, listed in columns.items():
        y = (tallest - heights[number]) // 2
        for name, height in listed:
            corners[name] = (number * (_BOX + _GAP) + 2, y)
            y += height + _BETWEEN
    points = {
        ends: tuple((corners[name][0], corners[name][1] + _LANE // 2) for name in passed)
        for ends, passed in bends.items()
    }
    return _Layout(corners, points, max(columns) * (_BOX + _GAP) + _BOX + 4, tallest)


def _box(box: _Box, place: tuple[int, int], link: Callable[[str], str | None]) -> str:
    x, y = place
    lines = "".join(
        f'<text x="{x + _BOX / 2:g}" y="{y + _PADDING + _LINE * (n + 1) - 4}">{_text(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    drawn = f'<rect x="{x}" y="{y}" width="{_BOX}" height="{box.height}" rx="3"/>{lines}'
    address = link(box.iri)
    return f"<a href={quoteattr(plain(address))}>{drawn}</a>" if address else f"<g>{drawn}</g>"


def _edge(frame: Frame, edge: _Edge, boxes: dict[str, _Box], layout: _Layout, *, named: bool) -> str:
    (x1, y1), (x2, y2) = layout.corners[edge.sender], layout.corners[edge.recipient]
    y1, y2 = y1 + boxes[edge.sender].height // 2, y2 + boxes[edge.recipient].height // 2
    onward = x2 > x1
    x1, x2 = (x1 + _BOX, x2) if onward else (x1, x2 + _BOX)
    path, at = f"M{x1} {y1}", (x1, y1)
    bends = [
        (x + side, y)
        for x, y in layout.bends[edge.sender, edge.recipient]
        for side in ((0, _BOX) if onward else (_BOX, 0))
    ]
    for number, (x, y) in enumerate([*bends, (x2, y2)]):
        if number % 2:
            path += f"H{x}"
        else:
            half = (at[0] + x) // 2
            path += f"C{half} {at[1]} {half} {y} {x} {y}"
        at = (x, y)
    if bends:
        x, y = (bends[0][0] + bends[1][0]) // 2, bends[0][1]
    else:
        x, y = (x1 + x2) // 2, (y1 + y2) // 2
    text = _data(frame, edge, x, y) if named else ""
    bar = f'<path class="across" d="M{x} {y - 8}V{y + 8}"/>' if edge.barred else ""
    kind = f"{edge.state.word}{' barred' if edge.barred else ''}"
    return (
        f'<g class="flow {kind}"><title>{_text(edge.said(frame))}</title>'
        f'<path class="line" marker-end="url(#tip)" d="{path}"/>{bar}{text}</g>'
    )


def _data(frame: Frame, edge: _Edge, x: int, y: int) -> str:
    labels = edge.data(frame)
    lines = wrap(labels[0] if len(labels) == 1 else f"{labels[0]} +{len(labels) - 1}", _DATA_LETTERS)[:3]
    return "".join(
        f'<text class="data" x="{x}" y="{y - 6 - _LINE * (len(lines) - 1 - n) + 2 * n}">{_text(line)}</text>'
        for n, line in enumerate(lines)
    )


def _key(edges: Sequence[_Edge], y: int, data: str) -> str:
    """What the lines of this picture mean; `data` is what all of them carry, where that is one."""
    parts, x = [], 2
    shown = [(state.word, state.word) for state in sorted({edge.state for edge in edges})]
    shown += [("barred", "a bar covers it")] if any(edge.barred for edge in edges) else []
    for kind, words in shown:
        across = f'<path class="across" d="M{x + 18} {y + 6}V{y + 22}"/>' if kind == "barred" else ""
        parts.append(
            f'<g class="flow {kind}"><path class="line" d="M{x} {y + 14}H{x + 36}"/>{across}</g>'
            f'<text class="key" x="{x + 44}" y="{y + 18}">{words}</text>'
        )
        x += 72 + 7 * len(words)
    if data:
        parts.append(f'<text class="key" x="{x}" y="{y + 18}">all lines: {_text(data)}</text>')
    return "".join(parts)


def _text(text: str) -> str:
    return escape(plain(text))
