"""A body that is not in the graph, by a name that tells its kind: what documents say of such bodies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from whoshares.answers.by_name import BELOW_THE_STATE, ByName, by_name, most_alike, told_apart
from whoshares.answers.claim_words import listed
from whoshares.answers.parts import GraphParts
from whoshares.answers.placed import names_of, place_of_namesakes, stands_in, told_places
from whoshares.answers.unlisted_laws import Told, kinds_of, laws_there, places_with_laws, shortened
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown
from whoshares.model.labels import every as every_body
from whoshares.model.labels import within
from whoshares.model.reached import reached
from whoshares.network.categories import ANY
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.steps import Shared
from whoshares.store.names import HOLDERS, LONGEST_ASKED, unknown
from whoshares.store.names import words as words_of

_LOCAL: Final = v.ID + "level/local"
_STATE: Final = v.ID + "level/state"
_NAMED: Final = 8
_CAUTION: Final = "This is what is said of such bodies. It is no route, and no answer about this one."
_MOST: Final = 12
_OF_EACH: Final = 3
"""How many flows are shown in all, and how many of one body."""
_MOST_OTHERS: Final = 10
"""For how many holders at the other end routes are looked for."""


class Sought(NamedTuple):
    """What of what is said of a body is asked for: all, or what takes some data to, or from, others."""

    question: Question = Question(-1, -1)
    """Which data, and when."""
    other: str | None = None
    """The other end, by IRI; `None` for any."""
    others: tuple[str, ...] = ()
    """The holders that the other end stands for."""
    inward: bool = False
    """Whether the body is to get the data, and not to send it."""


_ALL: Final = Sought()


def unlisted(parts: GraphParts, text: str, error: NameUnknown, sought: Sought = _ALL) -> NameUnknown:
    """The error for a name that nothing bears; the given one where it looks like that of no kind of body."""
    asked = text.strip()
    if _ID.fullmatch(asked) or len(asked) > LONGEST_ASKED or parts.names.bears(asked):
        return error
    if not (words := words_of(written := _in_full(asked))):
        return error
    found = ByName(asked, ()) if _ACRONYM.fullmatch(asked) else by_name(parts, written)
    places = told_places(parts, asked, words)
    told = [_of_kind(parts, words, places), _of_level(parts, _levels(parts, words), places)]
    if len(words) < 2 or not any(told):
        return found.alone(parts, asked) if found.things else _told_how(parts, error)
    said = next(filter(None, (_said(parts, bodies, sought) for bodies in told)), [_silent(parts, sought)])
    if found.own and not found.things:
        near = [*parts.names.suggestions(asked, HOLDERS), *parts.names.suggestions(asked, {v.PLACE})]
        near = [name for name in near if told_apart(parts, written, name) and not stands_in(words_of(name), words)]
        hint = f" Did you mean {' or '.join(f'“{name}”' for name in near[:2])}?" if near else ""
        offers: Sequence[str] = near[:2]
    else:
        hint, offers = f" {found.sentence(parts)}", found.offers(parts)
    kinds = _kinds(parts, words, places)[1] or kinds_of(parts, told[1])
    laws, unplaced = _laws(parts, kinds, places, sought, asked if found.own else "", found.things)
    return NameUnknown(
        f"“{asked}” is not in the graph as a holder. No document here says what it sends or gets, which is not "
        f"the same as nothing being shared.{hint}{unplaced}",
        *laws,
        *said,
        *_there(parts, places),
        asked=text,
        offers=offers,
    )


def _in_full(asked: str) -> str:
    """A name with the usual short forms of police departments and sheriff's offices written out: “Boston PD”."""
    for short, full in _SHORT:
        asked = short.sub(full, asked)
    return asked


_ID: Final = re.compile(r"[a-z-]{1,40}/[a-z0-9-]{1,200}")
"""What is written as an id, and is no name."""
_ACRONYM: Final = re.compile(r"\b([a-z]{2,3})pd\b", re.IGNORECASE)
"""The acronym of a police department, of which the beginning says where it is, and is no word of other names."""
_SHORT: Final = (
    (_ACRONYM, r"\1 police department"),
    (re.compile(r"\bpd\b", re.IGNORECASE), "police department"),
    (re.compile(r"(?<=[a-z] )so\b(?=,|$)", re.IGNORECASE), "sheriff's office"),
    (re.compile(r"\bdep(?:t|'t)\b\.?", re.IGNORECASE), "department"),
)
"""Short forms of kinds of bodies in their names, each with what it stands for."""


def _told_how(parts: GraphParts, error: NameUnknown) -> NameUnknown:
    """The error for a name that looks like nothing in the graph, with what its absence means.

    Of what it offers, what is like the name in its own words alone: “Department of Justice” is not “… of Education”.
    """
    asked = error.asked.strip()
    if not asked or len(asked) > LONGEST_ASKED:
        return error
    offers = most_alike(parts, asked, error.offers)
    first, *others = error.lines
    first = unknown(asked, "holder of data", offers) if error.offers and len(offers) < len(error.offers) else first
    return NameUnknown(first, *others, *(() if offers else (ABSENT,)), asked=error.asked, offers=offers)


ABSENT: Final = (
    "That it is not in the graph is not the same as nothing being shared. For a name that tells a kind of body (police "
    "department, sheriff, jail, motor vehicle agency, county), the answer is what documents say of such bodies."
)


def said_of_place(parts: GraphParts, place: str, sought: Sought = _ALL) -> list[str]:
    """What documents say of such bodies as a place without holders must have, in lines; none where they are silent."""
    around = parts.evidence.values(place, v.WITHIN)
    if not around:
        return []
    places = reached([place], lambda inner: parts.evidence.values(inner, v.WITHIN))
    is_state = not any(parts.evidence.values(wider, v.WITHIN) for wider in around)
    levels = {_STATE} if is_state else _levels(parts, words_of(parts.names.label(place))) or {_LOCAL}
    bodies = _of_level(parts, levels, places)
    laws, _ = _laws(parts, kinds_of(parts, bodies), places, sought, parts.names.label(place))
    return [*laws, *_said(parts, bodies, sought), *_there(parts, places)]


def _laws(
    parts: GraphParts,
    kinds: Collection[str],
    places: set[str],
    sought: Sought,
    asked: str,
    namesakes: Collection[str] = (),
) -> tuple[list[str], str]:
    """What the laws of the places forbid such bodies as are to send data, in lines.

    Where no place is known: those of the state in which all of that name lie, with a sentence that says so; else that
    its state is not known, and which states have such laws.
    """
    if sought.inward:
        return [], ""
    told = Told(frozenset(kinds), sought.question, sought.others, sought.other)
    inner = {iri for iri in places if parts.evidence.values(iri, v.WITHIN)}
    if inner:
        return laws_there(parts, told, inner), ""
    state = place_of_namesakes(parts, namesakes) if asked else None
    if state and (laws := laws_there(parts, told, {state})):
        return laws, (
            f" In which state it lies, its name does not say; all that bears the name here lies in "
            f"{parts.names.label(state)}. If it lies elsewhere, name its state too, as “{asked}, STATE”."
        )
    found = [parts.names.label(iri) for iri in places_with_laws(parts, told)]
    if not found or not asked:
        return [], ""
    return [], (
        f" In which state it lies is not known here. Laws of {listed(sorted(found), _NAMED)} forbid such bodies some "
        f"of this: name its state too, as “{asked}, STATE”."
    )


def _words(parts: GraphParts, iri: str) -> Iterable[list[str]]:
    return map(words_of, names_of(parts, iri))


def _generic(parts: GraphParts, places: set[str]) -> list[str]:
    """The generic bodies that can stand there; those of a place within the country only if it is among the places."""
    every = _marked(parts, v.GENERIC) - _marked(parts, v.SELECTIVE)
    placed = {iri: set(parts.evidence.values(iri, v.IN_PLACE)) for iri in every}
    countries = {place for place in set().union(*placed.values()) if not parts.evidence.values(place, v.WITHIN)}
    return [iri for iri in sorted(every) if places | countries >= placed[iri]]


def _marked(parts: GraphParts, predicate: str) -> set[str]:
    """The things of which a property is true."""
    return {iri for iri, value, _ in parts.store.pairs(predicate) if value in ("true", "1")}


def _kinds(parts: GraphParts, words: list[str], places: set[str]) -> tuple[set[str], set[str]]:
    """What a name tells, kinds and generic bodies, and the kinds of it with those that are wider.

    Of several names in it, the longest tells.
    """
    longest = {
        iri: max((len(name) for name in _words(parts, iri) if stands_in(name, words)), default=0)
        for iri in (*parts.store.members(v.HOLDER_KIND), *_generic(parts, places))
    }
    most = max(longest.values(), default=0)
    told = {iri for iri, length in longest.items() if length == most} if most else set()
    kinds = told | {kind for iri in told for kind in parts.evidence.values(iri, v.KIND)}
    return told, reached(kinds, lambda kind: parts.evidence.values(kind, v.BROADER))


def _of_kind(parts: GraphParts, words: list[str], places: set[str]) -> list[str]:
    """The generic bodies that a name tells, by their own name or that of their kind, and those of wider kinds."""
    told, kinds = _kinds(parts, words, places)
    found = [(iri, {iri, *parts.evidence.values(iri, v.KIND)}) for iri in _generic(parts, places)]
    fitting = [(told.isdisjoint(own), iri) for iri, own in found if not kinds.isdisjoint(own)]
    return [iri for _, iri in sorted(fitting, key=lambda one: (one[0], len(parts.names.label(one[1])), one[1]))]


def _levels(parts: GraphParts, words: list[str]) -> set[str]:
    """The levels below the state that a name tells."""
    return {level for level in BELOW_THE_STATE if any(stands_in(name, words) for name in _words(parts, level))}


def _of_level(parts: GraphParts, levels: set[str], places: set[str]) -> list[str]:
    """The generic bodies of levels; where these are below the state, also those of which only that is known."""
    wanted = levels if levels.isdisjoint(BELOW_THE_STATE) else levels | {_LOCAL}
    found = [
        iri for iri in _generic(parts, places) if not wanted.isdisjoint(parts.evidence.values(iri, v.LEVEL))
    ]  # fmt: skip
    return sorted(found, key=lambda iri: (len(parts.names.label(iri)), iri))


def _said(parts: GraphParts, bodies: list[str], sought: Sought) -> list[str]:
    """What documents say that generic bodies send, or get: first what a source says of every such body, by name."""
    network, table = parts.network, parts.network.flows
    numbers = [network.holder_number[iri] for iri in bodies if iri in network.holder_number]
    flows_at = network.flows_to if sought.inward else network.flows_from
    known = [(number, flow) for number in numbers for flow in flows_at.get(number, ()) if flow < table.stated]
    if not known:
        return []
    shared = Shared()
    flows = [flow for number, flow in known if _is_sought(parts, number, flow, sought, shared)]
    if not flows:
        return [_silent(parts, sought)]
    every = [f for f in flows if v.EVERY in parts.evidence.values(table.iris[f], v.EXTENT)]
    some = [flow for flow in flows if flow not in set(every)]
    lines: list[str] = []
    at = table.recipient if sought.inward else table.sender
    of = f", on how {_way(parts, sought)}" if sought.others or sought.question.category != ANY else ""
    for body in dict.fromkeys(at[flow] for flow in every):
        its = [flow for flow in every if at[flow] == body]
        whose = every_body(parts.names.label(network.holders[body]))
        lines += [f"What documents say of {whose}{of}:", *_shown(parts, its, at, v.EVERY)]
    lines += [f"What documents say of such bodies, though not of each{of}:", *_shown(parts, some, at)] if some else []
    return [*lines, _CAUTION]


def _is_sought(parts: GraphParts, body: int, flow: int, sought: Sought, shared: Shared) -> bool:
    """Whether a flow carries some of the data asked for, and begins, or ends, a route to, or from, the other end.

    An end that stands for many is looked at by the data alone.
    """
    network = parts.network
    meet = network.categories.meet
    if all(meet(sought.question.category, carried) is None for carried in network.flows.carries[flow]):
        return False
    if not 0 < len(sought.others) <= _MOST_OTHERS:
        return True
    through = ((frozenset((flow,)), frozenset[int]()),)
    for other in sought.others:
        far = network.holder_number.get(other, -1)
        origin, recipient = (far, body) if sought.inward else (body, far)
        question = replace(sought.question, origin=origin, recipient=recipient, through=through)
        if next(iter(Search(network, question, known=shared.of(question)).routes()), None) is not None:
            return True
    return False


def _silent(parts: GraphParts, sought: Sought) -> str:
    return f"No document here says of such bodies how {_way(parts, sought)}."


def _way(parts: GraphParts, sought: Sought) -> str:
    """Which data is asked for, and where it could get."""
    number, names = sought.question.category, parts.names
    data = "data" if number == ANY else within(names.label(parts.network.categories.iris[number]))
    other = (names.acronym(sought.other) or names.label(sought.other)) if sought.other else ""
    if sought.inward:
        return f"{data} could get to them{f' from {other}' if other else ''}"
    return f"{data} could get to {other}" if other else f"{data} could leave them"


def _there(parts: GraphParts, places: set[str]) -> list[str]:
    """Which holders the graph has in the places, but for the country."""
    inner = [iri for iri in places if parts.evidence.values(iri, v.WITHIN)]
    found = sorted(parts.network.holders[number] for number in parts.norms.in_places(inner))
    if not found:
        return []
    names = [parts.names.label(holder) for holder in found[:_NAMED]]
    named = ("; " if any("," in name for name in names) else ", ").join(names)
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    outer = max(inner, key=lambda iri: len(parts.norms.in_places([iri])))
    return [f"In “{parts.names.label(outer)}” the graph has: {named}{more}."]


def _shown(parts: GraphParts, flows: list[int], at: Sequence[int], extent: str | None = None) -> list[str]:
    """Flows in a line each, a few of each body, with the document that best supports it, or it with an extent.

    `at` gives the body that each flow is said of.
    """
    table, names = parts.network.flows, parts.names
    shown: list[str] = []
    of_body: dict[int, int] = {}
    for flow in flows:
        body = at[flow]
        of_body[body] = of_body.get(body, 0) + 1
        if of_body[body] > _OF_EACH or len(shown) == _MOST:
            continue
        ends = (parts.network.holders[table.sender[flow]], parts.network.holders[table.recipient[flow]])
        data = ", ".join(within(names.label(parts.network.categories.iris[c])) for c in table.carries[flow])
        flow_iri = table.iris[flow]
        by = {graph for c in parts.evidence.claims(flow_iri) if c.value == extent for graph in c.graphs}
        source = next((c for c in parts.evidence.citations(flow_iri) if extent is None or c.id in by), None)
        said = f" ({shortened(source.title)}{f', {source.issued}' if source.issued else ''})" if source else ""
        said += f" {source.address}" if source and source.address else ""
        shown.append(f"  {names.label(ends[0])} → {names.label(ends[1])}: {data}{said}")
    left = len(flows) - len(shown)
    if left:
        bodies = ", ".join(f"“{v.shorten(parts.network.holders[number])}”" for number in list(of_body)[:4])
        shown.append(f"  and {left} more; “whoshares show” tells all of {bodies}")
    return shown
