"""Saved questions asked before and after a new edition of a list: which answers changed, how, and by which rows.

An answer is compared by its table, and by its first sentence. What a later edition only confirms anew is no change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from whoshares.answers.trace import Trace
from whoshares.answers.traced import text_of
from whoshares.facts.importers.two_editions import ListRow, TwoEditions
from whoshares.model.answer import Answer
from whoshares.model.vocabulary import ID, shorten

Row = Mapping[str, str]
How = Literal["stated", "related", "open", "day"]
"""By what an answer changed: by rows that state what is in it; by rows that speak of what was asked, and make the
change alone; by rows of which it does not tell which count; or by the day alone, whatever the list says."""

_IRI: Final = re.compile(re.escape(ID) + r"[^\s;,|/]+(?:/[^\s;,|/]+)+")
_OF_EVIDENCE: Final = re.compile("confirmed|attested|sources|document|locator", re.IGNORECASE)
"""Columns that say when something was confirmed and by what, and not what is so."""


class Told(NamedTuple):
    """An answer, or why there is none."""

    headline: str
    rows: Sequence[Row] = ()
    refused: bool = False
    about: frozenset[str] = frozenset()
    """The things (IRIs) that the question names."""


class RowChange(NamedTuple):
    """A row of an answer that says something else than before."""

    before: Row
    after: Row

    @property
    def columns(self) -> list[str]:
        """Those that differ, but for those of the evidence where others do."""
        differ = [one for one in self.before if self.before[one] != self.after.get(one, "")]
        return [one for one in differ if not _OF_EVIDENCE.search(one)] or differ

    @property
    def only_confirmed(self) -> bool:
        """Whether it only says that it was confirmed at another time, or by another document."""
        return all(_OF_EVIDENCE.search(one) for one in self.columns)


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved question with its two answers."""

    name: str
    asked: tuple[str, str]
    """The question as it was put of the earlier and of the later day."""
    before: Told
    after: Told
    new: Sequence[Row]
    gone: Sequence[Row]
    changed: Sequence[RowChange]
    confirmed: int
    """How many rows say nothing else than that they were confirmed anew."""
    by_day: int
    """How many of the rows that are new or say something else are so without the later edition, on its day."""
    same_words: bool
    """Whether the first sentences say the same but for the days of the editions."""
    by: Sequence[ListRow] = ()
    """The rows of the list."""
    how: How = "stated"

    @property
    def same(self) -> bool:
        """Whether the answer is the same."""
        same_rows = not (self.new or self.gone or self.changed)
        return same_rows and self.same_words and self.before.refused == self.after.refused

    def things(self, aside: Told) -> set[str]:
        """The things (IRIs) in the rows that are gone, and in those that are new or say something else.

        Of the latter those are by the day alone, and left out, that stand in the answer `aside`, too.
        """
        by_day = set(map(_frozen, aside.rows))
        rows = [row for row in self.new if _frozen(row) not in by_day]
        rows += [row for change in self.changed if _frozen(change.after) not in by_day for row in change]
        return {iri for row in (*rows, *self.gone) for cell in row.values() for iri in _IRI.findall(cell)}


def same_told(one: Told, other: Told) -> bool:
    """Whether two answers say the same in the same words."""
    return Counter(map(_frozen, one.rows)) == Counter(map(_frozen, other.rows)) and one.headline == other.headline


def watched(name: str, asked: tuple[str, str], before: Told, aside: Told, after: Told, days: Sequence[str]) -> Watched:
    """What became of an answer.

    `aside` is the answer of the later day without the later edition; `days` are the days of the editions, in all ways
    in which answers write them.
    """
    left, right = Counter(map(_frozen, before.rows)), Counter(map(_frozen, after.rows))
    gone = [row for row in before.rows if _taken(left - right, row)]
    new = [row for row in after.rows if _taken(right - left, row)]
    pairs = list(_paired(gone, new))
    told = {id(row) for pair in pairs for row in pair}
    by_day = set(map(_frozen, aside.rows))
    otherwise = [pair for pair in pairs if not pair.only_confirmed]
    new = [row for row in new if id(row) not in told]
    return Watched(
        name,
        asked,
        before,
        after,
        new,
        [row for row in gone if id(row) not in told],
        otherwise,
        len(pairs) - len(otherwise),
        sum(_frozen(row) in by_day for row in (*new, *(pair.after for pair in otherwise))),
        _without(before.headline, days) == _without(after.headline, days),
    )


def rows_told(answer: Answer) -> list[dict[str, str]]:
    """The rows by which an answer is compared: its table, of a trace a row for each way."""
    if not isinstance(answer, Trace):
        return answer.rows()
    return [
        {
            "way": "".join(
                [answer.labels[way.steps[0].sender.body]]
                + [f" —{answer.labels[step.category]}→ {answer.labels[step.recipient.body]}" for step in way.steps]
            ),
            "certainty": way.state.word,
            "last confirmed": text_of(way.last_confirmed) or "",
            "flows": " ".join(hop.flow for hop in answer.routes[way.best - 1].hops),
        }
        for way in answer.ways
    ]


@dataclass(frozen=True)
class Watch(Answer):
    """Saved questions, before and after a new edition of a list."""

    editions: TwoEditions
    questions: tuple[Watched, ...]
    full: bool = False
    """Whether a screen is to show each row."""

    @property
    def changed(self) -> tuple[Watched, ...]:
        """Those whose answer changed."""
        return tuple(one for one in self.questions if not one.same)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        numbers = Counter(str(change.became) for change in self.editions.changes)
        return {
            "kind": self.editions.kind,
            "earlier": _edition(self.editions, later=False),
            "later": _edition(self.editions, later=True),
            "numbers": dict(sorted(numbers.items())),
            "changed": len(self.changed),
            "questions": [_question(one) for one in self.questions],
        }

    def rows(self) -> list[dict[str, str]]:
        """A row for each question, then one for each change of its answer and each row of the list."""
        return [row for one in self.questions for row in _rows(one)]


COLUMNS: Final = ("question", "outcome", "what", "item", "column", "before", "after")


def _rows(one: Watched) -> Iterator[dict[str, str]]:
    outcome = "same" if one.same else "changed"

    def row(what: str, item: str = "", column: str = "", before: str = "", after: str = "") -> dict[str, str]:
        return dict(zip(COLUMNS, (one.name, outcome, what, item, column, before, after), strict=True))

    yield row("headline", before=one.before.headline, after=one.after.headline)
    for told in one.new:
        yield row("new", in_short(told))
    for told in one.gone:
        yield row("gone", in_short(told))
    for change in one.changed:
        for column in change.columns:
            yield row("changed", in_short(change.after), column, change.before[column], change.after.get(column, ""))
    for listed in one.by:
        yield row(f"row of the list: {listed.became}", listed.item, before=listed.earlier, after=listed.later)


def in_short(row: Row) -> str:
    """A row in a few words: its first cells that hold any, without ids."""
    told = [cell for name, cell in row.items() if cell and not _IRI.search(cell) and not _OF_EVIDENCE.search(name)]
    cells = [cell for number, cell in enumerate(told) if not number or not cell.isdecimal()]
    return ", ".join(cells[:_CELLS]) or ", ".join(map(shorten, row.values()))


_CELLS: Final = 4


def _edition(editions: TwoEditions, *, later: bool) -> dict[str, str | int]:
    one = editions.later if later else editions.earlier
    return {"file": one.file, "day": one.day, "source": one.source, "rows left out": one.left_out}


def _question(one: Watched) -> dict[str, object]:
    return {
        "name": one.name,
        "outcome": "same" if one.same else "changed",
        "asked": {"before": one.asked[0], "after": one.asked[1]},
        "answered": {"before": not one.before.refused, "after": not one.after.refused},
        "headline": {"before": one.before.headline, "after": one.after.headline},
        "new": [dict(row) for row in one.new],
        "gone": [dict(row) for row in one.gone],
        "changed": [
            {
                "row": dict(change.after),
                "was": {column: change.before[column] for column in change.columns},
            }
            for change in one.changed
        ],
        "confirmedAnew": one.confirmed,
        "byDay": one.by_day,
        "rows": [
            {
                "became": str(row.became),
                "item": row.item or None,
                "earlier": row.earlier or None,
                "later": row.later or None,
            }
            for row in one.by
        ],
        "how": None if one.same else one.how,
    }


def _frozen(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.items()))


def _taken(left: Counter[tuple[tuple[str, str], ...]], row: Row) -> bool:
    return left[_frozen(row)] > 0


def _paired(gone: Sequence[Row], new: Sequence[Row]) -> Iterator[RowChange]:
    """Rows that are of one thing: those whose ids and first cell are those of no other row."""
    before, after = _by_key(gone), _by_key(new)
    for key, rows in before.items():
        if len(rows) == 1 and len(after.get(key, ())) == 1:
            yield RowChange(rows[0], after[key][0])


def _by_key(rows: Sequence[Row]) -> Mapping[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        ids = [cell for name, cell in row.items() if name.casefold().endswith("id") and _IRI.fullmatch(cell)]
        ids = ids or [cell for cell in row.values() if _IRI.fullmatch(cell)]
        found[(next(iter(row.values()), ""), *ids)].append(row)
    return found


def _without(text: str, days: Sequence[str]) -> str:
    for day in days:
        text = text.replace(day, "…")
    return text
