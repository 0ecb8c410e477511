"""What laws forbid, demand or permit in each state, by data, as a picture: a row a state, a column a kind of data."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape

from whoshares.answers.law_matrix import LawMatrix, MatrixRow
from whoshares.answers.norm_entries import NormEntry
from whoshares.model.plain import plain
from whoshares.model.validity import State

_PLACE: Final = 180
_COLUMN: Final = 150
_LINE: Final = 18
_LETTERS: Final = 17
_SIGN: Final = 8
"""The width of a letter of what stands below the table, on average and rather more."""
_WORDS: Final = ("forbidden", "demanded", "permitted")
_KEY: Final = (
    "A year: since when the first of these rules holds, where a document says so. “?”: it may be in force. “+1”: one "
    "more such rule. “1 body’s rule”: not the state’s, but that of one body there."
)

_Written = tuple[str, str]
"""What a line of a cell says, and its class."""


def law_picture(answer: LawMatrix) -> str:
    """The matrix as SVG for a frame, which styles it; states without any such rule stand below it, by name."""
    label = answer.labels
    width = _PLACE + _COLUMN * len(answer.columns)
    heads = [wrap(plain(label.get(column, column)), _LETTERS)[:3] for column in answer.columns]
    y = _LINE * max(len(head) for head in heads)
    drawn = [
        f'<text class="column" x="{_PLACE + _COLUMN * n}" y="{_LINE * (m + 1) - 4}">{_text(line)}</text>'
        for n, head in enumerate(heads)
        for m, line in enumerate(head)
    ]
    said = []
    for row in answer.states:
        if row.is_empty:
            continue
        cells = [_cell(norms, answer) for norms in row.cells]
        place = wrap(label[row.place], 22)
        drawn.append(f'<path class="line" d="M0 {y + 4}H{width}"/>')
        drawn += _written(0, y, [(line, "place") for line in place])
        for n, cell in enumerate(cells):
            drawn += _written(_PLACE + _COLUMN * n, y, cell)
        y += _LINE * max(len(place), *(len(cell) for cell in cells)) + 6
        said.append(_in_words(row, cells, answer))
    for told in (_KEY, *_empty(answer)):
        for line in wrap(told, width // _SIGN):
            y += _LINE
            drawn.append(f'<text class="none" x="0" y="{y}">{_text(line)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture laws" role="group" viewBox="0 0 {width} {y + 8}" '
        f'width="{width}" height="{y + 8}" aria-labelledby="laws-title laws-words">'
        f'<title id="laws-title">What is forbidden, demanded or permitted in each state, by data</title>'
        f'<desc id="laws-words">{_text("; ".join(said))}</desc>{"".join(drawn)}</svg>'
    )


def _cell(norms: Sequence[NormEntry], answer: LawMatrix) -> list[_Written]:
    """A line for what is forbidden, one for what is demanded, one for what is permitted; then single bodies' rules."""
    lines: list[_Written] = []
    for word in _WORDS:
        found = [norm for norm in norms if norm.says == word and norm.id not in answer.own]
        if found:
            first = found[0]
            year = f" {first.valid_from[0][:4]}" if first.valid_from else ""
            more = f" +{len(found) - 1}" if len(found) > 1 else ""
            lines.append((f"{word}{'?' if first.state is State.POSSIBLE else ''}{year}{more}", word))
    if own := sum(norm.id in answer.own for norm in norms):
        lines.append((f"{own} {'body’s rule' if own == 1 else 'bodies’ rules'}", "none"))
    return lines or [("none found", "none")]


def _written(x: int, y: int, lines: Sequence[_Written]) -> list[str]:
    return [
        f'<text class="{sort}" x="{x}" y="{y + _LINE * (n + 1)}">{_text(line)}</text>'
        for n, (line, sort) in enumerate(lines)
    ]


def _in_words(row: MatrixRow, cells: Sequence[Sequence[_Written]], answer: LawMatrix) -> str:
    columns = (answer.labels.get(column, column) for column in answer.columns)
    told = (f"{column}: {', '.join(line for line, _ in cell)}" for column, cell in zip(columns, cells, strict=True))
    return f"{answer.labels[row.place]}: {'; '.join(told)}"


def _empty(answer: LawMatrix) -> list[str]:
    """What is said of the states without such a rule: where documents were read, and where none was."""
    empty = [row for row in answer.states if row.is_empty]
    read = [answer.labels[row.place] for row in empty if row.documents]
    unread = [answer.labels[row.place] for row in empty if not row.documents]
    said = [f"No such rule was found in the documents on {', '.join(read)}."] if read else []
    return [*said, *([f"Not looked at, since no document here speaks of it: {', '.join(unread)}."] if unread else [])]


def _text(text: str) -> str:
    return escape(plain(text))
