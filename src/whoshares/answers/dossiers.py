"""Dossiers of one thing after another, of one graph on one day: what many of them need is worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from whoshares.answers.area import Switch
from whoshares.answers.brief import Edition, graph_hash
from whoshares.answers.caption import caption_of, searched
from whoshares.answers.dossier import BodyThere, Dossier, Sort
from whoshares.answers.dossier_norms import Binding, bindings
from whoshares.answers.dossier_things import kind_of, sort_of
from whoshares.answers.flow_rows import FlowRow, barred_by, flow_row, in_order
from whoshares.answers.law import Law, law
from whoshares.answers.norm_entries import NormEntry
from whoshares.answers.parts import GraphParts
from whoshares.answers.places import Places
from whoshares.answers.reaching import Reaching, ReachingWay
from whoshares.answers.usage import Usage, usage_of_category, usage_of_program
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.version import __version__
from whoshares.store.evidence import Citation

_OF_INTEREST: Final = 8


@lru_cache(maxsize=2)
def dossiers_of(parts: GraphParts, day: date) -> Dossiers:
    """The dossiers of a graph on a day; those asked for last are kept, with what they share."""
    return Dossiers(parts, day)


class Dossiers:
    """The dossiers of a graph on a day."""

    def __init__(self, parts: GraphParts, day: date) -> None:
        parts.need_flows()
        self._parts = parts
        self.day = day
        self.places = Places(parts)
        self._reaching = Reaching(parts, day)
        self._rows: dict[int, FlowRow] = {}

    def of(self, thing: str) -> Dossier:
        """The dossier of a thing. Raises InputError where it is of no sort that has one."""
        sort = sort_of(self._parts, thing)
        if sort == "place":
            return self._place(thing)
        if sort == "body":
            return self._body(thing)
        if sort == "law":
            return self._law(thing)
        if sort is None:
            raise InputError(f"{v.shorten(thing)} is no body, place, law, data category or program.")
        return self._usage(thing, sort)

    @cached_property
    def edition(self) -> Edition:
        """The edition of the graph."""
        network = self._parts.network
        return Edition(__version__, graph_hash(self._parts), network.flows.stated, network.source_count)

    def things(self) -> Mapping[Sort, tuple[str, ...]]:
        """All that a site has pages of, by sort, each by label: places but for countries, bodies, laws, data."""
        network, store = self._parts.network, self._parts.store
        found: Mapping[Sort, Iterable[str]] = {
            "place": self.places.around.keys() - set(self.places.top),
            "body": {*network.holders, *store.members(v.ORGANIZATION), *store.members(v.SYSTEM)},
            "law": store.members(v.INSTRUMENT),
            "category": network.categories.number.keys(),
        }
        return {sort: tuple(sorted(things, key=self._by_label)) for sort, things in found.items()}

    def _by_label(self, thing: str) -> tuple[str, str]:
        return self._parts.names.label(thing).casefold(), thing

    # --- places and bodies --------------------------------------------------------------------------------------------

    def _place(self, place: str) -> Dossier:
        network = self._parts.network
        here = self._holders_in.get(place, ())
        numbers = {network.holder_number[iri] for iri in here if iri in network.holder_number}
        leaving, every = self._leaving(numbers)
        arriving = self._arriving(numbers)
        norms = [one for one in self._bindings if place in one.places or one.binds(numbers)]
        norms.sort(key=lambda one: (*one.weight, place not in one.places))
        entries = tuple(one.entry for one in norms)
        return self._dossier(
            place,
            "place",
            around=tuple(self._parts.evidence.values(place, v.WITHIN)),
            inner=self.places_within.get(place, ()),
            here=here,
            numbers=numbers,
            leaving=leaving,
            arriving=arriving,
            every=every,
            norms=entries,
            silent=self._silent((*leaving, *(row for row, _ in every)), entries),
            documents=len(self.places.speaking.get(place, ())),
        )

    def _body(self, body: str) -> Dossier:
        network, evidence = self._parts.network, self._parts.evidence
        number = network.holder_number.get(body)
        numbers = set() if number is None else set(network.closure(number))
        leaving, every = self._leaving(numbers, own=True)
        arriving = self._arriving(numbers)
        norms = sorted((one for one in self._bindings if one.binds(numbers)), key=lambda one: one.weight)
        return self._dossier(
            body,
            "body",
            wholes=(*evidence.values(body, v.PART_OF), *evidence.values(body, v.OPERATED_BY)),
            around=tuple(evidence.values(body, v.IN_PLACE)),
            here=tuple(sorted(network.holders[one] for one in numbers if one != number)),
            numbers=numbers,
            asked=(body,),
            leaving=leaving,
            arriving=arriving,
            every=every,
            norms=tuple(one.entry for one in norms),
            documents=len(
                {source.id for source in evidence.citations(body)}.union(*map(_cited, (*leaving, *arriving)))
            ),
        )

    def _leaving(
        self, numbers: set[int], *, own: bool = False
    ) -> tuple[tuple[FlowRow, ...], tuple[tuple[FlowRow, tuple[str, ...]], ...]]:
        """The flows that leave bodies, as they are stated; and those said of every body of a kind, with whose they are.

        Of the latter those that are over are left out; with `own` they stand among the former, as the body's own.
        """
        network = self._parts.network
        table = network.flows
        stated: list[int] = []
        of_every: dict[int, list[int]] = defaultdict(list)
        for number in sorted(numbers):
            for flow in network.flows_from.get(number, ()):
                if table.recipient[flow] in numbers:
                    continue
                if flow < table.stated or own:
                    stated.append(flow)
                elif self._may_stand(flow):
                    of_every[network.as_stated(flow)].append(number)
        every = [
            (self._row(flow), tuple(network.holders[one] for one in dict.fromkeys(holders)))
            for flow, holders in of_every.items()
        ]
        every.sort(key=lambda one: (one[0].state, -len(one[1]), one[0].flow))
        return in_order(self._parts, map(self._row, stated)), tuple(every)

    def _arriving(self, numbers: set[int]) -> tuple[FlowRow, ...]:
        """The flows that come to bodies; those said of every sender stand there once."""
        network = self._parts.network
        table = network.flows
        found = {
            network.as_stated(flow) if table.as_every[flow] >= 0 else flow
            for number in numbers
            for flow in network.flows_to.get(number, ())
            if table.sender[flow] not in numbers
        }
        return in_order(self._parts, (self._row(flow) for flow in sorted(found)))

    def _row(self, flow: int) -> FlowRow:
        if flow not in self._rows:
            self._rows[flow] = flow_row(self._parts, flow, self.day)
        return self._rows[flow]

    def _may_stand(self, flow: int) -> bool:
        table, day = self._parts.network.flows, self.day.toordinal()
        return table.possible_from[flow] <= day < table.possible_until[flow]

    def _there(self, iri: str, within_others: set[int], ways: Sequence[ReachingWay]) -> BodyThere:
        network = self._parts.network
        number = network.holder_number.get(iri, -1)

        def standing(flows: Iterable[int]) -> int:
            return sum(flow < network.flows.stated and self._may_stand(flow) for flow in flows)

        surest = min((way.state for way in ways), default=None)
        return BodyThere(
            iri,
            iri in self._generic,
            number not in within_others,
            standing(network.flows_from.get(number, ())),
            standing(network.flows_to.get(number, ())),
            surest,
            any(len(way.steps) == 1 and way.state == surest for way in ways),
        )

    # --- laws, data, programs -----------------------------------------------------------------------------------------

    def _law(self, thing: str) -> Dossier:
        found = law(self._parts, thing, self.day)
        issuers = dict.fromkeys(
            body for one in found.instruments for body in self._parts.evidence.values(one, v.WS + "issuedBy")
        )
        places = {place for norm in found.norms for place in norm.places}
        places |= {place for one in found.instruments for place in self._parts.evidence.values(one, v.AREA)}
        return self._dossier(
            thing,
            "law",
            around=tuple(sorted(places)),
            norms=found.norms,
            law_found=found,
            issuers=tuple(issuers),
            documents=len(self._parts.evidence.citations(thing)),
        )

    def _usage(self, thing: str, sort: Sort) -> Dossier:
        of_category = sort == "category"
        found = (usage_of_category if of_category else usage_of_program)(self._parts, thing, self.day)
        return self._dossier(
            thing,
            sort,
            around=found.broader,
            inner=found.narrower,
            leaving=found.flows,
            norms=found.norms,
            usage=found,
            documents=len(set[str]().union(*map(_cited, found.flows))),
        )

    # --- what all have ------------------------------------------------------------------------------------------------

    def _dossier(
        self,
        thing: str,
        sort: Sort,
        *,
        wholes: tuple[str, ...] = (),
        around: tuple[str, ...] = (),
        inner: tuple[str, ...] = (),
        here: tuple[str, ...] = (),
        asked: tuple[str, ...] | None = None,
        numbers: set[int] | None = None,
        leaving: tuple[FlowRow, ...] = (),
        arriving: tuple[FlowRow, ...] = (),
        every: tuple[tuple[FlowRow, tuple[str, ...]], ...] = (),
        norms: tuple[NormEntry, ...] = (),
        law_found: Law | None = None,
        usage: Usage | None = None,
        issuers: tuple[str, ...] = (),
        silent: tuple[str, ...] = (),
        documents: int = 0,
    ) -> Dossier:
        parts, network = self._parts, self._parts.network
        evidence = parts.evidence
        own = {iri: self._reaching.of(iri) for iri in here}
        ways = self._reaching.of_all(here if asked is None else asked)
        number = network.holder_number
        inside = {part for iri in here if iri in number for part in network.closure(number[iri]) if part != number[iri]}
        bodies = [self._there(iri, inside, own[iri]) for iri in here]
        bodies.sort(
            key=lambda one: (one.surest is None, one.surest or 0, not one.sends + one.gets, parts.names.label(one.id))
        )
        switches = tuple(self._switches(numbers or set()))
        about = (*evidence.values(thing, v.DESCRIPTION), *evidence.values(thing, v.DEFINITION))
        sources: dict[str, tuple[Citation, ...]] = {thing: tuple(evidence.citations(thing))}
        sources |= {one.id: tuple(evidence.citations(one.id)) for one in switches}
        barred: dict[str, tuple[str, ...]] = {}
        for way in ways:
            for step in way.steps:
                if step.flow not in sources:
                    sources[step.flow] = tuple(evidence.citations(step.flow, parts.telling(step.number)))
                    barred[step.flow] = barred_by(parts, step.number, self.day)
        controllers: dict[str, dict[str, None]] = defaultdict(dict)
        for way in ways:
            first = way.steps[0]
            for body in evidence.values(first.flow, v.CONTROLLED_BY, parts.telling(first.number)) or [""]:
                controllers[body][first.flow] = None
        told = sorted(controllers.items(), key=lambda one: (not one[0], -len(one[1]), one[0]))
        authorities = {network.holders[one] for one in self._reaching.authorities}
        straight = {row.flow for row in (*leaving, *(row for row, _ in every)) if row.recipient in authorities}
        named = {thing, *wholes, *around, *inner, *here, *issuers, *silent, *(body for body, _ in told if body)}
        named = named.union(*(row.named() for row in (*leaving, *arriving, *(row for row, _ in every))))
        named = named.union(*(norm.named() for norm in norms), *(one.named() for one in switches))
        named = named.union(*(holders for _, holders in every))
        named = named.union(*(way.named() for way in ways), *barred.values())
        if law_found is not None:
            named |= law_found.labels.keys() | law_found.doors.labels.keys() | law_found.bars.labels.keys()
        if usage is not None:
            named |= usage.labels.keys()
        question: dict[str, object] = {"thing": thing, "asOf": self.day.isoformat()}
        return Dossier(
            caption_of(parts.names, question, searched(network), named),
            thing,
            sort,
            kind_of(self._parts, thing),
            about,
            wholes,
            around,
            inner,
            tuple(bodies),
            ways,
            self._reaching.stopped(here if asked is None else asked),
            leaving,
            arriving,
            every,
            frozenset(straight),
            norms,
            switches,
            tuple((body, tuple(flows)) for body, flows in told),
            law_found,
            usage,
            issuers,
            silent,
            documents,
            sources,
            barred,
            self._towards,
            network.holder_number.get(thing, -1) in self._reaching.authorities,
        )

    def _switches(self, numbers: set[int]) -> Iterable[Switch]:
        network = self._parts.network
        for block in network.blocks:
            if not block.origins.isdisjoint(numbers):
                yield Switch(
                    block.iri,
                    network.holders[block.system],
                    self._wholes(block.origins),
                    self._wholes(block.recipients),
                    tuple(network.categories.iris[c] for c in block.categories),
                    block.validity.on(self.day),
                    block.validity.last_confirmed(self.day),
                )

    def _wholes(self, holders: frozenset[int]) -> tuple[str, ...]:
        """Those of some holders that are within no other of them."""
        network = self._parts.network
        inside = {part for holder in holders for part in network.closure(holder) if part != holder}
        return tuple(network.holders[one] for one in sorted(holders - inside))

    def _silent(self, rows: Iterable[FlowRow], norms: Iterable[NormEntry]) -> tuple[str, ...]:
        """Of the categories that flows carry most, those that no flow or norm has, nor anything comparable."""
        tree = self._parts.network.categories
        said = {tree.number[iri] for row in rows for iri in row.categories}
        said |= {tree.number[iri] for norm in norms for iri in norm.categories if iri in tree.number}
        return tuple(tree.iris[n] for n in self._most_carried if all(tree.meet(n, other) is None for other in said))

    @cached_property
    def _most_carried(self) -> Sequence[int]:
        network = self._parts.network
        carried = [0] * len(network.categories.iris)
        for flow in range(network.flows.stated):
            for category in network.flows.carries[flow]:
                carried[category] += 1
        return sorted(range(len(carried)), key=lambda n: (-carried[n], n))[:_OF_INTEREST]

    @cached_property
    def _holders_in(self) -> Mapping[str, tuple[str, ...]]:
        """The holders in each place."""
        found: dict[str, list[str]] = defaultdict(list)
        for holder, around in self.places.of_holder.items():
            for place in around:
                found[place].append(holder)
        return {place: tuple(sorted(holders)) for place, holders in found.items()}

    @cached_property
    def places_within(self) -> Mapping[str, tuple[str, ...]]:
        """The places that each place has, with nothing between, by label."""
        label = self._parts.names.label
        found: dict[str, set[str]] = defaultdict(set)
        for inner, place, _ in self._parts.store.pairs(v.WITHIN):
            found[place].add(inner)
        return {place: tuple(sorted(inner, key=lambda one: (label(one), one))) for place, inner in found.items()}

    @cached_property
    def _bindings(self) -> Sequence[Binding]:
        return bindings(self._parts, self.day, self.places, self._reaching.authorities)

    @cached_property
    def _towards(self) -> frozenset[str]:
        return frozenset(one.entry.id for one in self._bindings if one.towards)

    @cached_property
    def _generic(self) -> frozenset[str]:
        return frozenset(iri for iri, value, _ in self._parts.store.pairs(v.GENERIC) if value in ("true", "1"))


def _cited(row: FlowRow) -> set[str]:
    return {source.id for source in row.sources}
