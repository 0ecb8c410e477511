"""`whoshares claim`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.model.errors import InputError

_SAID: Final = {
    " does not share ": "does-not-share-with",
    " doesn't share ": "does-not-share-with",
    " has stopped sharing ": "ended-sharing-with",
    " has ended sharing ": "ended-sharing-with",
    " stopped sharing ": "ended-sharing-with",
    " ended sharing ": "ended-sharing-with",
    " must not share ": "must-not-share-with",
    " may not share ": "must-not-share-with",
    " shares ": "shares-with",
}
"""How a sentence says each form; of several that stand in it, the first of these is meant."""
_NO_DATA: Final = frozenset({"", "data", "any data", "its data", "information"})
_DAY: Final = len("2026-01-01")


class _Sentence(click.Command):
    """A command that takes its three arguments, and some options, as one sentence as well."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments left over, as click has it. Raises InputError for a sentence of another form."""
        alone = len(args) == 1 or (len(args) > 1 and args[1].startswith("-"))
        if alone and args and " " in args[0].strip() and not args[0].startswith("-"):
            args = [*told_by(args[0]), *args[1:]]
        elif len(args) > 1:
            args = [args[0], "-".join(args[1].split()) if " share" in f" {args[1]}" else args[1], *args[2:]]
        return super().parse_args(ctx, args)


def told_by(sentence: str) -> list[str]:
    """The arguments that a sentence stands for: “TSA does not share passenger lists with ICE on 2026-01-21.”

    Raises InputError where it has another form.
    """
    text = f" {' '.join(sentence.split())} ".replace("’", "'").removesuffix(". ").rstrip() + " "
    phrase = next((phrase for phrase in _SAID if phrase in text), None)
    first, _, rest = text.partition(phrase or "\0")
    what, between, other = f" {rest}".rpartition(" with ")
    if phrase is None or not between or not first.strip():
        raise InputError(
            f"“{sentence}” is no claim in a form that is known. Say “X shares DATA with Y”, “X does not share DATA "
            "with Y”, “X ended sharing DATA with Y by DAY” or “X must not share DATA with Y under LAW”, where DATA, "
            "the law and “on DAY” (YYYY-MM-DD) may be left out; or give X, SAYS and Y apart, as --help tells."
        )
    other, day = _with_day(other.strip())
    whom, _, law = other.partition(" under ")
    whom, day = (whom, day) if day else _with_day(whom)
    asked = [first.strip(), _SAID[phrase], whom.strip()]
    for option, value in (("--carrying", what.strip()), ("--as-of", day), ("--under", law.strip())):
        if value and not (option == "--carrying" and value in _NO_DATA):
            asked += [option, value]
    return asked


def _with_day(text: str) -> tuple[str, str]:
    """A text without the day that it ends in, and that day."""
    head, day = text[:-_DAY], text[-_DAY:]
    if day[:4].isdigit() and day[4:5] == "-" and head.endswith((" on ", " by ")):
        return head[: -len(" on ")], day
    return text, ""


_EXAMPLES: Final[Sequence[str]] = (
    "Example: whoshares claim FBI shares-with IDENT --carrying fingerprints --as-of 2011-10-01",
    'Example: whoshares claim "TSA does not share passenger lists with ICE on 2026-01-21"',
)


@click.command(cls=_Sentence, epilog="\n\n".join(_EXAMPLES))
@asks(verbs.CLAIM)
@graph_option
@form_options
def claim(graph: str | None, form: Form, **asked: Any) -> None:
    """Is what is said of X and Y borne out, contradicted, or not known?

    SAYS is shares-with, does-not-share-with, ended-sharing-with (by the day), or must-not-share-with (--under a law).
    It is held against what documents say of X itself; by which other bodies its data could reach Y is told beside.
    Silence decides nothing: no document bears out that nothing is shared. All of it may also be one sentence.
    """
    kg = open_for(graph)
    print_answer(kg, kg.claim(**asked), form, COLUMNS["claim"])
