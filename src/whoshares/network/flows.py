"""The flows of a network as columns, one array a slot; `table[number]` puts one flow together."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple, overload

from whoshares.model import validity
from whoshares.model.validity import Confirmed, Points, Validity, starts_of
from whoshares.network import columns
from whoshares.store.column_files import Column, code_of, joined
from whoshares.store.packed_texts import PackedTexts

if TYPE_CHECKING:
    from whoshares.network.columns import Numbers

ATTESTED = 32
"""A start or an attestation is kept as its first day's ordinal, shifted by so many bits, and its last day's."""


class Flow(NamedTuple):
    """One flow; its number is its place in the order of flow IRIs."""

    iri: str
    sender: int
    recipient: int
    carries: tuple[int, ...]
    validity: Validity
    evidence: int
    """Index into the tiers: of the worst-supported of sender, recipient and category, its best source's tier."""
    as_every: int = -1
    """As in the table."""


class Lists:
    """A list of numbers for each number from 0 on, kept in two arrays; `ArrayLists` is its like for numpy."""

    def __init__(self, bounds: Column, values: Column) -> None:
        """List n is the values from bound n to n + 1."""
        self.bounds = bounds
        self.values = values

    @classmethod
    def of(cls, owners: Sequence[int], values: Sequence[int], size: int, *, many: bool) -> Lists:
        """The values of each owner, sorted, each once, without those of an owner below 0.

        With `many` they are worked out with numpy.
        """
        if many:
            return cls(*columns.lists(owners, values, size))
        ordered = sorted({pair for pair in zip(owners, values, strict=True) if pair[0] >= 0})
        counts = [0] * (size + 1)
        for owner, _ in ordered:
            counts[owner + 1] += 1
        return cls(array("i", accumulate(counts)), array("q", [value for _, value in ordered]))

    def only(self, numbers: Sequence[int]) -> Lists:
        """Some of the lists, in the order given."""
        return Lists(
            array("i", accumulate((len(self[n]) for n in numbers), initial=0)),
            array("q", chain.from_iterable(self[n] for n in numbers)),
        )

    def followed_by(self, others: Lists) -> Lists:
        """These lists, then others."""
        shift = len(self.values)
        return Lists(
            joined(self.bounds, [shift + bound for bound in others.bounds[1:]]), joined(self.values, others.values)
        )

    def __getitem__(self, owner: int) -> Column:
        return self.values[self.bounds[owner] : self.bounds[owner + 1]]

    def __len__(self) -> int:
        return len(self.bounds) - 1


@dataclass(frozen=True)
class FlowTable(Sequence[Flow]):
    """All flows, in the order of their IRIs: one column a slot. Days are ordinals, spans end before their end."""

    iris: PackedTexts
    sender: Column
    recipient: Column
    carries: Lists
    evidence: Column
    starts: Lists
    ends: Lists
    attested: Lists
    takes_place: Column
    """1 where a source says that the flow takes place, else 0."""
    implied: Column
    """1 where sources imply the flow and none says it, else 0."""
    as_every: Column
    """Where a flow is said of every body of a kind, and one named body is taken for the generic: that one's number as
    `every.as_recipient` keeps it. -1 for the flows as they are stated, which come first."""
    certain_from: Column
    certain_until: Column
    presumed_from: Column
    """Of what is presumed or certain."""
    presumed_until: Column
    possible_from: Column
    """Of what is not impossible."""
    possible_until: Column

    def __len__(self) -> int:
        return len(self.sender)

    @overload
    def __getitem__(self, number: int) -> Flow: ...
    @overload
    def __getitem__(self, number: slice) -> list[Flow]: ...
    def __getitem__(self, number: int | slice) -> Flow | list[Flow]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if number >= len(self):
            raise IndexError(number)
        return Flow(
            self.iris[number],
            self.sender[number],
            self.recipient[number],
            tuple(self.carries[number]),
            self.validity(number),
            self.evidence[number],
            self.as_every[number],
        )

    def only(self, numbers: Sequence[int]) -> FlowTable:
        """The table of some flows, in the order given."""

        def column(of: Column) -> array[int]:
            return array(code_of(of), map(of.__getitem__, numbers))

        return FlowTable(
            self.iris.only(numbers),
            column(self.sender),
            column(self.recipient),
            self.carries.only(numbers),
            column(self.evidence),
            self.starts.only(numbers),
            self.ends.only(numbers),
            self.attested.only(numbers),
            column(self.takes_place),
            column(self.implied),
            column(self.as_every),
            *(column(of) for each in self.by_state for of in each),
        )

    @cached_property
    def stated(self) -> int:
        """How many flows are as they are stated; those taken for named bodies come after them."""
        last = len(self)
        while last and self.as_every[last - 1] != -1:
            last -= 1
        return last

    def followed_by(self, others: FlowTable) -> FlowTable:
        """The flows of this table, then those of another."""
        pairs = ((getattr(self, field.name), getattr(others, field.name)) for field in fields(FlowTable))
        return FlowTable(
            *(
                one.followed_by(other) if isinstance(one, PackedTexts | Lists) else joined(one, other)
                for one, other in pairs
            )  # type: ignore[arg-type]
        )

    @property
    def by_state(self) -> tuple[tuple[Column, Column], ...]:
        """For each state but the last, from certain on: the first day and the end of what is in it or a surer one."""
        return (
            (self.certain_from, self.certain_until),
            (self.presumed_from, self.presumed_until),
            (self.possible_from, self.possible_until),
        )

    def confirmed_from(self, since: int) -> Numbers:
        """For each flow the first day, from one on, on which it is known to be in force: `Validity.confirmed_from`."""
        starts, attested = ((each.bounds, each.values) for each in (self.starts, self.attested))
        return columns.confirmed_from(since, starts, attested, ATTESTED, self.by_state[0], self.takes_place)

    def validity(self, number: int) -> Validity:
        """When a flow is in force."""
        day = date.fromordinal

        def days(kept: Lists) -> list[tuple[date, date]]:
            return [(day(one >> ATTESTED), day(one & (1 << ATTESTED) - 1)) for one in kept[number]]

        starts, within = starts_of(days(self.starts))
        ends, attested = tuple(map(day, self.ends[number])), tuple(days(self.attested))
        return Validity(starts, ends, attested, bool(self.takes_place[number]), within)

    def last_confirmed(self, number: int, day: int) -> Confirmed | None:
        """When a flow was last known to be in force, on or before a day, an ordinal: `Validity.last_confirmed`."""
        if not self.takes_place[number]:
            return None
        last = (1 << ATTESTED) - 1
        start = within = None
        if len(begun := self.starts[number]):
            start = begun[-1] >> ATTESTED
            within = min(one & last for one in begun if one >> ATTESTED == start)
        return validity.last_confirmed(
            day,
            [(one >> ATTESTED, one & last) for one in self.attested[number]],
            start,
            None if within == start else within,
            (self.certain_from[number], self.certain_until[number]),
        )


def spans(starts: Lists, ends: Lists, attested: Lists, takes_place: Column, *, many: bool) -> tuple[array[int], ...]:
    """The first day and the end of each of the spans of each flow, in the order of `validity.Spans`."""
    if many:
        begun, over, dated = ((each.bounds, each.values) for each in (starts, ends, attested))
        return columns.spans(begun, over, dated, ATTESTED, takes_place)
    found = tuple(array("i") for _ in range(2 * len(validity.Spans._fields)))
    last = (1 << ATTESTED) - 1
    for number in range(len(starts)):
        froms, untils, days = starts[number], ends[number], attested[number]
        points = Points(
            *((froms[0] >> ATTESTED, froms[-1] >> ATTESTED) if froms else (None, None)),
            *((untils[0], untils[-1]) if untils else (None, None)),
            *((min(a & last for a in days), days[-1] >> ATTESTED) if days else (None, None)),
        )._replace(takes_place=bool(takes_place[number]))
        for column, day in zip(found, chain.from_iterable(validity.spans(points)), strict=True):
            column.append(day)
    return found


def by_end(ends: Column, holders: int, *, many: bool) -> Lists:
    """The flows of each holder that stands in a slot, in order."""
    if many:
        return Lists(*columns.places(ends, holders))
    return Lists.of(ends, range(len(ends)), holders, many=False)
