"""A map of the counties of one state: of each how many things are counted; hatched where no document speaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.answers.states import MEASURES, States
from whoshares.exports.state_map import NARROW, Link, key_of, linked, number_of, said_of, svg, tone
from whoshares.model.plain import plain

_KEY: Final = 30


@dataclass(frozen=True, slots=True)
class County:
    """A county on the map: its name, its shape as an SVG path, where its number stands, and whether there is room."""

    name: str
    path: str
    x: int
    y: int
    roomy: bool


@dataclass(frozen=True, slots=True)
class Counties:
    """The drawn counties of a state, by their FIPS codes."""

    width: int
    height: int
    counties: Mapping[str, County]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Counties:
        """The map in JSON-ready data. Raises KeyError and TypeError where it is none."""
        counties = {fips: County(*one) for fips, one in data["counties"].items()}  # type: ignore[attr-defined]
        return cls(data["width"], data["height"], counties)  # type: ignore[arg-type]


def county_map(answer: States, show: str, counties: Counties, link: Link) -> str:
    """The map as SVG for a page, which styles it; each county of which something is known leads to its page.

    `answer` is that of one state, `show` a key of `MEASURES`. Counties that the graph does not have are as unknown as
    those of which no document speaks.
    """
    rows = {row.fips: row for row in answer.counties if row.fips in counties.counties}
    drawn, numbers = [], []
    for fips, county in counties.counties.items():
        row = rows.get(fips)
        if row is None:
            title = escape(plain(f"{county.name}: nothing known"))
            drawn.append(f'<g><title>{title}</title><path class="state unknown" d={quoteattr(county.path)}/></g>')
            continue
        path = f'<path class="state {tone(row, show)}" d={quoteattr(county.path)}/>'
        if not row.is_known:
            drawn.append(f"<g><title>{escape(said_of(row, show, answer.labels))}</title>{path}</g>")
            continue
        drawn.append(linked(row, path, show, link, answer.labels, None))
        if county.roomy:
            at = f'x="{county.x}" y="{county.y + 4}"'
            numbers.append(f'<text aria-hidden="true" class="number" {at}>{number_of(row, show)}</text>')
    known = [said_of(row, show, answer.labels) for row in rows.values() if row.is_known]
    left = len(counties.counties) - len(known)
    words = "; ".join([*known, *([f"of {left} other{'s' if left > 1 else ''} nothing is known"] if left else [])])
    width = max(counties.width, NARROW)
    key, height = key_of(counties.height + _KEY, width, counties=False)
    state = answer.labels[answer.states[0].place]
    title = f"Number of {MEASURES[show]}, by county of {state}"
    return svg("states one", title, words, width, counties.height + _KEY + height, "".join([*drawn, *numbers, key]))
