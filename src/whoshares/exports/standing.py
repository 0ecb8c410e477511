"""Pictures of pages made to stand alone, as SVG: with what was asked, the day, the documents and the licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape

from whoshares.answers.caption import searched
from whoshares.answers.states import States
from whoshares.exports.nets import about, newest
from whoshares.exports.references import documents_of
from whoshares.exports.results import Result
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation, tier_rank

_LEAST: Final = 760
_EDGE: Final = 16
_HEAD_LINE: Final = 24
_TITLE_SIGN: Final = 12
_LINE: Final = 17
_SIGN: Final = 7.5
_NAMED: Final = 5
"""Documents that a picture names; how many more there are is said."""
_SIZE: Final = re.compile(r'<svg [^>]*?width="([0-9]+)" height="([0-9]+)"')
_PATTERN: Final = re.compile(r'<pattern id="([\w-]+)"')
_CAUTION: Final = (
    "A count shows what documents were found, and not how much is shared: states on which more was read have more."
)
_FRAME: Final = (
    ".frame .head{font:600 18px system-ui,sans-serif;fill:#1b1f24;text-anchor:start}"
    ".frame .foot{font:13px system-ui,sans-serif;fill:#535d68;text-anchor:start}.paper{fill:#fff;stroke:none}"
)
_PAGE: Final = (
    ".picture text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1b1f24}.picture .row{text-anchor:start}"
    ".picture rect{fill:#f4f6f8;stroke:#535d68}.picture .key{text-anchor:start;fill:#535d68}"
    ".picture .lane{fill:none;stroke:#0b5394;opacity:.55}.picture .in{text-anchor:end}.picture .out{text-anchor:start}"
    ".picture .count{fill:#535d68;font-size:13px}.picture .hatch{stroke:#535d68;stroke-width:2}"
    ".picture .state{fill:#fff;stroke:#535d68;stroke-width:.8}.picture .tone-0{fill:#fff}"
    ".picture .tone-1{fill:#dfe9f2}.picture .tone-2{fill:#bacfe3}.picture .tone-3{fill:#91b2d2}"
    ".picture .tone-4{fill:#618fbd}.picture .number{font-weight:700}"
    ".states text{font-size:12px}.states .county{fill:#b35c00;stroke:#fff}"
    ".picture .tick{font-size:12px;fill:#535d68}.picture .year{stroke:#d7dce1;fill:none}"
    ".timeline .name,.timeline .group{text-anchor:start}.timeline .group{font-weight:600}"
    ".timeline .sure{stroke:#0b5394;stroke-width:6}.timeline .said{fill:#1b1f24;stroke:#fff}"
    ".timeline .since{stroke:#0b5394;stroke-width:2;stroke-dasharray:5 4;fill:none}"
    ".timeline .end{stroke:#1b1f24;stroke-width:3}.timeline .cross{stroke:#9a3412;stroke-width:2.5;fill:none}"
    ".laws text{text-anchor:start}.laws .column,.laws .place{font-weight:600}.laws .none{fill:#535d68}"
    ".laws .forbidden{fill:#9a3412}.laws .demanded{fill:#0b5394}.laws .permitted{fill:#1f6f5c}"
    ".laws .line{stroke:#d7dce1;fill:none}"
)


def standing(picture: str, result: Result, *, styled: bool = False) -> str:
    """The first picture of those in an SVG text, as a file with a title and a foot; `styled` ones keep their style."""
    inner = picture[: picture.index("</svg>") + len("</svg>")]
    size = _SIZE.match(inner)
    assert size is not None
    width, height = max(int(size[1]), _LEAST) + 2 * _EDGE, int(size[2])
    title = about(result.answer, result.title)["title"]
    head = wrap(title, width // _TITLE_SIGN)
    foot = [line for said in foot_of(result) for line in wrap(said, int(width / _SIGN))]
    top = _EDGE + len(head) * _HEAD_LINE + _EDGE
    below = top + height + _EDGE
    whole = below + len(foot) * _LINE + _EDGE
    hatched = "".join(f".picture .unknown{{fill:url(#{name})}}" for name in _PATTERN.findall(inner))
    placed = inner.replace("<svg ", f'<svg x="{_EDGE}" y="{top}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="frame" role="img" viewBox="0 0 {width} {whole}" '
        f'width="{width}" height="{whole}" aria-labelledby="frame-title">'
        f'<title id="frame-title">{escape(title)}</title>'
        f"<style>{_FRAME}{'' if styled else _PAGE + hatched}</style>"
        f'<rect class="paper" width="100%" height="100%"/>'
        + _lines(head, "head", _EDGE + 18, _HEAD_LINE)
        + placed
        + _lines(foot, "foot", below + 13, _LINE)
        + "</svg>\n"
    )


def foot_of(result: Result) -> list[str]:
    """What stands below a picture: what was asked, the day, the documents, of what graph it is, the licence."""
    told = about(result.answer, result.title)
    question = getattr(result.answer, "question", {})
    said = [told["question"]] if question else []
    if not any(question.get(name) for name in ("asOf", "day1", "between")):
        said.append(f"Day: {newest(result.kg)}, that of the newest document.")
    if isinstance(result.answer, States):
        said.append(_CAUTION)
    counts = searched(result.kg.network)
    graph = f"whoshares, {counts['flows']:,} flows from {counts['sources']:,} documents"
    return [*said, *documents_in_words(documents_of(result.kg, result.answer)), f"{graph} · {told['licence']}"]


def documents_in_words(documents: Sequence[Citation]) -> list[str]:
    """The documents of a picture, those of the best tiers by name; nothing where there are none."""
    if not documents:
        return []
    best = sorted(documents, key=lambda one: (tier_rank(one.tier), one.id))[:_NAMED]
    named = "; ".join(plain(one.title) + (f" ({one.issued[:4]})" if one.issued else "") for one in best)
    more = len(documents) - _NAMED
    return [f"Documents: {named}" + (f"; and {more:,} more." if more > 0 else ".")]


def _lines(lines: Iterable[str], sort: str, y: int, pitch: int) -> str:
    return "".join(
        f'<text class="{sort}" x="{_EDGE}" y="{y + pitch * n}">{escape(line)}</text>' for n, line in enumerate(lines)
    )
