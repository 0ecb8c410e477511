"""Bars: what each forbids, which flows it bars on a day, and how long barred flows outlived its start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.listed_bar import BarredFlow, Excepting, Lag, ListedBar
from whoshares.answers.parts import GraphParts
from whoshares.answers.traced import text_of
from whoshares.model import vocabulary as v
from whoshares.model.dates import end_of, span
from whoshares.model.validity import Confirmed
from whoshares.network.categories import ANY
from whoshares.network.forbidding import forbidding
from whoshares.network.norms import Barring, Norm
from whoshares.store.evidence import cited

if TYPE_CHECKING:
    from whoshares.answers.meant import Meant


@dataclass(frozen=True)
class Bars(Captioned):
    """The bars asked for."""

    found: tuple[ListedBar, ...]
    about: Meant | None = field(default=None, kw_only=True)
    """What was named alone, where it is no flow: of the sort `rule` where that is an instrument or a bar."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "bars": [bar.to_dict() for bar in self.found],
            "ownOfNamed": [one.to_dict() for one in self.caption.own_of_named],
            "question": dict(self.question),
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a bar and flow that it covers, for a table."""
        rows = []
        for bar in self.found:
            lags = {lag.flow: lag for lag in bar.lags}
            for flow in bar.flows or (None,):
                lag = lags.get(flow.id) if flow else None
                rows.append(
                    {
                        "bar": self.labels[bar.id],
                        "set by": self.named(bar.set_by),
                        "valid from": " / ".join(bar.valid_from),
                        "valid until": " / ".join(bar.valid_until),
                        "bar certainty": bar.state.word,
                        "bar last confirmed": text_of(bar.last_confirmed) or "",
                        "under reading": self.named([bar.reading] if bar.reading else []),
                        "exceptions": "; ".join((*bar.exceptions, *(self.labels[p.id] for p in bar.permissions))),
                        "flow": self.labels[flow.id] if flow else "",
                        "sender": self.labels[flow.sender] if flow else "",
                        "recipient": self.labels[flow.recipient] if flow else "",
                        "flow certainty": flow.state.word if flow else "",
                        "flow last confirmed": (text_of(flow.last_confirmed) or "") if flow else "",
                        "barred": ("yes" if flow.barred else "no") if flow else "",
                        "days to last attested": _number(lag.days_to_last_attested if lag else None),
                        "days to end": _number(lag.days_to_end if lag else None),
                        "sources": cited(bar.sources),
                        "bar id": bar.id,
                        "flow id": flow.id if flow else "",
                    }
                )
        return rows


@dataclass(frozen=True, slots=True)
class BarsAsked:
    """Which bars, as they stand on a day: all, or those that meet each thing that is given. Things are IRIs."""

    as_of: date
    carrying: str | None = None
    readings: tuple[str, ...] = ()
    flow: str | None = None
    """Bars that cover it."""
    only: Collection[str] | None = None
    about: Meant | None = None
    """What `only` was given as: an instrument or a bar, or whom the bars bind."""
    ends: tuple[str, str] | None = None
    """Bars between two holders."""
    pairs: Collection[tuple[str, str]] | None = None
    """Only the flows between these holders, of bars between them."""
    place: str | None = None
    """The place that was given for `binding`."""
    binding: Collection[str] | None = None
    """The bars that bind a sender in it."""


def bars(parts: GraphParts, asked: BarsAsked) -> Bars:
    """The bars of a graph that are asked for."""
    listing = _Listing(parts, asked)
    numbers = [
        n
        for n, bar in enumerate(parts.norms.bars)
        if all(chosen is None or bar.iri in chosen for chosen in (asked.only, asked.binding))
    ]
    if asked.flow is not None:
        covering = parts.norms.covering(parts.network.flow_number[asked.flow])
        numbers = [n for n in numbers if n in covering]
    if asked.ends is not None:
        between = set(parts.norms.between(*asked.ends))
        numbers = [n for n in numbers if parts.norms.bars[n].iri in between]
    if asked.carrying is not None:
        numbers = [n for n in numbers if listing.meets(parts.norms.bars[n], asked.carrying)]
    found = tuple(listing.entry(n) for n in numbers if parts.norms.taken(parts.norms.bars[n], asked.readings))
    if asked.flow is not None:  # what a bar is limited to may be none of the data that the flow carries
        found = tuple(bar for bar in found if any(flow.id == asked.flow for flow in bar.flows))
    about = asked.about.iri if asked.about else None
    given = (asked.flow, about, asked.carrying, asked.place, *(asked.ends or ()), *asked.readings)
    named = {iri for iri in given if iri}
    for bar in found:
        named.update((bar.id, *bar.set_by, *bar.replaced_by, *(permission.id for permission in bar.permissions)))
        named.update([bar.reading] if bar.reading else [])
        named.update(iri for values in bar.slots.values() for iri in values)
        for each in bar.flows:
            named.update((each.id, each.sender, each.recipient, *each.categories, *each.lifted_by))
    question: dict[str, object] = {
        "flow": asked.flow,
        "thing": about,
        "from": asked.ends[0] if asked.ends else None,
        "to": asked.ends[1] if asked.ends else None,
        "carrying": asked.carrying,
        "asOf": asked.as_of.isoformat(),
        "readings": list(asked.readings),
        "place": asked.place,
    }
    counts = {"bars": len(parts.norms.bars), **searched(parts.network)}
    return Bars(caption_of(parts.names, question, counts, named), found, about=asked.about)


_SLOTS = (
    v.BARS_SENDER, v.SENDER_KIND, v.SENDER_PLACE, v.BARS_RECIPIENT, v.RECIPIENT_KIND, v.RECIPIENT_PLACE,
    v.BARS_CATEGORY, v.ABOUT_SUBJECT, v.PURPOSE,
)  # fmt: skip


class _Listing:
    def __init__(self, parts: GraphParts, asked: BarsAsked) -> None:
        self._parts = parts
        self._network = parts.network
        self._day = asked.as_of.toordinal()
        self._as_of = asked.as_of
        self._readings = asked.readings
        self._pairs = asked.pairs if asked.ends is None else (asked.ends,)
        self._forbidding = self._between(asked.carrying)

    def _between(self, carrying: str | None) -> set[int]:
        """The bars that forbid data between some two holders."""
        network, number = self._network, self._network.holder_number
        category = ANY if carrying is None else network.categories.number[carrying]
        return {
            one.bar
            for origin, recipient in self._pairs or ()
            if origin in number and recipient in number
            for one in forbidding(
                network, self._parts.norms, (number[origin], number[recipient]), category, (self._day, self._day),
                self._readings,
            )
        }  # fmt: skip

    def _flows(self, number: int, bar: Norm) -> list[int]:
        """The flows that a bar covers on some day, between the holders asked about."""
        begin, end = bar.validity.possible
        if begin >= end:
            return []
        covered = [n for n in range(self._network.flows.stated) if number in self._parts.norms.covering(n)]
        if self._pairs is None:
            return covered
        holders, flows = self._network.holder_number, self._network.flows
        ends = [
            (self._network.closure(holders[origin]), self._network.closure(holders[recipient]))
            for origin, recipient in self._pairs
            if origin in holders and recipient in holders
        ]
        return [
            n for n in covered if any(flows.sender[n] in whose and flows.recipient[n] in whom for whose, whom in ends)
        ]

    def meets(self, bar: Norm, category: str) -> bool:
        """Whether a bar can cover data of a category."""
        categories = self._network.categories
        number = categories.number[category]
        return not bar.categories or any(categories.meet(number, named) is not None for named in bar.categories)

    def entry(self, number: int) -> ListedBar:
        """A bar as an answer shows it."""
        bar = self._parts.norms.bars[number]
        evidence = self._parts.evidence
        shown = tuple(flow for n in self._flows(number, bar) if (flow := self._flow(number, bar, n)) is not None)
        return ListedBar(
            id=bar.iri,
            set_by=bar.instruments,
            text=tuple(evidence.values(bar.iri, v.DESCRIPTION)),
            slots={v.local_name(slot): values for slot in _SLOTS if (values := tuple(evidence.values(bar.iri, slot)))},
            exceptions=tuple(evidence.values(bar.iri, v.EXCEPTION)),
            permissions=tuple(
                self._excepting(permission)
                for permission in self._parts.norms.exceptions(bar)
                if self._parts.norms.taken(permission, self._readings)
            ),
            reading=bar.reading,
            valid_from=tuple(evidence.values(bar.iri, v.VALID_FROM)),
            valid_until=tuple(evidence.values(bar.iri, v.VALID_UNTIL)),
            replaced_by=tuple(sorted({by for instrument in bar.instruments for by in self._replacing[instrument]})),
            state=bar.validity.on(self._as_of),
            last_confirmed=bar.validity.last_confirmed(self._as_of),
            forbids=None if self._pairs is None else number in self._forbidding,
            flows=shown,
            lags=tuple(lag for flow in shown if (lag := self._lag(bar, flow)) is not None),
            sources=tuple(evidence.citations(bar.iri)),
        )

    @cached_property
    def _replacing(self) -> Mapping[str, set[str]]:
        """Of each thing that is said to be replaced, what replaces it."""
        found: dict[str, set[str]] = defaultdict(set)
        for later, earlier, _ in self._parts.store.pairs(v.REPLACES):
            found[earlier].add(later)
        return found

    def _excepting(self, permission: Norm) -> Excepting:
        return Excepting(
            permission.iri,
            permission.validity.on(self._as_of),
            permission.validity.last_confirmed(self._as_of),
            tuple(self._parts.evidence.values(permission.iri, v.VALID_UNTIL)),
        )

    def _flow(self, number: int, bar: Norm, flow: int) -> BarredFlow | None:
        """A flow that a bar covers; `None` where it carries nothing that the bar is about."""
        network = self._network
        table = network.flows
        meet = network.categories.meet
        carried = [
            c for c in table.carries[flow] if not bar.categories or any(meet(c, b) is not None for b in bar.categories)
        ]
        if not carried:
            return None
        covering: list[Barring] = [
            barring
            for category in carried
            for barring in self._parts.norms.barring(flow, category, self._day, self._readings, lifted=True)
            if barring.bar == number
        ]
        return BarredFlow(
            table.iris[flow],
            network.holders[table.sender[flow]],
            network.holders[table.recipient[flow]],
            tuple(network.categories.iris[c] for c in carried),
            table.validity(flow).on(self._as_of),
            table.last_confirmed(flow, self._as_of.toordinal()),
            tuple(self._parts.evidence.values(table.iris[flow], v.VALID_FROM)),
            tuple(self._parts.evidence.values(table.iris[flow], v.VALID_UNTIL)),
            any(not barring.lifted_by for barring in covering),
            tuple(sorted({permission for barring in covering for permission in barring.lifted_by})),
        )

    def _lag(self, bar: Norm, flow: BarredFlow) -> Lag | None:
        """The lag of one flow behind a bar: `None` where the bar's start, or anything after it, is not known."""
        if not bar.validity.starts:
            return None
        start = bar.validity.starts[0]
        until = bar.validity.ends[-1] if bar.validity.ends else date.max
        validity = self._network.flows.validity(self._network.flow_number[flow.id])
        if not validity.takes_place:
            return None
        attested = [days for days in validity.attested if start <= days[0] < until and self._barred(bar, flow, days[0])]
        days = max(attested, default=None)
        last = days[0] if days else None
        ends = [end for end in validity.ends if end > start]
        end = ends[0] if ends and self._barred(bar, flow, start) else None
        if last is None and end is None:
            return None
        return Lag(
            flow.id,
            Confirmed(*days).text if days else None,
            (last - start).days if last else None,
            self._as_written(flow.id, end) if end else None,
            (end - start).days if end else None,
        )

    def _as_written(self, flow: str, end: date) -> str:
        """An end of a flow as a source gives it: to the day, if one does."""
        ends = self._parts.evidence.values(flow, v.VALID_UNTIL)
        return max((text for text in ends if end_of(span(text, flow)) == end), key=len)

    def _barred(self, bar: Norm, flow: BarredFlow, day: date) -> bool:
        number, wanted = self._network.flow_number[flow.id], self._parts.norms.bar_number[bar.iri]
        return any(
            barring.bar == wanted
            for category in flow.categories
            for barring in self._parts.norms.barring(
                number, self._network.categories.number[category], day.toordinal(), self._readings
            )
        )


def _number(days: int | None) -> str:
    return "" if days is None else str(days)
