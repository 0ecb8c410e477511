"""A net as a picture that stands alone: holders in columns, one line for all flows between two of them, as SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from whoshares.exports.alike import alike
from whoshares.exports.layout import BETWEEN, BOX, GAP, LINE, PADDING, Box, Layout, layout
from whoshares.exports.nets import Edge, Net
from whoshares.model.errors import InputError, NothingToDraw

MOST: Final = 80
"""Holders of one picture."""
_LETTERS: Final = 20
_DATA_LETTERS: Final = 16
_DATA_LINE: Final = 15
_HEAD_LINE: Final = 24
_TITLE_SIGN: Final = 12
_LEAST: Final = 760
_NAMES: Final = 300
"""The width of a box that holders with the same lines share."""
_NAME_LETTERS: Final = 36
_STATES: Final = {"certain": "whole line", "presumed": "dashed", "possible": "dotted"}
_ENDS: Final = frozenset({"closed", "ended", "to end", "to be withheld"})
"""Roles of flows that are or would be no more, which are drawn in the colour of what stops."""
_BEGINS: Final = frozenset({"opened", "began", "on every route"})
_ROLES: Final[Mapping[str, str]] = {"closed": "only on ways that close", "opened": "only on ways that open"}
"""What the key says of a role, where the word alone could mean the flow itself."""
_STYLE: Final = (
    "text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1b1f24}"
    ".head{font-size:18px;font-weight:600;text-anchor:start}.key{text-anchor:start;fill:#535d68}"
    "rect{fill:#f4f6f8;stroke:#535d68}.paper{fill:#fff;stroke:none}.line{fill:none;stroke:#1b1f24;stroke-width:1.6}"
    ".presumed{stroke-dasharray:9 4}.possible{stroke-dasharray:2 5}.across{stroke:#9a3412;stroke-width:4}"
    ".ends{stroke:#9a3412;stroke-width:2.2}.begins{stroke:#0b5394;stroke-width:3.2}.name{text-anchor:start}"
    ".many{font-weight:600}"
    ".data{font-size:12.5px;fill:#535d68;paint-order:stroke;stroke:#fff;stroke-width:4}"
)

_TIP: Final = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
)

_Ends = tuple[str, str]
_Spot = tuple[int, int, int]
"""Where words stand: their middle, the base of the first line, how many lines."""


def net_picture(net: Net, *, bare: bool = False, styled: bool = True) -> str:
    """A net as an SVG file, with its title, what was asked, its graph and its licence.

    A `bare` one leaves what is drawn of these to the page on which it stands, which may style it as well. Presumed is
    dashed, possible dotted; a bar across a line says that a bar covers all that it stands for. Holders with the same
    lines share a box that names each. Raises
    NothingToDraw where there is no flow, and InputError where there is more than a reader could follow.
    """
    between: dict[_Ends, list[Edge]] = defaultdict(list)
    for edge in net.edges():
        if edge.sender != edge.recipient:
            between[edge.sender, edge.recipient].append(edge)
    labels = {node.id: node.texts["label"] for node in net.nodes()}
    if not between:
        raise NothingToDraw("There is no flow to draw. Ask for something that has flows, or take another format.")
    if len(labels) > MOST:
        raise InputError(
            f"This has {len(labels):,} holders, and a picture is drawn of at most {MOST}. Ask for less (a category, a "
            "day, a place), or take GraphML or GEXF, which Gephi draws."
        )
    looks = {ends: _Looks.of(edges) for ends, edges in between.items()}
    one_for = alike({ends: (_carried(edges), looks[ends]) for ends, edges in between.items()})
    shared: dict[str, list[str]] = defaultdict(list)
    for holder, first in one_for.items():
        shared[first].append(labels[holder])
    drawn = {ends: edges for ends, edges in between.items() if all(one_for.get(end, end) == end for end in ends)}
    columns = _columns(list(drawn))
    coming = Counter((end, columns[other] > columns[end]) for a, b in drawn for end, other in ((a, b), (b, a)))
    boxes = {}
    for iri, column in columns.items():
        ports = max(coming[iri, True], coming[iri, False])
        several = iri in shared
        lines = _names(shared[iri]) if several else _lines(labels[iri])
        boxes[iri] = Box(iri, lines, column, _NAMES if several else BOX, ports)
    placed = layout(boxes, list(drawn))
    crowd = Counter(end for ends in drawn for end in ends)
    taken: list[_Spot] = []
    body = "".join(_line(ends, edges, looks[ends], placed, crowd, taken) for ends, edges in drawn.items())
    body += "".join(_box(box, placed, names=box.iri in shared) for box in boxes.values())
    key = _key(looks.values())
    if bare:
        return _bare(net.about["title"], _words(between, labels), body, placed.width, placed.height, key, styled=styled)
    width = max(placed.width, _LEAST)
    head = wrap(net.about["title"], width // _TITLE_SIGN)
    foot = [
        line
        for name in ("question", "documents", "graph", "licence")
        if (said := net.about.get(name))
        for line in wrap(said, width // 8)
    ]
    foot[:0] = wrap(key, width // 8)
    top = len(head) * _HEAD_LINE + BETWEEN
    below = top + placed.height + LINE
    words = _words(between, labels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {below + LINE * len(foot)}" '
        f'width="{width}" height="{below + LINE * len(foot)}" aria-labelledby="title words">'
        f'<title id="title">{escape(net.about["title"])}</title><desc id="words">{escape(words)}</desc>'
        f'{_TIP}<style>{_STYLE}</style><rect class="paper" width="100%" height="100%"/>'
        + "".join(
            f'<text class="head" x="2" y="{_HEAD_LINE * (n + 1)}">{escape(one)}</text>' for n, one in enumerate(head)
        )
        + f'<g transform="translate(0 {top})">{body}</g>'
        + "".join(f'<text class="key" x="2" y="{below + LINE * n}">{escape(one)}</text>' for n, one in enumerate(foot))
        + "</svg>\n"
    )


def _bare(title: str, words: str, body: str, width: int, height: int, key: str, *, styled: bool) -> str:
    """A picture as it stands on a page that says itself what it is of; `styled` where the page has no style for it."""
    width = max(width, _LEAST)
    below = height + LINE
    style = f"<style>{_STYLE}</style>" if styled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="net" role="img" viewBox="0 0 {width} {below + LINE}" '
        f'width="{width}" height="{below + LINE}" aria-labelledby="title words">'
        f'<title id="title">{escape(title)}</title><desc id="words">{escape(words)}</desc>{_TIP}{style}{body}'
        f'<text class="key" x="2" y="{below}">{escape(key)}</text></svg>'
    )


def _words(between: Mapping[_Ends, list[Edge]], labels: Mapping[str, str]) -> str:
    """The picture in words."""
    return ". ".join(f"{labels[a]} to {labels[b]}: {_carried(edges)}" for (a, b), edges in between.items())


def _columns(lines: list[_Ends]) -> dict[str, int]:
    """Each holder as far right as its longest way from the first, where the lines together make no circle."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(lines)
    while not nx.is_directed_acyclic_graph(graph):
        graph.remove_edge(*list(nx.find_cycle(graph))[-1][:2])
    columns: dict[str, int] = {}
    for holder in nx.lexicographical_topological_sort(graph):
        columns[holder] = max((columns[before] + 1 for before in graph.predecessors(holder)), default=0)
    return columns


def _lines(label: str) -> tuple[str, ...]:
    lines = wrap(label, _LETTERS) or [" "]
    return tuple(lines[:4] if len(lines) <= 4 else [*lines[:3], lines[3][: _LETTERS - 1] + "…"])


def _names(labels: Iterable[str]) -> tuple[str, ...]:
    """How many holders share a box, and the name of each."""
    named = sorted(labels, key=str.casefold)
    shown = (line for name in named for line in wrap(name, _NAME_LETTERS, subsequent_indent="\u2003") or [" "])
    return f"Each of these {len(named)}:", *shown


def _box(box: Box, placed: Layout, *, names: bool) -> str:
    x, y = placed.corners[box.iri]
    width = placed.breadth[x]
    middle = x + PADDING if names else x + width / 2
    lines = "".join(
        f'<text{_sort(n) if names else ""} x="{middle:g}" y="{y + box.top + LINE * (n + 1) - 4}">{escape(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    return f'<g><rect x="{x}" y="{y}" width="{width}" height="{box.height}" rx="3"/>{lines}</g>'


def _sort(line: int) -> str:
    return ' class="name"' if line else ' class="name many"'


class _Looks(NamedTuple):
    """How the line of some flows between two holders is drawn."""

    state: str
    """How sure the surest of them is; nothing where none says."""
    barred: bool
    """Whether a bar covers all of them."""
    role: str
    """What the answer has all of them for, as far as a line shows it."""

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> _Looks:
        states = {edge.texts.get("certainty", "") for edge in edges}
        roles = {edge.texts.get("role", "") for edge in edges}
        role = roles.pop() if len(roles) == 1 else ""
        return cls(
            next((state for state in _STATES if state in states), ""),
            all("barred_by" in edge.texts for edge in edges),
            role if role in _ENDS | _BEGINS else "",
        )

    @property
    def words(self) -> str:
        """The classes of the line."""
        mark = "ends" if self.role in _ENDS else "begins" if self.role else ""
        return " ".join(filter(None, ("line", self.state, mark)))


def _key(looks: Iterable[_Looks]) -> str:
    """What the lines mean, of those that there are."""
    drawn = set(looks)
    states = {look.state for look in drawn}
    said = [f"{state}: {how}" for state, how in _STATES.items() if state in states]
    if any(look.barred for look in drawn):
        said.append("bar across: a law or agreement forbids it")
    for role in sorted({look.role for look in drawn} - {""}):
        said.append(f"{_ROLES.get(role, role)}: {'red' if role in _ENDS else 'blue'}")
    return "; ".join(said)


def _line(
    ends: _Ends, edges: list[Edge], looks: _Looks, placed: Layout, crowd: Mapping[str, int], taken: list[_Spot]
) -> str:
    """A line with what it carries, which stands at the end where fewer lines meet, or elsewhere if words stand there.

    `taken` are the places of words, to which those of this line are added.
    """
    (x1, _), (x2, _) = (placed.corners[end] for end in ends)
    y1, y2 = placed.ports[ends]
    onward = x2 > x1
    x1, x2 = (x1 + placed.breadth[x1], x2) if onward else (x1, x2 + placed.breadth[x2])
    bends = [
        (x + side, y)
        for x, y in placed.bends[ends]
        for side in ((0, placed.breadth[x]) if onward else (placed.breadth[x], 0))
    ]
    path, at = f"M{x1} {y1}", (x1, y1)
    for number, (x, y) in enumerate([*bends, (x2, y2)]):
        half = (at[0] + x) // 2
        path += f"H{x}" if number % 2 else f"C{half} {at[1]} {half} {y} {x} {y}"
        at = (x, y)
    first, last = crowd[ends[0]], crowd[ends[1]]
    near = GAP // 2 if onward else -GAP // 2
    across = ((x1 + x2) // 2, (y1 + y2) // 2) if not bends else ((bends[0][0] + bends[1][0]) // 2, bends[0][1])
    beside = across, (x1 + near, y1), (x2 - near, y2)
    best = 0 if bends or first == last else 1 if first < last else 2
    mark = f'<path class="across" d="M{across[0]} {across[1] - 8}v16"/>' if looks.barred else ""
    lines = wrap(_carried(edges, few=True), _DATA_LETTERS)[:2]
    back = placed.ports.get((ends[1], ends[0]))
    spots: list[_Spot] = []
    for x, y in (beside[best], *beside):
        other = (y2 if y == y1 else y1) if back is None else back[1] if y == y1 else back[0]
        tops = y - 6 - _DATA_LINE * (len(lines) - 1), y + 16
        spots += [(x, top, len(lines)) for top in (tops if y <= other else reversed(tops))]
    spot = max(spots, key=lambda one: min((_apart(one, each) for each in taken), default=_DATA_LINE))
    taken.append(spot)
    x, top, _ = spot
    data = "".join(
        f'<text class="data" x="{x}" y="{top + _DATA_LINE * n}">{escape(line)}</text>' for n, line in enumerate(lines)
    )
    return f'<g><path class="{looks.words}" marker-end="url(#tip)" d="{path}"/>{mark}{data}</g>'


def _apart(one: _Spot, other: _Spot) -> int:
    """How far words in one place stand above or below those in another; as far as is wanted where they do not meet."""
    (x1, top1, lines1), (x2, top2, lines2) = one, other
    if abs(x1 - x2) > GAP - _DATA_LETTERS:
        return _DATA_LINE
    between = max(top2 - top1 - _DATA_LINE * (lines1 - 1), top1 - top2 - _DATA_LINE * (lines2 - 1))
    return min(between, _DATA_LINE)


def _carried(edges: list[Edge], *, few: bool = False) -> str:
    said = (edge.texts["carries"].split("; ") for edge in edges if "carries" in edge.texts)
    data = list(dict.fromkeys(one for carried in said for one in carried))
    if few and len(data) > 1:
        return f"{data[0]} +{len(data) - 1}"
    return ", ".join(data)
