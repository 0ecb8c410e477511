"""What happened to some things over time as one picture: a lane for each, from its beginning to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.entries import Entry
from whoshares.model.dates import span
from whoshares.model.plain import plain

Label = Callable[[str], str]
Link = Callable[[str], str | None]

_HEAD: Final = 26
_GROUP: Final = 22
_ORDER: Final = ("bar", "block", "permission", "mandate", "instrument", "program", "data flow", "transformation")
_MOST: Final = 26
"""Lanes that are drawn; the table beside has all."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Of a wide or a narrow picture: where its lines begin, how long they are, what a lane and the key take."""

    sort: str
    names: int
    lines: int
    lane: int
    line: int
    """How far below its top a lane's line is."""
    letters: int
    key: int
    years: int
    """At most so many years stand above."""

    @property
    def width(self) -> int:
        return self.names + self.lines + 20


_FORMS: Final = (
    _Form("timeline", 420, 600, 22, 11, 52, 40, 12),
    _Form("timeline tall", 18, 320, 38, 27, 46, 92, 6),
)
"""In the narrow one a name stands above its line."""


@dataclass
class _Lane:
    """One thing: when it began and ended, and when it was said to be in force."""

    thing: str
    thing_class: str
    began: list[date] = field(default_factory=list)
    ended: list[date] = field(default_factory=list)
    said: list[date] = field(default_factory=list)

    @property
    def first(self) -> date:
        return min((*self.began, *self.said, *self.ended))

    @property
    def place(self) -> tuple[object, ...]:
        rank = _ORDER.index(self.thing_class) if self.thing_class in _ORDER else len(_ORDER)
        return rank, self.first, self.thing

    def said_in(self, label: Label) -> str:
        """What the lane shows, in words."""
        parts = [f"began {min(self.began)}"] if self.began else []
        parts += [f"said to be in force from {min(self.said)} to {max(self.said)}"] if self.said else []
        parts += [f"ended {max(self.ended)}"] if self.ended else []
        return plain(f"{label(self.thing)}: {', '.join(parts)}")


def timeline_picture(entries: Iterable[Entry], label: Label, link: Link, today: date) -> str:
    """The entries that began, ended or were said to be in force, as SVG; empty where fewer than two things have dates.

    It is for a page, which styles it, and there are two, a wide and a narrow one, of which the page shows the one that
    fits its screen. Everything from the graph is escaped.
    """
    every = sorted(_lanes(entries), key=lambda lane: lane.place)
    lanes = _chosen(every)
    if len(lanes) < 2:
        return ""
    left = len(every) - len(lanes)
    return "".join(_drawn(form, lanes, left, label, link, today) for form in _FORMS)


def _drawn(form: _Form, lanes: Sequence[_Lane], left: int, label: Label, link: Link, today: date) -> str:
    first = min(lane.first for lane in lanes).year
    last = max(today.year, max(max((*lane.began, *lane.said, *lane.ended)) for lane in lanes).year) + 1
    whole = (date(first, 1, 1).toordinal(), date(min(last, 9999), 1, 1).toordinal())

    def x(day: date) -> float:
        return form.names + form.lines * (day.toordinal() - whole[0]) / (whole[1] - whole[0])

    groups = _grouped(lanes)
    bottom = _HEAD + len(lanes) * form.lane + len(groups) * _GROUP
    drawn, y = [_axis(form, first, last, x, bottom)], _HEAD
    for name, of_class in groups:
        drawn.append(f'<text class="group" x="0" y="{y + 15}">{_text(name)}</text>')
        y += _GROUP
        for lane in of_class:
            drawn.append(_lane(form, lane, x, y, today, label, link))
            y += form.lane
    words = ". ".join(lane.said_in(label) for lane in lanes)
    title = "What began, ended and was said to be in force, and when" + (f"; {left} more in the table" if left else "")
    width, height, ids = form.width, bottom + form.key, form.sort.replace(" ", "-")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {form.sort}" role="group" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-labelledby="{ids}-title {ids}-words">'
        f'<title id="{ids}-title">{_text(title)}</title><desc id="{ids}-words">{_text(words)}</desc>'
        f"{''.join(drawn)}{_key(bottom + 26, width)}</svg>"
    )


def _lanes(entries: Iterable[Entry]) -> list[_Lane]:
    found: dict[str, _Lane] = {}
    slots = {"began": "began", "ended": "ended", "attested": "said", "first-described": "said"}
    for entry in entries:
        if entry.thing is None or entry.date is None or entry.kind not in slots:
            continue
        lane = found.setdefault(entry.thing, _Lane(entry.thing, entry.thing_class or ""))
        first, last = span(entry.date, "a timeline")
        getattr(lane, slots[entry.kind]).append(last if entry.kind == "ended" else first)
    return list(found.values())


def _chosen(lanes: Sequence[_Lane]) -> list[_Lane]:
    """As many as are drawn: first those of which most is dated."""
    told = sorted(lanes, key=lambda lane: (-bool(lane.began) - bool(lane.ended), -len(lane.said)))[:_MOST]
    return sorted(told, key=lambda lane: lane.place)


def _grouped(lanes: Iterable[_Lane]) -> list[tuple[str, list[_Lane]]]:
    groups: dict[str, list[_Lane]] = defaultdict(list)
    for lane in lanes:
        groups[lane.thing_class].append(lane)
    return [(f"{name}s" if name else "others", listed) for name, listed in groups.items()]


def _axis(form: _Form, first: int, last: int, x: Callable[[date], float], bottom: int) -> str:
    """A line and a year at every step."""
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / n <= form.years)
    years = range(first - first % step if step > 1 else first, last + 1, step)
    return "".join(
        f'<path class="year" d="M{x(date(year, 1, 1)):.1f} {_HEAD - 6}V{bottom}"/>'
        f'<text class="tick" x="{x(date(year, 1, 1)):.1f}" y="{_HEAD - 10}">{year}</text>'
        for year in years
        if first <= year <= 9999
    )


def _lane(form: _Form, lane: _Lane, x: Callable[[date], float], y: int, today: date, label: Label, link: Link) -> str:
    middle = y + form.line
    start = min(lane.began, default=None) or min(lane.said, default=None)
    end = max(lane.ended, default=None)
    known = [*lane.said, *lane.began]
    drawn = []
    if start is not None:
        sure = max([day for day in known if end is None or day <= end], default=start)
        until = end if end is not None else sure
        if until > start:
            drawn.append(f'<path class="sure" d="M{x(start):.1f} {middle}H{x(until):.1f}"/>')
        if end is None and today > sure:
            drawn.append(f'<path class="since" d="M{x(sure):.1f} {middle}H{x(today):.1f}"/>')
    if lane.began:
        drawn.append(f'<path class="end" d="M{x(min(lane.began)):.1f} {middle - 6}v12"/>')
    drawn += [f'<circle class="said" cx="{x(day):.1f}" cy="{middle}" r="3"/>' for day in sorted(set(lane.said))]
    if end is not None:
        at = x(end)
        drawn.append(f'<path class="cross" d="M{at - 5:.1f} {middle - 5}l10 10m0 -10l-10 10"/>')
    words = shorten(plain(label(lane.thing)), form.letters, placeholder="…")
    name = f'<text class="name" x="12" y="{y + 15}">{_text(words)}</text>'
    address = link(lane.thing)
    shown = f"<a href={quoteattr(plain(address))}>{name}</a>" if address else name
    return f"<g><title>{_text(lane.said_in(label))}</title>{shown}{''.join(drawn)}</g>"


def _key(y: int, width: int) -> str:
    """What the signs mean, in rows."""
    signs = (
        ('<path class="end" d="M{x} {a}v12"/>', "began", 0),
        ('<circle class="said" cx="{x}" cy="{m}" r="3"/>', "a document says that it is in force", 0),
        ('<path class="sure" d="M{x} {m}h26"/>', "between two such days", 18),
        ('<path class="since" d="M{x} {m}h26"/>', "nothing says that it ended", 18),
        ('<path class="cross" d="M{x} {b}l10 10m0 -10l-10 10"/>', "ended", 4),
    )
    parts, x = [], 12
    for sign, words, wide in signs:
        if x > 12 and x + 18 + wide + 7 * len(words) > width:
            x, y = 12, y + 22
        parts.append(sign.format(x=x, a=y - 11, m=y - 5, b=y - 10))
        parts.append(f'<text class="key" x="{x + 18 + wide}" y="{y}">{words}</text>')
        x += 46 + wide + 7 * len(words)
    return "".join(parts)


def _text(text: str) -> str:
    return escape(plain(text))
