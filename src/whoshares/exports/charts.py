"""Small charts: how far bodies are, how sure that is; what began and ended, month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from whoshares.model.plain import plain
from whoshares.model.validity import State

_NAME: Final = 130
_WIDE: Final = 640
_NARROW: Final = 358
"""The width of a phone, without its margins."""
_REST: Final = 40
"""What is left of a row beside its longest bar, for small parts that are drawn wider than they are."""
_BAR: Final = 22
_ROW: Final = 32
_LEAST_NUMBERED: Final = 12
"""A bar of a month that is narrower than this does not say its number: words do."""


def distance_chart(counted: Iterable[tuple[int, State]], outward: bool) -> str:
    """Bodies by the number of steps and by how sure the way is, as bars of SVG, each part with its number.

    There are two, a wide one and a narrow one, of which the page shows the one that fits its screen.
    """
    rows: dict[int, Counter[State]] = {}
    for hops, state in counted:
        rows.setdefault(hops, Counter())[state] += 1
    left = _NAME - 45
    return _distances(rows, outward, _NAME, _WIDE) + _distances(rows, outward, left, _NARROW - left - _REST, "tall")


def _distances(rows: Mapping[int, Counter[State]], outward: bool, left: int, wide: int, sort: str = "") -> str:
    most = max((sum(row.values()) for row in rows.values()), default=1)
    drawn, words = [], []
    for place, hops in enumerate(sorted(rows)):
        y = place * _ROW
        name = "at once" if hops == 1 else f"in {hops} steps"
        drawn.append(f'<text class="name" x="{left - 10}" y="{y + 16}">{name}</text>')
        x = float(left)
        for state in (State.CERTAIN, State.PRESUMED, State.POSSIBLE):
            if number := rows[hops][state]:
                width = wide * number / most
                drawn.append(
                    f'<rect class="part {state.word}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"/>'
                    f'<text class="count" x="{x + 6:.1f}" y="{y + 16}">{number}</text>'
                )
                x += max(width, 22)
                words.append(f"{name}: {number} {state.word}")
    height = len(rows) * _ROW + 30
    key, x = "", float(left)
    for state in (State.CERTAIN, State.PRESUMED, State.POSSIBLE):
        if any(row[state] for row in rows.values()):
            key += f'<rect class="part {state.word}" x="{x:g}" y="{height - 20}" width="24" height="14"/>'
            key += f'<text class="key" x="{x + 30:g}" y="{height - 8}">{state.word}</text>'
            x += 56 + 8 * len(state.word)
    title = f"Bodies by how many steps data takes {'to' if outward else 'from'} them, and by how sure that is"
    return _svg("distances", title, "; ".join(words), left + wide + _REST, height, "".join(drawn) + key, sort)


def months_chart(began: Mapping[str, int], ended: Mapping[str, int], months: Sequence[str]) -> str:
    """What began, above a line, and what ended, below it, month by month, as SVG; empty where there is nothing.

    Months are written YYYY-MM, from first to last. There are two, a wide one and a narrow one, of which the page shows
    the one that fits its screen.
    """
    if not any([*began.values(), *ended.values()]) or len(months) < 2:
        return ""
    return _months(began, ended, months, 40, 900) + _months(began, ended, months, 4, _NARROW - 24, "tall")


def _months(
    began: Mapping[str, int], ended: Mapping[str, int], months: Sequence[str], left: int, wide: int, sort: str = ""
) -> str:
    most = max([*began.values(), *ended.values()])
    step = min(40.0, wide / len(months))
    tall, middle = 70, 92
    drawn = [f'<path class="year" d="M{left} {middle}H{left + step * len(months):.1f}"/>']
    for place, month in enumerate(months):
        x, bar = left + place * step, step * 0.8
        for kind, number in (("up", began.get(month, 0)), ("down", ended.get(month, 0))):
            if not number:
                continue
            high = max(3, tall * number / most)
            top, at = (middle - high, middle - high - 4) if kind == "up" else (middle, middle + high + 13)
            drawn.append(f'<rect class="{kind}" x="{x:.1f}" y="{top:.1f}" width="{bar:.1f}" height="{high:.1f}"/>')
            if step >= _LEAST_NUMBERED:
                drawn.append(f'<text class="count" x="{x + bar / 2:.1f}" y="{at:.1f}">{number}</text>')
        if month.endswith("-01") or place == 0:
            name = month if place == 0 else month[:4]
            drawn.append(f'<path class="year" d="M{x:.1f} 14V{middle + tall + 16}"/>')
            drawn.append(f'<text class="tick" x="{x + 4:.1f}" y="{middle + tall + 30}">{name}</text>')
    words = "; ".join(
        f"{month}: {began.get(month, 0)} began, {ended.get(month, 0)} ended"
        for month in months
        if began.get(month) or ended.get(month)
    )
    y = middle + tall + 56
    for kind, name, x in (("up", "began", left), ("down", "ended", left + 100)):
        drawn.append(f'<rect class="{kind}" x="{x}" y="{y - 12}" width="24" height="14"/>')
        drawn.append(f'<text class="key" x="{x + 32}" y="{y}">{name}</text>')
    width = max(round(left + 20 + step * len(months)), 300)
    return _svg("months", "What began and what ended, month by month", words, width, y + 8, "".join(drawn), sort)


def _svg(name: str, title: str, words: str, width: int, height: int, body: str, sort: str) -> str:
    ids = f"{name}-{sort}" if sort else name
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{" ".join(["picture", "chart", name, *sort.split()])}" '
        f'role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-labelledby="{ids}-title {ids}-words"><title id="{ids}-title">{escape(plain(title))}</title>'
        f'<desc id="{ids}-words">{escape(plain(words))}</desc>{body}</svg>'
    )
