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
_BAR: Final = 22
_ROW: Final = 32


def distance_chart(counted: Iterable[tuple[int, State]], outward: bool) -> str:
    """Bodies by the number of steps and by how sure the way is, as bars of SVG, each part with its number."""
    rows: dict[int, Counter[State]] = {}
    for hops, state in counted:
        rows.setdefault(hops, Counter())[state] += 1
    most = max((sum(row.values()) for row in rows.values()), default=1)
    drawn, words = [], []
    for place, hops in enumerate(sorted(rows)):
        y = place * _ROW
        name = "at once" if hops == 1 else f"in {hops} steps"
        drawn.append(f'<text class="name" x="{_NAME - 10}" y="{y + 16}">{name}</text>')
        x = float(_NAME)
        for state in (State.CERTAIN, State.PRESUMED, State.POSSIBLE):
            if number := rows[hops][state]:
                width = _WIDE * number / most
                drawn.append(
                    f'<rect class="part {state.word}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"/>'
                    f'<text class="count" x="{x + 6:.1f}" y="{y + 16}">{number}</text>'
                )
                x += max(width, 22)
                words.append(f"{name}: {number} {state.word}")
    height = len(rows) * _ROW + 30
    key = "".join(
        f'<rect class="part {state.word}" x="{_NAME + 130 * n}" y="{height - 20}" width="24" height="14"/>'
        f'<text class="key" x="{_NAME + 130 * n + 30}" y="{height - 8}">{state.word}</text>'
        for n, state in enumerate((State.CERTAIN, State.PRESUMED, State.POSSIBLE))
        if any(row[state] for row in rows.values())
    )
    title = f"Bodies by how many steps data takes {'to' if outward else 'from'} them, and by how sure that is"
    return _svg("distances", title, "; ".join(words), _NAME + _WIDE + 40, height, "".join(drawn) + key)


def months_chart(began: Mapping[str, int], ended: Mapping[str, int], months: Sequence[str]) -> str:
    """What began, above a line, and what ended, below it, month by month, as SVG; empty where there is nothing.

    Months are written YYYY-MM, from first to last.
    """
    most = max([*began.values(), *ended.values()], default=0)
    if not most or len(months) < 2:
        return ""
    step = min(40.0, 900 / len(months))
    tall, middle = 70, 92
    drawn = [f'<path class="year" d="M40 {middle}H{40 + step * len(months):.1f}"/>']
    for place, month in enumerate(months):
        x, wide = 40 + place * step, step * 0.8
        for kind, number in (("up", began.get(month, 0)), ("down", ended.get(month, 0))):
            if not number:
                continue
            high = max(3, tall * number / most)
            top, at = (middle - high, middle - high - 4) if kind == "up" else (middle, middle + high + 13)
            drawn.append(f'<rect class="{kind}" x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}"/>')
            drawn.append(f'<text class="count" x="{x + wide / 2:.1f}" y="{at:.1f}">{number}</text>')
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
    for kind, name, x in (("up", "began", 40), ("down", "ended", 140)):
        drawn.append(f'<rect class="{kind}" x="{x}" y="{y - 12}" width="24" height="14"/>')
        drawn.append(f'<text class="key" x="{x + 32}" y="{y}">{name}</text>')
    width = max(round(60 + step * len(months)), 300)
    return _svg("months", "What began and what ended, month by month", words, width, y + 8, "".join(drawn))


def _svg(name: str, title: str, words: str, width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture chart {name}" role="img" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-labelledby="{name}-title {name}-words">'
        f'<title id="{name}-title">{escape(plain(title))}</title><desc id="{name}-words">{escape(plain(words))}</desc>'
        f"{body}</svg>"
    )
