"""On a large network, how far a recipient is by way of a pair of flows between which a block is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whoshares.network.network import Network


class ByBlock:
    """For each state on some way by a block, the fewest flows that follow at the least, whatever the origin."""

    def __init__(
        self,
        network: Network,
        system: int,
        origins: frozenset[int],
        wanted: Mapping[int, int],
        first: NDArray[np.uint16],
    ) -> None:
        self._sender, self._recipient = network.flows.sender, network.flows.recipient
        self._system, self._origins, self._wanted = system, origins, wanted
        self._width = first.shape[1]
        self._lookup = first.reshape(-1).data
        self._least = min(wanted.values())

    def get(self, state: tuple[int, int]) -> int | None:
        """The fewest flows that follow; `None` where the state is on no such way."""
        flow, category = state
        recipient = self._recipient[flow]
        if recipient == self._system:
            return self._wanted.get(category) if self._sender[flow] in self._origins else None
        first: int = self._lookup[recipient * self._width + category]
        return self._least + first if first else None
