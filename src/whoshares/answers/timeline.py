"""What began, ended and was attested, and when: of one thing, or of the ways from one holder to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Final

from whoshares.answers.caption import Caption, Captioned
from whoshares.answers.entries import Chronicle, Entry, order
from whoshares.answers.meant import Meant
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.dates import span
from whoshares.model.reached import reached
from whoshares.network.categories import ANY
from whoshares.network.forbidding import forbidding
from whoshares.routes.absence import Intervals, as_written
from whoshares.routes.question import Question
from whoshares.routes.search import Search
from whoshares.routes.stretches import day_within, joined, stretches, union
from whoshares.store.engine import Iri
from whoshares.store.evidence import cited

_DAY: Final = timedelta(days=1)
_MOST_ROUTES: Final = 1_000
_RESTS_ON: Final = (v.UNDER_PROGRAM, v.AUTHORITY, v.BEGUN_BY, v.ENDED_BY, v.SET_BY)


@dataclass(frozen=True, slots=True)
class Outliving:
    """A flow that goes on, or may go on, after the program under which it is described has ended."""

    flow: str
    program: str
    program_ended: tuple[str, ...]
    how: str
    """`attested-after`, `ended-later`, or `no-end-stated` where nothing is said of the flow's own end."""
    dates: tuple[str, ...]
    """The flow's attestations after the program's end, or its own end."""

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON-ready data."""
        return {
            "flow": self.flow,
            "program": self.program,
            "programEnded": list(self.program_ended),
            "how": self.how,
            "dates": list(self.dates),
        }


@dataclass(frozen=True, slots=True)
class PairDays:
    """Two holders, by IRI, and the intervals in which a route is known from the one to the other."""

    origin: str
    recipient: str
    days: Intervals

    def to_dict(self) -> dict[str, object]:
        """The pair as JSON-ready data."""
        return {"from": self.origin, "to": self.recipient, "days": _intervals(self.days)}


@dataclass(frozen=True)
class Timeline(Captioned):
    """Chronicle in order of time; those without a date come last. The question has `thing`, or `from` and `to`."""

    entries: tuple[Entry, ...]
    days: Intervals
    """For two holders: the intervals in which a route is known, from inclusive, until exclusive, `None` open."""
    outliving: tuple[Outliving, ...]
    bars: tuple[str, ...]
    """For two holders: the bars that forbid such data between them, on some day. By IRI."""
    blocks: tuple[str, ...]
    """For two holders: the blocks that can stop a route between them, on some day. By IRI."""
    truncated: bool
    """For two holders: whether there are more routes than were looked at, so that flows may be missing."""
    ends: tuple[Meant, Meant] | None = None
    """What the two ends stand for, where one of them is no holder."""
    pairs: tuple[PairDays, ...] = ()
    """There: each two holders that they stand for, of which neither is within the other."""

    @property
    def intervals(self) -> Intervals:
        """The same intervals, each day that a source gives as a month or year only as it is written.

        A month or year as an end counts through its last day.
        """
        return self.as_written(self.days)

    def as_written(self, days: Intervals) -> Intervals:
        """Intervals of two of the holders, as `intervals` gives those of all."""
        return _written(days, self.entries)

    def to_dict(self) -> dict[str, object]:
        """The timeline as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "question": dict(self.question),
            "entries": [entry.to_dict() for entry in self.entries],
            "days": _intervals(self.days),
            "bars": list(self.bars),
            "blocks": list(self.blocks),
            "outliving": [outliving.to_dict() for outliving in self.outliving],
            "truncated": self.truncated,
            **self._stand(),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def _stand(self) -> dict[str, object]:
        """What the ends stand for, and the days of each two holders."""
        if self.ends is None:
            return {}
        held = {word: list(end.holders) for word, end in zip(("from", "to"), self.ends, strict=True)}
        return {"standsFor": held, "pairs": [pair.to_dict() for pair in self.pairs]}

    def rows(self) -> list[dict[str, str]]:
        """One row an entry, for a table."""
        return [
            {
                "date": entry.date or "",
                "until": entry.until or "",
                "when": entry.when or "",
                "happened": entry.kind,
                "thing": self.labels[entry.thing] if entry.thing else "",
                "class": entry.thing_class or "",
                "value": entry.value or "",
                "by": self.named(entry.by),
                "disputed": "yes" if entry.disputed else "",
                "sources": cited(entry.sources),
                "id": entry.thing or "",
            }
            for entry in self.entries
        ]


def of_thing(parts: GraphParts, thing: str) -> Timeline:
    """What is dated of a thing, of what points at it, and of the programs and instruments on which those rest.

    Raises IncompleteGraph where a date is none.
    """
    pointing = {
        str(s.subject)
        for s in parts.store.statements(value=thing)
        if isinstance(s.subject, Iri) and s.predicate != v.TYPE and v.SOURCE not in parts.names.classes(str(s.subject))
    }
    return _Telling(parts).tell({"thing": thing}, {thing, *pointing})


def between(
    parts: GraphParts,
    ends: tuple[Meant, Meant],
    pairs: Sequence[tuple[str, str]],
    carrying: str | None = None,
) -> Timeline:
    """What is dated of the flows that lie on a route on any day, with the days on which a route is known.

    Programs and instruments on which the flows rest are told too, blocks that can stand between them, and norms that
    cover one of them or the whole way. Where an end is no holder, all that is so for some pair of holders. Raises
    IncompleteGraph where a flow or a date cannot be used.
    """
    network = parts.network
    asked = {"from": ends[0].iri, "to": ends[1].iri, "carrying": carrying}
    category = ANY if carrying is None else network.categories.number[carrying]
    number = network.holder_number
    found = {
        pair: _RoutesOverTime(parts, Question(number[pair[0]], number[pair[1]], category))
        for pair in pairs
        if set(pair) <= number.keys()  # nothing is said of data that another sends or receives
    }
    routes = found.values()
    told = _Telling(parts).tell(
        asked,
        set[str]().union(*(one.things for one in routes)),
        union(one.days for one in routes),
        {iri for pair in pairs for iri in pair},
    )
    several = not all(end.is_holder for end in ends)
    return replace(
        told,
        bars=tuple(sorted({bar for one in routes for bar in one.bars})),
        blocks=tuple(sorted({block for one in routes for block in one.blocks})),
        truncated=any(one.truncated for one in routes),
        ends=ends if several else None,
        pairs=tuple(PairDays(*pair, found[pair].days if pair in found else ()) for pair in pairs) if several else (),
    )


class _RoutesOverTime:
    """The flows and transformations that lie on a route on some day, the blocks and norms that touch them."""

    def __init__(self, parts: GraphParts, question: Question) -> None:
        self._network = network = parts.network
        ever = {flow for flow, _ in Search(network, replace(question, day=None, blocks=False)).states}
        flows: set[int] = set()
        transformations: set[int] = set()
        known = []
        self.truncated = False
        for first, end in stretches(network, ever, self._surer(ever)):
            search = Search(network, replace(question, day=day_within(first, end)))
            number = 0
            for route in islice(search.routes(), _MOST_ROUTES):
                number += 1
                flows.update(route.flows)
                transformations.update(t for hop in route.hops for t in hop.transformations)
            self.truncated |= number == _MOST_ROUTES or not search.exhausted
            if number:
                known.append((first, end))
        self.days = joined(known)
        things = {network.flows[flow].iri for flow in flows}
        things |= {network.transformations[number].iri for number in transformations}
        norms = parts.norms.over(flows, question.origin, question.recipient, question.category)
        self.blocks = tuple(sorted(self._blocks(ever)))
        window = 1, date.max.toordinal()
        ends = question.origin, question.recipient
        self.bars = tuple(
            parts.norms.bars[one.bar].iri for one in forbidding(network, parts.norms, ends, question.category, window)
        )
        self.things = things.union(self.blocks, norms)

    def _surer(self, flows: set[int]) -> set[date]:
        """The days from which flows, and transformations where these pass, may be more or less sure.

        Which transformations a route shows depends on that. No other turn matters where none may apply.
        """
        network, table = self._network, self._network.flows
        held = {holder for flow in flows for holder in (table.sender[flow], table.recipient[flow])}
        leaving = {there for holder in held for there in network.joins(holder)}
        applying = [t.validity for t in network.transformations if t.holder in leaving]
        validities = [table.validity(flow) for flow in flows] if applying else []
        attested = {days for validity in (*applying, *validities) for days in validity.attested}
        return {last for _, last in attested} | {first + _DAY for first, _ in attested if first < date.max}

    def _blocks(self, flows: set[int]) -> set[str]:
        """The blocks that stop, on some day, one of these flows after another."""
        network = self._network
        meet = network.categories.meet
        return {
            block.iri
            for block in network.blocks
            if any(
                network.flows[f].recipient == block.system and network.flows[f].sender in block.origins for f in flows
            )
            and any(
                network.flows[f].sender == block.system
                and network.flows[f].recipient in block.recipients
                and (
                    not block.categories
                    or any(meet(c, b) is not None for c in network.flows[f].carries for b in block.categories)
                )
                for f in flows
            )
        }


class _Telling:
    """Puts what is dated of some things into order."""

    def __init__(self, parts: GraphParts) -> None:
        self._parts = parts
        self._evidence = parts.evidence
        self._chronicle = Chronicle(parts)

    def tell(
        self,
        question: Mapping[str, str | None],
        things: set[str],
        days: Intervals = (),
        also: Iterable[str] = (),
    ) -> Timeline:
        """The timeline of some things and of the programs and instruments on which they rest; `also` is labelled."""
        things = things | self._rested_on(things, question.get("thing"))
        entries = [entry for thing in things for entry in self._chronicle.of(thing)]
        for first, end in _written(days, entries):
            entries += [_route("route-known-from", first)] if first else []
            entries += [_route("route-known-until", end)] if end else []
        entries.sort(key=order)
        outliving = tuple(sorted(self._outliving(things), key=lambda o: (o.program, o.flow)))
        named = {iri for iri in question.values() if iri}.union(also)
        for entry in entries:
            named.update((*entry.by, *entry.instrument_kind, *entry.evidence_status))
            named.update((entry.thing,) if entry.thing else ())
        for found in outliving:
            named.update((found.flow, found.program))
        searched = {
            "flows": len({s.subject for s in self._parts.store.statements(predicate=v.TYPE, value=v.DATA_FLOW)}),
            "sources": len({s.subject for s in self._parts.store.statements(predicate=v.TYPE, value=v.SOURCE)}),
        }
        labels = {iri: self._label(iri) for iri in named}
        acronyms = {iri: short for iri in labels if (short := self._parts.names.acronym(iri))}
        return Timeline(
            Caption(question, searched, labels, acronyms), tuple(entries), days, outliving, (), (), truncated=False
        )

    def _rested_on(self, things: set[str], asked: str | None) -> set[str]:
        """The programs and instruments on which things rest, step by step.

        Asked about one program, another that shares a flow with it is left aside: that is another story.
        """
        one_program = asked is not None and v.PROGRAM in self._parts.names.classes(asked)
        slots = [slot for slot in _RESTS_ON if not (one_program and slot == v.UNDER_PROGRAM)]

        def rests_on(thing: str) -> set[str]:
            return {iri for slot in slots for iri in self._evidence.values(thing, slot)}

        return reached(set[str]().union(*map(rests_on, things)), rests_on)

    def _label(self, iri: str) -> str:
        return self._parts.names.label(iri) if self._chronicle.is_figure(iri) else self._parts.describe(iri)

    def _outliving(self, things: Iterable[str]) -> Iterator[Outliving]:
        """The flows whose program has a known end that is not known to be theirs."""
        for flow in things:
            if v.DATA_FLOW not in self._parts.names.classes(flow) or not self._evidence.validity(flow).takes_place:
                continue
            for program in self._evidence.values(flow, v.UNDER_PROGRAM):
                program_ends = self._evidence.validity(program).ends
                if not program_ends:
                    continue
                over, own = max(program_ends), self._evidence.validity(flow)
                later = [d for d in self._evidence.values(flow, v.ATTESTED_ON) if span(d, v.shorten(flow))[0] >= over]
                if later:
                    how, dates = "attested-after", tuple(later)
                elif own.ends and min(own.ends) > over:
                    how, dates = "ended-later", tuple(self._evidence.values(flow, v.VALID_UNTIL))
                elif not own.ends:
                    how, dates = "no-end-stated", ()
                else:
                    continue
                yield Outliving(flow, program, tuple(self._evidence.values(program, v.VALID_UNTIL)), how, dates)


def _intervals(days: Intervals) -> list[dict[str, str | None]]:
    return [{"from": first, "until": end} for first, end in days]


def _written(days: Intervals, entries: Iterable[Entry]) -> Intervals:
    """Intervals with the days on which something began, or ended, as sources write them."""
    dates = [(entry.kind, entry.date) for entry in entries if entry.date is not None]
    return as_written(days, *([date for kind, date in dates if kind == word] for word in ("began", "ended")))


def _route(kind: str, day: str) -> Entry:
    return Entry(kind, day, None, None, None, None, (), (), None, (), False, (), ())
