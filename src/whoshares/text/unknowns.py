"""Unknown facts as a person reads them: what would change, who would know, and the draft of a request."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.answers.place import named_ends
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.between import blocks_named, laws
from whoshares.text.words import Words, in_a_line, plural

if TYPE_CHECKING:
    from whoshares.answers.place_unknowns import PlaceUnknowns
    from whoshares.answers.unknowns import UnknownFact, Unknowns

_MOST: Final = 3
"""How many other sets are shown in short."""
_ALIKE: Final = 5
"""How many holders of a place are named that have one outcome."""
_WHOLE: Final = 2
"""So many facts are printed with all that is said of them."""
_FACTS: Final = 5
"""Of more, so many are printed in short, and only the first with the draft of a request."""
_OUTCOMES: Final = {
    "settled": "A way is certain",
    "would-close": "A way is presumed",
    "would-open": "No way is known, and answers would make one known",
    "nothing-known": "No way is known, and no single unknown that could make one",
}
"""An outcome in words, of one holder of several."""


def render_unknowns(answer: Unknowns) -> Group:
    """The outcome first, then each fact, and what else would do."""
    words = Words(answer.caption)
    said = Text(plain(answer.explanation), "bold")
    return Group(said, *_between(answer, words), *_what(answer, words))  # type: ignore[arg-type]


def render_place_unknowns(answer: PlaceUnknowns) -> Group:
    """The outcome of all first, then that of each, and what would change it."""
    words = Words(answer.caption)
    parts: list[object] = [Text(plain(answer.explanation), "bold"), Text("\nOf each", "bold")]
    for outcome, found in groupby(answer.pairs, key=lambda one: one.outcome):
        names = [plain(named_ends(one, answer.ends)) for one in found]
        shown = names if answer.caption.full else names[:_ALIKE]
        left = f"; and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
        parts.append(Padding(Text(f"{_OUTCOMES[outcome]}: {'; '.join(shown)}{left}."), (0, 0, 0, 2)))
    if between := _between(answer, words):
        parts += [Text(), *between]
    return Group(*parts, *_what(answer, words))  # type: ignore[arg-type]


def _between(answer: Unknowns, words: Words) -> list[object]:
    """What stops and what forbids such routes."""
    parts: list[object] = []
    stopping = [block for block in answer.between.blocks if block.state <= State.PRESUMED]
    if stopping:
        named = blocks_named(words, stopping, words.asked_day)
        parts.append(Text(f"Known routes from {words.asked('from')} to {words.asked('to')} are stopped: {named}."))
    if said := laws(words, answer.between):
        parts.append(Text(said, "red"))
    return parts


def _what(answer: Unknowns, words: Words) -> list[object]:
    """Each fact, and what else would do."""
    whole = answer.caption.full or len(answer.facts) <= _WHOLE
    shown = answer.facts if whole else answer.facts[:_FACTS]
    parts = [part for number, fact in enumerate(shown, 1) for part in _fact(words, number, fact, whole=whole)]
    if not whole:
        left = len(answer.facts) - len(shown)
        more = f"{left} more {plural(left, 'fact')}, and of" if left else "of"
        parts.append(Text(f"\n“--full” prints {more} each fact its documents and the draft of a request.", "dim"))
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
    return [*parts, *words.abbreviations()]


_CAUTION: Final = "What is not known is what the documents of this graph leave open. Others may tell."


def _fact(words: Words, number: int, fact: UnknownFact, *, whole: bool) -> list[object]:
    lines: list[object] = [Text(f"\n{number}. {words.said(fact.explanation)}")]
    if fact.asked_of:
        lines.append(Padding(Text(f"Would know: {words.listed(fact.asked_of)}."), (0, 0, 0, 3)))
    if fact.sources and whole:
        number_of = len(fact.sources)
        what = Text(f"What is known of it is from {number_of} {plural(number_of, 'document')}: ", "dim")
        lines.append(Padding(what.append_text(in_a_line(fact.sources)), (0, 0, 0, 3)))
    if fact.request and (whole or number == 1):
        lines.append(Padding(Text.assemble(("Draft of a request. ", "bold"), words.said(fact.request)), (0, 0, 0, 3)))
    return lines
