"""What is wrong with a request, as an HTTP status and a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from whoshares.errors import WhosharesError


@dataclass(eq=False)
class Problem(WhosharesError):
    """A request that is not answered: the status, a sentence, and for machines whatever more there is to say."""

    status: int
    sentence: str
    details: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence

    def to_dict(self) -> dict[str, object]:
        """The problem as RFC 9457 has it."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.sentence,
            **self.details,
        }


_LISTED = 60


def unknown(status: int, what: str, given: str, existing: Iterable[str], *, more: str = "") -> Problem:
    """The problem that `given` is none of what exists; the sentence and `available` list what does."""
    offered = list(existing)
    shown = ", ".join(offered[:_LISTED])
    rest = f" and {len(offered) - _LISTED} more" if len(offered) > _LISTED else ""
    given = given if len(given) <= 200 else given[:200] + " …"
    return Problem(
        status,
        f"“{given}” is no {what} here. There {'are' if len(offered) != 1 else 'is'} {shown or 'none'}{rest}.{more}",
        {"available": offered},
    )
