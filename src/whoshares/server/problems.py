"""What is wrong with a request, as an HTTP status and a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from rapidfuzz import fuzz, process

from whoshares.model.errors import InputError, Offering, QueryError, WhosharesError

_LISTED: Final = 60
_SHOWN: Final = 200
"""Characters of a client's text that are given back in a sentence."""
_NEAR: Final = 75
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What ends a line or moves what a terminal or a page shows, tab and line feed apart."""


@dataclass(eq=False)
class Problem(WhosharesError):
    """A request that is not answered: the status, a sentence, and for machines whatever more there is to say."""

    status: int
    sentence: str
    details: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence

    @property
    def line(self) -> str:
        """The sentence on one line, whatever the request held that it speaks of."""
        return visible(self.sentence).replace("\n", "\\n").replace("\t", "\\t")

    @property
    def lines(self) -> list[str]:
        """The sentence, and what else is said, line by line."""
        said = self.details.get("said")
        return [self.line, *(visible(str(line)) for line in (said if isinstance(said, list) else []))]

    def to_dict(self) -> dict[str, object]:
        """The problem as RFC 9457 has it."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.line,
            **self.details,
        }


def visible(text: str) -> str:
    """Text in which control and direction characters, except tab and line feed, are written as escapes."""
    if text.isprintable():  # as nearly all text is, which is faster told
        return text
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def unknown(status: int, what: str, given: str, existing: Iterable[str], *, more: str = "") -> Problem:
    """The problem that `given` is none of what exists; the sentence and `available` list what does."""
    offered = list(existing)
    shown = ", ".join(offered[:_LISTED])
    rest = f" and {len(offered) - _LISTED} more" if len(offered) > _LISTED else ""
    near = _nearest(given[:_SHOWN], offered)
    meant = f" Did you mean “{near}”?" if near else ""
    given = given if len(given) <= _SHOWN else given[:_SHOWN] + " …"
    are = "are" if len(offered) != 1 else "is"
    return Problem(
        status,
        f"“{given}” is no {what} here.{meant} There {are} {shown or 'none'}{rest}.{more}",
        {"available": offered},
    )


def query_problem(error: QueryError) -> Problem:
    """The problem with a query; a syntax error tells line and column, for people and for machines."""
    place = re.search(r"error at (\d+):(\d+):", str(error))
    if place is None:
        return Problem(400, str(error))
    line, column = int(place[1]), int(place[2])
    sentence = str(error).replace(place[0], f"line {line}, column {column}:")
    return Problem(400, sentence, {"line": line, "column": column})


def problem_of(status: int, error: InputError) -> Problem:
    """The problem with what was given: its first line as the sentence, the others as what else is said."""
    first, *more = error.lines or (str(error),)
    offers = error.offers if isinstance(error, Offering) else ()
    return Problem(status, first, {**({"said": more} if more else {}), **({"offers": [*offers]} if offers else {})})


def _nearest(given: str, offered: Iterable[str]) -> str | None:
    """The one of what is offered that is spelt much like what is given."""
    found = process.extractOne(given, offered, scorer=fuzz.ratio, processor=_folded, score_cutoff=_NEAR)
    return found[0] if found else None


def _folded(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")
