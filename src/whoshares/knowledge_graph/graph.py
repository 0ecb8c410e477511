"""The graph as Python sees it: one method for each verb of the command.

It is long because every signature stands here in full, for editors, `help` and the type checker; a test holds each to
the declaration of its verb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.knowledge_graph.asked import A, Asked, verb
from whoshares.knowledge_graph.screen import TextScreen
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.arguments import (
    at_least_one,
    read_choice,
    read_confirmed_since,
    read_day,
    read_day_or_today,
    read_texts,
    read_window,
)
from whoshares.model.errors import InputError, NameUnknown
from whoshares.model.validity import State
from whoshares.store.engine import SparqlAnswer
from whoshares.store.evidence import STATUSES
from whoshares.store.names import HOLDERS

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from whoshares.answers.around import Around
    from whoshares.answers.backdoors import BackDoors
    from whoshares.answers.bars import Bars
    from whoshares.answers.chokepoints import ChokePoints
    from whoshares.answers.claim import Claim
    from whoshares.answers.conflicts import Conflicts
    from whoshares.answers.cut import Cut
    from whoshares.answers.diff import Difference
    from whoshares.answers.explanation import Explanation
    from whoshares.answers.exposure import Exposure
    from whoshares.answers.listing import Listing
    from whoshares.answers.meant import Meant
    from whoshares.answers.own_of_named import OwnOfNamed
    from whoshares.answers.profile import Match, Profile
    from whoshares.answers.timeline import Timeline
    from whoshares.answers.trace import Trace
    from whoshares.answers.unknowns import Unknowns
    from whoshares.answers.unlisted import Sought
    from whoshares.answers.whatif import WhatIf
    from whoshares.exports.drawing import Drawing
    from whoshares.routes.question import Question
    from whoshares.sparql.catalogue import CatalogueAnswer, CatalogueQuery, Given
    from whoshares.sparql.reasoning import Inferences

_BARRING = frozenset({v.BAR, v.INSTRUMENT})
_BARRED = _BARRING | {v.DATA_FLOW}
_OF_ANSWERS = frozenset({"role", "certainty", "last_confirmed", "way", "route", "hop", "barred_by"})
"""What only an answer says of a flow, and no document."""


Answer.screen = TextScreen()


class KnowledgeGraph(GraphParts):
    """A graph of institutions, systems, programs, instruments and flows, each statement with its source."""

    @cached_property
    def rdf(self) -> Dataset:
        """The same quads as an rdflib `Dataset` whose default graph is the union of the sources' named graphs."""
        return self.store.dataset()

    def answer(self, asked: Asked[A]) -> A:
        """The answer to a question: what each verb's method asks. Raises as the verb does."""
        return asked.of(self)

    @verb
    def trace(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        between: tuple[str | date, str | date] | None = None,
        ever: bool = False,
        exact: bool = False,
        unbarred: bool = False,
        readings: str | Sequence[str] = (),
        max_hops: int | None = None,
        confirmed_since: str | date | None = None,
        limit: int = 100,
        via: str | Sequence[str] = (),
        avoid: str | Sequence[str] = (),
        full: bool = False,
    ) -> Trace:
        """The routes by which data can get from one holder to another on a day.

        Things are given by label, alias or id. `carrying` is a data category (default: any); `as_of` a day
        (default: today); `between` asks for journeys within two days instead, whose hops may follow one another in
        time, and `ever` for journeys in any time. `exact` leaves assumed joins out; `unbarred` leaves out hops that a
        bar bars, under the `readings` taken; `via` and `avoid` name holders, flows, programs or instruments that a
        route must, or must not, pass. `confirmed_since` leaves out what was last confirmed before a day. `full` says
        that a screen is to show every route hop by hop, and not the ways in short. Raises NameUnknown, NameAmbiguous
        and InputError.
        """
        window = read_window(as_of, between, ever)
        first, last = self._ends(origin, recipient, carrying, as_of, window)
        ends = first.holders[0], last.holders[0]
        asked = replace(
            self._asked(*ends, carrying, as_of, exact, max_hops, confirmed_since, limit=limit, between=window),
            unbarred=unbarred,
            readings=self.readings(readings),
            via=self._passable(via),
            avoid=self._passable(avoid),
        )
        if first.is_holder and last.is_holder:
            return self.tracer.trace(asked, with_named_bodies=True).in_full(full)
        from whoshares.answers.place import place_trace

        return place_trace(self, asked, first, last).in_full(full)

    @verb
    def claim(
        self,
        origin: str,
        says: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        under: str | None = None,
        readings: str | Sequence[str] = (),
        full: bool = False,
    ) -> Claim:
        """Whether a statement on two holders is borne out, contradicted or not known, by what documents say on a day.

        `says` is what is said of the first: that it `shares-with`, `does-not-share-with`, `ended-sharing-with` (by the
        day) or `must-not-share-with` the second, data of `carrying`. `under` is the law that is said to forbid it.
        Silence decides nothing. Of a place, a kind or a program, each of its holders is asked about. Raises
        NameUnknown, NameAmbiguous, and InputError where one is within the other.
        """
        from whoshares.answers.claim import SAYS, ClaimAsked, claim

        if read_choice("says", says, SAYS) != "must-not-share-with" and under is not None:
            raise InputError(
                f"“under” names the law that is said to forbid it, and “{says}” says nothing of a law. Leave it out, "
                "or say “must-not-share-with”."
            )
        first, last = self._ends(origin, recipient, carrying, as_of)
        ends = first.holders[0], last.holders[0]
        asked = replace(self._asked(*ends, carrying, as_of, False, None, limit=1), readings=self.readings(readings))
        law = None if under is None else self.names.resolve(under, _BARRING, "law: an instrument or a bar")
        stated = ClaimAsked(says, asked, law)
        if first.is_holder and last.is_holder:
            self.refuse_within(*ends)
            return claim(self, stated).in_full(full)
        from whoshares.answers.place_claim import place_claim

        return place_claim(self, stated, first, last).in_full(full)

    @verb
    def unknowns(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        full: bool = False,
    ) -> Unknowns:
        """The fewest unknown facts whose answers would change whether a route is known on a day, and who would know.

        Of a place, a kind or a program, each of its holders is asked about. Raises NameUnknown, NameAmbiguous, and
        InputError where one end is within the other.
        """
        from whoshares.answers.unknowns import unknowns

        first, last = self._ends(origin, recipient, carrying, as_of)
        ends = first.holders[0], last.holders[0]
        asked = self._asked(*ends, carrying, as_of, False, None, limit=1)
        if first.is_holder and last.is_holder:
            self.refuse_within(*ends)
            return unknowns(self, asked).in_full(full)
        from whoshares.answers.place_unknowns import place_unknowns

        return place_unknowns(self, asked, first, last).in_full(full)

    @verb
    def cut(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        confirmed_since: str | date | None = None,
        by: str = "flow",
        using: str | None = None,
        seconds: float = 300.0,
        full: bool = False,
    ) -> Cut:
        """The least that would have to end so that no known route from one holder to another is left.

        `by` says what ends: a `flow`, an `instrument` with the flows that rest on it, or all that a `controller`
        controls; or that nothing ends and a `block` is set at a system. With `using`, only flows that this body
        controls may end. After `seconds` the answer is the best that is known, and says so. `full` says that a screen
        is to show all documents of each. The rest is as for `trace`; for a place, a kind or a program, one cut for all
        of its holders. Raises NameUnknown, NameAmbiguous and
        InputError.
        """
        from whoshares.answers.cut import UNITS, CutAsked, cut
        from whoshares.answers.pairs import with_named_ones

        if by not in UNITS:
            raise InputError(f"“{by}” is no unit of a cut. The units are {', '.join(UNITS)}.")
        if by == "block" and using is not None:
            raise InputError(
                "A block ends no flow, so that “using”, which says whose flows may end, does not go with it. Leave one "
                "of the two out."
            )
        if not seconds > 0:
            raise InputError(f"seconds is {seconds}, and more than 0 is needed.")
        pairs, ends = self._apart(origin, recipient, carrying, as_of)
        asked = self._asked(*pairs[0], carrying, as_of, exact, max_hops, confirmed_since, limit=1)
        if ends is None:
            pairs, ends = with_named_ones(self, asked)
        body = None if using is None else self.names.resolve(using, HOLDERS, "holder of data")
        return cut(self, asked, CutAsked(by, body, seconds, ends, pairs)).in_full(full)

    @verb
    def exposure(
        self,
        holder: str,
        *,
        outward: bool = False,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        confirmed_since: str | date | None = None,
        place: str | None = None,
        full: bool = False,
    ) -> Exposure:
        """Everything whose data can reach a holder on a day; with `outward`, everything that its data can reach.

        One row for each holder and category that arrives; with `place`, for holders in it alone. `carrying` is what
        leaves the origin. The rest is as for `trace`. Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.exposure import exposure
        from whoshares.answers.own_of_named import own_flows
        from whoshares.answers.place import place_exposure
        from whoshares.answers.unlisted import Sought

        end = self._meant(holder, lambda: Sought(self._data(carrying, as_of), inward=not outward))
        asked = self._asked(end.holders[0], end.holders[0], carrying, as_of, exact, max_hops, confirmed_since, limit=1)
        only = None if place is None else self._place(place)
        if not end.is_holder:
            return place_exposure(self, asked, end, outward=outward, only=only).in_full(full)
        own = own_flows(self.network, end.iri, asked.carrying, [asked.as_of], inward=not outward)
        return exposure(self, asked, outward=outward, only=only).told_of_named(self.names, own).in_full(full)

    @verb
    def around(
        self,
        things: str | Sequence[str] = (),
        *,
        hops: int = 1,
        carrying: str | None = None,
        as_of: str | date | None = None,
        certainty: str = "possible",
        program: str | None = None,
        evidence: str | None = None,
        tier: str | None = None,
        place: str | None = None,
        confirmed_since: str | date | None = None,
        without: str | Sequence[str] = (),
        full: bool = False,
    ) -> Around:
        """The flows near some things on a day, as far as `hops` go, with the holders at their ends; without any, all.

        A thing is a holder, place, kind, program, category, instrument or flow. Only flows that pass all filters count:
        as sure as `certainty` or surer, `carrying` such data, under a `program`, with an `evidence` status, of a `tier`
        or a better one, at a `place`, not `without` a holder. `full` says that a screen is to show every flow. At most
        10,000 flows; the answer says so where there are more. Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.around import AroundAsked, around, middle

        self.need_flows()
        day = read_day_or_today(as_of)
        asked = AroundAsked(
            middles=tuple(dict.fromkeys(middle(self, text) for text in read_texts(things))),
            as_of=day,
            hops=at_least_one(hops, "hops") or 1,
            carrying=self.category(carrying),
            certainty=State[read_choice("certainty", certainty, [state.word for state in State]).upper()],
            program=None if program is None else self.names.resolve(program, {v.PROGRAM}, "program"),
            evidence=None if evidence is None else read_choice("evidence", evidence, STATUSES),
            tier=None if tier is None else read_choice("tier", tier, [v.local_name(one) for one in v.TIERS]),
            place=None if place is None else self._place(place),
            confirmed_since=read_confirmed_since(confirmed_since, day),
            without=tuple(self.names.resolve(text, HOLDERS, "holder of data") for text in read_texts(without)),
        )
        return around(self, asked).in_full(full)

    @verb
    def bars(
        self,
        thing: str | None = None,
        recipient: str | None = None,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        readings: str | Sequence[str] = (),
        place: str | None = None,
        full: bool = False,
    ) -> Bars:
        """The bars: all; those that cover a flow, that an instrument sets or that bind a holder; or those between two.

        With `place`, only those that bind a sender in it. Each with the flows that it bars on the day and the lag of
        barred flows behind its start. Raises NameUnknown,
        NameAmbiguous and InputError.
        """
        from whoshares.answers.bars import BarsAsked, bars
        from whoshares.answers.meant import Meant

        self.need_flows()
        given = BarsAsked(read_day_or_today(as_of), self.category(carrying), self.readings(readings))
        if place is not None:
            there = self._place(place)
            given = replace(given, place=there.iri, binding=self._bound(there))
        if thing is None:
            if recipient is not None:
                raise InputError(
                    f"“{recipient}” is to whom data would go, and from whom is missing. Name both ends, or what bars "
                    "are about alone."
                )
            return bars(self, given).in_full(full)
        if recipient is None:
            try:
                named = self.names.resolve(thing, _BARRED, "flow, bar or instrument")
            except NameUnknown as unknown:
                about, only = self._binding(thing, unknown, self._data(carrying, as_of))
                given = replace(given, only=only, about=about)
                return bars(self, given).told_of_named(self.names, self._own_bars(thing)).in_full(full)
            if named in self.network.flow_number:
                return bars(self, replace(given, flow=named)).in_full(full)
            about = Meant(named, "rule", ())
            return bars(self, replace(given, only=self._bars_of(named), about=about)).in_full(full)
        first, last = self._ends(thing, recipient, carrying, as_of)
        if first.is_holder and last.is_holder:
            answer = bars(self, replace(given, ends=(first.iri, last.iri)))
            return answer.told_of_named(self.names, self._own_bars(thing)).in_full(full)
        from whoshares.answers.place import place_bars

        return place_bars(self, given, first, last).in_full(full)

    @verb
    def backdoors(
        self,
        bar: str | None = None,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        confirmed_since: str | date | None = None,
        readings: str | Sequence[str] = (),
        limit: int = 100,
        full: bool = False,
    ) -> BackDoors:
        """The routes round each bar, or round one (or those that an instrument sets), each named by its pattern.

        At most `limit` routes a bar. Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.backdoors import back_doors

        self.need_flows()
        about, only = (None, None) if bar is None else self._barring(bar, self._data(carrying, as_of))
        asked = TraceQuestion(
            origin="",
            recipient="",
            carrying=self.category(carrying),
            as_of=(day := read_day_or_today(as_of)),
            exact=exact,
            max_hops=at_least_one(max_hops, "max_hops"),
            limit=at_least_one(limit, "limit") or 1,
            readings=self.readings(readings),
            confirmed_since=read_confirmed_since(confirmed_since, day),
        )
        own = () if bar is None else self._own_bars(bar)
        answer = back_doors(self, asked, only).told_about(self.names, about)
        return answer.told_of_named(self.names, own).in_full(full)

    def _meant(
        self, text: str, sought: Callable[[], Sought] | None = None, otherwise: NameUnknown | None = None
    ) -> Meant:
        """The holder that a text names, or the place, kind or program with its holders."""
        from whoshares.answers.meant import meant
        from whoshares.answers.unlisted import Sought

        self.need_flows()
        return meant(self, text, sought or Sought, otherwise)

    def _ends(
        self,
        origin: str,
        recipient: str,
        carrying: str | None,
        as_of: str | date | None,
        window: tuple[date | None, date | None] | None = None,
    ) -> tuple[Meant, Meant]:
        """What two texts name; of a body that is not there, what documents say of its kind on such data."""
        from whoshares.answers.meant import ends

        self.need_flows()
        return ends(self, origin, recipient, lambda: self._data(carrying, as_of, window))

    def _open_ends(
        self,
        origin: str | None,
        recipient: str | None,
        carrying: str | None,
        as_of: str | date | None,
        window: tuple[date | None, date | None] | None = None,
    ) -> tuple[Meant | None, Meant | None]:
        """The same where either end may be left open."""
        from whoshares.answers.unlisted import Sought

        if origin and recipient:
            return self._ends(origin, recipient, carrying, as_of, window)
        data = partial(self._data, carrying, as_of, window)
        return (
            self._meant(origin, lambda: Sought(data())) if origin else None,
            self._meant(recipient, lambda: Sought(data(), inward=True)) if recipient else None,
        )

    def _data(
        self, carrying: str | None, as_of: str | date | None, window: tuple[date | None, date | None] | None = None
    ) -> Question:
        """Which data is asked for, and when, whatever its ends."""
        from whoshares.network.categories import ANY
        from whoshares.routes.question import Question

        category = self.category(carrying)
        number = ANY if category is None else self.network.categories.number[category]
        return Question(-1, -1, number, read_day_or_today(as_of), between=window)

    def _apart(
        self, origin: str, recipient: str, carrying: str | None, as_of: str | date | None
    ) -> tuple[tuple[tuple[str, str], ...], tuple[Meant, Meant] | None]:
        """The pairs of holders that two texts name, of which none is within the other.

        Besides, what the texts stand for, where one of them names no holder.
        """
        from whoshares.answers.pairs import apart

        ends = self._ends(origin, recipient, carrying, as_of)
        several = not all(end.is_holder for end in ends)
        return tuple(apart(self, *ends)), ends if several else None

    def _barring(self, text: str, data: Question) -> tuple[Meant, frozenset[str]]:
        """A bar, those that an instrument sets, or those that bind a holder, or holders of a place, kind or program.

        Before them, what the text names.
        """
        from whoshares.answers.meant import Meant

        try:
            named = self.names.resolve(text, _BARRING, "bar or instrument")
        except NameUnknown as unknown:
            return self._binding(text, unknown, data)
        return Meant(named, "rule", ()), self._bars_of(named)

    def _binding(self, text: str, unknown: NameUnknown, data: Question) -> tuple[Meant, frozenset[str]]:
        """A holder, or a place, kind or program with its holders, and the bars that bind these as senders.

        Raises InputError where there are none: of a generic body, with how many named ones are bound. Where a text
        names nothing of that, raises the given error, or, if it looks like the name of a body, what documents say of
        such bodies on data.
        """
        from whoshares.answers.unlisted import Sought
        from whoshares.text.of_named import of_each

        end = self._meant(text, lambda: Sought(data), unknown)
        found = self._bound(end)
        if not found:
            own = self._own_bars(text)
            label = self.names.label(end.iri)
            itself = " itself, as a kind of body," if own else ""
            raise InputError(
                f"No bar of this graph binds {label} ({v.shorten(end.iri)}){itself} as a sender. “whoshares bars” "
                "lists all bars with their instruments.",
                *(of_each(one, {iri: self.names.label(iri) for iri in one.own}) for one in own),
            )
        return end, found

    def _own_bars(self, text: str) -> tuple[OwnOfNamed, ...]:
        """Of a generic body that a text names, the named ones that bars of their own bind; nothing of anything else."""
        from whoshares.answers.meant import named
        from whoshares.answers.own_of_named import own_bars

        try:
            iri, sort = named(self.names, text)
        except NameUnknown:
            return ()
        return own_bars(self.network, self.norms, iri) if sort == "holder" else ()

    def _bound(self, end: Meant) -> frozenset[str]:
        return frozenset().union(*(self.norms.binding(holder) for holder in end.holders))

    def _place(self, text: str) -> Meant:
        """A place with the holders in it. Raises NameUnknown, NameAmbiguous, and InputError where there are none."""
        from whoshares.answers.meant import place

        self.need_flows()
        return place(self, text)

    @verb
    def whatif(
        self,
        scenario: str | Path | None = None,
        *,
        end: str | Sequence[str] = (),
        start: str | Sequence[str] = (),
        origin: str | None = None,
        recipient: str | None = None,
        carrying: str | None = None,
        as_of: str | date | None = None,
        unbarred: bool = False,
        readings: str | Sequence[str] = (),
        limit: int = 100,
    ) -> WhatIf:
        """What would close, stay open or open if things ended or began; nothing in the graph changes.

        `scenario` is a YAML file (`docs/scenarios.md`); the rest adds to it, and goes before what it says of the
        question. `origin` and `recipient` are holders, or places, kinds or programs for each of their holders; without
        them, looks at the ends of each flow, bar and block that ends or begins. Raises FileError, SourceFaults,
        NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.scenario import Scenario
        from whoshares.answers.scenario_files import read_begun, read_scenario
        from whoshares.answers.with_scenario import what_if

        self.need_flows()
        given = Scenario() if scenario is None else read_scenario(Path(scenario))
        given = replace(
            given,
            end=given.end + read_texts(end),
            start=given.start + tuple(read_begun(text) for text in read_texts(start)),
            readings=given.readings + read_texts(readings),
            unbarred=given.unbarred or unbarred,
        )
        first, last = origin or given.origin, recipient or given.recipient
        asked = TraceQuestion(
            origin="",
            recipient="",
            carrying=self.category(carrying or given.carrying),
            as_of=read_day_or_today(as_of or given.as_of),
            limit=at_least_one(limit, "limit") or 1,
        )
        ends = self._open_ends(first, last, carrying or given.carrying, asked.as_of)
        return what_if(self, given, asked, *ends)

    @verb
    def chokepoints(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        confirmed_since: str | date | None = None,
        limit: int = 100,
    ) -> ChokePoints:
        """The holders, programs, instruments and flows that every route passes, and the share of routes through each.

        Shares are of the first `limit` routes. The rest is as for `trace`; for a place, a kind or a program, what every
        route of all its holders passes. Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.chokepoints import choke_points
        from whoshares.answers.pairs import with_named_ones

        pairs, ends = self._apart(origin, recipient, carrying, as_of)
        asked = self._asked(*pairs[0], carrying, as_of, exact, max_hops, confirmed_since, limit=limit)
        if ends is None:
            pairs, ends = with_named_ones(self, asked)
        return choke_points(self, asked, ends, pairs)

    @verb
    def show(self, thing: str) -> Profile:
        """All that is known of a thing, with sources. Raises NameUnknown and NameAmbiguous."""
        from whoshares.answers.profile import profile

        return profile(self, self.names.resolve(thing))

    @verb
    def search(self, text: str, *, limit: int = 20, place: str | None = None) -> list[Match]:
        """The things whose names or descriptions fit a text, best first; with `place`, holders and places in it alone.

        Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.answers.meant import in_place
        from whoshares.answers.profile import search

        return search(self, text, limit=limit, only=None if place is None else in_place(self, place))

    @verb
    def conflicts(self, thing: str | None = None) -> Conflicts:
        """On what the sources differ, all sides with their documents: everywhere, or where it touches one thing.

        Raises NameUnknown, NameAmbiguous, and IncompleteGraph where a date is none.
        """
        from whoshares.answers.conflicts import conflicts

        return conflicts(self, None if thing is None else self.names.resolve(thing))

    @verb
    def timeline(self, thing: str, recipient: str | None = None, *, carrying: str | None = None) -> Timeline:
        """What began, ended and was attested: of a thing, or of the ways from one holder to another.

        For a place, a kind or a program at an end, of the ways of all its holders. Raises NameUnknown, NameAmbiguous,
        IncompleteGraph, and InputError where `carrying` has no recipient, or nothing lies between the two ends.
        """
        from whoshares.answers import timeline

        if recipient is None:
            if carrying is not None:
                raise InputError("“carrying” says which data goes from one holder to another. Name the recipient too.")
            return timeline.of_thing(self, self.names.resolve(thing))
        from whoshares.answers.pairs import apart

        ends = self._ends(thing, recipient, carrying, None)
        several = not all(end.is_holder for end in ends)
        pairs = apart(self, *ends) if several else [(ends[0].iri, ends[1].iri)]
        return timeline.between(self, ends, pairs, self.category(carrying))

    @verb
    def diff(
        self,
        day1: str | date,
        day2: str | date,
        *,
        origin: str | None = None,
        to: str | None = None,
        carrying: str | None = None,
        exact: bool = False,
    ) -> Difference:
        """What began, ended and was first described after one day, up to and with another; and who reaches whom.

        With `to`, whose data reaches it on one of the days alone; with `origin`, whom its data does; with both, whether
        the one reaches the other. Each is a holder, or a place, kind or program for each of its holders. Raises
        NameUnknown, NameAmbiguous, IncompleteGraph, and InputError where a day is none, or the second is before the
        first.
        """
        from whoshares.answers.two_days import difference

        first, second = read_day(day1), read_day(day2)
        if second < first:
            raise InputError(f"{second} is before {first}. Give the earlier day first.")
        ends = self._open_ends(origin, to, carrying, second, (first, second))
        return difference(
            self, first, second, origin=ends[0], to=ends[1], carrying=self.category(carrying), exact=exact
        )

    @cached_property
    def inferences(self) -> Inferences:
        """What follows from the graph by the ontology, kept apart from what is stated."""
        from whoshares.sparql.reasoning import Inferences

        return Inferences(self.store)

    def explain(self, subject: str, predicate: str, value: str) -> Explanation:
        """Why a statement holds: who states it, or from what it follows. Raises NameUnknown and NameAmbiguous."""
        from whoshares.answers.explanation import explain

        return explain(self, subject, predicate, value, inferences=self.inferences)

    def query(self, name: str, **given: Given | Sequence[Given] | None) -> CatalogueAnswer:
        """The answer to a question of the catalogue: `kg.query("flows/into", recipient="ICE")`.

        Parameters are named as in the query's file, with `_` for `-`. Raises InputError where the query or a parameter
        is unknown or a required one is missing, NameUnknown and NameAmbiguous.
        """
        from whoshares.sparql.catalogue import Catalogue

        return self.ask(Catalogue().find(name), given)

    def ask(self, query: CatalogueQuery, given: Mapping[str, Given | Sequence[Given] | None]) -> CatalogueAnswer:
        """The answer to a query of a catalogue; see `query`."""
        from whoshares.sparql.catalogue import answer

        return answer(query, self.store, self.names, given)

    def sparql(self, query: str, *, infer: bool = False) -> SparqlAnswer:
        """The answer to a SPARQL 1.1 query over the union of all sources; with `infer`, also over what follows.

        Raises QueryError.
        """
        return (self.inferences.everything if infer else self.store).query(query)

    def export(
        self,
        format_name: str | None = None,
        *,
        vocabulary: str | None = None,
        frame: str | None = None,
        infer: bool = False,
    ) -> str:
        """The graph as text; see `whoshares.exports.export`."""
        from whoshares.exports.export import export

        return export(self, format_name, vocabulary=vocabulary, frame=frame, infer=infer)

    def flows(self) -> Listing:
        """All flows that documents state, of any time, one a row: ends, data, dates, authority, documents, ids."""
        from whoshares.answers.listing import Listing
        from whoshares.exports.nets import EDGE_TEXTS, net_of_graph

        self.need_flows()
        net = net_of_graph(self)
        labels = {node.id: node.texts["label"] for node in net.nodes()}
        texts = tuple(text for text in EDGE_TEXTS if text not in _OF_ANSWERS)
        rows = tuple(
            {"from": labels[edge.sender], "to": labels[edge.recipient], **edge.texts, "from_id": edge.sender,
             "to_id": edge.recipient}
            for edge in net.edges()
        )  # fmt: skip
        return Listing(("from", "to", *texts, "from_id", "to_id"), rows)

    def sources(self) -> Listing:
        """All documents, one a row: title, publisher, day of issue, tier, address, id."""
        from whoshares.answers.listing import documents
        from whoshares.exports.references import all_documents

        return documents(all_documents(self))

    def draw(self, answer: Answer, title: str = "") -> Drawing:
        """An answer as a picture that a notebook shows: of a trace its ways, of all else its holders and flows.

        `title` stands above it; without one, what the answer says first. Raises InputError where there is nothing to
        draw, or more than a reader could follow.
        """
        from whoshares.exports.drawing import drawing
        from whoshares.text.results import result_of

        result = result_of(self, answer, "svg")
        return drawing(replace(result, title=title) if title else result)

    def to_networkx(self, answer: Answer | None = None) -> nx.MultiDiGraph[str]:
        """The flows of an answer, or all, as a directed multigraph: holders are nodes, flows are edges keyed by IRI.

        Raises InputError where the answer is of a sort that has no flows.
        """
        from whoshares.exports.nets import as_networkx, net_of_answer, net_of_graph

        return as_networkx(net_of_graph(self) if answer is None else net_of_answer(self, answer))
