"""A statement on what stands for several holders: a place, a kind, a program. It is held against each pair of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from whoshares.answers.between import together
from whoshares.answers.claim import BORNE_OUT, CONTRADICTED, NOT_KNOWN, Claim, ClaimAsked, Verdict, claim
from whoshares.answers.claim_parts import DirectFlow
from whoshares.answers.claim_words import OUTCOMES, listed
from whoshares.answers.meant import Meant
from whoshares.answers.pairs import apart
from whoshares.answers.parts import GraphParts
from whoshares.answers.place import (
    all_asked,
    as_the_first,
    caption_of_all,
    named_ends,
    stand_for,
    ways_of_all,
    with_ends,
)
from whoshares.model.validity import State

_UNTOLD: Final = ("nothing-known", "nothing-forbids")
"""The reasons by which nothing is told of a pair."""
_NAMED: Final = 3
"""How many holders a sentence names."""


@dataclass(frozen=True)
class PlaceClaim(Claim):
    """The statement of each holder at one end and each at the other, those that decide it first."""

    ends: tuple[Meant, Meant]
    pairs: tuple[Claim, ...]
    extra_columns: ClassVar = ("asked from", "asked to")

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data: as of one pair, with how each came out."""
        pairs = [
            {
                "from": pair.question["from"],
                "to": pair.question["to"],
                "outcome": pair.outcome,
                "reason": pair.reason,
                "certainty": pair.verdict.state.word if pair.verdict.state is not None else None,
                "explanation": pair.explanation,
            }
            for pair in self.pairs
        ]
        return {**super().to_dict(), **stand_for(self.ends), "pairs": pairs}

    def rows(self) -> list[dict[str, str]]:
        """The outcome, then the rows of each pair with its two ends."""
        found = super().rows()[:1]
        for pair in self.pairs:
            found += with_ends(self, pair, pair.rows())
        return found


def place_claim(parts: GraphParts, asked: ClaimAsked, origin: Meant, recipient: Meant) -> PlaceClaim:
    """A statement, held against what documents say of each pair. Raises InputError for too many pairs, or none."""
    question = asked.question
    alone = BORNE_OUT if asked.says == "shares-with" else CONTRADICTED
    found = [
        claim(parts, replace(asked, question=replace(question, origin=first, recipient=last)))
        for first, last in apart(parts, origin, recipient)
    ]
    found.sort(key=lambda one: _order(one, alone))
    routes = tuple(route for one in found for route in one.routes)
    ways = ways_of_all(parts, routes, origin, recipient)
    named = {*(iri for way in ways for iri in way.named()), *origin.holders, *recipient.holders}
    stated = replace(asked, question=replace(question, origin=origin.iri, recipient=recipient.iri)).to_dict()
    verdict = _verdict(found, alone)
    answer = PlaceClaim(
        **as_the_first(found)
        | {
            "caption": caption_of_all(parts, stated, found, named),
            "verdict": verdict,
            "direct": tuple({_of(one): one for each in found for one in each.direct}.values()),
            "routes": routes,
            "ways": ways,
            "truncated": any(one.truncated for one in found),
            "stopped": any(one.stopped for one in found),
            "between": together(one.between for one in found),
            "norms": tuple({norm.id: norm for one in found for norm in one.norms}.values()),
            "rivals": tuple({rival.id: rival for one in found for rival in one.rivals}.values()),
        },
        ends=(origin, recipient),
        pairs=tuple(found),
    )
    return replace(answer, explanation=_explanation(answer, alone))


def _of(one: DirectFlow) -> tuple[str, str, str]:
    return one.hop.flow, one.hop.sender, one.hop.recipient


def _order(one: Claim, alone: str) -> tuple[object, ...]:
    place = 2 if one.outcome == NOT_KNOWN else int(one.outcome != alone)
    state = State.IMPOSSIBLE if one.verdict.state is None else one.verdict.state
    told = 0 if one.reason == "leaves-open" else 1 if one.reason not in _UNTOLD else 2
    return place, state, told, str(one.question["from"]), str(one.question["to"])


def _verdict(found: list[Claim], alone: str) -> Verdict:
    """How the statement comes out of all pairs, which are in order."""
    outcomes = {one.outcome for one in found}
    if alone in outcomes:
        return found[0].verdict
    if NOT_KNOWN not in outcomes:
        return found[-1].verdict
    return Verdict(NOT_KNOWN, next(one.reason for one in found if one.outcome == NOT_KNOWN))


def _explanation(answer: PlaceClaim, alone: str) -> str:
    """The outcome in sentences: of how many it holds, and what decides it."""
    counts = {outcome: [one for one in answer.pairs if one.outcome == outcome] for outcome in OUTCOMES}
    number = len(answer.pairs)
    every = all_asked(answer.labels, answer.ends, number)
    sure = ", presumably" if answer.verdict.state is State.PRESUMED else ""
    said = f"{OUTCOMES[answer.outcome]}{sure}"
    if answer.outcome == alone:
        some = counts[alone]
        return f"{said}, for {_names(answer, some)}, {len(some)} of {every}. {_reason(some[0])}"
    if answer.outcome != NOT_KNOWN:
        last = answer.pairs[-1]
        beyond = "Of bodies that the graph does not have, nothing is said."
        each = every if number == 1 else f"each of {every}"
        return f"{said}, for {each}. {beyond} For {named_ends(last, answer.ends)}: {_reason(last)}"
    other = CONTRADICTED if alone == BORNE_OUT else BORNE_OUT
    word = OUTCOMES[other].lower()
    left = counts[NOT_KNOWN]
    some = counts[other]
    known = f"{word} for {_names(answer, some)}, and not known for the other {len(left)}" if some else "known for none"
    return f"{said}: of {every} it is {known}. For {named_ends(left[0], answer.ends)}: {_reason(left[0])}"


def _names(answer: PlaceClaim, some: list[Claim]) -> str:
    return listed([named_ends(one, answer.ends) for one in some], _NAMED)


def _reason(one: Claim) -> str:
    """What an explanation says after its outcome."""
    return one.explanation.partition(". ")[2]
