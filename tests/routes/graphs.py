"""Small random graphs, and questions about them that tend to have answers.

Everything is drawn from small pools, so that borders coincide: flows meet at holders, dates fall on each other's ends,
categories nest, blocks stand where routes pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from tests.routes.brute_force import (
    TIERS,
    Block,
    BruteForce,
    Dating,
    Flow,
    Norm,
    Question,
    Slot,
    Transformation,
    World,
    of_every,
)

ID = "https://w3id.org/whoshares/id/"

T = TypeVar("T")
Said = TypeVar("Said", Flow, Transformation)

_DAYS = (date(2011, 12, 31), date(2012, 1, 1), date(2012, 6, 15), date(2012, 6, 30), date(2012, 7, 1), date(2012, 9, 1))
_EARLY = ("2010", "2011-03", "2011-03-01")
_LATE = ("2013", "2013-06", "2014-01-01")
_NEAR = (
    "2012", "2012-01", "2012-06", "2012-07",
    "2011-12-31", "2012-01-01", "2012-06-15", "2012-06-16", "2012-06-30", "2012-07-01", "2012-09-01",
)  # fmt: skip
# Creation order and the order of IRIs must differ, or a tie broken by the wrong one goes unseen.
_FLOW_NAMES = ("f9", "f10", "f3", "f1", "f8", "f2", "f7", "f4", "f6", "f5")
_HOLDER_NAMES = ("m", "c", "x", "a", "k", "t")
_CATEGORY_NAMES = ("r", "b", "w", "e", "s")
_SOURCES = ("source/one", "source/two", "source/three")
_KINDS = tuple(f"{ID}kind/{name}" for name in ("n", "e", "u"))
_PLACES = tuple(f"{ID}place/{name}" for name in ("o", "h", "j"))
_SUBJECTS = tuple(f"{ID}subject/{name}" for name in ("l", "i", "z"))
_PURPOSES = tuple(f"{ID}purpose/{name}" for name in ("g", "d", "p"))
_BARS = ("s", "b", "o")
_PERMISSIONS = ("w", "e")
_STATUSES = ("observed", "planned", "alleged", "enjoined", "authorised")
_READINGS = tuple(f"{ID}reading/{name}" for name in ("y", "c", "q"))
_INSTRUMENTS = tuple(f"{ID}instrument/{name}" for name in ("u", "k"))


class _Maker:
    """Draws the parts of one graph."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def one(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def some(self, values: Sequence[T], most: int) -> tuple[T, ...]:
        """One to `most` different values."""
        return tuple(dict.fromkeys(self.one(values) for _ in range(self.number(1, most))))

    def dating(self) -> Dating:
        dated = self._dates()
        return replace(dated, statuses=self.some(_STATUSES, 2)) if self.chance(15) else dated

    def _dates(self) -> Dating:
        kind = self.number(0, 12)
        if kind == 10:  # begun, and nothing ends it
            return Dating((self.one(_EARLY),))
        if kind == 11:  # described once, and nothing ends it
            return Dating(attested=(self.one(_EARLY),))
        if kind == 12:
            return Dating(attested=self.some(_EARLY + _NEAR, 2))
        if kind <= 2:  # in force for years around the days asked about
            return Dating((self.one(_EARLY),), (self.one(_LATE),))
        if kind == 3:
            return Dating()
        if kind == 4:  # known from attestations on both sides
            return Dating(attested=(self.one(_EARLY), self.one(_LATE)))
        if kind == 5:  # a beginning and an attestation, perhaps outside of it
            return Dating((self.one(_EARLY + _NEAR),), (), self.some(_NEAR, 2))
        if kind in (6, 7):
            return Dating((self.one(_NEAR),), (self.one(_LATE),))
        if kind == 8:  # sources that disagree
            return Dating(self.some(_EARLY + _NEAR, 2), self.some(_LATE + _NEAR, 2))
        return Dating(
            self.some(_EARLY + _NEAR, 3) if self.chance(60) else (),
            self.some(_LATE + _NEAR, 3) if self.chance(60) else (),
            self.some(_NEAR + _LATE, 3) if self.chance(60) else (),
        )

    def stated(self) -> tuple[str, ...]:
        return tuple(ID + source for source in self.some(_SOURCES, 2))

    def world(self) -> World:
        organizations = tuple(f"{ID}organization/{name}" for name in _HOLDER_NAMES[: self.number(2, 5)])
        systems = tuple(f"{ID}system/{name}" for name in _HOLDER_NAMES[: self.number(1, 4)])
        part_of = set()
        for number, part in enumerate(organizations[1:], 1):
            if self.chance(45):
                part_of.add(
                    (part, organizations[number - 1]) if self.chance(50) else (part, self.one(organizations[:number]))
                )
            if self.chance(8):
                part_of.add((part, self.one(organizations[:number])))
        operated_by = set()
        for system in systems:
            if self.chance(75):
                operated_by |= {(system, self.one(organizations))}
            if self.chance(8):
                operated_by |= {(system, self.one(organizations))}
        categories = tuple(f"{ID}category/{name}" for name in _CATEGORY_NAMES[: self.number(2, 5)])
        broader = set()
        for number, category in enumerate(categories[1:], 1):
            if self.chance(75):
                broader |= {(category, b) for b in self.some(categories[:number], 2)}
        holders = organizations + systems
        programs = (ID + "program/p",) if self.chance(25) else ()
        flows: list[Flow] = []
        for name in _FLOW_NAMES[: self.number(4, 10)]:
            flows.append(
                self.flow(ID + "flow/" + name, flows, holders, systems, part_of | operated_by, categories, programs)
            )
        transformations = tuple(
            Transformation(
                f"{ID}transformation/{name}",
                self.one([flow.recipient for flow in flows] + [flow.sender for flow in flows] + list(holders)),
                self.some(categories, 2) if self.chance(25) else (self.one(categories),),
                self.some(categories, 3) if self.chance(35) else (self.one(categories),),
                self.dating(),
            )
            for name in ("v", "d", "q")[: self.one((0, 1, 1, 2, 2, 3))]
        )
        wholes = dict(sorted(part_of | operated_by))
        blocks = tuple(
            self.block(name, flows, systems, wholes, categories) for name in ("y", "g", "z")[: self.number(0, 3)]
        )
        tiers = tuple((ID + source, self.one((*TIERS, None))) for source in _SOURCES)
        return World(
            organizations,
            systems,
            tuple(sorted(part_of)),
            tuple(sorted(operated_by)),
            categories,
            tuple(sorted(broader)),
            tuple(flows),
            transformations,
            blocks,
            programs,
            tiers,
        )

    def flow(
        self,
        iri: str,
        earlier: Sequence[Flow],
        holders: Sequence[str],
        systems: Sequence[str],
        wholes: set[tuple[str, str]],
        categories: Sequence[str],
        programs: Sequence[str],
    ) -> Flow:
        sender, carries = self.one(holders), self.some(categories, 3)
        if earlier and self.chance(75):  # goes on from where another flow ends, or from whose part or whole that is
            before = self.one(earlier)
            sender = before.recipient
            kin = sorted({x for pair in wholes for x in pair if sender in pair} - {sender})
            if kin and self.chance(40):
                sender = self.one(kin)
            if self.chance(50):
                carries = tuple(dict.fromkeys((*carries, before.carries[0])))
        recipient = self.one(systems) if self.chance(35) else self.one(holders)
        if recipient == sender and self.chance(95):
            recipient = next(holder for holder in reversed(holders) if holder != sender)
        return Flow(
            iri,
            sender,
            recipient,
            carries,
            self.dating(),
            tuple(programs) if self.chance(30) else (),
            self.stated(),
            self.stated(),
            tuple(self.stated() for _ in carries),
            via=(self.one(holders),) if self.chance(15) else (),
        )

    def block(
        self,
        name: str,
        flows: Sequence[Flow],
        systems: Sequence[str],
        wholes: Mapping[str, str],
        categories: Sequence[str],
    ) -> Block:
        """A block, mostly between two flows that meet at a system."""
        pairs = [
            (first, second) for first in flows for second in flows
            if first.recipient == second.sender and first.recipient in systems
        ]  # fmt: skip
        system, origin, recipient = self.one(systems), self.one(flows).sender, self.one(flows).recipient
        if pairs and self.chance(85):
            first, second = self.one(pairs)
            system, origin, recipient = first.recipient, first.sender, second.recipient
        origin, recipient = (
            wholes[holder] if holder in wholes and self.chance(25) else holder for holder in (origin, recipient)
        )
        return Block(
            f"{ID}block/{name}",
            system,
            origin,
            recipient,
            self.one(categories) if self.chance(40) else None,
            self.dating() if self.chance(60) else self.one((Dating((self.one(_EARLY),)), Dating())),
        )

    def question(self, world: World) -> Question:
        if world.blocks and self.chance(20):  # past a block
            block = self.one(world.blocks)
            origin, recipient = block.origin, block.recipient
        elif self.chance(90):  # from where a walk along the flows begins to where it ends
            flow = self.one(world.flows)
            origin = flow.sender
            for _ in range(self.number(0, 3)):
                onward = [
                    f
                    for f in world.flows
                    if f.sender == flow.recipient or (flow.recipient, f.sender) in world.operated_by
                ]
                flow = self.one(onward) if onward else flow
            recipient = flow.recipient
        else:
            origin, recipient = self.one(world.organizations), self.one(world.organizations + world.systems)
        wholes = dict(world.part_of) | dict(world.operated_by)
        if origin in wholes and self.chance(15):
            origin = wholes[origin]
        if recipient in wholes and self.chance(25):
            recipient = wholes[recipient]
        return Question(
            origin,
            recipient,
            self.one(_DAYS),
            self.one(world.categories) if self.chance(40) else None,
            exact=self.chance(15),
            max_hops=self.number(1, 4) if self.chance(15) else None,
        )

    def with_kinds(self, world: World) -> World:
        """The graph, sometimes with generic bodies, of every one of which some things are said."""
        if not self.chance(35):
            return world
        ends = [holder for flow in world.flows for holder in (flow.sender, flow.recipient)]
        generics = self.some(ends, 2)
        holders = world.organizations + world.systems
        chained = [pair for pair in zip(_PLACES[1:], _PLACES, strict=False) if self.chance(60)]
        narrower = [pair for pair in zip(_KINDS[1:], _KINDS, strict=False) if self.chance(50)]

        def extents() -> tuple[tuple[str, str], ...]:
            speaking = self.some(_SOURCES, 3) if self.chance(85) else ()
            return tuple((ID + source, self.one(("every", "every", "some"))) for source in speaking)

        selective = tuple(generic for generic in generics if self.chance(20))
        made = replace(
            world,
            generics=generics,
            selective=selective,
            members=tuple((one, of) for of in selective for one in self.some(holders, 2) if one != of),
            kinds=tuple((holder, kind) for holder in holders if self.chance(75) for kind in self.some(_KINDS[:2], 2)),
            places=tuple(
                (holder, self.one(_PLACES)) for holder in holders if self.chance(30 if holder in generics else 70)
            ),
            within=tuple(chained),
            wider=tuple(narrower),
            flows=tuple(
                replace(flow, extents=extents()) if {flow.sender, flow.recipient} & set(generics) else flow
                for flow in world.flows
            ),
            transformations=tuple(
                replace(one, extents=extents()) if one.holder in generics else one for one in world.transformations
            ),
        )
        return of_few(made)

    def of_a_named_body(self, world: World, question: Question) -> Question:
        """The question, sometimes of a body that a generic one stands for."""
        bodies = [holder for holder, _ in world.kinds if holder not in world.generics]
        if not world.generics or not bodies or self.chance(50):
            return question
        end = self.one(bodies)
        return replace(question, recipient=end) if self.chance(30) else replace(question, origin=end)

    def options(self, world: World, question: Question) -> Question:
        """The question with holders, flows or programs that a route must or must not pass."""
        things = world.organizations + world.systems + tuple(flow.iri for flow in world.flows) + world.programs
        via = self.some(things, 2) if self.chance(50) else ()
        avoid = self.some(things, 2) if not via or self.chance(30) else ()
        return replace(question, via=via, avoid=avoid)

    def confirmed(self, question: Question) -> Question:
        """The question, sometimes for what was confirmed since some day, which is not after its last."""
        last = question.day if question.between is None else question.between[1] or date.max
        assert last is not None
        days = [day for day in (*_DAYS, date(2010, 6, 1), date(2011, 3, 1)) if day <= last]
        return replace(question, confirmed_since=self.one(days)) if days and self.chance(15) else question

    # --- norms ---------------------------------------------------------------------------------------------------

    def under_norms(self, world: World) -> World:
        """The graph with bars, exceptions and rival readings, and with what these tell flows and holders by."""
        holders = world.organizations + world.systems
        chains = ((first, second) for first, second in zip(_PLACES[1:], _PLACES, strict=False) if self.chance(60))
        wider = tuple(
            (narrow, broad)
            for scheme in (_KINDS, _SUBJECTS, _PURPOSES)
            for narrow, broad in zip(scheme[1:], scheme, strict=False)
            if self.chance(50)
        )
        world = replace(
            world,
            kinds=world.kinds
            or tuple((holder, kind) for holder in holders if self.chance(70) for kind in self.some(_KINDS, 2)),
            places=world.places or tuple((holder, self.one(_PLACES)) for holder in holders if self.chance(70)),
            within=world.within or tuple(chains),
            wider=tuple(sorted({*world.wider, *wider})),
            flows=tuple(
                replace(
                    flow,
                    subjects=self.some(_SUBJECTS, 2) if self.chance(50) else (),
                    purposes=self.some(_PURPOSES, 2) if self.chance(50) else (),
                )
                for flow in world.flows
            ),
            readings=(
                (_READINGS[0], _INSTRUMENTS[0]),
                (_READINGS[1], _INSTRUMENTS[0]),
                (_READINGS[2], self.one(_INSTRUMENTS)),
            ),
        )
        bars = tuple(self.bar(f"{ID}bar/{name}", world) for name in _BARS[: self.one((0, 1, 2, 2, 3, 3))])
        permissions = tuple(
            self.permission(f"{ID}permission/{name}", bars, world)
            for name in _PERMISSIONS[: self.one((0, 1, 1, 2)) if bars else 0]
        )
        return replace(world, bars=bars, permissions=permissions)

    def bar(self, iri: str, world: World) -> Norm:
        """A bar on one flow or on the ends of a way, on more than that where its slots are wide."""
        one = self.one(world.flows)
        sender, recipient = one.sender, one.recipient
        if self.chance(50):
            asked = self.question(world)
            sender, recipient = asked.origin, asked.recipient
        categories: tuple[str, ...] = ()
        if self.chance(65):
            broad = [b for narrow, b in world.broader if narrow in one.carries]
            categories = self.some([*one.carries, *broad], 2) if self.chance(80) else self.some(world.categories, 2)
        return Norm(
            iri,
            self.slot(sender, world),
            self.slot(recipient, world),
            categories,
            self.some(one.subjects or _SUBJECTS, 2) if self.chance(20) else (),
            self.some(one.purposes or _PURPOSES, 2) if self.chance(20) else (),
            self.dating() if self.chance(70) else Dating(),
            self.one(_READINGS) if self.chance(35) else None,
            extent=self.one(("every", "some", None)) if world.generics else None,
        )

    def slot(self, holder: str, world: World) -> Slot:
        """A slot that fits a holder, mostly: by name, by that of its whole, by kind, by place; or an open one."""
        wholes = dict(world.part_of) | dict(world.operated_by)
        way = self.number(0, 9)
        if way <= 1:
            return Slot()
        named = (wholes[holder] if holder in wholes and self.chance(35) else holder,)
        if way <= 6:
            return Slot((*named, self.one(world.organizations)) if self.chance(15) else named)
        kinds = tuple(kind for one, kind in world.kinds if one == holder)[:1] or self.some(_KINDS, 1)
        places = tuple(place for one, place in world.places if one == holder) or self.some(_PLACES, 1)
        if self.chance(30):
            kinds = kinds + self.some(_KINDS, 1)
        if self.chance(30):
            places = self.some(_PLACES, 2)
        wanted = self.number(0, 2)
        return Slot(
            named if way == 9 else (),
            tuple(dict.fromkeys(kinds)) if wanted <= 1 else (),
            places if wanted >= 1 else (),
        )

    def permission(self, iri: str, bars: Sequence[Norm], world: World) -> Norm:
        """An exception to bars: as wide as one of them in most slots, narrower in some."""
        lifted = self.one(bars)
        flow = self.one(world.flows)
        return Norm(
            iri,
            self.slot(flow.sender, world) if self.chance(40) else Slot(),
            self.slot(flow.recipient, world) if self.chance(40) else Slot(),
            self.some(lifted.categories or flow.carries, 2) if self.chance(40) else (),
            self.some(flow.subjects or _SUBJECTS, 2) if self.chance(30) else (),
            self.some(flow.purposes or _PURPOSES, 2) if self.chance(30) else (),
            self.dating() if self.chance(70) else Dating(),
            self.one(_READINGS) if self.chance(25) else None,
            tuple(dict.fromkeys((lifted.iri, self.one(bars).iri))),
        )

    def under_law(self, world: World, question: Question) -> Question:
        """The question with readings taken, no two of one instrument, perhaps for unbarred routes alone."""
        taken: tuple[str, ...] = ()
        if self.chance(50):
            for reading in self.some(_READINGS, 2):
                known = {instrument for one, instrument in world.readings if one in taken}
                if not known & {instrument for one, instrument in world.readings if one == reading}:
                    taken += (reading,)
        return replace(question, unbarred=self.chance(65), readings=taken)

    def short_lived(self, world: World) -> World:
        """The graph with some things in force for a short time only, so that some are over before others begin."""
        days = sorted({text for text in (*_EARLY, *_NEAR, *_LATE) if len(text) == 10})

        def dating(given: Dating) -> Dating:
            if not self.chance(45):
                return given
            first = self.number(0, len(days) - 2)
            return Dating((days[first],), (days[self.number(first + 1, min(first + 3, len(days) - 1))],))

        return replace(
            world,
            flows=tuple(replace(flow, dating=dating(flow.dating)) for flow in world.flows),
            transformations=tuple(replace(t, dating=dating(t.dating)) for t in world.transformations),
        )

    def over_time(self, question: Question) -> Question:
        """The question as one for journeys: within two days, or in any time."""
        if self.chance(30):
            return replace(question, between=(None, None))
        days = (*_DAYS, *map(date.fromisoformat, ("2009-06-01", "2011-03-15", "2013-06-15", "2015-01-01")))
        first, last = self.one(days), self.one(days)
        return replace(question, between=(min(first, last), max(first, last)))


Case = tuple[World, tuple[Question, ...]]


def case(random: Random, questions: int = 3, *, options: bool = False) -> Case:
    """A graph and questions about it; with `options`, questions with `via` and `avoid`."""
    make = _Maker(random)
    world = make.with_kinds(make.world())
    asked = [make.of_a_named_body(world, make.question(world)) for _ in range(questions)]
    asked = [make.options(world, question) if options else question for question in asked]
    return world, tuple(make.confirmed(question) for question in asked)


def cases(questions: int = 3, *, options: bool = False) -> st.SearchStrategy[Case]:
    """Graphs with questions about them.

    All is drawn from one random source and not from one strategy each, so that values are spread evenly;
    `smallest` stands in for shrinking.
    """
    return st.randoms(use_true_random=True).map(lambda random: case(random, questions, options=options))


def case_over_time(random: Random, questions: int = 3) -> Case:
    """A graph, mostly with norms, and questions for journeys through it."""
    make = _Maker(random)
    world = make.with_kinds(make.short_lived(make.world()))
    asked = [make.over_time(make.of_a_named_body(world, make.question(world))) for _ in range(questions)]
    if make.chance(60):
        world = make.under_norms(world)
        asked = [make.under_law(world, question) for question in asked]
    asked = [make.options(world, question) if make.chance(10) else question for question in asked]
    return world, tuple(make.confirmed(question) for question in asked)


def case_under_norms(random: Random, questions: int = 3) -> Case:
    """A graph with norms, and questions about single days."""
    make = _Maker(random)
    world = make.under_norms(make.with_kinds(make.world()))
    asked = [make.under_law(world, make.of_a_named_body(world, make.question(world))) for _ in range(questions)]
    return world, tuple(make.confirmed(question) for question in asked)


def of_few(world: World, most: int = 4, chained: int = 2) -> World:
    """The graph, in which at the most so many flows, and transformations, come of what is said of every body.

    More take long: brute force tries transformations in every order.
    """
    flows, transformations = list(world.flows), list(world.transformations)
    while len(BruteForce(replace(world, flows=tuple(flows))).flows) > len(flows) + most:
        flows = _less_said(flows)
    while (
        len(BruteForce(replace(world, transformations=tuple(transformations))).transformations)
        > len(transformations) + chained
    ):
        transformations = _less_said(transformations)
    return replace(world, flows=tuple(flows), transformations=tuple(transformations))


def _less_said(things: list[Said]) -> list[Said]:
    """The things, the first that is said of every body no longer so."""
    less = list(things)
    for number, thing in enumerate(things):
        if of_every(thing):
            less[number] = replace(thing, extents=())
            break
    return less


def of_many_chains(random: Random) -> tuple[World, Question]:
    """One flow, and transformations of several categories before it that lead to its own in several ways."""
    make = _Maker(random)
    categories = tuple(f"{ID}category/{name}" for name in _CATEGORY_NAMES)
    here, there = (f"{ID}organization/{name}" for name in _HOLDER_NAMES[:2])
    source = (ID + _SOURCES[0],)
    return World(
        (here, there),
        (),
        (),
        (),
        categories,
        (),
        (Flow(f"{ID}flow/f", here, there, categories[-1:], Dating(), (), source, source, (source,)),),
        tuple(
            Transformation(
                f"{ID}transformation/{name}", here, make.some(categories, 2), make.some(categories, 3), Dating()
            )
            for name in ("v", "d", "q", "a", "m")[: make.number(3, 5)]
        ),
        tiers=((source[0], None),),
    ), Question(here, there, _DAYS[0], categories[0])


def drawn_by(draw: Callable[[Random], Case]) -> st.SearchStrategy[Case]:
    """Graphs with questions as one of these functions draws them; see `cases`."""
    return st.randoms(use_true_random=True).map(draw)


# --- the smallest failing example --------------------------------------------------------------------------------


def smallest(world: World, question: Question, fails: Callable[[World, Question], bool]) -> tuple[World, Question]:
    """What is left of a failing example when nothing more can be taken away from it without its passing."""
    while True:
        for simpler in _simpler(world, question):
            if fails(*simpler):
                world, question = simpler
                break
        else:
            return world, question


def _simpler(world: World, question: Question) -> Iterator[tuple[World, Question]]:
    for name in (
        "bars", "permissions", "transformations", "blocks", "flows",
        "part_of", "operated_by", "broader", "kinds", "places", "within", "wider", "generics", "selective", "members",
    ):  # fmt: skip
        for fewer in _one_less(getattr(world, name)):
            if name != "flows" or (fewer and _names_known(question, fewer)):
                yield replace(world, **{name: fewer}), question
    for name in ("flows", "transformations", "blocks", "bars", "permissions"):
        things = getattr(world, name)
        for place, thing in enumerate(things):
            for simpler in _simpler_things(thing):
                yield replace(world, **{name: (*things[:place], simpler, *things[place + 1 :])}), question
    for change in (
        {"category": None}, {"exact": False}, {"max_hops": None}, {"via": ()}, {"avoid": ()},
        {"confirmed_since": None},
        {"unbarred": False}, {"readings": ()}, {"between": None, "confirmed_since": None},
        {"between": question.between and (None, None)},
    ):  # fmt: skip
        simpler_question = replace(question, **change)
        if simpler_question != question:
            yield world, simpler_question
    if not question.readings and not any(norm.reading for norm in (*world.bars, *world.permissions)) and world.readings:
        yield replace(world, readings=()), question
    norms = (*world.bars, *world.permissions)
    used = {
        *(holder for norm in norms for slot in (norm.sender, norm.recipient) for holder in slot.named),
        *(category for norm in norms for category in norm.categories),
        *(holder for flow in world.flows for holder in (flow.sender, flow.recipient, *flow.via)),
        *(t.holder for t in world.transformations),
        *(holder for block in world.blocks for holder in (block.system, block.origin, block.recipient)),
        *(thing for pair in (*world.part_of, *world.operated_by, *world.broader) for thing in pair),
        *(category for flow in world.flows for category in flow.carries),
        *(category for t in world.transformations for category in (*t.consumes, *t.produces)),
        *(block.category for block in world.blocks),
        *(program for flow in world.flows for program in flow.programs),
        *(question.origin, question.recipient, question.category, *question.via, *question.avoid),
    }
    for name in ("organizations", "systems", "categories", "programs"):
        kept = tuple(thing for thing in getattr(world, name) if thing in used)
        if kept != getattr(world, name):
            yield replace(world, **{name: kept}), question


def _names_known(question: Question, flows: tuple[Flow, ...]) -> bool:
    """Whether every flow that a question names is among some."""
    named = {iri for iri in (*question.via, *question.avoid) if iri.startswith(ID + "flow/")}
    return named <= {flow.iri for flow in flows}


def _simpler_things(thing: Flow | Transformation | Block | Norm) -> Iterator[Flow | Transformation | Block | Norm]:
    for name in ("starts", "ends", "attested", "statuses"):
        for fewer in _one_less(getattr(thing.dating, name)):
            yield replace(thing, dating=replace(thing.dating, **{name: fewer}))
    if isinstance(thing, Norm) and thing.extent:
        yield replace(thing, extent=None)
    if isinstance(thing, Flow | Transformation):
        for fewer in _one_less(thing.extents):
            yield replace(thing, extents=fewer)
    if isinstance(thing, Flow):
        if thing.programs:
            yield replace(thing, programs=())
        if thing.via:
            yield replace(thing, via=())
        if len(thing.carries) > 1:
            pairs = tuple(zip(thing.carries, thing.carries_stated, strict=True))
            for fewer in _one_less(pairs):
                yield replace(thing, carries=tuple(c for c, _ in fewer), carries_stated=tuple(s for _, s in fewer))
    if isinstance(thing, Transformation):
        for fewer in _one_less(thing.consumes) if len(thing.consumes) > 1 else ():
            yield replace(thing, consumes=fewer)
        for fewer in _one_less(thing.produces) if len(thing.produces) > 1 else ():
            yield replace(thing, produces=fewer)
    if isinstance(thing, Block) and thing.category:
        yield replace(thing, category=None)
    if not isinstance(thing, Flow | Norm):
        return
    for fewer in _one_less(thing.subjects):
        yield replace(thing, subjects=fewer)
    for fewer in _one_less(thing.purposes):
        yield replace(thing, purposes=fewer)
    if isinstance(thing, Norm):
        if thing.reading:
            yield replace(thing, reading=None)
        for fewer in _one_less(thing.categories):
            yield replace(thing, categories=fewer)
        for side in ("sender", "recipient"):
            slot = getattr(thing, side)
            for name in ("named", "kinds", "places"):
                for fewer in _one_less(getattr(slot, name)):
                    yield replace(thing, **{side: replace(slot, **{name: fewer})})


def _one_less(values: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    for place in range(len(values)):
        yield (*values[:place], *values[place + 1 :])


# --- as text ---------------------------------------------------------------------------------------------------------


def to_trig(world: World) -> str:
    """A graph as TriG, each statement in the named graphs of the sources that make it."""
    registry = ID + "registry/all"
    said: dict[str, list[str]] = {registry: [], **{source: [] for source, _ in world.tiers}}

    def say(graphs: Sequence[str], subject: str, predicate: str, value: str) -> None:
        for graph in graphs:
            said[graph].append(f"  <{subject}> {predicate} {value} .")

    def say_dating(subject: str, dating: Dating) -> None:
        for predicate, values in (
            ("ws:validFrom", dating.starts),
            ("ws:validUntil", dating.ends),
            ("ws:attestedOn", dating.attested),
        ):
            for number, text in enumerate(values):  # sources that disagree are different sources
                graph = world.tiers[number % len(world.tiers)][0]
                kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(text)]
                say([graph], subject, predicate, f'"{text}"^^xsd:{kind}')
        for number, status in enumerate(dating.statuses):
            say([world.tiers[number][0]], subject, "ws:evidenceStatus", f"<{ID}evidence-status/{status}>")

    def say_extents(subject: str, extents: tuple[tuple[str, str], ...]) -> None:
        for source, extent in extents:
            say([source], subject, "ws:extent", f"<{ID}extent/{extent}>")

    for predicate, things in (("ws:generic", world.generics), ("ws:selective", world.selective)):
        for thing in things:
            say([registry], thing, predicate, "true")
    for class_name, things in (
        ("Organization", world.organizations),
        ("System", world.systems),
        ("DataCategory", world.categories),
        ("Program", world.programs),
    ):
        for thing in things:
            say([registry], thing, "a", f"ws:{class_name}")
    for predicate, pairs in (
        ("ws:partOf", world.part_of),
        ("ws:operatedBy", world.operated_by),
        ("skos:broader", world.broader),
    ):
        for narrow, wide in pairs:
            say([registry], narrow, predicate, f"<{wide}>")
    for source, tier in world.tiers:
        say([source], source, "a", "ws:Source")
        if tier:
            say([source], source, "ws:tier", f"<{ID}tier/{tier}>")
    for flow in world.flows:
        say(sorted({*flow.sender_stated, *flow.recipient_stated}), flow.iri, "a", "ws:DataFlow")
        say(flow.sender_stated, flow.iri, "ws:sender", f"<{flow.sender}>")
        say(flow.recipient_stated, flow.iri, "ws:recipient", f"<{flow.recipient}>")
        for category, stated in zip(flow.carries, flow.carries_stated, strict=True):
            say(stated, flow.iri, "ws:carries", f"<{category}>")
        for predicate, values in (("ws:underProgram", flow.programs), ("ws:via", flow.via)):
            for value in values:
                say(flow.sender_stated, flow.iri, predicate, f"<{value}>")
        say_extents(flow.iri, flow.extents)
        say_dating(flow.iri, flow.dating)
    any_source = [world.tiers[0][0]]
    for t in world.transformations:
        say(any_source, t.iri, "a", "ws:Transformation")
        say(any_source, t.iri, "ws:holder", f"<{t.holder}>")
        for predicate, values in (("ws:consumes", t.consumes), ("ws:produces", t.produces)):
            for number, category in enumerate(values):
                say([world.tiers[number % len(world.tiers)][0]], t.iri, predicate, f"<{category}>")
        say_extents(t.iri, t.extents)
        say_dating(t.iri, t.dating)
    for block in world.blocks:
        say(any_source, block.iri, "a", "ws:Block")
        say(any_source, block.iri, "ws:atSystem", f"<{block.system}>")
        say(any_source, block.iri, "ws:blocksOrigin", f"<{block.origin}>")
        say(any_source, block.iri, "ws:blocksRecipient", f"<{block.recipient}>")
        if block.category:
            say(any_source, block.iri, "ws:blocksCategory", f"<{block.category}>")
        say_dating(block.iri, block.dating)
    for predicate, pairs in (
        ("ws:kind", world.kinds),
        ("ws:inPlace", world.places),
        ("ws:within", world.within),
        ("skos:broader", world.wider),
        ("ws:interprets", world.readings),
        ("ws:isOneOf", world.members),
    ):
        for subject, value in pairs:
            say([registry], subject, predicate, f"<{value}>")
    for reading, _ in world.readings:
        say([registry], reading, "a", "ws:Reading")
    for flow in world.flows:
        for predicate, values in (("ws:aboutSubject", flow.subjects), ("ws:purpose", flow.purposes)):
            for value in values:
                say(flow.sender_stated, flow.iri, predicate, f"<{value}>")
    for class_name, verb, norms in (("Bar", "bars", world.bars), ("Permission", "permits", world.permissions)):
        for norm in norms:
            say(any_source, norm.iri, "a", f"ws:{class_name}")
            for predicate, values in (
                (f"ws:{verb}Sender", norm.sender.named),
                ("ws:senderKind", norm.sender.kinds),
                ("ws:senderPlace", norm.sender.places),
                (f"ws:{verb}Recipient", norm.recipient.named),
                ("ws:recipientKind", norm.recipient.kinds),
                ("ws:recipientPlace", norm.recipient.places),
                (f"ws:{verb}Category", norm.categories),
                ("ws:aboutSubject", norm.subjects),
                ("ws:purpose", norm.purposes),
                ("ws:underReading", (norm.reading,) if norm.reading else ()),
                ("ws:liftsBar", norm.lifts),
            ):
                for value in values:
                    say(any_source, norm.iri, predicate, f"<{value}>")
            say_extents(norm.iri, ((world.tiers[0][0], norm.extent),) if norm.extent else ())
            say_dating(norm.iri, norm.dating)
    prefixes = (
        "@prefix ws: <https://w3id.org/whoshares/ontology/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )
    return prefixes + "".join(f"<{graph}> {{\n" + "\n".join(lines) + "\n}\n" for graph, lines in said.items())
