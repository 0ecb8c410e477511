"""How two editions of ICE's list of 287(g) agreements are compared: what is one agreement, corrected or signed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from whoshares.facts.importers.bodies import label_of, name_of
from whoshares.facts.importers.editions import Became, Compared, Item, Verdict
from whoshares.facts.importers.ice_287g_rows import COUNTY, SIGNED, TYPE, Listed, edition_of
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.tables import Table
from whoshares.facts.matching.reading import read_name


def items(table: Table) -> list[Item] | None:
    """The agreements of a file, for comparing editions; none of a list of applications."""
    edition = edition_of(table)
    if edition is None or edition.pending:
        return None if edition is None else []
    return [_item(one, table.file.name) for one in edition.listed]


def _item(one: Listed, file: str) -> Item:
    agency = name_of(one.agency)
    groups = {"agencies": f"{one.state.code} {slug(agency)}", "states": one.state.name}
    told = {"AGENCY": agency}
    if one.model:
        groups["models"] = one.model.name
        told |= {"SIGNED": one.row[SIGNED], "COUNTY": one.row[COUNTY], "TYPE": one.row[TYPE]}
    label = label_of(agency, one.state) + (f": {one.model.name}" if one.model else "")
    stated = one.stated.isoformat() if one.stated else ""
    return Item(one.key, label, groups, told, one.on.isoformat(), file, one.row.at, stated)


def _same_key(before: Item, after: Item) -> Verdict:
    """What became of an agreement of which a later edition has one of the same agency and model.

    One that was signed after the earlier edition is another. Another day of signing that is near is a correction; one
    that is far may be either.
    """
    first, second = before.dated, after.dated
    if second and first != second and second > before.on:
        return Became.RENEWED, f"signed {second}, after the earlier list"
    if first and second and first != second:
        apart = abs(date.fromisoformat(second) - date.fromisoformat(first))
        became = Became.CORRECTED if apart <= _NEAR else Became.DOUBTFUL
        return became, f"signed {first}, then {second}"
    differs = [
        f"{column} {before.told[column] or '(empty)'}, then {after.told[column] or '(empty)'}"
        for column in before.told.keys() & after.told.keys()
        if before.told[column] != after.told[column] and (before.told[column] or column == SIGNED)
    ]
    return (Became.CORRECTED, "; ".join(sorted(differs))) if differs else (Became.STAYED, "")


def _alike(before: Item, after: Item) -> Verdict | None:
    """Whether agreements of two agencies are one, of which the name was corrected: of one state, model and day.

    Lists that say no model are of agencies, and have no days: there the name alone tells, and one that is misspelt may
    be another's.
    """
    (state, _, model), (other_state, _, other_model) = before.key, after.key
    agencies = not model
    if (state, model) != (other_state, other_model) or before.dated != after.dated or not (agencies or before.dated):
        return None
    first, second = before.told["AGENCY"], after.told["AGENCY"]
    why = f"{first}, then {second}"
    one, other = read_name(first, state), read_name(second, state)
    if (one.kind, one.core) == (other.kind, other.core):
        return Became.CORRECTED, why
    if agencies:
        return (Became.DOUBTFUL, why) if one.kind == other.kind and _misspelt(one.core, other.core) else None
    if _misspelt(one.core, other.core):
        return Became.CORRECTED, why
    alike = one.kind == other.kind and fuzz.ratio(one.core, other.core) >= _DOUBTFUL_FROM
    return (Became.DOUBTFUL, why) if alike else None


def _misspelt(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    return OSA.distance(one, other) <= max((off for long, off in _LETTERS if length >= long), default=0)


def _comparable(before: Sequence[Item], after: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """Two editions as agreements; as agencies, where one of them says no model."""
    if all(item.key[2] for item in (*before, *after)):
        return before, after
    return _as_agencies(before), _as_agencies(after)


def _as_agencies(items: Sequence[Item]) -> list[Item]:
    by_agency: dict[tuple[str, ...], Item] = {}
    for item in items:
        state, agency, _ = item.key
        label = item.label.rsplit(": ", 1)[0] if item.key[2] else item.label
        made = replace(item, key=(state, agency, ""), label=label, told={"AGENCY": item.told["AGENCY"]}, dated="")
        by_agency.setdefault(made.key, made)
    return list(by_agency.values())


_NEAR: Final = timedelta(days=31)
"""How far apart two days of signing lie at the most of which one is taken for a correction of the other."""
_LETTERS: Final = ((7, 1), (10, 2))
"""From so many letters on, a name may be so many letters off from another and still be that one misspelt: both of one
state, signed for the same model on the same day, and no third is like either. “Bay” and “Clay” are no such names."""
_DOUBTFUL_FROM: Final = 75.0
"""How alike two names have to be, from 0 to 100, for it to be left open."""

COMPARED: Final = Compared("agreements", items, _same_key, _alike, _comparable, by="models")
