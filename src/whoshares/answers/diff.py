"""What changed between two days: flows, the authority that they rest on, and who reaches whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from whoshares.answers.frame import Frame, Framed, searched
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.validity import State, Validity
from whoshares.network.categories import ANY
from whoshares.network.network import Network
from whoshares.routes.question import Question
from whoshares.routes.search import Route, Search
from whoshares.store.evidence import Citation, cited

CHANGES: Final = {
    "appeared": "Appeared",
    "ended": "Ended",
    "certainty": "More certain, or less",
    "authority": "Resting on another authority",
}
"""How a thing can differ between two days, in the order in which changes are given, and the heading."""


@dataclass(frozen=True, slots=True)
class Change:
    """A flow, transformation or block that is not the same on both days. Things are IRIs."""

    kind: str
    """A key of `CHANGES`."""
    thing: str
    thing_class: str
    before: str
    """How sure it is on the first day: `impossible`, `possible`, `presumed` or `certain`."""
    after: str
    by: tuple[str, ...]
    """The instruments that are said to have begun it, where it appeared, or to have ended it, where it ended."""
    authority_gained: tuple[str, ...]
    """The instruments it rests on that are not in force on the first day and may be on the second."""
    authority_lost: tuple[str, ...]
    authority_by: tuple[str, ...]
    """The instruments that are said to have begun those gained, or ended those lost."""
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    attested_on: tuple[str, ...]
    sources: tuple[Citation, ...]
    authority_sources: tuple[Citation, ...]
    """Who speaks of the instruments gained and lost."""

    @property
    def heading(self) -> str:
        """The kind in words."""
        return CHANGES[self.kind]

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready data."""
        return {
            "change": self.kind,
            "id": self.thing,
            "class": self.thing_class,
            "before": self.before,
            "after": self.after,
            "by": list(self.by),
            "authorityGained": list(self.authority_gained),
            "authorityLost": list(self.authority_lost),
            "authorityBy": list(self.authority_by),
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "attestedOn": list(self.attested_on),
            "sources": [source.to_dict() for source in self.sources],
            "authoritySources": [source.to_dict() for source in self.authority_sources],
        }


@dataclass(frozen=True, slots=True)
class Reached:
    """The first of the routes from an origin on one day, in the order of routes."""

    state: State
    flows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReachChange:
    """A holder whose data can get to the recipient on one day and not on the other, or with another certainty."""

    origin: str
    before: str
    """`none-known`, `possible`, `presumed` or `certain`; `not-settled` where the search ended at its work limit."""
    after: str
    route: tuple[str, ...]
    """The flows of its first route, on the second day where there is one, else on the first."""

    @property
    def kind(self) -> str:
        """`appeared`, `ended` or `certainty`; `not-settled` where one of the days is."""
        if "not-settled" in (self.before, self.after):
            return "not-settled"
        if self.before == "none-known":
            return "appeared"
        return "ended" if self.after == "none-known" else "certainty"

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready data."""
        return {
            "change": self.kind,
            "from": self.origin,
            "before": self.before,
            "after": self.after,
            "route": list(self.route),
        }


@dataclass(frozen=True)
class Difference(Framed):
    """What is not the same on two days."""

    changes: tuple[Change, ...]
    reach: tuple[ReachChange, ...]

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "question": dict(self.question),
            "changes": [change.to_dict() for change in self.changes],
            "reach": [change.to_dict() for change in self.reach],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a change, for a table."""
        return [
            {
                "change": change.kind,
                "class": change.thing_class,
                "thing": self.labels[change.thing],
                "before": change.before,
                "after": change.after,
                "by": self.named((*change.by, *change.authority_by)),
                "authority gained": self.named(change.authority_gained),
                "authority lost": self.named(change.authority_lost),
                "route": "",
                "sources": cited(dict.fromkeys((*change.sources, *change.authority_sources))),
                "id": change.thing,
            }
            for change in self.changes
        ] + [
            {"change": reached.kind, "class": "reach", "thing": self.labels[reached.origin], "before": reached.before,
             "after": reached.after, "route": self.named(reached.route), "id": reached.origin}
            for reached in self.reach
        ]  # fmt: skip


def difference(
    parts: GraphParts,
    day1: date,
    day2: date,
    *,
    to: str | None = None,
    carrying: str | None = None,
    exact: bool = False,
) -> Difference:
    """What is not the same on two days; `to` and `carrying` are IRIs.

    `carrying` keeps to flows (and transformations and blocks) of comparable categories. With `to`, also the holders
    whose reach to it is not the same; `exact` then leaves assumed joins out. Raises IncompleteGraph where a flow or a
    date cannot be used.
    """
    comparing = _Comparing(parts, day1, day2, ANY if carrying is None else parts.network.categories.number[carrying])
    changes = comparing.changes()
    reached = comparing.reach(to, exact) if to is not None else ()
    question = {
        "day1": day1.isoformat(),
        "day2": day2.isoformat(),
        "to": to,
        "carrying": carrying,
        "exact": exact,
    }
    named = {iri for iri in (to, carrying) if iri}
    for change in changes:
        named.update((change.thing, *change.by, *change.authority_gained, *change.authority_lost, *change.authority_by))
    for reach_change in reached:
        named.update((reach_change.origin, *reach_change.route))
    labels = {iri: parts.describe(iri) for iri in named}
    return Difference(Frame(question, searched(parts.network), labels, {}), changes, reached)


def reach(
    network: Network, origins: Iterable[int], recipient: int, category: int, day: date, *, exact: bool
) -> dict[int, Reached | None]:
    """The origins from which data of a category can get to a recipient on a day, each with its first route.

    `None` stands for an origin of which the search found no route before its work limit. One search an origin.
    """
    found: dict[int, Reached | None] = {}
    for origin in origins:
        search = Search(network, Question(origin, recipient, category, day, exact, first_stated=True))
        route: Route | None = next(search.routes(), None)
        if route is not None:
            found[origin] = Reached(route.state, route.flows)
        elif not search.exhausted:
            found[origin] = None
    return found


class _Comparing:
    def __init__(self, parts: GraphParts, day1: date, day2: date, category: int) -> None:
        self._parts = parts
        self._network = parts.network
        self._evidence = parts.evidence
        self._days = (day1, day2)
        self._category = category

    def changes(self) -> tuple[Change, ...]:
        """The flows, transformations and blocks that are not the same on both days, in order."""
        network = self._network
        every = [(flow.iri, flow.carries, flow.validity) for flow in network.flows[: network.flows.stated]]
        every += [(t.iri, (*t.consumes, *t.produces), t.validity) for t in network.transformations if t.as_every == -1]
        every += [(block.iri, block.categories, block.validity) for block in network.blocks]
        found = []
        for iri, categories, validity in every:
            if not categories or any(network.categories.meet(self._category, c) is not None for c in categories):
                change = self._change(iri, validity)
                if change is not None:
                    found.append(change)
        kinds = list(CHANGES)
        return tuple(sorted(found, key=lambda c: (kinds.index(c.kind), c.thing_class, c.thing)))

    def _change(self, iri: str, validity: Validity) -> Change | None:
        before, after = (validity.on(day) for day in self._days)
        gained, lost = self._authority(iri)
        if before is after is State.IMPOSSIBLE:
            return None
        if before is not after:
            appeared, ended = before is State.IMPOSSIBLE, after is State.IMPOSSIBLE
            kind = "appeared" if appeared else "ended" if ended else "certainty"
        elif gained or lost:
            kind, appeared, ended = "authority", False, False
        else:
            return None
        values = self._evidence.values
        by = values(iri, v.BEGUN_BY) if appeared else values(iri, v.ENDED_BY) if ended else []
        authority_by = [i for thing in gained for i in values(thing, v.BEGUN_BY)]
        authority_by += [i for thing in lost for i in values(thing, v.ENDED_BY)]
        return Change(
            kind=kind,
            thing=iri,
            thing_class=self._parts.names.class_label(iri),
            before=before.word,
            after=after.word,
            by=tuple(by),
            authority_gained=gained,
            authority_lost=lost,
            authority_by=tuple(sorted(set(authority_by))),
            valid_from=tuple(values(iri, v.VALID_FROM)),
            valid_until=tuple(values(iri, v.VALID_UNTIL)),
            attested_on=tuple(values(iri, v.ATTESTED_ON)),
            sources=tuple(self._evidence.citations(iri)),
            authority_sources=tuple(c for thing in (*gained, *lost) for c in self._evidence.citations(thing)),
        )

    def _authority(self, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The instruments that a thing rests on which came into force, and which went out of it."""
        named = self._evidence.values(iri, v.AUTHORITY)
        before, after = ([i for i in named if self._evidence.in_force(i, day)] for day in self._days)
        return tuple(i for i in after if i not in before), tuple(i for i in before if i not in after)

    def reach(self, to: str, exact: bool) -> tuple[ReachChange, ...]:
        """The holders that send anything whose reach to the recipient is not the same on both days."""
        network = self._network
        recipient = network.holder_number.get(to)
        if recipient is None:  # nothing is said of data that it sends or receives
            return ()
        origins = sorted(set(network.flows.sender[: network.flows.stated]) - network.closure(recipient))
        before, after = (reach(network, origins, recipient, self._category, day, exact=exact) for day in self._days)
        found = []
        for origin in origins:
            said = [_certainty(origin, reached) for reached in (before, after)]
            if said[0] != said[1]:
                shown = after.get(origin) or before.get(origin)
                flows = tuple(network.flows[flow].iri for flow in shown.flows) if shown else ()
                found.append(ReachChange(network.holders[origin], said[0], said[1], flows))
        order = ("appeared", "ended", "certainty", "not-settled")
        return tuple(sorted(found, key=lambda change: (order.index(change.kind), change.origin)))


def _certainty(origin: int, reached: Mapping[int, Reached | None]) -> str:
    if origin not in reached:
        return "none-known"
    found = reached[origin]
    if found is None:
        return "not-settled"
    return found.state.word
