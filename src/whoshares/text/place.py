"""Answers about a place, a kind or a program: one headline, then holder by holder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.validity import State
from whoshares.routes.absence import REASONS
from whoshares.text.bars import render_bars
from whoshares.text.between import blocks_named, laws, shut
from whoshares.text.ends import SOME, one_of_each
from whoshares.text.exposure import FORBIDDEN, KNOWN, limits, placed, reach, render_bodies, render_exposed
from whoshares.text.headline import day_of, verdict, when
from whoshares.text.trace import CAUTION, MORE, Routes, more
from whoshares.text.ways import MOST, Ways, counted
from whoshares.text.words import Words, certainty, plural

if TYPE_CHECKING:
    from whoshares.answers.exposure import Exposure
    from whoshares.answers.place import PlaceBars, PlaceExposure, PlaceTrace
    from whoshares.answers.trace import Trace

_NEAR = 8
_GROUPS = 15
"""How many bodies, or pairs of them, are listed in short."""
_MEMBERS = {"place": "holders in {}", "kind": "bodies of the kind {}", "program": "holders that send under {}"}


def render_place_trace(answer: PlaceTrace) -> Group:
    """How many bodies have a known way, the best of each, and the best of all hop by hop; in full all routes."""
    return Group(*_PlaceTrace(answer).parts())  # type: ignore[arg-type]


def place_headline(answer: PlaceTrace) -> Text:
    """The first paragraph of the answer."""
    return _PlaceTrace(answer)._head()


class _PlaceTrace:
    def __init__(self, answer: PlaceTrace) -> None:
        self.answer = answer
        self.words = Words(answer.caption)
        self.ranked = answer.ranked()
        self.ways = Ways(self.words, answer.ways, answer.routes, day_of(answer.question))

    def parts(self) -> list[object]:
        answer, words = self.answer, self.words
        parts: list[object] = [self._head()]
        if answer.routes:
            parts += self._in_full() if answer.caption.full else self._in_short()
        parts += self._without()
        if said := shut(words, answer.between, day_of(answer.question), "some of these"):
            parts += [Text(), Text(said, "yellow")]
        if answer.truncated:
            parts += [Text(), Text(more(answer), "yellow")]
        parts += [Text(), Text(f"{words.searched}. {CAUTION} {self.ways.meanings()}", "dim")]
        if answer.routes and not answer.caption.full:
            parts.append(Text(MORE, "dim"))
        return [*parts, *words.abbreviations()]

    def _head(self) -> Text:
        origin, recipient = one_of_each(self.words, self.answer.ends)
        what, day = self.words.data, when(self.answer.question)
        said = laws(self.words, self.answer.between, (origin, recipient))
        head = Text.assemble((said, "red"), "\n") if said else Text()
        blocks = [block for block in self.answer.between.blocks if block.state <= State.PRESUMED]
        named = blocks_named(self.words, blocks, day_of(self.answer.question)) if blocks else ""
        if not self.answer.routes:
            if not blocks:
                head.append("None known. ", "bold red")
                return head.append(f"No known route takes {what} from {origin} to {recipient} {day}.")
            head.append("None known that is not stopped", "bold red")
            head.append(f": {named}, and no other route is known to take {what} from {origin} to {recipient} {day}.")
            return head
        head.append_text(verdict(self.words, self.answer, (origin, recipient)))
        none = sum(map(len, self._without_way.values()))
        best = [self.answer.ways[numbers[0] - 1].state for numbers in self._groups.values()]
        surely, perhaps = sum(state is not State.POSSIBLE for state in best), best.count(State.POSSIBLE)
        one, many = ("body", "bodies") if any(end.is_holder for end in self.answer.ends) else ("pair", "pairs")
        known = " or ".join(word for state, word in KNOWN.items() if state in best)
        sure = [f"{known} for {surely} {one if surely == 1 else many}"] if surely else []
        sure += [f"possible for {perhaps} {'more' if surely else one if perhaps == 1 else many}"] if perhaps else []
        ways = "A way is" if len(self.answer.ways) == 1 else "Ways are"
        head.append(f"\n{ways} {', and '.join(sure)}")
        head.append(f"; for {none} other{'s' if none > 1 else ''} none is known." if none else ".")
        return head.append(f" Other routes are stopped: {named}." if blocks else "")

    @cached_property
    def _pairs(self) -> list[tuple[tuple[str, str], bool]]:
        """The two holders of each pair, and whether it has a route."""
        return [(_ends(pair), bool(ranks)) for pair, ranks in self.ranked]

    @cached_property
    def _shown(self) -> dict[tuple[str, str], tuple[str, str]]:
        """What the two holders of each pair are shown as."""
        bodies = self.answer.bodies
        return {(a, b): (bodies.get(a, a), bodies.get(b, b)) for (a, b), _ in self._pairs}

    @cached_property
    def _groups(self) -> dict[tuple[str, str], list[int]]:
        """The ways between two bodies, by their numbers."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, way in enumerate(self.answer.ways, 1):
            groups[way.steps[0].sender.body, way.steps[-1].recipient.body].append(number)
        return groups

    @cached_property
    def _without_way(self) -> dict[str, list[tuple[str, str]]]:
        """The bodies, or pairs of them, of which no way is known, under the code of why not."""
        have = {self._shown[pair] for pair, routes in self._pairs if routes} | self._groups.keys()
        by_reason: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for pair, _ in self.ranked:
            if (shown := self._shown[_ends(pair)]) not in have:
                by_reason[pair.reason or ""][shown] = None
        return {code: list(shown) for code, shown in by_reason.items()}

    def _in_short(self) -> list[object]:
        ways = self.answer.ways
        parts: list[object] = [Text(), Text(counted(ways, at_least=self.answer.truncated), "bold")]
        if len(ways) <= MOST:
            parts += self.ways.overview()
        else:
            parts += self._by_body()
        best = min(range(len(ways)), key=lambda place: (ways[place].state, len(ways[place].steps), place)) + 1
        return [*parts, Text(), *self.ways.best(best)]

    def _by_body(self) -> list[object]:
        """The best way of each body or pair of them, and how many more it has."""
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", style="bold")
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        groups = list(self._groups.values())
        first = [self.answer.ways[numbers[0] - 1] for numbers in groups]
        for numbers, way in zip(groups[:_GROUPS], first, strict=False):
            line = self.ways.line(way)
            if left := len(numbers) - 1:
                line.append(f" · and {left} more {plural(left, 'way')}", "dim")
            table.add_row(f"{numbers[0]}.", certainty(way.state), line)
        parts: list[object] = [table]
        if len(groups) > _GROUPS:
            parts.append(Text(f"    … and {len(groups) - _GROUPS} more: “--full” lists all.", "dim"))
        return [*parts, *self.ways.folded(first[:_GROUPS])]

    def _in_full(self) -> list[object]:
        answer, words = self.answer, self.words
        routes = Routes(answer.caption, answer.routes, words)
        parts: list[object] = [Text(), Text(counted(answer.ways, at_least=answer.truncated), "bold")]
        parts += self.ways.overview(len(answer.ways))
        if answer.nested:
            parts += [Text(), Text("Some holders are parts of others: their routes stand with both.")]
        with_routes = [(pair, ranks) for pair, ranks in self.ranked if ranks]
        for pair, ranks in with_routes:
            parts += [Text(), _heading(answer, words, pair), Padding(routes.overview(ranks), (0, 0, 0, 2))]
        parts.append(Text("\nThe first route of each, hop by hop; to ask one alone gives all of its routes so.", "dim"))
        return [*parts, *routes.parts([ranks[0] for _, ranks in with_routes])]

    def _without(self) -> list[object]:
        """Which bodies have no known way, by the reason why not."""
        if not self._without_way:
            return []
        told: list[object] = [Text(), Text("No known way" if self.answer.routes else "Why")]
        for code, every in self._without_way.items():
            most = len(every) if self.answer.caption.full else _NEAR
            names = "; ".join(map(self._named, every[:most]))
            left = f" and {len(every) - most} more" if len(every) > most else ""
            told.append(Padding(Text(f"{names}{left}: {REASONS.get(code, code)}."), (0, 0, 0, 2)))
        return told

    def _named(self, shown: tuple[str, str]) -> str:
        """Two bodies, without the one that is the same for all."""
        both = zip(shown, self.answer.ends, strict=True)
        return " → ".join(self.words.full(body) for body, end in both if not end.is_holder)


def render_place_exposure(answer: PlaceExposure) -> Group:
    """How many bodies can be reached, or can reach others, and what of each; in full holder by holder."""
    words = Words(answer.caption)
    asked = list(zip(answer.end.holders, answer.holders, strict=True))
    some = [(iri, one) for iri, one in asked if one.rows_found]
    none = [words.label(iri) for iri, one in asked if not one.rows_found]
    there = SOME[answer.end.sort].format(words.label(answer.end.iri))
    parts: list[object] = [reach(words, answer.bodies, there, outward=answer.outward, at_least=answer.stopped)]
    if not answer.bodies:
        beyond = f"any body beyond{placed(words)}"
        takes = f"{words.data} {f'from {there} to' if answer.outward else f'to {there} from'} {beyond}"
        no_route = f"No known route{limits(words)} takes {takes} on {words.day}."
        parts = [Text.assemble(("None known. ", "bold red"), no_route)]
    if answer.caption.full:
        for iri, one in some:
            own = [row for row in one.rows_found if row.through == row.holder]
            rows = Padding(render_exposed(one, own, words), (0, 0, 0, 2))
            parts += [Text(), _title(words.full(iri), len(_holders(one))), rows]
        if none:
            parts += [Text(), Text(f"None known: {_listed(none)}.")]
    elif answer.bodies:
        parts += [Text(), *render_bodies(answer.bodies, words, outward=answer.outward)]
        parts.append(
            Text(f"Known for {_of_members(answer, words, len(some))}. “--full” lists holder by holder.", "dim")
        )
    if answer.stopped:
        parts.append(Text("A search stopped at its work limit: rows may be missing. Narrow it: --carrying.", "yellow"))
    parting = _parting(words)
    if any(body.forbidden_by for body in answer.bodies):
        parting.append(f" {FORBIDDEN}")
    return Group(*parts, Text(), parting, *words.abbreviations())  # type: ignore[arg-type]


def _of_members(answer: PlaceExposure, words: Words, some: int) -> str:
    """For how many of the holders asked about, in words."""
    number, members = len(answer.holders), _MEMBERS[answer.end.sort].format(words.label(answer.end.iri))
    return f"the only one of the {members}" if number == 1 else f"{some} of the {number} {members}"


def render_place_bars(answer: PlaceBars) -> Group:
    """What is forbidden, between whom the bars stand, then the bars."""
    words = Words(answer.caption)
    between: list[object] = [Text("\nBetween whom")] if answer.pairs else []
    for pair, found in answer.pairs.items():
        named = " → ".join(words.label(iri) for iri, end in zip(pair, answer.ends, strict=True) if not end.is_holder)
        between.append(Padding(Text.assemble((named, "bold"), f": {words.listed(found)}"), (0, 0, 0, 2)))
    return render_bars(answer, answer.ends, between)


def _ends(pair: Trace) -> tuple[str, str]:
    return str(pair.question["from"]), str(pair.question["to"])


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
