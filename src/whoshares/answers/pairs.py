"""The pairs of holders that a question is about where one answer is given for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from whoshares.answers.between import Between, together
from whoshares.answers.meant import Meant, refuse_many
from whoshares.answers.of_named import MOST_PAIRS, best_of, with_named
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.model.errors import InputError
from whoshares.network.network import Network
from whoshares.routes.absence import FOUND, Absence

_NONE: Final = "nothing-known"
_ORDER: Final = ("barred", "blocked", "unconfirmed", "other-days", "other-category", "excluded", _NONE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two holders, by IRI, and whether a route is known between them; why none is, where that was looked for."""

    origin: str
    recipient: str
    known: bool
    absence: Absence = FOUND

    def to_dict(self) -> dict[str, object]:
        """The pair as JSON-ready data."""
        outcome = "routes" if self.known else "none-known"
        return {"from": self.origin, "to": self.recipient, "outcome": outcome, "reason": self.absence.reason}


def apart(parts: GraphParts, origin: Meant, recipient: Meant) -> list[tuple[str, str]]:
    """Each holder at one end with each at the other of which neither is within the other; never none.

    Raises InputError where there are too many, or none.
    """
    if origin.is_holder and recipient.is_holder:
        parts.refuse_within(origin.iri, recipient.iri)
        return [(origin.iri, recipient.iri)]
    network = parts.network
    found = [
        (first, last)
        for first in origin.holders
        for last in recipient.holders
        if not _within(network, first, last) and not _within(network, last, first)
    ]
    refuse_many(parts, len(found), *(end for end in (origin, recipient) if not end.is_holder))
    if not found:
        names = [parts.names.label(end.iri) for end in (origin, recipient)]
        raise InputError(
            f"Of each holder that “{names[0]}” and “{names[1]}” stand for, one is within the other, so that nothing "
            "lies between the two. Name another end."
        )
    return found


def with_named_ones(
    parts: GraphParts, asked: TraceQuestion
) -> tuple[tuple[tuple[str, str], ...], tuple[Meant, Meant] | None]:
    """The two ends of a question; where no route is known, with those named bodies of a generic one that have one.

    Gives the pairs, and what the ends stand for where there are such bodies.
    """
    network, asked_about = parts.network, (asked.origin, asked.recipient)
    question = parts.tracer.question(asked)
    questions = with_named(network, question)[:MOST_PAIRS]
    if questions and any(best_of(network, [question])):
        return (asked_about,), None
    own = [(network.holders[one.origin], network.holders[one.recipient]) for one, _ in best_of(network, questions)]
    if not own:
        return (asked_about,), None

    def end(place: int) -> Meant:
        holders = tuple(sorted({pair[place] for pair in own} | {asked_about[place]}))
        return Meant(asked_about[place], "holder" if len(holders) == 1 else "generic", holders)

    return (asked_about, *own), (end(0), end(1))


def each(asked: TraceQuestion, pairs: Sequence[tuple[str, str]]) -> list[TraceQuestion]:
    """The question for each pair."""
    return [replace(asked, origin=first, recipient=last) for first, last in pairs]


def between_all(parts: GraphParts, asked: TraceQuestion, pairs: Sequence[Pair]) -> Between:
    """What lies between some pairs, each bar and each block once; of one without a route also what blocks close."""
    ends = [(pair.origin, pair.recipient) for pair in pairs]
    found = [parts.tracer.between(one, found=pair.known) for one, pair in zip(each(asked, ends), pairs, strict=True)]
    return found[0] if len(found) == 1 else together(found)


def nearest(pairs: Sequence[Pair]) -> Pair:
    """Of pairs without a route, the one that needs the least left aside, with the blocks of all that need the same."""
    first = min(pairs, key=lambda pair: (len(pair.absence.also), _ORDER.index(pair.absence.reason or _NONE)))
    needed = (first.absence.reason, first.absence.also)
    alike = [pair.absence for pair in pairs if (pair.absence.reason, pair.absence.also) == needed]
    standing = {block.iri: block for absence in alike for block in absence.blocks}
    blocks = tuple(standing[iri] for iri in sorted(standing))
    return replace(first, absence=replace(first.absence, blocks=blocks))


def explained(pairs: Sequence[Pair], labels: Mapping[str, str], *, stopped: bool) -> str | None:
    """Why no pair has a route, in a sentence: of several, said of that where the least would be left aside."""
    pair = nearest(pairs)
    said = pair.absence.in_words(labels, stopped=stopped)
    if len(pairs) == 1 or said is None:
        return said
    return f"Nearest to one, of {len(pairs):,} pairs, is {labels[pair.origin]} → {labels[pair.recipient]}. {said}"


def stand(ends: tuple[Meant, Meant] | None, pairs: Sequence[Pair]) -> dict[str, object]:
    """Which holders the ends stand for and what is known between each two, as JSON-ready data."""
    if ends is None:
        return {}
    holders = {word: list(end.holders) for word, end in zip(("from", "to"), ends, strict=True)}
    return {"standsFor": holders, "pairs": [pair.to_dict() for pair in pairs]}


def _within(network: Network, part: str, whole: str) -> bool:
    number = network.holder_number
    if part == whole:
        return True
    return part in number and whole in number and number[part] in network.closure(number[whole])
