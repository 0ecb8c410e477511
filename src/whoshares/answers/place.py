"""Questions about what stands for several holders: a place, a kind, a program. Each is asked; one answer has all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from whoshares.answers.bars import Bars, BarsAsked, bars
from whoshares.answers.between import together
from whoshares.answers.caption import Caption, Captioned
from whoshares.answers.exposure import Exposure, Flows, bodies_of, exposure
from whoshares.answers.meant import Meant, refuse_many
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute
from whoshares.answers.ways import Way, to_end, ways
from whoshares.model.errors import InputError
from whoshares.model.validity import State
from whoshares.routes.absence import REASONS
from whoshares.routes.steps import Shared

if TYPE_CHECKING:
    import networkx as nx

_ALL = {
    "place": (("holder", "holders"), "that the graph has in {}"),
    "kind": (("body", "bodies"), "of the kind {} that the graph has"),
    "program": (("holder", "holders"), "that send under {} in the graph"),
}
"""Of what sort the holders are that an end stands for, and which they are, in words."""


@dataclass(frozen=True)
class PlaceTrace(Trace):
    """The traces from each holder at one end to each at the other, those with routes first; its routes are theirs."""

    ends: tuple[Meant, Meant]
    pairs: tuple[Trace, ...]
    bodies: Mapping[str, str]
    """What each holder at an end that is none itself is shown as."""
    nested: bool
    """Whether some of the holders at one end are parts of others there, so that they share routes."""
    extra_columns: ClassVar = ("asked from", "asked to")

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data: as for one pair, with what each pair was answered."""
        pairs = [
            {
                **_ends(pair),
                "outcome": pair.outcome,
                "reason": pair.reason,
                "explanation": pair.explanation,
                "truncated": pair.truncated,
                "stopped": pair.stopped,
                "bars": [bar.bar.id for bar in pair.between.bars],
                "blocks": [block.id for block in pair.between.blocks],
                "routes": list(ranks),
            }
            for pair, ranks in self.ranked()
        ]
        return {**super().to_dict(), **stand_for(self.ends), "pairs": pairs}

    def ranked(self) -> list[tuple[Trace, range]]:
        """Each pair with the places of its routes among all, from 1."""
        found = []
        first = 1
        for pair in self.pairs:
            found.append((pair, range(first, first + len(pair.routes))))
            first += len(pair.routes)
        return found

    @property
    def explanation(self) -> str | None:
        """Why no route is known between any two, in a sentence."""
        if self.routes:
            return None
        if len(self.pairs) == 1:
            return self.pairs[0].explanation
        reasons = Counter(pair.reason for pair in self.pairs if pair.reason)
        return f"{'; '.join(f'for {number}, {REASONS[code]}' for code, number in reasons.most_common())}.".capitalize()

    def rows(self) -> list[dict[str, str]]:
        """One row a hop, with the two holders asked about."""
        asked = [pair for pair in self.pairs for _ in pair.routes]
        found = []
        for row in super().rows():
            found += with_ends(self, asked[int(row["route"]) - 1], [row])
        return found


@dataclass(frozen=True)
class PlaceExposure(Exposure):
    """The exposure of each holder, in the order of their IRIs; its rows are theirs."""

    end: Meant
    holders: tuple[Exposure, ...]
    extra_columns: ClassVar = ("asked of",)

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data: as for one holder, with which rows are whose."""
        told: list[dict[str, object]] = []
        first = 1
        for iri, answer in zip(self.end.holders, self.holders, strict=True):
            after = first + len(answer.rows_found)
            told.append({"holder": iri, "rows": list(range(first, after))})
            first = after
        return {**super().to_dict(), "standsFor": list(self.end.holders), "holders": told}

    def rows(self) -> list[dict[str, str]]:
        """One row a holder and category, with the holder asked about."""
        asked = zip(self.end.holders, self.holders, strict=True)
        return [{"asked of": self.labels[iri], **row} for iri, answer in asked for row in answer.rows()]

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The rows as a directed multigraph: holders are nodes, rows are edges keyed by the category that arrives."""
        import networkx as nx

        return nx.compose_all([answer.to_networkx() for answer in self.holders])


@dataclass(frozen=True)
class PlaceBars(Bars):
    """The bars between some holder at one end and some at the other, each once."""

    ends: tuple[Meant, Meant]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    """The bars between two holders, for each two between which there are some."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, with the bars of each pair."""
        pairs = [{"from": first, "to": last, "bars": list(found)} for (first, last), found in self.pairs.items()]
        return {**super().to_dict(), **stand_for(self.ends), "pairs": pairs}


def place_trace(parts: GraphParts, asked: TraceQuestion, origin: Meant, recipient: Meant) -> PlaceTrace:
    """The answer for each pair of holders; `asked` gives all else. Raises InputError where there are too many."""
    shared = Shared()
    answers = [  # what is kept of one recipient does for all origins
        parts.tracer.trace(replace(asked, origin=first, recipient=last), shared=shared)
        for first, last in sorted(_pairs(parts, origin, recipient), key=lambda pair: pair[::-1])
    ]
    answers.sort(key=_best_first)
    routes = tuple(route for answer in answers for route in answer.routes)
    found = ways_of_all(parts, routes, origin, recipient)
    shown = _shown(parts, origin, recipient)
    return PlaceTrace(
        **as_the_first(answers)
        | {
            "caption": caption_of_all(
                parts, replace(asked, origin=origin.iri, recipient=recipient.iri).to_dict(), answers, _named(found)
            ),
            "routes": routes,
            "between": together(answer.between for answer in answers),
            "ways": found,
            "truncated": any(answer.truncated for answer in answers),
            "stopped": any(answer.stopped for answer in answers),
        },
        ends=(origin, recipient),
        pairs=tuple(answers),
        bodies=shown,
        nested=_nested(parts, origin) or _nested(parts, recipient),
    )


def place_exposure(
    parts: GraphParts, asked: TraceQuestion, end: Meant, *, outward: bool, only: Meant | None = None
) -> PlaceExposure:
    """The exposure of each holder; `asked` gives all else. Raises InputError where there are too many."""
    refuse_many(parts, len(end.holders), end)
    flows = Flows(parts.network.flows, asked.as_of)
    answers = [
        exposure(parts, replace(asked, origin=holder, recipient=holder), outward=outward, only=only, flows=flows)
        for holder in end.holders
    ]
    rows = tuple(row for answer in answers for row in answer.rows_found)
    return PlaceExposure(
        **as_the_first(answers)
        | {
            "caption": caption_of_all(parts, {**answers[0].question, "from" if outward else "to": end.iri}, answers),
            "rows_found": rows,
            "bodies": bodies_of(parts, rows, end.holders),
            "stopped": any(answer.stopped for answer in answers),
            "undecided": sum(answer.undecided for answer in answers),
        },
        end=end,
        holders=tuple(answers),
    )


def place_bars(parts: GraphParts, asked: BarsAsked, origin: Meant, recipient: Meant) -> PlaceBars:
    """The bars between any two of the holders. Raises InputError where there are too many."""
    between: dict[tuple[str, str], tuple[str, ...]] = {}
    for pair in _pairs(parts, origin, recipient):
        if found := parts.norms.between(*pair):
            between[pair] = found
    only = {iri for found in between.values() for iri in found}
    answer = bars(parts, replace(asked, only=only, pairs=tuple(between)))
    shown = {bar.id for bar in answer.found}
    pairs = {pair: kept for pair, found in between.items() if (kept := tuple(b for b in found if b in shown))}
    question = {**answer.question, "from": origin.iri, "to": recipient.iri}
    caption = caption_of_all(parts, question, [answer], [end for pair in pairs for end in pair])
    return PlaceBars(**as_the_first([answer]) | {"caption": caption}, ends=(origin, recipient), pairs=pairs)


def _pairs(parts: GraphParts, origin: Meant, recipient: Meant) -> list[tuple[str, str]]:
    """From each holder to each, but from none to itself; never none. Raises InputError."""
    found = [(first, last) for first in origin.holders for last in recipient.holders if first != last]
    refuse_many(parts, len(found), *(end for end in (origin, recipient) if not end.is_holder))
    if not found:
        raise InputError(
            f"“{parts.names.label(origin.iri)}” and “{parts.names.label(recipient.iri)}” stand for the same one "
            f"holder, “{parts.names.label(origin.holders[0])}”. Name another end."
        )
    return found


def ways_of_all(parts: GraphParts, routes: Sequence[TracedRoute], origin: Meant, recipient: Meant) -> tuple[Way, ...]:
    """The ways of routes in the order of all, from a holder that was named or from bodies."""
    shown = parts.tracer.bodies.of
    sender, taker = (to_end(end.iri) if end.is_holder else shown for end in (origin, recipient))
    return ways(routes, shown, sender, taker)


def _shown(parts: GraphParts, *ends: Meant) -> dict[str, str]:
    """What the holders are shown as that an end stands for; a holder that stands in no flow as itself."""
    number, bodies = parts.network.holder_number, parts.tracer.bodies
    every = [iri for end in ends if not end.is_holder for iri in end.holders]
    return {iri: bodies.of(iri) if iri in number else iri for iri in every}


def _named(found: Iterable[Way]) -> set[str]:
    return {iri for way in found for iri in way.named()}


def _nested(parts: GraphParts, end: Meant) -> bool:
    number = parts.network.holder_number
    numbers = {number[holder] for holder in end.holders if holder in number}
    return any(len(parts.network.closure(holder) & numbers) > 1 for holder in numbers)


def _best_first(answer: Trace) -> tuple[object, ...]:
    ends = _ends(answer)
    if not answer.routes:
        return True, State.CERTAIN, 0, ends["from"], ends["to"]
    best = answer.routes[0]
    return False, best.state, len(best.hops), ends["from"], ends["to"]


def _ends(answer: Captioned) -> dict[str, str]:
    return {end: str(answer.question[end]) for end in ("from", "to")}


def with_ends(answer: Captioned, pair: Captioned, rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Rows about one pair, with the two holders asked about, for the table of all."""
    ends = _ends(pair)
    asked = {"asked from": answer.labels[ends["from"]], "asked to": answer.labels[ends["to"]]}
    return [{**asked, **row} for row in rows]


def all_asked(labels: Mapping[str, str], ends: tuple[Meant, Meant], number: int) -> str:
    """The holders that some ends stand for, or the pairs of them, as a sentence counts them: “the 7 holders …”."""
    several = [end for end in ends if not end.is_holder]
    if len(several) == 2:
        pairs = "the one pair" if number == 1 else f"the {number} pairs"
        return f"{pairs} of holders, from {labels[ends[0].iri]} to {labels[ends[1].iri]}, that the graph has"
    noun, which = _ALL[several[0].sort]
    return f"{f'the one {noun[0]}' if number == 1 else f'the {number} {noun[1]}'} {which}".format(
        labels[several[0].iri]
    )


def named_ends(answer: Captioned, ends: tuple[Meant, Meant]) -> str:
    """The two ends of one pair that the question does not name itself, in quotation marks where a comma parts them."""
    held = zip(("from", "to"), ends, strict=True)
    named = " → ".join(answer.labels[str(answer.question[key])] for key, end in held if not end.is_holder)
    return f"“{named}”" if "," in named else named


def stand_for(ends: tuple[Meant, Meant]) -> dict[str, object]:
    return {"standsFor": {word: list(end.holders) for word, end in zip(("from", "to"), ends, strict=True)}}


def as_the_first(answers: list[Any]) -> dict[str, Any]:
    """The fields of the first of some answers, for one that takes the place of all."""
    return {field.name: getattr(answers[0], field.name) for field in fields(answers[0])}


def caption_of_all(
    parts: GraphParts, question: Mapping[str, object], answers: Iterable[Captioned], more: Iterable[str] = ()
) -> Caption:
    """The caption of answers to one question, with the labels of what was asked and of further things."""
    ends = [str(question[end]) for end in ("from", "to") if question.get(end)]
    captions = [answer.caption for answer in answers]
    iris = [*ends, *more]
    labels = dict(_all(one.labels for one in captions)) | {iri: parts.names.label(iri) for iri in iris}
    acronyms = dict(_all(one.acronyms for one in captions))
    acronyms |= {iri: short for iri in iris if (short := parts.names.acronym(iri))}
    return Caption(question, captions[0].searched, labels, acronyms, parts.names.spelled(labels))


def _all(mappings: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for mapping in mappings:
        yield from mapping.items()
