"""The parts that a graph answers with, each made when first needed, and what a question gives, read against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path

from whoshares.answers.questions import TraceQuestion
from whoshares.answers.tracer import Tracer
from whoshares.model import vocabulary as v
from whoshares.model.arguments import at_least_one, read_confirmed_since, read_day_or_today, read_texts
from whoshares.model.errors import IncompleteGraph, InputError
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.network.reader import read_network
from whoshares.store.descriptions import describe
from whoshares.store.engine import Store
from whoshares.store.evidence import Evidence
from whoshares.store.names import CATEGORIES, HOLDERS, READINGS, Names

_PASSABLE = frozenset({v.ORGANIZATION, v.SYSTEM, v.DATA_FLOW, v.PROGRAM, v.INSTRUMENT})


class GraphParts:
    """A store with its names, evidence, flows and norms."""

    whole = True
    """Whether all flows of the graph are here, and not those alone that a question fetched from a remote one."""

    def __init__(
        self, store: Store, network_at: Path | None = None, *, network: Callable[[], Network] | None = None
    ) -> None:
        """`network_at` is where the cache keeps the network; `network` opens one that is kept elsewhere."""
        self.store = store
        self._network_at = network_at
        self._open_network = network

    @cached_property
    def names(self) -> Names:
        """The labels, aliases and ids of the graph's things."""
        return Names(self.store)

    @cached_property
    def evidence(self) -> Evidence:
        """The statements with their sources."""
        return Evidence(self.store)

    @cached_property
    def network(self) -> Network:
        """The projection of flows that route analysis reads, kept in the cache where it has a place there."""
        if self._open_network is not None:
            return self._open_network()
        if self._network_at is None:
            return read_network(self.store)
        from whoshares.network.file import read, save

        kept = read(self._network_at)
        network = kept or read_network(self.store)
        if kept is None:
            with suppress(OSError):  # a cache that cannot be written is done without
                save(network, self._network_at)
        return network

    @cached_property
    def norms(self) -> Norms:
        """The bars and their exceptions."""
        return Norms(self.store, self.network)

    @cached_property
    def tracer(self) -> Tracer:
        """What puts questions to the network, with the evidence."""
        return Tracer(self.network, self.evidence, self.names, self.norms)

    def telling(self, flow: int) -> frozenset[str] | None:
        """The named graphs that tell a flow as it is here: of a named body's, those that say it of every such body.

        `None` for all.
        """
        flows = self.network.flows
        return None if flow < flows.stated else self.evidence.saying_every(flows.iris[flow])

    def _asked(
        self,
        origin: str,
        recipient: str,
        carrying: str | None,
        as_of: str | date | None,
        exact: bool,
        max_hops: int | None,
        confirmed_since: str | date | None = None,
        *,
        limit: int,
        between: tuple[date | None, date | None] | None = None,
    ) -> TraceQuestion:
        self.need_flows()
        holder, day = "holder of data", read_day_or_today(as_of)
        return TraceQuestion(
            origin=self.names.resolve(origin, HOLDERS, holder),
            recipient=self.names.resolve(recipient, HOLDERS, holder),
            carrying=self.category(carrying),
            as_of=day,
            exact=exact,
            max_hops=at_least_one(max_hops, "max_hops"),
            limit=at_least_one(limit, "limit") or 1,
            between=between,
            confirmed_since=read_confirmed_since(confirmed_since, between[1] if between else day),
        )

    def category(self, name: str | None) -> str | None:
        """The IRI of a data category; `None` for none and for “any”."""
        if name is None or name.strip().casefold() == "any":
            return None
        return self.names.resolve(name, CATEGORIES, "data category")

    def describe(self, thing: str) -> str:
        """A thing's label; of a figure with its number, of a flow without label who sends what to whom."""
        return describe(self.names, self.evidence, thing)

    def need_flows(self) -> None:
        """Raises IncompleteGraph where the graph has no flow, so that an analysis has nothing to read."""
        if not self.network.flows:
            raise IncompleteGraph(
                "This graph holds no flow. A flow is a ws:DataFlow with ws:sender, ws:recipient and ws:carries: check "
                "that --graph names the file or folder that you mean."
            )

    def readings(self, given: str | Sequence[str]) -> tuple[str, ...]:
        """The IRIs of readings of instruments, of each instrument at most one. Raises NameUnknown and InputError."""
        taken = tuple(dict.fromkeys(self.names.resolve(name, READINGS, "reading") for name in read_texts(given)))
        explained: dict[str, str] = {}
        for reading in taken:
            for instrument in self.evidence.values(reading, v.INTERPRETS):
                if instrument in explained:
                    raise InputError(
                        f"{v.shorten(explained[instrument])} and {v.shorten(reading)} are rival readings of "
                        f"{self.names.label(instrument)}. Take one of them."
                    )
                explained[instrument] = reading
        return taken

    def _passable(self, given: str | Sequence[str]) -> tuple[str, ...]:
        what = "holder, flow, program or instrument"
        return tuple(self.names.resolve(name, _PASSABLE, what) for name in read_texts(given))

    def _bars_of(self, thing: str) -> frozenset[str]:
        """The bar itself, or the bars that an instrument sets. Raises InputError where it sets none."""
        found = frozenset(bar.iri for bar in self.norms.bars if thing == bar.iri or thing in bar.instruments)
        if not found:
            raise InputError(
                f"{v.shorten(thing)} sets no bar in this graph. “whoshares bars” lists all bars with their instruments."
            )
        return found

    def refuse_within(self, origin: str, recipient: str) -> None:
        """Raises InputError where one of two holders is the other, or within it: nothing lies between them."""
        number = self.network.holder_number
        for part, whole in ((origin, recipient), (recipient, origin)):
            if part in number and whole in number and number[part] in self.network.closure(number[whole]):
                said = "is both ends" if part == whole else f"is within {self.names.label(whole)}"
                raise InputError(
                    f"{self.names.label(part)} {said}, so that nothing lies between the two. Name two bodies of which "
                    "neither is part of the other, such as a part of one instead of the whole."
                )
