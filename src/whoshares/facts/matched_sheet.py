"""A person's own sheet of agencies: each row with the body that it means in one of several lists, or with the reason
why none is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from whoshares.facts.importers.outside import OutsideFile, Sheet
from whoshares.facts.importers.tables import clean
from whoshares.facts.matching.matcher import RULES, Asked, Matcher, Verdict
from whoshares.facts.matching.states import postal
from whoshares.model.errors import FileError
from whoshares.model.measured import Measured, unmeasured
from whoshares.model.plain import plain

ADDED: Final = (
    "match", "match id", "match name", "match list", "match rule", "match score", "match why", "match near",
    "match marks",
)  # fmt: skip
"""The columns that are added to those of the sheet. `match` is matched, doubtful or unmatched."""

_USUAL: Final = {
    "name": (
        "agency", "agency name", "name", "law enforcement agency", "organization", "organization name", "department",
        "recipient", "recipient name", "pub agency name", "police department",
    ),
    "state": ("state", "state abbr", "st", "state code", "recipient state code"),
    "county": ("county", "county name"),
    "ori": ("ori", "ori9", "ori code"),
}  # fmt: skip
"""What columns are usually called, in small letters and with spaces for signs."""
_SHOWN: Final = 20
_PARTICULARS: Final = re.compile(r" “[^”]*”|: “[^”]*”| \([^()]*\)| (?:in|of) [A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)*")
"""What a reason says of one name alone."""


class Columns(NamedTuple):
    """Which columns of a sheet say what; None where none does."""

    name: str | None = None
    state: str | None = None
    county: str | None = None
    ori: str | None = None


class ListedBodies(NamedTuple):
    """A list to match against, and what it is called."""

    title: str
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """One row of the sheet."""

    number: int
    """As a spreadsheet shows it."""
    cells: Mapping[str, str]
    asked: Asked
    verdict: Verdict
    title: str
    """What the list is called from which the verdict is."""

    def as_row(self) -> dict[str, str]:
        """The cells, and what is added to them."""
        body = self.verdict.body
        added = (
            self.verdict.outcome,
            body.id if body else "",
            body.name if body else "",
            self.title if body or self.verdict.candidates else "",
            self.verdict.rule,
            f"{self.verdict.score:g}" if self.verdict.score else "",
            self.verdict.why,
            "; ".join(f"{near.body.id} {near.body.name} ({near.score:g})" for near in self.verdict.candidates),
            "; ".join(self.verdict.marks),
        )
        return {**self.cells, **dict(zip(ADDED, added, strict=True))}

    def to_dict(self) -> dict[str, object]:
        """The row as JSON-ready data."""
        body = self.verdict.body
        return {
            "row": self.number,
            "asked": self.asked._asdict(),
            "outcome": self.verdict.outcome,
            "match": {"id": body.id, "name": body.name, "list": self.title} if body else None,
            "rule": self.verdict.rule or None,
            "score": self.verdict.score,
            "why": self.verdict.why or None,
            "near": [
                {"id": near.body.id, "name": near.body.name, "score": near.score} for near in self.verdict.candidates
            ],
            "marks": list(self.verdict.marks),
        }


@dataclass(frozen=True, slots=True)
class MatchedSheet:
    """The rows of a sheet, in order."""

    file: str
    header: tuple[str, ...]
    rows: tuple[MatchedRow, ...]
    lists: Mapping[str, int]
    """What each list is called, with its number of bodies, in the order in which they are asked."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sheet and those that are added."""
        return (*self.header, *ADDED)

    def to_dict(self) -> dict[str, object]:
        """All as JSON-ready data."""
        return {
            "file": self.file,
            "lists": [{"title": title, "bodies": bodies} for title, bodies in self.lists.items()],
            "counts": self._counts(),
            "rows": [row.to_dict() for row in self.rows],
        }

    def _counts(self) -> dict[str, int]:
        counts = Counter(row.verdict.outcome for row in self.rows)
        return {"matched": counts["matched"], "doubtful": counts["doubtful"], "unmatched": counts["unmatched"]}

    def to_text(self) -> str:
        """What was taken, by rule; what is in doubt; what was not found, by reason."""
        counts = self._counts()
        lists = " and ".join(f"{bodies:,} of {title}" for title, bodies in self.lists.items())
        means = "means" if counts["matched"] == 1 else "mean"
        doubted, missed = ("is" if counts[outcome] == 1 else "are" for outcome in ("doubtful", "unmatched"))
        names = "name" if len(self.rows) == 1 else "names"
        lines = [
            f"Of {len(self.rows):,} {names} in {self.file}, {counts['matched']:,} {means} a body in the lists, "
            f"{counts['doubtful']:,} {doubted} in doubt, {counts['unmatched']:,} {missed} not found.",
            f"Held against {lists}. Not found is not known: the body may exist and not be listed, or be listed "
            "otherwise.",
        ]
        if counts["matched"]:
            rules = Counter(row.verdict.rule for row in self.rows if row.verdict.body)
            lines += [
                "",
                "Taken, by rule:",
                *(f"  {number:>6,}  {RULES[rule]}" for rule, number in rules.most_common()),
            ]
        doubtful = [row for row in self.rows if row.verdict.outcome == "doubtful"]
        if doubtful:
            first = f", the first {_SHOWN}" if len(doubtful) > _SHOWN else ""
            lines += ["", f"In doubt{first}:"]
            for row in doubtful[:_SHOWN]:
                near = ", ".join(f"{near.body.name} ({near.body.id})" for near in row.verdict.candidates)
                lines.append(f"  row {row.number}: “{row.asked.name}” {row.verdict.why}. Near: {near}")
        missing = [_PARTICULARS.sub("", row.verdict.why) for row in self.rows if row.verdict.outcome == "unmatched"]
        if missing:
            reasons = Counter(missing).most_common()
            lines += ["", "Not found, by reason:", *(f"  {number:>6,}  {reason}" for reason, number in reasons)]
        return "\n".join(map(plain, lines)) + "\n"


def match_sheet(
    file: OutsideFile,
    lists: Sequence[ListedBodies],
    *,
    columns: Columns = Columns(),  # noqa: B008  # a tuple, and nothing changes it
    sheet: str | None = None,
    state: str | None = None,
    decided: Mapping[Asked, str | None] | None = None,
    measured: Measured = unmeasured,
) -> MatchedSheet:
    """Each row of a file with the body that it means.

    The lists are asked in order; the first that has the body counts, else the first in doubt. `columns` say where name,
    state, county and ORI stand; those left open are found by their usual names. `state` is that of rows without one;
    `decided` is what a review file says, which the matchers know too. Raises FileError where the file has no such sheet
    or column.
    """
    chosen = _sheet(file, sheet)
    header = _header(chosen)
    found = _found(file.name, header, columns)
    rows: list[MatchedRow] = []
    with measured("Matching …", len(chosen.lines) - 1, "rows") as advance:
        for number, cells in _lines(chosen, header):
            asked, ori = _asked(file.name, number, cells, found, state)
            title, verdict = _verdict(asked, ori, lists, decided or {})
            rows.append(MatchedRow(number, cells, asked, verdict, title))
            advance(1)
    if not rows:
        raise FileError(f"{file.name}: there is nothing below the header row.")
    sizes = {title: len(matcher.bodies) for title, matcher in lists}
    return MatchedSheet(file.name, header, tuple(rows), sizes)


def _sheet(file: OutsideFile, name: str | None) -> Sheet:
    filled = [sheet for sheet in file.sheets if sheet.lines]
    if name is not None:
        filled = [sheet for sheet in filled if sheet.name == name]
    if len(filled) == 1:
        return filled[0]
    names = ", ".join(f"“{plain(sheet.name)}”" for sheet in file.sheets)
    if name is not None:
        raise FileError(f"{file.name} has no sheet “{plain(name)}” with anything in it. Its sheets: {names}.")
    if not filled:
        raise FileError(f"{file.name} holds no table.")
    raise FileError(f"{file.name} has several sheets: {names}. Say which one with --sheet.")


def _header(sheet: Sheet) -> tuple[str, ...]:
    """The names of the columns, each once; one without a name is called by its place."""
    width = max(len(line.cells) for line in sheet.lines)
    cells = [clean(cell) for cell in sheet.lines[0].cells]
    named: list[str] = []
    for place in range(width):
        name = cells[place] if place < len(cells) and cells[place] else f"column {place + 1}"
        named.append(f"{name} ({place + 1})" if name in named or name in ADDED else name)
    return tuple(named)


def _lines(sheet: Sheet, header: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for line in sheet.lines[1:]:
        cells = dict(zip(header, (*line.cells, *[""] * (len(header) - len(line.cells))), strict=True))
        yield line.number, cells


def _found(file: str, header: Sequence[str], columns: Columns) -> Columns:
    """The columns, those left open found by their usual names."""
    shown = ", ".join(f"“{plain(name)}”" for name in header)
    found: dict[str, str | None] = {}
    for sort, given in columns._asdict().items():
        if given is not None:
            if given not in header:
                raise FileError(f"{file} has no column “{plain(given)}”. Its columns: {shown}.")
            found[sort] = given
            continue
        usual = [name for name in header if re.sub(r"[^a-z0-9]+", " ", name.lower()).strip() in _USUAL[sort]]
        if len(usual) > 1 or (sort == "name" and not usual):
            several = "several columns could be" if usual else "no column is surely"
            raise FileError(f"{file}: {several} the {sort}'s. Say which with --{sort}. Its columns: {shown}.")
        found[sort] = usual[0] if usual else None
    return Columns(**found)


def _asked(
    file: str, number: int, cells: Mapping[str, str], columns: Columns, state: str | None
) -> tuple[Asked, str | None]:
    """What one row asks. Raises FileError for a state that is none."""
    code = state or ""
    if columns.state and (said := clean(cells[columns.state])):
        if (found := postal(said)) is None:
            raise FileError(
                f"{file}, row {number}, column “{plain(columns.state)}”: “{plain(said)}” is no state. Write a postal "
                "code or a name, or leave it empty."
            )
        code = found
    county = clean(cells[columns.county]) if columns.county else ""
    county = "" if not any(c.isalpha() for c in county) or county.casefold() in ("#n/a", "n/a", "na", "#na") else county
    return Asked(clean(cells[str(columns.name)]), code, county), cells[columns.ori] if columns.ori else None


def _verdict(
    asked: Asked, ori: str | None, lists: Sequence[ListedBodies], decided: Mapping[Asked, str | None]
) -> tuple[str, Verdict]:
    """The verdict on one name, and the list that it is from."""
    choice = decided.get(asked, "")
    lists = [listed for listed in lists if choice in listed.matcher.by_id] if choice else lists
    verdicts = [
        (title, matcher.find(asked.name, state=asked.state or None, county=asked.county or None, ori=ori))
        for title, matcher in lists
    ]
    order = ("matched", "doubtful", "unmatched")
    return min(verdicts, key=lambda one: order.index(one[1].outcome))
