"""Answers about a place, a kind or a program: one headline, then holder by holder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.text.bars import render_bars
from whoshares.text.exposure import render_exposed
from whoshares.text.headline import ANSWERS, when
from whoshares.text.trace import Routes
from whoshares.text.words import Words, certainty, plural

if TYPE_CHECKING:
    from whoshares.answers.exposure import Exposure
    from whoshares.answers.meant import Meant
    from whoshares.answers.place import PlaceBars, PlaceExposure, PlaceTrace
    from whoshares.answers.trace import Trace

_MEMBERS = {"place": "holders in {}", "kind": "bodies of the kind {}", "program": "holders that send under {}"}
_STANDS_FOR = {
    "place": "a holder in {}",
    "kind": "a body of the kind {}",
    "program": "a holder that sends under {}",
}


def render_place_trace(answer: PlaceTrace) -> Group:
    """How many have a known route, the routes of each at a glance, and the best of each hop by hop."""
    words = Words(answer.frame)
    origin, recipient = (_end(words, end) for end in answer.ends)
    what, day = words.data, when(answer.question)
    ranked = answer.ranked()
    with_routes = [(pair, ranks) for pair, ranks in ranked if ranks]
    without = [pair for pair, ranks in ranked if not ranks]
    routes = Routes(answer.frame, answer.routes)
    head = Text()
    parts: list[object] = [head]
    if with_routes:
        best = min(route.state for pair, _ in with_routes for route in pair.routes)
        head.append(*ANSWERS[best])
        head.append(f": {day}, {what} could get from {origin} to {recipient}, as far as documents show.")
        parts.append(Text(_count(answer, with_routes)))
        for pair, ranks in with_routes:
            parts += [Text(), _heading(answer, words, pair), Padding(routes.overview(ranks), (0, 0, 0, 2))]
    else:
        head.append("None known. ", "bold red")
        head.append(f"No known route takes {what} from {origin} to {recipient} {day}.")
        parts.append(Text(plain(answer.explanation or "")))
    if without:
        parts += [Text(), Text(f"No known route: {_listed(_pair(answer, words, pair) for pair in without)}.")]
    if with_routes:
        parts.append(Text("\nThe first route of each, hop by hop; to ask one alone gives all of its routes so.", "dim"))
        parts += [*routes.parts([ranks[0] for _, ranks in with_routes]), Text()]
    if answer.truncated:
        more = "A search stopped at its work limit: there may be more." if answer.stopped else (
            "There are more routes than these: “--limit” shows more of each."
        )  # fmt: skip
        parts.append(Text(more, "yellow"))
    parts.append(_parting(words))
    return Group(*parts)  # type: ignore[arg-type]


def render_place_exposure(answer: PlaceExposure) -> Group:
    """How many of the holders can be reached, or can reach others, and what of each."""
    words = Words(answer.frame)
    asked = list(zip(answer.end.holders, answer.holders, strict=True))
    some = [(iri, one) for iri, one in asked if one.rows_found]
    none = [words.label(iri) for iri, one in asked if not one.rows_found]
    inside = set(answer.end.holders)
    others = {row.holder for _, one in some for row in one.rows_found if row.through == row.holder} - inside
    number = len(asked)
    all_there = f"{len(some)} of the {number} {_MEMBERS[answer.end.sort].format(words.label(answer.end.iri))}"
    beyond = f"{len(others)} other {plural(len(others), 'holder')}"
    first, last = (all_there, beyond) if answer.outward else (beyond, all_there)
    parts: list[object] = [Text(f"On {words.day}, {words.data} of {first} can reach {last}, as far as documents show.")]
    for iri, one in some:
        own = [row for row in one.rows_found if row.through == row.holder]
        parts += [Text(), _title(words.full(iri), len(_holders(one))), Padding(render_exposed(one, own), (0, 0, 0, 2))]
    if none:
        parts += [Text(), Text(f"None known: {_listed(none)}.")]
    if answer.stopped:
        parts.append(Text("A search stopped at its work limit: rows may be missing. Narrow it: --carrying.", "yellow"))
    parts.append(_parting(words))
    return Group(*parts)  # type: ignore[arg-type]


def render_place_bars(answer: PlaceBars) -> Group:
    """Between whom the bars stand, then the bars."""
    words = Words(answer.frame)
    origin, recipient = (_end(words, end) for end in answer.ends)
    number = len(answer.found)
    head = Text(f"Between {origin} and {recipient}: {number or 'no'} {plural(number, 'bar')} of this graph.")
    parts: list[object] = [head]
    for (first, last), found in answer.pairs.items():
        between = " → ".join(
            words.label(iri) for iri, end in zip((first, last), answer.ends, strict=True) if not end.is_holder
        )
        parts.append(Padding(Text.assemble((between, "bold"), f": {words.listed(found)}"), (0, 0, 0, 2)))
    return Group(*parts, Text(), render_bars(answer))  # type: ignore[arg-type]


def _end(words: Words, end: Meant) -> str:
    return words.full(end.iri) if end.is_holder else _STANDS_FOR[end.sort].format(words.label(end.iri))


def _count(answer: PlaceTrace, with_routes: Sequence[tuple[Trace, Sequence[int]]]) -> str:
    """How many pairs have a route, and how sure the surest of each is."""
    found = len(with_routes)
    number = len(answer.pairs)
    unit = "holder" if any(end.is_holder for end in answer.ends) else "pair"
    states = Counter(min(route.state for route in pair.routes) for pair, _ in with_routes)
    sure = "; at best " + ", ".join(f"{state.word} for {states[state]}" for state in sorted(states))
    has = "has" if found == 1 else "have"
    parts = " Some are parts of others: their routes are counted with both." if answer.nested else ""
    return f"{found} of {number} {plural(number, unit)} {has} a known route{sure}.{parts}"


def _pair(answer: PlaceTrace, words: Words, pair: Trace) -> str:
    """The ends of a pair that are not the same for all."""
    ends = zip(("from", "to"), answer.ends, strict=True)
    return " → ".join(words.full(str(pair.question[word])) for word, end in ends if not end.is_holder)


def _heading(answer: PlaceTrace, words: Words, pair: Trace) -> Text:
    number = len(pair.routes)
    head = Text.assemble((_pair(answer, words, pair), "bold cyan"), " · ", certainty(pair.routes[0].state), " · ")
    if pair.truncated:
        return head.append("the first route of more" if number == 1 else f"the first {number} routes")
    return head.append(f"{number} {plural(number, 'route')}")


def _title(name: str, number: int) -> Text:
    return Text.assemble((name, "bold cyan"), f" · {number} {plural(number, 'holder')}")


def _holders(answer: Exposure) -> set[str]:
    return {row.holder for row in answer.rows_found if row.through == row.holder}


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)


def _parting(words: Words) -> Text:
    return Text(
        f"{words.searched}. Routes are possibilities that documents show, not proof that a record travelled. "
        "Not known is not the same as not shared.",
        "dim",
    )
