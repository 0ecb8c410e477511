"""A map of the states: of each how many things are counted, told by its number and its tone; hatched where unknown.

There are two, of which a page shows the one that fits its screen: a map, and for a phone a tile for each state. What a
map of the counties of one state shares with it stands here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.states import MEASURES, StateRow, States
from whoshares.model import vocabulary as v
from whoshares.model.plain import plain

Link = Callable[[str], str | None]

_SMALL: Final = frozenset({"09", "10", "11", "24", "25", "33", "34", "44", "50"})
"""States too small for a number: they stand in boxes beside the map, as territories do that are not on it."""
_BOX: Final = 64
_ROW: Final = 24
_KEY: Final = 44
_TONES: Final = (1, 3, 6, 11)
"""From how many on a state has the next darker tone."""
NARROW: Final = 358
"""The width of a phone, without its margins."""
_MOST_POINTS: Final = 60
"""Counties that are points on the map of the states: more would hide it, and each state has a map of its own."""
_PITCH: Final = 32.5
_TILE: Final = 30
_TILES: Final = (
    "AK -- -- -- -- -- -- -- -- -- ME",
    "-- -- -- -- -- WI -- -- -- VT NH",
    "WA ID MT ND MN IL MI -- NY MA --",
    "OR NV WY SD IA IN OH PA NJ CT RI",
    "CA UT CO NE MO KY WV VA MD DE --",
    "-- AZ NM KS AR TN NC SC DC -- --",
    "-- -- -- OK LA MS AL GA -- -- --",
    "HI -- -- TX -- -- -- -- FL -- --",
)
"""Where the tiles of states stand, much as on a map; those of all others stand in rows below."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """A drawn map: shapes of states and points of counties by their FIPS codes."""

    width: int
    height: int
    states: Mapping[str, str]
    middles: Mapping[str, Sequence[int]]
    counties: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Shapes:
        """The map in JSON-ready data. Raises KeyError and TypeError where it is none."""
        return cls(**{name: data[name] for name in ("width", "height", "states", "middles", "counties")})  # type: ignore[arg-type]


def state_map(answer: States, show: str, shapes: Shapes, link: Link) -> str:
    """The map and the tiles as SVG for a page, which styles them; each state leads to its page.

    `show` is a key of `MEASURES`.
    """
    words = "; ".join(said_of(row, show, answer.labels) for row in answer.states)
    title = f"Number of {MEASURES[show]}, by state"
    return _map(answer, show, shapes, link, title, words) + _tiles(answer, show, link, title, words)


def _map(answer: States, show: str, shapes: Shapes, link: Link, title: str, words: str) -> str:
    label = answer.labels
    on_it = [row for row in answer.states if row.fips in shapes.states]
    beside = [row for row in answer.states if row.fips in _SMALL or row.fips not in shapes.states]
    shown = [row for row in answer.counties if row.counts[show] and row.fips in shapes.counties]
    shown = shown if len(shown) <= _MOST_POINTS else []
    drawn = [_state(row, show, shapes, link, label) for row in on_it]
    drawn += [_county(row, show, shapes, link, label) for row in shown]
    drawn += [_lettered(row, show, shapes, label) for row in on_it if row.fips not in _SMALL]  # over all points
    drawn += [_boxed(row, show, place, shapes, link, label) for place, row in enumerate(beside)]
    width, height = shapes.width + _BOX + 16, shapes.height + _KEY
    key, _ = key_of(shapes.height + 24, width, counties=bool(shown))
    return svg("states", title, words, width, height, "".join(drawn) + key)


def _tiles(answer: States, show: str, link: Link, title: str, words: str) -> str:
    """A tile for each state, for a screen on which a map could not be read."""
    where = {letters: (column, row) for row, line in enumerate(_TILES) for column, letters in enumerate(line.split())}
    placed, others = [], 0
    for row in answer.states:
        at = where.get(_short(row, answer.labels))
        if at is None:
            at, others = (others % 11, len(_TILES) + others // 11), others + 1
        x, y, letters = 1 + at[0] * _PITCH, 1 + at[1] * _PITCH, _short(row, answer.labels)
        number = number_of(row, show)
        tile = (
            f'<rect class="state {tone(row, show)}" x="{x:g}" y="{y:g}" width="{_TILE}" height="{_TILE}"/>'
            f'<text aria-hidden="true" x="{x + _TILE / 2:g}" y="{y + 13:g}">{_text(letters)}</text> '
            f'<text aria-hidden="true" class="number" x="{x + _TILE / 2:g}" y="{y + 26:g}">{number}</text>'
        )
        placed.append(linked(row, tile, show, link, answer.labels, f"{letters} "))
    bottom = round((len(_TILES) + -(-others // 11)) * _PITCH)
    key, height = key_of(bottom + 22, NARROW, counties=False)
    return svg("states tall", title, words, NARROW, bottom + 22 + height, "".join(placed) + key)


def tone(row: StateRow, show: str) -> str:
    """The class of a place by how many things are counted there."""
    if not row.is_known:
        return "unknown"
    return f"tone-{sum(row.counts[show] >= least for least in _TONES)}"


def said_of(row: StateRow, show: str, label: Mapping[str, str]) -> str:
    """A place with its number, in words."""
    number = f"{row.counts[show]:,}" if row.is_known else "nothing known"
    return plain(f"{label[row.place]}: {number}")


def _short(row: StateRow, label: Mapping[str, str]) -> str:
    """The postal letters of a state, as its id ends in them; else the first letters of its label."""
    tail = v.local_name(row.place).rpartition("-")[2]
    return tail.upper() if len(tail) == 2 else plain(label[row.place])[:4]


def linked(row: StateRow, drawn: str, show: str, link: Link, label: Mapping[str, str], letters: str | None) -> str:
    """What is drawn of a place, as a link to its page; `letters` stand before its number, where that is seen."""
    said = said_of(row, show, label)
    whole = f"<title>{_text(said)}</title>{drawn}"  # shown beside the pointer
    address = link(row.place)
    if not address:
        return f"<g>{whole}</g>"
    # who speaks to a page names a link by what is seen of it
    name = said if letters is None else f"{letters}{number_of(row, show)}: {said}"
    return f"<a href={quoteattr(plain(address))} aria-label={quoteattr(plain(name))}>{whole}</a>"


def number_of(row: StateRow, show: str) -> str:
    """How many things are counted in a place."""
    return f"{row.counts[show]}" if row.is_known else "?"


def _state(row: StateRow, show: str, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    path = f'<path class="state {tone(row, show)}" d={quoteattr(shapes.states[row.fips])}/>'
    return linked(row, path, show, link, label, None if row.fips in _SMALL else f"{_short(row, label)} ")


def _lettered(row: StateRow, show: str, shapes: Shapes, label: Mapping[str, str]) -> str:
    x, y = shapes.middles[row.fips]
    return (
        f'<text aria-hidden="true" x="{x}" y="{y - 1}">{_text(_short(row, label))}</text>'
        f'<text aria-hidden="true" class="number" x="{x}" y="{y + 13}">{number_of(row, show)}</text>'
    )


def _boxed(row: StateRow, show: str, place: int, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    x, y = shapes.width + 8, 120 + place * _ROW
    drawn = (
        f'<rect class="state {tone(row, show)}" x="{x}" y="{y}" width="{_BOX}" height="{_ROW - 4}"/>'
        f'<text aria-hidden="true" x="{x + _BOX / 2:g}" y="{y + 14}">{_text(_short(row, label))} '
        f'<tspan class="number">{number_of(row, show)}</tspan></text>'
    )
    return linked(row, drawn, show, link, label, f"{_short(row, label)} ")


def _county(row: StateRow, show: str, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    x, y = shapes.counties[row.fips]
    return linked(row, f'<circle class="county" cx="{x}" cy="{y}" r="4"/>', show, link, label, None)


def key_of(y: int, most: int, *, counties: bool) -> tuple[str, int]:
    """What the tones mean, in rows that are at most so wide, and how high these are."""
    spans = ["none found"] + [f"{low}–{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(_TONES)]
    entries = [(f"tone-{n}", words) for n, words in enumerate([*spans, f"{_TONES[-1]} or more"])]
    entries.append(("unknown", "nothing known: no document speaks of it"))
    if counties:
        entries.append(("county", "a county of which some are known"))
    parts, x, top = [], 4, y
    for sort, words in entries:
        if x > 4 and x + 30 + 7 * len(words) > most:
            x, y = 4, y + 24
        parts.append(
            f'<circle class="county" cx="{x + 18}" cy="{y - 5}" r="4"/>'
            if sort == "county"
            else f'<rect class="state {sort}" x="{x}" y="{y - 13}" width="24" height="16"/>'
        )
        parts.append(f'<text class="key" x="{x + 30}" y="{y}">{words}</text>')
        x += 46 + 7 * len(words)
    return "".join(parts), y - top + 20


def svg(sort: str, title: str, words: str, width: int, height: int, body: str) -> str:
    """A map with its title and the same in words."""
    ids = sort.replace(" ", "-")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {sort}" role="group" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{ids}-title {ids}-words">'
        f'<title id="{ids}-title">{_text(title)}</title><desc id="{ids}-words">{_text(words)}</desc>'
        f'<defs><pattern id="{ids}-unknown" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>{body}</svg>'
    )


def _text(text: str) -> str:
    return escape(plain(text))
