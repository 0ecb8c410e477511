"""What would settle a question about what stands for several holders: a place, a kind, a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from whoshares.answers.between import together
from whoshares.answers.claim_words import listed
from whoshares.answers.meant import Meant
from whoshares.answers.pairs import apart
from whoshares.answers.parts import GraphParts
from whoshares.answers.place import all_asked, as_the_first, caption_of_all, named_ends, stand_for, with_ends
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.unknowns import UnknownFact, Unknowns, unknowns
from whoshares.model.dates import in_words
from whoshares.model.labels import within

_ORDER = ("settled", "would-close", "would-open", "nothing-known")
"""The outcomes of pairs; the first of them that a pair has is that of all."""
_NAMED = 3
"""How many holders a sentence names."""


@dataclass(frozen=True)
class PlaceUnknowns(Unknowns):
    """The facts whose answers would change whether a route is known from any holder at one end to any at the other."""

    ends: tuple[Meant, Meant]
    pairs: tuple[Unknowns, ...]
    extra_columns: ClassVar = ("asked from", "asked to")

    @property
    def explanation(self) -> str:
        """The outcome in sentences: of how many pairs, and what would change it."""
        deciding = [pair for pair in self.pairs if pair.outcome == self.outcome]
        every = all_asked(self.labels, self.ends, len(self.pairs))
        names = listed([named_ends(pair, self.ends) for pair in deciding], _NAMED)
        of = f"for {names}, {len(deciding)} of {every}"
        first = deciding[0]
        way, day = self._way(), in_words(str(self.question["asOf"]))
        if self.outcome == "nothing-known":
            asked = every if len(self.pairs) == 1 else f"any of {every}"
            silent = "no single unknown is known that could make one"
            return f"No {way} is known or possible on {day} for {asked}, and {silent}."
        if self.outcome == "settled":
            return f"Documents settle it {of}. {first.explanation}"
        if self.outcome == "would-close":
            number = len(self.facts)
            known = f"{number} unknown {'fact' if number == 1 else 'facts together'} could leave none known"
            return f"A {way} is presumed on {day} {of}. {known}: whether what is presumed had ended."
        fewest = next(pair for pair in self.pairs if pair.facts == self.facts)
        least = "" if len(self.pairs) == 1 else f"Least is needed for {named_ends(fewest, self.ends)}. "
        return f"For none of {every} a {way} is known on {day}. {least}{fewest.explanation}"

    def _way(self) -> str:
        """What is asked for, with the end that is one holder: “way of driver records to ICE”."""
        carrying = self.question["carrying"]
        data = within(self.labels[str(carrying)]) if carrying else "data of any kind"
        held = zip(("from", "to"), self.ends, strict=True)
        ends = "".join(f" {key} {self.labels[end.iri]}" for key, end in held if end.is_holder)
        return f"way of {data}{ends}"

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data: as of one pair, with what each was answered."""
        pairs = [
            {
                "from": pair.question["from"],
                "to": pair.question["to"],
                "outcome": pair.outcome,
                "explanation": pair.explanation,
                "facts": [fact.to_dict() for fact in pair.facts],
                "optimal": pair.optimal,
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


def place_unknowns(parts: GraphParts, asked: TraceQuestion, origin: Meant, recipient: Meant) -> PlaceUnknowns:
    """The facts that would change the outcome of all pairs. Raises InputError where there are too many, or none."""
    found = [
        unknowns(parts, replace(asked, origin=first, recipient=last)) for first, last in apart(parts, origin, recipient)
    ]
    found.sort(key=lambda one: (_ORDER.index(one.outcome), str(one.question["from"]), str(one.question["to"])))
    outcome = found[0].outcome
    facts, optimal, others, routes = _settling([one for one in found if one.outcome == outcome])
    stated = {**found[0].question, "from": origin.iri, "to": recipient.iri}
    named = [*origin.holders, *recipient.holders]
    return PlaceUnknowns(
        **as_the_first(found)
        | {
            "caption": caption_of_all(parts, stated, found, named),
            "outcome": outcome,
            "facts": facts,
            "optimal": optimal,
            "others": others,
            "routes": routes,
            "between": together(one.between for one in found),
        },
        ends=(origin, recipient),
        pairs=tuple(found),
    )


def most_shared(sets: Iterable[Sequence[UnknownFact]]) -> tuple[UnknownFact, ...]:
    """Each fact of some sets once: those that the most sets hold first, else in their order."""
    found: dict[tuple[object, ...], UnknownFact] = {}
    held: Counter[tuple[object, ...]] = Counter()
    for facts in sets:
        for fact in facts:
            key = fact.fact, fact.id, fact.ends
            held[key] += 1
            found.setdefault(key, fact)
    return tuple(found[key] for key, _ in held.most_common())


def _settling(
    deciding: Sequence[Unknowns],
) -> tuple[tuple[UnknownFact, ...], bool, tuple[tuple[UnknownFact, ...], ...], tuple[object, ...]]:
    """The facts of all, whether fewer would do, other sets that would, and the routes that rest on them."""
    first = deciding[0]
    if first.outcome == "would-close":
        routes = tuple(route for one in deciding for route in one.routes)
        facts = most_shared(one.facts for one in deciding)
        is_one = len(deciding) == 1
        return facts, is_one and first.optimal, first.others if is_one else (), routes
    fewest = min(deciding, key=lambda one: len(one.facts))
    optimal = all(one.optimal for one in deciding) or len(fewest.facts) == 1
    return fewest.facts, optimal, fewest.others, fewest.routes
