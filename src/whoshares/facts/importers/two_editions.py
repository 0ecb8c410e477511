"""Two editions of a list, each in a folder of imported files as it stood on its day, and what its rows state.

The earlier folder has the earlier edition. The later one has both: a new edition is laid beside the old ones, which
stay true of their days.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from whoshares.facts.importers.comparing import compare_files
from whoshares.facts.importers.editions import Became, Change, Edition
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.folder import SUFFIX, imported_files
from whoshares.facts.importers.importer import Importer, Received
from whoshares.facts.importers.importing import import_files
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.model.measured import Measured, unmeasured
from whoshares.store.engine import Store


class ListRow(NamedTuple):
    """What became of a row of a list."""

    became: Became
    item: str
    """What it lists; "" where it lists many things."""
    earlier: str = ""
    """Its place on the earlier edition; "" where it is not there."""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What an edition states."""

    file: str
    day: str
    """Or the month, or the year."""
    source: str
    """The id of the document."""
    store: Store
    """Its statements alone."""
    rows: Mapping[str, Sequence[str]]
    """By thing, the rows that state something of it."""
    left_out: int = 0
    """As of an edition."""


@dataclass(frozen=True)
class TwoEditions:
    """An earlier and a later edition of a list."""

    kind: str
    earlier: Stated
    later: Stated
    before: Path
    """The folder in which the earlier edition stands."""
    after: Path
    """The folder in which both stand."""
    changes: Sequence[Change]
    """What became of the items of the earlier edition, and what is new."""

    @cached_property
    def changed(self) -> Sequence[ListRow]:
        """All rows that are not on both editions alike."""
        return sorted(filter(_is_changed, map(_row, self.changes)), key=_in_order)

    def rows_of(self, things: Iterable[str]) -> Sequence[ListRow]:
        """The rows that state something of these things (IRIs): of each those not on both editions alike, if any."""
        found: dict[ListRow, None] = {}
        for thing in things:
            rows = list(self._rows_of(thing))
            found |= dict.fromkeys(list(filter(_is_changed, rows)) or rows)
        return sorted(found, key=_in_order)

    def _rows_of(self, thing: str) -> Iterator[ListRow]:
        earlier, later = self.earlier.rows.get(thing, ()), self.later.rows.get(thing, ())
        for at in later:
            if len(changes := self._on_later.get(at, [])) == 1:
                yield _row(changes[0])
            else:
                told = Became.CHANGED if _row_of(at) in self._told_otherwise else Became.STAYED
                yield ListRow(told if earlier else Became.NEW, "", later=at)
        for at in earlier:
            if len(changes := self._on_earlier.get(at, [])) == 1:
                yield _row(changes[0])
            elif not later:
                yield ListRow(Became.GONE, "", earlier=at)

    def related(self, to: Iterable[str], within: Mapping[str, set[str]]) -> Sequence[ListRow]:
        """The changed rows that speak of all these things (IRIs), or of places `within` them."""
        wanted = set(to)
        told = [_about(stated, within) for stated in (self.earlier, self.later)]
        return [
            row
            for row in self.changed
            if any(
                wanted <= about.get(at, set()) for about, at in zip(told, (row.earlier, row.later), strict=True) if at
            )
        ]

    def only(self, rows: Iterable[ListRow]) -> set[str]:
        """What the later edition states in no other rows than changed ones that are not among these (IRIs)."""
        aside = {row.later for row in self.changed} - {row.later for row in rows}
        return {thing for thing, places in self.later.rows.items() if aside.issuperset(places)}

    @cached_property
    def _told_otherwise(self) -> set[str]:
        """The rows of the later edition on which something is not as on the earlier one."""
        return {_row_of(row.later) for row in self.changed if row.later}

    @cached_property
    def _on_later(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            if change.after is not None:
                found[change.after.at].append(change)
        return found

    @cached_property
    def _on_earlier(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            if change.before is not None:
                found[change.before.at].append(change)
        return found


def _row(change: Change) -> ListRow:
    before, after = change.before, change.after
    return ListRow(change.became, change.item.label, before.at if before else "", after.at if after else "")


def _row_of(at: str) -> str:
    """The row of a place, without the column.

    >>> _row_of("Row 9, cameras"), _row_of("Sheet A, row 9")
    ('Row 9', 'Sheet A, row 9')
    """
    found = _ROW.match(at)
    return found[0] if found else at


_ROW: Final = re.compile("(?:Sheet .*, row|Row) [0-9]+")


def _is_changed(row: ListRow) -> bool:
    return row.became is not Became.STAYED


def _about(stated: Stated, within: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    """By row, what it speaks of, and the places around that."""
    told: dict[str, set[str]] = defaultdict(set)
    for thing, places in stated.rows.items():
        about = {thing} | {str(statement.object) for statement in stated.store.statements(subject=thing)}
        about = about.union(*(within.get(one, set()) for one in about))
        for at in places:
            told[at] |= about
    return told


@contextmanager
def two_editions(
    importer: Importer, earlier: Path, later: Path, beside: Path | None = None, *, measured: Measured = unmeasured
) -> Iterator[TwoEditions]:
    """Both editions, imported into folders that are there as long as this is entered; `beside` is a folder of imported
    files that stand beside them.

    Raises FileError where a file is no such list, or is not the one edition that stands before the other, where an
    import stops, or where `beside` is no folder of imported files.
    """
    compared = compare_files(importer, (earlier, later), measured=measured)
    if len(compared.editions) > 2:
        raise FileError(
            f"{earlier.name} and {later.name} hold {len(compared.editions)} editions. Give each in a file of its own."
        )
    first, second = compared.editions
    if (first.file, second.file) != (earlier.name, later.name) or first.day == second.day:
        raise FileError(
            f"{later.name} is of {second.day if second.file == later.name else first.day}, which is not after "
            f"{first.day if first.file == earlier.name else second.day}, the day of {earlier.name}. Name the earlier "
            "edition first."
        )
    shared = {} if beside is None else _shared(beside)
    ((_, _, changes),) = compared.changes
    with TemporaryDirectory(prefix="whoshares-") as made:
        before, after = Path(made, "before"), Path(made, "after")
        _lay(after, shared)
        sources = [_imported(importer, path, after, measured) for path in (earlier, later)]
        _lay(before, {name: place for name, place in imported_files(after).items() if name != _file(sources[1])})
        stated = (
            _stated(first, sources[0], after),
            _stated(second, sources[1], after),
        )
        yield TwoEditions(importer.name, *stated, before, after, changes)


def _shared(beside: Path) -> Mapping[str, Path]:
    found = imported_files(beside)
    if not found:
        raise FileError(f"{beside}: this is no folder of imported files. Name one that “whoshares import” wrote.")
    return found


def _lay(folder: Path, files: Mapping[str, Path]) -> None:
    """Have files in a folder too, without a copy of what they hold where the disk allows."""
    folder.mkdir()
    for name, place in files.items():
        try:
            os.link(place.resolve(), folder / name)
        except OSError:
            shutil.copyfile(place, folder / name)


def _imported(importer: Importer, path: Path, folder: Path, measured: Measured) -> str:
    done = import_files(importer, [path], folder, Received(), measured)
    if done.stopped:
        raise FileError(*(str(one) for one in done.findings if one.severity is Severity.STOPS))
    return done.made[0].source


def _file(source: str) -> str:
    return source.removeprefix("source/") + SUFFIX


def _stated(edition: Edition, source: str, folder: Path) -> Stated:
    store = Store()
    store.load_file(folder / _file(source))
    rows: dict[str, list[str]] = defaultdict(list)
    for thing, at in sorted(store.literals(v.LOCATOR)):
        if thing != v.ID + source:
            rows[thing].append(at)
    return Stated(edition.file, edition.day, source, store, rows, edition.left_out)


_NUMBERS: Final = re.compile("([0-9]+)")


def _in_order(row: ListRow) -> tuple[list[str], str]:
    """As the rows stand on the later edition, then those of the earlier one."""
    at = row.later or f"~{row.earlier}"
    return [part.zfill(9) if part.isdigit() else part for part in _NUMBERS.split(at)], row.item
