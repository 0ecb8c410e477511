"""Where the boxes and lines of a picture go: holders in columns, each near the height of its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

BOX: Final = 172
"""The width of a box."""
GAP: Final = 112
"""Between two columns, where the picture is no higher than `_HIGH`."""
_HIGH: Final = 800
_WIDEST: Final = 240
"""What a higher picture has between two columns besides, at most: steep lines that stand close cross their words."""
LINE: Final = 17
"""The height of a line of text."""
PADDING: Final = 9
BETWEEN: Final = 28
"""Between two boxes of a column."""
_LANE: Final = 16
_PORT: Final = 11
"""Between two lines that come to one side of a box, at the least."""
_ROUNDS: Final = 4

Ends = tuple[str, str]
"""The holders at the two ends of a line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A holder in the picture."""

    iri: str
    lines: tuple[str, ...]
    column: int
    width: int = BOX
    ports: int = 0
    """How many lines come to one side of it, where it is to be high enough to tell them apart."""

    @property
    def height(self) -> int:
        return max(len(self.lines) * LINE + 2 * PADDING, _PORT * (self.ports + 1))

    @property
    def top(self) -> int:
        """Where its text begins, below its upper edge."""
        return (self.height - len(self.lines) * LINE) // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: the upper left corner of each box, the way of each line, the size of all."""

    corners: dict[str, tuple[int, int]]
    bends: dict[tuple[str, str], tuple[tuple[int, int], ...]]
    """For a line that passes columns, the points between their boxes through which it goes."""
    ports: dict[tuple[str, str], tuple[int, int]]
    """How high each line leaves its first box, and comes to its last."""
    breadth: Mapping[int, int]
    """How wide all boxes of a column are, by where it begins."""
    width: int
    height: int


def layout(boxes: Mapping[str, Box], lines: Sequence[Ends]) -> Layout:
    """Each holder near the height of its neighbours; a line that passes a column gets a place of its own there."""
    columns: dict[int, list[tuple[str, int]]] = {}
    for box in boxes.values():
        columns.setdefault(box.column, []).append((box.iri, box.height))
    beside: dict[str, list[str]] = {}
    bends: dict[tuple[str, str], list[str]] = {}
    for sender, recipient in lines:
        first, last = boxes[sender].column, boxes[recipient].column
        step = 1 if last > first else -1
        between = range(first + step, last, step)
        passed = [f"{sender} {recipient} {number}" for number in between]
        bends[sender, recipient] = passed
        for number, name in zip(between, passed, strict=True):
            columns.setdefault(number, []).append((name, _LANE))
        for one, other in pairwise([sender, *passed, recipient]):
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    rank = {name: float(place) for listed in columns.values() for place, (name, _) in enumerate(listed)}
    for _ in range(_ROUNDS):
        for _, listed in sorted(columns.items()):
            listed.sort(key=lambda one: (fmean(rank[near] for near in beside.get(one[0], [one[0]])), one[0]))
            rank |= {name: place - (len(listed) - 1) / 2 for place, (name, _) in enumerate(listed)}
    heights = {n: sum(height + BETWEEN for _, height in listed) - BETWEEN for n, listed in columns.items()}
    tallest = max(heights.values()) + 2 * BETWEEN
    widths = [
        max((box.width for box in boxes.values() if box.column == n), default=BOX) for n in range(max(columns) + 1)
    ]
    gap = GAP + min(max(tallest - _HIGH, 0) // 2, _WIDEST)
    left = [2 + number * gap + sum(widths[:number]) for number in range(len(widths))]
    corners = {}
    for number, listed in columns.items():
        y = (tallest - heights[number]) // 2
        for name, height in listed:
            corners[name] = (left[number], y)
            y += height + BETWEEN
    points = {
        ends: tuple((corners[name][0], corners[name][1] + _LANE // 2) for name in passed)
        for ends, passed in bends.items()
    }
    breadth = dict(zip(left, widths, strict=True))
    return Layout(corners, points, _ports(boxes, lines, corners, points), breadth, left[-1] + widths[-1] + 2, tallest)


def _ports(
    boxes: Mapping[str, Box],
    lines: Sequence[Ends],
    corners: Mapping[str, tuple[int, int]],
    bends: Mapping[tuple[str, str], Sequence[tuple[int, int]]],
) -> dict[tuple[str, str], tuple[int, int]]:
    """Lines spread over the side of the box that they share, in the order in which they come."""
    sides: dict[tuple[str, bool], list[tuple[int, tuple[str, str], int]]] = {}
    for ends in lines:
        sender, recipient = ends
        onward = corners[recipient][0] > corners[sender][0]
        middle = [y for _, y in bends[ends]]
        heights = [corners[end][1] + boxes[end].height // 2 for end in ends]
        sides.setdefault((sender, onward), []).append(([*middle, heights[1]][0], ends, 0))
        sides.setdefault((recipient, not onward), []).append(([heights[0], *middle][-1], ends, 1))
    found: dict[tuple[str, str], list[int]] = {ends: [0, 0] for ends in lines}
    for (holder, _), beside in sides.items():
        top, height = corners[holder][1], boxes[holder].height
        for number, (_, ends, place) in enumerate(sorted(beside), 1):
            found[ends][place] = top + height * number // (len(beside) + 1)
    return {ends: (first, last) for ends, (first, last) in found.items()}
