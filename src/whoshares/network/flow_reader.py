"""The flows of a store, read property by property: a national graph has too many for one object each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import eq

from whoshares.model import vocabulary as v
from whoshares.model.dates import end_of, span
from whoshares.network import columns
from whoshares.network.flows import ATTESTED, FlowTable, Lists, spans
from whoshares.network.slots import lacks, nameless, several
from whoshares.store.engine import Store
from whoshares.store.packed_texts import PackedTexts, Places
from whoshares.store.text_columns import ByteTables, TermTables, TextTables, count_rows

UNSOURCED = len(v.TIERS)
"""The evidence rank of what no source with a tier states; ranks below it index `vocabulary.TIERS`, best first."""

SLOTS = (v.SENDER, v.RECIPIENT, v.CARRIES)
"""What says which flow it is; evidence is ranked by who states these."""
KEPT: Mapping[str, Callable[[tuple[date, date]], int]] = {
    v.VALID_FROM: lambda days: days[0].toordinal() << ATTESTED | days[1].toordinal(),
    v.VALID_UNTIL: lambda days: end_of(days).toordinal(),
    v.ATTESTED_ON: lambda days: days[0].toordinal() << ATTESTED | days[1].toordinal(),
}
"""As what number the days of each date are kept."""


class FlowReader:
    """What a store states of its flows: their ends and categories at once, and the table once those have numbers.

    From `many` flows on, columns are worked out with numpy. Raises IncompleteGraph where a flow lacks sender, recipient
    or category, or has two of the first two, and where a flow, or one of these, is a blank node.
    """

    def __init__(self, store: Store, many: int) -> None:
        if lacking := store.without(v.DATA_FLOW, v.SENDER):
            raise lacks(lacking[0], v.SENDER, "flow")
        self.tiers = tier_of_graphs(store)
        """The rank of each source's tier; none where no source has one."""
        tables: TextTables | ByteTables | TermTables
        if store.kept is not None and len(store.kept) >= many:
            self.many = len(store.kept.numbers(v.SENDER, 0)) >= many
            tables = TermTables(store.kept)
        else:
            texts = {slot: store.csv(slot, graphs=bool(self.tiers)) for slot in SLOTS}
            texts.update((slot, store.csv(slot)) for slot in KEPT)
            self.many = count_rows(texts[v.SENDER]) >= many
            tables = ByteTables(texts) if self.many else TextTables(texts)
            del texts
        self._things, self._owners = _coded(tables, 0, *SLOTS, *KEPT)
        holders, self._values = _coded(tables, 1, v.SENDER, v.RECIPIENT)
        categories, carried = _coded(tables, 1, v.CARRIES)
        self.ends, self.carried = ([iri.decode() for iri in iris] for iris in (holders, categories))
        """The holders at the ends of flows, and the categories that flows carry."""
        self._dates, dates = _coded(tables, 1, *KEPT)
        self._graphs, self._stating = _coded(tables, 2, *SLOTS) if self.tiers else ([], {})
        self._values |= carried | dates
        flows, self._flow = self._numbered([self._owners[slot] for slot in SLOTS])
        iris = [self._things[thing] for thing in flows]
        if any(map(_has_blank, (iris, holders, categories))):
            raise nameless(v.SENDER)
        self.iris = PackedTexts.of_bytes(iris)
        self._not_taking_place = store.having_only(v.EVIDENCE_STATUS, v.NOT_TAKING_PLACE)
        self._implied = store.having_only(v.EVIDENCE_STATUS, [v.IMPLIED])

    def table(self, holders: Mapping[str, int], categories: Mapping[str, int]) -> FlowTable:
        """The flows as columns."""
        starts, ends, attested = map(self._days, KEPT)
        takes_place = array("b", (not marked for marked in self._marked(self._not_taking_place)))
        return FlowTable(
            self.iris,
            self._one(v.SENDER, holders),
            self._one(v.RECIPIENT, holders),
            self._some(v.CARRIES, self.carried, categories),
            self._evidence(),
            starts,
            ends,
            attested,
            takes_place,
            self._marked(self._implied),
            array("i", [-1]) * len(self.iris),
            *spans(starts, ends, attested, takes_place, many=self.many),
        )

    def _lists(self, slot: str, cells: array[int], numbers: Sequence[int]) -> Lists:
        """What stands in a slot's cells, by flow and as numbers: `numbers` has one for each distinct text."""
        flows = self._looked_up(self._flow, self._owners[slot])
        return Lists.of(flows, self._looked_up(numbers, cells), len(self.iris), many=self.many)

    def _numbered(self, owners: Sequence[array[int]]) -> tuple[Sequence[int], array[int]]:
        """The things that have a slot, which are flows, and the number of each thing as a flow: -1 for the others."""
        if self.many:
            return columns.numbered(owners, len(self._things))
        flows = sorted(set().union(*owners))
        number = array("i", [-1]) * len(self._things)
        for place, thing in enumerate(flows):
            number[thing] = place
        return flows, number

    def _looked_up(self, numbers: Sequence[int], places: array[int]) -> array[int]:
        if self.many:
            return columns.looked_up(numbers, places)
        return array("q", map(numbers.__getitem__, places))

    def _some(self, slot: str, values: Sequence[str], numbers: Mapping[str, int]) -> Lists:
        """The values of a slot of each flow, one at least."""
        found = self._lists(slot, self._values[slot], [numbers[value] for value in values])
        if any(map(eq, found.bounds, found.bounds[1:])):
            empty = next(flow for flow in range(len(found)) if not found[flow])
            raise lacks(self.iris[empty], slot, "flow")
        return found

    def _one(self, slot: str, numbers: Mapping[str, int]) -> array[int]:
        """The one value of a slot of each flow."""
        found = self._some(slot, self.ends, numbers)
        if len(found.values) > len(found):
            flow = next(flow for flow in range(len(found)) if len(found[flow]) > 1)
            rivals = sorted(iri for iri, number in numbers.items() if number in found[flow])
            raise several(self.iris[flow], slot, rivals, "flow")
        return array("i", found.values)

    def _days(self, slot: str) -> Lists:
        """The dates in a slot of each flow, as what is kept of each."""
        cells = self._values[slot]
        days = [0] * len(self._dates)
        for number, thing in dict(zip(cells, self._owners[slot], strict=True)).items():
            days[number] = KEPT[slot](span(self._dates[number].decode(), v.shorten(self._things[thing].decode())))
        return self._lists(slot, cells, days)

    def _marked(self, things: Iterable[str]) -> array[int]:
        """For each flow 1 where it is among some things, else 0."""
        found = array("b", bytes(len(self.iris)))
        number = Places(self.iris)
        for iri in things:
            if iri in number:
                found[number[iri]] = 1
        return found

    def _evidence(self) -> array[int]:
        """Of each flow, the worst of its slots; of each slot, the best source's tier."""
        if not self.tiers:
            return array("b", [UNSOURCED]) * len(self.iris)
        tiers = [self.tiers.get(graph.decode(), UNSOURCED) for graph in self._graphs]
        stated = [self._lists(slot, cells, tiers) for slot, cells in self._stating.items()]
        best = [map(found.values.__getitem__, found.bounds[:-1]) for found in stated]
        return array("b", map(max, *best))


def _coded(
    tables: TextTables | ByteTables | TermTables, column: int, *slots: str
) -> tuple[list[bytes], dict[str, array[int]]]:
    """One column of the tables of some slots: the distinct texts, and by slot the cells as their numbers."""
    texts, found = tables.coded(*((slot, column) for slot in slots))
    return texts, dict(zip(slots, found, strict=True))


def _has_blank(texts: Sequence[bytes]) -> bool:
    """Whether some of the texts, which are in order, is the label of a blank node."""
    place = bisect_left(texts, b"_:")
    return place < len(texts) and texts[place].startswith(b"_:")


def tier_of_graphs(store: Store) -> Mapping[str, int]:
    """The rank of each source's tier; the worst where a source states several."""
    ranks = {iri: rank for rank, iri in enumerate(v.TIERS)}
    found: dict[str, int] = {}
    for source, tier, _ in store.pairs(v.TIER):
        found[source] = max(ranks.get(tier, UNSOURCED), found.get(source, 0))
    return found
