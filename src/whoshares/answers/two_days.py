"""What happened to the things of a graph from one day on, up to and with another, and who reaches whom on each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from whoshares.answers.at_ends import at_ends
from whoshares.answers.caption import Caption, searched
from whoshares.answers.diff import CHANGES, Change, Difference
from whoshares.answers.entries import Chronicle
from whoshares.answers.meant import Meant
from whoshares.answers.own_of_named import own_flows
from whoshares.answers.parts import GraphParts
from whoshares.answers.reach import reach_between
from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.validity import State, Validity
from whoshares.network.categories import ANY
from whoshares.routes.question import Question

_CLASSES: Final = tuple(v.WS + name for name in ("Bar", "Permission", "Mandate", "Instrument", "Program"))
"""The classes of dated things that are no part of the network of flows."""
_NAMING: Final = (v.AUTHORITY, v.SET_BY, v.BEGUN_BY, v.ENDED_BY, v.UNDER_PROGRAM)
"""The properties by which a thing names the instruments and programs that touch its data."""
_DATA: Final = (
    v.CARRIES, v.CONSUMES, v.PRODUCES, v.BLOCKS_CATEGORY, v.BARS_CATEGORY, v.PERMITS_CATEGORY, v.MANDATES_CATEGORY,
)  # fmt: skip


_WHOSE: Final = (v.SENDER, v.HOLDER, v.BLOCKS_ORIGIN, v.BARS_SENDER, v.WS + "permitsSender", v.WS + "mandatesSender")
"""The properties by which a thing names holders whose data it touches."""
_WHERE: Final = (v.RECIPIENT, v.AT_SYSTEM)
"""The properties by which it names systems that data goes into, or is held back at."""
_APART: Final = ("perhaps", "spoken-of", "first-described")
"""What is told after the rest, in this order."""
_LEAST: Final = 3
"""How many changes make a group under a holder."""


class _Turn(NamedTuple):
    """The day on which something began or ended, as an ordinal, where one is known, and the dates that say so."""

    day: int | None
    texts: tuple[str, ...]


def difference(
    parts: GraphParts,
    day1: date,
    day2: date,
    *,
    origin: Meant | None = None,
    to: Meant | None = None,
    carrying: str | None = None,
    exact: bool = False,
) -> Difference:
    """What happened from one day on, up to and with another; `carrying` is an IRI.

    `carrying` keeps to what touches comparable categories. With `to`, also the holders whose reach to it is not the
    same on both days; with `origin`, those whom it reaches; with both, each pair. Either may stand for several holders.
    `exact` then leaves assumed joins out. Raises IncompleteGraph where a flow or a date cannot be used, and InputError
    where the ends stand for too many.
    """
    category = ANY if carrying is None else parts.network.categories.number[carrying]
    reach = reach_between(parts, Question(-1, -1, category, exact=exact), (day1, day2), origin, to)
    set_there = at_ends(parts, origin, to)
    changes = tuple(
        replace(change, at_ends=True) if change.thing in set_there else change
        for change in _Comparing(parts, day1, day2, category).changes()
    )
    question = {
        "day1": day1.isoformat(),
        "day2": day2.isoformat(),
        "from": origin.iri if origin else None,
        "to": to.iri if to else None,
        "carrying": carrying,
        "exact": exact,
    }
    ends = [(end, inward) for end, inward in ((origin, False), (to, True)) if end]
    named = {iri for iri in (carrying, *(iri for end, _ in ends for iri in (end.iri, *end.holders))) if iri}
    named.update(iri for change in changes for iri in change.named())
    for one in reach:
        named.update(
            (one.origin, one.recipient, one.leaves_from, one.arrives_at, *one.route, *one.forbidden_by, *one.stopped_by)
        )
    own = tuple(
        told
        for end, inward in ends
        if end.is_holder
        for told in own_flows(parts.network, end.iri, carrying, (day1, day2), inward=inward)
    )
    labels = {iri: parts.describe(iri) for iri in named}
    acronyms = {iri: short for end, _ in ends for iri in (end.iri,) if (short := parts.names.acronym(iri))}
    answer = Difference(Caption(question, searched(parts.network), labels, acronyms), changes, reach)
    return answer.told_of_named(parts.names, own)


class _Comparing:
    def __init__(self, parts: GraphParts, day1: date, day2: date, category: int) -> None:
        self._parts = parts
        self._network = parts.network
        self._evidence = parts.evidence
        self._chronicle = Chronicle(parts)
        self._days = (day1, day2)
        self._window = range(day1.toordinal(), day2.toordinal() + 1)
        self._category = category

    def changes(self) -> tuple[Change, ...]:
        """What happened to the things of the graph, in order."""
        found = [change for iri, validity in self._dated() if (change := self._change(iri, validity)) is not None]
        apart = {kind: [change for change in found if change.kind == kind] for kind in _APART}
        others = [change for change in found if change.kind not in apart]
        told = self._grouped(others, by_holder=True)
        return tuple(told + [one for some in apart.values() for one in self._grouped(some, by_holder=False)])

    def _dated(self) -> Iterator[tuple[str, Validity]]:
        """The things that touch data of the kind asked about, each with its dates."""
        network = self._network
        every = [(flow.iri, flow.validity) for flow in network.flows[: network.flows.stated]]
        every += [(one.iri, one.validity) for one in network.transformations if one.as_every == -1]
        every += [(one.iri, one.validity) for one in network.blocks]
        others = sorted(set[str]().union(*map(self._parts.store.members, _CLASSES)))
        every += [(iri, self._evidence.validity(iri)) for iri in others if not iri.startswith("_:")]
        for iri, validity in every:
            if self._category == ANY or self._is_about(iri):
                yield iri, validity

    def _is_about(self, iri: str) -> bool:
        """Whether a thing, or one that names it, touches data comparable with that asked about, or any."""
        meet = self._network.categories.meet
        return any(
            not categories or any(meet(self._category, category) is not None for category in categories)
            for categories in self._touched_by(iri)
        )

    def _touched_by(self, iri: str) -> list[frozenset[int]]:
        """The data of a thing; of an instrument or program, that of each thing that names it."""
        naming = self._naming.get(iri, ())
        is_rule = bool(naming) or not self._parts.names.classes(iri).isdisjoint((v.INSTRUMENT, v.PROGRAM))
        return [self._data.get(thing, frozenset()) for thing in (naming if is_rule else (iri,))]

    @cached_property
    def _data(self) -> Mapping[str, frozenset[int]]:
        """The data categories that each thing states."""
        number = self._network.categories.number
        found: dict[str, set[int]] = defaultdict(set)
        for slot in _DATA:
            for thing, category, _ in self._parts.store.pairs(slot):
                if category in number:
                    found[thing].add(number[category])
        return {thing: frozenset(categories) for thing, categories in found.items()}

    @cached_property
    def _naming(self) -> Mapping[str, set[str]]:
        """The things that name each instrument or program."""
        found: dict[str, set[str]] = defaultdict(set)
        for slot in _NAMING:
            for thing, named, _ in self._parts.store.pairs(slot):
                found[named].add(thing)
        return found

    def _change(self, iri: str, validity: Validity) -> Change | None:
        began, ended = self._began(iri, validity), self._ended(iri, validity)
        kind = self._kind(iri, validity, began, ended)
        gained, lost = self._authority(iri)
        before, after = (validity.on(day) for day in self._days)
        if kind is None and (gained or lost) and State.IMPOSSIBLE not in (before, after) and validity.takes_place:
            kind = "authority"
        if kind is None:
            return None
        kind = kind if validity.takes_place else "spoken-of"
        values = self._evidence.values
        authority_by = [i for thing in gained for i in values(thing, v.BEGUN_BY)]
        authority_by += [i for thing in lost for i in values(thing, v.ENDED_BY)]
        is_instrument = v.INSTRUMENT in self._parts.names.classes(iri)
        return Change(
            kind=kind,
            thing=iri,
            thing_class=self._parts.names.class_label(iri),
            instrument_kind=tuple(values(iri, v.KIND)) if is_instrument else (),
            evidence_status=tuple(values(iri, v.EVIDENCE_STATUS)),
            touches=None,
            before=before.word,
            after=after.word,
            began=began.texts,
            ended=ended.texts,
            first_described=self._chronicle.first_described(iri),
            begun_by=tuple(values(iri, v.BEGUN_BY)),
            ended_by=tuple(values(iri, v.ENDED_BY)),
            set_by=tuple(values(iri, v.SET_BY)),
            authority_gained=gained,
            authority_lost=lost,
            authority_by=tuple(sorted(set(authority_by))),
            attested_on=tuple(values(iri, v.ATTESTED_ON)),
            sources=tuple(self._evidence.citations(iri)),
            authority_sources=tuple(c for thing in (*gained, *lost) for c in self._evidence.citations(thing)),
        )

    def _kind(self, iri: str, validity: Validity, began: _Turn, ended: _Turn) -> str | None:
        """What happened to a thing within the two days; `None` where nothing did, as far as dates tell."""
        now_begun, now_over = (turn.day in self._window for turn in (began, ended))
        if now_begun or now_over:
            return "began-and-ended" if now_begun and now_over else "began" if now_begun else "ended"
        if validity.possible[0] < validity.possible[1] and self._perhaps(iri):
            return "perhaps"
        described = validity.points.attested_by
        if not began.texts and described is not None and described in self._window:
            return "first-described"
        return None

    def _began(self, iri: str, validity: Validity) -> _Turn:
        """When a thing began: as its sources say, else as the instruments that are said to have begun it."""
        if validity.starts:
            begin, until = validity.possible
            return _Turn(begin if begin < until else None, tuple(self._evidence.values(iri, v.VALID_FROM)))
        starts = self._starts(self._evidence.values(iri, v.BEGUN_BY))
        described = validity.points.attested_by
        if not starts or (described is not None and described < min(starts)):
            return _Turn(None, ())
        return _Turn(min(starts), starts[min(starts)])

    def _ended(self, iri: str, validity: Validity) -> _Turn:
        """When a thing ended: as its sources say, else as the instruments that are said to have ended it."""
        if validity.ends:
            begin, until = validity.possible
            return _Turn(until if begin < until else None, tuple(self._evidence.values(iri, v.VALID_UNTIL)))
        starts = self._starts(self._evidence.values(iri, v.ENDED_BY))
        described = validity.points.attested_from
        if not starts or (described is not None and described > max(starts)):
            return _Turn(None, ())
        return _Turn(max(starts), starts[max(starts)])

    def _starts(self, instruments: Iterable[str]) -> dict[int, tuple[str, ...]]:
        """The days on which instruments began, with the dates as their sources write them."""
        every = {instrument: self._evidence.validity(instrument) for instrument in instruments}
        return {
            validity.starts[0].toordinal(): tuple(self._evidence.values(instrument, v.VALID_FROM))
            for instrument, validity in every.items()
            if validity.starts
        }

    def _perhaps(self, iri: str) -> bool:
        """Whether a start or an end that is a month or year holds days of the two, but counts as one outside."""
        first, last = self._days
        starts, ends = (
            [span(text, v.shorten(iri)) for text in self._evidence.values(iri, slot)]
            for slot in (v.VALID_FROM, v.VALID_UNTIL)
        )
        if starts and (start := min(starts))[0] < first <= start[1]:
            return True
        return bool(ends) and (end := max(ends, key=lambda days: days[::-1]))[0] < last <= end[1] and end[0] != end[1]

    def _authority(self, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The instruments that a thing rests on which came into force, and which went out of it."""
        named = self._evidence.values(iri, v.AUTHORITY)
        before, after = ([i for i in named if self._evidence.in_force(i, day)] for day in self._days)
        return tuple(i for i in after if i not in before), tuple(i for i in before if i not in after)

    def _grouped(self, changes: list[Change], *, by_holder: bool) -> list[Change]:
        """The changes by what they touch: each time what most of those left touch, then the next.

        Holders first where asked, as long as one is touched by three or more, then data. The largest group comes first.
        """
        left = {change.thing: change for change in changes}
        groups: list[list[Change]] = []

        def take(touched: Mapping[str, set[str]], least: int) -> None:
            while left:
                counts = Counter(one for thing in left for one in touched[thing])
                chosen = min(counts, key=lambda one: (-counts[one], -self._depth(one), one), default=None)
                if chosen is None or counts[chosen] < least:
                    return
                group = [left.pop(thing) for thing in [*left] if chosen in touched[thing]]
                groups.append([replace(change, touches=chosen) for change in group])

        if by_holder:
            take({thing: self._holders_of(thing) for thing in left}, _LEAST)
        take({thing: self._data_of(thing) for thing in left}, 1)
        groups.sort(key=len, reverse=True)
        return [change for group in (*groups, [*left.values()]) for change in sorted(group, key=self._order)]

    def _data_of(self, iri: str) -> set[str]:
        """The data that a thing touches, with the broader categories."""
        tree = self._network.categories
        return {tree.iris[wide] for some in self._touched_by(iri) for c in some for wide in (c, *tree.above(c))}

    def _depth(self, iri: str) -> int:
        tree = self._network.categories
        return tree.depth(tree.number[iri]) if iri in tree.number else 0

    def _holders_of(self, iri: str) -> set[str]:
        """The holders that a thing touches; for an instrument or program, those of what names it."""
        return set[str]().union(*(self._holders.get(thing, ()) for thing in (iri, *self._naming.get(iri, ()))))

    @cached_property
    def _holders(self) -> Mapping[str, set[str]]:
        """Of each thing the systems that it touches, and the organizations whose data it touches."""
        network = self._network
        systems = {network.holders[number] for number in network.bodies.systems}
        found: dict[str, set[str]] = defaultdict(set)
        for slot in (*_WHOSE, *_WHERE):
            for thing, holder, _ in self._parts.store.pairs(slot):
                if slot in _WHOSE or holder in systems:
                    found[thing].add(holder)
        return found

    def _order(self, change: Change) -> tuple[object, ...]:
        """By the day on which it happened, then by what, to what sort of thing, and its IRI."""
        where = v.shorten(change.thing)
        described = (change.first_described,) if change.first_described else ()
        texts = change.ended if change.kind == "ended" else change.began or change.ended or described
        days = [span(text, where) for text in texts]
        day = (max(days) if change.kind == "ended" else min(days)) if days else (date.max, date.max)
        return day, list(CHANGES).index(change.kind), change.thing_class, change.thing
