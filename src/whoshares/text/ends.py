"""The two ends of a question as a sentence names them where one answer is given for all holders that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from whoshares.text.words import Words, plural

if TYPE_CHECKING:
    from whoshares.answers.meant import Meant
    from whoshares.answers.pairs import Pair

_ANY: Final = {
    "place": "any holder in {}",
    "kind": "any body of the kind {}",
    "program": "any holder that sends under {}",
    "generic": "{} or any of them that documents name",
}
SOME: Final = {
    **{sort: words.replace("any", "a", 1) for sort, words in _ANY.items() if sort != "generic"},
    "generic": _ANY["generic"],
}


def both(words: Words, ends: tuple[Meant, Meant] | None) -> tuple[str, str]:
    """The two ends: two holders, or any that an end stands for."""
    if ends is None:
        return words.asked("from"), words.asked("to")
    origin, recipient = (
        words.full(end.iri) if end.is_holder else _ANY[end.sort].format(words.label(end.iri)) for end in ends
    )
    return origin, recipient


def one_of_each(words: Words, ends: tuple[Meant, Meant]) -> tuple[str, str]:
    """The two ends: a holder each, or one that an end stands for."""
    origin, recipient = (
        words.full(end.iri) if end.is_holder else SOME[end.sort].format(words.label(end.iri)) for end in ends
    )
    return origin, recipient


def from_to(words: Words, ends: tuple[Meant, Meant] | None) -> str:
    """From what to what."""
    origin, recipient = both(words, ends)
    return f"from {origin} to {recipient}"


def which_known(words: Words, ends: tuple[Meant, Meant] | None, pairs: Sequence[Pair]) -> list[Text]:
    """Between which of the holders that the ends stand for a route is known; nothing where both ends are holders."""
    if ends is None:
        return []
    one = any(end.is_holder for end in ends)
    unit = "holder" if one else "pair"
    known = [pair for pair in pairs if pair.known]
    names = []
    for pair in known:
        held = zip((pair.origin, pair.recipient), ends, strict=True)
        names.append(" → ".join(words.label(iri) for iri, end in held if not end.is_holder))
    has = "has" if len(known) == 1 else "have"
    said = f"{len(known):,} of {len(pairs):,} {plural(len(pairs), unit)} {has} a known route that day"
    return [Text(f"{said}: {'; '.join(names)}." if known else f"{said}.", "dim")]
