"""A map of the states: of each how many things are counted, told by its number and its tone; hatched where unknown."""

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
    """The map as SVG for a page, which styles it; each state leads to its page. `show` is a key of `MEASURES`."""
    label = answer.labels
    drawn = [_state(row, show, shapes, link, label) for row in answer.states if row.fips in shapes.states]
    beside = [row for row in answer.states if row.fips in _SMALL or row.fips not in shapes.states]
    drawn += [_boxed(row, show, place, shapes, link, label) for place, row in enumerate(beside)]
    drawn += [_county(row, show, shapes, link, label) for row in answer.counties if row.fips in shapes.counties]
    width, height = shapes.width + _BOX + 16, shapes.height + _KEY
    words = "; ".join(_said(row, show, label) for row in answer.states)
    has_counties = any(row.counts[show] for row in answer.counties if row.fips in shapes.counties)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture states" role="group" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="map-title map-words">'
        f'<title id="map-title">{_text(f"Number of {MEASURES[show]}, by state")}</title>'
        f'<desc id="map-words">{_text(words)}</desc>'
        '<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>'
        f"{''.join(drawn)}{_key(shapes.height + 24, counties=has_counties)}</svg>"
    )


def _tone(row: StateRow, show: str) -> str:
    if not row.is_known:
        return "unknown"
    return f"tone-{sum(row.counts[show] >= least for least in _TONES)}"


def _said(row: StateRow, show: str, label: Mapping[str, str]) -> str:
    number = f"{row.counts[show]:,}" if row.is_known else "nothing known"
    return plain(f"{label[row.place]}: {number}")


def _short(row: StateRow, label: Mapping[str, str]) -> str:
    """The postal letters of a state, as its id ends in them; else the first letters of its label."""
    tail = v.local_name(row.place).rpartition("-")[2]
    return tail.upper() if len(tail) == 2 else plain(label[row.place])[:4]


def _linked(
    row: StateRow, drawn: str, show: str, link: Link, label: Mapping[str, str], *, lettered: bool = True
) -> str:
    said = _said(row, show, label)
    whole = f"<title>{_text(said)}</title>{drawn}"  # shown beside the pointer
    address = link(row.place)
    if not address:
        return f"<g>{whole}</g>"
    # who speaks to a page names a link by what is seen of it
    name = f"{_short(row, label)} {_number(row, show)}: {said}" if lettered else said
    return f"<a href={quoteattr(plain(address))} aria-label={quoteattr(plain(name))}>{whole}</a>"


def _number(row: StateRow, show: str) -> str:
    return f"{row.counts[show]}" if row.is_known else "?"


def _state(row: StateRow, show: str, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    path = f'<path class="state {_tone(row, show)}" d={quoteattr(shapes.states[row.fips])}/>'
    lettered = row.fips not in _SMALL
    if lettered:
        x, y = shapes.middles[row.fips]
        path += f'<text aria-hidden="true" x="{x}" y="{y - 1}">{_text(_short(row, label))}</text> '
        path += f'<text aria-hidden="true" class="number" x="{x}" y="{y + 13}">{_number(row, show)}</text>'
    return _linked(row, path, show, link, label, lettered=lettered)


def _boxed(row: StateRow, show: str, place: int, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    x, y = shapes.width + 8, 120 + place * _ROW
    drawn = (
        f'<rect class="state {_tone(row, show)}" x="{x}" y="{y}" width="{_BOX}" height="{_ROW - 4}"/>'
        f'<text aria-hidden="true" x="{x + _BOX / 2:g}" y="{y + 14}">{_text(_short(row, label))} '
        f'<tspan class="number">{_number(row, show)}</tspan></text>'
    )
    return _linked(row, drawn, show, link, label)


def _county(row: StateRow, show: str, shapes: Shapes, link: Link, label: Mapping[str, str]) -> str:
    if not row.counts[show]:
        return ""
    x, y = shapes.counties[row.fips]
    return _linked(row, f'<circle class="county" cx="{x}" cy="{y}" r="5"/>', show, link, label, lettered=False)


def _key(y: int, *, counties: bool) -> str:
    """What the tones mean."""
    spans = ["none found"] + [f"{low}–{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(_TONES)]
    entries = [(f"tone-{n}", words) for n, words in enumerate([*spans, f"{_TONES[-1]} or more"])]
    entries.append(("unknown", "nothing known: no document speaks of it"))
    parts, x = [], 4
    for tone, words in entries:
        parts.append(
            f'<rect class="state {tone}" x="{x}" y="{y - 13}" width="24" height="16"/>'
            f'<text class="key" x="{x + 30}" y="{y}">{words}</text>'
        )
        x += 46 + 7 * len(words)
    if counties:
        parts.append(f'<circle class="county" cx="{x + 6}" cy="{y - 5}" r="5"/>')
        parts.append(f'<text class="key" x="{x + 18}" y="{y}">a county of which some are known</text>')
    return "".join(parts)


def _text(text: str) -> str:
    return escape(plain(text))
