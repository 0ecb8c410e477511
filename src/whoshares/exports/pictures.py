"""Routes as a picture: holders in columns from the first to the last, flows as lines between them, as SVG.

No line is told from another by colour alone: presumed is dashed and possible dotted, and a barred line has a bar across.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.frame import Frame
from whoshares.answers.traced import TracedHop, TracedRoute
from whoshares.model.plain import plain
from whoshares.model.validity import State

if TYPE_CHECKING:
    import networkx as nx

_BOX: Final = 176
_GAP: Final = 168
_LINE: Final = 17
_PADDING: Final = 9
_BETWEEN: Final = 22
_LETTERS: Final = 23
_ROUNDS: Final = 4
_KEY: Final = 34
_WORDS: Final = {State.CERTAIN: "certain", State.PRESUMED: "presumed", State.POSSIBLE: "possible"}


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

    def said(self, frame: Frame) -> str:
        """What the line stands for, in words."""
        data = ", ".join(dict.fromkeys(frame.labels[hop.category] for hop in self.hops))
        barred = "; a bar covers it" if self.barred else ""
        ends = f"{frame.labels[self.sender]} to {frame.labels[self.recipient]}"
        return plain(f"{ends}: {data}; {_WORDS.get(self.state, self.state.word)}{barred}")


def routes_as_svg(
    frame: Frame, routes: Sequence[TracedRoute], title: str, *, link: Callable[[str], str | None] = lambda _: None
) -> str:
    """Some routes as one SVG picture with a title and, for whoever cannot see it, the same in words.

    `link` gives the address of a holder's page, if it has one. Everything from the graph is escaped.
    """
    edges = _edges(routes)
    boxes = _boxes(frame, routes, edges)
    places, width, height = _placed(boxes, edges)
    words = ". ".join(edge.said(frame) for edge in edges)
    drawn = [_edge(frame, edge, boxes, places) for edge in edges]
    drawn += [_box(frame, box, places[box.iri], link) for box in boxes.values()]
    drawn.append(_key(edges, height))
    height += _KEY
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="picture-title picture-words">'
        f'<title id="picture-title">{_text(title)}</title><desc id="picture-words">{_text(words)}</desc>'
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{''.join(drawn)}</svg>"
    )


def _edges(routes: Iterable[TracedRoute]) -> list[_Edge]:
    """One line for each two holders; where a hop leaves from another body than the last came to, none between them."""
    found: dict[tuple[str, str], dict[str, TracedHop]] = {}
    for route in routes:
        for hop in route.hops:
            found.setdefault((hop.sender, hop.recipient), {}).setdefault(f"{hop.flow} {hop.category}", hop)
    return [_Edge(sender, recipient, tuple(hops.values())) for (sender, recipient), hops in found.items()]


def _columns(routes: Sequence[TracedRoute], edges: Sequence[_Edge]) -> dict[str, int]:
    """Each holder as far right as its longest way from the first, where the routes together make no circle."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph((edge.sender, edge.recipient) for edge in edges)
    graph.add_edges_from(_joins(routes))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    while not nx.is_directed_acyclic_graph(graph):
        graph.remove_edge(*list(nx.find_cycle(graph))[-1][:2])
    columns: dict[str, int] = {}
    for holder in nx.lexicographical_topological_sort(graph):
        columns[holder] = max((columns[before] + 1 for before in graph.predecessors(holder)), default=0)
    last = max(columns.values())
    ends = {route.hops[-1].recipient for route in routes}
    return {h: last if h in ends and not any(graph.successors(h)) else column for h, column in columns.items()}


def _joins(routes: Iterable[TracedRoute]) -> list[tuple[str, str]]:
    """Where a hop leaves from another body than the one before came to."""
    pairs = ((a.recipient, b.sender) for route in routes for a, b in pairwise(route.hops))
    return list(dict.fromkeys((a, b) for a, b in pairs if a != b))


def _boxes(frame: Frame, routes: Sequence[TracedRoute], edges: Sequence[_Edge]) -> dict[str, _Box]:
    columns = _columns(routes, edges)
    return {iri: _Box(iri, _lines(frame, iri), column) for iri, column in columns.items()}


def _lines(frame: Frame, iri: str) -> tuple[str, ...]:
    label, short = plain(frame.labels[iri]), frame.acronyms.get(iri)
    lines = wrap(f"{label} ({plain(short)})" if short else label, _LETTERS)
    return tuple(lines[:4] if len(lines) <= 4 else [*lines[:3], lines[3][: _LETTERS - 1] + "…"])


def _placed(
    boxes: dict[str, _Box], edges: Sequence[_Edge]
) -> tuple[dict[str, tuple[int, int]], int, int]:
    """The upper left corner of each box, and the width and height of all: neighbours of a holder lie at its height."""
    columns: dict[int, list[_Box]] = {}
    for box in boxes.values():
        columns.setdefault(box.column, []).append(box)
    rank: dict[str, float] = {box.iri: place for column in columns.values() for place, box in enumerate(column)}
    beside: dict[str, list[str]] = {}
    for edge in edges:
        beside.setdefault(edge.sender, []).append(edge.recipient)
        beside.setdefault(edge.recipient, []).append(edge.sender)
    for _ in range(_ROUNDS):
        for column in columns.values():
            middle = {
                box.iri: sum(rank[near] for near in beside.get(box.iri, [box.iri])) / len(beside.get(box.iri, [0]))
                for box in column
            }
            column.sort(key=lambda box: (middle[box.iri], box.iri))
            rank |= {box.iri: place - (len(column) - 1) / 2 for place, box in enumerate(column)}
    heights = {n: sum(box.height + _BETWEEN for box in column) - _BETWEEN for n, column in columns.items()}
    height = max(heights.values()) + 2 * _BETWEEN
    places = {}
    for number, column in columns.items():
        y = (height - heights[number]) // 2
        for box in column:
            places[box.iri] = (number * (_BOX + _GAP) + 2, y)
            y += box.height + _BETWEEN
    return places, max(columns) * (_BOX + _GAP) + _BOX + 4, height


def _box(frame: Frame, box: _Box, place: tuple[int, int], link: Callable[[str], str | None]) -> str:
    x, y = place
    lines = "".join(
        f'<text x="{x + _BOX / 2:g}" y="{y + _PADDING + _LINE * (n + 1) - 4}">{_text(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    drawn = f'<rect x="{x}" y="{y}" width="{_BOX}" height="{box.height}" rx="3"/>{lines}'
    address = link(box.iri)
    return f"<a href={quoteattr(plain(address))}>{drawn}</a>" if address else f"<g>{drawn}</g>"


def _edge(frame: Frame, edge: _Edge, boxes: dict[str, _Box], places: dict[str, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = places[edge.sender], places[edge.recipient]
    y1, y2 = y1 + boxes[edge.sender].height // 2, y2 + boxes[edge.recipient].height // 2
    onward = x2 > x1
    x1, x2 = (x1 + _BOX, x2) if onward else (x1, x2 + _BOX)
    bend = _GAP // 2 if onward else -_GAP // 2
    path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    labels = list(dict.fromkeys(plain(frame.labels[hop.category]) for hop in edge.hops))
    shown = labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more"
    lines = wrap(shown, 22)[:2]
    text = "".join(
        f'<text class="data" x="{x}" y="{y - 7 - _LINE * (len(lines) - 1 - n) + 2 * n}">{_text(line)}</text>'
        for n, line in enumerate(lines)
    )
    bar = f'<path class="across" d="M{x} {y - 8}V{y + 8}"/>' if edge.barred else ""
    kind = f"{_WORDS.get(edge.state, 'possible')}{' barred' if edge.barred else ''}"
    return (
        f'<g class="flow {kind}"><title>{_text(edge.said(frame))}</title>'
        f'<path class="line" marker-end="url(#tip)" d="{path}"/>{bar}{text}</g>'
    )


def _key(edges: Sequence[_Edge], y: int) -> str:
    """What the lines of this picture mean."""
    states = sorted({edge.state for edge in edges})
    parts, x = [], 2
    for state in states:
        word = _WORDS.get(state, state.word)
        parts.append(
            f'<g class="flow {word}"><path class="line" d="M{x} {y + 14}H{x + 36}"/></g>'
            f'<text class="key" x="{x + 44}" y="{y + 18}">{word}</text>'
        )
        x += 130
    if any(edge.barred for edge in edges):
        parts.append(
            f'<g class="flow barred"><path class="line" d="M{x} {y + 14}H{x + 36}"/>'
            f'<path class="across" d="M{x + 18} {y + 6}V{y + 22}"/></g>'
            f'<text class="key" x="{x + 44}" y="{y + 18}">a bar covers it</text>'
        )
    return "".join(parts)


def _text(text: str) -> str:
    return escape(plain(text))
