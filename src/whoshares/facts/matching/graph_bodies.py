"""The organizations of a graph, as bodies to match against: those that it ships, and those of imported lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.body import Body
from whoshares.facts.matching.graph_kinds import SAID_KINDS
from whoshares.facts.matching.reading import Reading, read_listed, read_name
from whoshares.facts.matching.states import FEDERAL, NAMES
from whoshares.facts.matching.words import county_core
from whoshares.model import vocabulary as v
from whoshares.store.engine import Store

_LEVELS: Final = {"academic": k.CAMPUS, "tribal": k.TRIBAL}
_STATE: Final = re.compile(r"place/us-([a-z]{2})(?:-(.+)-(?:county|parish))?(?:-.*)?")
_LISTED: Final = re.compile(
    r"^(?P<name>.+?)(?P<sort> (?:(?:city|county|parish) )?agency)?(?: \([^()]*\))?(?:, [^,\[]+)? \[[A-Z0-9]{9}\]$"
)
"""The label of an agency that was imported from the FBI's list."""
_SORTS: Final = {
    " city agency": k.POLICE,
    " agency": k.POLICE,
    " county agency": k.SHERIFF,
    " parish agency": k.SHERIFF,
}


def graph_bodies(store: Store) -> Iterator[Body]:
    """The organizations of a graph that are one body each, by id. What stands for a kind of body is none."""
    labels, aliases, oris = _texts(store, v.PREF_LABEL), _texts(store, v.ALT_LABEL), _texts(store, v.ORI)
    labels = {**_texts(store, v.RDFS_LABEL), **labels}
    kinds, places, levels = (_things(store, predicate) for predicate in (v.KIND, v.IN_PLACE, v.LEVEL))
    cut = {thing for thing, note in store.literals(v.NOTE) if note.startswith("The list gives the beginning")}
    flags = (pair for predicate in (v.GENERIC, v.SELECTIVE) for pair in store.literals(predicate))
    several = {thing for thing, value in flags if value in ("true", "1")}
    for thing in sorted(store.members(v.ORGANIZATION) - several):
        if thing.startswith("_:") or thing not in labels:
            continue
        level = next(iter(levels.get(thing, ())), "")
        state, counties = _place(places.get(thing, ()))
        kind = next((SAID_KINDS[kind] for kind in sorted(kinds.get(thing, ())) if kind in SAID_KINDS), None)
        names = (min(labels[thing]), *sorted(aliases.get(thing, ())))
        ori = next(iter(oris.get(thing, ())), None)
        readings, whole = _readings(names, FEDERAL if level == "federal" else state, _LEVELS.get(level, kind))
        yield Body(v.shorten(thing), names[0], readings, whole, counties, ori, "," if thing in cut else "")


def _readings(
    names: tuple[str, ...], state: str | None, kind: str | None
) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """What the names of a body say, and those that mean it alone as they stand."""
    listed = _LISTED.match(names[0])
    if listed is None:
        return tuple(dict.fromkeys(read_name(name, state, kind) for name in names)), names
    sort = _SORTS.get(listed["sort"] or "")
    if sort is None and kind in (k.POLICE, k.SHERIFF):
        said = read_name(listed["name"], state).kind
        sort = said if said in k.OF_PLACES else kind
    return (read_listed(listed["name"], state, sort or (kind if kind in (k.CAMPUS, k.TRIBAL) else None)),), ()


def _place(places: Iterable[str]) -> tuple[str | None, tuple[str, ...]]:
    """The state in which a body's places are, and their counties; no state where there are several, or none."""
    found = [match for place in sorted(places) if (match := _STATE.fullmatch(place)) and match[1].upper() in NAMES]
    states = {match[1].upper() for match in found}
    counties = tuple(county_core(match[2].replace("-", " ")) for match in found if match[2])
    return (states.pop(), counties) if len(states) == 1 else (None, ())


def _texts(store: Store, predicate: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for thing, text in store.literals(predicate):
        found[thing].append(text)
    return found


def _things(store: Store, predicate: str) -> Mapping[str, set[str]]:
    """The short ids of what things point to by a property; of a kind or a level, its name alone."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, value, _ in store.pairs(predicate):
        short = v.shorten(value)
        found[thing].add(short.removeprefix("kind/").removeprefix("level/"))
    return found
