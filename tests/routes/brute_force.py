"""Routes by brute force: every sequence of flows, every variant of each, every pair of disputed dates.

This follows the definition of a route sentence by sentence, over plain data, and takes no short cut that the definition
does not give. It shares no code with the package, so that agreement between the two says something.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise, product

IMPOSSIBLE, POSSIBLE, PRESUMED, CERTAIN = 0, 1, 2, 3
WORDS = ("impossible", "possible", "presumed", "certain")

TIERS = ("primary", "research", "news", "vendor", "summary", "lead")

NOT_TAKING_PLACE = ("authorised", "demanded", "enjoined", "planned", "proposed")

_DAY = timedelta(days=1)
OPEN = date.min
"""Stands for ever so early: a day before every date that a source gives."""


@dataclass(frozen=True)
class Dating:
    """What sources say of the time of a thing: dates as they are written (day, month or year).

    The first of each is said by the first source of the graph, the second by the second, and so on, round and round.
    """

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    """The names of evidence statuses, each of another source."""

    def by(self, sources: set[str], every: Sequence[str]) -> Dating:
        """What some of all sources say."""

        def said(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(text for place, text in enumerate(texts) if every[place % len(every)] in sources)

        return Dating(*map(said, (self.starts, self.ends, self.attested, self.statuses)))

    @property
    def takes_place(self) -> bool:
        """Whether some source says that the thing takes place, or none says how firmly it stands behind it."""
        return not self.statuses or any(status not in NOT_TAKING_PLACE for status in self.statuses)


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
    subjects: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    """The holders on the way. They, programs, subjects and purposes are stated by all sources of the sender."""
    extents: tuple[tuple[str, str], ...] = ()
    """Of which of the bodies that a generic holder stands for a source says it: `every` or `some`."""
    of_every: Dating | None = None
    """When it is in force as is said of every body, where that is not what the sources of `extents` say."""
    generic: str | None = None
    """The generic body for which a named one, `taken`, is taken here."""
    taken: str | None = None

    def __hash__(self) -> int:
        return hash((self.iri, self.taken))  # of what tells flows of one graph apart: all fields take long

    @property
    def order(self) -> tuple[object, ...]:
        """As stated first, then as each named body's."""
        return self.taken is not None, self.iri, self.taken or ""


@dataclass(frozen=True)
class Transformation:
    """At a holder, data of one category yields another."""

    iri: str
    holder: str
    consumes: tuple[str, ...]
    produces: tuple[str, ...]
    """The sources of categories are told as those of dates."""
    dating: Dating = Dating()
    extents: tuple[tuple[str, str], ...] = ()
    of_every: Dating | None = None
    generic: str | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """As stated first, then as each named body's."""
        return self.generic is not None, self.iri, self.holder if self.generic else ""


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
class Slot:
    """Whom a norm is about on one side: the holders named, and those of the kinds given in the places given."""

    named: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Norm:
    """A bar, or a permission that lifts bars. Whatever is left empty fits all."""

    iri: str
    sender: Slot = Slot()
    recipient: Slot = Slot()
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    dating: Dating = Dating()
    reading: str | None = None
    """The reading under which alone it holds."""
    lifts: tuple[str, ...] = ()
    """The bars to which a permission is an exception."""
    extent: str | None = None


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
    kinds: tuple[tuple[str, str], ...] = ()
    """Holders with their kinds."""
    places: tuple[tuple[str, str], ...] = ()
    """Holders with their places."""
    within: tuple[tuple[str, str], ...] = ()
    """Places with those around them."""
    wider: tuple[tuple[str, str], ...] = ()
    """Kinds, subjects and purposes with the broader ones."""
    bars: tuple[Norm, ...] = ()
    permissions: tuple[Norm, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    """Readings with the instruments that they interpret."""
    generics: tuple[str, ...] = ()
    """The holders that are generic bodies."""
    selective: tuple[str, ...] = ()
    """Those of them that are told apart by more than kind and place."""
    members: tuple[tuple[str, str], ...] = ()
    """Holders with the selective bodies that they are said to be one of."""


@dataclass(frozen=True)
class Question:
    """From whom to whom, with what, on which day. Without a day, dates are left aside.

    With `between`, a journey within two days is asked for, either of which may be open, and `day` says nothing.
    """

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
    between: tuple[date | None, date | None] | None = None
    unbarred: bool = False
    """Whether hops that a bar bars, and routes that go round one, are left out."""
    readings: tuple[str, ...] = ()
    """The readings of instruments that are taken."""
    round_bar: str | None = None
    """The one bar whose barred hops are left out."""
    confirmed_since: date | None = None
    """What was last confirmed before that day, or not at all, is left out."""
    first_stated: bool = False
    """Whether the first sender may not be a named body taken for a generic one."""
    last_stated: bool = False
    """The same of the last recipient."""


@dataclass(frozen=True)
class Hop:
    """One flow of a route in one variant.

    It is as good as the flow and the transformations before it, at best possible where one of these does not apply just
    where the data is, or a block may stand before it.
    """

    flow: str
    category: str
    state: int
    exact: bool
    transformations: tuple[str, ...]
    disputed: bool
    possible_blocks: tuple[str, ...] = ()
    confirmed: str | None = None
    """When the one of its flow and its transformations was last confirmed that was confirmed longest ago."""
    day: date | None = None
    """On a journey the day of the hop; none where it may be ever so early."""
    barred_by: tuple[str, ...] = ()
    lifted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The bars that would bar it, each with the permissions that lift it."""
    taken: tuple[str, str] | None = None
    """The generic body of every one of which it is said, and the named one taken for it."""
    chain: tuple[object, ...] = field(default=(), compare=False)
    """What the transformations are ordered by."""


@dataclass(frozen=True)
class Route:
    """A sequence of flows in its best variant."""

    state: int
    hops: tuple[Hop, ...]
    goes_round: tuple[tuple[str, int, int], ...] = ()
    """The bars that it goes round, each with the first and the last hop of the stretch, from 1."""

    @property
    def certain(self) -> bool:
        """Whether it is certain."""
        return self.state == CERTAIN


# --- dates ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def first_day(text: str) -> date:
    """The first day of a day, month or year."""
    return date.fromisoformat({10: text, 7: text + "-01", 4: text + "-01-01"}[len(text)])


@lru_cache(maxsize=10_000)
def last_day(text: str) -> date:
    """The last day of a day, month or year."""
    year, month, *_ = (*map(int, text.split("-")), 12)
    return first_day(text) if len(text) == 10 else date(year, month, monthrange(year, month)[1])


def first_day_after(text: str) -> date:
    """The end of an interval: a full day is exclusive, a partial date counts through its last day."""
    return first_day(text) if len(text) == 10 else last_day(text) + _DAY


@lru_cache(maxsize=100_000)
def state(dating: Dating, day: date | None) -> int:
    """Impossible, possible, presumed or certain on a day; possible where dates are left aside."""
    if day is None:
        return POSSIBLE
    starts: list[date | None] = [first_day(text) for text in dating.starts] or [None]
    ends: list[date | None] = [first_day_after(text) for text in dating.ends] or [None]
    states = {_state_of_pair(start, end, dating.attested, day) for start, end in product(starts, ends)}
    if not dating.takes_place:
        return IMPOSSIBLE if states == {IMPOSSIBLE} else POSSIBLE
    if len(states) == 1:
        return states.pop()
    return PRESUMED if states == {PRESUMED, CERTAIN} else POSSIBLE


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
    if not in_force_before:
        return POSSIBLE
    return CERTAIN if in_force_after else PRESUMED


@lru_cache(maxsize=100_000)
def last_confirmed(dating: Dating, day: date | None) -> str | None:
    """When something was last known to be in force, on or before a day."""
    if day is None or not dating.takes_place:
        return None
    known = [text for text in dating.attested if last_day(text) <= day]
    latest = max(map(first_day, dating.starts), default=date.max)
    said = min((text for text in dating.starts if first_day(text) == latest), key=last_day, default=None)
    known += [Start(said) if first_day(said) < last_day(said) else said] if said else []
    known += [one.isoformat() for one in {day, *_days_around(dating)} if state(dating, one) == CERTAIN]
    return max((text for text in known if by_days(text)[0] <= day), key=by_days, default=None)


class Start(str):
    """A start as a month or year, which counts from its first day, though it is written as its source gives it."""


def oldest(confirmed: Iterable[str | None]) -> str | None:
    """Of when parts were confirmed, when the whole was."""
    every = list(confirmed)
    return None if None in every else min((text for text in every if text), key=by_days)


def by_days(text: str) -> tuple[date, date, bool]:
    """What confirmations are ordered by: the later is greater."""
    first, is_start = first_day(text), isinstance(text, Start)
    return first if is_start else last_day(text), first, not is_start


def _days_around(dating: Dating) -> set[date]:
    texts = (*dating.starts, *dating.ends, *dating.attested)
    days = {day for text in texts for day in (first_day(text), last_day(text))}
    return {day + step for day in days for step in (-_DAY, 0 * _DAY, _DAY)}


@lru_cache(maxsize=100_000)
def disputed(dating: Dating) -> bool:
    """Whether sources give several beginnings or several ends."""
    starts = {first_day(text) for text in dating.starts}
    ends = {first_day_after(text) for text in dating.ends}
    return len(starts) > 1 or len(ends) > 1


def days_that_matter(world: World) -> list[date]:
    """The days around every date in a graph, in order: between two of them nothing changes."""
    things: list[Flow | Transformation | Block | Norm] = [*world.flows, *world.transformations, *world.blocks]
    things += [*world.bars, *world.permissions]
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
    _known_joins: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _known_ways: dict[tuple[object, ...], list[Hop]] = field(default_factory=dict)
    _known_days: dict[tuple[date | None, ...], list[date]] = field(default_factory=dict)
    _known_chains: dict[Question, list[tuple[Flow, ...]]] = field(default_factory=dict)
    _known_among: dict[tuple[str, Slot, bool], bool] = field(default_factory=dict)
    _known_bars: dict[tuple[object, ...], list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[date]:
        """The days that matter in this graph."""
        return days_that_matter(self.world)

    def bodies(self, generic: str, asked: frozenset[str] = frozenset()) -> list[str]:
        """The named bodies that a generic one stands for: of its kind, or a narrower one, in its place if any, and
        within what it is within, if anything, or a named body that this stands for."""
        world = self.world
        if generic in world.selective:
            return sorted({body for body, of in world.members if of == generic} - set(world.generics))
        asked |= {generic}
        over = (*world.part_of, *world.operated_by)
        owners = {whole for one, whole in over if one == generic}
        owners |= {b for whole in owners & set(world.generics) - asked for b in self.bodies(whole, asked)}
        kinds = [kind for one, kind in world.kinds if one == generic]
        places = [place for one, place in world.places if one == generic]
        return sorted(
            body
            for body in (*world.organizations, *world.systems)
            if body not in world.generics
            and any(_reaches(kind, wanted, world.wider) for one, kind in world.kinds if one == body for wanted in kinds)
            and (
                not places
                or any(
                    _reaches(place, wanted, world.within)
                    for one, place in world.places
                    if one == body
                    for wanted in places
                )
            )
            and (
                not any(one == generic for one, _ in over)
                or any(body != owner and _reaches(body, owner, over) for owner in owners)
            )
        )

    @cached_property
    def flows(self) -> list[Flow]:
        """The flows as they are stated, and those said of every body of a kind as each named one's."""
        found = list(self.world.flows)
        for stated in self.world.flows:
            if not of_every(stated):
                continue
            flow = self._as_every(stated)
            if flow.sender in self.world.generics:
                found += [
                    replace(flow, sender=body, generic=flow.sender, taken=body)
                    for body in self.bodies(flow.sender)
                    if body != flow.recipient
                ]
            elif flow.recipient in self.world.generics:
                found += [
                    replace(flow, recipient=body, generic=flow.recipient, taken=body)
                    for body in self.bodies(flow.recipient)
                    if body != flow.sender
                ]
        return found

    @cached_property
    def transformations(self) -> list[Transformation]:
        """The same of transformations."""
        return [
            *self.world.transformations,
            *(
                replace(self._changing_every(one), holder=body, generic=one.holder)
                for one in self.world.transformations
                if of_every(one) and one.holder in self.world.generics
                for body in self.bodies(one.holder)
            ),
        ]

    def _as_every(self, flow: Flow) -> Flow:
        """A flow as those sources tell it that speak of every body; what they must say and do not, all tell."""
        sources = of_every(flow)
        told = [
            (category, tuple(source for source in stated if source in sources))
            for category, stated in zip(flow.carries, flow.carries_stated, strict=True)
        ]
        told = [one for one in told if one[1]] or list(zip(flow.carries, flow.carries_stated, strict=True))
        of_sender = tuple(source for source in flow.sender_stated if source in sources)
        return replace(
            flow,
            carries=tuple(category for category, _ in told),
            carries_stated=tuple(stated for _, stated in told),
            dating=self.dating_of_every(flow),
            programs=flow.programs if of_sender else (),
            via=flow.via if of_sender else (),
            subjects=flow.subjects if of_sender else (),
            purposes=flow.purposes if of_sender else (),
            sender_stated=of_sender or flow.sender_stated,
            recipient_stated=tuple(source for source in flow.recipient_stated if source in sources)
            or flow.recipient_stated,
        )

    def _changing_every(self, one: Transformation) -> Transformation:
        """The same of a transformation."""
        sources, every = of_every(one), [source for source, _ in self.world.tiers]

        def told(categories: tuple[str, ...]) -> tuple[str, ...]:
            some = tuple(c for place, c in enumerate(categories) if every[place % len(every)] in sources)
            return some or categories

        return replace(one, consumes=told(one.consumes), produces=told(one.produces), dating=self.dating_of_every(one))

    def dating_of_every(self, thing: Flow | Transformation) -> Dating:
        """When something is in force as is said of every body."""
        if thing.of_every is not None:
            return thing.of_every
        return thing.dating.by(of_every(thing), [source for source, _ in self.world.tiers])

    def used(self, route: Route) -> list[Flow]:
        """The flows of a route."""
        return [
            flow
            for hop in route.hops
            for flow in self.flows
            if (flow.iri, flow.taken) == (hop.flow, hop.taken[1] if hop.taken else None)
        ]

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
        if (here, there) not in self._known_joins:
            self._known_joins[here, there] = self._join(here, there)
        return self._known_joins[here, there]

    def _join(self, here: str, there: str) -> str | None:
        if here == there or (here, there) in self.world.operated_by:
            return "exact"
        if there in self.closure(here) or here in self.closure(there):
            return "assumed"
        return None

    def routes(self, question: Question) -> list[Route]:
        """All routes that answer a question, in order."""
        found = []
        for flows in self._sequences(question):
            variants = list(self._variants(flows, question))
            if variants:
                found.append((flows, min(variants, key=self._variant_order)))
        found.sort(key=lambda pair: self._route_order(*pair))
        return [route for _, route in found]

    def _sequences(self, question: Question) -> Iterator[tuple[Flow, ...]]:
        """Every sequence of flows with the right ends, joins, holders, length and options."""
        for flows in self._chains(question, self.closure(question.origin), self.closure(question.recipient)):
            if self._ends_fit(flows, question) and self._options_fit(flows, question):
                yield flows

    def _chains(
        self, question: Question, origin: frozenset[str] | None = None, target: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Flow, ...]]:
        """Every sequence of flows that join, of different holders, not too long, and possible on the day.

        They begin in the origin and go on from neither end, where these are given, else are between whatever ends.
        """
        longest = len(self.flows) if question.max_hops is None else question.max_hops
        ends = (origin or frozenset()) | target
        ahead: list[tuple[Flow, ...]] = [
            (flow,)
            for flow in self.flows
            if self._holders_differ((flow,))
            and self._may_carry(flow, question)
            and (origin is None or flow.sender in origin)
        ]
        while ahead:
            flows = ahead.pop()
            yield flows
            if len(flows) < longest and flows[-1].recipient not in ends:
                ahead += [(*flows, flow) for flow in self._following(flows, question)]

    def _may_carry(self, flow: Flow, question: Question) -> bool:
        """Whether a flow is not impossible on the one day that is asked about."""
        return question.between is not None or state(flow.dating, question.day) != IMPOSSIBLE

    def _following(self, flows: tuple[Flow, ...], question: Question) -> Iterator[Flow]:
        """The flows that join the last of a sequence, so that its holders still differ."""
        for flow in self.flows:
            join = self.join(flows[-1].recipient, flow.sender)
            joined = join == "exact" or (join == "assumed" and not question.exact)
            if joined and self._may_carry(flow, question) and self._holders_differ((*flows, flow)):
                yield flow

    @staticmethod
    def _holders_differ(flows: tuple[Flow, ...]) -> bool:
        holders = [flows[0].sender, *(flow.recipient for flow in flows)]
        generics = {flow.generic for flow in flows}
        return len(set(holders)) == len(holders) and generics.isdisjoint(holders)

    def _ends_fit(self, flows: tuple[Flow, ...], question: Question) -> bool:
        origin, target = self.closure(question.origin), self.closure(question.recipient)
        inner = {flow.recipient for flow in flows[:-1]}
        first, last = flows[0], flows[-1]
        return (
            not (question.first_stated and first.taken is not None and first.taken == first.sender)
            and not (question.last_stated and last.taken is not None and last.taken == last.recipient)
            and flows[0].sender in origin
            and flows[-1].recipient in target
            and inner.isdisjoint(origin)
            and inner.isdisjoint(target)
        )

    def _options_fit(self, flows: tuple[Flow, ...], question: Question) -> bool:
        return all(self._touches(flows, iri) for iri in question.via) and not any(
            self._touches(flows, iri) for iri in question.avoid
        )

    def _touches(self, flows: tuple[Flow, ...], iri: str) -> bool:
        holders = {holder for flow in flows for holder in (flow.sender, flow.recipient, *flow.via)}
        return any(flow.iri == iri or iri in flow.programs for flow in flows) or not self.closure(iri).isdisjoint(
            holders
        )

    # --- variants of one sequence ------------------------------------------------------------------------------------

    def _variants(self, flows: tuple[Flow, ...], question: Question) -> Iterator[Route]:
        """Every way to read a sequence of flows as a route."""
        for hops in self._hops(flows, None, question.category, None, question):
            goes_round = tuple(self.goes_round(flows, hops, question))
            if not (question.unbarred and goes_round):
                yield Route(min(hop.state if hop.exact else POSSIBLE for hop in hops), hops, goes_round)

    def _hops(
        self, flows: tuple[Flow, ...], before: Flow | None, category: str | None, since: date | None, question: Question
    ) -> Iterator[tuple[Hop, ...]]:
        """Every way to make the hops of a sequence: for each category of a hop, on the first day that gives it."""
        if not flows:
            yield ()
            return
        given: set[str] = set()
        for day in self._days(question, since):
            ways = [hop for hop in self._ways(before, flows[0], category, day, question) if hop.category not in given]
            for hop in ways:
                for rest in self._hops(flows[1:], flows[0], hop.category, day, question):
                    yield (hop, *rest)
            given |= {hop.category for hop in ways}

    def _days(self, question: Question, since: date | None) -> Iterable[date | None]:
        """The days on which a hop may be made, in order: on a journey, those on which something may change."""
        if question.between is None:
            return [question.day]
        key = (*question.between, question.confirmed_since)
        if key not in self._known_days:
            first, last = (question.between[0] or OPEN, question.between[1] or date.max)
            matter = {*self.days, question.confirmed_since or OPEN}
            self._known_days[key] = [first, *(day for day in sorted(matter) if first < day <= last)]
        return [day for day in self._known_days[key] if since is None or day >= since]

    def _ways(
        self, before: Flow | None, flow: Flow, category: str | None, day: date | None, question: Question
    ) -> list[Hop]:
        """Every way to make one hop on a day with data of a category, of each kind the one that counts."""
        asked = (question.exact, question.blocks, question.between, question.unbarred, question.readings)
        pair = (before and (before.iri, before.taken), flow.iri, flow.taken)
        key = (pair, category, day, asked, question.round_bar, question.confirmed_since)
        if key not in self._known_ways:
            found: dict[tuple[str, int], Hop] = {}
            for hop in self._find_ways(before, flow, category, day, question):
                # Of the chains that lead to one category and are as sure, the shortest counts, then the lesser one.
                same = found.setdefault((hop.category, hop.state), hop)
                if (len(hop.chain), hop.chain) < (len(same.chain), same.chain):
                    found[hop.category, hop.state] = hop
            self._known_ways[key] = list(found.values())
        return self._known_ways[key]

    def _find_ways(
        self, before: Flow | None, flow: Flow, category: str | None, day: date | None, question: Question
    ) -> Iterator[Hop]:
        if state(flow.dating, day) == IMPOSSIBLE or not self._confirmed(flow.dating, day, question):
            return
        here = flow.sender if before is None else before.recipient
        for changed, transformations, sure in self._transformed(category, here, (), CERTAIN, day, question):
            for carried in flow.carries:
                met = self.meet(changed, carried)
                if met is None:
                    continue
                standing = self._blocks(before, flow, met, day) if before is not None and question.blocks else []
                if any(state(block.dating, day) >= PRESUMED for block in standing):
                    continue
                covering = self.bars_over(flow, met, day, question.readings)
                barred_by = tuple(bar for bar, permissions in covering if not permissions)
                if (question.unbarred and barred_by) or question.round_bar in barred_by:
                    continue
                if day == OPEN:
                    covering = self.bars_on_some_day(flow, met, question.readings)
                    barred_by = tuple(bar for bar, permissions in covering if not permissions)
                yield Hop(
                    flow.iri,
                    met,
                    min(state(flow.dating, day), sure, POSSIBLE if standing else CERTAIN),
                    before is None or self.join(before.recipient, flow.sender) == "exact",
                    tuple(t.iri for t in transformations),
                    disputed(flow.dating) or any(disputed(t.dating) for t in transformations),
                    tuple(sorted(block.iri for block in standing)),
                    oldest(last_confirmed(one, day) for one in (flow.dating, *(t.dating for t in transformations))),
                    None if question.between is None or day == OPEN else day,
                    barred_by,
                    tuple((bar, permissions) for bar, permissions in covering if permissions),
                    (flow.generic, flow.taken) if flow.generic and flow.taken else None,
                    tuple(t.order for t in transformations),
                )

    def _transformed(
        self,
        category: str | None,
        here: str,
        done: tuple[Transformation, ...],
        sure: int,
        day: date | None,
        question: Question,
    ) -> Iterator[tuple[str | None, tuple[Transformation, ...], int]]:
        """What data at a holder can become, by none, one or several transformations, each at most once."""
        yield category, done, sure
        for transformation in self.transformations:
            join = self.join(here, transformation.holder)
            known = state(transformation.dating, day)
            if (
                transformation not in done
                and join is not None
                and not (question.exact and join == "assumed")
                and known != IMPOSSIBLE
                and self._confirmed(transformation.dating, day, question)
                and any(self.meet(category, consumed) is not None for consumed in transformation.consumes)
            ):
                still_sure = min(sure, known if join == "exact" else POSSIBLE)
                for produced in transformation.produces:
                    yield from self._transformed(produced, here, (*done, transformation), still_sure, day, question)

    @staticmethod
    def _confirmed(dating: Dating, day: date | None, question: Question) -> bool:
        """Whether what carries data was confirmed lately enough; where dates are left aside, nothing is asked."""
        if question.confirmed_since is None or day is None:
            return True
        confirmed = last_confirmed(dating, day)
        return confirmed is not None and by_days(confirmed)[0] >= question.confirmed_since

    def _blocks(self, flow: Flow, following: Flow, category: str, day: date | None) -> list[Block]:
        """The blocks between two flows that are not known to be off on a day."""
        if day is None:
            return []  # a block stands on days, and none is asked about
        return [
            block
            for block in self.world.blocks
            if self._set_between(block, flow, following)
            and (
                block.category is None or self.within(category, block.category) or self.within(block.category, category)
            )
            and state(block.dating, day) != IMPOSSIBLE
        ]

    def _set_between(self, block: Block, flow: Flow, following: Flow) -> bool:
        """Whether a block is set for two flows, one after the other, whatever they carry and when."""
        return (
            flow.recipient == block.system == following.sender
            and flow.sender in self.closure(block.origin)
            and following.recipient in self.closure(block.recipient)
        )

    # --- norms -------------------------------------------------------------------------------------------------------

    def bars_over(
        self, flow: Flow, category: str, day: date | None, readings: tuple[str, ...]
    ) -> list[tuple[str, tuple[str, ...]]]:
        """The bars that cover a flow with a category on a day, each with the permissions that lift it, by IRI."""
        if day is None or not self.world.bars:
            return []  # a bar holds on days, and none is asked about
        key = (flow.sender, flow.recipient, flow.subjects, flow.purposes, category, day, readings)
        if key not in self._known_bars:
            self._known_bars[key] = self._bars_over(flow, category, day, readings)
        return self._known_bars[key]

    def _bars_over(
        self, flow: Flow, category: str, day: date, readings: tuple[str, ...]
    ) -> list[tuple[str, tuple[str, ...]]]:
        return [
            (
                bar.iri,
                tuple(
                    sorted(p.iri for p in self.world.permissions if self._lifts(p, bar, flow, category, day, readings))
                ),
            )
            for bar in sorted(self.world.bars, key=lambda bar: bar.iri)
            if self.holds(bar, day, readings) and self.fits(bar, flow, category)
        ]

    def bars_on_some_day(
        self, flow: Flow, category: str, readings: tuple[str, ...]
    ) -> list[tuple[str, tuple[str, ...]]]:
        """The bars that cover a flow with a category on some day, each with the permissions that lift it on some."""
        found: dict[str, set[str]] = {}
        for day in (OPEN, *self.days, date.max):
            for bar, permissions in self.bars_over(flow, category, day, readings):
                found.setdefault(bar, set()).update(permissions)
        return [(bar, tuple(sorted(permissions))) for bar, permissions in sorted(found.items())]

    def _lifts(
        self, permission: Norm, bar: Norm, flow: Flow, category: str, day: date | None, readings: tuple[str, ...]
    ) -> bool:
        """Whether a permission lifts a bar; a subject or purpose that it is limited to, the flow must state."""
        return (
            bar.iri in permission.lifts
            and self.holds(permission, day, readings)
            and self.fits(permission, flow, category)
            and not (permission.subjects and not flow.subjects)
            and not (permission.purposes and not flow.purposes)
        )

    def holds(self, norm: Norm, day: date | None, readings: tuple[str, ...]) -> bool:
        """Whether a norm is not impossible on a day, under the readings taken."""
        return self.is_taken(norm, readings) and state(norm.dating, day) != IMPOSSIBLE

    def is_taken(self, norm: Norm, readings: tuple[str, ...]) -> bool:
        """Whether no reading is taken that is a rival of the one under which alone a norm holds."""
        if norm.reading is None or norm.reading in readings:
            return True
        interpreted = {instrument for reading, instrument in self.world.readings if reading == norm.reading}
        taken = {instrument for reading, instrument in self.world.readings if reading in readings}
        return interpreted.isdisjoint(taken)

    def fits(self, norm: Norm, flow: Flow, category: str) -> bool:
        """Whether a flow with a category fits a norm's slots, whatever the day."""
        return (
            self._is_among(flow.sender, norm.sender, norm)
            and self._is_among(flow.recipient, norm.recipient, norm)
            and (not norm.categories or any(self._comparable(category, c) for c in norm.categories))
            and self._is_not_of_other(flow.subjects, norm.subjects)
            and self._is_not_of_other(flow.purposes, norm.purposes)
        )

    def goes_round(
        self, flows: tuple[Flow, ...], hops: tuple[Hop, ...], question: Question
    ) -> Iterator[tuple[str, int, int]]:
        """The bars that a route goes round, by IRI, each with its shortest stretch, of those the first."""
        for bar in sorted(self.world.bars, key=lambda bar: bar.iri):
            for length in range(2, len(flows) + 1):
                firsts = [
                    first
                    for first in range(len(flows) - length + 1)
                    if self._is_round(bar, flows[first : first + length], hops[first : first + length], question)
                ]
                if firsts:
                    yield bar.iri, firsts[0] + 1, firsts[0] + length
                    break

    def _is_round(self, bar: Norm, flows: tuple[Flow, ...], hops: tuple[Hop, ...], question: Question) -> bool:
        """Whether a stretch takes data from a sender of a bar to a recipient of it by one whom it does not bind."""
        days = [question.day if question.between is None else hop.day or OPEN for hop in hops]
        for flow, hop, day in zip(flows, hops, days, strict=True):
            if (bar.iri, ()) in self.bars_over(flow, hop.category, day, question.readings):
                return False
        if not self._is_among(flows[0].sender, bar.sender, bar) or self._is_among(flows[-1].sender, bar.sender, bar):
            return False
        direct = replace(flows[-1], sender=flows[0].sender)  # says of subject and purpose what the last flow says
        return (bar.iri, ()) in self.bars_over(direct, hops[0].category, days[0], question.readings)

    # --- what lies between --------------------------------------------------------------------------------------------

    def forbidding(self, question: Question) -> Iterator[tuple[str, int, set[str], set[str], set[str]]]:
        """The bars that forbid data between the ends of a question: each with how sure it is on the surest day, whose
        data, to whom, and what data.
        """
        for bar in sorted(self.world.bars, key=lambda bar: bar.iri):
            named: Iterable[str | None] = bar.categories or (None,)
            wanted = {question.category if one is None else self.meet(question.category, one) for one in named}
            if bar.categories:
                wanted.discard(None)
            found = [
                (state(bar.dating, day), sender, recipient, category)
                for day in self._days(question, None)
                if self.holds(bar, day, question.readings)
                for sender in self.closure(question.origin)
                for recipient in self.closure(question.recipient)
                if sender != recipient
                and self._is_among(sender, bar.sender, bar)
                and self._is_among(recipient, bar.recipient, bar)
                for category in wanted
                if not any(
                    bar.iri in p.lifts and self._lifts_all(p, sender, recipient, category, day, question.readings)
                    for p in self.world.permissions
                )
            ]
            if found:
                states, senders, recipients, categories = zip(*found, strict=True)
                yield (
                    bar.iri,
                    max(states),
                    self._outermost(set(senders)),
                    self._outermost(set(recipients)),
                    {category or "any" for category in categories},
                )

    def _lifts_all(
        self, permission: Norm, sender: str, recipient: str, category: str | None, day: date | None,
        readings: tuple[str, ...],
    ) -> bool:  # fmt: skip
        """Whether a permission lifts bars for all data of a category of which nothing more is said."""
        return (
            self.holds(permission, day, readings)
            and not permission.subjects
            and not permission.purposes
            and self._is_among(sender, permission.sender, permission)
            and self._is_among(recipient, permission.recipient, permission)
            and (
                not permission.categories
                or (category is not None and any(self.within(category, one) for one in permission.categories))
            )
        )

    def _outermost(self, holders: set[str]) -> set[str]:
        return {one for one in holders if not any(one in self.closure(other) for other in holders - {one})}

    def stopping(self, question: Question) -> set[str]:
        """The blocks that stop, or may stop, routes of a question: such as there would be without blocks and bars."""
        free = replace(question, blocks=False, unbarred=False)
        found = set()
        for flows in self._sequences(free):
            if not any(self._set_between(block, *pair) for block in self.world.blocks for pair in pairwise(flows)):
                continue
            for hops in self._hops(flows, None, free.category, None, free):
                for (before, after), (_, hop) in zip(pairwise(flows), pairwise(hops), strict=True):
                    day = free.day if free.between is None else hop.day or OPEN
                    standing = self._blocks(before, after, hop.category, day)
                    found |= {block.iri for block in standing}
        return found

    def _is_among(self, holder: str, slot: Slot, norm: Norm) -> bool:
        key = holder, slot, norm.extent == "every"
        if key not in self._known_among:
            self._known_among[key] = self._fits_slot(*key)
        return self._known_among[key]

    def _fits_slot(self, holder: str, slot: Slot, of_every: bool) -> bool:
        meant = self.meant(slot)
        if meant is None:
            return True
        if of_every:
            meant |= {body for one in meant if one in self.world.generics for body in self.bodies(one)}
        return any(holder in self.closure(one) for one in meant)

    def meant(self, slot: Slot) -> set[str] | None:
        """The holders that a slot names, and those of its kinds in its places; `None` where it is left open."""
        if slot == Slot():
            return None
        meant = set(slot.named)
        if slot.kinds or slot.places:
            for holder in (*self.world.organizations, *self.world.systems):
                kinds = {kind for one, kind in self.world.kinds if one == holder}
                places = {place for one, place in self.world.places if one == holder}
                of_kind = any(_reaches(kind, wanted, self.world.wider) for kind in kinds for wanted in slot.kinds)
                there = any(_reaches(place, wanted, self.world.within) for place in places for wanted in slot.places)
                if (of_kind or not slot.kinds) and (there or not slot.places):
                    meant.add(holder)
        return meant

    def _is_not_of_other(self, stated: tuple[str, ...], limit: tuple[str, ...]) -> bool:
        """Whether what a flow states, if anything, is comparable with what a norm is limited to, if it is."""
        wider = self.world.wider
        return (
            not stated
            or not limit
            or any(_reaches(one, other, wider) or _reaches(other, one, wider) for one in stated for other in limit)
        )

    def _comparable(self, one: str, other: str) -> bool:
        return self.within(one, other) or self.within(other, one)

    def back_doors(self, bar: Norm, question: Question) -> list[Route]:
        """The routes round a bar on the day of a question, with its category and options, whatever its ends."""
        if not self.holds(bar, question.day, question.readings):
            return []
        senders, recipients = self.meant(bar.sender), self.meant(bar.recipient)
        if senders is None:
            senders = {flow.sender for flow in self.world.flows}
        if recipients is None:
            recipients = {flow.recipient for flow in self.world.flows}
        between = [
            replace(question, origin=sender, recipient=recipient, unbarred=False, round_bar=bar.iri)
            for sender, recipient in product(senders, recipients)
            if sender != recipient
        ]
        if question not in self._known_chains:
            self._known_chains[question] = list(self._chains(question))
        found = []
        for flows in self._known_chains[question]:
            if self._stood_for(bar, flows):
                continue
            variants: list[Route] = []
            for asked in between:
                if self._ends_fit(flows, asked):
                    # Which of the ends it is makes no difference to how the flows between them are read.
                    variants = self._variants_for(bar, flows, asked)
                    break
            if variants:
                found.append((flows, min(variants, key=self._variant_order)))
        found.sort(key=lambda pair: self._route_order(*pair))
        return [route for _, route in found]

    def _stood_for(self, bar: Norm, flows: tuple[Flow, ...]) -> bool:
        """Whether a generic body that a bar is about stands for the named one at an end."""
        first, last = flows[0], flows[-1]
        return bool(
            (first.generic and first.taken == first.sender and self._is_among(first.generic, bar.sender, bar))
            or (last.generic and last.taken == last.recipient and self._is_among(last.generic, bar.recipient, bar))
        )

    def _variants_for(self, bar: Norm, flows: tuple[Flow, ...], question: Question) -> list[Route]:
        """The variants of a sequence with each category that a bar names, or with what is asked for."""
        started = [
            category if question.category is None else self.meet(question.category, category)
            for category in bar.categories
        ]
        wanted = [category for category in started if category is not None] if bar.categories else [question.category]
        return [
            variant for category in wanted for variant in self._variants(flows, replace(question, category=category))
        ]

    # --- order -------------------------------------------------------------------------------------------------------

    def _variant_order(self, route: Route) -> tuple[object, ...]:
        return (
            -route.state,
            [(-len(self.broader(hop.category)), hop.category) for hop in route.hops],
            [(len(hop.transformations), hop.chain) for hop in route.hops],
        )

    def _route_order(self, flows: tuple[Flow, ...], route: Route) -> tuple[object, ...]:
        return (
            -route.state,
            len(flows),
            sum(not hop.exact for hop in route.hops),
            sum(flow.taken is not None for flow in flows),
            max(self._evidence(flow) for flow in flows),
            [flow.order for flow in flows],
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


def of_every(thing: Flow | Transformation) -> set[str]:
    """The sources that say something of every body of a kind."""
    return {source for source, extent in thing.extents if extent == "every"}


def _reaches(low: str, high: str, pairs: tuple[tuple[str, str], ...]) -> bool:
    """Whether one thing is another, or below it, step by step."""
    seen: set[str] = set()
    level = {low}
    while level:
        if high in level:
            return True
        seen |= level
        level = {above for below, above in pairs if below in level} - seen
    return False
