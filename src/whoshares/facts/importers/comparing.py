"""Reading the editions of a list out of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from whoshares.facts.importers.editions import Edition, Editions, Item
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Importer
from whoshares.facts.importers.kinds import fitting
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.reading import read_outside
from whoshares.facts.importers.tables import Table, table_of
from whoshares.model.dates import in_future
from whoshares.model.errors import FileError
from whoshares.model.measured import Measured, unmeasured


def compare_files(
    importer: Importer,
    paths: Sequence[Path],
    days: tuple[str, str] | None = None,
    *,
    full: bool = False,
    measured: Measured = unmeasured,
) -> Editions:
    """The editions that files hold, by day, held against each other; `days` names two of them.

    Raises FileError where a file cannot be read or is no such list, none of its rows is understood, or it is of a day
    to come; where there are fewer than two editions, or none of a day that is asked for.
    """
    editions: list[Edition] = []
    without: list[str] = []
    for path in paths:
        file = read_outside(path)
        table = table_of(file, importer.layouts, Known())
        found = None
        if isinstance(table, Table):
            with measured(f"Reading {file.name} …", len(table.rows), "rows") as advance:
                found = importer.compared.items(replace(table, advance=advance))
        if found is None:
            findings = table.findings if isinstance(table, Table) else table
            lines = [str(one) for one in findings if one.severity is Severity.STOPS]
            raise FileError(*lines, *([other] if (other := fitting(file, importer)) else []))
        assert isinstance(table, Table)
        left_out = sum(finding.severity is Severity.LEFT_OUT for finding in table.findings)
        if not found and left_out:
            raise FileError(f"{path}: none of its rows is understood. “whoshares import {importer.name}” says why.")
        if not found:
            without.append(path.name)
        by_day: dict[str, list[Item]] = {}
        for item in found:
            by_day.setdefault(item.on, []).append(item)
        if coming := next(filter(in_future, by_day), None):
            raise FileError(f"{path}: the list would be of {coming}, which is still to come. Mend what says so.")
        editions += [Edition(day, path.name, tuple(items), left_out) for day, items in by_day.items()]
    editions.sort(key=lambda edition: (edition.day, edition.file))
    if len(editions) < 2:
        none = f" No {importer.compared.noun} stand on {', '.join(without)}." if without else ""
        raise FileError(
            f"Two lists of different days, or more, can be compared, and {len(editions) or 'none'} is given.{none}"
        )
    lists = {item.of: edition.file for edition in editions for item in edition.items[:1]}
    if len(lists) > 1:
        told = "; ".join(f"{file} is {of}" for of, file in sorted(lists.items()))
        raise FileError(f"These are several lists and not editions of one: {told}. Compare those of one list.")
    pair = None if days is None else (_of_day(editions, days[0]), _of_day(editions, days[1]))
    return Editions(importer.name, tuple(editions), importer.compared, pair, full, tuple(without))


def _of_day(editions: Sequence[Edition], day: str) -> Edition:
    """The last edition of a day. Raises FileError where there is none."""
    found = [edition for edition in editions if edition.day == day]
    if not found:
        known = ", ".join(dict.fromkeys(edition.day for edition in editions))
        raise FileError(f"There is no list of {day}. There are lists of {known}.")
    return found[-1]
