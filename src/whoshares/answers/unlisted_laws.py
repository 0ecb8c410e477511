"""What the laws of a place forbid bodies of a kind there, of which the graph has none by the name asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.labels import within
from whoshares.model.reached import reached
from whoshares.model.validity import State, aged, state
from whoshares.network.categories import ANY
from whoshares.network.norms import Norm
from whoshares.routes.question import Question

_LONGEST_TITLE: Final = 60


class Told(NamedTuple):
    """Of which bodies laws are sought, and what these are to forbid. Things are IRIs."""

    kinds: frozenset[str]
    """The kinds of the bodies, with those that are wider."""
    question: Question
    """Which data is to pass, and when: one day."""
    others: tuple[str, ...] = ()
    """The holders that are to get it; none for any."""
    to: str | None = None
    """What they are called in one."""


def kinds_of(parts: GraphParts, bodies: Iterable[str]) -> frozenset[str]:
    """The kinds of some bodies, with those that are wider."""
    own = {kind for body in bodies for kind in parts.evidence.values(body, v.KIND)}
    return frozenset(reached(own, lambda kind: parts.evidence.values(kind, v.BROADER)))


def laws_there(parts: GraphParts, told: Told, places: Collection[str]) -> list[str]:
    """The bars of places that bind every body of some kinds there, in lines; empty where there are none.

    Those that only may be in force follow, and are marked. A bar that names no place is left out.
    """
    found = [bar for bar in _bars(parts, told) if not set(_places(parts, bar)).isdisjoint(places)]
    if not found:
        return []
    names, day = parts.names, _day(told)
    of = dict.fromkeys(place for bar in found for place in _places(parts, bar) if place in places)
    where = " and ".join(names.label(place) for place in of)
    category = told.question.category
    data = "data" if category == ANY else within(names.label(parts.network.categories.iris[category]))
    to = f" to {names.acronym(told.to) or names.label(told.to)}" if told.to else ""
    lines = [f"Laws and rules that forbid such bodies in {where} to pass on {data}{to}, in whole or in part, on {day}:"]
    found.sort(key=lambda bar: (_state(told, bar), bar.iri))
    return [*lines, *(_line(parts, told, bar) for bar in found)]


def places_with_laws(parts: GraphParts, told: Told) -> list[str]:
    """The places within the country whose laws forbid something to bodies of some kinds, by IRI."""
    places = {place for bar in _bars(parts, told) for place in _places(parts, bar)}
    return sorted(place for place in places if parts.evidence.values(place, v.WITHIN))


def _bars(parts: GraphParts, told: Told) -> Iterator[Norm]:
    """The bars, under no reading, that bind every body of a kind, and that no exception lifts for all of them."""
    window = told.question.window
    if window is None or window[1] >= date.max.toordinal() or not told.kinds:
        return
    network, norms = parts.network, parts.norms
    known = [network.holder_number[iri] for iri in told.others if iri in network.holder_number]
    getting = frozenset[int]().union(*(network.closure(number) for number in known))
    category = told.question.category
    for number, bar in enumerate(norms.bars):
        if bar.reading is not None or not _binds(parts, told, bar.iri):
            continue
        if told.others and bar.recipients is not None and bar.recipients.isdisjoint(getting):
            continue
        met = {network.categories.meet(category, named) for named in bar.categories} if bar.categories else {category}
        wanted = {one for one in met if one is not None}
        if any(_stands(parts, told, number, one, getting) for one in wanted):
            yield bar


def _binds(parts: GraphParts, told: Told, norm: str) -> bool:
    """Whether the sender slot of a norm means bodies of the kinds, all of some place."""
    return not told.kinds.isdisjoint(parts.evidence.values(norm, v.SENDER_KIND))


def _stands(parts: GraphParts, told: Told, number: int, category: int, getting: frozenset[int]) -> bool:
    """Whether a bar holds on the day for data of a category, but for exceptions that do not lift all of it."""
    window = told.question.window
    assert window is not None
    exceptions = parts.norms.exceptions_to(number, category, window[1], ())
    return exceptions is not None and not any(
        (one.senders is None or _binds(parts, told, one.iri))
        and (one.recipients is None or (bool(getting) and getting <= one.recipients))
        for one in exceptions
    )


def _places(parts: GraphParts, bar: Norm) -> Sequence[str]:
    return parts.evidence.values(bar.iri, v.SENDER_PLACE)


def _state(told: Told, bar: Norm) -> State:
    window = told.question.window
    assert window is not None
    return state(window[1], bar.validity.spans)


def _line(parts: GraphParts, told: Told, bar: Norm) -> str:
    """A bar: what it is, whom it binds, how sure it is, and the document."""
    names, evidence = parts.names, parts.evidence
    window = told.question.window
    assert window is not None
    confirmed = bar.validity.last_confirmed(date.fromordinal(window[1]))
    said = [f"binds {', '.join(_bound(parts, told, bar))}"]
    said += ["may be in force"] if _state(told, bar) is State.POSSIBLE else []
    if confirmed:
        said.append(f"last confirmed {aged(confirmed, date.fromordinal(window[1]))}")
    elif since := evidence.values(bar.iri, v.VALID_FROM):
        said.append(f"since {' or '.join(since)}")
    if bar.limits and any(bar.limits):
        said.append(
            f"limited to {', '.join(within(names.label(one)) for limit in bar.limits for one in sorted(limit))}"
        )
    if evidence.values(bar.iri, v.EXCEPTION):
        said.append("with exceptions")
    source = next(iter(evidence.citations(bar.iri)), None)
    title = "" if source is None else f" · {shortened(source.title)}{f', {source.issued}' if source.issued else ''}"
    title += f" {source.address}" if source and source.address else ""
    return f"  {names.label(bar.iri)} ({'; '.join(said)}){title}"


def _bound(parts: GraphParts, told: Told, bar: Norm) -> list[str]:
    """The kinds of bodies that a bar binds, of those that are asked about."""
    kinds = parts.evidence.values(bar.iri, v.SENDER_KIND)
    return [within(parts.names.label(kind)) for kind in kinds if kind in told.kinds]


def _day(told: Told) -> str:
    window = told.question.window
    assert window is not None
    day = date.fromordinal(window[1])
    return f"{day.day} {day:%B %Y}"


def shortened(title: str) -> str:
    """A title, cut where it is long."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
