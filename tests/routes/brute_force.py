"""Routes by brute force: every sequence of flows, every reading of each, every pair of disputed dates.

This follows the definition of a route sentence by sentence, over plain data, and takes no short cut that the definition
does not give. It shares no code with the package, so that agreement between the two says something.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise, product

IMPOSSIBLE, POSSIBLE, CERTAIN = 0, 1, 2

TIERS = ("primary", "research", "news", "vendor", "summary", "lead")

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dating:
    """What sources say of the time of a thing: dates as they are written (day, month or year)."""

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A flow; `stated` gives for each statement about it the sources that make it."""

    iri: str
    sender: str
    recipient: str
    carries: tuple[str, ...]
    dating: Dating = Dating()
    programs: tuple[str, ...] = ()
    sender_stated: tuple[str, ...] = ()
    recipient_stated: tuple[str, ...] = ()
    carries_stated: tuple[tuple[str, ...], ...] = ()
    """The sources of each category carried, in the order of `carries`."""


@dataclass(frozen=True)
class Transformation:
    """At a holder, data of one category yields another."""

    iri: str
    holder: str
    consumes: str
    produces: str
    dating: Dating = Dating()


@dataclass(frozen=True)
class Block:
    """A switch at a system."""

    iri: str
    system: str
    origin: str
    recipient: str
    category: str | None = None
    dating: Dating = Dating()


@dataclass(frozen=True)
class World:
    """A small graph as plain data."""

    organizations: tuple[str, ...]
    systems: tuple[str, ...]
    part_of: tuple[tuple[str, str], ...]
    operated_by: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    broader: tuple[tuple[str, str], ...]
    flows: tuple[Flow, ...]
    transformations: tuple[Transformation, ...] = ()
    blocks: tuple[Block, ...] = ()
    programs: tuple[str, ...] = ()
    tiers: tuple[tuple[str, str | None], ...] = ()
    """The sources, each with its tier if it has one."""


@dataclass(frozen=True)
class Question:
    """From whom to whom, with what, on which day. Without a day, dates are left aside."""

    origin: str
    recipient: str
    day: date | None
    category: str | None = None
    exact: bool = False
    max_hops: int | None = None
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    blocks: bool = True
    """Whether blocks count."""


@dataclass(frozen=True)
class Hop:
    """One flow of a route in one reading.

    It is certain when the flow and the transformations before it are, these apply just where the data is, and no block
    may stand before it.
    """

    flow: str
    category: str
    certain: bool
    exact: bool
    transformations: tuple[str, ...]
    disputed: bool
    possible_blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """A sequence of flows in its best reading."""

    certain: bool
    hops: tuple[Hop, ...]


# --- dates ---------------------------------------------------------------------------------------------------------


def first_day(text: str) -> date:
    """The first day of a day, month or year."""
    return date.fromisoformat({10: text, 7: text + "-01", 4: text + "-01-01"}[len(text)])


def last_day(text: str) -> date:
    """The last day of a day, month or year."""
    year, month, *_ = (*map(int, text.split("-")), 12)
    return first_day(text) if len(text) == 10 else date(year, month, monthrange(year, month)[1])


def first_day_after(text: str) -> date:
    """The end of an interval: a full day is exclusive, a partial date counts through its last day."""
    return first_day(text) if len(text) == 10 else last_day(text) + _DAY


@lru_cache(maxsize=100_000)
def state(dating: Dating, day: date | None) -> int:
    """Impossible, possible or certain on a day; possible where dates are left aside."""
    if day is None:
        return POSSIBLE
    starts: list[date | None] = [first_day(text) for text in dating.starts] or [None]
    ends: list[date | None] = [first_day_after(text) for text in dating.ends] or [None]
    states = {_state_of_pair(start, end, dating.attested, day) for start, end in product(starts, ends)}
    return states.pop() if len(states) == 1 else POSSIBLE


def _state_of_pair(start: date | None, end: date | None, attested: tuple[str, ...], day: date) -> int:
    if start is not None and day < start:
        return IMPOSSIBLE
    if end is not None and day >= end:
        return IMPOSSIBLE
    for text in attested:
        before = start is not None and last_day(text) < start
        after = end is not None and first_day(text) >= end
        if before or after:
            return POSSIBLE
    in_force_before = start is not None or any(last_day(text) <= day for text in attested)
    in_force_after = end is not None or any(first_day(text) >= day for text in attested)
    return CERTAIN if in_force_before and in_force_after else POSSIBLE


@lru_cache(maxsize=100_000)
def disputed(dating: Dating) -> bool:
    """Whether sources give several beginnings or several ends."""
    starts = {first_day(text) for text in dating.starts}
    ends = {first_day_after(text) for text in dating.ends}
    return len(starts) > 1 or len(ends) > 1


def days_that_matter(world: World) -> list[date]:
    """The days around every date in a graph, in order: between two of them nothing changes."""
    things: list[Flow | Transformation | Block] = [*world.flows, *world.transformations, *world.blocks]
    days = set()
    for thing in things:
        for text in (*thing.dating.starts, *thing.dating.ends, *thing.dating.attested):
            for day in (first_day(text), last_day(text)):
                days |= {day - _DAY, day, day + _DAY}
    return sorted(days) or [date(2012, 1, 1)]


# --- routes --------------------------------------------------------------------------------------------------------


@dataclass
class BruteForce:
    """Asks questions of one small graph."""

    world: World
    _closures: dict[str, frozenset[str]] = field(default_factory=dict)
    _broader: dict[str, frozenset[str]] = field(default_factory=dict)

    def closure(self, holder: str) -> frozenset[str]:
        """A holder, all its parts, and every system that any of those operates."""
        if holder not in self._closures:
            self._closures[holder] = self._closure(holder)
        return self._closures[holder]

    def _closure(self, holder: str) -> frozenset[str]:
        if holder in self.world.systems:
            return frozenset({holder})
        bodies = {holder}
        while more := {part for part, whole in self.world.part_of if whole in bodies} - bodies:
            bodies |= more
        return frozenset(bodies | {system for system, body in self.world.operated_by if body in bodies})

    def broader(self, category: str) -> frozenset[str]:
        """The categories above one, at any distance."""
        if category not in self._broader:
            self._broader[category] = self._above(category)
        return self._broader[category]

    def _above(self, category: str) -> frozenset[str]:
        above: set[str] = set()
        while more := {b for a, b in self.world.broader if a == category or a in above} - above:
            above |= more
        return frozenset(above)

    def within(self, a: str, b: str) -> bool:
        """Whether a is b or narrower than b."""
        return a == b or b in self.broader(a)

    def meet(self, a: str | None, b: str) -> str | None:
        """The narrower of two categories where one is within the other; `None` for a stands for any."""
        if a is None or self.within(b, a):
            return b
        return a if self.within(a, b) else None

    def join(self, here: str, there: str) -> str | None:
        """How data at one holder can leave from another: `exact`, `assumed` or not at all."""
        if here == there or (here, there) in self.world.operated_by:
            return "exact"
        if there in self.closure(here) or here in self.closure(there):
            return "assumed"
        return None

    def routes(self, question: Question) -> list[Route]:
        """All routes that answer a question, in order."""
        found = []
        for flows in self._sequences(question):
            readings = list(self._readings(flows, question))
            if readings:
                found.append((flows, min(readings, key=self._reading_order)))
        found.sort(key=lambda pair: self._route_order(*pair))
        return [route for _, route in found]

    def _sequences(self, question: Question) -> Iterator[tuple[Flow, ...]]:
        """Every sequence of flows with the right ends, joins, holders, length and options."""
        longest = len(self.world.flows) if question.max_hops is None else question.max_hops
        sequences: list[tuple[Flow, ...]] = [(flow,) for flow in self.world.flows]
        while sequences:
            longer = []
            for flows in sequences:
                if len(flows) > longest or not self._holders_differ(flows):
                    continue  # nor can a longer sequence that begins like this be a route
                if self._joins(flows, question) is None:
                    continue
                longer += [(*flows, flow) for flow in self.world.flows]
                if self._ends_fit(flows, question) and self._options_fit(flows, question):
                    yield flows
            sequences = longer

    @staticmethod
    def _holders_differ(flows: tuple[Flow, ...]) -> bool:
        holders = [flows[0].sender, *(flow.recipient for flow in flows)]
        return len(set(holders)) == len(holders)

    def _joins(self, flows: tuple[Flow, ...], question: Question) -> list[str] | None:
        joins = []
        for flow, following in pairwise(flows):
            join = self.join(flow.recipient, following.sender)
            if join is None or (question.exact and join == "assumed"):
                return None
            joins.append(join)
        return joins

    def _ends_fit(self, flows: tuple[Flow, ...], question: Question) -> bool:
        origin, target = self.closure(question.origin), self.closure(question.recipient)
        inner = {flow.recipient for flow in flows[:-1]}
        return (
            flows[0].sender in origin
            and flows[-1].recipient in target
            and inner.isdisjoint(origin)
            and inner.isdisjoint(target)
        )

    def _options_fit(self, flows: tuple[Flow, ...], question: Question) -> bool:
        return all(self._touches(flows, iri) for iri in question.via) and not any(
            self._touches(flows, iri) for iri in question.avoid
        )

    def _touches(self, flows: tuple[Flow, ...], iri: str) -> bool:
        holders = {holder for flow in flows for holder in (flow.sender, flow.recipient)}
        return any(flow.iri == iri or iri in flow.programs for flow in flows) or not self.closure(iri).isdisjoint(
            holders
        )

    # --- readings of one sequence ------------------------------------------------------------------------------------

    def _readings(self, flows: tuple[Flow, ...], question: Question) -> Iterator[Route]:
        """Every way to read a sequence of flows as a route."""
        joins = self._joins(flows, question)
        assert joins is not None
        if any(state(flow.dating, question.day) == IMPOSSIBLE for flow in flows):
            return
        for choices in self._choices(flows, question.category, flows[0].sender, question):
            hops = []
            stopped = False
            certain = "assumed" not in joins
            for number, (category, transformations, sure) in enumerate(choices):
                flow = flows[number]
                standing = []
                if number and question.blocks:
                    standing = self._blocks(flows[number - 1], flow, category, question.day)
                stopped = stopped or CERTAIN in [state(block.dating, question.day) for block in standing]
                hop_certain = state(flow.dating, question.day) == CERTAIN and sure and not standing
                certain = certain and hop_certain
                hops.append(
                    Hop(
                        flow.iri,
                        category,
                        hop_certain,
                        number == 0 or joins[number - 1] == "exact",
                        tuple(t.iri for t in transformations),
                        disputed(flow.dating) or any(disputed(t.dating) for t in transformations),
                        tuple(sorted(block.iri for block in standing)),
                    )
                )
            if not stopped:
                yield Route(certain, tuple(hops))

    def _choices(
        self, flows: tuple[Flow, ...], category: str | None, here: str, question: Question
    ) -> Iterator[tuple[tuple[str, tuple[Transformation, ...], bool], ...]]:
        """For each flow in turn: the category it carries, the transformations before it, whether those are sure."""
        if not flows:
            yield ()
            return
        for changed, transformations, sure in self._transformed(category, here, (), True, question):
            for carried in flows[0].carries:
                met = self.meet(changed, carried)
                if met is not None:
                    for rest in self._choices(flows[1:], met, flows[0].recipient, question):
                        yield ((met, transformations, sure), *rest)

    def _transformed(
        self,
        category: str | None,
        here: str,
        done: tuple[Transformation, ...],
        sure: bool,
        question: Question,
    ) -> Iterator[tuple[str | None, tuple[Transformation, ...], bool]]:
        """What data at a holder can become, by none, one or several transformations, each at most once."""
        yield category, done, sure
        for transformation in self.world.transformations:
            join = self.join(here, transformation.holder)
            known = state(transformation.dating, question.day)
            if (
                transformation not in done
                and join is not None
                and not (question.exact and join == "assumed")
                and known != IMPOSSIBLE
                and self.meet(category, transformation.consumes) is not None
            ):
                still_sure = sure and join == "exact" and known == CERTAIN
                yield from self._transformed(
                    transformation.produces, here, (*done, transformation), still_sure, question
                )

    def _blocks(self, flow: Flow, following: Flow, category: str, day: date | None) -> list[Block]:
        """The blocks between two flows that are not known to be off on a day."""
        if day is None:
            return []  # a block stands on days, and none is asked about
        return [
            block
            for block in self.world.blocks
            if flow.recipient == block.system == following.sender
            and flow.sender in self.closure(block.origin)
            and following.recipient in self.closure(block.recipient)
            and (
                block.category is None or self.within(category, block.category) or self.within(block.category, category)
            )
            and state(block.dating, day) != IMPOSSIBLE
        ]

    # --- order -------------------------------------------------------------------------------------------------------

    def _reading_order(self, route: Route) -> tuple[object, ...]:
        return (
            not route.certain,
            [(-len(self.broader(hop.category)), hop.category) for hop in route.hops],
            [(len(hop.transformations), hop.transformations) for hop in route.hops],
        )

    def _route_order(self, flows: tuple[Flow, ...], route: Route) -> tuple[object, ...]:
        return (
            not route.certain,
            len(flows),
            sum(not hop.exact for hop in route.hops),
            max(self._evidence(flow) for flow in flows),
            [flow.iri for flow in flows],
        )

    def _evidence(self, flow: Flow) -> int:
        """The worst of what supports a flow's sender, recipient and categories; smaller is better."""
        slots: tuple[Iterable[str], ...] = (
            flow.sender_stated,
            flow.recipient_stated,
            {source for sources in flow.carries_stated for source in sources},
        )
        tiers = dict(self.world.tiers)
        return max(
            min(TIERS.index(tier) if (tier := tiers.get(source)) else len(TIERS) for source in sources)
            for sources in slots
        )
