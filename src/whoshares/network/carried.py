"""Flows with each category that they carry, sorted by category and sender: who asks for one reads no other."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from whoshares.network.flows import FlowTable
from whoshares.store.column_files import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


class Carried(NamedTuple):
    """Columns, one place for each pair of a flow and a category; a file keeps them as they are."""

    bounds: Column
    """Those of category n stand from bound n to n + 1, in the order of their senders."""
    sender: Column
    recipient: Column
    flow: Column
    begin: Column
    """The first day on which the flow is not impossible, and the end of these days."""
    until: Column

    @classmethod
    def of(cls, flows: FlowTable, categories: int) -> Carried:
        """The columns of some flows, worked out with numpy."""
        import numpy as np

        carried = np.frombuffer(flows.carries.values, np.int64)
        first = np.frombuffer(flows.carries.bounds, np.int32)
        flow = np.repeat(np.arange(len(flows), dtype=np.int32), first[1:] - first[:-1])
        flow = flow[np.lexsort((flow, np.frombuffer(flows.sender, np.int32)[flow], carried))]
        bounds = np.concatenate([[0], np.cumsum(np.bincount(carried, minlength=categories))])
        ends = (flows.sender, flows.recipient, range(len(flows)), flows.possible_from, flows.possible_until)
        columns = (bounds, *(np.asarray(column)[flow] for column in ends))
        return cls(*(array("i", column.astype(np.int32).tobytes()) for column in columns))

    def leaving(self, category: int, holders: Numbers, days: tuple[int, int] | None) -> tuple[Numbers, Numbers]:
        """The flows that carry a category out of some holders, and their recipients.

        With `days`, the first and the last of a window, those alone that are not impossible within it.
        """
        import numpy as np

        own = slice(self.bounds[category], self.bounds[category + 1])
        senders = np.frombuffer(self.sender[own], np.int32)
        wanted = holders.astype(np.int32)
        first, end = (np.searchsorted(senders, wanted, side) for side in ("left", "right"))
        counts = end - first
        places = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        if days is not None:
            begin, until = (np.frombuffer(column[own], np.int32)[places] for column in (self.begin, self.until))
            places = places[(begin <= days[1]) & (until > days[0])]
        flow, recipient = (np.frombuffer(column[own], np.int32)[places] for column in (self.flow, self.recipient))
        return flow.astype(np.int64), recipient.astype(np.int64)
