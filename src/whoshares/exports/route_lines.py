"""The lines of a picture of routes: which there are, how sure each is, what marks it, and what the key says of that.

No line is told from another by colour alone. Presumed is dashed, possible is dotted, a barred line has a bar across, a
stopped one ends in a cross, one that is only assumed to join what comes before has a gap, one said of every body of a
kind is double, and one on whose dates documents differ has a question mark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from whoshares.answers.caption import Caption
from whoshares.answers.traced import TracedHop, TracedRoute
from whoshares.answers.ways import Way
from whoshares.model.plain import plain
from whoshares.model.validity import State

if TYPE_CHECKING:
    import networkx as nx

KEY: Final = 34
"""The height of the key, where it stands in one row."""
_KEY_ROW: Final = 26
_LONG: Final = 1_150
"""A picture that is wider than this may leave the column of the page's text."""
MARKS: Final[Mapping[str, tuple[str, str]]] = {
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
class Line:
    """All flows of the routes between two holders, as one line."""

    sender: str
    recipient: str
    hops: tuple[TracedHop, ...]
    blocked: bool
    cut: bool

    @property
    def state(self) -> State:
        """How sure the surest is."""
        return min(hop.state for hop in self.hops)

    @property
    def barred(self) -> bool:
        """Whether bars cover all."""
        return all(hop.barred_by for hop in self.hops)

    def data(self, caption: Caption) -> list[str]:
        """The categories that it carries, each once."""
        return list(dict.fromkeys(plain(caption.labels[hop.category]) for hop in self.hops))

    @property
    def marks(self) -> list[str]:
        """What marks the line, of `MARKS`: what holds of all its hops."""
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
        marks = "".join(f"; {MARKS[mark][1]}" for mark in self.marks)
        ends = f"{caption.labels[self.sender]} to {caption.labels[self.recipient]}"
        return plain(f"{ends}: {', '.join(self.data(caption))}; {self.state.word}{marks}")


def bodies_of(ways: Iterable[Way]) -> dict[str, str]:
    """For each part that ways pass, the body as which it is drawn."""
    return {part: at.body for way in ways for step in way.steps for at in (step.sender, step.recipient)
            for part in at.parts}  # fmt: skip


def lines_of(
    routes: Iterable[TracedRoute], bodies: Mapping[str, str], crossed: Crossed, cut: Collection[str]
) -> list[Line]:
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
        Line(
            *ends,
            tuple(hops.values()),
            all((hop.flow, hop.category) in crossed for hop in hops.values()),
            all(hop.flow in cut for hop in hops.values()),
        )
        for ends, hops in found.items()
    ]


def levels_of(routes: Sequence[TracedRoute], edges: Sequence[Line], bodies: Mapping[str, str]) -> dict[str, int]:
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


def key_of(edges: Sequence[Line], y: int, data: str, most: int = 100_000) -> tuple[str, int, int]:
    """What the lines of a picture mean, how far it goes, and how high it is.

    `data` is what all carry, where lines do not say so; a row is at most `most` wide.
    """
    parts: list[str] = []
    x, widest, top = 2, 0, y
    shown = [(state.word, state.word) for state in sorted({edge.state for edge in edges})]
    used = {mark for edge in edges for mark in edge.marks}
    shown += [(mark, words) for mark, (words, _) in MARKS.items() if mark in used]
    for kind, words in shown:
        if x > 2 and x + 50 + 7 * len(words) > most:
            widest, x, y = max(widest, x), 2, y + _KEY_ROW
        line = f"M{x} {y + 14}H{x + 36}"
        mark = {
            "barred": f'<path class="across" d="M{x + 18} {y + 6}V{y + 22}"/>',
            "blocked": cross(x + 34, y + 14),
            "cut": cross(x + 34, y + 14),
            "kind": f'<path class="inner" d="{line}"/>',
            "assumed": f'<path class="gap" d="M{x + 10} {y + 14}h9"/>',
            "disputed": doubt(x + 18, y + 14),
        }.get(kind, "")
        parts.append(
            f'<g class="flow {kind}"><path class="line" d="{line}"/>{mark}</g>'
            f'<text class="key" x="{x + 46}" y="{y + 18}">{words}</text>'
        )
        x += 74 + 7 * len(words)
    if data:
        if x > 2 and x + 90 + 7 * len(data) > most:
            widest, x, y = max(widest, x), 2, y + _KEY_ROW
        parts.append(f'<text class="key" x="{x}" y="{y + 18}">all lines: {text_of(data)}</text>')
        x += 90 + 7 * len(data)
    return "".join(parts), max(widest, x), y - top + KEY


def svg(
    body: str,
    title: str,
    words: str,
    width: int,
    height: int,
    *,
    role: str = "img",
    name: str = "picture",
    sort: str = "",
) -> str:
    """The picture: what is drawn, with a title and the same in words; `name` tells it from others of a page."""
    sort = " ".join(["picture", *([sort] if sort else []), *(["long"] if width > _LONG else [])])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{sort}" role="{role}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-words">'
        f'<title id="{name}-title">{text_of(title)}</title><desc id="{name}-words">{text_of(words)}</desc>'
        f"{body}</svg>"
    )


def cross(x: int, y: int) -> str:
    """That a line is stopped, at its end."""
    return f'<path class="cross" d="M{x - 6} {y - 6}l12 12m0 -12l-12 12"/>'


def doubt(x: int, y: int) -> str:
    """That documents differ on a line's dates."""
    return f'<g class="doubt"><circle cx="{x}" cy="{y}" r="8"/><text x="{x}" y="{y + 4}">?</text></g>'


def text_of(text: str) -> str:
    """Text from the graph, as it may stand in a picture."""
    return escape(plain(text))
