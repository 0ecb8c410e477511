"""The routes round each bar: from its senders to its recipients, by hops that it does not bar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from whoshares.answers.caption import Captioned
from whoshares.answers.parts import GraphParts
from whoshares.answers.patterns import PATTERNS, Patterns
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import TracedBar, TracedRoute, graph_of, hop_rows
from whoshares.answers.ways import Shown, Way, numbers, ways
from whoshares.model.validity import State, state
from whoshares.network.categories import ANY
from whoshares.network.every import generic_of
from whoshares.network.norms import Barring, Norm
from whoshares.routes.absence import Unconfirmed
from whoshares.routes.question import Question
from whoshares.routes.search import Route, Search
from whoshares.routes.steps import Known

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.answers.meant import Meant
    from whoshares.store.names import Names


@dataclass(frozen=True, slots=True)
class BackDoor:
    """One route round a bar. Things are IRIs."""

    bar: TracedBar
    patterns: tuple[str, ...]
    """Keys of `PATTERNS`: the one that names it, then any other that it shows."""
    reach_ends: int
    """The place, from 1, of the hop at which the bar's reach ends: the first to a holder that it does not bind."""
    route: TracedRoute

    @property
    def pattern(self) -> str:
        """The pattern that names it."""
        return self.patterns[0]

    @property
    def excepted_by(self) -> tuple[str, ...]:
        """The permissions by which the bar itself lets a hop of it through."""
        lifting = {p for hop in self.route.hops for bar in hop.bars if bar.id == self.bar.id for p in bar.lifted_by}
        return tuple(sorted(lifting))

    @property
    def pattern_name(self) -> str:
        """That pattern in words."""
        return PATTERNS[self.pattern]

    def to_dict(self) -> dict[str, object]:
        """The back door as JSON-ready data."""
        return {
            "bar": self.bar.id,
            "pattern": self.pattern,
            "patternName": self.pattern_name,
            "patterns": list(self.patterns),
            "reachEnds": self.reach_ends,
            "exceptedBy": list(self.excepted_by),
            "barDetails": self.bar.to_dict(),
            "route": self.route.to_dict(),
        }


@dataclass(frozen=True)
class BackDoors(Captioned):
    """The routes round all bars, or round one."""

    found: tuple[BackDoor, ...]
    """By bar, then in the order of routes."""
    ways: Mapping[str, tuple[Way, ...]]
    """Of each bar with back doors, the ways that these are; their routes are counted among all that were found."""
    open_bars: tuple[TracedBar, ...]
    """The bars looked at that are not impossible on the day; the others bar nothing then."""
    truncated: tuple[str, ...]
    """The bars of which there are, or may be, more routes than those given."""
    stopped: bool
    """Whether a search stopped at its work limit."""
    unconfirmed: Unconfirmed | None = None
    """Where there is no back door, but there are some that were not confirmed lately enough: what there is."""
    about: Meant | None = None
    """What was named: of the sort `rule` an instrument or a bar, else whom the bars bind; `None` for all bars."""

    def told_about(self, names: Names, about: Meant | None) -> BackDoors:
        """The same answer, which also says what was named."""
        iri = about.iri if about else None
        labels = {**self.labels, **({iri: names.label(iri)} if iri else {})}
        acronym = names.acronym(iri) if iri else None
        acronyms = {**self.acronyms, **({iri: acronym} if iri and acronym else {})}
        question = {"thing": iri, **self.caption.question}
        caption = replace(self.caption, question=question, labels=labels, acronyms=acronyms)
        return replace(self, caption=caption, about=about)

    @property
    def number_of_ways(self) -> int:
        """How many ways lead round some bar; one that leads round two counts twice."""
        return sum(map(len, self.ways.values()))

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "counts": {
                "bars": len(self.ways),
                "ways": self.number_of_ways,
                "possibleWays": sum(way.state is State.POSSIBLE for its in self.ways.values() for way in its),
                "routes": len(self.found),
                "atLeast": bool(self.truncated) or self.stopped,
            },
            "ways": [{"bar": bar, **way.to_dict()} for bar, found in self.ways.items() for way in found],
            "backdoors": [door.to_dict() for door in self.found],
            "bars": [bar.id for bar in self.open_bars],
            "truncated": list(self.truncated),
            "stopped": self.stopped,
            "unconfirmed": self.unconfirmed.to_dict() if self.unconfirmed else None,
            "ownOfNamed": [one.to_dict() for one in self.caption.own_of_named],
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a hop, for a table."""
        way = {rank: number for found in self.ways.values() for rank, number in numbers(found).items()}
        rows = hop_rows(self.caption, (door.route for door in self.found), way)
        return [
            {
                "bar": self.labels[door.bar.id],
                "pattern": door.pattern,
                "reach ends": "yes" if int(row["hop"]) == door.reach_ends else "",
                **row,
                "bar id": door.bar.id,
            }
            for rank, door in enumerate(self.found, 1)
            for row in rows
            if row["route"] == str(rank)
        ]

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The routes as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        return graph_of(self.caption, (door.route for door in self.found))


def back_doors(parts: GraphParts, asked: TraceQuestion, only: Collection[str] | None) -> BackDoors:
    """The routes round each bar, or round those in `only`; `asked` gives day, data, options and the limit a bar."""
    finding = _Finding(parts, asked)
    found: list[tuple[Norm, Route]] = []
    looked_at, truncated = [], []
    for number, norm in enumerate(parts.norms.bars):
        if (only is not None and norm.iri not in only) or not finding.holds(norm):
            continue
        looked_at.append(number)
        routes = finding.routes(number)
        if len(routes) > asked.limit:
            truncated.append(norm.iri)
        found += [(norm, route) for route in routes[: asked.limit]]
    tracer = parts.tracer
    traced = tuple(tracer.traced(route, asked) for _, route in found)
    bars = {number: tracer.traced_bar(finding.barring(number), asked.as_of) for number in looked_at}
    named = {parts.norms.bars[number].iri: shown for number, shown in bars.items()}
    patterns = Patterns(parts)
    doors = tuple(
        BackDoor(named[norm.iri], patterns.of(route, norm), finding.reach_ends(norm, route), shown)
        for (norm, route), shown in zip(found, traced, strict=True)
    )
    question = asked.said("carrying", "asOf", "exact", "maxHops", "limit", "readings", "confirmedSince")
    of_bars = _ways(parts, [norm for norm, _ in found], traced)
    things = [iri for shown in bars.values() for iri in shown.named()]
    things += [iri for of_bar in of_bars.values() for way in of_bar for iri in way.named()]
    caption = tracer.caption(question, traced, things)
    unconfirmed = None
    if asked.confirmed_since is not None and not doors:
        every = back_doors(parts, replace(asked, confirmed_since=None), only).found
        dates = [one for door in every if (one := door.route.last_confirmed) is not None]
        latest = max(dates, key=lambda one: one.order, default=None)
        unconfirmed = Unconfirmed(len(every), latest, asked.as_of, "back door") if every else None
    return BackDoors(caption, doors, of_bars, tuple(bars.values()), tuple(truncated), finding.stopped, unconfirmed)


def _ways(parts: GraphParts, norms: Sequence[Norm], routes: Sequence[TracedRoute]) -> dict[str, tuple[Way, ...]]:
    """The ways of routes round bars, for each of them the bar that it goes round, by bar."""
    bodies, number = parts.tracer.bodies, parts.network.holder_number
    found: dict[str, tuple[Way, ...]] = {}
    first = 1
    for norm, group in groupby(norms):
        after = first + sum(1 for _ in group)

        def end(of: frozenset[int] | None) -> Shown:
            def shown(holder: str) -> str:
                return [iri for iri in bodies.upward(holder) if of is None or number[iri] in of][-1]

            return shown

        given = routes[first - 1 : after - 1]
        found[norm.iri] = ways(given, bodies.of, end(norm.senders), end(norm.recipients), first=first)
        first = after
    return found


class _Finding:
    def __init__(self, parts: GraphParts, asked: TraceQuestion) -> None:
        self._parts = parts
        self._network = parts.network
        self._asked = asked
        self._day = asked.as_of.toordinal()
        self._carrying = parts.tracer.question(asked).category
        self._known = Known()
        self._come_to: dict[tuple[int, int], frozenset[int]] = {}
        """The holders that data can come to from an origin."""
        self.stopped = False

    def holds(self, bar: Norm) -> bool:
        """Whether a bar is not impossible on the day, under the readings taken."""
        begin, end = bar.validity.possible
        return begin <= self._day < end and self._parts.norms.taken(bar, self._asked.readings)

    def barring(self, number: int) -> Barring:
        """The bar as it stands on the day."""
        validity = self._parts.norms.bars[number].validity
        return Barring(number, state(self._day, validity.spans), ())

    def routes(self, number: int) -> list[Route]:
        """The routes round a bar, in order, each once; up to one more than the limit."""
        bar = self._parts.norms.bars[number]
        found: dict[tuple[int, ...], Route] = {}
        for origin, recipient, category in self._asked_of(bar):
            question = replace(self._question(origin, recipient, category), round_bar=number)
            search = Search(self._network, question, self._parts.norms, known=self._known)
            for route in islice((r for r in search.routes() if not self._stood_for(bar, r)), self._asked.limit + 1):
                known = found.get(route.flows)
                if known is None or self._order(route) < self._order(known):
                    found[route.flows] = route
            self.stopped |= not search.exhausted
        return sorted(found.values(), key=self._order)[: self._asked.limit + 1]

    def _asked_of(self, bar: Norm) -> Iterator[tuple[int, int, int]]:
        """From whom to whom, with what: each sender, recipient and category that a bar names."""
        network = self._network
        stated = network.flows.stated
        senders = self._named(bar.named_senders, network.flows_from, network.flows.sender[:stated])
        recipients = self._named(bar.named_recipients, network.flows_to, network.flows.recipient[:stated])
        for category in bar.categories or (ANY,):
            carried = network.categories.meet(self._carrying, category)
            if carried is not None:
                for origin in senders:
                    for recipient in recipients:
                        if origin != recipient and self._may_come(origin, recipient, carried):
                            yield origin, recipient, carried

    def _question(self, origin: int, recipient: int, category: int) -> Question:
        asked = self._asked
        return Question(
            origin, recipient, category, asked.as_of, asked.exact, asked.max_hops,
            readings=asked.readings, confirmed_since=asked.confirmed_since,
        )  # fmt: skip

    def _may_come(self, origin: int, recipient: int, category: int) -> bool:
        """Whether data can get there at all, whatever bars it: cheaper than to search for each bar and recipient."""
        key = origin, category
        if key not in self._come_to:
            question = self._question(origin, recipient, category)
            self._come_to[key] = Search(self._network, question, self._parts.norms, known=self._known).comes_to()
        return not self._come_to[key].isdisjoint(self._network.closure(recipient))

    def _stood_for(self, bar: Norm, route: Route) -> bool:
        """Whether a route begins or ends as every body of a kind, and the bar is about the generic one."""
        taken = self._network.flows.as_every
        first, last = taken[route.flows[0]], taken[route.flows[-1]]
        return any(
            at_this_end and (slot is None or generic_of(kept) in slot)
            for at_this_end, kept, slot in ((first >= 0, first, bar.senders), (last < -1, last, bar.recipients))
        )

    def _named(
        self, named: Sequence[int] | None, flows: Mapping[int, Sequence[int]], stated: Iterable[int]
    ) -> list[int]:
        """The holders of a slot that some flow touches; of an open slot, all that stand in a flow as it is stated."""
        if named is None:
            return sorted(set(stated))
        return [n for n in named if not self._network.closure(n).isdisjoint(flows)]

    def _order(self, route: Route) -> tuple[object, ...]:
        flows, depth = self._network.flows, self._network.categories.depth
        return (
            route.state,
            len(route.hops),
            sum(not hop.exact for hop in route.hops),
            sum(flow >= flows.stated for flow in route.flows),
            max(flows.evidence[flow] for flow in route.flows),
            route.flows,
            tuple((-depth(hop.category), hop.category) for hop in route.hops),
            tuple((len(hop.transformations), hop.transformations) for hop in route.hops),
        )

    def reach_ends(self, bar: Norm, route: Route) -> int:
        """The place, from 1, of the first hop to a holder that a bar does not bind; the last where it binds all."""
        flows = self._network.flows
        unbound = (
            place
            for place, flow in enumerate(route.flows, 1)
            if bar.senders is not None and flows.recipient[flow] not in bar.senders
        )
        return next(unbound, len(route.hops))
