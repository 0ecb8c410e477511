"""The review file: names in doubt, for a person to decide, and what was decided, for the next run to obey.

It is a CSV. A person writes an id of the list, or `none`, under `decision`, and changes nothing else. A name counts
with the state and the county that stood beside it. Rows that were decided stay when the file is written anew.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

from whoshares.facts.matching.matcher import Asked, Verdict
from whoshares.model.errors import FileError
from whoshares.model.given_files import read_given
from whoshares.model.plain import plain
from whoshares.store import whole

COLUMNS: Final = ("name", "state", "county", "why", "score", "near id", "near name", "other ids", "decision")
"""The columns of a review file, in order. `near id` is the best candidate's."""

NONE: Final = "none"
"""What is decided for a name that no body of the list has."""

_FORMULA: Final = ("=", "+", "-", "@")
_LARGEST: Final = 16 * 1024 * 1024


def read_review(path: Path, ids: Container[str]) -> dict[Asked, str | None]:
    """What was decided: the id of a body, or None for no body, of each name that has a decision.

    `ids` are those of the list. Raises FileError where the file cannot be read, lacks a column, decides a name twice in
    different ways, or names an id that the list has not.
    """
    decided: dict[Asked, str | None] = {}
    for line, row in _rows(path):
        choice = row["decision"].strip()
        if not choice:
            continue
        body = None if choice.casefold() == NONE else choice
        if body is not None and body not in ids:
            raise FileError(
                f"{path}, row {line}: the decision “{plain(choice)}” is no id of the list. Write an id of the list, "
                f"such as one under “near id” or “other ids”, or “{NONE}”, or leave it empty."
            )
        asked = _asked(row)
        if decided.setdefault(asked, body) != body:
            raise FileError(
                f"{path}, row {line}: “{plain(asked.name)}” is decided twice, in two ways. Keep one of the rows."
            )
    return decided


def write_review(path: Path, verdicts: Iterable[tuple[Asked, Verdict]]) -> int:
    """Write the names in doubt, and keep the rows that were decided before; how many are left to decide.

    The file is replaced at once, or stays as it was. Raises FileError where it cannot be read or written.
    """
    kept = {_asked(row): row for _, row in _rows(path) if row["decision"].strip()} if path.exists() else {}
    doubtful = {asked: _row(asked, verdict) for asked, verdict in verdicts if verdict.outcome == "doubtful"}
    left = [row for asked, row in sorted(doubtful.items()) if asked not in kept]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in [*left, *(row for _, row in sorted(kept.items()))]:
        writer.writerow({column: _defused(row[column]) for column in COLUMNS})
    try:
        whole.write(path, [stream.getvalue().encode()], durable=True)
    except OSError as error:
        raise FileError(f"{path}: the review file cannot be written ({error.strerror}).") from None
    return len(left)


def _rows(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of a review file, each with its number as a spreadsheet shows it."""
    try:
        content = read_given(path, _LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise FileError(
            f"{path}: this review file cannot be read ({error.strerror}). Check its name and rights."
        ) from None
    except UnicodeDecodeError:
        raise FileError(f"{path}: this review file is no UTF-8. Save it as “CSV UTF-8”.") from None
    if len(content) > _LARGEST:
        raise FileError(f"{path}: this review file is larger than {_LARGEST:,} bytes. Check that it is the one meant.")
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if lacking:
            raise FileError(
                f"{path}: this is no review file, for it has no column “{lacking[0]}”. Its columns are "
                f"{', '.join(COLUMNS)}, with commas between them."
            )
        return [
            (number, {column: _restored(row[column] or "") for column in COLUMNS})
            for number, row in enumerate(reader, start=2)
        ]
    except csv.Error as error:
        raise FileError(f"{path}: this review file cannot be read as CSV ({error}). Save it as CSV again.") from None


def _asked(row: Mapping[str, str]) -> Asked:
    return Asked(row["name"], row["state"], row["county"])


def _row(asked: Asked, verdict: Verdict) -> dict[str, str]:
    near, *others = verdict.candidates
    return {
        **asked._asdict(),
        "why": verdict.why,
        "score": f"{near.score:g}",
        "near id": near.body.id,
        "near name": near.body.name,
        "other ids": " ".join(other.body.id for other in others),
        "decision": "",
    }


def _defused(cell: str) -> str:
    """A cell in one line that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _restored(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*_FORMULA, "'")) else cell
