"""What a source says of every body of a kind, and the named bodies that each of these statements is about."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.reached import reached
from whoshares.model.validity import Validity, only_implied, takes_place
from whoshares.network.flow_reader import KEPT, SLOTS, UNSOURCED
from whoshares.network.flows import FlowTable, Lists, spans
from whoshares.network.network import Transformation
from whoshares.store.engine import Store


@dataclass(frozen=True)
class Every:
    """The things that some source says of every body of a kind; for each generic body the named ones it stands for."""

    things: Mapping[str, frozenset[str]]
    """Each with the named graphs of the sources that do."""
    bodies: Mapping[int, tuple[int, ...]]
    store: Store

    @classmethod
    def of(cls, store: Store, number: Mapping[str, int]) -> Every:
        """What a store says; `number` has the holders' numbers. Little is read where there is no generic body."""
        things = saying_every(store)
        generic = {iri for iri, value, _ in store.pairs(v.GENERIC) if value in ("true", "1")}
        if not generic:
            return cls({}, {}, store)
        kinds, places = _values(store, v.KIND), _values(store, v.IN_PLACE)
        of_kind, in_place = _having(store, v.KIND, v.BROADER), _having(store, v.IN_PLACE, v.WITHIN)
        selective = {iri for iri, value, _ in store.pairs(v.SELECTIVE) if value in ("true", "1")}
        members: dict[str, set[str]] = defaultdict(set)
        for one, of, _ in store.pairs(v.IS_ONE_OF):
            members[of].add(one)
        over = _values(store, v.PART_OF)
        for system, operators in _values(store, v.OPERATED_BY).items():
            over.setdefault(system, set()).update(operators)

        def wholes(one: str) -> set[str]:
            return reached(over.get(one, set()), lambda part: over.get(part, set()))

        def named(iri: str, asked: frozenset[str] = frozenset()) -> set[str]:
            """The named bodies that a generic one stands for; `asked` are those generic ones that are asked for it."""
            if iri in selective:
                return members.get(iri, set()) - generic
            found = of_kind(kinds.get(iri, ())) - generic
            if iri in places:
                found &= in_place(places[iri])
            if found and iri in over:
                asked |= {iri}
                within = over[iri].union(*(named(whole, asked) for whole in over[iri] & generic - asked))
                found = {one for one in found if within & wholes(one)}
            return found

        found = {number[iri]: _numbers(named(iri), number) for iri in generic & number.keys()}
        return cls(things, found, store)

    def flows(self, table: FlowTable, categories: Mapping[str, int], tiers: Mapping[str, int]) -> FlowTable:
        """A table of flows with, after all others, those that are said of every body, as each named one's.

        `categories` has the numbers of categories, `tiers` the ranks of sources.
        """
        numbers, senders, recipients, taken = [], [], [], []
        for flow, iri in enumerate(table.iris) if self.things else ():
            if iri not in self.things:
                continue
            sender, recipient = table.sender[flow], table.recipient[flow]
            at_sender = sender in self.bodies
            other = recipient if at_sender else sender
            for body in self.bodies.get(sender if at_sender else recipient, ()):
                if body != other:
                    numbers.append(flow)
                    senders.append(body if at_sender else sender)
                    recipients.append(recipient if at_sender else body)
                    taken.append(sender if at_sender else as_recipient(recipient))
        if not numbers:
            return table
        once = sorted(set(numbers))
        place = {flow: number for number, flow in enumerate(once)}
        named = replace(
            self._as_said_of_every(table.only(once), categories, tiers).only([place[flow] for flow in numbers]),
            sender=array("i", senders),
            recipient=array("i", recipients),
            as_every=array("i", taken),
        )
        return table.followed_by(named)

    def _as_said_of_every(self, table: FlowTable, categories: Mapping[str, int], tiers: Mapping[str, int]) -> FlowTable:
        """Flows with the data, dates and statuses that those sources give which speak of every body."""
        said = [_Said(self.store, iri, self.things[iri]) for iri in table.iris]
        size = len(said)

        def lists(values: Iterable[Iterable[int]]) -> Lists:
            pairs = [(flow, value) for flow, of in enumerate(values) for value in of]
            return Lists.of([flow for flow, _ in pairs], [value for _, value in pairs], size, many=False)

        starts, ends, attested = (
            lists([kept(span(text, v.shorten(one.iri))) for text in one.values(slot)] for one in said)
            for slot, kept in KEPT.items()
        )
        statuses = [one.values(v.EVIDENCE_STATUS) for one in said]
        in_place = array("b", map(takes_place, statuses))
        return FlowTable(
            table.iris,
            table.sender,
            table.recipient,
            lists([categories[value] for value in one.needed(v.CARRIES)] for one in said),
            array("b", (max(one.rank(slot, tiers) for slot in SLOTS) for one in said)),
            starts,
            ends,
            attested,
            in_place,
            array("b", map(only_implied, statuses)),
            table.as_every,
            *spans(starts, ends, attested, in_place, many=False),
        )

    def transformations(self, stated: Sequence[Transformation], categories: Mapping[str, int]) -> list[Transformation]:
        """Transformations with, after all others, those that are said of every body, as each named one's.

        `categories` has the numbers of categories.
        """
        return [
            *stated,
            *(
                replace(named, holder=body, as_every=one.holder)
                for one in stated
                if one.iri in self.things and one.holder in self.bodies
                for named in [self._changing_every(one, categories)]
                for body in self.bodies[one.holder]
            ),
        ]

    def _changing_every(self, one: Transformation, categories: Mapping[str, int]) -> Transformation:
        """A transformation with the data and the dates that those sources give which speak of every body."""
        said = _Said(self.store, one.iri, self.things[one.iri])
        consumes, produces = (
            tuple(sorted(categories[value] for value in said.needed(slot))) for slot in (v.CONSUMES, v.PRODUCES)
        )
        return replace(one, consumes=consumes, produces=produces, validity=said.validity())


class _Said:
    """What those sources say of a thing which speak of every body."""

    def __init__(self, store: Store, iri: str, graphs: frozenset[str]) -> None:
        self.iri = iri
        self._every: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        """By property the values, with the named graphs that state them."""
        self._by_any: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in store.statements(subject=iri):
            predicate, value, graph = str(one.predicate), str(one.object), str(one.graph or "")
            self._by_any[predicate][value].add(graph)
            if graph in graphs:
                self._every[predicate][value].add(graph)

    def values(self, slot: str) -> list[str]:
        """What they give in a slot, in order."""
        return sorted(self._every[slot])

    def needed(self, slot: str) -> list[str]:
        """The same of a slot that must be filled: where they leave it open, what any source gives."""
        return sorted(self._every[slot] or self._by_any[slot])

    def rank(self, slot: str, tiers: Mapping[str, int]) -> int:
        """The rank of the best of the sources that fill a slot which must be filled."""
        graphs = set[str]().union(*(self._every[slot] or self._by_any[slot]).values())
        return min(tiers.get(graph, UNSOURCED) for graph in graphs)

    def validity(self) -> Validity:
        """When they say that it is in force. Raises IncompleteGraph where a date is none."""
        froms, untils, attested = map(self.values, KEPT)
        return Validity.of(froms, untils, attested, v.shorten(self.iri), self.values(v.EVIDENCE_STATUS))


def saying_every(store: Store) -> dict[str, frozenset[str]]:
    """The things that some source says of every body of a kind, each with the named graphs of the sources that do."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, extent, graph in store.pairs(v.EXTENT):
        if extent == v.EVERY:
            found[thing].add(graph)
    return {thing: frozenset(graphs) for thing, graphs in found.items()}


def as_recipient(generic: int) -> int:
    """How a generic body is kept of which a recipient is taken as one; a sender's is kept as it is."""
    return -2 - generic


def generic_of(taken: int) -> int:
    """The generic body that is kept so."""
    return taken if taken >= 0 else -2 - taken


def _numbers(bodies: Iterable[str], number: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted(number[body] for body in bodies if body in number))


def _values(store: Store, predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value, _ in store.pairs(predicate):
        found[subject].add(value)
    return found


def _having(store: Store, predicate: str, upward: str) -> Callable[[Iterable[str]], set[str]]:
    """The things of which a property has one of some values, or what lies below it."""
    subjects, below = defaultdict(set), defaultdict(set)
    for subject, value, _ in store.pairs(predicate):
        subjects[value].add(subject)
    for low, high, _ in store.pairs(upward):
        below[high].add(low)

    def having(values: Iterable[str]) -> set[str]:
        return set[str]().union(*(subjects.get(one, ()) for one in reached(values, lambda top: below.get(top, ()))))

    return having
