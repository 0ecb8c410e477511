"""The items of a list by what its rows state: each entry with an identity of its own, such as an award or a flow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from whoshares.facts.importers.dates import claimed_day
from whoshares.facts.importers.editions import Compared, Item
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry, Imported
from whoshares.facts.importers.tables import Table


@dataclass(frozen=True, slots=True)
class Sort:
    """One class of entries that are items."""

    told: Mapping[str, Callable[[Entry], str]] = field(default_factory=dict)
    """What a later edition may tell otherwise, by the word for it."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """By what items are counted: the name of the group, and the key of an entry that says it."""
    key: Callable[[Entry], tuple[str, ...]] = lambda entry: (str(entry["id"]),)
    """What tells an item apart, in every edition alike."""
    label: Callable[[Entry], str] | None = None
    """What it is called, where that is not its label."""
    word: str = ""
    """What such an item is, where a list has items of several sorts."""


NO_DAY: Final = "Neither the rows nor the name of the file say of which day the list is. Put the day into the name."
A_DAY: Final = "a name with YYYY-MM-DD in it"


def value_of(key: str) -> Callable[[Entry], str]:
    """What an entry has under a key; several values are joined."""
    return lambda entry: _text(entry.get(key, ""))


def compared_as(noun: str, read: Callable[[Table], Imported], sorts: Mapping[str, Sort]) -> Compared:
    """How lists are compared whose rows state entries of these classes."""

    def items(table: Table) -> list[Item] | None:
        made = read(table)
        on = day_of_edition(table) or _issued(made)
        if not on:
            table.findings.add(
                Severity.STOPS,
                NO_DAY,
                found=table.file.name,
                expected=A_DAY,
            )
        return None if table.findings.stop else _items(table, made, sorts, on)

    return Compared(noun, items, by="sorts" if len(sorts) > 1 else "")


def _items(table: Table, made: Imported, sorts: Mapping[str, Sort], on: str) -> list[Item]:
    own = {str(entry["id"]): str(entry["label"]) for entry in made.entries if "label" in entry}
    labels = {**own, **table.known.labels}

    of = _APART.sub("", str(made.source["id"]))

    def labelled(entry: Entry) -> str:
        return _label(entry, labels)

    found: dict[tuple[str, ...], Item] = {}
    for entry in made.entries:
        name = str(entry["type"])
        if (sort := sorts.get(name)) is None:
            continue
        key = (name, *sort.key(entry))
        groups = {group: _text(entry.get(of, "")) for group, of in sort.groups.items()}
        if sort.word:
            groups["sorts"] = sort.word
        told = {word: of(entry) for word, of in sort.told.items()}
        at = entry["at"]
        place = at if isinstance(at, str) else at[0]
        found.setdefault(
            key, Item(key, (sort.label or labelled)(entry), groups, told, on, table.file.name, place, of=of)
        )
    return list(found.values())


_APART: Final = re.compile("-(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9a-f]{8})$")
"""What the ids of a list's editions end in: a day, or where it has none the beginning of a hash."""


def _label(entry: Entry, labels: Mapping[str, str]) -> str:
    if entry["type"] == "DataFlow":
        sender, recipient = (_named(entry[end], labels) for end in ("sender", "recipient"))
        return f"{sender} → {recipient}"
    return labels.get(str(entry["id"]), str(entry["id"]))


def _named(ids: str | Sequence[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(id, id) for id in ([ids] if isinstance(ids, str) else ids))


def _text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def day_of_edition(table: Table) -> str:
    """The day that the name of a file gives; "" where it gives none."""
    claimed = claimed_day(table.file.name)
    return claimed.day.isoformat() if claimed else ""


_DATED: Final = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


def _issued(made: Imported) -> str:
    """The day, the month or the year of a document; "" where it gives none."""
    issued = str(made.source.get("issued", ""))
    return issued if _DATED.fullmatch(issued) else ""
