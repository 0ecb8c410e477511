"""Editions of one list: what stands on each, and what a later one has new, no longer, or otherwise.

What an item of a list is, and when two rows of two editions are the same item, the list's own module says (`Compared`).
An item that a later edition no longer has was last listed on the last one that has it. That it ended, no list says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

from whoshares.facts.importers.tables import Table
from whoshares.model.answer import Answer


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an edition."""

    key: tuple[str, ...]
    """What tells it apart from all others of its edition."""
    label: str
    groups: Mapping[str, str]
    """What items are counted by, such as state, agency and model."""
    told: Mapping[str, str]
    """What the row says beside its key, by column: what a later edition may correct."""
    on: str
    """The day of the edition, or the month or the year where the list gives no more."""
    file: str
    at: str
    """The row."""
    dated: str = ""
    """The day that the row gives the item, such as that of signing, where it gives one that can be right."""
    of: str = ""
    """Which list it stands on, where tables of a sort are several: whose, or of what."""


class Became(StrEnum):
    """What became of an item between two editions."""

    STAYED = "stayed"
    CORRECTED = "corrected"
    """The same item, of which the later edition says something else."""
    RENEWED = "renewed"
    """Another item in the place of one that was listed before."""
    CHANGED = "changed"
    """The same item, of which the later edition tells something that changes, such as a sum."""
    DOUBTFUL = "doubtful"
    """The same item corrected, or another one: the lists do not tell."""
    NEW = "new"
    GONE = "gone"
    """Last listed on the earlier edition; that it ended is not known."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an item between two editions."""

    became: Became
    before: Item | None
    after: Item | None
    why: str = ""
    """What differs, or why it is not told."""

    @property
    def item(self) -> Item:
        """The item, as the later edition that has it says it."""
        item = self.after or self.before
        assert item is not None
        return item


Verdict: TypeAlias = "tuple[Became, str]"


def told_otherwise(before: Item, after: Item) -> Verdict:
    """Of an item that is told apart by its key alone: whether the later edition says something else of it."""
    columns = [column for column in before.told if before.told[column] != after.told.get(column, "")]
    why = "; ".join(
        f"{one} {before.told[one] or '(empty)'}, then {after.told.get(one) or '(empty)'}" for one in columns
    )
    return (Became.CHANGED, why) if columns else (Became.STAYED, "")


def as_they_are(before: Sequence[Item], after: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """Two editions that say the same sort of things."""
    return before, after


@dataclass(frozen=True, slots=True)
class Compared:
    """How the editions of a kind of list are compared."""

    noun: str
    """What its items are, in the plural."""

    items: Callable[[Table], Sequence[Item] | None]
    """The items of a file, of all the editions that it holds; `None` where its findings stop it."""
    same_key: Callable[[Item, Item], Verdict] = told_otherwise
    """What became of an item of which a later edition has one with the same key."""
    alike: Callable[[Item, Item], Verdict | None] | None = None
    """Whether two items with different keys, of which neither edition has the other's, are one; `None` where not, or
    where the key alone tells."""

    comparable: Callable[[Sequence[Item], Sequence[Item]], tuple[Sequence[Item], Sequence[Item]]] = as_they_are
    """Two editions as they can be held against each other, where one of them says less."""
    by: str = ""
    """The group of whose values an edition is told how many items each has, such as models."""


def between(before: Sequence[Item], after: Sequence[Item], compared: Compared) -> list[Change]:
    """What became of the items of an edition in a later one, and what is new there, by label."""
    earlier = {item.key: item for item in before}
    later = {item.key: item for item in after}
    changes = [_same_key(earlier[key], later[key], compared) for key in earlier.keys() & later.keys()]
    gone = [item for key, item in earlier.items() if key not in later]
    new = [item for key, item in later.items() if key not in earlier]
    paired = list(_paired(gone, new, compared))
    changes += paired
    told = {id(one) for change in paired for one in (change.before, change.after)}
    changes += [Change(Became.GONE, item, None) for item in gone if id(item) not in told]
    changes += [Change(Became.NEW, None, item) for item in new if id(item) not in told]
    return sorted(changes, key=lambda change: (change.item.label, change.became))


def _same_key(before: Item, after: Item, compared: Compared) -> Change:
    became, why = compared.same_key(before, after)
    return Change(became, before, after, why)


def _paired(gone: Sequence[Item], new: Sequence[Item], compared: Compared) -> Iterator[Change]:
    """Items that are one under two keys: each the only one that is like the other."""
    if compared.alike is None:
        return
    alike: dict[int, list[tuple[int, Verdict]]] = defaultdict(list)
    for number, before in enumerate(gone):
        for other, after in enumerate(new):
            if verdict := compared.alike(before, after):
                alike[number].append((other, verdict))
    wanted = Counter(other for found in alike.values() for other, _ in found)
    for number, found in alike.items():
        (other, (became, why)), *more = found
        if not more and wanted[other] == 1:
            yield Change(became, gone[number], new[other], why)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a list."""

    day: str
    """Or the month, or the year."""
    file: str
    items: tuple[Item, ...]
    left_out: int = 0
    """How many rows of the file, or names in them, are not understood, so that what they list may seem to be gone."""

    def numbers(self) -> dict[str, int]:
        """How many items there are, and how many different values in each of their groups."""
        names = dict.fromkeys(name for item in self.items for name in item.groups)
        groups = {name: len({item.groups.get(name, "") for item in self.items} - {""}) for name in names}
        return {"items": len(self.items), **groups}

    def by(self, name: str) -> dict[str, int]:
        """How many items there are of each value of a group."""
        return dict(sorted(Counter(item.groups.get(name, "") for item in self.items).items()))


@dataclass(slots=True)
class Thing:
    """An item through all editions that list it."""

    listed: list[Item]

    @property
    def first(self) -> str:
        """The day of the first edition that lists it."""
        return self.listed[0].on

    @property
    def last(self) -> str:
        """The day of the last edition that lists it: it was last listed then, which does not say that it ended."""
        return self.listed[-1].on


@dataclass(frozen=True)
class Editions(Answer):
    """The editions of a list, and what became of its items from each to the next."""

    kind: str
    editions: tuple[Edition, ...]
    compared: Compared
    pair: tuple[Edition, Edition] | None = None
    """The two that are asked about, where two are."""
    full: bool = False
    """Whether a screen is to show each change."""
    without: tuple[str, ...] = ()
    """The files on which nothing is listed that is compared, such as those of pending applications."""

    @cached_property
    def things(self) -> list[Thing]:
        """All items, each once, through the editions that list it, by label."""
        things: list[Thing] = []
        last: dict[tuple[str, ...], Thing] = {}
        for edition in self.editions:
            before = {key: thing.listed[-1] for key, thing in last.items()}
            for change in between(tuple(before.values()), edition.items, self.compared):
                if change.after is None:
                    continue
                thing = last.pop(change.before.key) if change.before and change.became in _SAME else None
                if thing is None:
                    thing = Thing([])
                    things.append(thing)
                thing.listed.append(change.after)
                last[change.after.key] = thing
        return sorted(things, key=lambda thing: (thing.listed[-1].label, thing.first))

    @cached_property
    def changes(self) -> list[tuple[Edition, Edition, list[Change]]]:
        """What became of the items: between the two that are asked about, else from each edition to the next."""
        pairs = [self.pair] if self.pair else pairwise(self.editions)
        return [
            (first, second, between(*self.compared.comparable(first.items, second.items), self.compared))
            for first, second in pairs
        ]

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "kind": self.kind,
            "editions": [
                {"day": one.day, "file": one.file, "numbers": one.numbers(), "rows left out": one.left_out}
                for one in self.editions
            ],
            "files without": list(self.without),
            "changes": [
                {
                    "from": first.day,
                    "to": second.day,
                    "numbers": dict(sorted(Counter(str(change.became) for change in changes).items())),
                    "items": [_change(change) for change in changes if change.became is not Became.STAYED],
                }
                for first, second, changes in self.changes
            ],
            "items": [_thing(thing) for thing in self.things],
        }

    def rows(self) -> list[dict[str, str]]:
        """Where two editions are asked about, a row for each change; else one for each item."""
        if self.pair is None:
            return [
                {**_thing(thing), "listed on": "; ".join(item.on for item in thing.listed)} for thing in self.things
            ]
        return [
            {
                "became": str(change.became),
                "item": change.item.label,
                "why": change.why,
                "before": _place(change.before),
                "after": _place(change.after),
            }
            for _, _, changes in self.changes
            for change in changes
            if change.became is not Became.STAYED
        ]


_SAME: Final = frozenset({Became.STAYED, Became.CORRECTED, Became.CHANGED})


def _thing(thing: Thing) -> dict[str, str]:
    return {
        "item": thing.listed[-1].label,
        "first listed": thing.first,
        "last listed": thing.last,
    }


def _change(change: Change) -> dict[str, str | None]:
    return {
        "became": str(change.became),
        "item": change.item.label,
        "why": change.why or None,
        "before": _place(change.before) or None,
        "after": _place(change.after) or None,
    }


def _place(item: Item | None) -> str:
    """What an edition says of an item, and where."""
    if item is None:
        return ""
    told = ", ".join(f"{column} {value}" for column, value in item.told.items() if value)
    return f"{told} ({item.file}, {item.at[0].lower()}{item.at[1:]})" if told else f"{item.file}, {item.at}"
