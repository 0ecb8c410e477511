"""What lies between two holders, whether or not there is a route: the bars that forbid it, the blocks that stop it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise
from typing import Final, NamedTuple

from whoshares.answers.traced import TracedBar, text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.network.categories import ANY
from whoshares.network.forbidding import forbidding
from whoshares.network.network import Network
from whoshares.network.norms import Barring, Norms
from whoshares.routes.question import Question
from whoshares.routes.search import Route, Search
from whoshares.routes.steps import Shared
from whoshares.routes.stopping import Stopping
from whoshares.store.evidence import Evidence

_MOST_ROUTES: Final = 1_000


@dataclass(frozen=True, slots=True)
class ForbiddingBar:
    """A bar that forbids data from one holder to another. Things are IRIs."""

    bar: TracedBar
    """As it stands on the day; of a journey, on the surest day, and last confirmed by the last."""
    kinds: tuple[str, ...]
    """The kinds of the instruments that set it: a statute, a policy, a court order."""
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    senders: tuple[str, ...]
    """Whose data it forbids: the one end, or the parts of it that it binds."""
    recipients: tuple[str, ...]
    categories: tuple[str, ...]
    """What data, of what was asked for; none where that is any, and the bar states no limit to a kind of data."""

    def to_dict(self) -> dict[str, object]:
        """The bar as JSON-ready data."""
        return {
            **{key: value for key, value in self.bar.to_dict().items() if key != "liftedBy"},
            "instrumentKind": list(self.kinds),
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "from": list(self.senders),
            "to": list(self.recipients),
            "categories": list(self.categories),
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return self.bar.named().union(self.kinds, self.senders, self.recipients, self.categories)


class StoppingBlock(NamedTuple):
    """A block that stops, or may stop, a route from one holder to another. Things are IRIs."""

    id: str
    state: State
    """How sure it is that it stands on the day: from presumed on, it stops what it is set for."""
    last_confirmed: Confirmed | None
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    attested_on: tuple[str, ...]
    system: str
    origins: tuple[str, ...]
    recipients: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The block as JSON-ready data."""
        return {
            "id": self.id,
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "validFrom": list(self.valid_from),
            "validUntil": list(self.valid_until),
            "attestedOn": list(self.attested_on),
            "atSystem": self.system,
            "blocksOrigin": list(self.origins),
            "blocksRecipient": list(self.recipients),
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        return {self.id, self.system, *self.origins, *self.recipients}


class WithoutBlocks(NamedTuple):
    """What there would be without blocks, where none is known with them."""

    ways: int
    """How many ways the routes are that blocks stop."""
    routes: int
    """How many routes blocks stop, among the first thousand that there would be."""
    more: bool
    """Whether there would be more than these thousand."""
    through: tuple[str, ...]
    """The systems at which they are stopped."""

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {"ways": self.ways, "routes": self.routes, "more": self.more, "through": list(self.through)}


class Between(NamedTuple):
    """What lies between two holders, for data of a category on a day."""

    bars: tuple[ForbiddingBar, ...] = ()
    """By IRI."""
    blocks: tuple[StoppingBlock, ...] = ()
    """By IRI."""
    stopped: bool = False
    """Whether the search for blocks stopped at its work limit, so that one may be missing."""
    without_blocks: WithoutBlocks | None = None
    """Only where no route is known, and blocks stop some."""
    other_blocks: tuple[StoppingBlock, ...] = ()
    """Where no route is known: the blocks that are set between the two, and stop none. By IRI."""

    @property
    def standing(self) -> tuple[StoppingBlock, ...]:
        """The blocks that are certain or presumed: they stop what the others only may."""
        return tuple(block for block in self.blocks if block.state <= State.PRESUMED)

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "bars": [bar.to_dict() for bar in self.bars],
            "blocks": [block.to_dict() for block in self.blocks],
            "stopped": self.stopped,
            "withoutBlocks": self.without_blocks.to_dict() if self.without_blocks else None,
            "otherBlocks": [block.to_dict() for block in self.other_blocks],
        }

    def named(self) -> set[str]:
        """The IRIs that it names."""
        found = {iri for bar in self.bars for iri in bar.named()}
        return found.union(*(block.named() for block in (*self.blocks, *self.other_blocks)))


NOTHING: Final = Between()
"""Nothing lies between."""


def lies_between(
    network: Network,
    norms: Norms,
    evidence: Evidence,
    question: Question,
    traced_bar: Callable[[Barring, date | None], TracedBar],
    way_of: Callable[[Route], Hashable],
    *,
    found: bool,
    shared: Shared | None = None,
) -> Between:
    """What lies between the ends of a question; `found` says whether a route is known, `way_of` tells ways apart.

    `shared` is what questions of the same network share, where there are several.
    """
    window = question.window
    if window is None:
        return NOTHING
    last_day = date.fromordinal(max(window[1], 1))
    ends = question.origin, question.recipient

    def holders(numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(network.holders[number] for number in numbers)

    bars = []
    for one in forbidding(network, norms, ends, question.category, window, question.readings):
        iri, instruments = norms.bars[one.bar].iri, norms.bars[one.bar].instruments
        bars.append(
            ForbiddingBar(
                traced_bar(Barring(one.bar, one.state, ()), last_day),
                tuple(sorted({kind for instrument in instruments for kind in evidence.values(instrument, v.KIND)})),
                tuple(evidence.values(iri, v.VALID_FROM)),
                tuple(evidence.values(iri, v.VALID_UNTIL)),
                holders(one.senders),
                holders(one.recipients),
                tuple(network.categories.iris[c] for c in one.categories if c != ANY),
            )
        )
    if not network.blocks:
        return Between(tuple(bars))
    stopping = Stopping(network, question, shared)

    def told(number: int) -> StoppingBlock:
        block = network.blocks[number]
        return StoppingBlock(
            block.iri,
            stopping.surest(block.validity),
            block.validity.last_confirmed(last_day),
            tuple(evidence.values(block.iri, v.VALID_FROM)),
            tuple(evidence.values(block.iri, v.VALID_UNTIL)),
            tuple(evidence.values(block.iri, v.ATTESTED_ON)),
            network.holders[block.system],
            tuple(evidence.values(block.iri, v.BLOCKS_ORIGIN)),
            tuple(evidence.values(block.iri, v.BLOCKS_RECIPIENT)),
        )

    blocks = tuple(map(told, stopping.blocks))
    if found:
        return Between(tuple(bars), blocks, not stopping.exhausted)
    without = _without_blocks(network, norms, question, stopping, way_of) if blocks else None
    others = (told(number) for number in _set_between(network, question) if number not in stopping.blocks)
    may_stand = tuple(block for block in others if block.state < State.IMPOSSIBLE)
    return Between(tuple(bars), blocks, not stopping.exhausted, without, may_stand)


def _set_between(network: Network, question: Question) -> list[int]:
    """The blocks that are set for data of the question between its two ends, whatever flows there are."""
    ends = [network.closure(end) if end >= 0 else frozenset[int]() for end in (question.origin, question.recipient)]
    meet = network.categories.meet
    return [
        number
        for number, block in enumerate(network.blocks)
        if not ends[0].isdisjoint(block.origins)
        and not ends[1].isdisjoint(block.recipients)
        and (not block.categories or any(meet(question.category, c) is not None for c in block.categories))
    ]


def _without_blocks(
    network: Network, norms: Norms, question: Question, stopping: Stopping, way_of: Callable[[Route], Hashable]
) -> WithoutBlocks | None:
    """The routes that blocks stop which are certain or presumed, and where; `None` where there are none."""
    search = Search(network, replace(question, blocks=False), norms)
    number, through, ways = 0, set(), set()
    routes = list(islice(search.routes(), _MOST_ROUTES + 1))
    for route in routes[:_MOST_ROUTES]:
        systems = {
            network.blocks[block].system
            for before, after in pairwise(route.hops)
            for block in network.blocks_at.get(network.flows.recipient[before.flow], ())
            if stopping.stops_pair(block, before.flow, after.flow, after.category, after.day)
        }
        if systems:
            number += 1
            through |= systems
            ways.add(way_of(route))
    if not number:
        return None
    more = len(routes) > _MOST_ROUTES or not search.exhausted
    return WithoutBlocks(len(ways), number, more, tuple(network.holders[system] for system in sorted(through)))


def together(several: Iterable[Between]) -> Between:
    """What lies between some pairs of holders: each bar and each block once."""
    bars: dict[str, ForbiddingBar] = {}
    blocks: dict[str, StoppingBlock] = {}
    every = list(several)
    for one in every:
        for bar in one.bars:
            known = bars.get(bar.bar.id, bar)
            bars[bar.bar.id] = replace(
                bar,
                senders=tuple(sorted({*known.senders, *bar.senders})),
                recipients=tuple(sorted({*known.recipients, *bar.recipients})),
                categories=tuple(sorted({*known.categories, *bar.categories})),
            )
        for block in one.blocks:
            blocks.setdefault(block.id, block)
    return Between(
        tuple(bars[iri] for iri in sorted(bars)),
        tuple(blocks[iri] for iri in sorted(blocks)),
        any(one.stopped for one in every),
        other_blocks=tuple(
            {block.id: block for one in every for block in one.other_blocks if block.id not in blocks}.values()
        ),
    )
