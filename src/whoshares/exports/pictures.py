"""Routes as a picture: holders in columns from the first to the last, flows as lines between them, as SVG.

No line is told from another by colour alone. Presumed is dashed, possible is dotted, a barred line has a bar across, a
stopped one ends in a cross, one that is only assumed to join what comes before has a gap, one said of every body of a
kind is double, and one on whose dates documents differ has a question mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.caption import Caption
from whoshares.answers.traced import TracedHop, TracedRoute
from whoshares.answers.ways import Way
from whoshares.exports.layout import BETWEEN, BOX, LINE, PADDING, Box, Layout, layout
from whoshares.model.plain import plain
from whoshares.model.validity import State

if TYPE_CHECKING:
    import networkx as nx

_LEAST: Final = 420
_LETTERS: Final = 20
_DATA_LETTERS: Final = 16
_KEY: Final = 34
_HEAD_LINE: Final = 24
_TITLE_SIGN: Final = 12
_LEAST_ALONE: Final = 760
_LONG: Final = 1_150
"""A picture that is wider than this may leave the column of the page's text."""
_STOP: Final = 15
_MOST_NAMED: Final = 40
"""Lines up to which each says what it carries, though all carry the same."""
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
_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "barred": ("a bar covers it", "a bar covers it"),
    "blocked": ("a block stops it", "a block stops it"),
    "cut": ("would have to end", "would have to end"),
    "kind": ("said of every such body", "said of every body of a kind, taken for this one"),
    "assumed": ("join assumed", "assumed to join what comes before"),
    "disputed": ("dates disputed", "documents differ on its dates"),
}
"""What marks a line besides how sure it is: in the key, and in words."""

Crossed = Collection[tuple[str, str]]
"""The hops that a block stops, by flow and category."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """All flows of the routes between two holders, as one line."""

    sender: str
    recipient: str
    hops: tuple[TracedHop, ...]
    blocked: bool
    cut: bool

    @property
    def state(self) -> State:
        return min(hop.state for hop in self.hops)

    @property
    def barred(self) -> bool:
        return all(hop.barred_by for hop in self.hops)

    def data(self, caption: Caption) -> list[str]:
        """The categories that it carries, each once."""
        return list(dict.fromkeys(plain(caption.labels[hop.category]) for hop in self.hops))

    @property
    def marks(self) -> list[str]:
        """What marks the line, of `_MARKS`: what holds of all its hops."""
        joins = {hop.join for hop in self.hops}
        holds = {
            "barred": self.barred,
            "blocked": self.blocked,
            "cut": self.cut,
            "kind": "exact" not in joins and "kind" in joins,
            "assumed": joins == {"assumed"},
            "disputed": all(hop.disputed for hop in self.hops),
        }
        return [mark for mark, held in holds.items() if held]

    def said(self, caption: Caption) -> str:
        """What the line stands for, in words."""
        marks = "".join(f"; {_MARKS[mark][1]}" for mark in self.marks)
        ends = f"{caption.labels[self.sender]} to {caption.labels[self.recipient]}"
        return plain(f"{ends}: {', '.join(self.data(caption))}; {self.state.word}{marks}")


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
    return _svg(body, title, words, width, height, role="group", name=name)  # an image would hide its links


def picture_of(
    caption: Caption, routes: Sequence[TracedRoute], ways: Sequence[Way], title: str, *, crossed: Crossed = ()
) -> str:
    """The ways of some routes as an SVG file that stands alone: with its title, its graph, its licence."""
    body, words, width, height = _drawn(caption, routes, ways, lambda _: None, crossed)
    width = max(width, _LEAST_ALONE)
    head = wrap(plain(title), width // _TITLE_SIGN)
    flows, sources = caption.searched["flows"], caption.searched["sources"]
    foot = f"whoshares · {flows:,} flows from {sources:,} documents · CC BY 4.0"
    top = len(head) * _HEAD_LINE + BETWEEN
    lines = "".join(
        f'<text class="head" x="2" y="{_HEAD_LINE * (n + 1)}">{_text(one)}</text>' for n, one in enumerate(head)
    )
    below = f'<text class="key" x="2" y="{top + height + LINE}">{_text(foot)}</text>'
    drawn = f'<style>{_STYLE}</style><rect class="paper" width="100%" height="100%"/>{lines}'
    whole = f'{drawn}<g transform="translate(0 {top})">{body}</g>{below}'
    return _svg(whole, title, words, width, top + height + 2 * LINE)


def _svg(
    body: str, title: str, words: str, width: int, height: int, *, role: str = "img", name: str = "picture"
) -> str:
    sort = "picture long" if width > _LONG else "picture"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{sort}" role="{role}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-words">'
        f'<title id="{name}-title">{_text(title)}</title><desc id="{name}-words">{_text(words)}</desc>'
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" '
        f'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip" d="M0 0L8 4L0 8z"/></marker>'
        f"</defs>"
        f"{body}</svg>"
    )


def _drawn(
    caption: Caption,
    routes: Sequence[TracedRoute],
    ways: Sequence[Way],
    link: Callable[[str], str | None],
    crossed: Crossed,
    cut: Collection[str] = (),
) -> tuple[str, str, int, int]:
    """What is drawn, the same in words, its width and its height."""
    bodies = {part: at.body for way in ways for step in way.steps for at in (step.sender, step.recipient)
              for part in at.parts}  # fmt: skip
    edges = _edges(routes, bodies, crossed, cut)
    boxes = _boxes(caption, routes, edges, bodies)
    placed = layout(boxes, [(edge.sender, edge.recipient) for edge in edges])
    words = ". ".join(edge.said(caption) for edge in edges)
    carried = {label for edge in edges for label in edge.data(caption)}
    named = len(carried) > 1 or len(edges) <= _MOST_NAMED
    drawn = [_edge(caption, edge, boxes, placed, named=named) for edge in edges]
    drawn += [_box(box, placed.corners[box.iri], link) for box in boxes.values()]
    key, across = _key(edges, placed.height, "" if named else carried.pop())
    return "".join([*drawn, key]), words, max(placed.width, across, _LEAST), placed.height + _KEY


def _edges(
    routes: Iterable[TracedRoute], bodies: Mapping[str, str], crossed: Crossed, cut: Collection[str]
) -> list[_Edge]:
    """One line for each two bodies; what stays within a body is not drawn, unless nothing else is there."""
    found: dict[tuple[str, str], dict[str, TracedHop]] = {}
    for route in routes:
        for hop in route.hops:
            ends = bodies.get(hop.sender, hop.sender), bodies.get(hop.recipient, hop.recipient)
            if ends[0] == ends[1]:
                ends = (hop.sender, hop.recipient) if len(route.hops) == 1 else ends
            if ends[0] != ends[1]:
                found.setdefault(ends, {}).setdefault(f"{hop.flow} {hop.category}", hop)
    return [
        _Edge(
            *ends,
            tuple(hops.values()),
            all((hop.flow, hop.category) in crossed for hop in hops.values()),
            all(hop.flow in cut for hop in hops.values()),
        )
        for ends, hops in found.items()
    ]


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
    caption: Caption, routes: Sequence[TracedRoute], edges: Sequence[_Edge], bodies: Mapping[str, str]
) -> dict[str, Box]:
    columns = _columns(routes, edges, bodies)
    return {iri: Box(iri, _lines(caption, iri), column) for iri, column in columns.items()}


def _lines(caption: Caption, iri: str) -> tuple[str, ...]:
    label, short = plain(caption.labels[iri]), caption.acronyms.get(iri)
    lines = wrap(f"{label} ({plain(short)})" if short else label, _LETTERS)
    return tuple(lines[:4] if len(lines) <= 4 else [*lines[:3], lines[3][: _LETTERS - 1] + "…"])


def _box(box: Box, place: tuple[int, int], link: Callable[[str], str | None]) -> str:
    x, y = place
    lines = "".join(
        f'<text x="{x + BOX / 2:g}" y="{y + PADDING + LINE * (n + 1) - 4}">{_text(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    drawn = f'<rect x="{x}" y="{y}" width="{BOX}" height="{box.height}" rx="3"/>{lines}'
    address = link(box.iri)
    return f"<a href={quoteattr(plain(address))}>{drawn}</a>" if address else f"<g>{drawn}</g>"


def _edge(caption: Caption, edge: _Edge, boxes: dict[str, Box], placed: Layout, *, named: bool) -> str:
    ends = edge.sender, edge.recipient
    (x1, _), (x2, _) = placed.corners[edge.sender], placed.corners[edge.recipient]
    y1, y2 = placed.ports[ends]
    onward = x2 > x1
    x1, x2 = (x1 + BOX, x2) if onward else (x1, x2 + BOX)
    ahead = 1 if onward else -1
    last = x2 - ahead * _STOP if edge.blocked or edge.cut else x2
    bends = [(x + side, y) for x, y in placed.bends[ends] for side in ((0, BOX) if onward else (BOX, 0))]
    path, at = f"M{x1} {y1}", (x1, y1)
    for number, (x, y) in enumerate([*bends, (last, y2)]):
        if number % 2:
            path += f"H{x}"
        else:
            half = (at[0] + x) // 2
            path += f"C{half} {at[1]} {half} {y} {x} {y}"
        before, at = at, (x, y)
    if bends:
        x, y = (bends[0][0] + bends[1][0]) // 2, bends[0][1]
    else:
        x, y = _along((x1, y1), (last, y2), 0.5)
    marks = edge.marks
    tip = "" if edge.blocked or edge.cut else ' marker-end="url(#tip)"'
    drawn = f'<path class="line"{tip} d="{path}"/>'
    drawn += f'<path class="inner" d="{path}"/>' if "kind" in marks else ""
    drawn += f'<path class="gap" d="M{x1 + ahead * 8} {y1}h{ahead * 9}"/>' if "assumed" in marks else ""
    drawn += f'<path class="across" d="M{x} {y - 8}V{y + 8}"/>' if "barred" in marks else ""
    drawn += _cross(last, y2) if "blocked" in marks or "cut" in marks else ""
    drawn += _doubt(*_along(before, (last, y2), 0.8)) if "disputed" in marks else ""
    drawn += _data(caption, edge, x, y - 4 * ("barred" in marks)) if named else ""
    kind = " ".join([edge.state.word, *marks])
    return f'<g class="flow {kind}"><title>{_text(edge.said(caption))}</title>{drawn}</g>'


def _along(first: tuple[int, int], last: tuple[int, int], part: float) -> tuple[int, int]:
    """A point on the curve from one point to another, which leaves and arrives level."""
    (x1, y1), (x2, y2), half = first, last, (first[0] + last[0]) / 2
    near, far = (1 - part) ** 3, part**3
    out, home = 3 * (1 - part) ** 2 * part, 3 * (1 - part) * part**2
    return round(near * x1 + (out + home) * half + far * x2), round((near + out) * y1 + (home + far) * y2)


def _cross(x: int, y: int) -> str:
    return f'<path class="cross" d="M{x - 6} {y - 6}l12 12m0 -12l-12 12"/>'


def _doubt(x: int, y: int) -> str:
    return f'<g class="doubt"><circle cx="{x}" cy="{y}" r="8"/><text x="{x}" y="{y + 4}">?</text></g>'


def _data(caption: Caption, edge: _Edge, x: int, y: int) -> str:
    labels = edge.data(caption)
    lines = wrap(labels[0] if len(labels) == 1 else f"{labels[0]} +{len(labels) - 1}", _DATA_LETTERS)[:3]
    return "".join(
        f'<text class="data" x="{x}" y="{y - 6 - LINE * (len(lines) - 1 - n) + 2 * n}">{_text(line)}</text>'
        for n, line in enumerate(lines)
    )


def _key(edges: Sequence[_Edge], y: int, data: str) -> tuple[str, int]:
    """What the lines of this picture mean, and how far it goes; `data` is what all carry, where lines do not say so."""
    parts, x = [], 2
    shown = [(state.word, state.word) for state in sorted({edge.state for edge in edges})]
    used = {mark for edge in edges for mark in edge.marks}
    shown += [(mark, words) for mark, (words, _) in _MARKS.items() if mark in used]
    for kind, words in shown:
        line = f"M{x} {y + 14}H{x + 36}"
        mark = {
            "barred": f'<path class="across" d="M{x + 18} {y + 6}V{y + 22}"/>',
            "blocked": _cross(x + 34, y + 14),
            "cut": _cross(x + 34, y + 14),
            "kind": f'<path class="inner" d="{line}"/>',
            "assumed": f'<path class="gap" d="M{x + 10} {y + 14}h9"/>',
            "disputed": _doubt(x + 18, y + 14),
        }.get(kind, "")
        parts.append(
            f'<g class="flow {kind}"><path class="line" d="{line}"/>{mark}</g>'
            f'<text class="key" x="{x + 46}" y="{y + 18}">{words}</text>'
        )
        x += 74 + 7 * len(words)
    if data:
        parts.append(f'<text class="key" x="{x}" y="{y + 18}">all lines: {_text(data)}</text>')
        x += 90 + 7 * len(data)
    return "".join(parts), x


def _text(text: str) -> str:
    return escape(plain(text))
