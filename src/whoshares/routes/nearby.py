"""What is known beside a question without a route: to or from what an end is part of, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whoshares.model.validity import State
from whoshares.network.network import Network
from whoshares.network.norms import Norms
from whoshares.routes.question import Question
from whoshares.routes.search import Search


@dataclass(frozen=True, slots=True)
class Nearby:
    """Routes that are none of the question, each by how sure the surest is. Things are IRIs.

    It is impossible where there are some, but on other days alone, or such as blocks stop.
    """

    to_whole: tuple[tuple[str, State], ...] = ()
    """What the recipient is part of or operated by, step by step, where a route ends at that itself."""
    from_whole: tuple[tuple[str, State], ...] = ()
    """The same of the origin, where a route begins at that itself."""
    other_way_round: State | None = None
    """Of the question with its ends swapped."""

    def __bool__(self) -> bool:
        return bool(self.to_whole or self.from_whole or self.other_way_round is not None)

    @property
    def things(self) -> list[str]:
        """All that it names."""
        return [iri for iri, _ in (*self.to_whole, *self.from_whole)]

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {
            "toWhole": [{"id": iri, "certainty": state.word} for iri, state in self.to_whole],
            "fromWhole": [{"id": iri, "certainty": state.word} for iri, state in self.from_whole],
            "otherWayRound": None if self.other_way_round is None else self.other_way_round.word,
        }


def nearby(network: Network, question: Question, norms: Norms | None = None) -> Nearby:
    """What is known beside a question, on its day or days and with all its options."""

    def surest(asked: Question) -> State | None:
        first = next(Search(network, asked, norms).routes(), None)
        if first is not None:
            return first.state
        ever = replace(asked, day=None, between=None, confirmed_since=None, blocks=False)
        return None if next(Search(network, ever, norms).routes(), None) is None else State.IMPOSSIBLE

    def known(wholes: Sequence[int], *, inward: bool) -> tuple[tuple[str, State], ...]:
        found = []
        for whole in wholes:
            flows = network.flows_to.get(whole, ()) if inward else network.flows_from.get(whole, ())
            passes = (*question.through, (frozenset(flows), frozenset[int]()))
            ends = (origin, whole) if inward else (whole, recipient)
            asked = replace(question, through=passes, origin=ends[0], recipient=ends[1])
            if flows and (state := surest(asked)) is not None:
                found.append((network.holders[whole], state))
        return tuple(found)

    origin, recipient = question.origin, question.recipient
    swapped = replace(question, origin=recipient, recipient=origin)
    return Nearby(
        known(_wholes(network, recipient, origin), inward=True),
        known(_wholes(network, origin, recipient), inward=False),
        surest(swapped),
    )


def _wholes(network: Network, holder: int, other: int) -> list[int]:
    """What a holder is part of or operated by, step by step, but for what holds the other end as well."""
    return sorted(network.bodies.containing(holder) - network.bodies.containing(other) - {holder})
