"""A claim as a person reads it: the outcome, what bears on it, what others say, and the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.answers.claim_words import OUTCOMES
from whoshares.answers.place import named_ends
from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.sources import SourceList
from whoshares.text.ways import Ways
from whoshares.text.ways import counted as counted_ways
from whoshares.text.words import Words, certainty, in_force, last_confirmed, listed, plural

if TYPE_CHECKING:
    from whoshares.answers.claim import Claim
    from whoshares.answers.claim_parts import DirectFlow, Rival
    from whoshares.answers.place_claim import PlaceClaim
    from whoshares.store.evidence import Citation

_STYLES: Final = {"borne-out": "bold green", "contradicted": "bold red", "not-known": "bold yellow"}
_BEARS: Final = {
    "shows": "shows it", "leaves-open": "leaves it open", "ended": "has ended", "later": "begins later",
    "unsaid": "is said by nobody to have taken place",
}  # fmt: skip
_MOST: Final = 3
"""How many of each are shown in short."""
_KNOWN: Final = 20
_ALIKE: Final = 8
"""How many holders of a place are named of which a statement is known, and is not known, for one reason."""
_REASONS: Final = {
    "shows": "a document shows that it gives such data",
    "ended": "what documents show has ended",
    "stopped": "every known way is stopped",
    "forbidden": "a bar in force forbids it",
    "lifted": "an exception of the law allows it",
    "allowed": "the law allows or demands it",
    "not-in-force": "the bar of the law is not in force that day",
    "leaves-open": "documents tell of it, and leave open whether it takes place that day",
    "part-ended": "documents tell of an end, but not of just such data",
    "part-stopped": "known ways are stopped, but for a part of such data alone",
    "before-unknown": "every known way is stopped, and no document says that any passed before",
    "later": "documents tell of it from a later day on",
    "unsaid": "nobody firmly says that it takes place",
    "other-way": "no document shows that the one itself gives it, and other bodies could",
    "nothing-known": "no document tells of it",
    "part-forbidden": "a bar in force forbids a part of it",
    "one-reading": "a bar in force forbids it under one reading alone",
    "may-forbid": "a bar that forbids it may be in force",
    "may-be-lifted": "a bar forbids it, and an exception may cover it",
    "nothing-forbids": "no bar of the graph forbids it",
}
"""By what a statement comes out so, of one holder of several."""


def render_claim(answer: Claim) -> Group:
    """The outcome first, then what it rests on, with numbered documents."""
    return Group(*_Page(answer).parts())  # type: ignore[arg-type]


def render_place_claim(answer: PlaceClaim) -> Group:
    """The outcome for all, then how it comes out of each, and what the first of them rests on."""
    head, told = OUTCOMES[answer.outcome], plain(answer.explanation)
    parts: list[object] = [Text.assemble((head, _STYLES[answer.outcome]), told.removeprefix(head))]
    parts.append(Text("\nOf each", "bold"))
    groups: dict[tuple[str, str], list[str]] = {}
    for one in answer.pairs:
        groups.setdefault((one.outcome, one.reason), []).append(plain(named_ends(one, answer.ends)))
    for reason, names in groups.items():
        known = reason[0] != "not-known"
        shown = names if answer.caption.full else names[: _KNOWN if known else _ALIKE]
        left = f"; and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
        line = Text.assemble((OUTCOMES[reason[0]], _STYLES[reason[0]]), f", {_REASONS[reason[1]]}: ")
        parts.append(Padding(line.append(f"{'; '.join(shown)}{left}."), (0, 0, 0, 2)))
    first = answer.pairs[0]
    if first.outcome != "not-known" or first.direct:
        parts.append(Text(f"\nThe first of these, {plain(named_ends(first, answer.ends))}, alone", "bold cyan"))
        return Group(*parts, *_Page(first).parts())  # type: ignore[arg-type]
    words = Words(answer.caption)
    parts.append(Text(f"\n{words.searched}. {_CAUTION}", "dim"))
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


class _Page:
    def __init__(self, answer: Claim) -> None:
        self.answer = answer
        self.words = Words(answer.caption)
        self.day = str(answer.question["asOf"])
        most = None if answer.caption.full else _MOST
        self.direct, self.rivals = answer.direct[:most], answer.rivals[:most]
        self.bars = answer.between.bars[:most]
        self.numbers = SourceList(self._sources())

    def parts(self) -> list[object]:
        answer = self.answer
        head, told = OUTCOMES[answer.outcome], plain(answer.explanation)
        parts: list[object] = [Text.assemble((head, _STYLES[answer.outcome]), told.removeprefix(head))]
        count = len(answer.direct)
        heading = f"{count} {plural(count, 'flow')} from the one itself to the other"
        parts += _section(heading, [self._flow(one) for one in self.direct], count)
        if answer.ways:
            parts.append(Text(f"\nBy other bodies: {counted_ways(answer.ways, at_least=answer.truncated)}", "bold"))
            parts += Ways(self.words, answer.ways, answer.routes, self.day).overview(
                len(answer.ways) if answer.caption.full else _MOST
            )
        parts += _section("What forbids it", list(self._bars()), len(answer.between.bars))
        parts += _section("What stops it", list(self._blocks()), len(answer.between.blocks))
        instead = "What may lift it" if answer.reason == "may-be-lifted" else "What the law says instead"
        parts += _section(instead, self._norms(), len(answer.norms))
        parts += _section("What others say of it", [self._rival(one) for one in self.rivals], len(answer.rivals))
        sources = self.numbers.parts()
        parts += [Text(), *sources] if sources else []
        parts.append(Text(f"\n{self.words.searched}. {_CAUTION}", "dim"))
        return [*parts, *self.words.abbreviations()]

    def _flow(self, one: DirectFlow) -> Text:
        hop, words = one.hop, self.words
        data = listed([within(words.label(category)) for category in one.carries])
        text = Text.assemble(f"– {words.full(hop.sender)} → {words.full(hop.recipient)}: {data}; ")
        text.append_text(certainty(hop.state)).append(f" on that day, {_BEARS[one.bears]}")
        said = [last_confirmed(hop.state, hop.last_confirmed, self.day)] if hop.state < State.IMPOSSIBLE else []
        said += [f"since {' or '.join(hop.valid_from)}"] if hop.valid_from else []
        said += [f"until {' or '.join(hop.valid_until)}"] if hop.valid_until else []
        said += [within(words.label(status)) for status in hop.evidence_status]
        said += [words.as_every(hop.as_every)] if hop.as_every else []
        said += ["sources differ on the dates"] if hop.disputed else []
        kept = [part for part in said if part]
        text.append(f" ({'; '.join(kept)})" if kept else "", "dim")
        return text.append_text(self.numbers.marks(hop.sources, with_locators=True))

    def _bars(self) -> Iterator[Text]:
        for one in self.bars:
            bar = one.bar
            law = self.words.listed(bar.set_by) or self.words.label(bar.id)
            says = self.words.label(bar.id)
            says = says if says.startswith(law) else f"{law}: {says}"
            text = Text(f"– {says}; {in_force(bar.state, bar.last_confirmed, self.day)}")
            if bar.limited_to:
                text.append(f"; limited to {self.words.listed(bar.limited_to).lower()}")
            if bar.reading:
                text.append(f"; only under the reading: {self.words.label(bar.reading)}", "yellow")
            for exception in bar.exceptions:
                text.append(f"; not where: {self.words.said(exception)}")
            yield text.append_text(self.numbers.marks(bar.sources))

    def _blocks(self) -> Iterator[Text]:
        for block in self.answer.between.blocks:
            stands = in_force(block.state, block.last_confirmed, self.day)
            since = f"; since {' or '.join(block.valid_from)}" if block.valid_from else ""
            yield Text(f"– {self.words.label(block.id)} at {self.words.short(block.system)}; {stands}{since}")

    def _norms(self) -> list[Text]:
        return [
            Text(
                f"– {self.words.label(norm.id)}; {in_force(norm.state, norm.last_confirmed, self.day)}"
                + (f"; under one reading: {self.words.label(norm.reading)}" if norm.reading else "")
            ).append_text(self.numbers.marks(norm.sources))
            for norm in self.answer.norms
        ]

    def _sources(self) -> Iterator[Citation]:
        for one in self.direct:
            yield from one.hop.sources
        for bar in self.bars:
            yield from bar.bar.sources
        for norm in self.answer.norms:
            yield from norm.sources
        for rival in self.rivals:
            yield from rival.sources

    def _rival(self, rival: Rival) -> Text:
        who = self.words.listed(rival.attributed_to)
        text = Text.assemble("– ", (f"{who}: " if who else f"{rival.kind}: ", "italic"), self.words.said(rival.text))
        return text.append_text(self.numbers.marks(rival.sources, with_locators=True))


_CAUTION: Final = (
    "Silence decides nothing: that no document tells of it is not the same as that it is not so. What others say is "
    "given as they say it, and decides nothing here."
)


def _section(heading: str, lines: Sequence[Text], number: int) -> Iterator[object]:
    """Lines under a heading, and how many more there are; nothing where there are none."""
    if not lines:
        return
    yield Text(f"\n{heading}", "bold")
    yield from (Padding(line, (0, 0, 0, 2)) for line in lines)
    if left := number - len(lines):
        yield Padding(Text(f"and {left} more: “--full” lists all.", "dim"), (0, 0, 0, 2))
