"""Unknown facts as a person reads them: what would change, who would know, and the draft of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.between import blocks_named, laws
from whoshares.text.words import Words, in_a_line, plural

if TYPE_CHECKING:
    from whoshares.answers.unknowns import UnknownFact, Unknowns

_MOST: Final = 3
"""How many other sets are shown in short."""


def render_unknowns(answer: Unknowns) -> Group:
    """The outcome first, then each fact, and what else would do."""
    words = Words(answer.caption)
    parts: list[object] = [Text(plain(answer.explanation), "bold")]
    stopping = [block for block in answer.between.blocks if block.state <= State.PRESUMED]
    if stopping:
        named = blocks_named(words, stopping, words.asked_day)
        parts.append(Text(f"Known routes from {words.asked('from')} to {words.asked('to')} are stopped: {named}."))
    if said := laws(words, answer.between):
        parts.append(Text(said, "red"))
    parts += [part for number, fact in enumerate(answer.facts, 1) for part in _fact(words, number, fact)]
    others = answer.others if answer.caption.full else answer.others[:_MOST]
    if others:
        parts.append(Text("\nInstead, as few would do:", "bold"))
        for facts in others:
            said = " And: ".join(words.said(fact.explanation) for fact in facts)
            parts.append(Padding(Text(f"– {said}"), (0, 0, 0, 2)))
        if left := len(answer.others) - len(others):
            parts.append(Padding(Text(f"and {left} more: “--full” lists all.", "dim"), (0, 0, 0, 2)))
    if answer.facts and not answer.optimal:
        parts.append(Text("\nWhether fewer would do was not settled.", "yellow"))
    parts.append(Text(f"\n{words.searched}. {_CAUTION}", "dim"))
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


_CAUTION: Final = "What is not known is what the documents of this graph leave open. Others may tell."


def _fact(words: Words, number: int, fact: UnknownFact) -> list[object]:
    lines: list[object] = [Text(f"\n{number}. {words.said(fact.explanation)}")]
    if fact.asked_of:
        lines.append(Padding(Text(f"Would know: {words.listed(fact.asked_of)}."), (0, 0, 0, 3)))
    if fact.sources:
        number_of = len(fact.sources)
        what = Text(f"What is known of it is from {number_of} {plural(number_of, 'document')}: ", "dim")
        lines.append(Padding(what.append_text(in_a_line(fact.sources)), (0, 0, 0, 3)))
    if fact.request:
        lines.append(Padding(Text.assemble(("Draft of a request. ", "bold"), words.said(fact.request)), (0, 0, 0, 3)))
    return lines
